package station_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
	"soprun/sop/run"
)

var crowded = textOf("2.1", "S26, K7", `1. Clean the bowl. `+"`#clean, wait 1 min, S26`"+`
2. Read the chamber. `+"`#temp, verify: second person`"+`
   - Temperature: `+"`t: number °C, 2.0 to 8.0, possible -40 to 60`"+`
3. **If** `+"`t out of limits`"+`: tell the lead. `+"`#tell, n/a: ok`"+`
4. Spin it empty. `+"`#spin, within 5 min of #clean, hold: supervisor, K7`"+`
5. Look at the lid. `+"`#lid, any order`"+`
6. Look at the door. `+"`#door, any order`"+`
`)

// shift is a run as its rules walk it, beside the log that keeps it.
type shift struct {
	*recordtest.Log
	rt  *rapid.T
	run run.Run
	by  map[string]sop.Role
}

const theRun = "r-0001"

// TestTheLogTakesWhatTheRulesCauseAndCountsItAlike does random things, by three
// people on a clock that is moved, and gives the log every event of them.
func TestTheLogTakesWhatTheRulesCauseAndCountsItAlike(t *testing.T) {
	page := read(t, crowded)
	signed, kinds := 0, map[sop.EventKind]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		s := &shift{Log: recordtest.New(t), rt: rt, by: map[string]sop.Role{
			recordtest.Worker: sop.Assistant, recordtest.Boss: sop.Supervisor, "zoe.ash": sop.Assistant,
		}}
		s.Append(s.Act(recordtest.Admin, sop.Administrator, s.EnrolBody("zoe.ash", "Zoe Ash", sop.Assistant)))
		s.Booted = s.Now.Add(-time.Hour)
		s.Append(s.Start(recordtest.Worker, theRun)...)
		var err error
		if s.run, err = run.New(page); err != nil {
			t.Fatal(err)
		}
		s.do(run.Begin{}, recordtest.Worker)
		people := []string{recordtest.Worker, recordtest.Worker, recordtest.Boss, "zoe.ash"}
		for range rapid.IntRange(1, 120).Draw(rt, "length") {
			person := rapid.SampledFrom(people).Draw(rt, "person")
			s.Now = s.Now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 20, 90}).Draw(rt, "seconds")) * time.Second)
			s.moveClock()
			if rapid.IntRange(0, 3).Draw(rt, "useful") == 0 {
				s.do(s.action(), person)
			} else {
				s.do(s.next(person))
			}
			s.compare()
		}
		for _, p := range s.Stored {
			if e, err := record.Decode(p.Payload); err == nil {
				if _, event, ok := record.EventOf(e); ok {
					kinds[event.Kind] = true
				}
			}
		}
		if s.run.SignOff() == nil {
			s.sign()
			signed++
		}
	})
	t.Logf("%d runs were signed, with events of %d kinds", signed, len(kinds))
	if signed == 0 || len(kinds) < 15 {
		t.Error("too little was tried")
	}
}

func (s *shift) moveClock() {
	if rapid.IntRange(0, 30).Draw(s.rt, "clock") > 0 {
		return
	}
	s.MoveClock(time.Duration(rapid.SampledFrom([]int{-600, -5, 5, 600}).Draw(s.rt, "by")) * time.Second)
	s.Append(s.ClockFact())
}

// next returns what would bring the run nearer to its end, and by whom. other is
// who does what the performer may not do.
func (s *shift) next(other string) (run.Action, string) {
	performer, why := s.run.Performer(), "for a reason"
	if other == performer {
		other = recordtest.Boss
	}
	if s.run.Offer() != nil {
		if n, _ := s.run.Unopened(other); n > 0 {
			return run.OpenItem{Item: n}, other
		}
		return run.TakeOver{}, other
	}
	step, open := s.run.Current()
	text := rapid.SampledFrom([]string{"5.0", "5.1"}).Draw(s.rt, "reading")
	switch _, _, missing := step.MissingField(); {
	case !open:
		return run.ExplainPace{Text: why}, performer
	case s.run.Paused() != nil:
		return run.Resume{}, performer
	case step.Wait != nil && len(step.Timing.Waits) == 0:
		return run.StartWait{}, performer
	case missing:
		return run.Record{Field: "t", Text: text}, performer
	case len(step.Differences()) > 0 && rapid.Bool().Draw(s.rt, "settle"):
		return run.Settle{Field: "t", Text: text, Reason: why}, performer
	case step.Verify != "" && step.Others.Checked == nil:
		if _, _, more := step.ToCheck(other); more {
			return run.CheckValue{Field: "t", Text: text}, other
		}
		return run.Check{As: sop.BySecondPerson}, other
	case step.Hold != "" && len(step.Others.Releases) == 0:
		return run.Release{As: sop.BySupervisor, Note: why}, other
	case rapid.IntRange(0, 5).Draw(s.rt, "late") == 0:
		return run.DoneEarlier{At: s.Now.Add(-time.Minute), Reason: why}, performer
	default:
		return run.Complete{}, performer
	}
}

