package present_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// charts is what is charted in tests.
type charts struct {
	numbers  model.Numbers
	readings model.Readings
	slots    []model.Slot
	err      error
}

func (c *charts) Numbers(string) (model.Numbers, error) { return c.numbers, c.err }
func (c *charts) Readings(context.Context, string, string) (model.Readings, error) {
	return c.readings, c.err
}

func (c *charts) Slots(_ string, since, until time.Time) (out []model.Slot, err error) {
	for _, s := range c.slots {
		if !s.Due.Before(since) && s.Due.Before(until) {
			out = append(out, s)
		}
	}
	return out, c.err
}

var (
	chartNow = time.Date(2026, 3, 28, 10, 2, 0, 0, time.UTC)
	low      = sop.MustDecimal("2.0")
	high     = sop.MustDecimal("8.0")
)

// daily is a reading a day up to chartNow, the oldest first.
func daily(item string, figures ...string) (out []model.Reading) {
	for i, text := range figures {
		r := model.Reading{
			Entry: int64(100 + i), At: time.Date(2026, 3, 28-len(figures)+1+i, 8, 58, 0, 0, time.UTC), Version: "1.0", Step: "read", Item: item, Text: text,
			Number: sop.MustDecimal(text), Accepted: sop.Range{Low: &low, High: &high}, Person: model.Person{ID: "a.khan", Name: "A. Khan"},
		}
		if r.Accepted.Place(r.Number) > 0 {
			r.Mark = "ABOVE 8.0 °C"
		}
		out = append(out, r)
	}
	return out
}

func times(n int, text string) (out []string) {
	for range n {
		out = append(out, text)
	}
	return out
}

// fridge is two months of readings of F-12, and one of F-11.
func fridge() *charts {
	var figures []string
	for range 11 {
		figures = append(figures, "4.8", "5.2")
	}
	figures = slices.Concat(figures, []string{"4.8"}, times(9, "5.2"), []string{"4.9", "8.6", "5.0", "4.9"})
	c := &charts{
		numbers:  model.Numbers{SOP: "SOP-EQ-014", Title: "Fridge check", Scheduled: true, Fields: []model.NumberField{{Name: "now", Label: "Now", Unit: "°C"}, {Name: "packs", Label: "Packs", Unit: "1"}}},
		readings: model.Readings{SOP: "SOP-EQ-014", Title: "Fridge check", Field: model.NumberField{Name: "now", Label: "Now", Unit: "°C"}, Places: 1, Items: []string{"F-11", "F-12"}},
	}
	c.readings.All = append(daily("F-11", "4.0"), daily("f-12", figures...)...)
	return c
}

