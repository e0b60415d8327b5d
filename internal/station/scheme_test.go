package station_test

import (
	"errors"
	"slices"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
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

func TestWhatIsSaidOfSomebodyWatchedNamesNoPatient(t *testing.T) {
	b := newBench(t)
	name := b.runWatched(boss)
	in := seen(name, record.Told, record.NotYet)
	in.Next = "the sample of 943 476 5919 again"
	var refused *run.Refusal
	if _, err := b.Prepare(boss, in); !errors.As(err, &refused) || refused.Code != run.PatientData {
		t.Errorf("a next step with an NHS number: %v", err)
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
