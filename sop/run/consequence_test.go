package run_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

// choiceOf is a field with one right answer, and what follows another.
func choiceOf(name string, or *sop.Consequence) sop.Field {
	return sop.Field{Name: name, Label: strings.ToUpper(name[:1]) + name[1:], Type: sop.Choice, Choices: []string{"good", "bad"}, Expect: []string{"good"}, Or: or}
}

func or(does sop.Consequent) *sop.Consequence { return &sop.Consequence{Does: does} }

func orHold(who sop.Who) *sop.Consequence { return &sop.Consequence{Does: sop.Hold, Who: who} }

func orRedo(from string, times int, then *sop.Consequence) *sop.Consequence {
	return &sop.Consequence{Does: sop.Redo, From: from, Times: times, Then: then}
}

// pageOf is a page of one section with steps in their order.
func pageOf(steps ...sop.Step) *sop.Procedure {
	for i := range steps {
		steps[i].Number = i + 1
		if steps[i].Text == "" {
			steps[i].Text = "Do it."
		}
	}
	return &sop.Procedure{Meta: sop.Meta{ID: "SOP-T-002", Title: "Disinfect", Version: "1.0"}, Sections: []sop.Section{{Steps: steps}}}
}

// probeCycle is the disinfection of a probe, whose indicator may fail once.
func probeCycle() *sop.Procedure {
	return pageOf(
		sop.Step{ID: "fresh", If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.IsAgain}}}},
		sop.Step{ID: "cycle", Critical: true},
		sop.Step{ID: "read", Critical: true, Fields: []sop.Field{choiceOf("indicator", orRedo("fresh", 1, or(sop.End)))}},
		sop.Step{ID: "store"},
		sop.Step{ID: "lock", Critical: true, Always: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.HasEnded}}}},
	)
}

func readAs(text string) run.Action { return run.Record{Field: "indicator", Text: text} }

func TestAFailedDisinfectionNeverEndsComplete(t *testing.T) {
	w := begin(t, probeCycle())
	w.do(run.Confirm{}, readAs("bad"))
	w.refuses(run.NeedsConfirm, run.Complete{})
	w.do(run.Confirm{})
	w.at("fresh") // the second round: now its condition is true
	if s := w.step("read"); s.State != run.ToDo || s.Opened != 1 || len(s.Earlier) != 1 || s.Earlier[0].Values[0].Text != "bad" {
		t.Errorf("the step that asks is %+v", s)
	}
	w.do(run.Complete{}, run.Confirm{}, readAs("bad"), run.Confirm{})
	w.at("lock")
	if s := w.step("store"); s.State != run.NotRequired || s.Closed.Reason != "ended at step 3" {
		t.Errorf("store is %s: %+v", s.State, s.Closed)
	}
	w.refuses(run.RunOver, run.Redo{Reason: "once more"})
	w.do(run.Confirm{})
	sum := w.run.Summarise()
	if sum.Outcome != run.OutcomeEnded || sum.Reason != "step 3: Indicator bad EXPECTED good" {
		t.Errorf("outcome %q, reason %q", sum.Outcome, sum.Reason)
	}
	if err := w.run.SignOff(); err != nil {
		t.Errorf("it cannot be signed: %v; the page itself answers both deviations", err)
	}
	kinds := map[run.ExceptionKind]int{}
	for _, e := range sum.Exceptions {
		kinds[e.Kind]++
	}
	if want := map[run.ExceptionKind]int{run.IsDeviation: 2, run.IsDoneAgain: 1, run.IsEnded: 1}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("exceptions %v, want %v", kinds, want)
	}
}

func TestASlipThatIsCorrectedBeforeTheStepIsClosedCostsNothing(t *testing.T) {
	w := begin(t, probeCycle())
	w.do(run.Confirm{}, readAs("bad"), run.Correct{Step: "read", Field: "indicator", Text: "good", Reason: "looked at the old strip"}, run.Confirm{})
	w.at("store")
	w.do(run.Complete{})
	if sum := w.run.Summarise(); sum.Outcome != run.OutcomeComplete || w.run.SignOff() != nil {
		t.Errorf("%+v, %v", sum, w.run.SignOff())
	}
}