func (c *charts) chart(t *testing.T, of present.ChartOf) present.Chart {
	t.Helper()
	out, err := present.Sources{Charts: c, Reader: &log{}}.Chart(t.Context(), of, chartNow)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func saidIn(c present.Chart) string {
	var out []string
	for _, l := range c.Said {
		out = append(out, l.Text)
	}
	return strings.Join(out, " | ")
}

var ofFridge = present.ChartOf{SOP: "SOP-EQ-014", Field: "now", Item: "F-12"}

func TestAChartOfReadingsSaysWhatItShowsInWords(t *testing.T) {
	c := fridge()
	got := c.chart(t, ofFridge)
	if want := "F-12    Now, °C    21 Feb to 28 Mar 2026    every reading, v1.0"; got.About() != want {
		t.Errorf("it is of %q, want %q", got.About(), want)
	}
	want := "36 readings | 1 out, 26 Mar 8.6 | 9 above the mean, 16-24 Mar | 1 beyond 3.9 to 6.1, as the first 20 were, 26 Mar | 2 of 2 items"
	if said := saidIn(got); said != want {
		t.Errorf("it says %q\nwant %q", said, want)
	}
	if got.Title != "Fridge check" || got.Which != "SOP-EQ-014 now" || len(got.Rows) != 36 || len(got.Rules) < 3 || got.Empty != "" {
		t.Errorf("%+v", got)
	}
	last := len(got.Rows) - 3
	if says := got.List.Says(got.Rows[last], chartNow); says != "26 Mar 2026 08:58: 8.6 °C ABOVE 8.0 °C; A. Khan, entry 133." {
		t.Errorf("a reading is %q", says)
	}
	if link := got.Leads(last); link != present.Signed(133) {
		t.Errorf("it leads to %+v", link)
	}
	if got.Leads(-1) != (present.Link{}) || got.Leads(99) != (present.Link{}) {
		t.Error("no row leads nowhere")
	}
}

func TestWhatIsNotJudgedOrNotInAChartIsSaid(t *testing.T) {
	c := fridge()
	c.readings.All = daily("", "4.0", "4.1", "4.2", "4.1")
	c.readings.All = slices.Delete(c.readings.All, 1, 2)
	c.readings.All[0].Amended, c.readings.All[1].Disputed, c.readings.All[2].Version = true, true, "1.1"
	c.readings.Items, c.readings.OtherUnits, c.readings.Unread, c.readings.Open = nil, 2, 1, 1
	got := c.chart(t, present.ChartOf{SOP: "SOP-EQ-014", Field: "now"})
	want := "3 readings | none out | 1 DISPUTED | 1 day none | 1 amended | 3 readings in all, 20 make a mean | 2 in another unit are not in it | 1 value is no number | 1 open run is not in it"
	if said := saidIn(got); said != want {
		t.Errorf("it says %q\nwant %q", said, want)
	}
	if got.About() != "Now, °C    22 Mar to 28 Mar 2026    every reading, v1.0 and v1.1" {
		t.Errorf("it is of %q", got.About())
	}
}

func TestAChartWithoutReadingsSaysWhy(t *testing.T) {
	c := fridge()
	march := ofFridge
	march.Since, march.Until = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	if got := c.chart(t, march); got.Empty != "There is no reading from 1 Jan to 31 Jan 2026. The last one was on 28 Mar 2026." {
		t.Errorf("another month: %q", got.Empty)
	}
	c.readings.All, c.readings.Items = nil, nil
	of := present.ChartOf{SOP: "SOP-EQ-014", Field: "now"}
	if got := c.chart(t, of); !strings.HasPrefix(got.Empty, "Nothing was recorded for it yet. A reading") {
		t.Errorf("none: %q", got.Empty)
	}
	c.readings.Open = 1
	if got := c.chart(t, of); !strings.HasPrefix(got.Empty, "Nothing was recorded for it yet but in runs that are open.") {
		t.Errorf("only open ones: %q", got.Empty)
	}
}

// What was read long ago is shown, and not an empty picture of this month.
func TestAChartEndsWhereItsReadingsEnd(t *testing.T) {
	c := fridge()
	for i := range c.readings.All {
		c.readings.All[i].At = c.readings.All[i].At.AddDate(-1, 0, 0)
	}
	if got := c.chart(t, ofFridge); !strings.Contains(got.About(), "1 Feb to 28 Mar 2025") || got.Empty != "" {
		t.Errorf("it is of %q", got.About())
	}
}

func TestItemsAreFoundInWhateverCapitalsAndFollowEachOther(t *testing.T) {
	c := fridge()
	first := c.chart(t, present.ChartOf{SOP: "SOP-EQ-014", Field: "now"})
	if first.Of.Item != "F-11" || len(first.Rows) != 1 {
		t.Errorf("first %+v", first.Of)
	}
	if next := first.NextItem(); next.Item != "F-12" {
		t.Errorf("next %+v", next)
	}
	if again := c.chart(t, present.ChartOf{SOP: "SOP-EQ-014", Field: "now", Item: "f-12"}); again.Of.Item != "F-12" || again.NextItem().Item != "F-11" {
		t.Errorf("again %+v", again.Of)
	}
	_, err := present.Sources{Charts: c}.Chart(t.Context(), present.ChartOf{SOP: "SOP-EQ-014", Field: "now", Item: "F-13"}, chartNow)
	if err == nil || !strings.Contains(err.Error(), `there is no reading of "F-13"`) || !strings.Contains(err.Error(), "there are some of F-11, F-12") {
		t.Errorf("of none: %v", err)
	}
}

func TestAChartMovesByMonthsAndKeepsTheirEnds(t *testing.T) {
	of := present.ChartOf{Since: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	for months, want := range map[int]string{1: "28 Feb to 1 Apr", -1: "31 Dec to 1 Feb", 12: "31 Jan to 1 Mar"} {
		got := of.Move(months)
		if text := got.Since.Format("2 Jan") + " to " + got.Until.Format("2 Jan"); text != want {
			t.Errorf("%d months on it is %s, want %s", months, text, want)
		}
	}
	of.Since, of.Until = of.Until, of.Since
	if _, err := (present.Sources{Charts: fridge()}).Chart(t.Context(), of, chartNow); err == nil || !strings.Contains(err.Error(), "a chart ends after it begins") {
		t.Errorf("turned around: %v", err)
	}
}

func TestAPictureOfReadingsIsDrawnAndWritten(t *testing.T) {
	got := fridge().chart(t, ofFridge)
	d, err := got.Draw(chart.Size{Width: 78, Height: 16}, chart.Style{ASCII: true, Width: present.Width}, 33)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, row := range d.Rows {
		text += row.String() + "\n"
	}
	for _, want := range []string{"8.5 ", "X", "ABOVE 26 Mar", "limit 8.0", "mean 5.0", "28 Mar"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	svg := got.SVG()
	for _, want := range []string{"<title id=\"t\">Fridge check  SOP-EQ-014 now</title>", "F-12    Now, °C", "36 readings.", "26 Mar 2026 08:58: 8.6 °C ABOVE 8.0 °C"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
}

func TestLimitsThatNeverStayAreNotDrawnButSaid(t *testing.T) {
	c := fridge()
	for i := range c.readings.All {
		if i%2 == 0 {
			c.readings.All[i].Accepted = sop.Range{High: &high}
		}
	}
	got := c.chart(t, ofFridge)
	if !strings.Contains(saidIn(got), "its limits differ from reading to reading") {
		t.Errorf("it says %q", saidIn(got))
	}
	c.readings.All = c.readings.All[:0]
	c.readings.All = append(c.readings.All, daily("F-12", "4.0")...)
	c.readings.All[0].Accepted = sop.Range{}
	if got := c.chart(t, ofFridge); !strings.Contains(saidIn(got), "the page has no limits for it") {
		t.Errorf("without limits it says %q", saidIn(got))
	}
}

func TestEverythingOfAChartIsWrittenWithAll(t *testing.T) {
	c := fridge()
	got := c.chart(t, present.ChartOf{SOP: "SOP-EQ-014", Field: "now", All: true})
	if len(got.Rows) != 37 || len(got.List.Columns) < 12 {
		t.Fatalf("%d rows of %v", len(got.Rows), got.List.Columns)
	}
	values := got.List.Values(got.Rows[34])
	at := map[string]any{}
	for i, name := range got.List.Columns {
		at[name] = values[i]
	}
	if fmt.Sprint(at["value"]) != "8.6" || at["limits"] != "2.0 to 8.0" || at["mark"] != "ABOVE 8.0 °C" || at["sop"] != "SOP-EQ-014" || at["field"] != "now" || at["unit"] != "°C" || at["person"] != "a.khan" {
		t.Errorf("a row is %v", at)
	}
	cold, err := json.Marshal(values[slices.Index(got.List.Columns, "value")])
	if err != nil || string(cold) != "8.6" {
		t.Errorf("as JSON the value is %s, %v", cold, err)
	}
	if got := got.List.Prints(got.Rows[34], chartNow); !strings.Contains(got, "8.6 °C ABOVE 8.0 °C") {
		t.Errorf("it prints %q", got)
	}
}

func TestThereIsAChartOfEachNumberOfThePageItsExceptionsAndItsSlots(t *testing.T) {
	c := fridge()
	title, offers, err := present.Sources{Charts: c}.Offers("SOP-EQ-014")
	if err != nil || title != "Fridge check" {
		t.Fatal(title, err)
	}
	var names []string
	for _, o := range offers {
		names = append(names, o.Name+": "+o.Words)
	}
	want := []string{"now: Now, °C", "packs: Packs", "exceptions: How often each step did not go as the page says", "slots: What was done when it was due, by day"}
	if !slices.Equal(names, want) {
		t.Errorf("offers %q", names)
	}
	c.err = errors.New("the disk is full")
	if _, _, err := (present.Sources{Charts: c}).Offers("SOP-EQ-014"); err == nil {
		t.Error("a failure is kept quiet")
	}
}

// exceptional is a log of records with exceptions.
func exceptional() *log {
	l := &log{}
	add := func(n int, sopID, step string, kind run.ExceptionKind, text string) {
		for range n {
			l.completions = append(l.completions, model.Completion{Entry: int64(len(l.completions) + 1), At: chartNow.AddDate(0, 0, -1), SOP: sopID, Exceptions: []run.Exception{{Kind: kind, Step: step, Text: text}}})
		}
	}
	add(26, "SOP-EQ-014", "read", run.IsDeviation, "Highest 8.6 °C ABOVE 8.0 °C")
	add(2, "SOP-EQ-014", "read", run.IsCorrected, "Highest")
	add(14, "SOP-CEN-014", "contact", run.IsLate, "entered later")
	add(3, "SOP-CEN-014", "state", run.IsDeviation, "Indicator failed EXPECTED passed")
	add(1, "SOP-CEN-014", "", run.IsTakenOver, "taken over")
	for i := range 8 {
		add(1, "SOP-XX-001", fmt.Sprint("step", i), run.IsDeviation, "step 3 was not done within 10 min: too busy")
	}
	for i := range l.completions { // the newest first
		l.completions[i].Entry = int64(len(l.completions) - i)
	}
	return l
}

// What the list counts as an exception, the chart does.
func TestWhatWasOutOfServiceIsCountedAtItsPage(t *testing.T) {
	l := exceptional()
	l.completions[0].Exceptions, l.completions[0].SOP, l.completions[0].Outages = nil, "SOP-EQ-009", []model.Outage{{ID: "F-11"}, {ID: "F-12"}}
	got, err := (present.Sources{Charts: fridge(), Reader: l}).Chart(t.Context(), present.ChartOf{Kind: present.OfExceptions}, chartNow)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(got.Rows, func(r present.Row) bool {
		return strings.HasPrefix(got.List.Says(r, chartNow), "EQ-009: 2, out of service;")
	}) || !strings.Contains(got.About(), "55 in 54 runs") {
		t.Errorf("it is of %q", got.About())
	}
}

func TestExceptionsAreCountedByStepTheMostFirst(t *testing.T) {
	src := present.Sources{Charts: fridge(), Reader: exceptional()}
	got, err := src.Chart(t.Context(), present.ChartOf{Kind: present.OfExceptions}, chartNow)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Exceptions by step    1 Jan to 28 Mar 2026    54 in 54 runs"; got.About() != want {
		t.Errorf("it is of %q, want %q", got.About(), want)
	}
	if want := "1 step of 12 has 52 % of all | most at EQ-014 #read: 28 of 54, 26 of 28 highest above 8.0 °C"; saidIn(got) != want {
		t.Errorf("it says %q, want %q", saidIn(got), want)
	}
	var rows []string
	for _, row := range got.Rows[:4] {
		rows = append(rows, got.List.Says(row, chartNow))
	}
	want := []string{
		"EQ-014 #read: 28, 26 of 28 highest above 8.0 °C; with those before it 52 %.", "CEN-014 #contact: 14, late entry; with those before it 78 %.",
		"CEN-014 #state: 3, indicator failed, expected passed; with those before it 83 %.", "CEN-014: 1, taken over; with those before it 85 %.",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	if link := got.Leads(0); link.List != "trace" || link.Seek != "exceptions page:SOP-EQ-014 since:2026-01-01 until:2026-03-28" {
		t.Errorf("it leads to %+v", link)
	}
	d, err := got.Draw(chart.Size{Width: 78, Height: 20}, chart.Style{ASCII: true}, 11)
	if err != nil || len(d.Rows) != 8 || !strings.HasPrefix(d.Rows[7].String(), "^ 5 others") {
		t.Errorf("it is drawn as %v, %v", d.Rows, err)
	}
	if !strings.Contains(got.SVG(), "5 others") {
		t.Error("the others are not in the file")
	}
	if text := got.List.Prints(got.Rows[0], chartNow); !strings.Contains(text, "28   52 %  EQ-014 #read") {
		t.Errorf("it prints %q", text)
	}
}

// What is said of a step is said of those that it is true of, whatever stands in a label.
func TestAStepIsNotSaidToBeWhatOnlySomeOfItsExceptionsAre(t *testing.T) {
	for _, c := range []struct {
		texts []string // deviations
		more  int      // corrections
		want  string
	}{
		{[]string{"Days since level 2 was opened 15 d ABOVE 14 d"}, 0, "1, days since level 2 was opened above 14 d;"},
		{[]string{"Count 4.2 10^9/L BELOW 5.0 10^9/L", "Count 4.3 10^9/L BELOW 5.0 10^9/L"}, 1, "3, 2 of 3 count below 5.0 10^9/L;"},
		{[]string{"Wells 5 ABOVE 4"}, 1, "2, 1 of 2 wells above 4;"},
		{[]string{"Airflow not safe EXPECTED safe or None"}, 0, "1, airflow not safe, expected safe or None;"},
		{[]string{"Expiry of lot 2 30 Jan 2026 EXPIRED 30 Jan 2026", "Expiry of lot 2 2026-02-03 EXPIRED 3 Feb 2026"}, 0, "2, expiry of lot 2 expired;"},
		{[]string{"Mean of 3 unknown CANNOT BE COMPUTED: division by zero"}, 0, "1, mean of 3 cannot be computed;"},
	} {
		l := &log{completions: []model.Completion{{Entry: 1, At: chartNow.AddDate(0, 0, -1), SOP: "SOP-EQ-014"}}}
		of := &l.completions[0].Exceptions
		for range c.more {
			*of = append(*of, run.Exception{Kind: run.IsCorrected, Step: "read", Text: "misread"})
		}
		for _, text := range c.texts {
			*of = append(*of, run.Exception{Kind: run.IsDeviation, Step: "read", Text: text})
		}
		got, err := present.Sources{Charts: fridge(), Reader: l}.Chart(t.Context(), present.ChartOf{Kind: present.OfExceptions}, chartNow)
		if err != nil || len(got.Rows) != 1 {
			t.Fatal(err, len(got.Rows))
		}
		if says := got.List.Says(got.Rows[0], chartNow); !strings.HasPrefix(says, "EQ-014 #read: "+c.want) {
			t.Errorf("%v and %d corrections: it says %q, want %q", c.texts, c.more, says, c.want)
		}
	}
}

func TestWithoutExceptionsAChartSaysSo(t *testing.T) {
	src := present.Sources{Charts: fridge(), Reader: &log{completions: []model.Completion{{Entry: 1, SOP: "SOP-EQ-014", At: chartNow}}}}
	got, err := src.Chart(t.Context(), present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfExceptions}, chartNow)
	if err != nil || got.Empty != "All went as the pages say in 1 run from 1 Jan to 28 Mar 2026." || got.Title != "Fridge check" {
		t.Errorf("%+v, %v", got, err)
	}
	src.Reader = &log{}
	if got, err := src.Chart(t.Context(), present.ChartOf{Kind: present.OfExceptions}, chartNow); err != nil || got.Empty != "No run was signed from 1 Jan to 28 Mar 2026." {
		t.Errorf("%q, %v", got.Empty, err)
	}
}

func TestSlotsAreCountedAndLeadToWhatDidThem(t *testing.T) {
	c := fridge()
	slot := func(day int, item, state string, entry int64) model.Slot {
		due := time.Date(2026, 3, day, 9, 0, 0, 0, time.UTC)
		return model.Slot{SOP: "SOP-EQ-014", Title: "Fridge check", Item: item, Name: due.Format(time.DateOnly), Due: due, State: state, Done: entry}
	}
	c.slots = []model.Slot{slot(1, "F-11", "done", 7), slot(2, "F-11", "missed", 0), slot(3, "F-11", "missed", 0), slot(4, "F-11", "done late", 9), slot(28, "F-11", "late", 0), slot(29, "F-11", "upcoming", 0), slot(1, "F-12", "not required", 0)}
	c.slots[2].Explained, c.slots[3].DaysLate, c.slots[6].Waiver = "the bench was flooded", 1, "out of service"
	got := c.chart(t, present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfSlots})
	if want := "Slots    1 Mar to 31 Mar 2026"; got.About() != want {
		t.Errorf("it is of %q", got.About())
	}
	if want := "1 done 2 late 2 missed 1 not required | 1 late now | 1 missed and to be explained"; saidIn(got) != want {
		t.Errorf("it says %q, want %q", saidIn(got), want)
	}
	if len(got.Rows) != 6 || got.Leads(0) != present.Signed(7) || got.Leads(1) != (present.Link{List: "due", Row: "SOP-EQ-014@2026-03-02:F-11"}) || got.Leads(2) != (present.Link{}) {
		t.Errorf("%d rows lead to %+v, %+v, %+v", len(got.Rows), got.Leads(0), got.Leads(1), got.Leads(2))
	}
	for i, want := range map[int]string{1: "due 2 Mar 2026 09:00: MISSED.", 2: "due 3 Mar 2026 09:00: MISSED: the bench was flooded.", 3: "done late, 1 day late.", 5: "not required: out of service."} {
		if says := got.List.Says(got.Rows[i], chartNow); !strings.HasSuffix(says, want) {
			t.Errorf("row %d says %q, want %q", i, says, want)
		}
	}
	d, err := got.Draw(chart.Size{Width: 78, Height: 20}, chart.Style{ASCII: true}, 5)
	if err != nil || len(d.Rows) < 3 || !strings.Contains(d.Rows[1].String(), "F-11    .MML") || !strings.HasPrefix(strings.TrimLeft(d.Rows[len(d.Rows)-1].String(), " "), "^ F-12") && !strings.HasPrefix(strings.TrimLeft(d.Rows[len(d.Rows)-2].String(), " "), "^ F-12") {
		t.Errorf("it is drawn as %v, %v", d.Rows, err)
	}
	if !strings.Contains(got.SVG(), "F-12") || !strings.Contains(got.List.Prints(got.Rows[0], chartNow), "SOP-EQ-014@2026-03-01:F-11") {
		t.Error("it is not written")
	}
	c.numbers.Scheduled = false
	if _, err := (present.Sources{Charts: c}).Chart(t.Context(), present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfSlots}, chartNow); err == nil || !strings.Contains(err.Error(), "is never due") {
		t.Errorf("without a schedule: %v", err)
	}
	c.slots, c.numbers.Scheduled = nil, true
	if got := c.chart(t, present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfSlots}); got.Empty != "Nothing was due from 1 Mar to 31 Mar 2026." {
		t.Errorf("without: %q", got.Empty)
	}
}

