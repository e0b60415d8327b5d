package listing

import (
	"fmt"
	"strconv"
	"strings"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws the rows around the cursor, or the form that is filled in.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: m.title(), Right: kit.L(kit.Dim, env.Station.Name)}
	if m.fill != nil {
		m.addForm(&v, env)
		return v
	}
	if m.list.Checks {
		v.Right = m.verify.state(env)
		m.verify.add(&v, env)
	}
	v.Pinned = m.filterLine(env)
	if m.notice != nil {
		v.AddText(env.Width, 2, m.notice)
		v.Add(nil)
	}
	if m.list.Long {
		m.addNotes(&v, env)
		m.addReadAs(&v, env)
	}
	if err := m.trouble(); err != nil {
		v.AddTrouble(env, "The log cannot be read: ", err)
		return v
	}
	if len(m.rows.Rows) == 0 {
		v.AddText(env.Width, 2, kit.L(kit.Text, m.nothing(env)))
	}
	from, to := m.rows.Cursor.Window(max(2, kit.BodyHeight(env.Height)), len(m.rows.Rows))
	for i := from; i < to; i++ {
		m.addRow(&v, env, i)
	}
	if !m.list.Long {
		v.Add(nil)
		m.addNotes(&v, env)
	}
	return v
}

// trouble is why the list cannot be shown, nil mostly.
func (m Model) trouble() error {
	if m.rows.Err != nil {
		return m.rows.Err
	}
	return m.beside.err
}

func (m Model) addForm(v *kit.View, env kit.Env) {
	f := m.fill.Form
	if f.Purpose == "" {
		v.AddText(env.Width, 2, kit.L(kit.Strong, m.fill.Heading()))
		v.Add(nil)
	}
	lines, from, to := m.fill.Lines(env)
	v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
	v.Add(lines...)
	if f.Access && !m.fill.Drafted() { // what is looked at has to be seen
		v.Add(nil)
		for _, row := range m.beside.all {
			v.Add(kit.Row(m.list.Cells(row, env.Now), false, env)...)
			m.addLines(v, env, row)
		}
	}
}

// addRow draws a row, and below the one that is selected what it unfolds to.
func (m Model) addRow(v *kit.View, env kit.Env, i int) {
	selected := i == m.rows.Cursor.At
	if selected {
		v.Focus = len(v.Body)
	}
	lines := kit.Row(m.list.Cells(m.rows.Rows[i], env.Now), selected, env)
	if m.chosen.marked[m.rows.Rows[i].Name] {
		lines[0] = kit.Starred(lines[0])
	}
	v.Target(i, len(lines))
	v.Add(lines...)
	if selected {
		v.FocusEnd = len(v.Body) - 1
		m.addLines(v, env, m.rows.Rows[i])
	}
}

func (m Model) addLines(v *kit.View, env kit.Env, row present.Row) {
	if !m.list.Unfolds {
		return
	}
	for _, l := range m.list.Lines(row, env.Now.Location()) {
		v.AddText(env.Width, 6, kit.L(kit.Toned(l.Tone), l.Text))
	}
}

// addReadAs says how the words of the filter were read, where a list reads them, and what
// they are the name of.
func (m Model) addReadAs(v *kit.View, env kit.Env) {
	if m.rows.Old { // the rows stay where they are until there are others
		v.Add(make([]kit.Line, len(m.rows.ReadAs)+min(9, len(m.rows.Named)))...)
	} else {
		for _, text := range m.rows.ReadAs {
			v.AddText(env.Width, 2, kit.L(kit.Dim, text))
		}
	}
	for i, n := range m.named() {
		v.AddText(env.Width, 2, append(kit.L(kit.Strong, strconv.Itoa(i+1)), kit.L(kit.Dim, "  "+present.NamedWords(n))...))
	}
	if len(m.rows.ReadAs)+len(m.rows.Named) > 0 {
		v.Add(nil)
	}
}

func (m Model) addNotes(v *kit.View, env kit.Env) {
	if m.beside.notes == nil {
		return
	}
	notes := m.beside.notes(env.Now)
	for _, l := range notes {
		v.AddText(env.Width, 2, kit.L(kit.Toned(l.Tone), l.Text))
	}
	if len(notes) > 0 && m.list.Long {
		v.Add(nil)
	}
}

// title says how many rows there are of a long list, once that is known.
func (m Model) title() kit.Line {
	line := kit.L(kit.Strong, m.list.Title)
	if n := m.rows.Of; m.list.Long && n > 0 && !m.only && !m.searched() && m.rows.Err == nil {
		of := m.list.Row
		if n != 1 {
			of += "s"
		}
		line = append(line, kit.Span{Role: kit.Dim, Text: "  " + present.Thousands(n) + " " + of})
	}
	return line
}

// searched reports whether there is a word to look for.
func (m Model) searched() bool { return strings.TrimSpace(m.filter.Value()) != "" }

// found says how many are listed, or how far it was looked for them.
func (m Model) found() string {
	switch {
	case !m.rows.Known:
		return ""
	case m.searched() || m.rows.Old:
		return m.rows.Count()
	default:
		return present.Thousands(m.rows.Of) + " found"
	}
}

// roomy is from how many lines on the filter has a blank one below it.
const roomy = 16

// filterLine says what is listed where that is not all, and how much that is.
func (m Model) filterLine(env kit.Env) []kit.Line {
	found := kit.L(kit.Dim, m.found())
	var label kit.Line
	if n := len(m.chosen.marked); n > 0 {
		label = kit.L(kit.Accent, fmt.Sprintf("  %d marked *", n))
	}
	switch {
	case m.editing || m.filter.Value() != "":
		label = append(label, kit.L(kit.Dim, "  Filter  ")...)
		label = append(label, m.filter.Spans(m.editing, env.TextWidth()-found.Width()-2-label.Width())...)
	case m.only:
		label = append(label, kit.L(kit.Dim, "  "+m.list.Only.Heading)...)
	case label == nil:
		return nil
	}
	line := kit.Columns(label, found, env.TextWidth())
	if kit.BodyHeight(env.Height) < roomy {
		return []kit.Line{line}
	}
	return []kit.Line{line, nil}
}

// nothing says why no row is listed, once that is known.
func (m Model) nothing(env kit.Env) string {
	switch {
	case !m.rows.Whole || m.rows.Old:
		return ""
	case m.searched():
		return m.list.NoneHas(m.filter.Value()) + " Press esc to see all."
	case m.only:
		return m.list.Only.Empty + " Press esc to see all."
	default:
		return m.list.Nothing(env.Station)
	}
}
