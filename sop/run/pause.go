package run

import (
	"fmt"
	"slices"
	"time"

	"soprun/sop"
)

// pause notes that the person is called away. Timers go on (H11).
func (t *turn) pause(a Pause) *Refusal {
	reason, refusal := words(t.run.here(), a.Reason, "say what interrupts you")
	if refusal != nil {
		return refusal
	}
	note := clean(a.Note)
	if note != "" {
		if note, refusal = words(t.run.here(), note, ""); refusal != nil {
			return refusal
		}
	}
	t.emit(sop.Event{Kind: sop.RunPaused, Reason: reason, Value: note})
	return nil
}

// resume confirms the step that was done last, after an interruption, a crash
// or any time away (H10).
func (t *turn) resume() *Refusal {
	if t.run.clock.began.IsZero() {
		return refuse(NotBegun, "", "", "the run has not begun")
	}
	if t.run.stopped != nil {
		return refuse(RunOver, "", "", "the run was stopped")
	}
	e := sop.Event{Kind: sop.RunResumed}
	if s, ok := t.run.LastClosed(); ok {
		e.Step, e.Item = s.ID, s.Item
	}
	t.emit(e)
	return nil
}

// redo opens the step that was closed last again. What had been recorded for
// it stays, as an earlier attempt. Steps that were passed after it because
// their condition was false are looked at again. While one before it is open again, that
// comes first: what follows hangs on it.
func (t *turn) redo(a Redo) *Refusal {
	last := t.run.lastAct()
	if t.run.ended != nil {
		return refuse(RunOver, t.run.here(), "", "the run has ended, as its page says: nothing is done again")
	}
	if last < 0 {
		return refuse(NoSuchThing, "", "", "no step is closed that could be done again")
	}
	s := t.run.steps[t.run.closed[last]]
	if t.run.over(s) {
		return refuse(RunOver, s.ID, "", "%s has ended, as the page says: nothing of it is done again", s.Named)
	}
	if first, comes := t.run.comesFirst(t.run.closed[last]); comes {
		return refuse(StepsOpen, first.ID, "", "step %d is open again and comes before step %d: do it first", first.Number, s.Number)
	}
	reason, refusal := words(s.ID, a.Reason, "say why it is done again")
	if refusal != nil {
		return refusal
	}
	passed := slices.Clone(t.run.closed[last+1:])
	t.emit(sop.Event{Kind: sop.StepReopened, Step: s.ID, Item: s.Item, Reason: reason})
	for _, i := range passed {
		t.emit(sop.Event{Kind: sop.StepReopened, Step: t.run.steps[i].ID, Item: t.run.steps[i].Item})
	}
	t.advance()
	return nil
}

// comesFirst returns the step to do, where it stands before another one that hangs on it
// or is done after it.
func (r Run) comesFirst(i int) (Step, bool) {
	if r.current >= i || r.held != nil {
		return Step{}, false
	}
	now := r.steps[r.current]
	return now, !now.waits() && (!now.AnyOrder || !r.steps[i].AnyOrder)
}

// doubtOf is the reason with which a step is opened again on which another hangs.
func doubtOf(s Step) string { return fmt.Sprintf("whether step %d counts hangs on it", s.Number) }

// reopen opens a step again that was left out and on which it hangs whether the current
// one counts.
func (t *turn) reopen(s Step, a Reopen) *Refusal {
	if t.run.ended != nil || !slices.ContainsFunc(t.run.InDoubt(s), func(x Step) bool { return x.ID == a.Step && x.Item == a.Item && !t.run.over(x) }) {
		return refuse(NoSuchThing, s.ID, "", "step %d hangs on no step that was left out", s.Number)
	}
	t.emit(sop.Event{Kind: sop.StepReopened, Step: a.Step, Item: a.Item, Reason: doubtOf(s)})
	t.advance()
	return nil
}

// choose makes another step of the group the current one (H1 holds: there is
// never more than one).
func (t *turn) choose(s Step, a Choose) *Refusal {
	i := t.run.index(a.Step, a.Item)
	if i < 0 || !slices.ContainsFunc(t.run.Elsewhere(), func(o Step) bool { return o.ID == a.Step && o.Item == a.Item }) {
		return refuse(NoSuchThing, s.ID, "", "step %d is done before anything else", s.Number)
	}
	if why, required := t.run.required(i); !required {
		return refuse(NoSuchThing, a.Step, "", "step %d is not required: %s", t.run.steps[i].Number, t.run.InWords(why, func(f sop.Field) string { return f.Label }))
	}
	t.emit(sop.Event{Kind: sop.StepChosen, Step: a.Step, Item: a.Item})
	t.advance()
	return nil
}

