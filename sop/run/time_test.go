package run_test

import (
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// kinds returns the kinds of the events from position n on.
func (w *walk) kinds(n int) (out []sop.EventKind) {
	for _, e := range w.events[n:] {
		out = append(out, e.Kind)
	}
	return out
}

// waiting is a run that stands at its wait, which was just started.
func waiting(t *testing.T) *walk {
	w := begin(t, everything(t)).reach("contact")
	w.pace = 0
	return w.do(run.StartWait{})
}

// H15: a wait keeps the true time left over a crash, and cannot be shortened.
func TestH15AWaitKeepsItsTimeLeftOverACrash(t *testing.T) {
	w := waiting(t)
	w.now = w.now.Add(3 * time.Minute)
	w.crash()
	w.now = w.now.Add(4 * time.Minute)
	s, _ := w.run.Current()
	timer, ok := w.run.Wait(s)
	if !ok || timer.Left(w.now) != 3*time.Minute {
		t.Fatalf("left after 3 and 4 of 10 minutes = %v", timer.Left(w.now))
	}
	w.refuses(run.NeedsWait, run.Confirm{})
	w.now = w.now.Add(3*time.Minute - time.Millisecond)
	w.refuses(run.NeedsWait, run.Confirm{})
	w.now = w.now.Add(time.Millisecond)
	w.do(run.Confirm{})
}

func TestH15AWaitMustBeStartedAndStartsAgainOnlyWithAReason(t *testing.T) {
	w := begin(t, everything(t)).reach("contact")
	w.refuses(run.NeedsWait, run.Confirm{})
	w.pace = 0
	w.do(run.StartWait{})
	w.now = w.now.Add(6 * time.Minute)
	w.refuses(run.NeedsReason, run.StartWait{})
	w.do(run.StartWait{Reason: "the surface dried"})
	w.now = w.now.Add(9 * time.Minute)
	w.refuses(run.NeedsWait, run.Confirm{})
	w.now = w.now.Add(time.Minute)
	w.do(run.Confirm{}).finish()
	w.has(run.IsWaitAgain, "the surface dried")
}

// has asserts that the summary lists an exception of a kind with some words.
func (w *walk) has(kind run.ExceptionKind, words string) {
	w.t.Helper()
	for _, e := range w.run.Summarise().Exceptions {
		if e.Kind == kind && contains(e.Text+" "+e.Action, words) {
			return
		}
	}
	w.t.Errorf("no exception %q with %q in %+v", kind, words, w.run.Summarise().Exceptions)
}

// H16: a clock that goes back or jumps is recorded, and the timer is doubtful.
func TestH16AClockSetBackIsNotedBeforeAnythingElse(t *testing.T) {
	w := waiting(t)
	w.now = w.now.Add(2 * time.Minute)
	w.do(run.Pause{Reason: "phone"}, run.Resume{})
	w.now = w.now.Add(-time.Hour)
	w.refuses(run.TimeFirst, run.Confirm{})
	due := w.run.Due(w.now)
	if due != (run.DoubtClock{By: -time.Hour}) {
		t.Fatalf("due = %#v", due)
	}
	w.do(due)
	s, _ := w.run.Current()
	timer, _ := w.run.Wait(s)
	if !timer.Doubtful || timer.Left(w.now) != 8*time.Minute {
		t.Errorf("timer = %+v, left %v", timer, timer.Left(w.now))
	}
	w.finish()
	w.has(run.IsClock, "back by 1 h 0 min")
}

func TestH16AClockSetForwardShortensNoWait(t *testing.T) {
	w := waiting(t)
	w.now = w.now.Add(30 * time.Minute) // the clock was moved by 30 min, no time passed
	w.do(run.DoubtClock{By: 30 * time.Minute})
	w.refuses(run.NeedsWait, run.Confirm{})
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Confirm{})
	w.has(run.IsClock, "forward by 30 min")
}

func TestATimerStartedAfterTheClockWasMovedIsNotDoubtful(t *testing.T) {
	w := begin(t, everything(t)).reach("contact")
	w.pace = 0
	w.now = w.now.Add(-time.Hour)
	w.do(w.run.Due(w.now), run.StartWait{})
	s, _ := w.run.Current()
	if timer, _ := w.run.Wait(s); timer.Doubtful || timer.Left(w.now) != 10*time.Minute {
		t.Errorf("timer = %+v", timer)
	}
}

