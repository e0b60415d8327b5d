package record_test

import (
	"bytes"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// faulty are logs with one fault, in the order in which an entry is checked.
var faulty = map[string]scenario{
	"form-space":          {record.FaultForm, "a space after a comma", respelt(`,"at"`, `, "at"`)},
	"form-order":          {record.FaultForm, "members in another order", respelt(`"corrections":0,"deviations":0`, `"deviations":0,"corrections":0`)},
	"form-escape":         {record.FaultForm, "a letter written as an escape", respelt(`"app":"test"`, `"app":"\u0074est"`)},
	"form-float":          {record.FaultForm, "a count written with a fraction", respelt(`"done":1`, `"done":1.0`)},
	"form-twice":          {record.FaultForm, "a member that stands there twice", respelt(`"app":"test"`, `"app":"test","app":"test"`)},
	"form-line-end":       {record.FaultForm, "a line end after the object", respelt(`"v":"soprun-record/2"}`, "\"v\":\"soprun-record/2\"}\n")},
	"schema-unknown":      {record.FaultSchema, "a member that the format does not have", respelt(`"at":`, `"as":"x","at":`)},
	"schema-null":         {record.FaultSchema, "a member that is null", respelt(`"outcome":"complete"`, `"outcome":"complete","reason":null`)},
	"schema-missing":      {record.FaultSchema, "a member is missing", respelt(`"nonce":"00000000000000000000000000000008",`, ``)},
	"schema-type":         {record.FaultSchema, "a type that the format does not have", respelt(`"type":"completion"`, `"type":"complexion"`)},
	"schema-version":      {record.FaultSchema, "another version of the format", respelt(`"v":"soprun-record/2"`, `"v":"soprun-record/1"`)},
	"schema-big-number":   {record.FaultSchema, "a number above the largest that is exact", respelt(`"first":4`, `"first":9007199254740992`)},
	"schema-control":      {record.FaultSchema, "a control character in a name", respelt(`"boot":"b1"`, `"boot":"b\u001b1"`)},
	"schema-bidi":         {record.FaultSchema, "a character that turns the direction of writing", respelt(`"boot":"b1"`, "\"boot\":\"b\u202e1\"")},
	"schema-not-nfc":      {record.FaultSchema, "a letter and its accent apart", respelt(`"boot":"b1"`, "\"boot\":\"e\u0301\"")},
	"schema-wildcard":     {record.FaultSchema, "a person id that an allowed_signers file would take for everyone", respelt(`"person":"kim.oh"`, `"person":"*"`)},
	"schema-code-twice":   {record.FaultSchema, "a code that stands there twice", respelt(`"K7"`, `"S26"`)},
	"schema-wrong-reason": {record.FaultSchema, "a reason where nothing was stopped", respelt(`"outcome":"complete"`, `"outcome":"complete","reason":"none"`)},
	"schema-weak-key": {record.FaultSchema, "a key of small order, for which anyone can sign", func(l *recordtest.Log) {
		weak := record.PublicKey(make([]byte, 32))
		sealed := l.Act(admin, sop.Administrator, l.EnrolBody("zoe.ash", "Zoe Ash", sop.Assistant))
		l.Force(l.Seal(admin, bytes.Replace(sealed.Payload, []byte(recordtest.Public("zoe.ash")), []byte(weak), 1)))
	}},

	"signature-payload-changed": {record.FaultSignature, "a count was raised after the completion was signed", forced(func(l *recordtest.Log) record.Sealed {
		sealed := complete(l)
		sealed.Payload = bytes.Replace(sealed.Payload, []byte(`"done":1`), []byte(`"done":2`), 1)
		return sealed
	})},
	"signature-moved": {record.FaultSignature, "the signature of another act of the same person", forced(func(l *recordtest.Log) record.Sealed {
		sealed := complete(l)
		sealed.Signature = complete(l).Signature
		return sealed
	})},
	"signature-missing": {record.FaultSignature, "an act without a signature", forced(func(l *recordtest.Log) record.Sealed {
		return record.Sealed{Payload: complete(l).Payload}
	})},
	"signature-spelling": {record.FaultSignature, "the same signature in lines of another length", forced(func(l *recordtest.Log) record.Sealed {
		sealed := complete(l)
		lines := bytes.SplitAfter(sealed.Signature, []byte("\n"))
		lines[1] = append(bytes.TrimSuffix(lines[1], []byte("\n")), lines[2]...)
		sealed.Signature = bytes.Join(append(lines[:2:2], lines[3:]...), nil)
		return sealed
	})},
	"signature-namespace": {record.FaultSignature, "a signature made for an enrolment, on a completion", forced(func(l *recordtest.Log) record.Sealed {
		sealed := complete(l)
		sealed.Signature = armoredIn(l.T, record.EnrolNamespace, sealed.Payload)
		return sealed
	})},
	"signature-not-reduced": {record.FaultSignature, "the same signature with another S that fits: ssh-keygen takes it", forced(func(l *recordtest.Log) record.Sealed {
		sealed := complete(l)
		sealed.Signature = unreduced(l.T, sealed.Signature)
		return sealed
	})},
	"signature-on-a-fact": {record.FaultSignature, "a fact that carries a signature", forced(func(l *recordtest.Log) record.Sealed {
		return l.Seal(worker, l.Fact(worker, &record.UnlockFailed{Count: 1}).Payload)
	})},

	"checkpoint-other-key": {record.FaultCheckpoint, "a checkpoint by another key of the same name", func(l *recordtest.Log) {
		finished(l)
		l.Stored[len(l.Stored)-1].Checkpoint = checkpointBy(l.T, "somebody else", l.Head())
	}},
	"checkpoint-fact-changed": {record.FaultCheckpoint, "a step that was not done reads as done", func(l *recordtest.Log) {
		finished(l)
		last := &l.Stored[len(l.Stored)-1]
		last.Payload = bytes.Replace(last.Payload, []byte("step.done"), []byte("step.gone"), 1)
	}},
	"checkpoint-entry-dropped": {record.FaultCheckpoint, "an entry was taken out, and the checkpoints left as they were", func(l *recordtest.Log) {
		for range 2 {
			l.Append(l.Fact(worker, &record.UnlockFailed{Count: l.State.People[worker].Failures + 1}))
		}
		l.Append(l.Act(worker, sop.Assistant, nothing(l)))
		l.Stored = append(l.Stored[:3:3], l.Stored[4:]...)
	}},
	"checkpoint-spelling": {record.FaultCheckpoint, "a checkpoint with the same signature twice", func(l *recordtest.Log) {
		finished(l)
		last := &l.Stored[len(l.Stored)-1]
		i := strings.Index(string(last.Checkpoint), "— ")
		last.Checkpoint = append(last.Checkpoint, last.Checkpoint[i:]...)
	}},
	"end-without-checkpoint": {record.FaultEnd, "the last entries are not covered by a checkpoint", func(l *recordtest.Log) {
		for _, sealed := range l.Start(worker, "r-0001") {
			l.Store(sealed, false)
		}
	}},

	"genesis-second": {record.FaultGenesis, "a second genesis", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(admin, sop.Administrator, l.GenesisBody())
	})},
	"log-other": {record.FaultLog, "an entry of another log", forced(func(l *recordtest.Log) record.Sealed {
		return complete(l, func(e *record.Entry) { e.Log = "example.nhs.uk/haem-bench-3/2026-000001" })
	})},
	"time-fact-back": {record.FaultTime, "a fact three seconds before the entry before it", forced(func(l *recordtest.Log) record.Sealed {
		l.Now = l.State.Latest.Add(-3 * time.Second)
		return l.Fact(worker, &record.UnlockFailed{Count: 1})
	})},
	"time-act-back": {record.FaultTime, "an act sixteen minutes before the entry before it", forced(func(l *recordtest.Log) record.Sealed {
		return complete(l, func(e *record.Entry) { e.At = record.At(l.State.Latest.Add(-16 * time.Minute)) })
	})},
	"time-clock-not-back": {record.FaultTime, "a clock said to be set back from a time that the log does not have", forced(func(l *recordtest.Log) record.Sealed {
		before := record.At(l.State.Latest.Add(time.Hour))
		l.Now = l.State.Latest.Add(-time.Hour)
		return l.Fact("", &record.ClockBack{Before: before})
	})},
	"person-unknown": {record.FaultPerson, "a step by somebody who was never enrolled", forced(func(l *recordtest.Log) record.Sealed {
		return l.Fact("zoe.ash", recordtest.StartBody("r-0002"))
	})},
	"person-twice": {record.FaultPerson, "a person id that is enrolled again", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(admin, sop.Administrator, l.EnrolBody(worker, "Kim Ohara", sop.Assistant))
	})},
	"key-not-theirs": {record.FaultKey, "a completion signed with a colleague's key", forced(func(l *recordtest.Log) record.Sealed {
		return l.Seal(boss, complete(l).Payload)
	})},
	"key-twice": {record.FaultKey, "one key for two people", forced(func(l *recordtest.Log) record.Sealed {
		b := &record.Enrol{Name: "Zoe Ash", Person: "zoe.ash", Roles: []sop.Role{sop.Assistant}}
		if err := b.Prove(recordtest.Key(worker), recordtest.Origin); err != nil {
			l.T.Fatal(err)
		}
		return l.Act(admin, sop.Administrator, b)
	})},
	"proof-of-another-log": {record.FaultProof, "a proof of possession that was made for another log", forced(func(l *recordtest.Log) record.Sealed {
		b := &record.Enrol{Name: "Zoe Ash", Person: "zoe.ash", Roles: []sop.Role{sop.Assistant}}
		if err := b.Prove(recordtest.Key("zoe.ash"), "example.nhs.uk/other/2026"); err != nil {
			l.T.Fatal(err)
		}
		return l.Act(admin, sop.Administrator, b)
	})},
	"role-not-held": {record.FaultRole, "an assistant who signs as supervisor", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(worker, sop.Supervisor, recordtest.ApproveBody("3.0", recordtest.TextSHA256))
	})},
	"role-taken-away": {record.FaultRole, "a review by somebody who was supervisor once", func(l *recordtest.Log) {
		at := l.Perform(worker, "r-0001")
		l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: boss, Reason: "left the bench", Roles: []sop.Role{sop.Assistant}}))
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"role-last-administrator": {record.FaultRole, "the last administrator stops being one", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(admin, sop.Administrator, &record.Assign{Person: admin, Reason: "leaves", Roles: []sop.Role{sop.Supervisor}})
	})},
	"role-administrator-performs": {record.FaultRole, "a run started by somebody who is administrator only", func(l *recordtest.Log) {
		l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("zoe.ash", "Zoe Ash", sop.Administrator)))
		l.Force(l.Fact("zoe.ash", recordtest.StartBody("r-0001")))
	}},
	"duties-own-review": {record.FaultDuties, "a supervisor who countersigns their own work", func(l *recordtest.Log) {
		l.Append(l.Start(boss, "r-0001")...)
		l.Append(l.Act(boss, sop.Supervisor, l.CompletionBody("r-0001")))
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(l.Tree.Size()-1)))
	}},
	"duties-own-unlock": {record.FaultDuties, "a supervisor who unlocks their own key", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(boss, sop.Supervisor, &record.Unlock{Person: boss, Reason: "mine"})
	})},
	"prev-entry-dropped": {record.FaultPrev, "an entry was dropped and the log signed anew with the station's key; the next signer contradicts it", func(l *recordtest.Log) {
		l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
		witness := l.Act(boss, sop.Supervisor, recordtest.ApproveBody("2.2", recordtest.TextSHA256))
		forged := recordtest.New(l.T)
		forged.Append(forged.Fact(boss, &record.UnlockFailed{Count: 1}))
		forged.Force(witness)
		l.Stored = forged.Stored
	}},
	"prev-act-again": {record.FaultPrev, "a role that was taken away, given again with the old signature after the clock was set back", func(l *recordtest.Log) {
		given := l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: "promoted", Roles: []sop.Role{sop.Assistant, sop.Supervisor}})
		l.Append(given)
		l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: "a mistake", Roles: []sop.Role{sop.Assistant}}))
		before := record.At(l.State.Latest)
		l.Now = l.State.Latest.Add(-time.Hour)
		l.Append(l.Fact("", &record.ClockBack{Before: before}))
		l.Force(given)
	}},
	"prev-ahead": {record.FaultPrev, "a signer who saw more entries than there are", forced(func(l *recordtest.Log) record.Sealed {
		return complete(l, func(e *record.Entry) { e.Prev.Size += 5 })
	})},
	"prev-no-checkpoint": {record.FaultPrev, "a signer who saw a tree inside a batch, over which no checkpoint was written", forced(func(l *recordtest.Log) record.Sealed {
		return complete(l, func(e *record.Entry) {
			var tree record.Frontier
			for _, s := range l.Stored[:5] {
				tree.Add(s.Hashes[0])
			}
			head := tree.Head()
			e.Prev = &head
		})
	})},
	"approval-none": {record.FaultApproval, "a run of a procedure that nobody approved", forced(func(l *recordtest.Log) record.Sealed {
		b := recordtest.StartBody("r-0002")
		b.SOP = "SOP-X"
		return l.Fact(worker, b)
	})},
	"approval-not-yet": {record.FaultApproval, "a run of a version that is in force from tomorrow on", func(l *recordtest.Log) {
		next := recordtest.ApproveBody("3.0", hashOf("next"))
		l.Texts[hashOf("next")] = []byte("next")
		next.Effective = "2026-11-23"
		l.Append(l.Act(boss, sop.Supervisor, next))
		b := recordtest.StartBody("r-0001")
		b.Version, b.SHA256 = "3.0", hashOf("next")
		l.Force(l.Fact(worker, b))
	}},
	"approval-text-swapped": {record.FaultApproval, "a run of the approved version with another text", forced(func(l *recordtest.Log) record.Sealed {
		b := recordtest.StartBody("r-0002")
		b.SHA256 = hashOf("another text")
		return l.Fact(worker, b)
	})},
	"approval-swapped-under-a-run": {record.FaultApproval, "a completion that names another text than its run started with", forced(func(l *recordtest.Log) record.Sealed {
		return complete(l, func(e *record.Entry) { body[*record.Completion](e).SHA256 = hashOf("another text") })
	})},
	"approval-version-again": {record.FaultApproval, "one version approved with two texts", forced(func(l *recordtest.Log) record.Sealed {
		l.Texts[hashOf("another text")] = []byte("another text")
		return l.Act(boss, sop.Supervisor, recordtest.ApproveBody("2.1", hashOf("another text")))
	})},
	"text-missing": {record.FaultText, "an approved text that is not kept", func(l *recordtest.Log) { delete(l.Texts, recordtest.TextSHA256) }},
	"text-changed": {record.FaultText, "an approved text that was changed", func(l *recordtest.Log) {
		l.Texts[recordtest.TextSHA256] = []byte("# Daily centrifuge cheque\n")
	}},
	"run-not-started": {record.FaultRun, "a step of a run that was never started", forced(func(l *recordtest.Log) record.Sealed {
		return l.Fact(worker, &record.RunEvent{Run: "r-0009", Event: recordtest.Done("a")[0]})
	})},
	"run-after-completion": {record.FaultRun, "a step that was added after the completion", func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		l.Force(l.Fact(worker, &record.RunEvent{Run: "r-0001", Event: recordtest.Done("a")[0]}))
	}},
	"run-after-stop": {record.FaultRun, "a step that was done after the run was stopped", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001", sop.Event{Kind: sop.RunStopped, Reason: "fire alarm"})...)
		l.Force(l.Fact(worker, &record.RunEvent{Run: "r-0001", Event: recordtest.Done("a")[1]}))
	}},
	"run-signed-twice": {record.FaultRun, "a second completion of one run", func(l *recordtest.Log) {
		finished(l)
		second := complete(l)
		l.Append(complete(l))
		l.Force(second)
	}},
	"run-id-again": {record.FaultRun, "a run id that was used before", func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		l.Force(l.Fact(worker, recordtest.StartBody("r-0001")))
	}},
	"run-of-a-colleague": {record.FaultRun, "a step in a colleague's run", forced(func(l *recordtest.Log) record.Sealed {
		return l.Fact(boss, &record.RunEvent{Run: "r-0001", Event: recordtest.Done("a")[0]})
	})},
	"events-left-out": {record.FaultEvents, "a completion that leaves out the last event of its run", func(l *recordtest.Log) {
		finished(l)
		early := l.CompletionBody("r-0001")
		l.Append(l.Fact(worker, &record.RunEvent{Run: "r-0001", Event: sop.Event{Kind: sop.DeviationOpened, Index: 1, Reason: "spilt"}}))
		early.Counts.Deviations = 1
		l.Force(l.Act(worker, sop.Assistant, early))
	}},
	"counts-raised": {record.FaultCounts, "a completion that counts a step more than was done", forced(func(l *recordtest.Log) record.Sealed {
		return complete(l, func(e *record.Entry) { body[*record.Completion](e).Counts.Done++ })
	})},
	"counts-deviation-left-out": {record.FaultCounts, "a completion that does not list a deviation of its run", func(l *recordtest.Log) {
		l.Append(deviations(l, 2)...)
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{{Kind: record.Deviation, Step: "a", Text: "x"}}
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-deviation-made-up": {record.FaultCounts, "a completion that lists a deviation of another step", func(l *recordtest.Log) {
		l.Append(deviations(l, 1)...)
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{{Kind: record.Deviation, Step: "b", Text: "x"}}
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-other-reason": {record.FaultCounts, "another reason for the stop than the run's own entry gives", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001", sop.Event{Kind: sop.RunStopped, Reason: "fire alarm"})...)
		l.Force(complete(l, func(e *record.Entry) { body[*record.Completion](e).Reason = "nothing was wrong" }))
	}},
	"schema-name-like-a-sentence": {record.FaultSchema, "a name that would pass for the rest of a statement", func(l *recordtest.Log) {
		sealed := l.Act(admin, sop.Administrator, l.EnrolBody("zoe.ash", "Zoe Ash", sop.Assistant))
		l.Force(l.Seal(admin, bytes.Replace(sealed.Payload, []byte(`"name":"Zoe Ash"`), []byte(`"name":"Zoe (zoe.ash, supervisor), reviewed it"`), 1)))
	}},
	"counts-outcome": {record.FaultCounts, "a stopped run that is signed as complete", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001", sop.Event{Kind: sop.RunStopped, Reason: "fire alarm"})...)
		l.Force(complete(l, func(e *record.Entry) {
			b := body[*record.Completion](e)
			b.Outcome, b.Reason = record.Complete, ""
		}))
	}},
	"review-of-no-completion": {record.FaultReview, "a review of an entry that is no completion", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(boss, sop.Supervisor, l.ReviewBody(3), func(e *record.Entry) { e.Statement = "I reviewed it." })
	})},
	"review-of-another-text": {record.FaultReview, "a review that cites another leaf", func(l *recordtest.Log) {
		at := l.Perform(worker, "r-0001")
		b := l.ReviewBody(at)
		b.Leaf[0] ^= 1
		l.Force(l.Act(boss, sop.Supervisor, b))
	}},
	"review-twice": {record.FaultReview, "a second review by the same supervisor", func(l *recordtest.Log) {
		at := l.Perform(worker, "r-0001")
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"unlock-miscounted": {record.FaultUnlock, "a failure count that starts again by itself", func(l *recordtest.Log) {
		l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
		l.Force(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	}},
	"unlock-locked-key-signs": {record.FaultUnlock, "an act with a key that was locked", func(l *recordtest.Log) {
		finished(l)
		for n := 1; n <= record.MaxFailures; n++ {
			l.Append(l.Fact(worker, &record.UnlockFailed{Count: n}))
		}
		l.Force(complete(l))
	}},
	"statement-changed": {record.FaultStatement, "a sentence that leaves out the deviation", func(l *recordtest.Log) {
		l.Append(deviations(l, 1)...)
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{{Kind: record.Deviation, Step: "a", Text: "x"}}
		honest := l.State.Statement(l.Entry(worker, b), l.Past)
		l.Force(l.Act(worker, sop.Assistant, b, func(e *record.Entry) { e.Statement = strings.Replace(honest, ", 1 deviation", "", 1) }))
	}},
}
