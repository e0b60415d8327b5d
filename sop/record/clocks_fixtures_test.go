package record_test

import (
	"strconv"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// ticking is a log with an open run, on a machine that tells how long it runs.
func ticking(l *recordtest.Log) {
	l.Booted = l.Now.Add(-time.Hour)
	working(l)
}

// doubt is the event that says how far the clock was moved.
func doubt(by time.Duration) sop.Event {
	return sop.Event{Kind: sop.ClockDoubted, Value: strconv.FormatInt(by.Milliseconds(), 10)}
}

// moved is a log whose clock was moved while the run was open, and says so.
func moved(by time.Duration) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(by)
		l.Append(l.ClockFact())
	}
}

var next = recordtest.Done("clean")[1]

// after forces a fact behind what came before it.
func after(before func(*recordtest.Log), person string, body record.Body) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		before(l)
		l.Force(l.Fact(person, body))
	}
}

func event(e sop.Event) record.Body { return &record.RunEvent{Run: "r-0001", Event: e} }

var clocks = map[string]scenario{
	"ok-clock-set-forward": {"ok", "a clock set forward while the machine ran on, and a run that says so", func(l *recordtest.Log) {
		moved(time.Hour)(l)
		say(l, worker, doubt(time.Hour), next)
		finish(l, worker, sop.Assistant, "clock")
	}},
	"ok-clock-to-and-fro": {"ok", "a clock set back and forward again, of which a run that was open has nothing to say", func(l *recordtest.Log) {
		moved(-time.Hour)(l)
		l.MoveClock(time.Hour)
		l.Append(l.ClockFact())
		say(l, worker, next)
		finish(l, worker, sop.Assistant)
	}},
	"ok-clock-in-two-steps": {"ok", "a clock moved twice, and one doubt about the sum; a signed event needs none before it", func(l *recordtest.Log) {
		moved(time.Hour)(l)
		sign(l, mate, sop.Assistant, check)
		l.MoveClock(-10 * time.Minute)
		l.Append(l.ClockFact())
		say(l, mate, doubt(50*time.Minute), second)
		finish(l, worker, sop.Assistant, "clock")
	}},
	"ok-clock-back-after-a-restart": {"ok", "a clock set back while the machine was off, so that nobody knows how far exactly", func(l *recordtest.Log) {
		ticking(l)
		l.Now, l.Booted = l.Now.Add(-time.Hour), time.Time{}
		before := l.State.Latest
		l.Append(l.ClockFact())
		say(l, worker, doubt(l.State.Latest.Sub(before)), next)
		finish(l, worker, sop.Assistant, "clock")
	}},
	"ok-clock-drifts": {"ok", "a clock that is corrected by a second now and then", func(l *recordtest.Log) {
		ticking(l)
		for _, by := range []time.Duration{1, 1, -1, -2} {
			l.MoveClock(by * time.Second)
			say(l, worker, next)
		}
		finish(l, worker, sop.Assistant)
	}},
	"ok-clock-doubted-after-stop": {"ok", "a clock that was moved after a run was stopped, and a deviation of it", func(l *recordtest.Log) {
		ticking(l)
		stopped(l)
		l.MoveClock(time.Hour)
		l.Append(l.ClockFact())
		say(l, worker, doubt(time.Hour), sop.Event{Kind: sop.DeviationOpened, Step: "clean", Index: 1, Reason: "spilt"})
		finish(l, worker, sop.Assistant, "clock", "deviation@clean")
	}},

	"time-forward-unsaid": {record.FaultTime, "a clock set forward to shorten a wait, and no entry about it", func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(30 * time.Minute)
		l.Force(l.Event(worker, "r-0001", next))
	}},
	"time-creeping-unsaid": {record.FaultTime, "a clock set forward by a second and a half before each step, to shorten a wait", func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(1500 * time.Millisecond)
		say(l, worker, next)
		l.MoveClock(1500 * time.Millisecond)
		l.Force(l.Event(worker, "r-0001", next))
	}},
	"time-back-unsaid": {record.FaultTime, "a clock set back to keep a window open, and no entry about it", func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(-30 * time.Minute)
		l.Force(l.Event(worker, "r-0001", next))
	}},
	"time-jump-made-up": {record.FaultTime, "a clock said to be moved that was not", func(l *recordtest.Log) {
		ticking(l)
		l.Force(l.Fact("", &record.ClockJump{Before: record.At(l.State.Latest), Expected: record.At(l.Now.Add(-time.Hour))}))
	}},
	"time-jump-made-smaller": {record.FaultTime, "a clock said to be moved by less than it was", func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(time.Hour)
		l.Force(l.Fact("", &record.ClockJump{Before: record.At(l.State.Latest), Expected: record.At(l.Now.Add(-time.Minute))}))
	}},
	"time-jump-from-elsewhere": {record.FaultTime, "a clock said to be moved from a time that the log does not have", func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(time.Hour)
		l.Force(l.Fact("", &record.ClockJump{Before: record.At(l.Now), Expected: record.At(l.Now.Add(-time.Hour))}))
	}},
	"time-jump-without-evidence": {record.FaultTime, "a clock said to be moved though nobody could tell", func(l *recordtest.Log) {
		working(l)
		l.MoveClock(time.Hour)
		l.Force(l.Fact("", &record.ClockJump{Before: record.At(l.State.Latest), Expected: record.At(l.Now.Add(-time.Hour))}))
	}},
	"time-back-with-evidence": {record.FaultTime, "a clock said to be set back by an unknown time, though it is known", func(l *recordtest.Log) {
		ticking(l)
		l.MoveClock(-time.Hour)
		l.Force(l.Fact("", &record.ClockBack{Before: record.At(l.State.Latest)}))
	}},
	"time-doubt-missing":   {record.FaultTime, "a run that goes on as if its clock had not been moved", after(moved(time.Hour), worker, event(next))},
	"time-doubt-smaller":   {record.FaultTime, "a run that says of its clock less than the log does", after(moved(time.Hour), worker, event(doubt(time.Minute)))},
	"time-doubt-respelt":   {record.FaultTime, "a doubt in another spelling of the same number", after(moved(time.Hour), worker, event(sop.Event{Kind: sop.ClockDoubted, Value: "+3600000"}))},
	"time-doubt-made-up":   {record.FaultTime, "a run that doubts a clock which was not moved", after(ticking, worker, event(doubt(time.Hour)))},
	"time-doubt-of-naught": {record.FaultTime, "a run that says its clock was moved by nothing", after(ticking, worker, event(doubt(0)))},
}
