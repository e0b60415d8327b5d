// Package logbook is the screen of the log: completions, newest first, with
// what was found when the log was last verified.
package logbook

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
)

// Bench is what the screen uses.
type Bench interface {
	Completions(model.Query) ([]model.Completion, error)
	Verify(ctx context.Context, progress func(done, total int64)) (model.Verdict, error)
	Exposure() (model.Exposure, error)
}

// Model is the log screen.
type Model struct {
	bench   Bench
	filter  kit.Input
	editing bool // letters go to the filter
	open    bool // only what nobody has countersigned
	list    kit.List
	rows    []model.Completion
	loaded  bool
	err     error
	verify  check
	exposed *model.Exposure // nil until it was read
}

// check is what is known of a verification.
type check struct {
	running bool
	far     *kit.Progress // how far it is, while running
	verdict *model.Verdict
	err     error
}

// New returns the screen.
func New(bench Bench) Model { return Model{bench: bench, filter: kit.NewInput("Filter", "")} }

// ToCountersign returns the screen with only what nobody has countersigned.
func ToCountersign(bench Bench) Model {
	m := New(bench)
	m.open = true
	return m
}

type (
	// listed is the result of reading the completions for a filter.
	listed struct {
		filter string
		open   bool
		rows   []model.Completion
		err    error
	}
	// witnessed is the result of reading who has witnessed the log.
	witnessed struct {
		exposed model.Exposure
		err     error
	}
	// verified is the result of a verification.
	verified struct {
		verdict model.Verdict
		err     error
	}
)

// Init reads the completions, and who has witnessed the log.
func (m Model) Init(kit.Env) tea.Cmd {
	bench := m.bench
	return tea.Batch(m.read(), func() tea.Msg {
		exposed, err := bench.Exposure()
		return witnessed{exposed, err}
	})
}

func (m Model) read() tea.Cmd {
	bench, filter, open := m.bench, m.filter.Value(), m.open
	return func() tea.Msg {
		rows, err := bench.Completions(model.Query{Words: filter, Open: open})
		return listed{filter, open, rows, err}
	}
}

// Field returns the filter while it is edited.
func (m Model) Field(kit.Env) kit.Field {
	if m.editing {
		return kit.Field{Kind: kit.TextField, Name: "filter"}
	}
	return kit.Field{}
}

const (
	openRow kit.Act = iota + 1
	up
	down
	pageUp
	pageDown
	filterRows
	verifyLog
	leave
	endFilter
	showAll
	toggleOpen
)

var (
	keys = kit.Keymap{
		{Keys: []string{"enter"}, Does: "open", Act: openRow, Hint: true},
		{Keys: []string{"/"}, Does: "filter", Act: filterRows, Hint: true},
		{Keys: []string{"c"}, Does: "only to countersign, or all", Act: toggleOpen},
		{Keys: []string{"v"}, Does: "verify", Act: verifyLog, Hint: true},
		{Keys: []string{"up", "k"}, Does: "up", Act: up},
		{Keys: []string{"down", "j"}, Does: "down", Act: down},
		{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
		{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
		{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true},
	}
	filteredKeys = append(append(kit.Keymap(nil), keys[:len(keys)-1]...),
		kit.Binding{Keys: []string{"esc"}, Does: "show all", Act: showAll, Hint: true},
		kit.Binding{Keys: []string{"q"}, Does: "back", Act: leave},
	)
	filterKeys = kit.Keymap{
		{Keys: []string{"enter"}, Does: "to the list", Act: endFilter, Hint: true},
		{Keys: []string{"esc"}, Does: "show all", Act: showAll, Hint: true},
		{Keys: []string{"up"}, Does: "up", Act: up},
		{Keys: []string{"down"}, Does: "down", Act: down},
	}
)

// Keys returns the key table of the list, of what the filter has left of it, or
// of the filter while it is typed.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.editing:
		return filterKeys
	case m.filter.Value() != "" || m.open:
		return filteredKeys
	default:
		return keys
	}
}

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case listed:
		if msg.filter == m.filter.Value() && msg.open == m.open {
			m.loaded, m.rows, m.err = true, msg.rows, msg.err
			m.list = m.list.Clamp(max(1, len(m.rows)))
		}
	case witnessed:
		m.exposed = &msg.exposed
		if msg.err != nil {
			m.exposed.Fault = msg.err.Error()
		}
	case verified:
		m.verify = check{verdict: &msg.verdict, err: msg.err}
	case tea.KeyPressMsg:
		if act, ok := m.Keys(env).Match(msg.String()); ok {
			return m.act(env, act)
		}
		return m.typed(msg)
	case kit.Click:
		list, again := m.list.Clicked(msg.Row, len(m.rows))
		m.list = list
		if again {
			return m.act(env, openRow)
		}
	case kit.Wheel:
		m.list = m.list.Move(msg.By, max(1, len(m.rows)))
	case tea.PasteMsg:
		return m.typed(msg)
	}
	return m, nil
}

func (m Model) typed(msg tea.Msg) (kit.Screen, tea.Cmd) {
	if !m.editing {
		return m, nil
	}
	m.filter, m.list = m.filter.Update(msg), kit.List{}
	return m, m.read()
}

func (m Model) act(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	page := max(1, kit.BodyHeight(env.Height)-4)
	switch act {
	case up:
		m.list = m.list.Move(-1, len(m.rows))
	case down:
		m.list = m.list.Move(1, len(m.rows))
	case pageUp:
		m.list = m.list.Move(-page, len(m.rows))
	case pageDown:
		m.list = m.list.Move(page, len(m.rows))
	case openRow:
		if len(m.rows) > 0 {
			return m, kit.GoCmd(kit.Go{To: kit.ToRecord, Entry: m.rows[m.list.At].Entry})
		}
	case filterRows:
		m.editing = true
	case endFilter:
		m.editing = false
	case verifyLog:
		return m.startVerify()
	case showAll:
		m.editing, m.open, m.filter = false, false, kit.NewInput("Filter", "")
		return m, m.read()
	case toggleOpen:
		m.open, m.list = !m.open, kit.List{}
		return m, m.read()
	case leave:
		return m, kit.BackCmd()
	}
	return m, nil
}

func (m Model) startVerify() (kit.Screen, tea.Cmd) {
	if m.verify.running {
		return m, nil
	}
	far := &kit.Progress{}
	m.verify = check{running: true, far: far}
	bench := m.bench
	return m, func() tea.Msg {
		verdict, err := bench.Verify(context.Background(), far.Set)
		return verified{verdict, err}
	}
}
