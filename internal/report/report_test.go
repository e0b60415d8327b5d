package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/report"
	"soprun/sop"
	"soprun/sop/run"
)

var tags = regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)

// texts are the words of a report in each format for people.
func texts(t *testing.T, w written) map[string]string {
	t.Helper()
	paper, _ := textOf(t, w.pdf)
	return map[string]string{"HTML": plain(html.UnescapeString(tags.ReplaceAllString(string(w.html), " "))), "PDF": plain(paper)}
}

func TestEveryValueStandsInEveryFormatBesideItsLimits(t *testing.T) {
	d := fridge()
	w := write(t, d.compose(t, model.Wanted{}))
	all := texts(t, w)
	all["CSV"], all["JSON"] = plain(string(w.csv)), plain(string(w.json))
	for _, r := range d.records {
		for format, text := range all {
			if !strings.Contains(text, plain(r.Leaf)) || !strings.Contains(text, r.Run) {
				t.Fatalf("the %s does not name entry %d", format, r.Entry)
			}
		}
		for _, v := range r.Values {
			for _, format := range []string{"HTML", "PDF"} {
				want := plain(v.Label + v.Text + v.Unit)
				if v.Limits != "" {
					want += plain("(" + v.Limits + ")")
				}
				if !strings.Contains(all[format], want+plain(v.Mark)) {
					t.Fatalf("the %s has no %q", format, want+v.Mark)
				}
			}
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(w.csv)).ReadAll()
	if values := 6*len(d.records) - 5; err != nil || len(rows) != 1+values {
		t.Errorf("%d rows of %d values, %v", len(rows)-1, values, err)
	}
}

func TestEveryFormatSaysOfWhatItIsACopy(t *testing.T) {
	w := write(t, fridge().compose(t, model.Wanted{Query: model.Query{Person: "a.khan"}}))
	all := texts(t, w)
	all["CSV"], all["JSON"] = plain(string(w.csv)), plain(string(w.json))
	for format, text := range all {
		for _, want := range []string{"Printed copy, valid on 2 Apr 2026, 09:41", "st-mary/bench-2/2026-1a2b3c", root, "a.khan", leafOf(819), "DISPUTED", "2.1"} {
			if !strings.Contains(text, plain(want)) {
				t.Errorf("the %s does not say %q", format, want)
			}
		}
		if strings.Contains(strings.ToLower(text), "complian") {
			t.Errorf("the %s calls something compliant", format)
		}
	}
	for format, text := range texts(t, w) {
		for _, want := range []string{"28 of 28 records in the log", "1 DISPUTED", "DEMO: a made-up department, not a record", "SOP-EQ-014 v2.1", "Roles: assistant"} {
			if !strings.Contains(text, plain(want)) {
				t.Errorf("the %s does not say %q", format, want)
			}
		}
	}
}

func TestAMonthOfAnAssetIsOneSheetWithARowForEachDay(t *testing.T) {
	r := fridge().compose(t, month())
	if r.Title != "Fridge check, FR-001, March 2026" || r.Kind != report.OfMonth {
		t.Errorf("%q, %s", r.Title, r.Kind)
	}
	w := write(t, r)
	if _, sheets := textOf(t, w.pdf); sheets != 1 {
		t.Errorf("it takes %d sheets", sheets)
	}
	for format, text := range texts(t, w) {
		at := 0
		for day := 1; day <= 31; day++ {
			name := plain(march.AddDate(0, 0, day-1).Format("Mon 2 Jan"))
			next := strings.Index(text[at:], name)
			if next < 0 {
				t.Fatalf("the %s has no row for %s in its order", format, name)
			}
			at += next + len(name)
		}
		for _, want := range []string{
			"Sat 7 Mar --- MISSED, explained: the bench was flooded", "Sun 8 Mar --- MISSED, not explained", "Sun 22 Mar --- not required: out of service",
			"Sat 14 Mar 08:47 814 4.4 3.2 6.4 A. Khan J. Bell done, 41 min late", "8.6 ▲", "Highest since the reset 8.6 °C ABOVE 8.0, done about it: moved the stock", "DISPUTED",
			"2.0 to 8.0", "31 times, 27 done, 1 done late, 2 missed (1 explained), 1 not required", "08:47 819 4.4 3.2 8.6", "81 readings, 1 out of limits, 2 missed", "Mon 23 Mar 08:51 823 --- A. Khan J. Bell LEFT OUT: it defrosts", "Door seal",
		} {
			if !strings.Contains(text, plain(want)) {
				t.Errorf("the %s does not say %q", format, want)
			}
		}
		if strings.Contains(text, "6.66") {
			t.Errorf("the %s has a value of another fridge", format)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(w.csv)).ReadAll()
	if want := 1 + 5*27 + 1 + 3; err != nil || len(rows) != want { // five values each, the one that was left out, and the slots that nobody did
		t.Errorf("%d rows, want %d: %v", len(rows), want, err)
	}
}

// A reading that was done again stands before the one that took its place, in the formats for
// people and for machines.
func TestAReadingThatWasDoneAgainStandsBeforeTheOneThatStands(t *testing.T) {
	d := fridge()
	for i := range d.records {
		if r := &d.records[i]; r.Entry == 805 {
			first := r.Values[1]
			first.Text, first.Mark, first.Redone, first.Stands = "8.9", "ABOVE 8.0", 1, "4.5"
			r.Values = append(r.Values, first) // of the same second
		}
	}
	w := write(t, d.compose(t, month()))
	for format, text := range texts(t, w) {
		for _, want := range []string{"8.9 ▲ done again, 4.5", "Temperature now 8.9 °C ABOVE 8.0 done again, stands 4.5", "82 readings, 2 out of limits"} {
			if !strings.Contains(text, plain(want)) {
				t.Errorf("the %s of the month does not say %q", format, want)
			}
		}
	}
	if !strings.Contains(string(w.json), `"done_again": 1`) && !strings.Contains(string(w.json), `"done_again":1`) {
		t.Error("the JSON does not say it")
	}
	if !strings.Contains(plain(string(w.json)), `"stands":"4.5"`) {
		t.Error("the JSON does not say what stands instead")
	}
	rows, err := csv.NewReader(bytes.NewReader(w.csv)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column, stands := slices.Index(rows[0], "value_done_again"), slices.Index(rows[0], "value_stands")
	if again := slices.IndexFunc(rows, func(row []string) bool { return row[column] == "1" }); again < 0 || !slices.Contains(rows[again], "8.9") || rows[again][stands] != "4.5" {
		t.Errorf("row %d of the CSV is it", again)
	}
	for format, text := range texts(t, write(t, d.compose(t, model.Wanted{}))) {
		if want := plain("Temperature now 8.9 °C (2.0 to 8.0) ABOVE 8.0 done again, stands 4.5"); !strings.Contains(text, want) {
			t.Errorf("the %s of the records does not say %q", format, want)
		}
	}
}

// A run that left an asset out is in the report on the asset: it says why, and has no value.
func TestARunThatLeftAnAssetOutIsInTheReportOnIt(t *testing.T) {
	d := fridge()
	cut := reading(24, "4.4", "3.2", "6.4")
	cut.Values = cut.Values[4:5]
	cut.Steps = []model.TracedStep{{Step: "unit", Item: "FR-001", Text: "FR-001 was left out: the door was sealed"}}
	cut.Exceptions = []run.Exception{{Kind: "more", Text: "and 31 more"}} // the list was too long
	other := reading(25, "4.4", "3.2", "6.4")
	other.Values = other.Values[4:5] // it was about another fridge alone
	d.records = append(d.records[:20:20], cut, other)
	w := write(t, d.compose(t, model.Wanted{Asset: "fr-001"}))
	for format, text := range texts(t, w) {
		for _, want := range []string{"LEFT OUT: the door was sealed", "LEFT OUT: it defrosts"} {
			if format != "csv" && format != "json" && !strings.Contains(text, plain(want)) {
				t.Errorf("the %s does not say %q", format, want)
			}
		}
		if strings.Contains(text, "825") || strings.Contains(text, "6.66") {
			t.Errorf("the %s has what is of another fridge", format)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(w.csv)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(row []string, column string) string { return row[slices.Index(rows[0], column)] }
	why := map[string]string{"824": "the door was sealed", "823": "it defrosts"}
	for _, row := range rows[1:] {
		if want := why[at(row, "entry")]; at(row, "left_out") != want || want != "" && (at(row, "value") != "" || at(row, "item") != "FR-001") {
			t.Errorf("the row of entry %s is %q", at(row, "entry"), row)
		}
		delete(why, at(row, "entry"))
	}
	if len(why) > 0 {
		t.Errorf("the CSV does not have %v", why)
	}
	for _, want := range []string{`"left_out":"itdefrosts"`, `"left_out":"thedoorwassealed"`} {
		if strings.Count(plain(string(w.json)), want) != 1 {
			t.Errorf("the JSON does not have %s once", want)
		}
	}
}

// The records of a field are those in which it was recorded then, whenever they were signed.
func TestAReportOnAFieldIsByWhenItWasRecorded(t *testing.T) {
	d := fridge()
	late := reading(12, "4.9", "3.2", "6.0")
	late.Entry, late.At = 870, late.At.AddDate(0, 0, 3)
	next := reading(13, "4.9", "3.2", "6.0")
	without := reading(11, "4.4", "3.2", "6.4")
	without.Entry = 860
	without.Values = without.Values[:1]
	d.records = []model.Traced{without, reading(11, "4.4", "3.2", "6.4"), reading(12, "4.5", "3.2", "6.4"), next, late}
	want := model.Wanted{Asset: "FR-001", Field: "now", Query: model.Query{SOP: "SOP-EQ-014", Since: march.AddDate(0, 0, 11), Until: march.AddDate(0, 0, 12)}}
	r := d.compose(t, want)
	var got []int64
	for e, err := range r.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Entry)
	}
	if !slices.Equal(got, []int64{870, 812}) || r.Count != 2 {
		t.Errorf("it has %v, counted as %d", got, r.Count)
	}
	want.Query.Since, want.Query.Until = time.Time{}, time.Time{}
	if r := d.compose(t, want); r.Count != 4 {
		t.Errorf("of all days it has %d", r.Count)
	}
	if !strings.Contains(plain(string(write(t, r).json)), `"field":"now"`) {
		t.Error("the report does not say that it is of a field")
	}
}

// An amendment is an exception of its record in every format, as it is on the record's own
// screen; who amended a value is said beside it too.
func TestAnAmendmentIsAmongTheExceptionsInEveryFormat(t *testing.T) {
	d := fridge()
	v := &d.records[4].Values[1]
	v.Amended, v.AmendedBy = true, []model.Person{bell, khan, bell}
	a := model.Amendment{Step: "read", Item: "FR-001", Field: "now", Index: 1, Old: "4.5", New: "9.1", Mark: "ABOVE 8.0 °C", By: bell, Reason: "misread it", Of: sop.Field{Name: "now", Label: "Temperature now", Type: sop.Number, Unit: "°C"}}
	again := a
	again.Old, again.New, again.Mark, again.By, again.Reason = "9.1", "5.1", "", khan, "the printout says so"
	d.records[4].Amendments = []model.Amendment{a, again}
	first := plain("Temperature now 4.5 °C amended to 9.1 °C ABOVE 8.0 °C by J. Bell: misread it")
	second := plain("Temperature now 9.1 °C amended to 5.1 °C by A. Khan: the printout says so")
	for _, want := range []model.Wanted{{}, month()} {
		w := write(t, d.compose(t, want))
		all := texts(t, w)
		all["CSV"], all["JSON"] = plain(string(w.csv)), plain(string(w.json))
		for format, text := range all {
			if !strings.Contains(text, first) || !strings.Contains(text, second) {
				t.Errorf("%v: the %s does not list both amendments", want.Month, format)
			}
			by := map[string]string{"CSV": plain(",true,0,j.bell a.khan,,"), "JSON": `"amended_by":["j.bell","a.khan"]`}[format]
			if by == "" && want.Month.IsZero() {
				by = plain("amended by J. Bell, A. Khan")
			}
			if !strings.Contains(text, by) {
				t.Errorf("%v: the %s does not say by whom", want.Month, format)
			}
		}
	}
}

// What was read on the last of a month and signed after midnight is of that month.
func TestAReadingIsOfTheMonthInWhichItWasTaken(t *testing.T) {
	d := fridge()
	late := reading(31, "4.9", "3.2", "6.0")
	late.Entry, late.At = 870, march.AddDate(0, 1, 0).Add(20*time.Minute)
	next := reading(32, "5.5", "3.2", "6.0")
	d.records = append(d.records[:len(d.records)-1], late, next)
	w := write(t, d.compose(t, month()))
	for format, text := range texts(t, w) {
		if !strings.Contains(text, "870") || strings.Contains(text, "832") {
			t.Errorf("the %s has the readings of another month", format)
		}
	}
}

func TestNoRecordIsSaidAndIsNoError(t *testing.T) {
	r := fridge().compose(t, model.Wanted{Query: model.Query{SOP: "SOP-NO-000"}})
	if r.Holds() != "none of 28 records in the log" {
		t.Errorf("it holds %s", r.Holds())
	}
	w := write(t, r)
	for format, text := range texts(t, w) {
		if !strings.Contains(text, plain("No record fits.")) || !strings.Contains(text, plain("none of 28 records")) {
			t.Errorf("the %s does not say so: %s", format, text)
		}
	}
	if strings.Count(string(w.csv), "\n") != 1 || !strings.Contains(string(w.json), `"records":[]`) {
		t.Errorf("%s%s", w.csv, w.json)
	}
}

func TestTheSameReportIsTheSameBytes(t *testing.T) {
	for _, want := range []model.Wanted{{}, month(), {Entries: []int64{801, 819}}, {List: "people"}} {
		one, two := write(t, fridge().compose(t, want)), write(t, fridge().compose(t, want))
		for format, pair := range map[string][2][]byte{"html": {one.html, two.html}, "pdf": {one.pdf, two.pdf}, "csv": {one.csv, two.csv}, "json": {one.json, two.json}} {
			if !bytes.Equal(pair[0], pair[1]) {
				t.Errorf("two times the same %s of %v differ", format, want)
			}
		}
	}
}

// What people typed can be long, look like a formula, hold tags and letters of any language.
func TestWhatWasTypedIsReadWhateverItIs(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("the rotor was cleaned again ", 400))
	word := strings.Repeat("x", 700)
	typed := []string{"=1+1", "@SUM(A1)", "+44", "-x", "\tx", "<script>alert(1)</script>", `"&'`, long, word, "{nb} of {nb}", "°µ≤≥±Ω αβγ ÀéïñöŞŁódź ŵŷ", "日本 ☣ ﬁ ✓"}
	d := &desk{}
	for i, text := range typed {
		r := reading(i+1, "4.0", "3.2", "6.0")
		r.Values = []model.TracedValue{{Step: "s", Field: "f", Label: "Note", Text: text, At: now}}
		r.Exceptions = []run.Exception{{Text: "an exception " + text}}
		d.records = append(d.records, r)
	}
	w := write(t, d.compose(t, model.Wanted{}))
	if strings.Contains(string(w.html), "<script") {
		t.Error("a script stands in the HTML")
	}
	all := texts(t, w)
	for _, text := range typed[:len(typed)-1] {
		if text == long { // it goes over sheets, each with its foot
			if !strings.Contains(all["PDF"], "808...") {
				t.Error("the row that goes on does not say which it is")
			}
			if n := strings.Count(all["PDF"], "rotor"); n != 2*400 {
				t.Errorf("the paper has %d of its words", n)
			}
			continue
		}
		if !strings.Contains(all["PDF"], plain(text)) || !strings.Contains(all["HTML"], plain(text)) && text != typed[5] {
			t.Errorf("%.40q is not read", text)
		}
	}
	if _, n := textOf(t, w.pdf); !strings.Contains(all["PDF"], fmt.Sprintf("sheet%dof%d", n, n)) || strings.ContainsAny(all["PDF"], "\x01\x02") {
		t.Errorf("the last of %d sheets does not say so", n)
	}
	for _, want := range []string{"[U+65E5][U+672C]", "[U+2623]", "fi", "[x]", "stand for a character"} {
		if !strings.Contains(all["PDF"], plain(want)) {
			t.Errorf("the paper does not say %q", want)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(w.csv)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%.40q would be worked out", cell)
			}
		}
	}
}

func TestTenThousandRecordsTakeLittleMemoryAndTime(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as the program runs: what is held depends on when it is swept
	d := &desk{}
	for i := range 10_000 {
		r := reading(i%31+1, "4.4", "3.2", "6.0")
		r.Entry = int64(i + 1)
		d.records = append(d.records, r)
	}
	r := d.compose(t, model.Wanted{})
	if r.Count != 10_000 {
		t.Fatalf("%d records", r.Count)
	}
	for name, by := range map[string]func(context.Context, io.Writer) error{"html": r.WriteHTML, "csv": r.WriteCSV, "json": r.WriteJSON, "pdf": r.WritePDF} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		begun := time.Now()
		most := &peak{}
		if err := by(t.Context(), most); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		held := max(most.heap, after.HeapAlloc) - min(before.HeapAlloc, most.heap)
		t.Logf("%s: %d bytes, %s, %d MB held", name, most.written, time.Since(begun).Round(time.Millisecond), held>>20)
		if limit := map[bool]uint64{true: 256, false: 64}[name == "pdf"]; held>>20 > limit {
			t.Errorf("the %s held %d MB", name, held>>20)
		}
	}
}

