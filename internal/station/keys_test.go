package station_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

const newPhrase = "ladder harbour kettle nine"

// rotate gives somebody a key under the new passphrase.
func (b *bench) rotate(by, person string) int64 {
	b.t.Helper()
	at, err := b.RotateKey(model.Rotation{
		Person: person, By: by, Passphrase: phraseOf(by), Next: []byte(newPhrase), Reason: "the old one was seen",
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

func (b *bench) file(name string) string { return filepath.Join(b.cfg.Dir, "people", name) }

// signsWith tells whether a completion of the worker can be signed so.
func (b *bench) signsWith(phrase string) error {
	b.t.Helper()
	d, err := b.prepare(b.work(worker), worker)
	if err == nil {
		_, err = b.Sign(d, []byte(phrase))
	}
	return err
}

func TestAPersonTakesAnotherKeyAndSignsWithIt(t *testing.T) {
	b := newBench(t)
	before := b.perform(worker)
	at := b.rotate(worker, worker)
	if err := b.signsWith(string(phraseOf(worker))); !isPassphrase(err) {
		t.Errorf("the old passphrase: %v", err)
	}
	if err := b.signsWith(newPhrase); err != nil {
		t.Error(err)
	}
	keys := b.member(worker).Keys
	if len(keys) != 2 || keys[0].Ended != at || keys[1].Bound != at || keys[1].Ended != 0 || keys[0].Revoked != 0 {
		t.Errorf("keys = %+v", keys)
	}
	if n := strings.Count(b.AllowedSigners(), worker+" "); n != 2 {
		t.Errorf("%d keys are listed, want 2", n)
	}
	if rec, err := b.Record(before); err != nil || rec.Disputed {
		t.Errorf("what the old key signed is disputed: %v, %v", rec.Disputed, err)
	}
	if _, err := os.Stat(b.file(worker + ".key.old-1")); err != nil {
		t.Error(err)
	}
}

func TestWhoForgotTheirPassphraseGetsAKeyFromAnAdministrator(t *testing.T) {
	b := newBench(t)
	for n := range record.MaxFailures {
		if _, err := b.Signer(worker, []byte("wrong")); !isPassphrase(err) {
			t.Fatal(n, err)
		}
		b.now = b.now.Add(time.Minute)
	}
	var refused *record.Fault
	_, err := b.RotateKey(model.Rotation{Person: worker, By: boss, Passphrase: phraseOf(boss), Next: []byte(newPhrase), Reason: "forgot it"})
	if !errors.As(err, &refused) || refused.Code != record.FaultRole {
		t.Errorf("a supervisor: %v", err)
	}
	b.rotate(admin, worker)
	if p := b.member(worker); p.State != model.KeyLive || p.Failures != 0 {
		t.Errorf("it is locked still: %+v", p)
	}
	if err := b.signsWith(newPhrase); err != nil {
		t.Error(err)
	}
}

func TestARefusedRotationChangesNothing(t *testing.T) {
	b := newBench(t)
	size := b.About().Entries
	for what, in := range map[string]model.Rotation{
		"weak":             {Person: worker, By: worker, Passphrase: phraseOf(worker), Next: []byte("short"), Reason: "it was seen"},
		"unknown":          {Person: "no.body", By: admin, Passphrase: phraseOf(admin), Next: []byte(newPhrase), Reason: "it was seen"},
		"no reason":        {Person: worker, By: worker, Passphrase: phraseOf(worker), Next: []byte(newPhrase)},
		"wrong passphrase": {Person: worker, By: worker, Passphrase: []byte("wrong"), Next: []byte(newPhrase), Reason: "it was seen"},
	} {
		if _, err := b.RotateKey(in); err == nil {
			t.Errorf("%s: was accepted", what)
		}
		if slices.ContainsFunc(in.Next, func(c byte) bool { return c != 0 }) || slices.ContainsFunc(in.Passphrase, func(c byte) bool { return c != 0 }) {
			t.Errorf("%s: a passphrase is in memory still", what)
		}
	}
	if got := b.About().Entries; got != size+1 {
		t.Errorf("%d entries more, want the one failure", got-size)
	}
	if left, err := filepath.Glob(b.file(worker + ".key.*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := b.signsWith(string(phraseOf(worker))); err != nil {
		t.Error(err)
	}
}

// Power can fail between the entry and the file: the log is believed.
func TestARotationThatBrokeOffAfterItsEntryIsFinishedAtTheNextSignature(t *testing.T) {
	b := newBench(t)
	b.rotate(worker, worker)
	for _, step := range [][2]string{{".key", ".key.next"}, {".key.old-1", ".key"}} {
		if err := os.Rename(b.file(worker+step[0]), b.file(worker+step[1])); err != nil {
			t.Fatal(err)
		}
	}
	b.reopen()
	if err := b.signsWith(newPhrase); err != nil {
		t.Errorf("the new key: %v", err)
	}
	if _, err := os.Stat(b.file(worker + ".key.old-1")); err != nil {
		t.Errorf("the old key is lost: %v", err)
	}
}

func TestARotationThatBrokeOffBeforeItsEntryIsAsIfItHadNotBeen(t *testing.T) {
	b := newBench(t)
	k, err := keyring.New(worker, []byte(newPhrase), strings.NewReader(strings.Repeat("n", 32)))
	if err != nil {
		t.Fatal(err)
	}
	if err := (keyring.Ring{Dir: b.cfg.Dir}).Stage(k); err != nil {
		t.Fatal(err)
	}
	b.reopen()
	if err := b.signsWith(string(phraseOf(worker))); err != nil {
		t.Errorf("the key that the log names: %v", err)
	}
	b.rotate(worker, worker)
	if err := b.signsWith(newPhrase); err != nil {
		t.Error(err)
	}
}

func TestARevokedKeySignsNothingAndWhatIsSuspectIsShown(t *testing.T) {
	b := newBench(t)
	sound, suspect := b.perform(worker), b.perform(worker)
	b.sign(b.Prepare(boss, model.Countersign{Entry: suspect}))
	open, err := b.prepare(b.work(worker), worker)
	if err != nil {
		t.Fatal(err)
	}
	at := b.sign(b.Prepare(admin, model.Revoke{Person: worker, Reason: "the note with it was found", Suspect: true, From: suspect}))
	if _, err := b.Sign(open, phraseOf(worker)); !errors.Is(err, station.ErrRevoked) {
		t.Errorf("a revoked key: %v", err)
	}
	if b.member(worker).State != model.KeyRevoked {
		t.Error("the list of people does not say so")
	}
	b.traces("disputed", suspect)
	b.traces("-disputed", sound)
	for entry, want := range map[int64]bool{sound: false, suspect: true} {
		rec, err := b.Record(entry)
		if err != nil || rec.Disputed != want {
			t.Errorf("entry %d is disputed: %v, %v", entry, rec.Disputed, err)
		}
	}
	if rec, err := b.Record(suspect); err != nil || len(rec.Countersigned) != 1 || rec.Countersigned[0].Disputed || rec.Reviews[0].Disputed {
		t.Errorf("a countersignature of somebody else is disputed: %+v, %v", rec.Countersigned, err)
	}
	if _, err := b.Prepare(admin, model.Revoke{Person: worker, Reason: "again"}); !errors.Is(err, station.ErrRevoked) {
		t.Errorf("revoked twice: %v", err)
	}
	report, err := b.Verify(background, nil)
	if err != nil || !slices.Equal(report.Disputed, []int64{suspect}) {
		t.Errorf("disputed %v, %v", report.Disputed, err)
	}
	if k := b.member(worker).Keys[0]; k.Revoked != at || k.Suspect != suspect {
		t.Errorf("key = %+v", k)
	}
	b.rotate(admin, worker)
	if err := b.signsWith(newPhrase); err != nil {
		t.Error(err)
	}
}

func TestWhoseKeyWasRevokedBeginsNoRunAndIsToldWhoSignsTheirs(t *testing.T) {
	b := newBench(t)
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{}, run.Complete{}, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	b.sign(b.Prepare(admin, model.Revoke{Person: worker, Reason: "left the department"}))
	proc := read(t, pageText)
	if _, err := b.StartRun(worker, proc); !errors.Is(err, station.ErrRevoked) || !strings.Contains(err.Error(), "Kim Oh cannot sign what they would perform") {
		t.Errorf("a run is begun that nobody could sign: %v", err)
	}
	if _, err := b.prepare(name, worker); err == nil || !strings.Contains(err.Error(), "a supervisor takes the run over at its steps") {
		t.Errorf("the run that was open: %v", err)
	}
	if i := slices.IndexFunc(b.People(), func(p model.Person) bool { return p.ID == worker }); b.People()[i].Performs() || b.People()[i].StandsFor(sop.BySecondPerson) {
		t.Error("they are offered for what they cannot sign")
	}
	b.rotate(admin, worker)
	if _, err := b.StartRun(worker, proc); err != nil {
		t.Errorf("with a new key: %v", err)
	}
}

// A record says "done by Kim Oh, checked by Kim Oh" of two people, and of one with two keys.
func TestNobodyIsEnrolledUnderANameOrAPassphraseThatIsSomebodyElses(t *testing.T) {
	b := newBench(t)
	enrol := func(id, name, passphrase string) error {
		_, err := b.Enrol(model.Enrolment{By: admin, ByPass: phraseOf(admin), ID: id, Name: name, Roles: []sop.Role{sop.Assistant}, Passphrase: []byte(passphrase)})
		return err
	}
	for _, name := range []string{"Kim Oh", " kim  OH "} {
		for what, err := range map[string]error{"before a passphrase is asked": b.CheckFree("", name), "at the end": enrol("kim.two", name, "garden table orange river")} {
			if err == nil || !strings.Contains(err.Error(), "is how the records name kim.oh already") {
				t.Errorf("%q, %s: %v", name, what, err)
			}
		}
	}
	if err := enrol("jo.ash", "Jo Ash", string(phraseOf(admin))); !errors.Is(err, keyring.ErrWeak) || !strings.Contains(err.Error(), "each person has their own") {
		t.Errorf("with the passphrase of who enrols them: %v", err)
	}
	if err := enrol("jo.ash", "Jo Ash", "garden table orange river"); err != nil {
		t.Error(err)
	}
	if _, err := b.RotateKey(model.Rotation{Person: worker, By: admin, Passphrase: phraseOf(admin), Next: phraseOf(admin), Reason: "forgot the passphrase"}); !errors.Is(err, keyring.ErrWeak) {
		t.Errorf("a new key with the passphrase of who gives it: %v", err)
	}
}

func TestAShortNameIsJudgedBeforeAnythingIsSigned(t *testing.T) {
	b := newBench(t)
	var nobody *station.NobodyError
	if err := b.CheckEnrolled(worker[:len(worker)-1]); !errors.As(err, &nobody) || !errors.Is(err, station.ErrUnknown) || !strings.Contains(err.Error(), "(did you mean "+worker+"?)") {
		t.Errorf("a slip of the finger: %v", err)
	}
	if err := errors.Join(b.CheckEnrolled(worker), b.CheckFree("new.one", "New One")); err != nil {
		t.Error(err)
	}
	for id, want := range map[string]string{worker: "is never used for anybody else", "h 2": "needs 2 to 32", "": "needs 2 to 32"} {
		if err := b.CheckFree(id, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if err := b.CheckFree("", "New One (supervisor)"); err == nil || !strings.Contains(err.Error(), "and no '('") {
		t.Errorf("a name that says more: %v", err)
	}
	_, wrong := b.Signer("no.one", []byte("whatever it is"))
	_, revoked := b.Prepare(admin, model.Revoke{Person: "no.one", Reason: "it was on a note"})
	for _, err := range []error{wrong, revoked} {
		if !errors.As(err, &nobody) {
			t.Errorf("%v is another sentence", err)
		}
	}
}

func TestWhatCannotBeAnEntryIsSaidInWordsForWhoTypedIt(t *testing.T) {
	b := newBench(t)
	for _, id := range []string{"correct horse battery", "correcthorsebattery"} {
		_, unknown := b.Prepare(id, model.Assign{Person: worker, Roles: []sop.Role{sop.Assistant}, Reason: "moved to the desk"})
		for _, err := range []error{unknown, b.CheckFree("Correct horse battery", "")} {
			if err == nil || strings.Contains(err.Error(), "orrect") {
				t.Errorf("what may be a passphrase is repeated: %v", err)
			}
		}
	}
	_, err := b.Prepare("h 2", model.Assign{Person: worker, Roles: []sop.Role{sop.Assistant}, Reason: "moved to the desk"})
	if err == nil || !strings.Contains(err.Error(), `nobody with the short name "h 2" is enrolled here`) {
		t.Errorf("an impossible signer: %v", err)
	}
	_, err = b.Prepare(admin, model.Assign{Person: "h 2", Roles: []sop.Role{sop.Assistant}, Reason: "moved to the desk"})
	if !errors.Is(err, record.ErrSchema) || !strings.HasPrefix(err.Error(), `short name "h 2": needs 2 to 32 of a-z`) {
		t.Errorf("an impossible person: %v", err)
	}
}

func TestTheLastAdministratorsKeyIsNotRevoked(t *testing.T) {
	b := newBench(t)
	var refused *record.Fault
	if _, err := b.Prepare(admin, model.Revoke{Person: admin, Reason: "leaves"}); !errors.As(err, &refused) || refused.Code != record.FaultRole {
		t.Errorf("err = %v", err)
	}
}

// Each act stands or falls with its own signer's key.
func TestWhatASuspectKeySignedAboutARecordIsDisputedBesideIt(t *testing.T) {
	b := newBench(t)
	done := b.perform(worker)
	amended := b.sign(b.Prepare(boss, model.Amend{Entry: done, Step: "temp", Field: "t", Index: 1, Text: "5.2", Reason: "misread the display"}))
	b.sign(b.Prepare(admin, model.Countersign{Entry: done, Changed: amended}))
	other := b.perform(worker)
	b.sign(b.Prepare(boss, model.Countersign{Entry: other}))
	b.sign(b.Prepare(boss, model.ReviewAccess{Shown: b.shownAccess(), Comment: "all of them work here"}))
	b.sign(b.Prepare(admin, model.Revoke{Person: boss, Reason: "the note with it was found", Suspect: true, From: amended}))
	rec, err := b.Record(done)
	switch {
	case err != nil:
		t.Fatal(err)
	case rec.Disputed || rec.Countersigned[0].Disputed || !rec.Amended[0].Disputed || !rec.Amendments[0].Disputed:
		t.Errorf("disputed: record %v, countersigned %+v, amended %+v", rec.Disputed, rec.Countersigned, rec.Amended)
	}
	if rec, err := b.Record(other); err != nil || rec.Disputed || !rec.Countersigned[0].Disputed || !rec.Reviews[0].Disputed {
		t.Errorf("a review by the suspect key: %+v, %v", rec.Countersigned, err)
	}
	third := b.perform(worker)
	b.sign(b.Prepare(admin, model.Countersign{Entry: third}))
	b.traces("disputed", other, done)
	b.traces("-disputed", third)
	for entry, want := range map[int64]station.Raw{done: {}, amended: {Disputed: true, Of: done}, amended + 1: {Of: done}} {
		raw, err := b.Entry(entry)
		if err != nil || raw.Disputed != want.Disputed || raw.Of != want.Of {
			t.Errorf("entry %d: disputed %t, about entry %d (%v)", entry, raw.Disputed, raw.Of, err)
		}
	}
	list, err := b.Staff()
	if err != nil || !list.Last.Disputed {
		t.Errorf("the review of access is not disputed: %+v, %v", list.Last, err)
	}
	if a, ok := b.Approval("SOP-CEN-014"); !ok || a.Disputed {
		t.Errorf("an approval from before is disputed: %+v", a)
	}
}

// traces fails unless what is typed finds these completions, newest first.
func (b *bench) traces(typed string, want ...int64) {
	b.t.Helper()
	part, err := b.TraceFrom(b.t.Context(), model.Query{Words: typed}, model.From{})
	if err != nil {
		b.t.Fatal(err)
	}
	var got []int64
	for _, r := range part.Rows {
		got = append(got, r.Entry)
	}
	if !slices.Equal(got, want) {
		b.t.Errorf("%s: %v, want %v", typed, got, want)
	}
}

func (b *bench) shownAccess() string {
	b.t.Helper()
	all, err := b.Enrolled()
	if err != nil {
		b.t.Fatal(err)
	}
	return all.Shown
}
