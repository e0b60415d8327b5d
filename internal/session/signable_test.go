package session_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// outside is a page on which every kind of consequence stands beside others.
func outside() *sop.Procedure {
	judged := func(name string, or *sop.Consequence) sop.Field {
		return sop.Field{Name: name, Label: name, Type: sop.Choice, Choices: []string{"good", "bad"}, Expect: []string{"good"}, Or: or}
	}
	hold := func(who sop.Who) *sop.Consequence { return &sop.Consequence{Does: sop.Hold, Who: who} }
	redo := func(from string, times int, then *sop.Consequence) *sop.Consequence {
		return &sop.Consequence{Does: sop.Redo, From: from, Times: times, Then: then}
	}
	steps := []sop.Step{
		{ID: "prepare", Number: 1, NAOk: true, Fields: []sop.Field{judged("remark", nil)}},
		{ID: "measure", Number: 2, Fields: []sop.Field{
			judged("date", hold(sop.BySupervisor)), judged("water", redo("prepare", 2, hold(sop.ByPractitioner))), judged("air", redo("", 1, hold(sop.BySupervisor))), judged("note", nil),
		}},
		{ID: "soak", Number: 3, Critical: true, Wait: &sop.Duration{D: 10 * time.Minute}, Within: &sop.Within{Time: sop.Duration{D: 20 * time.Minute}, Of: "measure"}},
		{ID: "which", Number: 4, Fields: []sop.Field{{Name: "tray", Label: "Tray", Type: sop.Scan, Pattern: "T-#"}}},
		{ID: "seal", Number: 5, Fields: []sop.Field{judged("seal", &sop.Consequence{Does: sop.End, Scope: sop.EndItem}), judged("lid", redo("", 1, &sop.Consequence{Does: sop.End, Scope: sop.EndItem}))}},
		{ID: "read", Number: 6, Verify: sop.BySecondPerson, Fields: []sop.Field{judged("strip", redo("", 2, &sop.Consequence{Does: sop.End}))}},
		{ID: "child", Number: 7, Do: "SOP-T-001", DoOr: hold(sop.BySupervisor), Hold: sop.BySupervisor},
		{ID: "lock", Number: 8, Always: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Op: sop.HasEnded}}}},
		{ID: "tidy", Number: 9, Always: true},
	}
	for i := range steps {
		steps[i].Text = "Do it."
	}
	return &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-T-003", Version: "1.0", CompleteWithin: &sop.Duration{D: 5 * time.Hour}, Lists: []sop.List{{Name: "trays", Items: []string{"T-1", "T-2"}}}},
		Sections: []sop.Section{
			{Title: "Measure", Steps: steps[:3]}, {Title: "Each", Steps: steps[3:5], Each: &sop.Each{Field: "tray", List: "trays"}}, {Title: "Read", Steps: steps[5:]},
		},
	}
}

// hand is a run in which anything may have been done before somebody does what it asks.
type hand struct {
	t   *rapid.T
	run run.Run
	now time.Time
}

func (h *hand) try(a run.Action, by string) error {
	events, err := h.run.Do(a, by, h.now)
	if err == nil {
		h.run, err = h.run.After(events...)
	}
	return err
}

func (h *hand) must(a run.Action, by string) {
	h.t.Helper()
	if err := h.try(a, by); err != nil {
		h.t.Fatalf("%#v of %s is asked for and refused: %v", a, by, err)
	}
}

// other is somebody who is neither the performer nor did anything at a step.
func (h *hand) other(s run.Step) string {
	for _, id := range []string{"b.one", "b.two", "b.three", "b.four", "b.five", "b.six"} {
		if id != h.run.Performer() && (s.ID == "" || !h.run.Performed(s, id)) {
			return id
		}
	}
	h.t.Fatalf("everybody performed step %s", s.ID)
	return ""
}

func (h *hand) judge() string {
	return rapid.SampledFrom([]string{"good", "good", "bad"}).Draw(h.t, "value")
}

