package record_test

import (
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

const beforehand = "two cloths, lid first; a crack may be missed"

// observes says that somebody watches.
func observes(assessor string) sop.Event {
	return sop.Event{Kind: sop.Observed, Value: assessor, Reason: beforehand}
}

// observing is a run of the worker with an event that only somebody with the station's
// key could append.
func observing(by string, e sop.Event, before ...sop.Event) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		say(l, worker, before...)
		l.Force(l.Event(by, "r-0001", e))
	}
}

// respeltObserved is an observe whose payload is changed.
func respeltObserved(old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		payload := string(l.Event(worker, "r-0001", observes(boss)).Payload)
		if !strings.Contains(payload, old) {
			l.T.Fatalf("no %q in %s", old, payload)
		}
		l.Force(record.Sealed{Payload: []byte(strings.Replace(payload, old, replacement, 1))})
	}
}

// watchedRuns are logs in which somebody is watched.
var watchedRuns = map[string]scenario{
	"ok-observed": {"ok", "a run that two people watch, after a step that was not done and before the first that was", func(l *recordtest.Log) {
		working(l)
		say(l, worker, sop.Event{Kind: sop.StepNotDone, Step: "spin", Reason: "no rotor"}, observes(boss), observes(mate))
		say(l, worker, recordtest.Done("clean")[1])
		finish(l, worker, sop.Assistant)
	}},
	"ok-observed-after-a-hand-over": {"ok", "a run that is handed over before its first step, and in which its next owner is watched too", func(l *recordtest.Log) {
		working(l)
		say(l, worker, observes(boss))
		sign(l, worker, sop.Assistant, offer)
		say(l, mate, item)
		sign(l, mate, sop.Assistant, take)
		say(l, mate, observes(boss), observes(worker))
		say(l, mate, recordtest.Done("clean")[1])
		finish(l, mate, sop.Assistant)
	}},
	"run-observed-afterwards":        {record.FaultRun, "an observation that is said after a step was done", observing(worker, observes(boss), recordtest.Done("clean")[1])},
	"run-observed-when-done-again":   {record.FaultRun, "an observation that is said once the only step that was done is opened again", observing(worker, observes(boss), recordtest.Done("clean")[1], sop.Event{Kind: sop.StepReopened, Step: "clean", Reason: "a corner was missed"})},
	"run-observed-by-who-watches":    {record.FaultRun, "an observation that the assessor enters for the owner", observing(boss, observes(mate))},
	"duties-observed-by-oneself":     {record.FaultDuties, "somebody who watches themselves", observing(worker, observes(worker))},
	"person-observed-by-a-stranger":  {record.FaultPerson, "an assessor who was never enrolled", observing(worker, observes("tim.fox"))},
	"standing-observed-twice":        {record.FaultStanding, "an assessor who is named twice", observing(worker, observes(boss), observes(boss))},
	"schema-observed-by-nobody":      {record.FaultSchema, "an observation without an assessor", respeltObserved(`,"value":"bo.ray"`, "")},
	"schema-observed-without-a-word": {record.FaultSchema, "an observation before which two letters were said", respeltObserved(beforehand, "ok")},
	"schema-observed-at-a-step":      {record.FaultSchema, "an observation of one step", respeltObserved(`"value"`, `"step":"clean","value"`)},
}
