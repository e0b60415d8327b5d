// Package procedure is the screen of one page: what it is for, what to wear,
// which codes it shows in their words, and the whole text as it will run. From
// here a run starts, practice starts, and a supervisor approves the page.
package procedure

import (
	"bytes"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/page"
)

// Bench is what the screen uses.
type Bench interface {
	Page(id string) (model.Page, error)
	People() ([]model.Person, error)
	OpenRuns() ([]model.OpenRun, error)
	session.Desk
	// CanAdopt says why the page cannot be adopted, nil when it can.
	CanAdopt(id string) error
	// Adopt writes the page with its values set into the department's folder
	// and returns the file's path there.
	Adopt(id string, settings []page.Setting) (file string, err error)
}

// Model is the procedure screen.
type Model struct {
	bench  Bench
	id     string
	page   model.Page
	people []model.Person
	open   []model.OpenRun // of this page, for the record
	loaded bool
	adopts bool // there is a folder to adopt it into
	err    error
	flow   flow // nil while the page is read
	notice string
}

// flow is what is in progress over the page.
type flow interface{ flow() }

type (
	// choosing is who performs the run. It keeps what its rows mean: the page may be
	// read again meanwhile.
	choosing struct {
		picker kit.Picker
		open   []model.OpenRun
		people []model.Person
	}
	// approving is who approves the page, over what the approval changes and the
	// page as it will run.
	approving struct {
		sign  kit.Signature
		shown []present.Line
	}
)

func (choosing) flow()  {}
func (approving) flow() {}

// New returns the screen of the page with this id.
func New(bench Bench, id string) Model { return Model{bench: bench, id: id} }

type (
	// loaded is the result of reading the page and who could run it.
	loaded struct {
		id     string
		page   model.Page
		people []model.Person
		open   []model.OpenRun
		adopts bool // there is a folder to adopt it into
		err    error
	}
	// prepared is the result of drafting the approval.
	prepared struct {
		id    string
		draft model.Draft
		err   error
	}
	// approved is the result of approving the page.
	approved struct {
		id  string
		err error
	}
)

// Init reads the page.
func (m Model) Init(kit.Env) tea.Cmd {
	bench, id := m.bench, m.id
	return func() tea.Msg {
		page, err := bench.Page(id)
		if err != nil {
			return loaded{id: id, err: err}
		}
		people, err := bench.People()
		if err != nil {
			return loaded{id: id, err: err}
		}
		open, err := bench.OpenRuns()
		return loaded{id: id, page: page, people: people, open: model.OpenOf(open, id), adopts: bench.CanAdopt(id) == nil, err: err}
	}
}

// Field returns what is typed into while a form is open.
func (m Model) Field(kit.Env) kit.Field {
	switch f := m.flow.(type) {
	case approving:
		return f.sign.Form.Field()
	case adopting:
		return f.form.Field()
	default:
		return kit.Field{}
	}
}

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.id == m.id {
			return m.filled(msg), nil
		}
	case kit.PagesChanged:
		return m, m.Init(env)
	case prepared:
		return m.prepared(msg), nil
	case approved:
		return m.approved(env, msg)
	case askedToAdopt:
		return m.openAdoption(msg), nil
	case adopted:
		return m.adopted(env, msg)
	case tea.KeyPressMsg:
		switch f := m.flow.(type) {
		case choosing:
			return m.choose(f, msg)
		case approving:
			return m.approve(f, msg)
		case adopting:
			return m.adopt(f, msg)
		default:
			act, _ := m.Keys(env).Match(msg.String())
			return m.act(env, act)
		}
	case kit.Click:
		if f, ok := m.flow.(choosing); ok {
			picker, again := f.picker.Clicked(msg.Row)
			f.picker = picker
			m.flow = f
			if again {
				return m.choose(f, tea.KeyPressMsg{Code: tea.KeyEnter})
			}
		}
	case tea.PasteMsg:
		switch f := m.flow.(type) {
		case approving:
			return m.approve(f, msg)
		case adopting:
			return m.adopt(f, msg)
		}
	}
	return m, nil
}

