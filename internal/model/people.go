package model

import (
	"slices"
	"time"

	"soprun/sop"
)

// Person is somebody who is enrolled.
type Person struct {
	ID    string
	Name  string
	Roles []sop.Role
	Own   bool // the terminal is theirs: they are meant where nobody else is named
	Gone  bool // their key was revoked, and they have no other: nothing is signed by them
}

// Has reports whether the person holds a role.
func (p Person) Has(role sop.Role) bool {
	return slices.Contains(p.Roles, role)
}

// Performs reports whether the person may carry procedures out, and sign that they did.
func (p Person) Performs() bool {
	return !p.Gone && (p.Has(sop.Assistant) || p.Has(sop.Trainee) || p.Has(sop.Supervisor))
}

// Unable says why the person can sign no run that they carry out, "" where they can.
func (p Person) Unable() string {
	switch {
	case p.Performs():
		return ""
	case p.Gone:
		return "the key of " + p.Name + " was revoked, and they have no other"
	default:
		return p.Name + " holds no role any more that carries out a procedure"
	}
}

// Performers returns those of some people who may carry procedures out, in their order.
func Performers(people []Person) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool { return !p.Performs() })
}

// StandsFor reports whether the person may check or release as who a step asks for. A
// supervisor stands in for anyone.
func (p Person) StandsFor(who sop.Who) bool {
	switch {
	case p.Gone:
		return false
	case who == sop.BySupervisor:
		return p.Has(sop.Supervisor)
	case who == sop.ByPractitioner:
		return p.Has(sop.Practitioner) || p.Has(sop.Supervisor)
	default:
		return p.Has(sop.Assistant) || p.Has(sop.Practitioner) || p.Has(sop.Supervisor)
	}
}

// Nobody is who practises: practice is no record, so it needs no name.
var Nobody = Person{ID: "practice", Name: "Practice"}

// RehearsalsKept is for how long a rehearsal is kept with which nobody goes on.
const RehearsalsKept = 7 * 24 * time.Hour

// Partner is the second person of a rehearsal, whom the trainee plays too.
var Partner = Person{ID: "practice.partner", Name: "Practice partner", Roles: []sop.Role{sop.Supervisor}}

// SetUp is what a new station needs to know.
type SetUp struct {
	Site, Station  string
	PersonID, Name string // the first administrator and supervisor
	Passphrase     []byte
	Demo           bool
}

// Enrolment adds a person: an administrator signs, and the new person types a
// passphrase of their own.
type Enrolment struct {
	By         string
	ByPass     []byte
	ID, Name   string
	Roles      []sop.Role
	Passphrase []byte
}

// NewPassphrase protects a person's key with another passphrase.
type NewPassphrase struct {
	Person   string
	Old, New []byte
}

// Only returns the id of the one person with a role other than except, or of whose own the
// terminal is among several; "" when there is none, or nobody is meant.
func Only(role sop.Role, people []Person, except ...string) string {
	may := func(p Person) bool { return p.Has(role) && !slices.Contains(except, p.ID) }
	if i := slices.IndexFunc(people, func(p Person) bool { return p.Own && may(p) }); i >= 0 {
		return people[i].ID
	}
	id := ""
	for _, p := range people {
		switch {
		case !may(p):
		case id != "":
			return ""
		default:
			id = p.ID
		}
	}
	return id
}

// Rotation is another key for somebody: they sign it themselves, or, when they
// forgot their passphrase, an administrator signs and they type the new one.
type Rotation struct {
	Person, By       string
	Passphrase, Next []byte
	Reason           string
}

// Staff is everybody who is enrolled, with what an inspector asks of access.
type Staff struct {
	Members []Member      // by short name
	Keys    int           // that are live
	Last    *AccessReview // nil where nobody ever reviewed it
}

// Enrolled is what every form is filled in with: who is enrolled, and by which rules the site works.
type Enrolled struct {
	People []Person // by short name, but whose own terminal it is first
	Shown  string   // names the list of who has access, for a review of it
	Rules  Rules
}