// controlled are controls of two lots with one rule of each kind broken.
func controlled() *charts {
	c := &charts{readings: model.Readings{SOP: "SOP-POC-031", Title: "Control", Field: model.NumberField{Name: "glucose", Label: "Glucose", Unit: "mmol/L"}, Places: 2}}
	for i, text := range []string{"5.10", "4.90", "5.10", "5.41", "4.90", "5.00", "5.43", "5.45", "5.20", "4.98", "5.87"} {
		r := daily("", text)[0]
		r.Entry, r.At, r.Accepted = int64(100+i), chartNow.AddDate(0, 0, i-12), sop.Range{}
		r.Control = &model.Control{Name: "Glucose", Lot: "4417", Target: sop.MustDecimal("5.0"), SD: sop.MustDecimal("0.20")}
		if i > 7 {
			r.Control = &model.Control{Name: "Glucose", Lot: "4503", Target: sop.MustDecimal("5.2"), SD: sop.MustDecimal("0.22")}
		}
		r.Mark = ""
		c.readings.All = append(c.readings.All, r)
	}
	return c
}

func TestControlsAreChartedByTheTargetOfTheirLotAndByRules(t *testing.T) {
	c := controlled()
	of := present.ChartOf{SOP: "SOP-POC-031", Field: "glucose"}
	got := c.chart(t, of)
	if want := "Control, Glucose    16 Mar to 28 Mar 2026    z-scores by lot    4417: 5.0, sd 0.20    4503: 5.2, sd 0.22"; got.About() != want {
		t.Errorf("it is of %q, want %q", got.About(), want)
	}
	if want := "11 controls | 2 rejects | 1-3s REJECT, 26 Mar | 2-2s REJECT, 22-23 Mar | 1-2s look, 19 Mar | limits from the table, not from the data"; saidIn(got) != want {
		t.Errorf("it says %q, want %q", saidIn(got), want)
	}
	if says := got.List.Says(got.Rows[10], chartNow); says != "26 Mar 2026 10:02: 5.87 mmol/L, z +3.05, Glucose lot 4503: 5.2, sd 0.22, 1-3s; A. Khan, entry 110." {
		t.Errorf("a control is %q", says)
	}
	d, err := got.Draw(chart.Size{Width: 78, Height: 16}, chart.Style{ASCII: true}, 10)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, row := range d.Rows {
		text += row.String() + "\n"
	}
	if strings.Count(text, "X") != 3 || strings.Count(text, "!") != 1 || !strings.Contains(text, "1-3s REJECT 26 Mar") || !strings.Contains(text, "lot 4503") || !strings.Contains(text, "+3s =") {
		t.Errorf("it is drawn as\n%s", text)
	}
	if !strings.Contains(got.SVG(), "2-2s REJECT, 22-23 Mar.") || len(got.Rules) < 8 {
		t.Errorf("%d rules", len(got.Rules))
	}
	of.All = true
	rows := c.chart(t, of)
	values := rows.List.Values(rows.Rows[6])
	at := func(name string) string { return fmt.Sprint(values[slices.Index(rows.List.Columns, name)]) }
	if at("z") != "2.150" || at("lot") != "4417" || at("rules") != "[2-2s]" || at("target") != "5.0" || at("sd") != "0.20" {
		t.Errorf("a row is %v", values)
	}
}

