package model

import (
	"cmp"
	"slices"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// Completion is one signed run in the log.
type Completion struct {
	Entry                    int64
	Leaf                     string // leaf hash, base64
	At                       time.Time
	Person                   Person
	Role                     sop.Role
	SOP, Title, Version, Run string
	Outcome                  run.Outcome
	Counts                   run.Counts
	Codes                    []sop.Code
	Exceptions               []run.Exception // as it lists them: without the numbers of the steps
	Statement                string
	Countersigned            []Hand      // in log order; of the reviews that stand
	Superseded               []Hand      // of the reviews that do not: amended after them
	Amended                  []Hand      // of each amendment, in log order
	Amendments               []Amendment // what each of them changed
	SentBack                 *Hand       // of the return that is open; nil while none is
	Answered                 []Hand      // of each answer to a return, in log order
	Disputed                 bool        // signed with a key that was revoked later, as suspect from there on
	SupervisorSigns          bool        // its page says that a supervisor signs, too
	Outages                  []Outage    // of what it was done with: each that lasted while its run went on with it
}

// Wrong reports whether there is something in it that is not as its page says: exceptions,
// a value that was amended out of its limits, something that was out of service, or an end before
// the last step.
func (c Completion) Wrong() bool {
	out := func(a Amendment) bool { return a.Mark != "" }
	return len(c.Exceptions) > 0 || len(c.Outages) > 0 || slices.ContainsFunc(c.Amendments, out) || c.Outcome == run.OutcomeEnded || c.Outcome == run.OutcomeStopped
}

// Awaited reports whether it waits for a review: its page says that a supervisor signs, or
// there is something in it to look at, and nobody has since.
func (c Completion) Awaited() bool {
	return len(c.Countersigned) == 0 && c.SentBack == nil &&
		(c.SupervisorSigns || c.Wrong() || len(c.Amended) > 0 || len(c.Answered) > 0)
}

// Changed is the entry that was signed about it last: an amendment, a return, an answer or a
// countersignature; 0 while it is as it was signed.
func (c Completion) Changed() int64 { return c.lastChange().by.Entry }

// change is what somebody signed about a record.
type change struct {
	by   Hand
	what string // what they did with it
}

func (c Completion) lastChange() (last change) {
	for what, hands := range map[string][]Hand{"amended": c.Amended, "answered for": c.Answered, "countersigned": c.Countersigned} {
		for _, h := range hands {
			if h.Entry > last.by.Entry {
				last = change{h, what}
			}
		}
	}
	if c.SentBack != nil && c.SentBack.Entry > last.by.Entry {
		last = change{*c.SentBack, "sent back"}
	}
	return last
}

// RecordChanged is the error of a countersignature of a record that says something else since
// it was read, or has another countersignature: whoever signs has not seen it.
type RecordChanged struct{ How string }

// Error words what happened.
func (r RecordChanged) Error() string {
	return "it " + cmp.Or(r.How, "changed") + " after it was read: read it again"
}

// AsChanged is the error of whoever read it before it was signed about last.
func (c Completion) AsChanged() RecordChanged {
	last := c.lastChange()
	if last.what == "" {
		return RecordChanged{}
	}
	return RecordChanged{How: "was " + last.what + " by " + cmp.Or(last.by.By.Name, last.by.By.ID)}
}

// Hand is whose signature stands beside a record.
type Hand struct {
	Entry    int64
	By       Person
	Disputed bool // signed with a key that was revoked later, as suspect from there on
}

// Reliable reports whether somebody has countersigned with a key that nobody doubts.
func (c Completion) Reliable() bool {
	return slices.ContainsFunc(c.Countersigned, func(h Hand) bool { return !h.Disputed })
}

// AmendDisputed reports whether an amendment is disputed.
func (c Completion) AmendDisputed() bool {
	return slices.ContainsFunc(c.Amended, func(h Hand) bool { return h.Disputed })
}

// ActAt tells one signed act in a run from all others.
type ActAt struct {
	Person string
	At     time.Time
}

// Record is one completion in full.
type Record struct {
	Completion
	SHA256    string // of the approved text
	Events    []sop.Event
	Summary   run.Summary
	Procedure *sop.Procedure
	Walked    run.Run // again, from its events
	Reviews   []Review
	// PastReview is the day by which the page was to be reviewed, where the run
	// was begun after it; else "".
	PastReview string
	// Unfit is what the rules of the site warn of about those who performed it.
	Unfit []string
	// Assessments are those of who performed it that are about its run, in the order of the log.
	Assessments []Assessed
	// Unassessed are those who watched its run and have not said yet what they found, by their
	// short names. Who had a hand in the run is none of them.
	Unassessed []string
	// Returns are how often it was sent back, in the order of the log.
	Returns []Return
	// Incidents are those that were raised in the run, in its order.
	Incidents []Incident
	Names     map[string]string // printed names of everybody in it, by id
	// DisputedActs are the checks, releases and hand-overs in the run that were signed
	// with a key that was revoked later, as suspect from before them on.
	DisputedActs []ActAt
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

// Return sends a completion back, instead of a countersignature.
type Return struct {
	Entry    int64
	By       Person
	At       time.Time
	Reason   string
	Open     bool    // it waits for an answer, or an amendment
	Answer   *Answer // nil where there is none: it is open, or an amendment answered it
	Disputed bool
}

// Answer is what was answered to a return.
type Answer struct {
	Entry    int64
	By       Person
	At       time.Time
	Text     string
	Disputed bool
}

// Incident is something that happened in a run and is followed until it is closed.
type Incident struct {
	Entry     int64 // that raised it
	SOP, Run  string
	Step      string // "" where it was raised at none
	Item      string
	Reference string // of it elsewhere; "" for none yet
	What      string
	By        Person
	At        time.Time
	Closed    *Closing // nil while it is open
}

// Closing is how an incident ended.
type Closing struct {
	Entry    int64
	By       Person
	At       time.Time
	Reason   string
	Disputed bool
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
				if a.Step == s.ID && a.Item == s.Item && a.Field == f.Name && a.Index == max(1, v.Index) {
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

// Amendable returns every value that can be amended: all but files
// and what is computed.
func (r Record) Amendable() (values []Standing) {
	for _, s := range r.Walked.Steps() {
		for _, v := range r.ValuesOf(s) {
			if v.Field.Amendable() {
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
	Item        string    // of a section that is done once for each; "" elsewhere
	Index       int       // of the reading, from 1
	Of          sop.Field // a zero one where its page is not known
	Old, New    string
	Mark        string // of the new value, "" for one within its limits
	Reason      string
	Disputed    bool
}

// Query selects completions, newest first; zero members select all.
type Query struct {
	Person string // short name
	SOP    string
	Code   sop.Code
	Since  time.Time
	Until  time.Time
	Words  string // all must occur in the title, the printed name or what was signed; case does not matter
	Limit  int    // 0 for no limit
	Open   bool   // only those that wait for a review

	Outcome       run.Outcome // how they ended; "" for any
	Exceptions    bool        // only those that are Wrong
	Clean         bool        // only the others
	SentBack      bool        // only those that were sent back, and not answered since
	Countersigner string      // short name of who countersigned, since the last amendment
}

// Traced is a record with its values as they stand, those first that are looked for, then
// those out of their limits.
type Traced struct {
	Completion
	Values []TracedValue
	Steps  []TracedStep // that were not done as its page asks, in the order of the run
}

// TracedStep is how a step of a record was not done as its page asks.
type TracedStep struct {
	Step   string
	Number int    // of the step; 0 where the page is not known
	Item   string // of a section that is done once for each, or that was left out; "" elsewhere
	Text   string
	Sought bool // what is looked for is in it
}

// TracedValue is a value of a record since its last amendment, or of a round of its step that
// was done again.
type TracedValue struct {
	Step, Field string
	Item        string // of a section that is done once for each; "" elsewhere
	Label       string // of the field, as the page of the record has it
	Text, Unit  string
	Limits      string // "2.0 to 8.0"; "" for none
	Mark        string // "ABOVE 8.0"; "" for one within its limits
	At          time.Time
	Amended     bool
	AmendedBy   []Person // in the order of the log, each amendment
	Redone      int      // how often its step was opened again after it, 0 for what stands; 15 for more too
	Stands      string   // of one that was done again: what stands instead, "" for nothing
	Sought      bool     // what is looked for is in it
	OfItem      bool     // only because of its item, as others of that
}

// OutOfLimits marks a traced value whose exception has the words: an answer that was not expected.
const OutOfLimits = "OUT OF LIMITS"

// SetStands says of each value that was done again what stands instead of it. They are in the
// order of the run: a reading is told from another of its field by where it stands.
func SetStands(values []TracedValue) {
	type step struct{ id, item string }
	again := map[step]bool{}
	for i := range values {
		if v := &values[i]; v.Redone > 0 {
			again[step{v.Step, v.Item}] = true
		}
	}
	type place struct {
		step, item, field string
		redone, reading   int
	}
	at := func(v TracedValue) place { return place{step: v.Step, item: v.Item, field: v.Field, redone: v.Redone} }
	count, stands := map[place]int{}, map[place]string{}
	places := make([]place, len(values))
	for i, v := range values {
		if !again[step{v.Step, v.Item}] {
			continue
		}
		p := at(v)
		count[p]++
		p.reading = count[at(v)]
		if places[i] = p; v.Redone == 0 {
			stands[p] = v.Text
		}
	}
	for i, p := range places {
		if p.redone > 0 {
			p.redone = 0
			values[i].Stands = stands[p]
		}
	}
}

// Disposal is one decision to destroy what was kept for long enough.
type Disposal struct {
	Entry     int64
	At        time.Time
	By        Person
	Before    string // local day; of completions before it
	Entries   int
	Reason    string
	Confirmed *Hand // the second person, nil while there is none
	Disputed  bool  // signed with a key that was revoked later, as suspect from there on
}
