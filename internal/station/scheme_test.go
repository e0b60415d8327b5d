package station_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// runWatched is a run of the worker that somebody watched, signed.
func (b *bench) runWatched(assessor string) (name string) {
	b.t.Helper()
	name = b.start(worker)
	b.do(name, worker, run.Begin{}, run.Observe{Assessor: assessor, Said: "two cloths, lid first; a crack may be missed"})
	b.do(name, worker, run.Complete{}, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	b.sign(b.prepare(name, worker))
	return name
}

func seen(name, how, outcome string) model.Assess {
	return model.Assess{Person: worker, SOP: pageID, Outcome: outcome, Method: record.Observed, Run: name, Independence: how, Comment: "calm, and in order", Next: "once more next week"}
}

func twoByTwo() model.SetScheme {
	return model.SetScheme{Scheme: model.Scheme{Pages: []string{pageID}, Observations: 2, Assessors: 2, Methods: []string{"questions", "observed"}, Months: 24, LeastPieces: 10, MostPieces: 18}, Reason: "agreed on 20 Nov"}
}

func TestSomebodyIsCompetentOnceTheSchemeIsFulfilled(t *testing.T) {
	b := newBench(t)
	if d, err := b.Department(); err != nil || len(d.Schemes) != 0 {
		t.Fatalf("schemes before any: %+v, %v", d.Schemes, err)
	}
	scheme := b.sign(b.Prepare(boss, twoByTwo()))
	first := b.runWatched(boss)
	b.sign(b.Prepare(boss, seen(first, record.Alone, record.NotYet)))
	if err := second(b.Prepare(boss, model.SayAssessed{Entry: b.last(worker).Entry, Agree: true})); !errors.Is(err, station.ErrRules) {
		t.Errorf("the assessor agrees for who was assessed: %v", err)
	}
	b.sign(b.Prepare(worker, model.SayAssessed{Entry: b.last(worker).Entry, Agree: true}))
	again := b.runWatched(boss)
	if err := second(b.Prepare(boss, seen(again, record.Alone, record.Competent))); !faulted(err, record.FaultStanding) {
		t.Errorf("competent before one assessor: %v", err)
	}
	if err := second(b.Prepare(admin, seen(again, record.Alone, record.Competent))); !faulted(err, record.FaultRun) {
		t.Errorf("competent by who was not named: %v", err)
	}
	last := b.runWatched(admin)
	b.sign(b.Prepare(admin, seen(last, record.Teaches, record.Competent)))
	b.mustVerify()
	b.reopen()
	all := b.member(worker).Competences
	c := all[len(all)-1]
	if len(all) != 2 || !c.Holds || c.Independence != record.Teaches || c.Next != "once more next week" || c.Scheme != scheme || c.Run != last || c.Expires != b.now.AddDate(2, 0, 0).Format("2006-01-02") {
		t.Errorf("competences = %+v", all)
	}
	d, err := b.Department()
	if err != nil || len(d.Schemes) != 1 {
		t.Fatalf("schemes = %+v, %v", d.Schemes, err)
	}
	s := d.Schemes[0]
	if s.SOP != pageID || s.Entry != scheme || s.By.ID != boss || s.Disputed || s.Months != 24 || s.LeastPieces != 10 || s.MostPieces != 18 || !slices.Equal(s.Methods, []string{"observed", "questions"}) {
		t.Errorf("scheme = %+v", s)
	}
}

// last is the last assessment of somebody.
func (b *bench) last(person string) model.Competence {
	b.t.Helper()
	all := b.member(person).Competences
	if len(all) == 0 {
		b.t.Fatalf("%s was not assessed", person)
	}
	return all[len(all)-1]
}

func TestWhoWasAssessedSaysOnceWhetherTheyAgreeAndBothStand(t *testing.T) {
	b := newBench(t)
	scheme := twoByTwo()
	scheme.Scheme.Assessors = 1
	b.sign(b.Prepare(boss, scheme))
	name := b.runWatched(boss)
	b.sign(b.Prepare(boss, seen(name, record.Alone, record.NotYet)))
	at := b.last(worker).Entry
	if got := b.member(worker).Observed; len(got) != 1 || got[0] != (model.Observed{SOP: pageID, Version: "2.1", Waiting: 1}) {
		t.Errorf("before their word: %+v", got)
	}
	if err := second(b.Prepare(worker, model.SayAssessed{Entry: at})); !strings.Contains(fmt.Sprint(err), "needs 10 characters") {
		t.Errorf("a disagreement without a word: %v", err)
	}
	if d, err := b.Department(); err != nil || len(d.ToAnswer) != 1 || d.ToAnswer[0].Entry != at || d.ToAnswer[0].Person.ID != worker {
		t.Errorf("what waits: %+v, %v", d.ToAnswer, err)
	}
	word := b.sign(b.Prepare(worker, model.SayAssessed{Entry: at, Comment: "I was told which cloth comes first"}))
	if err := second(b.Prepare(worker, model.SayAssessed{Entry: at, Agree: true})); !faulted(err, record.FaultStanding) {
		t.Errorf("a second word: %v", err)
	}
	if err := second(b.Prepare(worker, model.SayAssessed{Entry: at - 1, Agree: true})); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("a word on the completion: %v", err)
	}
	b.mustVerify()
	b.reopen()
	if d, err := b.Department(); err != nil || len(d.ToAnswer) != 0 {
		t.Errorf("it still waits: %+v, %v", d.ToAnswer, err)
	}
	w := b.last(worker).Word
	if w == nil || w.Agrees || w.Entry != word || w.Comment != "I was told which cloth comes first" || w.Disputed {
		t.Errorf("word = %+v", w)
	}
	if got := b.member(worker).Observed; len(got) != 1 || got[0] != (model.Observed{SOP: pageID, Version: "2.1", Runs: 1, Assessors: 1}) {
		t.Errorf("after their word: %+v", got)
	}
	rec, err := b.Record(at - 1)
	if err != nil || len(rec.Assessments) != 1 || rec.Assessments[0].Entry != at || rec.Assessments[0].Word == nil || rec.Assessments[0].Word.Entry != word {
		t.Errorf("in the record: %+v, %v", rec.Assessments, err)
	}
}

