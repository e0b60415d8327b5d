// Package record is the screen of one completion: the sentence that was
// signed, each step with its values, the exceptions, the codes in their words,
// and who countersigned. A supervisor countersigns here, and a value is amended.
package record

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// Bench is what the screen uses.
type Bench interface {
	Record(entry int64) (model.Record, error)
	People() ([]model.Person, error)
	session.Desk
}

// Model is the record screen.
type Model struct {
	bench  Bench
	entry  int64
	record model.Record
	people []model.Person
	loaded bool
	err    error
	sign   *kit.Signature // the signature in progress, nil for none
	amend  *amendment     // the amendment in progress, nil for none
	notice string
}

// New returns the screen of the completion with this number.
func New(bench Bench, entry int64) Model { return Model{bench: bench, entry: entry} }

type (
	// loaded is the result of reading the record.
	loaded struct {
		entry  int64
		record model.Record
		people []model.Person
		err    error
	}
	// prepared is the result of drafting what is signed.
	prepared struct {
		entry int64
		draft model.Draft
		err   error
	}
	// signed is the result of signing.
	signed struct {
		entry int64
		err   error
	}
)

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
	if m.sign != nil {
		return m.sign.Form.Field()
	}
	return kit.Field{}
}

const (
	countersign kit.Act = iota + 1
	amend
	leave
)

var (
	goesBack  = kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}
	whileRead = kit.Keymap{
		{Keys: []string{"c"}, Does: "countersign", Act: countersign, Hint: true},
		{Keys: []string{"a"}, Does: "amend a value", Act: amend, Hint: true},
		goesBack,
	}
	whileUnread = kit.Keymap{goesBack} // what cannot be seen is not countersigned
)

// Keys returns the key table of the record, or of what is in progress.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.sign != nil:
		return m.sign.Keys()
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
	switch msg := msg.(type) {
	case loaded:
		if msg.entry == m.entry {
			m.loaded, m.record, m.people, m.err = true, msg.record, msg.people, msg.err
		}
	case prepared:
		if m.sign != nil && msg.entry == m.entry {
			next := m.sign.Drafted(msg.draft, msg.err)
			m.sign = &next
		}
	case signed:
		return m.signed(env, msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		if m.sign != nil {
			return m.signing(msg)
		}
		if key, ok := msg.(tea.KeyPressMsg); ok {
			act, _ := m.Keys(env).Match(key.String())
			if m.amend != nil {
				return m.pick(act), nil
			}
			return m.act(act)
		}
	}
	return m, nil
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case leave:
		return m, kit.BackCmd()
	case countersign:
		m.notice = ""
		m.sign = &kit.Signature{Form: kit.Form{Inputs: []kit.Input{
			kit.NewInput("Supervisor", "Short name of who countersigns: never who performed it.").With(m.onlyOther()),
			kit.NewInput("Comment", "What you looked at or found; may stay empty."),
		}}}
	case amend:
		return m.beginAmendment(), nil
	}
	return m, nil
}

// onlyOther returns the one supervisor who could countersign, "" when it is
// not clear who that is.
func (m Model) onlyOther() string {
	return model.Only(sop.Supervisor, m.people, m.record.Person.ID)
}

// signing gives the signature a key and does what it asks for.
func (m Model) signing(msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, want := m.sign.Update(msg)
	m.sign = &next
	bench, entry := m.bench, m.entry
	switch want {
	case kit.WantCancel:
		m.sign, m.amend = nil, nil
	case kit.WantDraft:
		draft := m.draft(next.Form)
		return m, func() tea.Msg {
			d, err := draft()
			return prepared{entry, d, err}
		}
	case kit.WantSign:
		draft, pass := *next.Draft, next.Passphrase()
		return m, func() tea.Msg {
			_, err := bench.Sign(draft, pass)
			return signed{entry, err}
		}
	}
	return m, nil
}

func (m Model) signed(env kit.Env, msg signed) (kit.Screen, tea.Cmd) {
	if m.sign == nil || msg.entry != m.entry {
		return m, nil
	}
	if msg.err != nil {
		next := m.sign.Failed(msg.err)
		m.sign = &next
		return m, nil
	}
	m.notice = "Countersigned."
	if m.amend != nil {
		m.notice = "Amended. Both values stay, and it waits for a countersignature."
	}
	m.sign, m.amend = nil, nil
	return m, m.Init(env)
}
