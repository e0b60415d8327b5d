package present_test

import (
	"reflect"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// reports keeps what was to be reported by the name of its file.
type reports map[string]model.Wanted

func (r reports) Report(want model.Wanted, file string) (string, error) {
	r[file] = want
	return "1 of 3 records in the log", nil
}

func (r reports) Portfolio(present.Sharing) (string, error) { return "", nil }

// A report on a chart is on the records of its points, or on a month of what it is of.
func TestAReportOnAChartIsOnWhatItShows(t *testing.T) {
	desk := fridge()
	due := time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)
	desk.slots = []model.Slot{
		{SOP: "SOP-EQ-014", Item: "F-11", Name: "2026-03-09", Due: due, State: "done", Done: 12},
		{SOP: "SOP-EQ-014", Item: "F-12", Name: "2026-03-09", Due: due, State: "done", Done: 13},
	}
	src := present.Sources{Charts: desk, Reader: exceptional()}
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	between := func(since, until time.Time) model.Query {
		return model.Query{SOP: "SOP-EQ-014", Since: since, Until: until}
	}
	readings := present.ChartOf{SOP: "SOP-EQ-014", Field: "now", Item: "f-12"}
	ofMarch := readings
	ofMarch.Since, ofMarch.Until = day(3, 1), day(4, 1)
	wrong := between(day(1, 1), day(3, 29))
	wrong.SOP, wrong.Exceptions = "", true
	for _, c := range []struct {
		name  string
		of    present.ChartOf
		row   int
		in    present.Answers // as they are begun where nil
		month string          // that is suggested
		asset string
		want  model.Wanted
	}{
		{"two months", readings, 3, nil, "", "", model.Wanted{Asset: "F-12", Field: "now", Query: between(day(2, 21), day(3, 29))}},
		{"a month that is asked for", readings, 3, present.Answers{"month": "2026-02"}, "", "", model.Wanted{Asset: "F-12", Month: day(2, 1), Query: between(day(2, 1), day(3, 1))}},
		{"a month", ofMarch, 3, nil, "2026-03", "", model.Wanted{Asset: "F-12", Month: day(3, 1), Query: between(day(3, 1), day(4, 1))}},
		{"the points of a month", ofMarch, 3, present.Answers{"month": ""}, "2026-03", "", model.Wanted{Asset: "F-12", Field: "now", Query: between(day(3, 1), day(4, 1))}},
		{"exceptions", present.ChartOf{Kind: present.OfExceptions}, 0, nil, "", "", model.Wanted{Query: wrong}},
		{"slots", present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfSlots}, 1, nil, "2026-03", "F-12", model.Wanted{Asset: "F-12", Month: day(3, 1), Query: between(day(3, 1), day(4, 1))}},
		{"slots without a row", present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfSlots}, -1, nil, "2026-03", "", model.Wanted{Month: day(3, 1), Query: between(day(3, 1), day(4, 1))}},
	} {
		chart, err := src.Chart(t.Context(), c.of, chartNow)
		if err != nil {
			t.Fatal(err)
		}
		f, written := chart.Report(c.row), reports{}
		in := present.Answers{"file": "a.pdf"}
		for _, a := range f.Asks {
			if a.Name != "file" {
				in[a.Name] = a.Begin(present.Case{}, nil)
			}
		}
		if in["month"] != c.month || in["asset"] != c.asset {
			t.Errorf("%s: it begins with %v", c.name, in)
		}
		for name, text := range c.in {
			in[name] = text
		}
		said, err := f.Do(present.Case{Printer: written}, nil, in, nil)
		if got := written["a.pdf"]; err != nil || said != "a.pdf holds 1 of 3 records in the log." || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, %v, of\n%+v, want\n%+v", c.name, said, err, got, c.want)
		}
	}
	chart, err := src.Chart(t.Context(), readings, chartNow)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"": "", "2026-03": "", "March": `"March" is no month: write it like 2026-03`} {
		if err := chart.Report(0).Asks[0].Check(nil, nil, text); (err != nil) != (want != "") || err != nil && err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}
