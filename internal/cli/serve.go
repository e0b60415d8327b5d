package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/serve"
	"soprun/internal/station"
	"soprun/internal/tui"
	"soprun/internal/tui/kit"
)

// service is how a station is served.
type service struct {
	listen string
	most   int
	each   int
	idle   time.Duration
	drain  time.Duration
}

func (a *app) serveCmd() *cobra.Command {
	var how service
	cmd := &cobra.Command{
		Use: "serve", Short: "Let terminals elsewhere work on this station over SSH", Args: cobra.NoArgs,
		Long: "Serves the same screens to several terminals at once, by SSH: ssh -t -p 2222 bench@lab; with the word\n" +
			"plain behind it, questions and answers line by line. This process owns the log meanwhile; commands run\n" +
			"beside it as always. A terminal comes in with its key and with nothing else: an administrator gives it\n" +
			"access with soprun people terminals add. Passphrases are asked at each signature, as everywhere.\n" +
			"Without --listen only this machine is listened to.",
		Example: "soprun serve --listen :2222\nsoprun people terminals add \"$(cat bench-3.pub)\" --as j.bell",
		RunE:    a.do(func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), how) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&how.listen, "listen", "127.0.0.1:2222", "address and port to listen on")
	flags.IntVar(&how.most, "sessions", 200, "how many terminals may work at once")
	flags.IntVar(&how.each, "per-terminal", 8, "how many of them with the key of one terminal")
	flags.DurationVar(&how.idle, "idle", time.Hour, "how long nobody presses a key before a session ends; 0 for never")
	flags.DurationVar(&how.drain, "drain", 20*time.Second, "how long sessions are left to end by themselves when this is asked to end")
	cmd.AddCommand(a.servingCmd())
	return cmd
}

// serve serves the station until it is asked to end.
func (a *app) serve(ctx context.Context, how service) (err error) {
	if a.visit.station != nil {
		return errors.New("this needs the log alone: close the soprun that has it open")
	}
	if how.most < 1 || how.each < 1 {
		return misuse("--sessions %d, --per-terminal %d: at least one", how.most, how.each)
	}
	a.serving = &serving{most: how.most}
	ctx, unheed := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	defer unheed()
	h, err := a.openHouse(ctx)
	if errors.Is(err, errLeft) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if !h.station.IsSetUp() {
		return fmt.Errorf("%q: %w", a.dir(), station.ErrNotSetUp)
	}
	host, err := a.hostKey(h.station)
	if err != nil {
		return err
	}
	a.elsewhere(h)
	server, err := serve.New(serve.Config{
		Host: host, Admit: h.station.Admitted, Now: a.clock.Now, Say: a.note, Most: how.most, Idle: how.idle, Drain: how.drain,
		Each:    how.each,
		Program: func(c serve.Client) serve.Program { return a.served(h, c) },
		Down:    kit.Told{Text: fmt.Sprintf("This station goes down in %.0f s. What was done is kept.", how.drain.Seconds())},
	})
	if err != nil {
		return err
	}
	a.serving.by.Store(server)
	listener, err := net.Listen("tcp", how.listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", how.listen, err)
	}
	stop := a.watchPages(server.Send, h.place)
	defer a.tells(h.told, server)()
	if h.said != "" {
		a.note(h.said)
	}
	a.note(fmt.Sprintf("serving %s on %s, host key %s", h.place.Here().Name, listener.Addr(), gossh.FingerprintSHA256(host.PublicKey())))
	return errors.Join(server.Serve(ctx, listener), stop())
}

// tells tells every session what went wrong behind them, until it is stopped.
func (a *app) tells(told <-chan string, server *serve.Server) (stop func()) {
	ended, stop := context.WithCancel(context.Background())
	go func() {
		for {
			select {
			case text := <-told:
				a.note(text)
				server.Send(kit.Told{Text: text})
			case <-ended.Done():
				return
			}
		}
	}()
	return stop
}

