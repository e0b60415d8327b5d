package run

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// After folds events into the run and returns the result; r stays as it was.
// An error names the first event that does not fit: it belongs to another
// procedure or stands in another order.
func (r Run) After(events ...sop.Event) (Run, error) {
	for i, e := range events {
		if err := r.fits(e); err != nil {
			return Run{}, fmt.Errorf("event %d: %w", i+1, err)
		}
		r = r.apply(e)
	}
	return r, nil
}

// aboutCurrent lists the events that can only be about the current step.
var aboutCurrent = []sop.EventKind{
	sop.StepStarted, sop.AlertAcknowledged, sop.ValueRecorded, sop.ValueImpossible,
	sop.StepDone, sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired, sop.RunStopped,
}

// aboutPast lists the events that can be about any step.
var aboutPast = []sop.EventKind{sop.DeviationOpened, sop.DeviationActioned, sop.ValueCorrected}

func (r Run) fits(e sop.Event) error {
	switch {
	case slices.Contains(aboutCurrent, e.Kind):
		if s, open := r.Current(); !open || s.ID != e.Step {
			return fmt.Errorf("%s of step %q, which is not the current step", e.Kind, e.Step)
		}
	case !slices.Contains(aboutPast, e.Kind):
		return fmt.Errorf("unknown kind %q", e.Kind)
	case r.index(e.Step) < 0:
		return fmt.Errorf("%s of step %q, which is not on the page", e.Kind, e.Step)
	}
	switch e.Kind {
	case sop.DeviationOpened:
		if e.Index != len(r.deviations)+1 {
			return fmt.Errorf("deviation %d after %d", e.Index, len(r.deviations))
		}
	case sop.DeviationActioned:
		if e.Index < 1 || e.Index > len(r.deviations) {
			return fmt.Errorf("action on deviation %d of %d", e.Index, len(r.deviations))
		}
	case sop.ValueCorrected:
		if values := r.steps[r.index(e.Step)].ValuesOf(e.Field); e.Index < 1 || e.Index > len(values) {
			return fmt.Errorf("correction of reading %d of %q, which has %d", e.Index, e.Field, len(values))
		}
	}
	return nil
}

func (r Run) index(step string) int {
	return slices.IndexFunc(r.steps, func(s Step) bool { return s.ID == step })
}

// apply folds one event that fits. Slices are copied before they are written,
// so that earlier runs stay what they were.
func (r Run) apply(e sop.Event) Run {
	by := Close{Person: e.Person, At: e.At, Reason: e.Reason}
	switch e.Kind {
	case sop.DeviationOpened:
		d := Deviation{Number: e.Index, Step: e.Step, Field: e.Field, What: e.Reason, Opened: by}
		r.deviations = append(slices.Clip(r.deviations), d)
		return r
	case sop.DeviationActioned:
		r.deviations = slices.Clone(r.deviations)
		r.deviations[e.Index-1].Action = &by
		return r
	case sop.RunStopped:
		r.stopped = &by
		return r
	}
	r.steps = slices.Clone(r.steps)
	i := r.index(e.Step)
	s := r.steps[i]
	switch e.Kind {
	case sop.AlertAcknowledged:
		s.Acked++
	case sop.StepStarted:
		s.Started = &by
	case sop.ValueRecorded:
		v := Value{Field: e.Field, Index: e.Index, Text: e.Value, Raw: e.Raw, Unit: e.Unit, Mark: e.Mark, By: by}
		s.Values = append(slices.Clip(s.Values), v)
	case sop.ValueImpossible:
		s.Refused = append(slices.Clip(s.Refused), e)
	case sop.ValueCorrected:
		s.Values = corrected(s.Values, e, by)
	default:
		s.State, s.Closed = closedAs[e.Kind], &by
	}
	r.steps[i] = s
	return r.moveOn()
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
		v.Text, v.Raw, v.Mark = e.Value, e.Raw, e.Mark
		values[i] = v
	}
	return values
}

// moveOn makes the first open step the current one. r.steps is a fresh copy.
func (r Run) moveOn() Run {
	for r.current < len(r.steps) && r.steps[r.current].Closed != nil {
		r.current++
	}
	if r.current < len(r.steps) {
		r.steps[r.current].State = Current
	}
	return r
}

// clean makes one line of a person's words: white space folded, controls dropped.
func clean(s string) string {
	return stripControls(strings.Join(strings.Fields(s), " "))
}
