// Package listing is the screen of a list: its rows, newest first, narrowed by words,
// with what is said beside them and the acts about them.
package listing

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Model is the screen.
type Model struct {
	src     present.Sources
	list    present.List
	filter  kit.Input
	editing bool // letters go to the filter
	only    bool // only the rows that wait for somebody
	rows    kit.Paged[present.Row]
	verify  check
	beside  beside
	fill    *kit.Filling // nil while the list is read
	notice  kit.Line
	chosen  chosen
	stale   bool // the log has more than was read
}

// beside is what was read beside the rows.
type beside struct {
	notes present.Notes // nil until they were read
	c     present.Case
	all   []present.Row // of a list that an act asks to be seen whole
	err   error
}

// New returns the screen of a list, or of only its rows that wait for somebody.
func New(src present.Sources, list present.List, only bool) Model {
	rows := kit.NewPaged(func(r present.Row) int64 { return r.Entry })
	return Model{src: src, list: list, only: only, filter: kit.NewInput("Filter", ""), rows: rows}
}

// Seeking returns the screen with words in its filter.
func (m Model) Seeking(words string) Model {
	m.filter = kit.NewInput("Filter", "").With(words)
	return m
}

type (
	// entered says that the screen was come to, or back to.
	entered struct{}
	// read is the result of reading what is beside the rows.
	read struct{ beside beside }
)

// Init reads the rows, and what is beside them.
func (m Model) Init(kit.Env) tea.Cmd {
	src, list := m.src, m.list
	return tea.Batch(func() tea.Msg { return entered{} }, func() tea.Msg {
		var b beside
		if b.notes, b.err = list.Notes(src); b.err != nil || len(list.Acts()) == 0 {
			b.c = present.Case{Printer: src.Printer}
			return read{b}
		}
		if b.c, b.err = src.Case(); b.err == nil && !list.Long {
			var part model.Part[present.Row] // after the case: who signs for what changed meanwhile is refused
			part, b.err = list.Read(context.Background(), src, model.Query{}, model.From{})
			b.all = part.Rows
		}
		return read{b}
	})
}

// read begins the list of what the filter selects.
func (m Model) read() (kit.Screen, tea.Cmd) {
	src, list, q := m.src, m.list, m.query()
	return m.with(m.rows.Open(func(ctx context.Context, from model.From) (model.Part[present.Row], error) {
		return list.Read(ctx, src, q, from)
	}))
}

// query is what selects the rows.
func (m Model) query() model.Query { return model.Query{Words: m.filter.Value(), Open: m.only} }

// with returns the screen with its rows moved on.
func (m Model) with(rows kit.Paged[present.Row], cmd tea.Cmd) (kit.Screen, tea.Cmd) {
	m.rows = rows
	return m, cmd
}

// Field returns what is typed into: a form, or the filter while it is edited.
func (m Model) Field(kit.Env) kit.Field {
	switch {
	case m.fill != nil:
		return m.fill.Field()
	case m.editing:
		return kit.Field{Kind: kit.FindField, Name: "filter"}
	default:
		return kit.Field{}
	}
}

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case entered:
		if !m.rows.Known {
			return m.read()
		}
		return m.with(m.rows.Again())
	case kit.LogChanged:
		m.stale = true
		return m.refreshed(env)
	case kit.Ticked:
		if env.Whole(kit.Untold(m.trouble())) {
			return m, m.Init(env)
		}
		return m.refreshed(env)
	case kit.Came[present.Row]:
		return m.with(m.rows.Came(msg, env.Height))
	case read:
		m.beside = msg.beside
		return m, nil
	case gathered:
		return m.together(msg), nil
	case verified:
		m.verify = check{verdict: &msg.verdict, err: msg.err}
		return m, nil
	}
	if m.fill != nil {
		return m.filling(env, msg)
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if act, ok := m.Keys(env).Match(msg.String()); ok {
			return m.act(env, act)
		}
		return m.typed(msg)
	case kit.Click:
		cursor, again := m.rows.Cursor.Clicked(msg.Row, len(m.rows.Rows))
		if again {
			return m.act(env, openRow)
		}
		return m.with(m.rows.Move(cursor.At-m.rows.Cursor.At, env.Height))
	case kit.Wheel:
		return m.with(m.rows.Move(msg.By, env.Height))
	case tea.PasteMsg, kit.Scan:
		return m.typed(msg)
	}
	return m, nil
}

