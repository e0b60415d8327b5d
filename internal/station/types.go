package station

import (
	"time"

	"soprun/sop"
	"soprun/sop/record"
)

// SetUp is what a new station needs. The passphrase is wiped after use.
type SetUp struct {
	Site       string
	Station    string
	PersonID   string // the first administrator and supervisor
	Name       string
	Passphrase []byte
	Demo       bool
	// After is an open station whose log was closed and goes on in this one; nil
	// for a station of its own. The person then keeps the key that they have there,
	// which the passphrase opens, and what is left empty above is taken from it.
	After *Station
}

// About is what the log says of itself.
type About struct {
	Origin      string
	Site        string
	Station     string
	Demo        bool
	Entries     int64
	Latest      time.Time         // of the last entry
	StationKey  string            // C2SP verifier key
	Closed      bool              // nothing more is recorded in it
	Continues   *record.Continues // the closed log that it goes on from, nil for none
	Fingerprint string            // leaf hash of the genesis: print it, sign it in ink, file it
}

// Person is someone who is enrolled.
type Person struct {
	ID       string
	Name     string
	Roles    []sop.Role
	Failures int // wrong passphrases in a row
	Wait     time.Duration
	Locked   bool
	Revoked  bool // they have no key and cannot act
}

// Enrolment is a person to enrol. The passphrase is theirs, typed by them, and
// wiped after use.
type Enrolment struct {
	ID         string
	Name       string
	Roles      []sop.Role
	Passphrase []byte
	// After is an open station at which the person keeps the key that they have, and
	// that the passphrase opens; nil for a new key.
	After *Station
}

// Approval is one approved version of a procedure.
type Approval struct {
	SOP, Version, Title string
	SHA256              string
	Effective, ReviewBy string // local days, ReviewBy may be ""
	By                  string
	At                  time.Time
	Position            int64
	Retired             *Retirement // nil while it is not
	Disputed            bool
}

// OpenRun is a run that was started and not signed.
type OpenRun struct {
	Run, SOP, Version, Title string
	SHA256                   string
	Person                   string // who carries it out now
	Started, Last            time.Time
	LastStep                 string // "" before the first
	Events                   int    // without the start
	Done                     int    // steps
	Superseded               bool   // another version is in force by now
	Offer, OfferedBy         string // the note with which Person hands it over; "" while they do not
}

// Run is everything that is known of a run, open or signed.
type Run struct {
	Run, SOP, Version string
	SHA256            string
	Person            string   // who carries it out now, or has signed it
	Owners            []string // everybody who ever did, the first one first
	Started           time.Time
	Text              []byte        // of the approved page
	Events            []sop.Event   // with At and Person, in the order of the log
	Entries           []int64       // where the log has each event
	Moved             time.Duration // how far the clock was moved since the run said so
}

// Linked is the run that a step finds of another procedure.
type Linked struct {
	Run     string // "" for none
	Open    bool
	Outcome record.Outcome // once it is signed
}

// summary is what the end of a run comes to, in the record's words. Counts and outcome
// follow from the run's events.
type summary struct {
	Codes      []sop.Code
	Exceptions []record.Exception
}

// Raw is an entry's exact bytes.
type Raw struct {
	Payload   []byte
	Signature []byte // armored, empty for a fact
	Disputed  bool   // signed with a key that was revoked later, as suspect from before it on
	Of        int64  // the completion that a countersignature or an amendment is about, 0 for none
}
