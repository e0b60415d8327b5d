package run_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// maybeRound is a round of two fridges that is made only where a step before says so.
func maybeRound() *sop.Procedure {
	p := theRound("FR-001", "FR-002")
	p.Sections[0].Steps[0].Fields = []sop.Field{{Name: "round", Label: "Round", Type: sop.YesNo}}
	p.Sections[1].If = when("round", sop.Equal, "yes")
	return p
}

func TestADeviationOfStepsThatNobodyNamedIsAnsweredWhenTheyAreGone(t *testing.T) {
	w := begin(t, maybeRound())
	w.do(run.Record{Field: "round", Text: "no"}, run.Complete{})
	w.on("sum", "")
	w.do(run.Correct{Step: "start", Field: "round", Text: "yes", Reason: "pressed the wrong key"})
	open := len(w.run.Deviations())
	if !slices.ContainsFunc(w.run.Deviations(), func(d run.Deviation) bool { return d.Step == "which" }) {
		t.Fatal("the correction makes the round required, and opens no deviation")
	}
	w.do(run.Redo{Reason: "the round is made"}, run.Record{Field: "round", Text: "yes"}, run.Complete{})
	w.on("which", "")
	w.do(run.LeaveItem{Item: "FR-001", Reason: "switched off"}, run.LeaveItem{Item: "FR-002", Reason: "switched off"})
	w.on("sum", "")
	for n := range w.run.Deviations() {
		if w.run.Deviations()[n].Action == nil {
			w.do(run.ActOn{Deviation: n + 1, Text: "both are switched off"})
		}
	}
	if sum := w.run.Summarise(); sum.Counts.Deviations != len(w.run.Deviations()) || len(sum.Exceptions) < open {
		t.Errorf("the summary is %+v", sum)
	}
	w.follows(maybeRound())
}

func TestAnItemThatIsNamedAgainWhenItIsDoneAgainLeavesNoneOfTheListUnseen(t *testing.T) {
	page := func() *sop.Procedure {
		p := theRound("FR-001", "FR-002", "FR-003")
		p.Sections[1].Steps = p.Sections[1].Steps[:1]
		p.Sections[2].Steps = p.Sections[2].Steps[2:]
		return p
	}
	w := begin(t, page())
	w.do(run.Complete{}, run.LeaveItem{Item: "FR-003", Reason: "switched off"})
	w.do(run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.Record{Field: "unit", Text: "FR-002"}, run.Complete{})
	w.on("close", "")
	w.do(run.Redo{Reason: "it was another one"}, run.Record{Field: "unit", Text: "FR-003"})
	if d, open := w.run.Unanswered(w.itemStep("which", "FR-002")); !open || !strings.Contains(d.What, "FR-002") {
		t.Errorf("FR-002 is on the list and was not done, and the deviations are %+v", w.run.Deviations())
	}
}

func (w *walk) itemStep(id, item string) run.Step {
	w.t.Helper()
	s, ok := w.run.Step(id, item)
	if !ok {
		w.t.Fatalf("no step %q of %q", id, item)
	}
	return s
}

