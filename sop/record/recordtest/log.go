// Package recordtest makes logs for tests: a small workplace with people, keys
// and an approved procedure, the same bytes every time.
package recordtest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"iter"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"soprun/sop"
	"soprun/sop/record"
)

// What every log of this package is about.
const (
	Origin = "example.nhs.uk/haem-bench-2/2026-000001"
	Admin  = "ann.lee" // first administrator and supervisor
	Boss   = "bo.ray"  // supervisor
	Worker = "kim.oh"  // assistant
	SOP    = "SOP-CEN-014"
	Text   = "# Daily centrifuge check\n"
)

// TextSHA256 is the hash under which Text is approved.
var TextSHA256 = hash(Text)

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Log is a log in memory, and the one who writes it. It is a record.Source.
type Log struct {
	T      testing.TB
	Origin string
	Now    time.Time // of the next entry; each takes a second
	State  *record.State
	Past   *record.Ledger
	Tree   record.Frontier
	Stored []record.Stored
	Texts  map[string][]byte
	Held   map[string]string // name of the key that a person signs with, where it is not their id
	Booted time.Time         // when the machine was started; while it is zero, no entry says so

	made int // entries made so far, for their nonces
}

// Empty returns a log without entries.
func Empty(t testing.TB) *Log {
	return &Log{
		T: t, Origin: Origin, Now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), State: record.NewState(),
		Past: record.NewLedger(), Texts: map[string][]byte{TextSHA256: []byte(Text)},
	}
}

// New returns a log with three people and an approved procedure.
func New(t testing.TB) *Log { return NewOf(t, Origin) }

// NewOf is New of another origin.
func NewOf(t testing.TB, origin string) *Log {
	l := Empty(t)
	l.Origin = origin
	l.Append(l.Act(Admin, sop.Administrator, l.GenesisBody()))
	l.Append(l.Act(Admin, sop.Administrator, l.EnrolBody(Boss, "Bo Ray", sop.Supervisor)))
	l.Append(l.Act(Admin, sop.Administrator, l.EnrolBody(Worker, "Kim Oh", sop.Assistant)))
	l.Append(l.Act(Boss, sop.Supervisor, ApproveBody("2.1", TextSHA256)))
	return l
}

// Key returns the key of a person.
func Key(person string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("key of " + person))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Public returns the public key of a person as entries write it.
func Public(person string) string {
	return record.PublicKey(Key(person).Public().(ed25519.PublicKey))
}

// Station returns the key that signs checkpoints.
func Station() note.Signer { return StationOf(Origin) }

// StationOf returns the key that signs the checkpoints of a log.
func StationOf(origin string) note.Signer {
	s, err := note.NewSigner(stationKey(origin))
	if err != nil {
		panic(err) // the key is a constant of this package
	}
	return s
}

func stationKey(origin string) string {
	key := Key("the station")
	public := append([]byte{1}, key.Public().(ed25519.PublicKey)...)
	private := append([]byte{1}, key.Seed()...)
	return fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", origin, keyHash(origin, public), base64.StdEncoding.EncodeToString(private))
}

func keyHash(origin string, public []byte) []byte {
	sum := sha256.Sum256(append([]byte(origin+"\n"), public...))
	return sum[:4]
}

// StationKey returns the verifier key of Station.
func StationKey() string { return verifierOf(Origin) }

// verifierOf returns the verifier key of StationOf.
func verifierOf(origin string) string {
	v, err := note.NewEd25519VerifierKey(origin, Key("the station").Public().(ed25519.PublicKey))
	if err != nil {
		panic(err) // the key is a constant of this package
	}
	return v
}

// GenesisBody opens the log.
func (l *Log) GenesisBody() *record.Genesis {
	return &record.Genesis{
		Declaration: sop.Declaration, Key: Public(Admin), Name: "Ann Lee",
		Roles: []sop.Role{sop.Administrator, sop.Supervisor},
		Site:  "St Elsewhere", Station: "Haematology bench 2", StationKey: verifierOf(l.Origin),
	}
}

