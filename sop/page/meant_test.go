package page_test

import (
	"strings"
	"testing"

	"soprun/sop/page"
)

func TestWhatIsWrittenAsElsewhereIsToldInTheWordsOfTheFormat(t *testing.T) {
	const (
		tag, field, test = "`#read, S7`", "`temp: number °C, 2.0 to 8.0`", "`temp out of limits`"
		body             = "\n# Clean the bench\n\n1. Read it. " + tag + "\n   - Value: " + field + "\n2. **If** " + test + ": tell the lead. `#tell, S7`\n"
	)
	head, _, _ := strings.Cut(string(vectors(t)["E110-name"].page), "\n# ")
	if got := page.Lint([]byte(head+body), page.Options{}); page.HasErrors(got) {
		t.Fatalf("the page as it is meant: %v", got)
	}
	for _, c := range []struct{ of, written, hint string }{
		{field, "`temp: number °C, 2.0-8.0`", "2.0 to 8.0"},
		{field, "`temp: number °C, -25 – −15`", "-25 to -15"},
		{field, "`temp: number °C, between 2 °C and 8 °C`", "2 to 8"},
		{field, "`temp: number °C, <= 8.0`", "at most 8.0"},
		{field, "`temp: number °C, min 2`", "at least 2"},
		{field, "`temp: number °C, < 8.0`", ""},
		{field, "`temp: number °C, 2,0 to 8,0`", "temp: number °C, 2.0 to 8.0"},
		{field, "`temp: photo`", "file"},
		{field, "`temp: yes or no`", "yes/no"},
		{field, "`max temp: number °C`", "max-temp: number °C"},
		{field, "`number °C`", "value: number °C"},
		{field, "'temp: number °C'", "`temp: number °C`"},
		{tag, "`#read, wait: 10 min`", "wait 10 min"},
		{tag, "`#read, Wait 10 min`", "wait 10 min"},
		{tag, "`#read, S 7`", "S7"},
		{tag, "`#read, do SOP-PS-033`", "do: SOP-PS-033"},
		{tag, "`read, S7`", "#read"},
		{tag, "`#Read_it, S7`", "#read-it"},
		{test, "`temp is out of range`", "temp out of limits"},
		{test, "`temp ≥ 8.0`", "temp >= 8.0"},
		{test, "`temp == 8.0`", "temp = 8.0"},
		{test, "`temp is above 8.0`", "temp > 8.0"},
		{test, "`temp>8.0`", "temp > 8.0"},
		{test, "`temp is fine and dry`", "temp = fine"},
	} {
		var got []string
		findings := page.Lint([]byte(head+strings.Replace(body, c.of, c.written, 1)), page.Options{})
		for _, f := range findings {
			if strings.Contains(f.Message, "has no limits to be out of") {
				t.Errorf("%s: its limits are not missing: %v", c.written, findings)
			}
			if f.Hint != "" {
				got = append(got, f.Hint)
			}
		}
		if strings.Join(got, " ") != c.hint || !page.HasErrors(findings) {
			t.Errorf("%s: hints %q, want %q\n%v", c.written, got, c.hint, findings)
		}
	}
}
