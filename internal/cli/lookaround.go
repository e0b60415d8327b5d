package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/hub"
	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/store"
	"soprun/internal/tui"
)

// lookAround is the program of whoever reads many stations: a list of them, and the screens of
// the one that is opened, to be looked at only.
func (a *app) lookAround(ctx context.Context) error {
	ctx, unheed := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT) // which end more than one list
	defer unheed()
	if !a.draws() {
		return a.lookAroundLines(ctx)
	}
	for again := true; again; {
		look, err := a.lookingAround(ctx)
		if err != nil {
			return err
		}
		if again, err = look.some(); err != nil {
			return err
		}
	}
	return nil
}

// around is what somebody looks around in.
type around struct {
	app   *app
	ctx   context.Context //nolint:containedctx // it lives as long as the screens
	of    copied
	rows  []present.Row // the stations
	notes []string
}

// lookingAround asks the hub, and returns what there is to look at.
func (a *app) lookingAround(ctx context.Context) (l *around, err error) {
	l = &around{app: a, ctx: ctx}
	l.of, l.rows, l.notes, err = a.stationRows(ctx)
	return l, err
}

// choose shows rows until one is chosen.
func (l *around) choose(c tui.Choosing) (tui.Chosen, error) {
	var p *tea.Program
	if l.ctx.Err() != nil {
		return tui.Chosen{Row: -1}, nil
	}
	p = tea.NewProgram(tui.NewStations(c), tea.WithInput(untilGone(l.app.stdin, func() { p.Quit() })), tea.WithOutput(l.app.stdout), tea.WithEnvironment(l.app.env))
	defer heedSignals(p, l.app.stdin)()
	last, err := p.Run()
	if err != nil {
		return tui.Chosen{Row: -1}, err
	}
	s, ok := last.(tui.Stations)
	if !ok {
		return tui.Chosen{Row: -1}, nil
	}
	return s.Chosen(), nil
}

// some shows the stations, and opens one after the other that is chosen, until the person leaves,
// or wants the hub to be asked again.
func (l *around) some() (again bool, err error) {
	at := 0
	for {
		got, err := l.choose(tui.Choosing{Rows: present.StationPicks(l.rows, l.app.clock.Now()), At: at, Notes: l.notes, Seeks: true})
		switch at, l.notes = got.At, nil; {
		case err != nil, got.Row < 0 && got.Words == "" && got.All == nil:
			return got.Again, err
		case got.Words != "":
			err = l.shows(l.seek(got.Words), tui.Choosing{Noun: "record", Title: "Trace: " + got.Words, Empty: "No record at any station has all of that."})
		case got.All != nil:
			err = l.shows(l.everywhere(*got.All), tui.Choosing{Noun: got.All.Noun, Title: got.All.Title, Empty: got.All.Empty})
		default:
			l.notes, err = l.app.lookAtCopy(l.ctx, l.of.all[got.Row], l.of, present.Link{})
		}
		if err != nil {
			return false, err
		}
	}
}

// mostFound is how many records of one station are shown at most, the newest.
const mostFound = 100

// found are the records that were found at all stations, each with the place of its station.
type found struct {
	rows    []present.Pick
	station []int
	links   []present.Link
	notes   []string
}

// seek looks for words at every station.
func (l *around) seek(words string) (f found) {
	list, _ := present.ListNamed("trace")
	for i, of := range l.of.all {
		if of.Entries == 0 {
			continue
		}
		rows, err := l.app.seekIn(l.ctx, of, l.of.key, list, words)
		if err != nil { // others are looked through
			f.notes = append(f.notes, fmt.Sprintf("%s cannot be looked through: %v.", of.Log, err))
			continue
		}
		if len(rows) == mostFound {
			f.notes = append(f.notes, fmt.Sprintf("Of %s the newest %d are shown.", of.Log, mostFound))
		}
		f.rows = append(f.rows, present.FoundPicks(list, rows, l.rows[i], l.app.clock.Now())...)
		for _, r := range rows {
			f.station, f.links = append(f.station, i), append(f.links, present.Link{List: list.Name, Row: r.Name})
		}
	}
	return f
}

