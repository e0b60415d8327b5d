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
		return is(r.over(s))
	case sop.IsAgain:
		return is(s.Opened > 0)
	}
	field, values := r.recorded(s, t.Name)
	for _, v := range values {
		if satisfies(field, v, t) {
			return isTrue
		}
	}
	if len(r.hangsOn(s, t.Name)) > 0 {
		return isUnknown
	}
	return isFalse
}

// hangsOn returns the steps on which it hangs what a value is that is unknown: those
// that ask for it, where a person left them out, and those behind one that could not be
// computed. A value that may stay empty is not asked for, nor is one of an item that was
// left out with a reason.
func (r Run) hangsOn(by Step, name string) (out []Step) {
	for _, s := range r.seen(by, name) {
		switch f := s.FieldNamed(name); {
		case leftOut(s) && !f.Optional && !f.NotAsked:
			out = append(out, s)
		case s.State != NotRequired && s.unknown(f):
			out = append(out, r.behind(s, f)...)
		}
	}
	return out
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
			for _, left := range r.hangsOn(s, t.Name) {
				if !slices.ContainsFunc(out, func(x Step) bool { return x.ID == left.ID && x.Item == left.Item }) {
					out = append(out, left)
				}
			}
		}
	}
	return out
}

// recorded finds a field by its name, which is unique on the page, with those of its
// values that a step speaks of.
func (r Run) recorded(by Step, name string) (f sop.Field, values []Value) {
	for _, s := range r.seen(by, name) {
		f = s.FieldNamed(name)
		if f.Calc != nil && s.State == NotRequired { // it was computed before that was known
			continue
		}
		if of := s.ValuesOf(name); values == nil {
			values = slices.Clip(of)
		} else {
			values = append(values, of...)
		}
	}
	return f, values
}

func satisfies(f sop.Field, v Value, t sop.Term) bool {
	if f.Calc != nil && v.Text == sop.Unknown {
		return false
	}
	if t.Op == sop.OutOfLimits {
		return v.Mark != ""
	}
	return t.Op.Holds(f.Type.Compare(v.Text, t.Value))
}

// required reports whether step i counts, or may count: its section's condition and its
// own are not false, and the run has not ended before it.
func (r Run) required(i int) (why string, ok bool) {
	s := r.steps[i]
	if end := r.EndOf(s); end != nil && (!s.Always || r.blank(s)) {
		of, _ := r.proc.Step(end.Step)
		return fmt.Sprintf("ended at step %d", of.Number), false
	}
	for _, c := range []*sop.Condition{r.proc.Sections[s.Section].If, s.If} {
		if r.judge(s, c) == isFalse {
			return r.explain(s, c), false
		}
	}
	return "", true
}

// passed reports whether step i will not be required, whatever is still recorded.
// Only a correction could bring it back.
func (r Run) passed(i int) bool {
	s := r.steps[i]
	if r.over(s) && (!s.Always || r.blank(s)) || r.blank(s) && r.allNamed(s.Section) {
		return true
	}
	return !s.touched() && (r.lost(s, r.proc.Sections[s.Section].If) || r.lost(s, s.If))
}

// lost reports whether a condition of a step is false and stays so: of "a and b" it is
// enough that one of them does.
func (r Run) lost(s Step, c *sop.Condition) bool {
	if c == nil {
		return false
	}
	open := func(t sop.Term) bool { return r.judgeTerm(s, t) != isFalse || !r.settled(s, t.Name) }
	if c.Join == sop.Or {
		return !slices.ContainsFunc(c.Terms, open)
	}
	return slices.ContainsFunc(c.Terms, func(t sop.Term) bool { return !open(t) })
}

// settled reports whether all that a step speaks of by a name is recorded, was left out,
// or can no longer be asked for.
func (r Run) settled(by Step, name string) bool {
	return !slices.ContainsFunc(r.seen(by, name), func(s Step) bool {
		asked := s.Closed == nil && (!r.over(s) || s.Always) && !r.passed(r.index(s.ID, s.Item))
		return asked && len(s.ValuesOf(name)) < max(1, s.FieldNamed(name).Repeat)
	})
}

// Met is a test of a condition that is true, with the value that makes it so.
type Met struct {
	Term  sop.Term
	Field sop.Field
	Value Value
	Item  string // of another section, as it is named; "" where the step speaks of its own
}

// Met returns the tests of a step's condition that are true of what is recorded, in the
// order of the page: of "a or b" only what holds. Where readings are repeated it is the
// first that fits, of each item.
func (r Run) Met(by Step, c *sop.Condition) []Met {
	if c == nil {
		return nil
	}
	var out []Met
	for _, t := range c.Terms {
		for _, s := range r.seen(by, t.Name) {
			field := s.FieldNamed(t.Name)
			values := s.ValuesOf(t.Name)
			i := slices.IndexFunc(values, func(v Value) bool { return satisfies(field, v, t) })
			if i < 0 || field.Calc != nil && s.State == NotRequired {
				continue
			}
			m := Met{Term: t, Field: field, Value: values[i]}
			if s.Section != by.Section {
				m.Item = s.Named
			}
			out = append(out, m)
		}
	}
	return out
}

// InWords says why a step was not required, by the labels of the values, as label words
// them, instead of their names. The events keep the reason with the names; it is told here as
// it was then, whatever was corrected since.
func (r Run) InWords(reason string, label func(sop.Field) string) string {
	var out []string
	for _, part := range strings.Split(reason, ", ") {
		if text, ok := r.partInWords(part, label); ok {
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
func (r Run) partInWords(part string, labelled func(sop.Field) string) (string, bool) {
	name, rest, _ := strings.Cut(part, " ")
	field := r.field(name)
	if field.Name == "" {
		return "", false
	}
	label := "“" + labelled(field) + "” "
	switch value, is := strings.CutPrefix(rest, "= "); {
	case is:
		return label + "was " + shown(field, value), true
	case rest == "not recorded", rest == "in limits":
		return label + "was " + rest, true
	default:
		return "", false
	}
}

// shown writes a value with its unit, a date with its month as a word, and a time with its
// day.
func shown(f sop.Field, value string) string {
	if at, err := time.Parse(sop.Moment, value); err == nil && f.Type == sop.Clock {
		return at.Format("15:04 on 2 Jan 2006")
	}
	if day, err := time.Parse(time.DateOnly, value); err == nil && f.Type == sop.Date {
		return day.Format("2 Jan 2006")
	}
	return withUnit(f, value)
}

// notSo words why a test of the run itself is false.
func (s Step) notSo(op sop.Op) string {
	if op == sop.IsAgain {
		return "not done again"
	}
	return "the " + string(s.Ends()) + " has not ended"
}

// explain tells why a condition is false in recorded values: "spill = sealed bucket".
func (r Run) explain(by Step, c *sop.Condition) string {
	var parts []string
	for _, t := range c.Terms {
		if t.Op == sop.HasEnded || t.Op == sop.IsAgain {
			parts = append(parts, by.notSo(t.Op))
			continue
		}
		_, values := r.recorded(by, t.Name)
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