// Meanwhile returns what can be done while the current step only waits: the step that
// would be next without it.
func (r Run) Meanwhile() []Step {
	if r.Finished() || r.held != nil || !r.steps[r.current].waits() || r.stays() != nil {
		return nil
	}
	if i := r.next(); i != r.current {
		return []Step{r.steps[i]}
	}
	return nil
}

// Elsewhere returns the open steps that can be made the current one: the others of its
// group, those that wait, and what can be done while the current one waits.
func (r Run) Elsewhere() []Step { return slices.Concat(r.Group(), r.Waiting(), r.Meanwhile()) }

// Group returns the other open steps that may be done instead of the current
// one, because they stand beside it and all are marked "any order".
func (r Run) Group() []Step {
	if r.Finished() || r.held != nil || !r.steps[r.current].AnyOrder || r.stays() != nil {
		return nil
	}
	now := r.steps[r.current]
	in := func(i int) bool {
		return i >= 0 && i < len(r.steps) && r.steps[i].AnyOrder && r.steps[i].Section == now.Section && r.steps[i].nth == now.nth
	}
	from := r.current
	for in(from - 1) {
		from--
	}
	var out []Step
	blocked := r.blocked()
	for i := from; in(i); i++ {
		if i != r.current && r.steps[i].Closed == nil && !blocked[i] {
			out = append(out, r.steps[i])
		}
	}
	return out
}

// doneEarlier closes the current step as a late entry (H35).
func (t *turn) doneEarlier(s Step, a DoneEarlier) *Refusal {
	reason, refusal := words(s.ID, a.Reason, "say why it is entered late")
	if refusal != nil {
		return refusal
	}
	at := a.At.UTC().Truncate(time.Minute)
	notBefore := t.run.clock.began
	if last, ok := t.run.LastClosed(); ok {
		notBefore = last.Closed.Done()
	}
	local := func(x time.Time) string { return clockOn(x, t.at) }
	clock := at.In(t.at.Location()).Format("15:04")
	switch {
	case !at.Before(t.at.Truncate(time.Minute)):
		return refuse(Unreadable, s.ID, "", "%s is not earlier than now; close the step as done", local(at))
	case at.Before(notBefore.Truncate(time.Minute)) && sop.Ahead(clock, t.at):
		return refuse(Unreadable, s.ID, "", "%s is still to come; it is %s now", clock, local(t.at))
	case at.Before(notBefore.Truncate(time.Minute)):
		return refuse(Unreadable, s.ID, "", "at %s the step before it was not done yet, that was at %s", local(at), local(notBefore))
	}
	if wait, started := t.run.Wait(s); started && at.Before(wait.Ends) {
		return refuse(NeedsWait, s.ID, "", "at %s the wait was not over yet, it ended at %s", local(at), wait.Ends.In(t.at.Location()).Format("15:04:05"))
	}
	return t.close(s, sop.Event{Value: at.Format(time.RFC3339), Mark: sop.LateEntry, Reason: reason})
}

// clockOn writes a time of day, with its day where that is not the day of now.
func clockOn(x, now time.Time) string {
	x = x.In(now.Location())
	if x.Format(time.DateOnly) != now.Format(time.DateOnly) {
		return x.Format("15:04 on 2 Jan")
	}
	return x.Format("15:04")
}

// link notes that the procedure of the step was carried out in a run of its own.
func (t *turn) link(s Step, a Link) *Refusal {
	switch {
	case s.Do == "":
		return refuse(NoSuchThing, s.ID, "", "step %d runs no other procedure", s.Number)
	case s.Others.Linked != "":
		return refuse(AlreadyRecorded, s.ID, "", "%s was run as %s", s.Do, s.Others.Linked)
	case a.Run == "" || a.Outcome == "":
		return refuse(NoSuchThing, s.ID, "", "the run of %s is not signed yet", s.Do)
	}
	t.emit(sop.Event{Kind: sop.LinkedDone, Step: s.ID, Item: s.Item, Value: a.Run, Mark: string(a.Outcome)})
	if s = t.run.steps[t.run.index(s.ID, s.Item)]; a.Outcome != OutcomeComplete {
		t.deviate(s, "", s.endedAs())
	}
	return nil
}
