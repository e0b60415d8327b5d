package tui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// performed is the result of an effect, on its way back to the session.
type performed struct{ result session.Action }

// ask gives the session an action, performs what it asks for, and goes where
// the session now is.
func (m Model) ask(a session.Action) (tea.Model, tea.Cmd) {
	_, before := m.env.Session.Work()
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
	_, after := m.env.Session.Work()
	switch signed, ok := a.(session.Signed); {
	case !before && after:
		cmds = append(cmds, kit.GoCmd(kit.Go{To: kit.ToChecklist}))
	case before && !after && ok:
		return m.ended(signed, cmds)
	case before && !after:
		return m.back()
	default:
		cmds = append(cmds, func() tea.Msg { return kit.Changed{} })
	}
	return m, tea.Batch(cmds...)
}

// ended leaves the screens of a run that was signed: to its record, or after
// practice to where it began.
func (m Model) ended(s session.Signed, cmds []tea.Cmd) (tea.Model, tea.Cmd) {
	m.stack = append([]kit.Screen(nil), m.stack[:max(1, len(m.stack)-2)]...)
	if s.Entry > 0 {
		next, cmd := m.goTo(kit.Go{To: kit.ToRecord, Entry: s.Entry})
		return next, tea.Batch(append(cmds, cmd)...)
	}
	m.scroll = 0
	return m, tea.Batch(append(cmds, m.top().Init(m.env))...)
}

// performCmd returns the command that performs an effect.
func (m Model) performCmd(e session.Effect) tea.Cmd {
	now := m.cfg.Now
	live, practice := Runner(m.cfg.Bench), m.cfg.Practice
	pick := func(isPractice bool) Runner {
		if isPractice {
			return practice
		}
		return live
	}
	return func() tea.Msg {
		switch e := e.(type) {
		case session.StartRun:
			run, err := pick(e.Practice).StartRun(e.SOP, e.Person)
			return opened(run, e.Practice, now(), err)
		case session.LoadRun:
			run, err := pick(e.Practice).LoadRun(e.Run)
			return opened(run, e.Practice, now(), err)
		case session.Append:
			return performed{session.Appended{Run: e.Run, Err: pick(e.Practice).Append(e)}}
		case session.PrepareDraft:
			draft, err := pick(e.Practice).PrepareDraft(e)
			return performed{session.Prepared{Run: e.Run, Draft: draft, Err: err}}
		case session.SignDraft:
			entry, err := pick(e.Practice).SignDraft(e)
			return performed{session.Signed{Run: e.Run, Entry: entry, Err: err}}
		default:
			return performed{session.Appended{Err: errors.ErrUnsupported}}
		}
	}
}

func opened(run session.LoadedRun, isPractice bool, at time.Time, err error) tea.Msg {
	run.Practice = isPractice
	return performed{session.Opened{Run: run, At: at, Err: err}}
}
