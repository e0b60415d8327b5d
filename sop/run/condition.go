package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// verdict is what a condition comes to. What a person left out is unknown, and unknown
// is not false.
type verdict int

const (
	isFalse verdict = iota
	isUnknown
	isTrue
)

// judge returns what a condition of a step comes to by what has been recorded. A test of
// a value that was not asked for is false, whatever the test; of one whose step a person
// left out it is unknown. Where readings are repeated, one that satisfies the test is
// enough.
func (r Run) judge(s Step, c *sop.Condition) verdict {
	if c == nil {
		return isTrue
	}
	out := isTrue
	if c.Join == sop.Or {
		out = isFalse
	}
	for _, t := range c.Terms {
		switch v := r.judgeTerm(s, t); c.Join {
		case sop.Or:
			out = max(out, v)
		default:
			out = min(out, v)
		}
	}
	return out
}

func (r Run) judgeTerm(s Step, t sop.Term) verdict {
	is := func(ok bool) verdict {
		if ok {
			return isTrue
		}
		return isFalse
	}
	switch t.Op {
	case sop.HasEnded:
		return is(r.ended != nil)
	case sop.IsAgain:
		return is(s.Opened > 0)
	}
	field, values := r.recorded(t.Name)
	for _, v := range values {
		if satisfies(field, v, t) {
			return isTrue
		}
	}
	if len(r.hangsOn(t.Name)) > 0 {
		return isUnknown
	}
	return isFalse
}

// hangsOn returns the steps on which it hangs what a value is that is unknown: the one
// that asks for it, where a person left it out, and those behind one that could not be
// computed. A value that may stay empty is not asked for.
func (r Run) hangsOn(name string) []Step {
	for _, s := range r.steps {
		switch f := s.FieldNamed(name); {
		case f.Name == "":
		case leftOut(s) && !f.Optional:
			return []Step{s}
		case s.State != NotRequired && s.unknown(f):
			return r.behind(s, f)
		default:
			return nil
		}
	}
	return nil
}

// judgeStep returns whether a step counts: its section's condition and its own.
func (r Run) judgeStep(s Step) verdict {
	return min(r.judge(s, r.proc.Sections[s.Section].If), r.judge(s, s.If))
}

// InDoubt returns the steps that a person left out, or from which something could not be
// computed, on which it hangs whether a step counts; none where that is known. It is asked for then: one of them is opened again and
// answered, or the step is not applicable, with a reason.
func (r Run) InDoubt(s Step) (out []Step) {
	if r.judgeStep(s) != isUnknown {
		return nil
	}
	for _, c := range []*sop.Condition{r.proc.Sections[s.Section].If, s.If} {
		if c == nil {
			continue
		}
		for _, t := range c.Terms {
			for _, left := range r.hangsOn(t.Name) {
				if !slices.ContainsFunc(out, func(x Step) bool { return x.ID == left.ID }) {
					out = append(out, left)
				}
			}
		}
	}
	return out
}

// recorded finds a field by its name, which is unique on the page, with its values.
func (r Run) recorded(name string) (sop.Field, []Value) {
	for _, s := range r.steps {
		for _, f := range s.Fields {
			switch {
			case f.Name != name:
			case f.Calc != nil && s.State == NotRequired: // it was computed before that was known
				return f, nil
			default:
				return f, s.ValuesOf(name)
			}
		}
	}
	return sop.Field{}, nil
}

func satisfies(f sop.Field, v Value, t sop.Term) bool {
	if f.Calc != nil && v.Text == sop.Unknown {
		return false
	}
	if t.Op == sop.OutOfLimits {
		return v.Mark != ""
	}
	cmp, ordered := compare(f, v.Text, t.Value)
	switch t.Op {
	case sop.Equal:
		return cmp == 0
	case sop.NotEqual:
		return cmp != 0
	case sop.Less:
		return ordered && cmp < 0
	case sop.LessEqual:
		return ordered && cmp <= 0
	case sop.Greater:
		return ordered && cmp > 0
	case sop.GreaterEqual:
		return ordered && cmp >= 0
	default:
		return false
	}
}

// compare orders a recorded value and a condition's: numbers by value, dates and times
// of day by their ISO form, anything else only as the same or not.
func compare(f sop.Field, value, want string) (cmp int, ordered bool) {
	//exhaustive:enforce
	switch f.Type {
	case sop.Number:
		a, errA := sop.ParseDecimal(value)
		b, errB := sop.ParseDecimal(want)
		if errA != nil || errB != nil {
			return 1, false
		}
		return a.Cmp(b), true
	case sop.Date:
		return strings.Compare(value, want), true
	case sop.Clock:
		clock, _, err := sop.ClockOf(value)
		return strings.Compare(clock, want), err == nil
	case sop.Text, sop.Choice, sop.YesNo, sop.Scan, sop.File:
	}
	if strings.EqualFold(value, want) {
		return 0, false
	}
	return 1, false
}

