package run_test

import (
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

func TestH22AValueOutsideItsLimitsIsKeptMarkedAndAsksForAnAction(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("8.1", "off")...)
	v := w.step("temp").ValuesOf("temp")[0]
	if v.Text != "8.1" || v.Mark != "ABOVE 8.0 °C" {
		t.Errorf("value = %+v", v)
	}
	w.refuses(run.NeedsAction, run.Complete{})
	for _, text := range []string{"", "y", "-", "7", "yes", "no", "Ok.", "n/a"} {
		w.refuses(run.NeedsReason, run.ActOn{Deviation: 1, Text: text})
	}
	w.do(run.ActOn{Deviation: 1, Text: "moved the stock"}, run.Complete{})
	w.at("warm")
	got := w.run.Summarise().Exceptions
	if len(got) != 1 || got[0].Text != "Temperature 8.1 °C ABOVE 8.0 °C" || got[0].Action != "moved the stock" {
		t.Errorf("exceptions = %+v", got)
	}
}

func TestH23AnImpossibleValueIsKeptAndTypedAgain(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(run.Acknowledge{}, run.Record{Field: "temp", Text: "500"})
	s := w.step("temp")
	if len(s.Values) != 0 || len(s.Refused) != 1 || s.Refused[0].Value != "500" {
		t.Fatalf("values %v, refused %v", s.Values, s.Refused)
	}
	if !strings.HasPrefix(s.Refused[0].Mark, "ABOVE 60.0 °C") {
		t.Errorf("mark = %q", s.Refused[0].Mark)
	}
	w.do(run.Record{Field: "temp", Text: "5.0"}, run.Record{Field: "state", Text: "off"}, run.Complete{})
	if got := w.run.Summarise().Exceptions; len(got) != 1 || got[0].Kind != run.IsTypedAgain {
		t.Errorf("exceptions = %+v, want the first try listed", got)
	}
}

func TestH24WhatIsTypedIsReadInOneWayOrRefused(t *testing.T) {
	fields := map[string]sop.Field{
		"number": {Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0")},
		"free":   {Type: sop.Number, Unit: "g"},
		"choice": {Type: sop.Choice, Choices: []string{"sealed bucket", "bowl"}},
		"yes/no": {Type: sop.YesNo},
		"date":   {Type: sop.Date},
		"time":   {Type: sop.Clock},
		"scan":   {Type: sop.Scan, Pattern: "CEN-##@*"},
		"any":    {Type: sop.Scan},
		"text":   {Type: sop.Text},
	}
	for _, c := range []struct{ field, typed, want string }{
		{"number", "7,5", "7.5"},
		{"number", " 7.5 ", "7.5"},
		{"number", "7", "7"},
		{"number", "7.55", ""},
		{"number", "seven", ""},
		{"number", "1,234", ""},
		{"free", "0.12345", "0.12345"},
		{"choice", "Sealed Bucket", "sealed bucket"},
		{"choice", "bucket", ""},
		{"yes/no", "Y", "yes"},
		{"yes/no", "no", "no"},
		{"yes/no", "maybe", ""},
		{"date", "2026-03-02", "2026-03-02"},
		{"date", "2 Mar 2026", "2026-03-02"},
		{"date", "02/03/26", ""},
		{"date", "2026-02-30", ""},
		{"time", "9:05", "2026-11-22T09:05+00:00"},
		{"time", "25:00", ""},
		{"scan", "CEN-12A-anything", "CEN-12A-anything"},
		{"scan", "CEN-1AA", ""},
		{"scan", "LOT123", ""},
		{"any", "\x1b]52;c;LOT123\r\n", "]52;c;LOT123"},
		{"text", "a\u202eb\x07c", "abc"},
		{"text", " \r\n ", ""},
	} {
		f := fields[c.field]
		f.Name, f.Label = "v", "Reading"
		w := begin(t, &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{{ID: "one", Number: 1, Fields: []sop.Field{f}}}}}})
		err := w.try(run.Record{Field: "v", Text: c.typed})
		if c.want == "" {
			if err == nil {
				t.Errorf("%s %q was read as %q, want it refused", c.field, c.typed, w.step("one").Values[0].Text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s %q: %v", c.field, c.typed, err)
			continue
		}
		v := w.step("one").Values[0]
		if v.Text != c.want {
			t.Errorf("%s %q was read as %q, want %q", c.field, c.typed, v.Text, c.want)
		}
		if c.typed != c.want && v.Raw != c.typed {
			t.Errorf("%s %q: the raw text was kept as %q", c.field, c.typed, v.Raw)
		}
	}
}

func TestAnExpiredLotIsRecordedAndMarked(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{}, run.Record{Field: "asset", Text: "FRI-0012"})
	w.do(run.Record{Field: "expiry", Text: "2026-11-22"})
	if v := w.step("probe").ValuesOf("expiry"); len(v) != 1 || v[0].Mark != "EXPIRED 22 Nov 2026" || len(w.run.Deviations()) != 1 {
		t.Errorf("values %+v, deviations %+v", v, w.run.Deviations())
	}
}

