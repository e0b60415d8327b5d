package run_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

func weigh(masses ...string) (out []run.Action) {
	for _, m := range masses {
		out = append(out, run.Record{Field: "mass", Text: m})
	}
	return out
}

// value returns what holds of a field that is recorded once.
func (w *walk) value(step, field string) run.Value {
	w.t.Helper()
	values := w.step(step).ValuesOf(field)
	if len(values) != 1 {
		w.t.Fatalf("%s has %d values", field, len(values))
	}
	return values[0]
}

// retraced fails unless the rules cause the events of the walk.
func (w *walk) retraced() {
	w.t.Helper()
	if _, err := start(w.t, w.run.Procedure()).Retrace(w.events...); err != nil {
		w.t.Errorf("it cannot be retraced: %v", err)
	}
}

func TestAComputedValueIsRecordedWithTheLastOfItsFigures(t *testing.T) {
	w := begin(t, pipette(t, nil))
	w.do(run.Record{Field: "z", Text: "1.003"}, run.Confirm{})
	w.do(weigh("9.9", "10.0")...)
	if n := len(w.step("weigh").Values); n != 2 {
		t.Fatalf("%d values after two readings", n)
	}
	if _, _, missing := w.step("weigh").MissingField(); !missing {
		t.Error("the third reading is not asked for")
	}
	before := len(w.events)
	w.do(weigh("10.1")...)
	if got := w.events[before:]; len(got) != 3 || got[1].Field != "mean" || got[1].Value != "10.03" || got[1].Unit != "µL" || got[1].Raw != "" || got[2].Value != "1.00" {
		t.Errorf("the last reading caused %+v", got)
	}
	if f, _, missing := w.step("weigh").MissingField(); missing {
		t.Errorf("%s is asked for", f.Name)
	}
	w.do(run.Confirm{})
	w.at("report") // judge is not required: the mean is in limits
	if v := w.value("report", "error"); v.Text != "0.03" || v.Mark != "" {
		t.Errorf("what is computed from earlier steps alone is %+v when its step begins", v)
	}
	w.retraced()
}

func TestWhatIsComputedIsNeverTypedCorrectedOrAmended(t *testing.T) {
	w := begin(t, pipette(t, nil))
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.refuses(run.IsComputed, run.Record{Field: "mean", Text: "10.00"})
	w.do(weigh("10", "10", "10")...)
	w.refuses(run.IsComputed, run.Record{Field: "mean", Text: "10.00"})
	correct := run.Correct{Step: "weigh", Field: "mean", Text: "10.01", Reason: "it looks better"}
	w.refuses(run.IsComputed, correct)
	_, _, _, err := w.run.Judge(correct, w.now)
	w.mustRefuse(run.IsComputed, correct, err)
	if !strings.Contains(err.Error(), "amend a figure that it is computed from") {
		t.Errorf("refused with %q", err)
	}
}

func TestACorrectionComputesAgainAllThatReadsIt(t *testing.T) {
	w := begin(t, pipette(t, nil))
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.do(weigh("10", "10", "10")...)
	w.do(run.Confirm{})
	w.at("report")
	before := len(w.events)
	w.do(run.Correct{Step: "weigh", Field: "mass", Index: 2, Text: "10.4", Reason: "misread the display"})
	var got []string
	for _, e := range w.events[before:] {
		got = append(got, string(e.Kind)+" "+e.Step+" "+e.Field+" "+e.Value+e.Mark)
		if e.Kind == sop.ValueCorrected && e.Field != "mass" && e.Reason != "computed again: misread the display" {
			t.Errorf("%s is corrected because %q", e.Field, e.Reason)
		}
	}
	want := []string{
		"value.correct weigh mass 10.4", "value.correct weigh mean 10.13ABOVE 10.10 µL", "deviation.open weigh mean ", "value.correct weigh cv 2.28",
		"value.correct report error 0.13ABOVE 0.05 µL", "deviation.open report error ", "deviation.open judge  ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the correction caused\n%q\nwant\n%q", got, want)
	}
	if v := w.value("weigh", "mean"); len(v.Old) != 1 || v.Old[0].Text != "10.00" {
		t.Errorf("what it was is lost: %+v", v)
	}
	w.retraced()
}

