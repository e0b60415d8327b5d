package procedure

import (
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws the page with what is in progress docked above its text.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, m.id), Right: kit.L(kit.Dim, env.Station.Name)}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "This page cannot be opened: "+m.err.Error()))
		return v
	case !m.loaded:
		return v
	}
	v.Left = kit.Line{{Role: kit.Text, Text: present.PageName(m.page.PageRow)}, {Role: kit.Dim, Text: "   " + m.page.Group}}
	v.AddText(env.Width, 2, kit.L(kit.Strong, m.page.Title))
	v.AddText(env.Width, 2, m.stateLine())
	for _, o := range m.open {
		v.AddText(env.Width, 2, kit.L(kit.Text, "Open: "+present.OpenHere(env.Station, o, env.Now)))
	}
	v.Add(nil)
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Accent, m.notice))
		v.Add(nil)
	}
	m.addFlow(&v, env)
	said := present.Overview(m.page)
	if m.fill != nil && m.fill.Shown != nil {
		said = m.fill.Shown
	}
	for _, l := range kit.Lines(said, env.TextWidth()-2, env) {
		v.Add(append(kit.L(kit.Text, "  "), l...))
	}
	return v
}

// addFlow draws what is in progress over the page.
func (m Model) addFlow(v *kit.View, env kit.Env) {
	at := len(v.Body)
	switch {
	case m.choose != nil:
		v.AddPicker(m.choose.picker, env.TextWidth(), 2)
		v.Focus, v.FocusEnd = at, len(v.Body)-1
	case m.fill != nil:
		lines, from, to := m.fill.Lines(env)
		v.Add(lines...)
		v.Focus, v.FocusEnd = at+from, at+to
	default:
		return
	}
	v.Add(nil)
}

// stateLine says in words whether the page can be run and who approved it.
func (m Model) stateLine() kit.Line {
	state, good := present.PageState(m.page.PageRow)
	if good {
		return kit.L(kit.Good, state)
	}
	return kit.L(kit.Caution, state)
}
