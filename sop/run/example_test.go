package run_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

const fridgePage = `---
id: SOP-T-002
title: Read a fridge
version: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S16]
mode: read-do
sign: performer
---

# Read a fridge

## 1. Read

1. Read the display. ` + "`#read, critical, S16`" + `
   - Temperature: ` + "`temp: number °C, 2.0 to 8.0`" + `
2. **If** ` + "`temp out of limits`" + `: move the stock. ` + "`#move`" + `
`

// A page is walked without a terminal: ask Do, store the events, fold them.
func Example() {
	proc, findings := page.Parse([]byte(fridgePage))
	if page.HasErrors(findings) {
		fmt.Println(findings)
		return
	}
	r, err := run.New(proc)
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for _, act := range []run.Action{
		run.Begin{},
		run.Complete{}, // refused: the step asks for a value
		run.Record{Field: "temp", Text: "9,1"},
		run.ActOn{Deviation: 1, Text: "moved the stock"},
		run.Confirm{}, // a critical step has a key of its own
		run.Complete{},
	} {
		events, err := r.Do(act, "a.khan", at)
		var refusal *run.Refusal
		if errors.As(err, &refusal) {
			fmt.Println("refused:", refusal)
			continue
		}
		for _, e := range events {
			fmt.Println(strings.TrimSpace(fmt.Sprintln(e.Kind, e.Step, e.Value, e.Mark)))
		}
		if r, err = r.After(events...); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(r.Summarise().Outcome, r.Summarise().Codes)
	// Output:
	// step.start read
	// refused: step 1 is critical: confirm it once it is done
	// value read 9.1 ABOVE 8.0 °C
	// deviation.open read
	// deviation.action read
	// step.done read
	// step.start move
	// step.done move
	// complete [S16]
}

// A run that stopped anywhere is the same run when its events are folded again.
func ExampleReplay() {
	proc, _ := page.Parse([]byte(fridgePage))
	r, err := run.Replay(proc, []sop.Event{
		{Kind: sop.StepStarted, Step: "read"},
		{Kind: sop.ValueRecorded, Step: "read", Field: "temp", Index: 1, Value: "5.0", Unit: "°C"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	step, open := r.Current()
	fmt.Println(step.ID, open, step.Values[0].Text)
	// Output: read true 5.0
}
