package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// scenario is how one test vector is made.
type scenario struct {
	expect  record.FaultCode // "ok", or the first fault
	comment string
	make    func(l *recordtest.Log)
}

const (
	admin  = recordtest.Admin
	boss   = recordtest.Boss
	worker = recordtest.Worker
)

func complete(l *recordtest.Log, change ...func(*record.Entry)) record.Sealed {
	return l.Act(worker, sop.Assistant, l.CompletionBody("r-0001"), change...)
}

// finished is a log with one run, ready to be signed.
func finished(l *recordtest.Log) {
	l.Append(l.Start(worker, "r-0001", recordtest.Done("clean")...)...)
}

// respelt is a completion whose payload is changed before it is signed.
func respelt(old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		finished(l)
		payload := bytes.Replace(complete(l).Payload, []byte(old), []byte(replacement), 1)
		if !bytes.Contains(payload, []byte(replacement)) {
			l.T.Fatalf("no %q in the payload", old)
		}
		l.Force(l.Seal(worker, payload))
	}
}

// forced is an entry that only somebody with the station's key could append.
func forced(make func(l *recordtest.Log) record.Sealed) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		finished(l)
		l.Force(make(l))
	}
}

func body[B record.Body](e *record.Entry) B { return e.Body.(B) }

// scenarios make every file of testdata/vectors. The log begins with three
// people and an approved procedure.
var scenarios = func() map[string]scenario {
	all := maps.Clone(sound)
	maps.Copy(all, faulty)
	maps.Copy(all, soundRuns)
	maps.Copy(all, faultyRuns)
	maps.Copy(all, clocks)
	maps.Copy(all, amended)
	maps.Copy(all, keyed)
	maps.Copy(all, governed)
	maps.Copy(all, ended)
	maps.Copy(all, disposed)
	maps.Copy(all, copies)
	maps.Copy(all, limits)
	maps.Copy(all, ends)
	maps.Copy(all, returned)
	maps.Copy(all, kept)
	maps.Copy(all, controls)
	maps.Copy(all, watchedRuns)
	maps.Copy(all, assessedRuns)
	maps.Copy(all, evidenced)
	maps.Copy(all, planned)
	maps.Copy(all, pictured)
	return all
}()

