package paper

import (
	"strings"

	"soprun/internal/present"
	"soprun/sop"
)

// field adds what a field asks for: its label, room for the answer, and what
// holds for it.
func (f *form) field(st sop.Step, field sop.Field) {
	parts := []part{say("%s:", present.Label(field))}
	f.add(under, append(append(parts, answer(field)...), f.holds(field)...)...)
	switch {
	case field.Or != nil:
		f.add(under, box("not right"), say("If not: %s.", present.Safe(present.IfNot(f.sheet.Procedure, st, field.Or))))
		f.add(under, say("Decided or done:"), blank(36))
	case field.Limited():
		f.add(under, box("outside its limits; what was done:"), blank(36))
	}
}

// answer is room for the value of a field, as often as it is read.
func answer(field sop.Field) []part {
	if field.Repeat <= 1 {
		return one(field)
	}
	var out []part
	for i := range field.Repeat {
		out = append(append(out, say("%d.", i+1)), one(field)...)
	}
	return out
}

func one(field sop.Field) []part {
	switch {
	case field.Type.Facts().Given == sop.Chosen:
		return boxes(field.Answers())
	case field.Type == sop.Number:
		return []part{blank(10), say("%s", present.Safe(present.Unit(field)))}
	case field.Type == sop.Date:
		return []part{say("day"), blank(3), say("month"), blank(8), say("year"), blank(5)}
	case field.Type == sop.Clock:
		return clock()
	case field.Type == sop.File:
		return []part{say("name of the file"), blank(30)}
	default:
		return []part{blank(30)}
	}
}

func boxes(labels []string) []part {
	out := make([]part, len(labels))
	for i, l := range labels {
		out[i] = box(present.Safe(l))
	}
	return out
}

// holds says which values are right.
func (f *form) holds(field sop.Field) []part {
	var out []string
	if field.Calc != nil {
		out = append(out, "to be computed: "+present.Formula(f.sheet.Procedure, field))
	}
	if places := field.Rounding(); places != "" {
		out = append(out, "to "+places)
	}
	switch {
	case field.Local != "":
		out = append(out, "limits ______ (set by the department: "+field.Local+")")
	case !field.From.None():
		out = append(out, "accepted "+present.LimitsOnPage(f.sheet.Procedure, field))
	case !field.Accepted.Open():
		out = append(out, "accepted "+strings.TrimSpace(field.Accepted.String()+" "+present.Unit(field)))
	case len(field.Expect) > 0:
		out = append(out, field.Expected()+" is expected")
	case field.Days.Test != "":
		out = append(out, present.DayRule(field.Days))
	case field.GS1 == sop.GS1Lot:
		out = append(out, "lot")
	case field.Pattern != "":
		out = append(out, field.PatternWords())
	}
	if !field.Possible.Open() {
		out = append(out, "possible "+field.Possible.String())
	}
	if field.Tolerance != nil {
		out = append(out, "both readings within "+field.Tolerance.String())
	}
	if field.Optional {
		out = append(out, "may stay empty")
	}
	if len(out) == 0 {
		return nil
	}
	return []part{say("(%s)", present.Safe(strings.Join(out, "; ")))}
}
