package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/needs"
	"soprun/internal/report"
	"soprun/sop"
	"soprun/sop/run"
)

// sheetCase is a month of a fridge, and what its sheet says of some days: a row in the columns
// day, time, entry, temperature, who, countersigned by, remarks. It is what the HTML and the PDF
// say; of each row the JSON has a slot, or a record, and the CSV both.
type sheetCase struct {
	name  string
	month string
	at    string // when it is written
	slots []model.Slot
	done  []model.Traced
	days  []int    // whose rows are compared
	rows  []string // theirs, in order
	count int      // of rows on the sheet
	json  []string // slot state says entry; then entry and why left out, before each of its values
	csv   []string // entry item value mark stands amended by, why left out, slot state says
}

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// onDay is a time of a month in London, like "7 09:00".
func onDay(month, day string) time.Time {
	at, err := time.ParseInLocation("2006-01 2 15:04", month+" "+day, london)
	if err != nil {
		panic(err)
	}
	return at
}

// due is a slot of a month by a time of a day.
func due(month, day, state string, entry int64, with ...func(*model.Slot)) model.Slot {
	at := onDay(month, day)
	s := model.Slot{SOP: "SOP-EQ-014", Title: "Fridge check", Item: "FR-001", Name: at.Add(-time.Nanosecond).Format(time.DateOnly), Due: at, State: state, Done: entry}
	for _, f := range with {
		f(&s)
	}
	return s
}

// took is a record of a temperature at a time of a month, which was signed four minutes later.
func took(month, day string, entry int64, text string, with ...func(*model.Traced)) model.Traced {
	at := onDay(month, day)
	t := model.Traced{
		Completion: model.Completion{
			Entry: entry, Leaf: leafOf(entry), At: at.Add(4 * time.Minute), Person: khan, SOP: "SOP-EQ-014", Title: "Fridge check", Version: "2.0",
			Run: fmt.Sprint("r-", entry), Outcome: run.OutcomeComplete, Statement: "I did it.", Countersigned: []model.Hand{{Entry: entry + 100, By: bell}},
		},
		Values: []model.TracedValue{{Step: "read", Field: "now", Item: "FR-001", Label: "Now", Text: text, Unit: "°C", Limits: "2.0 to 8.0", At: at}},
	}
	for _, f := range with {
		f(&t)
	}
	return t
}

func explained(why string) func(*model.Slot) { return func(s *model.Slot) { s.Explained = why } }
func waived(why string) func(*model.Slot)    { return func(s *model.Slot) { s.Waiver = why } }

func judged(mark string) func(*model.Traced) {
	return func(t *model.Traced) { t.Values[0].Mark = mark }
}

func later(by time.Duration) func(*model.Traced) {
	return func(t *model.Traced) { t.At, t.Values[0].At = t.At.Add(by), t.Values[0].At.Add(by) }
}

