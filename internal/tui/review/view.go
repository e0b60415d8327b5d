package review

import (
	"fmt"
	"strings"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws the record from the line on that is read, or what is signed.
func (m Model) View(env kit.Env) kit.View {
	v := m.head(env)
	switch {
	case m.at.err != nil:
		v.AddTrouble(env, "This record cannot be read: ", m.at.err)
		return v
	case m.fill != nil:
		v.AddText(env.Width, 2, kit.L(kit.Strong, m.fill.Heading()))
		v.Add(nil)
		lines, from, to := m.fill.Lines(env)
		v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
		v.Add(lines...)
		return v
	case m.at.end:
		m.addEnd(&v, env)
		return v
	case !m.at.loaded:
		return v
	}
	lines := m.lines(env)
	top := m.from(env, 0)
	v.Add(lines[top:min(len(lines), top+m.room(env))]...)
	return v
}

// head is the view without its body: which record it is, and what is said beside it.
func (m Model) head(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, m.list.Title), Right: kit.L(kit.Dim, env.Station.Name)}
	if m.at.loaded && m.at.err == nil {
		o := m.at.opened
		left := append(kit.L(kit.Strong, m.list.Title), kit.Span{Role: kit.Text, Text: "   " + o.Title})
		v.Head(env, left, kit.L(kit.Dim, o.Which), kit.L(kit.Dim, present.Printed(o.Case.Record.Person)))
		v.Body = nil
	}
	if m.fill != nil { // it names what it is about
		return v
	}
	var words []string
	if m.at.loaded && m.at.err == nil {
		words = append(words, strings.ToLower(m.list.Named(m.at.name)))
	}
	if m.isMarked() {
		words = append(words, "marked *")
	}
	right := kit.L(kit.Dim, "")
	if n := len(m.marked); n > 0 {
		right = kit.L(kit.Accent, fmt.Sprintf("%d marked", n))
	}
	if len(words) > 0 || len(m.marked) > 0 {
		v.Pinned = append(v.Pinned, kit.Columns(kit.L(kit.Dim, "  "+strings.Join(words, "   ")), right, env.TextWidth()))
	}
	if m.remark != nil {
		form, _ := m.remark.Lines(env.TextWidth())
		v.Pinned = append(v.Pinned, form...)
	}
	if m.notice != nil {
		v.Pinned = append(v.Pinned, kit.Wrap(append(kit.L(kit.Text, "  "), m.notice...), env.TextWidth(), 2)...)
	}
	return v
}

// lines is the record, laid out.
func (m Model) lines(env kit.Env) []kit.Line {
	var v kit.View
	v.AddDoc(env, m.at.opened.Doc, present.Link{})
	return v.Body
}

// room is how many lines of the record are shown at once: one is kept for what lies below.
func (m Model) room(env kit.Env) int {
	return max(1, kit.BodyHeight(env.Height)-len(m.head(env).Pinned))
}

func (m Model) atEnd(env kit.Env) bool {
	return m.at.loaded && m.at.err == nil && m.from(env, 0)+m.room(env) >= len(m.lines(env))
}

// from returns the first line that is shown, or would be further on. A record that was scrolled
// to its end has fewer lines once the terminal is wider.
func (m Model) from(env kit.Env, by int) int {
	most := len(m.lines(env)) - m.room(env)
	return max(0, min(min(m.at.top, most)+by, most))
}

func (m Model) scrolled(env kit.Env, by int) Model {
	if m.at.loaded && m.at.err == nil {
		m.at.top = m.from(env, by)
	}
	return m
}

// addEnd says that the queue is gone through, and what is marked.
func (m Model) addEnd(v *kit.View, env kit.Env) {
	text := "That was the last record that waits."
	if n := len(m.marked); n > 0 {
		text += " " + present.Number(n, "record") + " marked: enter signs for them."
	}
	v.AddText(env.Width, 2, kit.L(kit.Text, text))
	v.Add(nil)
	for _, c := range m.marked {
		said := m.list.Named(c.Name)
		if c.Said != "" {
			said += ": " + c.Said
		}
		v.AddText(env.Width, 4, kit.L(kit.Dim, said))
	}
}
