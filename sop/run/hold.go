package run

import (
	"fmt"
	"slices"

	"soprun/sop"
)

// Released is how somebody ended a hold.
type Released struct {
	As  sop.Who
	End bool // the run ends at it; else it goes on
	By  Close
}

// Awaits returns who has to release a step before anything goes on: who its tag names,
// and who its page asks for because of a value. Nobody is asked twice.
func (r Run) Awaits(s Step) []sop.Who {
	if s.State == NotRequired || s.Closed != nil && (r.ended != nil || r.over(s)) { // an end lets go what was held
		return nil
	}
	var out []sop.Who
	add := func(who sop.Who) {
		if who != "" && !s.releasedBy(who) && !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	add(s.Hold)
	if f, ok := r.Follows(s); ok && f.Does == sop.Hold {
		for _, c := range r.consequences(s, leftOut(s)) {
			if c.comes.Does == sop.Hold {
				add(c.comes.Who)
			}
		}
	}
	return out
}

// releasedBy reports whether somebody released the step as who.
func (s Step) releasedBy(who sop.Who) bool {
	return slices.ContainsFunc(s.Others.Releases, func(x Released) bool { return x.As == who })
}

// ends returns the releases with which somebody ended the run: they stand whatever is
// recorded after them.
func (s Step) ends() (out []Released) {
	for _, x := range s.Others.Releases {
		if x.End {
			out = append(out, x)
		}
	}
	return out
}

// Unchecked reports whether a closed step is to be checked again, because a value of it was
// corrected since: the check was of another value.
func (r Run) Unchecked(s Step) bool {
	return s.State == Done && s.Verify != "" && s.Others.Checked == nil && !r.isOver(s)
}

// isOver reports whether nothing more is asked about a closed step: the run was stopped or
// has ended, or its item has.
func (r Run) isOver(s Step) bool { return r.stopped != nil || r.ended != nil || r.over(s) }

// allClosed refuses where a step is open, whatever is current.
func (r Run) allClosed() *Refusal {
	for i := range r.steps {
		if s := &r.steps[i]; s.Closed == nil {
			return refuse(StepsOpen, s.ID, "", "step %d is still to do", s.Number)
		}
	}
	return nil
}

// Held returns the closed step that holds the run, and false when none does.
func (r Run) Held() (Step, bool) {
	if r.held == nil {
		return Step{}, false
	}
	return r.steps[*r.held], true
}

// findHeld returns the index of the first closed step that somebody has to release, or to
// check again.
func (r Run) findHeld() *int {
	for i := range r.steps {
		if s := &r.steps[i]; s.Closed == nil || s.Verify == "" && s.Hold == "" && !comesToSomething(s) {
			continue
		}
		if s := r.steps[i]; r.Unchecked(s) || (s.Hold != "" || s.hasConsequence()) && len(r.Awaits(s)) > 0 {
			return &i
		}
	}
	return nil
}

// comesToSomething is hasConsequence of a step where it lies: a step is large, and what is asked
// of each of them with every event copies only those that it is about.
func comesToSomething(s *Step) bool {
	if s.DoOr != nil {
		return true
	}
	for i := range s.Fields {
		if s.Fields[i].Or != nil {
			return true
		}
	}
	return false
}

// toEnd returns the closed step at whose hold somebody ended the run, which has not been
// noted yet.
func (r Run) toEnd() (Step, bool) {
	if r.ended != nil || r.stopped != nil {
		return Step{}, false
	}
	for i := range r.steps {
		if s := &r.steps[i]; s.Closed == nil || len(s.Others.Releases) == 0 {
			continue
		}
		if s := r.steps[i]; len(s.ends()) > 0 && !r.over(s) {
			return s, true
		}
	}
	return Step{}, false
}

// endedAtHold returns the release that ends the run at the step's hold.
func (s Step) endedAtHold() (Released, bool) {
	if ends := s.ends(); len(ends) > 0 {
		return ends[0], true
	}
	return Released{}, false
}

// Stays reports whether nothing but a decision, or to close the step, is open.
func (r Run) Stays() bool { return r.stays() != nil }

// stays refuses what leads away from an open step at whose hold somebody ended the run, or
// whose values hold it until somebody decides.
func (r Run) stays() *Refusal {
	for i := range r.steps {
		if s := &r.steps[i]; s.Closed != nil || len(s.Others.Releases) == 0 && !comesToSomething(s) {
			continue
		}
		s := r.steps[i]
		if r.over(s) {
			continue
		}
		if x, end := s.endedAtHold(); end {
			return refuse(RunOver, s.ID, "", "%s ended the %s at step %d: close the step", x.By.Person, s.Ends(), s.Number)
		}
		if f, ok := r.Follows(s); ok && f.Does == sop.Hold && len(r.Awaits(s)) > 0 {
			return refuse(NeedsRelease, s.ID, "", "%s: nothing goes on until a %s decides", f.Why, f.Who)
		}
	}
	return nil
}

// goesOn reports whether something follows from a release that was not noted yet: it is
// signed, and so causes no other event.
func (r Run) goesOn() bool {
	if _, end := r.toEnd(); end {
		return true
	}
	if _, again := r.countsAgain(); again {
		return true
	}
	s, open := r.Current()
	if !open || s.Closed != nil || s.Started != nil || r.clock.began.IsZero() {
		return false
	}
	_, pending := s.PendingAlert()
	_, required := r.required(r.current)
	return !pending || !required || r.blank(s) && r.allNamed(s.Section)
}

// goOn notes what follows from a release.
func (t *turn) goOn() *Refusal {
	if !t.run.goesOn() {
		return refuse(NoSuchThing, t.run.here(), "", "nothing follows that has not been noted")
	}
	if s, end := t.run.toEnd(); end {
		t.endAtHold(s)
	}
	t.advance()
	return nil
}

func (t *turn) endAtHold(s Step) {
	release, _ := s.endedAtHold()
	t.end(s, s.Ends(), fmt.Sprintf("at the hold of step %d, by %s: %s", s.Number, release.By.Person, release.By.Reason))
}

// takeHeld handles what is done while a closed step holds the run: it is released, or
// checked again.
func (t *turn) takeHeld(s Step, a Action) *Refusal {
	switch a := a.(type) {
	case Release:
		return t.release(s, a)
	case CheckValue:
		return t.checkValue(s, a)
	case Settle:
		return t.settle(s, a)
	case Check:
		return t.check(s, a)
	}
	return t.run.released(s)
}

// released refuses while the step holds the run.
func (r Run) released(s Step) *Refusal {
	if s.Closed != nil && r.Unchecked(s) {
		return refuse(NeedsSecond, s.ID, "", "a value of step %d was corrected: a %s checks it again first", s.Number, s.Verify)
	}
	who := r.Awaits(s)
	if len(who) == 0 {
		return nil
	}
	return refuse(NeedsRelease, s.ID, "", "step %d holds the run until a %s releases it", s.Number, who[0])
}