var sheetCases = []sheetCase{
	{
		name: "a day none, a day two readings", month: "2026-03", at: "31 23:59",
		slots: []model.Slot{
			due("2026-03", "3 09:00", "missed", 0), due("2026-03", "4 09:00", "missed", 0, explained("the bench was flooded")),
			due("2026-03", "5 09:00", "done", 805, func(s *model.Slot) { s.Extras = 1 }),
		},
		done: []model.Traced{took("2026-03", "5 08:47", 805, "4.5"), took("2026-03", "5 15:02", 806, "4.7")},
		days: []int{2, 3, 4, 5}, count: 32,
		rows: []string{
			"Mon 2 Mar|||-|||nothing due, nothing recorded",
			"Tue 3 Mar|||-|||MISSED, not explained",
			"Wed 4 Mar|||-|||MISSED, explained: the bench was flooded",
			"Thu 5 Mar|08:47|805|4.5|A. Khan|J. Bell|1 extra reading",
			"Thu 5 Mar|15:02|806|4.7|A. Khan|J. Bell|extra",
		},
		json: []string{
			"2026-03-03|missed|MISSED, not explained|0", "2026-03-04|missed|MISSED, explained: the bench was flooded|0", "2026-03-05|done|1 extra reading|805",
			"805|", "5 08:47Z|4.5|||", "806|", "5 15:02Z|4.7|||",
		},
		csv: []string{
			"805|FR-001|4.5|||||2026-03-05|done|1 extra reading", "806|FR-001|4.7|||||||",
			"|FR-001||||||2026-03-03|missed|MISSED, not explained", "|FR-001||||||2026-03-04|missed|MISSED, explained: the bench was flooded",
		},
	},
	{
		name: "out of limits, done again, amended, disputed", month: "2026-04", at: "30 23:59",
		slots: []model.Slot{
			due("2026-04", "1 09:00", "done", 801), due("2026-04", "2 09:00", "done late", 802, func(s *model.Slot) { s.Late = 41 * time.Minute }),
			due("2026-04", "3 09:00", "done", 803), due("2026-04", "4 09:00", "done", 804),
		},
		done: []model.Traced{
			took("2026-04", "1 08:47", 801, "8.6", judged("ABOVE 8.0"), func(t *model.Traced) {
				t.Exceptions = []run.Exception{{Kind: run.IsDeviation, Step: "read", Item: "FR-001", Text: "Now 8.6 ABOVE 8.0", Action: "moved the stock"}}
			}),
			took("2026-04", "2 09:41", 802, "1.9", judged("BELOW 2.0"), func(t *model.Traced) {
				second := t.Values[0]
				second.Text, second.Mark, second.At = "3.1", "", second.At.Add(time.Minute)
				t.Values[0].Redone = 1
				t.Values = append(t.Values, second)
				model.SetStands(t.Values)
			}),
			took("2026-04", "3 08:47", 803, "4.1", func(t *model.Traced) {
				t.Values[0].Amended, t.Values[0].AmendedBy = true, []model.Person{bell}
				t.Amended, t.Superseded, t.Countersigned = []model.Hand{{Entry: 950, By: bell}}, t.Countersigned, nil
				for _, item := range []string{"FR-001", "FR-002"} { // the other one is not on this sheet
					t.Amendments = append(t.Amendments, model.Amendment{Entry: 950, By: bell, Step: "read", Item: item, Field: "now", Index: 1, Old: "9.1", New: "4.1", Reason: "misread it", Of: sop.Field{Name: "now", Label: "Now", Type: sop.Number, Unit: "°C"}})
				}
			}),
			took("2026-04", "4 08:47", 804, "4.2", func(t *model.Traced) {
				t.Exceptions = []run.Exception{
					{Kind: run.IsDeviation, Step: "read", Item: "FR-001", Text: "Now 9.2 °C ABOVE 8.0 °C", Action: "told the lead"},
					{Kind: run.IsCorrected, Step: "read", Item: "FR-001", Text: "Now 9.2 -> 4.2 °C: misread it"},
					{Kind: run.IsCorrected, Step: "read", Item: "FR-001", Text: "Less the lowest 6.0 -> 1.0 °C: computed again: misread it"},
					{Kind: run.IsCorrected, Step: "read", Item: "FR-002", Text: "Now 5.0 -> 5.1 °C: misread it"},
					{Kind: run.IsDeviation, Step: "read", Item: "FR-001", Text: "Seal torn EXPECTED whole", Action: "Told the shift lead."},
					{Kind: run.IsLate, Step: "lock", Text: "late entry: done at 08:40, entered at 08:47: hands were full"},
				}
				t.Values = append(t.Values, model.TracedValue{Step: "read", Field: "seal", Item: "FR-001", Label: "Seal", Text: "torn", Limits: "whole", Mark: "OUT OF LIMITS", At: t.Values[0].At})
				t.Disputed = true
			}),
		},
		days: []int{1, 2, 3, 4}, count: 30,
		rows: []string{
			"Wed 1 Apr|08:47|801|8.6 ▲|A. Khan|J. Bell|Now 8.6 °C ABOVE 8.0, done about it: moved the stock",
			"Thu 2 Apr|09:41|802|1.9 ▼ done again, 3.1|A. Khan|J. Bell|Now 1.9 °C BELOW 2.0 done again, stands 3.1; done, 41 min late",
			"Fri 3 Apr|08:47|803|4.1|A. Khan|not yet|Now 9.1 °C amended to 4.1 °C by J. Bell: misread it; amended, to review again, SUPERSEDED: countersigned by J. Bell",
			"Sat 4 Apr|08:47|804|4.2|A. Khan|J. Bell|Seal torn EXPECTED whole, done about it: Told the shift lead; Now 9.2 °C ABOVE 8.0 °C, done about it: told the lead; Now 9.2 corrected to 4.2 °C: misread it; " +
				"late entry: done at 08:40, entered at 08:47: hands were full; DISPUTED, countersigned by J. Bell",
		},
		json: []string{
			"2026-04-01|done||801", "2026-04-02|done late|done, 41 min late|802", "2026-04-03|done||803", "2026-04-04|done||804",
			"801|", "1 07:47Z|8.6|ABOVE 8.0||", "802|", "2 08:41Z|1.9|BELOW 2.0|3.1|", "2 08:42Z|3.1|||", "803|", "3 07:47Z|4.1|||j.bell",
			"804|", "4 07:47Z|4.2|||", "4 07:47Z|torn|OUT OF LIMITS||",
		},
		csv: []string{
			"801|FR-001|8.6|ABOVE 8.0||||2026-04-01|done|", "802|FR-001|1.9|BELOW 2.0|3.1|||2026-04-02|done late|done, 41 min late",
			"802|FR-001|3.1|||||2026-04-02|done late|done, 41 min late", "803|FR-001|4.1|||j.bell||2026-04-03|done|",
			"804|FR-001|4.2|||||2026-04-04|done|", "804|FR-001|torn|OUT OF LIMITS||||2026-04-04|done|",
		},
	},
	{
		name: "left out, out of service, a closed day", month: "2026-12", at: "31 23:59",
		slots: []model.Slot{
			due("2026-12", "1 09:00", "missed", 0, explained("it defrosts")), due("2026-12", "2 09:00", "not required", 0, waived("out of service")),
			due("2026-12", "28 09:00", "not kept", 0), due("2026-12", "29 09:00", "done", 829),
		},
		done: []model.Traced{
			took("2026-12", "1 08:47", 801, "", func(t *model.Traced) {
				t.Values, t.Steps = nil, []model.TracedStep{{Step: "unit", Item: "FR-001", Text: "FR-001 was left out: it defrosts"}}
			}),
			took("2026-12", "29 08:47", 829, "4.4"),
		},
		days: []int{1, 2, 25, 28, 29}, count: 32,
		rows: []string{
			"Tue 1 Dec|08:51|801|-|A. Khan|J. Bell|LEFT OUT: it defrosts",
			"Tue 1 Dec|||-|||MISSED, explained: it defrosts",
			"Wed 2 Dec|||-|||not required: out of service",
			"Fri 25 Dec|||-|||nothing due, nothing recorded",
			"Mon 28 Dec|||-|||not kept",
			"Tue 29 Dec|08:47|829|4.4|A. Khan|J. Bell|",
		},
		json: []string{
			"2026-12-01|missed|MISSED, explained: it defrosts|0", "2026-12-02|not required|not required: out of service|0", "2026-12-28|not kept|not kept|0", "2026-12-29|done||829",
			"801|it defrosts", "829|", "29 08:47Z|4.4|||",
		},
		csv: []string{
			"801|FR-001|||||it defrosts|||", "829|FR-001|4.4|||||2026-12-29|done|", "|FR-001||||||2026-12-01|missed|MISSED, explained: it defrosts",
			"|FR-001||||||2026-12-02|not required|not required: out of service", "|FR-001||||||2026-12-28|not kept|not kept",
		},
	},
	{
		// What is due by midnight is of the day before.
		name: "the clocks go on", month: "2026-03", at: "31 23:59",
		slots: []model.Slot{due("2026-03", "29 00:00", "done", 828), due("2026-03", "30 00:00", "done", 829), due("2026-03", "31 00:00", "missed", 0)},
		done:  []model.Traced{took("2026-03", "28 23:59", 828, "4.5"), took("2026-03", "29 02:10", 829, "4.6")},
		days:  []int{28, 29, 30, 31}, count: 31,
		rows: []string{
			"Sat 28 Mar|23:59|828|4.5|A. Khan|J. Bell|",
			"Sun 29 Mar|02:10|829|4.6|A. Khan|J. Bell|",
			"Mon 30 Mar|||-|||MISSED, not explained",
			"Tue 31 Mar|||-|||nothing due, nothing recorded",
		},
		json: []string{
			"2026-03-28|done||828", "2026-03-29|done||829", "2026-03-30|missed|MISSED, not explained|0",
			"828|", "28 23:59Z|4.5|||", "829|", "29 01:10Z|4.6|||",
		},
		csv: []string{"828|FR-001|4.5|||||2026-03-28|done|", "829|FR-001|4.6|||||2026-03-29|done|", "|FR-001||||||2026-03-30|missed|MISSED, not explained"},
	},
	{
		// Half past one comes twice, and each says which it was.
		name: "the clocks go back", month: "2026-10", at: "31 23:59",
		slots: []model.Slot{due("2026-10", "25 01:30", "done", 825), due("2026-10", "26 00:00", "missed", 0)},
		done: []model.Traced{
			took("2026-10", "25 00:40", 825, "4.5"), took("2026-10", "25 00:30", 826, "4.6", later(time.Hour)), took("2026-10", "25 00:30", 827, "4.7", later(2*time.Hour)),
			took("2026-10", "25 02:00", 828, "4.8"),
		},
		days: []int{24, 25, 26}, count: 35,
		rows: []string{
			"Sat 24 Oct|||-|||nothing due, nothing recorded",
			"Sun 25 Oct|00:40|825|4.5|A. Khan|J. Bell|",
			"Sun 25 Oct|01:30 BST|826|4.6|A. Khan|J. Bell|extra",
			"Sun 25 Oct|01:30 GMT|827|4.7|A. Khan|J. Bell|extra",
			"Sun 25 Oct|02:00|828|4.8|A. Khan|J. Bell|extra",
			"Sun 25 Oct|||-|||MISSED, not explained",
			"Mon 26 Oct|||-|||nothing due, nothing recorded",
		},
		json: []string{
			"2026-10-25|done||825", "2026-10-25|missed|MISSED, not explained|0",
			"825|", "24 23:40Z|4.5|||", "826|", "25 00:30Z|4.6|||", "827|", "25 01:30Z|4.7|||", "828|", "25 02:00Z|4.8|||",
		},
		csv: []string{
			"825|FR-001|4.5|||||2026-10-25|done|", "826|FR-001|4.6|||||||", "827|FR-001|4.7|||||||", "828|FR-001|4.8|||||||", "|FR-001||||||2026-10-25|missed|MISSED, not explained",
		},
	},
	{
		// Each value has the limits of its version beside it.
		name: "28 days with another version in them", month: "2027-02", at: "28 23:59",
		slots: []model.Slot{due("2027-02", "16 09:00", "done", 816), due("2027-02", "17 09:00", "done", 817)},
		done: []model.Traced{
			took("2027-02", "16 08:47", 816, "7.2"),
			took("2027-02", "17 08:47", 817, "7.2", judged("ABOVE 7.0"), func(t *model.Traced) { t.Version, t.Values[0].Limits = "2.1", "2.0 to 7.0" }),
		},
		days: []int{16, 17, 28}, count: 28,
		rows: []string{
			"Tue 16 Feb|08:47|816|7.2 (2.0 to 8.0)|A. Khan|J. Bell|",
			"Wed 17 Feb|08:47|817|7.2 (2.0 to 7.0) ▲|A. Khan|J. Bell|Now 7.2 °C ABOVE 7.0",
			"Sun 28 Feb|||-|||nothing due, nothing recorded",
		},
		json: []string{"2027-02-16|done||816", "2027-02-17|done||817", "816|", "16 08:47Z|7.2|||", "817|", "17 08:47Z|7.2|ABOVE 7.0||"},
		csv:  []string{"816|FR-001|7.2|||||2027-02-16|done|", "817|FR-001|7.2|ABOVE 7.0||||2027-02-17|done|"},
	},
	{
		// Of the days to come nothing is said, but of what is due in them already.
		name: "the 15th of a month", month: "2026-05", at: "15 10:00",
		slots: []model.Slot{
			due("2026-05", "14 09:00", "late", 0, func(s *model.Slot) { s.Late = 25 * time.Hour }), due("2026-05", "15 12:00", "due", 0), due("2026-05", "15 20:00", "upcoming", 0),
			due("2026-05", "16 09:00", "upcoming", 0), due("2026-05", "17 23:00", "due", 0),
		},
		days: []int{13, 14, 15, 16, 17, 18}, count: 17,
		rows: []string{
			"Wed 13 May|||||nothing due, nothing recorded",
			"Thu 14 May|||||LATE, not done yet",
			"Fri 15 May|||||due",
			"Fri 15 May|||||upcoming",
			"Sun 17 May|||||due",
		},
		json: []string{"2026-05-14|late|LATE, not done yet|0", "2026-05-15|due|due|0", "2026-05-15|upcoming|upcoming|0", "2026-05-16|upcoming|upcoming|0", "2026-05-17|due|due|0"},
		csv: []string{
			"|FR-001||||||2026-05-14|late|LATE, not done yet", "|FR-001||||||2026-05-15|due|due", "|FR-001||||||2026-05-15|upcoming|upcoming",
			"|FR-001||||||2026-05-16|upcoming|upcoming", "|FR-001||||||2026-05-17|due|due",
		},
	},
}

