package run_test

import (
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// twoHolds is a step whose values two people decide on, and one that locks it away.
func twoHolds() *sop.Procedure {
	return pageOf(
		sop.Step{ID: "lock", Always: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.HasEnded}}}},
		sop.Step{ID: "read", Fields: []sop.Field{choiceOf("alpha", orHold(sop.ByPractitioner)), choiceOf("beta", orHold(sop.BySupervisor))}},
		sop.Step{ID: "store"},
	)
}

func TestEachPersonDecidesOnWhatThePageNamesThemFor(t *testing.T) {
	w := begin(t, twoHolds())
	w.do(run.Record{Field: "alpha", Text: "bad"}, run.Record{Field: "beta", Text: "bad"})
	for _, want := range []struct {
		who  sop.Who
		says string
	}{{sop.ByPractitioner, "Alpha"}, {sop.BySupervisor, "Beta"}} {
		s := w.step("read")
		if f, _ := w.run.Follows(s); f.Who != want.who || !strings.Contains(f.Why, want.says) || w.run.Awaits(s)[0] != want.who {
			t.Fatalf("%+v follows and %v is awaited, want %s for %s", f, w.run.Awaits(s), want.who, want.says)
		}
		w.as(lead, run.Release{As: want.who, Note: "read again by me, it is good"})
	}
	w.do(run.Complete{})
	w.at("store")
}

func TestAnEndThatSomebodySignedStands(t *testing.T) {
	w := begin(t, twoHolds())
	w.do(run.Record{Field: "alpha", Text: "bad"}, run.Record{Field: "beta", Text: "good"})
	w.as(lead, run.Release{As: sop.ByPractitioner, Note: "the patient refused", End: true})
	w.refuses(run.RunOver, run.Redo{Reason: "asked again"})
	w.refuses(run.RunOver, run.Choose{Step: "store"})
	w.do(run.Correct{Step: "read", Field: "alpha", Text: "good", Reason: "asked again"}, run.Confirm{})
	if w.run.Ended() == nil {
		t.Fatal("the run goes on")
	}
	w.at("lock") // it was passed before, because the run had not ended
	w.do(run.Confirm{})
	if out := w.run.Summarise().Outcome; out != run.OutcomeEnded {
		t.Errorf("the outcome is %s", out)
	}
}

func TestWhatFollowsFromAReleaseWaitsWhileTheRunIsHandedOver(t *testing.T) {
	for _, withdrawn := range []bool{true, false} {
		w := begin(t, pageOf(sop.Step{ID: "read", Fields: []sop.Field{choiceOf("indicator", orHold(sop.BySupervisor))}}, sop.Step{ID: "use"}))
		w.do(run.MarkNotDone{Reason: "no strip left"}).as(lead, run.Release{As: sop.BySupervisor, Note: "another strip passed"})
		w.do(run.Offer{Note: "called away"})
		if due := w.run.Due(w.now); due != nil {
			t.Fatalf("%#v is due while the run is handed over: the log refuses it", due)
		}
		if withdrawn {
			w.do(run.Withdraw{})
		} else {
			w.as(osei, run.OpenItem{Item: 1}).as(osei, run.TakeOver{})
		}
		if due := w.run.Due(w.now); due != (run.GoOn{}) {
			t.Fatalf("due is %#v", due)
		}
		w.as(w.run.Performer(), run.GoOn{})
		w.at("use")
	}
}

func TestAReleaseDoesNotReachAStepThatIsLeftOutAfterIt(t *testing.T) {
	p := twoHolds()
	p.Sections[0].Steps[1].Hold = sop.BySupervisor
	w := begin(t, p)
	w.do(run.Record{Field: "alpha", Text: "good"}, run.Record{Field: "beta", Text: "good"})
	w.as(lead, run.Release{As: sop.BySupervisor}).do(run.MarkNotDone{Reason: "it fell down"})
	if held, holds := w.run.Held(); !holds || held.ID != "read" {
		t.Errorf("%q holds the run, want read", held.ID)
	}
}

func TestAnOpenStepThatHoldsTheRunIsNotLeft(t *testing.T) {
	p := pageOf(
		sop.Step{ID: "tidy", AnyOrder: true},
		sop.Step{ID: "read", AnyOrder: true, Fields: []sop.Field{choiceOf("alpha", orHold(sop.BySupervisor))}},
	)
	w := begin(t, p)
	w.do(run.Choose{Step: "read"}, run.Record{Field: "alpha", Text: "bad"})
	w.refuses(run.NeedsRelease, run.Choose{Step: "tidy"})
	if away := w.run.Elsewhere(); len(away) > 0 {
		t.Errorf("%+v is offered while the step holds the run", away)
	}
	w.as(lead, run.Release{As: sop.BySupervisor, Note: "read again by me, it is good"}).do(run.Choose{Step: "tidy"})
	w.at("tidy")
}

func TestARedoReachesWhatIsOpenToo(t *testing.T) {
	p := pageOf(
		sop.Step{ID: "soak", Wait: &sop.Duration{D: time.Minute}, WaitBefore: "store"},
		sop.Step{ID: "read", Fields: []sop.Field{choiceOf("alpha", orRedo("soak", 1, or(sop.End)))}},
		sop.Step{ID: "store"},
	)
	w := begin(t, p)
	w.do(run.StartWait{}, run.Record{Field: "alpha", Text: "bad"}, run.Confirm{})
	w.at("soak")
	if s := w.step("soak"); len(s.Timing.Waits) > 0 || s.Opened != 1 {
		t.Errorf("the wait of before runs on: %+v", s.Timing)
	}
	w.refuses(run.NeedsWait, run.Complete{})
}

func TestAnEndSaysWhyOnce(t *testing.T) {
	for want, act := range map[string]run.Action{
		"step 1 was left out":                             run.MarkNotDone{Reason: "it fell down"},
		"step 1: SOP-T-001 ended early, as its page says": run.Link{Run: "r-0007", Outcome: run.OutcomeEnded},
	} {
		w := begin(t, pageOf(sop.Step{ID: "other", Do: "SOP-T-001", DoOr: or(sop.End)}, sop.Step{ID: "store"}))
		if w.do(act); w.run.Ended() == nil {
			w.do(run.Confirm{})
		}
		if got := w.run.Ended().By.Reason; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The record takes no end behind a stop: a correction of a stopped run only marks.
func TestACorrectionBehindAStopEndsNothing(t *testing.T) {
	w := begin(t, pageOf(sop.Step{ID: "look", Fields: []sop.Field{choiceOf("cable", or(sop.End))}}, sop.Step{ID: "use"}))
	w.do(run.Record{Field: "cable", Text: "good"}, run.Complete{}, run.Stop{Reason: "fire alarm"})
	before := len(w.events)
	w.do(run.Correct{Step: "look", Field: "cable", Text: "bad", Reason: "misread it"})
	for _, e := range w.events[before:] {
		if e.Kind != sop.ValueCorrected && e.Kind != sop.DeviationOpened {
			t.Errorf("%s of %s behind the stop", e.Kind, e.Step)
		}
	}
	w.do(run.ActOn{Deviation: 1, Text: "took it out of use"})
	if sum := w.run.Summarise(); sum.Outcome != run.OutcomeStopped || w.run.SignOff() != nil {
		t.Errorf("it comes to %+v, %v", sum, w.run.SignOff())
	}
}
