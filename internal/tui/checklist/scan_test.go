package checklist_test

import (
	"testing"
	"time"

	"soprun/internal/tui/kittest"
	"soprun/sop"
)

// scanning shows a run whose first step asks for two scans.
func scanning(t *testing.T) *kittest.Driver {
	k := &keeper{proc: fridge()}
	first := &k.proc.Sections[0].Steps[0]
	first.Alerts = nil
	first.Fields = []sop.Field{
		{Name: "asset", Label: "Asset", Type: sop.Scan, Pattern: "CEN-####"}, {Name: "lot", Label: "Lot", Type: sop.Scan, Pattern: "LOT*"},
	}
	d := open(t, k)
	d.Env.Now = d.Env.Now.Add(time.Second)
	return d
}

func TestH40AScanEndsItsFieldAndNeverTheStep(t *testing.T) {
	for _, end := range []string{"enter", "tab"} {
		d := scanning(t)
		d.Frozen, d.Hold = true, true
		d.Type("CEN-0012").Press(end, end, end).Release()
		if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0012" || step(d) != "open" {
			t.Errorf("%s: values %+v, at %q", end, got, step(d))
		}
	}
}

func TestH40AScannerWithoutAnEndIsEndedBySilence(t *testing.T) {
	d := scanning(t)
	d.Frozen, d.Hold = true, true
	d.Type("CEN-0012").Release()
	if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0012" || step(d) != "open" {
		t.Errorf("values %+v, at %q", got, step(d))
	}
}

func TestWhatAPersonTypesIsNotTakenBeforeEnter(t *testing.T) {
	d := scanning(t)
	d.Type("CEN-0012")
	if got := values(d, "asset"); len(got) != 0 {
		t.Errorf("values %+v", got)
	}
	d.Press("enter")
	if got := values(d, "asset"); len(got) != 1 {
		t.Errorf("values %+v", got)
	}
}

func TestH40AScanOfTheWrongThingSaysWhichFieldItLooksLike(t *testing.T) {
	d := scanning(t)
	d.Answer("LOT778").Shows("it looks like Lot of step 1")
	if got := values(d, "asset"); len(got) != 0 {
		t.Errorf("values %+v", got)
	}
}

func TestAScanAfterARefusedOneIsNotAddedToIt(t *testing.T) {
	d := scanning(t)
	d.Answer("LOT778").Shows("does not fit")
	d.Type("CEN-0012").Press("enter")
	if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0012" {
		t.Errorf("values %+v", got)
	}
	d = scanning(t)
	d.Answer("CEN-00123").Press("backspace", "enter") // a person mends what was typed
	if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0012" {
		t.Errorf("values %+v", got)
	}
}
