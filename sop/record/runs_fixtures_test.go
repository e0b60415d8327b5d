package record_test

import (
	"fmt"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// The signed events of a run, as the scenarios have them.
var (
	check    = sop.Event{Kind: sop.StepChecked, Step: "clean", Mark: string(sop.BySecondPerson), Value: "t 5.0 °C"}
	release  = sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySupervisor), Reason: "controls are in"}
	offer    = sop.Event{Kind: sop.HandoverOffered, Reason: "the rotor still turns"}
	withdraw = sop.Event{Kind: sop.HandoverWithdrawn}
	take     = sop.Event{Kind: sop.HandoverTaken}
	seize    = sop.Event{Kind: sop.HandoverTaken, Mark: string(sop.BySupervisor), Reason: "Kim was called away"}
	goOn     = sop.Event{Kind: sop.RunDecided, Value: sop.Continue, Reason: "the samples kept"}
	abandon  = sop.Event{Kind: sop.RunDecided, Value: sop.Abandon, Reason: "the samples did not keep"}
	item     = sop.Event{Kind: sop.ItemOpened, Index: 1, Reason: "rotor"}
	second   = sop.Event{Kind: sop.CheckRecorded, Step: "clean", Field: "t", Index: 1, Value: "5.1"}
)

const mate = "zoe.ash" // the assistant that colleague enrols

// working is a log with a second assistant and one run with a step begun.
func working(l *recordtest.Log) {
	colleague(l)
	l.Append(l.Start(worker, "r-0001", recordtest.Done("clean")[0])...)
}

// sign appends a signed event of the run.
func sign(l *recordtest.Log, person string, role sop.Role, e sop.Event) {
	l.Append(l.Signed(person, role, "r-0001", e))
}

// say appends events of the run that are facts.
func say(l *recordtest.Log, person string, events ...sop.Event) {
	for _, e := range events {
		l.Append(l.Event(person, "r-0001", e))
	}
}

// handOver makes the colleague the owner of the run.
func handOver(l *recordtest.Log) {
	working(l)
	handOverNow(l)
}

// handOverNow makes the colleague the owner of the run as it stands.
func handOverNow(l *recordtest.Log) {
	sign(l, worker, sop.Assistant, offer)
	say(l, mate, item)
	sign(l, mate, sop.Assistant, take)
}

// finish appends the completion of the run, with exceptions of these kinds.
func finish(l *recordtest.Log, person string, role sop.Role, exceptions ...string) {
	l.Append(l.Act(person, role, listing(l, exceptions...)))
}

func listing(l *recordtest.Log, exceptions ...string) *record.Completion {
	b := l.CompletionBody("r-0001")
	for _, kind := range exceptions {
		kind, step, _ := strings.Cut(kind, "@")
		b.Exceptions = append(b.Exceptions, record.Exception{Kind: kind, Step: step, Text: "x"})
	}
	return b
}

