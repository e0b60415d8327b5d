package record

import (
	"maps"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// State is what a log says so far about people, procedures and open runs: the
// fold of its entries. It stays small however long the log grows, and can be
// kept as JSON between two starts. What grows with the log is asked of a Past.
type State struct {
	Size       int64                  `json:"size"` // entries folded
	Origin     string                 `json:"origin"`
	Site       string                 `json:"site"`
	Station    string                 `json:"station"`
	StationKey string                 `json:"station_key"`
	Demo       bool                   `json:"demo,omitempty"`
	Continues  *Continues             `json:"continues,omitempty"` // the closed log that this one goes on from
	Closed     int64                  `json:"closed,omitempty"`    // position of the log.close, 0 while it goes on
	Latest     time.Time              `json:"latest"`              // latest time in the log, since the clock was moved
	Boot       string                 `json:"boot,omitempty"`      // of the last fact that says how long ago that was
	Booted     time.Time              `json:"booted"`              // when that was, by the clock as it was last moved
	People     map[string]*Person     `json:"people"`
	Keys       Keys                   `json:"keys"`
	Approvals  map[string][]*Approval `json:"approvals"`
	Open       map[string]*OpenRun    `json:"open"`
	// Assessed holds every assessment of a person, Reviewed the last review of access.
	Assessed map[string][]*Assessment `json:"assessed"`
	Reviewed *AccessReviewed          `json:"reviewed,omitempty"`
	Schemes  map[string]*Planned      `json:"schemes"` // in force, by procedure
	// Unsaid are those who watched a run and have not said what they found, in the order of the log.
	Unsaid []*Unsaid `json:"unsaid,omitempty"`
	// Evidence and Statements are those about each person, in the order of the log.
	Evidence   map[string][]*Evidenced `json:"evidence,omitempty"`
	Statements map[string][]*Stated    `json:"statements,omitempty"`
	Disposals  []*Disposal             `json:"disposals,omitempty"`
	// Returns are those that are open, by the position of the completion; Incidents and Notes by their own.
	Returns   map[int64]*SentBack `json:"returns"`
	Incidents map[int64]*Incident `json:"incidents"`
	Notes     map[int64]*Left     `json:"notes"`
	// Missed holds what was explained, by procedure, OutOfService the last entry about each asset that is out,
	// Outages when one was, in the order of the log.
	Missed       map[string][]*Explained `json:"missed"`
	OutOfService map[string]*Moved       `json:"out_of_service"`
	Outages      Outages                 `json:"outages,omitempty"`
	Calendar     []*Declared             `json:"calendar,omitempty"` // in the order of the log
	Settings     []*Rules                `json:"settings,omitempty"` // likewise; the last holds
	// Duties are those that people have, by person and by what they are of; HaveRead by person and procedure.
	Duties   map[string]map[string]*Given   `json:"duties"`
	HaveRead map[string]map[string]*HasRead `json:"have_read"`
	// Terminals are those that have access, by name.
	Terminals map[string]*Allowed `json:"terminals,omitempty"`
	// Measured holds, by procedure, the controls of completed runs that later ones are judged with, the oldest first.
	Measured map[string][]sop.Measured `json:"measured,omitempty"`

	// part says that entries between those that are folded are not known: then
	// neither the order of time, nor what a signer saw, nor that an
	// administrator is left can be told.
	part bool
	// gapped says so of entries that were destroyed, up to the confirmation of
	// that; lost, that there are such entries before it or after it.
	gapped, lost bool
}

// incomplete reports whether entries that are folded may name others that are not.
func (s *State) incomplete() bool { return s.part || s.gapped }

// Person is someone whose key is bound in the log.
type Person struct {
	ID, Name string
	Key      string // "" while they have none
	Roles    []sop.Role
	Enrolled int64 // position
	LastAct  int64 // position of their last act, or of their enrolment or rotation
	// Failures counts wrong passphrases in a row, LastFailure is when the last was.
	Failures    int
	LastFailure time.Time
}

// Has reports whether the person holds the role.
func (p *Person) Has(r sop.Role) bool { return slices.Contains(p.Roles, r) }

// Approval is one sop.approve entry.
type Approval struct {
	Approve
	Position int64
	By       string
	At       time.Time
	Retired  *Retirement // nil while it is not
}

// OpenRun is a run that was started and not completed.
type OpenRun struct {
	RunStart
	Person     string   // its owner
	Owners     []string // everybody who ever was, in that order
	Offer      string   // the note with which the owner hands it over, "" while they do not
	Started    time.Time
	Last       time.Time           // of the last event
	LastStep   string              // of the last event that names one
	Moved      time.Duration       // how far the clock was moved since an event said so
	Performers map[string][]string // by place
	Positions  []int64             // of its entries
	Leaves     []byte              // their leaf hashes, concatenated
	Tally      Tally
	Measured   []sop.Measured `json:",omitempty"` // its controls, in the order in which they were first recorded
	Watch      Watch          `json:",omitzero"`
}

// Past answers what a State does not keep.
type Past interface {
	// Completed returns the position of the completion of a run, if there is one.
	Completed(run string) (int64, bool)
	// Performed returns the completion at the position, if one stands there.
	Performed(position int64) (Performed, bool)
	// Value returns what a value of the completion at the position says now:
	// its last event, or its last amendment.
	Value(position int64, id ValueID) (string, bool)
	// Due returns the positions of what a dispose entry at a position disposes of.
	Due(position int64, before string) []int64
	// Watched returns who had to do with the run of a completion but to perform it.
	Watched(position int64) Watch
	// Covers reports whether the size is 0, or a checkpoint was written over a tree of it, and Has
	// whether that is this tree.
	Covers(size int64) bool
	Has(head TreeHead) bool
}

// closed reports whether a run of this id was completed.
func closed(past Past, run string) bool {
	_, ok := past.Completed(run)
	return ok
}

// Placed is an entry at its place in a log.
type Placed struct {
	Position int64
	Leaf     tlog.Hash
	Key      string // that signed, as PublicKey writes it; "" for a fact
	Entry    *Entry
}

// NewState returns the state of an empty log.
func NewState() *State {
	return &State{
		People: map[string]*Person{}, Keys: Keys{},
		Approvals: map[string][]*Approval{}, Open: map[string]*OpenRun{}, Assessed: map[string][]*Assessment{},
		Returns: map[int64]*SentBack{}, Incidents: map[int64]*Incident{}, Notes: map[int64]*Left{}, Missed: map[string][]*Explained{}, OutOfService: map[string]*Moved{},
		Schemes: map[string]*Planned{}, Duties: map[string]map[string]*Given{}, HaveRead: map[string]map[string]*HasRead{}, Terminals: map[string]*Allowed{},
	}
}

// PeopleByID returns everyone, sorted by id.
func (s *State) PeopleByID() []*Person {
	ids := slices.Sorted(maps.Keys(s.People))
	people := make([]*Person, len(ids))
	for i, id := range ids {
		people[i] = s.People[id]
	}
	return people
}

// Apply folds one entry in. The entry has to have passed Check.
func (s *State) Apply(p Placed) {
	e := p.Entry
	s.Keys.apply(p.Position, e)
	switch b := e.Body.(type) {
	case *Genesis:
		s.Origin, s.Site, s.Station, s.StationKey, s.Demo = e.Log, b.Site, b.Station, b.StationKey, b.Demo
		s.Continues = b.Continues
		s.bind(p.Position, e.Person, b.Name, b.Key, b.Roles)
	case *LogClose:
		s.Closed = p.Position
	case *Enrol:
		s.bind(p.Position, b.Person, b.Name, b.Key, b.Roles)
	case *Assign:
		s.People[b.Person].Roles = b.Roles
	case *Rotate, *Revoke:
		s.takeKey(p)
	case *Unlock:
		s.People[b.Person].Failures = 0
	case *UnlockFailed:
		s.People[e.Person].Failures, s.People[e.Person].LastFailure = b.Count, e.At.Time
	case *Approve, *Retire, *AccessReview, *Competence, *Assessed, *Scheme, *Evidence, *OwnWork:
		s.govern(p)
	case *Dispose, *ConfirmDispose:
		s.dispose(p)
	case *RunStart:
		s.Open[b.Run] = &OpenRun{RunStart: *b, Person: e.Person, Owners: []string{e.Person}, Started: e.At.Time}
		s.Open[b.Run].add(p, sop.Event{})
	case *RunEvent, *RunAct:
		s.goOn(p)
	case *Completion:
		s.complete(p, b)
	case *Missed, *Asset, *Calendar, *Settings, *Terminal, *Note, *NoteRead, *CloseIncident, *Duty, *Read:
		s.keepHouse(p)
	case *Return, *Answer, *Amend:
		s.sendBack(p)
	case *Review, *ClockBack, *ClockJump, *Export, *Backup, *Restore: // change nothing but the time
	}
	if e.Type.Act() {
		s.People[e.Person].Failures, s.People[e.Person].LastAct = 0, p.Position
	}
	s.tick(e)
	s.Size = p.Position + 1
}

// goOn folds an event of a run, and an incident that was raised in it.
func (s *State) goOn(p Placed) {
	run, event, _ := EventOf(p.Entry)
	s.Open[run].add(p, event)
	s.raise(p, run, event)
}

// complete folds the end of a run.
func (s *State) complete(p Placed, b *Completion) {
	s.measured(p, b)
	s.watched(p, b)
	delete(s.Open, b.Run)
}

// govern folds what is said of procedures, of access and of competence.
func (s *State) govern(p Placed) {
	e := p.Entry
	switch b := e.Body.(type) {
	case *Approve:
		a := &Approval{Approve: *b, Position: p.Position, By: e.Person, At: e.At.Time}
		s.Approvals[b.SOP] = append(s.Approvals[b.SOP], a)
	case *Retire:
		s.retire(p, b)
	case *AccessReview:
		s.Reviewed = &AccessReviewed{AccessReview: *b, Position: p.Position, By: e.Person, At: e.At.Time}
	case *Scheme:
		s.plan(p, b)
	case *Evidence, *OwnWork:
		s.evidence(p)
	case *Assessed:
		s.assessment(e.Person, b.Position).Word = &Word{Agrees: b.Agrees(), Comment: b.Comment, Position: p.Position, At: e.At.Time}
	case *Competence:
		a := &Assessment{Competence: *b, Position: p.Position, Leaf: p.Leaf, By: e.Person, At: e.At.Time}
		s.Assessed[b.Person] = append(s.Assessed[b.Person], a)
		s.found(b, e.Person)
	}
}

func (s *State) bind(position int64, id, name, key string, roles []sop.Role) {
	s.People[id] = &Person{ID: id, Name: name, Key: key, Roles: roles, Enrolled: position, LastAct: position}
}
