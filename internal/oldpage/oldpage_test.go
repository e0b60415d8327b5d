package oldpage_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/oldpage"
	"soprun/sop"
	"soprun/sop/page"
)

// draft makes a page of a document, and reads it.
func draft(t testing.TB, old string) (*sop.Procedure, string, []string) {
	t.Helper()
	text, notes, err := oldpage.Draft([]byte(old), "SOP-OLD-001", "")
	if err != nil {
		t.Fatalf("%v, of\n%s", err, old)
	}
	proc, findings := page.Parse(text)
	if len(findings) > 0 {
		t.Fatalf("%v in\n%s", findings, text)
	}
	var told []string
	for _, n := range notes {
		told = append(told, n.String())
	}
	return proc, string(text), told
}

// steps words what a page has: "# section", and its steps.
func steps(p *sop.Procedure) string {
	var out []string
	for _, s := range p.Sections {
		out = append(out, "# "+s.Title)
		for _, st := range s.Steps {
			out = append(out, st.Text)
		}
	}
	return strings.Join(out, "\n")
}

func TestWhatIsNumberedTickedOrInATableOfStepsBecomesSteps(t *testing.T) {
	for name, c := range map[string]struct{ old, want string }{
		"a numbered list": {"# Rinse\n\nTo clean.\n\n1. Fill it.\n2. Shake it.\n", "# 1. Procedure\nFill it.\nShake it."},
		"numbers in brackets, and headings with numbers of their own": {
			"# Rinse\n\n## 4.1 Purpose\n\nTo clean.\n\n## 4.2 Do it\n\n1) Fill it.\n2) Shake it.\n", "# 1. Do it\nFill it.\nShake it.",
		},
		"a list to tick":             {"# Rinse\n\n- [ ] Fill it.\n- [x] Shake it.\n", "# 1. Procedure\nFill it.\nShake it."},
		"paragraphs that are steps":  {"# Rinse\n\n**Step 1:** Fill it.\n\n**2.** Shake it.\n\n3) Pour it out.\n", "# 1. Procedure\nFill it.\nShake it.\nPour it out."},
		"a table of steps":           {"# Rinse\n\n| Step | Action | Who |\n|---|---|---|\n| 1 | Fill it. | you |\n| 2 | Shake it. | |\n", "# 1. Procedure\nFill it.\nShake it."},
		"bullets that say how":       {"# Rinse\n\n1. Fill it.\n\n## Cleaning\n\n- Empty it.\n", "# 1. Procedure\nFill it.\n# 2. Cleaning\nEmpty it."},
		"bullets, where none counts": {"# Weekly round\n\n- Fill it.\n- Shake it.\n", "# 1. Procedure\nFill it.\nShake it."},
		"steps below a step":         {"# Rinse\n\n1. Fill it:\n   - with water\n   - to the mark\n2. Shake it.\n", "# 1. Procedure\nFill it:\nwith water\nto the mark\nShake it."},
		"figures that are no numbers": {
			"# Mix\n\n## 10 mM buffer\n\n1. 5 ml of it.\n2. 1.5 ml more.\n", "# 1. 10 mM buffer\n5 ml of it.\n1.5 ml more.",
		},
		"characters and breaks": {"# Heat\n\n1. Heat to 37 &deg;C<br>for 10 s.\n2. Count 10<sup>6</sup> at 5&nbsp;m<sup>2</sup>.\n", "# 1. Procedure\nHeat to 37 °C for 10 s.\nCount 10⁶ at 5 m²."},
		"marks of markdown":     {"# Mix\n\n1. Take *two* `A_1` & \\* <5 [it](https://a.example/b_c).\n", "# 1. Procedure\nTake two \"A\\_1\" \\& \\* \\<5 it (https://a.example/b\\_c)."},
	} {
		p, text, _ := draft(t, c.old)
		if got := steps(p); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s\nin\n%s", name, got, c.want, text)
		}
	}
}

func TestTheRestIsKeptAsTextWhereItWas(t *testing.T) {
	p, text, told := draft(t, "# Rinse\n\n**Author:** A. Kim\n\n## Materials\n\n- water\n- a flask\n\n| Lot | Use |\n|---|---|\n| 1 | all<br>day |\n\n## Procedure\n\nBefore you begin.\n\n1. Fill it.\n\n   It takes long.\n\nWarning: it is hot.\n\n2. Shake it.\n\n> Note: no foam.\n\n## References\n\n1. A book.\n")
	for _, want := range []string{"Author: A. Kim", "**Materials**", "- water\n- a flask", "| Lot | Use |\n| --- | --- |\n| 1 | all day |"} {
		if !strings.Contains(p.Intro, want) {
			t.Errorf("the introduction has no %q:\n%s", want, p.Intro)
		}
	}
	fill, shake := p.Sections[0].Steps[0], p.Sections[0].Steps[1]
	if p.Sections[0].Intro != "Before you begin." || fill.More != "It takes long." || len(shake.Alerts) != 1 || shake.Alerts[0].Kind != sop.Warning {
		t.Errorf("got %+v", p.Sections[0])
	}
	if more := p.Sections[0].More; !strings.Contains(more, "**Note:** no foam.") || !strings.Contains(more, "- A book.") {
		t.Errorf("behind the steps stands %q in\n%s", more, text)
	}
	if !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "28: \"References\" has no step") }) {
		t.Errorf("told %q", told)
	}
}

