package recall_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/recall"
)

// The cards of the design, in the words of the shipped pages.

func TestNextAfterTheFridgeIsScannedIsItsDisplay(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "read", recall.Next, "")
	right(t, f, "Read the display: now, lowest, highest (BSQR-CC).")
	says(t, f, "Done: Scan the fridge.")
}

func TestNextWhenItIsWarmNowIsTheDoorAndThePower(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "door", recall.Next, "")
	right(t, f, "Shut the door. Check the power at the plug.")
	says(t, f, "Temperature now: 9.0 °C", "Done: Put a QUARANTINE label on the fridge.")
}

func TestNextAfterTenMassesIsTheWaterAgain(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-011"), "temperature-end", recall.Next, "")
	if f.See != "Measure the water again." {
		t.Errorf("%+v", f)
	}
	says(t, f, "Done: Deliver and read, ten times.", "All else is in order.")
}

func TestNextIsNotAskedWhereStepsMaySwap(t *testing.T) {
	p := written(t, swapping)
	for _, step := range []string{"seal", "filling", "alarm"} {
		if made := faces(p, step, recall.Next); len(made) > 0 {
			t.Errorf("%s: %+v", step, made)
		}
	}
	if f := one(t, p, "service", recall.Next, ""); len(f.Given) != 4 { // the value, and all three
		t.Errorf("%q", f.Given)
	}
}

const swapping = `## 1. Look

1. Reset the memory. ` + "`#reset`" + `
2. Look at the seal. ` + "`#seal, any order`" + `
   - Seal: ` + "`seal-is: choice, whole | damaged, expect whole`" + `
3. Look at the filling. ` + "`#filling, any order`" + `
4. Look at the alarm. ` + "`#alarm, any order`" + `
   - Alarm: ` + "`alarm-is: choice, on | off, expect on`" + `
5. **If** ` + "`seal-is = damaged`" + `: put a service tag on. ` + "`#service`" + `
6. **If** ` + "`alarm-is = off`" + `: switch the alarm on. ` + "`#alarm-on`" + `
`

func TestOrderOfWashingIsOneOrder(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-001"), "dry", recall.Order, "")
	for i, step := range []string{"wet", "soap", "rub-soap", "rinse", "dry"} {
		if f.Lines[i].Step != step || f.Lines[i].Place != i {
			t.Fatalf("%+v", f.Lines)
		}
	}
	if ok, told := f.Judge(recall.Answer{Order: []int{0, 1, 2, 3, 4}}); !ok || !told {
		t.Error("the order of the page is not right")
	}
	if ok, _ := f.Judge(recall.Answer{Order: []int{0, 2, 1, 3, 4}}); ok {
		t.Error("rubbing before soap is right")
	}
}

func TestOrderWhenTheSecondReadingIsWarmHasDoorAgainAndMove(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "move", recall.Order, "")
	says(t, f, "Second reading: 9.0 °C")
	var steps []string
	for _, l := range f.Lines {
		steps = append(steps, l.Step)
	}
	if !strings.Contains(strings.Join(steps, " "), "label door again move reset") {
		t.Errorf("%q", steps)
	}
}

func TestOrderOfStepsThatMaySwapCountsThemAsOne(t *testing.T) {
	f := one(t, written(t, swapping), "alarm", recall.Order, "")
	var places []int
	for _, l := range f.Lines {
		places = append(places, l.Place)
	}
	if !slices.Equal(places[:4], []int{0, 1, 1, 1}) {
		t.Fatalf("%v", places)
	}
	swapped := []int{0, 3, 1, 2, 4, 5}[:len(places)]
	if ok, _ := f.Judge(recall.Answer{Order: swapped}); !ok {
		t.Errorf("%v is wrong", swapped)
	}
}

func TestOrderOfThreeStepsIsNotAsked(t *testing.T) {
	if made := faces(shipped(t, "SOP-IC-001"), "rub-dry", recall.Order); len(made) > 0 {
		t.Errorf("%+v", made)
	}
}

