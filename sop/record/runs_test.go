package record_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestWhoSignsAnEventOfARunReadsItInOneSentence(t *testing.T) {
	l := recordtest.New(t)
	working(l)
	when := "on 22 Nov 2026 at 09:00 (UTC+00:00)"
	bare := func(e sop.Event) sop.Event {
		e.Value, e.Reason = "", ""
		return e
	}
	passed := take
	passed.Reason = "as agreed"
	for want, e := range map[string]sop.Event{
		"checked step clean of SOP-CEN-014 v2.1, run r-0001, " + when + ", as second person. Own readings: t 5.0 °C":          check,
		"checked step clean of SOP-CEN-014 v2.1, run r-0001, " + when + ", as second person.":                                 bare(check),
		"released the hold at step clean of SOP-CEN-014 v2.1, run r-0001, " + when + ", as supervisor. Note: controls are in": release,
		"released the hold at step clean of SOP-CEN-014 v2.1, run r-0001, " + when + ", as supervisor.":                       bare(release),
		"handed over SOP-CEN-014 v2.1, run r-0001, " + when + ". Note: the rotor still turns":                                 offer,
		"took over SOP-CEN-014 v2.1, run r-0001, from Kim Oh (kim.oh) " + when + ".":                                          take,
		"took over SOP-CEN-014 v2.1, run r-0001, from Kim Oh (kim.oh) " + when + ". Reason: as agreed":                        passed,
		"took over SOP-CEN-014 v2.1, run r-0001, from Kim Oh (kim.oh) " + when + ". Reason: Kim was called away":              seize,
		"decided to continue SOP-CEN-014 v2.1, run r-0001, of Kim Oh (kim.oh) " + when + ". Reason: the samples kept":         goOn,
		"decided to abandon SOP-CEN-014 v2.1, run r-0001, of Kim Oh (kim.oh) " + when + ". Reason: the samples did not keep":  abandon,
	} {
		entry := record.NewEntry(&record.RunAct{Run: "r-0001", Event: e})
		entry.Person, entry.Role, entry.At = boss, sop.Supervisor, record.At(l.Now)
		if got := l.State.Statement(entry, l.Past); got != "I, Bo Ray (bo.ray, supervisor), "+want {
			t.Errorf("%s\nwant I, Bo Ray (bo.ray, supervisor), %s", got, want)
		}
	}
}

func TestARunIsWithEachOwnerAndKnowsThemAll(t *testing.T) {
	l := recordtest.New(t)
	handOver(l)
	r := l.State.Open["r-0001"]
	if r.Person != mate || strings.Join(r.Owners, " ") != worker+" "+mate || r.Offer != "" {
		t.Errorf("the run is of %s, of %v before; offer %q", r.Person, r.Owners, r.Offer)
	}
	sign(l, mate, sop.Assistant, offer)
	if r.Offer != offer.Reason {
		t.Errorf("offer = %q", r.Offer)
	}
	sign(l, boss, sop.Supervisor, abandon)
	if r.Offer != "" || !r.Tally.Stopped || r.Tally.Reason != abandon.Reason {
		t.Errorf("an abandoned run is still offered: %+v", r.Tally)
	}
	finish(l, mate, sop.Assistant)
	if done, ok := l.Past.Performed(l.Tree.Size() - 1); !ok || strings.Join(done.Owners, " ") != worker+" "+mate {
		t.Errorf("performed = %+v", done)
	}
}

// A clock can be moved as often as one likes: what a run says of it adds up to
// the difference between its clock and the time that really went by.
func TestWhatARunSaysOfItsClockAddsUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := recordtest.New(t)
		ticking(l)
		var total, said time.Duration
		for range rapid.IntRange(1, 8).Draw(rt, "moves") {
			by := time.Duration(rapid.Int64Range(-7200_000, 7200_000).Draw(rt, "ms")) * time.Millisecond
			l.MoveClock(by)
			total += by
			if l.MovedClock() {
				l.Append(l.ClockFact())
			}
			if want := l.State.Open["r-0001"].Doubt(); want != "" && rapid.Bool().Draw(rt, "say") {
				moved := l.State.Open["r-0001"].Moved
				said += moved
				say(l, worker, doubt(moved))
			}
			if l.State.Open["r-0001"].Doubt() == "" {
				say(l, worker, next)
			}
		}
		if got := said + l.State.Open["r-0001"].Moved; (got - total).Abs() > record.FactLag {
			rt.Fatalf("the run was moved by %v, the clock by %v", got, total)
		}
	})
}

func TestAMovedClockKeepsNobodyWaiting(t *testing.T) {
	l := recordtest.New(t)
	ticking(l)
	l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	l.MoveClock(-time.Hour)
	l.Append(l.ClockFact())
	if p := l.State.People[worker]; p.LastFailure.After(l.State.Latest) {
		t.Errorf("the last failure was at %v, and it is %v", p.LastFailure, l.State.Latest)
	}
}

// Whoever signs a run that they took over signs for what they did, and for who did the rest.
func TestASignatureSaysWhoDidTheStepsBeforeAHandOver(t *testing.T) {
	done := func(person, step string) func(*recordtest.Log) {
		return func(l *recordtest.Log) { say(l, person, sop.Event{Kind: sop.StepDone, Step: step}) }
	}
	again := func(l *recordtest.Log) { say(l, mate, sop.Event{Kind: sop.StepReopened, Step: "clean"}) }
	not := func(l *recordtest.Log) {
		say(l, mate, sop.Event{Kind: sop.StepNotDone, Step: "spin", Reason: "no rotor"})
	}
	for want, more := range map[string][]func(*recordtest.Log){
		"signed off SOP-CEN-014 v2.1, run r-0001, on 22 Nov 2026 at 09:00 (UTC+00:00). Outcome: complete. 1 step done, 1 by Kim Oh (kim.oh).":                           {done(worker, "clean"), handOverNow},
		"performed SOP-CEN-014 v2.1, run r-0001, on 22 Nov 2026 at 09:00 (UTC+00:00). Outcome: complete. 2 steps done, 1 by Kim Oh (kim.oh).":                           {done(worker, "clean"), handOverNow, done(mate, "spin")},
		"signed off SOP-CEN-014 v2.1, run r-0001, on 22 Nov 2026 at 09:00 (UTC+00:00). Outcome: complete except 1 item. 1 step done, 1 by Kim Oh (kim.oh), 1 not done.": {done(worker, "clean"), handOverNow, not},
		"performed SOP-CEN-014 v2.1, run r-0001, on 22 Nov 2026 at 09:00 (UTC+00:00). Outcome: complete. 1 step done.":                                                  {done(worker, "clean"), handOverNow, again, done(mate, "clean")},
		"performed SOP-CEN-014 v2.1, run r-0001, on 22 Nov 2026 at 09:00 (UTC+00:00). Outcome: complete. 0 steps done.":                                                 {handOverNow},
	} {
		l := recordtest.New(t)
		working(l)
		for _, f := range more {
			f(l)
		}
		e := l.Entry(mate, l.CompletionBody("r-0001"))
		e.Role = sop.Assistant
		if l.State.Say(e, l.Past); e.Statement != "I, Zoe Ash (zoe.ash, assistant), "+want || !strings.HasPrefix(want, e.Meaning) {
			t.Errorf("as %q: %s\nwant I, Zoe Ash (zoe.ash, assistant), %s", e.Meaning, e.Statement, want)
		}
	}
}
