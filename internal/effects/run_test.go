package effects_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/practice"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

func TestARunGoesFromItsStartToItsRecord(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh)
	w.toEnd()
	loaded, err := p.LoadRun(w.id)
	if err != nil {
		t.Fatal(err)
	}
	if got := loaded.Names[oh.ID]; got != oh.Name {
		t.Errorf("%s is named %q", oh.ID, got)
	}
	again, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again.Steps(), w.run.Steps()) || !reflect.DeepEqual(again.Deviations(), w.run.Deviations()) {
		t.Errorf("the run came back changed:\n%+v\n%+v", again.Steps(), w.run.Steps())
	}
	draft := w.draft()
	for _, part := range []string{"Kim Oh", "kim.oh", pageID, w.id} {
		if !strings.Contains(draft.Statement, part) {
			t.Errorf("the sentence %q lacks %q", draft.Statement, part)
		}
	}
	entry := w.sign()
	rec, err := p.Record(entry)
	if err != nil {
		t.Fatal(err)
	}
	want := w.run.Summarise()
	if !reflect.DeepEqual(rec.Summary, want) || rec.Statement != draft.Statement && !strings.Contains(rec.Statement, w.id) {
		t.Errorf("summary %+v, want %+v", rec.Summary, want)
	}
	if rec.Person.ID != oh.ID || rec.Person.Name != oh.Name || rec.Role != sop.Assistant || rec.Counts.Deviations != 1 || len(rec.Exceptions) != len(want.Exceptions) {
		t.Errorf("record = %+v", rec.Completion)
	}
	if len(rec.Reviews) != 0 || len(rec.Countersigned) != 0 || rec.Procedure.Meta.ID != pageID {
		t.Errorf("record = %+v", rec)
	}
}

func TestAnOpenRunIsListedUntilItIsSigned(t *testing.T) {
	p := open(t, shipped())
	first := p.start(oh)
	first.do(run.Acknowledge{}, run.Acknowledge{}, run.Confirm{})
	second := p.start(lee).toEnd()
	runs, err := p.OpenRuns()
	if err != nil || len(runs) != 2 {
		t.Fatalf("open runs = %+v, %v", runs, err)
	}
	if runs[0].ID != second.id || runs[0].Step != 0 {
		t.Errorf("the newest first, with only its signature missing: %+v", runs[0])
	}
	want := model.OpenRun{
		ID: first.id, SOP: pageID, Title: "Check a fridge", Version: "1.0", Person: oh,
		Started: runs[1].Started, Last: first.run.Steps()[1].Started.At, Step: 2, Steps: 6,
	}
	if !reflect.DeepEqual(runs[1], want) {
		t.Errorf("open run = %+v, want %+v", runs[1], want)
	}
	second.sign()
	if runs, err = p.OpenRuns(); err != nil || len(runs) != 1 || runs[0].ID != first.id {
		t.Errorf("after the signature: %+v, %v", runs, err)
	}
}

func TestARunWhoseTextWasChangedIsListedAndNotOpened(t *testing.T) {
	dir := copyTemplate(t)
	p := openAt(t, dir, opening().Add(time.Hour), shipped())
	w := p.start(oh)
	if err := p.station.Close(); err != nil {
		t.Fatal(err)
	}
	spoilTexts(t, filepath.Join(dir, "log.db"))
	p = openAt(t, dir, opening().Add(2*time.Hour), shipped())
	runs, err := p.OpenRuns()
	if err != nil || len(runs) != 1 || runs[0].ID != w.id || runs[0].Title == "" || runs[0].Person.Name != oh.Name {
		t.Fatalf("open runs = %+v, %v", runs, err)
	}
	if _, err := p.LoadRun(w.id); err == nil {
		t.Error("a run was opened on a text that nobody approved")
	}
}

