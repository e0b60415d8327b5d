package station_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
)

var background = context.Background() // a cleanup's test context has ended

func TestANewDirectoryIsNotSetUpAndSaysSo(t *testing.T) {
	s, err := station.Open(config(t.TempDir(), opening))
	if err != nil {
		t.Fatal(err)
	}
	if s.IsSetUp() || s.People() != nil || !reflect.DeepEqual(s.About(), model.Station{}) {
		t.Error("an empty directory has a log")
	}
	if _, err := s.StartRun(worker, read(t, pageText)); !errors.Is(err, station.ErrNotSetUp) && !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("err = %v", err)
	}
	if _, err := s.Completions(model.Query{}); !errors.Is(err, station.ErrNotSetUp) {
		t.Errorf("err = %v, want ErrNotSetUp", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestSetUpNamesTheStationAndItsFirstAdministrator(t *testing.T) {
	b := newBench(t)
	a := b.About()
	if a.Site != "St Elsewhere" || a.Name != "Haematology bench 2" || !strings.HasPrefix(a.Log, "st-elsewhere/haematology-bench-2/2026-") {
		t.Errorf("about = %+v", a)
	}
	if a.Entries != 4 || len(a.Fingerprint) != 64 || !strings.HasPrefix(a.Key, a.Log+"+") {
		t.Errorf("about = %+v", a)
	}
	people := b.People()
	ids := []string{people[0].ID, people[1].ID, people[2].ID}
	if !slices.Equal(ids, []string{admin, boss, worker}) || !slices.Equal(people[0].Roles, []sop.Role{sop.Administrator, sop.Supervisor}) {
		t.Errorf("people = %+v", people)
	}
	err := b.SetUp(model.SetUp{Site: "X", Station: "Y", PersonID: "zoe", Name: "Zoe", Passphrase: phraseOf("zoe")})
	if !errors.Is(err, station.ErrIsSetUp) {
		t.Errorf("err = %v, want ErrIsSetUp", err)
	}
}

func TestARefusedSetUpLeavesNothingBehind(t *testing.T) {
	good := model.SetUp{Site: "St Elsewhere", Station: "Bench", PersonID: admin, Name: "Ann Lee"}
	for name, change := range map[string]func(*model.SetUp){
		"weak passphrase":   func(in *model.SetUp) { in.Passphrase = []byte("password") },
		"bad id":            func(in *model.SetUp) { in.PersonID = "*" },
		"no site":           func(in *model.SetUp) { in.Site = " " },
		"hidden characters": func(in *model.SetUp) { in.Name = "Ann\u202eLee" },
	} {
		dir := t.TempDir()
		s, err := station.Open(config(dir, opening))
		if err != nil {
			t.Fatal(err)
		}
		in := good
		in.Passphrase = phraseOf(admin)
		change(&in)
		if err := s.SetUp(in); err == nil || s.IsSetUp() {
			t.Errorf("%s: was accepted", name)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("%s: left %v behind, %v", name, left, err)
		}
	}
}

func TestASetUpThatBrokeOffCanBeRepeated(t *testing.T) {
	dir := t.TempDir()
	ring := keyring.Ring{Dir: dir}
	if _, err := ring.NewStation("x/y/2026", strings.NewReader(strings.Repeat("r", 64))); err != nil {
		t.Fatal(err)
	}
	if err := store.Create(filepath.Join(dir, "log.db")); err != nil {
		t.Fatal(err)
	}
	s, err := station.Open(config(dir, opening))
	if err != nil || s.IsSetUp() {
		t.Fatalf("set up: %v, %v", s.IsSetUp(), err)
	}
	err = s.SetUp(model.SetUp{Site: "A", Station: "B", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)})
	if err != nil || !s.IsSetUp() {
		t.Fatalf("set up: %v, %v", s.IsSetUp(), err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOnlyAnAdministratorEnrols(t *testing.T) {
	b := newBench(t)
	zoe := func() model.Enrolment {
		return model.Enrolment{ID: "zoe.ash", Name: "Zoë Ash", Roles: []sop.Role{sop.Trainee}, Passphrase: phraseOf("zoe")}
	}
	_, err := b.Enrol(by(boss, phraseOf(boss), zoe()))
	wantFault(t, err, record.FaultRole)
	if _, err := b.Enrol(by(admin, []byte("not ann's passphrase"), zoe())); !isPassphrase(err) {
		t.Errorf("err = %v, want a PassphraseError", err)
	}
	if (keyring.Ring{Dir: b.cfg.Dir}).Has("zoe.ash") {
		t.Error("a refused enrolment left a key")
	}
	if _, err := b.Enrol(by(admin, phraseOf(admin), zoe())); err != nil {
		t.Fatal(err)
	}
	_, err = b.Enrol(by(admin, phraseOf(admin), zoe()))
	wantFault(t, err, record.FaultPerson)
	if _, err := b.Signer("zoe.ash", phraseOf("zoe")); err != nil {
		t.Errorf("the first key no longer opens: %v", err)
	}
}

func TestRolesChangeByEntryAndTheLastAdministratorStays(t *testing.T) {
	b := newBench(t)
	_, err := act(b.Station, admin, model.Assign{Person: admin, Roles: []sop.Role{sop.Supervisor}, Reason: "leaves"})
	wantFault(t, err, record.FaultRole)
	if _, err := act(b.Station, admin, model.Assign{Person: worker, Roles: []sop.Role{sop.Supervisor, sop.Assistant}, Reason: "promoted"}); err != nil {
		t.Fatal(err)
	}
	if got := b.People()[2].Roles; !slices.Equal(got, []sop.Role{sop.Assistant, sop.Supervisor}) {
		t.Errorf("roles = %v", got)
	}
}

func TestOnlyAReadyPageWithoutLocalsIsApproved(t *testing.T) {
	b := newBench(t)
	const step = "1. Clean the bowl. `#clean, S26`\n"
	good := textOf("3.0", "S26", step)
	for name, text := range map[string]string{
		"a draft":                     strings.Replace(good, "status: ready", "status: draft", 1),
		"a value left to the site":    textOf("3.0", "S26", step+"   - Lot: `lot: scan, local`\n"),
		"a code that none can sign":   textOf("3.0", "S126", strings.Replace(step, "S26", "S126", 1)),
		"accents apart from letters":  textOf("3.0", "S26", strings.Replace(step, "bowl", "cafe\u0301", 1)),
		"a page that cannot be read":  "# Clean the bowl\n",
		"a text other than was shown": textOf("3.1", "S26", step),
	} {
		shown, _ := page.Parse([]byte(text))
		if name == "a text other than was shown" || shown == nil {
			shown = read(t, good)
		}
		if _, err := b.Prepare(boss, model.Approve{Text: []byte(text), Procedure: shown}); !errors.Is(err, station.ErrNotReady) {
			t.Errorf("%s: %v, want ErrNotReady", name, err)
		}
	}
	_, err := b.Prepare(worker, model.Approve{Text: []byte(good), Procedure: read(t, good)})
	wantFault(t, err, record.FaultRole)
	changed := textOf("2.1", "S26", step)
	_, err = b.Prepare(boss, model.Approve{Text: []byte(changed), Procedure: read(t, changed)})
	wantFault(t, err, record.FaultApproval)
}

func TestAnApprovalNamesWhatTheTextSaysNotWhatTheCallerSays(t *testing.T) {
	b := newBench(t)
	text := textOf("3.0", "S26", "1. Clean the bowl. `#clean, S26`\n")
	for name, change := range map[string]func(*sop.Procedure){
		"id":      func(p *sop.Procedure) { p.Meta.ID = "SOP-CEN-999" },
		"version": func(p *sop.Procedure) { p.Meta.Version = "9.0" },
		"title":   func(p *sop.Procedure) { p.Meta.Title = "Make tea" },
	} {
		lie := read(t, text)
		change(lie)
		if _, err := b.Prepare(boss, model.Approve{Text: []byte(text), Procedure: lie}); !errors.Is(err, station.ErrNotReady) {
			t.Errorf("another %s: %v, want ErrNotReady", name, err)
		}
	}
}

func TestAnApprovalIsInForceFromItsDayOn(t *testing.T) {
	b := newBench(t)
	tomorrow := b.now.AddDate(0, 0, 1)
	text := textOf("3.0", "S26", "1. Clean the bowl. `#clean, S26`\n")
	b.sign(b.Prepare(boss, model.Approve{Text: []byte("\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")), Procedure: read(t, text), Effective: tomorrow}))
	if a, ok := b.Approval("SOP-CEN-014"); !ok || a.Version != "2.1" || a.ReviewBy != "2028-11-22" || a.By.ID != boss {
		t.Errorf("today: %+v, %v", a, ok)
	}
	if _, err := b.StartRun(worker, read(t, text)); !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("err = %v, want ErrNotApproved", err)
	}
	name := b.work(worker)
	b.now = tomorrow
	if a, _ := b.Approval("SOP-CEN-014"); a.Version != "3.0" || len(b.Approvals("SOP-CEN-014")) != 2 {
		t.Errorf("tomorrow: %+v", a)
	}
	if open := b.OpenRuns(); len(open) != 1 || newer(b, open[0].ID) != "3.0" {
		t.Errorf("open = %+v, want it superseded", open)
	}
	// A run keeps its version, and can be signed.
	b.sign(b.prepare(name, worker))
	if kept, err := b.Text(read(t, text).SHA256); err != nil || string(kept) != text {
		t.Errorf("text = %q, %v", kept, err)
	}
	if _, ok := b.Approval("SOP-X"); ok {
		t.Error("a procedure that nobody approved is in force")
	}
}

func wantFault(t *testing.T, err error, code record.FaultCode) {
	t.Helper()
	var fault *record.Fault
	if !errors.As(err, &fault) || fault.Code != code {
		t.Errorf("err = %v, want fault %q", err, code)
	}
}

func isPassphrase(err error) bool {
	var wrong *station.PassphraseError
	return errors.As(err, &wrong)
}

// by has somebody sign an enrolment.
func by(person string, passphrase []byte, who model.Enrolment) model.Enrolment {
	who.By, who.ByPass = person, passphrase
	return who
}

// newer is the version that took effect since a run began.
func newer(b *bench, name string) string {
	b.t.Helper()
	loaded, err := b.LoadRun(name)
	if err != nil {
		b.t.Fatal(err)
	}
	return loaded.Meanwhile.Newer
}
