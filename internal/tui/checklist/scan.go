package checklist

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// sameLabel is how long after a scan the same text again is the same label, read
// twice, and not the value of the next field.
const sameLabel = 3 * time.Second

// scan is what a scanner typed last.
type scan struct {
	text, asked string
	at          time.Time
	// entered is what was entered into a scan field; where it still stands there,
	// it was refused.
	entered string
}

// kindOf returns what kind of field a value is typed into.
func kindOf(f sop.Field) kit.FieldKind {
	switch given := f.Type.Facts().Given; {
	case given == sop.Scanned || f.GS1 != "":
		return kit.ScanField
	case given == sop.InWords:
		return kit.TextField
	default:
		return kit.ValueField
	}
}

// scanned takes what a scanner typed. It fills the scan field that is asked and
// ends that field, never the step (H40); any other field loses it again.
func (m Model) scanned(env kit.Env, work session.Work, s kit.Scan) (kit.Screen, tea.Cmd) {
	if m.over.ask != nil && m.over.ask.picker == nil {
		q := *m.over.ask
		if q.input = q.input.Without(s.Typed); s.Text != "" {
			q.input = q.input.With(s.Text)
		}
		m.over.ask = &q
		return m, nil
	}
	m.answer.input, m.hint = m.answer.input.Without(s.Typed), ""
	if s.Text == "" || work.Saving() {
		return m, nil
	}
	before := m.scan
	m.scan = scan{s.Text, m.asked, env.Now, before.entered}
	if before.text == s.Text && before.asked != m.asked && env.Now.Sub(before.at) < sameLabel {
		m.hint = "that label was taken already; nothing else was filled with it"
		return m, nil
	}
	if !strings.Contains(s.Text, separator) { // without it a code would be another one
		m.answer.input = m.answer.input.With(s.Text)
	}
	return m.record(env, work, s.Text)
}

// separator stands between the parts of a GS1 code.
const separator = "\x1d"

// pasted takes what was pasted: a code with separators as the scan that it is.
func (m Model) pasted(env kit.Env, work session.Work, msg tea.PasteMsg) (kit.Screen, tea.Cmd) {
	p := m.prompt(env, work)
	if strings.Contains(msg.Content, separator) && p.Kind == session.AskValue && kindOf(p.Field) == kit.ScanField && m.over.ask == nil && !m.over.menu {
		return m.scanned(env, work, kit.Scan{Text: strings.TrimRight(msg.Content, "\r\n")})
	}
	next := m.typed(msg)
	return next, next.heard(work, m)
}

// retyped gives a key to the field that is asked. A value that was refused stands
// there to be mended; a character typed behind it begins a new one in a scan field.
func (m Model) retyped(p session.Prompt, msg tea.KeyPressMsg) Model {
	refused := m.scan.entered != "" && m.scan.entered == m.answer.input.Value()
	if refused && msg.Text != "" && p.Field.Type == sop.Scan && m.over.ask == nil && !m.over.menu {
		m.answer.input = m.answer.input.With("")
	}
	return m.typed(msg)
}