// whim does something that can be done now, or not.
func (h *hand) whim() {
	h.now = h.now.Add(time.Duration(rapid.IntRange(1, 900).Draw(h.t, "seconds")) * time.Second)
	s, _ := h.run.Current()
	const said = "somebody had a reason"
	all := []run.Action{
		run.MarkNotDone{Reason: said},
		run.MarkNotApplicable{Reason: said},
		run.Redo{Reason: said},
		run.Pause{Reason: said},
		run.Offer{Note: said},
		run.ActOn{Deviation: rapid.IntRange(1, 6).Draw(h.t, "deviation"), Text: said},
		run.LeaveItem{Item: "T-2", Reason: said},
		run.DoubtClock{By: time.Hour},
		run.Tick{},
		run.GoOn{},
		run.DoneEarlier{At: h.now.Add(-time.Second), Reason: said},
		run.Raise{What: said},
		run.Observe{Assessor: "j.bell", Said: said},
	}
	for _, f := range s.Fields {
		all = append(all, run.Record{Field: f.Name, Text: h.judge()})
	}
	for _, x := range h.run.Steps() {
		for _, v := range x.Values {
			all = append(all, run.Correct{Step: x.ID, Item: x.Item, Field: v.Field, Index: v.Index, Text: h.judge(), Reason: said})
		}
	}
	if rapid.IntRange(0, 60).Draw(h.t, "stops") == 0 {
		all = append(all, run.Stop{Reason: said})
	}
	_ = h.try(rapid.SampledFrom(all).Draw(h.t, "whim"), h.run.Performer())
}

// follow does what the run asks for, and reports whether that is the signature.
func (h *hand) follow() (signs bool) {
	if due := h.run.Due(h.now); due != nil {
		h.must(due, h.run.Performer())
		return false
	}
	w, s := session.Work{Run: h.run}, run.Step{}
	if current, open := h.run.Current(); open {
		s = current
	}
	me, other := h.run.Performer(), h.other(s)
	p := w.Asks(session.Asking{At: h.now, Guest: other})
	switch p.Kind {
	case session.AskSignOff:
		return true
	case session.AskOpen, session.AskAction:
		h.must(run.ActOn{Deviation: p.Deviation.Number, Text: "told the lead"}, me)
	case session.AskPace:
		h.must(run.ExplainPace{Text: "laid out beforehand"}, me)
	case session.AskItem:
		h.must(run.OpenItem{Item: p.Index}, other)
	case session.AskTaker:
		h.must(run.TakeOver{}, other)
	case session.AskDecision:
		h.must(run.Decide{Decision: sop.Continue, Reason: "nothing of it spoils"}, other)
	case session.AskCard:
		h.must(run.Resume{}, me)
	case session.AskAlert:
		h.must(run.Acknowledge{}, me)
	case session.AskWait:
		h.must(run.StartWait{}, me)
	case session.AskPatience:
		h.now = h.now.Add(p.Timer.Left(h.now))
	case session.AskLinked:
		h.must(run.Link{Run: "r-9", Outcome: rapid.SampledFrom([]run.Outcome{run.OutcomeComplete, run.OutcomeEnded}).Draw(h.t, "linked")}, me)
	case session.AskValue:
		h.value(p, me)
	case session.AskReading:
		h.must(run.CheckValue{Field: p.Field.Name, Text: h.judge()}, other)
	case session.AskSettle:
		h.must(run.Settle{Field: p.Difference.Field.Name, Index: p.Difference.Index, Text: p.Difference.Second, Reason: "both looked again"}, me)
	case session.AskCheck:
		h.must(run.Check{As: p.Who}, other)
	case session.AskRelease:
		h.must(run.Release{As: p.Who, Note: "it can go on", End: rapid.IntRange(0, 4).Draw(h.t, "ends") == 0}, other)
	case session.AskNotDone:
		h.must(run.MarkNotDone{Reason: "no row was chosen"}, me)
	default:
		h.close(s, me)
	}
	return false
}

// close closes a step. The one that was named as the next one is then current.
func (h *hand) close(s run.Step, me string) {
	next, more := h.run.Next()
	h.must(run.Confirm{}, me)
	if h.run.Due(h.now) != nil {
		return
	}
	if now, open := h.run.Current(); now.ID != next.ID || open != more {
		h.t.Fatalf("after step %s comes %q, and %q was named as the next one", s.ID, now.ID, next.ID)
	}
}

