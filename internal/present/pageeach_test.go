package present_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop/page"
)

// roundPage is a page with a section that is done once for each fridge.
const roundPage = `---
id: SOP-TST-009
title: Read the fridges
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
lists:
  fridges: [FR-001, FR-002]
---

# Read the fridges

## Each fridge ` + "`each: unit of fridges`" + `

1. Identify it. ` + "`#identify`" + `
   - Fridge: ` + "`unit: scan FR-###`" + `
`

func TestThePageSaysThatASectionIsDoneOnceForEachAndNamesAll(t *testing.T) {
	for list, want := range map[string]string{
		"[FR-001, FR-002]":       "Done once for each: Fridge. All 2: FR-001, FR-002.",
		`local "the door, left"`: "Done once for each: Fridge. The department sets the list: The door, left.",
		"":                       "Done once for each: Fridge, as they come; at least one.",
	} {
		text := strings.Replace(roundPage, "[FR-001, FR-002]", list, 1)
		if list == "" {
			text = strings.Replace(strings.Replace(roundPage, " of fridges`", "`", 1), "lists:\n  fridges: [FR-001, FR-002]\n", "", 1)
		}
		p, findings := page.Parse([]byte(text))
		if page.HasErrors(findings) {
			t.Fatal(findings)
		}
		for name, lines := range map[string][]present.Line{"approval": present.AsItRuns(p), "page": present.Overview(model.Page{Procedure: p})} {
			got := strings.Join(present.SayLines(lines), "\n")
			if !strings.Contains(got, want) || !strings.Contains(got, "Each fridge") || strings.Contains(got, "each: unit") {
				t.Errorf("%s: %q is not said:\n%s", name, want, got)
			}
		}
	}
}

func TestALocalListIsAskedForAsAValueOfThePage(t *testing.T) {
	p, _ := page.Parse([]byte(strings.Replace(roundPage, "[FR-001, FR-002]", `local "the door, left"`, 1)))
	values := present.LocalValues(p)
	if len(values) != 1 || values[0].Label != "List of fridges" || values[0].Name() != "fridges" || values[0].Hint() != "The door, left. Like FR-001, FR-002." {
		t.Errorf("%+v", values)
	}
	text := strings.Join(present.SayLines(present.Overview(model.Page{Procedure: p})), "\n")
	if !strings.Contains(text, "List of fridges: the door, left") {
		t.Errorf("the page does not say that its list is to be set:\n%s", text)
	}
}
