package people

import (
	"fmt"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws who is enrolled, or what is in progress.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "People"), Right: kit.L(kit.Dim, env.Station.Name)}
	if m.fill != nil {
		m.addForm(&v, env)
	} else {
		m.addList(&v, env)
	}
	return v
}

func (m Model) addForm(v *kit.View, env kit.Env) {
	if m.fill.Form.Purpose == "" {
		v.Add(kit.L(kit.Strong, "  "+present.Capital(m.fill.Form.Does)), nil)
	}
	lines, from, to := m.fill.Lines(env)
	v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
	v.Add(lines...)
	if m.fill.Form.Access && !m.fill.Drafted() { // what is looked at has to be seen
		v.Add(nil)
		for _, member := range m.staff.Members {
			v.Add(memberLine(member, false, env))
			addKeys(v, env, member)
		}
	}
}

func (m Model) addList(v *kit.View, env kit.Env) {
	if m.err != nil {
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log cannot be read: "+m.err.Error()))
	}
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
		v.Add(nil)
	}
	for i, member := range m.staff.Members {
		selected := i == m.list.At
		if selected {
			v.Focus, v.FocusEnd = len(v.Body), len(v.Body)
		}
		v.Add(memberLine(member, selected, env))
		if selected {
			addKeys(v, env, member)
			addCompetences(v, env, member)
		}
	}
	if len(m.staff.Members) == 0 {
		return
	}
	v.Add(nil)
	for _, w := range present.StaffWarnings(m.staff) {
		v.AddText(env.Width, 2, kit.L(kit.Caution, w))
	}
	v.AddText(env.Width, 2, kit.L(kit.Dim, present.AccessReviewed(m.staff, env.Now)))
}

func memberLine(m model.Member, selected bool, env kit.Env) kit.Line {
	role := kit.Text
	if selected {
		role = kit.Accent
	}
	column := 24
	if env.Width < 80 {
		column = 14 // so that roles leave room for the short name
	}
	left := kit.Line{kit.Mark(selected), {Role: role, Text: kit.Pad(m.Name, column)}, {Role: kit.Dim, Text: " " + m.ID}}
	right := kit.L(kit.Dim, present.Roles(m.Roles))
	if m.State != model.KeyLive && m.State != "" {
		right = append(kit.L(kit.Caution, "KEY "+strings.ToUpper(m.State)+"  "), right...)
	}
	return kit.Columns(left, right, min(env.Width-2, 90))
}

func addKeys(v *kit.View, env kit.Env, m model.Member) {
	if tries := present.Tries(m); tries != "" {
		v.AddText(env.Width, 6, kit.L(kit.Caution, tries))
	}
	for _, k := range m.Keys {
		v.AddText(env.Width, 6, kit.L(kit.Dim, present.Key(k)))
	}
}

func addCompetences(v *kit.View, env kit.Env, m model.Member) {
	for _, c := range m.Competences {
		role := kit.Dim
		if c.Holds {
			role = kit.Good
		}
		v.AddText(env.Width, 6, kit.L(role, fmt.Sprintf("%s v%s: %s", c.SOP, c.Version, present.Competence(c, env.Now.Location()))))
	}
}
