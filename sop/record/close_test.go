package record_test

import (
	"path/filepath"
	"strings"
	"testing"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

const (
	thisYear = "example.nhs.uk/haem-bench-2/2027-000001"
	nextYear = "example.nhs.uk/haem-bench-2/2028-000001"
)

func TestLogsThatGoOnFromEachOtherVerifyAsAChain(t *testing.T) {
	first := recordtest.New(t)
	first.Perform(worker, "r-0001")
	shut(first)
	second := continuing(first, thisYear)
	shut(second)
	third := continuing(second, nextYear)
	report := func(l *recordtest.Log) *record.Report { return verified(t, l, record.Options{}) }
	if f := record.CheckChain(report(first), report(second), report(third)); f != nil {
		t.Error(f)
	}
	if f := record.CheckChain(); f != nil {
		t.Error(f)
	}

	grown := recordtest.New(t) // the first log, put back to before its end and closed anew
	grown.Perform(worker, "r-0002")
	shut(grown)
	open := recordtest.New(t)
	changed := recordtest.New(t)
	changed.Stored[2].Payload = []byte("{}")
	for what, c := range map[string]struct {
		logs []*recordtest.Log
		says string
	}{
		"a log grown anew":     {[]*recordtest.Log{grown, second}, "not from this end"},
		"a log left out":       {[]*recordtest.Log{first, third}, "not from this end"},
		"another order":        {[]*recordtest.Log{second, first}, "does not say"},
		"one that is not shut": {[]*recordtest.Log{open, second}, "not closed"},
		"a name used again":    {[]*recordtest.Log{first, second, continuing(second, recordtest.Origin)}, "twice"},
		"one that is unsound":  {[]*recordtest.Log{changed, second}, "not sound"},
	} {
		var reports []*record.Report
		for _, l := range c.logs {
			reports = append(reports, report(l))
		}
		f := record.CheckChain(reports...)
		if f == nil || f.Code != record.FaultChain || !strings.Contains(f.What, c.says) || f.Do == "" {
			t.Errorf("%s: %v, want %q in it", what, f, c.says)
		}
	}
}

func TestABundleOfAClosedLogAndOfTheNextOneVerifies(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	l.Perform(worker, "r-0001")
	shut(l)
	var dirs []string
	for i, log := range []*recordtest.Log{l, continuing(l, thisYear)} {
		b := log.Bundle(admin)
		for _, f := range judged(t, b) {
			t.Errorf("log %d: %s %v", i, f.Code, f)
		}
		dirs = append(dirs, written(t, filepath.Join(t.TempDir(), "b"), b))
	}
	for i, good := range judgedInPython(t, dirs) {
		if !good {
			t.Errorf("verify.py finds a fault in log %d", i)
		}
	}
}

func TestWhoOpensALogReadsWhichOneItGoesOnFrom(t *testing.T) {
	l := recordtest.New(t)
	n := continuing(l, thisYear)
	if got := n.State.Continues; got == nil || got.Size != 4 || got.Log != recordtest.Origin {
		t.Errorf("continues = %+v", got)
	}
	if !strings.Contains(string(n.Stored[0].Payload), "(UTC+00:00), continuing "+recordtest.Origin+" of 4 entries. My electronic") {
		t.Errorf("%s", n.Stored[0].Payload)
	}
}
