package record_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// What a desk signs: returns and answers, what was missed, assets, duties, incidents.

const why = "the second reading is missing"

func returnBody(l *recordtest.Log, at int64) *record.Return {
	return &record.Return{Leaf: l.Stored[at].Hashes[0], Position: at, Reason: why}
}

func answerBody(l *recordtest.Log, completion, returned int64) *record.Answer {
	return &record.Answer{Leaf: l.Stored[completion].Hashes[0], Position: completion, Return: returned, Text: "it is in the book of the fridge"}
}

// sentBack is a log with a completion of the worker that was sent back, with a
// colleague enrolled.
func sentBack(l *recordtest.Log) (completion, returned int64) {
	completion = measured(l)
	l.Append(l.Act(boss, sop.Supervisor, returnBody(l, completion)))
	return completion, l.Tree.Size() - 1
}

// answered is sentBack after an answer of the worker.
func answered(l *recordtest.Log) (completion, returned int64) {
	completion, returned = sentBack(l)
	l.Append(l.Act(worker, sop.Assistant, answerBody(l, completion, returned)))
	return completion, returned
}

func missedBody(first, last string, slots int) *record.Missed {
	return &record.Missed{First: first, Last: last, Reason: "the bench was closed for a flood", Slots: slots, SOP: recordtest.SOP}
}

// later lets days go by, so that there are slots in the past.
func later(l *recordtest.Log) { l.Now = l.Now.AddDate(0, 0, 10) }

func assetBody(state string) *record.Asset {
	return &record.Asset{Asset: "F-12", Reason: "the door does not close", State: state}
}

// fingerprintOf is that of an SSH key which a text stands for.
func fingerprintOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}

func terminalBody(state string) *record.Terminal {
	if state == record.Off {
		return &record.Terminal{Key: fingerprintOf("bench-3"), Name: "bench-3", State: state}
	}
	return &record.Terminal{Host: fingerprintOf("host"), Key: fingerprintOf("bench-3"), Name: "bench-3", State: state}
}

func givenAccess(l *recordtest.Log) {
	l.Append(l.Act(admin, sop.Administrator, terminalBody(record.On)))
}

func dutyBody(state string) *record.Duty {
	return &record.Duty{Person: worker, SOP: recordtest.SOP, State: state}
}

func readBody() *record.Read {
	return &record.Read{SOP: recordtest.SOP, SHA256: recordtest.TextSHA256, Version: "2.1"}
}

func settingsBody() *record.Settings {
	return &record.Settings{Lapsed: record.Block, Nation: "scotland", Needs: record.Warn, PastReview: record.Warn, Reason: "agreed on 20 Nov"}
}

func calendarBody(first, last, state string) *record.Calendar {
	return &record.Calendar{First: first, Last: last, Reason: "the laboratory moves", State: state}
}

// raising is a run of the worker in which an incident was raised, and where.
func raising(l *recordtest.Log, reference string) (raised int64) {
	working(l)
	say(l, worker, sop.Event{Kind: sop.IncidentRaised, Step: "clean", Value: reference, Reason: "a tube broke in the rotor"})
	return l.Tree.Size() - 1
}

func closeBody(l *recordtest.Log, raised int64, reference string) *record.CloseIncident {
	return &record.CloseIncident{Leaf: l.Stored[raised].Hashes[0], Position: raised, Reason: "rotor replaced, see the report", Reference: reference, Run: "r-0001"}
}

// acting forces an act, with a sentence of its own where none follows.
func acting(person string, role sop.Role, body func(*recordtest.Log) record.Body) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		l.Force(l.Act(person, role, body(l), func(e *record.Entry) {
			if e.Statement = l.State.Statement(e, l.Past); e.Statement == "" {
				e.Statement = "I did it."
			}
		}))
	}
}

