// Package library is the first screen: what is open, what was used last, and
// every procedure by group. Typing narrows the list by title, id or code.
package library

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// Model is the library screen.
type Model struct {
	src     present.Sources
	find    kit.Input
	list    kit.List
	pages   shelf
	open    []model.OpenRun
	group   present.Grouping
	tasks   []present.Task
	entries listed        // what is listed now, made from those above
	loaded  bool          // the pages and the open runs are read
	told    bool          // so is what waits for somebody
	far     *kit.Progress // how far the pages are read
	bad     troubles
}

// troubles are why something is not known, nil where it is.
type troubles struct {
	pages error // or the open runs
	tasks error // what waits; a model.Indexing where that only comes later
	watch error // changes on the disk
}

// entry is one line to choose: an open run, a page, or what waits for somebody.
type entry struct {
	heading string // stands above the entry, "" for none
	run     *model.OpenRun
	page    *model.PageRow
	used    bool // the page stands among those that were signed last
	task    *present.Task
}

// New returns the screen.
func New(src present.Sources) Model {
	return Model{src: src, find: kit.NewInput("Find", ""), far: &kit.Progress{}}
}

// loaded is the result of reading the library: what can be begun or gone on with.
type loaded struct {
	pages []model.PageRow
	open  []model.OpenRun
	err   error
}

// waiting is what waits for somebody, which takes longer to find out than to list the pages.
type waiting struct {
	tasks []present.Task
	err   error
}

// Behind says that the library takes it under any screen.
func (loaded) Behind() {}

// Behind says the same.
func (waiting) Behind() {}

// Init reads the library; what waits for somebody is read behind it, and so is what the front matter
// of very many pages does not say.
func (m Model) Init(kit.Env) tea.Cmd {
	src, far := m.src, m.far
	return func() tea.Msg {
		pages, err := src.ListPages(far.Set)
		if err != nil {
			return loaded{err: err}
		}
		open, err := src.OpenRuns()
		return loaded{pages: pages, open: open, err: err}
	}
}

func (m Model) waitingCmd() tea.Cmd {
	src := m.src
	return func() tea.Msg {
		tasks, err := present.Tasks(src)
		return waiting{tasks: tasks, err: err}
	}
}

// came takes the pages and the open runs.
func (m Model) came(msg loaded) (Model, tea.Cmd) {
	before, isFirst := m, !m.loaded
	m.loaded, m.bad.pages, m.open = true, msg.err, model.SupervisorFirst(msg.open)
	m.pages = shelve(msg.pages, m.open)
	m = m.narrowed()
	if isFirst {
		m = m.atFirst()
	} else {
		m = m.atSame(before)
	}
	if m.bad.pages != nil {
		return m, nil
	}
	return m, tea.Batch(m.waitingCmd(), m.checkCmd())
}

// cameWaiting takes what waits for somebody. At the first start the cursor goes to the first of it,
// unless it was moved, or something is looked for.
func (m Model) cameWaiting(msg waiting) Model {
	before, untouched := m, !m.told && m.find.Value() == "" && m.list.At == m.atFirst().list.At
	m.told, m.tasks, m.bad.tasks = true, msg.tasks, msg.err
	if m = m.narrowed(); untouched {
		return m.atFirst()
	}
	return m.atSame(before)
}

// Field returns Find: letters always go there.
func (m Model) Field(kit.Env) kit.Field { return kit.Field{Kind: kit.FindField, Name: "find"} }

// Update takes a key, a paste or the library's content.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		return m.came(msg)
	case checked:
		return m.cameChecked(env, msg)
	case waiting:
		return m.cameWaiting(msg), nil
	case kit.Ticked:
		if env.Whole(kit.Untold(m.bad.tasks)) {
			return m, m.Init(env)
		}
		return m, nil
	case kit.LogChanged:
		return m, m.Init(env)
	case kit.PagesChanged:
		m.bad.watch = msg.Err
		return m, m.Init(env)
	case tea.KeyPressMsg:
		if act, ok := keys.Match(msg.String()); ok {
			return m.act(env, act)
		}
	case kit.Click:
		list, again := m.list.Clicked(msg.Row, m.entries.len())
		m.list = list
		if again {
			return m.act(env, open)
		}
		return m, nil
	case kit.Wheel:
		m.list = m.list.Move(msg.By, max(1, m.entries.len()))
		return m, nil
	case tea.PasteMsg, kit.Scan:
	default:
		return m, nil
	}
	before := m.find.Value()
	m.find = m.find.Update(msg)
	if m.find.Value() != before {
		return m.narrowed().atFirst(), nil
	}
	return m.narrowed(), nil
}

