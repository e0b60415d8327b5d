package run_test

import (
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// chosen walks the page up to where a product is chosen and its strength is asked for.
func chosen(t *testing.T, or *sop.Consequence, product string) *walk {
	t.Helper()
	return begin(t, disinfect(t, or)).do(run.Record{Field: "product", Text: product}, run.Confirm{})
}

// notes returns what the deviations of the run say.
func (w *walk) notes() string {
	var out []string
	for _, d := range w.run.Deviations() {
		out = append(out, d.What)
	}
	return strings.Join(out, "; ")
}

func TestAValueIsJudgedByTheLimitsOfTheRow(t *testing.T) {
	for product, mark := range map[string]string{"tablets": "", "strong": "BELOW 9500 ppm", "spray": "", "foam": ""} {
		w := chosen(t, nil, product).do(run.Record{Field: "strength", Text: "1000"})
		if got := w.value("measure", "strength").Mark; got != mark {
			t.Errorf("%s: %q, want %q", product, got, mark)
		}
		w.retraced()
	}
	w := chosen(t, nil, "tablets")
	w.do(run.Record{Field: "strength", Text: "1051"})
	if got := w.notes(); got != "Strength 1051 ppm ABOVE 1050 ppm" {
		t.Errorf("above it: %q", got)
	}
	if f := w.step("measure").Fields[0]; f.Accepted.String() != "950 to 1050" || f.Row != "tablets" {
		t.Errorf("the field is asked as %+v", f)
	}
}

func TestAFieldWithoutLimitsInTheRowIsNotAskedFor(t *testing.T) {
	w := chosen(t, &sop.Consequence{Does: sop.End}, "wipes")
	w.at("measure")
	if f, _, missing := w.step("measure").MissingField(); missing {
		t.Errorf("%s is asked for", f.Name)
	}
	w.refuses(run.NeedsRow, run.Record{Field: "strength", Text: "1000"})
	w.do(run.Complete{})
	w.at("compute")
	w.retraced()
}

func TestAWaitAndAWindowAreThoseOfTheRow(t *testing.T) {
	w := chosen(t, nil, "tablets").do(run.Record{Field: "strength", Text: "1000"}, run.Confirm{}, run.Record{Field: "mass", Text: "2"}, run.Confirm{})
	w.at("wet")
	w.refuses(run.NeedsWait, run.Confirm{})
	w.do(run.StartWait{})
	w.refuses(run.NeedsWait, run.Confirm{})
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Confirm{})
	if window, counts := w.run.Window(w.step("off")); !counts || window.Length != 30*time.Minute {
		t.Errorf("the window is %+v", window)
	}
	none := chosen(t, nil, "spray").do(run.Record{Field: "strength", Text: "1000"}, run.Confirm{}, run.Record{Field: "mass", Text: "2"}, run.Confirm{})
	none.at("wet")
	none.refuses(run.NoSuchThing, run.StartWait{})
	none.do(run.Complete{}, run.Complete{})
	none.at("tidy")
	none.retraced()
	w.retraced()
}

func TestWhatIsComputedTakesTheFigureOfTheRow(t *testing.T) {
	for product, c := range map[string]struct{ strength, dose, mark string }{
		"tablets": {"1000", "16.50", ""}, "strong": {"10000", "22.00", "ABOVE 20.00 µL"},
	} {
		w := chosen(t, nil, product).do(run.Record{Field: "strength", Text: c.strength}, run.Confirm{}, run.Record{Field: "mass", Text: "11"})
		if got := w.value("compute", "dose"); got.Text != c.dose || got.Mark != c.mark {
			t.Errorf("%s: %+v", product, got)
		}
		w.retraced()
	}
	for product, why := range map[string]string{"wipes": "Factor has none for wipes", "foam": "Factor is not set for foam"} {
		w := chosen(t, nil, product)
		if product == "foam" {
			w.do(run.Record{Field: "strength", Text: "1"})
		}
		w.do(run.Complete{}, run.Record{Field: "mass", Text: "10"})
		if got := w.value("compute", "dose"); got.Text != sop.Unknown || got.Mark != "CANNOT BE COMPUTED: "+why {
			t.Errorf("%s: %+v", product, got)
		}
		w.retraced()
	}
}

