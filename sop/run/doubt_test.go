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
