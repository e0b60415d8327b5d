package run_test

import (
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

// The step that was left out is opened again and answered: that settles the branch that was
// answered meanwhile, and the one that is asked for now.
func TestAnAnswerSettlesEveryBranchThatWasInDoubt(t *testing.T) {
	page := func() *sop.Procedure {
		return pageOf(
			sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", nil)}},
			sop.Step{ID: "tell", Critical: true, If: when("indicator", sop.Equal, "bad")},
			sop.Step{ID: "bin", If: when("indicator", sop.Equal, "bad")},
			sop.Step{ID: "store", If: when("indicator", sop.Equal, "good")},
		)
	}
	for answer, want := range map[string][]run.State{
		"bad":  {run.Done, run.Done, run.NotRequired},
		"good": {run.NotApplicable, run.NotRequired, run.Done},
	} {
		w := begin(t, page())
		w.do(run.MarkNotDone{Reason: "no strip left"}, run.ActOn{Deviation: 1, Text: "ordered some"}, run.MarkNotApplicable{Reason: "nobody is here"})
		w.at("bin")
		w.do(run.Reopen{Step: "read"}, readAs(answer))
		if answer == "bad" {
			w.do(run.ActOn{Deviation: 2, Text: "told the lead"})
		}
		w.do(run.Complete{})
		for range 3 {
			if _, open := w.run.Current(); open {
				w.do(run.Confirm{})
			}
		}
		for i, id := range []string{"tell", "bin", "store"} {
			if got := w.step(id).State; got != want[i] {
				t.Errorf("%s: %s is %s, want %s", answer, id, got, want[i])
			}
		}
		w.follows(page())
	}
}

// A step was passed by what another one recorded, and that one is left out last: whether the step
// counts is not known any more, and there is no step behind it that would bring it up.
func TestAStepThatOnlyTheLastOneLeavesInDoubtIsStillToDo(t *testing.T) {
	page := func() *sop.Procedure {
		return pageOf(
			sop.Step{ID: "read", AnyOrder: true, Fields: []sop.Field{choiceOf("indicator", nil)}},
			sop.Step{ID: "store", AnyOrder: true, If: when("indicator", sop.Equal, "good")},
		)
	}
	w := begin(t, page())
	w.do(run.Record{Field: "indicator", Text: "good"}, run.Choose{Step: "store"})
	w.do(run.Correct{Step: "read", Field: "indicator", Index: 1, Text: "bad", Reason: "misread it"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	w.at("read")
	w.do(run.MarkNotDone{Reason: "no strip left"}, run.ActOn{Deviation: 2, Text: "ordered some"})
	w.at("store")
	if err := w.run.SignOff(); err == nil {
		t.Error("it can be signed with a step that nobody did, nor answered for")
	}
	if left := w.run.InDoubt(w.step("store")); len(left) != 1 || left[0].ID != "read" {
		t.Errorf("it hangs on %+v", left)
	}
	w.do(run.MarkNotApplicable{Reason: "it was thrown away"})
	if err := w.run.SignOff(); err != nil {
		t.Errorf("answered for it cannot be signed: %v", err)
	}
	w.follows(page())
}

// What hangs on a value that is not asked for any more is not still to do.
func TestWhatIsStillToDoAfterAnEndIsForeseen(t *testing.T) {
	p := pageOf(
		sop.Step{ID: "look", Fields: []sop.Field{choiceOf("cable", or(sop.End))}},
		sop.Step{ID: "work", Fields: []sop.Field{choiceOf("alarm", nil)}},
		sop.Step{ID: "leave", Always: true, If: when("alarm", sop.Equal, "bad")},
		sop.Step{ID: "tag", Always: true, If: test(sop.HasEnded)},
	)
	p.Sections = []sop.Section{{Title: "Look", Steps: p.Sections[0].Steps[:1]}, {Title: "Work", Intro: "Sash down.", Steps: p.Sections[0].Steps[1:2]}, {Title: "Close", Steps: p.Sections[0].Steps[2:]}}
	w := begin(t, p)
	w.do(run.Record{Field: "cable", Text: "bad"})
	now, _ := w.run.Current()
	left := w.run.AfterEnd(now, sop.EndsRun)
	if len(left) != 1 || left[0].ID != "tag" {
		t.Errorf("still to do: %+v", left)
	}
	w.do(run.Confirm{})
	w.at("tag")
	now, _ = w.run.Current()
	if prose := w.run.ProseBefore(now); len(prose) > 0 {
		t.Errorf("a section that the run ended before is told: %+v", prose)
	}
}