// action returns something that could be asked of the run.
func (s *shift) action() run.Action {
	text := rapid.SampledFrom([]string{"5.0", "5.1", "9.5", "500"}).Draw(s.rt, "text")
	n := rapid.IntRange(1, 4).Draw(s.rt, "n")
	who := rapid.SampledFrom([]sop.Who{sop.BySecondPerson, sop.BySupervisor}).Draw(s.rt, "who")
	step := rapid.SampledFrom([]string{"temp", "lid", "door"}).Draw(s.rt, "step")
	const why = "for a reason"
	return rapid.SampledFrom([]run.Action{
		run.Begin{},
		run.Complete{},
		run.Confirm{},
		run.Record{Field: "t", Text: text},
		run.StartWait{Reason: why},
		run.CheckValue{Field: "t", Text: text},
		run.Check{As: who},
		run.Release{As: who, Note: why},
		run.Settle{Field: "t", Text: text, Reason: why},
		run.MarkNotApplicable{Reason: why},
		run.MarkNotDone{Reason: why},
		run.ActOn{Deviation: n, Text: why},
		run.ActOn{Deviation: 1, Text: why},
		run.Correct{Step: step, Field: "t", Text: text, Reason: why},
		run.DoneEarlier{At: s.Now.Add(-time.Minute), Reason: why},
		run.Choose{Step: step},
		run.Redo{Reason: why},
		run.ExplainPace{Text: why},
		run.Raise{What: why},
		run.Observe{Assessor: recordtest.Boss, Said: why},
		run.Tick{},
		run.Pause{Reason: why, Note: text},
		run.Resume{},
		run.Offer{Note: why},
		run.Withdraw{},
		run.OpenItem{Item: n},
		run.TakeOver{As: who, Reason: why},
		run.Decide{Decision: rapid.SampledFrom([]string{sop.Continue, sop.Abandon}).Draw(s.rt, "decision"), Reason: why},
		run.Stop{Reason: why},
	}).Draw(s.rt, "action")
}

// do gives the log the events of an action, if the rules cause any.
func (s *shift) do(a run.Action, person string) {
	if by := s.State.Open[theRun].Moved; by != 0 {
		s.keep(run.DoubtClock{By: by}, s.State.Open[theRun].Person)
	}
	if due := s.run.Due(s.Now); due != nil && !run.Signed(a) {
		s.keep(due, s.run.Performer())
	}
	s.keep(a, person)
}

func (s *shift) keep(a run.Action, person string) {
	s.rt.Helper()
	at := s.Now
	events, err := s.run.Do(a, person, at)
	if err != nil || len(events) > 0 && supervisors(events[0]) && s.by[person] != sop.Supervisor {
		return
	}
	if _, err := s.run.Retrace(events...); err != nil {
		s.rt.Fatalf("%T: %v", a, err)
	}
	for i, e := range events {
		sealed := s.sealed(a, person, e, at)
		if f := s.Try(sealed); f != nil {
			if f.Code == record.FaultDuties && i == 0 { // the log asks for more than the rules of a run do
				return
			}
			s.rt.Fatalf("%T by %s, %+v: %v", a, person, e, f)
		}
	}
	if s.run, err = s.run.After(events...); err != nil {
		s.rt.Fatal(err)
	}
}

// supervisors reports whether only a supervisor signs an event.
func supervisors(e sop.Event) bool {
	_, act := record.ActOf(e.Kind)
	return act && (e.Kind == sop.RunDecided || e.Mark == string(sop.BySupervisor))
}

func (s *shift) sealed(a run.Action, person string, e sop.Event, at time.Time) record.Sealed {
	s.Now = at
	if run.Signed(a) {
		return s.Signed(person, s.by[person], theRun, e)
	}
	return s.Event(person, theRun, e)
}

// compare wants the log to count what the run sums up.
func (s *shift) compare() {
	s.rt.Helper()
	r := s.State.Open[theRun]
	sum, counts := s.run.Summarise(), r.Tally.Counts()
	want := record.Counts{
		Done: sum.Counts.Done, NotApplicable: sum.Counts.NotApplicable, NotDone: sum.Counts.NotDone, NotRequired: sum.Counts.NotRequired,
		Deviations: sum.Counts.Deviations, Corrections: sum.Counts.Corrections,
	}
	if counts != want {
		s.rt.Fatalf("the log counts %+v, the run %+v", counts, want)
	}
	exceptions := map[string]int{}
	for _, e := range sum.Exceptions {
		if e.Kind != run.IsNotApplicable && (e.Kind != run.IsFast || e.Action != "") {
			exceptions[string(e.Kind)]++
		}
	}
	for _, kind := range slices.Concat(keys(exceptions), keys(r.Tally.Exceptions)) {
		if exceptions[kind] != r.Tally.Exceptions[kind] {
			s.rt.Fatalf("%s: the log counts %d, the run %d", kind, r.Tally.Exceptions[kind], exceptions[kind])
		}
	}
	if p := s.run.Performers(); !slices.Equal(each(p), each(r.Owners)) || s.run.Performer() != r.Person {
		s.rt.Fatalf("the log says that %v carried it out, the run %v", r.Owners, p)
	}
}

func keys(m map[string]int) (all []string) {
	for k := range m {
		all = append(all, k)
	}
	return all
}

func each(people []string) []string { return slices.Compact(slices.Sorted(slices.Values(people))) }

// sign appends the completion that the run's summary makes.
func (s *shift) sign() {
	s.rt.Helper()
	b := s.CompletionBody(theRun)
	for _, e := range s.run.Summarise().Exceptions {
		b.Exceptions = append(b.Exceptions, record.Exception{Kind: string(e.Kind), Step: e.Step, Item: e.Item, Text: record.Shorten(e.Text, 300), Action: e.Action})
	}
	if f := s.Try(s.Act(s.run.Performer(), s.by[s.run.Performer()], b)); f != nil {
		s.rt.Fatal(f)
	}
	for _, step := range s.run.Steps() {
		for _, v := range step.Values {
			id := record.ValueID{Step: step.ID, Field: v.Field, Index: v.Index}
			if got, _ := s.Past.Value(s.Tree.Size()-1, id); got != v.Text {
				s.rt.Fatalf("the log says %q of %+v, the run %q", got, id, v.Text)
			}
		}
	}
}