func (a *app) seekIn(ctx context.Context, of hub.Copy, key *store.CopyKey, list present.List, words string) (rows []present.Row, err error) {
	s, err := a.openCopy(of, key)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for row, err := range list.Each(ctx, effects.New(s, a.clock.Now), model.Query{Words: words, Limit: mostFound}) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// everywhere is what is shown of all stations.
func (l *around) everywhere(e present.Everywhere) (f found) {
	for i, of := range l.of.all {
		if of.Entries == 0 {
			continue
		}
		rows, links, err := l.readIn(of, e, l.rows[i])
		if err != nil { // others are shown
			f.notes = append(f.notes, fmt.Sprintf("%s cannot be looked through: %v.", of.Log, err))
			continue
		}
		f.rows, f.links = append(f.rows, rows...), append(f.links, links...)
		for range rows {
			f.station = append(f.station, i)
		}
	}
	return f
}

func (l *around) readIn(of hub.Copy, e present.Everywhere, station present.Row) (rows []present.Pick, links []present.Link, err error) {
	s, err := l.app.openCopy(of, l.of.key)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := l.app.withApproved(s)
	if err != nil {
		return nil, nil, err
	}
	return e.At(l.ctx, sourcesOf(b), station, l.app.clock.Now())
}

// shows shows rows of all stations, and opens what is chosen.
func (l *around) shows(f found, c tui.Choosing) error {
	for {
		c.Rows, c.Notes = f.rows, f.notes
		got, err := l.choose(c)
		if err != nil || got.Row < 0 {
			return err
		}
		c.At = got.At
		if f.notes, err = l.app.lookAtCopy(l.ctx, l.of.all[f.station[got.Row]], l.of, f.links[got.Row]); err != nil {
			return err
		}
	}
}

// lookAroundLines is lookAround line by line.
func (a *app) lookAroundLines(ctx context.Context) error {
	if !isTerminal(a.stdin) && a.stdin != nil {
		a.stdin = &byLine{bufio.NewReader(a.stdin)} // what stands behind a line is for whoever asks next
	}
	l, err := a.lookingAround(ctx)
	if err != nil {
		return err
	}
	for {
		cfg := plain.Config{In: a.stdin, Out: a.stdout, Echo: !isTerminal(a.stdin)}
		if isTerminal(a.stdout) {
			cfg.Width = plainWidth
		}
		got, err := plain.Choose(ctx, cfg, present.StationPicks(l.rows, a.clock.Now()))
		if err != nil || got.Row < 0 && got.Words == "" && got.All == nil {
			return err
		}
		var said []string
		if got.All != nil {
			f := l.everywhere(*got.All)
			said = append(append([]string{got.All.Title + "."}, f.notes...), sayPicks(f.rows)...)
			if len(f.rows) == 0 {
				said = append(said, got.All.Empty)
			}
		} else if got.Words != "" {
			f := l.seek(got.Words)
			said = append(append(f.notes, sayPicks(f.rows)...), present.Number(len(f.rows), "record")+" at all stations.")
		} else if said, err = a.lookAtCopy(ctx, l.of.all[got.Row], l.of, present.Link{}); err != nil {
			return err
		}
		if _, err := io.WriteString(a.stdout, disk.Lines(strings.Join(append(said, ""), "\n"))); err != nil {
			return err
		}
	}
}

// stationRows asks the hub, and returns what there is to look at.
func (a *app) stationRows(ctx context.Context) (c copied, rows []present.Row, notes []string, err error) {
	own := *a
	if a.draws() {
		own.warned = func(text string) { notes = append(notes, text) }
	}
	if c, err = own.around(ctx); err != nil {
		return c, nil, nil, err
	}
	return c, present.StationRows(a.apart(c)), notes, nil
}

// lookAtCopy opens the screens on one copy. One of which nothing can be shown says why.
func (a *app) lookAtCopy(ctx context.Context, of hub.Copy, c copied, show present.Link) (notes []string, err error) {
	if of.Entries == 0 {
		return []string{fmt.Sprintf("Nothing of %s can be shown: %s.", of.Log, of.Blocked)}, nil
	}
	what := looked{dir: of.Dir, key: c.key, show: show, done: func() error { return nil }}
	what.Inspection = effects.Inspection{What: "the copy of " + of.Log + " from the hub", Verified: of.At, Notes: []string{
		fmt.Sprintf("It was verified as it came, last on %s: %s. The station is at %s.", of.At.In(a.clock.Now().Location()).Format("2 Jan 2006 at 15:04"), present.Entries(of.Entries), of.Site),
	}}
	if of.Blocked != "" {
		what.Notes = append(what.Notes, "BLOCKED, what is shown ends with its last sound entry: "+of.Blocked+".")
	}
	if err := a.look(ctx, what); err != nil { // others can be looked at
		return []string{fmt.Sprintf("Nothing of %s can be shown: %v.", of.Log, err)}, nil
	}
	return nil, nil
}

// byLine gives out a line at a time.
type byLine struct{ in *bufio.Reader }

// Read reads no further than the end of a line.
func (b *byLine) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c, err := b.in.ReadByte()
		if err != nil {
			return n, err
		}
		p[n] = c
		if n++; c == '\n' {
			break
		}
	}
	return n, nil
}
