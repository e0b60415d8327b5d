package listing

import (
	"maps"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// chosen are the rows that were marked to be signed for together, and those that were
// opened since the list was come to, by their names.
type chosen struct {
	marked map[string]bool
	opened map[string]present.Chosen
}

// with returns a set with a name in it, or without.
func with(set map[string]bool, name string, in bool) map[string]bool {
	out := map[string]bool{}
	maps.Copy(out, set)
	if delete(out, name); in {
		out[name] = true
	}
	return out
}

func (c chosen) open(row present.Row) chosen {
	c.opened = maps.Clone(c.opened)
	if c.opened == nil {
		c.opened = map[string]present.Chosen{}
	}
	c.opened[row.Name] = row.Read()
	return c
}

// mark marks the row that is selected, or takes its mark away.
func (m Model) mark() Model {
	if row, selected := m.rows.Selected(); selected {
		m.chosen.marked, m.notice = with(m.chosen.marked, row.Name, !m.chosen.marked[row.Name]), nil
	}
	return m
}

// gathered is the result of reading what was marked.
type gathered struct {
	form present.Form
	c    present.Case
	err  error
}

// gather reads the rows that are marked, for a form that is signed for each.
func (m Model) gather(f present.Form, env kit.Env) (kit.Screen, tea.Cmd) {
	var rows []present.Chosen
	for name := range m.chosen.marked {
		row := m.chosen.opened[name]
		row.Name = name
		rows = append(rows, row)
	}
	src, list, zone := m.src, m.list, env.Now.Location()
	return m, func() tea.Msg {
		c, err := list.Gather(src, rows, zone)
		return gathered{f, c, err}
	}
}

// together fills in a form about the rows that were marked.
func (m Model) together(msg gathered) Model {
	if msg.err != nil {
		m.notice = kit.L(kit.Danger, kit.Sentence(msg.err.Error()))
		return m
	}
	fill := kit.Fill(msg.form, msg.c, m.src)
	m.fill, m.notice = &fill, nil
	return m
}
