package session

import (
	"slices"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// Station is what every screen says of the workplace.
type Station struct {
	Site    string
	Name    string
	Log     string // the log's origin
	Demo    bool   // a made-up department: every frame says so
	Closed  bool   // nothing more is recorded in its log
	Entries int64  // how many entries the log holds
	Checked Checked
	// Notes are sentences about this folder that everybody should know who starts here.
	Notes []string
}

// PageRow is one procedure in the library: as the log has it in force, else as
// it stands in its folder.
type PageRow struct {
	ID       string
	Title    string
	Version  string
	File     string // the name of its file in words, "hand hygiene"
	Group    string // the folder it stands in, as words: "Equipment preparation"
	Codes    []sop.Code
	State    PageState
	Problem  string // why it cannot be run, in words; "" when it can
	Errors   int    // how many lint finds in it
	Approval *Approval
	LastRun  time.Time // when it was last signed here; zero for never
	SHA256   string    // of its text, "" where that cannot be read
	Revision *Revision // its text in the folder, where that is not the one in force
}

// PageState is where a page stands between its author and the bench.
type PageState string

// The states of a page.
const (
	PageApproved PageState = "approved"
	PageReview   PageState = "review overdue" // approved, past its review-by date
	PageReady    PageState = "not approved"
	PageLocal    PageState = "values to set" // local values are open
	PageDraft    PageState = "draft"
	PageRetired  PageState = "retired"
	PageBroken   PageState = "has errors"
)

// Runnable reports whether a page in this state can be run for the record.
func (s PageState) Runnable() bool { return s == PageApproved || s == PageReview }

// Revision is the text of a page in its folder where the log has another one in
// force. It hides nothing of that one: it is announced beside it.
type Revision struct {
	Version string // "" where it cannot be read
	State   PageState
	Problem string // what is wrong with it, in words; "" for nothing
	Errors  int    // how many lint finds in it
	SHA256  string // "" where it cannot be read
	// Effective is the day on which it takes the other's place, 2006-01-02; "" for a
	// text that nobody approved.
	Effective string
}

// Approval is the log's word on a page.
type Approval struct {
	By        string
	Version   string
	Effective string // 2006-01-02
	ReviewBy  string // 2006-01-02, "" for none
	Entry     int64
	Disputed  bool // signed with a key that was revoked later, as suspect from there on
}

// Page is one procedure, opened: what is read, shown and run.
type Page struct {
	PageRow
	Procedure *sop.Procedure
	Text      []byte
	Revised   *Revised // the revision that can be read, nil for none
}

// Revised is a text that would take the place of the one in force.
type Revised struct {
	Procedure *sop.Procedure
	Text      []byte
}

// ToApprove returns the text that a supervisor would approve, and the one that
// it takes the place of, nil for none.
func (p Page) ToApprove() (text Revised, inForce *sop.Procedure) {
	if p.Revised != nil {
		return *p.Revised, p.Procedure
	}
	return Revised{p.Procedure, p.Text}, nil
}

// OpenRun is a run that nobody has signed yet.
type OpenRun struct {
	ID       string
	SOP      string
	Title    string
	Version  string
	Person   Person
	Practice bool
	Started  time.Time
	Last     time.Time // of the last event
	Step     int       // number of the step to do; 0 when only the signature is missing
	Steps    int
	// Need is what the run waits for, by Who; "" when it waits for nobody.
	Need   run.Need
	Who    sop.Who
	Timers []run.Timer // that run now
	Paused *run.Close  // the interruption that goes on
}

// LoadedRun is everything that is needed to carry on with a run.
type LoadedRun struct {
	OpenRun
	Procedure *sop.Procedure
	Events    []sop.Event
	// Moved is by how much the clock was moved since the run's last event;
	// the run notes it first.
	Moved time.Duration
	// Newer is the version that took effect since the run began, "" for none.
	Newer string
	Names map[string]string // the printed names of who is enrolled, by short name
}

// Draft is a completion, or another act, as it will be signed: the sentence is
// fixed when it is shown. Token is the workplace's own.
type Draft struct {
	Run       string
	Person    Person
	Statement string
	Event     *sop.Event // of an act in a run, as it will be stored; nil otherwise
	Token     any
}

// LinkedRun is the run of a procedure that a step of another one runs.
type LinkedRun struct {
	ID      string // "" for none
	Open    bool   // not signed yet
	Outcome run.Outcome
}

// ClockMoved is the error of an Append that was not stored because the clock
// was moved since the run's last event. The session notes that and asks again.
type ClockMoved struct{ By time.Duration }

// Error words what happened.
func (e ClockMoved) Error() string {
	return "the clock of this machine was set " + run.MovedBy(e.By) + "; timers of this run are marked as doubtful"
}

// Describe adds to an open run what its events say of the present.
func (o OpenRun) Describe(r run.Run, now time.Time) OpenRun {
	o.Steps = len(r.Steps())
	if s, open := r.Current(); open {
		o.Step = s.Number
	}
	o.Need, o.Who = r.Needs(now)
	o.Timers, o.Paused = r.Timers(), r.Paused()
	return o
}

// SupervisorFirst puts those open runs first that only a supervisor can bring
// on; the rest stay in their order.
func SupervisorFirst(open []OpenRun) []OpenRun {
	rank := func(o OpenRun) int {
		if !o.Practice && o.Need != "" && o.Who == sop.BySupervisor {
			return 0
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(open), func(a, b OpenRun) int { return rank(a) - rank(b) })
}

// OpenOf returns the open runs of one page that are for the record.
func OpenOf(open []OpenRun, sop string) []OpenRun {
	return slices.DeleteFunc(slices.Clone(open), func(o OpenRun) bool { return o.Practice || o.SOP != sop })
}

// FindBy returns the words that a page is found by.
func (p PageRow) FindBy() string { return p.Title + " " + p.ID + " " + p.File }

// Approvable reports whether a supervisor could approve the page, or its
// revision, as it is.
func (p PageRow) Approvable() bool {
	if p.Revision != nil {
		return p.Revision.State == PageReady
	}
	return p.State == PageReady
}

// Texts names the texts that a page has now: it changes with either.
func (p PageRow) Texts() string {
	if p.Revision == nil {
		return p.SHA256
	}
	return p.SHA256 + " " + p.Revision.SHA256 + " " + p.Revision.Problem
}

// Checked says how far every signature of the log was checked, behind the screens.
type Checked struct {
	Running     bool
	Done, Total int64     // entries, of the reading that a signature waits for; both 0 when there is none
	At          time.Time // when all were found good last, zero for never
	Fault       string    // why nothing is signed here, "" while nothing is wrong
}
