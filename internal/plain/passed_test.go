package plain_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"soprun/internal/effects"
)

// wash is a page with a branch that stays closed, and steps behind it that are done again.
const wash = `---
id: SOP-WSH-001
title: Rinse the tray
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Rinse the tray

## 1. Look

1. Look at the tray. ` + "`#look, S7`" + `
   - Tray: ` + "`tray: choice, clean | dirty`" + `

## 2. Soak

**If** ` + "`tray = dirty`" + `:

2. Fill the sink. ` + "`#fill, S7`" + `
3. Put the tray in. ` + "`#in, S7`" + `
4. Take it out. ` + "`#out, S7`" + `

## 3. Rinse

5. Rinse the tray. ` + "`#rinse, S7`" + `
6. Look again. ` + "`#again, S7`" + `
   - Now: ` + "`after: choice, clear | cloudy, expect clear, or redo #rinse`" + `
`

// A branch that stays closed is one line (H33), and what was done before steps that are done
// again is not said once more.
func TestWhatWasPassedIsSaidOnceAndABranchAsOne(t *testing.T) {
	p := open(t)
	p.Place = effects.New(p.station, p.clock, fstest.MapFS{"zone/wash.md": {Data: []byte(wash), ModTime: opening()}})
	out := p.says([]string{"rinse the tray", "1", "r", "a", "j.bell", phrase(bell), "s", "a.khan", "clean", "d", "d", "cloudy", "yes", "p", ".q", "q", "q"},
		"Step 1 done", "Steps 2 to 4 not required: “Tray” was clean.", "Step 5 of 6.", "Step 5 done",
		"steps 5 to 6 are done again", "Step 5 of 6.", "Round 2.", // p says all of it again
		"Step 1 done", "Steps 2 to 4 not required", "Step 5 of 6.")
	if n := strings.Count(out, "Step 1 done"); n != 2 {
		t.Errorf("that step 1 was done is said %d times:\n%s", n, out)
	}
}
