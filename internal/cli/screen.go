package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/plain"
	"soprun/internal/practice"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/internal/study"
	"soprun/internal/tui"
	"soprun/internal/tui/kit"
)

func (a *app) runCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "run ID", Short: "Open one procedure", Args: cobra.ExactArgs(1),
		Example: "soprun run SOP-IC-001",
		RunE:    a.do(func(cmd *cobra.Command, args []string) error { return a.open(cmd.Context(), entrance{page: args[0]}) }),
	}
	a.plainFlag(cmd)
	return cmd
}

func (a *app) plainFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.plain, "plain", false, "ask and answer line by line: for screen readers, TERM=dumb and scripts")
}

// idleAfter is how long nobody presses a key before a run asks who is at it.
const idleAfter = 10 * time.Minute

// entrance is where the program is come into.
type entrance struct {
	page     string // its id, "" for the library
	practise bool   // to the home of practice, for a page and in a mode where they are named
	of       string
	mode     study.Mode
}

// house is a station that is open for screens, with what goes on behind them.
type house struct {
	place   *effects.Place
	station *station.Station
	src     present.Sources
	told    chan string // what went wrong behind the screens
	said    string      // what has to be said first, "" for nothing
	leave   []func() error
}

// Close ends what goes on behind the screens, the last first.
func (h *house) Close() (err error) {
	for _, leave := range slices.Backward(h.leave) {
		err = errors.Join(err, leave())
	}
	return err
}

func (h *house) then(leave func() error) { h.leave = append(h.leave, leave) }

// openHouse opens the station of this folder for screens, until it is closed.
func (a *app) openHouse(ctx context.Context) (h *house, err error) {
	b, s, err := a.openBench()
	if err != nil {
		return nil, err
	}
	h = &house{place: b, station: s, told: make(chan string, 1)}
	h.then(s.Close)
	ctx, left := context.WithCancel(ctx)
	h.then(func() error { left(); return nil }) // a copy of the log that is on its way keeps it open no longer
	practised, err := a.rehearsals(b)
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	h.then(practised)
	indexed, ended := a.indexing(ctx, s, h.told), a.behind(ctx, s, h.told)
	h.then(func() error { indexed(); return nil })
	h.then(func() error { ended(); return nil })
	endBackups, refused := a.keepBackups(s, h.told)
	h.then(endBackups)
	alone, leave := a.takeGuests(s)
	h.then(leave)
	h.said = cmp.Or(refused, alone)
	h.src = sourcesOf(b)
	h.src.Study, h.src.Rehearsals = b.Study(a.books(), a.clock.Now), b
	h.src.Files, h.src.Printer = a.inside(ctx, s), printer{a, b, ctx}
	return h, nil
}

// rehearsals opens the file of practice runs for screens, and returns how it is closed. Where
// that cannot be opened the runs of now are in one that goes with the program: nothing of the
// record waits for practice.
func (a *app) rehearsals(b *effects.Place) (leave func() error, err error) {
	const name = "practice.db"
	file, err := practice.Open(filepath.Join(a.dir(), name), a.clock.Now, b.Page)
	if err == nil {
		b.WithPractice(file)
		return file.Close, nil
	}
	dir, failed := os.MkdirTemp("", "soprun-practice-*")
	if failed != nil {
		return nil, errors.Join(err, failed)
	}
	file, failed = practice.Open(filepath.Join(dir, name), a.clock.Now, b.Page)
	if failed != nil {
		return nil, errors.Join(err, failed, os.RemoveAll(dir))
	}
	b.WithPractice(file)
	b.Note("Practice runs are not kept: " + err.Error() + ". They end with this program. The log is not touched by it.")
	return func() error { return errors.Join(file.Close(), os.RemoveAll(dir)) }, nil
}

// open opens the program, on the station or on the copies of a hub.
func (a *app) open(ctx context.Context, at entrance) error {
	if a.hub != "" {
		return a.lookAround(ctx)
	}
	return a.openOwn(ctx, at)
}

// openOwn opens the station. Everything is opened before the terminal is taken, so that an
// error is read in the shell.
func (a *app) openOwn(ctx context.Context, at entrance) (err error) {
	h, err := a.openHouse(ctx)
	if errors.Is(err, errLeft) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	b := h.place
	for _, id := range []*string{&at.page, &at.of} {
		if *id != "" {
			p, err := b.Page(*id)
			if err != nil {
				return err
			}
			*id = p.ID
		}
	}
	if !a.draws() {
		if h.said != "" {
			if _, err := fmt.Fprintln(a.stdout, h.said); err != nil {
				return err
			}
		}
		return a.dialogue(ctx, plain.Config{Sources: h.src, Perform: b.Perform, Open: at.page, Practise: at.practise, Of: at.of, Mode: at.mode})
	}
	return a.screen(b, tui.Config{Sources: h.src, Perform: b.Perform, Open: at.page, Practise: at.practise, Of: at.of, Mode: at.mode, Say: h.said}, h.told)
}

// lookEvery is how often the clock is looked at for the daily check of the log.
const lookEvery = 10 * time.Minute

