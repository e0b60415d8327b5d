package record

import (
	"fmt"
	"strings"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws the record in full; what is in progress stands first.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, fmt.Sprintf("Entry %d", m.entry)), Right: kit.L(kit.Dim, env.Station.Name)}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "This record cannot be read: "+m.err.Error()))
		return v
	case !m.loaded:
		return v
	}
	rec := m.record
	v.Head(env, append(v.Left, kit.Span{Role: kit.Text, Text: "   " + rec.Title}), kit.L(kit.Dim, rec.SOP+" v"+rec.Version), kit.L(kit.Dim, rec.Run))
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
	if m.amend != nil && m.fill == nil {
		m.addValues(&v, env)
		return v
	}
	for i, section := range present.Record(rec, env.Now.Location()) {
		if i > 0 {
			v.Add(nil)
		}
		v.Add(kit.L(kit.Dim, "  "+strings.ToUpper(section.Heading)))
		for _, line := range section.Lines {
			v.AddSaid(env, line)
		}
	}
	return v
}
