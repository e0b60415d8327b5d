package recall

import (
	"maps"
	"slices"

	"soprun/sop"
)

// goal is what a situation has to come to: that a step counts or does not, that a condition
// or a test of it is met or is not. Exactly one of step, cond and term is set.
type goal struct {
	step *int
	cond *sop.Condition
	term *sop.Term
	want bool
	item bool // it is asked of an item, by a step that is outside of items
}

func counts(i int) goal  { return goal{step: &i, want: true} }
func skipped(i int) goal { return goal{step: &i} }

// way is one of the ways to a goal: further goals, and which values of a field do.
type way struct {
	goals []goal
	field string // "" for none
	does  func(value) bool
}

// solver looks for a situation.
type solver struct {
	sheet
	how   standing
	end   *int
	about []int // the sections of whose steps a goal speaks
	tries int
}

// maxTries bounds the search: a page whose conditions need more has no such face.
const maxTries = 300

// when returns a situation in which all goals are met, with as little stated as that takes,
// and true; false where none can be stated.
func (s sheet) when(how standing, goals ...goal) (situation, bool) {
	return s.solve(&solver{sheet: s, how: how}, goals)
}

// whenEndedAt is when for a run that ended at a step, by a value of a field of it that is not
// right.
func (s sheet) whenEndedAt(end int, field string, goals ...goal) (situation, bool) {
	ends := goal{term: &sop.Term{Name: field, Op: sop.OutOfLimits}, want: true}
	return s.solve(&solver{sheet: s, how: hasEnded, end: &end}, append(goals, ends))
}

func (s sheet) solve(v *solver, goals []goal) (situation, bool) {
	for _, g := range goals {
		if g.step != nil {
			v.about = append(v.about, v.steps[*g.step].section)
		}
	}
	found, ok := v.meet(goals, map[string][]value{})
	if !ok {
		return situation{}, false
	}
	out := situation{values: map[string]value{}, how: v.how, end: v.end}
	for name, left := range found {
		out.values[name] = left[0]
	}
	return out, s.consistent(out)
}

// whenever is when, however the run stands.
func (s sheet) whenever(goals ...goal) (now situation, ok bool) {
	for _, how := range standings {
		if now, ok = s.when(how, goals...); ok {
			break
		}
	}
	return now, ok
}

// consistent reports whether nothing is stated both of a figure and of what it is computed
// from, nor of what was not asked for any more after a value that ended the run.
func (s sheet) consistent(now situation) bool {
	for name, v := range now.values {
		f := s.fields[name]
		if f.Or != nil && v.out && f.Or.Does == sop.End && s.statesBehind(now, f.at) {
			return false
		}
		for from := range s.sources(name, map[string]bool{}) {
			if _, both := now.values[from]; both {
				return false
			}
		}
	}
	return true
}

// statesBehind reports whether a value is stated that is asked for behind a step, and not
// always.
func (s sheet) statesBehind(now situation, at int) bool {
	for name := range now.values {
		if f := s.fields[name]; f.at > at && !s.steps[f.at].Always {
			return true
		}
	}
	return false
}

// sources adds the names of everything that a field is computed from.
func (s sheet) sources(name string, to map[string]bool) map[string]bool {
	for _, from := range s.fields[name].Calc.Names() {
		if !to[from] {
			to[from] = true
			s.sources(from, to)
		}
	}
	return to
}

// meet takes the goals one after the other. have are the values that are left of each field.
func (v *solver) meet(goals []goal, have map[string][]value) (map[string][]value, bool) {
	if v.tries++; v.tries > maxTries {
		return nil, false
	}
	if len(goals) == 0 {
		return have, true
	}
	for _, w := range v.ways(goals[0]) {
		left := have
		if w.field != "" {
			if left = v.narrow(have, w); left == nil {
				continue
			}
		}
		if out, ok := v.meet(slices.Concat(w.goals, goals[1:]), left); ok {
			return out, true
		}
	}
	return nil, false
}

// narrow leaves the values of a field that do, nil where none does.
func (v *solver) narrow(have map[string][]value, w way) map[string][]value {
	f := v.fields[w.field].Field
	from, narrowed := have[w.field]
	if !narrowed {
		from = v.choices(f)
	}
	var left []value
	for _, x := range from {
		if w.does(x) && (v.how.allows(f, x) || v.endedItem(w.field)) {
			left = append(left, x)
		}
	}
	if len(left) == 0 {
		return nil
	}
	out := maps.Clone(have)
	out[w.field] = left
	return out
}

// done reports whether a step stands before the one at which the run ended, or is that one.
func (v *solver) done(i int) bool { return v.end != nil && i <= *v.end }

// endedItem reports whether a value of a field ends no more than an item, of a section that is
// done for each, and the question is of steps outside of it: there the run goes on.
func (v *solver) endedItem(field string) bool {
	f := v.fields[field]
	each := v.each(f.at)
	return each >= 0 && !slices.Contains(v.about, each) && last(f.Or).Scope == sop.EndItem
}

func (v *solver) ways(g goal) []way {
	switch {
	case g.step != nil:
		return v.toStep(*g.step, g.want)
	case g.cond != nil:
		return toTerms(g)
	default:
		return v.toTerm(*g.term, g.want, g.item)
	}
}

// toStep returns the ways to a step that counts, or does not.
func (v *solver) toStep(i int, want bool) []way {
	if v.how == hasEnded && !v.steps[i].Always && !v.done(i) || v.behindEnd(v.end, i) {
		if want {
			return nil
		}
		return []way{{}}
	}
	var goals []goal
	for _, c := range v.conditions(i) {
		goals = append(goals, goal{cond: c, want: want})
	}
	return together(goals, want)
}

// together returns one way that takes all goals, or a way for each.
func together(goals []goal, all bool) (out []way) {
	if all {
		return []way{{goals: goals}}
	}
	for _, g := range goals {
		out = append(out, way{goals: []goal{g}})
	}
	return out
}

func toTerms(g goal) []way {
	var goals []goal
	for _, t := range g.cond.Terms {
		goals = append(goals, goal{term: &t, want: g.want, item: g.item})
	}
	return together(goals, (g.cond.Join != sop.Or) == g.want)
}

// toTerm returns the ways to a test that is met, or is not: its field was asked, and has a
// value that does; or it was not asked, which meets no test. That an item has ended is said
// by the values of its steps that are done then; that none has is not said.
func (v *solver) toTerm(t sop.Term, want, item bool) []way {
	f, known := v.fields[t.Name]
	switch {
	case t.Op == sop.HasEnded && item:
		return together(nil, want)
	case t.Op == sop.HasEnded || t.Op == sop.IsAgain:
		if (t.Op == sop.HasEnded && v.how == hasEnded) == want {
			return []way{{}}
		}
		return nil
	case !known:
		return nil
	case v.behindEnd(v.end, f.at):
		return together(nil, !want)
	}
	outside := v.each(f.at) >= 0 && !slices.Contains(v.about, v.each(f.at))
	wasAsked := goalsOf(v.conditions(f.at), true, outside)
	out := []way{{goals: wasAsked, field: t.Name, does: func(x value) bool {
		met, told := meets(f.Field, x, t)
		return told && met == want
	}}}
	if !want {
		out = append(out, together(goalsOf(v.conditions(f.at), false, outside), false)...)
	}
	return out
}

func goalsOf(conditions []*sop.Condition, want, item bool) (out []goal) {
	for _, c := range conditions {
		out = append(out, goal{cond: c, want: want, item: item})
	}
	return out
}
