package record_test

import (
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// evidenceBody is a question about knowledge that was answered.
func evidenceBody() *record.Evidence {
	return &record.Evidence{
		Asked: `why is a cracked tube not "spun out"?`, Code: "K27", Day: "2026-11-21", Method: record.Question, Person: worker, Said: "the other one is not balanced, and the rotor shakes",
	}
}

// verifiedBody is what an employer saw.
func verifiedBody() *record.Evidence {
	return &record.Evidence{Asked: "how do they treat colleagues?", Code: "B1", Day: "2026-11-22", Method: record.Employer, Person: worker, Said: "calm and kind, also when it is busy"}
}

func ownBody() *record.OwnWork {
	return &record.OwnWork{Comment: "seen with the trainee", First: "2025-11-22", Last: "2026-11-22", Person: worker}
}

// shownBy is an evidence that only somebody with the station's key could append.
func shownBy(by string, change func(*record.Evidence)) func(*recordtest.Log) {
	return acting(by, sop.Supervisor, func(*recordtest.Log) record.Body {
		b := evidenceBody()
		change(b)
		return b
	})
}

func statedBy(by string, change func(*record.OwnWork)) func(*recordtest.Log) {
	return acting(by, sop.Supervisor, func(*recordtest.Log) record.Body {
		b := ownBody()
		change(b)
		return b
	})
}

func shownSo(old, replacement string) func(*recordtest.Log) {
	return respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return evidenceBody() }, old, replacement)
}

// evidenced are logs with what shows a code that no run shows.
var evidenced = map[string]scenario{
	"ok-evidence": {"ok", "a question, a discussion and what an employer saw, and that it is all their own work", func(l *recordtest.Log) {
		discussed := evidenceBody()
		discussed.Method = record.Discussion
		for _, b := range []record.Body{evidenceBody(), discussed, verifiedBody(), ownBody(), &record.OwnWork{First: "2026-11-22", Last: "2026-11-22", Person: worker}} {
			l.Append(l.Act(boss, sop.Supervisor, b))
		}
	}},
	"schema-evidence-of-a-skill":               {record.FaultSchema, "a skill that was shown by a question", shownSo(`"code":"K27"`, `"code":"S27"`)},
	"schema-evidence-of-behaviour-by-question": {record.FaultSchema, "behaviour that was shown by a question", shownSo(`"code":"K27"`, `"code":"B1"`)},
	"schema-evidence-of-knowledge-by-employer": {record.FaultSchema, "knowledge that was shown by an employer", shownSo(`"method":"question"`, `"method":"employer"`)},
	"schema-evidence-of-no-code":               {record.FaultSchema, "evidence of what is no code", shownSo(`"code":"K27"`, `"code":"K270"`)},
	"schema-evidence-on-no-day":                {record.FaultSchema, "evidence on a day that there is not", shownSo(`"day":"2026-11-21"`, `"day":"2026-11-31"`)},
	"schema-evidence-in-the-year-0":            {record.FaultSchema, "evidence before the first year", shownSo(`"day":"2026-11-21"`, `"day":"0000-11-21"`)},
	"schema-evidence-in-a-word":                {record.FaultSchema, "an answer in a word", shownSo(`"said":"the other one is not balanced, and the rotor shakes"`, `"said":"it shakes"`)},
	"schema-statement-upside":                  {record.FaultSchema, "a statement about days in the wrong order", respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body { return ownBody() }, `"first":"2025-11-22"`, `"first":"2026-11-23"`)},
	"person-evidence-of-a-stranger":            {record.FaultPerson, "evidence of somebody who was not enrolled", shownBy(boss, func(b *record.Evidence) { b.Person = "no.body" })},
	"duties-evidence-of-oneself":               {record.FaultDuties, "evidence of oneself", shownBy(boss, func(b *record.Evidence) { b.Person = boss })},
	"standing-evidence-to-come":                {record.FaultStanding, "evidence of a day to come", shownBy(boss, func(b *record.Evidence) { b.Day = "2026-11-23" })},
	"role-evidence-by-an-assistant": {record.FaultRole, "evidence by somebody who is no supervisor", acting(worker, sop.Supervisor, func(*recordtest.Log) record.Body {
		b := evidenceBody()
		b.Person = boss
		return b
	})},
	"person-statement-of-a-stranger": {record.FaultPerson, "a statement about somebody who was not enrolled", statedBy(boss, func(b *record.OwnWork) { b.Person = "no.body" })},
	"duties-statement-of-oneself":    {record.FaultDuties, "a statement about oneself", statedBy(boss, func(b *record.OwnWork) { b.Person = boss })},
	"standing-statement-to-come":     {record.FaultStanding, "a statement about a day to come", statedBy(boss, func(b *record.OwnWork) { b.Last = "2026-11-23" })},
}
