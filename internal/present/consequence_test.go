package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// probePage is a page on which a disinfection can fail.
const probePage = `---
id: SOP-CQ-001
title: Disinfect the probe
version: 1.0
status: ready
owner: Quality Lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Disinfect the probe

1. Look. ` + "`#look`" + `
   - Casing: ` + "`casing: choice, whole | worn | split, expect whole | worn, or hold: practitioner`" + `
2. **If** ` + "`again`" + `: take fresh. ` + "`#fresh`" + `
3. Read it. ` + "`#read, critical`" + `
   - Indicator: ` + "`indicator: choice, passed | failed, expect passed, or redo #fresh 1 time then end`" + `
4. **If** ` + "`casing = worn`" + `: book a repair. ` + "`#repair, do: SOP-EQ-001 or hold`" + `
5. Hang it up. ` + "`#hang`" + `
6. Lock it away. ` + "`#lock, always`" + `
7. Note it. ` + "`#note, always`" + `
`

// probed is that page walked so far, a minute an act.
func probed(t *testing.T, acts ...any) session.Work {
	t.Helper()
	return walked(t, probePage, acts...)
}

// walked is a page walked so far, a minute an act.
func walked(t *testing.T, text string, acts ...any) session.Work {
	t.Helper()
	p, findings := page.Parse([]byte(text))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	now := begun
	for _, a := range append([]any{run.Begin{}}, acts...) {
		who := khan.ID
		if other, ok := a.(by); ok {
			who, a = other.who, other.do
		}
		if due := r.Due(now); due != nil {
			a, acts = due, append([]any{a}, acts...)
		}
		events, err := r.Do(a.(run.Action), who, now)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		now = now.Add(time.Minute)
	}
	return session.Work{ID: "r-1", Person: khan, Run: r, Names: map[string]string{"a.khan": "A. Khan", "j.bell": "J. Bell"}}
}

func indicator(text string) run.Action { return run.Record{Field: "indicator", Text: text} }

func casing(text string) []any { return []any{run.Record{Field: "casing", Text: text}} }

var toReadProbe = append(casing("whole"), run.Complete{})

