package run

import (
	"fmt"
	"slices"
	"time"

	"soprun/sop"
)

// After folds events into the run and returns the result; r stays as it was.
// An error names the first event that does not fit: it belongs to another
// procedure or stands in another order.
func (r Run) After(events ...sop.Event) (Run, error) {
	r.steps, r.own = slices.Clone(r.steps), true
	for i, e := range events {
		if err := r.fits(e); err != nil {
			return Run{}, fmt.Errorf("event %d: %w", i+1, err)
		}
		r = r.apply(e)
	}
	r.own = false
	return r, nil
}

// after folds one event that fits: its steps are copied once, whatever it changes.
func (r Run) after(e sop.Event) Run {
	r.steps, r.own = slices.Clone(r.steps), true
	r = r.apply(e)
	r.own = false
	return r
}

// writable returns the steps as a slice that may be written: a copy, but while several
// events are folded, which own theirs.
func (r Run) writable() []Step {
	if r.own {
		return r.steps
	}
	return slices.Clone(r.steps)
}

// aboutCurrent lists the events that can only be about the current step.
var aboutCurrent = []sop.EventKind{
	sop.StepStarted, sop.AlertAcknowledged, sop.ValueRecorded, sop.ValueImpossible,
	sop.StepDone, sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired, sop.RunStopped,
	sop.WaitStarted, sop.CheckRecorded, sop.ValueSettled, sop.StepChecked, sop.HoldReleased, sop.LinkedDone,
	sop.ItemsLeft, sop.ItemsDone,
}

// aboutAny lists the events that can be about any step.
var aboutAny = []sop.EventKind{
	sop.DeviationOpened, sop.DeviationActioned, sop.ValueCorrected, sop.StepChosen, sop.StepReopened, sop.WindowMissed,
	sop.ClockDoubted, sop.RunDecided, sop.HandoverTaken, sop.PaceExplained, sop.RunEnded, sop.ItemEnded, sop.IncidentRaised,
}

// aboutRun lists the events that need name no step.
var aboutRun = []sop.EventKind{
	sop.RunPaused, sop.RunResumed, sop.HandoverOffered, sop.HandoverWithdrawn, sop.ItemOpened, sop.Observed,
}

func (r Run) fits(e sop.Event) error {
	switch {
	case slices.Contains(aboutCurrent, e.Kind):
		if s, open := r.Current(); !open || (s.ID != e.Step || s.Item != e.Item) && !r.startsWith(s, e) && !r.nowNamed(s, e) {
			return fmt.Errorf("%s of step %q, which is not the current step", e.Kind, e.Step)
		}
	case slices.Contains(aboutRun, e.Kind):
	case !slices.Contains(aboutAny, e.Kind):
		return fmt.Errorf("unknown kind %q", e.Kind)
	case len(r.steps) == 0 && e.Step == r.here():
	case r.index(e.Step, e.Item) < 0 && (e.Kind != sop.DeviationActioned || !slices.ContainsFunc(r.dropped, Deviation{Step: e.Step, Item: e.Item}.of)):
		return fmt.Errorf("%s of step %q, which is not on the page", e.Kind, e.Step)
	}
	return r.fitsIndex(e)
}

// startsWith reports whether an event starts a step that is done together with another.
func (r Run) startsWith(s Step, e sop.Event) bool {
	i := r.index(e.Step, e.Item)
	return e.Kind == sop.StepStarted && i >= 0 && r.proc.Sections[s.Section].DoConfirm && r.steps[i].Section == s.Section
}

// nowNamed reports whether an event names the item of the step to do.
func (r Run) nowNamed(s Step, e sop.Event) bool {
	return e.Kind == sop.ValueRecorded && e.Step == s.ID && r.ToName(s) && e.Field == r.each(s).Field
}

