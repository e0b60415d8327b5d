package recall

import (
	"slices"

	"soprun/sop"
)

// situation is what a question states: values, and how the run stands. What it does not
// state is not known. No step of it was opened again.
type situation struct {
	values map[string]value // by the name of the field
	how    standing
	end    *int // the step at which the run ended, nil where that is not stated
}

// standing is how a run, or an item of it, stands.
type standing int

const (
	goesOn   standing = iota // nothing followed from any value
	hasEnded                 // a value ended it, or whoever decided at a hold
	released                 // it was held, and whoever decided said go on
)

// standings lists them, what happens most often first.
var standings = []standing{goesOn, hasEnded, released}

// allows reports whether a run can stand so with a value of a field.
func (h standing) allows(f sop.Field, v value) bool {
	switch {
	case f.Or == nil || !v.out || h == hasEnded:
		return true
	case h == released:
		return last(f.Or).Does == sop.Hold
	default:
		return false
	}
}

// value is what a field may be stated to have.
type value struct {
	text string // as it is recorded; in words for a date, and where the page has no limits
	out  bool   // of limits
}

// last is what a consequence comes to in the end: of a redo what follows after its times.
func last(c *sop.Consequence) *sop.Consequence {
	if c.Then != nil {
		return c.Then
	}
	return c
}

// verdict is what a condition comes to.
type verdict int

const (
	no verdict = iota
	unknown
	yes
)

// counts says whether step i is asked for in a situation.
func (s sheet) counts(i int, now situation) verdict {
	if now.how == hasEnded && !s.steps[i].Always || s.behindEnd(now.end, i) {
		return no
	}
	out := yes
	for _, c := range s.conditions(i) {
		out = min(out, s.judge(c, now))
	}
	return out
}

func (s sheet) judge(c *sop.Condition, now situation) verdict {
	out := yes
	if c.Join == sop.Or {
		out = no
	}
	for _, t := range c.Terms {
		v := s.judgeTerm(t, now)
		if c.Join == sop.Or {
			out = max(out, v)
		} else {
			out = min(out, v)
		}
	}
	return out
}

func (s sheet) judgeTerm(t sop.Term, now situation) verdict {
	f, known := s.fields[t.Name]
	v, stated := now.values[t.Name]
	met := false
	switch {
	case t.Op == sop.HasEnded:
		met = now.how == hasEnded
	case t.Op == sop.IsAgain:
	case stated:
		if met, known = meets(f.Field, v, t); !known {
			return unknown
		}
	case known && (s.behindEnd(now.end, f.at) || !s.afterItem(f.at) && s.counts(f.at, situation{values: now.values}) == no): // was not asked for
	default:
		return unknown
	}
	if met {
		return yes
	}
	return no
}

// afterItem reports whether a step is one of an item that has ended. Of other steps it cannot
// be told whether there was one.
func (s sheet) afterItem(i int) bool {
	return s.each(i) >= 0 && slices.ContainsFunc(s.conditions(i), func(c *sop.Condition) bool {
		return slices.ContainsFunc(c.Terms, func(t sop.Term) bool { return t.Op == sop.HasEnded })
	})
}

// behindEnd reports whether a step is not come to, because the run ended before it: one that
// is not always done, or one of items that were not begun.
func (s sheet) behindEnd(end *int, i int) bool {
	return end != nil && i > *end && (!s.steps[i].Always || s.each(i) >= 0 && s.each(i) != s.each(*end))
}

// meets reports whether a value meets a test, and whether that can be told of it.
func meets(f sop.Field, v value, t sop.Term) (met, known bool) {
	if t.Op == sop.OutOfLimits {
		return v.out, f.Limited()
	}
	if f.Type == sop.Date { // is stated in words
		return false, false
	}
	cmp, ordered := f.Type.Compare(v.text, t.Value)
	if f.Type == sop.Number && !ordered { // stated in words as well
		return false, false
	}
	return t.Op.Holds(cmp, ordered), ordered || t.Op == sop.Equal || t.Op == sop.NotEqual
}

// choices returns what a field may be stated to have, what is in order first. A number of
// which the page itself has no limits is stated in words.
func (s sheet) choices(f sop.Field) []value {
	var out []value
	switch {
	case f.Type.Facts().Given == sop.Chosen:
		out = words(f.Answers(), f.Expect)
	case f.Local != "" || !f.From.None():
		out = []value{{"within its limits", false}, {"outside its limits", true}}
	case f.Type == sop.Number:
		out = s.figures(f)
	default:
		out = days(f.Days)
	}
	slices.SortStableFunc(out, func(a, b value) int { return order(a.out) - order(b.out) })
	return out
}

func order(out bool) int {
	if out {
		return 1
	}
	return 0
}

func words(all, expect []string) (out []value) {
	for _, w := range all {
		out = append(out, value{w, len(expect) > 0 && !slices.Contains(expect, w)})
	}
	return out
}

// days are what a date may be said to be: in order, or what its mark would say.
func days(r sop.DayRule) []value {
	out := map[sop.DayTest]string{
		sop.AfterToday: "expired", sop.FromToday: "expired", sop.AtMostAgo: "too long ago", sop.AtLeastAhead: "too soon",
	}[r.Test]
	if out == "" {
		return nil
	}
	return []value{{"in order", false}, {out, true}}
}
