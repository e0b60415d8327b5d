package run

import (
	"slices"

	"soprun/sop"
)

// itemEnd is how an item ended before its last step.
type itemEnd struct {
	End
	section, nth int
	byRun        bool // the run ended while it was being done
}

// over reports whether the item of a step has ended, or else the run.
func (r Run) over(s Step) bool { return r.EndOf(s) != nil }

// EndOf returns how what a step belongs to has ended, nil while it has not. An item that
// was done before the run ended has not ended.
func (r Run) EndOf(s Step) *End {
	if s.Item == "" {
		return r.ended
	}
	for i, e := range r.itemEnds {
		if e.section == s.Section && e.nth == s.nth {
			return &r.itemEnds[i].End
		}
	}
	return nil
}

// AfterEnd returns the open steps that are still to do once the run, or the item of a step,
// ends at that step: those that are always required, whatever is recorded in them.
func (r Run) AfterEnd(at Step, scope sop.Scope) (out []Step) {
	over := r.endedAt(at, scope)
	for i, s := range over.steps {
		if s.Always && s.Closed == nil && over.over(s) && s.Place() != at.Place() && !over.passed(i) {
			out = append(out, s)
		}
	}
	return out
}

// endedAt returns the run as if it, or the item, had ended at a step.
func (r Run) endedAt(s Step, scope sop.Scope) Run {
	e := End{Step: s.ID, Item: s.Item}
	if scope == sop.EndItem {
		return r.endItem(e)
	}
	return r.endRun(e)
}

// Ends returns what ends where somebody ends it at the hold of a step.
func (s Step) Ends() sop.Scope {
	if s.Item != "" {
		return sop.EndItem
	}
	return sop.EndsRun
}

// applyEnd folds how the run, an item or a section ends.
func (r Run) applyEnd(e sop.Event, by Close) Run {
	switch e.Kind {
	case sop.RunEnded:
		return r.endRun(End{Step: e.Step, Item: e.Item, By: by})
	case sop.ItemEnded:
		return r.endItem(End{Step: e.Step, Item: e.Item, By: by})
	case sop.ItemsLeft:
		r.left = append(slices.Clip(r.left), LeftItem{Step: e.Step, Item: e.Value, By: by})
	case sop.ItemsDone:
		return r.finish(r.sectionOf(e.Step))
	}
	return r
}

// endItem folds the end of an item.
func (r Run) endItem(e End) Run {
	s := r.steps[r.index(e.Step, e.Item)]
	r.itemEnds = append(slices.Clip(r.itemEnds), itemEnd{End: e, section: s.Section, nth: s.nth})
	return r
}

// endRun folds the end of the run, which ends the item at which it happens and those that
// are not done.
func (r Run) endRun(e End) Run {
	for section, n := range r.copies {
		for nth := range n {
			steps := r.copyOf(section, nth)
			open := slices.ContainsFunc(steps, func(s Step) bool {
				return s.Item != "" && (s.Closed == nil || s.Item == e.Item && s.ID == e.Step)
			})
			if open && r.EndOf(steps[0]) == nil {
				r.itemEnds = append(slices.Clip(r.itemEnds), itemEnd{End: e, section: section, nth: nth, byRun: true})
			}
		}
	}
	r.ended = &e
	for section, n := range r.copies {
		if n > 1 {
			r = r.dropBlank(section)
		}
	}
	return r
}

