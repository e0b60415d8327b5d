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
)

// Model is the procedure screen.
type Model struct {
	src    present.Sources
	id     string
	page   model.Page
	people []model.Person
	open   []model.OpenRun // of this page, for the record
	ready  []error         // why each of the page's forms cannot be filled in
	loaded bool
	err    error
	choose *choosing    // who performs the run; nil while nobody is asked
	fill   *kit.Filling // nil while none is filled in
	notice string
}

// choosing is who performs the run. It keeps what its rows mean: the page may be read
// again meanwhile.
type choosing struct {
	picker kit.Picker
	open   []model.OpenRun
	people []model.Person
}

// New returns the screen of the page with this id.
func New(src present.Sources, id string) Model { return Model{src: src, id: id} }

type (
	// loaded is the result of reading the page and who could run it.
	loaded struct {
		id     string
		page   model.Page
		people []model.Person
		open   []model.OpenRun
		ready  []error
		err    error
	}
	// readied is the result of asking whether a form can be filled in.
	readied struct {
		id   string
		form int
		err  error
	}
)

// about is what the page's forms are filled in about.
func (m Model) about() present.Case {
	return present.Case{People: m.people, Page: m.page, Shelf: m.src}
}

// Init reads the page.
func (m Model) Init(kit.Env) tea.Cmd {
	src, id := m.src, m.id
	return func() tea.Msg {
		page, err := src.Page(id)
		if err != nil {
			return loaded{id: id, err: err}
		}
		people, err := src.People()
		if err != nil {
			return loaded{id: id, err: err}
		}
		open, err := src.OpenRuns()
		out := loaded{id: id, page: page, people: people, open: model.OpenOf(open, id), err: err}
		c := present.Case{People: people, Page: page, Shelf: src}
		for _, f := range present.PageForms(c) {
			out.ready = append(out.ready, f.WhyNot(c))
		}
		return out
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
	switch msg := msg.(type) {
	case loaded:
		if msg.id == m.id {
			return m.filled(msg), nil
		}
		return m, nil
	case readied:
		return m.readied(msg), nil
	case kit.PagesChanged:
		return m, m.Init(env)
	}
	if _, changed := msg.(kit.LogChanged); changed && m.fill == nil {
		return m, m.Init(env)
	}
	if m.fill != nil {
		return m.filling(env, msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if m.choose != nil {
			return m.chosen(msg)
		}
		act, _ := m.Keys(env).Match(msg.String())
		return m.act(env, act)
	case kit.Click:
		if m.choose != nil {
			next := *m.choose
			picker, again := next.picker.Clicked(msg.Row)
			next.picker = picker
			m.choose = &next
			if again {
				return m.chosen(tea.KeyPressMsg{Code: tea.KeyEnter})
			}
		}
	}
	return m, nil
}

// filling gives the form a key or a result. What came of it may be that the page is
// another one, so it is read again.
func (m Model) filling(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, said, cmd := m.fill.Update(msg)
	m.fill = next
	if next == nil && said != "" {
		m.notice = said
		m.page.Text = nil // the next one is ours, and no surprise
		return m, m.Init(env)
	}
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return m, cmd
	}
	return m, tea.Batch(cmd, m.Init(env))
}

// readied opens the form, or says why it cannot be filled in.
func (m Model) readied(msg readied) Model {
	c := m.about()
	if msg.id != m.id || m.fill != nil || m.choose != nil || !present.PageForms(c)[msg.form].Offered(c) {
		return m
	}
	m.notice = ""
	if msg.err != nil {
		m.notice = kit.Sentence(msg.err.Error())
		return m
	}
	fill := kit.Fill(present.PageForms(c)[msg.form], c, m.src)
	m.fill = &fill
	return m
}

// filled shows the page as it was read. Nobody signs or sets values under a
// text that is another one than they saw.
func (m Model) filled(msg loaded) Model {
	another := m.loaded && m.err == nil && msg.err == nil && m.page.Text != nil && !sameTexts(m.page, msg.page)
	m.loaded, m.page, m.people, m.open, m.ready, m.err = true, msg.page, msg.people, msg.open, msg.ready, msg.err
	if !another || m.fill != nil && m.fill.Busy() {
		return m
	}
	m.fill = nil
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
	case 0:
	case start:
		return m.start(env)
	case asked:
		return m, kit.GoCmd(kit.Go{To: kit.ToQuestions, Page: m.page.ID})
	case practise:
		return m, kit.Do(session.Start{SOP: m.id, Person: model.Nobody, Practice: true})
	case leave:
		return m, kit.BackCmd()
	case chartIt:
		return m, kit.ToChartOf(present.ChartOf{SOP: m.id})
	default:
		c, id, i := m.about(), m.id, int(act-firstForm)
		return m, func() tea.Msg { return readied{id, i, present.PageForms(c)[i].WhyNot(c)} }
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
	performers := model.Performers(m.people)
	label, rows := present.StartRows(env.Station, m.open, performers, name, env.Now)
	if len(rows) == 0 {
		m.notice = present.NoPerformer
		return m, nil
	}
	m.choose = &choosing{kit.Picker{Label: label, Rows: rows}, m.open, performers}
	return m, nil
}

// chosen gives the choice of who performs the run a key.
func (m Model) chosen(msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	if act, _ := m.Keys(kit.Env{}).Match(msg.String()); act == kit.PickCancel {
		m.choose = nil
		return m, nil
	}
	next := *m.choose
	picker, chosen := next.picker.Update(msg)
	next.picker = picker
	m.choose = &next
	if !chosen {
		return m, nil
	}
	m.choose = nil
	if at := picker.List.At; at < len(next.open) {
		return m, kit.Do(session.Resume{Run: next.open[at].ID})
	}
	return m, kit.Do(session.Start{SOP: m.id, Person: next.people[picker.List.At-len(next.open)]})
}
