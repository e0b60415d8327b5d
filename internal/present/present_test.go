package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/run"
)

func TestATextThatIsApprovedForLaterIsNotCalledUnapproved(t *testing.T) {
	p := model.PageRow{ID: "SOP-X-001", Version: "1.0", State: model.PageApproved, Revision: &model.Revision{Version: "2.0", State: model.PageApproved, Effective: "2026-12-03"}}
	if state, says := present.RowState(p), present.Announced(p); state != "v2.0 from 3 Dec 2026" || says != "its folder holds v2.0, which is approved and takes effect on 3 Dec 2026" {
		t.Errorf("%q, %q", state, says)
	}
	if p.Approvable() {
		t.Error("it is approved again")
	}
}

func TestAPageWithoutAVersionIsNamedWithoutOne(t *testing.T) {
	broken := model.PageRow{ID: "sink.md", State: model.PageBroken, Errors: 1}
	if name, state := present.PageName(broken), present.RowState(broken); name != "sink.md" || state != "has 1 error" {
		t.Errorf("%q, %q", name, state)
	}
	broken.Errors, broken.Version = 12, "2.0"
	if name, state := present.PageName(broken), present.RowState(broken); name != "sink.md v2.0" || state != "has 12 errors" {
		t.Errorf("%q, %q", name, state)
	}
	if state := present.RowState(model.PageRow{State: model.PageBroken}); state != "has errors" {
		t.Errorf("another id: %q", state)
	}
}

func TestReadingsAreWorded(t *testing.T) {
	for _, c := range []struct {
		field       sop.Field
		value, want string
	}{
		{sop.Field{Type: sop.Number, Unit: "°C"}, "7.40", "7.40 °C"},
		{sop.Field{Type: sop.Number, Unit: "1"}, "7.40", "7.40"},
		{sop.Field{Type: sop.Date}, "2026-03-02", "2 Mar 2026"},
		{sop.Field{Type: sop.Text}, "as it is", "as it is"},
		{sop.Field{Type: sop.File}, "sha256:" + strings.Repeat("ab", 32) + " trace.pdf", "trace.pdf (sha256 abababababab...)"},
	} {
		if got := present.Reading(c.field, c.value); got != c.want {
			t.Errorf("%q reads %q, want %q", c.value, got, c.want)
		}
	}
}