// fitsIndex checks the number that an event carries, or its instant.
func (r Run) fitsIndex(e sop.Event) error {
	switch e.Kind {
	case sop.DeviationOpened:
		if e.Index != len(r.deviations)+1 {
			return fmt.Errorf("deviation %d after %d", e.Index, len(r.deviations))
		}
	case sop.DeviationActioned:
		if e.Index < 1 || e.Index > len(r.deviations) {
			return fmt.Errorf("action on deviation %d of %d", e.Index, len(r.deviations))
		}
	case sop.ValueCorrected, sop.ValueSettled:
		if values := r.steps[r.index(e.Step, e.Item)].ValuesOf(e.Field); e.Index < 1 || e.Index > len(values) {
			return fmt.Errorf("%s of reading %d of %q, which has %d", e.Kind, e.Index, e.Field, len(values))
		}
	case sop.ClockDoubted:
		_, err := moved(e)
		return err
	case sop.StepDone:
		if _, err := time.Parse(time.RFC3339, e.Value); e.Value != "" && err != nil {
			return fmt.Errorf("%s of step %q at %q, which is no time", e.Kind, e.Step, e.Value)
		}
	}
	return nil
}

// index returns where in r.steps a step stands, -1 for nowhere. Where it is done for
// each of several items, each has a step of its own.
func (r Run) index(step, item string) int {
	for i := range r.steps {
		if s := &r.steps[i]; s.ID == step && s.Item == item {
			return i
		}
	}
	return -1
}

// Events returns how many events made the run what it is.
func (r Run) Events() int { return r.clock.events }

// apply folds one event that fits. Slices are copied before they are written,
// so that earlier runs stay what they were.
func (r Run) apply(e sop.Event) Run {
	by := Close{Person: e.Person, At: e.At, Reason: e.Reason, seq: r.clock.events}
	r = r.begun(e, by).named(e)
	r.deviations = r.answer(e, by)
	r.steps = r.applyStep(e, by)
	r.measured = sop.Measure(r.measured, e)
	r = r.renamed(e)
	switch e.Kind {
	case sop.DeviationOpened:
		d := Deviation{Number: e.Index, Step: e.Step, Item: e.Item, Field: e.Field, What: e.Reason, Opened: by}
		r.deviations = append(slices.Clip(r.deviations), d)
	case sop.DeviationActioned:
		r.deviations = slices.Clone(r.deviations)
		r.deviations[e.Index-1].Action = &by
	case sop.RunStopped:
		r.stopped = &by
	case sop.RunPaused:
		by.Note = e.Value
		r.paused = &by
		r.crew.pauses = append(slices.Clip(r.crew.pauses), Interruption{From: by})
	case sop.RunResumed:
		if n := len(r.crew.pauses); n > 0 && r.paused != nil {
			r.crew.pauses = slices.Clone(r.crew.pauses)
			r.crew.pauses[n-1].Back = by
		}
		r.paused = nil
	case sop.ClockDoubted:
		ms, _ := moved(e)
		r.clock.doubts = append(slices.Clip(r.clock.doubts), Doubt{Step: e.Step, Item: e.Item, At: e.At, By: ms, seq: by.seq})
		r.clock.latest = e.At
	case sop.PaceExplained:
		r.explained = append(slices.Clip(r.explained), Row{Step: e.Step, Item: e.Item, Steps: e.Index, Explained: &by})
	default:
		r = r.applyEnd(e, by).applyCrew(e, by)
	}
	r = r.grow(e).lookedUp().moveOn(e)
	r.held = r.findHeld()
	return r
}

// applyStep folds an event into the step that it names, if it names one.
func (r Run) applyStep(e sop.Event, by Close) []Step {
	i := r.index(e.Step, e.Item)
	if i < 0 {
		return r.steps
	}
	steps, was := r.writable(), r.steps[i]
	if steps[i] = was.apply(e, by); e.Kind == sop.StepReopened && r.windowStands(was) {
		steps[i].Timing.Missed = was.Timing.Missed
	}
	steps[i].performers = r.performedBy(was, e)
	if e.Kind == sop.StepNotApplicable {
		steps[i].Doubted = len(r.InDoubt(was)) > 0
	}
	if e.Kind == sop.ValueCorrected && was.Closed != nil && r.isOver(was) { // nobody checks it again
		steps[i].Others.Checked, steps[i].Others.Readings = was.Others.Checked, was.Others.Readings
	}
	return steps
}

