package run_test

import (
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// H11: an interruption is noted with one act, and its note comes back unchanged.
func TestH11ANoteToOneselfComesBackUnchanged(t *testing.T) {
	w := begin(t, everything(t)).reach("record")
	w.refuses(run.NeedsReason, run.Pause{})
	w.do(run.Pause{Reason: "phone", Note: "asset label read, lot not yet"}).crash()
	if p := w.run.Paused(); p == nil || p.Note != "asset label read, lot not yet" || p.Reason != "phone" {
		t.Fatalf("paused = %+v", p)
	}
	w.refuses(run.Interrupted, run.Record{Field: "asset", Text: "CEN-0001"})
	w.refuses(run.Interrupted, run.Pause{Reason: "again"})
	w.do(run.Resume{}, run.Record{Field: "asset", Text: "CEN-0001"})
}

// H10: at any event, a run that is read back knows the step done last, and it
// can be confirmed or done again.
func TestH10AfterACrashAtAnyEventTheRunIsTheSame(t *testing.T) {
	w := begin(t, everything(t)).finish()
	for n := range w.events {
		r, err := run.Replay(w.run.Procedure(), w.events[:n])
		if err != nil {
			t.Fatalf("after %d events: %v", n, err)
		}
		last, ok := r.LastClosed()
		var want string
		for _, e := range w.events[:n] {
			if e.Kind == sop.StepDone {
				want = e.Step
			}
		}
		if ok != (want != "") || last.ID != want {
			t.Fatalf("after %d events the step done last is %q, want %q", n, last.ID, want)
		}
	}
}

func TestH10TheLastStepCanBeDoneAgainAndNothingOfItIsLost(t *testing.T) {
	w := begin(t, everything(t)).reach("wipe")
	w.refuses(run.NeedsReason, run.Redo{})
	w.do(run.Redo{Reason: "wrong centrifuge"}).crash()
	w.at("record")
	w.refuses(run.NeedsValue, run.Complete{})
	w.do(run.Record{Field: "asset", Text: "CEN-0002"}, run.Record{Field: "expiry", Text: "2027-03-02"}, run.Record{Field: "spill", Text: "bucket"}, run.Complete{})
	s := w.step("record")
	if len(s.Earlier) != 1 || s.Earlier[0].Values[0].Text != "CEN-1111" || s.ValuesOf("asset")[0].Text != "CEN-0002" {
		t.Errorf("kept %+v", s.Earlier)
	}
	w.has(run.IsDoneAgain, "wrong centrifuge")
	w.finish()
	if got := w.run.Summarise().Counts.Done; got != 11 {
		t.Errorf("%d steps are counted as done", got)
	}
}

func TestDoingAStepAgainLooksAgainAtWhatWasNotRequired(t *testing.T) {
	w := begin(t, everything(t)).reach("contact") // the lead was not required
	w.do(run.Redo{Reason: "kit was short"})
	w.at("kit")
	if w.step("lead").State != run.ToDo {
		t.Errorf("the step after it is %q", w.step("lead").State)
	}
	w.do(run.Complete{})
	w.at("contact")
}

// H35: done earlier is a late entry with both times.
func TestH35ALateEntryHoldsWhenItWasDoneAndWhenItWasEntered(t *testing.T) {
	w := begin(t, everything(t)).reach("wipe")
	at := w.now
	w.now = w.now.Add(20 * time.Minute)
	w.refuses(run.NeedsReason, run.DoneEarlier{At: at.Add(5 * time.Minute)})
	w.refuses(run.Unreadable, run.DoneEarlier{At: at.Add(-time.Hour), Reason: "no hand free"})
	w.refuses(run.Unreadable, run.DoneEarlier{At: w.now.Add(time.Hour), Reason: "no hand free"})
	w.do(run.DoneEarlier{At: at.Add(5 * time.Minute), Reason: "no hand free"}).crash()
	c := w.step("wipe").Closed
	if !c.Done().Equal(at.Add(5*time.Minute)) || !c.At.Equal(w.now) {
		t.Errorf("done %v, entered %v", c.Done(), c.At)
	}
	w.has(run.IsLate, "no hand free")
}

// A time of day alone would hide that it was taken for yesterday's.
func TestARefusedTimeOfTheDayBeforeSaysItsDay(t *testing.T) {
	w := begin(t, everything(t))
	w.now = w.now.Add(11*time.Hour + 30*time.Minute)
	w.reach("wipe")
	if _, err := w.run.Do(run.DoneEarlier{At: w.now.Add(10*time.Minute - 24*time.Hour), Reason: "no hand free"}, "a.khan", w.now); err == nil || !strings.Contains(err.Error(), " is still to come; it is 23:") {
		t.Errorf("a time that is nearer ahead: %v", err)
	}
	at := w.now.Add(-10 * time.Minute)
	w.now = w.now.Add(time.Hour) // after midnight
	_, err := w.run.Do(run.DoneEarlier{At: at, Reason: "no hand free"}, "a.khan", w.now)
	if want := at.Format("at 15:04 on 2 Jan the step before it was not done yet, that was at ") + "23:"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want it to say %q", err, want)
	}
}

