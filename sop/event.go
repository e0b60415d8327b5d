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
	Field string `json:"field,omitempty"`
	// Index numbers a field's repeated readings, a step's alerts or a run's
	// deviations, from 1.
	Index int `json:"index,omitempty"`

	Value  string `json:"value,omitempty"`  // in its one canonical form
	Raw    string `json:"raw,omitempty"`    // as typed, when that differs
	Old    string `json:"old,omitempty"`    // the corrected value
	Unit   string `json:"unit,omitempty"`   // of Value
	Mark   string `json:"mark,omitempty"`   // "ABOVE 8.0 °C": stays with the value
	Reason string `json:"reason,omitempty"` // a person's words, or the false condition
}

// EventKind names what happened.
type EventKind string

// What can happen in a run.
const (
	StepStarted       EventKind = "step.start"
	AlertAcknowledged EventKind = "alert.ack"
	ValueRecorded     EventKind = "value"
	ValueImpossible   EventKind = "value.impossible" // kept, and typed again
	StepDone          EventKind = "step.done"
	StepNotApplicable EventKind = "step.not-applicable"
	StepNotDone       EventKind = "step.not-done"
	StepNotRequired   EventKind = "step.not-required" // its condition is false
	DeviationOpened   EventKind = "deviation.open"
	DeviationActioned EventKind = "deviation.action"
	ValueCorrected    EventKind = "value.correct"
	RunStopped        EventKind = "run.stop"
)
