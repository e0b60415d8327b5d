package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// Threats of the table in CLAUSES.md that no other test is named after.

// twoRuns is a log with a run that was abandoned and the one that repeats it, each
// signed, and a review; the worker's own signatures stand before and after.
func twoRuns(t testing.TB) *recordtest.Log {
	l := recordtest.New(t)
	l.Append(l.Start(worker, "r-0001", append(recordtest.Done("clean"), sop.Event{Kind: sop.RunStopped, Reason: "it failed"})...)...)
	l.Append(l.Act(worker, sop.Assistant, l.CompletionBody("r-0001")))
	at := l.Perform(worker, "r-0002")
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	l.Append(l.Act(admin, sop.Supervisor, l.ReviewBody(at)))
	return l
}

// resealed is the log as somebody with the station's key writes it anew without
// some of its entries.
func resealed(l *recordtest.Log, drop ...int64) *recordtest.Log {
	out := recordtest.Empty(l.T)
	for _, e := range l.Stored {
		if slices.Contains(drop, e.Position) {
			continue
		}
		sealed := record.Sealed{Payload: e.Payload, Signature: e.Signature}
		out.Store(sealed, len(e.Checkpoint) > 0)
	}
	return out
}

// Whoever steals the station's key and drops an entry is contradicted by the next
// signature of anybody.
func TestAnEntryDroppedWithTheStationsKeyIsToldByTheNextSignature(t *testing.T) {
	l := twoRuns(t)
	last := l.Tree.Size() - 1
	if report := verified(t, resealed(l), record.Options{}); !report.OK() {
		t.Fatalf("the log as it was: %v", report.Faults)
	}
	for at := range last {
		report := verified(t, resealed(l, at), record.Options{})
		told := slices.ContainsFunc(report.Faults, func(f *record.Fault) bool { return f.Code == record.FaultPrev || f.Code == record.FaultGenesis })
		if !told {
			t.Errorf("without entry %d: %v", at, report.Faults)
		}
	}
	if report := verified(t, resealed(l, last), record.Options{}); !report.OK() {
		t.Errorf("without its last entry, which nobody witnessed yet: %v", report.Faults)
	}
}

// A run that failed cannot be made to vanish once it was repeated.
func TestAnAbandonedRunDoesNotVanishFromTheLog(t *testing.T) {
	l := twoRuns(t)
	var run []int64
	for _, e := range l.Stored {
		if strings.Contains(string(e.Payload), `"run":"r-0001"`) {
			run = append(run, e.Position)
		}
	}
	if len(run) != 5 {
		t.Fatalf("it has entries %v", run)
	}
	report := verified(t, resealed(l, run...), record.Options{})
	if report.OK() || report.Faults[0].Code != record.FaultPrev {
		t.Errorf("without the run: %v", report.Faults)
	}
}

// Steps cannot be given earlier times, nor be put into a run after its end.
func TestStepsAreNotFilledInAfterwards(t *testing.T) {
	for what, c := range map[string]struct {
		run    string
		change func(*record.Entry)
		want   record.FaultCode
	}{
		"into a run that is signed":   {"r-0001", func(*record.Entry) {}, record.FaultRun},
		"as if they were done before": {"r-0002", earlier, record.FaultTime},
	} {
		l := recordtest.New(t)
		l.Perform(worker, "r-0001")
		l.Append(l.Start(worker, "r-0002")...)
		step := l.Fact(worker, &record.RunEvent{Run: c.run, Event: recordtest.Done("lid")[1]}, c.change)
		if fault := l.Try(step); fault == nil || fault.Code != c.want {
			t.Errorf("a step was filled in %s: %v", what, fault)
		}
		l.Force(step)
		if report := verified(t, l, record.Options{}); report.OK() || report.Faults[0].Code != c.want {
			t.Errorf("a step that was filled in %s was not found: %v", what, report.Faults)
		}
	}
}

func earlier(e *record.Entry) { e.At = record.At(e.At.AddDate(0, 0, -1)) }

func TestASignatureCannotBeMoved(t *testing.T) {
	l := everyKind(t)
	for _, from := range l.Stored {
		for _, to := range l.Stored {
			if len(from.Signature) == 0 || from.Position == to.Position {
				continue
			}
			if _, _, fault := record.Open(to.Payload, from.Signature); fault == nil || fault.Code != record.FaultSignature {
				t.Fatalf("the signature of entry %d stands under entry %d: %v", from.Position, to.Position, fault)
			}
		}
	}
	// A colleague, a manifest and a proof of possession sign in other namespaces.
	payload := l.Act(boss, sop.Supervisor, retireBody("2.1", recordtest.TextSHA256)).Payload
	for _, namespace := range []string{"soprun-export@v1", "soprun-enrol@v1", "file", "git"} {
		if _, _, fault := record.Open(payload, armoredIn(t, namespace, payload)); fault == nil || fault.Code != record.FaultSignature {
			t.Errorf("a signature in namespace %q: %v", namespace, fault)
		}
	}
	// An act of another bench, with the same people and keys.
	there, here := elsewhere(t), recordtest.New(t)
	for _, e := range there.Stored[1:] {
		if fault := here.Try(record.Sealed{Payload: e.Payload, Signature: e.Signature}); fault == nil || fault.Code != record.FaultLog {
			t.Errorf("entry %d of another log: %v", e.Position, fault)
		}
	}
}

// What cannot be read at all is a fault for both verifiers, and never the end of one.
func TestBothVerifiersRefuseNonsenseInPlaceOfAFile(t *testing.T) {
	needTools(t)
	t.Parallel()
	l := lone(t)
	b := l.Bundle("")
	nonsense := map[string]string{
		"nothing": "", "a deep list": strings.Repeat("[", 10_000), "deep objects": strings.Repeat(`{"a":`, 10_000), "no text": "\xff\xfe\x00",
		"a line": "\n", "an escape": "\x1b]52;c;eA==\x07", "null": "null", "a huge number": `{"entries":1e999,"size":` + strings.Repeat("9", 5000) + "}",
	}
	all := func(yield func(change) bool) {
		for _, name := range []string{
			nameOf(2), "log.jsonl", "signatures", "checkpoints", "checkpoint", "allowed_signers", "bundle.json",
		} {
			for what, text := range nonsense {
				if !yield(remanifested(b, fmt.Sprintf("%s in place of %s", what, name), map[string][]byte{name: []byte(text)})) {
					return
				}
			}
		}
	}
	v := judgedByBoth(t, b, all, func(what string) { t.Error(what) })
	t.Logf("%d changes: %d missed by soprun, %d by verify.py, %d apart", v.tried, v.missed, v.missedInPython, v.apart)
	if v.tried != 7*len(nonsense) {
		t.Errorf("%d changes were tried", v.tried)
	}
}