func TestAConsequenceOfAComputedValueFollows(t *testing.T) {
	w := begin(t, pipette(t, orRedo("air", 1, or(sop.End))))
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.do(weigh("11", "11", "11")...)
	w.refuses(run.NeedsConfirm, run.Complete{})
	w.do(run.Confirm{})
	w.at("air")
	if s := w.step("weigh"); len(s.Values) != 0 || len(s.Earlier) != 1 || len(s.Earlier[0].Values) != 5 {
		t.Errorf("the round is not kept as it was: %+v", s)
	}
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.do(weigh("11", "11", "11")...)
	w.do(run.Confirm{})
	if w.run.Ended() == nil {
		t.Error("the second bad mean does not end the run")
	}
	w.retraced()

	w = begin(t, pipette(t, or(sop.End))) // it acts too when it is computed again later
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.do(weigh("10", "10", "10")...)
	w.do(run.Confirm{}, run.Correct{Step: "air", Field: "z", Text: "1.1", Reason: "took it from another table"})
	if end := w.run.Ended(); end == nil || end.Step != "weigh" {
		t.Errorf("the run goes on with a bad mean: %+v", end)
	}
	w.retraced()
}

// division is a page whose ratio cannot always be computed.
func division(t testing.TB, or *sop.Consequence) *sop.Procedure {
	t.Helper()
	return pageOf(
		sop.Step{ID: "blank", Fields: []sop.Field{figure("blank", 1)}},
		sop.Step{ID: "ratio", Fields: []sop.Field{figure("sample", 1), formula(t, "ratio", "sample / blank", limits("1", "9"), or)}},
		sop.Step{ID: "high", Critical: true, If: when("ratio", sop.Greater, "5")},
		sop.Step{ID: "file"},
	)
}

func TestWhatCannotBeComputedIsADeviationAndUnknown(t *testing.T) {
	w := begin(t, division(t, nil))
	w.do(run.Record{Field: "blank", Text: "0"}, run.Confirm{}, run.Record{Field: "sample", Text: "4"})
	v := w.value("ratio", "ratio")
	if v.Text != sop.Unknown || v.Unit != "" || v.Mark != "CANNOT BE COMPUTED: division by zero" {
		t.Errorf("it is %+v", v)
	}
	if d := w.run.Deviations(); len(d) != 1 || d[0].Field != "ratio" || d[0].What != "ratio CANNOT BE COMPUTED: division by zero" {
		t.Errorf("deviations %+v", d)
	}
	w.do(run.ActOn{Deviation: 1, Text: "told the lead"}, run.Confirm{})
	w.at("high") // which may apply
	if left := w.run.InDoubt(w.step("high")); len(left) != 2 || left[0].ID != "blank" {
		t.Fatalf("in doubt are %+v", left)
	}
	w.do(run.Reopen{Step: "blank"}, run.Record{Field: "blank", Text: "2"})
	if v := w.value("ratio", "ratio"); v.Text != "2" || v.Mark != "" || v.Old[0].Text != sop.Unknown {
		t.Errorf("measured again it is %+v", v)
	}
	w.do(run.Confirm{})
	w.at("file") // the answer settles what hung on it
	w.retraced()
}

