package station_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
)

// shut closes the log of a bench.
func (b *bench) shut() {
	b.t.Helper()
	b.sign(b.Prepare(admin, model.CloseLog{Reason: "end of the year"}))
}

func TestALogIsNotClosedWhileARunIsOpen(t *testing.T) {
	b := newBench(t)
	name := b.work(worker)
	var refused *record.Fault
	if _, err := b.Prepare(admin, model.CloseLog{Reason: "end of the year"}); !errors.As(err, &refused) || refused.Code != record.FaultRun {
		t.Errorf("err = %v", err)
	}
	b.sign(b.prepare(name, worker))
	if _, err := b.Prepare(boss, model.CloseLog{Reason: "end of the year"}); err == nil {
		t.Error("a supervisor closes the log")
	}
	b.shut()
}

func TestAClosedLogTakesNothingMoreAndCanStillBeRead(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	b.shut()
	b.reopen()
	size := b.About().Entries
	if !b.About().Closed {
		t.Error("it does not say that it is closed")
	}
	_, started := b.StartRun(worker, read(t, pageText))
	_, reviewed := b.Prepare(boss, model.Countersign{Entry: at})
	for what, err := range map[string]error{"a run": started, "a review": reviewed} {
		if !errors.Is(err, station.ErrClosed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := b.Signer(worker, []byte("wrong")); !errors.Is(err, keyring.ErrPassphrase) {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if err := b.CheckClock(); err != nil {
		t.Error(err)
	}
	report, err := record.VerifyBundle(t.Context(), b.exported(station.Export{By: boss, Passphrase: phraseOf(boss)}), record.BundleOptions{})
	if err != nil || !report.OK() || report.About.Size != size {
		t.Errorf("it cannot be exported: %v, %v", report.Faults, err)
	}
	if rec, err := b.Record(at); err != nil || rec.Person.ID != worker {
		t.Errorf("it cannot be read: %v", err)
	}
	if b.About().Entries != size {
		t.Error("an entry follows the end")
	}
}

func TestAClosedLogGoesOnInANewStationWithTheSameKeys(t *testing.T) {
	b := newBench(t)
	b.perform(worker)
	setUp := model.SetUp{PersonID: admin, Passphrase: phraseOf(admin)}
	next, err := station.Open(config(filepath.Join(t.TempDir(), "next"), b.cfg.Now))
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Continue(b.Station, setUp); !errors.Is(err, station.ErrRules) || next.IsSetUp() {
		t.Errorf("an open log goes on elsewhere: %v", err)
	}
	b.shut()
	for who, in := range map[string]model.SetUp{
		"a supervisor":       {PersonID: boss, Passphrase: phraseOf(boss)},
		"a wrong passphrase": {PersonID: admin, Passphrase: []byte("wrong")},
	} {
		if err := next.Continue(b.Station, in); err == nil || next.IsSetUp() {
			t.Errorf("%s opens the next log", who)
		}
	}
	setUp.Passphrase = phraseOf(admin)
	if err := next.Continue(b.Station, setUp); err != nil {
		t.Fatal(err)
	}
	_, err = next.EnrolFrom(b.Station, model.Enrolment{
		By: admin, ByPass: phraseOf(admin), ID: worker, Name: "Kim Oh", Roles: []sop.Role{sop.Assistant}, Passphrase: phraseOf(worker),
	})
	if err != nil {
		t.Fatal(err)
	}
	if b.member(worker).Keys[0].Public != keyOf(t, next, worker) || next.About().Continues.Size != b.About().Entries || next.About().Name != b.About().Name {
		t.Errorf("about = %+v", next.About())
	}
	if strings.Contains(next.About().Key, strings.Split(b.About().Key, "+")[2]) {
		t.Error("two logs have one station key")
	}
	var reports []*record.Report
	for _, s := range []*station.Station{b.Station, next} {
		report, err := s.Verify(background, nil)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, report)
	}
	if f := record.CheckChain(reports...); f != nil {
		t.Error(f)
	}
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

// keyOf is the key that somebody has at a station.
func keyOf(t *testing.T, s *station.Station, person string) string {
	t.Helper()
	b := bench{Station: s, t: t}
	return b.member(person).Keys[0].Public
}
