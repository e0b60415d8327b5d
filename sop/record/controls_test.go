package record_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// What a control was judged with is told in a bundle, of the whole log and of one run, and
// both verifiers read it alike.
func TestABundleTellsWhatControlsWereJudgedWith(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	controls["ok-controls"].make(l)
	for name, c := range map[string]struct {
		runs  []string
		words string
	}{
		"whole": {nil, "; again 1; entry 16; field one; index 1; lot 4417; sd 0.20; target 5.0; value 5.7"}, "part": {[]string{"r-0002"}, "; fields one; fields two; lot 4417; sd 0.20; target 5.0; field two; index 1; kind value; step clean"},
	} {
		b := l.Bundle("", c.runs...)
		if !bytes.Contains(b["record.txt"].Data, []byte(c.words)) {
			t.Errorf("%s: %q is not in\n%s", name, c.words, b["record.txt"].Data)
		}
		if faults := judged(t, b); len(faults) > 0 {
			t.Errorf("%s: %v", name, faults)
		}
		if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), name), b)}); !good[0] {
			t.Errorf("%s: verify.py finds a fault", name)
		}
	}
}

// The station would judge a control with what the log has; somebody with its key could still
// append one that leaves a value out. It is refused at the station, and found by a verifier.
func TestAControlThatLeavesAValueOutIsFound(t *testing.T) {
	for _, name := range []string{"control-without-the-newest", "control-without-the-newest-of-ten", "control-of-an-open-run"} {
		l := recordtest.New(t)
		controls[name].make(l)
		report := verified(t, l, record.Options{})
		if report.OK() || report.Faults[0].Code != record.FaultControl || report.Faults[0].Entry != l.Tree.Size()-1 {
			t.Errorf("%s: %v", name, report.Faults)
		}
	}
}
