package record

import (
	"fmt"
	"strings"

	"soprun/internal/tui/kit"
	"soprun/internal/words"
)

// View draws the record in full; what is in progress stands first.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, fmt.Sprintf("Entry %d", m.entry)), Right: kit.L(kit.Dim, env.Station.Name)}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "This record cannot be read: "+m.err.Error()))
		return v
	case !m.loaded:
		return v
	}
	rec := m.record
	v.Left = append(v.Left, kit.Span{Role: kit.Text, Text: "   " + rec.Title})
	v.Right = kit.L(kit.Dim, rec.SOP+" v"+rec.Version+"   "+rec.Completion.Run)
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
		v.Add(nil)
	}
	if m.sign != nil {
		lines, from, to := m.sign.Lines(env)
		v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
		v.Add(lines...)
		v.Add(nil)
	}
	if m.amend != nil && m.sign == nil {
		m.addValues(&v, env)
		return v
	}
	for i, section := range words.Record(rec, env.Now.Location()) {
		if i > 0 {
			v.Add(nil)
		}
		v.Add(kit.L(kit.Dim, "  "+strings.ToUpper(section.Heading)))
		for _, line := range section.Lines {
			addLine(&v, env, line)
		}
	}
	return v
}

// roles are what the tones are drawn in.
var roles = map[words.Tone]kit.Role{
	words.Normal: kit.Text, words.Quiet: kit.Dim, words.Sound: kit.Good, words.Caution: kit.Caution, words.Danger: kit.Danger,
}

// addLine draws a line of the record: its number and label before the text, what is
// wrong with it behind, how it ended at the right.
func addLine(v *kit.View, env kit.Env, l words.Said) {
	indent := 4 + 4*l.Level
	line := kit.L(kit.Dim, strings.Repeat(" ", indent))
	if l.Number > 0 {
		line = append(line, kit.Span{Role: kit.Dim, Text: kit.PadLeft(fmt.Sprint(l.Number), 2) + "  "})
		indent += 4
	}
	role := roles[l.Tone]
	if l.Label != "" {
		line = append(line, kit.Span{Role: kit.Dim, Text: kit.Pad(l.Label, 3) + "  "})
		if l.Level > 0 {
			role, indent = kit.Strong, indent+2
		} else {
			indent += 5
		}
	}
	line = append(line, kit.Span{Role: role, Text: l.Text})
	if l.Flag != "" {
		flag := kit.Caution
		if l.Tone == words.Danger {
			flag = kit.Danger
		}
		line = append(line, kit.Span{Role: flag, Text: "  " + l.Flag})
	}
	if l.More != "" {
		line = append(line, kit.Span{Role: kit.Dim, Text: "  " + l.More})
	}
	if l.State == "" {
		v.Add(kit.Wrap(line, env.TextWidth(), indent)...)
		return
	}
	right := kit.L(roles[l.Ended], l.State)
	lines := kit.Wrap(line, env.TextWidth()-right.Width()-2, indent)
	lines[0] = kit.Columns(lines[0], right, env.TextWidth())
	v.Add(lines...)
}
