package checklist

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// clicked takes a click on a row of the choice that is open: the first selects
// it, one on the selected row is enter. There is no row that closes a step or
// signs.
func (m Model) clicked(env kit.Env, work session.Work, row int) (kit.Screen, tea.Cmd) {
	m.hint = ""
	again := false
	switch {
	case work.Draft() != nil:
	case m.over.ask != nil && m.over.ask.picker != nil:
		q := *m.over.ask
		picker, same := q.picker.Clicked(row)
		q.picker, again = &picker, same
		m.over.ask = &q
	case m.over.ask == nil && !m.over.menu && m.answer.choice.Rows != nil:
		m.answer.choice, again = m.answer.choice.Clicked(row)
	}
	if again {
		return m.key(env, work, tea.KeyPressMsg{Code: tea.KeyEnter})
	}
	return m, nil
}
