package run_test

import (
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

// H40: control characters go, what was read is kept raw, and a wrong field is named.
func TestH40AScanIsCleanedKeptRawAndTheWrongFieldIsNamed(t *testing.T) {
	p := everything(t)
	p.Sections[0].Steps[1].Fields = append(p.Sections[0].Steps[1].Fields, sop.Field{Name: "lot", Label: "Lot", Type: sop.Scan, Pattern: "LOT*"})
	w := begin(t, p).reach("record")
	w.refuses(run.Unreadable, run.Record{Field: "asset", Text: "LOT12345"})
	err := w.try(run.Record{Field: "asset", Text: "LOT12345"})
	if err == nil || !contains(err.Error(), "looks like Lot of step 2") {
		t.Errorf("it says %v", err)
	}
	for _, raw := range []string{"]C1CEN-0012\r", "\x02CEN-0012\x03", " CEN-0012\t"} {
		w := begin(t, p).reach("record")
		w.do(run.Record{Field: "asset", Text: raw})
		if v := w.step("record").ValuesOf("asset")[0]; v.Text != "CEN-0012" || v.Raw != raw {
			t.Errorf("%q was kept as %q, raw %q", raw, v.Text, v.Raw)
		}
		w.at("record")
	}
}

func TestAChoiceIsMadeByAsMuchOfItAsIsItsOwn(t *testing.T) {
	choices := []string{"good", "grazed", "broken"}
	for typed, want := range map[string]string{"b": "broken", "GOOD": "good", "gra": "grazed", "g": "", "": "", "x": ""} {
		if got, ok := run.Chosen(choices, typed); got != want || ok != (want != "") {
			t.Errorf("Chosen(%q) = %q, %v", typed, got, ok)
		}
	}
}

func TestNoFreeTextKeepsAnNHSNumber(t *testing.T) {
	const number = "943 476 5919" // the example of the NHS Data Dictionary
	w := begin(t, everything(t)).reach("record")
	for _, a := range []run.Action{
		run.Stop{Reason: "patient " + number},
		run.Pause{Reason: "phone", Note: "sample of " + number},
		run.MarkNotDone{Reason: number},
		run.Offer{Note: number},
		run.Redo{Reason: number},
		run.MarkNotApplicable{Reason: number},
	} {
		w.refuses(run.PatientData, a)
	}
	w.finish()
	w = begin(t, everything(t)).reach("check")
	w.do(run.Record{Field: "temp", Text: "5.0"}, run.Record{Field: "alarm", Text: "off"})
	w.refuses(run.PatientData, run.Record{Field: "remark", Text: "9434765919"})
	if run.CheckWords(number) == nil || run.CheckWords("nothing of that kind") != nil {
		t.Error("words outside a run are checked too")
	}
}

func TestRepeatedReadingsShowTheirMeanAndSpread(t *testing.T) {
	w := begin(t, everything(t)).reach("speed")
	w.do(run.Record{Field: "speed", Text: "2990"})
	f := w.step("speed").Fields[0]
	if _, ok := run.StatsOf(f, w.step("speed").ValuesOf("speed")); ok {
		t.Error("one reading has no mean")
	}
	w.do(run.Record{Field: "speed", Text: "3005"})
	got, ok := run.StatsOf(f, w.step("speed").ValuesOf("speed"))
	if want := (run.Stats{N: 2, Mean: "2997.5", Spread: "15", Low: "2990", High: "3005", Incomplete: true}); !ok || got != want {
		t.Errorf("stats = %+v", got)
	}
}
