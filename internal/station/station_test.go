package station_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

var background = context.Background() // a cleanup's test context has ended

func TestANewDirectoryIsNotSetUpAndSaysSo(t *testing.T) {
	s, err := station.Open(config(t.TempDir(), opening))
	if err != nil {
		t.Fatal(err)
	}
	if s.IsSetUp() || s.People() != nil || s.About() != (station.About{}) {
		t.Error("an empty directory has a log")
	}
	if _, err := s.StartRun(worker, page("2.1", pageText)); !errors.Is(err, station.ErrNotSetUp) && !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("err = %v", err)
	}
	if _, err := s.Log(station.Filter{}); !errors.Is(err, station.ErrNotSetUp) {
		t.Errorf("err = %v, want ErrNotSetUp", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestSetUpNamesTheStationAndItsFirstAdministrator(t *testing.T) {
	b := newBench(t)
	a := b.About()
	if a.Site != "St Elsewhere" || a.Station != "Haematology bench 2" || !strings.HasPrefix(a.Origin, "st-elsewhere/haematology-bench-2/2026-") {
		t.Errorf("about = %+v", a)
	}
	if a.Entries != 4 || len(a.Fingerprint) != 64 || !strings.HasPrefix(a.StationKey, a.Origin+"+") {
		t.Errorf("about = %+v", a)
	}
	people := b.People()
	ids := []string{people[0].ID, people[1].ID, people[2].ID}
	if !slices.Equal(ids, []string{admin, boss, worker}) || !slices.Equal(people[0].Roles, []record.Role{record.Administrator, record.Supervisor}) {
		t.Errorf("people = %+v", people)
	}
	err := b.SetUp(station.SetUp{Site: "X", Station: "Y", PersonID: "zoe", Name: "Zoe", Passphrase: phraseOf("zoe")})
	if !errors.Is(err, station.ErrIsSetUp) {
		t.Errorf("err = %v, want ErrIsSetUp", err)
	}
}

func TestARefusedSetUpLeavesNothingBehind(t *testing.T) {
	good := station.SetUp{Site: "St Elsewhere", Station: "Bench", PersonID: admin, Name: "Ann Lee"}
	for name, change := range map[string]func(*station.SetUp){
		"weak passphrase":   func(in *station.SetUp) { in.Passphrase = []byte("password") },
		"bad id":            func(in *station.SetUp) { in.PersonID = "*" },
		"no site":           func(in *station.SetUp) { in.Site = " " },
		"hidden characters": func(in *station.SetUp) { in.Name = "Ann\u202eLee" },
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
	err = s.SetUp(station.SetUp{Site: "A", Station: "B", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)})
	if err != nil || !s.IsSetUp() {
		t.Fatalf("set up: %v, %v", s.IsSetUp(), err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOnlyAnAdministratorEnrols(t *testing.T) {
	b := newBench(t)
	zoe := func() station.Enrolment {
		return station.Enrolment{ID: "zoe.ash", Name: "Zoë Ash", Roles: []record.Role{record.Trainee}, Passphrase: phraseOf("zoe")}
	}
	_, err := b.Enrol(boss, phraseOf(boss), zoe())
	wantFault(t, err, record.FaultRole)
	if _, err := b.Enrol(admin, []byte("not ann's passphrase"), zoe()); !isPassphrase(err) {
		t.Errorf("err = %v, want a PassphraseError", err)
	}
	if (keyring.Ring{Dir: b.cfg.Dir}).Has("zoe.ash") {
		t.Error("a refused enrolment left a key")
	}
	if _, err := b.Enrol(admin, phraseOf(admin), zoe()); err != nil {
		t.Fatal(err)
	}
	_, err = b.Enrol(admin, phraseOf(admin), zoe())
	wantFault(t, err, record.FaultPerson)
	if _, err := b.Signer("zoe.ash", phraseOf("zoe")); err != nil {
		t.Errorf("the first key no longer opens: %v", err)
	}
}

func TestRolesChangeByEntryAndTheLastAdministratorStays(t *testing.T) {
	b := newBench(t)
	_, err := b.Assign(admin, phraseOf(admin), admin, []record.Role{record.Supervisor}, "leaves")
	wantFault(t, err, record.FaultRole)
	if _, err := b.Assign(admin, phraseOf(admin), worker, []record.Role{record.Supervisor, record.Assistant}, "promoted"); err != nil {
		t.Fatal(err)
	}
	if got := b.People()[2].Roles; !slices.Equal(got, []record.Role{record.Assistant, record.Supervisor}) {
		t.Errorf("roles = %v", got)
	}
}

func TestOnlyAReadyPageWithoutLocalsIsApproved(t *testing.T) {
	b := newBench(t)
	draft, local, other := page("3.0", "x"), page("3.0", "x"), page("3.0", "y")
	draft.Meta.Status = sop.Draft
	local.Sections = []sop.Section{{Steps: []sop.Step{{ID: "a", Wait: &sop.Time{Local: "label"}}}}}
	for name, p := range map[string]*sop.Procedure{"draft": draft, "local": local, "other text": other} {
		if _, err := b.PrepareApproval(boss, []byte("x"), p, time.Time{}); !errors.Is(err, station.ErrNotReady) {
			t.Errorf("%s: %v, want ErrNotReady", name, err)
		}
	}
	_, err := b.PrepareApproval(worker, []byte("x"), page("3.0", "x"), time.Time{})
	wantFault(t, err, record.FaultRole)
	_, err = b.PrepareApproval(boss, []byte("x"), page("2.1", "x"), time.Time{})
	wantFault(t, err, record.FaultApproval)
}

func TestAnApprovalIsInForceFromItsDayOn(t *testing.T) {
	b := newBench(t)
	tomorrow := b.now.AddDate(0, 0, 1)
	b.sign(b.PrepareApproval(boss, []byte("\ufeffnew\r\n"), page("3.0", "new\n"), tomorrow))
	if a, ok := b.Approval("SOP-CEN-014"); !ok || a.Version != "2.1" || a.ReviewBy != "2028-11-22" || a.By != boss {
		t.Errorf("today: %+v, %v", a, ok)
	}
	if _, err := b.StartRun(worker, page("3.0", "new\n")); !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("err = %v, want ErrNotApproved", err)
	}
	run := b.start(worker)
	b.now = tomorrow
	if a, _ := b.Approval("SOP-CEN-014"); a.Version != "3.0" || len(b.Approvals("SOP-CEN-014")) != 2 {
		t.Errorf("tomorrow: %+v", a)
	}
	if open := b.OpenRuns(); len(open) != 1 || !open[0].Superseded {
		t.Errorf("open = %+v, want it superseded", open)
	}
	// A run keeps its version, and can be signed.
	b.do(run, worker, done("clean")...)
	b.sign(b.Prepare(run, worker, station.Summary{}))
	if text, err := b.Text(page("3.0", "new\n").SHA256); err != nil || string(text) != "new\n" {
		t.Errorf("text = %q, %v", text, err)
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
