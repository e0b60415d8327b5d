package page

import (
	"math/big"
	"slices"

	"soprun/sop"
)

// constantConditions warns about conditions that are the same whatever is recorded: the step
// would never be asked for, or always.
func (r *reading) constantConditions() {
	if slices.ContainsFunc(r.notes.list, Finding.IsError) {
		return // of a limit or a value that is wrong nothing follows
	}
	fields := r.recorded()
	for _, c := range r.conds {
		never, always := r.outcomes(c, fields)
		switch {
		case never:
			r.notes.add(codeConstant, c.terms[0], "%q is never true, whatever is recorded: what stands under it would never be asked for", c.cond)
		case always:
			r.notes.add(codeConstant, c.terms[0], "%q is true whatever is recorded: delete it, or test what makes a difference", c.cond)
		}
	}
}

// outcomes reports whether a condition is false, or true, of every value that can be recorded.
// The fields do not hang together, so that each is looked at by itself; a test of which the
// values cannot be listed may be both. What was not asked makes every test false.
func (r *reading) outcomes(c placedCondition, fields map[string]recorded) (never, always bool) {
	byField, open, asked := map[string][]sop.Term{}, false, true
	for _, t := range c.cond.Terms {
		of, ok := fields[t.Name]
		if !ok || !r.listable(c, of, t) {
			open = true
			continue
		}
		byField[t.Name] = append(byField[t.Name], t)
		asked = asked && r.at(of.step).If == nil && r.proc.Sections[r.steps[of.step].section].If == nil
	}
	or := c.cond.Join == sop.Or && len(c.cond.Terms) > 1
	never, always = or && !open, !or && !open && len(byField) > 0
	for name, terms := range byField {
		some, all := truths(fields[name].field, terms, or)
		if or {
			never, always = never && !some, always || all
		} else {
			never, always = never || !some, always && all
		}
	}
	return never && len(byField) > 0, always && asked
}

// listable reports whether it can be told of every value of a field whether a test holds.
func (r *reading) listable(c placedCondition, of recorded, t sop.Term) bool {
	f := of.field
	here, _ := r.eachOf(c.step)
	if there, each := r.eachOf(of.step); each && here != there || f.Repeat > 1 || f.Optional {
		return false
	}
	if t.Op == sop.OutOfLimits && (f.Local != "" || !f.From.None() || f.Calc != nil) {
		return false
	}
	if f.Type == sop.Number {
		_, err := sop.ParseDecimal(t.Value)
		return err == nil || t.Op == sop.OutOfLimits
	}
	return len(f.Answers()) > 1 && !f.OfTable && (t.Op != sop.OutOfLimits || len(f.Expect) > 0)
}

// truths reports whether tests of one field hold of some of its values, and of all: each of
// them, or with or one.
func truths(f sop.Field, terms []sop.Term, or bool) (some, all bool) {
	all = true
	for _, is := range values(f, terms) {
		isFalse := func(t sop.Term) bool { return !is(t) }
		isTrue := or && slices.ContainsFunc(terms, is) || !or && !slices.ContainsFunc(terms, isFalse)
		some, all = some || isTrue, all && isTrue
	}
	return some, all
}

// values are what a field can be, each by what tests are true of it.
func values(f sop.Field, terms []sop.Term) (out []func(sop.Term) bool) {
	if f.Type != sop.Number {
		for _, answer := range f.Answers() {
			out = append(out, func(t sop.Term) bool {
				if t.Op == sop.OutOfLimits {
					return !slices.Contains(f.Expect, answer)
				}
				return (t.Value == answer) == (t.Op == sop.Equal)
			})
		}
		return out
	}
	for _, x := range figures(f, terms) {
		out = append(out, func(t sop.Term) bool {
			if t.Op == sop.OutOfLimits {
				return outside(f.Accepted, x)
			}
			return t.Op.Holds(x.Cmp(sop.MustDecimal(t.Value).Rat()), true)
		})
	}
	return out
}

func outside(r sop.Range, x *big.Rat) bool {
	return r.Low != nil && x.Cmp(r.Low.Rat()) < 0 || r.High != nil && x.Cmp(r.High.Rat()) > 0
}

// figures are numbers that a field can have: each figure that something changes at, one
// between two of them, and one beyond, as far as they are possible.
func figures(f sop.Field, terms []sop.Term) []*big.Rat {
	var at []*big.Rat
	for _, d := range []*sop.Decimal{f.Accepted.Low, f.Accepted.High, f.Possible.Low, f.Possible.High} {
		if d != nil {
			at = append(at, d.Rat())
		}
	}
	for _, t := range terms {
		if t.Op != sop.OutOfLimits {
			at = append(at, sop.MustDecimal(t.Value).Rat())
		}
	}
	slices.SortFunc(at, (*big.Rat).Cmp)
	one := big.NewRat(1, 1)
	all := []*big.Rat{new(big.Rat).Sub(at[0], one), new(big.Rat).Add(at[len(at)-1], one)}
	for i, x := range at {
		all = append(all, x)
		if i > 0 {
			sum := new(big.Rat).Add(at[i-1], x)
			all = append(all, sum.Quo(sum, big.NewRat(2, 1)))
		}
	}
	return slices.DeleteFunc(all, func(x *big.Rat) bool { return outside(f.Possible, x) })
}