func TestWhatFollowsIsSaidBeforeTheStepIsClosed(t *testing.T) {
	failed := slices.Concat(toReadProbe, []any{indicator("failed")})
	twice := slices.Concat(failed, []any{run.Confirm{}, run.Complete{}, indicator("failed")})
	for want, acts := range map[string][]any{
		"": toReadProbe,
		"Casing split EXPECTED whole or worn: nothing goes on until a practitioner decides.": casing("split"),
		"Indicator failed EXPECTED passed: steps 2 to 3 are done again, round 2.":            failed,
		"Indicator failed EXPECTED passed: the run ends; still to do: steps 6 and 7.":        twice,
	} {
		work := probed(t, acts...)
		s, _ := work.Run.Current()
		if got := present.WhatFollows(work.Run, s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		asked := work.Asks(session.Asking{At: begun})
		if want != "" && asked.Kind != session.AskRelease && !asked.Confirm {
			t.Errorf("%s: it can be closed in passing", want)
		}
	}
}

func TestAStepSaysThatItIsDoneAgainOrStillToDo(t *testing.T) {
	again := slices.Concat(toReadProbe, []any{indicator("failed"), run.Confirm{}, run.Complete{}})
	ended := slices.Concat(again, []any{indicator("failed"), run.Confirm{}})
	doubt := []any{run.MarkNotDone{Reason: "no light"}, by{"j.bell", run.Release{As: sop.ByPractitioner, Note: "go on"}}, run.GoOn{}, indicator("passed"), run.Confirm{}}
	for want, acts := range map[string][]any{
		"Round 2.": again, "The run has ended: step 3: Indicator failed EXPECTED passed. This is still to be done.": ended,
		"Step 1 was left out, so this may apply: open it again and answer it, or say why this does not apply.": doubt,
	} {
		work := probed(t, acts...)
		s, _ := work.Run.Current()
		got := present.Conditions(work, s, session.AskClose)
		if !slices.Contains(got, want) {
			t.Errorf("step %d says %q, not %q", s.Number, got, want)
		}
		for _, line := range got {
			if strings.HasPrefix(line, "Because") && want != "Round 2." {
				t.Errorf("%q, which nobody knows", line)
			}
		}
	}
}

func TestThePageSaysWhatFollowsForWhoApprovesIt(t *testing.T) {
	p, _ := page.Parse([]byte(probePage))
	text := strings.Join(present.SayLines(present.AsItRuns(p)), "\n")
	for _, want := range []string{
		"whole or worn is expected. If not: nothing goes on until a practitioner decides",
		"passed is expected. If not: steps 2 to 3 are done again, at most once; then the run ends",
		"Here SOP-EQ-001 is worked through. If it does not end complete: nothing goes on until a supervisor decides.",
		"It is done even if the run has ended.", "Only if this is done again.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
}

func TestARecordKeepsEveryRoundAndSaysThatItEnded(t *testing.T) {
	work := probed(t, slices.Concat(toReadProbe, []any{
		indicator("failed"), run.Confirm{}, run.Complete{}, indicator("failed"), run.Confirm{}, run.Complete{}, run.Complete{},
	})...)
	rec := model.Record{Walked: work.Run, Summary: work.Run.Summarise(), Names: work.Names}
	rec.Outcome = rec.Summary.Outcome
	var all []string
	for _, s := range present.Record(rec, time.UTC) {
		for _, l := range s.Lines {
			all = append(all, strings.TrimSpace(l.Label+" "+l.Text+" "+l.Flag+" "+l.State))
		}
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{
		"Round 1: done by A. Khan", "Indicator failed, EXPECTED passed; then done again.",
		"done again from here: Indicator failed EXPECTED passed", "the run ended, as the page says", "Ended at step 3.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	if n := strings.Count(text, "the run ended"); n != 1 {
		t.Errorf("that the run ended is said %d times:\n%s", n, text)
	}
	if words, warn := present.Result(rec.Completion); words != "ended" || !warn {
		t.Errorf("in a list it is %q", words)
	}
}

// A difference between two readings is told of the round that it was in, once.
func TestASettledDifferenceStandsInItsOwnRound(t *testing.T) {
	work := moment(t, slices.Concat(toHold, []any{run.Redo{Reason: "the door was open"}, run.Record{Field: "temp", Text: "5.5"}})...).Work
	i := slices.IndexFunc(work.Run.Steps(), func(s run.Step) bool { return s.Opened > 0 })
	if i < 0 {
		t.Fatal("no step was opened again")
	}
	told := present.Teller{Zone: time.UTC, Names: work.Names}.Step(work.Run, work.Run.Steps()[i])
	var settled []string
	for _, line := range told {
		if strings.Contains(line, "settled as") {
			settled = append(settled, line)
		}
	}
	if len(settled) != 1 || !strings.HasPrefix(settled[0], "Round 1: ") || !strings.Contains(settled[0], "read as 5.0 °C and as 6.0 °C, settled as 5.0 °C: looked again") {
		t.Errorf("it is told\n%s", strings.Join(told, "\n"))
	}
}

func TestLeavingOutSaysWhatFollows(t *testing.T) {
	for want, acts := range map[string][]any{
		"Nothing goes on until a practitioner decides.": nil, "Nothing goes on until a supervisor decides.": toReadProbe,
		"": slices.Concat(toReadProbe, []any{indicator("passed"), run.Confirm{}}),
	} {
		work := probed(t, acts...)
		s, _ := work.Run.Current()
		if got := present.IfLeftOut(work.Run, s); got != want {
			t.Errorf("step %d: %q, want %q", s.Number, got, want)
		}
	}
	if got := present.OnlyYes(probed(t).Run.Steps()[0]); !strings.Contains(got, "what the page says follows") {
		t.Errorf("%q", got)
	}
}

func TestStepsThatAreDoneTogetherAreNamedUntilTheFirstIsConfirmed(t *testing.T) {
	p, findings := page.Parse([]byte(strings.Replace(probePage, "1. Look.", "## Wash `do-confirm`\n\n1. Look.", 1)))
	if p == nil || len(p.Sections) != 1 || !p.Sections[0].DoConfirm || p.Sections[0].Title != "Wash" {
		t.Fatalf("%+v, %v", p, findings)
	}
	short := &sop.Procedure{Sections: []sop.Section{{Title: "Wash", DoConfirm: true, Steps: []sop.Step{{ID: "wet", Number: 1, Text: "Wet."}, {ID: "rub", Number: 2, Text: "Rub."}}}}}
	r, err := run.New(short)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := r.Current()
	if got := present.DoneTogether(r, s); len(got) != 2 || got[1].ID != "rub" {
		t.Errorf("%+v", got)
	}
	for _, a := range []run.Action{run.Begin{}, run.Complete{}} {
		events, err := r.Do(a, khan.ID, begun)
		if err != nil {
			t.Fatal(err)
		}
		if r, err = r.After(events...); err != nil {
			t.Fatal(err)
		}
	}
	s, _ = r.Current()
	if got := present.DoneTogether(r, s); len(got) != 0 {
		t.Errorf("after the first is confirmed: %+v", got)
	}
	if text := strings.Join(present.SayLines(present.AsItRuns(short)), "\n"); !strings.Contains(text, "These steps are done together, and confirmed afterwards.") {
		t.Errorf("whoever approves it does not see it:\n%s", text)
	}
}

func TestAHoldSaysWhetherItWasReleasedOrEnded(t *testing.T) {
	for want, end := range map[string]bool{"Released by J. Bell at ": false, "Ended by J. Bell at ": true} {
		work := probed(t, slices.Concat(casing("split"), []any{by{"j.bell", run.Release{As: sop.ByPractitioner, Note: "looked at it", End: end}}})...)
		got := strings.Join(present.Conditions(work, work.Run.Steps()[0], session.AskClose), "\n")
		if !strings.Contains(got, want) || strings.Contains(got, "Released") == end || !strings.Contains(got, ": looked at it.") {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestARunOfAnotherPageSaysWellHowItEnded(t *testing.T) {
	for outcome, want := range map[run.Outcome]string{
		run.OutcomeComplete: "SOP-EQ-001 was worked through as r-2.", run.OutcomeEnded: "SOP-EQ-001 was worked through as r-2, which ended early, as its page says.",
		run.OutcomeStopped: "SOP-EQ-001 was worked through as r-2, which was stopped.", run.OutcomeExcept: "SOP-EQ-001 was worked through as r-2, which is complete except for what was not done.",
	} {
		work := probed(t, slices.Concat(casing("worn"), []any{run.Complete{}, indicator("passed"), run.Confirm{}})...)
		s := work.Run.Steps()[3]
		s.Others.Linked, s.Others.Outcome = "r-2", outcome
		if got := present.Conditions(work, s, session.AskClose); !slices.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
		if got := (present.Teller{Zone: time.UTC}).Step(work.Run, s); !slices.Contains(got, want) {
			t.Errorf("the record says %q, not %q", got, want)
		}
	}
}

func TestTheCardAsksWellForAStepThatWasNotDone(t *testing.T) {
	for want, a := range map[string]run.Action{
		"Are you A. Khan, and was step 5 left undone?": run.MarkNotDone{Reason: "no hook"}, "Are you A. Khan, and did step 5 not apply?": run.MarkNotApplicable{Reason: "no hook"},
		"Are you A. Khan, and is step 5 done?": run.Complete{},
	} {
		work := probed(t, slices.Concat(toReadProbe, []any{indicator("passed"), run.Confirm{}, a})...)
		if got := present.CardQuestion(work); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		work.Practice = true
		if got := present.CardQuestion(work); got == want || !strings.EqualFold(got, strings.TrimPrefix(want, "Are you A. Khan, and ")) {
			t.Errorf("in practice: %q", got)
		}
	}
}

func TestAStepOfAnotherDaySaysItsDay(t *testing.T) {
	at := time.Date(2026, 11, 23, 0, 12, 0, 0, time.UTC)
	if got := present.DoneAt(run.Close{At: at}, at.AddDate(0, 0, 1)); got != "00:12 on 23 Nov 2026" {
		t.Errorf("a day later it says %q", got)
	}
	if got := present.TimeAt(at, at.Add(23*time.Hour)); got != "00:12" {
		t.Errorf("on its day it says %q", got)
	}
}

func TestAStepThatWasEnteredLateSaysWhenItWasDone(t *testing.T) {
	at := time.Date(2026, 11, 23, 0, 12, 0, 0, time.UTC)
	for want, earlier := range map[string]time.Time{"00:12": {}, "00:05": at.Add(-7 * time.Minute), "23:52 on 22 Nov 2026": at.Add(-20 * time.Minute)} {
		if got := present.DoneAt(run.Close{At: at, Earlier: earlier}, at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
