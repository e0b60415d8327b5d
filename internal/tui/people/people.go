// Package people is the screen of who is enrolled: their roles, their keys and
// what they were assessed in. An administrator enrols here, gives new keys and
// roles, and revokes; who has access is reviewed; everybody changes their own
// passphrase.
package people

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Bench is what the screen uses.
type Bench interface {
	present.Desk
	Staff() (model.Staff, error)
	FourWords() string
}

// Model is the people screen: a list, or over it a form.
type Model struct {
	bench  Bench
	staff  model.Staff
	list   kit.List
	fill   *kit.Filling // nil while the list is read
	notice string
	err    error
}

// New returns the screen.
func New(bench Bench) Model { return Model{bench: bench} }

// loaded is the result of reading who is enrolled.
type loaded struct {
	staff model.Staff
	err   error
}

// Init reads who is enrolled.
func (m Model) Init(kit.Env) tea.Cmd {
	bench := m.bench
	return func() tea.Msg {
		staff, err := bench.Staff()
		return loaded{staff, err}
	}
}

// Field returns what is typed into while a form is open.
func (m Model) Field(kit.Env) kit.Field {
	if m.fill != nil {
		return m.fill.Field()
	}
	return kit.Field{}
}

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	if msg, ok := msg.(loaded); ok {
		m.staff, m.err = msg.staff, msg.err
		m.list = m.list.Clamp(max(1, len(m.staff.Members)))
		return m, nil
	}
	if m.fill != nil {
		return m.filling(env, msg)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if act, found := m.Keys(env).Match(key.String()); found {
			return m.act(act)
		}
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

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case next:
		m.list = m.list.Move(1, max(1, len(m.staff.Members)))
	case previous:
		m.list = m.list.Move(-1, max(1, len(m.staff.Members)))
	case leave:
		return m, kit.BackCmd()
	default:
		f, c := forms[act-firstForm], present.Case{People: m.staff.People(), Shown: m.staff.Shown, Words: m.bench.FourWords()}
		if f.About() {
			c.About = m.selected()
		}
		fill := kit.Fill(f, c, m.bench)
		m.fill, m.notice = &fill, ""
	}
	return m, nil
}

// selected is the id of the person under the cursor, "" for nobody.
func (m Model) selected() string {
	if m.list.At < len(m.staff.Members) {
		return m.staff.Members[m.list.At].ID
	}
	return ""
}
