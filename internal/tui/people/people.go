// Package people is the screen that lists who is enrolled and enrols more: an
// administrator signs, and the new person types a passphrase of their own.
package people

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/words"
)

// Bench is what the screen uses.
type Bench interface {
	People() ([]session.Person, error)
	Enrol(session.Enrolment) error
	FourWords() string
}

// Model is the people screen: a list, or a form over it while somebody enrols.
type Model struct {
	bench  Bench
	people []session.Person
	form   *kit.Form // nil while the list is shown
	busy   bool
	notice string
	err    error
}

// The form's inputs.
const (
	inName = iota
	inID
	inRole
	inPass
	inAgain
	inAdmin
	inAdminPass
)

// New returns the screen.
func New(bench Bench) Model { return Model{bench: bench} }

type (
	// loaded is the result of reading who is enrolled.
	loaded struct {
		people []session.Person
		err    error
	}
	// enrolled is the result of an enrolment.
	enrolled struct {
		name string
		err  error
	}
)

// Init reads who is enrolled.
func (m Model) Init(kit.Env) tea.Cmd {
	bench := m.bench
	return func() tea.Msg {
		people, err := bench.People()
		return loaded{people, err}
	}
}

// Typing reports whether a form is open.
func (m Model) Typing() bool { return m.form != nil }

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		m.people, m.err = msg.people, msg.err
	case enrolled:
		return m.enrolled(env, msg)
	case tea.KeyPressMsg:
		if act, ok := m.Keys(env).Match(msg.String()); ok {
			return m.act(act)
		}
		return m.typed(msg), nil
	case tea.PasteMsg:
		return m.typed(msg), nil
	}
	return m, nil
}

func (m Model) typed(msg tea.Msg) Model {
	if m.form != nil && !m.busy {
		form := m.form.Update(msg)
		m.form = &form
	}
	return m
}

func (m Model) enrolled(env kit.Env, msg enrolled) (kit.Screen, tea.Cmd) {
	m.busy = false
	if msg.err != nil && m.form != nil {
		form := m.form.Clear(inAdminPass, kit.Sentence(msg.err.Error()))
		m.form = &form
		return m, nil
	}
	m.form, m.notice = nil, msg.name+" is enrolled and can sign with the passphrase that was just typed."
	return m, m.Init(env)
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	if m.busy {
		return m, nil
	}
	switch act {
	case enrol:
		form := newForm(m.bench.FourWords())
		m.form, m.notice = &form, ""
	case leave:
		return m, kit.BackCmd()
	case kit.FormCancel:
		m.form = nil
	case kit.FormPrevious:
		form := m.form.Move(-1)
		m.form = &form
	case kit.FormNext:
		return m.next()
	}
	return m, nil
}

func (m Model) next() (kit.Screen, tea.Cmd) {
	form := *m.form
	if form.At == inName && form.Value(inID) == "" {
		form.Inputs = append([]kit.Input(nil), form.Inputs...)
		form.Inputs[inID] = form.Inputs[inID].With(words.SuggestID(form.Value(inName)))
	}
	m.form = &form
	if !form.Last() {
		form = form.Move(1)
		return m, nil
	}
	if form.Inputs[inPass].Value() != form.Inputs[inAgain].Value() {
		const differ = "The two passphrases of the new person differ. Type both again."
		form = form.Clear(inAgain, differ).Clear(inPass, differ)
		return m, nil
	}
	m.busy = true
	e := session.Enrolment{
		Name: form.Value(inName), ID: form.Value(inID), Role: strings.ToLower(form.Value(inRole)),
		Passphrase: []byte(form.Value(inPass)), By: form.Value(inAdmin), ByPass: []byte(form.Value(inAdminPass)),
	}
	bench := m.bench
	return m, func() tea.Msg { return enrolled{name: e.Name, err: bench.Enrol(e)} }
}

func newForm(words string) kit.Form {
	return kit.Form{Inputs: []kit.Input{
		kit.NewInput("Name", "As it is printed in every record, for example A. Khan."),
		kit.NewInput("Short name", "Lower-case letters, digits, points; never used for anyone else."),
		kit.NewInput("Role", "assistant, supervisor, trainee or administrator.").With(session.Assistant),
		kit.NewSecret("Passphrase", "The new person types this: 12 characters or more, known to nobody else. Four words are easy to keep, for example: "+words+"."),
		kit.NewSecret("Again", "The same passphrase once more."),
		kit.NewInput("Administrator", "Short name of who signs the enrolment."),
		kit.NewSecret("Their passphrase", "The administrator types this. It is asked at every signature."),
	}}
}
