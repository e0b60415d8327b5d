// Package people is the screen that lists who is enrolled and enrols more: an
// administrator signs, and the new person types a passphrase of their own. There
// too everybody changes their own passphrase.
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
	ChangePassphrase(session.NewPassphrase) error
	FourWords() string
}

// Model is the people screen: a list, or a form over it while somebody enrols.
type Model struct {
	bench  Bench
	people []session.Person
	form   *kit.Form // nil while the list is shown
	doing  doing     // what the form is for
	busy   bool
	notice string
	err    error
}

// doing is what a form is filled in for.
type doing struct {
	submit string // what enter does on its last line
	busy   string // while that goes on
	pass   int    // the input of the new passphrase; the next repeats it
	last   int    // the input that is asked for again when it was refused
	do     func(kit.Form, Bench) finished
}

// The inputs of an enrolment.
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
	// finished is the result of a form.
	finished struct {
		notice string
		err    error
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
	case finished:
		return m.finished(env, msg)
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

func (m Model) finished(env kit.Env, msg finished) (kit.Screen, tea.Cmd) {
	m.busy = false
	if msg.err != nil && m.form != nil {
		form := m.form.Clear(m.doing.last, kit.Sentence(msg.err.Error()))
		m.form = &form
		return m, nil
	}
	m.form, m.notice = nil, msg.notice
	return m, m.Init(env)
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	if m.busy {
		return m, nil
	}
	switch act {
	case enrol:
		form := newForm(m.bench.FourWords(), session.OnlyAdministrator(m.people))
		m.form, m.notice, m.doing = &form, "", enrolling
	case change:
		form := changeForm(m.bench.FourWords())
		m.form, m.notice, m.doing = &form, "", changing
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
	if m.doing.submit == enrolling.submit && form.At == inName && form.Value(inID) == "" {
		form.Inputs = append([]kit.Input(nil), form.Inputs...)
		form.Inputs[inID] = form.Inputs[inID].With(words.SuggestID(form.Value(inName)))
	}
	m.form = &form
	if !form.Last() {
		form = form.Move(1)
		return m, nil
	}
	if pass := m.doing.pass; form.Inputs[pass].Value() != form.Inputs[pass+1].Value() {
		const differ = "The two new passphrases differ. Type both again."
		form = form.Clear(pass+1, differ).Clear(pass, differ)
		return m, nil
	}
	m.busy = true
	do, bench := m.doing.do, m.bench
	return m, func() tea.Msg { return do(form, bench) }
}

var enrolling = doing{
	submit: "enrol", busy: "Making the key and signing ...", pass: inPass, last: inAdminPass,
	do: func(form kit.Form, bench Bench) finished {
		name := form.Value(inName)
		err := bench.Enrol(session.Enrolment{
			Name: name, ID: form.Value(inID), Role: strings.ToLower(form.Value(inRole)),
			Passphrase: []byte(form.Value(inPass)), By: form.Value(inAdmin), ByPass: []byte(form.Value(inAdminPass)),
		})
		return finished{name + " is enrolled and can sign with the passphrase that was just typed.", err}
	},
}

func newForm(words, admin string) kit.Form {
	return kit.Form{Inputs: []kit.Input{
		kit.NewInput("Name", "As it is printed in every record, for example A. Khan."),
		kit.NewInput("Short name", "Lower-case letters, digits, points; never used for anyone else."),
		kit.NewInput("Role", "assistant, supervisor, trainee or administrator.").With(session.Assistant),
		kit.NewSecret("Passphrase", "The new person types this: 12 characters or more, known to nobody else. Four words are easy to keep, for example: "+words+"."),
		kit.NewSecret("Again", "The same passphrase once more."),
		kit.NewInput("Administrator", "Short name of who signs the enrolment.").With(admin),
		kit.NewSecret("Their passphrase", "The administrator types this. It is asked at every signature."),
	}}
}

// The inputs of a new passphrase.
const (
	inPerson = iota
	inOld
	inNew
	inNewAgain
)

var changing = doing{
	submit: "change it", busy: "Changing the passphrase ...", pass: inNew, last: inOld,
	do: func(form kit.Form, bench Bench) finished {
		person := form.Value(inPerson)
		err := bench.ChangePassphrase(session.NewPassphrase{Person: person, Old: []byte(form.Value(inOld)), New: []byte(form.Value(inNew))})
		return finished{"The passphrase of " + person + " is another one from now on.", err}
	},
}

func changeForm(words string) kit.Form {
	return kit.Form{Inputs: []kit.Input{
		kit.NewInput("Short name", "Whose passphrase it is. Nobody changes it for anybody else."),
		kit.NewSecret("Passphrase now", "The one that is asked at every signature."),
		kit.NewSecret("New passphrase", "12 characters or more, known to nobody else. Four words are easy to keep, for example: "+words+"."),
		kit.NewSecret("Again", "The new passphrase once more."),
	}}
}
