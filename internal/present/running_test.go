package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// Whoever looks at a run that is open sees what it waits for and what it has so far, and that
// nobody has signed it.
func TestAnOpenRunIsOpenedWithWhatItHasSoFar(t *testing.T) {
	b := full()
	at := listed.Add(-time.Hour)
	b.soFar = model.LoadedRun{
		OpenRun: b.department.Running[0], Procedure: parsed(t), Meanwhile: model.Meanwhile{Newer: "2.2"}, Names: map[string]string{"a.khan": "A. Khan"},
		Events: []sop.Event{
			{Kind: sop.StepStarted, Step: "fill", At: at, Person: "a.khan"},
			{Kind: sop.ValueRecorded, Step: "fill", Field: "n", Index: 1, Value: "5", At: at, Person: "a.khan"},
		},
	}
	open := func() string {
		t.Helper()
		o, err := named(t, "running").Open(b.sources(), "r-7", time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if o.Which != "SOP-X-001 v2.1" || o.Who != "A. Khan" {
			t.Errorf("it is headed %q, %q", o.Which, o.Who)
		}
		return docText(o.Doc)
	}
	text := open()
	for _, want := range []string{
		"Not signed yet: step 2 of 5.", "It is on hold, and waits for a supervisor.", "Version 2.2 took effect meanwhile.", "Begun by A. Khan (a.khan) on 22 Nov 2026 12:47.", "Fill it in.", "5",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	b.soFar.Meanwhile = model.Meanwhile{Retired: &model.Retirement{By: model.Person{Name: "J. Bell"}, Reason: "the lid can fall"}}
	if text := open(); !strings.Contains(text, "This version was retired meanwhile, by J. Bell: The lid can fall. Ask a supervisor whether this run goes on.") {
		t.Errorf("nothing is said of the retired version:\n%s", text)
	}
	for need, want := range map[run.Need]string{
		run.NeedCheck: "It waits for a second person to check, a supervisor.", run.NeedDecision: "It is overdue, and waits for a supervisor.", run.NeedTaker: "It was handed over, and waits for somebody to take it.",
	} {
		if b.soFar.Need = need; !strings.Contains(open(), want) {
			t.Errorf("%s: %q is not said:\n%s", need, want, open())
		}
	}
	if b.soFar.Need = ""; strings.Contains(open(), "waits") {
		t.Errorf("what waits for nobody says\n%s", open())
	}
	if _, err := named(t, "running").Open(b.sources(), "r-8", time.UTC); err == nil || !strings.Contains(err.Error(), `there is no open run "r-8"`) {
		t.Errorf("of a run that there is not: %v", err)
	}
}
