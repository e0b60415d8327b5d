package run

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"soprun/sop"
)

// compute brings every computed value up to what it is computed from. In the step to do it
// is recorded with the last of its figures; where it is recorded already it is corrected
// with them, in whatever step it is that counts, and what follows from it follows. why is the reason
// with which a figure was put right, "" where one was recorded.
func (t *turn) compute(why string) {
	t.judgeRows(why)
	for i := 0; i < len(t.run.steps); i++ { // what follows can change how many there are
		for _, f := range t.run.steps[i].Fields {
			if f.Calc != nil {
				t.computeOne(t.run.steps[i], f, i == t.run.current, why)
				if i >= len(t.run.steps) {
					return
				}
			}
		}
	}
}

func (t *turn) computeOne(s Step, f sop.Field, current bool, why string) {
	recorded := s.ValuesOf(f.Name)
	switch {
	case s.State == NotRequired, f.NotAsked, !f.From.None() && f.Row == "":
		return
	case len(recorded) == 0:
		if current && s.Started != nil && s.Closed == nil {
			t.recordComputed(s, f)
		}
		return
	}
	was := recorded[0]
	got, known := t.run.computed(s, f, was.By.At.In(t.at.Location()))
	if !known || got.value == was.Text && got.mark == was.Mark {
		return
	}
	if why == "" {
		why = "what it is computed from was recorded again"
	}
	e := computedEvent(sop.ValueCorrected, s, f, got)
	e.Old, e.Reason = was.Text, fitting("computed again: "+why)
	t.emit(e)
	if got.mark != "" {
		t.deviate(s, f.Name, describe(f, got))
	}
	t.uncheck(s, f)
	t.followClosed(s)
}

// recordComputed records a value with the last of its figures.
func (t *turn) recordComputed(s Step, f sop.Field) {
	got, known := t.run.computed(s, f, t.at)
	if !known {
		return
	}
	t.emit(computedEvent(sop.ValueRecorded, s, f, got))
	if got.mark != "" {
		t.deviate(s, f.Name, describe(f, got))
	}
}

func computedEvent(kind sop.EventKind, s Step, f sop.Field, got reading) sop.Event {
	e := valueEvent(kind, s, f, 1, got.value, got)
	if got.value == sop.Unknown {
		e.Unit = ""
	}
	return e
}

// errPending is why nothing is computed yet: a figure is still to be recorded.
var errPending = errors.New("a figure is still to be recorded")

// computed returns what a field comes to by what is recorded, judged as a typed value
// would be, and false while a figure is still to be recorded. What cannot be computed is
// unknown, and marked with why. first is when the value was first recorded.
func (r Run) computed(s Step, f sop.Field, first time.Time) (reading, bool) {
	figures := func(name string) ([]string, error) { return r.figures(s, name) }
	for _, name := range f.Calc.Names() {
		if _, err := figures(name); errors.Is(err, errPending) {
			return reading{}, false
		}
	}
	value, err := f.Compute(figures)
	switch {
	case err != nil:
		return reading{value: sop.Unknown, mark: fitting("CANNOT BE COMPUTED: " + err.Error())}, true
	case f.Type == sop.Date:
		return reading{value: value, mark: f.Days.Judge(value, first)}, true
	}
	d, err := sop.ParseDecimal(value)
	if err != nil { // Compute writes nothing else
		return reading{value: sop.Unknown, mark: fitting("CANNOT BE COMPUTED: " + err.Error())}, true
	}
	return reading{value: value, mark: outside(f.Accepted, d, f.Unit)}, true
}

// figures returns the values of a field that a step computes something from: of one that
// is recorded for several items those of all that were asked for it. An error says why they
// are not all there.
func (r Run) figures(by Step, name string) (texts []string, err error) {
	if table, column, is := r.proc.Column(name); is {
		return r.figureOf(by, table, column)
	}
	for _, s := range r.seen(by, name) {
		f := s.FieldNamed(name)
		values := s.ValuesOf(name)
		switch {
		case f.Calc != nil && s.State == NotRequired:
		case s.unknown(f):
			err = cmp.Or(err, fmt.Errorf("%s is unknown", f.Label))
		case len(values) >= max(1, f.Repeat):
			for _, v := range values {
				texts = append(texts, v.Text)
			}
		case s.Closed == nil:
			return nil, errPending
		case leftOut(s):
			err = cmp.Or(err, fmt.Errorf("step %d was left out", s.Number))
		}
	}
	if len(texts) == 0 {
		err = cmp.Or(err, fmt.Errorf("%s was not asked for", r.field(name).Label))
	}
	return texts, err
}

// Figures returns the values of a field that a step speaks of, and of how many items.
func (r Run) Figures(by Step, name string) (f sop.Field, values []Value, items int) {
	f, values = r.recorded(by, name)
	return f, values, len(r.seen(by, name))
}

// unknown reports whether the step has a value of a computed field that could not be
// computed.
func (s Step) unknown(f sop.Field) bool {
	return f.Calc != nil && slices.ContainsFunc(s.ValuesOf(f.Name), func(v Value) bool { return v.Text == sop.Unknown })
}

// uncomputed returns the first field of the step of which a figure is still to be
// recorded, and false when there is none.
func (s Step) uncomputed() (sop.Field, bool) {
	i := slices.IndexFunc(s.Fields, func(f sop.Field) bool { return f.Calc != nil && !f.NotAsked && len(s.ValuesOf(f.Name)) == 0 })
	if i < 0 {
		return sop.Field{}, false
	}
	return s.Fields[i], true
}

// behind returns the steps that could settle a value that could not be computed, in page
// order: those that were left out, or else all that were asked and record a figure of it.
func (r Run) behind(s Step, f sop.Field) []Step {
	names := r.readBy(f) // and those of what is unknown among them
	var left, asked []Step
	for i := 0; i < len(names); i++ {
		for _, x := range r.seen(s, names[i]) {
			of := x.FieldNamed(names[i])
			if x.State == NotRequired {
				continue
			}
			if x.Closed != nil {
				asked = append(asked, x)
			}
			if leftOut(x) {
				left = append(left, x)
			} else if x.unknown(of) {
				names = append(names, slices.DeleteFunc(r.readBy(of), func(name string) bool { return slices.Contains(names, name) })...)
			}
		}
	}
	for _, list := range [][]Step{left, asked} {
		if len(list) > 0 {
			slices.SortStableFunc(list, func(a, b Step) int { return a.Number - b.Number })
			return slices.CompactFunc(list, func(a, b Step) bool { return a.ID == b.ID && a.Item == b.Item })
		}
	}
	return []Step{s}
}

// computedFrom refuses to enter or to correct what is computed.
func computedFrom(s Step, f sop.Field) *Refusal {
	return refuse(IsComputed, s.ID, f.Name, "%s is computed, never typed: correct or amend a figure that it is computed from", f.Label)
}
