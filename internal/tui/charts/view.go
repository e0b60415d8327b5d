package charts

import (
	"errors"
	"strings"

	"soprun/internal/chart"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// roles are what the parts of a picture are drawn in.
var roles = map[chart.Class]kit.Role{
	chart.Plain: kit.Text, chart.Quiet: kit.Dim, chart.Limit: kit.Text, chart.Fine: kit.Text,
	chart.Look: kit.Caution, chart.Out: kit.Danger, chart.Selected: kit.Accent,
}

// least is how many lines a picture takes where the rest of the screen has to scroll for it.
const least = 8

// View draws the chart, or what there is to choose from.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "Chart"), Right: kit.L(kit.Dim, env.Now.Format("Mon 2 Jan  15:04"))}
	switch {
	case m.err != nil:
		v.AddTrouble(env, "", m.err)
	case m.offers != nil:
		m.addOffers(&v, env)
	case m.loaded:
		v.Left = append(v.Left, kit.Span{Role: kit.Text, Text: "   " + m.chart.Which})
		if m.fill != nil {
			lines, from, to := m.fill.Lines(env)
			v.Focus, v.FocusEnd = from, to
			v.Add(lines...)
			return v
		}
		if m.notice != "" {
			v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
			v.Add(nil)
		}
		m.addChart(&v, env)
	}
	return v
}

func (m Model) addOffers(v *kit.View, env kit.Env) {
	v.Left = append(v.Left, kit.Span{Role: kit.Text, Text: "   " + m.of.SOP})
	if !m.loaded {
		return
	}
	v.AddText(env.Width, 2, kit.L(kit.Text, m.offers.title))
	v.Add(nil)
	v.AddPicker(m.offers.picker, env.TextWidth(), 2)
}

// addChart draws what the chart is of, the picture, what is under the cursor and what it all
// comes to.
func (m Model) addChart(v *kit.View, env kit.Env) {
	about := joined(toned(m.chart.Parts), env)
	below := m.below(env)
	v.Add(about...)
	if m.rules {
		v.Add(nil)
		for _, l := range m.chart.Rules {
			v.AddText(env.Width, 2, kit.Drawn(l))
		}
		return
	}
	if m.chart.Empty != "" {
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Text, m.chart.Empty))
		return
	}
	room := kit.BodyHeight(env.Height) - len(v.Body) - len(below)
	if room > least+4 {
		v.Add(nil)
		room--
	}
	style := chart.Style{ASCII: env.Theme.Letters, Width: kit.Width}
	size := chart.Size{Width: env.Width - 4, Height: max(least, room)}
	drawn, err := m.chart.Draw(size, style, m.row)
	var small chart.TooSmall
	if errors.As(err, &small) && small.Needs.Height > size.Height { // the rest is scrolled to
		size.Height = small.Needs.Height
		drawn, err = m.chart.Draw(size, style, m.row)
	}
	switch {
	case errors.As(err, &small):
		v.AddText(env.Width, 2, kit.L(kit.Caution, kit.Sentence(err.Error())))
	case err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, kit.Sentence(err.Error())))
	}
	for _, row := range drawn.Rows {
		v.Add(line(row))
	}
	if drawn.Says != "" {
		below = append(below, joined([]said{{drawn.Says, kit.Dim}}, env)...)
	}
	v.Add(below...)
}

// line is a row of a picture as a line of the screen.
func line(row chart.Row) kit.Line {
	out := kit.L(kit.Text, "  ")
	for _, s := range row {
		out = append(out, kit.Span{Role: roles[s.Class], Text: s.Text})
	}
	return out
}

// below says what is under the cursor, and what the chart comes to.
func (m Model) below(env kit.Env) (out []kit.Line) {
	if m.row < len(m.chart.Rows) {
		says := strings.TrimSuffix(m.chart.List.Says(m.chart.Rows[m.row], env.Now), ".")
		out = append(out, joined([]said{{says, kit.Accent}}, env)...)
	}
	var all []said
	for _, l := range m.chart.Said {
		all = append(all, said{l.Text, kit.Toned(l.Tone)})
	}
	return append(out, joined(all, env)...)
}

// said is a text with how it is drawn.
type said struct {
	text string
	role kit.Role
}

func toned(parts []string) (out []said) {
	for i, text := range parts {
		role := kit.Text
		if i > 0 {
			role = kit.Dim
		}
		out = append(out, said{text, role})
	}
	return out
}

// gap stands between two parts of a line.
const gap = "    "

// joined sets parts side by side, as many on a line as have room, and wraps one that has none.
func joined(parts []said, env kit.Env) (out []kit.Line) {
	margin := kit.Span{Role: kit.Text, Text: "  "}
	room := max(env.TextWidth(), min(env.Width-4, wide))
	current := kit.Line{margin}
	for _, p := range parts {
		span := kit.Span{Role: p.role, Text: present.Safe(p.text)}
		switch {
		case len(current) > 1 && current.Width()+len(gap)+kit.Width(span.Text) <= room:
			current = append(current, kit.Span{Role: kit.Text, Text: gap}, span)
		default:
			if len(current) > 1 {
				out = append(out, current)
			}
			wrapped := kit.Wrap(kit.Line{margin, span}, room, 2)
			out, current = append(out, wrapped[:len(wrapped)-1]...), wrapped[len(wrapped)-1]
		}
	}
	if len(current) > 1 {
		out = append(out, current)
	}
	return out
}

// wide is how wide the words around a picture are set where it is wide itself.
const wide = 136