// value records a value, or names the next item of the list.
func (h *hand) value(p session.Prompt, me string) {
	switch {
	case p.ToName:
	case p.Field.Type == sop.Scan: // done again: the item has its name
		h.must(run.Record{Field: p.Field.Name, Text: p.Step.Named}, me)
		return
	default:
		h.must(run.Record{Field: p.Field.Name, Text: h.judge()}, me)
		return
	}
	for _, item := range []string{"T-1", "T-2"} {
		if h.try(run.Record{Field: p.Field.Name, Text: item}, me) == nil {
			return
		}
	}
	h.must(run.FinishItems{}, me)
}

// Whatever was done before: who does what the run asks for comes to its signature, so that
// all that SignOff refuses for is asked for.
func TestNoRunIsLeftThatNobodyCanSign(t *testing.T) {
	start, err := run.New(outside())
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []run.Outcome
	rapid.Check(t, func(t *rapid.T) {
		h := &hand{t: t, run: start, now: noon}
		h.must(run.Begin{}, khan.ID)
		signs := false
		for left := 400; !signs; left-- {
			h.now = h.now.Add(time.Second)
			if left > 300 && rapid.IntRange(0, 3).Draw(t, "whim") == 0 {
				h.whim()
			}
			if signs = h.follow(); !signs && left == 0 {
				s, _ := h.run.Current()
				t.Fatalf("the run asks on and on, at step %s", s.ID)
			}
		}
		if err := h.run.SignOff(); err != nil {
			t.Fatalf("the signature is asked for and refused: %v", err)
		}
		if o := h.run.Summarise().Outcome; !slices.Contains(outcomes, o) {
			outcomes = append(outcomes, o)
		}
	})
	if len(outcomes) < 4 {
		t.Errorf("only %v came out: the test proves little", outcomes)
	}
}

// A hold goes before a redo, which nobody does then: who releases it decides about both, and
// nothing is left open.
func TestTheReleaseOfAHoldAnswersForTheValuesBesideIt(t *testing.T) {
	b := newBench(t)
	b.pages["SOP-T-003"] = outside()
	b.do(session.Start{SOP: "SOP-T-003", Person: khan})
	record := func(field, text string) { b.asks(session.AskValue); b.act(run.Record{Field: field, Text: text}) }
	round := func(date, water, air string) {
		record("remark", "good")
		b.act(run.Complete{})
		record("date", date)
		record("water", water)
		record("air", air)
		record("note", "good")
	}
	round("good", "bad", "good")
	b.act(run.Confirm{}) // done again, as the page says
	round("bad", "bad", "bad")
	b.asks(session.AskRelease)
	b.signs(lead, run.Release{As: sop.BySupervisor, Note: "due next week"})
	b.asks(session.AskRelease)
	b.signs(lead, run.Release{As: sop.ByPractitioner, Note: "it fits the others"}).act(run.Complete{})
	if s, _ := b.work().Run.Current(); s.ID != "soak" {
		t.Errorf("at %s, want the next step", s.ID)
	}
	for i, want := range []string{"done again, as the page says", "due next week", "it fits the others", "due next week"} {
		if d := b.work().Run.Deviations()[i]; d.Action == nil || d.Action.Reason != want {
			t.Errorf("deviation %+v, want %q as its action", d, want)
		}
	}
}

// What was left open when its step was closed is asked for behind the last one.
func TestADeviationThatIsStillOpenIsAskedForBeforeTheSignature(t *testing.T) {
	b := newBench(t).do(session.Start{SOP: "SOP-T-001", Person: khan})
	b.act(run.MarkNotDone{Reason: "no cloth left"}).act(run.Confirm{})
	p := b.asks(session.AskOpen)
	b.act(run.ActOn{Deviation: p.Deviation.Number, Text: "told the lead"})
	b.asks(session.AskSignOff)
	if err := b.work().Run.SignOff(); err != nil {
		t.Error(err)
	}
}
