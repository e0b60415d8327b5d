package station_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

func TestNoFrontEndCanWriteARunThatTheRulesDoNotAllow(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{}, run.Complete{})
	for what, events := range map[string][]sop.Event{
		"a step ahead (H1)":     {{Kind: sop.StepDone, Step: "temp"}},
		"a step that is done":   {{Kind: sop.StepDone, Step: "clean"}},
		"a step not on a page":  {{Kind: sop.StepDone, Step: "polish"}},
		"half of an act (H19)":  {{Kind: sop.StepNotDone, Step: "spin", Reason: "no rotor"}},
		"a stop without a word": {{Kind: sop.RunStopped, Step: "spin"}},
	} {
		if _, err := b.AppendEvents(name, worker, b.after(name), events); !errors.Is(err, station.ErrRules) {
			t.Errorf("%s: %v, want ErrRules", what, err)
		}
	}
	b.do(name, worker, run.Stop{Reason: "fire alarm"})
	if _, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.StepDone, Step: "spin"}}); !errors.Is(err, station.ErrRules) {
		t.Errorf("a step after the stop: %v, want ErrRules", err)
	}
	if got := b.walk(name); got.Stopped() == nil || len(got.Deviations()) != 0 {
		t.Error("a refused act left something in the run")
	}
}

func TestARunIsSignedOnlyWhenNothingIsOpenAndAsItWas(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{})
	var refusal *run.Refusal
	if _, err := b.prepare(name, worker); !errors.As(err, &refusal) || refusal.Code != run.StepsOpen {
		t.Errorf("steps open: %v", err)
	}
	b.do(name, worker, run.MarkNotDone{Reason: "no rotor"}, run.Stop{Reason: "fire alarm"})
	if _, err := b.prepare(name, worker); !errors.As(err, &refusal) || refusal.Code != run.NeedsAction {
		t.Errorf("a deviation open after a stop: %v", err)
	}
	b.do(name, worker, run.ActOn{Deviation: 1, Text: "told Bo"})
	for what, lie := range map[string]run.Summary{
		"a code of a step not done": {Codes: []sop.Code{"K7"}, Exceptions: b.shown(name).Exceptions},
		"a deviation left out":      {},
	} {
		if _, err := b.Prepare(worker, model.SignOff{Run: name, After: b.after(name), Summary: lie}); !errors.Is(err, station.ErrDraft) {
			t.Errorf("%s: %v, want ErrDraft", what, err)
		}
	}
	b.sign(b.prepare(name, worker))
}

func TestATextThatWasChangedInTheFileIsNotWorkedBy(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.swapText(strings.Replace(pageText, "2.0 to 8.0", "2.0 to 9.0", 1))
	b.open()
	if _, err := b.LoadRun(name); !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("err = %v, want ErrNotApproved", err)
	}
	if _, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.StepStarted, Step: "clean"}}); !errors.Is(err, station.ErrNotApproved) {
		t.Errorf("err = %v, want ErrNotApproved", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.swapText(pageText)
	b.open()
}

// swapText puts a text in the place of the approved one.
func (b *bench) swapText(text string) {
	b.t.Helper()
	db, err := bbolt.Open(filepath.Join(b.cfg.Dir, "log.db"), 0o600, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		k, _ := tx.Bucket([]byte("texts")).Cursor().First()
		return tx.Bucket([]byte("texts")).Put(append([]byte{}, k...), []byte(text))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		b.t.Fatal(err)
	}
}

func TestEnrollingTwiceAtOnceLeavesTheKeyThatTheLogNames(t *testing.T) {
	b := newBench(t)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = b.Enrol(model.Enrolment{By: admin, ByPass: phraseOf(admin), ID: "zoe.ash", Name: "Zoë Ash", Roles: []sop.Role{sop.Trainee}, Passphrase: phraseOf("zoe")})
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("errors: %v, %v; want one enrolment", errs[0], errs[1])
	}
	signer, err := b.Signer("zoe.ash", phraseOf("zoe"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.prepare(b.work("zoe.ash"), "zoe.ash")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.SignWith(d, signer); err != nil {
		t.Errorf("the key on disk is not the one in the log: %v", err)
	}
}

func TestSettingUpTwiceAtOnceMakesOneStation(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "station")
	var stations [2]*station.Station
	var errs [2]error
	for i := range stations {
		var err error
		if stations[i], err = station.Open(config(dir, opening)); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for i, s := range stations {
		wg.Go(func() {
			errs[i] = s.SetUp(model.SetUp{Site: "A", Station: "B", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)})
		})
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("errors: %v, %v; want one station", errs[0], errs[1])
	}
	for _, s := range stations {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	again, err := station.Open(config(dir, opening))
	if err != nil || !again.IsSetUp() {
		t.Fatalf("the station does not open again: %v", err)
	}
	if _, err := again.Signer(admin, phraseOf(admin)); err != nil {
		t.Errorf("the administrator's key is not the one of the log: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestASetUpWithALongNameLeavesNothingBehind(t *testing.T) {
	for what, in := range map[string]model.SetUp{
		"name":       {Site: "A", Station: "B", Name: strings.Repeat("n", 101)},
		"a sentence": {Site: "A", Station: "B", Name: "Ann Lee (ann.lee, supervisor), reviewed"},
		"site":       {Site: strings.Repeat("s", 101), Station: "B", Name: "Ann Lee"},
	} {
		dir := filepath.Join(t.TempDir(), "station")
		s, err := station.Open(config(dir, opening))
		if err != nil {
			t.Fatal(err)
		}
		in.PersonID, in.Passphrase = admin, phraseOf("ann")
		if err := s.SetUp(in); err == nil {
			t.Errorf("%s: was accepted", what)
		}
		if left, err := os.ReadDir(dir); err == nil {
			t.Errorf("%s: left %v behind", what, left)
		}
	}
}

func TestAClockSetBackDoesNotLengthenTheWait(t *testing.T) {
	b := newBench(t)
	for range 5 {
		if _, err := b.Signer(worker, []byte("wrong")); !isPassphrase(err) {
			t.Fatal(err)
		}
	}
	name := b.work(worker)
	b.now = b.now.Add(-3 * time.Hour)
	d, err := b.prepare(name, worker)
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(keyring.Delay(5))
	if _, err := b.Sign(d, phraseOf(worker)); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

func TestEverythingAStationWritesIsForItsOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "station")
	s, err := station.Open(config(dir, opening))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetUp(model.SetUp{Site: "A", Station: "B", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if strings.Contains(e.Name(), "new-") {
			t.Errorf("%s was left behind", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAPassphraseIsChangedByWhoKnowsTheOldOne(t *testing.T) {
	b := newBench(t)
	next := "ladder orbit kettle nine"
	if err := b.ChangePassphrase(model.NewPassphrase{Person: worker, Old: []byte("not the old one at all"), New: []byte(next)}); err == nil {
		t.Fatal("a wrong passphrase changed it")
	}
	if n := b.member(worker).Failures; n != 1 {
		t.Errorf("%d failures are counted, want 1", n)
	}
	if err := b.ChangePassphrase(model.NewPassphrase{Person: worker, Old: phraseOf(worker), New: []byte("short")}); err == nil {
		t.Error("a passphrase against the policy was taken")
	}
	if err := b.ChangePassphrase(model.NewPassphrase{Person: worker, Old: phraseOf(worker), New: []byte(next)}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Signer(worker, phraseOf(worker)); err == nil {
		t.Error("the old passphrase still opens the key")
	}
	b.now = b.now.Add(time.Hour)
	if _, err := b.Signer(worker, []byte(next)); err != nil {
		t.Error(err)
	}
}
