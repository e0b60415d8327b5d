package checklist

import (
	"fmt"
	"strings"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/run"
)

// addFields draws the step's fields: label, value, unit and limits in columns
// (H24), the input where the value is asked for now. While a second person reads
// for themself, what was recorded is not shown (H27).
func (m Model) addFields(v *kit.View, env kit.Env, work session.Work, s run.Step) {
	column := 0
	for _, f := range s.Fields {
		column = max(column, kit.Width(present.Label(f)))
	}
	column = min(column, env.TextWidth()/2)
	p := m.prompt(env, work)
	blind := present.Blind(work.Run, p.Kind, s)
	for _, f := range s.Fields {
		values := s.ValuesOf(f.Name)
		active := p.Field.Name == f.Name && (p.Kind == session.AskValue || p.Kind == session.AskReading)
		switch {
		case blind && len(values) > 0 && !active:
			v.Add(kit.Wrap(hidden(s, f, m.guest.ID, column), env.TextWidth(), 8)...)
		case !blind:
			for _, val := range values {
				v.Add(valueLines(f, val, present.Look(work.Run, s, val), column, env)...)
			}
		}
		switch {
		case active:
			m.addInput(v, env, p, column)
			m.addNotice(v, env, work, atField)
		case len(values) < max(1, f.Repeat):
			v.Add(unfilled(f, column, env.TextWidth())...)
		}
		if f.Calc != nil && !blind {
			v.Add(under(column, "= "+present.Figures(work.Run, s, f), env.TextWidth())...)
		}
		if stats, ok := run.StatsOf(f, values); ok && !blind {
			v.Add(under(column, "mean "+present.Reading(f, stats.Mean)+"   spread "+present.Reading(f, stats.Spread), env.TextWidth())...)
		}
	}
	m.addRefused(v, env, work, p)
}

// addRefused draws, below the fields, the values of the one that is asked for now that
// are recorded and cannot be: what this person typed, in this round.
func (m Model) addRefused(v *kit.View, env kit.Env, work session.Work, p session.Prompt) {
	isGuest := p.Kind == session.AskReading
	if p.Kind != session.AskValue && !isGuest {
		return
	}
	before := len(v.Body)
	for _, e := range p.Step.RefusedNow() {
		if e.Field != p.Field.Name || isGuest && e.Person != m.guest.ID || !isGuest && !work.Run.Performed(p.Step, e.Person) {
			continue
		}
		if len(v.Body) == before {
			v.Add(nil)
		}
		addIndented(v, env, kit.L(kit.Caution, p.Field.Label+": "+e.Value+" is "+e.Mark+"."))
	}
}

// hidden stands for a value that a second person must not see yet.
func hidden(s run.Step, f sop.Field, guest string, column int) kit.Line {
	state := "recorded, hidden"
	for _, v := range s.Others.Readings {
		if v.Field == f.Name && v.By.Person == guest {
			state = "read by both, hidden"
		}
	}
	return kit.L(kit.Dim, "      "+kit.Pad(present.Label(f), column)+"  "+state)
}

func (m Model) addInput(v *kit.View, env kit.Env, p session.Prompt, column int) {
	f, index, isGuest := p.Field, p.Index, p.Kind == session.AskReading
	if isGuest {
		addIndented(v, env, kit.L(kit.Accent, m.guest.Name+" reads:"))
	}
	label := kit.Line{{Role: kit.Text, Text: "      "}, {Role: kit.Text, Text: kit.Pad(present.Label(f), column)}, {Role: kit.Text, Text: "  "}}
	if m.answer.choice.Rows != nil {
		at := len(v.Body)
		v.Add(kit.Wrap(label, env.TextWidth(), 8)...)
		v.AddPicker(kit.Picker{Rows: m.answer.choice.Rows, List: m.answer.choice.List}, env.TextWidth(), 6)
		v.At = at // the rows say nothing without their label
		return
	}
	room := max(8, env.TextWidth()-label.Width()-kit.Width(limits(f))-3)
	line := append(label, m.answer.input.Spans(!m.over.menu && m.over.ask == nil, room)...)
	takes := limits(f)
	if f.Optional {
		takes += "   optional, enter leaves it empty"
	}
	if f.Repeat > 1 {
		takes = fmt.Sprintf("%s   reading %d of %d", takes, index, f.Repeat)
	}
	v.Asks(len(v.Body)) // in sight also where more is said below it than there is room for
	v.Add(beside(line, takes, column, env.TextWidth())...)
}