// H17: a timer that ends completes nothing.
func TestH17TimeNeverCompletesAStep(t *testing.T) {
	w := waiting(t)
	w.now = w.now.Add(90 * time.Minute)
	if w.run.Due(w.now) != nil {
		t.Fatalf("due = %#v", w.run.Due(w.now))
	}
	w.do(run.Tick{})
	w.at("contact")
	if n := len(w.events); w.events[n-1].Kind != sop.WaitStarted {
		t.Errorf("time caused %v", w.kinds(n-1))
	}
}

// H18: a window that is missed opens a deviation by itself, which names the step.
func TestH18AMissedWindowOpensADeviation(t *testing.T) {
	w := waiting(t)
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Confirm{})
	s, _ := w.run.Current()
	if timer, ok := w.run.Window(s); !ok || timer.Left(w.now) != 20*time.Minute {
		t.Fatalf("window = %+v", timer)
	}
	w.now = w.now.Add(20 * time.Minute)
	if w.run.Due(w.now) != nil {
		t.Fatal("a window is kept on its last instant")
	}
	w.now = w.now.Add(time.Millisecond)
	w.crash()
	w.refuses(run.TimeFirst, run.Complete{})
	before := len(w.events)
	w.do(run.Tick{})
	if got := w.kinds(before); len(got) != 2 || got[0] != sop.WindowMissed || got[1] != sop.DeviationOpened || w.events[before+1].Step != "rinse" {
		t.Fatalf("time caused %v", w.events[before:])
	}
	w.do(run.Tick{})
	if len(w.events) != before+2 {
		t.Error("a window is missed once")
	}
	w.refuses(run.NeedsAction, run.Complete{})
	w.do(run.ActOn{Deviation: 1, Text: "wetted it again"}, run.Complete{})
	w.has(run.IsDeviation, "step 8 was not done within 20 min of step 7")
}

func TestAWindowDoesNotCountFromAStepThatWasNotDone(t *testing.T) {
	w := begin(t, everything(t)).reach("contact")
	w.do(run.MarkNotDone{Reason: "no disinfectant"})
	w.now = w.now.Add(time.Hour)
	if s, _ := w.run.Current(); s.ID != "rinse" || w.run.Due(w.now) != nil {
		t.Errorf("at %s, due %#v", s.ID, w.run.Due(w.now))
	}
}

// H14: open for longer than complete-within, only a supervisor goes on.
func TestH14AnOverdueRunWaitsForASupervisorsDecision(t *testing.T) {
	over := func() *walk {
		w := begin(t, everything(t)).reach("record")
		w.now = noon.Add(3 * time.Hour)
		return w
	}
	w := over()
	w.refuses(run.Overdue, run.Record{Field: "asset", Text: "CEN-0001"})
	if need, who := w.run.Needs(w.now); need != run.NeedDecision || who != sop.BySupervisor {
		t.Errorf("it needs %q of %q", need, who)
	}
	w.refuses(run.SamePerson, run.Decide{Decision: sop.Continue, Reason: "it is fine"})
	w.refusesTo(lead, run.NeedsReason, run.Decide{Decision: sop.Continue})
	w.refusesTo(lead, run.NoSuchThing, run.Decide{Decision: "ignore", Reason: "it is fine"})
	w.as(lead, run.Decide{Decision: sop.Continue, Reason: "the samples are stable"})
	w.do(run.Record{Field: "asset", Text: "CEN-0001"})
	w.finish()
	w.has(run.IsDecided, "the samples are stable")

	for _, end := range []string{sop.Restart, sop.Abandon} {
		w := over().as(lead, run.Decide{Decision: end, Reason: "too old by now"})
		if w.run.Stopped() == nil || w.run.Summarise().Outcome != run.OutcomeStopped {
			t.Errorf("%s does not stop the run", end)
		}
	}
	w = begin(t, everything(t)).reach("record")
	w.refusesTo(lead, run.NoSuchThing, run.Decide{Decision: sop.Continue, Reason: "too early to ask"})
	w.as(lead, run.Decide{Decision: sop.Abandon, Reason: "nobody comes back to it"})
}

