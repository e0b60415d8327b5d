package record

import (
	"errors"
	"fmt"
	"slices"

	"soprun/sop"
)

// Completion is a person's signed end of a run.
type Completion struct {
	Codes      []sop.Code  `json:"codes"` // of the steps that were done, in the page's order
	Counts     Counts      `json:"counts"`
	Events     Events      `json:"events"`
	Exceptions []Exception `json:"exceptions,omitempty"`
	Outcome    Outcome     `json:"outcome"`
	Reason     string      `json:"reason,omitempty"` // why it was stopped
	Run        string      `json:"run"`
	SOP        string      `json:"sop"`
	SHA256     string      `json:"sop_sha256"`
	Version    string      `json:"sop_version"`
}

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Complete       Outcome = "complete"
	CompleteExcept Outcome = "complete-except" // Counts.NotDone items
	Stopped        Outcome = "stopped"
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Complete, CompleteExcept, Stopped}

// Counts says how the steps of a run ended, and what else happened.
type Counts struct {
	Corrections   int `json:"corrections"`
	Deviations    int `json:"deviations"`
	Done          int `json:"done"`
	NotApplicable int `json:"na"`
	NotDone       int `json:"not_done"`
	NotRequired   int `json:"not_required"`
}

// Events names the run's own entries by one hash.
type Events struct {
	Count  int    `json:"count"`
	First  int64  `json:"first"`  // position of the run.start
	SHA256 string `json:"sha256"` // over their leaf hashes, in log order
}

// Exception is one thing that did not go as the page says.
type Exception struct {
	Action string `json:"action,omitempty"` // what was done about it
	Kind   string `json:"kind"`             // one of the kinds below
	Step   string `json:"step"`
	Text   string `json:"text"`
}

// The kinds of exception. More is the last of a list that had to be cut.
const (
	Deviation     = "deviation"
	NotApplicable = "not applicable"
	Corrected     = "corrected"
	TypedAgain    = "typed again"
	Settled       = "settled"
	WaitAgain     = "wait again"
	ClockMoved    = "clock"
	DoneAgain     = "done again"
	Fast          = "fast"
	Late          = "late entry"
	Decided       = "decided"
	TakenOver     = "taken over"
	More          = "more"
)

func (*Completion) kind() Kind { return KindCompletion }

func (b *Completion) check() error {
	err := errors.Join(
		checkRun(b.Run), checkSOP(b.SOP, b.Version, b.SHA256), checkHex("events.sha256", b.Events.SHA256, 32),
		b.checkOutcome(), b.Counts.check(), checkNumber("events.first", b.Events.First), checkNumber("events.count", int64(b.Events.Count)),
	)
	if b.Codes == nil {
		err = errors.Join(err, fmt.Errorf("codes: needs a list"))
	}
	err = errors.Join(err, CheckCodes(b.Codes))
	for _, e := range b.Exceptions {
		err = errors.Join(err, match("exception kind", wordID, e.Kind, "lower-case words"),
			field("exception step", e.Step, 0, 64), field("exception text", e.Text, 1, 300), field("exception action", e.Action, 0, 300))
	}
	if b.Events.Count < 1 {
		err = errors.Join(err, fmt.Errorf("events %+v: a run has at least its start", b.Events))
	}
	return err
}

// CheckCodes returns an error unless a completion can name these codes.
func CheckCodes(codes []sop.Code) (err error) {
	for i, c := range codes {
		err = errors.Join(err, match("code", codeID, string(c), "a letter S, K or B and a number up to 99"))
		if slices.Contains(codes[:i], c) {
			err = errors.Join(err, fmt.Errorf("code %q: stands there twice", c))
		}
	}
	return err
}

func (b *Completion) checkOutcome() error {
	if !slices.Contains(Outcomes, b.Outcome) {
		return fmt.Errorf("outcome %q: not one of %v", b.Outcome, Outcomes)
	}
	if b.Outcome == Stopped {
		return field("reason", b.Reason, 1, 500)
	}
	if b.Reason != "" {
		return fmt.Errorf("reason %q: only a stopped run has one", b.Reason)
	}
	return nil
}

func (c Counts) check() error {
	for _, n := range []int{c.Corrections, c.Deviations, c.Done, c.NotApplicable, c.NotDone, c.NotRequired} {
		if n < 0 || n > 1_000_000 {
			return fmt.Errorf("count %d: needs to be 0 to 1,000,000", n)
		}
	}
	return nil
}