func TestALateEntryCannotShortenAWait(t *testing.T) {
	w := waiting(t)
	w.now = w.now.Add(11 * time.Minute)
	w.refuses(run.NeedsWait, run.DoneEarlier{At: w.now.Add(-5 * time.Minute), Reason: "no hand free"})
	w.do(run.Confirm{})
}

func TestStepsInAnyOrderMaySwapAndOneIsCurrent(t *testing.T) {
	w := begin(t, everything(t)).reach("wipe")
	if g := w.run.Group(); len(g) != 2 || g[0].ID != "count" || g[1].ID != "kit" {
		t.Fatalf("group = %v", g)
	}
	w.refuses(run.NoSuchThing, run.Choose{Step: "contact"})
	w.do(run.Choose{Step: "kit"}).crash()
	w.at("kit")
	w.do(run.Complete{})
	w.at("wipe")
	w.do(run.Choose{Step: "count"})
	w.refuses(run.UnknownField, run.Record{Field: "asset", Text: "CEN-0001"})
	w.do(run.Record{Field: "tubes", Text: "12"}, run.Choose{Step: "wipe"}, run.Complete{})
	w.at("count")
	w.do(run.Complete{})
	w.at("contact")
}

func TestALinkedProcedureIsRunBeforeItsStepCloses(t *testing.T) {
	w := begin(t, everything(t)).reach("fridge")
	w.refuses(run.NeedsLinked, run.Complete{})
	w.refuses(run.NoSuchThing, run.Link{})
	w.do(run.Link{Run: "r-0007", Outcome: run.OutcomeStopped})
	w.refuses(run.NeedsAction, run.Complete{})
	w.do(run.ActOn{Deviation: 1, Text: "used the other fridge"}, run.Complete{})
	w.has(run.IsDeviation, "SOP-T-001 in run r-0007 was stopped")
}

func TestARehearsalIsTenTimesFasterAndAsksForEverythingElse(t *testing.T) {
	w := begin(t, run.Rehearsal(everything(t))).reach("contact")
	w.pace = 0
	w.do(run.StartWait{})
	w.now = w.now.Add(59 * time.Second)
	w.refuses(run.NeedsWait, run.Confirm{})
	w.now = w.now.Add(time.Second)
	w.do(run.Confirm{})
	if p := everything(t); p.Sections[1].Steps[0].Wait.D != 10*time.Minute {
		t.Error("the page itself was changed")
	}
}

// A wait and a window of a table's row are there in a rehearsal, ten times shorter, and the
// table of the page itself stays as it is.
func TestARehearsalIsTenTimesFasterByTheRowsOfATableToo(t *testing.T) {
	p := disinfect(t, nil)
	w := begin(t, run.Rehearsal(p)).do(run.Record{Field: "product", Text: "tablets"}, run.Confirm{}, run.Record{Field: "strength", Text: "1000"}, run.Confirm{}, run.Record{Field: "mass", Text: "2"}, run.Confirm{})
	w.pace = 0
	w.at("wet")
	w.refuses(run.NeedsWait, run.Confirm{})
	w.do(run.StartWait{})
	if timer, ok := w.run.Wait(w.step("wet")); !ok || timer.Length != time.Minute {
		t.Errorf("it waits %+v, %v", timer, ok)
	}
	w.now = w.now.Add(time.Minute)
	w.do(run.Confirm{})
	if within := w.step("off").Within; within == nil || within.Time.D != 3*time.Minute {
		t.Errorf("the window is %+v", within)
	}
	if cell := p.Tables[0].Rows[0].Cells[0]; cell.Time.D != 10*time.Minute {
		t.Errorf("the page itself was changed: %s", cell)
	}
}