// Runs that went on at the same time are judged in the order in which they were completed, as
// their controls were on entry, though they are drawn by when each was measured.
func TestControlsAreJudgedInTheOrderOfTheirCompletions(t *testing.T) {
	c := controlled()
	c.readings.All = c.readings.All[:3]
	for i, nth := range []int{1, 2, 0} { // by when they were measured
		r, text := &c.readings.All[i], []string{"5.00", "5.43", "5.45"}[i]
		r.Number, r.Text, r.Control.Nth, r.Entry = sop.MustDecimal(text), text, nth, int64(100+nth)
	}
	if got := c.chart(t, present.ChartOf{SOP: "SOP-POC-031", Field: "glucose"}); !strings.Contains(saidIn(got), "no rule rejects") {
		t.Errorf("it says %q", saidIn(got))
	}
	c.readings.All[0].Control.Nth, c.readings.All[2].Control.Nth = 0, 1
	if got := c.chart(t, present.ChartOf{SOP: "SOP-POC-031", Field: "glucose"}); !strings.Contains(saidIn(got), "2-2s REJECT") {
		t.Errorf("it says %q", saidIn(got))
	}
}

// A control that was done again counts, as a run of its own, and says what it is.
func TestAControlThatWasDoneAgainIsJudgedAsAnyOther(t *testing.T) {
	c := controlled()
	c.readings.All = c.readings.All[:4]
	for i, text := range []string{"5.45", "4.55", "5.61", "5.00"} {
		r := &c.readings.All[i]
		r.Number, r.Text, r.Entry = sop.MustDecimal(text), text, int64(100+i/2)
		if r.Redone = 1 - i%2; r.Redone > 0 {
			r.Stands = []string{"4.55", "", ""}[i]
		}
	}
	of := present.ChartOf{SOP: "SOP-POC-031", Field: "glucose"}
	got := c.chart(t, of)
	if want := "4 controls | 1 reject | 1-3s REJECT, 18 Mar | 1-2s look, 17 Mar | 1-2s look, 16 Mar | limits from the table, not from the data | 2 done again"; saidIn(got) != want {
		t.Errorf("it says %q, want %q", saidIn(got), want)
	}
	if says := got.List.Says(got.Rows[2], chartNow); !strings.Contains(says, "5.61 mmol/L done again, nothing stands, z +3.05") || !strings.Contains(says, ", 1-3s; ") {
		t.Errorf("it is %q", says)
	}
	if last := got.Rules[len(got.Rules)-1].Text; last != "What was done again counts, and is a run of its own." {
		t.Errorf("the last rule is %q", last)
	}
	if prints := got.List.Prints(got.Rows[3], chartNow); strings.Contains(prints, "again") {
		t.Errorf("what stands is %q", prints)
	}
	if says := got.List.Says(got.Rows[0], chartNow); !strings.Contains(says, "5.45 mmol/L done again, stands 4.55, z") {
		t.Errorf("it is %q", says)
	}
	values := got.List.Values(got.Rows[2])
	if again := values[slices.Index(got.List.Columns, "done_again")]; again != 1 {
		t.Errorf("as a row it was done again %v times", again)
	}
	c.readings.All[0].Redone, c.readings.All[1].Redone = 0, 0 // in one run
	if said := saidIn(c.chart(t, of)); !strings.Contains(said, "R-4s REJECT") {
		t.Errorf("of one round it says %q", said)
	}
	for i := range c.readings.All {
		c.readings.All[i].Control = nil
	}
	if said := saidIn(c.chart(t, of)); !strings.Contains(said, "4 readings") || !strings.HasSuffix(said, "1 done again | 4 readings in all, 20 make a mean") {
		t.Errorf("of no controls it says %q", said)
	}
}

