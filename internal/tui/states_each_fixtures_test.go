package tui_test

import (
	"strings"

	"soprun/sop/run"
)

// theRound returns a page on which eight fridges are read.
func theRound(string) string {
	return `---
id: SOP-FRG-014
title: Read the fridges on the morning round
version: 1.0
status: ready
owner: Quality Lead, Blood Sciences
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S16, S19, S24]
mode: read-do
sign: performer
lists: {fridges: [FR-001, FR-002, FR-003, FR-004, FR-005, FR-006, FR-007, FR-008]}
---

# Read the fridges on the morning round

## 1. Each fridge ` + "`each: unit of fridges`" + `

Keep the door shut until you have read the display.

1. Identify the fridge. ` + "`#which, S7`" + `
   - Fridge: ` + "`unit: scan FR-###`" + `
2. Read the display. ` + "`#read, critical, S16`" + `
   - Now: ` + "`now: number °C, 2.0 to 8.0, possible -30.0 to 50.0`" + `
3. **If** ` + "`now out of limits`" + `: label the stock QUARANTINE where it stands. ` + "`#label, critical, S24`" + `
4. Open the door. Check the seal. ` + "`#seal, S7`" + `
   - Seal: ` + "`seal: choice, whole | damaged, expect whole, or end item`" + `
5. Reset the memory of lowest and highest. ` + "`#reset, S16`" + `
6. **If** ` + "`ended`" + `: put the service tag on. ` + "`#tag, always, critical, S7`" + `

## 2. What was found

7. **If** ` + "`now out of limits or seal out of limits`" + `: tell each stock owner. ` + "`#tell, critical, S19`" + `
8. Note the round's warmest reading. ` + "`#sum, S16`" + `
   - Warmest: ` + "`warmest: number °C = max(now), at most 8.0`" + `
   - Fridges read: ` + "`fridges-read: number 1 = count(now), at least 8`" + `
`
}

// asTheyCome returns the same page without a list.
func asTheyCome(text string) string {
	return strings.NewReplacer(" of fridges`", "`", "lists: {fridges: [FR-001, FR-002, FR-003, FR-004, FR-005, FR-006, FR-007, FR-008]}\n", "").Replace(theRound(text))
}

// fridges reads fridges, each with its temperature.
func fridges(read ...string) func(*walked) {
	return func(w *walked) {
		for _, r := range read {
			unit, now, _ := strings.Cut(r, " ")
			w.me(run.Record{Field: "unit", Text: unit}, run.Complete{}, run.Record{Field: "now", Text: now})
			if w.openDeviation() > 0 {
				w.me(run.ActOn{Deviation: w.openDeviation(), Text: "left it shut"}, run.Confirm{})
			}
			w.me(run.Confirm{}, run.Record{Field: "seal", Text: "whole"}, run.Complete{}, run.Complete{})
		}
	}
}

// someFridges are read, and one is left out.
func someFridges(w *walked) {
	fridges("FR-001 4.0", "FR-003 9.1")(w)
	w.me(run.LeaveItem{Item: "FR-002", Reason: "it is defrosting"})
	fridges("FR-005 3.5")(w)
}

// allFridges are read or left out.
func allFridges(w *walked) {
	someFridges(w)
	fridges("FR-004 4.0", "FR-006 4.4", "FR-007 8.4", "FR-008 5.0")(w)
}
