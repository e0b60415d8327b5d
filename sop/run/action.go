package run

import (
	"time"

	"soprun/sop"
)

// Action is something a person asks of a run, already stripped of the keys it
// was made with.
type Action interface{ action() }

type (
	// Begin opens the run: its first step starts if nothing must be
	// acknowledged first.
	Begin struct{}

	// Acknowledge says that the current step's next alert was read (H7).
	Acknowledge struct{}

	// Record enters a value for a field of the current step. For a file,
	// Text is its path and SHA256 its content's hash in hexadecimal.
	Record struct {
		Field  string
		Text   string
		SHA256 string
	}

	// Complete closes the current step as done. A critical step refuses it
	// and asks for Confirm (H5).
	Complete struct{}

	// Confirm closes the current step as done by the key that critical
	// steps need.
	Confirm struct{}

	// MarkNotApplicable closes the current step as one that does not apply,
	// with the reason unless the page needs none. Refused on a critical step.
	MarkNotApplicable struct{ Reason string }

	// MarkNotDone closes the current step as not done and opens a deviation.
	MarkNotDone struct{ Reason string }

	// ActOn says what was done about a deviation, which closes it.
	ActOn struct {
		Deviation int
		Text      string
	}

	// Correct replaces a recorded value of any step; the old one stays.
	Correct struct {
		Step   string
		Item   string // "" for a step that is done once
		Field  string
		Index  int // 1-based; 0 means 1
		Text   string
		Reason string
	}

	// Stop ends the run before its last step.
	Stop struct{ Reason string }

	// DoneEarlier closes the current step as done at an earlier time: a late
	// entry, which says why (H35).
	DoneEarlier struct {
		At     time.Time
		Reason string
	}

	// Choose makes another step of a group in any order the current one.
	Choose struct{ Step, Item string }

	// Redo opens the step that was closed last again.
	Redo struct{ Reason string }

	// Reopen opens a step again that was left out, because a later one depends on
	// what it asks.
	Reopen struct{ Step, Item string }

	// LeaveItem leaves out an item of the list of the section that is current, with a
	// reason.
	LeaveItem struct{ Item, Reason string }

	// FinishItems ends the section that is done once for each item, before the next
	// one is named. Refused while one of its list is missing.
	FinishItems struct{}

	// ExplainPace says why steps were done faster than they can be read (H34).
	ExplainPace struct{ Text string }

	// Raise notes an incident: something that happened, which is followed until somebody
	// else closes it. Reference is its number elsewhere, "" where it has none yet.
	Raise struct{ Reference, What string }

	// Observe says who watches how the run is carried out, and what its performer says
	// beforehand: how they will do it, and what could go wrong.
	Observe struct{ Assessor, Said string }

	// Link says that the procedure of a "do:" step was carried out in another
	// run, with its outcome.
	Link struct {
		Run     string
		Outcome Outcome
	}
)

// Time.
type (
	// StartWait starts the wait of the current step, or starts it again with
	// a reason.
	StartWait struct{ Reason string }

	// Tick lets time act: a window that was missed opens its deviation. It
	// never completes a step (H17).
	Tick struct{}

	// DoubtClock says that the clock was moved, forward when By is positive.
	// Timers that run are marked, and none is shortened by it (H16).
	DoubtClock struct{ By time.Duration }
)

// Interruptions and other people. An action that says so is one that its
// person signs: Signed reports them.
type (
	// Pause notes an interruption, with a note to oneself (H11).
	Pause struct{ Reason, Note string }

	// Resume confirms the step that was done last, after any time away (H10).
	Resume struct{}

	// Offer hands the run over; the note is for whoever takes it. Signed.
	Offer struct{ Note string }

	// Withdraw takes back an offer that nobody has taken.
	Withdraw struct{}

	// OpenItem says that the person who takes over has read an open item,
	// numbered from 1.
	OpenItem struct{ Item int }

	// TakeOver makes the acting person the performer. Signed. Where nobody
	// offered, a supervisor does it with a reason.
	TakeOver struct {
		As     sop.Who
		Reason string
	}

	// CheckValue is the second person's own reading of a field (H27).
	CheckValue struct{ Field, Text string }

	// Settle fixes which value holds where the two readings differ too much.
	Settle struct {
		Field  string
		Index  int // 1-based; 0 means 1
		Text   string
		Reason string
	}

	// Check says that the second person checked the step. Signed.
	Check struct{ As sop.Who }

	// Release lets the run go on at a hold point, or ends it there. Signed.
	Release struct {
		As   sop.Who
		End  bool
		Note string
	}

	// GoOn notes what follows from the release of a step that is closed: the run
	// ends, or the next step starts. It is due by itself, like a Tick.
	GoOn struct{}

	// Decide ends or prolongs a run that was open for longer than its page
	// allows: sop.Continue, sop.Restart or sop.Abandon. Signed by a supervisor.
	Decide struct{ Decision, Reason string }
)

// Signed reports whether an action is an act that its person signs before it
// counts.
func Signed(a Action) bool {
	switch a.(type) {
	case Offer, TakeOver, Check, Release, Decide:
		return true
	default:
		return false
	}
}

func (Begin) action()             {}
func (Acknowledge) action()       {}
func (Record) action()            {}
func (Complete) action()          {}
func (Confirm) action()           {}
func (MarkNotApplicable) action() {}
func (MarkNotDone) action()       {}
func (ActOn) action()             {}
func (Correct) action()           {}
func (Stop) action()              {}
func (DoneEarlier) action()       {}
func (Choose) action()            {}
func (Redo) action()              {}
func (Reopen) action()            {}
func (GoOn) action()              {}
func (LeaveItem) action()         {}
func (FinishItems) action()       {}
func (ExplainPace) action()       {}
func (Raise) action()             {}
func (Observe) action()           {}
func (Link) action()              {}
func (StartWait) action()         {}
func (Tick) action()              {}
func (DoubtClock) action()        {}
func (Pause) action()             {}
func (Resume) action()            {}
func (Offer) action()             {}
func (Withdraw) action()          {}
func (OpenItem) action()          {}
func (TakeOver) action()          {}
func (CheckValue) action()        {}
func (Settle) action()            {}
func (Check) action()             {}
func (Release) action()           {}
func (Decide) action()            {}