// under puts what is said of a field's values below them, and below its label where there is little
// room beside that.
func under(column int, text string, width int) []kit.Line {
	indent := 8 + column
	if width-indent < 24 {
		indent = 8
	}
	return kit.Wrap(kit.L(kit.Dim, strings.Repeat(" ", indent)+text), width, indent+2)
}

// beside puts what a field takes in a column of its own, beside where its value
// is typed, and nearer where there is no room.
func beside(line kit.Line, takes string, column, width int) []kit.Line {
	if pad := min(column+24, width-kit.Width(takes)-1) - line.Width(); pad > 0 {
		line = append(line, kit.Span{Role: kit.Text, Text: strings.Repeat(" ", pad)})
	}
	if line.Width()+1+kit.Width(takes) > width && kit.Width(takes) <= width-8 { // a range is not parted
		return append(kit.Wrap(line, width, 8), kit.L(kit.Dim, strings.Repeat(" ", 8)+takes))
	}
	return kit.Wrap(append(line, kit.Span{Role: kit.Dim, Text: " " + takes}), width, 8)
}

// unfilled draws a field without a value. Its label is padded to the column where
// there is room for that.
func unfilled(f sop.Field, column, width int) []kit.Line {
	label := "      " + kit.Pad(present.Label(f), column) + "  "
	if kit.Width(label)+1+kit.Width(limits(f)) > width {
		label = "      " + present.Label(f) + " "
	}
	return beside(kit.L(kit.Dim, label), limits(f), column, width)
}

// limits words what a field takes, with its unit.
func limits(f sop.Field) string { return strings.TrimSpace(present.Unit(f) + "   " + present.Takes(f)) }

func valueLines(f sop.Field, val run.Value, look string, column int, env kit.Env) []kit.Line {
	width := env.TextWidth()
	line := kit.Line{{Role: kit.Dim, Text: "      " + kit.Pad(present.Label(f), column) + "  "}, {Role: kit.Text, Text: present.Entered(f, val, env.Now.Location())}}
	if limits := present.Beside(f); limits != "" {
		pad := max(3, min(column+24, width-kit.Width(limits)-1)-line.Width()+1)
		line = append(line, kit.Span{Role: kit.Dim, Text: strings.Repeat(" ", pad) + limits})
	}
	var more kit.Line // on a line of its own where it does not fit: a number is not parted from its unit
	if val.Mark != "" {
		more = append(more, kit.Span{Role: kit.Caution, Text: "   " + val.Mark})
	}
	if look != "" {
		more = append(more, kit.Span{Role: kit.Accent, Text: "   " + look})
	}
	if n := len(val.Old); n > 0 {
		more = append(more, kit.Span{Role: kit.Dim, Text: "   " + present.Corrected(f, val, n-1)})
	}
	if line.Width()+more.Width() <= width {
		return kit.Wrap(append(line, more...), width, 8)
	}
	return append(kit.Wrap(line, width, 8), kit.Wrap(append(kit.L(kit.Dim, "     "), more...), width, 8)...)
}

// addInputLine draws a line that is typed, with what was said of it.
func (m Model) addInputLine(v *kit.View, env kit.Env, work session.Work, in kit.Input, active bool) {
	v.Asks(len(v.Body))
	label := kit.L(kit.Text, "      "+in.Label+"  ")
	if label.Width() > env.TextWidth()/2 {
		addIndented(v, env, kit.L(kit.Text, in.Label))
		label = kit.L(kit.Text, "      ")
	}
	v.Add(append(label, in.Spans(active, env.TextWidth()-label.Width())...))
	v.AtEnd = len(v.Body) - 1
	m.addNotice(v, env, work, atLine)
	if in.Hint != "" {
		addIndented(v, env, kit.L(kit.Dim, in.Hint))
	}
}
