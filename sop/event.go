package sop

import "time"

// Event is one fact of a run, as the log keeps it. A run's state is the fold of
// its events, so an event holds everything that later views need; unused
// fields are empty. At and Person travel in the entry around it.
type Event struct {
	Kind   EventKind `json:"kind"`
	At     time.Time `json:"-"`
	Person string    `json:"-"`

	Step  string `json:"step,omitempty"`
	Item  string `json:"item,omitempty"` // of a section that is done once for each; "" elsewhere
	Field string `json:"field,omitempty"`
	// Index numbers a field's repeated readings, a step's alerts, the starts of
	// its wait or a run's deviations, from 1.
	Index int `json:"index,omitempty"`

	Value  string `json:"value,omitempty"`  // in its one canonical form
	Raw    string `json:"raw,omitempty"`    // as typed, when that differs
	Old    string `json:"old,omitempty"`    // the corrected value
	Unit   string `json:"unit,omitempty"`   // of Value
	Mark   string `json:"mark,omitempty"`   // "ABOVE 8.0 °C": stays with the value
	Reason string `json:"reason,omitempty"` // a person's words, or the false condition

	// Control is what the value of a control was judged with; nil for every other one.
	Control *Control `json:"control,omitempty"`
}

// Equal reports whether two events say the same.
func (e Event) Equal(other Event) bool {
	same := e.Control.equal(other.Control)
	e.Control, other.Control = nil, nil
	return same && e == other
}

// EventKind names what happened.
type EventKind string

// What can happen in a run.
const (
	StepStarted       EventKind = "step.start"
	AlertAcknowledged EventKind = "alert.ack"
	ValueRecorded     EventKind = "value"
	ValueImpossible   EventKind = "value.impossible" // kept, and typed again
	StepDone          EventKind = "step.done"        // Value: when, if that was earlier; Mark: LateEntry
	StepNotApplicable EventKind = "step.not-applicable"
	StepNotDone       EventKind = "step.not-done"
	StepNotRequired   EventKind = "step.not-required" // its condition is false
	StepChosen        EventKind = "step.choose"       // the current step among those in any order
	StepReopened      EventKind = "step.reopen"       // to be done again
	DeviationOpened   EventKind = "deviation.open"
	DeviationActioned EventKind = "deviation.action"
	IncidentRaised    EventKind = "incident.raise" // Value: its reference elsewhere, where there is one; Reason: what happened
	ValueCorrected    EventKind = "value.correct"
	Observed          EventKind = "observe" // Value: the person who watches; Reason: what the performer says beforehand
	RunStopped        EventKind = "run.stop"
	RunEnded          EventKind = "run.end" // as the page says; Reason
)

// Performs reports whether an event of a step, by who carries the run out, is part of
// performing it. The others are what time does to a step, or what is said of it. Nobody
// who performed a step checks or releases it.
func (k EventKind) Performs() bool {
	switch k {
	case WindowMissed, DeviationOpened, ClockDoubted, RunResumed, StepNotRequired, PaceExplained, IncidentRaised:
		return false
	default:
		return true
	}
}

// A section that is done once for each item.
const (
	ItemEnded EventKind = "each.end"  // the item is left as the page says; Reason
	ItemsLeft EventKind = "each.left" // Value: an item that is left out; Reason
	ItemsDone EventKind = "each.done" // the section is finished
)

// Time in a run.
const (
	WaitStarted  EventKind = "wait.start"    // Index counts its starts; Reason why again
	WindowMissed EventKind = "window.missed" // Value: how long it was
	ClockDoubted EventKind = "clock.doubt"   // Value: by how many milliseconds the clock moved
)

// Other people in a run. Those that say so are acts, signed by that person.
const (
	CheckRecorded EventKind = "check.value"  // the second person's own reading
	ValueSettled  EventKind = "check.settle" // Value agreed on; Old the first reading, Raw the second
	StepChecked   EventKind = "step.check"   // act; Value: own readings; Mark: as whom
	HoldReleased  EventKind = "hold.release" // act; Mark: as whom; Value: EndRun, or "" to go on
	RunDecided    EventKind = "run.decide"   // act; Value: one of the decisions
)

// Interruptions of a run.
const (
	RunPaused         EventKind = "run.pause"         // Reason why; Value a note to self
	RunResumed        EventKind = "run.resume"        // Step: the last done, as it was confirmed
	HandoverOffered   EventKind = "handover.offer"    // act; Reason the note
	HandoverWithdrawn EventKind = "handover.withdraw" // by who offered it
	ItemOpened        EventKind = "item.open"         // Index and Reason: an open item, read by who takes over
	HandoverTaken     EventKind = "handover.take"     // act; Mark: BySupervisor where nobody offered, with a Reason
)

// The end of a run.
const (
	LinkedDone    EventKind = "do.done"      // Value: the run of the linked procedure; Mark: its outcome
	PaceExplained EventKind = "pace.explain" // Step: the first of a fast row; Index: how many; Reason
)

// EndRun is the value of a release that ends the run, or the item, at its hold.
const EndRun = "end"

// LateEntry is the mark of a step that was done earlier than it was entered.
const LateEntry = "late entry"

// What a supervisor can decide about a run that was open for too long.
const (
	Continue = "continue"
	Restart  = "restart"
	Abandon  = "abandon"
)
