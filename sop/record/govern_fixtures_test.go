package record_test

import (
	"bytes"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func retireBody(version, sum string) *record.Retire {
	return &record.Retire{Reason: "the method changed", SOP: recordtest.SOP, SHA256: sum, Version: version}
}

// retired takes the approved version out of force.
func retired(l *recordtest.Log) {
	l.Append(l.Act(boss, sop.Supervisor, retireBody("2.1", recordtest.TextSHA256)))
}

// approve puts a version with a text of its own in force from a day on.
func approve(l *recordtest.Log, version, day string) {
	l.Texts[hashOf(version)] = []byte(version)
	b := recordtest.ApproveBody(version, hashOf(version))
	b.Effective = day
	l.Append(l.Act(boss, sop.Supervisor, b))
}

func startOf(version string) *record.RunStart {
	b := recordtest.StartBody("r-0009")
	b.Version, b.SHA256 = version, hashOf(version)
	return b
}

func accessOf(l *recordtest.Log, comment string) *record.AccessReview {
	b, err := l.State.ReviewAccess(comment)
	if err != nil {
		l.T.Fatal(err)
	}
	return b
}

// watched says that the worker was seen to be competent.
func watched(run string) *record.Competence {
	return &record.Competence{
		Method: record.Observed, Outcome: record.Competent, Person: worker, Run: run,
		SOP: recordtest.SOP, SHA256: recordtest.TextSHA256, Version: "2.1",
	}
}

// assessing is an assessment that only somebody with the station's key could append.
func assessing(by string, change func(*record.Competence)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		l.Perform(colleague(l), "r-0002")
		l.Perform(worker, "r-0001")
		b := watched("r-0001")
		change(b)
		l.Force(l.Act(by, sop.Supervisor, b))
	}
}

// reassessed is an assessment whose payload is changed before it is signed.
func reassessed(old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		payload := l.Act(boss, sop.Supervisor, watched("r-0001")).Payload
		if !bytes.Contains(payload, []byte(old)) {
			l.T.Fatalf("no %q in the payload", old)
		}
		l.Force(l.Seal(boss, bytes.Replace(payload, []byte(old), []byte(replacement), 1)))
	}
}