// EnrolBody enrols a person with their own key.
func (l *Log) EnrolBody(id, name string, roles ...sop.Role) *record.Enrol {
	b := &record.Enrol{Name: name, Person: id, Roles: roles}
	if err := b.Prove(Key(id), l.Origin); err != nil {
		l.T.Fatal(err)
	}
	return b
}

// ApproveBody approves a version of the procedure, effective on the log's day.
func ApproveBody(version, sum string) *record.Approve {
	return &record.Approve{
		Effective: "2026-11-22", ReviewBy: "2028-11-22", SOP: SOP, SHA256: sum, Version: version, Title: "Daily centrifuge check",
	}
}

// StartBody starts a run of the approved procedure.
func StartBody(run string) *record.RunStart {
	return &record.RunStart{Run: run, SOP: SOP, SHA256: TextSHA256, Version: "2.1"}
}

// Entry returns an entry as it would be made now.
func (l *Log) Entry(person string, body record.Body) *record.Entry {
	l.made++
	e := record.NewEntry(body)
	e.App, e.Log, e.Person = "test", l.Origin, person
	e.At = record.At(l.Now)
	e.Clock = l.clock()
	e.Nonce = fmt.Sprintf("%032x", l.made)
	l.Now = l.Now.Add(time.Second)
	return e
}

func (l *Log) clock() record.Clock {
	c := record.Clock{Boot: "b1", Zone: "Europe/London", Synced: true}
	if !l.Booted.IsZero() {
		c.Up = l.Now.Sub(l.Booted).Milliseconds()
	}
	return c
}

// Fact makes an unsigned entry; each change is made to it first.
func (l *Log) Fact(person string, body record.Body, changes ...func(*record.Entry)) record.Sealed {
	e := l.Entry(person, body)
	for _, change := range changes {
		change(e)
	}
	return record.Sealed{Payload: l.encode(e)}
}

// Act makes an entry signed by its person; each change is made to it before it
// is signed. The statement is derived after the changes unless one sets it.
func (l *Log) Act(person string, role sop.Role, body record.Body, changes ...func(*record.Entry)) record.Sealed {
	e := l.Entry(person, body)
	head := l.Head()
	e.Role, e.Prev = role, &head
	for _, change := range changes {
		change(e)
	}
	if e.Statement == "" {
		l.State.Say(e, l.Past)
	}
	return l.Seal(person, l.encode(e))
}

// Seal signs a payload, whatever it is, with a person's key.
func (l *Log) Seal(person string, payload []byte) record.Sealed {
	signature, err := record.Sign(l.KeyOf(person), payload)
	if err != nil {
		l.T.Fatal(err)
	}
	return record.Sealed{Payload: payload, Signature: signature}
}

func (l *Log) encode(e *record.Entry) []byte {
	payload, err := record.Encode(e)
	if err != nil {
		l.T.Fatal(err)
	}
	return payload
}

// Head returns the tree head of the last batch.
func (l *Log) Head() record.TreeHead { return l.Tree.Head() }

// Append adds a batch and fails the test if it breaks a rule.
func (l *Log) Append(batch ...record.Sealed) {
	l.T.Helper()
	if f := l.Try(batch...); f != nil {
		l.T.Fatal(f)
	}
}

// Try adds a batch up to the first entry that breaks a rule.
func (l *Log) Try(batch ...record.Sealed) *record.Fault {
	for i, sealed := range batch {
		entry, key, fault := record.Open(sealed.Payload, sealed.Signature)
		if fault != nil {
			return fault
		}
		p := record.Placed{
			Position: l.Tree.Size(), Leaf: record.LeafHash(sealed.Payload, sealed.Signature), Key: key, Entry: entry,
		}
		if fault := l.State.Check(p, l.Past); fault != nil {
			return fault
		}
		l.State.Apply(p)
		l.Past.Apply(p)
		l.Store(sealed, i == len(batch)-1)
	}
	return nil
}