func TestGapOfTheFridgesLimitsTakesTwoAndEight(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "read", recall.Gap, "now")
	if f.Asked != "Temperature now: __ to __ °C" {
		t.Errorf("%q", f.Asked)
	}
	for _, typed := range [][]string{{"2.0", "8.0"}, {"2", "8"}, {"2,0", "8 °C"}, {" 2 degrees C", "8°c"}} {
		if ok, told := f.Judge(recall.Answer{Typed: typed}); !ok || !told {
			t.Errorf("%q is wrong", typed)
		}
	}
	for _, typed := range [][]string{{"8", "2"}, {"2"}, {"2", "8.1"}, {"2", "8 K"}, {"", ""}, {"-2", "8"}} {
		if ok, _ := f.Judge(recall.Answer{Typed: typed}); ok {
			t.Errorf("%q is right", typed)
		}
	}
}

func TestGapOfTheWashIsFortySeconds(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-001"), "dry", recall.Gap, "wash")
	for typed, want := range map[string]bool{"40": true, "40 s": true, "40 seconds": true, "20": false, "40 min": false} {
		if ok, _ := f.Judge(recall.Answer{Typed: []string{typed}}); ok != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
}

func TestGapOfThePipettesErrorIsThatOfItsRow(t *testing.T) {
	p := shipped(t, "SOP-EQ-011")
	f := one(t, p, "weigh", recall.Gap, "mean 1000")
	if !slices.Equal(f.Blanks, []string{"992.0", "1008.0"}) {
		t.Errorf("%q", f.Blanks)
	}
	says(t, f, "Nominal volume, µL: 1000")
	for _, made := range faces(p, "weigh", recall.Gap) {
		if strings.HasSuffix(made.Of, " 200") {
			t.Errorf("a cell that the department sets is asked for: %+v", made)
		}
	}
}

func TestGapOfLimitsThatAreOneFigureIsOneGap(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-015"), "angle", recall.Gap, "space")
	if f.Asked != "Space found for V1 and V2: exactly __" || !slices.Equal(f.Blanks, []string{"4"}) {
		t.Errorf("%q of %q", f.Blanks, f.Asked)
	}
}

// A label alone, "Missing", may be that of many steps.
func TestGapSaysOfWhichStepItIsButNotTheAnswer(t *testing.T) {
	p := written(t, "## 1. Do\n\n1. Count the tubes out. At most 3 may be missing. `#count`\n   - Missing: `missing: number 1, at most 3`\n"+
		"2. Weigh it. `#weigh`\n   - Weight: `weight: number g, at most 90`\n")
	if f := one(t, p, "count", recall.Gap, "missing"); !slices.Equal(f.Given, []string{"Step: Count the tubes out."}) {
		t.Errorf("%q", f.Given)
	}
	if f := one(t, p, "weigh", recall.Gap, "weight :unit"); !slices.Equal(f.Given, []string{"Step: Weigh it."}) {
		t.Errorf("%q", f.Given)
	}
}

func TestGapIsNotMadeOfAContactTimeThatTheDepartmentSets(t *testing.T) {
	for _, f := range faces(shipped(t, "SOP-IC-003"), "contact", recall.Gap) {
		if strings.HasPrefix(f.Of, ":wait") {
			t.Errorf("%+v", f)
		}
	}
}

func TestWhyOfTheFridgeHasItsThreeOptionsWithTheirReasons(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "reset", recall.Why, "1")
	right(t, f, "Read, reset, open")
	for _, o := range f.Options[1:] {
		if o.Why == "" {
			t.Errorf("%q has no reason", o.Text)
		}
	}
}

func TestWhyOfThePipetteThatIsOffByEightAndAHalfHasThreeOptions(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-011"), "weigh", recall.Why, "4")
	right(t, f, "No, the error is -8.5 µL")
}

func TestWhyTheWristsAreBareIsRecalledAndSeen(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-001"), "forearms", recall.Why, "1")
	if f.How != recall.Recall || !strings.HasPrefix(f.See, "Soap, water and rub must reach all the skin.") || f.Asked != "Why must your wrists be bare?" {
		t.Errorf("%+v", f)
	}
	if _, told := f.Judge(recall.Answer{}); told {
		t.Error("what is recalled was judged by the program")
	}
}

