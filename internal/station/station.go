// Package station is one workplace: its log, its keys and its pages. It is
// what the terminal screens and the commands call; it goes through the same
// rules and the same store for both, and knows neither.
package station

import (
	"errors"
	"io"
	"time"

	"soprun/sop"
	"soprun/sop/record"
)

// Config is what a station needs from outside.
type Config struct {
	Dir     string           // required: where the log and the keys are
	Now     func() time.Time // required: the clock; its location is the local zone
	Rand    io.Reader        // required: random bytes
	App     string           // required: version of the program, kept in every entry
	Machine Machine          // how far the clock can be trusted
}

// Machine is what is known of the machine's clock.
type Machine struct {
	Boot   string // which boot, for example the boot id
	Zone   string // for example Europe/London
	Synced bool   // whether the system calls its clock synchronised
}

// Errors that callers branch on.
var (
	// ErrNotSetUp is returned when the directory holds no log yet.
	ErrNotSetUp = errors.New("this station is not set up")
	// ErrIsSetUp is returned by SetUp when the directory holds a log.
	ErrIsSetUp = errors.New("this station is set up already")
	// ErrUnknown is returned for a person, run, entry or text that the log does not have.
	ErrUnknown = errors.New("not in the log")
	// ErrNotApproved is returned when a procedure has no version in force, or another text.
	ErrNotApproved = errors.New("not the approved version")
	// ErrNotReady is returned when a page cannot be approved as it is.
	ErrNotReady = errors.New("not ready for approval")
	// ErrDraft is returned when a draft can no longer be signed: prepare it again.
	ErrDraft = errors.New("what was shown is no longer what would be signed")
)

// WaitError is returned while a key waits after wrong passphrases.
type WaitError struct {
	Person string
	Wait   time.Duration // 0 when only a supervisor can unlock the key
}

// PassphraseError is returned for a wrong passphrase. The failure is in the log.
type PassphraseError struct {
	Person   string
	Failures int           // in a row
	Wait     time.Duration // until the next try
	Locked   bool          // only a supervisor can unlock the key now
}

// SetUp is what a new station needs. The passphrase is wiped after use.
type SetUp struct {
	Site       string
	Station    string
	PersonID   string // the first administrator and supervisor
	Name       string
	Passphrase []byte
	Demo       bool
}

// About is what the log says of itself.
type About struct {
	Origin      string
	Site        string
	Station     string
	Demo        bool
	Entries     int64
	Latest      time.Time // of the last entry
	StationKey  string    // C2SP verifier key
	Fingerprint string    // leaf hash of the genesis: print it, sign it in ink, file it
}

// Person is someone who is enrolled.
type Person struct {
	ID       string
	Name     string
	Roles    []record.Role
	Failures int // wrong passphrases in a row
	Wait     time.Duration
	Locked   bool
}

// Enrolment is a person to enrol. The passphrase is theirs, typed by them, and
// wiped after use.
type Enrolment struct {
	ID         string
	Name       string
	Roles      []record.Role
	Passphrase []byte
}

// Approval is one approved version of a procedure.
type Approval struct {
	SOP, Version, Title string
	SHA256              string
	Effective, ReviewBy string // local days, ReviewBy may be ""
	By                  string
	At                  time.Time
	Position            int64
}

// OpenRun is a run that was started and not signed.
type OpenRun struct {
	Run, SOP, Version, Title string
	SHA256                   string
	Person                   string
	Started, Last            time.Time
	LastStep                 string // "" before the first
	Events                   int    // without the start
	Done                     int    // steps
	Superseded               bool   // another version is in force by now
}

// Run is everything that is known of a run, open or signed.
type Run struct {
	Run, SOP, Version string
	SHA256            string
	Person            string
	Started           time.Time
	Text              []byte      // of the approved page
	Events            []sop.Event // with At and Person, in the order of the log
}

// Summary is what the end of a run comes to. Counts and outcome follow from
// the run's events.
type Summary struct {
	Codes      []sop.Code
	Exceptions []record.Exception
}