var soundRuns = map[string]scenario{
	"ok-checked-and-released": {"ok", "a second person's readings and check, and a hold that a supervisor released", func(l *recordtest.Log) {
		working(l)
		impossible := second
		impossible.Kind, impossible.Value = sop.ValueImpossible, "500"
		say(l, mate, impossible, second)
		sign(l, mate, sop.Assistant, check)
		sign(l, boss, sop.Supervisor, release)
		say(l, worker, recordtest.Done("clean")[1])
		finish(l, worker, sop.Assistant, "typed again@clean")
	}},
	"ok-checked-without-words": {"ok", "a check without readings and a release without a note, both by a supervisor, who also reviews", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, sop.Event{Kind: sop.StepChecked, Step: "clean", Mark: string(sop.BySupervisor)})
		sign(l, boss, sop.Supervisor, sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySecondPerson)})
		finish(l, worker, sop.Assistant)
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(l.Tree.Size()-1)))
	}},
	"ok-handed-over": {"ok", "a run that was handed over, and signed by who took it", func(l *recordtest.Log) {
		handOver(l)
		say(l, mate, recordtest.Done("clean")[1])
		finish(l, mate, sop.Assistant)
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(l.Tree.Size()-1)))
	}},
	"ok-handed-over-and-back": {"ok", "a run that came back to who had started it, after an offer that was withdrawn", func(l *recordtest.Log) {
		handOver(l)
		sign(l, mate, sop.Assistant, offer)
		say(l, mate, withdraw)
		sign(l, mate, sop.Assistant, offer)
		sign(l, worker, sop.Assistant, take)
		finish(l, worker, sop.Assistant)
	}},
	"ok-taken-over": {"ok", "a run that a supervisor took over, though nobody had offered it", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, seize)
		finish(l, boss, sop.Supervisor, "taken over")
	}},
	"ok-window-missed-while-offered": {"ok", "a window that closed while a run waited to be taken over", func(l *recordtest.Log) {
		working(l)
		sign(l, worker, sop.Assistant, offer)
		say(l, worker, sop.Event{Kind: sop.WindowMissed, Step: "clean", Value: "31 min"}, sop.Event{Kind: sop.DeviationOpened, Step: "clean", Index: 1, Reason: "late"})
		sign(l, mate, sop.Assistant, take)
		finish(l, mate, sop.Assistant, "deviation@clean")
	}},
	"ok-decided": {"ok", "a run that was open for too long: a supervisor lets it go on, and later abandons it while it is offered", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, goOn)
		sign(l, worker, sop.Assistant, offer)
		sign(l, boss, sop.Supervisor, abandon)
		say(l, worker, sop.Event{Kind: sop.PaceExplained, Step: "clean", Index: 4, Reason: "done from memory"})
		finish(l, worker, sop.Assistant, "decided", "fast@clean")
	}},
	"ok-taken-over-after-a-stop": {"ok", "an abandoned run that a supervisor signs, because its owner is gone", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, abandon)
		sign(l, boss, sop.Supervisor, seize)
		finish(l, boss, sop.Supervisor, "taken over")
	}},
	"ok-checked-by-who-saw-time-pass": {"ok", "a check by a former owner, in whose time only the window of the step closed", func(l *recordtest.Log) {
		working(l)
		say(l, worker, sop.Event{Kind: sop.WindowMissed, Step: "spin", Value: "31 min"}, sop.Event{Kind: sop.DeviationOpened, Step: "spin", Index: 1, Reason: "late"})
		sign(l, worker, sop.Assistant, offer)
		sign(l, mate, sop.Assistant, take)
		say(l, mate, recordtest.Done("spin")[0])
		of := check
		of.Step = "spin"
		sign(l, worker, sop.Assistant, of)
		finish(l, mate, sop.Assistant, "deviation@spin")
	}},
	"ok-every-exception": {"ok", "a run with one exception of each kind that an event makes, and some events that make none", func(l *recordtest.Log) {
		working(l)
		say(
			l, worker,
			sop.Event{Kind: sop.WaitStarted, Step: "clean", Index: 1}, sop.Event{Kind: sop.WaitStarted, Step: "clean", Index: 2, Reason: "lid opened"},
			sop.Event{Kind: sop.ValueSettled, Step: "clean", Field: "t", Index: 1, Value: "5.0", Old: "5.0", Raw: "5.9", Reason: "misread"},
			sop.Event{Kind: sop.StepDone, Step: "clean", Mark: sop.LateEntry, Value: "2026-11-22T08:00:00Z", Reason: "no hands free"},
			sop.Event{Kind: sop.StepReopened, Step: "clean"}, sop.Event{Kind: sop.StepReopened, Step: "clean", Reason: "spilt"},
			sop.Event{Kind: sop.StepDone, Step: "clean"},
			sop.Event{Kind: sop.ValueImpossible, Step: "clean", Field: "t", Value: "500"},
			sop.Event{Kind: sop.PaceExplained, Step: "clean", Index: 5, Reason: "one batch"},
		)
		finish(l, worker, sop.Assistant, "wait again@clean", "settled@clean", "late entry@clean", "done again@clean", "typed again@clean", "fast@clean")
	}},
	"ok-linked-run": {"ok", "a step whose procedure was carried out in a run of its own", func(l *recordtest.Log) {
		l.Perform(worker, "r-0002")
		working(l)
		say(l, worker, sop.Event{Kind: sop.LinkedDone, Step: "clean", Value: "r-0002", Mark: "complete"})
		finish(l, worker, sop.Assistant)
	}},
}

