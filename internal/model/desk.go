package model

import (
	"errors"
	"time"
)

// Department is what people are to do, and what they work with.
type Department struct {
	Running   []OpenRun  // runs that are open, that first which went on last; no rehearsal
	Incidents []Incident // that are open, the oldest first
	SentBack  []SentBack // completions whose return is open, the oldest first
	Notes     []Note     // that nobody has read, the oldest first
	Duties    []Duty     // by person
	Terminals []Terminal // that have access, by name
	Days      []Days     // that were declared, in the order of the log
	Disposals []Disposal // in the order of the log
	Approvals []Approval // likewise
	Rules     RulesInForce
	Schemes   []SchemeInForce // by procedure
	// ToApprove are the pages whose text in the department's folder is sound, complete and not
	// approved, and every text that would take the place of one in force.
	ToApprove []PageRow
	Unchecked int // pages of which it is not known yet whether they could be approved

	// ToAnswer are the assessments that wait for the word of who was assessed and can sign, the oldest first.
	ToAnswer []Assessed
	// ToAssess are the runs whose assessor has not said what they found, and still can, the oldest first.
	ToAssess   []Watched
	Evidence   []Evidence  // in the order of the log
	Statements []Statement // likewise
}

// ErrPart is returned for what only a whole log tells: where runs are missing, one that was
// done looks as if nobody had done it.
var ErrPart = errors.New("this is a part of a log: what was due, and what was missed, is told by the whole one")

// Slot is one time at which a procedure is due, for one item of its list.
type Slot struct {
	SOP, Title string
	Item       string    // "" where the procedure as a whole is due
	Name       string    // by which it is explained: the day, or day and time, on which its period begins
	Due        time.Time // by when it is to be done
	State      string    // as sop/schedule words it: "due", "late", "missed" ...
	Late       time.Duration
	DaysLate   int

	Done      int64  // entry of the completion that did it, 0 for none
	Extras    int    // completions for it beside that one
	Waiver    string // why it is not required, as sop/schedule words it
	Explained string // why it was left out or missed, as somebody wrote; "" for nothing

	// More is how many slots behind it were missed and are not listed one by one: of what was
	// missed long ago the first stands for all.
	More int
}

// SentBack is a completion that was sent back and waits for an answer.
type SentBack struct {
	Entry  int64 // of the completion
	Title  string
	To     Person // who performed it
	At     time.Time
	Reason string
}

// Asset is a thing that runs were done with or for, or that is out of service.
type Asset struct {
	Entry    int64 // that says that it is out of service, 0 while it is in
	ID       string
	Reason   string // why it is out
	By       Person // who took it out
	At       time.Time
	Disputed bool

	Lot    bool   // it is the lot of something that is used up
	Expiry string // as it was recorded beside the lot last: a local day; "" for nothing
	Soon   bool   // it expires within 14 days, and has not yet
	Runs   int    // signed runs that name it
	Wrong  int    // how many of the last of them in a row were not as the page says
	Last   int64  // entry of the last, 0 for none
	LastAt time.Time
}

// Outage is a time in which a thing was out of service.
type Outage struct {
	ID          string    // "" where the record is not there that says it
	Reason      string    // why it was taken out
	From, Until time.Time // Until is zero while it is out
}

// Which says which assets and lots are asked for.
type Which int

// All are those that runs were done with, and what is out of service. Expiring are the lots that
// expire within 14 days, with no more than their day: that is known at once.
const (
	All Which = iota
	Expiring
)

// Note is a word for the next shift that nobody has ticked as read.
type Note struct {
	Entry int64
	By    Person
	At    time.Time
	Text  string
}

// Duty is what somebody is meant to carry out.
type Duty struct {
	Entry  int64
	Person Person
	SOP    string // "" for an area
	Title  string // of the version in force, "" for none
	Area   string
	// Of are, of an area, one for each procedure of it that is in force: they have both SOP and
	// Area. Which procedures are of an area the library tells, by its groups; a log that is only
	// looked at has none.
	Of       []Duty
	ReadBy   string // local day by which they are to have read it, "" for none
	Read     *Read  // nil while they have not read the version in force, and for an area
	Version  string // in force, "" for none
	Reason   string
	By       Person
	At       time.Time
	Disputed bool
}

// Read is when somebody read a version.
type Read struct {
	Entry int64
	At    time.Time
}

// Days are some on which the department is closed, or open where it would not be.
type Days struct {
	Entry       int64
	First, Last string // local days
	Open        bool
	Reason      string
	By          Person
	At          time.Time
	Disputed    bool
	Later       *Days // the last that names some of these days again, nil for none
}

// Whole reports whether the later one names all of these days.
func (d Days) Whole() bool {
	return d.Later != nil && d.Later.First <= d.First && d.Last <= d.Later.Last
}

// Rules are what the site blocks, or only warns about, and whose bank holidays hold.
type Rules struct {
	// BlockLapsed is about who starts a run and whose competence in it ended,
	// BlockNeeds about what a page needs and nothing shows, BlockPastReview about a
	// version that was to be reviewed by now. Without them there is a warning.
	BlockLapsed, BlockNeeds, BlockPastReview bool

	Nation string // "" for no bank holidays
}

// RulesInForce are those of the last entry about them, with who set them.
type RulesInForce struct {
	Rules
	Entry    int64 // 0 while nobody set any
	By       Person
	At       time.Time
	Reason   string
	Disputed bool
}