func TestFaultInTheLowestTemperatureIsEighteen(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "read", recall.Fault, "lowest")
	at := pointed(f)
	if len(at) != 1 || f.Lines[at[0]].Text != "Lowest since the last reset: 2.0 to 18.0 °C" {
		t.Errorf("%+v", f.Lines)
	}
	for _, want := range []string{"Temperature now: 2.0 to 8.0 °C", "Highest since the last reset: 2.0 to 8.0 °C"} {
		if !slices.Contains(texts(f), want) {
			t.Errorf("%q is not shown as written", want)
		}
	}
	if ok, _ := f.Judge(recall.Answer{Line: at[0]}); !ok {
		t.Error("the line that was changed is wrong")
	}
	if ok, _ := f.Judge(recall.Answer{Line: (at[0] + 1) % len(f.Lines)}); ok {
		t.Error("another line is right")
	}
}

func TestFaultInTheRubIsTheFigureOfTheWash(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-001"), "rub-dry", recall.Fault, "rub")
	if at := pointed(f); len(at) != 1 || f.Lines[at[0]].Text != "Seconds until dry: at least 40 s" {
		t.Errorf("%+v", f.Lines)
	}
}

func TestFaultOfReadAndResetSwappedLeavesTheScanAsWritten(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "reset", recall.Fault, ":swapped")
	if got := texts(f); !strings.HasPrefix(got[0], "Scan the fridge") || !strings.HasPrefix(got[1], "Reset") || !strings.HasPrefix(got[2], "Read") || !slices.Equal(pointed(f), []int{1, 2}) {
		t.Errorf("%q, point at %v", got, pointed(f))
	}
}

// Ten slides too few, or ten hertz in place of a twentieth, are seen to be wrong by anybody.
func TestFaultInASmallLimitIsASmallFigureToo(t *testing.T) {
	for _, c := range []struct{ id, step, field, want string }{
		{"SOP-SD-056", "count", "missing", "Slides missing: 0 to 1"},
		{"SOP-EQ-015", "settings", "low-filter", "Lower filter: at most 0.06 Hz"},
		{"SOP-SD-030", "secondary", "pressure", "Printed on it: at least 105 kPa"},
	} {
		f := one(t, shipped(t, c.id), c.step, recall.Fault, c.field)
		if at := pointed(f); len(at) != 1 || f.Lines[at[0]].Text != c.want {
			t.Errorf("%q, point at %v", texts(f), at)
		}
	}
}

func TestFaultIsNoTimeThatItsLineSaysTwice(t *testing.T) {
	for _, f := range faces(shipped(t, "SOP-EQ-008"), "settle", recall.Fault) { // "for at least 30 min"
		if f.Of == ":wait" {
			t.Errorf("%q", texts(f))
		}
	}
	one(t, shipped(t, "SOP-HS-024"), "rinse-eyes", recall.Fault, ":wait") // its words say none
}

func TestFaultIsNeverAStepThatMayBeDoneThere(t *testing.T) {
	p := written(t, swapping)
	for _, step := range []string{"filling", "alarm"} {
		for _, f := range faces(p, step, recall.Fault) {
			if f.Of == ":swapped" || f.Of == ":missing" {
				t.Errorf("%+v", f)
			}
		}
	}
}

func TestWhatIfTheSecondReadingIsWarmIsToMoveTheStock(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "move", recall.WhatIf, "")
	right(t, f, "Move the stock to a monitored back-up fridge, still labelled.")
	says(t, f, "Second reading: 9.0 °C")
}

func TestWhatIfTheBalanceHasNotPassedIsToStop(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-011"), "balance", recall.WhatIf, "balance-passed")
	right(t, f, "Wait until a supervisor decides")
	says(t, f, "Balance passed today: no")
}

func TestWhatIfTheSkinIsSoreIsToTell(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-001"), "sore", recall.WhatIf, "")
	right(t, f, "Tell your supervisor or occupational health before the next task.")
	says(t, f, "Skin: sore")
	if slices.Contains(wrongs(f), f.Options[0].Text) {
		t.Error("the right answer is a wrong one")
	}
}

