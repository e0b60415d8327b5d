package logbook

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// View draws the completions around the cursor. Two lines a row where the
// terminal is narrow.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: m.title(), Right: m.state(env)}
	v.Pinned = m.filterLine(env)
	m.addVerdict(&v, env)
	m.addExposed(&v, env)
	if m.list.Err != nil {
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log cannot be read: "+m.list.Err.Error()))
		return v
	}
	if len(m.list.Rows) == 0 {
		v.AddText(env.Width, 2, kit.L(kit.Text, m.nothing()))
		return v
	}
	rows := max(2, kit.BodyHeight(env.Height))
	from, to := m.list.Cursor.Window(rows, len(m.list.Rows))
	for i := from; i < to; i++ {
		selected := i == m.list.Cursor.At
		if selected {
			v.Focus = len(v.Body)
		}
		lines := row(m.list.Rows[i], selected, env)
		v.Target(i, len(lines))
		v.Add(lines...)
		if selected {
			v.FocusEnd = len(v.Body) - 1
		}
	}
	return v
}

// title says how many completions there are, once that is known.
func (m Model) title() kit.Line {
	line := kit.L(kit.Strong, "Log")
	if n := m.list.Of; n > 0 && !m.narrowed() && m.list.Err == nil {
		line = append(line, kit.Span{Role: kit.Dim, Text: "  " + count(n, "completion")})
	}
	return line
}

func count(n int, of string) string {
	if n != 1 {
		of += "s"
	}
	return present.Thousands(int64(n)) + " " + of
}

// narrowed reports whether only some completions are listed.
func (m Model) narrowed() bool { return m.open || m.searched() }

// searched reports whether there is a word to look for.
func (m Model) searched() bool { return strings.TrimSpace(m.filter.Value()) != "" }

// found says how many are listed, or how far it was looked for them.
func (m Model) found() string {
	switch {
	case !m.list.Known:
		return ""
	case m.searched():
		return m.list.Count()
	default:
		return present.Thousands(int64(m.list.Of)) + " found"
	}
}

// roomy is from how many lines on the filter has a blank one below it.
const roomy = 16

// filterLine says what is listed where that is not all, and how much that is.
func (m Model) filterLine(env kit.Env) []kit.Line {
	found := kit.L(kit.Dim, m.found())
	label := kit.L(kit.Dim, "  TO COUNTERSIGN")
	switch {
	case m.editing || m.filter.Value() != "":
		label = kit.L(kit.Dim, "  Filter  ")
		label = append(label, m.filter.Spans(m.editing, env.TextWidth()-found.Width()-2-label.Width())...)
	case !m.open:
		return nil
	}
	line := kit.Columns(label, found, env.TextWidth())
	if kit.BodyHeight(env.Height) < roomy {
		return []kit.Line{line}
	}
	return []kit.Line{line, nil}
}

// nothing says why no row is listed, once that is known.
func (m Model) nothing() string {
	switch {
	case !m.list.Whole:
		return ""
	case m.searched():
		return "No completion has these words. Press esc to see all."
	case m.open:
		return "Every record is countersigned. Press esc to see all."
	default:
		return "Nothing has been signed yet. A completion stands here as soon as it is."
	}
}

// state is what is known of the log's integrity, for the header.
func (m Model) state(env kit.Env) kit.Line {
	switch {
	case m.verify.running:
		return kit.L(kit.Accent, fmt.Sprintf("verifying, %d%%", m.verify.far.Percent()))
	case m.verify.err != nil:
		return kit.L(kit.Danger, "not verified")
	case m.verify.verdict != nil && m.verify.verdict.OK():
		return kit.L(kit.Good, fmt.Sprintf("verified, %d entries", m.verify.verdict.Entries))
	case m.verify.verdict != nil, env.Station.Checked.Fault != "":
		return kit.L(kit.Danger, "DOES NOT VERIFY")
	case present.Checked(env.Station.Checked, env.Now) != "":
		return kit.L(kit.Dim, present.Checked(env.Station.Checked, env.Now))
	default:
		return kit.L(kit.Dim, "not verified since start")
	}
}

