// Package review is the screen on which a supervisor goes through the records that wait:
// each is read to its last line, marked, and the marked are signed for with one passphrase.
package review

import (
	"errors"
	"reflect"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Model is the screen.
type Model struct {
	src    present.Sources
	list   present.List
	at     record
	marked []present.Chosen
	remark *kit.Form        // what is said of the record before it is marked, nil while nothing is asked
	fill   *kit.Filling     // what is signed, nil for nothing
	signs  []present.Chosen // about which records
	fast   int              // how many were marked in a row faster than they can be read
	steps  []string         // the records that were come by, to go back
	notice kit.Line
	leave  bool // it was said that the marked are not signed
}

// record is the record that is read.
type record struct {
	name   string
	opened present.Opened
	loaded bool
	end    bool // there is none: the queue is gone through
	err    error
	since  time.Time // when it was shown
	whole  time.Time // when its last line was; zero before
	top    int       // the first line that is shown
}

// New returns the screen of a queue, at one of its rows.
func New(src present.Sources, list present.List, row string) Model {
	return Model{src: src, list: list, at: record{name: row}}
}

type (
	// loaded is the result of reading a record.
	loaded struct {
		name   string
		opened present.Opened
		again  bool // the record is on the screen
		err    error
	}
	// found is the record behind another one.
	found struct {
		of, name string
		ok       bool
		err      error
	}
	// gathered is what is signed for.
	gathered struct {
		of  []present.Chosen
		c   present.Case
		err error
	}
)

// settle is how long the last line of a record stands there before it can be marked: what
// was typed before was meant for something else.
const settle = 400 * time.Millisecond

// Init reads the record.
func (m Model) Init(env kit.Env) tea.Cmd {
	return m.load(env, false)
}

// load reads the record, or reads it again: somebody else may have signed for it.
func (m Model) load(env kit.Env, again bool) tea.Cmd {
	src, list, name, zone := m.src, m.list, m.at.name, env.Now.Location()
	return func() tea.Msg {
		opened, err := list.Open(src, name, zone)
		return loaded{name, opened, again, err}
	}
}

// came shows a record that was read. One that is on the screen stays where it was scrolled
// to; where it says something else now, it has to be read to its end again.
func (m Model) came(env kit.Env, msg loaded) Model {
	if msg.again && (m.fill != nil || m.remark != nil) {
		return m
	}
	if !msg.again || msg.err != nil {
		m.at = record{name: msg.name, opened: msg.opened, err: msg.err, loaded: true, since: env.Now}
		return m
	}
	if !reflect.DeepEqual(m.at.opened.Doc, msg.opened.Doc) {
		m.at.whole, m.at.since = time.Time{}, env.Now
		m.notice = kit.L(kit.Caution, "This record changed while it was read: read it again.")
	}
	m.at.opened = msg.opened
	return m
}

// Field returns what is typed into while something is asked or signed.
func (m Model) Field(kit.Env) kit.Field {
	switch {
	case m.fill != nil:
		return m.fill.Field()
	case m.remark != nil:
		return m.remark.Field()
	}
	return kit.Field{}
}

// Update takes a key, a paste or a result, and notes when the last line is shown.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	next, cmd := m.update(env, msg)
	return next.looked(env), cmd
}

func (m Model) update(env kit.Env, msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case loaded:
		if msg.name == m.at.name {
			m = m.came(env, msg)
		}
		return m, nil
	case kit.LogChanged:
		if m.at.loaded && !m.at.end && m.fill == nil && m.remark == nil {
			return m, m.load(env, true)
		}
		return m, nil
	case found:
		return m.come(env, msg)
	case gathered:
		return m.sign(msg), nil
	case kit.Ticked:
		if env.Whole(kit.Untold(m.at.err)) {
			return m, m.Init(env)
		}
		return m, nil
	case kit.Wheel:
		return m.scrolled(env, msg.By), nil
	}
	switch key, isKey := msg.(tea.KeyPressMsg); {
	case m.fill != nil:
		return m.filling(env, msg)
	case m.remark != nil:
		return m.remarking(env, msg)
	case isKey:
		m.notice = nil
		act, _ := m.Keys(env).Match(key.String())
		m.leave = m.leave && act == back
		return m.act(env, act)
	}
	return m, nil
}

// looked notes when the last line was shown first.
func (m Model) looked(env kit.Env) Model {
	if m.at.loaded && m.at.whole.IsZero() && m.fill == nil && m.remark == nil && m.atEnd(env) {
		m.at.whole = env.Now
	}
	return m
}

func (m Model) act(env kit.Env, act kit.Act) (Model, tea.Cmd) {
	switch act {
	case lineUp:
		return m.scrolled(env, -1), nil
	case lineDown:
		return m.scrolled(env, 1), nil
	case pageUp:
		return m.scrolled(env, 1-m.room(env)), nil
	case pageDown:
		return m.scrolled(env, m.room(env)-1), nil
	case markThis:
		return m.mark(env)
	case unmarkThis:
		m.marked = without(m.marked, m.at.name)
	case skip:
		return m.goOn()
	case before:
		if n := len(m.steps); n > 0 {
			m.at, m.steps = record{name: m.steps[n-1]}, m.steps[:n-1]
			return m, m.Init(env)
		}
		m.notice = kit.L(kit.Dim, "This is where you began.")
	case sendBack:
		fill := kit.Fill(m.list.Aside, m.at.opened.Case, m.src)
		m.fill, m.signs = &fill, []present.Chosen{{Name: m.at.name}}
	case signMarked:
		return m, m.gather(env, m.marked)
	case back:
		if len(m.marked) > 0 && !m.leave {
			m.leave, m.notice = true, kit.L(kit.Caution, present.Number(len(m.marked), "record")+" marked and not signed: enter signs, esc again leaves without.")
			return m, nil
		}
		return m, kit.BackCmd()
	}
	return m, nil
}