var (
	tableRows  = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	tableCells = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
)

// sheetRows are the rows of the sheet in the HTML, their cells apart by bars.
func sheetRows(page []byte) (rows []string) {
	for _, row := range tableRows.FindAllSubmatch(page, -1) {
		var cells []string
		for _, c := range tableCells.FindAllSubmatch(row[1], -1) {
			cells = append(cells, strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(string(c[1]), " "))), " "))
		}
		if len(cells) > 0 {
			rows = append(rows, strings.Join(cells, "|"))
		}
	}
	return rows
}

// pdftotext is what another reader of PDF finds in one.
func pdftotext(t *testing.T, pdf []byte) string {
	t.Helper()
	needs.Tool(t, "pdftotext")
	file := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A reading that is far out brings the limits together: none is written over another, and the
// picture says how far out it is.
func TestThePictureOfAMonthNamesWhatIsFarOutAndBothLimits(t *testing.T) {
	month := onDay("2026-04", "1 00:00")
	src := (&desk{records: []model.Traced{took("2026-04", "1 08:47", 801, "4.2"), took("2026-04", "2 08:47", 802, "9999", judged("ABOVE 8.0"))}}).source()
	src.Now = onDay("2026-04", "30 23:59")
	r, err := report.Compose(t.Context(), src, model.Wanted{Asset: "FR-001", Month: month, Query: model.Query{SOP: "SOP-EQ-014", Since: month, Until: month.AddDate(0, 1, 0)}})
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]bool{}
	for _, text := range []string{"2.0", "8.0", "9999"} {
		y := regexp.MustCompile(`y="([0-9.]+)"[^>]*>` + regexp.QuoteMeta(text) + "</text>").FindStringSubmatch(string(write(t, r).html))
		if y == nil || at[y[1]] {
			t.Fatalf("%s stands at %v, others at %v", text, y, at)
		}
		at[y[1]] = true
	}
}