// refreshed reads again what is shown, once nothing is on its way or filled in.
func (m Model) refreshed(env kit.Env) (kit.Screen, tea.Cmd) {
	if !m.stale || m.rows.Busy() || m.fill != nil {
		return m, nil
	}
	m.stale = false
	return m, m.Init(env)
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
		return m.with(m.rows.Move(-1, env.Height))
	case down:
		return m.with(m.rows.Move(1, env.Height))
	case pageUp:
		return m.with(m.rows.Move(-page, env.Height))
	case pageDown:
		return m.with(m.rows.Move(page, env.Height))
	case toFirst:
		return m.with(m.rows.First())
	case toLast:
		return m.with(m.rows.Last())
	case dropPart, showAll, toggleOnly:
		return m.narrowed(env, act)
	case filterRows, endFilter:
		m.editing = act == filterRows
	case verifyLog:
		return m.startVerify()
	case markRow:
		return m.mark(), nil
	case unmarkRows:
		m.chosen.marked, m.notice = nil, nil
	default:
		switch {
		case act >= firstNamed:
			m.rows = m.rows.Stop()
			return m, kit.GoCmd(kit.Follow(present.OfNamed(m.rows.Named[act-firstNamed])))
		case act >= firstTogether:
			return m.gather(m.list.Together[act-firstTogether], env)
		case act >= firstForm:
			return m.begin(m.list.Forms[act-firstForm])
		}
		return m.goes(act)
	}
	return m, nil
}

// narrowed lists more or fewer rows.
func (m Model) narrowed(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case dropPart:
		m.filter = kit.NewInput("Filter", "").With(m.list.Without(m.filter.Value(), env.Now))
	case toggleOnly:
		m.only = !m.only
	default:
		m.editing, m.only, m.filter = false, false, kit.NewInput("Filter", "")
	}
	return m.read()
}

// named are what the words of the filter are the name of: as many as there are digits.
func (m Model) named() []model.Named {
	if m.rows.Old { // they are of the words before
		return nil
	}
	return m.rows.Named[:min(9, len(m.rows.Named))]
}

// goes leaves for another screen. What is on its way is given up: it is read again on
// the way back.
func (m Model) goes(act kit.Act) (kit.Screen, tea.Cmd) {
	row, selected := m.rows.Selected()
	if (act == openRow || act == chartRow) && !selected {
		return m, nil
	}
	m.rows = m.rows.Stop()
	switch {
	case act == openRow:
		to := kit.ToRow
		if m.list.Queue {
			to = kit.ToReview
		}
		m.chosen = m.chosen.open(row)
		return m, kit.GoCmd(kit.Go{To: to, List: m.list.Name, Row: row.Name})
	case act == chartRow:
		return m, kit.ToChartOf(m.list.Chart(row))
	case act == aboutList:
		return m, kit.GoCmd(kit.Go{To: kit.ToActs, List: m.list.Name})
	case act >= firstBeside:
		return m, kit.GoCmd(kit.Go{To: kit.ToList, List: m.list.BesideIt()[act-firstBeside].Name})
	default:
		return m, kit.BackCmd()
	}
}

// begin fills in a form, about the row that is selected where it is about one.
func (m Model) begin(f present.Form) (kit.Screen, tea.Cmd) {
	c := m.beside.c
	c.Query = m.query()
	if row, selected := m.rows.Selected(); selected {
		m.list.Selected(row, &c)
	}
	fill := kit.Fill(f, c, m.src)
	m.fill, m.notice = &fill, nil
	return m, nil
}

func (m Model) filling(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, said, cmd := m.fill.Update(msg)
	if m.fill = next; said != "" {
		m.notice, m.chosen.marked = kit.L(kit.Good, said), nil
		if _, left := msg.(tea.KeyPressMsg); left { // before all was signed
			m.notice = kit.L(kit.Caution, said)
		}
		return m, m.Init(env)
	}
	return m, cmd
}