// H34: pace is asked for at the end, and is no reason to stop anybody before.
func TestH34FastRowsAreExplainedBeforeSignOff(t *testing.T) {
	w := begin(t, fridge())
	w.pace = 300 * time.Millisecond
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.pace = 100 * time.Millisecond
	w.do(run.Complete{})
	w.do(probe()...)
	w.do(run.Complete{}, run.Confirm{})
	row, ok := w.run.Unexplained()
	if !ok || row.Steps < 3 {
		t.Fatalf("rows = %+v", w.run.FastRows())
	}
	if err := w.run.SignOff(); err == nil {
		t.Fatal("it can be signed without a word on the pace")
	}
	w.refuses(run.NeedsReason, run.ExplainPace{})
	w.do(run.ExplainPace{Text: "all laid out beforehand"})
	if err := w.run.SignOff(); err != nil {
		t.Error(err)
	}
	w.has(run.IsFast, "all laid out beforehand")
}

func TestH34StepsThatTakeTheirTimeAreNoFastRow(t *testing.T) {
	w := begin(t, fridge())
	w.finish()
	if rows := w.run.FastRows(); len(rows) != 0 {
		t.Errorf("a minute a step is called fast: %+v", rows)
	}
}

func TestACountdownNeverShowsZeroTooEarly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		401 * time.Second: "06:41", 400*time.Second + 1: "06:41", time.Millisecond: "00:01", 0: "00:00",
		2*time.Hour + 3*time.Second: "2:00:03", -61 * time.Second: "-01:01",
	} {
		if got := run.Clock(d); got != want {
			t.Errorf("Clock(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestAStepThatWasDoneTooLateWhileItDidNotCountIsToldWhenACorrectionMakesItCount(t *testing.T) {
	p := pageOf(
		sop.Step{ID: "wet", Fields: []sop.Field{choiceOf("surface", nil)}},
		sop.Step{ID: "rinse", If: when("surface", sop.Equal, "good"), Within: &sop.Within{Time: sop.Duration{D: 2 * time.Minute}, Of: "wet"}, Fields: []sop.Field{figure("litres", 1)}},
		sop.Step{ID: "dry"},
	)
	to := func(text string) run.Correct {
		return run.Correct{Step: "wet", Field: "surface", Text: text, Reason: "misread it"}
	}
	w := begin(t, p)
	w.do(run.Record{Field: "surface", Text: "good"}, run.Complete{}, run.Record{Field: "litres", Text: "1"}, to("bad"), run.ActOn{Deviation: 1, Text: "told the lead"})
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Complete{})
	late := func() (n int) {
		for _, d := range w.run.Deviations() {
			if strings.Contains(d.What, "was not done within 2 min of step 1") {
				n++
			}
		}
		return n
	}
	if late() != 0 || w.step("rinse").State != run.Done {
		t.Fatalf("rinse is %s, and %d deviations say that it was late while it did not count", w.step("rinse").State, late())
	}
	w.do(to("good"))
	w.do(to("bad"), to("good"))
	if late() != 1 {
		t.Errorf("%d deviations say that it was late: %+v", late(), w.run.Deviations())
	}
}

func TestAStepThatWasDoneTooLateWhileItDidNotCountIsToldWhenTheEndMakesItCount(t *testing.T) {
	rinse := sop.Step{ID: "rinse", Always: true, Within: &sop.Within{Time: sop.Duration{D: 2 * time.Minute}, Of: "wet"}, Fields: []sop.Field{figure("litres", 1)}}
	rinse.If = &sop.Condition{Join: sop.Or, Terms: []sop.Term{{Name: "surface", Op: sop.Equal, Value: "good"}, {Op: sop.HasEnded}}}
	w := begin(t, pageOf(sop.Step{ID: "wet", Fields: []sop.Field{choiceOf("surface", nil)}}, rinse, sop.Step{ID: "look", Fields: []sop.Field{choiceOf("lamp", or(sop.End))}}, sop.Step{ID: "dry"}))
	w.do(run.Record{Field: "surface", Text: "good"}, run.Complete{}, run.Record{Field: "litres", Text: "1"})
	w.do(run.Correct{Step: "wet", Field: "surface", Text: "bad", Reason: "misread it"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Complete{}, run.Record{Field: "lamp", Text: "bad"}, run.ActOn{Deviation: 2, Text: "told the lead"}, run.Confirm{})
	if w.run.Ended() == nil {
		t.Fatal("it has not ended")
	}
	w.has(run.IsDeviation, "step 2 was not done within 2 min of step 1; the end makes it required")
}
