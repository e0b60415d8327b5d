package run_test

import (
	"cmp"
	"os"
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// The people of the tests: two who perform, one who supervises.
const (
	khan = "a.khan"
	osei = "j.osei"
	lead = "s.lead"
)

// everything reads the page that has every kind of step.
func everything(t testing.TB) *sop.Procedure {
	t.Helper()
	text, err := os.ReadFile("testdata/everything.md")
	if err != nil {
		t.Fatal(err)
	}
	p, findings := page.Parse(text)
	if page.HasErrors(findings) {
		t.Fatalf("%v", findings)
	}
	return p
}

// sensible returns what the right person would do next at an instant, and
// false when the run only waits for time or for nothing.
func sensible(r run.Run, at time.Time) (run.Action, string, bool) {
	me := cmp.Or(r.Performer(), khan)
	other := map[string]string{khan: osei, osei: khan, lead: khan}[me]
	boss := map[string]string{khan: lead, osei: lead, lead: osei}[me]
	if due := r.Due(at); due != nil {
		return due, me, true
	}
	if n, _ := r.Unopened(other); r.Offer() != nil && n > 0 {
		return run.OpenItem{Item: n}, other, true
	} else if r.Offer() != nil {
		return run.TakeOver{}, other, true
	}
	if r.Overdue(at) {
		return run.Decide{Decision: sop.Continue, Reason: "the samples are stable"}, boss, true
	}
	if r.Paused() != nil {
		return run.Resume{}, me, true
	}
	s, open := r.Current()
	for _, d := range r.Deviations() {
		if d.Action == nil && (!open || d.Step == s.ID) {
			return run.ActOn{Deviation: d.Number, Text: "told the lead"}, me, true
		}
	}
	if !open {
		_, fast := r.Unexplained()
		return run.ExplainPace{Text: "done beforehand"}, me, fast
	}
	return sensibleStep(r, s, at, me, other, boss)
}

func sensibleStep(r run.Run, s run.Step, at time.Time, me, other, boss string) (run.Action, string, bool) {
	if _, pending := s.PendingAlert(); pending {
		return run.Acknowledge{}, me, true
	}
	if s.Started == nil {
		return run.Begin{}, me, true
	}
	if f, _, missing := s.MissingField(); missing {
		return run.Record{Field: f.Name, Text: goodValue(f, at)}, me, true
	}
	if wait, started := r.Wait(s); s.Wait != nil && !started {
		return run.StartWait{}, me, true
	} else if started && !wait.Over(at) {
		return nil, "", false
	}
	if s.Do != "" && s.Others.Linked == "" {
		return run.Link{Run: "r-0001", Outcome: run.OutcomeComplete}, me, true
	}
	if s.Verify != "" && s.Others.Checked == nil {
		if f, i, more := s.ToCheck(other); more {
			return run.CheckValue{Field: f.Name, Text: s.ValuesOf(f.Name)[i-1].Text}, other, true
		}
		if diffs := s.Differences(); len(diffs) > 0 {
			return run.Settle{Field: diffs[0].Field.Name, Index: diffs[0].Index, Text: diffs[0].Second, Reason: "both looked again"}, me, true
		}
		return run.Check{As: s.Verify}, other, true
	}
	if s.Hold != "" && len(s.Others.Releases) == 0 {
		return run.Release{As: s.Hold}, boss, true
	}
	return run.Confirm{}, me, true
}

func goodValue(f sop.Field, at time.Time) string {
	switch f.Type {
	case sop.Number:
		if f.Accepted.Low != nil {
			return f.Accepted.Low.String()
		}
		return "1"
	case sop.Choice:
		return f.Choices[0]
	case sop.YesNo:
		return "yes"
	case sop.Date:
		return at.AddDate(0, 1, 0).Format(time.DateOnly)
	case sop.Clock:
		return "09:30"
	case sop.Scan:
		return strings.NewReplacer("#", "1", "@", "A", "*", "").Replace(f.Pattern)
	default:
		return "as labelled"
	}
}

// as takes an action of another person that must be accepted.
func (w *walk) as(person string, a run.Action) *walk {
	w.t.Helper()
	if err := w.tryAs(person, a); err != nil {
		w.t.Fatalf("%#v by %s was refused: %v", a, person, err)
	}
	return w
}

// refusesTo takes an action of another person that must be refused.
func (w *walk) refusesTo(person string, code run.RefusalCode, a run.Action) {
	w.t.Helper()
	before := len(w.events)
	w.mustRefuse(code, a, w.tryAs(person, a))
	if len(w.events) != before {
		w.t.Errorf("%#v by %s was refused and left events", a, person)
	}
}

// reach does what is sensible until a step is current and started.
func (w *walk) reach(step string) *walk {
	w.t.Helper()
	for range 200 {
		if s, open := w.run.Current(); open && s.ID == step && s.Started != nil {
			return w
		}
		a, person, ok := sensible(w.run, w.now)
		if !ok {
			w.now = w.now.Add(time.Minute)
			continue
		}
		w.as(person, a)
	}
	w.t.Fatalf("step %q was never reached", step)
	return w
}

// finish does what is sensible until nothing is left but to sign.
func (w *walk) finish() *walk {
	w.t.Helper()
	for range 400 {
		a, person, ok := sensible(w.run, w.now)
		switch {
		case ok:
			w.as(person, a)
		case w.run.Finished():
			return w
		default:
			w.now = w.now.Add(time.Minute)
		}
	}
	w.t.Fatal("the run never ends")
	return w
}

// crash folds the run again from its events, as after kill -9.
func (w *walk) crash() *walk {
	w.t.Helper()
	again, err := run.Replay(w.run.Procedure(), w.events)
	if err != nil {
		w.t.Fatal(err)
	}
	w.run = again
	return w
}
