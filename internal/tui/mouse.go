package tui

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/tui/kit"
)

// wheelLines is how far one notch of the wheel scrolls.
const wheelLines = 3

// mouse takes the wheel, which scrolls, and a click, which selects a row of a
// list. Everything that the mouse does a key does too, and nothing that counts
// is done by it.
func (m Model) mouse(msg tea.MouseMsg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			return m.wheeled(-wheelLines)
		case tea.MouseWheelDown:
			return m.wheeled(wheelLines)
		}
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft || m.help || m.failure != "" {
			return m, nil
		}
		row, ok := m.view().Clicked(m.env.Width, m.env.Height, m.scroll, msg.X, msg.Y)
		if !ok {
			return m, nil
		}
		m.touched, m.env.Warning = m.env.Now, ""
		return m.toTop(kit.Click{Row: row})
	}
	return m, nil
}

// wheeled scrolls the body; where it ends, a list goes on by its rows.
func (m Model) wheeled(lines int) (tea.Model, tea.Cmd) {
	next := m.scrolledBy(lines)
	if next.scroll != m.scroll || m.help || m.failure != "" {
		return next, nil
	}
	return m.toTop(kit.Wheel{By: lines})
}