func TestAFigureThatWasLeftOutMakesWhatIsComputedUnknown(t *testing.T) {
	for _, skip := range []run.Action{run.MarkNotDone{Reason: "no balance"}, run.MarkNotApplicable{Reason: "no blank today"}} {
		w := begin(t, division(t, orHold(sop.BySupervisor)))
		w.do(skip, run.Record{Field: "sample", Text: "4"})
		if v := w.value("ratio", "ratio"); v.Mark != "CANNOT BE COMPUTED: step 1 was left out" {
			t.Errorf("it is %+v", v)
		}
		w.refuses(run.NeedsRelease, run.Confirm{}) // what cannot be judged does not pass
		w.as(lead, run.Release{As: sop.BySupervisor, Note: "not needed today"}).do(run.Confirm{})
		w.at("high")
		if left := w.run.InDoubt(w.step("high")); len(left) != 1 || left[0].ID != "blank" {
			t.Errorf("in doubt are %+v", left)
		}
		w.retraced()
	}
}

func TestAFigureThatWasNotAskedForCannotBeComputedWith(t *testing.T) {
	p := division(t, nil)
	p.Sections[0].Steps[0].If = &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.IsAgain}}}
	w := begin(t, p)
	w.do(run.Record{Field: "sample", Text: "4"})
	if v := w.value("ratio", "ratio"); v.Mark != "CANNOT BE COMPUTED: blank was not asked for" {
		t.Errorf("it is %+v", v)
	}
}

func TestASecondPersonReadsTheFiguresAndNotWhatIsComputed(t *testing.T) {
	p := pipette(t, orHold(sop.BySupervisor))
	p.Sections[0].Steps[1].Verify = sop.BySecondPerson
	w := begin(t, p)
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.do(weigh("10", "10", "13")...)
	for _, m := range []string{"10", "10", "10"} {
		w.as(osei, run.CheckValue{Field: "mass", Text: m})
	}
	if f, _, more := w.step("weigh").ToCheck(osei); more {
		t.Errorf("%s is read by a second person", f.Name)
	}
	w.do(run.Settle{Field: "mass", Index: 3, Text: "10", Reason: "both looked again"})
	if v := w.value("weigh", "mean"); v.Text != "10.00" || v.Mark != "" {
		t.Errorf("the mean after settling is %+v", v)
	}
	w.as(osei, run.Check{As: sop.BySecondPerson}).do(run.Confirm{}) // nobody reads all again, and nothing holds
	w.at("report")
	w.retraced()
}

func TestAnEndThatARecordedFigureCausesClosesTheStepItWasRecordedIn(t *testing.T) {
	p := division(t, or(sop.End))
	p.Sections[0].Steps[3].Always = true
	w := begin(t, p)
	w.do(run.Record{Field: "blank", Text: "2"}, run.Confirm{}, run.Record{Field: "sample", Text: "4"}, run.MarkNotApplicable{Reason: "not a sample"})
	if w.run.Ended() == nil {
		t.Fatal("a step that is left out goes round its consequence")
	}

	p = division(t, or(sop.End))
	p.Sections[0].Steps[2].If = when("blank", sop.Equal, "2")
	p.Sections[0].Steps[3].Always = true
	w = begin(t, p)
	w.do(run.MarkNotDone{Reason: "no balance"}, run.Record{Field: "sample", Text: "4"})
	w.do(run.Correct{Step: "ratio", Field: "sample", Text: "5", Reason: "misread the display"})
	if v := w.value("ratio", "ratio"); v.Text != sop.Unknown || len(v.Old) != 0 {
		t.Errorf("it is %+v", v)
	}
	w.do(run.Confirm{})
	w.at("file") // always
	w.retraced()
}

func TestAStepWithOnlyComputedValuesIsNotTouchedByThem(t *testing.T) {
	p := division(t, nil)
	p.Sections[0].Steps[2].If = when("ratio", sop.Greater, "5")
	p.Sections[0].Steps[2].Fields = []sop.Field{formula(t, "twice", "ratio * 2", sop.Range{}, nil)}
	w := begin(t, p)
	w.do(run.Record{Field: "blank", Text: "1"}, run.Confirm{}, run.Record{Field: "sample", Text: "6"}, run.Confirm{})
	w.at("high")
	if v := w.value("high", "twice"); v.Text != "12.00" {
		t.Fatalf("it is %+v", v)
	}
	w.do(run.Correct{Step: "ratio", Field: "sample", Text: "4", Reason: "misread the display"})
	w.at("file")
	if s := w.step("high"); s.State != run.NotRequired {
		t.Errorf("a step that does not count any more is %s", s.State)
	}
	w.retraced()
}