func (m Model) addVerdict(v *kit.View, env kit.Env) {
	if m.verify.err != nil {
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log could not be verified: "+m.verify.err.Error()))
		v.Add(nil)
		return
	}
	if fault := env.Station.Checked.Fault; m.verify.verdict == nil && fault != "" {
		v.AddText(env.Width, 2, kit.L(kit.Danger, fault))
		v.Add(nil)
		return
	}
	if m.verify.verdict == nil || m.verify.verdict.OK() {
		return
	}
	for _, f := range m.verify.verdict.Faults {
		where := fmt.Sprintf("Entry %d", f.Entry)
		if f.Entry < 0 {
			where = "The log"
		}
		v.AddText(env.Width, 2, kit.Line{{Role: kit.Danger, Text: where + ": " + strings.TrimSuffix(f.What, ".") + ". "}, {Role: kit.Text, Text: f.Do}})
	}
	v.Add(nil)
}

// addExposed says what nobody outside has seen: an inspector asks it first.
func (m Model) addExposed(v *kit.View, env kit.Env) {
	if m.exposed == nil || *m.exposed == (model.Exposure{}) {
		return
	}
	role := kit.Dim
	if m.exposed.Fault != "" {
		role = kit.Danger
	}
	v.AddText(env.Width, 2, kit.L(role, present.Exposed(*m.exposed, env.Now)))
	v.Add(nil)
}

// The columns of a row, in cells; the title takes what is left.
const (
	whenWidth   = 12
	nameWidth   = 12
	resultWidth = 12
	reviewWidth = 13
)

func row(c model.Completion, selected bool, env kit.Env) []kit.Line {
	role := kit.Text
	if selected {
		role = kit.Accent
	}
	width := min(env.Width-2, 120)
	name := kit.Pad(kit.Shorten(kit.L(kit.Text, c.Person.Name), nameWidth).String(), nameWidth)
	right := result(c)
	if width < 76 {
		title := kit.Wrap(kit.Line{kit.Mark(selected), {Role: role, Text: c.Title}}, width, 2)
		return append(title, kit.Columns(kit.Line{{Role: kit.Dim, Text: "  " + when(c.At, env)}, {Role: kit.Text, Text: "  " + name}}, right, width))
	}
	left := kit.Line{kit.Mark(selected), {Role: kit.Dim, Text: kit.Pad(when(c.At, env), whenWidth) + "  "}, {Role: kit.Text, Text: name + "  "}}
	rows := kit.Wrap(kit.L(role, c.Title), width-left.Width()-right.Width()-2, 0)
	for i := range rows[1:] { // a title goes on below its beginning
		rows[i+1] = append(kit.L(kit.Text, strings.Repeat(" ", left.Width())), rows[i+1]...)
	}
	rows[0] = kit.Columns(append(left, rows[0]...), right, width)
	return rows
}

// when gives the time of day of this year's completions and the year of others.
func when(at time.Time, env kit.Env) string {
	at = at.In(env.Now.Location())
	if at.Year() == env.Now.Year() {
		return at.Format("02 Jan 15:04")
	}
	return at.Format("02 Jan 2006")
}

// result words how it ended and whether somebody else has looked at it.
func result(c model.Completion) kit.Line {
	role := kit.Dim
	ended, warn := present.Result(c)
	if warn {
		role = kit.Caution
	}
	review := kit.Span{Role: kit.Accent, Text: kit.Pad(present.Review(c), reviewWidth)}
	switch {
	case strings.Contains(review.Text, "DISPUTED"):
		review.Role = kit.Danger
	case len(c.Countersigned) > 0:
		review.Role = kit.Good
	}
	return kit.Line{{Role: role, Text: kit.Pad(ended, resultWidth) + "  "}, review}
}