// The same assessor twice does not make two.
func TestWhatWasWatchedIsCountedByRunAndByAssessor(t *testing.T) {
	b := newBench(t)
	for n := 1; n <= 2; n++ {
		b.sign(b.Prepare(boss, seen(b.runWatched(boss), record.Alone, record.NotYet)))
		b.sign(b.Prepare(worker, model.SayAssessed{Entry: b.last(worker).Entry, Agree: true}))
		if got := b.member(worker).Observed[0]; got.Runs != n || got.Assessors != 1 {
			t.Errorf("after %d: %+v", n, got)
		}
	}
	b.sign(b.Prepare(boss, seen(b.runWatched(boss), record.Prompted, record.NotYet)))
	b.sign(b.Prepare(worker, model.SayAssessed{Entry: b.last(worker).Entry, Agree: true}))
	b.sign(b.Prepare(admin, seen(b.runWatched(admin), record.Teaches, record.NotYet)))
	if got := b.member(worker).Observed[0]; got.Runs != 2 || got.Assessors != 1 || got.Waiting != 1 {
		t.Errorf("one with help, and one without their word: %+v", got)
	}
	b.sign(b.Prepare(worker, model.SayAssessed{Entry: b.last(worker).Entry, Agree: true}))
	if got := b.member(worker).Observed[0]; got.Runs != 3 || got.Assessors != 2 || got.Waiting != 0 {
		t.Errorf("by two: %+v", got)
	}
}