// filled shows the page as it was read. Nobody signs or sets values under a
// text that is another one than they saw.
func (m Model) filled(msg loaded) Model {
	another := m.loaded && m.err == nil && msg.err == nil && m.page.Text != nil && !sameTexts(m.page, msg.page)
	m.loaded, m.page, m.people, m.open, m.adopts, m.err = true, msg.page, msg.people, msg.open, msg.adopts, msg.err
	if !another {
		return m
	}
	switch f := m.flow.(type) {
	case approving:
		if f.sign.Busy {
			return m
		}
		m.flow = nil
	case adopting:
		if f.busy {
			return m
		}
		m.flow = nil
	}
	m.notice = "The page was changed on the disk. It is shown as it is now."
	return m
}

// sameTexts reports whether a page is as it was: the text in force, and the one
// beside it.
func sameTexts(a, b model.Page) bool {
	revised := func(p model.Page) []byte {
		if p.Revised == nil {
			return nil
		}
		return p.Revised.Text
	}
	return bytes.Equal(a.Text, b.Text) && bytes.Equal(revised(a), revised(b)) && present.Announced(a.PageRow) == present.Announced(b.PageRow)
}

func (m Model) act(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	if act != 0 {
		m.notice = ""
	}
	switch act {
	case start:
		return m.start(env)
	case practise:
		return m, kit.Do(session.Start{SOP: m.id, Person: model.Nobody, Practice: true})
	case approve:
		m.flow = approving{kit.Signature{Form: kit.Form{Inputs: []kit.Input{
			kit.NewInput("Supervisor", "Short name of who approves the text that is shown here.").With(model.Only(sop.Supervisor, m.people, "")),
		}}}, present.Approving(m.page)}
	case adopt:
		return m, m.askToAdopt()
	case leave:
		return m, kit.BackCmd()
	}
	return m, nil
}

// start asks who performs the run, or whether to go on with one that is open.
func (m Model) start(env kit.Env) (kit.Screen, tea.Cmd) {
	if why := present.CannotRun(m.page.PageRow); why != "" {
		m.notice = why
		return m, nil
	}
	name := func(p model.Person) string { return p.Name + "  (" + p.ID + ")" }
	label, rows := present.StartRows(m.open, m.people, name, env.Now)
	m.flow = choosing{kit.Picker{Label: label, Rows: rows}, m.open, m.people}
	return m, nil
}

func (m Model) choose(f choosing, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	if act, _ := m.Keys(kit.Env{}).Match(msg.String()); act == kit.PickCancel {
		m.flow = nil
		return m, nil
	}
	picker, chosen := f.picker.Update(msg)
	f.picker = picker
	m.flow = f
	if !chosen {
		return m, nil
	}
	m.flow = nil
	if at := picker.List.At; at < len(f.open) {
		return m, kit.Do(session.Resume{Run: f.open[at].ID})
	}
	return m, kit.Do(session.Start{SOP: m.id, Person: f.people[picker.List.At-len(f.open)]})
}

// approve gives the approval a key and does what it asks for.
func (m Model) approve(f approving, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, want := f.sign.Update(msg)
	f.sign = next
	m.flow = f
	bench, page, id := m.bench, m.page, m.id
	switch want {
	case kit.WantCancel:
		m.flow = nil
	case kit.WantDraft:
		who := next.Form.Value(0)
		return m, func() tea.Msg {
			act, err := page.Approve()
			if err != nil {
				return prepared{id: id, err: err}
			}
			draft, err := bench.Prepare(who, act)
			return prepared{id, draft, err}
		}
	case kit.WantSign:
		draft, pass := *next.Draft, next.Passphrase()
		return m, func() tea.Msg {
			_, err := bench.Sign(draft, pass)
			return approved{id, err}
		}
	}
	return m, nil
}

// prepared shows the sentence that approves the page.
func (m Model) prepared(msg prepared) Model {
	if f, ok := m.flow.(approving); ok && msg.id == m.id {
		f.sign = f.sign.Drafted(msg.draft, msg.err)
		m.flow = f
	}
	return m
}

func (m Model) approved(env kit.Env, msg approved) (kit.Screen, tea.Cmd) {
	f, waiting := m.flow.(approving)
	if !waiting || msg.id != m.id {
		return m, nil
	}
	if msg.err != nil {
		f.sign = f.sign.Failed(msg.err)
		m.flow = f
		return m, nil
	}
	m.flow, m.notice = nil, "Approved and signed. Press enter to start a run."
	return m, m.Init(env)
}
