package record_test

import (
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// schemeBody asks for two runs without help, watched by two people.
func schemeBody() *record.Scheme {
	return &record.Scheme{
		Assessors: 2, Methods: []string{record.Observed, record.Questions}, Months: 24, Observations: 2, Pages: []string{recordtest.SOP}, Reason: "agreed on 20 Nov",
	}
}

// schemed puts a scheme in force, and returns where it stands.
func schemed(l *recordtest.Log) int64 {
	l.Append(l.Act(boss, sop.Supervisor, schemeBody()))
	return l.Tree.Size() - 1
}

// observed is a completed run of the worker whom somebody watched.
func observed(l *recordtest.Log, run string, assessors ...string) {
	l.Append(l.Start(worker, run)...)
	for _, assessor := range assessors {
		l.Append(l.Event(worker, run, observes(assessor)))
	}
	l.Append(l.Event(worker, run, recordtest.Done("clean")[1]))
	l.Append(l.Act(worker, sop.Assistant, l.CompletionBody(run)))
}

// found is what who watched a run says of it.
func found(run, how, outcome string, scheme int64) *record.Competence {
	b := watched(run)
	b.Independence, b.Outcome, b.Comment, b.Scheme = how, outcome, "calm, and in order", scheme
	if outcome == record.Competent && scheme > 0 {
		b.Expires = "2028-11-22"
	}
	return b
}

// oneOfTwo is a scheme of two observations, of which one was made.
func oneOfTwo(l *recordtest.Log) (scheme int64) {
	scheme = schemed(l)
	observed(l, "r-0001", boss)
	l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, scheme)))
	agreed(l)
	return scheme
}

// weighing is what somebody says of a run that two people watched, which only who has the
// station's key could append.
func weighing(by string, change func(*record.Competence), before ...func(*recordtest.Log)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		observed(l, "r-0001", boss, admin)
		for _, f := range before {
			f(l)
		}
		b := found("r-0001", record.Alone, record.NotYet, 0)
		change(b)
		l.Force(l.Act(by, sop.Supervisor, b))
	}
}

func asFound(*record.Competence) {}

// signingOff says at the end of a scheme that the worker is competent, by a run that a
// second person watched.
func signingOff(by string, change func(*record.Competence)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		scheme := oneOfTwo(l)
		observed(l, "r-0002", by)
		b := found("r-0002", record.Alone, record.Competent, scheme)
		change(b)
		l.Force(l.Act(by, sop.Supervisor, b))
	}
}

// planning is a scheme whose payload is changed before it is signed.
func planning(old, replacement string) func(*recordtest.Log) {
	return respeltAct(boss, sop.Supervisor, func(*recordtest.Log) record.Body {
		b := schemeBody()
		b.Pieces = &record.Pieces{Least: 10, Most: 18}
		return b
	}, old, replacement)
}

// finding is an assessment of a run whose payload is changed before it is signed.
func finding(old, replacement string) func(*recordtest.Log) {
	return respeltAct(boss, sop.Supervisor, func(l *recordtest.Log) record.Body {
		observed(l, "r-0001", boss)
		return found("r-0001", record.Alone, record.NotYet, 0)
	}, old, replacement)
}

