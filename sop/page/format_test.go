package page_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"soprun/sop/page"
)

func formatted(t testing.TB, src string) string {
	t.Helper()
	out, err := page.Format([]byte(src))
	if err != nil {
		t.Fatalf("format: %v", err)
	}
	again, err := page.Format(out)
	if err != nil || !bytes.Equal(out, again) {
		t.Fatalf("formatting twice changes the page (%v):\n%s\n%s", err, out, again)
	}
	return strings.TrimPrefix(string(out), bench)
}

func TestFormatLeavesAFormattedPageAlone(t *testing.T) {
	src := mustRead(t, "testdata/example.md")
	out, err := page.Format(src)
	if err != nil || !bytes.Equal(out, src) {
		t.Errorf("the example was changed (%v):\n%s", err, out)
	}
}

func TestFormatAMessyPage(t *testing.T) {
	out, err := page.Format(mustRead(t, "testdata/messy.md"))
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, out)
}

func TestFormatRenumbersAndMovesBulletsAlong(t *testing.T) {
	for name, c := range map[string][2]string{
		"lazy numbers": {"1. A. `#a`\n1. B. `#b`\n", "1. A. `#a`\n2. B. `#b`\n"},
		"indentation":  {" 1.  A. `#a`\n     - F: `f: text`\n", "1. A. `#a`\n   - F: `f: text`\n"},
		"parenthesis":  {"1) A. `#a`\n2) B. `#b`\n", "1. A. `#a`\n2. B. `#b`\n"},
		"tabs":         {"1.\tA. `#a`\n\t- F: `f: text`\n", "1. A. `#a`\n   - F: `f: text`\n"},
		"code keeps its indentation": {
			"1.  A. `#a`\n\n    ```text\n    x\n      y\n    ```\n", "1. A. `#a`\n\n   ```text\n   x\n     y\n   ```\n",
		},
		"a list under prose":    {"1. A. `#a`\n\nNow:\n1. B. `#b`\n", "1. A. `#a`\n\nNow:\n\n2. B. `#b`\n"},
		"a list under a quote":  {"1. A. `#a`\n\n> Now:\n1. B. `#b`\n", "1. A. `#a`\n\n> Now:\n\n2. B. `#b`\n"},
		"no newline at the end": {"1. A. `#a`", "1. A. `#a`\n"},
		"lazy line":             {"3. A\nb. `#a`\n", "1. A\nb. `#a`\n"},
		"missing id":            {"1. Switch it off.\n", "1. Switch it off. `#switch-off`\n"},
		"tag without id":        {"1. Switch it off. `critical, wait 3 min`\n", "1. Switch it off. `#switch-off, critical, wait 3 min`\n"},
		"ids that are taken":    {"1. Wash. `#wash`\n2. Wash.\n3. Wash.\n", "1. Wash. `#wash`\n2. Wash. `#wash-2`\n3. Wash. `#wash-3`\n"},
		"id after a long step":  {"1. Wash\n   hands.  \n\n   More.\n", "1. Wash\n   hands. `#wash-hands`\n\n   More.\n"},
		"no word to make an id": {"1. 洗手。\n", "1. 洗手。 `#step`\n"},
		"a bullet that left its step": {
			strings.TrimPrefix(tenSteps("  "), bench), strings.TrimPrefix(tenSteps("    "), bench),
		},
		"a bullet at the margin": {"1. Read. `#read`\n- T: `t: text`\n", "1. Read. `#read`\n   - T: `t: text`\n"},
	} {
		if got := formatted(t, bench+c[0]); got != c[1] {
			t.Errorf("%s\n got %q\nwant %q", name, got, c[1])
		}
	}
}

func TestFormatWidensTheBulletsOfStepTen(t *testing.T) {
	var b strings.Builder
	b.WriteString(bench)
	for range 10 {
		b.WriteString("1. Do.\n   - F: `f: text`\n")
	}
	src := strings.Replace(b.String(), "f: text", "g: text", 9)
	out := formatted(t, src)
	if !strings.Contains(out, "\n10. Do. `#do-10`\n    - F: `f: text`\n") {
		t.Errorf("step 10 came out as\n%s", out)
	}
}

func TestFormatTakesOffTheMarkAndReturns(t *testing.T) {
	src := bench + "1. A. `#a`\n"
	if got := formatted(t, "\ufeff"+strings.ReplaceAll(src, "\n", "\r\n")); got != "1. A. `#a`\n" {
		t.Errorf("got %q", got)
	}
}

func TestFormatRefusesWhatItWouldChange(t *testing.T) {
	for name, src := range map[string]string{
		"no front matter":                          "# A\n",
		"a backtick that would pair with the id's": bench + "1. Press ` now\n",
		"a forbidden character":                    bench + "1. A \x1b. `#a`\n",
	} {
		if out, err := page.Format([]byte(src)); !errors.Is(err, page.ErrFormat) || out != nil {
			t.Errorf("%s: %q, %v", name, out, err)
		}
	}
}

func TestFormattingCuresWhatItCan(t *testing.T) {
	curable := []string{"E001", "E002", "E005"}
	for name, v := range vectors(t) {
		code, _, _ := strings.Cut(name, "-")
		before, _ := page.Parse(v.page)
		findings := slices.DeleteFunc(page.Lint(v.page, v.options(t)), func(f page.Finding) bool { return !f.IsError() })
		if before == nil || slices.ContainsFunc(codesOf(findings), func(c string) bool { return !slices.Contains(curable, c) }) {
			continue
		}
		out, err := page.Format(v.page)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, after := page.Parse(out)
		if len(after) > 0 && (code == "E001" || code == "E002" || name == "E005-three-spaces") {
			t.Errorf("%s: %v remain in\n%s", name, after, out)
		}
	}
}

func TestARefusalNamesTheErrorAtTheLineWhereTheTextWouldChange(t *testing.T) {
	for src, want := range map[string]string{
		"  1. A. `#a`\n\n    More.\n\n  2. B. `#b`\n":       "18:5: E026 ",
		"1. A. `#a`\n\n2.B.\n\n  3. C. `#c`\n\n    More.\n": "22:5: E026 ",
	} {
		if _, err := page.Format([]byte(bench + src)); !errors.Is(err, page.ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", src, err, want)
		}
	}
}