// TestWhatIfOffersNoOtherStepThatIsDoneInThatCase looks at the sections that are done in a case
// only: each of their steps would be right.
func TestWhatIfOffersNoOtherStepThatIsDoneInThatCase(t *testing.T) {
	looked := 0
	for _, p := range library(t) {
		offered := map[string][]string{} // by step
		for _, it := range recall.Items(p) {
			for _, f := range it.Faces {
				if f.Kind == recall.WhatIf && f.Of == "" {
					offered[it.Step] = wrongs(f)
				}
			}
		}
		for _, section := range p.Sections {
			done := slices.DeleteFunc(slices.Clone(section.Steps), func(st sop.Step) bool { return section.If == nil || st.If != nil || st.Always })
			for _, st := range done {
				for _, text := range offered[st.ID] {
					looked++
					if slices.ContainsFunc(done, func(other sop.Step) bool { return recall.Same(other.Text, text) }) {
						t.Errorf("%s #%s: %q is done then too", p.Meta.ID, st.ID, text)
					}
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("%d wrong answers were looked at", looked)
	}
}

func TestHazardOfThreeOthersIsChosen(t *testing.T) {
	body := ""
	for i, text := range []string{"Chlorine gas: leave if eyes sting.", "Glass and sharps cut by hand only.", "Chlorine goes never on to urine.", "Gloves, apron and closed shoes on."} {
		body += "> [!WARNING]\n> " + text + "\n\n" + string(rune('1'+i)) + ". Do it " + strings.Repeat("so ", i) + "now. `#s" + string(rune('1'+i)) + "`\n\n"
	}
	f := one(t, written(t, "## 1. Do\n\n"+body), "s1", recall.Hazard, "")
	right(t, f, "Chlorine gas: leave if eyes sting.")
}

func TestHazardOfTheSpillPageIsRecalledSinceItHasThree(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-003"), "product", recall.Hazard, "")
	if f.How != recall.Recall || !strings.Contains(f.See, "Chlorine on acid or urine gives off gas") {
		t.Errorf("%+v", f)
	}
}

func TestHazardBeforeOxygenIsRecalled(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-001"), "vapour", recall.Hazard, "")
	if f.How != recall.Recall || !strings.Contains(f.See, "Alcohol vapour burns") {
		t.Errorf("%+v", f)
	}
}

func TestWhoReadsThePipettesLabelIsASecondPerson(t *testing.T) {
	right(t, one(t, shipped(t, "SOP-EQ-011"), "second", recall.Who, ":verify"), "a second person")
}

func TestWhoReadsTheWristbandIsNotSaidInOtherWords(t *testing.T) {
	f := one(t, shipped(t, "SOP-PS-033"), "wristband", recall.Who, ":verify") // "the second member of staff reads it too"
	if !slices.Equal(f.Given, []string{"Read the wristband aloud."}) {
		t.Errorf("%q", f.Given)
	}
}

func TestWhoLetsYouGoOnWithABalanceThatDidNotPassIsASupervisor(t *testing.T) {
	right(t, one(t, shipped(t, "SOP-EQ-011"), "balance", recall.Who, "balance-passed"), "your supervisor")
}

// TestTheWordsOfAQuestionDoNotTellThatNobodyIsAsked counts for each way in which it is asked who
// decides about a value how often nobody does, and how often somebody.
func TestTheWordsOfAQuestionDoNotTellThatNobodyIsAsked(t *testing.T) {
	type answered struct{ nobody, somebody int }
	by := map[string]answered{}
	for _, p := range library(t) {
		for _, it := range recall.Items(p) {
			for _, f := range it.Faces {
				if f.Kind != recall.Who || strings.HasPrefix(f.Of, ":") {
					continue
				}
				n := by[f.Asked]
				if f.See == "nobody is asked" {
					n.nobody++
				} else {
					n.somebody++
				}
				by[f.Asked] = n
			}
		}
	}
	for asked, n := range by {
		if n.nobody < 20 || n.somebody < 20 {
			t.Errorf("%q: nobody %d times, somebody %d times", asked, n.nobody, n.somebody)
		}
	}
	if len(by) == 0 {
		t.Error("nothing was asked")
	}
}

func TestWhoIsNotAskedWhereTheStepSaysNothingElse(t *testing.T) {
	if made := faces(shipped(t, "SOP-EQ-011"), "impact", recall.Who); len(made) > 0 { // "registered staff look at results"
		t.Errorf("%+v", made)
	}
}

func TestWhoChecksTheSolutionIsASecondPerson(t *testing.T) {
	f := one(t, shipped(t, "SOP-IC-003"), "make-up", recall.Who, ":verify")
	right(t, f, "a second person")
	if len(f.Options) != 4 || f.Given[0] != "Make it up fresh by the maker's table." {
		t.Errorf("%q of %q", f.Options, f.Given)
	}
}
