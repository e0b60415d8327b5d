package run_test

import (
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// washing is a page with a section of steps that are done together.
func washing() *sop.Procedure {
	p := pageOf(sop.Step{ID: "wet"}, sop.Step{ID: "rub"}, sop.Step{ID: "rinse"}, sop.Step{ID: "dry", Fields: []sop.Field{choiceOf("dry", nil)}}, sop.Step{ID: "go"})
	steps := p.Sections[0].Steps
	p.Sections = []sop.Section{{Title: "Wash", DoConfirm: true, Steps: steps[:4]}, {Title: "Then", Steps: steps[4:]}}
	return p
}

func TestStepsThatAreDoneTogetherStartTogether(t *testing.T) {
	w := begin(t, washing())
	for _, id := range []string{"wet", "rub", "rinse", "dry"} {
		if s := w.step(id); s.Started == nil {
			t.Errorf("%s has not started", id)
		}
	}
	if s := w.step("go"); s.Started != nil {
		t.Error("the step of another section has started")
	}
	w.pace = 0 // confirmed in a row: nobody reads them once more
	w.do(run.Complete{}, run.Complete{}, run.Complete{}, run.Record{Field: "dry", Text: "good"}, run.Complete{})
	w.pace = time.Minute
	w.do(run.Complete{})
	if rows := w.run.FastRows(); len(rows) != 0 {
		t.Errorf("fast: %+v", rows)
	}
	if err := w.run.SignOff(); err != nil {
		t.Error(err)
	}
	if retraced, err := start(t, washing()).Retrace(w.events...); err != nil || !retraced.Finished() {
		t.Errorf("%v", err)
	}
}

func TestAStepThatIsDoneAgainStartsAlone(t *testing.T) {
	w := begin(t, washing())
	w.do(run.Complete{}, run.Complete{}, run.Redo{Reason: "missed the thumbs"})
	w.at("rub")
	w.do(run.Complete{})
	w.at("rinse")
}
