// Package record is the screen of one completion: the sentence that was
// signed, each step with its values, the exceptions, the codes in their words,
// and who countersigned. A supervisor countersigns here, and a value is amended.
package record

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Bench is what the screen uses.
type Bench interface {
	Record(entry int64) (model.Record, error)
	People() ([]model.Person, error)
	present.Desk
}

// Model is the record screen.
type Model struct {
	bench  Bench
	entry  int64
	record model.Record
	people []model.Person
	loaded bool
	err    error
	fill   *kit.Filling // what is signed, nil for nothing
	amend  *amendment   // the value that is picked, nil for none
	notice string
}

// New returns the screen of the completion with this number.
func New(bench Bench, entry int64) Model { return Model{bench: bench, entry: entry} }

// loaded is the result of reading the record.
type loaded struct {
	entry  int64
	record model.Record
	people []model.Person
	err    error
}

// Init reads the record.
func (m Model) Init(kit.Env) tea.Cmd {
	bench, entry := m.bench, m.entry
	return func() tea.Msg {
		rec, err := bench.Record(entry)
		if err != nil {
			return loaded{entry: entry, err: err}
		}
		people, err := bench.People()
		return loaded{entry, rec, people, err}
	}
}

// Field returns what is typed into while something is signed.
func (m Model) Field(kit.Env) kit.Field {
	if m.fill != nil {
		return m.fill.Field()
	}
	return kit.Field{}
}

const (
	leave     kit.Act = iota + 1
	firstForm         // and one more for each that follows
)

var (
	goesBack  = kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}
	whileRead = func() (out kit.Keymap) {
		for i, f := range present.RecordForms(present.Case{}) {
			out = append(out, kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: firstForm + kit.Act(i), Hint: true})
		}
		return append(out, goesBack)
	}()
	whileUnread = kit.Keymap{goesBack} // what cannot be seen is not countersigned
)

// Keys returns the key table of the record, or of what is in progress.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.fill != nil:
		return m.fill.Keys()
	case m.amend != nil:
		return whilePicking
	case !m.loaded || m.err != nil:
		return whileUnread
	default:
		return whileRead
	}
}

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	if msg, ok := msg.(loaded); ok {
		if msg.entry == m.entry {
			m.loaded, m.record, m.people, m.err = true, msg.record, msg.people, msg.err
		}
		return m, nil
	}
	if m.fill != nil {
		return m.filling(env, msg)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		act, _ := m.Keys(env).Match(key.String())
		if m.amend != nil {
			return m.pick(act), nil
		}
		return m.act(act)
	}
	return m, nil
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	switch {
	case act == leave:
		return m, kit.BackCmd()
	case act >= firstForm:
		return m.begin(int(act-firstForm), nil), nil
	}
	return m, nil
}

// begin fills in a form about this record, once a value was picked where it wants one.
func (m Model) begin(form int, value *model.Standing) Model {
	c := present.Case{People: m.people, Record: m.record}
	if value != nil {
		c.Value = *value
	}
	f := present.RecordForms(c)[form]
	if m.notice = ""; f.Picks && value == nil {
		return m.beginPicking(form)
	}
	fill := kit.Fill(f, c, m.bench)
	m.fill = &fill
	return m
}

func (m Model) filling(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, said, cmd := m.fill.Update(msg)
	if m.fill = next; next == nil {
		m.amend = nil
	}
	if said != "" {
		m.notice = said
		return m, m.Init(env)
	}
	return m, cmd
}
