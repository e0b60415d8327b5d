package people

import (
	"strings"

	"soprun/internal/tui/kit"
	"soprun/sop/record"
)

// View draws who is enrolled, or the form.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "People"), Right: kit.L(kit.Dim, env.Station.Name)}
	if m.form != nil {
		addPurpose(&v, env, m.doing)
		v.Add(nil)
		lines, focus := m.form.Lines(env.TextWidth())
		v.Focus, v.FocusEnd = len(v.Body)+focus, len(v.Body)+focus+1
		v.Add(lines...)
		if m.busy {
			v.Add(nil, kit.L(kit.Dim, "  "+m.doing.busy))
		}
		return v
	}
	if m.err != nil {
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log cannot be read: "+m.err.Error()))
	}
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
		v.Add(nil)
	}
	for _, p := range m.people {
		left := kit.Line{{Role: kit.Text, Text: "  " + kit.Pad(p.Name, 24)}, {Role: kit.Dim, Text: " " + p.ID}}
		v.Add(kit.Columns(left, kit.L(kit.Dim, strings.Join(p.Roles, ", ")), min(env.Width-2, 90)))
	}
	if len(m.people) == 1 {
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Text, "A record is countersigned by somebody else than who performed it, so enrol at least one more person."))
	}
	return v
}

func addPurpose(v *kit.View, env kit.Env, d doing) {
	if d.submit == changing.submit {
		v.AddText(env.Width, 2, kit.L(kit.Text, "Change a passphrase. Whose it is types it. The key stays the same one, and so does everything that was signed with it."))
		return
	}
	v.AddText(env.Width, 2, kit.L(kit.Text, "Enrol a person. An administrator and the new person do this together. The new person signs:"))
	v.AddText(env.Width, 4, kit.L(kit.Dim, record.Declaration))
}
