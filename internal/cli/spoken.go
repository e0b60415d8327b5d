package cli

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/serve"
	"soprun/internal/tui/kit"
)

// spoken is the dialogue at a terminal elsewhere.
type spoken struct {
	ctx     context.Context
	cfg     plain.Config
	console *serve.Console // nil where there is no terminal
	end     context.CancelFunc
}

// shownElsewhere is said where a passphrase would be asked for.
const shownElsewhere = "What is typed here is shown by your own terminal, so no passphrase is asked for. Come with a terminal, and it is hidden: ssh -t."

// spoken is what a session runs that asks and answers line by line.
func (a *app) spoken(h *house, src present.Sources, c serve.Client) serve.Program {
	cfg := plain.Config{
		Sources: src, Perform: h.place.Perform, Now: a.clock.Now, ReadFile: notHere, At: c.At, IdleAfter: idleAfter,
		In: c, Out: c, Unhidden: shownElsewhere,
	}
	s := &spoken{}
	if c.Drawn() {
		s.console = serve.NewConsole(c)
		cfg.In, cfg.Out, cfg.Hide, cfg.Unhidden = s.console, s.console, s.console.Hide, ""
		cfg.Width = min(plainWidth, c.Width)
	}
	s.cfg = cfg
	s.ctx, s.end = context.WithCancel(context.Background())
	return s
}

// Run holds the dialogue until somebody leaves.
func (s *spoken) Run() error {
	defer s.end()
	err := plain.Run(s.ctx, s.cfg)
	if errors.Is(err, plain.ErrUnfinished) {
		return serve.ErrSaid
	}
	return err
}

// Quit ends its input: it says what becomes of what was in progress.
func (s *spoken) Quit() { s.end() }

// Send says what has to be known at any time, and keeps to the size of the terminal.
func (s *spoken) Send(msg tea.Msg) {
	told, tells := msg.(kit.Told)
	size, sized := msg.(tea.WindowSizeMsg)
	switch {
	case tells && s.console != nil:
		s.console.Say(present.Safe(told.Text))
	case tells:
		_, _ = fmt.Fprintf(s.cfg.Out, "\n%s\n", present.Safe(told.Text)) // whoever it is for is gone where this fails
	case sized && s.console != nil:
		s.console.Resize(size.Width, size.Height)
	}
}
