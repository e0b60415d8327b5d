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
	CompletionsFrom(context.Context, model.Query, model.From) (model.Part[model.Completion], error)
	Verify(ctx context.Context, progress func(done, total int64)) (model.Verdict, error)
	Exposure() (model.Exposure, error)
}

// Model is the log screen.
type Model struct {
	bench   Bench
	filter  kit.Input
	editing bool // letters go to the filter
	open    bool // only what nobody has countersigned
	list    kit.Paged[model.Completion]
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
func New(bench Bench) Model {
	list := kit.NewPaged(func(c model.Completion) int64 { return c.Entry })
	return Model{bench: bench, filter: kit.NewInput("Filter", ""), list: list}
}

// ToCountersign returns the screen with only what nobody has countersigned.
func ToCountersign(bench Bench) Model {
	m := New(bench)
	m.open = true
	return m
}

type (
	// entered says that the screen was come to, or back to.
	entered struct{}
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
	return tea.Batch(func() tea.Msg { return entered{} }, func() tea.Msg {
		exposed, err := bench.Exposure()
		return witnessed{exposed, err}
	})
}

// read begins the list of what the filter selects.
func (m Model) read() (kit.Screen, tea.Cmd) {
	bench, q := m.bench, model.Query{Words: m.filter.Value(), Open: m.open}
	list, cmd := m.list.Open(func(ctx context.Context, from model.From) (model.Part[model.Completion], error) {
		return bench.CompletionsFrom(ctx, q, from)
	})
	m.list = list
	return m, cmd
}

// with returns the screen with its list moved on.
func (m Model) with(list kit.Paged[model.Completion], cmd tea.Cmd) (kit.Screen, tea.Cmd) {
	m.list = list
	return m, cmd
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
	toFirst
	toLast
	filterRows
	verifyLog
	leave
	endFilter
	showAll
	toggleOpen
	aboutLog
)

var (
	keys = kit.Keymap{
		{Keys: []string{"enter"}, Does: "open", Act: openRow, Hint: true},
		{Keys: []string{"/"}, Does: "filter", Act: filterRows, Hint: true},
		{Keys: []string{"c"}, Does: "only to countersign, or all", Act: toggleOpen},
		{Keys: []string{"v"}, Does: "verify", Act: verifyLog, Hint: true},
		{Keys: []string{"a"}, Does: "close the log, or dispose of old runs", Act: aboutLog},
		{Keys: []string{"up", "k"}, Does: "up", Act: up},
		{Keys: []string{"down", "j"}, Does: "down", Act: down},
		{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
		{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
		{Keys: []string{"home"}, Does: "the newest", Act: toFirst},
		{Keys: []string{"end"}, Does: "the oldest", Act: toLast},
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
		{Keys: []string{"pgup"}, Does: "page up", Act: pageUp},
		{Keys: []string{"pgdown"}, Does: "page down", Act: pageDown},
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
	case entered:
		if !m.list.Known {
			return m.read()
		}
		return m.with(m.list.Again())
	case kit.Came[model.Completion]:
		return m.with(m.list.Came(msg, env.Height))
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
		cursor, again := m.list.Cursor.Clicked(msg.Row, len(m.list.Rows))
		if again {
			return m.act(env, openRow)
		}
		return m.with(m.list.Move(cursor.At-m.list.Cursor.At, env.Height))
	case kit.Wheel:
		return m.with(m.list.Move(msg.By, env.Height))
	case tea.PasteMsg:
		return m.typed(msg)
	}
	return m, nil
}

func (m Model) typed(msg tea.Msg) (kit.Screen, tea.Cmd) {
	if !m.editing {
		return m, nil
	}
	before := m.filter.Value()
	if m.filter = m.filter.Update(msg); m.filter.Value() == before {
		return m, nil
	}
	return m.read()
}

func (m Model) act(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	page := max(1, kit.BodyHeight(env.Height)-4)
	switch act {
	case up:
		return m.with(m.list.Move(-1, env.Height))
	case down:
		return m.with(m.list.Move(1, env.Height))
	case pageUp:
		return m.with(m.list.Move(-page, env.Height))
	case pageDown:
		return m.with(m.list.Move(page, env.Height))
	case toFirst:
		return m.with(m.list.First())
	case toLast:
		return m.with(m.list.Last())
	case openRow:
		if c, ok := m.list.Selected(); ok {
			m.list = m.list.Stop() // it is read again on the way back
			return m, kit.GoCmd(kit.Go{To: kit.ToRecord, Entry: c.Entry})
		}
	case filterRows:
		m.editing = true
	case endFilter:
		m.editing = false
	case verifyLog:
		return m.startVerify()
	case aboutLog:
		m.list = m.list.Stop() // it is read again on the way back
		return m, kit.GoCmd(kit.Go{To: kit.ToLogActs})
	case showAll:
		m.editing, m.open, m.filter = false, false, kit.NewInput("Filter", "")
		return m.read()
	case toggleOpen:
		m.open = !m.open
		return m.read()
	case leave:
		m.list = m.list.Stop()
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