// planned are logs with schemes, and with what was found by them.
var planned = map[string]scenario{
	"ok-scheme": {"ok", "somebody who is helped, then without help before two people, and is competent by the scheme", func(l *recordtest.Log) {
		scheme := schemed(l)
		observed(l, "r-0001", boss)
		b := found("r-0001", record.Helped, record.NotYet, scheme)
		b.Next = `once more, and say "stop" in time`
		l.Append(l.Act(boss, sop.Supervisor, b))
		observed(l, "r-0002", boss)
		l.Append(l.Act(boss, sop.Supervisor, found("r-0002", record.Alone, record.NotYet, scheme)))
		agreed(l)
		observed(l, "r-0003", admin)
		l.Append(l.Act(admin, sop.Supervisor, found("r-0003", record.Teaches, record.Competent, scheme)))
	}},
	"ok-scheme-replaced": {"ok", "a scheme with pieces that replaces one, after which a run counts that was watched before it", func(l *recordtest.Log) {
		oneOfTwo(l)
		b := schemeBody()
		b.Assessors, b.Observations, b.Months, b.Pieces = 1, 1, 0, &record.Pieces{Least: 10, Most: 18}
		l.Append(l.Act(admin, sop.Supervisor, b))
		scheme := l.Tree.Size() - 1
		observed(l, "r-0002", boss)
		c := found("r-0002", record.Prompted, record.Competent, scheme)
		c.Expires = ""
		l.Append(l.Act(boss, sop.Supervisor, c))
	}},
	"ok-observed-by-two": {"ok", "a run that two people watched, each of whom says what they found, without a scheme", func(l *recordtest.Log) {
		observed(l, "r-0001", boss, admin)
		l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.Competent, 0)))
		l.Append(l.Act(admin, sop.Supervisor, found("r-0001", record.Told, record.NotYet, 0)))
	}},
	"ok-scheme-by-questions": {"ok", "questions by a scheme, which show nobody competent", func(l *recordtest.Log) {
		b := watched("")
		b.Method, b.Outcome, b.Scheme, b.Next = record.Questions, record.NotYet, schemed(l), "be watched"
		l.Append(l.Act(boss, sop.Supervisor, b))
	}},

	"approval-scheme-of-an-unknown-page": {record.FaultApproval, "a scheme of a page that nobody approved", acting(boss, sop.Supervisor, func(*recordtest.Log) record.Body {
		b := schemeBody()
		b.Pages = append(b.Pages, "SOP-X")
		return b
	})},
	"schema-scheme-of-nothing":        {record.FaultSchema, "a scheme of no page", planning(`"pages":["SOP-CEN-014"]`, `"pages":[]`)},
	"schema-scheme-of-a-page-twice":   {record.FaultSchema, "a scheme that has a page twice", planning(`["SOP-CEN-014"]`, `["SOP-CEN-014","SOP-CEN-014"]`)},
	"schema-scheme-of-more-assessors": {record.FaultSchema, "a scheme of more assessors than observations", planning(`"assessors":2`, `"assessors":3`)},
	"schema-scheme-without-watching":  {record.FaultSchema, "a scheme by which nobody watches", planning(`["observed","questions"]`, `["questions"]`)},
	"schema-scheme-of-a-method-more":  {record.FaultSchema, "a scheme with a method that the format does not have", planning(`["observed","questions"]`, `["observed","quiz"]`)},
	"schema-scheme-for-ever":          {record.FaultSchema, "a scheme for eleven years", planning(`"months":24`, `"months":132`)},
	"schema-scheme-of-pieces-upside":  {record.FaultSchema, "a portfolio of at least more pieces than at most", planning(`{"least":10,"most":18}`, `{"least":19,"most":18}`)},
	"schema-found-without-a-run":      {record.FaultSchema, "an independence that nobody watched", finding(`"run":"r-0001",`, "")},
	"schema-found-in-no-run":          {record.FaultSchema, "an independence in what is no id of a run", finding(`"run":"r-0001"`, `"run":"p-00001"`)},
	"schema-found-by-a-true-scheme":   {record.FaultSchema, "an assessment by a scheme that is true, and no number", finding(`"run":"r-0001",`, `"run":"r-0001","scheme":true,`)},
	"schema-found-without-a-word":     {record.FaultSchema, "an independence without a sentence", finding(`"comment":"calm, and in order",`, "")},
	"schema-found-by-questions":       {record.FaultSchema, "an independence that was asked", finding(`"method":"observed"`, `"method":"questions"`)},
	"schema-found-somehow":            {record.FaultSchema, "an independence that the format does not have", finding(`"alone"`, `"somehow"`)},
	"schema-scheme-without-how": {record.FaultSchema, "an observation by a scheme that does not say how much help it took", respeltAct(boss, sop.Supervisor, func(l *recordtest.Log) record.Body {
		scheme := schemed(l)
		observed(l, "r-0001", boss)
		return found("r-0001", record.Alone, record.NotYet, scheme)
	}, `"independence":"alone",`, "")},
	"run-found-by-who-was-not-named": {record.FaultRun, "an assessment of a run by somebody of whom nobody said before that they watch", func(l *recordtest.Log) {
		observed(l, "r-0001", admin)
		l.Force(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, 0)))
	}},
	"run-found-of-a-version-later":     {record.FaultRun, "an assessment in a version that the run was not of", weighing(boss, func(b *record.Competence) { b.Version, b.SHA256 = "2.2", hashOf("2.2") }, func(l *recordtest.Log) { approve(l, "2.2", "2026-11-23") })},
	"run-found-alone-in-a-stopped-one": {record.FaultRun, "a run without help that was stopped", foundStopped},
	"run-found-alone-in-a-shared-one":  {record.FaultRun, "a run without help of which somebody else did a step", foundShared(record.Alone)},
	"ok-found-in-a-shared-run":         {"ok", "a run with help of which somebody else did a step", foundShared(record.Helped)},
	"ok-found-after-a-hand-over": {"ok", "a run without help that was handed over before its first step", func(l *recordtest.Log) {
		colleague(l)
		l.Append(l.Start(mate, "r-0001")...)
		sign(l, mate, sop.Assistant, offer)
		say(l, worker, item)
		sign(l, worker, sop.Assistant, take)
		say(l, worker, observes(boss), recordtest.Done("clean")[1])
		finish(l, worker, sop.Assistant)
		l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, 0)))
	}},
	"standing-found-twice": {record.FaultStanding, "a second assessment of a run by who watched it", weighing(boss, asFound, func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Told, record.NotYet, 0)))
	})},
	"duties-found-by-who-checked":      {record.FaultDuties, "an assessment of a run by who checked a step of it", foundBySecond(sop.Event{Kind: sop.StepChecked, Step: "clean", Mark: string(sop.BySecondPerson)})},
	"duties-found-by-who-released":     {record.FaultDuties, "an assessment of a run by who released a hold of it", foundBySecond(sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySupervisor)})},
	"duties-found-by-an-owner":         {record.FaultDuties, "an assessment of a run by who had it before", foundByOwner},
	"standing-scheme-not-named":        {record.FaultStanding, "an assessment that passes the scheme by", weighing(boss, asFound, func(l *recordtest.Log) { schemed(l) })},
	"standing-scheme-that-is-none":     {record.FaultStanding, "an assessment by an entry that is no scheme", weighing(boss, func(b *record.Competence) { b.Scheme = 3 })},
	"standing-scheme-of-before":        {record.FaultStanding, "an assessment by a scheme that was replaced", weighing(boss, func(b *record.Competence) { b.Scheme = 8 }, func(l *recordtest.Log) { schemed(l); schemed(l) })},
	"standing-scheme-of-other-methods": {record.FaultStanding, "a method that the scheme does not have", foundByPortfolio},
	"standing-scheme-of-one-assessor":  {record.FaultStanding, "the same assessor twice, where the scheme asks for two", signingOff(boss, asFound)},
	"standing-scheme-of-help":          {record.FaultStanding, "somebody who is competent by a run in which they were prompted", signingOff(admin, func(b *record.Competence) { b.Independence = record.Prompted })},
	"standing-scheme-without-an-end":   {record.FaultStanding, "a competence for ever, where the scheme ends it", signingOff(admin, func(b *record.Competence) { b.Expires = "" })},
	"standing-scheme-a-day-too-long":   {record.FaultStanding, "a competence for a day longer than by the scheme", signingOff(admin, func(b *record.Competence) { b.Expires = "2028-11-23" })},
	"standing-scheme-of-one-run-twice": {record.FaultStanding, "one run that two people watched, where the scheme asks for two runs", func(l *recordtest.Log) {
		scheme := schemed(l)
		observed(l, "r-0001", boss, admin)
		l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, scheme)))
		agreed(l)
		l.Force(l.Act(admin, sop.Supervisor, found("r-0001", record.Alone, record.Competent, scheme)))
	}},
}

