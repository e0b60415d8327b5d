// Package library is the first screen: what is open, what was used last, and
// every procedure by group. Typing narrows the list by title, id or code.
package library

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// Bench is what the screen reads.
type Bench interface {
	Pages() ([]session.PageRow, error)
	OpenRuns() ([]session.OpenRun, error)
}

// Model is the library screen.
type Model struct {
	bench   Bench
	find    kit.Input
	list    kit.List
	pages   []session.PageRow
	open    []session.OpenRun
	entries []entry // what is listed now, made from the three above
	loaded  bool
	err     error
}

// entry is one line to choose: an open run or a page.
type entry struct {
	heading string // stands above the entry, "" for none
	run     *session.OpenRun
	page    *session.PageRow
}

// New returns the screen.
func New(bench Bench) Model {
	return Model{bench: bench, find: kit.NewInput("Find", "")}
}

// loaded is the result of reading the library.
type loaded struct {
	pages []session.PageRow
	open  []session.OpenRun
	err   error
}

// Init reads the library.
func (m Model) Init(kit.Env) tea.Cmd {
	bench := m.bench
	return func() tea.Msg {
		pages, err := bench.Pages()
		if err != nil {
			return loaded{err: err}
		}
		open, err := bench.OpenRuns()
		return loaded{pages: pages, open: open, err: err}
	}
}

// Typing reports true: letters go to Find.
func (m Model) Typing() bool { return true }

// Update takes a key, a paste or the library's content.
func (m Model) Update(_ kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		m.loaded, m.err, m.pages, m.open = true, msg.err, msg.pages, msg.open
		return m.narrowed(), nil
	case tea.KeyPressMsg:
		if act, ok := m.Keys(kit.Env{}).Match(msg.String()); ok {
			return m.act(act)
		}
	case kit.Click:
		list, again := m.list.Clicked(msg.Row, len(m.entries))
		m.list = list
		if again {
			return m.act(open)
		}
		return m, nil
	case kit.Wheel:
		m.list = m.list.Move(msg.By, max(1, len(m.entries)))
		return m, nil
	case tea.PasteMsg:
	default:
		return m, nil
	}
	before := m.find.Value()
	m.find = m.find.Update(msg)
	if m.find.Value() != before {
		m.list = kit.List{}
	}
	return m.narrowed(), nil
}

func (m Model) act(act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case up:
		m.list = m.list.Move(-1, len(m.entries))
	case down:
		m.list = m.list.Move(1, len(m.entries))
	case clearFind:
		m.find, m.list = kit.NewInput("Find", ""), kit.List{}
		return m.narrowed(), nil
	case toLog:
		return m, kit.GoCmd(kit.Go{To: kit.ToLog})
	case toPeople:
		return m, kit.GoCmd(kit.Go{To: kit.ToPeople})
	case open, practise:
		return m, m.choose(act)
	}
	return m, nil
}

// choose opens what the cursor stands on.
func (m Model) choose(act kit.Act) tea.Cmd {
	if len(m.entries) == 0 {
		return nil
	}
	switch e := m.entries[m.list.Clamp(len(m.entries)).At]; {
	case e.run != nil:
		return kit.Do(session.Resume{Run: e.run.ID, Practice: e.run.Practice})
	case act == practise:
		return kit.Do(session.Start{SOP: e.page.ID, Person: session.Nobody, Practice: true})
	default:
		return kit.GoCmd(kit.Go{To: kit.ToProcedure, Page: e.page.ID})
	}
}

// narrowed lists what Find selects.
func (m Model) narrowed() Model {
	m.entries = list(m.pages, m.open, strings.TrimSpace(m.find.Value()))
	m.list = m.list.Clamp(max(1, len(m.entries)))
	return m
}
