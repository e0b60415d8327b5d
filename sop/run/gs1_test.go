package run_test

import (
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

const box = "]d20105012345678900" // a trade item; what follows is the rest of its code

// delivery is a page on which a box is booked in.
func delivery() *sop.Procedure {
	return pageOf(sop.Step{ID: "box", Fields: []sop.Field{
		{Name: "shelf", Label: "Shelf", Type: sop.Text},
		{Name: "lot", Label: "Lot", Type: sop.Scan, GS1: sop.GS1Lot},
		{Name: "expiry", Label: "Expiry", Type: sop.Date, GS1: sop.GS1Expiry, Days: sop.DayRule{Test: sop.FromToday}, Or: orRedo("", 2, orHold(sop.BySupervisor))},
		{Name: "other", Label: "Other", Type: sop.Scan},
	}})
}

func TestOneCodeFillsAllOfTheStep(t *testing.T) {
	for _, field := range []string{"lot", "expiry"} {
		w := begin(t, delivery())
		code := box + "17260131" + "10LOT7"
		w.do(run.Record{Field: "shelf", Text: "upper left"}, run.Record{Field: field, Text: code})
		s := w.step("box")
		lot, expiry := s.ValuesOf("lot")[0], s.ValuesOf("expiry")[0]
		if lot.Text != "LOT7" || expiry.Text != "2026-01-31" || expiry.Mark != "EXPIRED 31 Jan 2026" {
			t.Errorf("scanned at %s: %+v, %+v", field, lot, expiry)
		}
		if raw := lot.Raw + expiry.Raw; raw != code {
			t.Errorf("the code is kept as %q and %q, want it once", lot.Raw, expiry.Raw)
		}
		if f, ok := w.run.Follows(s); !ok || f.Does != sop.Redo {
			t.Errorf("another lot is not asked for: %+v", f)
		}
		if retraced, err := start(t, delivery()).Retrace(w.events...); err != nil || len(retraced.Steps()) != 1 {
			t.Errorf("it cannot be retraced: %v", err)
		}
	}
}

// start is a run before its first event.
func start(t testing.TB, p *sop.Procedure) run.Run {
	t.Helper()
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestACodeIsRefusedInWordsThatHelp(t *testing.T) {
	for text, code := range map[string]run.RefusalCode{
		box + "17270131":                         run.Unreadable, // no lot
		box + "1727":                             run.Unreadable, // cut off
		box + "8018050123456789000000\x1d10LOT7": run.PatientData,
	} {
		w := begin(t, delivery())
		w.refuses(code, run.Record{Field: "lot", Text: text})
		if n := len(w.step("box").Values); n != 0 {
			t.Errorf("%q left %d values behind", text, n)
		}
	}
	w := begin(t, delivery())
	w.refuses(run.Unreadable, run.Record{Field: "expiry", Text: box + "17273131" + "10LOT7"}) // no such day
	w.do(run.Record{Field: "lot", Text: box + "17273131" + "10LOT7"})                         // the lot of it is taken alone
	if n := len(w.step("box").ValuesOf("expiry")); n != 0 {
		t.Errorf("%d values of a day that there is not", n)
	}
	w = begin(t, delivery())
	w.refuses(run.Unreadable, run.Record{Field: "other", Text: box + "10LOT7"}) // which part, the page does not say
	w.do(run.Record{Field: "lot", Text: "LOT8"}, run.Record{Field: "expiry", Text: "03/2027"}, run.Record{Field: "other", Text: "10ABC"})
	if v := w.step("box").ValuesOf("expiry")[0]; v.Text != "2027-03-31" || v.Raw != "03/2027" {
		t.Errorf("typed, a month is %+v", v)
	}
}

func TestWhatIsRecordedAlreadyIsNotFilledAgain(t *testing.T) {
	w := begin(t, delivery())
	w.do(run.Record{Field: "expiry", Text: "2027-05-31"}, run.Record{Field: "lot", Text: box + "17270131" + "10LOT7"})
	if v := w.step("box").ValuesOf("expiry"); len(v) != 1 || v[0].Text != "2027-05-31" {
		t.Errorf("expiry %+v", v)
	}
}

func TestACodeInAnotherFieldSaysWhichTakesIt(t *testing.T) {
	page := delivery()
	fields := page.Sections[0].Steps[0].Fields
	page.Sections[0].Steps[0].Fields = append([]sop.Field{{Name: "trolley", Label: "Trolley", Type: sop.Scan, Pattern: "TR-##"}}, fields...)
	for text, says := range map[string]bool{box + "10LOT7": true, box + "10LOT\x1d8018050123456789000000": false, "LOT7": false} {
		err := begin(t, page).try(run.Record{Field: "trolley", Text: text})
		if err == nil || contains(err.Error(), "looks like Lot of step 1") != says {
			t.Errorf("%q: %v", text, err)
		}
	}
}
