package library_test

import (
	"reflect"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
)

// What waits for somebody stands under whom it waits for, and leads to where it is done.
func TestWhatWaitsLeadsToWhereItIsDone(t *testing.T) {
	khan := model.Person{ID: "a.khan", Name: "A. Khan"}
	now := time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC)
	b := &fakeBench{
		toSign: 3,
		slots: []model.Slot{
			{SOP: "SOP-EQ-014", Title: "Fridge check", Item: "F-11", Name: "2026-11-19", State: "missed", Due: now.AddDate(0, 0, -3)},
			{SOP: "SOP-EQ-014", Title: "Fridge check", Item: "F-11", Name: "2026-11-20", State: "missed", Due: now.AddDate(0, 0, -2)},
			{SOP: "SOP-EQ-014", Title: "Fridge check", Item: "F-12", Name: "2026-11-22", State: "late", Due: now.Add(-41 * time.Minute), Late: 41 * time.Minute},
		},
		kept: model.Department{
			Incidents: []model.Incident{{Entry: 70, What: "a tube broke", By: khan, At: now.AddDate(0, 0, -3)}},
			SentBack:  []model.SentBack{{Entry: 41, Title: "Clean a centrifuge", To: khan, At: now, Reason: "no lot"}},
			Notes:     []model.Note{{Entry: 72, Text: "rotor 2 squeaks", By: khan, At: now}},
			Duties:    []model.Duty{{Person: khan, SOP: "SOP-EQ-014", Version: "1.0"}, {Person: khan, SOP: "SOP-EQ-015", Version: "1.0"}},
		},
	}
	d := open(t, b)
	d.Shows("LATE", "Fridge check  F-12", "41 min late", "MISSED, TO BE EXPLAINED", "Fri 20 Nov, and 1 slot before", "FOR A SUPERVISOR", "3 records to review",
		"Incident: a tube broke", "SENT BACK", "Clean a centrifuge: no lot", "NOTES", "rotor 2 squeaks", "TO READ", "2 pages")
	want := []kit.Go{
		{To: kit.ToProcedure, Page: "SOP-EQ-014"},
		{To: kit.ToRow, List: "due", Row: "SOP-EQ-014@2026-11-20:F-11"},
		{To: kit.ToList, List: "review"},
		{To: kit.ToRow, List: "incidents", Row: "70"},
		{To: kit.ToRow, List: "log", Row: "41"},
		{To: kit.ToRow, List: "notes", Row: "72"},
		{To: kit.ToList, List: "duties"},
	}
	for i, to := range want {
		if d.Press("enter"); len(d.Went) != i+1 || d.Went[i] != to {
			t.Errorf("task %d leads to %+v, want %+v", i, d.Went[i:], to)
		}
		d.Press("down")
	}
}

// What the cursor stands on is charted: a page, or what is due; else the exceptions of all.
func TestAChartIsOfWhatTheCursorStandsOn(t *testing.T) {
	b := &fakeBench{slots: []model.Slot{{SOP: "SOP-EQ-014", Title: "Fridge check", Item: "F-12", Name: "2026-11-22", State: "late", Due: time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC), Late: 41 * time.Minute}}, toSign: 3}
	d := open(t, b)
	d.Press("ctrl+g", "down", "ctrl+g")
	want := []kit.Go{{To: kit.ToChart, Chart: present.ChartOf{SOP: "SOP-EQ-014", Item: "F-12"}}, {To: kit.ToChart, Chart: present.ChartOf{Kind: present.OfExceptions}}}
	if !reflect.DeepEqual(d.Went, want) {
		t.Errorf("went to %+v, want %+v", d.Went, want)
	}
}

// Pages are there to be begun before it is found out what waits; then the cursor goes to what is
// due, but not from where somebody has gone meanwhile.
func TestWhatWaitsComesBehindThePages(t *testing.T) {
	late := func() *fakeBench {
		b := cupboard()
		b.open = nil
		b.slots = []model.Slot{{SOP: "SOP-EQ-014", Title: "Fridge check", Name: "2026-11-22", State: "late", Due: kittest.Now.Add(-time.Hour), Late: time.Hour}}
		return b
	}
	begin := func() *kittest.Driver {
		b := late()
		d := kittest.Open(t, silent{newLibrary(b)})
		d.Screen, d.Hold = newLibrary(b), true
		d.Run(d.Screen.Init(d.Env))
		pages := d.Drop()
		d.Hold = true
		d.Send(pages[0])
		d.Hides("LATE").Shows("ANALYSIS")
		return d
	}
	d := begin()
	d.Release().Shows("LATE")
	if d.Press("enter"); len(d.Went) != 1 || d.Went[0].Page != "SOP-EQ-014" {
		t.Errorf("the cursor stands at %+v", d.Went)
	}
	d = begin()
	d.Press("down", "down")
	d.Release().Shows("LATE")
	if d.Press("enter"); len(d.Went) != 1 || d.Went[0].Page != "SOP-CEN-015" { // the third that was used last
		t.Errorf("the cursor was moved, and leads to %+v", d.Went)
	}
	d = begin()
	d.Type("hood").Release()
	if d.Press("enter"); len(d.Went) != 1 || d.Went[0].Page != "SOP-CEN-015" {
		t.Errorf("what was looked for leads to %+v", d.Went)
	}
}