func TestTheSheetOfAMonthSaysOfEachDayWhatHappened(t *testing.T) {
	for _, c := range sheetCases {
		t.Run(c.name, func(t *testing.T) {
			month := onDay(c.month, "1 00:00")
			src := (&desk{records: c.done, slots: c.slots}).source()
			src.Now = onDay(c.month, c.at)
			r, err := report.Compose(t.Context(), src, model.Wanted{Asset: "FR-001", Month: month, Query: model.Query{SOP: "SOP-EQ-014", Since: month, Until: month.AddDate(0, 1, 0)}})
			if err != nil {
				t.Fatal(err)
			}
			w := write(t, r)
			var got []string
			rows := sheetRows(w.html)[1:] // behind the heads
			for _, row := range rows {
				if slices.ContainsFunc(c.days, func(day int) bool { return strings.HasPrefix(row, month.AddDate(0, 0, day-1).Format("Mon 2 Jan|")) }) {
					got = append(got, row)
				}
			}
			compare(t, "the HTML", got, c.rows)
			if len(rows) != c.count {
				t.Errorf("it has %d rows, want %d", len(rows), c.count)
			}
			compare(t, "the JSON", sheetJSON(t, w.json), c.json)
			compare(t, "the CSV", sheetCSV(t, w.csv), c.csv)
			paper := plain(pdftotext(t, w.pdf))
			for _, row := range c.rows {
				if !strings.Contains(paper, plain(strings.ReplaceAll(row, "|", ""))) {
					t.Errorf("the PDF does not have %s", row)
				}
			}
		})
	}
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s says\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// sheetJSON are the slots and the values of a sheet as JSON.
func sheetJSON(t *testing.T, text []byte) (out []string) {
	t.Helper()
	var r struct {
		Slots []struct {
			Slot, State, Says string
			Entry             int64
		}
		Records []struct {
			Entry   int64
			LeftOut string `json:"left_out"`
			Values  []struct {
				Value, Mark, Stands string
				By                  []string `json:"amended_by"`
				At                  time.Time
			}
		}
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Slots {
		out = append(out, strings.TrimRight(fmt.Sprintf("%s|%s|%s|%d", s.Slot, s.State, s.Says, s.Entry), "|"))
	}
	for _, rec := range r.Records {
		out = append(out, fmt.Sprintf("%d|%s", rec.Entry, rec.LeftOut))
		for _, v := range rec.Values {
			out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s", v.At.Format("2 15:04Z"), v.Value, v.Mark, v.Stands, strings.Join(v.By, " ")))
		}
	}
	return out
}

// sheetCSV are the rows of a sheet as CSV, by what differs between them.
func sheetCSV(t *testing.T, text []byte) (out []string) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		var cells []string
		for _, name := range []string{"entry", "item", "value", "mark", "value_stands", "value_amended_by", "left_out", "slot", "slot_state", "slot_says"} {
			cells = append(cells, row[slices.Index(rows[0], name)])
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}
