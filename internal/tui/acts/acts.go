// Package acts is the screen of what a list leads to beside its rows: the acts that are
// about none of them, of which one is chosen, filled in and signed, and other lists.
package acts

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Model is the screen.
type Model struct {
	src    present.Sources
	list   present.List
	picker kit.Picker
	c      present.Case
	err    error
	fill   *kit.Filling // nil while none is chosen
	notice string
}

// New returns the screen of what stands beside the rows of a list.
func New(src present.Sources, list present.List) Model {
	var rows []string
	for _, f := range list.About {
		rows = append(rows, present.Capital(f.Does))
	}
	for _, l := range list.BesideIt() {
		rows = append(rows, "See "+l.Does)
	}
	return Model{src: src, list: list, picker: kit.NewPicker("What is to be done?", rows)}
}

// loaded is the result of reading what the acts are about.
type loaded struct {
	c   present.Case
	err error
}

// Init reads what the acts are about.
func (m Model) Init(kit.Env) tea.Cmd {
	src := m.src
	return func() tea.Msg {
		c, err := src.Case()
		return loaded{c, err}
	}
}

// Field returns what is typed into while a form is open.
func (m Model) Field(kit.Env) kit.Field {
	if m.fill != nil {
		return m.fill.Field()
	}
	return kit.Field{}
}

// Keys returns the key table of the list, or of the form while one is open.
func (m Model) Keys(kit.Env) kit.Keymap {
	if m.fill != nil {
		return m.fill.Keys()
	}
	return kit.PickerKeys("open")
}

// Update takes a key, a paste, a click or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	if msg, ok := msg.(loaded); ok {
		m.c, m.err = msg.c, msg.err
		return m, nil
	}
	if _, changed := msg.(kit.LogChanged); changed && m.fill == nil {
		return m, m.Init(env)
	}
	if m.fill != nil {
		return m.filling(env, msg)
	}
	chosen := false
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if act, _ := m.Keys(env).Match(msg.String()); act == kit.PickCancel {
			return m, kit.BackCmd()
		}
		m.picker, chosen = m.picker.Update(msg)
	case kit.Click:
		m.picker, chosen = m.picker.Clicked(msg.Row)
	}
	if chosen {
		return m.choose(m.picker.List.At)
	}
	return m, nil
}

// choose fills in a form, or goes to another list.
func (m Model) choose(row int) (kit.Screen, tea.Cmd) {
	if other := row - len(m.list.About); other >= 0 {
		return m, kit.GoCmd(kit.Go{To: kit.ToList, List: m.list.BesideIt()[other].Name})
	}
	fill := kit.Fill(m.list.About[row], m.c, m.src)
	m.fill, m.notice = &fill, ""
	return m, nil
}

func (m Model) filling(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, said, cmd := m.fill.Update(msg)
	if m.fill = next; said != "" {
		m.notice = said
		return m, m.Init(env)
	}
	return m, cmd
}

// View draws the forms, or the one that is filled in.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, m.list.AboutTitle), Right: kit.L(kit.Dim, env.Station.Name)}
	if m.err != nil {
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log cannot be read: "+m.err.Error()))
	}
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
		v.Add(nil)
	}
	if m.fill == nil {
		at := len(v.Body)
		v.AddPicker(m.picker, env.TextWidth(), 2)
		v.Focus, v.FocusEnd = at, len(v.Body)-1
		return v
	}
	v.Add(kit.L(kit.Strong, "  "+m.fill.Heading()), nil)
	lines, from, to := m.fill.Lines(env)
	v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
	v.Add(lines...)
	return v
}