// required reports whether step i counts, or may count: its section's condition and its
// own are not false, and the run has not ended before it.
func (r Run) required(i int) (why string, ok bool) {
	s := r.steps[i]
	if r.ended != nil && !s.Always {
		return fmt.Sprintf("ended at step %d", r.steps[r.index(r.ended.Step, r.ended.Item)].Number), false
	}
	for _, c := range []*sop.Condition{r.proc.Sections[s.Section].If, s.If} {
		if r.judge(s, c) == isFalse {
			return r.explain(c), false
		}
	}
	return "", true
}

// passed reports whether step i will not be required, whatever is still recorded.
// Only a correction could bring it back.
func (r Run) passed(i int) bool {
	s := r.steps[i]
	if r.ended != nil && !s.Always {
		return true
	}
	return !s.touched() && slices.ContainsFunc([]*sop.Condition{r.proc.Sections[s.Section].If, s.If}, func(c *sop.Condition) bool {
		return r.judge(s, c) == isFalse && r.settled(c)
	})
}

// settled reports whether all that a condition asks for is recorded, or was left out.
func (r Run) settled(c *sop.Condition) bool {
	return !slices.ContainsFunc(c.Terms, func(t sop.Term) bool {
		return slices.ContainsFunc(r.steps, func(s Step) bool {
			return s.Closed == nil && slices.ContainsFunc(s.Fields, func(f sop.Field) bool {
				return f.Name == t.Name && len(s.ValuesOf(f.Name)) < max(1, f.Repeat)
			})
		})
	})
}

// Met is a test of a condition that is true, with the value that makes it so.
type Met struct {
	Term  sop.Term
	Field sop.Field
	Value Value
}

// Met returns the tests of a condition that are true of what is recorded, in the
// order of the page: of "a or b" only what holds. Where readings are repeated it
// is the first that fits.
func (r Run) Met(c *sop.Condition) []Met {
	if c == nil {
		return nil
	}
	var out []Met
	for _, t := range c.Terms {
		field, values := r.recorded(t.Name)
		for _, v := range values {
			if satisfies(field, v, t) {
				out = append(out, Met{t, field, v})
				break
			}
		}
	}
	return out
}

// InWords says why a step was not required, by the labels of the values instead
// of their names. The events keep the reason with the names; it is told here as
// it was then, whatever was corrected since.
func (r Run) InWords(reason string) string {
	var out []string
	for _, part := range strings.Split(reason, ", ") {
		if text, ok := r.partInWords(part); ok {
			out = append(out, text)
		} else if n := len(out); n > 0 {
			out[n-1] += ", " + part // a value that has a comma
		} else {
			out = append(out, part)
		}
	}
	return strings.Join(out, ", ")
}

// partInWords words one part of what explain wrote.
func (r Run) partInWords(part string) (string, bool) {
	name, rest, _ := strings.Cut(part, " ")
	field, _ := r.recorded(name)
	if field.Name == "" {
		return "", false
	}
	label := "“" + field.Label + "” "
	switch value, is := strings.CutPrefix(rest, "= "); {
	case is:
		return label + "was " + shown(field, value), true
	case rest == "not recorded", rest == "in limits":
		return label + "was " + rest, true
	default:
		return "", false
	}
}

// shown writes a value with its unit, and a date with its month as a word.
func shown(f sop.Field, value string) string {
	if day, err := time.Parse(time.DateOnly, value); err == nil && f.Type == sop.Date {
		return day.Format("2 Jan 2006")
	}
	return withUnit(f, value)
}

// notSo words why a test of the run itself is false.
var notSo = map[sop.Op]string{sop.HasEnded: "the run has not ended", sop.IsAgain: "not done again"}

// explain tells why a condition is false in recorded values: "spill = sealed bucket".
func (r Run) explain(c *sop.Condition) string {
	var parts []string
	for _, t := range c.Terms {
		if t.Op == sop.HasEnded || t.Op == sop.IsAgain {
			parts = append(parts, notSo[t.Op])
			continue
		}
		_, values := r.recorded(t.Name)
		if len(values) == 0 {
			parts = append(parts, t.Name+" not recorded")
			continue
		}
		last := values[len(values)-1]
		part := t.Name + " = " + last.Text
		if t.Op == sop.OutOfLimits {
			part = t.Name + " in limits"
		}
		if !slices.Contains(parts, part) { // "a < 2 or a > 8" names a once
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}
