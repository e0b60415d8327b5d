package checklist

import (
	"fmt"
	"strings"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/words"
	"soprun/sop"
	"soprun/sop/run"
)

// addFields draws the step's fields: label, value, unit and limits in columns
// (H24), the input where the value is asked for now.
func (m Model) addFields(v *kit.View, env kit.Env, s run.Step) {
	column := 0
	for _, f := range s.Fields {
		column = max(column, kit.Width(words.Label(f)))
	}
	column = min(column, env.TextWidth()/2)
	asked, index, missing := m.pendingField(s)
	for _, f := range s.Fields {
		for _, val := range s.ValuesOf(f.Name) {
			v.Add(valueLines(f, val, column, env.TextWidth())...)
		}
		active := missing && f.Name == asked.Name && s.Started != nil && !m.answersDeviation()
		switch {
		case active:
			m.addInput(v, env, s, f, index, column)
		case len(s.ValuesOf(f.Name)) < max(1, f.Repeat):
			v.Add(kit.Wrap(kit.L(kit.Dim, "      "+kit.Pad(words.Label(f), column)+"  "+limits(f)), env.TextWidth(), 8)...)
		}
	}
}

// answersDeviation reports whether the input belongs to an open deviation.
func (m Model) answersDeviation() bool { return strings.HasSuffix(m.asked, "/deviation") }

func (m Model) addInput(v *kit.View, env kit.Env, s run.Step, f sop.Field, index, column int) {
	for _, e := range s.Refused {
		if e.Field == f.Name {
			v.Add(kit.Wrap(kit.L(kit.Caution, "      "+e.Value+" is "+e.Mark+"."), env.TextWidth(), 6)...)
		}
	}
	label := kit.Line{{Role: kit.Text, Text: "      "}, {Role: kit.Text, Text: kit.Pad(words.Label(f), column)}, {Role: kit.Text, Text: "  "}}
	if m.choice.Rows != nil {
		v.Add(label)
		lines, _ := m.choice.Lines(env.TextWidth() - 8)
		for _, l := range lines[1:] {
			v.Add(append(kit.Line{{Role: kit.Text, Text: "      "}}, l...))
		}
		return
	}
	room := max(8, env.TextWidth()-label.Width()-kit.Width(limits(f))-3)
	line := append(label, m.input.Spans(!m.menu && m.ask == nil, room)...)
	takes := limits(f)
	if f.Optional {
		takes += "   optional, enter leaves it empty"
	}
	if f.Repeat > 1 {
		takes = fmt.Sprintf("%s   reading %d of %d", takes, index, f.Repeat)
	}
	// The limits stand in a column of their own, nearer where there is no room.
	if pad := min(column+24, env.TextWidth()-kit.Width(takes)-1) - line.Width(); pad > 0 {
		line = append(line, kit.Span{Role: kit.Text, Text: strings.Repeat(" ", pad)})
	}
	v.Add(kit.Wrap(append(line, kit.Span{Role: kit.Dim, Text: " " + takes}), env.TextWidth(), 8)...)
}

// limits words what a field takes, with its unit.
func limits(f sop.Field) string { return strings.TrimSpace(words.Unit(f) + "   " + words.Takes(f)) }

func valueLines(f sop.Field, val run.Value, column, width int) []kit.Line {
	line := kit.Line{{Role: kit.Dim, Text: "      " + kit.Pad(words.Label(f), column) + "  "}, {Role: kit.Text, Text: words.Reading(f, val.Text)}}
	if val.Mark != "" {
		line = append(line, kit.Span{Role: kit.Caution, Text: "   " + val.Mark})
	}
	if n := len(val.Old); n > 0 {
		line = append(line, kit.Span{Role: kit.Dim, Text: "   corrected, was " + words.Reading(f, val.Old[n-1].Text)})
	}
	return kit.Wrap(line, width, 8)
}

// addAsked draws what is asked below the step: the action on a deviation, the
// open question, and why the last act was refused.
func (m Model) addAsked(v *kit.View, env kit.Env, work session.Work) {
	if m.answersDeviation() {
		s, _ := work.Run.Current()
		d, _ := words.OpenDeviation(work.Run, s.ID)
		v.Add(nil)
		if d.Field == "" {
			addIndented(v, env, kit.L(kit.Caution, kit.Sentence(d.What)))
		}
		addInputLine(v, env, m.input, m.ask == nil && !m.menu)
	}
	if q := m.ask; q != nil {
		v.Add(nil)
		if q.picker != nil {
			lines, _ := q.picker.Lines(env.TextWidth() - 6)
			for _, l := range lines {
				v.Add(append(kit.Line{{Role: kit.Text, Text: "      "}}, l...))
			}
		} else {
			addInputLine(v, env, q.input, true)
		}
	}
	notice := m.hint
	if notice == "" {
		notice = work.Notice
	}
	if notice != "" {
		v.Add(nil)
		addIndented(v, env, kit.L(kit.Caution, kit.Sentence(notice)))
	}
}

func addInputLine(v *kit.View, env kit.Env, in kit.Input, active bool) {
	label := kit.L(kit.Text, "      "+in.Label+"  ")
	if label.Width() > env.TextWidth()/2 {
		addIndented(v, env, kit.L(kit.Text, in.Label))
		label = kit.L(kit.Text, "      ")
	}
	v.Add(append(label, in.Spans(active, env.TextWidth()-label.Width())...))
	if in.Hint != "" {
		addIndented(v, env, kit.L(kit.Dim, in.Hint))
	}
}
