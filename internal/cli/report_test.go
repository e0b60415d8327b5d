package cli_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"soprun/internal/report"
)

// reported is what the tests read of a report as JSON.
type reported struct {
	Kind    string `json:"kind"`
	Count   int    `json:"count"`
	Of      int    `json:"of"`
	Records []struct {
		Entry  int64  `json:"entry"`
		SOP    string `json:"sop"`
		At     string `json:"at"`
		Leaf   string `json:"leaf"`
		Person struct {
			ID string `json:"id"`
		} `json:"person"`
		Values []struct {
			Label, Value, Limits, Item string
		} `json:"values"`
		Document []struct {
			Heading string
			Lines   []string
		} `json:"document"`
	} `json:"records"`
	Slots []struct{ State string } `json:"slots"`
}

// reportOf is a report of the demo that has to keep its schema.
func reportOf(t *testing.T, dir string, args ...string) (r reported) {
	t.Helper()
	out, errs := call(t, dir, append([]string{"report", "--json"}, args...)...)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
	if err != nil {
		t.Fatalf("%v: %v %s", args, err, errs)
	}
	of, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.json", of); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err == nil {
		err = s.Validate(doc)
	}
	if err == nil {
		err = json.Unmarshal([]byte(out), &r)
	}
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return r
}

func TestARecordIsReportedWithAllThatShowSaysOfIt(t *testing.T) {
	dir := ownDemo(t)
	log, _ := call(t, dir, "log", "--exceptions", "--limit", "1", "--json")
	var row struct{ Entry int64 }
	if err := json.Unmarshal([]byte(log), &row); err != nil {
		t.Fatal(err)
	}
	name := strconv.FormatInt(row.Entry, 10)
	shown, _ := call(t, dir, "show", name)
	r := reportOf(t, dir, name)
	if r.Kind != "record" || r.Count != 1 || len(r.Records) != 1 || r.Records[0].Entry != row.Entry {
		t.Fatalf("%+v", r)
	}
	written, _ := call(t, dir, "report", name, "--html", "-")
	for _, s := range r.Records[0].Document {
		for _, l := range s.Lines {
			if !strings.Contains(shown, l) {
				t.Errorf("show does not say %q", l)
			}
		}
	}
	said := 0
	for _, v := range r.Records[0].Values {
		if said++; !strings.Contains(shown, v.Label+":") {
			t.Errorf("show does not say %q", v.Label)
		}
	}
	if said == 0 || !strings.Contains(html.UnescapeString(written), r.Records[0].Leaf[:8]) { // a leaf may have a plus
		t.Errorf("%d values, %s", said, written)
	}
}

func TestWhatSelectsCombines(t *testing.T) {
	dir := ownDemo(t)
	all := reportOf(t, dir)
	if all.Count != all.Of || all.Count != len(all.Records) || all.Count == 0 {
		t.Fatalf("%d of %d, %d", all.Count, all.Of, len(all.Records))
	}
	person := all.Records[0].Person.ID
	want := 0
	for _, r := range all.Records {
		if r.Person.ID == person {
			want++
		}
	}
	one := reportOf(t, dir, "--person", person)
	if one.Kind != "person" || one.Count != want || one.Of != all.Of {
		t.Errorf("%d by %s, want %d", one.Count, person, want)
	}
	if none := reportOf(t, dir, "--person", person, "--until", "2001-01-01"); none.Count != 0 || len(none.Records) != 0 {
		t.Errorf("%d before 2001", none.Count)
	}
}

// The rows of a chart as a command are the values of the report on its field.
func TestAReportOnAFieldHasTheReadingsOfItsChart(t *testing.T) {
	dir := ownDemo(t)
	rows, _ := call(t, dir, "chart", "SOP-EQ-014", "now", "--json")
	charted := map[int64]bool{}
	for line := range strings.Lines(rows) {
		var row struct{ Entry int64 }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		charted[row.Entry] = true
	}
	r := reportOf(t, dir, "--sop", "SOP-EQ-014", "--field", "now")
	if r.Kind != "records" || r.Count != len(charted) || len(charted) == 0 || r.Count == reportOf(t, dir).Count {
		t.Errorf("%d records, %d are charted", r.Count, len(charted))
	}
	for _, rec := range r.Records {
		if !charted[rec.Entry] {
			t.Errorf("entry %d is not charted", rec.Entry)
		}
	}
}

