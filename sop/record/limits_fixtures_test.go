package record_test

import (
	"bytes"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// wide has two bytes a letter, so that bytes and letters are told apart.
func wide(bytes int) string { return strings.Repeat("é", bytes/2) + strings.Repeat("x", bytes%2) }

// spelt returns what spells an act or a fact of a log anew and forces it in.
func spelt(by string, e func(l *recordtest.Log) record.Sealed, old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		sealed := e(l)
		if !bytes.Contains(sealed.Payload, []byte(old)) {
			l.T.Fatalf("no %q in %s", old, sealed.Payload)
		}
		sealed.Payload = bytes.Replace(sealed.Payload, []byte(old), []byte(replacement), 1)
		if len(sealed.Signature) > 0 {
			sealed = l.Seal(by, sealed.Payload)
		}
		l.Force(sealed)
	}
}

func approval(l *recordtest.Log) record.Sealed {
	return l.Act(boss, sop.Supervisor, recordtest.ApproveBody("2.2", recordtest.TextSHA256))
}

func failure(l *recordtest.Log) record.Sealed { return l.Fact(worker, &record.UnlockFailed{Count: 1}) }

func assignment(l *recordtest.Log) record.Sealed {
	return l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: "promoted", Roles: []sop.Role{sop.Supervisor}})
}

func commented(l *recordtest.Log) record.Sealed {
	b := l.ReviewBody(l.Perform(worker, "r-0001"))
	b.Comment = "seen"
	return l.Act(boss, sop.Supervisor, b)
}

func deviating(l *recordtest.Log) record.Sealed {
	l.Append(deviations(l, 1)...)
	b := l.CompletionBody("r-0001")
	b.Exceptions = []record.Exception{{Kind: record.Deviation, Step: "a", Text: "spilt", Action: "wiped up"}}
	return l.Act(worker, sop.Assistant, b)
}

func reread(l *recordtest.Log) record.Sealed {
	finished(l)
	return l.Event(worker, "r-0001", sop.Event{Kind: sop.StepDone, Step: "a"})
}