// Today is the day on which the value was recorded first, for its corrections too.
func TestACorrectedDateIsJudgedByTheDayOnWhichItWasRecorded(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{}, run.Record{Field: "asset", Text: "FRI-0012"}, run.Record{Field: "expiry", Text: "2026-11-30"})
	w.now = w.now.AddDate(0, 0, 3)
	w.do(run.Correct{Step: "probe", Field: "expiry", Text: "23 Nov 2026", Reason: "misread the label"})
	if v := w.step("probe").ValuesOf("expiry")[0]; v.Mark != "" || v.Text != "2026-11-23" {
		t.Errorf("value %+v: it was in date when it was recorded", v)
	}
	w.do(run.Correct{Step: "probe", Field: "expiry", Text: "22 Nov 2026", Reason: "misread it again"})
	if v := w.step("probe").ValuesOf("expiry")[0]; v.Mark != "EXPIRED 22 Nov 2026" {
		t.Errorf("value %+v", v)
	}
}

func TestATimeIsTheLastMomentAtWhichAClockShowedIt(t *testing.T) {
	f := sop.Field{Name: "at", Label: "Taken at", Type: sop.Clock}
	w := begin(t, &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{{ID: "one", Number: 1, Fields: []sop.Field{f}}, {ID: "two", Number: 2, If: when("at", sop.Equal, "23:50")}}}}})
	w.now = time.Date(2026, 11, 23, 0, 10, 0, 0, time.FixedZone("GMT", 0))
	w.do(run.Record{Field: "at", Text: "2350"})
	if v := w.step("one").Values[0]; v.Text != "2026-11-22T23:50+00:00" || v.Raw != "2350" {
		t.Errorf("after midnight, 23:50 was read as %+v", v)
	}
	w.now = w.now.Add(30 * time.Hour)
	w.do(run.Correct{Step: "one", Field: "at", Text: "23:40", Reason: "misread the clock"})
	if v := w.step("one").Values[0]; v.Text != "2026-11-22T23:40+00:00" {
		t.Errorf("a correction of the next day made it %+v", v)
	}
	w.refuses(run.Unreadable, run.Correct{Step: "one", Field: "at", Text: "00:30", Reason: "misread the clock"})
	w.do(run.Correct{Step: "one", Field: "at", Text: "23:50", Reason: "misread the clock"}, run.Complete{})
	if s, open := w.run.Current(); !open || s.ID != "two" {
		t.Errorf("a condition on the time of day does not see it: %+v", s)
	}
}

func TestAnUnexpectedAnswerIsADeviation(t *testing.T) {
	f := sop.Field{Name: "wet", Label: "Still wet", Type: sop.YesNo, Expect: []string{"yes"}}
	w := begin(t, &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{{ID: "one", Number: 1, Fields: []sop.Field{f}}}}}})
	w.do(run.Record{Field: "wet", Text: "n"})
	if d := w.run.Deviations(); len(d) != 1 || d[0].What != "Still wet no EXPECTED yes" {
		t.Errorf("deviations = %+v", d)
	}
}

func TestARepeatedReadingIsTakenAsOftenAsThePageSays(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	w.do(probe()...)
	w.refuses(run.AlreadyRecorded, run.Record{Field: "level", Text: "4"})
	values := w.step("probe").ValuesOf("level")
	if len(values) != 3 || values[2].Index != 3 || values[2].Text != "1.5" {
		t.Errorf("values = %+v", values)
	}
}

func TestAFileIsKeptByItsHash(t *testing.T) {
	f := sop.Field{Name: "trace", Label: "Trace", Type: sop.File}
	w := begin(t, &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{{ID: "one", Number: 1, Fields: []sop.Field{f}}}}}})
	w.refuses(run.Unreadable, run.Record{Field: "trace", Text: "trace.pdf"})
	hash := strings.Repeat("0a", 32)
	w.do(run.Record{Field: "trace", Text: "trace.pdf", SHA256: hash})
	if got := w.step("one").Values[0].Text; got != "sha256:"+hash+" trace.pdf" {
		t.Errorf("value = %q", got)
	}
	w.refuses(run.NoSuchThing, run.Correct{Step: "one", Field: "trace", Text: "other.pdf", Reason: "wrong file"})
}