func TestALongStepIsCutBehindASentence(t *testing.T) {
	p, _, told := draft(t, "1. "+strings.Repeat("Fill it well. ", 12)+"\n")
	st := p.Sections[0].Steps[0]
	if n := len(strings.Fields(st.Text)); n > 30 || n < 28 || !strings.HasSuffix(st.Text, "well.") || !strings.HasPrefix(st.More, "Fill") {
		t.Errorf("the step is %q, below it stands %q", st.Text, st.More)
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "1: the step has more than thirty words") {
		t.Errorf("told %q", told)
	}
}

func TestWhatIsNotTakenOverIsToldByItsLine(t *testing.T) {
	old := "---\ntitle: Rinse the flask\ndepartment: Blood\n---\n\n# Rinse\n\n## Empty\n\n## Do it\n\n<div>Care.</div>\n\n1. Fill it ![the flask](flask.png).\n2. See [the other](other.md), <font color=red>now</font>.\n"
	p, _, told := draft(t, old)
	if p.Meta.Title != "Rinse the flask" {
		t.Errorf("the title is %q", p.Meta.Title)
	}
	for _, want := range []string{
		`3: the front matter has "department: Blood", which is not kept`, `8: nothing is under the heading "Empty"`, "12: HTML is not kept", `14: the picture "flask.png" is not kept, only its words: a figure is a PNG or a plain SVG in the folder figures`,
		`15: the link to "other.md" is not kept`, `15: the HTML "<font color=red>" is not kept`,
	} {
		if !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("%q is not told: %q", want, told)
		}
	}
	if !strings.Contains(steps(p), "Fill it the flask.") {
		t.Errorf("steps: %s", steps(p))
	}
}

func TestADraftHasNoErrorAndGuessesNoCode(t *testing.T) {
	_, text, _ := draft(t, "1. Record the temperature, 37 °C.\n")
	if f := page.Lint([]byte(text), page.Options{}); page.HasErrors(f) || !strings.Contains(text, "status: draft") || strings.Contains(text, "number °C") {
		t.Errorf("%v in\n%s", f, text)
	}
}

func TestADocumentWithoutAStepIsRefusedInWordsThatHelp(t *testing.T) {
	for _, old := range []string{"", "# Rinse\n\nFill it.\n", "# Rinse\n\n## References\n\n- a book\n"} {
		if _, _, err := oldpage.Draft([]byte(old), "SOP-OLD-001", ""); !errors.Is(err, oldpage.ErrNoStep) {
			t.Errorf("%q: %v", old, err)
		}
	}
	if _, _, err := oldpage.Draft([]byte("1. Fill it.\n"), "no id", ""); err == nil || !strings.Contains(err.Error(), "id") {
		t.Errorf("an id that is none: %v", err)
	}
}

var letters = regexp.MustCompile(`[a-z]+`)

// TestNoWordIsLost makes documents of every piece in any order: each word of them is in the
// draft, or in what is told about it.
func TestNoWordIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		next := func() string { n++; return fmt.Sprintf("word%s", strings.Repeat("q", n%7)+string(rune('a'+n%26))) }
		pieces := []func() string{
			func() string { return "## " + next() },
			func() string { return "### " + next() + " procedure" },
			func() string { return next() + " " + next() + "." },
			func() string { return "1. " + next() + "\n2. " + next() + "\n   - " + next() },
			func() string { return "- " + next() + "\n- " + next() },
			func() string { return "- [ ] " + next() },
			func() string { return "> warning: " + next() },
			func() string { return "Caution! " + next() },
			func() string { return "**Step 3:** " + next() },
			func() string {
				return "| step | action | who |\n|---|---|---|\n| 1 | " + next() + " | " + next() + " |"
			},
			func() string { return "| a | b |\n|---|---|\n| " + next() + " | " + next() + " |" },
			func() string { return "```\n" + next() + "\n```" },
			func() string { return "<p>" + next() + "</p>" },
			func() string { return "1. " + strings.Repeat(next()+" ", 20) + ". " + strings.Repeat(next()+" ", 20) },
			func() string { return "#### note: " + next() + " and " + next() + " too" },
		}
		old := "# " + next() + "\n\n1. " + next() + "\n"
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			old += "\n" + pieces[rapid.IntRange(0, len(pieces)-1).Draw(t, "piece")]() + "\n"
		}
		text, notes, err := oldpage.Draft([]byte(old), "SOP-OLD-001", "")
		if err != nil {
			t.Fatalf("%v of\n%s", err, old)
		}
		all := string(text) + fmt.Sprint(notes)
		for _, w := range letters.FindAllString(old, -1) {
			if strings.HasPrefix(w, "word") && !strings.Contains(all, w) {
				t.Fatalf("%s is lost of\n%s\nin\n%s\n%v", w, old, text, notes)
			}
		}
	})
}

func FuzzADraftTellsItsErrors(f *testing.F) {
	for _, old := range []string{"1. Fill it.\n", "- [ ] a\n\n> [!NOTE]\n> b", "| # | Task |\n|-|-|\n|1|`x`|", "1. **If** `a = b`: c `#d, S7`\n   - L: `f: text`", "# a\n---\n***\n1. ```x\n"} {
		f.Add(old)
	}
	f.Fuzz(func(t *testing.T, old string) {
		text, notes, err := oldpage.Draft([]byte(old), "SOP-OLD-001", "A title")
		if err != nil && !errors.Is(err, oldpage.ErrNoStep) {
			t.Errorf("%v of %q", err, old)
		}
		for _, finding := range page.Lint(text, page.Options{}) {
			if told := fmt.Sprint(notes); err == nil && finding.IsError() && !strings.Contains(told, finding.String()) {
				t.Errorf("%s is not told: %s, of %q", finding, told, old)
			}
		}
	})
}