// governed are logs about procedures, access and competence.
var governed = map[string]scenario{
	"ok-retired": {"ok", "a version that is retired while a run of it is open, and a new one after it", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001", recordtest.Done("clean")...)...)
		retired(l)
		l.Append(complete(l))
		approve(l, "2.2", "2026-11-22")
		l.Append(l.Fact(worker, startOf("2.2")))
	}},
	"ok-retired-and-approved-again": {"ok", "a version that is approved again after it was retired, and retired again", func(l *recordtest.Log) {
		retired(l)
		l.Append(l.Act(boss, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256)))
		l.Perform(worker, "r-0001")
		retired(l)
	}},
	"ok-retired-before-its-day": {"ok", "a version that is retired before it comes into force: the one before it stays", func(l *recordtest.Log) {
		approve(l, "3.0", "2026-11-23")
		l.Append(l.Act(boss, sop.Supervisor, retireBody("3.0", hashOf("3.0"))))
		l.Now = l.Now.AddDate(0, 0, 2)
		l.Perform(worker, "r-0001")
	}},
	"approval-retired": {record.FaultApproval, "a run of a version that was retired", func(l *recordtest.Log) {
		retired(l)
		l.Force(l.Fact(worker, recordtest.StartBody("r-0001")))
	}},
	"approval-of-before-the-retired": {record.FaultApproval, "a run of the version before the one that was retired", func(l *recordtest.Log) {
		approve(l, "2.2", "2026-11-22")
		l.Append(l.Act(boss, sop.Supervisor, retireBody("2.2", hashOf("2.2"))))
		l.Force(l.Fact(worker, recordtest.StartBody("r-0001")))
	}},
	"approval-retired-twice": {record.FaultApproval, "a version that is retired again", func(l *recordtest.Log) {
		retired(l)
		l.Force(l.Act(boss, sop.Supervisor, retireBody("2.1", recordtest.TextSHA256)))
	}},
	"approval-retired-unknown": {record.FaultApproval, "the retirement of a version that nobody approved", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(boss, sop.Supervisor, retireBody("9.9", recordtest.TextSHA256))
	})},
	"approval-retired-other-text": {record.FaultApproval, "the retirement of another text of the version", forced(func(l *recordtest.Log) record.Sealed {
		return l.Act(boss, sop.Supervisor, retireBody("2.1", hashOf("another text")))
	})},

	"ok-access-reviewed": {"ok", "reviews of access by a supervisor and an administrator, with a locked key and a revoked one", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, accessOf(l, "")))
		l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(colleague(l), mate, -1)))
		for n := 1; n <= record.MaxFailures; n++ {
			l.Append(l.Fact(worker, &record.UnlockFailed{Count: n}))
		}
		l.Append(l.Act(admin, sop.Administrator, accessOf(l, "Zoe left; Kim has to see Bo")))
	}},
	"access-of-before": {record.FaultAccess, "a review of access that leaves out who was enrolled since", forced(func(l *recordtest.Log) record.Sealed {
		b := accessOf(l, "")
		colleague(l)
		return l.Act(boss, sop.Supervisor, b)
	})},
	"access-miscounted": {record.FaultAccess, "a review of access that counts a key too many", forced(func(l *recordtest.Log) record.Sealed {
		b := accessOf(l, "")
		b.Keys++
		return l.Act(boss, sop.Supervisor, b)
	})},

	"ok-competence": {"ok", "a person who is not competent yet by questions, then watched in a run, and later somewhere else", func(l *recordtest.Log) {
		b := watched("")
		b.Method, b.Outcome, b.Comment = record.Questions, record.NotYet, "knows the page; has to spin it once"
		l.Append(l.Act(boss, sop.Supervisor, b))
		l.Perform(worker, "r-0001")
		b = watched("r-0001")
		b.Expires = "2028-11-22"
		l.Append(l.Act(boss, sop.Supervisor, b))
		l.Append(l.Act(admin, sop.Supervisor, watched("")))
	}},
	"duties-own-competence":   {record.FaultDuties, "a supervisor who calls themselves competent", assessing(boss, func(b *record.Competence) { b.Person, b.Run = boss, "" })},
	"person-assessed-unknown": {record.FaultPerson, "an assessment of somebody who was never enrolled", assessing(boss, func(b *record.Competence) { b.Person, b.Run = "tim.fox", "" })},
	"approval-assessed":       {record.FaultApproval, "an assessment in a version that nobody approved", assessing(boss, func(b *record.Competence) { b.Version = "9.9" })},
	"run-assessed-of-another": {record.FaultRun, "an assessment by a run that somebody else completed", assessing(boss, func(b *record.Competence) { b.Run = "r-0002" })},
	"run-assessed-unknown":    {record.FaultRun, "an assessment by a run that there never was", assessing(boss, func(b *record.Competence) { b.Run = "r-0003" })},
	"run-assessed-open": {record.FaultRun, "an assessment by a run that is not completed", func(l *recordtest.Log) {
		finished(l)
		l.Force(l.Act(boss, sop.Supervisor, watched("r-0001")))
	}},
	"run-assessed-of-another-procedure": {record.FaultRun, "an assessment by a run of another procedure", func(l *recordtest.Log) {
		l.Perform(worker, "r-0001")
		other := recordtest.ApproveBody("1.0", recordtest.TextSHA256)
		other.SOP = "SOP-X"
		l.Append(l.Act(boss, sop.Supervisor, other))
		b := watched("r-0001")
		b.SOP, b.Version = "SOP-X", "1.0"
		l.Force(l.Act(boss, sop.Supervisor, b))
	}},
	"schema-competent-unseen":  {record.FaultSchema, "somebody who is competent by a portfolio alone", reassessed(`"method":"observed"`, `"method":"portfolio"`)},
	"schema-competent-perhaps": {record.FaultSchema, "an outcome that the format does not have", reassessed(`"outcome":"competent"`, `"outcome":"perhaps"`)},
	"schema-competent-for-ever": {record.FaultSchema, "an expiry that is no day", func(l *recordtest.Log) {
		b := watched("")
		b.Expires = "2028-11-22"
		payload := l.Act(boss, sop.Supervisor, b).Payload
		l.Force(l.Seal(boss, []byte(strings.Replace(string(payload), `"expires":"2028-11-22"`, `"expires":"2028-11-31"`, 1))))
	}},
	"statement-of-another-outcome": {record.FaultStatement, "a sentence that says competent where the entry does not", func(l *recordtest.Log) {
		b := watched("")
		b.Method, b.Outcome = record.Questions, record.NotYet
		honest := l.State.Statement(&record.Entry{Type: record.KindCompetence, Person: boss, Role: sop.Supervisor, At: record.At(l.Now), Body: b}, l.Past)
		l.Force(l.Act(boss, sop.Supervisor, b, func(e *record.Entry) { e.Statement = strings.Replace(honest, "as not yet in", "as competent in", 1) }))
	}},
}

// taught is a log with a run, and assessments of its two owners and of somebody else.
func taught(l *recordtest.Log) {
	handOver(l)
	say(l, mate, recordtest.Done("clean")[1], sop.Event{Kind: sop.StepStarted, Step: "spin"})
	finish(l, mate, sop.Assistant)
	l.Perform(worker, "r-0002")
	for _, c := range []struct{ person, run string }{{worker, "r-0002"}, {mate, ""}, {admin, ""}} {
		b := watched(c.run)
		b.Person = c.person
		l.Append(l.Act(boss, sop.Supervisor, b))
	}
	retired(l)
}
