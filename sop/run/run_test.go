package run_test

import (
	"slices"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

func TestARunWithoutTroubleEndsComplete(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	w.at("probe")
	w.do(probe()...)
	w.do(run.Complete{}, run.Confirm{})
	if !w.run.Finished() {
		t.Fatal("all steps are closed, the run must be finished")
	}
	if err := w.run.SignOff(); err != nil {
		t.Fatalf("a clean run must be ready to sign: %v", err)
	}
	sum := w.run.Summarise()
	if sum.Outcome != run.OutcomeComplete || len(sum.Exceptions) != 0 {
		t.Errorf("summary = %+v, want complete without exceptions", sum)
	}
	if want := (run.Counts{Done: 4, NotRequired: 2}); sum.Counts != want {
		t.Errorf("counts = %+v, want %+v", sum.Counts, want)
	}
	if want := []sop.Code{"S7", "S15", "S16"}; !slices.Equal(sum.Codes, want) {
		t.Errorf("codes = %v, want those of the steps that were done %v", sum.Codes, want)
	}
}

func TestH1OnlyTheCurrentStepTakesActs(t *testing.T) {
	w := begin(t, fridge())
	w.at("look")
	w.refuses(run.UnknownField, run.Record{Field: "temp", Text: "5.0"})
	current := 0
	for _, s := range w.run.Steps() {
		if s.State == run.Current {
			current++
		}
	}
	if current != 1 {
		t.Errorf("%d steps are current, want 1", current)
	}
}

func TestH2StartAndDoneAreTwoEventsWithPersonAndTime(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	s := w.step("look")
	if s.Started == nil || s.Closed == nil || !s.Closed.At.After(s.Started.At) {
		t.Fatalf("started %v, closed %v", s.Started, s.Closed)
	}
	for _, e := range w.events {
		if e.Person == "" || e.At.IsZero() {
			t.Errorf("event %+v has no person or no time", e)
		}
	}
}

func TestH3AStepWithAFieldIsNotDoneByABareTick(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{}, run.Acknowledge{})
	w.refuses(run.NeedsValue, run.Complete{})
	w.do(run.Record{Field: "temp", Text: "5.0"})
	w.refuses(run.NeedsValue, run.Complete{})
	w.do(run.Record{Field: "state", Text: "off"}, run.Complete{})
}

func TestH5ACriticalStepNeedsItsOwnKey(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "sounding")...)
	w.do(run.Complete{})
	w.at("alarm")
	w.refuses(run.NeedsConfirm, run.Complete{})
	w.do(run.Confirm{})
}

func TestH7AnAlertIsAcknowledgedBeforeItsStepStarts(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	if s := w.step("temp"); s.Started != nil {
		t.Fatal("the step started before its alert was acknowledged")
	}
	for _, a := range []run.Action{run.Complete{}, run.Record{Field: "temp", Text: "5.0"}, run.MarkNotDone{Reason: "later"}} {
		w.refuses(run.NeedsAlert, a)
	}
	w.do(run.Acknowledge{})
	if s := w.step("temp"); s.Started == nil {
		t.Fatal("the step starts once its alert is acknowledged; a tip needs none")
	}
	w.refuses(run.NothingToAck, run.Acknowledge{})
}

func TestH9LastAndNextStepAreKnown(t *testing.T) {
	w := begin(t, fridge())
	if _, ok := w.run.LastClosed(); ok {
		t.Error("nothing is closed yet")
	}
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	last, _ := w.run.LastClosed()
	next, _ := w.run.Next()
	if last.ID != "temp" || next.ID != "close" {
		t.Errorf("last %q next %q, want temp and close: a step not required was not done last", last.ID, next.ID)
	}
}

func TestH9TheNextStepIsNoneThatIsRuledOutAlready(t *testing.T) {
	next := func(w *walk) string {
		s, _ := w.run.Next()
		return s.ID
	}
	w := begin(t, fridge())
	w.do(run.Complete{}, run.Acknowledge{})
	if got := next(w); got != "alarm" {
		t.Errorf("before anything is recorded %q is next, want alarm: it may be required", got)
	}
	w.do(run.Record{Field: "temp", Text: "5.0"})
	if got := next(w); got != "alarm" {
		t.Errorf("before the alarm is recorded %q is next, want alarm", got)
	}
	w.do(run.Record{Field: "state", Text: "off"})
	if got := next(w); got != "probe" {
		t.Errorf("with the alarm off and the temperature in limits %q is next, want probe", got)
	}
	w.do(run.Correct{Step: "temp", Field: "state", Index: 1, Text: "sounding", Reason: "misread"})
	if got := next(w); got != "alarm" {
		t.Errorf("after the correction %q is next, want alarm", got)
	}
	w = begin(t, fridge())
	w.do(run.Complete{}, run.Acknowledge{}, run.Record{Field: "temp", Text: "5.0"}, run.MarkNotDone{Reason: "display is dark"})
	w.at("alarm") // it may be required: nobody knows
	if got := next(w); got != "warm" {
		t.Errorf("%q is next, want warm", got)
	}
}

