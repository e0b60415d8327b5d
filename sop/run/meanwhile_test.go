package run_test

import (
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// weighing is a page on which water comes to temperature while other work goes on.
func weighing() *sop.Procedure {
	return pageOf(
		sop.Step{ID: "settle", Wait: &sop.Duration{D: 20 * time.Minute}, WaitBefore: "weigh", Fields: []sop.Field{{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C"}}},
		sop.Step{ID: "zero"}, sop.Step{ID: "weigh"}, sop.Step{ID: "tidy"},
	)
}

func TestOtherWorkGoesOnWhileAWaitRuns(t *testing.T) {
	w := begin(t, weighing())
	w.refuses(run.NeedsWait, run.Record{Field: "temp", Text: "20.0"})
	w.do(run.StartWait{})
	w.at("zero")
	if s := w.step("zero"); s.Started == nil {
		t.Error("the next step did not start")
	}
	if s, _ := w.run.Next(); s.ID != "settle" {
		t.Errorf("%s is next, want settle: weigh waits for it, and tidy comes after weigh", s.ID)
	}
	if waiting := w.run.Waiting(); len(waiting) != 1 || waiting[0].ID != "settle" {
		t.Errorf("waiting: %+v", waiting)
	}
	if timers := w.run.Timers(); len(timers) != 1 || timers[0].Step != "settle" {
		t.Errorf("timers: %+v", timers)
	}
	w.do(run.Complete{})
	w.at("settle") // nothing else is left: neither weigh nor what follows it starts before settle is confirmed
	w.refuses(run.NoSuchThing, run.Choose{Step: "weigh"})
	w.refuses(run.NoSuchThing, run.Choose{Step: "tidy"})
	w.refuses(run.NeedsWait, run.Record{Field: "temp", Text: "20.0"})
	if err := w.run.SignOff(); err == nil {
		t.Error("it can be signed while a wait is open")
	}
	w.now = w.now.Add(20 * time.Minute)
	w.do(run.Record{Field: "temp", Text: "20.0"}, run.Complete{})
	w.at("weigh")
	w.do(run.Complete{}, run.Complete{})
	if retraced, err := start(t, weighing()).Retrace(w.events...); err != nil || retraced.SignOff() != nil {
		t.Errorf("%v, %v", err, retraced.SignOff())
	}
}

func TestWhatHangsOnTheCurrentStepComesNextWhereAWaitIsStillToCome(t *testing.T) {
	w := begin(t, pageOf(
		sop.Step{ID: "look", Fields: []sop.Field{choiceOf("state", nil)}}, sop.Step{ID: "tell", If: when("state", sop.Equal, "bad")},
		sop.Step{ID: "wet", Wait: &sop.Duration{D: time.Minute}, WaitBefore: "dry"}, sop.Step{ID: "dry"},
	))
	w.do(run.Record{Field: "state", Text: "bad"})
	if s, _ := w.run.Next(); s.ID != "tell" {
		t.Errorf("%s is next, want tell: what it hangs on is being done", s.ID)
	}
}

func TestAWaitThatIsOverIsConfirmedBetweenOtherSteps(t *testing.T) {
	w := begin(t, weighing())
	w.do(run.StartWait{}, run.Choose{Step: "settle"})
	w.at("settle")
	if steps := w.run.Meanwhile(); len(steps) != 1 || steps[0].ID != "zero" {
		t.Fatalf("meanwhile: %+v", steps)
	}
	w.do(run.Choose{Step: "zero"})
	w.at("zero")
	w.now = w.now.Add(20 * time.Minute)
	w.do(run.Choose{Step: "settle"}, run.Record{Field: "temp", Text: "20.1"}, run.Complete{})
	w.at("zero")
	if s := w.step("settle"); s.State != run.Done {
		t.Errorf("settle is %s", s.State)
	}
}

func TestAWaitDoesNotOutliveAnEnd(t *testing.T) {
	p := weighing()
	steps := p.Sections[0].Steps
	steps[1].Fields = []sop.Field{choiceOf("zero", or(sop.End))}
	steps[3].Always = true
	w := begin(t, p)
	w.do(run.StartWait{}, run.Record{Field: "zero", Text: "bad"}, run.Confirm{})
	w.at("tidy")
	if len(w.run.Waiting()) != 0 || len(w.run.Timers()) != 0 {
		t.Errorf("after the end it still waits: %+v", w.run.Timers())
	}
	w.do(run.Complete{})
	if s := w.step("settle"); s.State != run.NotRequired {
		t.Errorf("settle is %s", s.State)
	}
	if sum := w.run.Summarise(); sum.Outcome != run.OutcomeEnded || w.run.SignOff() != nil {
		t.Errorf("%+v, %v", sum, w.run.SignOff())
	}
	steps[0].Always, steps[0].Fields = true, nil
	w = begin(t, p)
	w.do(run.StartWait{}, run.Record{Field: "zero", Text: "bad"}, run.Confirm{}, run.Complete{})
	w.at("settle")
	w.refuses(run.NeedsWait, run.Complete{})
}

func TestARedoBeginsAWaitAnew(t *testing.T) {
	p := weighing()
	p.Sections[0].Steps[1].Fields = []sop.Field{choiceOf("zero", orRedo("settle", 1, or(sop.End)))}
	w := begin(t, p)
	w.do(run.StartWait{})
	w.now = w.now.Add(20 * time.Minute)
	w.do(run.Choose{Step: "settle"}, run.Record{Field: "temp", Text: "20.1"}, run.Complete{}, run.Record{Field: "zero", Text: "bad"}, run.Confirm{})
	w.at("settle")
	w.refuses(run.NeedsWait, run.Record{Field: "temp", Text: "20.1"})
	w.do(run.StartWait{})
	w.at("zero")
}

func TestWhatHangsOnAWaitWaitsForItToo(t *testing.T) {
	p := weighing()
	steps := p.Sections[0].Steps
	steps[0].Fields = []sop.Field{choiceOf("temp", nil)}
	steps[1].If = &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: "temp", Op: sop.Equal, Value: "bad"}}}
	w := begin(t, p)
	w.do(run.StartWait{})
	w.at("settle") // whether zero counts is not known before
	w.now = w.now.Add(20 * time.Minute)
	w.do(run.Record{Field: "temp", Text: "bad"}, run.ActOn{Deviation: 1, Text: "told the lead"}, run.Complete{})
	w.at("zero")
}

func TestNoOrderOfStepsGoesRoundAWait(t *testing.T) {
	p := weighing()
	for i := range 3 {
		p.Sections[0].Steps[i].AnyOrder = true
	}
	w := begin(t, p)
	w.refuses(run.NoSuchThing, run.Choose{Step: "weigh"})
	w.do(run.Choose{Step: "zero"}, run.Complete{})
	w.at("settle")
}
