package present_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// fridges is a log with a record of a fridge that was too warm, and one of more values than
// a row has room for.
func fridges() *log {
	at := listed.Add(-time.Hour)
	warm := model.TracedValue{Step: "read", Field: "high", Label: "Highest", Text: "8.6", Unit: "°C", Limits: "2.0 to 8.0", Mark: "ABOVE 8.0", At: at, Amended: true}
	l := &log{
		completions: []model.Completion{
			{Entry: 40, At: at, SOP: "SOP-EQ-014", Title: "Fridge check", Version: "1.0", Person: model.Person{ID: "a.khan", Name: "A. Khan"}, Countersigned: []model.Hand{{By: model.Person{ID: "j.bell", Name: "J. Bell"}, Disputed: true}}},
			{Entry: 20, At: at, SOP: "SOP-EQ-014", Title: "Fridge check", Version: "1.0", Person: model.Person{ID: "d.osei", Name: "D. Osei"}},
		},
		values: map[int64][]model.TracedValue{40: {{Step: "which", Field: "unit", Item: "F-12", Label: "Unit", Text: "F-12", At: at, Sought: true}, warm}},
	}
	for range 30 {
		l.values[20] = append(l.values[20], model.TracedValue{Step: "read", Field: "now", Label: "Now", Text: "4.1", Unit: "°C", Limits: "2.0 to 8.0", At: at})
	}
	l.values[20] = append([]model.TracedValue{warm}, l.values[20]...)
	return l
}

func TestARecordThatWasTracedIsOneRowWithLimitsBesideItsValues(t *testing.T) {
	list, _ := present.ListNamed("trace")
	var rows []present.Row
	for row, err := range list.Each(t.Context(), present.Sources{Reader: fridges()}, model.Query{Words: "f-12"}) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	const high = "Highest 8.6 °C ABOVE 8.0 amended"
	if got, want := list.Prints(rows[0], listed), "     40  2026-11-22 12:47  Fridge check  F-12 Unit F-12  "+high+"  a.khan  countersigned by j.bell (DISPUTED)"; got != want {
		t.Errorf("it prints\n%q\nwant\n%q", got, want)
	}
	if got, want := list.Says(rows[0], listed), "22 Nov 2026 12:47, Fridge check: F-12 Unit F-12, "+high+"; A. Khan, countersigned by J. Bell (DISPUTED)."; got != want {
		t.Errorf("it says\n%q\nwant\n%q", got, want)
	}
	cells := list.Cells(rows[0], listed)
	if cells[1].Tone != present.Caution || !strings.HasSuffix(cells[2].Text, "DISPUTED") || cells[2].Tone != present.Danger {
		t.Errorf("the cells are %+v", cells)
	}
	// What is out of limits is never left out, however much stands before it.
	if got := list.Cells(rows[1], listed)[1].Text; !strings.Contains(got, high+"  Now 4.1 °C (2.0 to 8.0)") && !strings.Contains(got, high) || !strings.HasSuffix(got, " more") {
		t.Errorf("the other is %q", got)
	}
}

// What is written for a program has every value, whatever a row has room for.
func TestATraceIsWrittenWithEveryValue(t *testing.T) {
	list, _ := present.ListNamed("trace")
	part, err := list.Read(t.Context(), fridges(), model.Query{Words: "f-12"}, model.From{})
	if err != nil || len(part.ReadAs) != 1 {
		t.Fatalf("%+v, %v", part, err)
	}
	for i, want := range []int{2, 31} {
		values := list.Values(part.Rows[i])
		text, err := json.Marshal(values[len(values)-1])
		if n := strings.Count(string(text), `"label":`); err != nil || n != want || list.Columns[len(values)-1] != "values" {
			t.Errorf("row %d has %d values, want %d: %v", i, n, want, err)
		}
		if !strings.Contains(string(text), `"mark":"ABOVE 8.0"`) || !strings.Contains(string(text), `"limits":"2.0 to 8.0"`) {
			t.Errorf("row %d is %s", i, text)
		}
	}
}

// A record that was found by a number is charted as that, of its item.
func TestATracedNumberIsWhatIsCharted(t *testing.T) {
	l := fridges()
	l.values[40] = append(l.values[40], model.TracedValue{Step: "read", Field: "now", Item: "F-12", Text: "4.1", Sought: true})
	list, _ := present.ListNamed("trace")
	var got []present.ChartOf
	for row, err := range list.Each(t.Context(), present.Sources{Reader: l}, model.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, list.Chart(row))
	}
	want := []present.ChartOf{{SOP: "SOP-EQ-014", Field: "now", Item: "F-12"}, {SOP: "SOP-EQ-014"}}
	if !slices.Equal(got, want) {
		t.Errorf("charted as %+v, want %+v", got, want)
	}
}