// signed is a signed event that only somebody with the station's key could append.
func signed(person string, role sop.Role, e sop.Event, before ...func(*recordtest.Log)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		for _, f := range before {
			f(l)
		}
		l.Force(l.Signed(person, role, "r-0001", e))
	}
}

// told is an event that only somebody with the station's key could append.
func told(person string, e sop.Event, before ...func(*recordtest.Log)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		for _, f := range before {
			f(l)
		}
		l.Force(l.Event(person, "r-0001", e))
	}
}

// doing signs an event first.
func doing(person string, role sop.Role, e sop.Event) func(*recordtest.Log) {
	return func(l *recordtest.Log) { sign(l, person, role, e) }
}

var offered = doing(worker, sop.Assistant, offer)

func stopped(l *recordtest.Log) {
	say(l, worker, sop.Event{Kind: sop.RunStopped, Step: "clean", Reason: "fire alarm"})
}

// retyped is a signed event whose payload is changed before it is signed.
func retyped(e sop.Event, old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		working(l)
		payload := string(l.Signed(boss, sop.Supervisor, "r-0001", e).Payload)
		if !strings.Contains(payload, old) {
			l.T.Fatalf("no %q in the payload", old)
		}
		l.Force(l.Seal(boss, []byte(strings.Replace(payload, old, replacement, 1))))
	}
}

// trainee enrols somebody who learns.
func trainee(l *recordtest.Log) {
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("tim.fox", "Tim Fox", sop.Trainee)))
}