// respeltAct is an act whose payload is changed before it is signed.
func respeltAct(person string, role sop.Role, body func(*recordtest.Log) record.Body, old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		payload := string(l.Act(person, role, body(l)).Payload)
		if !strings.Contains(payload, old) {
			l.T.Fatalf("no %q in %s", old, payload)
		}
		l.Force(l.Seal(person, []byte(strings.Replace(payload, old, replacement, 1))))
	}
}

func missing(first, last string, slots int) func(*recordtest.Log) record.Body {
	return func(l *recordtest.Log) record.Body {
		later(l)
		return missedBody(first, last, slots)
	}
}

// returned are logs in which a completion is sent back.
var returned = map[string]scenario{
	"ok-sent-back": {"ok", "a completion that is sent back, answered, sent back again, amended, and reviewed", func(l *recordtest.Log) {
		at, _ := answered(l)
		l.Append(l.Act(admin, sop.Supervisor, returnBody(l, at)))
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"ok-sent-back-and-answered-by-a-supervisor": {"ok", "a return that another supervisor answers, since its performer is gone", func(l *recordtest.Log) {
		at, back := sentBack(l)
		l.Append(l.Act(admin, sop.Supervisor, answerBody(l, at, back)))
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"ok-sent-back-at-the-end": {"ok", "a log that ends with a return which nobody answered yet", func(l *recordtest.Log) { sentBack(l) }},
	"review-of-what-was-sent-back": {record.FaultReview, "a review of a completion while its return is not answered", func(l *recordtest.Log) {
		at, _ := sentBack(l)
		l.Force(l.Act(admin, sop.Supervisor, l.ReviewBody(at)))
	}},
	"review-then-sent-back": {record.FaultReview, "a return of a completion that was reviewed", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		l.Force(l.Act(admin, sop.Supervisor, returnBody(l, at)))
	}},
	"review-sent-back-twice": {record.FaultReview, "a second return while the first is not answered", func(l *recordtest.Log) {
		at, _ := sentBack(l)
		l.Force(l.Act(admin, sop.Supervisor, returnBody(l, at)))
	}},
	"review-answered-twice": {record.FaultReview, "a second answer to one return", func(l *recordtest.Log) {
		at, back := answered(l)
		acting(worker, sop.Assistant, func(*recordtest.Log) record.Body { return answerBody(l, at, back) })(l)
	}},
	"review-answer-to-another-return": {record.FaultReview, "an answer to an entry that is no return", func(l *recordtest.Log) {
		at, _ := sentBack(l)
		l.Force(l.Act(worker, sop.Assistant, answerBody(l, at, 3)))
	}},
	"review-answer-of-another-text": {record.FaultReview, "an answer that cites another leaf", func(l *recordtest.Log) {
		at, back := sentBack(l)
		b := answerBody(l, at, back)
		b.Leaf[0] ^= 1
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"review-return-of-no-completion": {record.FaultReview, "a return of an entry that is no completion", func(l *recordtest.Log) {
		measured(l)
		acting(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return returnBody(l, 3) })(l)
	}},
	"duties-own-return": {record.FaultDuties, "a supervisor who sends back what they performed", func(l *recordtest.Log) {
		l.Append(l.Start(boss, "r-0001", recordtest.Done("clean")...)...)
		l.Append(l.Act(boss, sop.Supervisor, l.CompletionBody("r-0001")))
		l.Force(l.Act(boss, sop.Supervisor, returnBody(l, l.Tree.Size()-1)))
	}},
	"duties-return-of-ones-amendment": {record.FaultDuties, "a supervisor who sends back what they amended", func(l *recordtest.Log) {
		at := measured(l)
		l.Append(l.Act(boss, sop.Supervisor, amendment(l, at, "5.2", "5.4")))
		l.Force(l.Act(boss, sop.Supervisor, returnBody(l, at)))
	}},
	"duties-own-return-answered": {record.FaultDuties, "a supervisor who answers their own return", func(l *recordtest.Log) {
		at, back := sentBack(l)
		l.Force(l.Act(boss, sop.Supervisor, answerBody(l, at, back)))
	}},
	"duties-review-of-ones-answer": {record.FaultDuties, "a supervisor who reviews what they answered for", func(l *recordtest.Log) {
		at, back := sentBack(l)
		l.Append(l.Act(admin, sop.Supervisor, answerBody(l, at, back)))
		l.Force(l.Act(admin, sop.Supervisor, l.ReviewBody(at)))
	}},
	"role-answered-by-a-colleague": {record.FaultRole, "an answer by an assistant who was not in the run", func(l *recordtest.Log) {
		at, back := sentBack(l)
		l.Force(l.Act(mate, sop.Assistant, answerBody(l, at, back)))
	}},
	"schema-return-unexplained": {record.FaultSchema, "a return for a reason of five letters", func(l *recordtest.Log) {
		at := measured(l)
		respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return returnBody(l, at) }, why, "wrong")(l)
	}},
	"schema-answer-of-a-word": {record.FaultSchema, "an answer of two letters", func(l *recordtest.Log) {
		at, back := sentBack(l)
		respeltAct(worker, sop.Assistant, func(*recordtest.Log) record.Body { return answerBody(l, at, back) }, "it is in the book of the fridge", "ok")(l)
	}},
	"schema-return-by-an-assistant": {record.FaultSchema, "a return that an assistant signed", func(l *recordtest.Log) {
		at := measured(l)
		respeltAct(mate, sop.Supervisor, func(*recordtest.Log) record.Body { return returnBody(l, at) }, `"role":"supervisor"`, `"role":"assistant"`)(l)
	}},
}

// kept are logs about what a department is to do, and what it works with.
var kept = map[string]scenario{
	"ok-missed": {"ok", "slots that were missed: some days, one of an item, and two of hours", func(l *recordtest.Log) {
		later(l)
		l.Append(l.Act(worker, sop.Assistant, missedBody("2026-11-23", "2026-11-25", 3)))
		b := missedBody("2026-11-24", "2026-11-24", 1)
		b.Item = `F-12" of "F-13`
		l.Append(l.Act(boss, sop.Supervisor, b))
		b = missedBody("2026-11-26T08:00", "2026-11-26T12:00", 2)
		b.Item = "F-14"
		l.Append(l.Act(boss, sop.Supervisor, b))
	}},
	"standing-missed-twice": {record.FaultStanding, "a slot that is explained twice", func(l *recordtest.Log) {
		later(l)
		l.Append(l.Act(worker, sop.Assistant, missedBody("2026-11-23", "2026-11-25", 3)))
		l.Force(l.Act(boss, sop.Supervisor, missedBody("2026-11-25", "2026-11-26", 2)))
	}},
	"standing-missed-tomorrow": {record.FaultStanding, "an explanation of a slot that is to come", acting(worker, sop.Assistant, missing("2026-11-30", "2026-12-03", 4))},
	"standing-missed-of-the-disposed": {record.FaultStanding, "an explanation of a slot before what was disposed of", func(l *recordtest.Log) {
		buried(l)
		l.Force(l.Act(worker, sop.Assistant, missedBody("2026-11-23", "2026-11-25", 3)))
	}},
	"approval-missed-before":     {record.FaultApproval, "an explanation of a slot before the procedure was effective", acting(worker, sop.Assistant, missing("2026-11-20", "2026-11-25", 6))},
	"schema-missed-unexplained":  {record.FaultSchema, "a miss for a reason of four letters", respeltAct(worker, sop.Assistant, missing("2026-11-23", "2026-11-25", 3), "the bench was closed for a flood", "busy")},
	"schema-missed-too-many":     {record.FaultSchema, "more slots than are explained at once", respeltAct(worker, sop.Assistant, missing("2026-11-23", "2026-11-25", 3), `"slots":3`, `"slots":32`)},
	"schema-missed-none":         {record.FaultSchema, "an explanation of no slot", respeltAct(worker, sop.Assistant, missing("2026-11-23", "2026-11-25", 3), `"slots":3`, `"slots":0`)},
	"schema-missed-one-of-three": {record.FaultSchema, "one slot that is said to be three", respeltAct(worker, sop.Assistant, missing("2026-11-23", "2026-11-25", 3), `"last":"2026-11-25"`, `"last":"2026-11-23"`)},
	"schema-missed-backwards":    {record.FaultSchema, "a last slot before the first", respeltAct(worker, sop.Assistant, missing("2026-11-23", "2026-11-25", 3), `"last":"2026-11-25"`, `"last":"2026-11-22"`)},
	"schema-missed-of-two-kinds": {record.FaultSchema, "a day and an hour as one row of slots", respeltAct(worker, sop.Assistant, missing("2026-11-23", "2026-11-25", 3), `"last":"2026-11-25"`, `"last":"2026-11-25T08:00"`)},
	"schema-missed-at-no-time":   {record.FaultSchema, "a slot at 24:00", respeltAct(worker, sop.Assistant, missing("2026-11-23T08:00", "2026-11-23T12:00", 2), `T12:00`, `T24:00`)},

	"ok-assets": {"ok", "an asset that is taken out by an assistant and put back by a supervisor, twice", func(l *recordtest.Log) {
		for range 2 {
			l.Append(l.Act(worker, sop.Assistant, assetBody(record.Out)))
			l.Append(l.Act(boss, sop.Supervisor, assetBody(record.In)))
		}
	}},
	"standing-asset-out-twice": {record.FaultStanding, "an asset that is taken out again", func(l *recordtest.Log) {
		l.Append(l.Act(worker, sop.Assistant, assetBody(record.Out)))
		l.Force(l.Act(boss, sop.Supervisor, assetBody(record.Out)))
	}},
	"standing-asset-in-service": {record.FaultStanding, "an asset put in service that was never out", acting(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return assetBody(record.In) })},
	"role-asset-in-by-an-assistant": {record.FaultRole, "an asset that an assistant puts back in service", func(l *recordtest.Log) {
		l.Append(l.Act(worker, sop.Assistant, assetBody(record.Out)))
		l.Force(l.Act(worker, sop.Assistant, assetBody(record.In)))
	}},
	"signature-asset-in-by-a-script": {record.FaultSignature, "an asset put back in service by the station, and signed by nobody", func(l *recordtest.Log) {
		l.Append(l.Act(worker, sop.Assistant, assetBody(record.Out)))
		l.Force(record.Sealed{Payload: l.Act(boss, sop.Supervisor, assetBody(record.In)).Payload})
	}},
	"schema-asset-somewhere": {record.FaultSchema, "an asset in a state that there is none of", respeltAct(worker, sop.Assistant, func(*recordtest.Log) record.Body { return assetBody(record.Out) }, `"state":"out"`, `"state":"lost"`)},

	"ok-calendar-and-settings": {"ok", "days that are declared closed, one of them open again, and two settings", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, calendarBody("2026-12-24", "2027-01-03", record.ClosedDays)))
		l.Append(l.Act(admin, sop.Administrator, calendarBody("2026-12-28", "2026-12-28", record.OpenDays)))
		l.Append(l.Act(boss, sop.Supervisor, settingsBody()))
		b := settingsBody()
		b.Nation = ""
		l.Append(l.Act(boss, sop.Supervisor, b))
	}},
	"schema-calendar-backwards": {record.FaultSchema, "closed days that end before they begin", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body {
		return calendarBody("2026-12-24", "2026-12-28", record.ClosedDays)
	}, `"last":"2026-12-28"`, `"last":"2026-12-23"`)},
	"schema-calendar-of-years": {record.FaultSchema, "closed days for longer than a year", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body {
		return calendarBody("2026-12-24", "2026-12-28", record.ClosedDays)
	}, `"last":"2026-12-28"`, `"last":"2027-12-28"`)},
	"schema-settings-of-no-nation": {record.FaultSchema, "bank holidays of a nation that the format does not have", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return settingsBody() }, "scotland", "cornwall")},
	"schema-settings-perhaps":      {record.FaultSchema, "a rule that neither warns nor blocks", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return settingsBody() }, `"lapsed":"block"`, `"lapsed":"ask"`)},

	"ok-duties-and-reading": {"ok", "duties of a procedure and of an area, given and taken, and a procedure that was read", func(l *recordtest.Log) {
		b := dutyBody(record.On)
		b.ReadBy, b.Reason = "2026-12-01", "new at this bench"
		l.Append(l.Act(boss, sop.Supervisor, b))
		l.Append(l.Act(boss, sop.Supervisor, &record.Duty{Area: `Cold "store"`, Person: worker, State: record.On}))
		l.Append(l.Act(worker, sop.Assistant, readBody()))
		l.Append(l.Act(admin, sop.Supervisor, dutyBody(record.Off)))
		l.Append(l.Act(admin, sop.Supervisor, dutyBody(record.On)))
	}},
	"standing-duty-twice": {record.FaultStanding, "a duty that somebody has already", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, dutyBody(record.On)))
		l.Force(l.Act(boss, sop.Supervisor, dutyBody(record.On)))
	}},
	"standing-duty-not-there": {record.FaultStanding, "a duty that is taken from who does not have it", acting(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return dutyBody(record.Off) })},
	"person-duty-unknown": {record.FaultPerson, "a duty of somebody who was never enrolled", acting(boss, sop.Supervisor, func(*recordtest.Log) record.Body {
		return &record.Duty{Person: "tim.fox", SOP: recordtest.SOP, State: record.On}
	})},
	"schema-duty-of-nothing": {record.FaultSchema, "a duty of neither a procedure nor an area", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return dutyBody(record.On) }, `"sop":"`+recordtest.SOP+`",`, ``)},
	"schema-duty-read-by-when-taken": {record.FaultSchema, "a day to read by, of a duty that is taken", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return dutyBody(record.On) },
		`"person":"kim.oh","sop":"`+recordtest.SOP+`","state":"on"`, `"person":"kim.oh","read_by":"2026-12-01","sop":"`+recordtest.SOP+`","state":"off"`)},
	"standing-read-twice": {record.FaultStanding, "a version that somebody read before", func(l *recordtest.Log) {
		l.Append(l.Act(worker, sop.Assistant, readBody()))
		l.Force(l.Act(worker, sop.Assistant, readBody()))
	}},
	"approval-read": {record.FaultApproval, "a version that nobody approved, and somebody read", acting(worker, sop.Assistant, func(*recordtest.Log) record.Body {
		b := readBody()
		b.Version = "9.9"
		return b
	})},
	"approval-read-retired": {record.FaultApproval, "a version that was retired, and somebody read", func(l *recordtest.Log) {
		retired(l)
		l.Force(l.Act(worker, sop.Assistant, readBody()))
	}},

	"ok-terminals": {"ok", "a terminal that is shared and one that is somebody's own, one of which loses its access and is given it again", func(l *recordtest.Log) {
		givenAccess(l)
		own := &record.Terminal{Host: fingerprintOf("host"), Key: fingerprintOf("own"), Name: "0.kim", Person: worker, Reason: "works from the office", State: record.On}
		l.Append(l.Act(admin, sop.Administrator, own))
		gone := terminalBody(record.Off)
		gone.Reason = "the tablet was lost"
		l.Append(l.Act(admin, sop.Administrator, gone))
		givenAccess(l)
	}},
	"standing-terminal-twice": {record.FaultStanding, "a terminal that has access already", func(l *recordtest.Log) {
		givenAccess(l)
		b := terminalBody(record.On)
		b.Key = fingerprintOf("another")
		l.Force(l.Act(admin, sop.Administrator, b))
	}},
	"standing-terminal-of-a-key-in-use": {record.FaultStanding, "a terminal with the key of another", func(l *recordtest.Log) {
		givenAccess(l)
		b := terminalBody(record.On)
		b.Name = "bench-4"
		l.Force(l.Act(admin, sop.Administrator, b))
	}},
	"standing-terminal-not-there": {record.FaultStanding, "access that is taken from a terminal with another key", func(l *recordtest.Log) {
		givenAccess(l)
		b := terminalBody(record.Off)
		b.Key = fingerprintOf("another")
		l.Force(l.Act(admin, sop.Administrator, b))
	}},
	"person-terminal-of-a-stranger": {record.FaultPerson, "a terminal of somebody who was never enrolled", acting(admin, sop.Administrator, func(*recordtest.Log) record.Body {
		b := terminalBody(record.On)
		b.Person = "tim.fox"
		return b
	})},
	"role-terminal-by-a-supervisor": {record.FaultRole, "access that somebody gives to a terminal who is no administrator", acting(boss, sop.Administrator, func(*recordtest.Log) record.Body { return terminalBody(record.On) })},
	"schema-terminal-of-a-short-key": {record.FaultSchema, "a terminal whose key is no fingerprint", respeltAct(admin, sop.Administrator, func(*recordtest.Log) record.Body { return terminalBody(record.On) },
		`"fingerprint":"SHA256:`, `"fingerprint":"SHA512:`)},
	"schema-terminal-without-host": {record.FaultSchema, "access to a station that does not say what it shows", respeltAct(admin, sop.Administrator, func(*recordtest.Log) record.Body { return terminalBody(record.On) },
		`"host":"`+fingerprintOf("host")+`",`, ``)},
	"schema-terminal-off-of-a-person": {record.FaultSchema, "whose a terminal is, where it loses its access", respeltAct(admin, sop.Administrator, func(*recordtest.Log) record.Body { return terminalBody(record.Off) },
		`"state":"off"`, `"person":"kim.oh","state":"off"`)},
	"schema-terminal-named-in-capitals": {record.FaultSchema, "a terminal whose name is none", respeltAct(admin, sop.Administrator, func(*recordtest.Log) record.Body { return terminalBody(record.On) },
		`"terminal":"bench-3"`, `"terminal":"Bench 3"`)},

	"ok-notes": {"ok", "a note to the next shift, which somebody else reads", func(l *recordtest.Log) {
		colleague(l)
		l.Append(l.Fact(worker, &record.Note{Text: "rotor 2 squeaks; the engineer comes at ten"}))
		l.Append(l.Fact(mate, &record.NoteRead{Position: l.Tree.Size() - 1}))
	}},
	"duties-own-note": {record.FaultDuties, "a note that its writer reads", func(l *recordtest.Log) {
		l.Append(l.Fact(worker, &record.Note{Text: "rotor 2 squeaks"}))
		l.Force(l.Fact(worker, &record.NoteRead{Position: l.Tree.Size() - 1}))
	}},
	"standing-note-read-twice": {record.FaultStanding, "a note that is read again", func(l *recordtest.Log) {
		l.Append(l.Fact(worker, &record.Note{Text: "rotor 2 squeaks"}))
		at := l.Tree.Size() - 1
		l.Append(l.Fact(boss, &record.NoteRead{Position: at}))
		l.Force(l.Fact(boss, &record.NoteRead{Position: at}))
	}},
	"role-note-of-who-administers": {record.FaultRole, "a note by somebody who only administers", func(l *recordtest.Log) {
		l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("eve.poe", "Eve Poe", sop.Administrator)))
		l.Force(l.Fact("eve.poe", &record.Note{Text: "keys are in the safe"}))
	}},
	"schema-note-empty": {record.FaultSchema, "a note of no words", func(l *recordtest.Log) {
		payload := string(l.Fact(worker, &record.Note{Text: "rotor 2 squeaks"}).Payload)
		l.Force(record.Sealed{Payload: []byte(strings.Replace(payload, "rotor 2 squeaks", "", 1))})
	}},

	"ok-incident": {"ok", "an incident that is raised in a run, closed before the run is signed, and another after it", func(l *recordtest.Log) {
		at := raising(l, "")
		l.Append(l.Act(boss, sop.Supervisor, closeBody(l, at, `W-1" of "W-2`)))
		say(l, worker, sop.Event{Kind: sop.IncidentRaised, Value: "W-7", Reason: "the lid fell on a hand"})
		at = l.Tree.Size() - 1
		say(l, worker, recordtest.Done("clean")[1])
		finish(l, worker, sop.Assistant, "incident@clean", "incident@")
		l.Append(l.Act(boss, sop.Supervisor, closeBody(l, at, "")))
	}},
	"ok-incident-after-a-stop": {"ok", "an incident that is raised after its run was stopped", func(l *recordtest.Log) {
		working(l)
		say(l, worker, sop.Event{Kind: sop.RunStopped, Reason: "spilt"})
		say(l, worker, sop.Event{Kind: sop.IncidentRaised, Reason: "blood on the floor, 20 ml"})
		finish(l, worker, sop.Assistant, "incident@")
	}},
	"ok-incident-keeps-its-run": {"ok", "an old log in which a run with an open incident stays", func(l *recordtest.Log) {
		raising(l, "W-1")
		say(l, worker, recordtest.Done("clean")[1])
		finish(l, worker, sop.Assistant, "incident@clean")
		at := l.Tree.Size() - 1
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		other := l.Perform(worker, "r-0002")
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(other)))
		l.Now = l.Now.AddDate(8, 0, 20)
		l.Append(l.Act(admin, sop.Administrator, disposeBody(l)))
		l.Append(l.Act(boss, sop.Supervisor, closeBody(l, raisedIn(l), "")))
	}},
	"standing-incident-closed-twice": {record.FaultStanding, "an incident that is closed again", func(l *recordtest.Log) {
		at := raising(l, "W-1")
		l.Append(l.Act(boss, sop.Supervisor, closeBody(l, at, "")))
		acting(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return closeBody(l, at, "") })(l)
	}},
	"standing-incident-without-reference": {record.FaultStanding, "an incident that is closed and has no reference", func(l *recordtest.Log) {
		at := raising(l, "")
		l.Force(l.Act(boss, sop.Supervisor, closeBody(l, at, "")))
	}},
	"standing-incident-of-another-text": {record.FaultStanding, "the end of an incident that cites another leaf", func(l *recordtest.Log) {
		b := closeBody(l, raising(l, "W-1"), "")
		b.Leaf = tlog.Hash{1}
		l.Force(l.Act(boss, sop.Supervisor, b))
	}},
	"standing-incident-of-another-run": {record.FaultStanding, "the end of an incident that names another run", func(l *recordtest.Log) {
		b := closeBody(l, raising(l, "W-1"), "")
		b.Run = "r-0002"
		l.Force(l.Act(boss, sop.Supervisor, b))
	}},
	"duties-own-incident": {record.FaultDuties, "a supervisor who closes the incident that they raised", func(l *recordtest.Log) {
		l.Append(l.Start(boss, "r-0001", sop.Event{Kind: sop.IncidentRaised, Value: "W-1", Reason: "a tube broke in the rotor"})...)
		l.Force(l.Act(boss, sop.Supervisor, closeBody(l, l.Tree.Size()-1, "")))
	}},
	"counts-incident-left-out": {record.FaultCounts, "a completion that does not list the incident of its run", func(l *recordtest.Log) {
		raising(l, "W-1")
		say(l, worker, recordtest.Done("clean")[1])
		l.Force(complete(l))
	}},
	"schema-incident-of-a-word": {record.FaultSchema, "an incident that is told in five letters", func(l *recordtest.Log) {
		working(l)
		payload := string(l.Event(worker, "r-0001", sop.Event{Kind: sop.IncidentRaised, Reason: "a tube broke in the rotor"}).Payload)
		l.Force(record.Sealed{Payload: []byte(strings.Replace(payload, "a tube broke in the rotor", "spilt", 1))})
	}},
}

// raisedIn returns where the first incident of a log that is open was raised.
func raisedIn(l *recordtest.Log) int64 {
	for at := range l.State.Incidents {
		return at
	}
	l.T.Fatal("no incident is open")
	return 0
}
