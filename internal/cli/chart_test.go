package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAChartIsPrintedWithItsWords(t *testing.T) {
	data := ownDemo(t)
	got := runCLI(data, "chart", "sop-eq-014", "now", "--since", "2020-01-01", "--ascii")
	if got.code != 0 || got.errors != "" {
		t.Fatalf("%+v", got)
	}
	for _, want := range []string{"SOP-EQ-014 now\n", "FR-001    Temperature now, °C    1 Jan 2020 to ", "\n8.0 ----", "limit 8.0", "limit 2.0", " o", "reading", "1 of 3 items."} {
		if !strings.Contains(got.out, want) {
			t.Errorf("%q is not in\n%s", want, got.out)
		}
	}
	for _, args := range [][]string{{"chart"}, {"chart", "SOP-EQ-014", "--since", "2020-01-01"}} {
		if got := runCLI(data, args...); got.code != 0 || !strings.Contains(got.out, "Exceptions by step") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := runCLI(data, "chart", "SOP-EQ-014", "--slots"); got.code != 0 || !strings.Contains(got.out, ". done   L late") {
		t.Errorf("slots: %+v", got)
	}
}

func TestAChartIsWrittenAsRowsAndAsAPicture(t *testing.T) {
	data := ownDemo(t)
	got := runCLI(data, "chart", "SOP-EQ-014", "now", "--csv")
	if got.code != 0 || !strings.HasPrefix(got.out, "entry,at,sop,version,step,field,item,value,unit,limits,mark,person,amended,done_again,disputed,stands\n") || strings.Count(got.out, ",FR-002,") == 0 || strings.Count(got.out, ",FR-001,") == 0 {
		t.Errorf("csv: %+v", got)
	}
	only := runCLI(data, "chart", "SOP-EQ-014", "now", "--json", "--item", "fr-002", "--since", "2020-01-01")
	if only.code != 0 || !strings.Contains(only.out, `"item":"FR-002"`) || strings.Contains(only.out, "FR-001") {
		t.Errorf("json of one: %+v", only)
	}
	file := filepath.Join(t.TempDir(), "fridge.svg")
	if got := runCLI(data, "chart", "SOP-EQ-014", "now", "--since", "2020-01-01", "--svg", file); got.code != 0 || !strings.Contains(got.out, "Written to "+file) {
		t.Fatalf("%+v", got)
	}
	svg, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(svg), "<svg ") {
		t.Fatalf("%.40s, %v", svg, err)
	}
	if got := runCLI(data, "chart", "SOP-EQ-014", "now", "--svg", file); got.code != 1 || !strings.Contains(got.errors, "exist") {
		t.Errorf("written over: %+v", got)
	}
	if again, err := os.ReadFile(file); err != nil || string(again) != string(svg) {
		t.Error("the file that there was is another one")
	}
	if got := runCLI(data, "chart", "SOP-EQ-014", "--slots", "--svg", "-"); got.code != 0 || !strings.HasPrefix(got.out, "<svg ") {
		t.Errorf("to standard output: %.80s %s", got.out, got.errors)
	}
}

func TestAChartThatThereIsNotSaysWhatThereIs(t *testing.T) {
	data := ownDemo(t)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"SOP-EQ-014", "nwo"}, 1, `SOP-EQ-014 has no number "nwo" (did you mean now?); its numbers are now, lowest, highest`},
		{[]string{"SOP-EQ-041"}, 1, "no procedure \"SOP-EQ-041\" was ever approved here"},
		{[]string{"SOP-EQ-014", "now", "--item", "FR-9"}, 1, `there is no reading of "FR-9"`},
		{[]string{"SOP-EQ-014", "now", "--since", "2026-03-01", "--until", "2026-02-01"}, 1, "a chart ends after it begins"},
		{[]string{"SOP-EQ-014", "now", "--slots"}, 2, "name the procedure, and no field"},
		{[]string{"SOP-EQ-014", "--item", "FR-001"}, 2, "name a field too"},
		{[]string{"SOP-EQ-014", "now", "--json", "--csv"}, 2, "give one of --json, --csv and --svg"},
		{[]string{"SOP-EQ-014", "now", "--since", "soon"}, 2, "soon"},
		{[]string{"SOP-EQ-014", "now", "--since", "1999-01-01", "--until", "1999-02-01", "--svg", "x.svg"}, 1, "There is no reading from"},
	} {
		if got := runCLI(data, append([]string{"chart"}, c.args...)...); got.code != c.code || !strings.Contains(got.errors, c.want) {
			t.Errorf("%v: %+v, want %d %q", c.args, got, c.code, c.want)
		}
	}
	if _, err := os.Stat("x.svg"); err == nil {
		t.Error("an empty picture was written")
	}
}
