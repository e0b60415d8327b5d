package run_test

import (
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

const beforehand = "two cloths, lid first; a crack may be missed"

func TestWhoIsWatchedSaysBeforeTheFirstStepHowTheyWillDoIt(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "clean"}, sop.Step{ID: "dry"}))
	w.refuses(run.NeedsReason, run.Observe{Assessor: "j.bell"})
	w.refuses(run.NeedsReason, run.Observe{Assessor: "j.bell", Said: "as usual"})
	w.refuses(run.NeedsReason, run.Observe{Said: beforehand})
	w.refuses(run.PatientData, run.Observe{Assessor: "j.bell", Said: "the sample of 943 476 5919 first"})
	w.refuses(run.SamePerson, run.Observe{Assessor: w.run.Performer(), Said: beforehand})
	w.do(run.Observe{Assessor: "j.bell", Said: beforehand})
	w.refuses(run.AlreadyRecorded, run.Observe{Assessor: "j.bell", Said: beforehand})
	w.do(run.Observe{Assessor: "z.ford", Said: beforehand})
	got := w.run.Observations()
	if len(got) != 2 || got[0].Assessor != "j.bell" || got[0].By.Reason != beforehand || got[1].Assessor != "z.ford" {
		t.Errorf("%+v watch", got)
	}
	w.at("clean")
}

func TestNobodyIsWatchedOnceAStepWasDone(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "clean"}, sop.Step{ID: "dry"}, sop.Step{ID: "note"}))
	w.do(run.MarkNotDone{Reason: "no cloth"})
	w.do(run.Observe{Assessor: "j.bell", Said: beforehand})
	w.do(run.Confirm{})
	w.refuses(run.TooLate, run.Observe{Assessor: "z.ford", Said: beforehand})
	w.do(run.Redo{Reason: "a corner was missed"})
	if w.run.Untouched() {
		t.Error("a step that is done again was never done")
	}
	w.refuses(run.TooLate, run.Observe{Assessor: "z.ford", Said: beforehand})
}

func TestNobodyIsWatchedInARunThatRests(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "clean"}, sop.Step{ID: "dry"}))
	w.do(run.Pause{Reason: "Telephone"})
	w.refuses(run.Interrupted, run.Observe{Assessor: "j.bell", Said: beforehand})
	w.do(run.Resume{})
	w.do(run.Stop{Reason: "fire alarm"})
	w.refuses(run.RunOver, run.Observe{Assessor: "j.bell", Said: beforehand})
}
