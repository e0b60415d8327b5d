package checklist_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/tui/kit"
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
		d.Type("CEN-0012")
		d.Frozen, d.Hold = true, true
		d.Press(end, end, end).Release()
		if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0012" || step(d) != "open" {
			t.Errorf("%s: values %+v, at %q", end, got, step(d))
		}
	}
}

func TestH40AScanTakesThePlaceOfWhatStandsInItsField(t *testing.T) {
	d := scanning(t)
	d.Type("12CEN-0012").Send(kit.Scan{Text: "CEN-0012", Typed: 8})
	if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0012" || step(d) != "open" {
		t.Errorf("values %+v, at %q", got, step(d))
	}
}

func TestTheSameLabelTwiceFillsOneField(t *testing.T) {
	d := scanning(t)
	d.Send(kit.Scan{Text: "CEN-0012"}).Send(kit.Scan{Text: "CEN-0012"}).Shows("That label was taken already")
	if got := values(d, "lot"); len(got) != 0 || len(values(d, "asset")) != 1 {
		t.Errorf("values %+v", got)
	}
	d.Env.Now = d.Env.Now.Add(time.Minute)
	d.Send(kit.Scan{Text: "CEN-0012"}).Shows("it looks like Asset")
	d.Send(kit.Scan{Text: "LOT778"})
	if got := values(d, "lot"); len(got) != 1 || got[0].Text != "LOT778" {
		t.Errorf("values %+v", got)
	}
}

func TestAFieldThatIsNotScannedLosesTheScanAgain(t *testing.T) {
	d, _ := at(t, "read") // it asks for a temperature
	d.Type("5").Type("5012345678900").Send(kit.Scan{Typed: 13})
	d.Press("enter")
	if got := values(d, "temp"); len(got) != 1 || got[0].Text != "5" {
		t.Errorf("values %+v", got)
	}
}

func TestACorrectionIsScannedWhereTheValueWas(t *testing.T) {
	d := scanning(t)
	d.Answer("CEN-0012").Press("esc", "c", "1").Type("CEN-0013").Send(kit.Scan{Text: "CEN-0013", Typed: 8})
	d.Press("enter").Answer("the wrong label")
	if got := values(d, "asset"); len(got) != 1 || got[0].Text != "CEN-0013" {
		t.Errorf("values %+v", got)
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

// boxed shows a run whose first step takes a box by its 2D code.
func boxed(t *testing.T) *kittest.Driver {
	k := &keeper{proc: fridge()}
	first := &k.proc.Sections[0].Steps[0]
	first.Alerts = nil
	first.Fields = []sop.Field{
		{Name: "lot", Label: "Lot", Type: sop.Scan, GS1: sop.GS1Lot},
		{Name: "expiry", Label: "Expiry", Type: sop.Date, GS1: sop.GS1Expiry, Days: sop.DayRule{Test: sop.FromToday}, Or: &sop.Consequence{Does: sop.End}},
	}
	d := open(t, k)
	d.Env.Now = d.Env.Now.Add(time.Second)
	return d
}

func TestOneCodeFillsTheStepHoweverItComes(t *testing.T) {
	const code = "]d20105012345678900" + "10LOT7\x1d17260131"
	for name, msg := range map[string]tea.Msg{"typed by a scanner": kit.Scan{Text: code}, "pasted": tea.PasteMsg{Content: code + "\r\n"}} {
		d := boxed(t).Send(msg).Shows("LOT7", "EXPIRED 31 Jan 2026", "the run ends")
		if lot, expiry := values(d, "lot"), values(d, "expiry"); len(lot) != 1 || len(expiry) != 1 || lot[0].Raw != code || expiry[0].Text != "2026-01-31" {
			t.Errorf("%s: %+v, %+v", name, lot, expiry)
		}
		if step(d) != "open" {
			t.Errorf("%s: the step was closed", name)
		}
	}
}

// Enter once more must not enter a code that lost its separators: it would be another.
func TestARefusedCodeDoesNotStayInTheField(t *testing.T) {
	d := boxed(t).Send(kit.Scan{Text: "]d20105012345678900" + "21SER\x1d17270131"}).Shows("that code has no lot")
	if d.Press("enter"); len(values(d, "lot")) != 0 {
		t.Errorf("%+v", values(d, "lot"))
	}
	d.Type("LOT8").Press("enter").Send(kit.Scan{Text: "]d20105012345678900" + "17270131"}).Shows("31 Jan 2027")
	if got := values(d, "lot"); len(got) != 1 || got[0].Text != "LOT8" {
		t.Errorf("%+v", got)
	}
}
