// Package acts is the screen of some forms that are about nothing on a list: one is
// chosen, filled in and signed. The acts about the log itself stand here.
package acts

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Bench is what the screen uses.
type Bench interface {
	present.Desk
	People() ([]model.Person, error)
}

// Model is the screen.
type Model struct {
	bench  Bench
	title  string
	forms  []present.Form
	picker kit.Picker
	files  present.Files
	people []model.Person
	err    error
	fill   *kit.Filling // nil while none is chosen
	notice string
}

// New returns the screen of some forms.
func New(bench Bench, title string, forms []present.Form, files present.Files) Model {
	rows := make([]string, len(forms))
	for i, f := range forms {
		rows[i] = present.Capital(f.Does)
	}
	return Model{bench: bench, title: title, forms: forms, files: files, picker: kit.NewPicker("What is to be done?", rows)}
}

// loaded is the result of reading who is enrolled.
type loaded struct {
	people []model.Person
	err    error
}

// Init reads who is enrolled.
func (m Model) Init(kit.Env) tea.Cmd {
	bench := m.bench
	return func() tea.Msg {
		people, err := bench.People()
		return loaded{people, err}
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
		m.people, m.err = msg.people, msg.err
		return m, nil
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
		fill := kit.Fill(m.forms[m.picker.List.At], present.Case{People: m.people, Files: m.files}, m.bench)
		m.fill, m.notice = &fill, ""
	}
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
	v := kit.View{Left: kit.L(kit.Strong, m.title), Right: kit.L(kit.Dim, env.Station.Name)}
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
	v.Add(kit.L(kit.Strong, "  "+present.Capital(m.fill.Form.Does)), nil)
	lines, from, to := m.fill.Lines(env)
	v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
	v.Add(lines...)
	return v
}
