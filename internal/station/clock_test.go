package station_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/needs"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// ticks lets the bench's machine tell how long it runs.
func (b *bench) ticks() {
	b.t.Helper()
	b.booted = b.now.Add(-time.Hour)
	b.cfg.Uptime = func() (time.Duration, bool) { return b.now.Sub(b.booted), true }
	b.reopen()
	b.start(worker) // the first fact that says so
}

// moveClock sets the clock while the machine runs on.
func (b *bench) moveClock(by time.Duration) { b.now, b.booted = b.now.Add(by), b.booted.Add(by) }

// doubt lets the run say that the clock was moved, as the station asks for it.
func (b *bench) doubt(name, person string) {
	b.t.Helper()
	if err := b.CheckClock(); err != nil {
		b.t.Fatal(err)
	}
	got, err := b.LoadRun(name)
	if err != nil || got.Moved == 0 {
		b.t.Fatalf("run = %+v, %v: the clock was not moved", got, err)
	}
	b.do(name, person, run.DoubtClock{By: got.Moved})
}

// lastKind returns the type of the log's last entry.
func (b *bench) lastKind() record.Kind {
	b.t.Helper()
	raw, err := b.Entry(b.About().Entries - 1)
	if err != nil {
		b.t.Fatal(err)
	}
	e, err := record.Decode(raw.Payload)
	if err != nil {
		b.t.Fatal(err)
	}
	return e.Type
}

var waiting = textOf("2.4", "S26", `1. Soak the bowl. `+"`#soak, wait 15 min, S26`"+`
2. Wipe it. `+"`#wipe`"+`
`)

func TestAWaitIsNotShortenedByAClockThatIsSetForward(t *testing.T) {
	b := newBench(t)
	b.ticks()
	name := b.startOf(waiting, worker)
	b.do(name, worker, run.Begin{}, run.StartWait{})
	entries := b.About().Entries
	b.moveClock(30 * time.Minute)
	done := []sop.Event{{Kind: sop.StepDone, Step: "soak"}, {Kind: sop.StepStarted, Step: "wipe"}}
	var moved *station.ClockError
	if _, err := b.AppendEvents(name, worker, b.after(name), done); !errors.As(err, &moved) || moved.By != 30*time.Minute {
		t.Fatalf("err = %v, want the clock", err)
	}
	if want := "the clock of this machine was set forward by 30 min; timers of this run are marked"; moved.Error() != want {
		t.Errorf("error = %q, want %q", moved, want)
	}
	if got := b.About().Entries; got != entries+1 || b.lastKind() != record.KindClockJump {
		t.Errorf("%d entries were written, the last a %s", got-entries, b.lastKind())
	}
	if _, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.ClockDoubted, Step: "soak", Value: "60000"}}); !errors.As(err, &moved) {
		t.Errorf("a doubt of a minute: %v, want the clock", err)
	}
	b.doubt(name, worker)
	if _, err := b.AppendEvents(name, worker, b.after(name), done); !errors.Is(err, station.ErrRules) {
		t.Errorf("after a second of soaking: %v, want ErrRules", err)
	}
	b.now = b.now.Add(15 * time.Minute)
	b.do(name, worker, run.Complete{}, run.Complete{})
	got, err := b.Record(b.sign(b.prepare(name, worker)))
	if err != nil || len(got.Exceptions) != 1 || got.Exceptions[0].Kind != record.ClockMoved {
		t.Errorf("record = %+v, %v: it does not say that the clock was moved", got, err)
	}
}

// What is open is not called overdue by a clock that was set forward: it is in doubt.
func TestNoRunIsOverdueByAClockThatWasSetForward(t *testing.T) {
	b := newBench(t)
	b.ticks()
	name := b.startOf(strings.Replace(waiting, "mode: read-do", "mode: read-do\ncomplete-within: 2 h", 1), worker)
	b.do(name, worker, run.Begin{})
	b.now = b.now.Add(time.Hour)
	b.moveClock(5 * time.Hour)
	listed := func() model.OpenRun {
		t.Helper()
		i := slices.IndexFunc(b.OpenRuns(), func(o model.OpenRun) bool { return o.ID == name })
		return b.OpenRuns()[i]
	}
	for _, when := range []string{"before the log knows", "after"} {
		if o := listed(); o.Need == run.NeedDecision || len(o.Timers) != 1 || !o.Timers[0].Doubtful || o.Timers[0].Over(b.now) {
			t.Errorf("%s: %+v", when, o)
		}
		if err := b.CheckClock(); err != nil {
			t.Fatal(err)
		}
	}
	b.doubt(name, worker)
	b.now = b.now.Add(90 * time.Minute)
	if o := listed(); o.Need != run.NeedDecision {
		t.Errorf("after its time by the clock of the machine: %+v", o)
	}
}