// Force adds a batch without asking the rules, as somebody with the station's
// key could.
func (l *Log) Force(batch ...record.Sealed) {
	for i, sealed := range batch {
		l.Store(sealed, i == len(batch)-1)
	}
}

// Store adds an entry to the tree, with a checkpoint if it is the last of its
// batch.
func (l *Log) Store(sealed record.Sealed, last bool) {
	stored := record.Stored{Position: l.Tree.Size(), Payload: sealed.Payload, Signature: sealed.Signature}
	stored.Hashes = l.Tree.Add(record.LeafHash(sealed.Payload, sealed.Signature))
	if last {
		head := l.Tree.Head()
		checkpoint, err := record.SignCheckpoint(StationOf(l.Origin), head)
		if err != nil {
			l.T.Fatal(err)
		}
		stored.Checkpoint = checkpoint
		l.Past.AddRoot(head)
	}
	l.Stored = append(l.Stored, stored)
}

// Start makes the start of a run and its events.
func (l *Log) Start(person, run string, events ...sop.Event) []record.Sealed {
	batch := []record.Sealed{l.Fact(person, StartBody(run))}
	for _, e := range events {
		batch = append(batch, l.Fact(person, &record.RunEvent{Run: run, Event: e}))
	}
	return batch
}

// Event makes an event of a run that is a fact.
func (l *Log) Event(person, run string, e sop.Event) record.Sealed {
	return l.Fact(person, &record.RunEvent{Run: run, Event: e})
}

// Signed makes an event of a run that is an act, signed by its person.
func (l *Log) Signed(person string, role sop.Role, run string, e sop.Event, changes ...func(*record.Entry)) record.Sealed {
	return l.Act(person, role, &record.RunAct{Run: run, Event: e}, changes...)
}

// MoveClock sets the clock forward, or back, while the machine runs on.
func (l *Log) MoveClock(by time.Duration) {
	l.Now = l.Now.Add(by)
	if !l.Booted.IsZero() {
		l.Booted = l.Booted.Add(by)
	}
}

// MovedClock reports whether the log has to say that the clock was moved.
func (l *Log) MovedClock() bool { return l.State.ClockFact(record.At(l.Now), l.clock()) != nil }

// ClockFact makes the fact that the clock was moved, as the log has to have it
// before any other.
func (l *Log) ClockFact() record.Sealed {
	body := l.State.ClockFact(record.At(l.Now), l.clock())
	if body == nil {
		l.T.Fatal("the clock was not moved")
	}
	return l.Fact("", body)
}

// Done are the events of a step that was done.
func Done(step string) []sop.Event {
	return []sop.Event{{Kind: sop.StepStarted, Step: step}, {Kind: sop.StepDone, Step: step}}
}

// CompletionBody ends an open run as its events say.
func (l *Log) CompletionBody(run string) *record.Completion {
	r := l.State.Open[run]
	if r == nil {
		l.T.Fatalf("run %s is not open", run)
	}
	return &record.Completion{
		Codes: []sop.Code{"S26", "K7"}, Counts: r.Tally.Counts(), Events: r.Events(), Outcome: r.Tally.Outcome(),
		Reason: r.Tally.Reason, Run: run, SOP: r.SOP, SHA256: r.SHA256, Version: r.Version,
	}
}

// Perform adds a whole run of two steps and its completion, and returns the
// position of the latter.
func (l *Log) Perform(person, run string) int64 {
	l.Append(l.Start(person, run, append(Done("clean"), Done("spin")...)...)...)
	l.Append(l.Act(person, sop.Assistant, l.CompletionBody(run)))
	return l.Tree.Size() - 1
}

// ReviewBody countersigns the completion at a position.
func (l *Log) ReviewBody(at int64) *record.Review {
	return &record.Review{Leaf: l.Stored[at].Hashes[0], Position: at, Comment: "looks right"}
}

// Entries yields the stored entries.
func (l *Log) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		for _, e := range l.Stored {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Text returns a kept text.
func (l *Log) Text(sum string) ([]byte, bool) {
	text, ok := l.Texts[sum]
	return text, ok
}