var faultyRuns = map[string]scenario{
	"schema-act-of-another-event": {record.FaultSchema, "a check whose event is the release of a hold", retyped(check, `"kind":"step.check"`, `"kind":"hold.release"`)},
	"schema-act-of-no-event":      {record.FaultSchema, "a check whose event is nothing that is signed", retyped(check, `"kind":"step.check"`, `"kind":"step.done"`)},
	"schema-check-as-nobody":      {record.FaultSchema, "a check that does not say as whom", retyped(check, `"mark":"second person"`, `"mark":"somebody"`)},
	"schema-check-of-a-sentence":  {record.FaultSchema, "a step's id that would pass for more of the statement", retyped(check, `"step":"clean"`, `"step":"clean of SOP-X"`)},
	"schema-decision-of-no-kind":  {record.FaultSchema, "a decision that the format does not have", retyped(abandon, `"value":"abandon"`, `"value":"complete"`)},
	"schema-takeover-unexplained": {record.FaultSchema, "a run taken over without an offer, for a reason of four letters", retyped(seize, `"reason":"Kim was called away"`, `"reason":"away"`)},
	"schema-offer-without-note":   {record.FaultSchema, "a run handed over without a word", retyped(offer, `"reason":"the rotor still turns"`, `"unit":"x"`)},
	"schema-signed-as-a-fact": {record.FaultSchema, "a check that is vouched for by the station alone", func(l *recordtest.Log) {
		working(l)
		sealed := l.Event(mate, "r-0001", sop.Event{Kind: "step.chuck", Step: "clean", Mark: string(sop.BySecondPerson)})
		l.Force(record.Sealed{Payload: []byte(strings.Replace(string(sealed.Payload), "step.chuck", "step.check", 1))})
	}},

	"signature-of-another-check": {record.FaultSignature, "the signature of a check of another step", func(l *recordtest.Log) {
		working(l)
		other := check
		other.Step = "spin"
		sealed := l.Signed(mate, sop.Assistant, "r-0001", check)
		sealed.Signature = l.Signed(mate, sop.Assistant, "r-0001", other).Signature
		l.Force(sealed)
	}},
	"key-of-who-performs": {record.FaultKey, "a check that who performs the step signed with their own key, under a colleague's name", func(l *recordtest.Log) {
		working(l)
		l.Force(l.Seal(worker, l.Signed(mate, sop.Assistant, "r-0001", check).Payload))
	}},
	"prev-check-again": {record.FaultPrev, "a check that was signed once and logged for a second time", func(l *recordtest.Log) {
		working(l)
		sealed := l.Signed(mate, sop.Assistant, "r-0001", check)
		l.Append(sealed)
		say(l, worker, sop.Event{Kind: sop.StepReopened, Step: "clean", Reason: "spilt"})
		l.Force(sealed)
	}},
	"statement-with-the-work-of-another": {record.FaultStatement, "a sentence that leaves out who did a step before the hand-over", func(l *recordtest.Log) {
		working(l)
		say(l, worker, recordtest.Done("clean")[1])
		handOverNow(l)
		say(l, mate, sop.Event{Kind: sop.StepDone, Step: "spin"})
		l.Force(l.Act(mate, sop.Assistant, listing(l), func(e *record.Entry) {
			l.State.Say(e, l.Past)
			e.Statement = strings.Replace(e.Statement, ", 1 by Kim Oh (kim.oh)", "", 1)
		}))
	}},
	"statement-performed-by-another": {record.FaultStatement, "a run of which another did every step, signed as performed", func(l *recordtest.Log) {
		working(l)
		say(l, worker, recordtest.Done("clean")[1])
		handOverNow(l)
		l.Force(l.Act(mate, sop.Assistant, listing(l), func(e *record.Entry) {
			l.State.Say(e, l.Past)
			e.Meaning = "performed"
		}))
	}},
	"statement-of-another-owner": {record.FaultStatement, "a sentence that names another colleague as the one whose run was taken", func(l *recordtest.Log) {
		working(l)
		body := &record.RunAct{Run: "r-0001", Event: seize}
		honest := l.State.Statement(&record.Entry{Type: record.KindTake, Person: boss, Role: sop.Supervisor, At: record.At(l.Now), Body: body}, l.Past)
		l.Force(l.Act(boss, sop.Supervisor, body, func(e *record.Entry) {
			e.Statement = strings.Replace(honest, "Kim Oh (kim.oh)", "Zoe Ash (zoe.ash)", 1)
		}))
	}},

	"role-release-as-assistant":      {record.FaultRole, "a hold that only a supervisor releases, released by an assistant", signed(mate, sop.Assistant, release)},
	"role-release-as-supervisor":     {record.FaultRole, "an assistant who releases a hold as supervisor", signed(mate, sop.Supervisor, release)},
	"role-takeover-as-assistant":     {record.FaultRole, "an assistant who takes over a run that nobody offered", signed(mate, sop.Assistant, seize)},
	"role-second-reading-by-trainee": {record.FaultRole, "a trainee as second person", told("tim.fox", second, trainee)},
	"role-read-by-administrator": {record.FaultRole, "an open item read by somebody who may not carry out a procedure", told("eve.poe", item, func(l *recordtest.Log) {
		l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("eve.poe", "Eve Poe", sop.Administrator)))
		offered(l)
	})},

	"duties-own-check":          {record.FaultDuties, "a person who checks their own step", signed(worker, sop.Assistant, check)},
	"duties-own-release":        {record.FaultDuties, "a supervisor who releases the hold of their own run", signed(boss, sop.Supervisor, release, doing(boss, sop.Supervisor, seize))},
	"duties-own-second-reading": {record.FaultDuties, "a person who is their own second person", told(worker, second)},
	"duties-own-open-item":      {record.FaultDuties, "a person who takes their own run over", told(worker, item, offered)},
	"duties-own-takeover":       {record.FaultDuties, "a person who takes their own run over", signed(worker, sop.Assistant, take, offered)},
	"duties-own-decision":       {record.FaultDuties, "a supervisor who decides about their own run", signed(boss, sop.Supervisor, goOn, doing(boss, sop.Supervisor, seize))},
	"duties-check-after-hand-over": {record.FaultDuties, "a person who hands the run over to check the step they performed", func(l *recordtest.Log) {
		handOver(l)
		l.Force(l.Signed(worker, sop.Assistant, "r-0001", check))
	}},
	"duties-second-after-hand-over": {record.FaultDuties, "a second reading by who took the first, after the run was handed over", func(l *recordtest.Log) {
		handOver(l)
		l.Force(l.Event(worker, "r-0001", second))
	}},
	"duties-review-of-a-former-run": {record.FaultDuties, "a review by a supervisor who had the run for a while", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, seize)
		sign(l, boss, sop.Supervisor, offer)
		sign(l, worker, sop.Assistant, take)
		finish(l, worker, sop.Assistant, "taken over")
		l.Force(l.Act(boss, sop.Supervisor, l.ReviewBody(l.Tree.Size()-1)))
	}},

	"run-take-without-offer":    {record.FaultRun, "a run that a colleague takes and nobody had handed over", signed(mate, sop.Assistant, take)},
	"run-take-after-withdrawal": {record.FaultRun, "a run that a colleague takes after the offer was withdrawn", signed(mate, sop.Assistant, take, offered, func(l *recordtest.Log) { say(l, worker, withdraw) })},
	"run-offer-twice":           {record.FaultRun, "a second offer while one stands", signed(worker, sop.Assistant, offer, offered)},
	"run-offer-of-a-colleague":  {record.FaultRun, "a colleague who hands somebody else's run over", signed(mate, sop.Assistant, offer)},
	"run-withdraw-nothing":      {record.FaultRun, "an offer withdrawn that nobody made", told(worker, withdraw)},
	"run-withdrawn-by-another":  {record.FaultRun, "an offer withdrawn by a colleague", told(mate, withdraw, offered)},
	"run-item-without-offer":    {record.FaultRun, "an open item that was read though nobody hands the run over", told(mate, item)},
	"run-step-while-offered":    {record.FaultRun, "a step that was done while the run waits to be taken over", told(worker, recordtest.Done("clean")[1], offered)},
	"run-check-while-offered":   {record.FaultRun, "a check while the run waits to be taken over", signed(mate, sop.Assistant, check, offered)},
	"run-signed-while-offered": {record.FaultRun, "a completion while the run waits to be taken over", func(l *recordtest.Log) {
		working(l)
		offered(l)
		l.Force(complete(l))
	}},
	"run-step-of-a-former-owner": {record.FaultRun, "a step by who has handed the run over", func(l *recordtest.Log) {
		handOver(l)
		l.Force(l.Event(worker, "r-0001", recordtest.Done("clean")[1]))
	}},
	"run-signed-by-a-former-owner": {record.FaultRun, "a completion by who has handed the run over", func(l *recordtest.Log) {
		handOver(l)
		l.Force(complete(l))
	}},
	"run-take-after-stop":      {record.FaultRun, "a run that a colleague takes after it was stopped", signed(mate, sop.Assistant, take, stopped)},
	"run-check-after-stop":     {record.FaultRun, "a check of a run that was stopped", signed(mate, sop.Assistant, check, stopped)},
	"run-step-after-decision":  {record.FaultRun, "a step of a run that a supervisor has abandoned", told(worker, recordtest.Done("clean")[1], doing(boss, sop.Supervisor, abandon))},
	"run-decided-not-started":  {record.FaultRun, "a decision about a run that was never started", func(l *recordtest.Log) { l.Force(l.Signed(boss, sop.Supervisor, "r-0009", goOn)) }},
	"run-linked-not-completed": {record.FaultRun, "a linked run that was not completed", told(worker, sop.Event{Kind: sop.LinkedDone, Step: "clean", Value: "r-0002"}, func(l *recordtest.Log) { l.Append(l.Start(boss, "r-0002")...) })},

	"counts-takeover-left-out": {record.FaultCounts, "a completion that does not list that the run was taken over", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, seize)
		l.Force(l.Act(boss, sop.Supervisor, l.CompletionBody("r-0001")))
	}},
	"counts-step-to-do-again": {record.FaultCounts, "a completion that counts a step as done that was opened again", func(l *recordtest.Log) {
		working(l)
		say(l, worker, recordtest.Done("clean")[1], sop.Event{Kind: sop.StepReopened, Step: "clean"})
		b := l.CompletionBody("r-0001")
		b.Counts.Done = 1
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-abandoned-as-complete": {record.FaultCounts, "a run that a supervisor has abandoned, signed as complete", func(l *recordtest.Log) {
		working(l)
		sign(l, boss, sop.Supervisor, abandon)
		b := l.CompletionBody("r-0001")
		b.Outcome, b.Reason = record.Complete, ""
		l.Force(l.Act(worker, sop.Assistant, b))
	}},
	"counts-exception-of-no-step": {record.FaultCounts, "a deviation that is listed for no step", func(l *recordtest.Log) {
		l.Append(deviations(l, 1)...)
		l.Force(l.Act(worker, sop.Assistant, listing(l, fmt.Sprintf("%s@", record.Deviation))))
	}},
}
