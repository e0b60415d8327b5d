package present

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/run"
)

// ops are the tests of a condition in words.
var ops = map[sop.Op]string{
	sop.Equal: "is", sop.NotEqual: "is not", sop.Less: "is below", sop.LessEqual: "is at most", sop.Greater: "is above",
	sop.GreaterEqual: "is at least", sop.OutOfLimits: "is out of limits", sop.IsAgain: "this is done again",
	againAhead: "you come to this step a second time",
}

// Condition words what a section depends on: by the labels of the values and the steps
// that ask for them, never by their names.
func Condition(p *sop.Procedure, c sop.Condition) string { return condition(p, c, string(sop.EndsRun)) }

// ConditionOf words what a step depends on, as Condition does.
func ConditionOf(p *sop.Procedure, st sop.Step) string { return condition(p, *st.If, WhatEnds(p, st)) }

// ConditionAhead words what a step depends on that is not seen yet, as ConditionOf does.
func ConditionAhead(p *sop.Procedure, st sop.Step) string {
	c := *st.If
	c.Terms = slices.Clone(c.Terms)
	for i, t := range c.Terms {
		if t.Op == sop.IsAgain {
			c.Terms[i].Op = againAhead
		}
	}
	return condition(p, c, WhatEnds(p, st))
}

// againAhead is IsAgain of a step that is not seen: "this" would say nothing.
const againAhead sop.Op = "again, ahead"

// WhatEnds says what a step's page means where it says "ended": "run", or "item" in a
// section that is done once for each.
func WhatEnds(p *sop.Procedure, st sop.Step) string {
	each := slices.ContainsFunc(p.Sections, func(s sop.Section) bool {
		return s.Each != nil && slices.ContainsFunc(s.Steps, func(in sop.Step) bool { return in.ID == st.ID })
	})
	if each {
		return string(sop.EndItem)
	}
	return string(sop.EndsRun)
}

func condition(p *sop.Procedure, c sop.Condition, ends string) string {
	terms := make([]string, len(c.Terms))
	for i, t := range c.Terms {
		what, unit := Safe(t.Name), ""
		if f, step, ok := fieldNamed(p, t.Name); ok {
			what = fmt.Sprintf("“%s” of step %d", Label(f), step)
			if f.Type == sop.Number && t.Op != sop.OutOfLimits {
				unit = " " + Safe(Unit(f))
			}
			t.Value = Reading(sop.Field{Type: f.Type}, t.Value)
		}
		if t.Op == sop.HasEnded {
			what = "the " + ends + " has ended"
		}
		terms[i] = strings.TrimSpace(what + " " + ops[t.Op] + " " + Safe(t.Value) + unit)
	}
	return strings.Join(terms, " "+string(c.Join)+" ")
}

// Because says why a step or a section is done: the part of its condition that
// was true, in the values that were recorded; "" where there is none.
func Because(r run.Run, by run.Step, c *sop.Condition) string {
	met := r.Met(by, c)
	parts := make([]string, len(met))
	for i, m := range met {
		parts[i] = "“" + Label(m.Field) + "” "
		if m.Item != "" {
			parts[i] += "of " + Safe(m.Item) + " "
		}
		parts[i] += "was " + Reading(m.Field, m.Value.Text)
		if m.Value.Mark != "" {
			parts[i] += ", " + m.Value.Mark
		}
	}
	switch {
	case c == nil:
		return ""
	case len(parts) == 0:
		return "Because " + condition(r.Procedure(), *c, WhatEnds(r.Procedure(), by.Step)) + "."
	default:
		return "Because " + strings.Join(parts, ", and ") + "."
	}
}

// WhyClosed words the reason with which a step was closed, "" for none.
func WhyClosed(r run.Run, s run.Step) string {
	if s.Closed == nil {
		return ""
	}
	if s.State == run.NotRequired {
		return Safe(r.InWords(s.Closed.Reason, Label))
	}
	return s.Closed.Reason
}

// fieldNamed finds a field by its name, which is unique on a page, with the
// number of its step.
func fieldNamed(p *sop.Procedure, name string) (sop.Field, int, bool) {
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			for _, f := range st.Fields {
				if f.Name == name {
					return f, st.Number, true
				}
			}
		}
	}
	return sop.Field{}, 0, false
}
