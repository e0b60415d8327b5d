package station_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// The people of every test's station.
const (
	admin  = "ann.lee" // administrator and supervisor
	boss   = "bo.ray"  // supervisor
	worker = "kim.oh"  // assistant
)

var pageText = textOf("2.1", "S26, K7, K99", `1. Clean the bowl. `+"`#clean, S26`"+`
2. Spin it empty. `+"`#spin, K7`"+`
3. Look at the lid. `+"`#lid, K99`"+`
4. Read the chamber. `+"`#temp`"+`
   - Temperature: `+"`t: number °C, 2.0 to 8.0`"+`
`)

// textOf returns a page with these steps.
func textOf(version, codes, steps string) string {
	return `---
id: SOP-CEN-014
title: Daily centrifuge check
version: ` + version + `
status: ready
owner: Quality lead
review-every: 24 months
standard: ST0218 v1.1
codes: [` + codes + `]
mode: read-do
sign: performer
---

# Daily centrifuge check

## 1. Check

` + steps
}

func phraseOf(person string) []byte { return []byte("maple kettle orbit " + person) }

// read reads a page that has to be without errors.
func read(t testing.TB, text string) *sop.Procedure {
	t.Helper()
	p, findings := page.Parse([]byte(text))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	return p
}

// bench is a station with a clock that a test moves.
type bench struct {
	*station.Station
	t   *testing.T
	cfg station.Config
	now time.Time
	// booted is when the machine was started, on the clock as it goes now.
	booted time.Time
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
	err = s.SetUp(model.SetUp{Site: "St Elsewhere", Station: "Haematology bench 2", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)})
	if err != nil {
		return "", err
	}
	for id, who := range map[string]model.Enrolment{
		boss:   {Name: "Bo Ray", Roles: []sop.Role{sop.Supervisor}},
		worker: {Name: "Kim Oh", Roles: []sop.Role{sop.Assistant}},
	} {
		who.ID, who.Passphrase = id, phraseOf(id)
		if _, err := s.Enrol(by(admin, phraseOf(admin), who)); err != nil {
			return "", err
		}
	}
	first, findings := page.Parse([]byte(pageText))
	if page.HasErrors(findings) {
		return "", fmt.Errorf("%v", findings)
	}
	if _, err := act(s, boss, model.Approve{Text: []byte(pageText), Procedure: first}); err != nil {
		return "", err
	}
	quick := stationtest.Quick(dir, func(person string) string { return string(phraseOf(person)) })
	return dir, errors.Join(quick, s.Close())
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
	if err := stationtest.Copy(b.cfg.Dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
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
func (b *bench) sign(d model.Draft, err error) int64 {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := b.SignWith(d, b.signer(d.Person.ID))
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

// member returns somebody who is enrolled, with their keys.
func (b *bench) member(person string) model.Member {
	b.t.Helper()
	staff, err := b.Staff()
	if err != nil {
		b.t.Fatal(err)
	}
	for _, m := range staff.Members {
		if m.ID == person {
			return m
		}
	}
	b.t.Fatalf("%s is not among %+v", person, staff.Members)
	return model.Member{}
}

// act drafts an act and signs it with its person's passphrase.
func act(s *station.Station, by string, a model.Act) (int64, error) {
	d, err := s.Prepare(by, a)
	if err != nil {
		return 0, err
	}
	return s.Sign(d, phraseOf(by))
}

// start starts a run.
func (b *bench) start(person string) string {
	b.t.Helper()
	b.now = b.now.Add(time.Minute)
	run, err := b.StartRun(person, read(b.t, pageText))
	if err != nil {
		b.t.Fatal(err)
	}
	return run
}

// walk returns a run as a screen has it.
func (b *bench) walk(name string) run.Run {
	b.t.Helper()
	all, err := b.LoadRun(name)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := run.Replay(all.Procedure, all.Events)
	if err != nil {
		b.t.Fatal(err)
	}
	return r.Knowing(all.Measured)
}

// after is how many events a run has.
func (b *bench) after(name string) int {
	events, _ := b.RunAt(name)
	return events
}

// do takes actions, a second each, and returns their events as they were kept.
func (b *bench) do(name, person string, actions ...run.Action) (kept []sop.Event) {
	b.t.Helper()
	for _, a := range actions {
		b.now = b.now.Add(time.Second)
		events, err := b.walk(name).Do(a, person, b.now)
		if err != nil {
			b.t.Fatal(err)
		}
		stored, err := b.AppendEvents(name, person, b.after(name), events)
		if err != nil {
			b.t.Fatal(err)
		}
		kept = append(kept, stored...)
	}
	return kept
}

// shown is what a screen shows of the end of a run.
func (b *bench) shown(name string) run.Summary {
	b.t.Helper()
	return b.walk(name).Summarise()
}

func (b *bench) prepare(name, person string) (model.Draft, error) {
	b.t.Helper()
	return b.Prepare(person, model.SignOff{Run: name, After: b.after(name), Summary: b.shown(name)})
}

// work does a run up to its signature: the steps of these codes, or of all.
func (b *bench) work(person string, codes ...sop.Code) (name string) {
	b.t.Helper()
	name = b.start(person)
	b.do(name, person, run.Begin{})
	for _, code := range []sop.Code{"S26", "K7", "K99"} {
		if len(codes) == 0 || slices.Contains(codes, code) {
			b.do(name, person, run.Complete{})
		} else {
			b.do(name, person, run.MarkNotApplicable{Reason: "not today"})
		}
	}
	b.do(name, person, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	return name
}

// perform starts, works and signs a run.
func (b *bench) perform(person string, codes ...sop.Code) int64 {
	b.t.Helper()
	return b.sign(b.prepare(b.work(person, codes...), person))
}
