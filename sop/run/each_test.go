package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

func test(op sop.Op) *sop.Condition {
	return &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: op}}}
}

// theRound is a page on which fridges are read: a step before, a section for each, and
// what depends on all of them after it. list may be empty: then any fridge may come.
func theRound(list ...string) *sop.Procedure {
	temp := sop.Field{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0")}
	seal := choiceOf("seal", &sop.Consequence{Does: sop.End, Scope: sop.EndItem})
	lamp := choiceOf("lamp", &sop.Consequence{Does: sop.End, Scope: sop.EndsRun})
	high, low := sop.MustDecimal("8.0"), sop.MustDecimal("2")
	worst := sop.Field{Name: "worst", Label: "Warmest", Type: sop.Number, Unit: "°C", Places: 1, Accepted: sop.Range{High: &high}, Calc: &sop.Calc{Func: sop.Max, In: &sop.Calc{Name: "temp"}}}
	read := sop.Field{Name: "read", Label: "Fridges read", Type: sop.Number, Unit: "1", Accepted: sop.Range{Low: &low}, Calc: &sop.Calc{Func: sop.Count, In: &sop.Calc{Name: "temp"}}}
	p := pageOf(
		sop.Step{ID: "start"},
		sop.Step{ID: "which", Fields: []sop.Field{{Name: "unit", Label: "Fridge", Type: sop.Scan, Pattern: "FR-###"}}},
		sop.Step{ID: "temp", Fields: []sop.Field{temp}},
		sop.Step{ID: "label", If: when("temp", sop.OutOfLimits, ""), Critical: true},
		sop.Step{ID: "seal", Fields: []sop.Field{seal, lamp}},
		sop.Step{ID: "reset"},
		sop.Step{ID: "quarantine", Always: true, Critical: true, If: test(sop.HasEnded)},
		sop.Step{ID: "tell", If: when("temp", sop.OutOfLimits, "")},
		sop.Step{ID: "sum", Fields: []sop.Field{worst, read}},
		sop.Step{ID: "close", Always: true},
	)
	steps := p.Sections[0].Steps
	p.Sections = []sop.Section{
		{Title: "Start", Steps: steps[:1]},
		{Title: "Each", Intro: "Keep the door shut.", Steps: steps[1:7], Each: &sop.Each{Field: "unit"}},
		{Title: "Found", Steps: steps[7:]},
	}
	if len(list) > 0 {
		p.Sections[1].Each.List = "fridges"
		p.Meta.Lists = []sop.List{{Name: "fridges", Items: list}}
	}
	return p
}

// readFridge does every step of one item.
func readFridge(unit, temp string) []run.Action {
	out := []run.Action{run.Record{Field: "unit", Text: unit}, run.Complete{}, run.Record{Field: "temp", Text: temp}}
	if temp > "8.0" {
		out = append(out, run.ActOn{Deviation: 1, Text: "left it shut"}, run.Complete{}, run.Confirm{})
	} else {
		out = append(out, run.Complete{})
	}
	return append(out, run.Record{Field: "seal", Text: "good"}, run.Record{Field: "lamp", Text: "good"}, run.Complete{}, run.Complete{})
}

// follows insists that the rules cause the events of a run, and that they fold again.
func (w *walk) follows(p *sop.Procedure) {
	w.t.Helper()
	again, err := start(w.t, p).Retrace(w.events...)
	if err != nil {
		w.t.Fatal(err)
	}
	if got, want := fmt.Sprint(again.Summarise()), fmt.Sprint(w.run.Summarise()); got != want {
		w.t.Errorf("retraced it comes to\n%s\nwant\n%s", got, want)
	}
}

func (w *walk) on(step, item string) {
	w.t.Helper()
	s, open := w.run.Current()
	if !open || s.ID != step || s.Item != item {
		w.t.Fatalf("the current step is %q of %q (open %v), want %q of %q", s.ID, s.Item, open, step, item)
	}
}

func (w *walk) each() run.Each {
	w.t.Helper()
	e, ok := w.run.Each(1)
	if !ok {
		w.t.Fatal("no section that is done for each item")
	}
	return e
}

func TestASectionIsDoneOnceForEachItemUntilItIsFinished(t *testing.T) {
	w := begin(t, theRound())
	w.do(run.Complete{})
	w.on("which", "")
	w.refuses(run.NeedsValue, run.FinishItems{}) // at least one
	w.refuses(run.NeedsValue, run.MarkNotDone{Reason: "no time"})
	w.do(readFridge("FR-001", "4.0")...)
	w.on("which", "")
	w.refuses(run.Unreadable, run.Record{Field: "unit", Text: "FR-001"}) // none twice
	w.do(readFridge("FR-002", "9.5")...)
	w.on("which", "")
	if e := w.each(); !slices.Equal(e.Done, []string{"FR-001", "FR-002"}) || e.Now != "" || e.Over {
		t.Errorf("each is %+v", e)
	}
	w.do(run.FinishItems{})
	w.on("tell", "") // one that fits is enough
	if met := w.run.Met(w.step("tell"), w.step("tell").If); len(met) != 1 || met[0].Item != "FR-002" || met[0].Value.Text != "9.5" {
		t.Errorf("it is done because of %+v", met)
	}
	w.do(run.Complete{})
	if v := w.value("sum", "worst"); v.Text != "9.5" || v.Mark == "" {
		t.Errorf("the warmest is %+v", v)
	}
	if v := w.value("sum", "read"); v.Text != "2" {
		t.Errorf("read: %+v", v)
	}
	w.do(run.ActOn{Deviation: 2, Text: "told the lead"}, run.Complete{}, run.Complete{})
	if err := w.run.SignOff(); err != nil {
		t.Fatal(err)
	}
	if c := w.run.Summarise().Counts; c.Done != 1+4+5+3 || c.NotRequired != 3 || c.Open != 0 {
		t.Errorf("counts: %+v", c)
	}
	w.follows(theRound())
}

func TestAnItemOfAListIsDoneOrLeftOutWithAReason(t *testing.T) {
	list := []string{"FR-001", "FR-002", "FR-003"}
	w := begin(t, theRound(list...))
	w.do(run.Complete{})
	w.refuses(run.Unreadable, run.Record{Field: "unit", Text: "FR-009"})
	w.do(readFridge("FR-002", "4.0")...)
	w.refuses(run.NeedsReason, run.FinishItems{})
	w.refuses(run.NoSuchThing, run.LeaveItem{Item: "FR-002", Reason: "defrosting"})
	w.refuses(run.NeedsReason, run.LeaveItem{Item: "FR-001"})
	w.do(run.LeaveItem{Item: "fr-001", Reason: "it is defrosting"})
	if e := w.each(); !slices.Equal(e.Missing, []string{"FR-003"}) || len(e.Left) != 1 || e.Listed != 3 {
		t.Errorf("each is %+v", e)
	}
	w.do(readFridge("FR-003", "5.0")...)
	w.at("sum") // nothing is missing: it is finished by itself, and no doubt is left of what was left out
	if !w.each().Over {
		t.Error("the section is not finished")
	}
	w.do(run.Complete{}, run.Complete{})
	sum := w.run.Summarise()
	if i := slices.IndexFunc(sum.Exceptions, func(e run.Exception) bool { return e.Kind == run.IsLeftOut }); i < 0 || !strings.Contains(sum.Exceptions[i].Text, "FR-001") {
		t.Errorf("exceptions: %+v", sum.Exceptions)
	}
	w.follows(theRound(list...))
}

func TestAnItemThatIsDoneAfterAllIsToldSo(t *testing.T) {
	w := begin(t, theRound("FR-001", "FR-002"))
	w.do(run.Complete{}, run.LeaveItem{Item: "FR-001", Reason: "the room is locked"})
	w.do(readFridge("FR-001", "4.0")...)
	w.has(run.IsLeftOut, "FR-001 was left out: the room is locked; it was done after all")
	w.do(readFridge("FR-002", "4.0")...)
	w.at("sum")
	if _, _, _, err := w.run.Judge(run.Correct{Step: "which", Item: "FR-001", Field: "unit", Text: "FR-002", Reason: "misread the label"}, w.now); err == nil {
		t.Error("an item is amended to the name of another one")
	}
}

func TestEveryItemOfAListCanBeLeftOut(t *testing.T) {
	w := begin(t, theRound("FR-001", "FR-002"))
	w.do(run.Complete{}, run.LeaveItem{Item: "FR-001", Reason: "the room is locked"}, run.LeaveItem{Item: "FR-002", Reason: "the room is locked"})
	w.at("sum")
	if v := w.value("sum", "read"); v.Text != sop.Unknown || v.Mark == "" {
		t.Errorf("what nothing was read for is %+v", v)
	}
	w.follows(theRound("FR-001", "FR-002"))
}

func TestAnItemEndsAndTheRunGoesOn(t *testing.T) {
	w := begin(t, theRound())
	w.do(run.Complete{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.Record{Field: "temp", Text: "4.0"}, run.Complete{})
	w.do(run.Record{Field: "seal", Text: "bad"}, run.Record{Field: "lamp", Text: "good"}, run.Confirm{})
	w.on("quarantine", "FR-001")
	w.refuses(run.RunOver, run.Redo{Reason: "the wrong fridge"})
	w.do(run.Confirm{})
	w.on("which", "")
	if w.run.Ended() != nil {
		t.Error("the run has ended")
	}
	w.do(readFridge("FR-002", "4.0")...)
	w.do(run.FinishItems{}, run.Complete{}, run.Complete{})
	sum := w.run.Summarise()
	if sum.Outcome != run.OutcomeComplete || !slices.ContainsFunc(sum.Exceptions, func(e run.Exception) bool { return e.Kind == run.IsEnded && e.Item == "FR-001" }) {
		t.Errorf("it comes to %+v", sum)
	}
	for _, s := range w.run.Steps() {
		if s.ID == "quarantine" && (s.State == run.Done) != (s.Item == "FR-001") {
			t.Errorf("quarantine of %s is %s", s.Item, s.State)
		}
		if s.ID == "reset" && s.Item == "FR-001" && s.State != run.NotRequired {
			t.Errorf("reset of an item that ended is %s", s.State)
		}
	}
	w.follows(theRound())
}

func TestAnEndOfTheRunInAnItemLeavesItsOwnLastStepsAndThoseOutside(t *testing.T) {
	list := []string{"FR-001", "FR-002", "FR-003"}
	w := begin(t, theRound(list...))
	w.do(run.Complete{})
	w.do(readFridge("FR-001", "4.0")...)
	w.do(run.Record{Field: "unit", Text: "FR-002"}, run.Complete{}, run.Record{Field: "temp", Text: "4.0"}, run.Complete{})
	w.do(run.Record{Field: "seal", Text: "good"}, run.Record{Field: "lamp", Text: "bad"}, run.Confirm{})
	w.on("quarantine", "FR-002")
	w.do(run.Confirm{})
	w.on("close", "")
	w.do(run.Complete{})
	sum := w.run.Summarise()
	if sum.Outcome != run.OutcomeEnded || w.run.SignOff() != nil {
		t.Errorf("it comes to %+v, %v", sum, w.run.SignOff())
	}
	for _, s := range w.run.Steps() {
		if s.ID == "quarantine" && s.Item == "FR-001" && s.State != run.NotRequired {
			t.Errorf("quarantine of an item that was done before is %s", s.State)
		}
	}
	w.follows(theRound(list...))
}

func TestAHoldOfAnItemIsEndedForThatItem(t *testing.T) {
	p := theRound()
	p.Sections[1].Steps[3].Hold = sop.BySupervisor
	w := begin(t, p)
	w.do(run.Complete{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.Record{Field: "temp", Text: "4.0"}, run.Complete{})
	w.do(run.Record{Field: "seal", Text: "good"}, run.Record{Field: "lamp", Text: "good"})
	if err := w.tryAs(osei, run.Release{As: sop.BySupervisor, End: true, Note: "not fit for use"}); err != nil {
		t.Fatal(err)
	}
	w.do(run.Complete{})
	w.on("quarantine", "FR-001")
	w.do(run.Confirm{})
	w.on("which", "")
	if w.run.Ended() != nil {
		t.Error("the run has ended at the hold of one item")
	}
	w.follows(p)
}

func TestTheNameOfAnItemIsCorrectedAndNeverTaken(t *testing.T) {
	w := begin(t, theRound("FR-001", "FR-002"))
	w.do(run.Complete{})
	w.do(readFridge("FR-001", "4.0")...)
	w.refuses(run.Unreadable, run.Correct{Step: "which", Item: "FR-001", Field: "unit", Text: "FR-009", Reason: "misread the label"})
	w.do(run.Correct{Step: "which", Item: "FR-001", Field: "unit", Text: "FR-002", Reason: "misread the label"})
	if e := w.each(); !slices.Equal(e.Done, []string{"FR-002"}) || !slices.Equal(e.Missing, []string{"FR-001"}) {
		t.Errorf("each is %+v", e)
	}
	w.do(readFridge("FR-001", "5.0")...)
	w.at("sum")
	items := map[string]string{}
	for _, s := range w.run.Steps() {
		if s.ID == "which" {
			items[s.Item] = s.Named
		}
	}
	if items["FR-001"] != "FR-002" || items["FR-001 (2)"] != "FR-001" {
		t.Errorf("the items are %v", items)
	}
	w.follows(theRound("FR-001", "FR-002"))
}

func TestAnItemThatIsMissingOnceAnothersNameIsCorrectedIsTold(t *testing.T) {
	list := []string{"FR-001", "FR-002"}
	w := begin(t, theRound(list...))
	w.do(run.Complete{})
	w.do(readFridge("FR-001", "4.0")...)
	w.do(run.LeaveItem{Item: "FR-002", Reason: "it is defrosting"})
	w.at("sum")
	w.do(run.Correct{Step: "which", Item: "FR-001", Field: "unit", Text: "FR-002", Reason: "misread the label"})
	d := w.run.Deviations()
	if len(d) == 0 || d[len(d)-1].What != "Fridge FR-001 is on the list, and was not done" || d[len(d)-1].Item != "FR-001" {
		t.Errorf("deviations: %+v", d)
	}
	w.follows(theRound(list...))
}

func TestBehindTheLastStepOfAnItemTheNextOneIsNamed(t *testing.T) {
	list := []string{"FR-001", "FR-002"}
	w := begin(t, theRound(list...))
	w.do(run.Complete{})
	for n, unit := range list {
		w.do(readFridge(unit, "4.0")[:7]...)
		next, ok := w.run.Next()
		if want := []string{"which", "sum"}[n]; !ok || next.ID != want || next.Item != "" {
			t.Errorf("behind the last step of %s comes %q of %q, want %q", unit, next.ID, next.Item, want)
		}
		w.do(run.Complete{})
	}
}

func TestTheLastStepOfAnItemIsDoneAgainBeforeTheNext(t *testing.T) {
	w := begin(t, theRound())
	w.do(run.Complete{})
	w.do(readFridge("FR-001", "4.0")...)
	w.do(run.Redo{Reason: "pressed too early"})
	w.on("reset", "FR-001")
	w.do(run.Complete{})
	w.on("which", "")
	w.do(run.FinishItems{})
	w.at("sum")
	w.follows(theRound())
}

func TestALeftOutStepOfOneItemIsInDoubtForWhatDependsOnAll(t *testing.T) {
	w := begin(t, theRound())
	w.do(run.Complete{})
	w.do(run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.MarkNotDone{Reason: "the display is dark"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	w.on("label", "FR-001") // it may apply
	w.do(run.MarkNotApplicable{Reason: "nothing to label"}, run.Record{Field: "seal", Text: "good"}, run.Record{Field: "lamp", Text: "good"}, run.Complete{}, run.Complete{}, run.FinishItems{})
	w.at("tell")
	if left := w.run.InDoubt(w.step("tell")); len(left) != 1 || left[0].ID != "temp" || left[0].Item != "FR-001" {
		t.Errorf("it hangs on %+v", left)
	}
	w.do(run.Reopen{Step: "temp", Item: "FR-001"})
	w.on("temp", "FR-001")
	w.do(run.Record{Field: "temp", Text: "4.0"}, run.Complete{})
	w.at("sum")
	w.follows(theRound())
}

func TestAWaitOfOneItemIsItsOwn(t *testing.T) {
	p := theRound()
	p.Sections[1].Steps[1].Wait, p.Sections[1].Steps[1].WaitBefore = &sop.Duration{D: 10 * time.Minute}, "reset"
	w := begin(t, p)
	w.do(run.Complete{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.StartWait{})
	if timers := w.run.Timers(); len(timers) != 1 || timers[0].Item != "FR-001" {
		t.Errorf("timers: %+v", timers)
	}
	w.on("seal", "FR-001")
	if next, ok := w.run.Next(); !ok || next.ID != "temp" || next.Item != "FR-001" {
		t.Errorf("next is %q of %q, want what waits of the same item", next.ID, next.Item)
	}
	w.do(run.Record{Field: "seal", Text: "good"}, run.Record{Field: "lamp", Text: "good"}, run.Complete{})
	w.on("temp", "FR-001") // nothing of the item goes on, and no other item begins
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Record{Field: "temp", Text: "4.0"}, run.Complete{}, run.Complete{})
	w.on("which", "")
	w.follows(p)
}

func TestProseOfASectionStandsBeforeEachItem(t *testing.T) {
	w := begin(t, theRound())
	w.do(run.Complete{})
	now, _ := w.run.Current()
	if got := textsOf(w.run.ProseBefore(now)); !slices.Contains(got, "Keep the door shut.") {
		t.Errorf("before the first item: %q", got)
	}
	w.do(readFridge("FR-001", "4.0")...)
	now, _ = w.run.Current()
	if got := textsOf(w.run.ProseBefore(now)); !slices.Equal(got, []string{"Keep the door shut."}) || !w.run.Opens(now) {
		t.Errorf("before the second item: %q, opens %v", got, w.run.Opens(now))
	}
}

func TestWhatStandsForNoItemIsStillTold(t *testing.T) {
	w := begin(t, theRound())
	w.do(run.Complete{})
	w.do(readFridge("FR-001", "4.0")...)
	w.do(run.DoubtClock{By: time.Hour}, run.FinishItems{})
	if !slices.ContainsFunc(w.run.Summarise().Exceptions, func(e run.Exception) bool { return e.Kind == run.IsClock }) {
		t.Errorf("a moved clock between two items is told nowhere: %+v", w.run.Summarise().Exceptions)
	}
	w.follows(theRound())
}

func TestARunWithTooManyItemsIsFinished(t *testing.T) {
	p := theRound()
	closing := &p.Sections[2]
	for n := len(closing.Steps); n < run.MaxSteps-3*len(p.Sections[1].Steps); n++ {
		closing.Steps = append(closing.Steps, sop.Step{ID: fmt.Sprintf("rest-%d", n), Number: n, Text: "Do it."})
	}
	w := begin(t, p)
	w.do(run.Complete{})
	w.do(readFridge("FR-001", "4.0")...)
	w.do(readFridge("FR-002", "4.0")...)
	w.refuses(run.TooLong, run.Record{Field: "unit", Text: "FR-003"})
	w.do(run.FinishItems{})
	w.at("sum")
}
