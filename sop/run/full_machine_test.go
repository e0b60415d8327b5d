package run_test

import (
	"flag"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/run"
)

// shift is a whole department at one run: three people, true time beside the
// clock that can be moved, crashes, and every action at any moment. What it
// checks it reads from the events and from true time, not from the run.
type shift struct {
	run    run.Run
	events []sop.Event
	truth  []time.Duration // true time of each event since the beginning
	now    time.Duration   // true time
	offset time.Duration   // of the clock from true time
	moved  time.Duration   // not noted yet
}

func (s *shift) clock() time.Time { return noon.Add(s.now + s.offset) }

// do takes an action of a person. As a station does, it first notes that the
// clock was moved.
func (s *shift) do(t *rapid.T, a run.Action, person string) {
	if s.moved != 0 {
		by := s.moved
		if s.moved = 0; len(s.events) > 0 {
			s.do(t, run.DoubtClock{By: by}, s.run.Performer())
		}
		if _, noted := a.(run.DoubtClock); noted {
			return
		}
	}
	events, err := s.run.Do(a, person, s.clock())
	if err != nil && len(events) > 0 {
		t.Fatalf("%#v was refused and still caused %v", a, events)
	}
	if len(events) == 0 { // most of what is out of place
		return
	}
	if run.Signed(a) && len(events) > 1 {
		t.Fatalf("%#v is signed and caused %v", a, events)
	}
	next, err := s.run.After(events...)
	if err != nil {
		t.Fatalf("%#v caused events that do not fold: %v", a, err)
	}
	if retraced, err := s.run.Retrace(events...); err != nil || !reflect.DeepEqual(retraced, next) {
		t.Fatalf("%#v by %s caused %v, which cannot be retraced: %v", a, person, events, err)
	}
	s.run, s.events = next, append(s.events, events...)
	for range events {
		s.truth = append(s.truth, s.now)
	}
}

// anything is any action at all, most of them out of place.
func anything(t *rapid.T, s *shift) run.Action {
	word := rapid.SampledFrom([]string{"", "late", "told the lead of it"}).Draw(t, "word")
	fields := []string{"asset", "expiry", "spill", "tubes", "temp", "alarm", "remark", "speed", "gone"}
	field := rapid.SampledFrom(fields).Draw(t, "field")
	text := rapid.SampledFrom([]string{"", "CEN-0012", "2027-03-02", "bowl", "bucket", "12", "77", "5.0", "5.4", "9.1", "500", "off", "sounding", "3000", "2800"}).Draw(t, "text")
	step := rapid.SampledFrom([]string{"isolate", "record", "wipe", "count", "kit", "lead", "contact", "rinse", "check", "speed", "finish"}).Draw(t, "step")
	as := rapid.SampledFrom([]sop.Who{sop.BySecondPerson, sop.BySupervisor, ""}).Draw(t, "as")
	n := rapid.IntRange(0, 3).Draw(t, "n")
	return rapid.SampledFrom([]run.Action{
		run.Begin{},
		run.Acknowledge{},
		run.Complete{},
		run.Confirm{},
		run.Tick{},
		run.Resume{},
		run.Withdraw{},
		run.Record{Field: field, Text: text},
		run.MarkNotApplicable{Reason: word},
		run.MarkNotDone{Reason: word},
		run.ActOn{Deviation: n, Text: word},
		run.Correct{Step: step, Field: field, Index: n, Text: text, Reason: word},
		run.Stop{Reason: rapid.SampledFrom([]string{"", "", "", "", "fire alarm"}).Draw(t, "stop")},
		run.DoneEarlier{At: s.clock().Add(-time.Duration(n) * 5 * time.Minute), Reason: word},
		run.Choose{Step: step},
		run.Redo{Reason: word},
		run.ExplainPace{Text: word},
		run.Raise{Reference: text, What: word},
		run.Observe{Assessor: rapid.SampledFrom([]string{"j.bell", "a.khan"}).Draw(t, "assessor"), Said: word},
		run.Link{Run: "r-0001", Outcome: run.OutcomeExcept},
		run.StartWait{Reason: word},
		run.Pause{Reason: word, Note: text},
		run.Offer{Note: word},
		run.OpenItem{Item: n},
		run.TakeOver{As: as, Reason: word},
		run.CheckValue{Field: field, Text: text},
		run.Settle{Field: field, Index: n, Text: text, Reason: word},
		run.Check{As: as},
		run.Release{As: as, Note: word},
		run.Decide{Decision: rapid.SampledFrom([]string{sop.Continue, sop.Continue, sop.Restart, "ignore"}).Draw(t, "decision"), Reason: word},
	}).Draw(t, "action")
}

// act lets one thing happen.
func (s *shift) act(t *rapid.T, p *sop.Procedure) {
	s.now += time.Duration(rapid.IntRange(1, 90).Draw(t, "seconds")) * time.Second
	switch roll := rapid.IntRange(0, 99).Draw(t, "roll"); {
	case roll < 62:
		a, person, ok := sensible(s.run, s.clock())
		if !ok {
			s.now += 4 * time.Minute
			return
		}
		s.do(t, a, person)
	case roll < 93:
		s.do(t, anything(t, s), rapid.SampledFrom([]string{khan, khan, osei, lead}).Draw(t, "person"))
	case roll < 95: // kill -9
		again, err := run.Replay(p, s.events)
		if err != nil || !reflect.DeepEqual(again, s.run) {
			t.Fatalf("a run that was killed is another one: %v", err)
		}
		s.run = again
	case roll < 97:
		by := time.Duration(rapid.IntRange(-90, 90).Draw(t, "minutes")) * time.Minute
		s.offset, s.moved = s.offset+by, s.moved+by
	default:
		s.now += time.Duration(rapid.IntRange(1, 40).Draw(t, "away")) * time.Minute
	}
}