// sound are logs without a fault.
var sound = map[string]scenario{
	"ok-people-and-approval": {"ok", "a station with three people and one approved procedure", func(*recordtest.Log) {}},
	"ok-completion-and-review": {"ok", "a run, its completion, and the countersignature of a supervisor", func(l *recordtest.Log) {
		at := l.Perform(worker, "r-0001")
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	}},
	"ok-interleaved-runs": {"ok", "two runs whose entries stand between each other", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001")...)
		l.Append(l.Start(boss, "r-0002")...)
		for i := range 3 {
			step := fmt.Sprintf("step-%d", i)
			l.Append(l.Fact(worker, &record.RunEvent{Run: "r-0001", Event: recordtest.Done(step)[1]}))
			l.Append(l.Fact(boss, &record.RunEvent{Run: "r-0002", Event: recordtest.Done(step)[1]}))
		}
		l.Append(complete(l))
		l.Append(l.Act(boss, sop.Supervisor, l.CompletionBody("r-0002")))
	}},
	"ok-stopped": {"ok", "a run that was stopped, with its reason", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001", sop.Event{Kind: sop.RunStopped, Reason: "fire alarm"})...)
		l.Append(complete(l))
	}},
	"ok-complete-except": {"ok", "a run with a step not done, a deviation and a correction", func(l *recordtest.Log) {
		l.Append(l.Start(worker, "r-0001",
			sop.Event{Kind: sop.ValueRecorded, Step: "temp", Field: "t", Index: 1, Value: "9.2", Raw: "9,2", Unit: "°C", Mark: "ABOVE 8.0 °C"},
			sop.Event{Kind: sop.DeviationOpened, Step: "temp", Index: 1, Reason: "Temperature 9.2 °C: ABOVE 8.0 °C"},
			sop.Event{Kind: sop.ValueCorrected, Step: "temp", Field: "t", Index: 1, Value: "8.2", Old: "9.2", Reason: "misread <the> \"display\" \\"},
			sop.Event{Kind: sop.StepDone, Step: "temp"}, sop.Event{Kind: sop.StepNotRequired, Step: "warm", Reason: "t > 20"},
			sop.Event{Kind: sop.StepNotApplicable, Step: "lid", Reason: "no lid"}, sop.Event{Kind: sop.StepNotDone, Step: "spin", Reason: "no rotor"})...)
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{
			{Action: "told Bo", Kind: record.Deviation, Step: "temp", Text: "Temperature 9.2 °C: ABOVE 8.0 °C"},
			{Kind: record.Corrected, Step: "temp", Text: "t 9.2 -> 8.2 °C: misread <the> \"display\" \\"},
			{Kind: record.NotApplicable, Step: "lid", Text: "not applicable: no lid"},
		}
		l.Append(l.Act(worker, sop.Assistant, b))
	}},
	"ok-exceptions-cut": {"ok", "a list of exceptions that had to be cut, and says so", func(l *recordtest.Log) {
		l.Append(deviations(l, 3)...)
		b := l.CompletionBody("r-0001")
		b.Exceptions = []record.Exception{{Kind: record.Deviation, Step: "a", Text: "x"}, {Kind: record.More, Text: record.MoreText(2)}}
		l.Append(l.Act(worker, sop.Assistant, b))
	}},
	"ok-names-in-other-letters": {"ok", "names with accents and in other scripts, and a clock east of Greenwich", func(l *recordtest.Log) {
		enrol := l.EnrolBody("sian.o", "Siân Ó Néill 健一", sop.Trainee)
		l.Append(l.Act(admin, sop.Administrator, enrol, func(e *record.Entry) { e.Clock.Offset = 345 }))
		l.Append(l.Start("sian.o", "r-0001")...)
		l.Append(l.Act("sian.o", sop.Trainee, l.CompletionBody("r-0001"), func(e *record.Entry) { e.Clock.Offset = -210 }))
	}},
	"ok-clock-set-back": {"ok", "a clock that was set back, which is an entry of its own", func(l *recordtest.Log) {
		before := record.At(l.State.Latest)
		l.Now = l.Now.Add(-time.Hour)
		l.Append(l.Fact("", &record.ClockBack{Before: before}))
		l.Perform(worker, "r-0001")
	}},
	"ok-failed-passphrases": {"ok", "wrong passphrases up to the lock, and a supervisor's unlock", func(l *recordtest.Log) {
		for n := 1; n <= record.MaxFailures; n++ {
			l.Append(l.Fact(worker, &record.UnlockFailed{Count: n}))
		}
		l.Append(l.Act(boss, sop.Supervisor, &record.Unlock{Person: worker, Reason: "forgot it over the holidays"}))
		l.Perform(worker, "r-0001")
	}},
	"ok-role-changed": {"ok", "an assistant who becomes supervisor and then reviews", func(l *recordtest.Log) {
		at := l.Perform(colleague(l), "r-0001")
		l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: "promoted", Roles: []sop.Role{sop.Assistant, sop.Supervisor}}))
		l.Append(l.Act(worker, sop.Supervisor, l.ReviewBody(at)))
	}},
	"ok-signed-later": {"ok", "a completion that was signed some minutes after it was shown, while the log went on", func(l *recordtest.Log) {
		finished(l)
		shown := complete(l)
		l.Now = l.Now.Add(10 * time.Minute)
		l.Append(l.Start(boss, "r-0002")...)
		l.Append(shown)
	}},
}

// deviations start a run and open so many deviations.
func deviations(l *recordtest.Log, n int) []record.Sealed {
	var events []sop.Event
	for i := range n {
		events = append(events, sop.Event{Kind: sop.DeviationOpened, Step: "a", Index: i + 1, Reason: "x"})
	}
	return l.Start(worker, "r-0001", events...)
}

// colleague enrols another assistant.
func colleague(l *recordtest.Log) string {
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("zoe.ash", "Zoe Ash", sop.Assistant)))
	return "zoe.ash"
}

// nothing is the completion of a run that was only started.
func nothing(l *recordtest.Log) *record.Completion {
	l.Append(l.Start(worker, "r-0001")...)
	return l.CompletionBody("r-0001")
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// made returns the log of a scenario.
func (s scenario) made(t testing.TB) *recordtest.Log {
	l := recordtest.New(t)
	s.make(l)
	return l
}
