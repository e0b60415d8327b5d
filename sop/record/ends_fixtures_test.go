package record_test

import (
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

const nurse = "nia.ray" // the practitioner that registered enrols

// registered is working, with a registered professional.
func registered(l *recordtest.Log) {
	working(l)
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody(nurse, "Nia Ray", sop.Practitioner)))
}

var (
	runEnd  = sop.Event{Kind: sop.RunEnded, Step: "clean", Reason: "step 1: the indicator failed"}
	toEnd   = sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.ByPractitioner), Value: sop.EndRun, Reason: "not fit for use"}
	pressed = sop.Event{Kind: sop.StepReopened, Step: "clean", Reason: "spilt"}
)

// of returns an event as it is of one item.
func of(item string, e sop.Event) sop.Event {
	e.Item = item
	return e
}

// fridges is working, with a section in which one fridge was read, one ended and one
// was left out.
func fridges(l *recordtest.Log) {
	working(l)
	value := sop.Event{Kind: sop.ValueRecorded, Step: "read", Field: "t", Index: 1, Value: "5.1", Unit: "°C"}
	done := sop.Event{Kind: sop.StepDone, Step: "read"}
	say(l, worker,
		of("FR-001", value), of("FR-001", done), of("FR-002", value), of("FR-002", done), of("FR-002", sop.Event{Kind: sop.StepReopened, Step: "read", Reason: "misread"}),
		of("FR-002", sop.Event{Kind: sop.ItemEnded, Step: "read", Reason: "step 2: the door does not shut"}),
		of("FR-002", sop.Event{Kind: sop.StepNotRequired, Step: "read", Reason: "ended at step 2"}),
		sop.Event{Kind: sop.ItemsLeft, Step: "read", Value: "FR-003", Reason: "away for repair"}, sop.Event{Kind: sop.ItemsDone, Step: "read"},
	)
}

// listed is the completion of fridges, with all its exceptions.
func fridgesDone(l *recordtest.Log) *record.Completion {
	b := l.CompletionBody("r-0001")
	b.Exceptions = []record.Exception{
		{Item: "FR-002", Kind: record.DoneAgain, Step: "read", Text: "x"},
		{Item: "FR-002", Kind: record.EndedEarly, Step: "read", Text: "x"},
		{Kind: record.LeftOut, Step: "read", Text: "FR-003 left out: away for repair"},
	}
	return b
}

// amendingItem is an amendment of the value of a fridge.
func amendingItem(l *recordtest.Log, item, old string) *record.Amend {
	fridges(l)
	l.Append(l.Act(worker, sop.Assistant, fridgesDone(l)))
	b := amendment(l, l.Tree.Size()-1, old, "5.4")
	b.Step, b.Item = "read", item
	return b
}