// windowStands reports whether the window of a step counts from one that is done and
// stays so: opening the step again does not begin it anew.
func (r Run) windowStands(s Step) bool {
	return s.Within != nil && r.from(s) >= 0 && r.steps[r.from(s)].State == Done
}

// begun counts an event. With the first one the run begins, and who caused it performs it:
// but with a take-over, since nobody did before.
func (r Run) begun(e sop.Event, by Close) Run {
	r.clock.events++
	if r.clock.began.IsZero() {
		r.clock.began, r.clock.allowed = e.At, by
		if e.Kind != sop.HandoverTaken {
			r.crew.performer = e.Person
		}
	}
	if e.At.After(r.clock.latest) && !IsSigned(e.Kind) {
		r.clock.latest = e.At
	}
	return r
}

// IsSigned reports whether the person of an event signs it.
func IsSigned(kind sop.EventKind) bool { return slices.Contains(signed, kind) }

// signed lists the events that their person signs. Their time was fixed when
// they were shown, so that it says nothing of the clock.
var signed = []sop.EventKind{sop.StepChecked, sop.HoldReleased, sop.RunDecided, sop.HandoverOffered, sop.HandoverTaken}

// applyCrew folds who carries the run out, and what they raise.
func (r Run) applyCrew(e sop.Event, by Close) Run {
	switch e.Kind {
	case sop.IncidentRaised:
		r.incidents = append(slices.Clip(r.incidents), Incident{Step: e.Step, Item: e.Item, Reference: e.Value, By: by})
	case sop.Observed:
		r.crew.watched = append(slices.Clip(r.crew.watched), Observation{Assessor: e.Value, By: by})
	case sop.HandoverOffered:
		r.crew.offer, r.crew.reader, r.crew.opened = &by, "", nil
	case sop.HandoverWithdrawn:
		r.crew.offer = nil
	case sop.ItemOpened:
		if r.crew.reader != e.Person {
			r.crew.reader, r.crew.opened = e.Person, nil
		}
		r.crew.opened = append(slices.Clip(r.crew.opened), e.Reason)
	case sop.HandoverTaken:
		r.crew = r.crew.taken(e, by)
	case sop.RunDecided:
		if e.Value != sop.Continue {
			r.stopped, r.crew.offer = &by, nil
			return r
		}
		r.clock.allowed = by
		r.crew.decided = append(slices.Clip(r.crew.decided), Decision{Step: e.Step, Item: e.Item, Kind: IsDecided, By: by})
	}
	return r
}

// apply folds an event into the step that it names.
func (s Step) apply(e sop.Event, by Close) Step {
	value := Value{Field: e.Field, Index: e.Index, Text: e.Value, Raw: e.Raw, Unit: e.Unit, Mark: e.Mark, By: by, Control: e.Control}
	switch e.Kind {
	case sop.AlertAcknowledged:
		s.Acked++
	case sop.StepStarted:
		s.Started = &by
	case sop.ValueRecorded:
		s.Values = append(slices.Clip(s.Values), value)
		s.Others.Checked, s.Others.Releases = nil, s.ends() // they were of less
	case sop.ValueImpossible:
		s.Refused = append(slices.Clip(s.Refused), e)
	case sop.ValueCorrected:
		s.Values, s.Others.Releases = corrected(s.Values, e, by), s.ends() // what was released is not what holds now
		if s.Others.Checked = nil; s.FieldNamed(e.Field).Calc == nil {
			s.Others.Readings = nil
		}
	case sop.WaitStarted:
		s.Timing.Waits = append(slices.Clip(s.Timing.Waits), by)
	case sop.WindowMissed:
		s.Timing.Missed = &by
	case sop.CheckRecorded, sop.ValueSettled, sop.StepChecked, sop.HoldReleased, sop.LinkedDone:
		return s.applyOthers(e, by, value)
	case sop.StepReopened:
		return s.reopened(by)
	case sop.StepDone, sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired:
		if e.Kind == sop.StepDone && e.Value != "" {
			by.Earlier, _ = time.Parse(time.RFC3339, e.Value)
		}
		s.State, s.Closed = closedAs[e.Kind], &by
		if leftOut(s) && s.hasConsequence() {
			s.Others.Releases = s.ends() // nobody released a step that is not done
		}
	}
	return s
}