func TestSkippingIsNoWayRound(t *testing.T) {
	for _, skip := range []run.Action{run.MarkNotDone{Reason: "no strip left"}, run.MarkNotApplicable{Reason: "no strip left"}} {
		w := begin(t, pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", or(sop.End))}}, sop.Step{ID: "use"}))
		w.do(skip)
		if w.run.Ended() == nil || w.step("use").State != run.NotRequired {
			t.Errorf("%#v: ended %v, use %s", skip, w.run.Ended(), w.step("use").State)
		}
		w = begin(t, pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", orRedo("", 2, orHold(sop.ByPractitioner)))}}, sop.Step{ID: "use"}))
		w.do(skip)
		w.at("read") // a redo is a hold then
		w.refuses(run.NeedsRelease, run.Complete{})
		w.refusesTo(lead, run.WrongRole, run.Release{As: sop.BySupervisor, Note: "go on"})
		w.refusesTo(lead, run.NeedsReason, run.Release{As: sop.ByPractitioner})
		w.as(lead, run.Release{As: sop.ByPractitioner, Note: "another strip passed"})
		if due := w.run.Due(w.now); due != (run.GoOn{}) {
			t.Fatalf("due is %#v", due)
		}
		w.do(run.GoOn{})
		w.at("use")
		w.do(run.Complete{})
		if err := w.run.SignOff(); err != nil {
			t.Errorf("%v: the note is the action", err)
		}
	}
}

func TestAHoldWaitsForADecisionAndItsNoteIsTheAction(t *testing.T) {
	page := func() *sop.Procedure {
		return pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", orHold(sop.BySupervisor))}}, sop.Step{ID: "use"}, sop.Step{ID: "tidy", Always: true})
	}
	w := begin(t, page())
	w.do(readAs("bad"))
	if need, who := w.run.Needs(w.now); need != run.NeedRelease || who != sop.BySupervisor {
		t.Errorf("it needs %q of %q", need, who)
	}
	w.refuses(run.NeedsRelease, run.Complete{})
	w.as(lead, run.Release{As: sop.BySupervisor, Note: "read again by me, it is good"}).do(run.Complete{})
	w.at("use")
	if d := w.run.Deviations()[0]; d.Action == nil || d.Action.Reason != "read again by me, it is good" || d.Action.Person != lead {
		t.Errorf("deviation %+v", d)
	}

	w = begin(t, page())
	w.do(readAs("bad"))
	w.refusesTo(lead, run.NeedsReason, run.Release{As: sop.BySupervisor, End: true})
	w.as(lead, run.Release{As: sop.BySupervisor, End: true, Note: "not fit for use"}).do(run.Complete{})
	w.at("tidy")
	if e := w.run.Ended(); e == nil || !strings.Contains(e.By.Reason, "not fit for use") || w.step("use").State != run.NotRequired {
		t.Errorf("ended %+v, use %s", e, w.step("use").State)
	}
}

func TestAValueRecordedOrCorrectedLaterUndoesTheRelease(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "read", Hold: sop.BySupervisor, Fields: []sop.Field{choiceOf("indicator", nil)}}, sop.Step{ID: "use"}))
	w.refusesTo(lead, run.NeedsReason, run.Release{As: sop.BySupervisor})
	w.as(lead, run.Release{As: sop.BySupervisor, Note: "strip is on order"})
	w.do(readAs("good"))
	w.refuses(run.NeedsRelease, run.Complete{}) // it was of less
	w.as(lead, run.Release{As: sop.BySupervisor}).do(run.Complete{})
	w.at("use")
	w.do(run.Correct{Step: "read", Field: "indicator", Text: "bad", Reason: "misread it"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	w.at("read") // closed, and it holds the run again
	w.refuses(run.NeedsRelease, run.Complete{})
	if err := w.run.SignOff(); err == nil {
		t.Error("it can be signed while a step holds it")
	}
	w.as(lead, run.Release{As: sop.BySupervisor, Note: "seen"})
	w.at("use")
	w.do(run.Complete{})
}

func TestACorrectionAfterTheStepIsClosedTakesBackNothing(t *testing.T) {
	bad, good := run.Correct{Step: "read", Field: "indicator", Text: "bad", Reason: "misread it"}, run.Correct{Step: "read", Field: "indicator", Text: "good", Reason: "misread it"}
	for name, c := range map[string]struct {
		or    *sop.Consequence
		ends  bool
		holds sop.Who
	}{
		"an end":                  {or(sop.End), true, ""},
		"a hold":                  {orHold(sop.ByPractitioner), false, sop.ByPractitioner},
		"a redo":                  {orRedo("", 2, or(sop.End)), false, sop.BySupervisor},
		"a redo, then a hold":     {orRedo("", 2, orHold(sop.ByPractitioner)), false, sop.ByPractitioner},
		"what the person answers": {nil, false, ""},
	} {
		w := begin(t, pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", c.or)}}, sop.Step{ID: "use", Fields: []sop.Field{choiceOf("state", nil)}}, sop.Step{ID: "end"}))
		w.do(readAs("good"), run.Complete{}, run.Record{Field: "state", Text: "good"}, bad)
		if (w.run.Ended() != nil) != c.ends {
			t.Fatalf("%s: ended %v", name, w.run.Ended())
		}
		if s := w.step("use"); c.ends && (s.State != run.NotRequired || len(s.Values) != 1) {
			t.Errorf("%s: what was being done is %s with %d values", name, s.State, len(s.Values))
		}
		_, held := w.run.Held()
		if held != (c.holds != "") || held && w.run.Awaits(w.step("read"))[0] != c.holds {
			t.Errorf("%s: held %v", name, held)
		}
		w.do(good) // what was stays
		if _, still := w.run.Held(); (w.run.Ended() != nil) != c.ends || still && c.holds == "" {
			t.Errorf("%s: after it was corrected back, ended %v, held %v", name, w.run.Ended(), still)
		}
	}
}

func TestARedoIsOfTheWholeStepAndOfAllBetween(t *testing.T) {
	w := begin(t, pageOf(
		sop.Step{ID: "take", Fields: []sop.Field{{Name: "lot", Label: "Lot", Type: sop.Scan}}},
		sop.Step{ID: "wipe", Hold: sop.BySupervisor},
		sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", orRedo("take", 2, orHold(sop.BySupervisor))), {Name: "note", Label: "Note", Type: sop.Text}}},
		sop.Step{ID: "use"},
	))
	round := func(lot, result string) {
		w.do(run.Record{Field: "lot", Text: lot}, run.Complete{})
		w.as(lead, run.Release{As: sop.BySupervisor}).do(run.Complete{}, readAs(result), run.Record{Field: "note", Text: "as labelled"})
	}
	round("LOT1", "bad")
	if f, ok := w.run.Follows(w.step("read")); !ok || f.Does != sop.Redo || f.From != "take" {
		t.Errorf("it follows %+v", f)
	}
	w.do(run.Confirm{})
	w.at("take")
	round("LOT2", "bad")
	w.do(run.Confirm{})
	round("LOT3", "bad")
	w.refuses(run.NeedsRelease, run.Confirm{}) // twice was often enough
	w.as(lead, run.Release{As: sop.BySupervisor, Note: "another bottle tomorrow"}).do(run.Complete{})
	w.at("use")
	var lots []string
	for _, a := range w.step("take").Earlier {
		lots = append(lots, a.Values[0].Text)
	}
	if !slices.Equal(lots, []string{"LOT1", "LOT2"}) || w.step("take").Values[0].Text != "LOT3" || w.step("read").Opened != 2 {
		t.Errorf("earlier rounds had %v, opened %d times", lots, w.step("read").Opened)
	}
	again := 0
	for _, e := range w.run.Summarise().Exceptions {
		if e.Kind == run.IsDoneAgain && !strings.HasSuffix(e.Text, ": ") {
			again++
		}
	}
	if again == 0 {
		t.Errorf("no exception says that steps were done again: %+v", w.run.Summarise().Exceptions)
	}
}

func TestADoneAgainByHandCountsAsARound(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", orRedo("", 1, or(sop.End)))}}, sop.Step{ID: "use"}))
	w.do(readAs("good"), run.Complete{}, run.Redo{Reason: "the strip fell down"}, readAs("bad"), run.Confirm{})
	if w.run.Ended() == nil {
		t.Error("a second opening was one too many, and the run goes on")
	}
}

func TestTheGravestOfSeveralConsequencesFollows(t *testing.T) {
	fields := []sop.Field{choiceOf("one", orRedo("", 2, orHold(sop.BySupervisor))), choiceOf("two", orHold(sop.ByPractitioner)), choiceOf("three", or(sop.End))}
	w := begin(t, pageOf(sop.Step{ID: "read", Fields: fields}, sop.Step{ID: "use"}))
	for i, want := range []sop.Consequent{sop.Redo, sop.Hold, sop.End} {
		w.do(run.Record{Field: fields[i].Name, Text: "bad"})
		if f, ok := w.run.Follows(w.step("read")); !ok || f.Does != want {
			t.Errorf("with %d bad values it follows %+v, want %s", i+1, f, want)
		}
	}
	w.do(run.Confirm{})
	if w.run.Ended() == nil {
		t.Error("it did not end")
	}
}

func TestUnknownIsNotFalse(t *testing.T) {
	page := func(join sop.Join, terms ...sop.Term) *sop.Procedure {
		return pageOf(
			sop.Step{ID: "a", Fields: []sop.Field{choiceOf("a", nil)}},
			sop.Step{ID: "b", Fields: []sop.Field{choiceOf("b", nil)}},
			sop.Step{ID: "then", Critical: true, If: &sop.Condition{Join: join, Terms: terms}},
			sop.Step{ID: "end"},
		)
	}
	a, b := sop.Term{Name: "a", Op: sop.Equal, Value: "bad"}, sop.Term{Name: "b", Op: sop.Equal, Value: "bad"}
	for _, c := range []struct {
		join sop.Join
		b    string // of b; a is left out
		at   string
	}{
		{sop.And, "good", "end"}, {sop.And, "bad", "then"}, {sop.Or, "good", "then"}, {sop.Or, "bad", "then"},
	} {
		w := begin(t, page(c.join, a, b))
		w.do(run.MarkNotDone{Reason: "no display"}, run.Record{Field: "b", Text: c.b})
		if c.b == "bad" {
			w.do(run.ActOn{Deviation: 2, Text: "told the lead"})
		}
		w.do(run.Complete{})
		w.at(c.at)
	}
}

func TestADoubtIsSettledByOpeningWhatWasLeftOut(t *testing.T) {
	is := func(value string) *sop.Condition { return when("a", sop.Equal, value) }
	w := begin(t, pageOf(
		sop.Step{ID: "a", Critical: true, Fields: []sop.Field{choiceOf("a", nil)}},
		sop.Step{ID: "good", Critical: true, If: is("good")}, sop.Step{ID: "bad", Critical: true, If: is("bad")}, sop.Step{ID: "end"},
	))
	w.do(run.MarkNotDone{Reason: "no display"})
	w.at("good")
	if left := w.run.InDoubt(w.step("good")); len(left) != 1 || left[0].ID != "a" {
		t.Fatalf("it hangs on %+v", left)
	}
	w.refuses(run.NoSuchThing, run.Reopen{Step: "end"})
	w.do(run.Reopen{Step: "a"})
	w.at("a")
	w.do(run.Record{Field: "a", Text: "bad"}, run.ActOn{Deviation: 2, Text: "told the lead"}, run.Confirm{})
	w.at("bad")
	if s := w.step("good"); s.State != run.NotRequired {
		t.Errorf("good is %s", s.State)
	}

	w = begin(t, pageOf(sop.Step{ID: "a", Fields: []sop.Field{choiceOf("a", nil)}}, sop.Step{ID: "bad", Critical: true, NAOk: false, If: is("bad")}, sop.Step{ID: "end"}))
	w.do(run.MarkNotApplicable{Reason: "no display"})
	w.refuses(run.NeedsReason, run.MarkNotApplicable{})
	w.do(run.MarkNotApplicable{Reason: "it was good, by the log of the machine"})
	w.at("end")
}

func TestALinkedProcedureThatDoesNotEndCompleteHasItsConsequence(t *testing.T) {
	for _, c := range []struct {
		or      *sop.Consequence
		outcome run.Outcome
		ends    bool
	}{
		{or(sop.End), run.OutcomeEnded, true}, {or(sop.End), run.OutcomeComplete, false}, {nil, run.OutcomeStopped, false},
	} {
		w := begin(t, pageOf(sop.Step{ID: "consent", Do: "SOP-PS-033", DoOr: c.or}, sop.Step{ID: "draw"}))
		w.do(run.Link{Run: "r-0007", Outcome: c.outcome})
		if d, open := w.run.Unanswered(w.step("consent")); open != (c.or == nil) {
			t.Errorf("%+v: %+v is asked for", c, d)
		} else if open {
			w.do(run.ActOn{Deviation: d.Number, Text: "told the lead"})
		}
		if w.do(run.Confirm{}); (w.run.Ended() != nil) != c.ends {
			t.Errorf("%s: ended %v", c.outcome, w.run.Ended())
		}
	}
}

func TestOneTextServesAllDeviationsOfAStep(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("one", nil), choiceOf("two", nil), choiceOf("three", or(sop.End))}}, sop.Step{ID: "end"}))
	w.do(run.Record{Field: "one", Text: "bad"}, run.Record{Field: "two", Text: "bad"}, run.Record{Field: "three", Text: "bad"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	for i, want := range []bool{true, true, false} {
		if d := w.run.Deviations()[i]; (d.Action != nil) != want {
			t.Errorf("deviation %d has the action %+v", i+1, d.Action)
		}
	}
}

func TestAStopAfterAnEndIsAStop(t *testing.T) {
	w := begin(t, probeCycle())
	w.do(run.Confirm{}, readAs("bad"), run.Confirm{}, run.Complete{}, run.Confirm{}, readAs("bad"), run.Confirm{}, run.Stop{Reason: "fire alarm"})
	if sum := w.run.Summarise(); sum.Outcome != run.OutcomeStopped || sum.Reason != "fire alarm" {
		t.Errorf("%+v", sum)
	}
}

func TestWhatWouldFollowIsForeseen(t *testing.T) {
	w := begin(t, probeCycle())
	w.do(run.Confirm{}, readAs("good"), run.Confirm{})
	bad := run.Correct{Step: "read", Field: "indicator", Text: "bad", Reason: "misread it"}
	if f, ok := w.run.Foresee(bad, khan, w.now); !ok || f.Does != sop.Hold || f.Who != sop.BySupervisor {
		t.Errorf("%+v, %v", f, ok)
	}
	if f, ok := w.run.Foresee(run.Complete{}, khan, w.now); ok {
		t.Errorf("%+v follows a step that is done", f)
	}
	if f, ok := w.run.FollowsLeftOut(w.step("read")); !ok || f.Does != sop.Hold {
		t.Errorf("left out: %+v", f)
	}
}
