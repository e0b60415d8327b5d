package tui

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

const (
	quit kit.Act = iota + 1
	help
	scrollUp
	scrollDown
	density
)

// global are the keys that act on every screen. Ctrl+C is matched before
// anything else, so that no screen can be a dead end; what was stored stays.
var global = kit.Keymap{
	{Keys: []string{"ctrl+c"}, Does: "leave soprun; open runs stay open", Act: quit},
	{Keys: []string{"f1", "?"}, Does: "help", Act: help},
	{Keys: []string{"pgup"}, Does: "page up", Act: scrollUp},
	{Keys: []string{"pgdown"}, Does: "page down", Act: scrollDown},
	{Keys: []string{"ctrl+d"}, Does: "compact or roomy", Act: density},
}

// press takes a key that is one: the global ones, then help, then the screen's own.
func (m Model) press(msg tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	act, isGlobal := global.Match(msg.String())
	if isGlobal && act == quit {
		return m, tea.Quit
	}
	if m.failure != "" { // a key that was meant for what it stands over does not take it away
		if msg.String() == "esc" {
			m.failure = ""
		}
		return m, nil
	}
	_, own := m.keys().Match(msg.String())
	typed := msg.Text != "" && m.field().Typing()
	switch {
	case isGlobal && act == help && !typed && !own:
		m.help, m.scroll = !m.help, 0
		return m, nil
	case isGlobal && (act == scrollUp || act == scrollDown) && (m.help || !own):
		return m.scrolled(act), nil
	case isGlobal && act == density:
		m.density, m.scroll = m.density.Other(m.env.Height), 0
		return m, nil
	case m.help:
		m.help, m.scroll = false, 0
		return m, nil
	}
	m.scroll = 0
	if b, ok := m.top().Keys(m.env).Find(msg.String()); ok && b.Writes && m.env.Station.Inspection != "" && !typed {
		m.gate.say = present.Inspecting
		return m, nil
	}
	return m.toTop(msg)
}

// keys is the table of the screen on top: while a log is only looked at, without what
// writes.
func (m Model) keys() kit.Keymap {
	all := m.top().Keys(m.env)
	if m.env.Station.Inspection != "" {
		return all.Reading()
	}
	return all
}

// scrolled moves the window over the body by a page.
func (m Model) scrolled(act kit.Act) Model {
	if act == scrollUp {
		return m.scrolledBy(-m.view().PageUp(m.env.Height, m.scroll))
	}
	return m.scrolledBy(m.view().PageDown(m.env.Height, m.scroll))
}

func (m Model) scrolledBy(lines int) Model {
	m.scroll = m.view().Shown(m.env.Height, m.scroll+lines).Scroll
	return m
}
