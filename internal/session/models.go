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
	Entries int64  // how many entries the log holds
}

// Person is somebody who is enrolled.
type Person struct {
	ID    string
	Name  string
	Roles []string
}

// Has reports whether the person holds a role.
func (p Person) Has(role string) bool {
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Performs reports whether the person may carry procedures out.
func (p Person) Performs() bool {
	return p.Has(Assistant) || p.Has(Trainee) || p.Has(Supervisor)
}

// The roles that a person can hold.
const (
	Administrator = "administrator"
	Assistant     = "assistant"
	Supervisor    = "supervisor"
	Trainee       = "trainee"
)

// PageRow is one procedure in the library.
type PageRow struct {
	ID       string
	Title    string
	Version  string
	Group    string // the folder it stands in, as words: "Equipment preparation"
	Codes    []sop.Code
	State    PageState
	Problem  string // why it cannot be run, in words; "" when it can
	Approval *Approval
	LastRun  time.Time // when it was last signed here; zero for never
}

// PageState is where a page stands between its author and the bench.
type PageState string

// The states of a page.
const (
	PageApproved PageState = "approved"
	PageReview   PageState = "review overdue" // approved, past its review-by date
	PageChanged  PageState = "changed"        // its text is not the approved one
	PageReady    PageState = "not approved"
	PageLocal    PageState = "values to set" // local values are open
	PageDraft    PageState = "draft"
	PageRetired  PageState = "retired"
	PageBroken   PageState = "has errors"
)

// Runnable reports whether a page in this state can be run for the record.
//
// A changed page is: its approved text runs, which the log keeps.
func (s PageState) Runnable() bool { return s == PageApproved || s == PageReview || s == PageChanged }

// Approval is the log's word on a page.
type Approval struct {
	By        string
	Version   string
	Effective string // 2006-01-02
	ReviewBy  string // 2006-01-02, "" for none
	Entry     int64
}

// Page is one procedure, opened.
type Page struct {
	PageRow
	Procedure *sop.Procedure
	Text      []byte
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
		if !o.Practice && o.Need != "" && o.Who == sop.Supervisor {
			return 0
		}
		return 1
	}
	return slices.SortedStableFunc(slices.Values(open), func(a, b OpenRun) int { return rank(a) - rank(b) })
}

// Completion is one signed run in the log.
type Completion struct {
	Entry         int64
	At            time.Time
	Person        Person
	Role          string
	SOP           string
	Title         string
	Version       string
	Run           string
	Outcome       run.Outcome
	Codes         []sop.Code
	Exceptions    int
	Deviations    int
	NotDone       int      // steps that were not done
	Countersigned []string // names, in log order; of the reviews that stand
	Amended       bool     // a value was amended after it was signed
	Disputed      bool     // signed with a key that was revoked later, as suspect from there on
}

// Record is one completion in full.
type Record struct {
	Completion
	Statement string
	Summary   run.Summary
	Procedure *sop.Procedure
	Run       run.Run
	Reviews   []Review
	// PastReview is the day by which the page was to be reviewed, where the run
	// was begun after it; else "".
	PastReview string
	// Amendments are what was changed after the signature, in the order of the log.
	Amendments []Amendment
	Names      map[string]string // printed names of everybody in it, by id
	// Signature says what checking the signature again just now found: "" when
	// it holds, else what is wrong.
	Signature string
}

// Review is one countersignature.
type Review struct {
	Entry    int64
	By       Person
	At       time.Time
	Comment  string
	Stands   bool // false once the completion was amended after it
	Disputed bool
}

// Amending is a value of a signed run that is to say something else.
type Amending struct {
	Entry       int64 // of the completion
	Step, Field string
	Index       int    // of the reading, from 1
	Text        string // as typed
	Reason      string
}

// Standing is a recorded value with what was amended of it.
type Standing struct {
	Step    run.Step
	Field   sop.Field
	Value   run.Value // as it was signed
	Amended []Amendment
}

// Text returns the value as it stands.
func (s Standing) Text() string {
	if n := len(s.Amended); n > 0 {
		return s.Amended[n-1].New
	}
	return s.Value.Text
}