// checksAfter is how long the first screen has both processors before the log is checked:
// what waits for somebody comes first, and nobody signs so soon.
const checksAfter = 300 * time.Millisecond

// behind checks the log, brings it to a hub and asks that for pages, behind the screens until it is stopped.
func (a *app) behind(ctx context.Context, s *station.Station, told chan<- string) (stop func()) {
	checked, uploaded, pulled := a.checking(ctx, s), a.uploading(ctx, s, told), a.pulling(ctx, told)
	return func() {
		pulled()
		uploaded()
		checked()
	}
}

// checking checks the log behind the screens until it is stopped.
func (a *app) checking(ctx context.Context, s *station.Station) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	every, done := time.NewTicker(lookEvery), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-a.clock.after(checksAfter):
			s.KeepChecking(ctx, every.C)
		case <-ctx.Done():
		}
	}()
	return func() {
		every.Stop()
		cancel()
		<-done
	}
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(term.File)
	return ok && term.IsTerminal(f.Fd())
}

// framesPerSecond is how often the terminal is drawn on at most: a key is seen
// within 9 ms.
const framesPerSecond = 120

// drawnSoon is how long the first frame waits for its rows: a library that is read anew takes
// longer, and says how far it is.
const drawnSoon = 50 * time.Millisecond

// screen runs the full-screen program.
func (a *app) screen(b *effects.Place, cfg tui.Config, told <-chan string) (err error) {
	if f, ok := a.stdout.(term.File); ok {
		if cfg.Width, cfg.Height, err = term.GetSize(f.Fd()); err != nil {
			return err
		}
	}
	cfg.Now, cfg.ReadFile, cfg.Every, cfg.IdleAfter, cfg.Bell = a.clock.Now, disk.Hash, time.Second, idleAfter, true
	cfg.NoMouse = a.getenv("SOPRUN_MOUSE") == "off"
	var p *tea.Program
	options := []tea.ProgramOption{
		tea.WithInput(untilGone(a.stdin, func() { p.Quit() })), tea.WithOutput(a.stdout), tea.WithEnvironment(a.env), tea.WithFPS(framesPerSecond),
	}
	if a.noColor {
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	p = tea.NewProgram(tui.New(cfg).Begun(a.clock.after(drawnSoon)), options...)
	stop, unheed := a.watchPages(p.Send, b), heedSignals(p, a.stdin)
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case text := <-told:
				p.Send(kit.Told{Text: text})
			case <-ended:
				return
			}
		}
	}()
	if _, err = p.Run(); errors.Is(err, tea.ErrInterrupted) {
		err = nil // that ends it as q does
	}
	close(ended)
	unheed()
	return errors.Join(err, stop())
}

// line is a terminal that is read from, which says when nothing will come any more.
type line struct {
	term.File
	name func() string
	gone func()
}

// Name returns the name of its file.
func (l line) Name() string { return l.name() }

// Read reads what was typed.
func (l line) Read(typed []byte) (int, error) {
	n, err := l.File.Read(typed)
	if errors.Is(err, io.EOF) {
		l.gone()
	}
	return n, err
}

// untilGone returns an input that says when its terminal has gone away. Not every
// terminal that goes tells the process with a signal, and Bubble Tea takes the end
// of its input for silence: the log would stay open to nobody.
func untilGone(stdin io.Reader, gone func()) io.Reader {
	if f, ok := stdin.(interface {
		term.File
		Name() string
	}); ok {
		return line{f, f.Name, gone}
	}
	return stdin
}

// plainWidth is where lines of the dialogue are wrapped on a terminal.
const plainWidth = 76

// width is where a command wraps words: as wide as the terminal, where there is one, and no
// wider than the dialogue.
func (a *app) width() int {
	if f, is := a.stdout.(term.File); is {
		if columns, _, err := term.GetSize(f.Fd()); err == nil && columns > 0 {
			return min(plainWidth, columns)
		}
	}
	return plainWidth
}

// dialogue runs the line-by-line program until it ends or the process is asked
// to: that is the end of its input.
func (a *app) dialogue(ctx context.Context, cfg plain.Config) (err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	cfg.Now, cfg.ReadFile, cfg.IdleAfter, cfg.In, cfg.Out = a.clock.Now, disk.Hash, idleAfter, a.stdin, a.stdout
	if isTerminal(a.stdout) {
		cfg.Width = a.width()
	}
	restore, err := a.hideSecrets(&cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, restore()) }()
	err = plain.Run(ctx, cfg)
	if errors.Is(err, plain.ErrUnfinished) {
		return errSilent // it was said
	}
	return err
}

// hideSecrets has passphrases read without showing them, where there is a
// terminal to show them. The caller restores it at the end: a signal can come
// while one is typed.
func (a *app) hideSecrets(cfg *plain.Config) (restore func() error, err error) {
	f, ok := a.stdin.(term.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		cfg.Echo = true
		return func() error { return nil }, nil
	}
	state, err := term.GetState(f.Fd())
	if err != nil {
		return nil, err
	}
	restore = func() error { return term.Restore(f.Fd(), state) }
	cfg.Hide = func() (func() error, error) { return restore, hideTyping(f.Fd()) }
	return restore, nil
}
