package recall

import (
	"slices"
	"strings"

	"soprun/sop"
)

// gap is what stands for a figure that is to be typed.
const gap = "__"

// gaps ask for the figures of a step: limits, times, units, the cells of a table. None is
// made of a figure that the department sets.
func (s sheet) gaps(i int) (out []Face) {
	st := s.steps[i]
	if st.Wait != nil {
		out = append(out, s.timeGaps(i, ":wait", *st.Wait, s.words(i), "Wait at least "+gap)...)
	}
	if st.Within != nil {
		since, _ := s.Step(st.Within.Of)
		out = append(out, s.timeGaps(i, ":within", st.Within.Time, s.words(i), "Within "+gap+" after: "+capital(since.Text))...)
	}
	for _, f := range st.Fields {
		if f.Local == "" {
			out = append(out, s.fieldGaps(i, f)...)
		}
	}
	return out
}

// timeGaps ask for a wait or a window, or for each that a table has for it.
func (s sheet) timeGaps(i int, of string, d sop.Duration, what, asked string) (out []Face) {
	if d.Local != "" {
		return nil
	}
	if d.Column == "" {
		return s.typed(i, of, nil, what+"\n"+asked, d.String())
	}
	t, _, _ := s.Column(d.Column)
	for _, row := range t.Rows {
		if cell := t.Cell(row, d.Column); cell.Time != nil {
			out = append(out, s.typed(i, of+" "+row.Name, []string{t.Label + ": " + row.Name}, what+"\n"+asked, cell.Time.String())...)
		}
	}
	return out
}

// fieldGaps ask for the limits of a field and for its unit.
func (s sheet) fieldGaps(i int, f sop.Field) (out []Face) {
	label := oneLine(f.Label)
	if f.From.None() {
		out = append(out, s.limitGap(i, f, nil)...)
	} else if f.From.Target == "" {
		t, _, _ := s.Column(f.From.Names()[0])
		for _, row := range t.Rows {
			if in := f.Asked(t, row); !in.NotAsked && s.set(t, row, f) {
				out = append(out, s.limitGap(i, in, []string{t.Label + ": " + row.Name})...)
			}
		}
	}
	if age := f.Days.Age; age.N > 0 {
		end := map[sop.DayTest]string{sop.AtMostAgo: " ago", sop.AtLeastAhead: " ahead"}[f.Days.Test]
		out = append(out, s.typed(i, f.Name, nil, label+": "+string(f.Days.Test)+" "+gap+end, age.String())...)
	}
	if unit := strings.TrimSpace(unitBehind(f)); unit != "" && !mentions(label, unit) {
		asked := label + ": a figure in " + gap
		if f.From.None() && !f.Accepted.Open() {
			asked = label + ": " + f.Accepted.String() + " " + gap
		}
		out = append(out, s.typed(i, f.Name+" :unit", nil, asked, unit)...)
	}
	return out
}

// set reports whether all limits of a field stand in a row.
func (s sheet) set(t sop.Table, row sop.Row, f sop.Field) bool {
	for _, name := range f.From.Names() {
		if t.Cell(row, name).Figure == nil {
			return false
		}
	}
	return true
}

// limitGap asks for the limits of a field.
func (s sheet) limitGap(i int, f sop.Field, given []string) []Face {
	if f.Accepted.Open() {
		return nil
	}
	var right []string
	for _, end := range []*sop.Decimal{f.Accepted.Low, f.Accepted.High} {
		if end != nil {
			right = append(right, end.String())
		}
	}
	asked := map[bool]string{true: "at most " + gap, false: "at least " + gap}[f.Accepted.Low == nil]
	switch {
	case len(right) == 2 && right[0] == right[1]:
		asked, right = "exactly "+gap, right[:1]
	case len(right) == 2:
		asked = gap + " to " + gap
	}
	unit := strings.TrimSpace(unitBehind(f))
	of := f.Name
	if f.Row != "" {
		of += " " + f.Row
	}
	out := s.typed(i, of, given, strings.TrimSpace(oneLine(f.Label)+": "+asked+" "+unit), right...)
	for k := range out {
		out[k].Unit = unit
	}
	return out
}

// typed makes a face to type, unless what it asks says the answer. A label alone may be that
// of many steps, "Missing": what the step says stands before it, but for sentences that say the
// answer.
func (s sheet) typed(i int, of string, given []string, asked string, right ...string) []Face {
	said := func(text string) bool {
		return slices.ContainsFunc(right, func(want string) bool { return mentions(text, want) })
	}
	if said(asked) {
		return nil
	}
	if about := s.without(i, said); about != "" && !strings.HasPrefix(asked, about) {
		given = append([]string{"Step: " + about}, given...)
	}
	f := s.face(i, Gap, of)
	f.How, f.Given, f.Asked, f.Blanks = Type, given, asked, right
	filled := asked
	for _, want := range right {
		filled = strings.Replace(filled, gap, want, 1)
	}
	f.See = filled
	return []Face{f}
}

// mentions reports whether a text has a figure or a unit in it, in whatever spelling.
func mentions(text, what string) bool {
	return strings.Contains(" "+plain(text)+" ", " "+plain(what)+" ")
}
