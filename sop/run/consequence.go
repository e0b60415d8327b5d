package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Following is what follows from how a step is, once it is closed so: what its page
// says of a value outside its limits, or of a step that was left out.
type Following struct {
	Does sop.Consequent
	From string  // of a redo: the first step that is done again
	Who  sop.Who // of a hold: who decides
	Why  string  // what was outside: "Indicator failed EXPECTED passed"
}

// Follows returns what follows when a step is closed as it is now, and false where
// nothing does. A page that has ended the run asks for nothing more.
func (r Run) Follows(s Step) (Following, bool) { return r.follows(s, leftOut(s)) }

// FollowsLeftOut returns what would follow if a step were left out now.
func (r Run) FollowsLeftOut(s Step) (Following, bool) { return r.follows(s, true) }

// Foresee returns what an action would lead to at once: the run ends, or a closed step
// holds it; false for neither, and for an action that is refused.
func (r Run) Foresee(a Action, person string, at time.Time) (Following, bool) {
	events, err := r.Do(a, person, at)
	if err != nil {
		return Following{}, false
	}
	after, err := r.After(events...)
	switch held, holds := after.Held(); {
	case err != nil:
		return Following{}, false
	case r.ended == nil && after.ended != nil:
		return Following{Does: sop.End, Why: after.ended.By.Reason}, true
	case holds && r.held == nil:
		return Following{Does: sop.Hold, Who: after.Awaits(held)[0]}, true
	default:
		return Following{}, false
	}
}

// leftOut reports whether a person closed a step without doing it.
func leftOut(s Step) bool { return s.State == NotDone || s.State == NotApplicable }

// follows is Follows for a step that is, or is to be, left out.
func (r Run) follows(s Step, skipped bool) (out Following, found bool) {
	if r.ended != nil || s.State == NotRequired {
		return out, false
	}
	var gravest *sop.Consequence
	take := func(c *sop.Consequence, why string) {
		now := s.now(c, skipped)
		if now == nil || gravest != nil && (gravest.Graver(now) == gravest && !r.earlier(s, now, gravest)) {
			return
		}
		gravest, out = now, Following{Does: now.Does, From: now.From, Who: now.Who, Why: why}
	}
	for _, f := range s.Fields {
		if f.Or == nil {
			continue
		}
		if skipped {
			take(f.Or, fmt.Sprintf("step %d was left out", s.Number))
		}
		for _, v := range s.ValuesOf(f.Name) {
			if v.Mark != "" {
				take(f.Or, describe(f, reading{value: v.Text, mark: v.Mark}))
			}
		}
	}
	switch {
	case s.DoOr == nil:
	case skipped:
		take(s.DoOr, fmt.Sprintf("step %d was left out", s.Number))
	case s.Others.Linked != "" && s.Others.Outcome != OutcomeComplete:
		take(s.DoOr, fmt.Sprintf("%s ended as %s", s.Do, s.Others.Outcome))
	}
	return out, gravest != nil
}

// now returns what a consequence comes to: a redo that was done often enough is what
// comes after it, and one of a step that was left out, or of which a value is corrected
// when others were done since, holds the run.
func (s Step) now(c *sop.Consequence, skipped bool) *sop.Consequence {
	switch {
	case c == nil || c.Does != sop.Redo:
		return c
	case s.Opened >= c.Times:
		return c.Then
	case !skipped && s.Closed == nil:
		return c
	case c.Then.Does == sop.Hold:
		return c.Then
	default:
		return &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
	}
}

// earlier reports whether one redo goes back further than another.
func (r Run) earlier(s Step, one, other *sop.Consequence) bool {
	return one.Does == sop.Redo && other.Does == sop.Redo && r.begins(s, one.From) < r.begins(s, other.From)
}

// begins returns the index of the step at which a redo of a step begins.
func (r Run) begins(s Step, from string) int {
	if from == "" {
		return r.index(s.ID, s.Item)
	}
	return r.index(from, s.Item)
}

// Released is how somebody ended a hold.
type Released struct {
	As  sop.Who
	End bool // the run ends at it; else it goes on
	By  Close
}

