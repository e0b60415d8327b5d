package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/effects"
	"soprun/internal/hub"
	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/tui"
)

// lookAround is the program of whoever reads many stations: a list of them, and the screens of
// the one that is opened, to be looked at only.
func (a *app) lookAround(ctx context.Context, at entrance) error {
	if at != (entrance{}) {
		return misuse("nothing is run or practised on the copies of a hub: leave out --hub")
	}
	if !a.draws() {
		return a.lookAroundLines(ctx)
	}
	for cursor, again := 0, true; again; {
		c, rows, notes, err := a.stationRows(ctx)
		if err != nil {
			return err
		}
		if cursor, again, err = a.lookAtSome(ctx, c, rows, notes, cursor); err != nil {
			return err
		}
	}
	return nil
}

// lookAtSome shows the stations, and opens one after the other that is chosen, until the person
// leaves, or wants the hub to be asked again.
func (a *app) lookAtSome(ctx context.Context, c copied, rows []present.Row, notes []string, cursor int) (at int, again bool, err error) {
	for {
		p := tea.NewProgram(tui.NewStations(rows, cursor, notes, a.clock.Now), tea.WithInput(a.stdin), tea.WithOutput(a.stdout), tea.WithEnvironment(a.env))
		last, err := p.Run()
		if err != nil {
			return cursor, false, err
		}
		s, ok := last.(tui.Stations)
		if !ok || s.Chosen() < 0 {
			return s.At(), s.Again(), nil
		}
		cursor = s.At()
		if notes, err = a.lookAtCopy(ctx, c.all[s.Chosen()], c); err != nil {
			return cursor, false, err
		}
	}
}

// lookAroundLines is lookAround line by line.
func (a *app) lookAroundLines(ctx context.Context) error {
	if !isTerminal(a.stdin) && a.stdin != nil {
		a.stdin = &byLine{bufio.NewReader(a.stdin)} // what stands behind a line is for whoever asks next
	}
	c, rows, _, err := a.stationRows(ctx)
	if err != nil {
		return err
	}
	for {
		cfg := plain.Config{In: a.stdin, Out: a.stdout, Echo: !isTerminal(a.stdin)}
		if isTerminal(a.stdout) {
			cfg.Width = plainWidth
		}
		n, err := plain.Choose(ctx, cfg, rows, a.clock.Now())
		if err != nil || n < 0 {
			return err
		}
		said, err := a.lookAtCopy(ctx, c.all[n], c)
		if err != nil {
			return err
		}
		for _, text := range said {
			if _, err := fmt.Fprintln(a.stdout, text); err != nil {
				return err
			}
		}
	}
}

// stationRows asks the hub, and returns what there is to look at.
func (a *app) stationRows(ctx context.Context) (c copied, rows []present.Row, notes []string, err error) {
	own := *a
	var said lineKeeper
	own.stderr = io.MultiWriter(&said)
	if !a.draws() {
		own.stderr = a.stderr
	}
	c, err = own.around(ctx)
	if err != nil {
		return c, nil, nil, err
	}
	return c, present.StationRows(a.apart(c)), said.lines, nil
}

// lookAtCopy opens the screens on one copy. One of which nothing can be shown says why.
func (a *app) lookAtCopy(ctx context.Context, of hub.Copy, c copied) (notes []string, err error) {
	if of.Entries == 0 {
		return []string{fmt.Sprintf("Nothing of %s can be shown: %s.", of.Log, of.Blocked)}, nil
	}
	what := looked{dir: of.Dir, key: c.key, done: func() error { return nil }}
	what.Inspection = effects.Inspection{What: "the copy of " + of.Log + " from the hub", Notes: []string{
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

// lineKeeper keeps the lines that are written to it.
type lineKeeper struct{ lines []string }

// Write keeps a line.
func (k *lineKeeper) Write(p []byte) (int, error) {
	k.lines = append(k.lines, present.Safe(string(p)))
	return len(p), nil
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
