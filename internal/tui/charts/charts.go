// Package charts is the screen of a chart: which of a procedure's is wanted, the picture, and
// in words what it comes to and what the mark under the cursor is.
package charts

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Model is the screen.
type Model struct {
	src    present.Sources
	of     present.ChartOf // that is wanted
	offers *offered        // to choose from; nil once one was chosen
	chart  present.Chart
	loaded bool
	err    error
	row    int          // under the cursor
	rules  bool         // what the marks mean is shown
	fill   *kit.Filling // of a report on it, nil while it is looked at
	notice string
}

// offered are the charts of a procedure.
type offered struct {
	title  string
	all    []present.Offer
	picker kit.Picker
}

// New returns the screen of a chart; where it names no field it asks for what is wanted.
func New(src present.Sources, of present.ChartOf) Model {
	m := Model{src: src, of: of}
	if asks(of) {
		m.offers = &offered{}
	}
	return m
}

// asks reports whether it is still to be chosen what is wanted.
func asks(of present.ChartOf) bool { return of.Kind == present.OfReadings && of.Field == "" }

type (
	// listed is the result of reading which charts there are.
	listed struct {
		sop    string
		offers offered
		err    error
	}
	// read is the result of reading a chart.
	read struct {
		of    present.ChartOf
		chart present.Chart
		err   error
	}
)

// Init reads the chart, or which there are.
func (m Model) Init(env kit.Env) tea.Cmd {
	src, of, now := m.src, m.of, env.Now
	if m.offers == nil {
		return func() tea.Msg {
			c, err := src.Chart(context.Background(), of, now)
			return read{of, c, err}
		}
	}
	return func() tea.Msg {
		title, all, err := src.Offers(of.SOP)
		out := offered{title: title, all: all, picker: kit.Picker{Label: "Which chart?"}}
		for _, o := range all {
			out.picker.Rows = append(out.picker.Rows, o.Words+"  ("+o.Name+")")
		}
		return listed{of.SOP, out, err}
	}
}

// Field returns what is typed into: the form of a report; else every key acts.
func (m Model) Field(kit.Env) kit.Field {
	if m.fill != nil {
		return m.fill.Field()
	}
	return kit.Field{}
}

// about is what the form of a report is about.
func (m Model) about() present.Case { return present.Case{Printer: m.src.Printer} }

// Update takes a key or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case listed:
		if m.offers != nil && msg.sop == m.of.SOP {
			m.loaded, m.err = true, msg.err
			at := m.offers.picker.List.Clamp(max(1, len(msg.offers.all)))
			msg.offers.picker.List = at
			m.offers = &msg.offers
		}
		return m, nil
	case read:
		if m.offers == nil && msg.of == m.of {
			m = m.came(msg)
		}
		return m, nil
	case kit.Ticked:
		if env.Whole(kit.Untold(m.err)) {
			return m, m.Init(env)
		}
		return m, nil
	case kit.LogChanged:
		return m, m.Init(env)
	}
	if m.fill != nil {
		next, said, cmd := m.fill.Update(msg)
		m.fill, m.notice = next, said
		return m, cmd
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if m.offers != nil {
			return m.choose(env, msg)
		}
		act, _ := m.Keys(env).Match(msg.String())
		m.notice = ""
		return m.act(env, act)
	case kit.Click:
		return m.clicked(env, msg.Row)
	case kit.Wheel:
		return m.move(msg.By), nil
	}
	return m, nil
}

// came shows a chart that was read: what was under the cursor stays there where the chart is
// the same, else its last row comes under it.
func (m Model) came(msg read) Model {
	again := m.loaded && m.err == nil && m.chart.Of == msg.chart.Of
	m.loaded, m.chart, m.err = true, msg.chart, msg.err
	if !again {
		m.row = m.start()
	}
	return m.move(0)
}

// start is the row that a chart begins on: the newest reading, and else the first.
func (m Model) start() int {
	if m.chart.Of.Kind == present.OfReadings {
		return len(m.chart.Rows) - 1
	}
	return 0
}

// move moves the cursor by so many rows.
func (m Model) move(by int) Model {
	m.row = max(0, min(len(m.chart.Rows)-1, m.row+by))
	return m
}

// clicked chooses an offer.
func (m Model) clicked(env kit.Env, row int) (kit.Screen, tea.Cmd) {
	if m.offers == nil {
		return m, nil
	}
	next := *m.offers
	picker, again := next.picker.Clicked(row)
	next.picker = picker
	if m.offers = &next; again {
		return m.take(env)
	}
	return m, nil
}

// choose gives the choice of a chart a key.
func (m Model) choose(env kit.Env, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	if act, _ := m.Keys(env).Match(msg.String()); act == kit.PickCancel {
		return m, kit.BackCmd()
	}
	next := *m.offers
	picker, chosen := next.picker.Update(msg)
	next.picker = picker
	if m.offers = &next; chosen {
		return m.take(env)
	}
	return m, nil
}

// take reads the chart that was chosen, of the item that was wanted.
func (m Model) take(env kit.Env) (kit.Screen, tea.Cmd) {
	of := m.offers.all[m.offers.picker.List.At].ChartOf
	if of.Kind == present.OfReadings {
		of.Item = m.of.Item
	}
	m.of, m.offers, m.loaded = of, nil, false
	return m, m.Init(env)
}

// to reads another chart.
func (m Model) to(env kit.Env, of present.ChartOf) (kit.Screen, tea.Cmd) {
	m.of = of
	return m, m.Init(env)
}

func (m Model) act(env kit.Env, act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case leave:
		return m, kit.BackCmd()
	case openRow:
		if link := m.chart.Leads(m.row); link != (present.Link{}) {
			return m, kit.GoCmd(kit.Follow(link))
		}
	case before:
		return m.move(-1), nil
	case next:
		return m.move(1), nil
	case first:
		return m.move(-len(m.chart.Rows)), nil
	case last:
		return m.move(len(m.chart.Rows)), nil
	case earlier:
		return m.to(env, m.chart.Of.Move(-1))
	case later:
		return m.to(env, m.chart.Of.Move(1))
	case nextItem:
		return m.to(env, m.chart.NextItem())
	case another:
		m.of = present.ChartOf{SOP: m.of.SOP, Item: m.of.Item}
		m.offers, m.loaded = &offered{}, false
		return m, m.Init(env)
	case showRules:
		m.rules = !m.rules
	case writeReport:
		fill := kit.Fill(m.chart.Report(m.row), m.about(), m.src)
		m.fill = &fill
	}
	return m, nil
}