// hostKey is the key that the station shows to terminals. Where terminals were told to
// expect another, none of them would come in.
func (a *app) hostKey(s *station.Station) (gossh.Signer, error) {
	host, err := s.HostKey()
	if err != nil {
		return nil, err
	}
	d, err := s.Department()
	if err != nil {
		return nil, err
	}
	shown := gossh.FingerprintSHA256(host.PublicKey())
	for _, t := range d.Terminals {
		if t.Host != shown {
			a.note(fmt.Sprintf("terminal %s was given access when this station showed the key %s: put host.key back, or give it access anew", t.Name, t.Host))
		}
	}
	return host, nil
}

// note says what went on, with the time, for whoever keeps the server.
func (a *app) note(line string) {
	_, _ = fmt.Fprintf(a.stderr, "%s %s\n", a.clock.Now().Format("2006-01-02 15:04:05"), disk.Lines(line)) // there is nowhere left to say that this failed
}

// servedFPS is how often a terminal elsewhere is drawn on at most: fewer than here, since
// there may be hundreds. A key is seen within 40 ms, and 200 of them at rest take a tenth of a
// core, most of it the renderers' own clocks.
const servedFPS = 25

// served is what a session runs.
func (a *app) served(h *house, c serve.Client) serve.Program {
	src := a.seenFrom(h, c)
	if c.Asked {
		return a.spoken(h, src, c)
	}
	cfg := tui.Config{
		Sources: src, Perform: h.place.Perform, Now: a.clock.Now, ReadFile: notHere, At: c.At, Every: time.Second, IdleAfter: idleAfter, Bell: true,
		Width: c.Width, Height: c.Height,
	}
	profile := colorprofile.Env(c.Env)
	if a.noColor {
		profile = colorprofile.Ascii
	}
	return serve.Screens(tea.NewProgram(tui.New(cfg).Begun(a.clock.after(drawnSoon)), tea.WithInput(c), tea.WithOutput(c), tea.WithEnvironment(c.Env),
		tea.WithFPS(servedFPS), tea.WithColorProfile(profile), tea.WithWindowSize(c.Width, c.Height), tea.WithoutSignalHandler()))
}

// seenFrom is the station as a terminal has it.
func (a *app) seenFrom(h *house, c serve.Client) present.Sources {
	src, own := h.src, fromTerminal{h.place, c}
	src.Desk, src.Reader, src.Library, src.Station, src.Pad, src.Charts = own, own, own, own, own, own
	return src
}

// fromTerminal is a station at a terminal elsewhere.
type fromTerminal struct {
	*effects.Place
	client serve.Client
}

// Enrolled is who is enrolled. At somebody's own terminal, they are meant where nobody else is named.
func (f fromTerminal) Enrolled() (model.Enrolled, error) {
	all, err := f.Place.Enrolled()
	if own := f.client.Terminal.Person.ID; own != "" {
		all = all.AtOwn(own)
	}
	return all, err
}

// Here is what every screen says of the station, with who else has which run open.
func (f fromTerminal) Here() model.Station {
	out := f.Place.Here()
	out.Elsewhere = f.client.Elsewhere()
	return out
}

// errElsewhere is returned for what would read or write a file: whoever works elsewhere has
// none here.
var errElsewhere = errors.New("files are read and written at the station itself: there, or with a command on its machine")

// elsewhere has the screens read and write no file of this machine.
func (a *app) elsewhere(h *house) {
	desk := h.place.Study(a.books(), a.clock.Now)
	desk.NoFiles = errElsewhere // what is practised is shared into a file
	h.src.Files, h.src.Printer, h.src.Study = noFiles{}, nil, desk
}

func notHere(string) (string, error) { return "", errElsewhere }

// noFiles are the files of a terminal that is not at the station.
type noFiles struct{}

func (noFiles) Checkpoint(string) (int64, string, error)               { return 0, "", errElsewhere }
func (noFiles) Backup(string) (int64, error)                           { return 0, errElsewhere }
func (noFiles) AskWitness(string, string, int64) error                 { return errElsewhere }
func (noFiles) KeepAnswer(string, string) (w model.Witnessed, e error) { return w, errElsewhere }
func (noFiles) Witness(string, string, string) error                   { return errElsewhere }

var _ present.Files = noFiles{}
