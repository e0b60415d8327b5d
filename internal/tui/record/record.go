// Package record is the screen of one completion: the sentence that was
// signed, each step with its values, the exceptions, the codes in their words,
// and who countersigned. A supervisor countersigns here.
package record

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// Bench is what the screen uses.
type Bench interface {
	Record(entry int64) (session.Record, error)
	People() ([]session.Person, error)
	PrepareReview(person string, entry int64, comment string) (session.Draft, error)
	SignReview(draft session.Draft, passphrase []byte) error
}

// Model is the record screen.
type Model struct {
	bench  Bench
	entry  int64
	record session.Record
	people []session.Person
	loaded bool
	err    error
	flow   flow // nil while the record is read
	notice string
}

// flow is what is in progress over the record.
type flow interface{ flow() }

type (
	asking  struct{ form kit.Form } // who countersigns, and what they say
	signing struct {                // the sentence and the passphrase
		draft session.Draft
		form  kit.Form
		busy  bool
	}
)

func (asking) flow()  {}
func (signing) flow() {}

// New returns the screen of the completion with this number.
func New(bench Bench, entry int64) Model { return Model{bench: bench, entry: entry} }

type (
	// loaded is the result of reading the record.
	loaded struct {
		entry  int64
		record session.Record
		people []session.Person
		err    error
	}
	// prepared is the result of drafting the countersignature.
	prepared struct {
		entry int64
		draft session.Draft
		err   error
	}
	// signed is the result of countersigning.
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

// Typing reports whether a form is open.
func (m Model) Typing() bool { return m.flow != nil }

const (
	countersign kit.Act = iota + 1
	leave
)

var keys = kit.Keymap{
	{Keys: []string{"c"}, Does: "countersign", Act: countersign, Hint: true},
	{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true},
}

// Keys returns the key table of the record, or of what is open over it.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch f := m.flow.(type) {
	case asking:
		return kit.FormKeys("show the sentence", f.form.Last())
	case signing:
		return kit.FormKeys("sign", true)
	default:
		return keys
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
		return m.prepared(msg), nil
	case signed:
		return m.signed(env, msg)
	case tea.KeyPressMsg:
		act, ok := m.Keys(env).Match(msg.String())
		if !ok {
			return m.typed(msg), nil
		}
		return m.act(act)
	case tea.PasteMsg:
		return m.typed(msg), nil
	}
	return m, nil
}

func (m Model) typed(msg tea.Msg) Model {
	switch f := m.flow.(type) {
	case asking:
		f.form = f.form.Update(msg)
		m.flow = f
	case signing:
		if !f.busy {
			f.form = f.form.Update(msg)
			m.flow = f
		}
	}
	return m
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case leave:
		return m, kit.BackCmd()
	case countersign:
		m.notice = ""
		m.flow = asking{kit.Form{Inputs: []kit.Input{
			kit.NewInput("Supervisor", "Short name of who countersigns: never who performed it.").With(m.onlyOther()),
			kit.NewInput("Comment", "What you looked at or found; may stay empty."),
		}}}
	case kit.FormCancel:
		m.flow = nil
	case kit.FormPrevious, kit.FormNext:
		return m.step(act)
	}
	return m, nil
}

// onlyOther returns the one supervisor who could countersign, "" when it is
// not clear who that is.
func (m Model) onlyOther() string {
	id := ""
	for _, p := range m.people {
		if !p.Has(session.Supervisor) || p.ID == m.record.Person.ID {
			continue
		}
		if id != "" {
			return ""
		}
		id = p.ID
	}
	return id
}

func (m Model) step(act kit.Act) (kit.Screen, tea.Cmd) {
	switch f := m.flow.(type) {
	case asking:
		if act == kit.FormPrevious || !f.form.Last() {
			f.form = f.form.Move(map[kit.Act]int{kit.FormPrevious: -1, kit.FormNext: 1}[act])
			m.flow = f
			return m, nil
		}
		bench, entry, who, comment := m.bench, m.entry, f.form.Value(0), f.form.Value(1)
		return m, func() tea.Msg {
			draft, err := bench.PrepareReview(who, entry, comment)
			return prepared{entry, draft, err}
		}
	case signing:
		if f.busy || act == kit.FormPrevious {
			return m, nil
		}
		f.busy = true
		m.flow = f
		bench, entry, draft, pass := m.bench, m.entry, f.draft, []byte(f.form.Value(0))
		return m, func() tea.Msg { return signed{entry, bench.SignReview(draft, pass)} }
	}
	return m, nil
}

func (m Model) prepared(msg prepared) Model {
	f, waiting := m.flow.(asking)
	if !waiting || msg.entry != m.entry {
		return m
	}
	if msg.err != nil {
		f.form.Error = kit.Sentence(msg.err.Error())
		m.flow = f
		return m
	}
	pass := kit.NewSecret("Passphrase", "It is asked at every signature and kept nowhere.")
	m.flow = signing{draft: msg.draft, form: kit.Form{Inputs: []kit.Input{pass}}}
	return m
}

func (m Model) signed(env kit.Env, msg signed) (kit.Screen, tea.Cmd) {
	f, waiting := m.flow.(signing)
	if !waiting || msg.entry != m.entry {
		return m, nil
	}
	if msg.err != nil {
		f.busy = false
		f.form = f.form.Clear(0, kit.Sentence(msg.err.Error()))
		m.flow = f
		return m, nil
	}
	m.flow, m.notice = nil, "Countersigned."
	return m, m.Init(env)
}
