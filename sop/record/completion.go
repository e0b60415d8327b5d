package record

import (
	"errors"
	"fmt"
	"slices"

	"soprun/sop"
)

// Completion is a person's signed end of a run.
type Completion struct {
	Codes      []sop.Code // of the steps that were done, in the page's order
	Counts     Counts
	Events     Events
	Exceptions []Exception
	Outcome    Outcome
	Reason     string // why it was stopped, or ended
	Run        string
	SOP        string
	SHA256     string
	Version    string
}

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Complete       Outcome = "complete"
	CompleteExcept Outcome = "complete-except" // Counts.NotDone items
	Ended          Outcome = "ended"           // before its last step, as the page says
	Stopped        Outcome = "stopped"
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Complete, CompleteExcept, Ended, Stopped}

// Counts says how the steps of a run ended, and what else happened.
type Counts struct {
	Corrections   int
	Deviations    int
	Done          int
	LeftOut       int // items of a list, for which the steps of a section were not done
	NotApplicable int
	NotDone       int
	NotRequired   int
}

// Events names the run's own entries by one hash.
type Events struct {
	Count  int
	First  int64  // position of the run.start
	SHA256 string // over their leaf hashes, in log order
}

// Exception is one thing that did not go as the page says.
type Exception struct {
	Action string // what was done about it
	Item   string // of a section that is done once for each
	Kind   string // one of the kinds below
	Step   string
	Text   string
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
	EndedEarly    = "ended"
	LeftOut       = "left out"
	Raised        = "incident"
	More          = "more"
)

func (*Completion) kind() Kind { return KindCompletion }

func (b *Completion) code(f *codec) {
	forTexts(f, "codes", &b.Codes)
	forObject(f, "counts", &b.Counts)
	forObject(f, "events", &b.Events)
	if f.opt("exceptions", len(b.Exceptions) == 0) {
		forList(f, &b.Exceptions, func(f *codec, e *Exception) { f.object(e) })
		f.filled("exceptions", len(b.Exceptions) == 0)
	}
	forText(f, "outcome", &b.Outcome)
	forOptText(f, "reason", &b.Reason)
	forText(f, "run", &b.Run)
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
}

func (c *Counts) code(f *codec) {
	forNumber(f, "corrections", &c.Corrections)
	forNumber(f, "deviations", &c.Deviations)
	forNumber(f, "done", &c.Done)
	forOptNumber(f, "left_out", &c.LeftOut)
	forNumber(f, "na", &c.NotApplicable)
	forNumber(f, "not_done", &c.NotDone)
	forNumber(f, "not_required", &c.NotRequired)
}

func (e *Events) code(f *codec) {
	forNumber(f, "count", &e.Count)
	forNumber(f, "first", &e.First)
	forText(f, "sha256", &e.SHA256)
}

func (e *Exception) code(f *codec) {
	forOptText(f, "action", &e.Action)
	forOptText(f, "item", &e.Item)
	forText(f, "kind", &e.Kind)
	forText(f, "step", &e.Step)
	forText(f, "text", &e.Text)
}

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
			field("exception step", e.Step, 0, 64), field("exception text", e.Text, 1, 300), field("exception action", e.Action, 0, 300),
			checkItem("exception item", e.Step, e.Item))
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
	if b.Outcome == Stopped || b.Outcome == Ended {
		return field("reason", b.Reason, 1, 500)
	}
	if b.Reason != "" {
		return fmt.Errorf("reason %q: only a run that was stopped, or ended, has one", b.Reason)
	}
	return nil
}

func (c Counts) check() error {
	for _, n := range []int{c.Corrections, c.Deviations, c.Done, c.LeftOut, c.NotApplicable, c.NotDone, c.NotRequired} {
		if n < 0 || n > 1_000_000 {
			return fmt.Errorf("count %d: needs to be 0 to 1,000,000", n)
		}
	}
	return nil
}
