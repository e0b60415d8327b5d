package record_test

import (
	"fmt"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// measured is a log with a completed run of the worker in which a value was
// recorded and corrected, another settled, and a third belongs to an attempt
// that was done again; a colleague is enrolled too.
func measured(l *recordtest.Log) (completion int64) {
	working(l)
	value := sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "t", Index: 1, Value: "5.1", Unit: "°C"}
	lost, corrected, settled := value, value, value
	lost.Step = "spin"
	corrected.Kind, corrected.Old, corrected.Value, corrected.Reason = sop.ValueCorrected, "5.1", "5.2", "misread"
	settled.Kind, settled.Index, settled.Old, settled.Raw, settled.Value = sop.ValueSettled, 2, "6.0", "6.9", "6.0"
	second := value
	second.Index, second.Value = 2, "6.0"
	say(l, worker, value, second, settled, corrected, lost, sop.Event{Kind: sop.StepReopened, Step: "spin", Reason: "spilt"})
	say(l, worker, recordtest.Done("clean")[1])
	finish(l, worker, sop.Assistant, "corrected@clean", "settled@clean", "done again@spin")
	return l.Tree.Size() - 1
}

// amendment says that a value of the completion should have been another.
func amendment(l *recordtest.Log, at int64, old, value string) *record.Amend {
	return &record.Amend{
		Field: "t", Index: 1, Leaf: l.Stored[at].Hashes[0], New: value, Old: old, Position: at,
		Reason: "the printout says otherwise", Step: "clean",
	}
}

// amending is an amendment that only somebody with the station's key could
// append.
func amending(person string, role sop.Role, change func(*record.Amend)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		b := amendment(l, measured(l), "5.2", "5.4")
		change(b)
		l.Force(l.Act(person, role, b))
	}
}

// reworded is an amendment whose payload is changed before it is signed.
func reworded(old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		payload := string(l.Act(worker, sop.Assistant, amendment(l, measured(l), "5.2", "5.4")).Payload)
		if !strings.Contains(payload, old) {
			l.T.Fatalf("no %q in the payload", old)
		}
		l.Force(l.Seal(worker, []byte(strings.Replace(payload, old, replacement, 1))))
	}
}

func unchanged(*record.Amend) {}

// amended are logs in which a value is amended.
var amended = map[string]scenario{
	"ok-amended": {"ok", "a value that its performer amends, and a supervisor once more; a second reading, with words that look like a sentence", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
		b := amendment(l, at, "5.4", "9.4")
		b.Mark = "ABOVE 8.0 °C"
		l.Append(l.Act(boss, sop.Supervisor, b))
		b = amendment(l, at, "6.0", `6.1" to "7.0", because: nothing \\`)
		b.Index = 2
		l.Append(l.Act(worker, sop.Assistant, b))
	}},
	"ok-amended-and-reviewed-again": {"ok", "a review, an amendment after it, and the review of the same supervisor again", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"ok-amended-by-a-former-owner": {"ok", "an amendment by who had the run before it was handed over", func(l *recordtest.Log) {
		handOver(l)
		say(l, mate, sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "t", Index: 1, Value: "5.2"}, recordtest.Done("clean")[1])
		finish(l, mate, sop.Assistant)
		l.Append(l.Act(worker, sop.Assistant, amendment(l, l.Tree.Size()-1, "5.2", "5.4")))
	}},
	"amendment-of-no-completion": {record.FaultAmendment, "an amendment of an entry that is no completion", func(l *recordtest.Log) {
		measured(l)
		b := amendment(l, 3, "5.2", "5.4")
		l.Force(l.Act(worker, sop.Assistant, b, func(e *record.Entry) { e.Statement = "I amended it." }))
	}},
	"amendment-of-another-text":       {record.FaultAmendment, "an amendment that cites another leaf", amending(worker, sop.Assistant, func(b *record.Amend) { b.Leaf[0] ^= 1 })},
	"amendment-of-another-value":      {record.FaultAmendment, "an amendment of what was corrected in the run already", amending(worker, sop.Assistant, func(b *record.Amend) { b.Old = "5.1" })},
	"amendment-of-no-value":           {record.FaultAmendment, "an amendment of a field that the run does not have", amending(worker, sop.Assistant, func(b *record.Amend) { b.Field = "rpm" })},
	"amendment-of-an-earlier-attempt": {record.FaultAmendment, "an amendment of a value of a step that was done again", amending(worker, sop.Assistant, func(b *record.Amend) { b.Step, b.Old = "spin", "5.1" })},
	"amendment-of-what-was-amended": {record.FaultAmendment, "a second amendment that passes over the first", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
		l.Force(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.3")))
	}},
	"role-amended-by-a-colleague": {record.FaultRole, "an amendment of a colleague's run by an assistant", amending(mate, sop.Assistant, unchanged)},
	"duties-review-of-ones-amendment": {record.FaultDuties, "a supervisor who countersigns what they amended", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(boss, sop.Supervisor, amendment(l, at, "5.2", "5.4")))
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"review-twice-after-an-amendment": {record.FaultReview, "a second review by the same supervisor after the amendment", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"prev-amendment-again": {record.FaultPrev, "an amendment that was taken back, logged again with the old signature", func(l *recordtest.Log) {
		at := measured(l)
		first := l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4"))
		l.Append(first)
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.4", "5.2")))
		l.Force(first)
	}},
	"statement-of-another-value": {record.FaultStatement, "a sentence that names another new value than the amendment", func(l *recordtest.Log) {
		b := amendment(l, measured(l), "5.2", "5.4")
		honest := l.State.Statement(&record.Entry{Type: record.KindAmend, Person: worker, Role: sop.Assistant, At: record.At(l.Now), Body: b}, l.Past)
		l.Force(l.Act(worker, sop.Assistant, b, func(e *record.Entry) { e.Statement = strings.Replace(honest, "5.4", "5.3", 1) }))
	}},
	"schema-amended-to-the-same": {record.FaultSchema, "an amendment that changes nothing", reworded(`"new":"5.4"`, `"new":"5.2"`)},
	"schema-amended-unexplained": {record.FaultSchema, "an amendment for a reason of five letters", reworded(`"reason":"the printout says otherwise"`, `"reason":"wrong"`)},
	"schema-amended-field":       {record.FaultSchema, "a field that would pass for more of the statement", reworded(`"field":"t"`, `"field":"t of step a"`)},
	"schema-amended-to-nothing":  {record.FaultSchema, "an amendment to an empty value", reworded(`"new":"5.4"`, `"new":""`)},
	"schema-amended-at-the-genesis": {record.FaultSchema, "an amendment of entry 0", func(l *recordtest.Log) {
		at := measured(l)
		payload := string(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")).Payload)
		l.Force(l.Seal(worker, []byte(strings.Replace(payload, fmt.Sprintf(`"position":%d`, at), `"position":0`, 1))))
	}},
}