// limits are logs with a member at the end of what it may be, or beyond it.
var limits = map[string]scenario{
	"ok-members-as-long-as-can-be": {"ok", "texts of the most bytes that they may have", func(l *recordtest.Log) {
		spelt(worker, failure, `"app":"test"`, `"app":"`+wide(64)+`"`)(l)
		spelt(worker, func(l *recordtest.Log) record.Sealed {
			return l.Fact(worker, &record.UnlockFailed{Count: 2})
		}, `"boot":"b1","offset":0,"synced":true,"tz":"Europe/London"`, `"boot":"`+wide(64)+`","offset":-840,"synced":true,"tz":"`+wide(64)+`"`)(l)
		b := recordtest.ApproveBody("2.2", recordtest.TextSHA256)
		b.Title = wide(200)
		l.Append(l.Act(boss, sop.Supervisor, b))
		l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: wide(500), Roles: []sop.Role{sop.Assistant}}))
	}},
	"ok-event-with-space-around-its-words": {"ok", "a run.event, whose texts are as they were typed", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001", sop.Event{Kind: "some other-kind.of event", Step: " a ", Value: " 7.40 ", Reason: wide(3000)})...)
		l.Append(complete(l))
	}},
	"ok-run-by-who-lost-their-key": {"ok", "a run that goes on while the key of its owner is revoked, and is signed by who takes it over", func(l *recordtest.Log) {
		finished(l)
		l.Append(l.Act(admin, sop.Administrator, &record.Revoke{Key: recordtest.Public(worker), Person: worker, Reason: "lost"}))
		l.Append(l.Event(worker, "r-0001", sop.Event{Kind: sop.DeviationOpened, Index: 1, Step: "a", Reason: "spilt"}))
		l.Append(l.Signed(boss, sop.Supervisor, "r-0001", sop.Event{Kind: sop.HandoverTaken, Mark: string(sop.BySupervisor), Reason: "Kim lost the key"}))
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{
			{Kind: record.Deviation, Step: "a", Text: "spilt"}, {Kind: record.TakenOver, Text: "Kim lost the key"},
		}
		l.Append(l.Act(boss, sop.Supervisor, b))
	}},

	"schema-app-empty":       {record.FaultSchema, "no version of the program", spelt(worker, failure, `"app":"test"`, `"app":""`)},
	"schema-app-too-long":    {record.FaultSchema, "a version of 65 bytes", spelt(worker, failure, `"app":"test"`, `"app":"`+wide(65)+`"`)},
	"schema-app-and-a-space": {record.FaultSchema, "a version that ends with a space", spelt(worker, failure, `"app":"test"`, `"app":"test "`)},
	"schema-boot-too-long":   {record.FaultSchema, "a boot id of 65 bytes", spelt(worker, failure, `"boot":"b1"`, `"boot":"`+wide(65)+`"`)},
	"schema-boot-empty":      {record.FaultSchema, "a boot id that is there and empty", spelt(worker, failure, `"boot":"b1"`, `"boot":""`)},
	"schema-zone-too-long":   {record.FaultSchema, "a zone of 65 bytes", spelt(worker, failure, `"tz":"Europe/London"`, `"tz":"`+wide(65)+`"`)},
	"schema-zone-and-a-space": {
		record.FaultSchema, "a zone that begins with a no-break space",
		spelt(worker, failure, `"tz":"Europe/London"`, "\"tz\":\"\u00a0Europe/London\""),
	},
	"schema-offset-ahead":   {record.FaultSchema, "local time 14 hours and a minute ahead", spelt(worker, failure, `"offset":0`, `"offset":841`)},
	"schema-offset-behind":  {record.FaultSchema, "local time 14 hours and a minute behind", spelt(worker, failure, `"offset":0`, `"offset":-841`)},
	"schema-count-negative": {record.FaultSchema, "a count below 0", spelt(worker, deviating, `"corrections":0`, `"corrections":-1`)},
	"schema-count-beyond":   {record.FaultSchema, "more than a million steps done", spelt(worker, deviating, `"done":0`, `"done":1000001`)},
	"schema-failures-none":  {record.FaultSchema, "a wrong passphrase counted as none", spelt(worker, failure, `"count":1`, `"count":0`)},
	"schema-title-too-long": {record.FaultSchema, "a title of 201 bytes", spelt(boss, approval, `"title":"Daily centrifuge check"`, `"title":"`+wide(201)+`"`)},
	"schema-title-empty":    {record.FaultSchema, "a procedure without a title", spelt(boss, approval, `"title":"Daily centrifuge check"`, `"title":""`)},
	"schema-title-and-a-space": {
		record.FaultSchema, "a title that ends with a space",
		spelt(boss, approval, `"title":"Daily centrifuge check"`, `"title":"Daily centrifuge check "`),
	},
	"schema-reason-too-long":       {record.FaultSchema, "a reason of 501 bytes", spelt(admin, assignment, `"reason":"promoted"`, `"reason":"`+wide(501)+`"`)},
	"schema-reason-and-a-space":    {record.FaultSchema, "a reason that begins with a space", spelt(admin, assignment, `"reason":"promoted"`, `"reason":" promoted"`)},
	"schema-comment-too-long":      {record.FaultSchema, "a comment of 501 bytes", spelt(boss, commented, `"comment":"seen"`, `"comment":"`+wide(501)+`"`)},
	"schema-review-of-the-genesis": {record.FaultSchema, "a review of entry 0", spelt(boss, commented, `"position":9`, `"position":0`)},
	"schema-exception-too-long":    {record.FaultSchema, "an exception in 301 bytes", spelt(worker, deviating, `"text":"spilt"`, `"text":"`+wide(301)+`"`)},
	"schema-action-too-long":       {record.FaultSchema, "what was done about it in 301 bytes", spelt(worker, deviating, `"action":"wiped up"`, `"action":"`+wide(301)+`"`)},
	"schema-exception-of-no-kind":  {record.FaultSchema, "an exception whose kind is no words", spelt(worker, deviating, `"kind":"deviation"`, `"kind":"Deviation!"`)},
	"schema-event-of-no-kind":      {record.FaultSchema, "an event whose kind is no words", spelt(worker, reread, `"kind":"step.done"`, `"kind":"Step.done"`)},
	"schema-event-kind-too-long": {
		record.FaultSchema, "an event whose kind has 41 letters",
		spelt(worker, reread, `"kind":"step.done"`, `"kind":"`+strings.Repeat("k", 41)+`"`),
	},
}
