package present_test

import (
	"encoding/json"
	"fmt"
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
		column := slices.Index(list.Columns, "values")
		text, err := json.Marshal(values[column])
		if n := strings.Count(string(text), `"label":`); err != nil || n != want {
			t.Errorf("row %d has %d values, want %d: %v", i, n, want, err)
		}
		if !strings.Contains(string(text), `"mark":"ABOVE 8.0"`) || !strings.Contains(string(text), `"limits":"2.0 to 8.0"`) {
			t.Errorf("row %d is %s", i, text)
		}
	}
}

// Beside a value stands who amended it, and beside one that was done again what stands now.
func TestATracedValueSaysWhoAmendedItAndWhatStandsInstead(t *testing.T) {
	l := fridges()
	bell, khan := model.Person{ID: "j.bell", Name: "J. Bell"}, model.Person{ID: "a.khan", Name: "A. Khan"}
	l.values[40] = []model.TracedValue{
		{Step: "read", Field: "high", Label: "Highest", Text: "8.6", Mark: "ABOVE 8.0", Redone: 1},
		{Step: "read", Field: "low", Label: "Lowest", Text: "1.9", Redone: 1},
		{Step: "read", Field: "high", Label: "Highest", Text: "4.1", Sought: true, Amended: true, AmendedBy: []model.Person{bell, khan, bell}},
	}
	model.SetStands(l.values[40])
	list, _ := present.ListNamed("trace")
	row := rows(t, list, l, "high")[0]
	for _, said := range []string{list.Says(row, listed), list.Prints(row, listed)} {
		for _, want := range []string{"Highest 8.6 ABOVE 8.0 done again, stands 4.1", "Lowest 1.9 done again, nothing stands", "Highest 4.1 amended by J. Bell, A. Khan"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q is not in %q", want, said)
			}
		}
	}
	text, err := json.Marshal(list.Values(row))
	if err != nil || !strings.Contains(string(text), `"amended_by":["j.bell","a.khan"]`) || strings.Count(string(text), `"stands":"4.1"`) != 1 {
		t.Errorf("it is %s, %v", text, err)
	}
}

// Of several readings of a field each is followed by the one that stands in its place.
func TestOfSeveralReadingsEachSaysWhatStandsInItsPlace(t *testing.T) {
	value := func(text string, redone int) model.TracedValue {
		return model.TracedValue{Step: "read", Field: "now", Text: text, Redone: redone}
	}
	all := []model.TracedValue{value("1", 2), value("2", 2), value("3", 1), value("4", 0), value("5", 0), {Step: "read", Item: "F-12", Field: "now", Text: "9"}}
	model.SetStands(all)
	var got []string
	for _, v := range all {
		got = append(got, v.Stands)
	}
	if want := []string{"4", "5", "4", "", "", ""}; !slices.Equal(got, want) {
		t.Errorf("%q stand, want %q", got, want)
	}
}

// What is looked for of how a step was done stands before the values; what is not, only in what
// is written for a program.
func TestATracedStepSaysHowItWasNotDoneAsAsked(t *testing.T) {
	l := fridges()
	l.steps = map[int64][]model.TracedStep{40: {
		{Step: "lid", Number: 3, Text: "not applicable: it has none", Sought: true},
		{Step: "spin", Number: 4, Item: "C-2", Text: "step 4 not done: it was broken", Sought: true},
		{Step: "unit", Number: 1, Item: "F-13", Text: "F-13 was left out: it defrosts", Sought: true},
		{Step: "read", Number: 2, Text: "late entry: done at 08:45", Sought: false},
	}}
	list, _ := present.ListNamed("trace")
	row := rows(t, list, l, "lid")[0]
	const want = "Fridge check: step 3 not applicable: it has none, C-2 step 4 not done: it was broken, F-13 was left out: it defrosts, F-12 Unit F-12, "
	if said := list.Says(row, listed); !strings.Contains(said, want) {
		t.Errorf("it says %q, want %q in it", said, want)
	}
	if cells := list.Cells(row, listed); cells[1].Tone != present.Caution || !strings.Contains(cells[1].Text, "step 3 not applicable: it has none  C-2") {
		t.Errorf("the cells are %+v", cells)
	}
	if text, err := json.Marshal(list.Values(row)); err != nil || !strings.Contains(string(text), `{"step":"read","text":"late entry: done at 08:45"}`) {
		t.Errorf("it is %s, %v", text, err)
	}
}

// A value of an item that is looked for has no more right to room than any other, unless it is out
// of its limits.
func TestOfAnItemThatIsLookedForAsMuchIsToldAsHasRoom(t *testing.T) {
	l := fridges()
	all := []model.TracedValue{
		{Step: "read", Field: "now", Item: "F-12", Label: "Now", Text: "4.1", Sought: true},
		{Step: "read", Field: "high", Item: "F-12", Label: "Highest", Text: "8.6", Mark: "ABOVE 8.0", Sought: true, OfItem: true},
	}
	for i := range 20 {
		all = append(all, model.TracedValue{Step: "look", Field: fmt.Sprint("f", i), Item: "F-12", Label: fmt.Sprint("Field ", i), Text: "yes", Sought: true, OfItem: true})
	}
	l.values[40] = all
	list, _ := present.ListNamed("trace")
	row := rows(t, list, l, "f-12")[0]
	if said := list.Says(row, listed); !strings.Contains(said, "F-12 Now 4.1, F-12 Highest 8.6 ABOVE 8.0, F-12 Field 0 yes, F-12 Field 1 yes, F-12 Field 2 yes, and 17 more") {
		t.Errorf("it says %q", said)
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
