package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// levels is a page that measures two levels of a control by the lot that is chosen.
func levels() *sop.Procedure {
	cell := func(text string) sop.Cell {
		d := sop.MustDecimal(text)
		return sop.Cell{Figure: &d}
	}
	level := func(name, label string) sop.Field {
		return sop.Field{Name: name, Label: label, Type: sop.Number, Unit: "mmol/L", Places: 2, From: sop.Columns{Target: "target", SD: "sd"}}
	}
	return &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-POC-031", Title: "Control", Version: "1.0"},
		Sections: []sop.Section{{Title: "1. Measure", Steps: []sop.Step{{ID: "measure", Number: 1, Text: "Measure both.", Fields: []sop.Field{
			{Name: "lot", Label: "Lot", Type: sop.Choice, OfTable: true, Choices: []string{"4417"}}, level("one", "Level 1"), level("two", "Level 2"),
		}}}}},
		Tables: []sop.Table{{Field: "lot", Label: "Lot", Columns: []sop.Column{{Name: "target", Label: "Target"}, {Name: "sd", Label: "SD"}}, Rows: []sop.Row{{Name: "4417", Cells: []sop.Cell{cell("5.0"), cell("0.20")}}}}},
	}
}

// measuredLevels is a record of both levels, beside those of two runs before it.
func measuredLevels(t *testing.T, one, two string, then ...run.Action) model.Record {
	t.Helper()
	r, err := run.New(levels())
	if err != nil {
		t.Fatal(err)
	}
	var before []sop.Measured
	for entry, value := range map[int64]string{1204: "5.10"} {
		before = append(before, sop.Measured{
			Earlier: sop.Earlier{Entry: entry, Field: "one", Index: 1, Lot: "4417", Target: "5.0", SD: "0.20", Value: value},
			Step:    "measure", Unit: "mmol/L", Fields: []string{"one", "two"},
		})
	}
	before = append(before, before[0])
	before[1].Entry, before[1].Field, before[1].Value = 1377, "two", "5.42"
	r = r.Knowing(before)
	at := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	first := []run.Action{run.Begin{}, run.Record{Field: "lot", Text: "4417"}, run.Record{Field: "one", Text: one}, run.Record{Field: "two", Text: two}}
	for _, a := range append(first, then...) {
		events, err := r.Do(a, "a.khan", at)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return model.Record{Walked: r, Procedure: r.Procedure(), Names: map[string]string{"a.khan": "A. Khan"}}
}

// A record says of each control how far it lay from its target and with which entries it was
// judged, what rejects it and what is only to be looked at.
func TestARecordSaysWithWhichEntriesAControlWasJudged(t *testing.T) {
	for _, c := range []struct {
		one, two string
		want     []string
		not      string
	}{
		{"5.0", "5.41", []string{"2-2s REJECT with entry 1377", "+2.05 SD by lot 4417: 5.0, sd 0.20, judged with entries 1204, 1377", "+0.00 SD by lot 4417"}, "look"},
		{"4.59", "5.0", []string{"1-2s look; -2.05 SD by lot 4417: 5.0, sd 0.20, judged with entries 1204, 1377"}, "REJECT"},
		{"5.0", "5.0", []string{"+0.00 SD by lot 4417: 5.0, sd 0.20, judged with entries 1204, 1377"}, "REJECT"},
	} {
		all := told(measuredLevels(t, c.one, c.two))
		for _, want := range c.want {
			if !strings.Contains(all, want) {
				t.Errorf("%s and %s: nothing says %q:\n%s", c.one, c.two, want, all)
			}
		}
		if strings.Contains(all, c.not) {
			t.Errorf("%s and %s: %q is said:\n%s", c.one, c.two, c.not, all)
		}
	}
}

// So does what it says of a round that was done again.
func TestARecordSaysHowAControlWasJudgedThatWasDoneAgain(t *testing.T) {
	all := told(measuredLevels(t, "5.0", "5.31", run.Complete{}, run.Redo{Reason: "the cuvette was dirty"}))
	if want := "Level 2 5.31 mmol/L, +1.55 SD by lot 4417: 5.0, sd 0.20, judged with entries 1204, 1377; then done again: the cuvette was dirty."; !strings.Contains(all, want) {
		t.Errorf("nothing says %q:\n%s", want, all)
	}
}

// Once a value was amended, what it was judged with says nothing of it.
func TestARecordSaysNothingOfAnAmendedControlByItsOldValue(t *testing.T) {
	rec := measuredLevels(t, "5.0", "5.41")
	rec.Amendments = []model.Amendment{{Entry: 1400, Step: "measure", Field: "two", Index: 1, Old: "5.41", New: "5.01", Reason: "misread it"}}
	if all := told(rec); strings.Contains(all, "+2.05 SD") || !strings.Contains(all, "from 5.41 mmol/L to 5.01 mmol/L") {
		t.Errorf("it says\n%s", all)
	}
}

func TestAPageSaysThatAControlIsJudgedByRules(t *testing.T) {
	p := levels()
	if got, want := present.LimitsOnPage(p, p.Sections[0].Steps[0].Fields[1]), "within 3 “SD” of “Target” of the table, by “Lot”, and no rule broken of 2-2s, R-4s, 4-1s, 10-x"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
