package run_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/run"
)

const nurse = "n.ray" // a practitioner

// named is how the item of a step could be named.
func (r *try) named(t *rapid.T, s run.Step) run.Action {
	each, _ := r.run.Each(s.Section)
	switch {
	case s.Item != "":
		return run.Record{Field: "unit", Text: s.Named}
	case len(each.Missing) > 0 && rapid.IntRange(0, 2).Draw(t, "leaves") == 0:
		return run.LeaveItem{Item: each.Missing[0], Reason: "it is away"}
	case len(each.Missing) == 0 && each.Named > 0 && rapid.Bool().Draw(t, "is that all"):
		return run.FinishItems{}
	default:
		return run.Record{Field: "unit", Text: rapid.SampledFrom([]string{"U1", "U2", "U3"}).Draw(t, "unit")}
	}
}

// try is one run of such a page.
type try struct {
	run      run.Run
	contract *contract
	events   []sop.Event
	now      time.Time
}

func (r *try) do(t *rapid.T, a run.Action, person string) bool {
	r.now = r.now.Add(20 * time.Second)
	if due := r.run.Due(r.now); due != nil && due != a {
		r.do(t, due, r.person(due))
	}
	events, err := r.run.Do(a, person, r.now)
	if err != nil {
		return false
	}
	next, err := r.run.After(events...)
	if err != nil {
		t.Fatalf("%#v caused %+v, which do not fold: %v", a, events, err)
	}
	if retraced, err := r.run.Retrace(events...); err != nil || !reflect.DeepEqual(retraced, next) {
		t.Fatalf("%#v caused %+v, which cannot be retraced: %v", a, events, err)
	}
	for _, e := range events {
		r.contract.take(e)
	}
	r.contract.figures()
	r.contract.rows()
	if r.run, r.events = next, append(r.events, events...); r.contract.wrong != "" {
		t.Fatalf("%#v: %s\n%+v\n%+v", a, r.contract.wrong, r.run.Procedure(), r.events)
	}
	return true
}

// otherwise is another answer of the same field.
var otherwise = map[string]string{
	"good": "bad", "bad": "good", "0": "1", "1": "3", "3": "0", "ra": "rb", "rb": "rc", "rc": "ra", "U1": "U2", "U2": "U3", "U3": "U1",
	"2027-01-31": "2026-01-31", "2027-05-31": "2026-01-31", "2026-01-31": "2027-05-31", "LOT7": "LOT6", "LOT6": "LOT7", "LOT5": "LOT6",
}

// acts are the actions that could be tried now.
func (r *try) acts(t *rapid.T) (out []run.Action) {
	s, open := r.run.Current()
	if out = r.handover(t); r.run.Offer() != nil {
		return append(out, run.Confirm{}, run.Complete{})
	}
	if open {
		if f, _, missing := s.MissingField(); missing && f.Name == "unit" {
			out = append(out, r.named(t, s), r.named(t, s))
		} else if missing {
			out = append(out, run.Record{Field: f.Name, Text: right(f)}, run.Record{Field: f.Name, Text: rapid.SampledFrom(answers(f)).Draw(t, "value")})
		}
		if d, asked := r.run.Unanswered(s); asked {
			out = append(out, run.ActOn{Deviation: d.Number, Text: "told the lead"})
		}
		for _, who := range r.run.Awaits(s) {
			out = append(out, run.Release{As: who, Note: "looked at it", End: rapid.IntRange(0, 4).Draw(t, "end") == 0})
		}
		if s.Wait != nil && len(s.Timing.Waits) == 0 {
			out = append(out, run.StartWait{}, run.StartWait{})
		}
		if s.Do != "" && s.Others.Linked == "" {
			out = append(out, run.Link{Run: "r-1", Outcome: run.OutcomeComplete}, run.Link{Run: "r-1", Outcome: run.OutcomeStopped})
		}
		if s.Verify != "" && s.Others.Checked == nil {
			out = append(out, r.reading(s, rapid.IntRange(0, 3).Draw(t, "reads") == 0)...)
		}
		for _, x := range r.run.Elsewhere() {
			out = append(out, run.Choose{Step: x.ID, Item: x.Item})
		}
		for _, left := range r.run.InDoubt(s) {
			out = append(out, run.Reopen{Step: left.ID, Item: left.Item})
		}
		out = append(out, run.Confirm{}, run.Confirm{}, run.Complete{}, run.DoneEarlier{At: r.now.Add(-90 * time.Second), Reason: "hands were wet"}, run.MarkNotDone{Reason: "no time left"}, run.MarkNotApplicable{Reason: "not fitted"})
	}
	for _, st := range r.run.Steps() {
		for _, v := range st.Values {
			to := run.Correct{Step: st.ID, Item: st.Item, Field: v.Field, Index: v.Index, Text: otherwise[v.Text], Reason: "misread it"}
			if out = append(out, to); v.Field == "item" { // of which there is one
				out = append(out, slices.Repeat([]run.Action{to}, 8)...)
			}
		}
	}
	if rapid.IntRange(0, 60).Draw(t, "stops") == 0 {
		out = append(out, run.Stop{Reason: "fire alarm"}, run.Stop{Reason: "fire alarm"}, run.Stop{Reason: "fire alarm"})
	}
	for _, d := range r.run.Deviations() {
		if d.Action == nil && rapid.IntRange(0, 3).Draw(t, "acts on") == 0 {
			out = append(out, run.ActOn{Deviation: d.Number, Text: "told the lead"})
		}
	}
	return append(out, run.Redo{Reason: "it fell down"})
}

