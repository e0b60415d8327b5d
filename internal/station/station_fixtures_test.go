package station_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"sync"
	"testing"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
)

// The people of every test's station.
const (
	admin  = "ann.lee" // administrator and supervisor
	boss   = "bo.ray"  // supervisor
	worker = "kim.oh"  // assistant
)

const pageText = "# Daily centrifuge check\n\nClean it, spin it.\n"

func phraseOf(person string) []byte { return []byte("maple kettle orbit " + person) }

func page(version, text string) *sop.Procedure {
	sum := sha256.Sum256([]byte(text))
	return &sop.Procedure{
		Meta: sop.Meta{
			ID: "SOP-CEN-014", Title: "Daily centrifuge check", Version: version, Status: sop.Ready,
			ReviewEvery: sop.Period{N: 24, Unit: "month"}, Codes: []sop.Code{"S26", "K7"},
		},
		SHA256: hex.EncodeToString(sum[:]),
	}
}

// bench is a station with a clock that a test moves.
type bench struct {
	*station.Station
	t   *testing.T
	cfg station.Config
	now time.Time
}

// template makes, once, the directory that every bench is a copy of: opening
// a key takes a tenth of a second.
var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "station")
	if err != nil {
		return "", err
	}
	s, err := station.Open(config(dir, opening))
	if err != nil {
		return "", err
	}
	err = s.SetUp(station.SetUp{Site: "St Elsewhere", Station: "Haematology bench 2", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)})
	if err != nil {
		return "", err
	}
	for id, who := range map[string]station.Enrolment{
		boss:   {Name: "Bo Ray", Roles: []record.Role{record.Supervisor}},
		worker: {Name: "Kim Oh", Roles: []record.Role{record.Assistant}},
	} {
		who.ID, who.Passphrase = id, phraseOf(id)
		if _, err := s.Enrol(admin, phraseOf(admin), who); err != nil {
			return "", err
		}
	}
	if _, err := s.Approve(boss, phraseOf(boss), []byte(pageText), page("2.1", pageText), time.Time{}); err != nil {
		return "", err
	}
	return dir, s.Close()
})

func opening() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

func config(dir string, now func() time.Time) station.Config {
	return station.Config{
		Dir: dir, Now: now, App: "test", Machine: station.Machine{Boot: "b1", Zone: "Europe/London", Synced: true},
	}
}

// newBench returns a station with three people and an approved page. When the
// test ends, its log is verified.
func newBench(t *testing.T) *bench {
	t.Helper()
	t.Parallel()
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, now: opening().Add(time.Hour)}
	b.cfg = config(t.TempDir(), func() time.Time { return b.now })
	if err := os.CopyFS(b.cfg.Dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"station.key", "people/" + admin + ".key", "people/" + boss + ".key", "people/" + worker + ".key"} {
		if err := os.Chmod(b.cfg.Dir+"/"+file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.open()
	t.Cleanup(func() {
		b.mustVerify()
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func (b *bench) open() {
	b.t.Helper()
	s, err := station.Open(b.cfg)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Station = s
}

func (b *bench) reopen() {
	b.t.Helper()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.open()
}

func (b *bench) mustVerify() {
	b.t.Helper()
	report, err := b.Verify(background, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range report.Faults {
		b.t.Errorf("verify: %v", f)
	}
}

// signers are unlocked once for all tests.
var (
	signers   = map[string]*keyring.Signer{}
	signersMu sync.Mutex
)

func (b *bench) signer(person string) *keyring.Signer {
	b.t.Helper()
	signersMu.Lock()
	defer signersMu.Unlock()
	if signers[person] == nil {
		s, err := b.Signer(person, phraseOf(person))
		if err != nil {
			b.t.Fatal(err)
		}
		signers[person] = s
	}
	return signers[person]
}

// sign signs a draft without typing.
func (b *bench) sign(d *station.Draft, err error) int64 {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := b.SignWith(d, b.signer(d.Person))
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

// start starts a run.
func (b *bench) start(person string) string {
	b.t.Helper()
	b.now = b.now.Add(time.Minute)
	run, err := b.StartRun(person, page("2.1", pageText))
	if err != nil {
		b.t.Fatal(err)
	}
	return run
}

// do records events, a second each.
func (b *bench) do(run, person string, events ...sop.Event) []sop.Event {
	b.t.Helper()
	for i := range events {
		b.now = b.now.Add(time.Second)
		events[i].At = b.now
	}
	kept, err := b.AppendEvents(run, person, events)
	if err != nil {
		b.t.Fatal(err)
	}
	return kept
}

func done(step string) []sop.Event {
	return []sop.Event{{Kind: sop.StepStarted, Step: step}, {Kind: sop.StepDone, Step: step}}
}

// perform starts, works and signs a run.
func (b *bench) perform(person string, codes ...sop.Code) int64 {
	b.t.Helper()
	run := b.start(person)
	b.do(run, person, done("clean")...)
	return b.sign(b.Prepare(run, person, station.Summary{Codes: codes}))
}
