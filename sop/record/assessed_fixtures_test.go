package record_test

import (
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

const differs = "I was told twice which cloth comes first"

// wordBody is what somebody says of the assessment at a position.
func wordBody(l *recordtest.Log, at int64, agree, comment string) *record.Assessed {
	return &record.Assessed{Agree: agree, Comment: comment, Leaf: l.Stored[at].Hashes[0], Position: at}
}

// agreed has the worker agree with the assessment that stands last.
func agreed(l *recordtest.Log) {
	l.Append(l.Act(worker, sop.Assistant, wordBody(l, l.Tree.Size()-1, record.Yes, "")))
}

// assessedOnce is a run of the worker that somebody watched and assessed.
func assessedOnce(l *recordtest.Log) (at int64) {
	observed(l, "r-0001", boss)
	l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, 0)))
	return l.Tree.Size() - 1
}

// saying is what somebody says of an assessment, which only who has the station's key could
// append.
func saying(by string, role sop.Role, change func(*recordtest.Log, *record.Assessed)) func(*recordtest.Log) {
	return acting(by, role, func(l *recordtest.Log) record.Body {
		b := wordBody(l, assessedOnce(l), record.Yes, "")
		change(l, b)
		return b
	})
}

// saidSo is what the worker says of an assessment, whose payload is changed before it is signed.
func saidSo(old, replacement string) func(*recordtest.Log) {
	return respeltAct(worker, sop.Assistant, func(l *recordtest.Log) record.Body {
		return wordBody(l, assessedOnce(l), record.No, differs)
	}, old, replacement)
}

// assessedRuns are logs in which somebody says whether they agree.
var assessedRuns = map[string]scenario{
	"ok-assessed": {"ok", "somebody who agrees with an assessment, and says a word", func(l *recordtest.Log) {
		l.Append(l.Act(worker, sop.Assistant, wordBody(l, assessedOnce(l), record.Yes, "next time without the card")))
	}},
	"ok-assessed-by-questions": {"ok", "somebody who agrees with an assessment without a run, in another role than that of then", func(l *recordtest.Log) {
		b := watched("")
		b.Method, b.Outcome = record.Questions, record.NotYet
		l.Append(l.Act(boss, sop.Supervisor, b))
		at := l.Tree.Size() - 1
		l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: "promoted", Roles: []sop.Role{sop.Administrator}}))
		l.Append(l.Act(worker, sop.Administrator, wordBody(l, at, record.Yes, "")))
	}},
	"ok-not-agreed": {"ok", "somebody who does not agree with an assessment, after which another agrees", func(l *recordtest.Log) {
		l.Append(l.Act(worker, sop.Assistant, wordBody(l, assessedOnce(l), record.No, differs)))
		observed(l, "r-0002", admin)
		l.Append(l.Act(admin, sop.Supervisor, found("r-0002", record.Prompted, record.NotYet, 0)))
		agreed(l)
	}},
	"ok-scheme-not-agreed": {"ok", "a run that counts although its performer does not agree", func(l *recordtest.Log) {
		scheme := schemed(l)
		observed(l, "r-0001", boss)
		l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, scheme)))
		l.Append(l.Act(worker, sop.Assistant, wordBody(l, l.Tree.Size()-1, record.No, differs)))
		observed(l, "r-0002", admin)
		l.Append(l.Act(admin, sop.Supervisor, found("r-0002", record.Alone, record.Competent, scheme)))
		agreed(l)
	}},
	"schema-assessed-perhaps":         {record.FaultSchema, "somebody who perhaps agrees", saidSo(`"agree":"no"`, `"agree":"perhaps"`)},
	"schema-not-agreed-without-a-why": {record.FaultSchema, "somebody who does not agree and does not say why", saidSo(`"comment":"`+differs+`",`, "")},
	"schema-not-agreed-in-a-word":     {record.FaultSchema, "somebody who does not agree, and says so in a word", saidSo(differs, "no way")},
	"schema-assessed-in-the-genesis":  {record.FaultSchema, "an agreement with the genesis", respeltAct(worker, sop.Assistant, func(l *recordtest.Log) record.Body { return wordBody(l, assessedOnce(l), record.Yes, "") }, `"position":8`, `"position":0`)},
	"schema-assessed-with-half-a-leaf": {record.FaultSchema, "an agreement with a leaf that is cut short", respeltAct(worker, sop.Assistant, func(l *recordtest.Log) record.Body {
		b := wordBody(l, assessedOnce(l), record.Yes, "")
		b.Leaf = tlog.Hash{}
		return b
	}, `"leaf":"AAAAAAAAAAAA`, `"leaf":"`)},
	"standing-assessed-twice": {record.FaultStanding, "a second word on an assessment", saying(worker, sop.Assistant, func(l *recordtest.Log, b *record.Assessed) {
		l.Append(l.Act(worker, sop.Assistant, wordBody(l, b.Position, record.No, differs)))
	})},
	"standing-assessed-by-another": {record.FaultStanding, "an agreement by somebody else than who was assessed", saying(boss, sop.Supervisor, func(*recordtest.Log, *record.Assessed) {})},
	"standing-assessed-of-a-run": {record.FaultStanding, "an agreement with a completion", saying(worker, sop.Assistant, func(l *recordtest.Log, b *record.Assessed) {
		b.Position--
		b.Leaf = l.Stored[b.Position].Hashes[0]
	})},
	"standing-assessed-of-others": {record.FaultStanding, "an agreement with other contents than the assessment has", saying(worker, sop.Assistant, func(_ *recordtest.Log, b *record.Assessed) { b.Leaf[0] ^= 1 })},
	"standing-scheme-of-one-word": {record.FaultStanding, "somebody who is competent by a run that they said nothing of", func(l *recordtest.Log) {
		scheme := schemed(l)
		observed(l, "r-0001", boss)
		l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, scheme)))
		observed(l, "r-0002", admin)
		l.Force(l.Act(admin, sop.Supervisor, found("r-0002", record.Alone, record.Competent, scheme)))
	}},
}