// A sheet of an asset that nothing was done with would say of every day that it was missed.
func TestAReportOfAnAssetThatNoRecordHasIsRefused(t *testing.T) {
	dir := ownDemo(t)
	for _, of := range reportOf(t, dir).Records {
		if len(of.Values) == 0 || of.Values[0].Item == "" {
			continue
		}
		for _, args := range [][]string{{"--sop", of.SOP, "--month", of.At[:7]}, {"--sop", of.SOP}, nil} {
			for _, asset := range []string{"NO-SUCH-9", of.Values[0].Item[:len(of.Values[0].Item)-1]} {
				out, errs := call(t, dir, append([]string{"report", "--json", "--asset", asset}, args...)...)
				if out != "" || !strings.Contains(errs, "error: no record ") || !strings.Contains(errs, `is of an asset "`+asset+`"`) {
					t.Errorf("%v of %s: %s%s", args, asset, out, errs)
				}
			}
		}
		return
	}
	t.Error("the demo has no record of an item")
}

func TestAMonthOfAProcedureHasItsSlots(t *testing.T) {
	dir := ownDemo(t)
	for _, of := range reportOf(t, dir).Records {
		args := []string{"--sop", of.SOP, "--month", of.At[:7]}
		item := ""
		if len(of.Values) > 0 && of.Values[0].Item != "" {
			item = of.Values[0].Item
			args = append(args, "--asset", strings.ToLower(item))
		}
		r := reportOf(t, dir, args...)
		if r.Kind != "month" || r.Count == 0 {
			t.Fatalf("%v: %s of %d", args, r.Kind, r.Count)
		}
		for _, v := range r.Records[0].Values {
			if item != "" && v.Item != "" && v.Item != item {
				t.Errorf("%s is of %s", v.Label, v.Item)
			}
		}
		if len(r.Slots) > 3 && r.Slots[0].State != "upcoming" {
			return
		}
	}
	t.Error("the demo has no procedure that is due by itself")
}

func TestAReportIsWrittenWholeAndOverNothing(t *testing.T) {
	dir, work := ownDemo(t), t.TempDir()
	for _, kind := range []string{"html", "pdf", "csv"} {
		file := filepath.Join(work, "report."+kind)
		out, errs := call(t, dir, "report", "--"+kind, file)
		if !strings.Contains(out, "records in the log") || errs != "" {
			t.Fatalf("%s%s", out, errs)
		}
		before, err := os.ReadFile(file)
		if err != nil || len(before) < 1000 {
			t.Fatalf("%d bytes, %v", len(before), err)
		}
		if out, errs := call(t, dir, "report", "--"+kind, file); out != "" || !strings.Contains(errs, "it exists already, and was not touched") {
			t.Errorf("%s%s", out, errs)
		}
		if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
			t.Errorf("it was written over: %v", err)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(readFile(t, filepath.Join(work, "report.csv")))).ReadAll()
	if err != nil || len(rows) < 100 || !slices.Contains(rows[0], "leaf") {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if out, errs := call(t, dir, "report", "99999", "--pdf", filepath.Join(work, "none.pdf")); out != "" || !strings.Contains(errs, "the log has") {
		t.Errorf("%s%s", out, errs)
	}
	if found, err := os.ReadDir(work); err != nil || len(found) != 3 {
		t.Errorf("%v were left, %v", found, err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAReportOfNothingSaysSoAndWorked(t *testing.T) {
	dir := ownDemo(t)
	got := runCLI(t.TempDir(), "report", "--data", dir, "--csv", "-", "--until", "2001-01-01")
	if got.code != 0 || strings.Count(got.out, "\n") != 1 || !strings.Contains(got.errors, "The report holds none of ") {
		t.Errorf("%+v", got)
	}
}

func TestAReportThatMakesNoSenseIsRefused(t *testing.T) {
	dir := ownDemo(t)
	for line, want := range map[string]string{
		"report": "say as what", "report 12 --person a.khan --json": "not both", "report x --json": "no entry number", "report --month May --json": "write a month, like 2026-10",
		"report --month 2026-10 --since 2026-10-02 --json": "leave --since and --until out", "report --list nothing --json": "there is no list", "report --html - --csv -": "one report goes to standard output",
		"report --file x.doc": "says no format", "report --list people --sop SOP-EQ-014 --json": "a list takes --words alone", "report --person a.kahn --json": "did you mean a.khan?",
	} {
		if out, errs := call(t, dir, strings.Fields(line)...); out != "" || !strings.Contains(errs, want) {
			t.Errorf("soprun %s: %q, %q; want %q", line, out, errs, want)
		}
	}
	if out, errs := call(t, dir, "report", "--schema"); errs != "" || !json.Valid([]byte(out)) {
		t.Errorf("%s%s", out, errs)
	}
}