func without(all []present.Chosen, name string) []present.Chosen {
	return slices.DeleteFunc(slices.Clone(all), func(c present.Chosen) bool { return c.Name == name })
}

func (m Model) isMarked() bool {
	return slices.ContainsFunc(m.marked, func(c present.Chosen) bool { return c.Name == m.at.name })
}

// mark marks the record once its last line was seen, or asks first what there is to say.
func (m Model) mark(env kit.Env) (Model, tea.Cmd) {
	rec := m.at.opened.Case.Record
	switch {
	case m.isMarked():
		return m.goOn()
	case !m.atEnd(env) && m.at.whole.IsZero():
		m.notice = kit.L(kit.Caution, "There is more below: space shows it. A record is marked once its last line was shown.")
		return m, nil
	case env.Now.Sub(m.at.whole) < settle:
		return m, nil
	case len(m.marked) >= present.MostTogether:
		m.notice = kit.L(kit.Caution, present.Number(len(m.marked), "record")+" marked: sign for them first, with enter.")
		return m, nil
	}
	if m.fast++; env.Now.Sub(m.at.since) >= present.ReadingTime(rec, env.Now.Location()) {
		m.fast = 0
	}
	if ask := present.RemarkOn(rec, m.fast); ask.Label != "" {
		m.remark = &kit.Form{Inputs: []kit.Input{kit.NewInput(ask.Label, ask.Help)}}
		return m, nil
	}
	return m.markedAs(env, "")
}

// remarking takes what is said of the record.
func (m Model) remarking(env kit.Env, msg tea.Msg) (Model, tea.Cmd) {
	key, isKey := msg.(tea.KeyPressMsg)
	act, known := m.Keys(env).Match(key.String())
	form := *m.remark
	switch {
	case !isKey || !known:
		form = form.Update(msg)
	case act == kit.FormCancel:
		m.remark = nil
		return m, nil
	default:
		missing, empty := form.Empty()
		if !empty {
			said, err := present.RemarkAs(form.Value(0), m.fast)
			if err == nil {
				return m.markedAs(env, said)
			}
			missing.Error = present.Sentence(err.Error())
		}
		form = missing
	}
	m.remark = &form
	return m, nil
}

// markedAs marks the record with what was said of it and opens the next, or signs for it
// where it is signed for alone.
func (m Model) markedAs(env kit.Env, said string) (Model, tea.Cmd) {
	m.remark = nil
	if m.fast >= present.MostFast {
		m.fast = 0
	}
	this := m.at.opened.Read(m.at.name)
	this.Said = said
	if present.Alone(m.at.opened.Case.Record) != "" {
		return m, m.gather(env, []present.Chosen{this})
	}
	m.marked = append(slices.Clone(m.marked), this)
	return m.goOn()
}

// goOn opens the next record of the queue.
func (m Model) goOn() (Model, tea.Cmd) {
	src, name, c := m.src, m.at.name, m.at.opened.Case.Record.Completion
	if !m.at.loaded || m.at.end || m.at.err != nil {
		return m, nil
	}
	return m, func() tea.Msg {
		next, ok, err := present.AfterInQueue(src, c)
		return found{name, next, ok, err}
	}
}

// come comes to another record, or to the end of the queue.
func (m Model) come(env kit.Env, msg found) (Model, tea.Cmd) {
	if msg.of != m.at.name || m.at.end {
		return m, nil
	}
	m.steps = append(slices.Clone(m.steps), m.at.name)
	m.at = record{name: msg.name, err: msg.err, loaded: msg.err != nil, end: msg.err == nil && !msg.ok}
	if msg.ok {
		return m, m.Init(env)
	}
	return m, nil
}

// gather reads again what is signed for.
func (m Model) gather(env kit.Env, of []present.Chosen) tea.Cmd {
	src, list, zone := m.src, m.list, env.Now.Location()
	return func() tea.Msg {
		c, err := list.Gather(src, of, zone)
		return gathered{of, c, err}
	}
}

// sign fills in the form of those that were gathered.
func (m Model) sign(msg gathered) Model {
	if msg.err != nil {
		var changed present.ChangedError
		if errors.As(msg.err, &changed) { // it waits, and is read when it is come to again
			m.marked = without(m.marked, changed.Row)
		}
		m.notice = kit.L(kit.Danger, kit.Sentence(msg.err.Error()))
		return m
	}
	fill := kit.Fill(m.list.Marked, msg.c, m.src)
	m.fill, m.signs = &fill, msg.of
	return m
}

// filling goes on with what is signed. What was signed waits no more.
func (m Model) filling(env kit.Env, msg tea.Msg) (Model, tea.Cmd) {
	was := *m.fill
	next, said, cmd := was.Update(msg)
	if m.fill = next; next != nil || said == "" {
		return m, cmd
	}
	m.notice = kit.L(kit.Good, said)
	left := was.Unsigned()
	if _, gaveUp := msg.(tea.KeyPressMsg); gaveUp { // before all was signed
		m.notice = kit.L(kit.Caution, said)
	} else {
		left = nil
	}
	here := false
	for _, c := range m.signs {
		if !slices.Contains(left, c.Name) {
			m.marked, here = without(m.marked, c.Name), here || c.Name == m.at.name
		}
	}
	if m.steps = nil; here {
		if len(m.signs) == 1 { // it stands above the next record
			m.notice = kit.L(kit.Good, "Entry "+m.signs[0].Name+": "+said)
		}
		return m.goOn()
	}
	return m, nil
}
