// Package people is the screen of who is enrolled: their roles, their keys and
// what they were assessed in. An administrator enrols here, gives new keys and
// roles, and revokes; who has access is reviewed; everybody changes their own
// passphrase.
package people

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// Bench is what the screen uses.
type Bench interface {
	session.Desk
	Staff() (model.Staff, error)
	// CheckFree and CheckEnrolled say what is wrong with the short name of a new person,
	// and of one who is enrolled.
	CheckFree(id string) error
	CheckEnrolled(id string) error
	Enrol(model.Enrolment) error
	RotateKey(model.Rotation) error
	ChangePassphrase(model.NewPassphrase) error
	FourWords() string
}

// Model is the people screen: a list, or over it a form that makes a key, or an
// office in progress.
type Model struct {
	bench  Bench
	staff  model.Staff
	list   kit.List
	form   *kit.Form // nil while no key is made
	doing  doing     // what the form is for
	sign   *kit.Signature
	office session.Office // what is signed
	busy   bool
	notice string
	err    error
}

// New returns the screen.
func New(bench Bench) Model { return Model{bench: bench} }

type (
	// loaded is the result of reading who is enrolled.
	loaded struct {
		staff model.Staff
		err   error
	}
	// finished is the result of a form.
	finished struct {
		notice string
		err    error
	}
	// prepared is the result of fixing the sentence of an office.
	prepared struct {
		draft model.Draft
		err   error
	}
	// signed is the result of signing an office.
	signed struct{ err error }
)

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
	switch {
	case m.sign != nil:
		return m.sign.Form.Field()
	case m.form != nil:
		return m.form.Field()
	default:
		return kit.Field{}
	}
}

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		m.staff, m.err = msg.staff, msg.err
		m.list = m.list.Clamp(max(1, len(m.staff.Members)))
	case finished:
		return m.finished(env, msg)
	case prepared:
		if m.sign != nil {
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
			if act, found := m.Keys(env).Match(key.String()); found {
				return m.act(act)
			}
		}
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
	admin := model.Only(sop.Administrator, m.staff.People(), "")
	switch act {
	case enrol:
		m = m.open(enrolling, newForm(m.bench.FourWords(), admin))
	case change:
		m = m.open(changing, changeForm(m.bench.FourWords()))
	case rotate:
		m = m.open(rotating, rotateForm(m.bench.FourWords(), m.selected(), admin))
	case next:
		m.list = m.list.Move(1, max(1, len(m.staff.Members)))
	case previous:
		m.list = m.list.Move(-1, max(1, len(m.staff.Members)))
	case leave:
		return m, kit.BackCmd()
	case kit.FormCancel:
		m.form = nil
	case kit.FormPrevious:
		form := m.form.Move(-1)
		m.form = &form
	case kit.FormNext:
		return m.next()
	default:
		return m.begin(session.Offices[act-firstOffice]), nil
	}
	return m, nil
}

func (m Model) open(d doing, form kit.Form) Model {
	m.form, m.notice, m.doing = &form, "", d
	return m
}

// selected is the id of the person under the cursor, "" for nobody.
func (m Model) selected() string {
	if m.list.At < len(m.staff.Members) {
		return m.staff.Members[m.list.At].ID
	}
	return ""
}

// begin opens an office, about the person under the cursor where it is about one.
func (m Model) begin(o session.Office) Model {
	var form kit.Form
	about := ""
	for _, a := range o.Asks {
		in := kit.NewInput(a.Label, a.Help)
		if a.Name == "person" {
			about = m.selected()
			in = in.With(about)
		}
		form.Inputs = append(form.Inputs, in)
	}
	by := model.Only(sop.Administrator, m.staff.People(), "")
	if o.By == sop.Supervisor {
		by = model.Only(sop.Supervisor, m.staff.People(), about)
	}
	form.Inputs = append(form.Inputs, kit.NewInput(present.Capital(string(o.By)), "Short name of who signs it.").With(by))
	m.sign, m.office, m.notice = &kit.Signature{Form: form}, o, ""
	return m
}

// signing gives the office in progress a key and does what it asks for.
func (m Model) signing(msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, want := m.sign.Update(msg)
	m.sign = &next
	bench, office := m.bench, m.office
	switch want {
	case kit.WantCancel:
		m.sign = nil
	case kit.WantDraft:
		in := session.Answers{session.ShownAccess: m.staff.Shown}
		for i, a := range office.Asks {
			in[a.Name] = next.Form.Value(i)
		}
		by := next.Form.Value(len(office.Asks))
		return m, func() tea.Msg {
			draft, err := office.Prepare(bench, by, in)
			return prepared{draft, err}
		}
	case kit.WantSign:
		draft, pass := *next.Draft, next.Passphrase()
		return m, func() tea.Msg {
			_, err := bench.Sign(draft, pass)
			return signed{err}
		}
	}
	return m, nil
}

func (m Model) signed(env kit.Env, msg signed) (kit.Screen, tea.Cmd) {
	if m.sign == nil {
		return m, nil
	}
	if msg.err != nil {
		next := m.sign.Failed(msg.err)
		m.sign = &next
		return m, nil
	}
	m.sign, m.notice = nil, m.office.Done
	return m, m.Init(env)
}

// next goes to the next line of a form that makes a key, and at its end makes it.
func (m Model) next() (kit.Screen, tea.Cmd) {
	form := *m.form
	if missing, empty := form.Empty(); empty && form.Inputs[form.At].Secret {
		m.form = &missing // else it would be typed, in the clear, into a later line
		return m, nil
	}
	if m.doing.submit == enrolling.submit && form.At == inName && form.Value(inID) == "" {
		form.Inputs = append([]kit.Input(nil), form.Inputs...)
		form.Inputs[inID] = form.Inputs[inID].With(present.SuggestID(form.Value(inName)))
	}
	m.form = &form
	if check := m.doing.checks[form.At]; check != nil { // else it is refused after two passphrases
		if err := check(m.bench, form.Value(form.At)); err != nil {
			form.Error = kit.Sentence(err.Error())
			return m, nil
		}
	}
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
