package session

import (
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// Action is a request of a person, or the result of an effect.
type Action interface{ action() }

type (
	// Start asks for a new run of a page.
	Start struct {
		SOP      string
		Person   model.Person
		Practice bool
	}
	// Resume asks for a run that was left, or that a crash left.
	Resume struct {
		Run      string
		Practice bool
	}
	// Leave puts the run away; it stays open in the log.
	Leave struct{}
	// Act asks something of the run in progress at an instant. By is who
	// does it where that is not the performer: a second person's own reading.
	Act struct {
		Do run.Action
		At time.Time
		By model.Person
	}
	// Tick lets time act on the run in progress: a missed window is noted.
	Tick struct{ At time.Time }
	// Idle says that no key was pressed for long. Whoever comes next says
	// who they are, and what was done last (H12).
	Idle struct{}
	// AskSign asks for an act that its person signs: a check, a release, a
	// hand-over, a decision. Sign signs it once its sentence was shown.
	AskSign struct {
		Do run.Action
		At time.Time
		By model.Person
	}
	// Look asks whether the run in progress went on elsewhere, and with Clock whether the clock was moved meanwhile.
	Look struct{ Clock bool }
	// Heard says that somebody goes on after a notice: it was about what was done before.
	Heard struct{}
	// Drop forgets a draft that nobody signs.
	Drop struct{}
	// OpenLinked goes on with the procedure that the current step runs, or
	// notes its outcome once it was signed.
	OpenLinked struct{ At time.Time }
	// Prepare asks for the completion to be drafted, so that what is signed
	// is what was seen.
	Prepare struct{}
	// Sign signs the draft. The passphrase is wiped by whoever performs it.
	Sign struct{ Passphrase []byte }
)

type (
	// Opened is the result of StartRun and LoadRun.
	Opened struct {
		Run model.LoadedRun
		At  time.Time
		Err error
	}
	// Looked is the result of LookAgain. A run without an ID is as it was.
	Looked struct {
		Run  model.LoadedRun
		Open bool // else it was signed or closed
		At   time.Time
		Err  error
	}
	// Appended is the result of Append.
	Appended struct {
		Run string
		Err error
	}
	// Prepared is the result of PrepareAct.
	Prepared struct {
		Run   string
		Draft model.Draft
		Err   error
	}
	// Signed is the result of SignDraft. Entry is the act's number in the log;
	// a rehearsal has none.
	Signed struct {
		Run   string
		Entry int64
		Err   error
	}
	// Linked is the result of FindLinked.
	Linked struct {
		Run   string // the run that asked
		Found model.LinkedRun
		At    time.Time
		Err   error
	}
)

func (Start) action()      {}
func (Resume) action()     {}
func (Leave) action()      {}
func (Act) action()        {}
func (Tick) action()       {}
func (Idle) action()       {}
func (AskSign) action()    {}
func (Look) action()       {}
func (Heard) action()      {}
func (Drop) action()       {}
func (OpenLinked) action() {}
func (Linked) action()     {}
func (Prepare) action()    {}
func (Sign) action()       {}
func (Opened) action()     {}
func (Looked) action()     {}
func (Appended) action()   {}
func (Prepared) action()   {}
func (Signed) action()     {}

// Effect is work that the session hands back. Its result, where it has one, is
// the action named beside it.
type Effect interface{ effect() }

type (
	// StartRun begins a run in the log or in the practice file: Opened. Where a step of another
	// run runs it, Parent is that run and Since when the step began: one that is open already is
	// loaded, so that two terminals do not begin one each.
	StartRun struct {
		SOP      string
		Person   model.Person
		Practice bool
		Parent   string
		Since    time.Time
	}
	// LoadRun reads a run back: Opened.
	LoadRun struct {
		Run      string
		Practice bool
	}
	// LookAgain reads a run again where it has another number of events than was shown, who
	// performs it can sign it no more, or again, or something became of its version: Looked.
	LookAgain struct {
		Run      string
		Practice bool
		Has      int    // how many it had
		Person   string // who performed it
		Unable   string // why they could not sign it, "" where they could
		// Meanwhile is what had become of its version.
		Meanwhile model.Meanwhile
		Clock     bool // it is read again whatever it has, to learn whether the clock was moved
	}
	// Append stores the events of one act, all or none, on the disk: Appended. After is how
	// many the run had when they were made; with others it is refused with model.RunMoved.
	Append struct {
		Run      string
		Practice bool
		Person   string
		After    int
		Events   []sop.Event
	}
	// PrepareAct fixes the sentence of the completion, or of an act in the run: Prepared.
	PrepareAct struct {
		Run      string
		Practice bool
		Person   model.Person
		Act      model.Act
	}
	// FindLinked looks for the run of a procedure that a step runs: Linked.
	FindLinked struct {
		Run      string
		SOP      string
		Since    time.Time
		Practice bool
	}
	// SignDraft signs and stores the completion, or the act in a run: Signed.
	SignDraft struct {
		Run        string
		Practice   bool
		Draft      model.Draft
		Passphrase []byte
	}
	// Report shows an error that ended what was in progress.
	Report struct{ Err error }
)

func (StartRun) effect()   {}
func (LoadRun) effect()    {}
func (LookAgain) effect()  {}
func (Append) effect()     {}
func (PrepareAct) effect() {}
func (FindLinked) effect() {}
func (SignDraft) effect()  {}
func (Report) effect()     {}
