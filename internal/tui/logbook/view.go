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
	v := kit.View{Left: kit.L(kit.Strong, "Log"), Right: m.state(env)}
	m.addVerdict(&v, env)
	m.addExposed(&v, env)
	if m.editing || m.filter.Value() != "" {
		line := append(kit.Line{{Role: kit.Dim, Text: "  Filter  "}}, m.filter.Spans(m.editing, env.TextWidth()-30)...)
		v.Add(kit.Columns(line, kit.L(kit.Dim, fmt.Sprintf("%d found", len(m.rows))), env.TextWidth()), nil)
	} else if m.open {
		v.Add(kit.Columns(kit.L(kit.Dim, "  TO COUNTERSIGN"), kit.L(kit.Dim, fmt.Sprintf("%d found", len(m.rows))), env.TextWidth()), nil)
	}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "The log cannot be read: "+m.err.Error()))
		return v
	case m.loaded && len(m.rows) == 0 && m.filter.Value() != "":
		v.AddText(env.Width, 2, kit.L(kit.Text, "No completion has these words. Press esc to see all."))
		return v
	case m.loaded && len(m.rows) == 0 && m.open:
		v.AddText(env.Width, 2, kit.L(kit.Text, "Every record is countersigned. Press esc to see all."))
		return v
	case m.loaded && len(m.rows) == 0:
		v.AddText(env.Width, 2, kit.L(kit.Text, "Nothing has been signed yet. A completion stands here as soon as it is."))
		return v
	}
	rows := max(2, kit.BodyHeight(env.Height))
	from, to := m.list.Window(rows, len(m.rows))
	for i := from; i < to; i++ {
		if i == m.list.At {
			v.Focus = len(v.Body)
		}
		lines := row(m.rows[i], i == m.list.At, env)
		v.Target(i, len(lines))
		v.Add(lines...)
		if i == m.list.At {
			v.FocusEnd = len(v.Body) - 1
		}
	}
	return v
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
	left := kit.Line{kit.Mark(selected), {Role: kit.Dim, Text: kit.Pad(when(c.At, env), whenWidth) + "  "}, {Role: kit.Text, Text: name + "  "}, {Role: role, Text: c.Title}}
	return kit.Beside(left, right, 2+whenWidth+2+nameWidth+2, width)
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
