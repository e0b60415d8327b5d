package record_test

import (
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// everyKind is a log with an entry of every kind: one run that was checked,
// released, handed over, decided on, amended, reviewed and disposed of, in which
// what two keys signed is disputed.
func everyKind(t testing.TB) *recordtest.Log {
	l := recordtest.New(t)
	mate := colleague(l)
	value := sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "t", Index: 1, Value: "5.1", Unit: "°C"}
	l.Append(l.Start(worker, "r-0001", append(recordtest.Done("clean"), value)...)...)
	second := sop.Event{Kind: sop.StepChecked, Step: "clean", Mark: string(sop.BySecondPerson), Value: "5.1"}
	l.Append(l.Signed(mate, sop.Assistant, "r-0001", second))
	second.Kind, second.Value, second.Mark = sop.HoldReleased, "", string(sop.BySupervisor)
	l.Append(l.Signed(boss, sop.Supervisor, "r-0001", second), l.Signed(worker, sop.Assistant, "r-0001", offer))
	l.Append(l.Signed(mate, sop.Assistant, "r-0001", take))
	l.Append(l.Signed(boss, sop.Supervisor, "r-0001", sop.Event{Kind: sop.RunDecided, Value: sop.Continue, Reason: "the rotor stands"}))
	l.Append(l.Fact(mate, &record.UnlockFailed{Count: 1}))
	l.Append(l.Act(boss, sop.Supervisor, &record.Unlock{Person: mate, Reason: "she asked"}))
	l.Append(l.Event(mate, "r-0001", sop.Event{Kind: sop.IncidentRaised, Step: "clean", Reason: "a tube broke in the rotor"}))
	l.Append(l.Act(boss, sop.Supervisor, closeBody(l, l.Tree.Size()-1, "W-1")))
	done := l.CompletionBody("r-0001")
	done.Exceptions = []record.Exception{{Kind: record.Decided, Text: "the rotor stands"}}
	done.Exceptions = append(done.Exceptions, record.Exception{Kind: record.Raised, Step: "clean", Text: "a tube broke in the rotor"})
	l.Append(l.Act(mate, sop.Assistant, done))
	at := l.Tree.Size() - 1
	l.Append(l.Act(boss, sop.Supervisor, returnBody(l, at)))
	l.Append(l.Act(worker, sop.Assistant, answerBody(l, at, l.Tree.Size()-1)))
	l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.1", "5.4")))
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	keepHouse(l, mate)
	govern(l, mate)
	wrongClock(l)
	l.Append(l.Fact("", &record.Backup{Entries: l.Tree.Size()}))
	l.Append(l.Fact("", &record.Restore{Entries: l.Tree.Size(), Backup: strings.Repeat("cd", 32)}))
	l.Append(l.Fact(boss, &record.Export{Entries: l.Tree.Size(), Size: l.Tree.Size(), Manifest: strings.Repeat("ab", 32)}))
	l.Now = l.Now.AddDate(12, 1, 0)
	l.Append(l.Act(boss, sop.Supervisor, figured(l, "a", "b")))
	l.Append(l.Act(admin, sop.Administrator, disposeBody(l)))
	l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, l.Tree.Size()-1)))
	l.Append(l.Act(admin, sop.Administrator, &record.LogClose{Reason: "the year is over"}))
	return l
}

// keepHouse says what is due, in service and to be read, and leaves a note.
func keepHouse(l *recordtest.Log, mate string) {
	l.Append(l.Act(worker, sop.Assistant, missedBody("2026-11-22", "2026-11-22", 1)))
	l.Append(l.Act(worker, sop.Assistant, assetBody(record.Out)))
	l.Append(l.Act(boss, sop.Supervisor, calendarBody("2026-12-24", "2027-01-03", record.ClosedDays)))
	l.Append(l.Act(boss, sop.Supervisor, settingsBody()))
	l.Append(l.Act(boss, sop.Supervisor, dutyBody(record.On)))
	l.Append(l.Act(mate, sop.Assistant, readBody()))
	l.Append(l.Act(admin, sop.Administrator, terminalBody(record.On)))
	l.Append(l.Fact(worker, &record.Note{Text: "rotor 2 squeaks"}))
	l.Append(l.Fact(boss, &record.NoteRead{Position: l.Tree.Size() - 1}))
}

// govern changes what people may do, takes keys away and retires the procedure.
func govern(l *recordtest.Log, mate string) {
	assessed := watched("r-0001")
	assessed.Person = mate
	l.Append(l.Act(boss, sop.Supervisor, assessed))
	l.Append(l.Act(mate, sop.Assistant, wordBody(l, l.Tree.Size()-1, record.No, differs)))
	l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: mate, Reason: "promoted", Roles: []sop.Role{sop.Assistant, sop.Supervisor}}))
	l.Rotate(worker, sop.Assistant, worker, nextKey)
	l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(worker, worker, 6)))
	l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(mate, mate, 12)))
	l.Append(l.Act(admin, sop.Supervisor, accessOf(l, "one key is to be given again")))
	retired(l)
	schemed(l)
	l.Append(l.Act(boss, sop.Supervisor, evidenceBody()))
	l.Append(l.Act(boss, sop.Supervisor, ownBody()))
}

// wrongClock sets the clock forward while the machine runs, and back at its next start.
func wrongClock(l *recordtest.Log) {
	l.Booted = l.Now.Add(-time.Hour)
	l.Append(l.Fact(boss, &record.UnlockFailed{Count: 1}))
	l.MoveClock(time.Hour)
	l.Append(l.ClockFact())
	l.Booted = time.Time{}
	l.MoveClock(-30 * time.Minute)
	l.Append(l.ClockFact())
}