func TestH9TheNextStepIsNoneThatCanNoLongerBeAsked(t *testing.T) {
	bad := func(fields ...string) *sop.Condition {
		c := &sop.Condition{Join: sop.And}
		for _, f := range fields {
			c.Terms = append(c.Terms, sop.Term{Name: f, Op: sop.Equal, Value: "bad"})
		}
		return c
	}
	either := bad("lid", "seal")
	either.Join = sop.Or
	w := begin(t, pageOf(
		sop.Step{ID: "look", Fields: []sop.Field{choiceOf("lid", nil)}},
		sop.Step{ID: "more", If: bad("lid"), Fields: []sop.Field{choiceOf("hinge", nil)}},
		sop.Step{ID: "hinge", If: bad("hinge")}, // asked for by a step that does not count
		sop.Step{ID: "press", Fields: []sop.Field{choiceOf("seal", or(sop.End))}},
		sop.Step{ID: "both", If: bad("lid", "seal")},
		sop.Step{ID: "either", If: either},
		sop.Step{ID: "use"},
		sop.Step{ID: "tidy", Always: true},
	))
	next := func(want string, acts ...run.Action) {
		t.Helper()
		w.do(acts...)
		if s, _ := w.run.Next(); s.ID != want {
			t.Errorf("%q is next, want %q", s.ID, want)
		}
	}
	next("more")
	next("press", run.Record{Field: "lid", Text: "good"})
	next("either", run.Complete{}) // of both, one is false for good
	next("tidy", run.Record{Field: "seal", Text: "bad"})
	next("use", run.Correct{Step: "press", Field: "seal", Index: 1, Text: "good", Reason: "looked again"})
}

func TestH19TheOutcomesOfAStep(t *testing.T) {
	w := begin(t, fridge())
	w.refuses(run.NeedsReason, run.MarkNotApplicable{})
	w.refuses(run.NeedsReason, run.MarkNotDone{Reason: " \t"})
	w.do(run.MarkNotApplicable{Reason: "door removed"})
	w.do(run.Acknowledge{}, run.MarkNotDone{Reason: "display is dark"})
	w.at("alarm") // what a person left out is unknown, and unknown is not false
	w.refuses(run.NeedsReason, run.MarkNotApplicable{})
	w.do(run.MarkNotApplicable{Reason: "it was silent"}, run.MarkNotApplicable{Reason: "no stock in it"})
	w.at("probe")
	w.do(probe()...)
	w.do(run.Complete{})
	w.refuses(run.CriticalStep, run.MarkNotApplicable{Reason: "no log"})
	w.do(run.MarkNotDone{Reason: "no log"})
	if got := w.run.Summarise(); got.Outcome != run.OutcomeExcept || got.Counts.NotDone != 2 || got.Counts.NotApplicable != 3 {
		t.Errorf("summary = %+v", got)
	}
	w.refuses(run.RunOver, run.Complete{})
	w.refuses(run.RunOver, run.Stop{Reason: "late"})
}

func TestNotApplicableNeedsNoReasonWhereThePageSaysSo(t *testing.T) {
	p := fridge()
	p.Sections[0].Steps[0].NAOk = true
	w := begin(t, p)
	w.do(run.MarkNotApplicable{})
	if got := w.run.Summarise().Exceptions; len(got) != 1 || got[0].Kind != run.IsNotApplicable {
		t.Errorf("exceptions = %+v: it is still listed", got)
	}
}

func TestH20AFalseConditionIsNotRequiredWithItsReason(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	if s := w.step("alarm"); s.State != run.NotRequired || s.Closed.Reason != "state = off" {
		t.Errorf("alarm is %s (%v), want not required (state = off)", s.State, s.Closed)
	}
	if s := w.step("warm"); s.State != run.NotRequired || s.Closed.Reason != "temp in limits" {
		t.Errorf("warm is %s (%v)", s.State, s.Closed)
	}
}

func TestAValueThatIsTestedTwiceIsGivenAsTheReasonOnce(t *testing.T) {
	p := fridge()
	for i := range p.Sections {
		for j := range p.Sections[i].Steps {
			if s := &p.Sections[i].Steps[j]; s.ID == "alarm" {
				s.If = &sop.Condition{Join: sop.Or, Terms: append(s.If.Terms, s.If.Terms...)}
			}
		}
	}
	w := begin(t, p)
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	if s := w.step("alarm"); s.State != run.NotRequired || s.Closed.Reason != "state = off" {
		t.Errorf("alarm is %s (%v), want not required (state = off)", s.State, s.Closed)
	}
}

func TestH21OpenDeviationsBlockSignOff(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.MarkNotDone{Reason: "door is locked"}, run.Acknowledge{}, run.Stop{Reason: "no key"})
	if err := w.run.SignOff(); err == nil {
		t.Fatal("a deviation without an action must block")
	}
	w.do(run.ActOn{Deviation: 1, Text: "told the lead"})
	if err := w.run.SignOff(); err != nil {
		t.Fatal(err)
	}
	w.refuses(run.AlreadyRecorded, run.ActOn{Deviation: 1, Text: "again"})
	w.refuses(run.NoSuchThing, run.ActOn{Deviation: 2, Text: "none"})
	sum := w.run.Summarise()
	if sum.Outcome != run.OutcomeStopped || sum.Reason != "no key" || sum.Counts.Open != 5 {
		t.Errorf("summary = %+v", sum)
	}
}

func TestAnUnfinishedRunIsNotSigned(t *testing.T) {
	if err := begin(t, fridge()).run.SignOff(); err == nil {
		t.Fatal("steps are open")
	}
}

func TestARunIsBegunOnce(t *testing.T) {
	w := begin(t, fridge())
	w.refuses(run.NoSuchThing, run.Begin{})
	r, err := run.New(fridge())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(run.Complete{}, "a.khan", noon); err == nil {
		t.Error("a run that has not begun takes no act")
	}
	if _, err := run.New(&sop.Procedure{}); err == nil {
		t.Error("a procedure without a step cannot be run")
	}
}

func TestASectionsConditionHoldsForAllItsSteps(t *testing.T) {
	p := fridge()
	p.Sections[1].If = when("state", sop.NotEqual, "off")
	w := begin(t, p)
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	if !w.run.Finished() || w.step("close").State != run.NotRequired {
		t.Error("the second section must be passed as not required")
	}
}
