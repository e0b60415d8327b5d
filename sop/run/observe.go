package run

import (
	"slices"
	"unicode/utf8"

	"soprun/sop"
)

// Observation is that somebody watches who carries the run out, who said beforehand how
// they would do it.
type Observation struct {
	Assessor string
	By       Close // Reason is what they will do, and what could go wrong
}

// Observations returns who watches the run, in the order in which that was said.
func (r Run) Observations() []Observation { return r.crew.watched }

// Untouched reports whether no step of the run was ever done, so that what will be done
// can still be said beforehand.
func (r Run) Untouched() bool {
	return !slices.ContainsFunc(r.steps, func(s Step) bool {
		return s.State == Done || slices.ContainsFunc(s.Earlier, func(a Attempt) bool { return a.State == Done })
	})
}

// observe notes who watches, and what the performer says beforehand.
func (t *turn) observe(at Step, a Observe) *Refusal {
	switch {
	case t.run.clock.began.IsZero() && !alerts(at):
		return refuse(NotBegun, at.ID, "", "the run has not begun")
	case !t.run.Untouched():
		return refuse(TooLate, at.ID, "", "a step is done: what you will do is said before the first; somebody can watch another run")
	case a.Assessor == "":
		return refuse(NeedsReason, at.ID, "", "say who watches")
	case a.Assessor == t.person:
		return refuse(SamePerson, at.ID, "", "another person watches, never the one who performs the run")
	case slices.ContainsFunc(t.run.crew.watched, func(o Observation) bool { return o.Assessor == a.Assessor && o.By.Person == t.person }):
		return refuse(AlreadyRecorded, at.ID, "", "it is said already that %s watches", a.Assessor)
	}
	text, refusal := words(at.ID, a.Said, "say how you will do it, and what could go wrong")
	if refusal != nil {
		return refusal
	}
	if utf8.RuneCountInString(text) < LeastWords {
		return refuse(NeedsReason, at.ID, "", "say in %d letters at least how you will do it, and what could go wrong", LeastWords)
	}
	t.emit(sop.Event{Kind: sop.Observed, Value: a.Assessor, Reason: text})
	return nil
}

// alerts reports whether an alert of the step is to be acknowledged.
func alerts(s Step) bool {
	_, pending := s.PendingAlert()
	return pending
}
