package present_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// bottles is a page on which bottles are looked at, of a list or as they come, and shaken.
func bottles(list ...string) *sop.Procedure {
	seal := sop.Field{Name: "seal", Label: "Seal", Type: sop.Choice, Choices: []string{"whole", "broken"}, Expect: []string{"whole"}, Or: &sop.Consequence{Does: sop.End, Scope: sop.EndItem}}
	p := &sop.Procedure{Meta: sop.Meta{ID: "SOP-X-002", Version: "1.0"}}
	p.Sections = []sop.Section{
		{Title: "Each bottle", Each: &sop.Each{Field: "bottle"}, Steps: []sop.Step{
			{ID: "which", Number: 1, Text: "Take a bottle.", Fields: []sop.Field{{Name: "bottle", Label: "Bottle", Type: sop.Text}}},
			{ID: "look", Number: 2, Text: "Look at the seal.", Fields: []sop.Field{seal}},
			{ID: "shake", Number: 3, Text: "Shake it."},
			{ID: "bin", Number: 4, Text: "Throw it away.", Always: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.HasEnded}}}},
		}},
		{Title: "After", Steps: []sop.Step{
			{ID: "order", Number: 5, Text: "Order new ones.", If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: "seal", Op: sop.OutOfLimits}}}},
			{ID: "close", Number: 6, Text: "Lock the cupboard."},
		}},
	}
	if len(list) > 0 {
		p.Sections[0].Each.List = "bottles"
		p.Meta.Lists = []sop.List{{Name: "bottles", Items: list}}
	}
	return p
}

func bottle(name, seal string) []any {
	out := []any{run.Record{Field: "bottle", Text: name}, run.Complete{}, run.Record{Field: "seal", Text: seal}}
	return append(out, run.Confirm{}, run.Confirm{})
}

func offered(m present.Moment, word string) bool {
	return slices.ContainsFunc(present.OfferedAt(m), func(q present.Question) bool { return q.Word == word })
}

func TestBetweenTwoItemsItIsSaidWhatIsMissingAndHowToGoOn(t *testing.T) {
	m := momentOn(t, bottles("B-1", "B-2", "B-3", "B-4"), bottle("B-2", "whole")...)
	s, _ := m.Work.Run.Current()
	if got := present.Conditions(m.Work, s, session.AskValue); len(got) == 0 || got[0] != "1 of 4 done. Missing: B-1, B-3, B-4." {
		t.Errorf("it says %q", got)
	}
	if !m.Asked.ToName || offered(m, "finish") || !offered(m, "leave-out") || offered(m, "not-done") || offered(m, "not-applicable") || offered(m, "earlier") {
		t.Errorf("asked %+v, offered %v", m.Asked, present.OfferedAt(m))
	}
	act, _ := answered(t, question(t, "leave-out"), m, "B-3", "it was borrowed")
	if want := (run.LeaveItem{Item: "B-3", Reason: "it was borrowed"}); !reflect.DeepEqual(act, want) {
		t.Errorf("%#v", act)
	}
	m = momentOn(t, bottles("B-1", "B-2", "B-3", "B-4"), append(bottle("B-2", "whole"), act)...)
	if s, _ = m.Work.Run.Current(); present.Conditions(m.Work, s, session.AskValue)[0] != "1 of 4 done, 1 left out. Missing: B-1, B-4." {
		t.Errorf("it says %q", present.Conditions(m.Work, s, session.AskValue))
	}
}

func TestASectionWithoutAListIsFinishedByAPersonWhoIsAskedToBeSure(t *testing.T) {
	first := momentOn(t, bottles())
	if s, _ := first.Work.Run.Current(); offered(first, "finish") || offered(first, "leave-out") || len(present.Conditions(first.Work, s, session.AskValue)) > 0 {
		t.Errorf("before the first item: %v", present.OfferedAt(first))
	}
	m := momentOn(t, bottles(), append(bottle("B-2", "whole"), bottle("B-7", "broken")...)...)
	if a, _ := question(t, "finish").Next(m, nil); a.Label != "Is that all? 2 done: B-2, B-7." {
		t.Errorf("asked %q", a.Label)
	}
	if act, _ := answered(t, question(t, "finish"), m, "all"); act != (run.FinishItems{}) {
		t.Errorf("%#v", act)
	}
}

func TestTheItemIsNamedWhereverItsStepIs(t *testing.T) {
	acts := append(bottle("B-2", "broken"), run.Record{Field: "bottle", Text: "B-7"}, run.Complete{})
	m := momentOn(t, bottles("B-2", "B-7", "B-9"), acts...)
	s, _ := m.Work.Run.Current()
	if name, of := present.Item(m.Work.Run, s); name != "B-7" || of != ", 2 of 3" {
		t.Errorf("the head says %q, %q", name, of)
	}
	for _, v := range present.ToCorrect(m.Work.Run)[:2] {
		if v.Item == "" || !strings.Contains(v.Row(), " of "+v.Item+", ") {
			t.Errorf("a value to correct reads %q", v.Row())
		}
	}
	if card := present.Card(m.Work, m.Now()); !strings.HasPrefix(card[0].Text, "step 1 of B-7, done") {
		t.Errorf("the card says %q", card[0].Text)
	}
	var steps []string
	for _, line := range present.SoFar(m.Work, begun) {
		if line.Level == 0 {
			steps = append(steps, line.Item+" "+line.Text)
		}
	}
	want := []string{"B-2 Take a bottle.", "B-2 Look at the seal.", "B-2 Shake it.", "B-2 Throw it away.", "B-7 Take a bottle."}
	if !slices.Equal(steps, want) {
		t.Errorf("so far: %q", steps)
	}
	if open := (model.OpenRun{}).Describe(m.Work.Run, m.Now()); present.Place(open) != "step 2 of 6, B-7" {
		t.Errorf("the library says %q", present.Place(open))
	}
	for practice, want := range map[bool]string{true: "to end", false: "to sign"} {
		if got := present.Place(model.OpenRun{Practice: practice}); got != want {
			t.Errorf("at its end it says %q, want %q", got, want)
		}
	}
}

