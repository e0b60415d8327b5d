package run

import (
	"slices"

	"soprun/sop"
)

// Unread reports whether the values of a step are kept from whoever reads them for
// themself: until it is checked, a second person sees none of them, nor what follows from
// them (H27). A step whose value was corrected after its check is unread again.
func (r Run) Unread(s Step) bool {
	if s.Verify == "" || s.Others.Checked != nil {
		return false
	}
	if s.Closed != nil {
		return r.Unchecked(s)
	}
	return r.stopped == nil && (!r.over(s) || s.Always)
}

// Veils reports whether a value of a step tells one that is unread: it is one, or is
// computed from one.
func (r Run) Veils(s Step, f sop.Field) bool {
	return r.Unread(s) || slices.ContainsFunc(f.Calc.Names(), func(name string) bool { return r.tells(s, name) })
}

// Veiled reports whether it tells an unread value that a step was not required.
func (r Run) Veiled(s Step) bool {
	if s.State != NotRequired {
		return false
	}
	for _, c := range []*sop.Condition{r.proc.Sections[s.Section].If, s.If} {
		if c != nil && slices.ContainsFunc(c.Terms, func(t sop.Term) bool { return r.tells(s, t.Name) }) {
			return true
		}
	}
	return false
}

// tells reports whether what a step speaks of by a name is unread, or computed from what is.
func (r Run) tells(by Step, name string) bool {
	return name != "" && slices.ContainsFunc(r.seen(by, name), func(s Step) bool { return r.Veils(s, s.FieldNamed(name)) })
}

func (r Run) anyUnread() bool {
	for i := range r.steps { // a step is large: few are looked at
		if s := &r.steps[i]; s.Verify != "" && r.Unread(*s) {
			return true
		}
	}
	return false
}

// unseen returns the run as whoever reads blind may see it: without the values of the steps
// that are unread and without what was passed because of them.
func (r Run) unseen() Run {
	if !r.anyUnread() {
		return r
	}
	steps := slices.Clone(r.steps)
	for i, s := range r.steps {
		switch {
		case r.Unread(s):
			steps[i].Closed = nil
			steps[i].Values = slices.DeleteFunc(slices.Clone(s.Values), func(v Value) bool { return !r.naming(s, s.FieldNamed(v.Field)) })
		case r.Veiled(s):
			steps[i].Closed, steps[i].State = nil, ToDo
		default:
			steps[i].Values = slices.DeleteFunc(slices.Clone(s.Values), func(v Value) bool { return r.Veils(s, s.FieldNamed(v.Field)) })
		}
	}
	r.steps = steps
	return r
}