// spoilTexts changes a byte of every approved text in a closed log.
func spoilTexts(t *testing.T, path string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		texts := tx.Bucket([]byte("texts"))
		return texts.ForEach(func(k, v []byte) error {
			spoilt := slices.Clone(v)
			spoilt[len(spoilt)/2] ^= 1
			return texts.Put(k, spoilt)
		})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestAWrongPassphraseSignsNothing(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh).toEnd()
	entry, err := p.Sign(w.draft(), []byte("not it at all, sorry"))
	if !isPassphrase(err) || entry != 0 {
		t.Fatalf("entry %d, %v", entry, err)
	}
	if rows, err := p.Completions(model.Query{}); err != nil || len(rows) != 0 {
		t.Errorf("completions = %+v, %v", rows, err)
	}
	if runs, err := p.OpenRuns(); err != nil || len(runs) != 1 {
		t.Errorf("open runs = %+v, %v", runs, err)
	}
	if w.sign() == 0 {
		t.Error("the right one signs nothing either")
	}
}

func TestAPassphraseIsWipedWhetherItWorksOrNot(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh).toEnd()
	for _, pass := range [][]byte{[]byte("not it at all, sorry"), phrase(oh)} {
		right := string(pass) == string(phrase(oh))
		if _, err := p.Sign(w.draft(), pass); err == nil != right {
			t.Fatalf("right %v: %v", right, err)
		}
		if strings.Trim(string(pass), "\x00") != "" {
			t.Errorf("right %v: the passphrase is still in memory", right)
		}
	}
}

func TestADraftThatNobodyMadeIsRefused(t *testing.T) {
	p := open(t, shipped())
	real := p.start(oh).toEnd().draft()
	for name, d := range map[string]model.Draft{"nothing": {}, "a word": {ID: "signed", Person: oh}, "without its name": {Run: real.Run, Person: oh, Statement: real.Statement}} {
		if entry, err := p.Sign(d, phrase(oh)); !errors.Is(err, station.ErrDraft) || entry != 0 {
			t.Errorf("%s: entry %d, %v", name, entry, err)
		}
	}
	lie := real
	lie.Statement, lie.Person = "I, Ray Lee, approved it.", ray
	entry, err := p.Sign(lie, phrase(oh))
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := p.Record(entry); err != nil || rec.Statement != real.Statement || rec.Person.ID != oh.ID {
		t.Errorf("signed %+v (%v), want what the station drafted", rec.Completion, err)
	}
	if _, err := p.Sign(real, phrase(oh)); !errors.Is(err, station.ErrDraft) {
		t.Errorf("a draft was signed twice: %v", err)
	}
}

func TestWhatChangedAfterTheDraftIsNotSigned(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh).toEnd()
	old := w.draft()
	w.do(run.Correct{Step: "read", Field: "temp", Text: "7.9", Reason: "misread the display"})
	if _, err := p.Sign(old, phrase(oh)); !errors.Is(err, station.ErrDraft) {
		t.Errorf("signed the sentence from before a correction: %v", err)
	}
	entry := w.sign()
	rec, err := p.Record(entry)
	if err != nil || rec.Summary.Counts.Corrections != 1 {
		t.Errorf("record = %+v, %v", rec.Summary, err)
	}
}

func TestADraftGrowsTooOldToSign(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh).toEnd()
	old := w.draft()
	p.now = p.now.Add(24 * time.Hour)
	if _, err := p.Sign(old, phrase(oh)); !errors.Is(err, station.ErrDraft) {
		t.Errorf("signed a sentence from yesterday: %v", err)
	}
	w.sign()
}

func TestAnUnfinishedRunIsNotDrafted(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh)
	if _, err := p.Prepare(oh.ID, model.SignOff{Run: "r-0000000000000000"}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("a run that is not there was drafted: %v", err)
	}
	if _, err := p.Prepare(model.Person{ID: "no.body"}.ID, model.SignOff{Run: w.id}); err == nil {
		t.Error("a draft for somebody who is not enrolled")
	}
}

func TestAStoppedRunKeepsItsReason(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh).do(run.Stop{Reason: "fire alarm"})
	entry := w.sign()
	rec, err := p.Record(entry)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Outcome != run.OutcomeStopped || rec.Summary.Reason != "fire alarm" || rec.Walked.Stopped() == nil {
		t.Errorf("record = %+v", rec.Completion)
	}
}

