package model

import (
	"fmt"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// Act is something that a person signs, as it was filled in. The station makes a
// draft of it, which refuses what the record's rules refuse.
type Act interface{ act() }

type (
	// SignOff completes a run. Summary is what was shown; it has to follow from the
	// run's events.
	SignOff struct {
		Run     string
		After   int // how many events the run had as it was shown
		Summary run.Summary
	}
	// InRun is a signed event of a run: a check, the release of a hold, a hand-over, a
	// take-over or a decision.
	InRun struct {
		Run   string
		After int // how many events the run had as it was shown
		Event sop.Event
	}
	// Countersign says that a supervisor looked at a completion.
	Countersign struct {
		Entry   int64 // of the completion
		Changed int64 // of the completion as it was read
		Comment string
	}
	// Amend lets a value of a signed run say something else. Both values stay.
	Amend struct {
		Entry       int64 // of the completion
		Step, Field string
		Item        string // that the step was done for, "" for none
		Index       int    // of the reading, from 1; 0 means 1
		Text        string // as typed
		Reason      string
	}
	// Approve puts a page in force.
	Approve struct {
		Text      []byte
		Procedure *sop.Procedure // what the text was read as
		Effective time.Time      // zero for today
	}
	// SendBack sends a completion back to who performed it, instead of a countersignature.
	SendBack struct {
		Entry  int64 // of the completion
		Reason string
	}
	// AnswerReturn answers the return of a completion that is open.
	AnswerReturn struct {
		Entry int64 // of the completion
		Text  string
	}
	// CloseIncident ends an incident.
	CloseIncident struct {
		Entry     int64  // that raised it
		Reference string // "" where it has one
		Reason    string
	}
	// Explain says why slots of a procedure were missed. They stay missed.
	Explain struct {
		SOP, Item   string
		First, Last string // names of slots; Last "" for the first alone
		Reason      string
	}
	// Move takes an asset out of service, or puts it back.
	Move struct {
		Asset  string
		In     bool
		Reason string
	}
	// Declare says that the department is closed on some days, or open.
	Declare struct {
		First, Last string // local days; Last "" for the first alone
		Open        bool
		Reason      string
	}
	// SetRules replaces the rules of the site.
	SetRules struct {
		Rules  Rules
		Reason string
	}
	// GiveDuty says that somebody is meant to carry out a procedure or those of an
	// area, or that they are not any more.
	GiveDuty struct {
		Person, SOP, Area string // an area where SOP is ""
		Off               bool
		ReadBy, Reason    string // "" for none
	}
	// GiveAccess lets a terminal work on the station from elsewhere.
	GiveAccess struct {
		Key          string // the line of its public key
		Name, Person string // "" for what the key's comment says, and for nobody's own
		Reason       string // "" for none
	}
	// TakeAccess ends that.
	TakeAccess struct{ Name, Reason string }
	// MarkRead says that somebody read the version of a procedure that is in force.
	MarkRead struct{ SOP string }
	// Retire ends an approved version.
	Retire struct{ SOP, Version, Reason string }
	// Assign gives somebody other roles: all that they are to hold.
	Assign struct {
		Person string
		Roles  []sop.Role
		Reason string
	}
	// Unlock lets somebody try their passphrase again.
	Unlock struct{ Person, Reason string }
	// Revoke takes a key away.
	Revoke struct {
		Person, Reason string
		Key            string // fingerprint, "" for the key that the person has
		Suspect        bool   // entries from From on may not be theirs
		From           int64
	}
	// ReviewAccess says that somebody looked at who has access.
	ReviewAccess struct {
		Shown   string // names the list that they saw: Enrolled.Shown
		Comment string
	}
	// Assess says what a supervisor finds of somebody's competence.
	Assess struct {
		Person, SOP string
		Version     string // "" for the one in force
		Outcome     string // "competent" or "not yet"
		Method      string // "observed", "questions" or "portfolio"
		Run         string // in which they were watched, "" for none
		// Independence is how much help it took, as the record words it, where the signer
		// watched the run; else "".
		Independence string
		Expires      string // local day, "" for none
		Comment      string
		Next         string // what they do next, "" for nothing
	}
	// SayAssessed says whether somebody agrees with an assessment of them.
	SayAssessed struct {
		Entry   int64 // of the assessment
		Agree   bool
		Comment string // why, where they do not
	}
	// RecordEvidence records what shows a code of somebody that no run shows.
	RecordEvidence struct {
		Person      string
		Code        sop.Code
		Method      string // "question" or "discussion" of a K code, "employer" of a B code
		Asked, Said string
		Day         string // local day on which it was asked, "" for today
	}
	// StateOwnWork states that the evidence of somebody for some days is their own work.
	StateOwnWork struct {
		Person, First, Last string // local days; Last "" for today
		Comment             string
	}
	// SetScheme says how somebody is found competent in some procedures.
	SetScheme struct {
		Scheme Scheme
		Reason string
	}
	// CloseLog ends the log.
	CloseLog struct{ Reason string }
	// Dispose lets go of the runs that were completed before a day, and reviewed.
	Dispose struct {
		Before string // local day
		Reason string
	}
	// Confirm is the second person of a disposal.
	Confirm struct{ Entry int64 } // in which somebody else disposed of it
)

func (SignOff) act()        {}
func (InRun) act()          {}
func (Countersign) act()    {}
func (Amend) act()          {}
func (Approve) act()        {}
func (SendBack) act()       {}
func (AnswerReturn) act()   {}
func (CloseIncident) act()  {}
func (Explain) act()        {}
func (Move) act()           {}
func (Declare) act()        {}
func (SetRules) act()       {}
func (GiveDuty) act()       {}
func (GiveAccess) act()     {}
func (TakeAccess) act()     {}
func (MarkRead) act()       {}
func (Retire) act()         {}
func (Assign) act()         {}
func (Unlock) act()         {}
func (Revoke) act()         {}
func (ReviewAccess) act()   {}
func (Assess) act()         {}
func (SayAssessed) act()    {}
func (RecordEvidence) act() {}
func (StateOwnWork) act()   {}
func (SetScheme) act()      {}
func (CloseLog) act()       {}
func (Dispose) act()        {}
func (Confirm) act()        {}

// Draft is an act as it will be signed: what is shown is what is signed.
type Draft struct {
	ID        string // by which the station holds it
	Run       string // of an act about one, else ""
	Person    Person
	Role      sop.Role // in which they sign
	At        time.Time
	Statement string
	Event     *sop.Event // of an act in a run, as it will be stored; nil otherwise
	// After is the entry in which the same person signed what was shown together with it
	// and before it; 0 for none.
	After int64
}

// Approve returns the approval of a page as it was shown, or of the revision beside it.
func (p Page) Approve() (Approve, error) {
	state, problem := p.State, p.Problem
	if p.Revision != nil {
		state, problem = p.Revision.State, p.Revision.Problem
	}
	if state == PageBroken {
		return Approve{}, fmt.Errorf("%s has errors and cannot be approved: %s", p.ID, problem)
	}
	text, _ := p.ToApprove()
	return Approve{Text: text.Text, Procedure: text.Procedure}, nil
}
