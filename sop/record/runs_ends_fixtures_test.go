package record_test

import (
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// rounds appends a run that uses all that can happen to a step more than once: it is done
// again and for several items, of which one ends, one is ended at its hold and one is left
// out; what is computed is corrected with its figure; and one that ends before its last
// step. Both are signed, and a value is amended of two items.
func rounds(l *recordtest.Log, other string) {
	value := func(field, text string) sop.Event {
		return sop.Event{Kind: sop.ValueRecorded, Step: "read", Field: field, Index: 1, Value: text, Unit: "°C"}
	}
	computed := value("rise", "0.4")
	again := sop.Event{Kind: sop.ValueCorrected, Step: "read", Field: "rise", Index: 1, Value: "0.3", Old: "0.4", Unit: "°C", Reason: "computed again: misread"}
	right := sop.Event{Kind: sop.ValueCorrected, Step: "read", Field: "t", Index: 1, Value: "5.0", Old: "5.1", Unit: "°C", Reason: "misread"}
	done, notRequired := sop.Event{Kind: sop.StepDone, Step: "read"}, sop.Event{Kind: sop.StepNotRequired, Step: "read", Reason: "ended at step 2"}
	reopen := sop.Event{Kind: sop.StepReopened, Step: "read", Reason: "the lid stood open"}
	l.Append(l.Start(worker, "r-0003", of("F-1", value("t", "9.1")), of("F-1", done), of("F-1", reopen), of("F-1", value("t", "5.1")), of("F-1", computed), of("F-1", right), of("F-1", again), of("F-1", done), of("F-4", value("t", "5.0")), of("F-4", done))...)
	l.Append(l.Signed(other, sop.Supervisor, "r-0003", of("F-2", sop.Event{Kind: sop.HoldReleased, Step: "read", Mark: string(sop.BySupervisor), Value: sop.EndRun, Reason: "not fit for use"})))
	for _, e := range []sop.Event{
		of("F-2", sop.Event{Kind: sop.ItemEnded, Step: "read", Reason: "at the hold of step 2"}), of("F-2", notRequired),
		{Kind: sop.ItemsLeft, Step: "read", Value: "F-3", Reason: "it is defrosting"},
		{Kind: sop.ItemsDone, Step: "read"},
	} {
		l.Append(l.Event(worker, "r-0003", e))
	}
	b := l.CompletionBody("r-0003")
	b.Exceptions = []record.Exception{
		{Item: "F-1", Kind: record.DoneAgain, Step: "read", Text: "x"},
		{Item: "F-1", Kind: record.Corrected, Step: "read", Text: "x"},
		{Item: "F-1", Kind: record.Corrected, Step: "read", Text: "y"},
		{Item: "F-2", Kind: record.EndedEarly, Step: "read", Text: "x"},
		{Kind: record.LeftOut, Step: "read", Text: "F-3 was left out: it is defrosting"},
	}
	l.Append(l.Act(worker, sop.Assistant, b))
	signed := l.Tree.Size() - 1
	for _, item := range []string{"F-1", "F-4"} { // the same value of two items: neither supersedes the other
		amend := amendment(l, signed, "5.0", "5.2")
		amend.Step, amend.Item = "read", item
		l.Append(l.Act(worker, sop.Assistant, amend))
	}
	l.Append(l.Start(worker, "r-0004", append(recordtest.Done("clean"), runEnd)...)...)
	ended := l.CompletionBody("r-0004")
	ended.Exceptions = []record.Exception{{Kind: record.EndedEarly, Step: "clean", Text: "x"}}
	l.Append(l.Act(worker, sop.Assistant, ended))
}