func TestAnItemEndsInItsOwnWords(t *testing.T) {
	m := momentOn(t, bottles(), bottle("B-2", "broken")[:3]...)
	s, _ := m.Work.Run.Current()
	if got := present.WhatFollows(m.Work.Run, s); got != "Seal broken EXPECTED whole: B-2 ends; still to do: step 4." {
		t.Errorf("it says %q", got)
	}
	m = momentOn(t, bottles(), bottle("B-2", "broken")[:4]...)
	s, _ = m.Work.Run.Current()
	if got := present.Bearing(m.Work.Run, s); len(got) != 1 || got[0] != "B-2 has ended: step 2: Seal broken EXPECTED whole. This is still to be done." {
		t.Errorf("it says %q", got)
	}
	m = momentOn(t, bottles(), append(bottle("B-2", "broken"), run.FinishItems{})...)
	s, _ = m.Work.Run.Current()
	if got := present.Because(m.Work.Run, s, s.If); got != "Because “Seal” of B-2 was broken, EXPECTED whole." {
		t.Errorf("it says %q", got)
	}
}

func TestAnItemWhoseNameWasPutRightIsReadByItEverywhere(t *testing.T) {
	acts := append(bottle("B-2", "broken"), run.Record{Field: "bottle", Text: "B-7"},
		run.Correct{Step: "which", Item: "B-2", Field: "bottle", Text: "B-9", Reason: "its label was turned away"})
	m := momentOn(t, bottles(), acts...)
	m.Work.Person.Name = "A. Khan"
	var all []string
	for _, v := range present.ToCorrect(m.Work.Run) {
		all = append(all, v.Row())
	}
	for _, line := range present.SoFar(m.Work, begun) {
		all = append(all, line.Item+" "+line.Text)
	}
	for _, line := range present.Card(m.Work, m.Now()) {
		all = append(all, line.Text)
	}
	all = append(all, present.CardQuestion(m.Work))
	text := strings.Join(all, "\n")
	for _, want := range []string{"Step 2 of B-9, Seal: broken", "B-9 Look at the seal.", "step 4 of B-9, done", "is step 4 of B-9 done?"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "of B-2") || strings.Contains(text, "B-2 ") {
		t.Errorf("it is read by the name that was wrong:\n%s", text)
	}
}

func TestOnceAHoldIsDecidedItIsSaidWhatWasDecided(t *testing.T) {
	p := bottles()
	p.Sections[0].Steps[1].Fields[0].Or = &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
	acts := bottle("B-2", "broken")[:3]
	for want, release := range map[string]run.Release{
		"": {As: sop.BySupervisor, Note: "it is only scratched"},
		"Seal broken EXPECTED whole: B-2 ends; still to do: step 4.": {As: sop.BySupervisor, End: true, Note: "it leaks"},
	} {
		m := momentOn(t, p, append(slices.Clip(acts), by{"j.bell", release})...)
		s, _ := m.Work.Run.Current()
		if got := present.WhatFollows(m.Work.Run, s); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	before := momentOn(t, p, acts...).Work.Run
	if _, err := before.Do(run.Release{As: sop.BySupervisor, End: true}, "j.bell", begun.Add(time.Hour)); err == nil || err.Error() != "say why B-2 ends here" {
		t.Errorf("without a note: %v", err)
	}
}

func TestWhatIsStillToBeSaidNamesItsItem(t *testing.T) {
	m := momentOn(t, bottles(), append(bottle("B-2", "broken"), run.Correct{Step: "look", Item: "B-2", Field: "seal", Text: "whole", Reason: "looked again"}, run.Correct{Step: "look", Item: "B-2", Field: "seal", Text: "broken", Reason: "it is"})...)
	open, _ := m.Work.Run.OpenDeviation()
	m.Asked = session.Prompt{Kind: session.AskOpen, Deviation: open}
	if a, _ := present.Prompted[m.Asked.Kind].Next(m, nil); !strings.HasPrefix(a.Before, "Deviation 2 of B-2: Seal broken") {
		t.Errorf("it asks %q", a.Before)
	}
	m.Asked = session.Prompt{Kind: session.AskPace, Row: run.Row{First: 3, FirstOf: "B-2", Last: 1, LastOf: "B-7"}}
	if a, _ := present.Prompted[m.Asked.Kind].Next(m, nil); !strings.HasPrefix(a.Before, "Steps 3 of B-2 to 1 of B-7 were") {
		t.Errorf("it asks %q", a.Before)
	}
}

func TestWhatHoldsForAnItemSpeaksOfTheItem(t *testing.T) {
	p := bottles()
	bin, order := p.Sections[0].Steps[3], p.Sections[1].Steps[0]
	order.If = bin.If
	p.Sections[1].Steps[0] = order
	if got := present.ConditionOf(p, bin); got != "the item has ended" {
		t.Errorf("inside it says %q", got)
	}
	if got := present.ConditionOf(p, order); got != "the run has ended" {
		t.Errorf("outside it says %q", got)
	}
	var read []string
	for _, line := range present.AsItRuns(p) {
		read = append(read, line.Text)
	}
	for _, want := range []string{"Only if the item has ended.", "It is done even if the item has ended."} {
		if text := strings.Join(read, "\n"); !strings.Contains(text, want) {
			t.Errorf("who approves it reads\n%s", text)
		}
	}
}
