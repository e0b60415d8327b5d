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

// Tally counts a run's events while it goes on. The zero Tally is a run that
// has only been started.
type Tally struct {
	Ends        map[string]sop.EventKind `json:"ends,omitempty"` // by step
	Deviations  int                      `json:"deviations,omitempty"`
	Corrections int                      `json:"corrections,omitempty"`
	Impossible  int                      `json:"impossible,omitempty"` // entries that were typed again
	Steps       map[string]bool          `json:"steps,omitempty"`      // that an event names
	StopReason  string                   `json:"stop_reason,omitempty"`
	Stopped     bool                     `json:"stopped,omitempty"`
}

// Add counts one event.
func (t *Tally) Add(e sop.Event) {
	if e.Step != "" {
		if t.Steps == nil {
			t.Steps = map[string]bool{}
		}
		t.Steps[e.Step] = true
	}
	switch e.Kind {
	case sop.StepDone, sop.StepNotApplicable, sop.StepNotDone, sop.StepNotRequired:
		if t.Ends == nil {
			t.Ends = map[string]sop.EventKind{}
		}
		t.Ends[e.Step] = e.Kind
	case sop.DeviationOpened:
		t.Deviations++
	case sop.ValueCorrected:
		t.Corrections++
	case sop.ValueImpossible:
		t.Impossible++
	case sop.RunStopped:
		t.Stopped, t.StopReason = true, e.Reason
	default: // is in the log, and changes no count
	}
}

// checkExceptions compares the exceptions of a completion with the events: as
// many of each kind, each of a step that they name. A list that was cut says
// at its end how many more there are.
func (t *Tally) checkExceptions(b *Completion) *Fault {
	c := t.Counts()
	left := map[string]int{Deviation: c.Deviations, NotApplicable: c.NotApplicable, Corrected: c.Corrections, TypedAgain: t.Impossible}
	total := 0
	for i, e := range b.Exceptions {
		if e.Kind == More && i == len(b.Exceptions)-1 {
			break
		}
		if left[e.Kind]--; left[e.Kind] < 0 || !t.Steps[e.Step] {
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
	c := Counts{Deviations: t.Deviations, Corrections: t.Corrections}
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
	case t.Counts().NotDone > 0:
		return CompleteExcept
	default:
		return Complete
	}
}