// What counts stays counted when a key is revoked as suspect, and is said to be disputed.
func TestWhatASuspectKeySignedCountsAndIsSaidToBeDisputed(t *testing.T) {
	for who, want := range map[string]int{boss: 2, worker: 1} {
		t.Run(who, func(t *testing.T) {
			b := newBench(t)
			var found, said []int64
			for range 2 {
				found = append(found, b.sign(b.Prepare(boss, seen(b.runWatched(boss), record.Alone, record.NotYet))))
				said = append(said, b.sign(b.Prepare(worker, model.SayAssessed{Entry: b.last(worker).Entry, Agree: true})))
			}
			from := map[string]int64{boss: found[0], worker: said[1]}[who]
			b.sign(b.Prepare(admin, model.Revoke{Person: who, Reason: "the note with it was found", Suspect: true, From: from}))
			if got := b.member(worker).Observed[0]; got.Runs != 2 || got.Disputed != want {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestWhatIsSaidOfSomebodyWatchedNamesNoPatient(t *testing.T) {
	b := newBench(t)
	name := b.runWatched(boss)
	in := seen(name, record.Told, record.NotYet)
	in.Next = "the sample of 943 476 5919 again"
	var refused *run.Refusal
	if _, err := b.Prepare(boss, in); !errors.As(err, &refused) || refused.Code != run.PatientData {
		t.Errorf("a next step with an NHS number: %v", err)
	}
	b.sign(b.Prepare(boss, seen(name, record.Told, record.NotYet)))
	if _, err := b.Prepare(worker, model.SayAssessed{Entry: b.last(worker).Entry, Comment: "it was 943 476 5919 again"}); !errors.As(err, &refused) || refused.Code != run.PatientData {
		t.Errorf("a word with an NHS number: %v", err)
	}
	scheme := twoByTwo()
	scheme.Reason = "the sample of 943 476 5919"
	if _, err := b.Prepare(boss, scheme); !errors.As(err, &refused) || refused.Code != run.PatientData {
		t.Errorf("a scheme with an NHS number: %v", err)
	}
	if _, err := b.Prepare(worker, twoByTwo()); err == nil || errors.Is(err, station.ErrUnknown) {
		t.Errorf("an assistant sets a scheme: %v", err)
	}
}

// Who watched is reminded until they said what they found, or cannot any more, and for no longer
// than what they saw is remembered.
func TestWhoWatchedIsRemindedUntilTheySayWhatTheyFound(t *testing.T) {
	b := newBench(t)
	waits := func(want ...string) {
		t.Helper()
		d, err := b.Department()
		var got []string
		for _, w := range d.ToAssess {
			got = append(got, fmt.Sprintf("%s of %s in %d", w.Assessor.ID, w.Person.ID, w.Entry))
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q wait, want %q; %v", got, want, err)
		}
	}
	name := b.start(worker)
	b.do(name, worker, run.Begin{}, run.Observe{Assessor: boss, Said: "two cloths, lid first; a crack may be missed"}, run.Observe{Assessor: admin, Said: "two cloths, lid first; a crack may be missed"})
	waits()
	b.do(name, worker, run.Complete{}, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	first := b.sign(b.prepare(name, worker))
	of := func(who string, at int64) string { return fmt.Sprintf("%s of %s in %d", who, worker, at) }
	unassessed := func(at int64, want ...string) {
		t.Helper()
		if rec, err := b.Record(at); err != nil || !slices.Equal(rec.Unassessed, want) {
			t.Errorf("the record waits for %q, want %q; %v", rec.Unassessed, want, err)
		}
	}
	waits(of(boss, first), of(admin, first))
	unassessed(first, boss, admin)
	b.reopen()
	b.sign(b.Prepare(boss, seen(name, record.Told, record.NotYet)))
	waits(of(admin, first))
	unassessed(first, admin)
	b.now = b.now.AddDate(0, 0, 28)
	waits(of(admin, first))
	b.now = b.now.AddDate(0, 0, 1)
	waits()
	unassessed(first, admin) // it is told for as long as they have not said it
	b.runWatched(boss)
	if d, err := b.Department(); err != nil || len(d.ToAssess) != 1 || d.ToAssess[0].Title == "" {
		t.Errorf("%+v, %v", d.ToAssess, err)
	}
	b.sign(b.Prepare(admin, model.Assign{Person: boss, Roles: []sop.Role{sop.Assistant}, Reason: "back at the bench"}))
	waits()
	b.mustVerify()
}
