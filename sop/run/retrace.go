package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// Retrace folds events as After does, and insists that the rules cause them:
// it finds the action behind each and asks Do for it again. Whoever keeps a
// log asks it before an event is kept, so that no front end can write a run
// that the rules do not allow. Which key confirmed a step, and what exactly was
// typed, do not follow from the rules; all else has to be the same.
func (r Run) Retrace(events ...sop.Event) (Run, error) {
	for len(events) > 0 {
		first := events[0]
		action, err := r.actionOf(first)
		if err != nil {
			return Run{}, err
		}
		caused, after, err := r.Act(action, first.Person, first.At)
		if err != nil {
			return Run{}, fmt.Errorf("%s of step %q: %w", first.Kind, first.Step, err)
		}
		for i, want := range caused {
			if i >= len(events) || !sameFact(want, events[i], i == 0) {
				return Run{}, fmt.Errorf("%s of step %q does not follow from the page as it stands there: %s of step %q does", first.Kind, first.Step, want.Kind, want.Step)
			}
		}
		if len(caused) == 0 {
			return Run{}, fmt.Errorf("%s of step %q changes nothing", first.Kind, first.Step)
		}
		if now := events[:len(caused)]; slices.EqualFunc(now, caused, sop.Event.Equal) {
			r = after
		} else if r, err = r.After(now...); err != nil {
			return Run{}, err
		}
		events = events[len(caused):]
	}
	return r, nil
}

// typed lists the events whose Raw is what somebody typed.
var typed = []sop.EventKind{sop.ValueRecorded, sop.ValueImpossible, sop.ValueCorrected, sop.CheckRecorded}

// sameFact compares what an action causes with what a log says; the first event of an
// action can hold what somebody typed, what is computed from it cannot.
func sameFact(want, got sop.Event, first bool) bool {
	want.At, want.Person = got.At, got.Person
	if first && slices.Contains(typed, got.Kind) {
		want.Raw = got.Raw
	}
	return want.Equal(got)
}

// actionOf returns the action that has such an event as its first.
func (r Run) actionOf(e sop.Event) (Action, error) {
	switch e.Kind {
	case sop.StepStarted, sop.StepNotRequired:
		if !r.clock.began.IsZero() {
			return GoOn{}, nil
		}
		return Begin{}, nil
	case sop.AlertAcknowledged:
		return Acknowledge{}, nil
	case sop.ValueRecorded, sop.ValueImpossible, sop.CheckRecorded:
		return r.recordOf(e), nil
	case sop.StepDone:
		if e.Mark == sop.LateEntry {
			at, err := time.Parse(time.RFC3339, e.Value)
			return DoneEarlier{At: at, Reason: e.Reason}, err
		}
		return Confirm{}, nil
	case sop.StepNotApplicable:
		return MarkNotApplicable{Reason: e.Reason}, nil
	case sop.StepNotDone:
		return MarkNotDone{Reason: e.Reason}, nil
	case sop.StepChosen:
		return Choose{Step: e.Step, Item: e.Item}, nil
	case sop.StepReopened:
		if e.Reason == "" { // for the end of the run, which follows
			return GoOn{}, nil
		}
		if s, open := r.Current(); open && e.Reason == doubtOf(s) {
			return Reopen{Step: e.Step, Item: e.Item}, nil
		}
		return Redo{Reason: e.Reason}, nil
	case sop.RunEnded, sop.ItemEnded, sop.ItemsLeft, sop.ItemsDone:
		return r.actionOfEnd(e), nil
	case sop.DeviationActioned:
		return ActOn{Deviation: e.Index, Text: e.Reason}, nil
	case sop.ValueCorrected:
		return Correct{Step: e.Step, Item: e.Item, Field: e.Field, Index: e.Index, Text: e.Value, Reason: e.Reason}, nil
	case sop.RunStopped:
		return Stop{Reason: e.Reason}, nil
	default:
		return actionOfCrew(e)
	}
}

// actionOfEnd returns the action behind the end of the run, of an item or of a section.
func (r Run) actionOfEnd(e sop.Event) Action {
	switch {
	case e.Kind == sop.ItemsLeft:
		return LeaveItem{Item: e.Value, Reason: e.Reason}
	case e.Kind == sop.ItemsDone && !r.goesOn():
		return FinishItems{}
	default: // it follows from a release
		return GoOn{}
	}
}

// recordOf returns the reading behind an event: the performer's or, of another
// person, their own.
func (r Run) recordOf(e sop.Event) Action {
	if e.Kind == sop.CheckRecorded || r.crew.performer != "" && e.Person != r.crew.performer {
		return CheckValue{Field: e.Field, Text: e.Value}
	}
	if r.field(e.Field).Type == sop.File {
		sum, name, _ := strings.Cut(strings.TrimPrefix(e.Value, "sha256:"), " ")
		return Record{Field: e.Field, Text: name, SHA256: sum}
	}
	return Record{Field: e.Field, Text: e.Value}
}

// actionOfCrew returns the action behind an event of time or of other people.
func actionOfCrew(e sop.Event) (Action, error) {
	switch e.Kind {
	case sop.WaitStarted:
		return StartWait{Reason: e.Reason}, nil
	case sop.WindowMissed:
		return Tick{}, nil
	case sop.ClockDoubted:
		by, err := moved(e)
		return DoubtClock{By: by}, err
	case sop.ValueSettled:
		return Settle{Field: e.Field, Index: e.Index, Text: e.Value, Reason: e.Reason}, nil
	case sop.StepChecked:
		return Check{As: sop.Who(e.Mark)}, nil
	case sop.HoldReleased:
		return Release{As: sop.Who(e.Mark), End: e.Value == sop.EndRun, Note: e.Reason}, nil
	case sop.RunDecided:
		return Decide{Decision: e.Value, Reason: e.Reason}, nil
	case sop.RunPaused:
		return Pause{Reason: e.Reason, Note: e.Value}, nil
	case sop.RunResumed:
		return Resume{}, nil
	case sop.HandoverOffered:
		return Offer{Note: e.Reason}, nil
	case sop.HandoverWithdrawn:
		return Withdraw{}, nil
	case sop.ItemOpened:
		return OpenItem{Item: e.Index}, nil
	case sop.HandoverTaken:
		return TakeOver{As: sop.Who(e.Mark), Reason: e.Reason}, nil
	case sop.LinkedDone:
		return Link{Run: e.Value, Outcome: Outcome(e.Mark)}, nil
	case sop.PaceExplained:
		return ExplainPace{Text: e.Reason}, nil
	case sop.Observed:
		return Observe{Assessor: e.Value, Said: e.Reason}, nil
	case sop.IncidentRaised:
		return Raise{Reference: e.Value, What: e.Reason}, nil
	default:
		return nil, fmt.Errorf("%s of step %q is nothing that a person does", e.Kind, e.Step)
	}
}