// Administrators counts those whose key signs.
func (s Staff) Administrators() (n int) {
	for _, m := range s.Members {
		if m.Has(sop.Administrator) && m.State != KeyRevoked {
			n++
		}
	}
	return n
}

// How a person's key stands.
const (
	KeyLive    = "live"
	KeyLocked  = "locked"
	KeyRevoked = "revoked"
)

// Member is somebody who is enrolled, with their keys and what they were assessed in.
type Member struct {
	Person
	State       string        // of their key: KeyLive, KeyLocked or KeyRevoked
	Failures    int           // wrong passphrases in a row
	Wait        time.Duration // before the next try, 0 for none
	Keys        []Key         // in the order in which they had them
	Competences []Competence  // in the order of the log
	Observed    []Observed    // in the versions in force in which they were assessed, by procedure
}

// Key is one key that a person has or had.
type Key struct {
	Public      string // as entries write it
	Fingerprint string // as ssh-keygen -l shows it
	Bound       int64  // entry
	Ended       int64  // entry after which it signs no more, 0 while it is theirs
	Revoked     int64  // entry, 0 where it was not revoked
	Suspect     int64  // first entry that is disputed, 0 for none
}

// Competence is one assessment.
type Competence struct {
	Entry        int64
	At           time.Time
	By           Person
	SOP, Version string
	Outcome      string
	Method       string
	Run          string // in which they were watched, "" for none
	Independence string // how much help it took; "" where nobody said
	Next         string // what they do next, "" for nothing
	Scheme       int64  // entry of the scheme that it is by, 0 for none
	Expires      string // local day, "" for none
	Comment      string
	Word         *Word // of who was assessed; nil while they said nothing
	Holds        bool  // the last in this procedure, competent, not expired, and of the version in force
	Disputed     bool
}

// Assessed is an assessment of somebody.
type Assessed struct {
	Person Person
	Competence
}

// Watched is a run whose assessor is to say what they found.
type Watched struct {
	Entry            int64 // of the completion
	Title            string
	Person, Assessor Person // who performed it, and who watched
	At               time.Time
}

// Word is what somebody said of an assessment of them.
type Word struct {
	Entry    int64
	At       time.Time
	Agrees   bool
	Comment  string
	Disputed bool
}

// Observed is how somebody was watched in the version of a procedure that is in force.
type Observed struct {
	SOP, Version string
	// Runs are those without help that who watched and they themself signed, each once,
	// and Assessors those who watched one of them, each once.
	Runs, Assessors int
	Waiting         int // assessments of runs without help that wait for their word
	Disputed        int // of those that count, or of the words on them: signed with a key that was revoked later
}

// Scheme is how somebody is found competent in some procedures.
type Scheme struct {
	Pages        []string // ids
	Observations int      // runs without help that have to be watched
	Assessors    int      // by so many people at least
	Methods      []string
	Months       int // for which competence holds, 0 for no end
	// LeastPieces and MostPieces are those of a portfolio, 0 where none is asked for.
	LeastPieces, MostPieces int
}

// SchemeInForce is the scheme of a procedure.
type SchemeInForce struct {
	Scheme
	SOP      string
	Entry    int64
	By       Person
	At       time.Time
	Reason   string
	Disputed bool
}

// Evidence shows a code of somebody that no run shows: what they know, or how they behave.
type Evidence struct {
	Entry    int64
	Person   Person
	Code     sop.Code
	Method   string // as the record words it: "question", "discussion" or "employer"
	Asked    string
	Said     string // in answer
	Day      string // local day on which it was asked
	By       Person
	At       time.Time
	Disputed bool
}

// Statement states that the evidence of somebody for some days is their own work.
type Statement struct {
	Entry       int64
	Person      Person
	First, Last string // local days
	Comment     string
	By          Person
	At          time.Time
	Disputed    bool
}

// AccessReview is a review of who has access.
type AccessReview struct {
	Entry    int64
	At       time.Time
	By       Person
	Comment  string
	People   int // who were enrolled then
	Keys     int // that were live
	Disputed bool
}