// Mark returns what is out of limits about the value as it stands.
func (s Standing) Mark() string {
	if n := len(s.Amended); n > 0 {
		return s.Amended[n-1].Mark
	}
	return s.Value.Mark
}

// ValuesOf returns the values of a step as they stand, in the page's order.
func (r Record) ValuesOf(s run.Step) (values []Standing) {
	for _, f := range s.Fields {
		for _, v := range s.ValuesOf(f.Name) {
			out := Standing{Step: s, Field: f, Value: v}
			for _, a := range r.Amendments {
				if a.Step == s.ID && a.Field == f.Name && a.Index == max(1, v.Index) {
					out.Amended = append(out.Amended, a)
				}
			}
			values = append(values, out)
		}
	}
	return values
}

// Reviewed reports whether a review stands: one since the last amendment.
func (r Record) Reviewed() bool {
	return slices.ContainsFunc(r.Reviews, func(v Review) bool { return v.Stands })
}

// Amendable returns every value that can be amended: all but files.
func (r Record) Amendable() (values []Standing) {
	for _, s := range r.Run.Steps() {
		for _, v := range r.ValuesOf(s) {
			if v.Field.Type != sop.File {
				values = append(values, v)
			}
		}
	}
	return values
}

// Amendment is one value that was amended after the signature. Both values stay.
type Amendment struct {
	Entry       int64
	By          Person
	At          time.Time
	Step, Field string
	Index       int // of the reading, from 1
	Old, New    string
	Mark        string // of the new value, "" for one within its limits
	Reason      string
	Disputed    bool
}

// Verdict is what a verification found.
type Verdict struct {
	Entries int64
	At      time.Time
	Faults  []Fault
}

// OK reports whether nothing was found.
func (v Verdict) OK() bool { return len(v.Faults) == 0 }

// Fault is one thing that is wrong with the log.
type Fault struct {
	Entry int64 // -1 when it is about the whole log
	Code  string
	What  string
	Do    string // what to do about it
}

// Exposure is what nobody outside the machine has seen of the log yet.
type Exposure struct {
	By      string    // who witnessed it last, "" for nobody ever
	At      time.Time // when
	Entries int64     // appended since
	Fault   string    // of a witness that remembers another log; "" for none
}

// SetUp is what a new station needs to know.
type SetUp struct {
	Site, Station  string
	PersonID, Name string
	Passphrase     []byte
}

// Enrolment adds a person: an administrator signs, and the new person types a
// passphrase of their own.
type Enrolment struct {
	By         string
	ByPass     []byte
	ID, Name   string
	Role       string
	Passphrase []byte
}

// NewPassphrase protects a person's key with another passphrase.
type NewPassphrase struct {
	Person   string
	Old, New []byte
}

// Query selects completions, newest first.
type Query struct {
	Words string // all must occur in title, id, person, run, code or outcome
	Limit int    // 0 for all
	Open  bool   // only those that nobody has countersigned
}

// Nobody is who practises: practice is no record, so it needs no name.
var Nobody = Person{ID: "practice", Name: "Practice"}

// Partner is the second person of a rehearsal, whom the trainee plays too.
var Partner = Person{ID: "practice.partner", Name: "Practice partner", Roles: []string{Supervisor}}

// Approvable reports whether a supervisor could approve the page as it is.
func (p PageRow) Approvable() bool { return p.State == PageReady || p.State == PageChanged }

// OnlyAdministrator returns the id of the one administrator, or "" when there is
// more than one.
func OnlyAdministrator(people []Person) string {
	id := ""
	for _, p := range people {
		if !p.Has(Administrator) {
			continue
		}
		if id != "" {
			return ""
		}
		id = p.ID
	}
	return id
}

// OnlySupervisor returns the id of the one supervisor other than except, or ""
// when there is none or more than one.
func OnlySupervisor(people []Person, except string) string {
	id := ""
	for _, p := range people {
		if !p.Has(Supervisor) || p.ID == except {
			continue
		}
		if id != "" {
			return ""
		}
		id = p.ID
	}
	return id
}
