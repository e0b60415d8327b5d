package plain_test

import (
	"strings"
	"testing"

	"soprun/internal/effects"
	"soprun/internal/present"
)

// While a log is only looked at, what writes is in no prompt and in no help, and is refused
// where it is typed all the same.
func TestAnInspectionNamesNoActAndRefusesEach(t *testing.T) {
	p := open(t)
	before := p.About().Entries
	p.Inspect(effects.Inspection{What: "the log in /srv/bench-2"})
	answers := []string{"1", "start", "practise", "approve", "?", "b", "l", "close", "dispose", "countersign 1", "?", "b", "e", "roles", "revoke", "enrol", "?", "b", "q"}
	out := p.says(answers, "INSPECTION, read-only: the log in /srv/bench-2.", "Type r to read, b to go back, ? for help", present.Inspecting, "Goodbye.")
	if n, want := strings.Count(out, present.Inspecting), 9; n != want {
		t.Errorf("%d acts are refused, want %d:\n%s", n, want, out)
	}
	for _, line := range strings.Split(out, "\n") {
		for _, act := range []string{"start: ", "practise: ", "approve: ", "close: ", "dispose: ", "countersign: ", "roles: ", "enrol: ", " to start", " to practise", "is put away"} {
			if strings.Contains(line, act) {
				t.Errorf("it names %q: %s", act, line)
			}
		}
	}
	if p.About().Entries != before {
		t.Error("something was appended")
	}
}