// ends are logs of runs that end as their page says, and of steps that are done for
// each of several items.
var ends = map[string]scenario{
	"ok-ended": {"ok", "a run that ended before its last step, as its page says", func(l *recordtest.Log) {
		working(l)
		say(l, worker, recordtest.Done("clean")[1], runEnd, sop.Event{Kind: sop.StepNotRequired, Step: "spin", Reason: "ended at step 1"})
		finish(l, worker, sop.Assistant, "ended@clean")
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(l.Tree.Size()-1)))
	}},
	"ok-ended-and-stopped": {"ok", "a run that ended and was stopped before its last act", func(l *recordtest.Log) {
		working(l)
		say(l, worker, recordtest.Done("clean")[1], runEnd, sop.Event{Kind: sop.RunStopped, Step: "spin", Reason: "fire alarm"})
		finish(l, worker, sop.Assistant, "ended@clean")
	}},
	"ok-ended-at-a-hold": {"ok", "a hold at which a practitioner ends the run, and one that a supervisor releases in their place", func(l *recordtest.Log) {
		registered(l)
		inPlace := release
		inPlace.Mark = string(sop.ByPractitioner)
		sign(l, boss, sop.Supervisor, inPlace)
		checked := check
		checked.Mark = string(sop.ByPractitioner)
		sign(l, nurse, sop.Practitioner, checked)
		sign(l, nurse, sop.Practitioner, toEnd)
		say(l, worker, recordtest.Done("clean")[1], runEnd)
		finish(l, worker, sop.Assistant, "ended@clean")
	}},
	"ok-each": {"ok", "steps that are done for each fridge: one is read, one is left as the page says, one is left out", func(l *recordtest.Log) {
		fridges(l)
		l.Append(l.Act(worker, sop.Assistant, fridgesDone(l)))
	}},
	"ok-each-signed": {"ok", "a check, a hold that ends one item and an amendment, each of a step that is done for each item", func(l *recordtest.Log) {
		registered(l)
		say(l, worker, of(`B "7"`, sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "t", Index: 1, Value: "5.1"}), sop.Event{Kind: sop.StepStarted, Step: "spin"})
		sign(l, mate, sop.Assistant, of(`B "7"`, check))
		sign(l, nurse, sop.Practitioner, of(`B "7"`, toEnd))
		say(l, worker, of(`B "7"`, recordtest.Done("clean")[1]), of(`B "7"`, sop.Event{Kind: sop.ItemEnded, Step: "clean", Reason: "ended at the hold"}))
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{{Item: `B "7"`, Kind: record.EndedEarly, Step: "clean", Text: "x"}}
		l.Append(l.Act(worker, sop.Assistant, b))
		a := amendment(l, l.Tree.Size()-1, "5.1", "5.4")
		a.Item = `B "7"`
		l.Append(l.Act(worker, sop.Assistant, a))
	}},

	"counts-ended-as-complete": {record.FaultCounts, "a run that ended, signed as complete", func(l *recordtest.Log) {
		working(l)
		say(l, worker, runEnd)
		b := listing(l, "ended@clean")
		b.Outcome, b.Reason = record.Complete, ""
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-complete-as-ended": {record.FaultCounts, "a run that did not end, signed as ended", func(l *recordtest.Log) {
		working(l)
		b := l.CompletionBody("r-0001")
		b.Outcome, b.Reason = record.Ended, "the indicator failed"
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-end-left-out": {record.FaultCounts, "a completion that does not list that the run ended", func(l *recordtest.Log) {
		working(l)
		say(l, worker, runEnd)
		l.Force(l.Act(worker, sop.Assistant, l.CompletionBody("r-0001")))
	}},
	"counts-end-for-another-reason": {record.FaultCounts, "a completion that gives another reason for the end", func(l *recordtest.Log) {
		working(l)
		say(l, worker, runEnd)
		b := listing(l, "ended@clean")
		b.Reason = "all was well"
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-items-as-one": {record.FaultCounts, "a completion that counts the steps of two items as one", func(l *recordtest.Log) {
		fridges(l)
		b := fridgesDone(l)
		b.Counts.NotRequired = 0
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-exception-of-another-item": {record.FaultCounts, "an exception that is listed for an item that the run does not have", func(l *recordtest.Log) {
		fridges(l)
		b := fridgesDone(l)
		b.Exceptions[1].Item = "FR-009"
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-left-out-untold": {record.FaultCounts, "a completion that does not list that an item was left out", func(l *recordtest.Log) {
		fridges(l)
		b := fridgesDone(l)
		b.Exceptions = b.Exceptions[:2]
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"run-ended-twice":         {record.FaultRun, "a run that ends a second time", told(worker, runEnd, func(l *recordtest.Log) { say(l, worker, runEnd) })},
	"run-opened-after-an-end": {record.FaultRun, "a step that is opened again after the run ended", told(worker, pressed, func(l *recordtest.Log) { say(l, worker, recordtest.Done("clean")[1], runEnd) })},
	"run-linked-with-another-outcome": {record.FaultRun, "a linked run that was stopped, told as complete", told(worker, sop.Event{Kind: sop.LinkedDone, Step: "clean", Value: "r-0002", Mark: "complete"}, func(l *recordtest.Log) {
		l.Append(l.Start(boss, "r-0002", sop.Event{Kind: sop.RunStopped, Step: "clean", Reason: "fire alarm"})...)
		l.Append(l.Act(boss, sop.Supervisor, l.CompletionBody("r-0002")))
	})},
	"role-practitioner-by-assistant": {record.FaultRole, "a hold for a practitioner, released by an assistant", signed(mate, sop.Assistant, toEnd)},
	"role-practitioner-performs": {record.FaultRole, "a practitioner who carries a procedure out", func(l *recordtest.Log) {
		registered(l)
		l.Force(l.Fact(nurse, recordtest.StartBody("r-0002")))
	}},
	"duties-item-read-by-who-performed-it": {record.FaultDuties, "a check of an item by who performed it before the run was handed over", func(l *recordtest.Log) {
		working(l)
		say(l, worker, of("B-1", recordtest.Done("clean")[1]))
		sign(l, worker, sop.Assistant, offer)
		sign(l, mate, sop.Assistant, take)
		l.Force(l.Signed(worker, sop.Assistant, "r-0001", of("B-1", check)))
	}},
	"amendment-of-another-item": {record.FaultAmendment, "an amendment of an item that the run does not have", func(l *recordtest.Log) {
		l.Force(l.Act(worker, sop.Assistant, amendingItem(l, "FR-009", "5.1")))
	}},
	"amendment-of-an-item-done-again": {record.FaultAmendment, "an amendment of a value of an item whose step was opened again", func(l *recordtest.Log) {
		l.Force(l.Act(worker, sop.Assistant, amendingItem(l, "FR-002", "5.1")))
	}},
	"schema-item-of-no-step": {record.FaultSchema, "an item beside no step", func(l *recordtest.Log) {
		working(l)
		payload := string(l.Event(worker, "r-0001", of("B-1", recordtest.Done("clean")[1])).Payload)
		l.Force(record.Sealed{Payload: []byte(strings.Replace(payload, `,"step":"clean"`, "", 1))})
	}},
	"schema-end-without-a-reason": {record.FaultSchema, "a run that ends without a word", func(l *recordtest.Log) {
		working(l)
		payload := string(l.Event(worker, "r-0001", runEnd).Payload)
		l.Force(record.Sealed{Payload: []byte(strings.Replace(payload, `"reason":"step 1: the indicator failed",`, "", 1))})
	}},
	"schema-hold-ended-without-a-note": {record.FaultSchema, "a hold at which the run ends without a word", retyped(of("", sop.Event{
		Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySupervisor), Value: sop.EndRun, Reason: "not fit",
	}), `"reason":"not fit",`, "")},
	"schema-hold-of-another-end": {record.FaultSchema, "a hold that is released to something else than on or an end", retyped(toEndBySupervisor(), `"value":"end"`, `"value":"on"`)},
}

func toEndBySupervisor() sop.Event {
	e := toEnd
	e.Mark = string(sop.BySupervisor)
	return e
}