// finish does what a willing person would until the run can be signed.
func (r *try) finish(t *rapid.T) {
	for range 400 {
		if r.run.SignOff() == nil && r.run.Due(r.now) == nil {
			return
		}
		s, open := r.run.Current()
		var a run.Action = run.Confirm{}
		d, asked := r.run.Unanswered(s)
		f, _, missing := s.MissingField()
		_, lacks := r.run.Lacks(s)
		switch awaits := r.run.Awaits(s); {
		case r.run.Due(r.now) != nil:
			a = r.run.Due(r.now)
		case r.run.Offer() != nil:
			a = run.TakeOver{}
			if n, _ := r.run.Unopened(r.next()); n > 0 {
				a = run.OpenItem{Item: n}
			}
		case !open:
			for _, x := range r.run.Deviations() {
				if x.Action == nil {
					a = run.ActOn{Deviation: x.Number, Text: "told the lead"}
				}
			}
			if row, fast := r.run.Unexplained(); fast {
				a = run.ExplainPace{Text: "laid out before " + row.Step}
			}
		case s.Closed == nil && asked:
			a = run.ActOn{Deviation: d.Number, Text: "told the lead"}
		case open && s.Closed == nil && lacks:
			a = run.MarkNotDone{Reason: "nobody chose"}
		case s.Closed == nil && s.Wait != nil && len(s.Timing.Waits) == 0:
			a = run.StartWait{}
		case s.Closed == nil && missing && f.Name == "unit":
			a = r.willing(s)
		case s.Closed == nil && missing:
			a = run.Record{Field: f.Name, Text: rapid.SampledFrom(append(answers(f), right(f), right(f))).Draw(t, "last")}
		case s.Closed == nil && s.Do != "" && s.Others.Linked == "":
			a = run.Link{Run: "r-1", Outcome: run.OutcomeComplete}
		case s.Verify != "" && s.Others.Checked == nil && (s.Closed == nil || r.run.Unchecked(s)):
			a = r.reading(s, false)[0]
		case len(awaits) > 0:
			a = run.Release{As: awaits[0], Note: "looked at it"}
		}
		if wait, started := r.run.Wait(s); started && s.Closed == nil {
			r.now = r.now.Add(max(0, wait.Left(r.now)))
		}
		n := len(r.events) // what time did may be noted, and come first
		if !r.do(t, a, r.person(a)) && len(r.events) == n {
			_, err := r.run.Do(a, r.person(a), r.now)
			t.Fatalf("%#v is refused: %v\n%+v", a, err, r.events)
		}
	}
	t.Fatalf("the run cannot be brought to an end: %+v", r.events)
}

// willing names an item of a list, or one where there was none, or finishes.
func (r *try) willing(s run.Step) run.Action {
	each, _ := r.run.Each(s.Section)
	switch {
	case s.Item != "":
		return run.Record{Field: "unit", Text: s.Named}
	case len(each.Missing) > 0:
		return run.Record{Field: "unit", Text: each.Missing[0]}
	case each.Named > 0:
		return run.FinishItems{}
	default:
		return run.Record{Field: "unit", Text: "U1"}
	}
}

