package checklist

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/words"
	"soprun/sop"
	"soprun/sop/run"
)

const (
	done kit.Act = iota + 1
	confirm
	acknowledge
	enterValue
	openMenu
	notDone
	notApplicable
	correct
	stop
	showWhy
	leave
	choose
	chooseYes
	chooseNo
	cancel
	signOff
)

var (
	otherThings = kit.Binding{Keys: []string{"esc"}, Does: "other things", Act: openMenu, Hint: true}

	commands = kit.Keymap{
		{Keys: []string{"n"}, Does: "not done", Act: notDone, Hint: true},
		{Keys: []string{"x"}, Does: "not applicable", Act: notApplicable},
		{Keys: []string{"c"}, Does: "correct", Act: correct, Hint: true},
		{Keys: []string{"w"}, Does: "why", Act: showWhy, Hint: true},
		{Keys: []string{"s"}, Does: "stop this run", Act: stop},
		{Keys: []string{"q"}, Does: "put away", Act: leave, Hint: true},
	}
	escLeaves = kit.Binding{Keys: []string{"esc"}, Does: "put away, to carry on later", Act: leave}
	closing   = append(kit.Keymap{{Keys: []string{"enter"}, Does: "done", Act: done, Hint: true}, escLeaves}, commands...)
	critical  = append(kit.Keymap{{Keys: []string{"y"}, Does: "done", Act: confirm, Hint: true}, {Keys: []string{"enter"}, Does: "does not close a critical step", Act: done}, escLeaves}, commands...)
	alerting  = append(kit.Keymap{{Keys: []string{"a"}, Does: "I have read it", Act: acknowledge, Hint: true}, escLeaves}, commands[2:]...)
	entering  = kit.Keymap{{Keys: []string{"enter"}, Does: "enter the value", Act: enterValue, Hint: true}, otherThings}
	acting    = kit.Keymap{{Keys: []string{"enter"}, Does: "keep this", Act: enterValue, Hint: true}, otherThings}
	choosing  = kit.Keymap{{Keys: []string{"enter"}, Does: "choose", Act: choose, Hint: true}, {Keys: []string{"1-9"}, Does: "choose by number", Hint: true}, otherThings}
	yesOrNo   = kit.Keymap{{Keys: []string{"y"}, Does: "yes", Act: chooseYes, Hint: true}, {Keys: []string{"n"}, Does: "no", Act: chooseNo, Hint: true}, {Keys: []string{"enter"}, Does: "choose", Act: choose}, otherThings}
	menuOpen  = append(kit.Keymap{{Keys: []string{"esc"}, Does: "back to the value", Act: openMenu, Hint: true}}, commands...)
	finished  = kit.Keymap{{Keys: []string{"enter"}, Does: "sign off", Act: signOff, Hint: true}, escLeaves, commands[2], commands[5]}
	answering = kit.Keymap{{Keys: []string{"enter"}, Does: "keep this", Act: enterValue, Hint: true}, {Keys: []string{"esc"}, Does: "back", Act: cancel, Hint: true}}
)

// Keys returns what keys do in the run's present state.
func (m Model) Keys(env kit.Env) kit.Keymap {
	work, ok := env.Session.Work()
	if !ok {
		return nil
	}
	s, open := work.Run.Current()
	_, alert := s.PendingAlert()
	_, deviates := words.OpenDeviation(work.Run, s.ID)
	_, _, missing := m.pendingField(s)
	switch {
	case m.ask != nil && m.ask.picker != nil:
		return kit.PickerKeys("correct this one")
	case m.ask != nil:
		return answering
	case m.menu:
		return menuOpen
	case !open:
		return finished
	case alert:
		return alerting
	case deviates:
		return acting
	case missing && isYesNo(m.choice):
		return yesOrNo
	case missing && m.choice.Rows != nil:
		return choosing
	case missing:
		return entering
	case s.Critical:
		return critical
	default:
		return closing
	}
}

// key takes a key press. While an act is on its way to the disk, and just
// after a step became current, keys that act do nothing (H4).
func (m Model) key(env kit.Env, work session.Work, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	if m.ask != nil {
		return m.answer(env, work, msg)
	}
	if m.choice.Rows != nil && !m.menu {
		if picker, chosen := m.choice.Update(msg); chosen && m.settled(env, work) {
			m.choice = picker
			return m.record(env, work, picker.Rows[picker.List.At])
		} else if !chosen && picker.List != m.choice.List {
			m.choice = picker
			return m, nil
		}
	}
	act, ok := m.Keys(env).Match(msg.String())
	if !ok {
		return m.typed(msg), nil
	}
	if !m.settled(env, work) {
		return m, nil
	}
	return m.act(env, work, act)
}

func isYesNo(p kit.Picker) bool { return len(p.Rows) == 2 && p.Rows[0] == yes && p.Rows[1] == no }

func (m Model) settled(env kit.Env, work session.Work) bool {
	return !work.Saving() && env.Now.Sub(m.since) >= settle
}

func (m Model) act(env kit.Env, work session.Work, act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case done:
		return m, m.do(env, run.Complete{})
	case confirm:
		return m, m.do(env, run.Confirm{})
	case acknowledge:
		return m, m.do(env, run.Acknowledge{})
	case enterValue:
		return m.enter(env, work)
	case chooseYes:
		return m.record(env, work, yes)
	case chooseNo:
		return m.record(env, work, no)
	case openMenu:
		m.menu = !m.menu
	case showWhy:
		m.why = !m.why
	case signOff:
		return m, kit.GoCmd(kit.Go{To: kit.ToSignOff})
	case leave:
		return m, kit.Do(session.Leave{})
	case notDone, notApplicable, stop, correct:
		m.ask, m.hint = askFor(act, work.Run)
		m.ask = m.ask.at(env.Now)
		m.menu = false
	}
	return m, nil
}

// enter takes what stands in the input: the action on a deviation, or a value.
func (m Model) enter(env kit.Env, work session.Work) (kit.Screen, tea.Cmd) {
	s, _ := work.Run.Current()
	if d, ok := words.OpenDeviation(work.Run, s.ID); ok {
		return m, m.do(env, run.ActOn{Deviation: d.Number, Text: m.input.Value()})
	}
	return m.record(env, work, m.input.Value())
}

func (m Model) record(env kit.Env, work session.Work, text string) (kit.Screen, tea.Cmd) {
	s, _ := work.Run.Current()
	f, _, _ := m.pendingField(s)
	if f.Optional && strings.TrimSpace(text) == "" {
		m.skipped = append(slices.Clip(m.skipped), words.PlaceOf(s, f))
		return m.follow(env, work), nil
	}
	if f.Type == sop.File {
		if m.reading == m.asked {
			return m, nil
		}
		m.reading = m.asked
		read, out := m.read, hashed{run: work.ID, asked: m.asked, field: f.Name, path: text}
		return m, func() tea.Msg {
			out.sum, out.err = read(text)
			return out
		}
	}
	return m, m.do(env, run.Record{Field: f.Name, Text: text})
}
