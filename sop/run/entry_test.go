package run_test

import (
	"strings"
	"testing"
	"time"

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

func TestAReasonIsWordsAndNotAKeyThatWasPressed(t *testing.T) {
	w := begin(t, everything(t)).reach("record")
	for _, text := range []string{"80", "d", "?", "-", "7.5", "a b c", "…", "x1"} {
		w.refuses(run.NeedsReason, run.MarkNotDone{Reason: text})
		if run.CheckWords(text) == nil {
			t.Errorf("%q is taken as a comment", text)
		}
	}
	for _, text := range []string{"yes", "No.", "ok", "OK!", "okay", "n/a", "N/A", "na", "not applicable"} {
		w.refuses(run.NeedsReason, run.MarkNotDone{Reason: text})
	}
	for _, text := range []string{"ok", "no cloth", "é vrai", "床が濡れた", "80 ml were spilt"} {
		if err := run.CheckWords(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestATimeIsRecordedWhenItWasAndNotBefore(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	p := &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-X-001", Title: "Look", Version: "1.0"},
		Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{{ID: "look", Number: 1, Text: "Look.", Fields: []sop.Field{{Name: "at", Label: "Seen at", Type: sop.Clock}}}}}},
	}
	record := func(now time.Time, text string) error {
		r, err := run.New(p)
		if err != nil {
			t.Fatal(err)
		}
		begun, err := r.Do(run.Begin{}, "a.khan", now)
		if err != nil {
			t.Fatal(err)
		}
		if r, err = r.After(begun...); err != nil {
			t.Fatal(err)
		}
		_, err = r.Do(run.Record{Field: "at", Text: text}, "a.khan", now)
		return err
	}
	noon, spring := time.Date(2027, 6, 10, 13, 0, 0, 0, zone), time.Date(2027, 3, 28, 2, 45, 0, 0, zone)
	for text, want := range map[string]string{"1305": "13:05 is still to come; it is 13:00 now", "13:00": "", "09:30": "", "0059": ""} {
		if err := record(noon, text); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s at one o'clock: %v, want %q", text, err, want)
		}
	}
	if err := record(noon.Add(-12*time.Hour-50*time.Minute), "23:50"); err != nil {
		t.Errorf("yesterday: %v", err)
	}
	if err := record(spring, "01:30"); err == nil || !strings.Contains(err.Error(), "there was no 01:30 on 28 Mar") {
		t.Errorf("in the hour that was skipped: %v", err)
	}
}

func TestWhatCannotBeReadIsRefusedBeforeAnybodyIsAskedWhy(t *testing.T) {
	f := sop.Field{Name: "opened", Label: "Opened", Type: sop.Date}
	now := time.Date(2027, 6, 10, 13, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"": "enter a value", "31 Nov 2027": "November has 30 days", "5/6/2027": "it could be", "28.11.2026": ""} {
		if err := run.Readable(f, text, now); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if err := run.Readable(sop.Field{Name: "note", Label: "Note", Type: sop.Text}, " ? ", now); err == nil {
		t.Error("a question mark is a value")
	}
}
