package present_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/page"
)

const wash = `---
id: SOP-WSH-001
title: Wash the bowl
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
complete-within: 3 h
---

# Wash the bowl

Once a day.

## 1. Read

> [!WARNING]
> The rim is hot:
>
> - on the left

1. Read the display. ` + "`#read, critical, verify: second person, S7`" + `
   - Temperature: ` + "`temp: number °C, 2.0 to 8.0, possible -40.0 to 60.0, tolerance 0.2, 2 times`" + `
   - Dry: ` + "`dry: yes/no, expect yes`" + `
2. **If** ` + "`temp > 8.0 or dry = no`" + `: tell the lead. ` + "`#tell, wait 10 min, hold: supervisor, n/a: ok`" + `

   Say what you saw.

## 2. Close

**If** ` + "`temp out of limits`" + `: leave it open.

3. Rinse. ` + "`#rinse, within 20 min of #read, any order`" + `
   - Note: ` + "`note: text, optional`" + `

Lock the door.
`

func pageOf(t *testing.T, text string) *sop.Procedure {
	t.Helper()
	p, findings := page.Parse([]byte(text))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	return p
}

func TestAPageIsShownAsItWillRunWithAllThatHoldsInWords(t *testing.T) {
	got := strings.Join(present.SayLines(present.AsItRuns(pageOf(t, wash))), "\n")
	want := `Once a day.
All of it is complete within 3 h.
1. Read
WARNING, to be read before step 1
The rim is hot:
- on the left
1. CRITICAL. Read the display.
A second person checks this.
- Temperature: °C 2.0 to 8.0, possible -40.0 to 60.0, both readings within 0.2, 2 times
- Dry: yes/no, yes is expected
2. Tell the lead.
Only if “Temperature” of step 1 is above 8.0 °C or “Dry” of step 1 is no.
Wait at least 10 min.
Hold: a supervisor releases this before the run goes on.
It may be left out as not applicable, without a reason.
Say what you saw.
2. Close
Only if “Temperature” of step 1 is out of limits:
Leave it open.
3. Rinse.
Within 20 min of when step 1 was done.
It may change places with its neighbours.
- Note: text, may stay empty
Lock the door.`
	if got != want {
		t.Errorf("it runs as\n%s\nwant\n%s", got, want)
	}
}

// What a screen draws beside a line is no word of it, and what a page says is said as it stands.
func TestNoSignThatIsDrawnIsSaidAndNoWordIsLeftOut(t *testing.T) {
	got := present.SayLines([]present.Line{{Glyph: present.AlertGlyph, Text: "WARNING"}, {Text: "! is a field of this page"}})
	if want := []string{"WARNING", "! is a field of this page"}; !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
}

func TestApprovingShowsTheChangesOfTheVersionInForceFirst(t *testing.T) {
	old := pageOf(t, wash)
	next := pageOf(t, strings.NewReplacer("version: 1.0", "version: 2.0", "2.0 to 8.0", "2.0 to 9.0", "temp > 8.0", "temp > 9.0", "within 20 min", "within 25 min", "wait 10 min", "wait 5 min", "Rinse.", "Rinse twice.").Replace(wash))
	lines := present.SayLines(present.Approving(model.Page{Procedure: old, Revised: &model.Revised{Procedure: next}}))
	all := strings.Join(lines, "\n")
	at := 0
	for _, want := range []string{
		"Changes since v1.0, which is in force", "- Step 1, limits of “Temperature”: 2.0 to 9.0", "- Step 2, wait: 5 min, was 10 min", "- Step 3, within: 25 min of step 1, was 20 min of step 1",
		"- Step 2, condition: only if “Temperature” of step 1 is above 9.0 °C or “Dry” of step 1 is no, was only if “Temperature” of step 1 is above 8.0 °C or", "Rinse twice., was Rinse.",
		"SOP-WSH-001 v2.0 as it will run", "Temperature: °C 2.0 to 9.0", "3. Rinse twice.",
	} {
		i := strings.Index(all[at:], want)
		if i < 0 {
			t.Fatalf("%q is not shown, or not in its place:\n%s", want, all)
		}
		at += i
	}
	if strings.Contains(all, "#read") || strings.Contains(all, "#tell") {
		t.Errorf("a step is named by its id:\n%s", all)
	}
	alone := strings.Join(present.SayLines(present.Approving(model.Page{Procedure: old})), "\n")
	if !strings.HasPrefix(alone, "No version of it is in force: all of it is new\nSOP-WSH-001 v1.0 as it will run\n") {
		t.Errorf("the first version:\n%s", alone)
	}
	same := present.SayLines(present.Changes(old, old))
	if len(same) != 1 || !strings.HasPrefix(same[0], "Nothing") {
		t.Errorf("no change: %q", same)
	}
}
