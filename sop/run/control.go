package run

import (
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/control"
)

// maxMark is how many bytes the mark of a control has at most: as many as an amendment keeps.
const maxMark = 200

// Knowing returns the run with the controls of completed runs that its own are judged with,
// the oldest first. A run that is not told of any judges its controls by each other.
func (r Run) Knowing(completed []sop.Measured) Run {
	r.known = completed
	return r
}

// Judged returns what the rules say of the value of a control, by what it was judged with
// when it was recorded or corrected last; false for every other value.
func (r Run) Judged(s Step, v Value) (control.Verdict, bool) {
	at := sop.MeasuredAt(r.measured, s.ID, s.Item, v.Field, v.Index)
	if v.Control == nil || at < 0 {
		return control.Verdict{}, false
	}
	return control.Judge(r.measured[at], v.Control.Earlier, r.measured[:at]), true
}

// nameOf names a control of the run that another one is judged with: by its label, or by its item
// where the items are the controls.
func (r Run) nameOf(m sop.Measured) string {
	name := r.field(m.Field).Label
	if m.Item != "" && m.Of == "" {
		name = m.Item
	}
	if m.Again > 0 {
		name += " of an earlier round"
	}
	return name
}

// measuredBy returns what the value of a field is measured by, without earlier values; nil
// for what is no control, or no number.
func (r Run) measuredBy(s Step, f sop.Field, value string) *sop.Control {
	if f.From.Target == "" || f.Row == "" || f.NotAsked {
		return nil
	}
	table, _, _ := r.proc.Column(f.From.Target)
	row, _ := table.Row(f.Row)
	target, sd, ok := f.Target(table, row)
	if _, err := sop.ParseDecimal(value); err != nil || !ok || sd.Cmp(sop.Decimal{}) <= 0 {
		return nil
	}
	assay, _ := control.AssayOf(r.proc, f.Name)
	c := &sop.Control{Chooser: table.Field, Lot: row.Name, Target: target.String(), SD: sd.String()}
	for _, beside := range assay.Fields {
		c.Fields = append(c.Fields, beside.Name)
	}
	switch {
	case assay.Together:
	case assay.Items:
		c.Of = s.Item
	case assay.Scanned != "":
		c.Scanned = assay.Scanned
		if _, values := r.recorded(s, assay.Scanned); len(values) > 0 {
			c.Of = values[len(values)-1].Text
		}
	}
	return c
}

// judged returns a reading of a control as the rules judge it behind those before it: with
// the earlier values that are given, or else with those that are known. Any other reading
// stays as it is.
func (r Run) judged(s Step, f sop.Field, index int, got reading, earlier ...[]sop.Earlier) reading {
	c := r.measuredBy(s, f, got.value)
	if c == nil || got.impossible != "" {
		return got
	}
	m, _ := sop.MeasuredBy(sop.Event{Step: s.ID, Item: s.Item, Field: f.Name, Index: index, Value: got.value, Unit: f.Unit, Control: c})
	if len(earlier) > 0 {
		c.Earlier = earlier[0]
	} else {
		for _, k := range sop.Judged(r.known, m) {
			c.Earlier = append(c.Earlier, k.Earlier)
		}
	}
	before := r.measured
	if at := sop.MeasuredAt(before, s.ID, s.Item, f.Name, index); at >= 0 {
		before = before[:at]
	}
	got.control = c
	words := control.Judge(m, c.Earlier, before).Words(r.nameOf)
	got.mark = strings.Join(slices.DeleteFunc([]string{got.mark, words}, func(part string) bool { return part == "" }), ", ")
	got.mark = fittingIn(got.mark, maxMark) // the rules come first
	return got
}

// judgedAgain returns a reading of a value that is recorded already, and false where it says
// the same and is judged as it was: what can have changed is the value, what it is measured
// by, or another control of the run. That others were completed since changes nothing.
func (r Run) judgedAgain(s Step, f sop.Field, was Value, got reading) (reading, bool) {
	same := func(now reading) bool {
		if now.value != was.Text || now.mark != was.Mark || now.control == nil || was.Control == nil {
			return now.value == was.Text && now.mark == was.Mark && now.control == was.Control
		}
		return now.control.Same(was.Control)
	}
	if was.Control != nil && same(r.judged(s, f, was.Index, got, was.Control.Earlier)) {
		return got, false
	}
	got = r.judged(s, f, was.Index, got)
	return got, !same(got)
}
