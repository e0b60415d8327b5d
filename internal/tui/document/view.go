package document

import (
	"strings"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws the document; what is in progress stands first.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, m.list.Named(m.name)), Right: kit.L(kit.Dim, env.Station.Name)}
	switch {
	case m.err != nil:
		v.AddTrouble(env, "This "+m.list.Opens+" cannot be read: ", m.err)
		return v
	case !m.loaded:
		return v
	}
	if o := m.opened; o.Which+o.Who == "" {
		v.Left = append(v.Left, kit.Span{Role: kit.Text, Text: "   " + o.Title})
	} else {
		v.Head(env, append(v.Left, kit.Span{Role: kit.Text, Text: "   " + o.Title}), kit.L(kit.Dim, o.Which), kit.L(kit.Dim, o.Who))
		v.Right = trimmed(v.Right)
	}
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
		v.Add(nil)
	}
	if m.fill != nil {
		lines, from, to := m.fill.Lines(env)
		v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
		v.Add(lines...)
		v.Add(nil)
	}
	if m.pick != nil && m.fill == nil {
		m.addValues(&v, env)
		return v
	}
	links, chosen := m.opened.Doc.Links(), present.Link{}
	if m.fill == nil && len(links) > 0 {
		chosen = links[m.link.At]
	}
	v.AddDoc(env, m.opened.Doc, chosen)
	return v
}

// trimmed is a line without the gap at its end, where nothing stands behind it.
func trimmed(l kit.Line) kit.Line {
	for len(l) > 0 && strings.TrimSpace(l[len(l)-1].Text) == "" {
		l = l[:len(l)-1]
	}
	return l
}
