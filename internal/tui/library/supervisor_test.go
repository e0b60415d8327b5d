package library_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop"
	"soprun/sop/run"
)

// ward is a library whose open runs wait in every way.
func ward() *fakeBench {
	b := cupboard()
	at := func(id, title string, need run.Need, who sop.Who, timers ...run.Timer) model.OpenRun {
		return model.OpenRun{
			ID: id, SOP: "SOP-" + id, Title: title, Person: model.Person{ID: "a.khan", Name: "A. Khan"}, Last: kittest.Now.Add(-5 * time.Minute),
			Step: 8, Steps: 14, Need: need, Who: who, Timers: timers,
		}
	}
	wait := run.Timer{Kind: run.WaitTimer, Length: 10 * time.Minute, Start: kittest.Now.Add(-199 * time.Second), Ends: kittest.Now.Add(401 * time.Second)}
	paused := at("r-5", "Stop the analyser", "", "")
	paused.Paused = &run.Close{Reason: "Break"}
	b.open = []model.OpenRun{
		at("r-1", "Clean a centrifuge", "", "", wait),
		at("r-2", "Start the analyser", run.NeedRelease, sop.BySupervisor),
		at("r-3", "Clean a hood", run.NeedCheck, sop.BySecondPerson),
		at("r-4", "Clean your hands", run.NeedDecision, sop.BySupervisor),
		paused,
		at("r-6", "Calibrate a scale", run.NeedTaker, sop.BySecondPerson),
	}
	return b
}

func TestAnOpenRunSaysWhatItWaitsFor(t *testing.T) {
	d := open(t, ward())
	d.Shows(
		"Clean a centrifuge step 8 of 14 wait 06:41 left A. Khan", "Start the analyser step 8 of 14 HOLD, needs a supervisor A. Khan",
		"Clean a hood step 8 of 14 needs a second person", "step 8 of 14 OVERDUE, needs a supervisor", "step 8 of 14 interrupted", "step 8 of 14 handed over",
	)
	for _, width := range []int{40, 60} {
		if frame := d.FrameAt(width, 40); !strings.Contains(frame, "HOLD, needs a supervisor") || !strings.Contains(frame, "wait 06:41 left") {
			t.Errorf("at %d it does not say what is waited for:\n%s", width, frame)
		}
	}
	d.Env.Now = d.Env.Now.Add(time.Second)
	d.Shows("wait 06:40 left")
	d.Env.Now = d.Env.Now.Add(7 * time.Minute)
	d.Shows("wait over")
}

func TestH29WhatWaitsForASupervisorStandsFirst(t *testing.T) {
	b := ward()
	b.toSign = 3
	d := open(t, b)
	if got, want := order(d), "OPEN RUNS; Start the analyser; Clean your hands; Clean a centrifuge; Clean a hood; Stop the analyser; Calibrate a scale; FOR A SUPERVISOR; USED LAST;"; !strings.HasPrefix(got, want) {
		t.Errorf("order:\n%s\nwant:\n%s", got, want)
	}
	d.Shows("3 records to review oldest 3 days")
	d.Press("enter")
	if got := d.Asked[0]; got != (session.Resume{Run: "r-2"}) {
		t.Errorf("the first entry opens %#v", got)
	}
	d.Press("down", "down", "down", "down", "down", "down", "enter")
	if got := d.Went[0]; got != (kit.Go{To: kit.ToList, List: "review"}) {
		t.Errorf("the records lead to %+v", got)
	}
}

func TestRecordsToReviewAreCountedInWords(t *testing.T) {
	for n, want := range map[int]string{1: "1 record to review", 2: "2 records to review", 5000: "5,000 records to review"} {
		b := cupboard()
		b.toSign = n
		open(t, b).Shows("FOR A SUPERVISOR", want).Hides("exceptions")
		b.wrong = 1
		open(t, b).Shows(want + ", 1 with exceptions")
	}
	open(t, cupboard()).Hides("FOR A SUPERVISOR", "review")
}

func TestWorkComesBeforeRecords(t *testing.T) {
	b := cupboard()
	b.toSign = 4
	d := open(t, b).Press("enter")
	if got := d.Asked[0]; got != (session.Resume{Run: "r-2"}) {
		t.Errorf("enter opens %#v", got)
	}
	if d.Type("hood").Press("esc", "enter"); d.Asked[1] != (session.Resume{Run: "r-2"}) {
		t.Errorf("after Find, enter opens %#v", d.Asked[1])
	}
	b.open = nil
	if d = open(t, b).Press("enter"); len(d.Went) != 1 || d.Went[0].To != kit.ToProcedure {
		t.Errorf("without an open run enter leads to %+v", d.Went)
	}
	if d = open(t, b).Press("up", "enter"); len(d.Went) != 1 || d.Went[0].To == kit.ToProcedure {
		t.Errorf("the records above it lead to %+v", d.Went)
	}
}

func TestTheCursorStaysOnWhatItStoodOn(t *testing.T) {
	b := cupboard()
	d := open(t, b).Press("down", "down", "down")
	b.toSign = 1
	d.Run(d.Screen.Init(d.Env)).Press("enter")
	if got := d.Went[0].Page; got != "SOP-IC-001" {
		t.Errorf("after a record was signed enter opens %q", got)
	}
	b.open = nil
	d.Run(d.Screen.Init(d.Env)).Press("up", "up", "up", "up", "down", "enter")
	if got := d.Went[1].Page; got != "SOP-CEN-014" {
		t.Errorf("once the runs are gone enter opens %q", got)
	}
}

func TestAClickSelectsAndOpensARow(t *testing.T) {
	d := open(t, cupboard())
	d.Send(kit.Click{Row: 2})
	if len(d.Went)+len(d.Asked) != 0 {
		t.Fatal("one click opens")
	}
	d.Send(kit.Click{Row: 2}).Send(kit.Click{Row: 99}).Send(kit.Wheel{By: 300}).Press("enter")
	if len(d.Went) != 2 || d.Went[0].Page != "SOP-CEN-014" || d.Went[1].Page != "SOP-IC-001" {
		t.Errorf("went %+v", d.Went)
	}
}