func TestSomebodyElseCountersigns(t *testing.T) {
	p := open(t, shipped())
	entry := p.start(oh).toEnd().sign()
	draft, err := p.Prepare(ray.ID, model.Countersign{Entry: entry, Comment: "looked at the readings"})
	if err != nil {
		t.Fatal(err)
	}
	if draft.Person.Name != ray.Name || !strings.Contains(draft.Statement, "looked at the readings") {
		t.Errorf("draft = %+v", draft)
	}
	if _, err := p.Sign(draft, []byte("not it at all, sorry")); !isPassphrase(err) {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if rec, err := p.Record(entry); err != nil || len(rec.Reviews) != 0 {
		t.Fatalf("reviews = %+v, %v", rec.Reviews, err)
	}
	if _, err := p.Sign(draft, phrase(ray)); err != nil {
		t.Fatal(err)
	}
	rec, err := p.Record(entry)
	if err != nil || len(rec.Reviews) != 1 {
		t.Fatalf("reviews = %+v, %v", rec.Reviews, err)
	}
	if r := rec.Reviews[0]; r.By.ID != ray.ID || r.By.Name != ray.Name || r.Comment != "looked at the readings" || r.Entry <= entry {
		t.Errorf("review = %+v", r)
	}
	if len(rec.Countersigned) != 1 || rec.Countersigned[0].By.Name != ray.Name {
		t.Errorf("countersigned by %v", rec.Countersigned)
	}
}

func TestNobodyCountersignsTheirOwnWorkNorWithoutTheRole(t *testing.T) {
	p := open(t, shipped())
	entry := p.start(ray).toEnd().sign()
	before := p.Here().Entries
	for name, who := range map[string]string{"the performer": ray.ID, "an assistant": oh.ID, "a stranger": "no.body"} {
		if d, err := p.Prepare(who, model.Countersign{Entry: entry}); err == nil {
			t.Errorf("%s may countersign: %q", name, d.Statement)
		}
	}
	if _, err := p.Prepare(lee.ID, model.Countersign{Entry: 0}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("an entry that is no completion: %v", err)
	}
	if got := p.Here().Entries; got != before {
		t.Errorf("refusals left %d entries", got-before)
	}
}

func TestOnePersonCountersignsOnce(t *testing.T) {
	p := open(t, shipped())
	entry := p.start(oh).toEnd().sign()
	draft, err := p.Prepare(ray.ID, model.Countersign{Entry: entry})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Sign(draft, phrase(ray)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Sign(draft, phrase(ray)); err == nil {
		t.Error("one draft was signed twice")
	}
	if rec, err := p.Record(entry); err != nil || len(rec.Reviews) != 1 {
		t.Errorf("reviews = %+v, %v", rec.Reviews, err)
	}
}

func TestCompletionsAreFoundByAnyOfTheirWordsNewestFirst(t *testing.T) {
	p := open(t, shipped())
	first := p.start(oh).toEnd().sign()
	p.now = p.now.Add(time.Hour)
	second := p.start(lee).do(run.Stop{Reason: "fire alarm"}).sign()
	for words, want := range map[string][]int64{
		"": {second, first}, "kim.oh": {first}, "KIM OH": {first}, "fire alarm": {second}, "fridge": {second, first},
		"stopped": {second}, "sop-fri": {second, first}, "S15": {first}, "nowhere": {},
		"kim fridge": {first}, "fridge alarm ann": {second}, "kim alarm": {},
	} {
		rows, err := p.Completions(model.Query{Words: words})
		if err != nil {
			t.Fatal(err)
		}
		got := make([]int64, len(rows))
		for i, r := range rows {
			got[i] = r.Entry
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q finds %v, want %v", words, got, want)
		}
	}
	if rows, err := p.Completions(model.Query{Limit: 1}); err != nil || len(rows) != 1 || rows[0].Entry != second {
		t.Errorf("the newest one: %+v, %v", rows, err)
	}
	if rows, err := p.Completions(model.Query{Words: "kim", Limit: 1}); err != nil || len(rows) != 1 || rows[0].Entry != first {
		t.Errorf("the newest one of Kim: %+v, %v", rows, err)
	}
}

func TestARecordThatIsNotThereIsSaid(t *testing.T) {
	p := open(t, shipped())
	for _, entry := range []int64{-1, 0, 3, 999_999} {
		if _, err := p.Record(entry); !errors.Is(err, station.ErrUnknown) {
			t.Errorf("entry %d: %v", entry, err)
		}
	}
}

func TestVerifyCountsWhatItChecked(t *testing.T) {
	p := open(t, shipped())
	p.start(oh).toEnd().sign()
	var last, total int64
	verdict, err := p.Verify(t.Context(), func(done, of int64) { last, total = done, of })
	if err != nil || !verdict.OK() {
		t.Fatalf("verdict = %+v, %v", verdict, err)
	}
	if verdict.Entries != p.Here().Entries || !verdict.At.Equal(p.now) || last != total || total == 0 {
		t.Errorf("verdict = %+v, progress %d of %d", verdict, last, total)
	}
}

func TestTheStationSaysWhatItIs(t *testing.T) {
	p := open(t, shipped())
	got := p.Here()
	if got.Site != "St Elsewhere" || got.Name != "Bench 2" || got.Demo || got.Entries != 4 || !strings.HasPrefix(got.Log, "st-elsewhere/bench-2/2026-") {
		t.Errorf("station = %+v", got)
	}
	people, err := p.People()
	if err != nil || !reflect.DeepEqual(people, []model.Person{lee, ray, oh}) {
		t.Errorf("people = %+v, %v", people, err)
	}
	words := p.FourWords()
	if n := len(strings.Fields(words)); n != 4 || words == p.FourWords() {
		t.Errorf("suggested %q of %d words, twice the same: %v", words, n, words == p.FourWords())
	}
}

func TestAnEnrolmentThatIsRefusedAddsNobody(t *testing.T) {
	p := open(t, shipped())
	good := func() model.Enrolment {
		return model.Enrolment{By: lee.ID, ByPass: phrase(lee), ID: "zoe.ash", Name: "Zoe Ash", Roles: []sop.Role{sop.Trainee}, Passphrase: []byte("violet harbour copper nine")}
	}
	for name, change := range map[string]func(*model.Enrolment){
		"a wrong passphrase":    func(e *model.Enrolment) { e.ByPass = []byte("not it at all, sorry") },
		"no administrator":      func(e *model.Enrolment) { e.By, e.ByPass = ray.ID, phrase(ray) },
		"a role that is not":    func(e *model.Enrolment) { e.Roles = []sop.Role{"king"} },
		"a name that is taken":  func(e *model.Enrolment) { e.ID = oh.ID },
		"a weak passphrase":     func(e *model.Enrolment) { e.Passphrase = []byte("password") },
		"an id that is not one": func(e *model.Enrolment) { e.ID = "Zoe Ash!" },
	} {
		e := good()
		change(&e)
		if _, err := p.Enrol(e); err == nil {
			t.Errorf("%s: enrolled", name)
		}
	}
	if people, err := p.People(); err != nil || len(people) != 3 {
		t.Fatalf("people = %+v, %v", people, err)
	}
	if _, err := p.Enrol(good()); err != nil {
		t.Fatal(err)
	}
	if people, _ := p.People(); len(people) != 4 || people[3].ID != "zoe.ash" {
		t.Errorf("people = %+v", people)
	}
}

func TestOnlyWhoIsEnrolledStartsARun(t *testing.T) {
	p := open(t, shipped())
	for _, who := range []model.Person{{ID: "no.body", Name: "No Body"}, {}, model.Nobody} {
		if r, err := p.StartRun(pageID, who); err == nil {
			t.Errorf("%q started %s", who.ID, r.ID)
		}
	}
	for _, id := range []string{"SOP-X", "", "cold-storage/fridge.md"} {
		if _, err := p.StartRun(id, oh); err == nil || !strings.Contains(err.Error(), "not approved") {
			t.Errorf("started %q: %v", id, err)
		}
	}
	if runs, err := p.OpenRuns(); err != nil || len(runs) != 0 {
		t.Errorf("refused starts left %+v, %v", runs, err)
	}
}

// attempts are what a runner can be asked about a run of another.
func attempts(keeper runner, id string, who model.Person, draft string) map[string]error {
	_, load := keeper.LoadRun(id)
	_, prepare := keeper.Prepare(who.ID, model.SignOff{Run: id})
	_, sign := keeper.Sign(model.Draft{Run: id, Person: who, ID: draft}, phrase(oh))
	return map[string]error{
		"load": load, "prepare": prepare, "sign": sign,
		"append": keeper.Append(session.Append{Run: id, Person: who.ID, Events: []sop.Event{{Kind: sop.StepDone, Step: "look"}}}),
	}
}

// H38: nothing of practice can enter the log.
func TestPracticeCannotReachTheLog(t *testing.T) {
	p := open(t, shipped()).withPractice()
	rehearsal := p.startIn(p.practice, model.Nobody).toEnd()
	draft, err := p.practice.Prepare(model.Nobody.ID, model.SignOff{Run: rehearsal.id})
	if err != nil || draft.Statement != "" {
		t.Fatalf("draft = %+v, %v", draft, err)
	}
	before := p.Here().Entries
	for act, err := range attempts(p.Place, rehearsal.id, model.Nobody, draft.ID) {
		if err == nil {
			t.Errorf("the log let practice %s", act)
		}
	}
	if entry, err := p.practice.Sign(draft, nil); err != nil || entry != 0 {
		t.Errorf("the end of practice: entry %d, %v", entry, err)
	}
	if got := p.Here().Entries; got != before {
		t.Errorf("practice left %d entries in the log", got-before)
	}
	if rows, err := p.Completions(model.Query{}); err != nil || len(rows) != 0 {
		t.Errorf("completions = %+v, %v", rows, err)
	}
}

func TestARecordCannotReachPractice(t *testing.T) {
	p := open(t, shipped()).withPractice()
	w := p.start(oh).toEnd()
	draft := w.draft()
	for act, err := range attempts(p.practice, w.id, oh, draft.ID) {
		if !errors.Is(err, practice.ErrUnknown) && act != "prepare" {
			t.Errorf("practice let a run of the log %s: %v", act, err)
		}
	}
	loaded, err := p.LoadRun(w.id)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := run.Replay(loaded.Procedure, loaded.Events); err != nil || !r.Finished() {
		t.Errorf("the run in the log changed: %s, %v", kinds(loaded.Events), err)
	}
	w.sign()
}

func TestRehearsalsAreListedAfterTheRunsOfTheLog(t *testing.T) {
	p := open(t, fstest.MapFS{"cold-storage/fridge.md": file(pageText), "a/new.md": file(other(t, "SOP-FRI-002", "Defrost a fridge"))}).withPractice()
	p.startIn(p.practice, model.Nobody).do(run.Acknowledge{}, run.Acknowledge{}, run.Confirm{})
	p.start(oh)
	runs, err := p.OpenRuns()
	if err != nil || len(runs) != 2 || runs[0].Practice || !runs[1].Practice {
		t.Errorf("open runs = %+v, %v", runs, err)
	}
	if runs[1].Person.ID != model.Nobody.ID || runs[1].Step != 2 {
		t.Errorf("rehearsal = %+v", runs[1])
	}
}

func TestTheEventsOfARehearsalDoNotEnterTheLog(t *testing.T) {
	p := open(t, shipped())
	w := p.start(oh)
	before := p.Here().Entries
	event := sop.Event{Kind: sop.StepDone, Step: "read", Person: oh.ID, At: p.now}
	if err := p.Append(session.Append{Run: w.id, Practice: true, Person: oh.ID, Events: []sop.Event{event}}); !errors.Is(err, effects.ErrPractice) {
		t.Errorf("err = %v", err)
	}
	if got := p.Here().Entries; got != before {
		t.Errorf("%d entries, want %d", got, before)
	}
}