func TestAfterAReleaseNothingIsAskedOfAnItemThatDoesNotFollow(t *testing.T) {
	page := func() *sop.Procedure {
		p := theRound("FR-001")
		s := p.Sections[1].Steps
		s[0].Alerts = []sop.Alert{{Kind: sop.Warning, Text: "Keep the door shut."}}
		p.Sections[1].Steps = slices.Clip(s[:2])
		s[1].Fields[0].Or = &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
		p.Sections[2].Steps = p.Sections[2].Steps[2:]
		return p
	}
	w := begin(t, page())
	w.do(run.Complete{}, run.Acknowledge{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.MarkNotDone{Reason: "no thermometer"})
	if err := w.tryAs(osei, run.Release{As: sop.BySupervisor, Note: "go on without it"}); err != nil {
		t.Fatal(err)
	}
	if due := w.run.Due(w.now); due == nil {
		t.Fatal("all of the list is done, and nothing is due")
	}
	w.do(run.GoOn{})
	w.on("close", "")
	w.follows(page())
}

func TestAfterAReleaseNoAlertIsAskedOfAStepThatIsNotRequired(t *testing.T) {
	page := func() *sop.Procedure {
		p := theRound()
		s := p.Sections[1].Steps
		s[1].Fields[0].Or = &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
		s[2].If = when("unit", sop.Equal, "FR-009")
		s[2].Alerts = []sop.Alert{{Kind: sop.Warning, Text: "The stock is cold."}}
		return p
	}
	w := begin(t, page())
	w.do(run.Complete{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.MarkNotDone{Reason: "no thermometer"})
	if err := w.tryAs(osei, run.Release{As: sop.BySupervisor, Note: "go on without it"}); err != nil {
		t.Fatal(err)
	}
	if due := w.run.Due(w.now); due == nil {
		t.Fatal("a step that is not required is next, and nothing is due")
	}
	w.do(run.GoOn{})
	w.on("seal", "FR-001")
	w.follows(page())
}

func TestWhoeverTakesOverOpensWhatIsOpenOfEachItem(t *testing.T) {
	page := func() *sop.Procedure {
		p := theRound()
		p.Sections[1].Steps[4].Hold = sop.BySupervisor
		return p
	}
	w := begin(t, page())
	w.do(run.Complete{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.Record{Field: "temp", Text: "9.0"})
	w.do(run.Offer{Note: "called away"})
	var found bool
	for _, item := range w.run.Items() {
		found = found || strings.Contains(item, "9.0") && strings.Contains(item, "FR-001")
	}
	if !found {
		t.Errorf("no open item names FR-001: %q", w.run.Items())
	}
}

func TestEveryStepOfAnItemKnowsItByTheNameThatWasPutRight(t *testing.T) {
	w := begin(t, theRound("FR-001", "FR-002"))
	w.do(run.Complete{}, run.Record{Field: "unit", Text: "FR-001"}, run.Complete{}, run.Record{Field: "temp", Text: "9.0"})
	w.do(run.Correct{Step: "which", Item: "FR-001", Field: "unit", Text: "FR-002", Reason: "scanned its neighbour"})
	for _, s := range w.run.Steps() {
		if s.Item == "FR-001" && s.Named != "FR-002" {
			t.Errorf("step %s is of %q", s.ID, s.Named)
		}
	}
	for _, e := range w.run.Summarise().Exceptions {
		if e.Item != "FR-001" || e.Named != "FR-002" {
			t.Errorf("exception %+v", e)
		}
	}
	if items := strings.Join(w.run.Items(), "; "); !strings.Contains(items, "of FR-002 is open") {
		t.Errorf("who takes over opens %q", items)
	}
	w.follows(theRound("FR-001", "FR-002"))
}

func TestARunOfWhichEveryItemWasLeftOutGoesOnToItsSignature(t *testing.T) {
	page := func() *sop.Procedure {
		p := theRound("FR-001", "FR-002")
		p.Sections = p.Sections[1:2]
		return p
	}
	w := begin(t, page())
	w.do(run.LeaveItem{Item: "FR-001", Reason: "switched off"}, run.LeaveItem{Item: "FR-002", Reason: "switched off"})
	w.refuses(run.SamePerson, run.OpenItem{Item: 1})                        // and does not crash
	w.do(run.DoubtClock{By: -time.Hour}, run.Offer{Note: "sign it for me"}) // both are said of the page's first step
	w.as(osei, run.OpenItem{Item: 1}).as(osei, run.TakeOver{})
	if err := w.run.SignOff(); err != nil {
		t.Error(err)
	}
	if sum := w.run.Summarise(); sum.Counts != (run.Counts{LeftOut: 2}) || len(sum.Exceptions) < 2 {
		t.Errorf("it comes to %+v", sum)
	}
	w.follows(page())
}