// named folds the value that names an item: the steps that stood for it are its own.
func (r Run) named(e sop.Event) Run {
	if e.Kind != sop.ValueRecorded || e.Item == "" || r.index(e.Step, e.Item) >= 0 {
		return r
	}
	i := r.index(e.Step, "")
	if i < 0 {
		return r
	}
	r.steps = r.writable()
	mine := func(step, item string) bool { return item == "" && r.sectionOf(step) == r.steps[i].Section }
	for j, s := range r.steps {
		if mine(s.ID, s.Item) {
			r.steps[j].Item = e.Item
		}
	}
	r.deviations = slices.Clone(r.deviations)
	for j, d := range r.deviations {
		if mine(d.Step, d.Item) {
			r.deviations[j].Item = e.Item
		}
	}
	r.clock.doubts = slices.Clone(r.clock.doubts)
	for j, d := range r.clock.doubts {
		if mine(d.Step, d.Item) {
			r.clock.doubts[j].Item = e.Item
		}
	}
	r.crew.decided = slices.Clone(r.crew.decided)
	for j, d := range r.crew.decided {
		if mine(d.Step, d.Item) {
			r.crew.decided[j].Item = e.Item
		}
	}
	return r
}

// renamed folds how an item is named now.
func (r Run) renamed(e sop.Event) Run {
	i := r.index(e.Step, e.Item)
	if e.Kind != sop.ValueRecorded && e.Kind != sop.ValueCorrected && e.Kind != sop.ValueSettled || i < 0 || !r.naming(r.steps[i], r.field(e.Field)) {
		return r
	}
	r.steps = r.writable()
	for j, s := range r.steps {
		if r.naming(s, r.field(e.Field)) && s.Item == e.Item {
			r.steps[j].Named = e.Value
		}
	}
	return r
}

// grow folds in the steps for the next item, once all of one are closed and none waits to
// be named.
func (r Run) grow(e sop.Event) Run {
	i := r.index(e.Step, e.Item)
	if _, closes := closedAs[e.Kind]; !closes || i < 0 || e.Item == "" || r.ended != nil {
		return r
	}
	s := r.steps[i]
	section := r.proc.Sections[s.Section]
	last := r.copyOf(s.Section, r.copies[s.Section]-1)
	open := slices.ContainsFunc(r.copyOf(s.Section, s.nth), func(x Step) bool { return x.Closed == nil })
	if open || r.finished[s.Section] || last[0].Item == "" {
		return r
	}
	steps := make([]Step, len(section.Steps))
	for j, st := range section.Steps {
		steps[j] = Step{Step: st, Section: s.Section, State: ToDo, nth: r.copies[s.Section]}
	}
	at := r.begin(s.Section + 1)
	r.steps = slices.Insert(r.writable(), at, steps...)
	r.copies = slices.Clone(r.copies)
	r.copies[s.Section]++
	return r.shift(at, len(steps))
}

// finish folds the end of a section that is done once for each item.
func (r Run) finish(section int) Run {
	r.finished = slices.Clone(r.finished)
	r.finished[section] = true
	return r.dropBlank(section)
}

// dropBlank takes out the steps for an item that is not named any more.
func (r Run) dropBlank(section int) Run {
	blank := r.copyOf(section, r.copies[section]-1)
	if !r.blank(blank[0]) {
		return r
	}
	r.dropped = append(slices.Clip(r.dropped), blank...)
	at := r.begin(section+1) - len(blank)
	r.steps = slices.Delete(r.writable(), at, at+len(blank))
	r.copies = slices.Clone(r.copies)
	r.copies[section]--
	r.closed = slices.DeleteFunc(slices.Clone(r.closed), func(i int) bool { return i >= at && i < at+len(blank) })
	if r.current >= at && r.current < at+len(blank) {
		r.current = at + len(blank)
	}
	return r.shift(at, -len(blank))
}

// stepOf returns the step of a deviation, also where it stood for an item that nobody named.
func (r Run) stepOf(d Deviation) Step {
	if i := r.index(d.Step, d.Item); i >= 0 {
		return r.steps[i]
	}
	return r.dropped[slices.IndexFunc(r.dropped, d.of)]
}

// shift moves what points at steps from one on.
func (r Run) shift(at, by int) Run {
	r.closed = slices.Clone(r.closed)
	for j, i := range r.closed {
		if i >= at {
			r.closed[j] += by
		}
	}
	if r.current >= at {
		r.current += by
	}
	return r
}