func TestAfterTheEndATextIsJudgedAsACorrectionWouldBe(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Stop{Reason: "fire alarm"})
	at := run.Correct{Step: "temp", Field: "temp", Text: "9,5", Reason: "the printout says so"}
	value, mark, reason, err := w.run.Judge(at, w.now)
	if err != nil || value != "9.5" || mark != "ABOVE 8.0 °C" || reason != at.Reason {
		t.Errorf("judged %q, %q, %q, %v", value, mark, reason, err)
	}
	for code, c := range map[run.RefusalCode]run.Correct{
		run.NeedsReason: {Step: "temp", Field: "temp", Text: "5.2"},
		run.Unreadable:  {Step: "temp", Field: "temp", Text: "500", Reason: "misread"},
		run.NoSuchThing: {Step: "temp", Field: "temp", Index: 2, Text: "1", Reason: "misread"},
		run.PatientData: {Step: "temp", Field: "temp", Text: "5.2", Reason: "of 943 476 5919"},
		run.NeedsValue:  {Step: "temp", Field: "temp", Reason: "misread"},
	} {
		_, _, _, err := w.run.Judge(c, w.now)
		w.mustRefuse(code, run.Correct{}, err)
	}
}

func TestH36ACorrectionKeepsTheOldValueWithWhoWhenAndWhy(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	w.refuses(run.NeedsReason, run.Correct{Step: "temp", Field: "temp", Text: "5.2"})
	w.refuses(run.SameValue, run.Correct{Step: "temp", Field: "temp", Text: "5.0", Reason: "misread"})
	w.refuses(run.Unreadable, run.Correct{Step: "temp", Field: "temp", Text: "500", Reason: "misread"})
	w.refuses(run.NoSuchThing, run.Correct{Step: "temp", Field: "gone", Text: "1", Reason: "misread"})
	w.refuses(run.NoSuchThing, run.Correct{Step: "temp", Field: "temp", Index: 2, Text: "1", Reason: "misread"})
	w.do(run.Correct{Step: "temp", Field: "temp", Text: "5.2", Reason: "misread the display"})
	v := w.step("temp").ValuesOf("temp")[0]
	if v.Text != "5.2" || len(v.Old) != 1 || v.Old[0].Text != "5.0" || v.Old[0].By.Reason != "misread the display" {
		t.Errorf("value = %+v", v)
	}
	got := w.run.Summarise()
	if got.Counts.Corrections != 1 || len(got.Exceptions) != 1 || got.Exceptions[0].Text != "Temperature 5.0 -> 5.2 °C: misread the display" {
		t.Errorf("summary = %+v", got)
	}
}

func TestACorrectionThatMakesAPassedStepRequiredOpensADeviation(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{})
	w.do(readings("5.0", "off")...)
	w.do(run.Complete{})
	w.at("probe")
	w.do(run.Correct{Step: "temp", Field: "state", Text: "sounding", Reason: "heard it now"})
	d := w.run.Deviations()
	if len(d) != 1 || d[0].Step != "alarm" {
		t.Fatalf("deviations = %+v", d)
	}
	w.do(run.Correct{Step: "temp", Field: "temp", Text: "9.0", Reason: "misread"})
	if got := len(w.run.Deviations()); got != 3 {
		t.Errorf("%d deviations, want the value's own and one more step; the first is not opened twice", got)
	}
}

func TestConditionsCompareByTheKindOfField(t *testing.T) {
	and := func(join sop.Join, terms ...sop.Term) *sop.Condition { return &sop.Condition{Join: join, Terms: terms} }
	for name, c := range map[string]struct {
		cond *sop.Condition
		want bool
	}{
		"number by value":       {when("temp", sop.Equal, "5"), true},
		"number not equal":      {when("temp", sop.NotEqual, "5.00"), false},
		"number order":          {when("temp", sop.Less, "10"), true},
		"number at most":        {when("temp", sop.LessEqual, "5"), true},
		"number at least":       {when("temp", sop.GreaterEqual, "5.1"), false},
		"date order":            {when("expiry", sop.Greater, "2027-01-01"), true},
		"choice":                {when("state", sop.Equal, "off"), true},
		"any repeated reading":  {when("level", sop.Equal, "1.5"), true},
		"nothing recorded":      {when("note", sop.NotEqual, "x"), false},
		"in limits":             {when("temp", sop.OutOfLimits, ""), false},
		"and needs both":        {and(sop.And, sop.Term{Name: "temp", Op: sop.Equal, Value: "5"}, sop.Term{Name: "state", Op: sop.Equal, Value: "sounding"}), false},
		"or needs one":          {and(sop.Or, sop.Term{Name: "temp", Op: sop.Equal, Value: "4"}, sop.Term{Name: "state", Op: sop.Equal, Value: "off"}), true},
		"choices have no order": {when("state", sop.Less, "zzz"), false},
	} {
		p := fridge()
		p.Sections[1].Steps[1].If = c.cond
		w := begin(t, p)
		w.do(run.Complete{})
		w.do(readings("5.0", "off")...)
		w.do(run.Complete{})
		w.do(probe()...)
		w.do(run.Complete{})
		if got := !w.run.Finished(); got != c.want {
			t.Errorf("%s: %s is %v, want %v", name, c.cond, got, c.want)
		}
	}
}