func (m Model) act(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	page := max(1, kit.BodyHeight(env.Height)-2)
	switch act {
	case up:
		m.list = m.list.Move(-1, m.entries.len())
	case down:
		m.list = m.list.Move(1, m.entries.len())
	case pageUp:
		m.list = m.list.Move(-page, m.entries.len())
	case pageDown:
		m.list = m.list.Move(page, m.entries.len())
	case toFirst:
		m.list = m.list.Move(-m.entries.len(), m.entries.len())
	case toLast:
		m.list = m.list.Move(m.entries.len(), m.entries.len())
	case regroup:
		if m.find.Value() == "" {
			m.group = m.group.Next()
		}
		m.find = kit.NewInput("Find", "") // what is grouped is all of it
		return m.narrowed().atGroups(), nil
	case clearFind:
		m.find = kit.NewInput("Find", "")
		return m.narrowed().atFirst(), nil
	case open, practise:
		return m, m.choose(env, act)
	case chartIt:
		return m, m.chartOf()
	case asked:
		return m, kit.GoCmd(kit.Go{To: kit.ToQuestions})
	default:
		return m, kit.GoCmd(kit.Go{To: kit.ToList, List: present.Lists[act-firstList].Name})
	}
	return m, nil
}

// choose opens what the cursor stands on.
func (m Model) choose(env kit.Env, act kit.Act) tea.Cmd {
	if m.entries.len() == 0 {
		return nil
	}
	switch e := m.entries.at(m.list.Clamp(m.entries.len()).At); {
	case e.run != nil && act == practise && !e.run.Practice: // a rehearsal of its page, never that run
		return kit.Do(session.Start{SOP: e.run.SOP, Person: model.Nobody, Practice: true})
	case e.run != nil && env.Station.Inspection != "":
		return kit.GoCmd(kit.Go{To: kit.ToRow, List: present.RunningList, Row: e.run.ID})
	case e.run != nil:
		return kit.Do(session.Resume{Run: e.run.ID, Practice: e.run.Practice})
	case e.task != nil && e.task.Row != "":
		return kit.GoCmd(kit.Go{To: kit.ToRow, List: e.task.List, Row: e.task.Row})
	case e.task != nil && e.task.List != "" && e.task.Page == "":
		return kit.GoCmd(kit.Go{To: kit.ToList, List: e.task.List})
	case e.task != nil && act == practise:
		return kit.Do(session.Start{SOP: e.task.Page, Person: model.Nobody, Practice: true})
	case e.task != nil:
		return kit.GoCmd(kit.Go{To: kit.ToProcedure, Page: e.task.Page})
	case act == practise:
		return kit.Do(session.Start{SOP: e.page.ID, Person: model.Nobody, Practice: true})
	default:
		return kit.GoCmd(kit.Go{To: kit.ToProcedure, Page: e.page.ID})
	}
}

// chartOf opens a chart of the procedure that the cursor stands on; where that is none, of the
// exceptions of all.
func (m Model) chartOf() tea.Cmd {
	of := present.ChartOf{Kind: present.OfExceptions}
	if m.entries.len() > 0 {
		switch e := m.entries.at(m.list.Clamp(m.entries.len()).At); {
		case e.run != nil:
			of = present.ChartOf{SOP: e.run.SOP}
		case e.page != nil && e.page.Approval != nil:
			of = present.ChartOf{SOP: e.page.ID}
		case e.task != nil && e.task.Slot != nil:
			of = present.ChartOf{SOP: e.task.Slot.SOP, Item: e.task.Slot.Item}
		}
	}
	return kit.GoCmd(kit.Go{To: kit.ToChart, Chart: of})
}

// narrowed lists what Find selects.
func (m Model) narrowed() Model {
	m.entries = list(m.pages, m.open, m.tasks, strings.TrimSpace(m.find.Value()), m.group)
	m.list = m.list.Clamp(max(1, m.entries.len()))
	return m
}

// atFirst puts the cursor on the first run or page: work comes before records.
func (m Model) atFirst() Model {
	m.list = kit.List{}
	for m.list.At < m.entries.len()-1 && m.entries.at(m.list.At).waits() {
		m.list.At++
	}
	return m
}

// atGroups puts the cursor on the first page that stands under a group: behind
// the open runs, the records and what was used last.
func (m Model) atGroups() Model {
	m.list = kit.List{At: len(m.open) + len(m.tasks) + len(recent(m.pages.rows))}
	m.list = m.list.Clamp(max(1, m.entries.len()))
	return m
}

// atSame keeps the cursor on what it stood on, where that is still listed.
func (m Model) atSame(before Model) Model {
	if before.entries.len() == 0 {
		return m.atFirst()
	}
	was, best := before.entries.at(before.list.At).key(), -1
	for i := range m.entries.len() {
		if m.entries.at(i).key() == was && (best < 0 || max(i-m.list.At, m.list.At-i) < max(best-m.list.At, m.list.At-best)) {
			best = i
		}
	}
	if best < 0 {
		return m.atFirst()
	}
	m.list.At = best
	return m
}

// waits reports whether an entry is for who looks after others' work: the cursor begins
// behind it.
func (e entry) waits() bool {
	return e.task != nil && e.task.Group != present.GroupLate && e.task.Group != present.GroupDue
}

// key tells an entry from the others.
func (e entry) key() string {
	switch {
	case e.run != nil:
		return "run " + e.run.ID
	case e.page != nil:
		return "page " + e.page.ID
	default:
		return "task " + e.task.Group + e.task.Page + e.task.List + e.task.Row
	}
}