func TestRetraceRefusesAComputedValueThatTheFiguresDoNotGive(t *testing.T) {
	w := begin(t, pipette(t, nil))
	w.do(run.Record{Field: "z", Text: "1"}, run.Confirm{})
	w.do(weigh("10", "10")...)
	events, err := w.run.Do(run.Record{Field: "mass", Text: "10"}, khan, w.now)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(change func(e []sop.Event) []sop.Event) []sop.Event { return change(slices.Clone(events)) }
	for name, tried := range map[string][]sop.Event{
		"another value": changed(func(e []sop.Event) []sop.Event { e[1].Value = "10.05"; return e }),
		"a mark":        changed(func(e []sop.Event) []sop.Event { e[1].Mark = "ABOVE 10.10 µL"; return e }),
		"as if typed":   changed(func(e []sop.Event) []sop.Event { e[1].Raw = "10"; return e }),
		"none":          changed(func(e []sop.Event) []sop.Event { return e[:1] }),
		"one of two":    changed(func(e []sop.Event) []sop.Event { return e[:2] }),
		"alone":         changed(func(e []sop.Event) []sop.Event { return e[1:] }),
	} {
		if _, err := w.run.Retrace(tried...); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := w.run.Retrace(events...); err != nil {
		t.Errorf("what the figures give was refused: %v", err)
	}
}

func TestAComputedDateIsJudgedByTheDayOnWhichItWasRecorded(t *testing.T) {
	c, err := sop.ParseCalc("opened + 28 days")
	if err != nil {
		t.Fatal(err)
	}
	w := begin(t, pageOf(
		sop.Step{ID: "vial", Fields: []sop.Field{
			{Name: "opened", Label: "Opened", Type: sop.Date},
			{Name: "due", Label: "Due", Type: sop.Date, Calc: c, Days: sop.DayRule{Test: sop.FromToday}, Or: or(sop.End)},
		}},
		sop.Step{ID: "use"},
	))
	w.do(run.Record{Field: "opened", Text: "2026-10-01"})
	if v := w.value("vial", "due"); v.Text != "2026-10-29" || v.Mark != "EXPIRED 29 Oct 2026" {
		t.Errorf("due is %+v", v)
	}
	w.do(run.Correct{Step: "vial", Field: "opened", Text: "2026-10-26", Reason: "read another vial"}, run.Confirm{})
	if v := w.value("vial", "due"); v.Text != "2026-11-23" || v.Mark != "" || w.run.Ended() != nil {
		t.Errorf("due is %+v", v)
	}
}

func TestAStepThatIsOpenedForTheEndComesBeforeOneThatComputesWithIt(t *testing.T) {
	p := pageOf(
		sop.Step{ID: "spare", Always: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.HasEnded}}}, Fields: []sop.Field{figure("spare", 1)}},
		sop.Step{ID: "judge", Fields: []sop.Field{choiceOf("works", or(sop.End))}},
		sop.Step{ID: "report", Always: true, Fields: []sop.Field{figure("mass", 1), formula(t, "both", "mass + spare", sop.Range{}, nil)}},
	)
	w := begin(t, p).do(run.Record{Field: "works", Text: "good"}, run.Confirm{}, run.Record{Field: "mass", Text: "1"})
	w.do(run.Correct{Step: "judge", Field: "works", Text: "bad", Reason: "looked again"})
	w.at("spare")
	w.do(run.Record{Field: "spare", Text: "2"}, run.Confirm{})
	w.at("report")
	if got := w.value("report", "both").Text; got != "3.00" {
		t.Errorf("computed as %s", got)
	}
	w.do(run.ActOn{Deviation: 1, Text: "the spare was read"}, run.Confirm{})
	w.retraced()
}