// peak counts what is written, and looks now and then at how much memory is held.
type peak struct {
	written int
	heap    uint64
	next    int
}

func (p *peak) Write(b []byte) (int, error) {
	if p.written += len(b); p.written >= p.next {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.heap, p.next = max(p.heap, m.HeapAlloc), p.written+1<<20
	}
	return len(b), nil
}

func TestAReportOfALogThatCannotBeReadIsAnError(t *testing.T) {
	gone := errors.New("the disk is gone")
	d := fridge()
	r := d.compose(t, model.Wanted{})
	d.err = gone
	if _, err := report.Compose(t.Context(), d.source(), model.Wanted{}); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	for name, by := range map[string]func(context.Context, io.Writer) error{"html": r.WriteHTML, "csv": r.WriteCSV, "json": r.WriteJSON, "pdf": r.WritePDF} {
		if err := by(t.Context(), io.Discard); !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := report.Compose(t.Context(), fridge().source(), model.Wanted{Entries: []int64{5}}); err == nil {
		t.Error("an entry that is no record was reported")
	}
	if _, err := report.Compose(t.Context(), fridge().source(), model.Wanted{List: "nothing"}); err == nil {
		t.Error("a list that there is none of was reported")
	}
}

func TestAReportKnowsWhetherTheLogWentOn(t *testing.T) {
	d := fridge()
	if r := d.compose(t, model.Wanted{}); !r.Unchanged() {
		t.Error("nothing was appended")
	}
	d.grows = true
	if r := d.compose(t, model.Wanted{}); r.Unchanged() {
		t.Error("the log went on")
	}
}

func TestAListIsAReportInEveryFormat(t *testing.T) {
	w := write(t, fridge().compose(t, model.Wanted{List: "people"}))
	for format, text := range texts(t, w) {
		for _, want := range []string{"People", "2 of 2 rows in the log", "a.khan A. Khan assistant live", "list people"} {
			if !strings.Contains(text, plain(want)) {
				t.Errorf("the %s does not say %q", format, want)
			}
		}
	}
	var out struct {
		Rows []map[string]any `json:"rows"`
	}
	if err := json.Unmarshal(w.json, &out); err != nil || len(out.Rows) != 2 || out.Rows[0]["person"] != "a.khan" {
		t.Errorf("%v: %s", err, w.json)
	}
	if !strings.HasPrefix(string(w.csv), "person,name,roles,key,failures,fingerprints,competent,log,tree_size") {
		t.Errorf("%s", w.csv)
	}
}

func TestWhatTheFilterOfTheLogSelectsIsReported(t *testing.T) {
	d := fridge()
	d.records[3].Title = "Wipe the bench"
	r := d.compose(t, model.Wanted{Filter: true, Query: model.Query{Words: "Wipe"}})
	if r.Count != 1 || fmt.Sprint(r.Filter) != "[{words Wipe}]" {
		t.Errorf("%d records by %v", r.Count, r.Filter)
	}
}

// A word that is written from the right would draw the figure behind it to its other side.
func TestInABrowserAWordFromTheRightStaysApartFromWhatStandsBehindIt(t *testing.T) {
	d := fridge()
	d.records[0].Statement = "האטם 12"
	w := write(t, d.compose(t, model.Wanted{Entries: []int64{d.records[0].Entry}}))
	if line := regexp.MustCompile(`<p[^>]*>.*האטם 12.*</p>`).FindString(string(w.html)); !strings.Contains(line, "<bdi>") || !strings.Contains(line, "האטם 12</bdi>") {
		t.Errorf("%s", line)
	}
}