// reading is what a second person can do at a step: read on, look together, or sign.
func (r *try) reading(s run.Step, differs bool) []run.Action {
	if f, i, more := s.ToCheck(r.second(s)); more {
		text := s.ValuesOf(f.Name)[i-1].Text
		if differs && f.Name != "unit" {
			text = otherwise[text]
		}
		return []run.Action{run.CheckValue{Field: f.Name, Text: text}}
	}
	if diffs := s.Differences(); len(diffs) > 0 {
		return []run.Action{run.Settle{Field: diffs[0].Field.Name, Index: diffs[0].Index, Text: diffs[0].Second, Reason: "looked together"}}
	}
	return []run.Action{run.Check{As: s.Verify}}
}

func TestNoBadValuePassesInSilence(t *testing.T) {
	checks(t, 10_000)
	runs, seen := 0, map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := anyPage(t)
		start, err := run.New(p)
		if err != nil {
			t.Fatal(err)
		}
		r := &try{run: start, contract: newContract(p), now: noon}
		r.do(t, run.Begin{}, khan)
		for range rapid.IntRange(0, 40).Draw(t, "acts") {
			a := rapid.SampledFrom(r.acts(t)).Draw(t, "act")
			who := r.person(a)
			if rapid.IntRange(0, 19).Draw(t, "another") == 0 {
				who = rapid.SampledFrom(slices.Concat(team, []string{lead, nurse})).Draw(t, "who")
			}
			r.do(t, a, who)
			if rapid.IntRange(0, 19).Draw(t, "kill") == 0 { // -9
				again, err := run.Replay(p, r.events)
				if err != nil || !reflect.DeepEqual(again, r.run) {
					t.Fatalf("a run that was killed is another one: %v", err)
				}
				r.run = again
			}
		}
		r.finish(t)
		r.contract.end()
		sum := r.run.Summarise()
		if r.contract.wrong != "" || (sum.Outcome == run.OutcomeEnded) != (r.contract.ended && !r.contract.stop) {
			t.Fatalf("outcome %s, %s\n%+v\n%+v", sum.Outcome, r.contract.wrong, p, r.events)
		}
		runs++
		seen["ended"] += map[bool]int{true: 1}[r.contract.ended]
		seen["complete"] += map[bool]int{false: 1}[r.contract.ended]
		for _, e := range r.events {
			seen[r.kindOf(e)]++
		}
	})
	for _, kind := range happens {
		if seen[kind] < max(runs/200, 1) {
			t.Errorf("%d times %s in %d runs: the test proves little; it saw %v", seen[kind], kind, runs, seen)
		}
	}
}

// happens is what the runs have to meet, so that their test says something.
var happens = []string{
	"ended", "complete", "doubt", "computed", "computed again", "judged again", "without a row", "from a code", "expired", "done together", "late entry",
	string(sop.StepReopened), string(sop.HoldReleased), string(sop.ItemsDone), string(sop.ItemsLeft), string(sop.ItemEnded), string(sop.StepChecked),
	string(sop.LinkedDone), string(sop.WindowMissed), string(sop.HandoverTaken), string(sop.StepChosen),
}

// kindOf is what an event is of those that happen; its kind for most.
func (r *try) kindOf(e sop.Event) string {
	computed := r.contract.isComputed(e)
	switch {
	case e.Kind == sop.StepReopened && strings.HasPrefix(e.Reason, "whether"):
		return "doubt"
	case e.Kind == sop.ValueCorrected && strings.HasPrefix(e.Reason, "judged again"):
		return "judged again"
	case e.Kind == sop.StepNotDone && e.Reason == "nobody chose":
		return "without a row"
	case computed && e.Kind == sop.ValueCorrected:
		return "computed again"
	case computed && e.Kind == sop.ValueRecorded:
		return "computed"
	case e.Kind == sop.ValueRecorded && strings.HasPrefix(e.Raw, "]d2"):
		return "from a code"
	case strings.HasPrefix(e.Mark, "EXPIRED"):
		return "expired"
	case e.Kind == sop.StepDone && strings.HasPrefix(e.Step, "w"):
		return "done together"
	case e.Mark == sop.LateEntry:
		return "late entry"
	default:
		return string(e.Kind)
	}
}
