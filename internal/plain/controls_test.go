package plain_test

import (
	"testing"
	"testing/fstest"

	"soprun/internal/effects"
)

// assay is a page that measures two levels of a control.
const assay = `---
id: SOP-POC-031
title: Measure the control
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Measure the control

## 1. Measure it

| Lot ` + "`lot`" + ` | Target ` + "`target`" + ` | SD ` + "`sd`" + ` |
| --- | --- | --- |
| 4417 | 5.0 | 0.20 |
| 4503 | 6.0 | 0.20 |

1. Take the vials. ` + "`#vials, S7`" + `
   - Lot: ` + "`lot: choice, of the table`" + `
2. Measure both. ` + "`#measure, S7`" + `
   - Level 1: ` + "`one: number mmol/L, control target sd`" + `
   - Level 2: ` + "`two: number mmol/L, control target sd`" + `
`

// measuring is a place where the page is in force.
func measuring(t *testing.T) *place {
	t.Helper()
	p, files := open(t), pages()
	files["zone/assay.md"] = &fstest.MapFile{Data: []byte(assay), ModTime: opening()}
	p.Place = effects.New(p.station, p.clock, files)
	p.WithPractice(p.practice)
	if err := approve(p.Place, "SOP-POC-031"); err != nil {
		t.Fatal(err)
	}
	return p
}

// measured are the answers of a run of it.
func measured(lot, one, two string) []string {
	return []string{"measure the control", "1", "s", "a.khan", lot, "d", one, two}
}

// The dialogue says as a control is entered what the rules say of it, and the record says with
// which entries it was judged.
func TestAControlIsJudgedInTheDialogueAsItIsEntered(t *testing.T) {
	p := measuring(t)
	p.says(all(measured("4417", "5.0", "5.41"), []string{"d"}, signed, []string{"q"}),
		"Recorded. Level 1: 5.0 mmol/L (limits 4.40 to 5.60, for 4417).", "Recorded. Level 2: 5.41 mmol/L (limits 4.40 to 5.60, for 4417), 1-2s look.", "Signed.")
	p.says(all(measured("4417", "5.0", "5.42"), []string{"took another vial", "d"}, signed, []string{"r", "b", "b", "q"}),
		"Level 2: 5.42 mmol/L (limits 4.40 to 5.60, for 4417), 2-2s REJECT with entry", "Signed.", "2-2s REJECT with entry", "Level 1: 5.0 mmol/L (limits 4.40 to 5.60, for 4417). +0.00 SD by lot 4417: 5.0, sd 0.20, judged with entry", "2-2s REJECT with entry", ". +2.10 SD by lot 4417: 5.0, sd 0.20, judged with entry")
}

// In practice a control is judged with those of its own run, never with those of the log.
func TestAControlInPracticeIsNotJudgedWithThoseOfTheLog(t *testing.T) {
	p := measuring(t)
	p.says(all(measured("4417", "5.0", "5.41"), []string{"d"}, signed, []string{"q"}), "1-2s look", "Signed.")
	p.says([]string{"measure the control", "1", "p", "4417", "d", "5.0", "5.42", "q", "q"}, "Level 2: 5.42 mmol/L (limits 4.40 to 5.60, for 4417), 1-2s look.")
	p.says([]string{"measure the control", "2", "p", "4417", "d", "5.41", "5.42", "took another vial", "q", "q"}, "2-2s REJECT with Level 1")
}