// Draft is an act as it will be signed: what is shown is what is signed.
type Draft struct {
	Statement string
	Person    string
	Role      record.Role
	At        time.Time
	Entry     record.Entry // all of it, for the screen that shows details

	payload []byte
}

// Filter selects completions; zero members select all.
type Filter struct {
	Person string
	SOP    string
	Code   sop.Code
	Since  time.Time
	Until  time.Time
	Text   string // in any part of the completion, case does not matter
	Limit  int    // 0 for no limit
	Open   bool   // only what nobody has countersigned
}

// Row is one completion in a list.
type Row struct {
	Entry               int64
	At                  time.Time
	Person, Name        string
	Role                record.Role
	SOP, Version, Title string
	Run                 string
	Outcome             record.Outcome
	Counts              record.Counts
	Codes               []sop.Code
	Exceptions          []record.Exception
	Statement           string
	CountersignedBy     []string // person ids
}

// Review is one countersignature.
type Review struct {
	Entry        int64
	At           time.Time
	Person, Name string
	Comment      string
	Statement    string
}

// Record is everything about one completion.
type Record struct {
	Row
	Reason  string // why it was stopped
	SHA256  string // of the approved text
	Leaf    string // leaf hash, base64
	Events  []sop.Event
	Reviews []Review
}

// Raw is an entry's exact bytes.
type Raw struct {
	Payload   []byte
	Signature []byte // armored, empty for a fact
}

// The methods, until they are there:
//
//	Open(cfg Config) (*Station, error)                     // opens an existing log; IsSetUp is false when there is none
//	ReadMachine() Machine
//	(s *Station) IsSetUp() bool
//	(s *Station) SetUp(in SetUp) error
//	(s *Station) About() About
//	(s *Station) People() []Person
//	(s *Station) Enrol(by string, passphrase []byte, who Enrolment) (entry int64, err error)
//	(s *Station) Assign(by string, passphrase []byte, person string, roles []record.Role, reason string) (int64, error)
//	(s *Station) Unlock(by string, passphrase []byte, person, reason string) (int64, error)
//	(s *Station) Approve(by string, passphrase, text []byte, p *sop.Procedure, effective time.Time) (int64, error)
//	(s *Station) Approval(sopID string) (Approval, bool)   // in force today
//	(s *Station) Approvals(sopID string) []Approval        // all, oldest first
//	(s *Station) Text(sha256 string) ([]byte, error)       // of an approved page
//	(s *Station) StartRun(person string, p *sop.Procedure) (run string, err error)
//	(s *Station) AppendEvents(run, person string, events []sop.Event) ([]sop.Event, error) // one transaction; returned with At and Person
//	(s *Station) OpenRuns() []OpenRun                      // newest first
//	(s *Station) LoadRun(run string) (Run, error)
//	(s *Station) Prepare(run, person string, sum Summary) (*Draft, error)
//	(s *Station) PrepareReview(person string, entry int64, comment string) (*Draft, error)
//	(s *Station) Sign(d *Draft, passphrase []byte) (entry int64, err error)
//	(s *Station) SignWith(d *Draft, signer crypto.Signer) (int64, error)       // for the demo and tests
//	(s *Station) Signer(person string, passphrase []byte) (*keyring.Signer, error)
//	(s *Station) Countersign(person string, passphrase []byte, entry int64, comment string) (int64, error)
//	(s *Station) Log(f Filter) ([]Row, error)              // newest first
//	(s *Station) Record(entry int64) (Record, error)
//	(s *Station) Entry(entry int64) (Raw, error)
//	(s *Station) AllowedSigners() string
//	(s *Station) Verify(ctx context.Context, progress func(done, total int64)) (*record.Report, error)
//	(s *Station) RebuildIndex(progress func(done, total int64)) error
//	(s *Station) CheckpointFile() error                    // last failure to write beside the log, nil if none
//	(s *Station) Close() error
