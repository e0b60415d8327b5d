package record

import (
	"fmt"
	"maps"

	"soprun/sop"
)

// exceptional says which events a completion lists, and as what kind of
// exception. Steps that were not applicable are counted by how they ended.
var exceptional = map[sop.EventKind]struct {
	kind string
	when func(sop.Event) bool // nil for always
}{
	sop.DeviationOpened: {Deviation, nil},
	sop.ValueCorrected:  {Corrected, nil},
	sop.ValueImpossible: {TypedAgain, nil},
	sop.ValueSettled:    {Settled, nil},
	sop.WaitStarted:     {WaitAgain, func(e sop.Event) bool { return e.Index > 1 }},
	sop.ClockDoubted:    {ClockMoved, nil},
	sop.StepReopened:    {DoneAgain, func(e sop.Event) bool { return e.Reason != "" }},
	sop.PaceExplained:   {Fast, nil},
	sop.StepDone:        {Late, func(e sop.Event) bool { return e.Mark == sop.LateEntry }},
	sop.RunDecided:      {Decided, func(e sop.Event) bool { return e.Value == sop.Continue }},
	sop.HandoverTaken:   {TakenOver, func(e sop.Event) bool { return e.Mark == string(sop.BySupervisor) }},
	sop.RunEnded:        {EndedEarly, nil},
	sop.ItemEnded:       {EndedEarly, nil},
	sop.ItemsLeft:       {LeftOut, nil},
	sop.IncidentRaised:  {Raised, nil},
}

// Tally counts a run's events while it goes on. The zero Tally is a run that
// has only been started.
type Tally struct {
	Ends       map[string]sop.EventKind `json:"ends,omitempty"`       // by place
	Doers      map[string]string        `json:"doers,omitempty"`      // by place: who did a step that is done
	Exceptions map[string]int           `json:"exceptions,omitempty"` // by kind, but for NotApplicable
	Places     map[string]bool          `json:"places,omitempty"`     // that an event names; "" where an exception has none
	Reason     string                   `json:"reason,omitempty"`     // why it was stopped or, else, ended
	Stopped    bool                     `json:"stopped,omitempty"`
	Ended      bool                     `json:"ended,omitempty"`
}

// placeOf names a step of a run as the maps of a state do, with the item of a section
// that is done once for each. No step's id has a space.
func placeOf(step, item string) string {
	if item == "" {
		return step
	}
	return step + " " + item
}

// Add counts one event.
func (t *Tally) Add(e sop.Event) {
	x, found := exceptional[e.Kind]
	found = found && (x.when == nil || x.when(e))
	if found {
		put(&t.Exceptions, x.kind, t.Exceptions[x.kind]+1)
	}
	place := placeOf(e.Step, e.Item)
	if e.Step != "" || found {
		put(&t.Places, place, true)
	}
	//exhaustive:enforce
	switch e.Kind {
	case sop.StepDone, sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired:
		put(&t.Ends, place, e.Kind)
		delete(t.Doers, place)
		if e.Kind == sop.StepDone {
			put(&t.Doers, place, e.Person)
		}
	case sop.StepReopened:
		delete(t.Ends, place)
		delete(t.Doers, place)
	case sop.RunStopped:
		t.Stopped, t.Reason = true, e.Reason
	case sop.RunEnded:
		t.Ended, t.Reason = true, e.Reason
	case sop.RunDecided:
		if e.Value != sop.Continue {
			t.Stopped, t.Reason = true, e.Reason
		}
	case sop.StepStarted, sop.AlertAcknowledged, sop.ValueRecorded, sop.ValueImpossible, sop.StepChosen,
		sop.DeviationOpened, sop.DeviationActioned, sop.ValueCorrected, sop.WaitStarted, sop.WindowMissed,
		sop.ClockDoubted, sop.CheckRecorded, sop.ValueSettled, sop.StepChecked, sop.HoldReleased, sop.RunPaused,
		sop.RunResumed, sop.HandoverOffered, sop.HandoverWithdrawn, sop.ItemOpened, sop.HandoverTaken, sop.LinkedDone,
		sop.PaceExplained, sop.ItemEnded, sop.ItemsLeft, sop.ItemsDone, sop.IncidentRaised, sop.Observed: // end no step
	}
}

// put sets a value in a map that may not be there yet.
func put[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}

// checkExceptions compares the exceptions of a completion with the events: as
// many of each kind, each of a step that they name. A list that was cut says
// at its end how many more there are.
func (t *Tally) checkExceptions(b *Completion) *Fault {
	left := map[string]int{NotApplicable: t.Counts().NotApplicable}
	maps.Copy(left, t.Exceptions)
	total := 0
	for i, e := range b.Exceptions {
		if e.Kind == More && i == len(b.Exceptions)-1 {
			break
		}
		if left[e.Kind]--; left[e.Kind] < 0 || !t.Places[placeOf(e.Step, e.Item)] {
			return faultf(FaultCounts, "it lists the exception %q of step %q, which the entries of run %s do not have", e.Kind, e.Step, b.Run)
		}
	}
	for _, n := range left {
		total += n
	}
	want := ""
	if total > 0 {
		want = MoreText(total)
	}
	if n := len(b.Exceptions); n > 0 && b.Exceptions[n-1].Kind == More {
		if b.Exceptions[n-1] == (Exception{Kind: More, Text: want}) {
			return nil
		}
	} else if total == 0 {
		return nil
	}
	return faultf(FaultCounts, "its list of exceptions leaves out %d that the entries of run %s have", total, b.Run)
}

// MoreText is what the last exception of a list says that had to be cut.
func MoreText(n int) string { return fmt.Sprintf("%d more, in the entries of the run", n) }

// Counts returns the counts so far.
func (t *Tally) Counts() Counts {
	c := Counts{Deviations: t.Exceptions[Deviation], Corrections: t.Exceptions[Corrected], LeftOut: t.Exceptions[LeftOut]}
	for _, end := range t.Ends {
		switch end {
		case sop.StepDone:
			c.Done++
		case sop.StepNotApplicable:
			c.NotApplicable++
		case sop.StepNotDone:
			c.NotDone++
		case sop.StepNotRequired:
			c.NotRequired++
		default: // Add keeps no others
		}
	}
	return c
}

// Outcome returns the only outcome that agrees with the events so far.
func (t *Tally) Outcome() Outcome {
	switch {
	case t.Stopped:
		return Stopped
	case t.Ended:
		return Ended
	case t.Counts().NotDone > 0:
		return CompleteExcept
	default:
		return Complete
	}
}