// Levels of one assay are seen together, those of other items apart.
func TestLevelsAreJudgedTogetherAndItemsApart(t *testing.T) {
	c := controlled()
	c.readings.All = c.readings.All[:4]
	for i, text := range []string{"5.45", "4.55", "5.45", "5.41"} {
		r := &c.readings.All[i]
		r.Number, r.Text, r.Item, r.Entry = sop.MustDecimal(text), text, []string{"low", "high"}[i%2], int64(100+i/2)
		r.Control.Name = r.Item
	}
	c.readings.Items, c.readings.Together = []string{"high", "low"}, true
	of := present.ChartOf{SOP: "SOP-POC-031", Field: "glucose", Item: "low"}
	if said := saidIn(c.chart(t, of)); !strings.Contains(said, "R-4s REJECT") || !strings.Contains(said, "4 controls") {
		t.Errorf("together: %q", said)
	}
	c.readings.Together = false
	if said := saidIn(c.chart(t, of)); strings.Contains(said, "R-4s") || !strings.Contains(said, "2-2s REJECT") || !strings.Contains(said, "2 controls") {
		t.Errorf("apart: %q", said)
	}
	c.readings.All[0].Control = nil
	if said := saidIn(c.chart(t, of)); !strings.Contains(said, "1 reading without a target") {
		t.Errorf("one without: %q", said)
	}
	c.readings.All = c.readings.All[1:2]
	c.readings.All[0].At = chartNow.AddDate(-1, 0, 0)
	of.Item, of.Since = "high", chartNow.AddDate(0, 0, -5).Truncate(24*time.Hour)
	if got := c.chart(t, of); !strings.HasPrefix(got.Empty, "There is no reading from") {
		t.Errorf("none of this time: %q", got.Empty)
	}
}