func TestWhileNoRowIsChosenAStepThatNeedsOneCanOnlyBeNotDone(t *testing.T) {
	w := begin(t, disinfect(t, nil)).do(run.MarkNotDone{Reason: "no label"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	for _, id := range []string{"measure", "compute", "wet", "off"} {
		w.at(id)
		s := w.step(id)
		if none, lacks := w.run.Lacks(s); !lacks || none.Words() != "Product was not chosen: step 1 was left out" {
			t.Errorf("%s lacks %v, %q", id, lacks, none.Words())
		}
		for _, a := range []run.Action{
			run.Record{Field: "strength", Text: "1000"},
			run.Record{Field: "mass", Text: "1"},
			run.StartWait{},
			run.Complete{},
			run.Confirm{},
			run.MarkNotApplicable{Reason: "no need"},
			run.DoneEarlier{At: w.now.Add(-time.Minute), Reason: "the screen was off"},
		} {
			w.refuses(run.NeedsRow, a)
		}
		w.do(run.MarkNotDone{Reason: "product not known"})
	}
	w.at("tidy")
	w.do(run.Complete{})
	w.retraced()
}

func TestAStepWhoseRowWasNotAskedForCanOnlyBeNotDoneEither(t *testing.T) {
	p := disinfect(t, nil)
	p.Sections[0].Steps[0].If = when("soiled", sop.Equal, "yes")
	first := sop.Step{ID: "look", Number: 9, Fields: []sop.Field{{Name: "soiled", Label: "Soiled", Type: sop.YesNo}}}
	p.Sections[0].Steps = append([]sop.Step{first}, p.Sections[0].Steps...)
	w := begin(t, p).do(run.Record{Field: "soiled", Text: "no"}, run.Complete{})
	w.at("measure")
	if none, lacks := w.run.Lacks(w.step("measure")); !lacks || none.Words() != "Product was not chosen: step 1 was not required" {
		t.Errorf("lacks %v, %q", lacks, none.Words())
	}
	w.refuses(run.NeedsRow, run.Complete{})
	w.do(run.MarkNotDone{Reason: "nothing chosen"})
	w.retraced()
}

func TestAFieldIsAskedOnceItsRowIsChosenInTheSameStep(t *testing.T) {
	p := disinfect(t, nil)
	steps := p.Sections[0].Steps
	steps[0].Fields = append(steps[0].Fields, steps[1].Fields...)
	p.Sections[0].Steps = append(steps[:1:1], steps[2:]...)
	w := begin(t, p)
	w.refuses(run.NeedsRow, run.Record{Field: "strength", Text: "1000"})
	w.do(run.Record{Field: "product", Text: "strong"}, run.Record{Field: "strength", Text: "9000"})
	if got := w.value("choose", "strength").Mark; got != "BELOW 9500 ppm" {
		t.Errorf("marked %q", got)
	}
	w.retraced()
}

func TestARowThatIsCorrectedCountsForWhatIsOpen(t *testing.T) {
	w := chosen(t, nil, "strong")
	w.do(run.Record{Field: "strength", Text: "1000"})
	w.do(run.Correct{Step: "choose", Field: "product", Text: "tablets", Reason: "read the wrong label"})
	v := w.value("measure", "strength")
	if v.Mark != "" || len(v.Old) != 1 || v.Old[0].Mark != "BELOW 9500 ppm" || v.Old[0].By.Reason != "judged again: read the wrong label" {
		t.Errorf("judged again it is %+v", v)
	}
	w.do(run.ActOn{Deviation: 1, Text: "the label was misread"}, run.Confirm{}, run.Record{Field: "mass", Text: "2"}, run.Confirm{}, run.StartWait{})
	w.do(run.Correct{Step: "choose", Field: "product", Text: "wipes", Reason: "it was the wipe"})
	if wait, runs := w.run.Wait(w.step("wet")); !runs || wait.Length != 2*time.Minute || !wait.Start.Equal(w.now.Add(-time.Minute)) {
		t.Errorf("the wait that runs is %+v", wait)
	}
	w.do(run.Confirm{})
	w.retraced()
	if text := summaryOf(w); !strings.Contains(text, "Strength 1000 ppm judged again: read the wrong label") {
		t.Errorf("the summary says %s", text)
	}
}

func summaryOf(w *walk) string {
	var out []string
	for _, e := range w.run.Summarise().Exceptions {
		out = append(out, e.Text)
	}
	return strings.Join(out, "\n")
}

func TestARowThatIsCorrectedJudgesWhatIsClosedAgain(t *testing.T) {
	w := chosen(t, nil, "wipes")
	w.do(run.Complete{}, run.Record{Field: "mass", Text: "2"}, run.ActOn{Deviation: 1, Text: "by hand"}, run.Confirm{}, run.StartWait{})
	w.now = w.now.Add(2 * time.Minute)
	w.do(run.Confirm{})
	w.now = w.now.Add(40 * time.Minute)
	w.do(run.Complete{})
	w.at("tidy")
	w.do(run.Correct{Step: "choose", Field: "product", Text: "tablets", Reason: "it was the tablets"})
	for _, want := range []string{"Strength was not asked for; with tablets it is", "step 4 waited 03:00; now it is 10 min", "step 5 was not done within 30 min of step 4, as it now is"} {
		if !strings.Contains(w.notes(), want) {
			t.Errorf("no deviation %q: %s", want, w.notes())
		}
	}
	if got := w.value("compute", "dose"); got.Text != "3.00" || got.Mark != "" {
		t.Errorf("computed again it is %+v", got)
	}
	w.retraced()
	closed := chosen(t, &sop.Consequence{Does: sop.End}, "tablets").do(run.Record{Field: "strength", Text: "1000"}, run.Confirm{})
	closed.do(run.Correct{Step: "choose", Field: "product", Text: "strong", Reason: "it was the strong one"})
	if closed.value("measure", "strength").Mark != "BELOW 9500 ppm" || closed.run.Ended() == nil {
		t.Errorf("a closed value outside: %+v, ended %v", closed.value("measure", "strength"), closed.run.Ended())
	}
	closed.retraced()
}

func TestAStepThatChoosesTheRowComesBeforeOneThatUsesItBehindAWait(t *testing.T) {
	p := disinfect(t, nil)
	steps := p.Sections[0].Steps
	steps[0].Wait, steps[0].WaitBefore = &sop.Duration{D: 5 * time.Minute}, "tidy"
	w := begin(t, p).do(run.StartWait{})
	if s, _ := w.run.Current(); s.ID != "choose" {
		t.Errorf("while the choice waits %s is to do", s.ID)
	}
	w.now = w.now.Add(6 * time.Minute)
	w.do(run.Record{Field: "product", Text: "spray"}, run.Confirm{})
	w.at("measure")
	w.retraced()
}

// A control beyond three deviations of its lot is out, exactly three is not.
func TestAControlIsJudgedByTheTargetOfItsLot(t *testing.T) {
	five, sd := sop.MustDecimal("5.0"), sop.MustDecimal("0.20")
	p := pageOf(
		sop.Step{ID: "vial", Fields: []sop.Field{{Name: "lot", Label: "Lot", Type: sop.Choice, OfTable: true, Choices: []string{"4417"}}}},
		sop.Step{ID: "measure", Fields: []sop.Field{{Name: "glucose", Label: "Glucose", Type: sop.Number, Unit: "mmol/L", Repeat: 1, Places: 2, From: sop.Columns{Target: "target", SD: "sd"}}}},
	)
	p.Tables = []sop.Table{{Field: "lot", Label: "Lot", Columns: []sop.Column{{Name: "target"}, {Name: "sd"}}, Rows: []sop.Row{{Name: "4417", Cells: []sop.Cell{{Figure: &five}, {Figure: &sd}}}}}}
	for text, mark := range map[string]string{"5.6": "", "5.60": "", "5.61": "ABOVE 5.60 mmol/L, 1-3s REJECT", "4.4": "", "4.39": "BELOW 4.40 mmol/L, 1-3s REJECT"} {
		w := begin(t, p)
		w.refuses(run.UnknownField, run.Record{Field: "glucose", Text: text})
		w.do(run.Record{Field: "lot", Text: "4417"}, run.Confirm{}, run.Record{Field: "glucose", Text: text})
		if got := w.value("measure", "glucose").Mark; got != mark {
			t.Errorf("%s: %q, want %q", text, got, mark)
		}
		w.retraced()
	}
}

// A correction can have a step that is done and checked ask for a value more. That is a
// deviation; what was corrected is read again all the same, and the run goes on.
func TestACorrectedChoiceIsCheckedAgainWhereItNowAsksForMore(t *testing.T) {
	p := disinfect(t, nil)
	first := &p.Sections[0].Steps[0]
	first.Verify, first.Fields = sop.BySecondPerson, append(first.Fields, p.Sections[0].Steps[1].Fields...)
	p.Sections[0].Steps[1].Fields = nil
	w := begin(t, p).do(run.Record{Field: "product", Text: "wipes"})
	w.as(osei, run.CheckValue{Field: "product", Text: "wipes"}).as(osei, run.Check{As: sop.BySecondPerson}).do(run.Confirm{})
	w.do(run.Correct{Step: "choose", Field: "product", Index: 1, Text: "tablets", Reason: "misread it"})
	if got := w.notes(); got != "Strength was not asked for; with tablets it is" {
		t.Fatalf("what it says is %q", got)
	}
	w.refuses(run.NeedsSecond, run.Confirm{})
	w.as(osei, run.CheckValue{Field: "product", Text: "tablets"}).as(osei, run.Check{As: sop.BySecondPerson})
	w.do(run.ActOn{Deviation: 1, Text: "measured it now: 1000 ppm"}, run.Confirm{})
	w.at("compute")
	w.retraced()
}

// A correction can have a value that stands already not be asked for any more. Nobody can read it then.
func TestASecondPersonReadsNothingThatTheCorrectedRowDoesNotAskFor(t *testing.T) {
	p := disinfect(t, nil)
	first := &p.Sections[0].Steps[0]
	first.Verify, first.Fields = sop.BySecondPerson, append(first.Fields, p.Sections[0].Steps[1].Fields...)
	p.Sections[0].Steps[1].Fields = nil
	begun := func() *walk {
		return begin(t, p).do(run.Record{Field: "product", Text: "tablets"}, run.Record{Field: "strength", Text: "1000"})
	}
	to := run.Correct{Step: "choose", Field: "product", Index: 1, Text: "wipes", Reason: "misread it"}

	w := begun().do(to)
	w.as(osei, run.CheckValue{Field: "product", Text: "wipes"})
	if f, _, more := w.step("choose").ToCheck(osei); more {
		t.Errorf("%s is to be read", f.Name)
	}
	w.as(osei, run.Check{As: sop.BySecondPerson}).do(run.Confirm{})
	w.retraced()

	w = begun().as(osei, run.CheckValue{Field: "product", Text: "tablets"}).as(osei, run.CheckValue{Field: "strength", Text: "980"}).do(to)
	for _, d := range w.step("choose").Differences() {
		if d.Field.Name == "strength" {
			t.Errorf("it is to be settled: %+v", d)
		}
	}
	w.retraced()
}