func TestEveryOpenRunSaysThatTheClockWasSetBack(t *testing.T) {
	b := newBench(t)
	b.ticks()
	one, two := b.startOf(waiting, worker), b.startOf(waiting, boss)
	b.do(one, worker, run.Begin{})
	b.do(two, boss, run.Begin{})
	b.moveClock(-time.Hour)
	if err := b.CheckClock(); err != nil || b.lastKind() != record.KindClockJump {
		t.Fatalf("the last entry is a %s, %v", b.lastKind(), err)
	}
	before := b.About().Entries
	if err := b.CheckClock(); err != nil || b.About().Entries != before {
		t.Errorf("it was written again (%v)", err)
	}
	for name, person := range map[string]string{one: worker, two: boss} {
		if got, err := b.LoadRun(name); err != nil || got.Moved != -time.Hour {
			t.Errorf("moved by %v, %v", got.Moved, err)
		}
		b.doubt(name, person)
		if got, err := b.LoadRun(name); err != nil || got.Moved != 0 {
			t.Errorf("still moved by %v, %v", got.Moved, err)
		}
	}
	later := b.startOf(waiting, admin)
	b.do(later, admin, run.Begin{}) // has seen no other clock
}

func TestAnActIsSignedWhileARunHasToSayThatTheClockWasMoved(t *testing.T) {
	b := newBench(t)
	b.ticks()
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{})
	b.moveClock(time.Hour)
	b.act(name, boss, run.TakeOver{As: sop.BySupervisor, Reason: "Kim was called away"})
	var moved *station.ClockError
	if _, err := b.AppendEvents(name, boss, b.after(name), []sop.Event{{Kind: sop.StepDone, Step: "clean"}}); !errors.As(err, &moved) {
		t.Errorf("err = %v, want the clock", err)
	}
	b.doubt(name, boss)
	b.do(name, boss, run.Complete{})
}

func TestWithoutEvidenceOnlyAClockThatWentBackIsSeen(t *testing.T) {
	b := newBench(t)
	b.ticks()
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{})
	b.cfg.Machine.Boot = "b2" // the machine was off
	b.booted = b.now
	b.reopen()
	b.now = b.now.Add(time.Hour)
	b.do(name, worker, run.Complete{})
	b.cfg.Uptime = func() (time.Duration, bool) { return 0, false }
	b.reopen()
	b.now = b.now.Add(-30 * time.Minute)
	if err := b.CheckClock(); err != nil || b.lastKind() != record.KindClockBack {
		t.Errorf("the last entry is a %s, %v; want clock.back", b.lastKind(), err)
	}
	b.doubt(name, worker)
	b.do(name, worker, run.Complete{})
}

func TestAMachineThatSleptBetweenTwoReadingsProvesNothing(t *testing.T) {
	b := newBench(t)
	b.ticks()
	before, up := b.About().Entries, time.Hour
	b.cfg.Uptime = func() (time.Duration, bool) { up += time.Minute; return up, true }
	b.reopen()
	b.start(worker)
	if got := b.About().Entries; got != before+1 || b.lastKind() != record.KindRunStart {
		t.Errorf("%d entries, the last a %s", got-before, b.lastKind())
	}
}

func TestAnEventThatIsKeptWithItsOwnTimeMovesNoClock(t *testing.T) {
	b := newBench(t)
	b.ticks()
	name := b.start(worker)
	b.do(name, worker, run.Begin{})
	b.now = b.now.Add(time.Minute)
	at := b.now.Add(-30 * time.Second)
	kept, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.StepDone, Step: "clean", At: at}, {Kind: sop.StepStarted, Step: "spin", At: at}})
	if err != nil || !kept[0].At.Equal(at) {
		t.Errorf("kept = %+v, %v", kept, err)
	}
	b.do(name, worker, run.Complete{})
	if got, err := b.LoadRun(name); err != nil || got.Moved != 0 {
		t.Errorf("moved by %v, %v", got.Moved, err)
	}
}

func TestTheSystemSaysHowLongItRuns(t *testing.T) {
	first, ok := station.Uptime()
	if !ok {
		needs.Skip(t, "this system does not say")
	}
	if second, ok := station.Uptime(); !ok || first <= 0 || second < first || second > first+time.Minute {
		t.Errorf("up for %v and then for %v", first, second)
	}
}

func TestAStationThatIsNotSetUpHasNoClockToCheck(t *testing.T) {
	s, err := station.Open(config(t.TempDir(), opening))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CheckClock(); !errors.Is(err, station.ErrNotSetUp) {
		t.Errorf("err = %v, want ErrNotSetUp", err)
	}
	if _, err := s.Prepare(boss, model.InRun{Run: "r-none", Event: sop.Event{Kind: sop.StepChecked}}); !errors.Is(err, station.ErrNotSetUp) {
		t.Errorf("err = %v, want ErrNotSetUp", err)
	}
	if _, err := s.Linked("r-none", "SOP-CEN-014", opening()); !errors.Is(err, station.ErrNotSetUp) {
		t.Errorf("err = %v, want ErrNotSetUp", err)
	}
}
