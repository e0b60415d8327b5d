package tui

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/signoff"
)

// performed is the result of an effect, on its way back to the session.
type performed struct{ result session.Action }

// ask gives the session an action, performs what it asks for, and goes where
// the session now is.
func (m Model) ask(a session.Action) (tea.Model, tea.Cmd) {
	was, before := m.env.Session.Work()
	next, effects := m.env.Session.Do(a)
	m.env.Session = next
	cmds := make([]tea.Cmd, 0, len(effects)+2)
	for _, e := range effects {
		if report, ok := e.(session.Report); ok {
			m.failure = report.Err.Error()
			continue
		}
		cmds = append(cmds, m.performCmd(e))
	}
	is, after := m.env.Session.Work()
	if m.cfg.At != nil && is.ID != was.ID {
		m.cfg.At(is.ID)
	}
	switch signed, ok := a.(session.Signed); {
	case !before && after:
		cmds = append(cmds, kit.GoCmd(kit.Go{To: kit.ToChecklist}))
	case before && m.env.Session.Opening(): // to a linked procedure, or back from it
		m.stack, m.scroll = withoutRun(m.stack), 0
	case before && !after && ok:
		return m.ended(signed, cmds)
	case before && !after:
		if _, left := a.(session.Looked); left {
			m.stack = withoutRun(m.stack)
			m.scroll = 0
			return m, tea.Batch(append(cmds, m.top().Init(m.env))...)
		}
		return m.back()
	default:
		cmds = append(cmds, func() tea.Msg { return kit.Changed{} })
		if ok { // after a release the next step starts at once, and not with the clock
			cmds = append(cmds, kit.Do(session.Tick{At: m.env.Now}))
		}
	}
	return m, tea.Batch(cmds...)
}

// withoutRun returns a stack without the screens of a run on its top.
func withoutRun(stack []kit.Screen) []kit.Screen {
	for len(stack) > 1 {
		switch stack[len(stack)-1].(type) {
		case checklist.Model, signoff.Model:
			stack = stack[:len(stack)-1]
		default:
			return append([]kit.Screen(nil), stack...)
		}
	}
	return append([]kit.Screen(nil), stack...)
}

// ended leaves the screens of a run that was signed: to its record, or after
// practice to where it began.
func (m Model) ended(s session.Signed, cmds []tea.Cmd) (tea.Model, tea.Cmd) {
	m.stack = withoutRun(m.stack)
	if s.Entry > 0 {
		next, cmd := m.goTo(kit.Follow(present.Signed(s.Entry)))
		return next, tea.Batch(append(cmds, cmd)...)
	}
	m.scroll = 0
	return m, tea.Batch(append(cmds, m.top().Init(m.env))...)
}

// performCmd returns the command that performs an effect.
func (m Model) performCmd(e session.Effect) tea.Cmd {
	perform := m.cfg.Perform
	return func() tea.Msg { return performed{perform(e)} }
}