func TestSuggestedIdsAreIds(t *testing.T) {
	for name, want := range map[string]string{
		"Asha Khan": "a.khan", "A. Khan": "a.khan", "Cher": "cher", "": "", "Jo de la Cruz": "j.cruz", "漢字": "",
		"Jo Müller": "j.muller", "Pat O’Brien": "p.obrien", "Łukasz Żak": "l.zak", "Zoë Ŵyn": "z.wyn", "Bjørn Ødegård": "b.odegard", "Ngô Đức": "n.duc", "Æsa Þór": "a.thor", "3 Grün": "grun",
		strings.Repeat("x", 40): strings.Repeat("x", 32),
	} {
		if got := present.SuggestID(name); got != want {
			t.Errorf("SuggestID(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSentenceIsOne(t *testing.T) {
	for in, want := range map[string]string{"": "", "say why": "Say why.", "Done.": "Done.", "bench/log.db: the disk is full": "bench/log.db: the disk is full.", "wash/rinse it": "Wash/rinse it."} {
		if got := present.Sentence(in); got != want {
			t.Errorf("Sentence(%q) = %q", in, got)
		}
	}
}

func TestSafeLeavesNothingThatActs(t *testing.T) {
	for _, evil := range tuitest.Hostile {
		if bad := tuitest.Unsafe(present.Safe(evil)); len(bad) > 0 {
			t.Errorf("Safe(%q) leaves %q", evil, bad)
		}
		for what, text := range map[string]string{"plain": present.Plain(evil), "prose": strings.Join(present.Prose("# "+evil+"\n\n- "+evil+"\n\n```\n"+evil+"\n```\n"), "\n")} {
			if bad := tuitest.Unsafe(text); len(bad) > 0 {
				t.Errorf("%s text of %q leaves %q", what, evil, bad)
			}
		}
	}
	if got := present.Safe("7.4 µg °C — é"); got != "7.4 µg °C — é" {
		t.Errorf("Safe changed harmless text to %q", got)
	}
}

func TestPlainKeepsTheWordsAndDropsTheMarks(t *testing.T) {
	for in, want := range map[string]string{
		"Put the *Do not use* sign on. Set `37 °C`.": "Put the Do not use sign on. Set 37 °C.",
		"**PPE:** gown,\ntwo gloves":                 "PPE: gown, two gloves",
		`2 \* 3 \_ 4`:                                "2 * 3 _ 4",
		"a &amp; b &lt; c":                           "a & b < c",
		"one\n\ntwo":                                 "one two",
	} {
		if got := present.Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEmphasisAndCodeAreStrong(t *testing.T) {
	var strong []string
	for _, p := range present.Inline("a *b* `c` [d](https://example.org) e") {
		if p.Style == present.Strong {
			strong = append(strong, p.Text)
		}
	}
	if want := []string{"b", "c", "d"}; !slices.Equal(strong, want) {
		t.Errorf("strong are %q, want %q", strong, want)
	}
}

func TestAnInstructionBehindAConditionStartsWithACapital(t *testing.T) {
	s := sop.Step{Text: "éteins it.", If: &sop.Condition{}}
	if got := present.Do(s); got != "Éteins it." {
		t.Errorf("instruction reads %q", got)
	}
}

func TestProseIsOneLineForEachParagraphAndItem(t *testing.T) {
	got := present.Prose("# Title\n\nA *long*\nparagraph.\n\n- one\n- two\n\n> [!CAUTION]\n> Sharp.\n\n3. Do it. `#do, S7`\n   - Asset: `asset: scan`\n4. Go on. `#go`\n\n```text\n  code\n```\n")
	want := []string{"Title", "A long paragraph.", "- one", "- two", "CAUTION. Sharp.", "3. Do it. #do, S7", "   - Asset: asset: scan", "4. Go on. #go", "  code"}
	if !slices.Equal(got, want) {
		t.Errorf("prose is\n%q, want\n%q", got, want)
	}
}

func TestEveryTypeOfFieldSaysWhatItTakes(t *testing.T) {
	for want, f := range map[string]sop.Field{
		"2.0 to 8.0":               {Type: sop.Number, Unit: "°C", Accepted: limits("2.0", "8.0")},
		"not set: the label":       {Type: sop.Number, Unit: "°C", Local: "the label"},
		"a date after today":       {Type: sop.Date, Days: sop.DayRule{Test: sop.AfterToday}},
		"a date, like 2 Mar 2026":  {Type: sop.Date},
		"a date: today":            {Type: sop.Date, Days: sop.DayRule{Test: sop.AtMostAgo, Age: sop.Period{Unit: "day"}}},
		"a date at most 1 day ago": {Type: sop.Date, Days: sop.DayRule{Test: sop.AtMostAgo, Age: sop.Period{N: 1, Unit: "day"}}},
		"a time, like 09:30":       {Type: sop.Clock},
		"scan, CEN- then 4 digits": {Type: sop.Scan, Pattern: "CEN-####"},
		"scan":                     {Type: sop.Scan},
		"path of a file":           {Type: sop.File},
		"glass, plastic":           {Type: sop.Choice, Choices: []string{"glass", "plastic"}},
		"yes/no":                   {Type: sop.YesNo},
		"text":                     {Type: sop.Text},
	} {
		if got := present.Takes(f); got != want {
			t.Errorf("a %s field takes %q, want %q", f.Type, got, want)
		}
	}
	if got := present.Unit(sop.Field{Unit: "1"}) + present.Unit(sop.Field{Unit: "rpm"}); got != "rpm" {
		t.Errorf("units are %q", got)
	}
}

func limits(low, high string) sop.Range {
	l, h := sop.MustDecimal(low), sop.MustDecimal(high)
	return sop.Range{Low: &l, High: &h}
}

func TestEverybodyWhoIsEnrolledIsPrintedByName(t *testing.T) {
	work := session.Work{Person: model.Person{ID: "j.bell", Name: "J. Bell"}, Names: map[string]string{"a.khan": "A. Khan"}}
	for id, want := range map[string]string{"j.bell": "J. Bell", "a.khan": "A. Khan", "k.oh": "k.oh"} {
		if got := present.Name(work, id); got != want {
			t.Errorf("%s is printed %q, want %q", id, got, want)
		}
	}
}

func TestEveryStateHasAFormInASCII(t *testing.T) {
	for state, want := range map[run.State]string{
		run.ToDo: "[ ]", run.Current: "[>]", run.Done: "[x]", run.NotApplicable: "[n]", run.NotRequired: "[n]", run.NotDone: "[!]",
	} {
		if got := present.Mark(state); got != want {
			t.Errorf("%s is marked %s, want %s", state, got, want)
		}
	}
}

func TestASummaryIsCountedInWords(t *testing.T) {
	sum := run.Summary{Outcome: run.OutcomeExcept, Counts: run.Counts{Done: 3, NotDone: 1, Deviations: 2, Corrections: 1}}
	var got []string
	for _, c := range present.Counts(sum) {
		got = append(got, c.Text)
	}
	if want := []string{"3 done", "1 not done", "2 deviations", "1 correction"}; !slices.Equal(got, want) {
		t.Errorf("counts are %q, want %q", got, want)
	}
	for outcome, want := range map[run.Outcome]string{run.OutcomeComplete: "Complete", run.OutcomeExcept: "Complete except 1", run.OutcomeStopped: "Stopped"} {
		sum.Outcome = outcome
		if got := present.Outcome(sum); got != want {
			t.Errorf("%s reads %q", outcome, got)
		}
	}
}

func TestAResultSaysWhetherSomebodyShouldLook(t *testing.T) {
	for want, c := range map[string]model.Completion{
		"complete": {Outcome: run.OutcomeComplete}, "stopped": {Outcome: run.OutcomeStopped}, "except 2": {Outcome: run.OutcomeExcept, Counts: run.Counts{NotDone: 2}},
		"1 deviation": {Counts: run.Counts{Deviations: 1}}, "3 deviations": {Counts: run.Counts{Deviations: 3}},
		"2 left out": {Outcome: run.OutcomeComplete, Counts: run.Counts{LeftOut: 2}},
	} {
		got, warn := present.Result(c)
		if got != want || warn == (want == "complete") {
			t.Errorf("%+v reads %q, warns %t; want %q", c, got, warn, want)
		}
	}
}

func TestATimeAgoIsWordedInItsLargestUnit(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "just now", 90 * time.Second: "1 min ago", 3 * time.Hour: "3 h ago", 72 * time.Hour: "3 days ago"} {
		if got := present.Ago(d); got != want {
			t.Errorf("%s reads %q, want %q", d, got, want)
		}
	}
}

func TestAPageSaysWhetherItCanBeRun(t *testing.T) {
	approval := &model.Approval{By: model.Person{Name: "J. Bell"}, Version: "1.0", Effective: "2026-11-01", ReviewBy: "2028-11-01"}
	for _, c := range []struct {
		page  model.PageRow
		state string
		good  bool
		why   string
	}{
		{model.PageRow{State: model.PageApproved, Approval: approval}, "Approved by J. Bell, effective 1 Nov 2026, review by 1 Nov 2028.", true, ""},
		{model.PageRow{State: model.PageReview, Approval: approval}, "Approved by J. Bell, effective 1 Nov 2026, review by 1 Nov 2028: review overdue.", false, ""},
		{
			model.PageRow{State: model.PageApproved, Approval: approval, Version: "1.0", Revision: &model.Revision{Version: "2.0", State: model.PageReady}},
			"Approved by J. Bell, effective 1 Nov 2026, review by 1 Nov 2028. Its folder holds v2.0, which is not approved; it changes nothing until it is approved.", false, "",
		},
		{
			model.PageRow{State: model.PageApproved, Approval: approval, Version: "1.0", Revision: &model.Revision{State: model.PageLocal}},
			"Approved by J. Bell, effective 1 Nov 2026, review by 1 Nov 2028. Its folder holds another text, which has values to set; it changes nothing until it is approved.", false, "",
		},
		{
			model.PageRow{State: model.PageApproved, Approval: approval, Version: "1.0", Revision: &model.Revision{State: model.PageBroken, Errors: 2, Problem: "2 errors"}},
			"Approved by J. Bell, effective 1 Nov 2026, review by 1 Nov 2028. Its folder holds another text, which has 2 errors; it changes nothing until it is approved. 2 errors.", false, "",
		},
		{model.PageRow{State: model.PageReady}, "A template, not approved.", false, "It cannot be run for the record: it is not approved. It can be practised."},
		{
			model.PageRow{State: model.PageApproved, Approval: approval, Problem: "it waits"},
			"Approved by J. Bell, effective 1 Nov 2026, review by 1 Nov 2028. it waits.", true, "It cannot be run for the record: it waits. It can be practised.",
		},
	} {
		state, good := present.PageState(c.page)
		if why := present.CannotRun(c.page); state != c.state || good != c.good || why != c.why {
			t.Errorf("%s: %q, %t, %q", c.page.State, state, good, why)
		}
	}
}

const source = `---
id: SOP-TST-001
title: Clean
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
equipment: [forceps]
sign: performer
---

# Clean

Use it daily.

> [!IMPORTANT]
> Wear gloves.

1. Fill it in. ` + "`#fill, wait 10 min`" + `
   - N: ` + "`n: number °C, local \"the label\"`" + `
   - Note: ` + "`note: text, optional`" + `
2. **If** ` + "`n = 5`" + `: dry it. ` + "`#dry, within 20 min of #fill, verify: second person, hold: supervisor, do: SOP-TST-002, S7`" + `
`

func parsed(t *testing.T) *sop.Procedure {
	t.Helper()
	return pageOf(t, source)
}

func TestWhyAPageCannotBeRunIsASentence(t *testing.T) {
	for state, want := range map[model.PageState]string{
		model.PageReady: "it is not approved", model.PageDraft: "it is a draft", model.PageLocal: "it has values to set",
		model.PageRetired: "it is retired", model.PageBroken: "it has errors",
	} {
		if got := present.CannotRun(model.PageRow{State: state}); got != "It cannot be run for the record: "+want+". It can be practised." {
			t.Errorf("%s: %q", state, got)
		}
	}
	if got := present.CannotRun(model.PageRow{State: model.PageReview}); got != "" {
		t.Errorf("a page whose review is overdue runs, and it is said: %q", got)
	}
}

func TestAnOverviewHoldsWhatToKnowFirstAndTheWholePage(t *testing.T) {
	p := parsed(t)
	all := strings.Join(present.SayLines(present.Overview(model.Page{PageRow: model.PageRow{Codes: p.Meta.Codes}, Procedure: p, Text: []byte(source)})), "\n")
	for _, want := range []string{"Purpose\nUse it daily.", "Protect yourself\n- Wear gloves.", "Have ready\nforceps", "the label", "- S7 ", "IMPORTANT, to be read before step 1\nWear gloves.", "1. Fill it in.\nWait at least 10 min.", "- N: °C not set: the label"} {
		if !strings.Contains(all, want) {
			t.Errorf("the overview lacks %q:\n%s", want, all)
		}
	}
	for _, no := range []string{"review-every", "#fill", "number °C"} {
		if strings.Contains(all, no) {
			t.Errorf("what is written for the runner stands in the overview, %q:\n%s", no, all)
		}
	}
	broken := model.Page{PageRow: model.PageRow{State: model.PageBroken}, Procedure: p, Text: []byte(source)}
	all = strings.Join(present.SayLines(present.Overview(broken)), "\n")
	if !strings.Contains(all, "The page as it is written\n") || !strings.Contains(all, "#fill") || strings.Contains(all, "as it runs") {
		t.Errorf("a page that does not run is not shown as it is written:\n%s", all)
	}
}

func TestWhatToWearKeepsItsBlocksAndNothingHasNoHeading(t *testing.T) {
	p := parsed(t)
	p.Intro = ""
	p.Sections[0].Steps[0].Alerts = []sop.Alert{{Kind: sop.Important, Text: "Wear:\n\n| On | What |\n|---|---|\n| hands | gloves |"}}
	got := strings.Join(present.SayLines(present.Overview(model.Page{Procedure: p})), "\n")
	if !strings.Contains(got, "- Wear:\n  On: hands; What: gloves\n") || strings.Contains(got, "Purpose") {
		t.Error(got)
	}
}

func TestWhatHoldsForAStepIsToldBesideIt(t *testing.T) {
	r, err := run.New(parsed(t))
	if err != nil {
		t.Fatal(err)
	}
	work := session.Work{Run: r}
	all := strings.Join(append(present.Conditions(work, r.Steps()[0], session.AskClose), present.Conditions(work, r.Steps()[1], session.AskClose)...), " ")
	for _, want := range []string{"Wait at least 10 min.", "Because “N” of step 1 is 5 °C.", "Within 20 min of when step 1 was done.", "A second person checks this.", "Hold: a supervisor releases this before the run goes on.", "Here SOP-TST-002 is worked through."} {
		if !strings.Contains(all, want) {
			t.Errorf("the conditions lack %q: %s", want, all)
		}
	}
}

func TestAStepNamesTheSourcesThatItRestsOnAfterItsCodes(t *testing.T) {
	p := parsed(t)
	p.Meta.Sources = []sop.Source{
		{Key: "WHO-HH", Title: "Hand hygiene.", Publisher: "WHO", Year: "2009"},
		{Key: "LEC", Title: "Fridges", Publisher: "Lec", Year: "not stated"},
		{Key: "HH", Title: "Another", Publisher: "Nobody", Year: "1900"},
	}
	first, second := &p.Sections[0].Steps[0], p.Sections[0].Steps[1]
	p.Sections[0].Intro, first.Codes, first.Alerts = "keep it shut (LEC).", []sop.Code{"S7"}, []sop.Alert{{Kind: sop.Warning, Text: "Rub for 20 seconds\n(WHO-HH)."}}
	var keys []string
	for _, g := range present.Grounds(p, *first) {
		keys = append(keys, g.Key+": "+g.Text)
	}
	all := strings.Join(keys, "\n")
	if !strings.HasSuffix(all, "WHO-HH: Hand hygiene. WHO, 2009.\nLEC: Fridges. Lec, not stated.") || !strings.HasPrefix(all, "S7: ") {
		t.Errorf("the first step rests on:\n%s", all)
	}
	for _, g := range present.Grounds(p, second) {
		if g.Key == "LEC" || g.Key == "HH" {
			t.Errorf("the second step rests on %s", g.Key)
		}
	}
	if page := strings.Join(present.SayLines(present.Overview(model.Page{Procedure: p})), "\n"); !strings.Contains(page, "Sources\n- WHO-HH Hand hygiene. WHO, 2009.\n") {
		t.Errorf("the page does not list its sources:\n%s", page)
	}
}

func TestASectionWithAConditionSaysItsTextAsASentenceAndWhyItIsThere(t *testing.T) {
	p := parsed(t)
	p.Sections[0].Intro = "keep the door shut first."
	if got := present.Around([]run.Prose{{Text: p.Sections[0].Intro}}); got != "keep the door shut first." {
		t.Errorf("a section without a condition begins %q", got)
	}
	p.Sections[0].If = p.Sections[0].Steps[1].If
	if got := present.Around([]run.Prose{{Title: "Two", Text: p.Sections[0].Intro, AfterIf: true}}); got != "### Two\n\nKeep the door shut first." {
		t.Errorf("it begins %q", got)
	}
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	work := session.Work{Run: r}
	if got := present.Conditions(work, r.Steps()[0], session.AskClose)[0]; got != "Because “N” of step 1 is 5 °C." {
		t.Errorf("its first step says %q first", got)
	}
	if got := strings.Join(present.Conditions(work, r.Steps()[1], session.AskClose), " "); strings.Count(got, "Because") != 1 {
		t.Errorf("the condition of the section is said again: %q", got)
	}
}

func TestALateEntryIsOfTheLastTimeThatTheClockShowedIt(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 30, 0, 0, time.UTC)
	for text, want := range map[string]string{"00:10": "2026-11-22 00:10", "23:50": "2026-11-21 23:50", " 0:05 ": "2026-11-22 00:05", "2350": "2026-11-21 23:50"} {
		if got, err := present.EarlierTime(text, now); err != nil || got.Format("2006-01-02 15:04") != want {
			t.Errorf("EarlierTime(%q) = %v, %v", text, got, err)
		}
	}
	if _, err := present.EarlierTime("quarter past", now); err == nil {
		t.Error("words are no time")
	}
}

// Nobody should have to guess which day a time of the night is taken to be of.
func TestATimeOfTheDayBeforeSaysItsDay(t *testing.T) {
	night := time.Date(2026, 11, 22, 0, 30, 0, 0, time.UTC)
	began, note := sop.Field{Label: "Began", Type: sop.Clock}, sop.Field{Label: "Note", Type: sop.Text}
	value := func(text string) run.Value { return run.Value{Text: text, By: run.Close{At: night}} }
	for _, c := range []struct {
		f    sop.Field
		v    run.Value
		want string
	}{
		{began, value("2026-11-21T23:50+00:00"), "23:50 on 21 Nov 2026"}, {began, value("2026-11-22T00:10+00:00"), "00:10"}, {note, value("23:50"), "23:50"},
	} {
		if got := present.Entered(c.f, c.v, time.UTC); got != c.want {
			t.Errorf("%s %s is worded as %q, want %q", c.f.Type, c.v.Text, got, c.want)
		}
	}
	if got := present.EarlierDay(night.Add(-40*time.Minute), night); got != "That was yesterday, on 21 Nov 2026, at 23:50." {
		t.Errorf("yesterday: %q", got)
	}
	if got := present.EarlierDay(night.Add(-20*time.Minute), night); got != "" {
		t.Errorf("today: %q", got)
	}
}

func TestTheNewestValueIsCorrectedFirst(t *testing.T) {
	at := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	r, err := run.Replay(parsed(t), []sop.Event{
		{Kind: sop.StepStarted, Step: "fill", At: at},
		{Kind: sop.ValueRecorded, Step: "fill", Field: "n", Index: 1, Value: "5", At: at},
		{Kind: sop.DeviationOpened, Step: "fill", Field: "n", Index: 1, Reason: "N 5", At: at},
		{Kind: sop.ValueRecorded, Step: "fill", Field: "note", Index: 1, Value: "late", At: at},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := present.ToCorrect(r)
	if len(got) != 2 || got[0].Text != "late" || got[1].Text != "5 °C" || got[1].Label != "N" {
		t.Errorf("values to correct are %+v", got)
	}
}

func TestAStepIsExplainedInFull(t *testing.T) {
	within, tolerance := sop.MustDecimal("8.0"), sop.MustDecimal("0.2")
	proc := &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-X-001", Title: "Look", Version: "1.0"},
		Sections: []sop.Section{{Title: "1. Look", Steps: []sop.Step{{
			ID: "read", Number: 1, Text: "Read the *display*.", More: "It is on the left.\n\nIt blinks.", Critical: true, Verify: sop.BySecondPerson, Hold: sop.BySupervisor,
			Codes:  []sop.Code{"S26", "B1"},
			Wait:   &sop.Duration{D: 10 * time.Minute},
			Alerts: []sop.Alert{{Kind: sop.Warning, Text: "It is **cold**."}, {Kind: sop.Tip, Text: "Stand straight."}},
			Fields: []sop.Field{
				{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: sop.Range{High: &within}, Possible: sop.Range{High: &within}, Tolerance: &tolerance, Repeat: 3},
				{Name: "shut", Label: "Shut", Type: sop.YesNo, Expect: []string{"yes"}, Optional: true},
			},
		}}}},
	}
	r, err := run.New(proc)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := r.Current()
	looked := sop.Field{Name: "strength", Label: "Strength", Type: sop.Number, Unit: "ppm", From: sop.Columns{High: "high"}}
	chosen := looked
	chosen.Label, chosen.Accepted, chosen.Row = "Chosen", sop.Range{High: &within}, "Tablets"
	s.Fields = append(s.Fields, looked, chosen)
	warned := map[string]bool{}
	var all []string
	for _, line := range present.About(session.Work{Run: r}, s, time.Now()) {
		all = append(all, strings.TrimSpace(line.Label+" "+line.Text))
		warned[line.Label] = line.Warn
	}
	for _, want := range []string{
		"Step 1 Read the display.", "It is on the left.", "It blinks.", "CRITICAL It is closed with its own key, y, and never with enter.",
		"WARNING It is cold.", "TIP Stand straight.", "Asks for Temperature: at most 8.0 °C, possible at most 8.0, 3 times, a second reading within 0.2",
		"Asks for Strength: limits by the table, in ppm", "Asks for Chosen: at most 8.0 ppm, for Tablets",
		"Asks for Shut: yes/no, yes is expected, optional", "Holds Wait at least 10 min.", "Holds A second person checks this.",
		"Holds Hold: a supervisor releases this before the run goes on.", "S26 Apply a range of techniques for infection prevention and control.",
	} {
		if !slices.Contains(all, want) {
			t.Errorf("it lacks %q:\n%s", want, strings.Join(all, "\n"))
		}
	}
	if !warned["WARNING"] || !warned["CRITICAL"] || warned["TIP"] {
		t.Errorf("warned of %v", warned)
	}
}

func TestALogThatWasClosedSaysSoOnEveryFrame(t *testing.T) {
	for want, station := range map[string]model.Station{
		"": {}, "LOG CLOSED - NOTHING MORE IS RECORDED HERE": {Closed: true}, "DEMO - LOG CLOSED": {Closed: true, Demo: true}, "DEMO - MADE-UP DEPARTMENT": {Demo: true},
		"INSPECTION, READ-ONLY": {Inspection: "the log", Closed: true}, "INSPECTION, READ-ONLY - DEMO": {Inspection: "the log", Demo: true},
	} {
		if got := present.Banner(station, session.Session{}); got != want {
			t.Errorf("%+v: %q, want %q", station, got, want)
		}
	}
}

func TestHowFarTheLogIsCheckedIsSaidInWords(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for want, c := range map[string]model.Checked{
		"":                             {},
		"being checked":                {Running: true},
		"being checked, 45%":           {Running: true, Done: 45, Total: 100},
		"checked 09:41":                {At: now.Add(-2*time.Hour - 19*time.Minute)},
		"checked 12:00 on 27 Nov 2026": {At: now.Add(-24 * time.Hour)},
	} {
		if got := present.Checked(c, now); got != want {
			t.Errorf("%+v is said as %q, want %q", c, got, want)
		}
	}
	if got := present.Signing(model.Checked{Running: true, Done: 1, Total: 4}); got != "Reading the log first, 25% ..." {
		t.Errorf("a signature that waits: %q", got)
	}
	if got := present.Signing(model.Checked{Running: true}); got != "Signing ..." {
		t.Errorf("a signature: %q", got)
	}
}

func TestPlainWordsKeepTheWordsAndDropsTheMarks(t *testing.T) {
	for in, want := range map[string]string{
		"Put the *Do not use* sign on. Set `37 °C`.": "Put the Do not use sign on. Set 37 °C.",
		"**PPE:** gown,\ntwo gloves":                 "PPE: gown, two gloves",
		`2 \* 3 \_ 4`:                                "2 * 3 _ 4",
		"a &amp; b &lt; c":                           "a & b < c",
		"see <https://example.org/x>":                "see https://example.org/x",
		"[the manual](https://example.org)":          "the manual",
		"one\n\ntwo":                                 "one two",
	} {
		if got := present.Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}