func TestNoSequenceOfActionsAndCrashesBeatsTheRules(t *testing.T) {
	p := everything(t)
	start, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	runs, completed := 0, 0
	checks(t, 10_000)
	rapid.Check(t, func(t *rapid.T) {
		s := &shift{run: start}
		for range rapid.IntRange(1, 110).Draw(t, "acts") {
			s.act(t, p)
		}
		s.check(t)
		runs++
		if s.run.SignOff() == nil && s.run.Stopped() == nil {
			completed++
		}
	})
	if completed < runs/20 {
		t.Errorf("only %d of %d runs were completed: the test proves little", completed, runs)
	}
}

// checks sets how many runs rapid draws, a quarter of it under the race detector.
func checks(t *testing.T, n int) {
	t.Helper()
	if slow {
		n /= 4
	}
	f := flag.Lookup("rapid.checks")
	before := f.Value.String()
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Value.Set(before); err != nil {
			t.Error(err)
		}
	})
}

// check reads the promises from the events alone.
func (s *shift) check(t *rapid.T) {
	if again, err := run.Replay(s.run.Procedure(), s.events); err != nil || !reflect.DeepEqual(again, s.run) {
		t.Fatalf("the run does not replay as it was: %v", err)
	}
	current := 0
	for _, st := range s.run.Steps() {
		checkStep(t, st)
		if st.State == run.Current {
			current++
		}
	}
	_, held := s.run.Held() // by a closed step, to be checked again
	if !s.run.Finished() && current != 1 && (current > 0 || !held) {
		t.Fatalf("%d steps are current (H1)", current)
	}
	s.checkNothingLost(t)
	for i, e := range s.events {
		switch e.Kind {
		case sop.StepDone:
			st, _ := s.run.Procedure().Step(e.Step)
			s.checkDone(t, st, i)
		case sop.StepChecked, sop.HoldReleased:
			for _, x := range s.since(e.Step, i) {
				if x.Person == e.Person && (x.Kind == sop.StepStarted || x.Kind == sop.ValueRecorded || x.Kind == sop.WaitStarted) {
					t.Fatalf("%s %s although they performed it (H26)", e.Person, e.Kind)
				}
			}
		}
	}
	if s.run.SignOff() == nil {
		for _, d := range s.run.Deviations() {
			if d.Action == nil {
				t.Fatalf("ready to sign with %+v open (H21)", d)
			}
		}
		if s.run.Offer() != nil {
			t.Fatal("ready to sign while it is handed over (H39)")
		}
	}
}

// since returns the events of a step before position i that count for it: those
// after it was last opened again.
func (s *shift) since(step string, i int) (out []sop.Event) {
	for _, e := range s.events[:i] {
		if e.Step == step {
			if e.Kind == sop.StepReopened {
				out = nil
			}
			out = append(out, e)
		}
	}
	return out
}

// checkDone holds a step that was done against what its page asks for.
func (s *shift) checkDone(t *rapid.T, st sop.Step, i int) {
	before := s.since(st.ID, i)
	last := func(k sop.EventKind) int {
		for j := len(before) - 1; j >= 0; j-- {
			if before[j].Kind == k {
				return j
			}
		}
		return -1
	}
	if last(sop.StepStarted) < 0 {
		t.Fatalf("%s is done and was never started (H2)", st.ID)
	}
	if st.Hold != "" && last(sop.HoldReleased) < 0 {
		t.Fatalf("%s is done with its hold open (H29)", st.ID)
	}
	if st.Do != "" && last(sop.LinkedDone) < 0 {
		t.Fatalf("%s is done without %s", st.ID, st.Do)
	}
	if st.Wait != nil {
		s.checkWait(t, st, i)
	}
	if st.Verify == "" {
		return
	}
	checked := last(sop.StepChecked)
	if checked < 0 || checked < last(sop.ValueCorrected) || checked < last(sop.ValueRecorded) {
		t.Fatalf("%s is done without a check of its values (H26)", st.ID)
	}
	checker := before[checked].Person
	for _, f := range st.Fields {
		own := 0
		for _, e := range before[:checked] {
			if e.Kind == sop.CheckRecorded && e.Person == checker && e.Field == f.Name {
				own++
			}
		}
		if f.Type != sop.Text && own < max(1, f.Repeat) {
			t.Fatalf("%s was checked by %s, who read %s %d times (H27)", st.ID, checker, f.Name, own)
		}
	}
}

// checkWait compares true time: whatever the clock did, a wait lasted as long
// as it has to.
func (s *shift) checkWait(t *rapid.T, st sop.Step, i int) {
	for j := i - 1; j >= 0; j-- {
		if s.events[j].Kind == sop.WaitStarted && s.events[j].Step == st.ID {
			if waited := s.truth[i] - s.truth[j]; waited < st.Wait.D {
				t.Fatalf("the wait of %s lasted %v of %v (H15)", st.ID, waited, st.Wait.D)
			}
			return
		}
	}
	t.Fatalf("%s is done and its wait was never started (H15)", st.ID)
}

func (s *shift) checkNothingLost(t *rapid.T) {
	given := map[string]int{}
	for _, e := range s.events {
		if slices.Contains([]sop.EventKind{sop.ValueRecorded, sop.ValueCorrected}, e.Kind) {
			given[e.Step]++
		}
	}
	for _, st := range s.run.Steps() {
		kept := 0
		values := slices.Clone(st.Values)
		for _, a := range st.Earlier {
			values = append(values, a.Values...)
		}
		for _, v := range values {
			kept += 1 + len(v.Old)
		}
		if kept != given[st.ID] {
			t.Fatalf("step %s was given %d values and keeps %d (H36)", st.ID, given[st.ID], kept)
		}
	}
}
