package checklist

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// A scanner types like a person who is very fast. Some end with enter or tab,
// some with nothing: then a short silence after the burst ends the field, and
// only the field (H40).
const (
	burstGap   = 40 * time.Millisecond  // no person types faster than this
	burstLeast = 6                      // characters from which it is a scanner
	silence    = 150 * time.Millisecond // that ends a burst
)

// burst counts characters that came faster than a person types.
type burst struct {
	n    int
	last time.Time
	// entered is what was entered last. Where it still stands in the field, it
	// was refused, and what is scanned next is not typed behind it.
	entered string
}

// silent says that nothing more came after a burst.
type silent struct{ asked, value string }

// scanning gives a key to a scan field and waits for the end of a burst.
func (m Model) scanning(env kit.Env, p session.Prompt, msg tea.KeyPressMsg) (Model, tea.Cmd) {
	if msg.Text != "" && m.burst.entered != "" && m.burst.entered == m.answer.input.Value() && m.over.ask == nil && !m.over.menu {
		m.answer.input = m.answer.input.With("")
	}
	m = m.typed(msg)
	isScan := p.Field.Type == sop.Scan && (p.Kind == session.AskValue || p.Kind == session.AskReading)
	if !isScan || msg.Text == "" || m.over.ask != nil {
		m.burst = burst{}
		return m, nil
	}
	if env.Now.Sub(m.burst.last) > burstGap {
		m.burst.n = 0
	}
	m.burst = burst{n: m.burst.n + 1, last: env.Now}
	if m.burst.n < burstLeast {
		return m, nil
	}
	ended := silent{m.asked, m.answer.input.Value()}
	return m, tea.Tick(silence, func(time.Time) tea.Msg { return ended })
}

// scanned takes what a scanner typed once it is silent, unless a key or enter
// came in between.
func (m Model) scanned(env kit.Env, work session.Work, s silent) (kit.Screen, tea.Cmd) {
	if s.asked != m.asked || s.value != m.answer.input.Value() || m.burst.n < burstLeast || work.Saving() || m.over.menu {
		return m, nil
	}
	m.burst = burst{}
	return m.record(env, work, s.value)
}
