package cli

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/disk"
	"soprun/internal/station"
	"soprun/internal/tui"
)

// errLeft is that somebody left while the log was opened.
var errLeft = errors.New("left")

// opensSoon is how long a log is opened before a frame says so.
const opensSoon = 150 * time.Millisecond

// draws reports whether the screens are drawn: else the program asks line by line.
func (a *app) draws() bool {
	return !a.plain && a.getenv("TERM") != "dumb" && isTerminal(a.stdin) && isTerminal(a.stdout)
}

// openToSee opens a log for the screens or the dialogue: its index comes later. A log that
// has to be read first shows how far that is.
func (a *app) openToSee(cfg station.Config) (*station.Station, error) {
	if a.visit.station != nil {
		return a.openStation() // which says why not
	}
	cfg.IndexLater = true
	if !a.draws() {
		return a.openWaiting(cfg)
	}
	view := tui.NewOpening(a.clock.Now)
	cfg.Reading, cfg.Renewing = view.Set, view.Renew
	type opened struct {
		station *station.Station
		err     error
	}
	came := make(chan opened, 1)
	go func() {
		s, err := a.openWaiting(cfg)
		came <- opened{s, err}
	}()
	select {
	case o := <-came:
		return o.station, o.err
	case <-a.clock.after(opensSoon):
	}
	p := tea.NewProgram(view, tea.WithInput(a.stdin), tea.WithOutput(a.stdout), tea.WithEnvironment(a.env))
	last := make(chan opened, 1)
	go func() {
		last <- <-came
		p.Quit()
	}()
	_, err := p.Run()
	if err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return nil, err
	}
	select {
	case o := <-last:
		return o.station, o.err
	default: // nothing was begun that a later start does not find: reading is given up with the process
		return nil, errLeft
	}
}

// indexing builds the index of a log, and reads the approved texts that lists go by, behind
// the screens until it is stopped.
func (a *app) indexing(ctx context.Context, s *station.Station, told chan<- string) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := s.KeepIndexing(ctx); err != nil && ctx.Err() == nil {
			select {
			case told <- disk.Lines("The index of the log cannot be built: " + err.Error() + "."):
			default: // the lists say it too
			}
		}
		select {
		case <-a.clock.after(checksAfter): // what waits for somebody has read them by then, where that is shown
			s.ReadTexts(ctx)
		case <-ctx.Done():
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