// Awaits returns who has to release a step before anything goes on: who its tag names,
// and who its page asks for because of a value. Nobody is asked twice.
func (r Run) Awaits(s Step) []sop.Who {
	if s.State == NotRequired || s.Closed != nil && r.ended != nil { // an end lets go what was held
		return nil
	}
	var out []sop.Who
	add := func(who sop.Who) {
		released := slices.ContainsFunc(s.Others.Releases, func(x Released) bool { return x.As == who })
		if who != "" && !released && !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	add(s.Hold)
	if f, ok := r.Follows(s); ok && f.Does == sop.Hold {
		add(f.Who)
	}
	return out
}

// MustConfirm reports whether a step is closed by the key that cannot be hit in passing:
// it is critical, or what follows takes something with it.
func (r Run) MustConfirm(s Step) bool {
	f, ok := r.Follows(s)
	return s.Critical || ok && f.Does != sop.Hold
}

// Held returns the closed step that holds the run, and false when none does.
func (r Run) Held() (Step, bool) {
	if r.held == nil {
		return Step{}, false
	}
	return r.steps[*r.held], true
}

// findHeld returns the index of the first closed step that somebody has to release.
func (r Run) findHeld() *int {
	for i, s := range r.steps {
		if s.Closed != nil && len(r.Awaits(s)) > 0 {
			return &i
		}
	}
	return nil
}

// Ended returns where and why the page ended the run, or nil.
func (r Run) Ended() *End { return r.ended }

// End is how a page ended a run before its last step.
type End struct {
	Step string
	Item string
	By   Close // Reason says what was outside
}

// toEnd returns the closed step at whose hold somebody ended the run, which has not been
// noted yet.
func (r Run) toEnd() (Step, bool) {
	if r.ended != nil || r.stopped != nil {
		return Step{}, false
	}
	for _, s := range r.steps {
		if _, end := s.endedAtHold(); end && s.Closed != nil {
			return s, true
		}
	}
	return Step{}, false
}

// endedAtHold returns the release that ends the run at the step's hold.
func (s Step) endedAtHold() (Released, bool) {
	for _, x := range s.Others.Releases {
		if x.End {
			return x, true
		}
	}
	return Released{}, false
}

// goesOn reports whether something follows from a release that was not noted yet: it is
// signed, and so causes no other event.
func (r Run) goesOn() bool {
	if _, end := r.toEnd(); end {
		return true
	}
	s, open := r.Current()
	_, pending := s.PendingAlert()
	return open && s.Closed == nil && s.Started == nil && !pending && !r.clock.began.IsZero()
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
	t.end(s, fmt.Sprintf("at the hold of step %d, by %s: %s", s.Number, release.By.Person, release.By.Reason))
}

func (t *turn) end(s Step, reason string) {
	t.emit(sop.Event{Kind: sop.RunEnded, Step: s.ID, Item: s.Item, Reason: fitting(reason)})
}

// fitting shortens what the run itself words to what is kept.
func fitting(text string) string {
	if len(text) <= MaxText {
		return text
	}
	return strings.ToValidUTF8(text[:MaxText-len("…")], "") + "…"
}

// follow does what follows from a step that was just closed, or of which a value was
// corrected: the run ends, or steps are opened again. A hold is no event: it follows from
// how the step is.
func (t *turn) follow(s Step, f Following) {
	_, atHold := s.endedAtHold()
	switch {
	case t.run.ended != nil:
	case f.Does == sop.End:
		t.end(s, fmt.Sprintf("step %d: %s", s.Number, f.Why))
	case atHold:
		t.endAtHold(s)
	case f.Does == sop.Redo:
		t.again(t.run.index(s.ID, s.Item), f)
	}
}

// again opens the steps of a redo: each that is closed, from where it begins to the one
// that asks for it.
func (t *turn) again(i int, f Following) {
	reason := f.Why
	for j := t.run.begins(t.run.steps[i], f.From); j <= i; j++ {
		s := t.run.steps[j]
		if s.Closed == nil || s.Item != t.run.steps[i].Item {
			continue
		}
		t.emit(sop.Event{Kind: sop.StepReopened, Step: s.ID, Item: s.Item, Reason: reason})
		reason = ""
	}
}

// The words that stand for an action where the page itself says what is done.
const (
	answeredByRedo = "done again, as the page says"
	answeredByEnd  = "the run ended, as the page says"
)

// Unanswered returns the first deviation of a step of which a person has to say what was
// done, and false when there is none. What the page itself answers once the step is
// closed is not asked for.
func (r Run) Unanswered(s Step) (Deviation, bool) {
	_, follows := r.Follows(s)
	for _, d := range r.deviations {
		if d.of(s) && d.Action == nil && (!follows || !s.asks(d)) {
			return d, true
		}
	}
	return Deviation{}, false
}

// asks reports whether the page says what follows from a deviation of the step.
func (s Step) asks(d Deviation) bool {
	if d.Field != "" {
		return s.FieldNamed(d.Field).Or != nil
	}
	return s.DoOr != nil && d.What == s.endedAs() || leftOut(s)
}

// endedAs words how the linked procedure ended.
func (s Step) endedAs() string {
	return s.Do + " in run " + s.Others.Linked + " ended as " + string(s.Others.Outcome)
}

// answer notes the action of the deviations that an event answers by itself: r is the
// run before it.
func (r Run) answer(e sop.Event, by Close) []Deviation {
	i := r.index(e.Step, e.Item)
	if i < 0 {
		return r.deviations
	}
	s := r.steps[i]
	var fits func(Deviation) bool
	switch e.Kind {
	case sop.RunEnded:
		by.Reason, fits = answeredByEnd, func(Deviation) bool { return true }
	case sop.StepReopened:
		by.Reason, fits = answeredByRedo, func(d Deviation) bool { return d.Field != "" && s.asks(d) }
	case sop.HoldReleased:
		f, follows := r.Follows(s)
		if !follows || f.Does != sop.Hold || string(f.Who) != e.Mark {
			return r.deviations
		}
		fits = s.asks
	case sop.ValueCorrected:
		if e.Mark != "" || s.FieldNamed(e.Field).Or == nil {
			return r.deviations
		}
		by.Reason, fits = "corrected: "+e.Reason, func(d Deviation) bool { return d.Field == e.Field }
	default:
		return r.deviations
	}
	out := slices.Clone(r.deviations)
	for n, d := range out {
		if d.of(s) && d.Action == nil && fits(d) {
			out[n].Action = &by
		}
	}
	return out
}