func (s Step) applyOthers(e sop.Event, by Close, value Value) Step {
	o := &s.Others // of the copy
	switch e.Kind {
	case sop.CheckRecorded:
		if s.Checker() != e.Person {
			o.Readings = nil // a person reads everything themself
		}
		o.Readings = append(slices.Clip(o.Readings), value)
	case sop.ValueSettled:
		o.Releases = s.ends()
		o.Settled = append(slices.Clip(o.Settled), Settlement{e.Field, e.Index, e.Old, e.Raw, e.Value, s.Opened, by})
		s.Values = slices.Clone(s.Values)
		for i, v := range s.Values {
			if v.Field == e.Field && v.Index == e.Index {
				s.Values[i].Text, s.Values[i].Mark, s.Values[i].Control = e.Value, e.Mark, e.Control
			}
		}
	case sop.StepChecked:
		o.Checked = &by
	case sop.HoldReleased:
		o.Releases = append(slices.Clip(o.Releases), Released{As: sop.Who(e.Mark), End: e.Value == sop.EndRun, By: by})
	case sop.LinkedDone:
		o.Linked, o.Outcome, o.Releases = e.Value, Outcome(e.Mark), s.ends()
	}
	return s
}

// reopened returns the step as one that is still to do, with what had been
// done kept as an earlier attempt.
func (s Step) reopened(by Close) Step {
	if s.Closed != nil && (s.State != NotRequired || len(s.Values) > 0) {
		s.Earlier = append(slices.Clip(s.Earlier), Attempt{State: s.State, Closed: *s.Closed, Values: s.Values, Waits: s.Timing.Waits, Others: s.Others, Round: s.Opened, Again: by})
	}
	if s.Opened++; by.Reason != "" {
		s.Again = append(slices.Clip(s.Again), Again{State: s.State, By: by})
	}
	s.State, s.Closed, s.Started, s.Values, s.Timing = ToDo, nil, nil, nil, Timing{}
	s.Others, s.Doubted, s.refused = Others{Settled: s.Others.Settled}, false, len(s.Refused)
	return s
}

var closedAs = map[sop.EventKind]State{
	sop.StepDone:          Done,
	sop.StepNotApplicable: NotApplicable,
	sop.StepNotDone:       NotDone,
	sop.StepNotRequired:   NotRequired,
}

func corrected(values []Value, e sop.Event, by Close) []Value {
	values = slices.Clone(values)
	for i, v := range values {
		if v.Field != e.Field || v.Index != e.Index {
			continue
		}
		v.Old = append(slices.Clip(v.Old), Correction{Text: v.Text, Mark: v.Mark, By: by})
		v.Text, v.Raw, v.Mark, v.Control = e.Value, e.Raw, e.Mark, e.Control
		values[i] = v
	}
	return values
}

// moveOn finds the step that is current after an event.
func (r Run) moveOn(e sop.Event) Run {
	i := r.index(e.Step, e.Item)
	at := r.current
	switch e.Kind {
	case sop.StepDone, sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired:
		r.closed = append(slices.Clip(r.closed), i)
		at = r.next()
	case sop.WaitStarted:
		if r.steps[i].WaitBefore == "" {
			return r
		}
		at = r.next()
	case sop.StepReopened:
		r.closed = slices.DeleteFunc(slices.Clone(r.closed), func(c int) bool { return c == i })
		switch {
		case e.Reason == "" && at < len(r.steps): // the others follow it
		case e.Reason == "", r.blocked()[i]:
			at = r.next()
		default:
			at = i
		}
	case sop.ItemsDone:
		at = r.next()
	case sop.RunEnded, sop.ItemEnded:
		if at < len(r.steps) && r.steps[at].touched() && !r.steps[at].waits() && !r.readsOpen(at) {
			return r
		}
		at = r.next()
	case sop.StepChosen:
		at = i
	default:
		return r
	}
	r.steps = r.writable()
	if r.current < len(r.steps) && r.steps[r.current].State == Current {
		r.steps[r.current].State = ToDo
	}
	if at < len(r.steps) {
		r.steps[at].State = Current
	}
	r.current = at
	return r
}