func foundStopped(l *recordtest.Log) {
	l.Append(l.Start(worker, "r-0001", observes(boss), sop.Event{Kind: sop.RunStopped, Reason: "fire alarm"})...)
	l.Append(l.Act(worker, sop.Assistant, l.CompletionBody("r-0001")))
	l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Told, record.NotYet, 0)))
	l.Append(l.Start(worker, "r-0002", observes(boss), sop.Event{Kind: sop.RunStopped, Reason: "fire alarm"})...)
	l.Append(l.Act(worker, sop.Assistant, l.CompletionBody("r-0002")))
	l.Force(l.Act(boss, sop.Supervisor, found("r-0002", record.Alone, record.NotYet, 0)))
}

// foundShared is a run that two people carried out, who were both watched.
func foundShared(how string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		say(l, worker, observes(boss), recordtest.Done("clean")[1])
		sign(l, worker, sop.Assistant, offer)
		say(l, mate, item)
		sign(l, mate, sop.Assistant, take)
		say(l, mate, recordtest.Done("spin")[0], recordtest.Done("spin")[1])
		sign(l, mate, sop.Assistant, offer)
		say(l, worker, item)
		sign(l, worker, sop.Assistant, take)
		finish(l, worker, sop.Assistant)
		l.Force(l.Act(boss, sop.Supervisor, found("r-0001", how, record.NotYet, 0)))
	}
}

func foundBySecond(e sop.Event) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		say(l, worker, observes(boss))
		sign(l, boss, sop.Supervisor, e)
		say(l, worker, recordtest.Done("clean")[1])
		finish(l, worker, sop.Assistant)
		l.Force(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, 0)))
	}
}

func foundByOwner(l *recordtest.Log) {
	l.Append(l.Start(boss, "r-0001", recordtest.Done("clean")[0])...)
	sign(l, boss, sop.Supervisor, offer)
	say(l, worker, item)
	sign(l, worker, sop.Assistant, take)
	say(l, worker, observes(boss), recordtest.Done("clean")[1])
	finish(l, worker, sop.Assistant)
	l.Force(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, 0)))
}

func foundByPortfolio(l *recordtest.Log) {
	b := watched("")
	b.Method, b.Outcome, b.Scheme = record.Portfolio, record.NotYet, schemed(l)
	l.Force(l.Act(boss, sop.Supervisor, b))
}
