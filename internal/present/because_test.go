package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// cold is a page of one step that asks, and of steps that depend on it.
func cold() *sop.Procedure {
	if_ := func(join sop.Join, terms ...sop.Term) *sop.Condition { return &sop.Condition{Join: join, Terms: terms} }
	p := &sop.Procedure{Meta: sop.Meta{Sources: []sop.Source{{Key: "WHO-HH", Title: "Hand hygiene", Publisher: "WHO", Year: "2009"}, {Key: "WHO", Title: "Another", Publisher: "WHO", Year: "2010"}}}}
	p.Sections = []sop.Section{{Title: "One", Steps: []sop.Step{
		{ID: "ask", Number: 1, Text: "Read it.", Fields: []sop.Field{
			{Name: "now-again", Label: "Now", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0")},
			{Name: "state", Label: "*Alarm*", Type: sop.Choice, Choices: []string{"off", "sounding, loud"}},
			{Name: "due", Label: "Due", Type: sop.Date},
			{Name: "mass", Label: "Mass", Type: sop.Number, Unit: "1", Repeat: 2},
		}},
		{ID: "low", Number: 2, Text: "Low.", If: if_(sop.Or, sop.Term{Name: "now-again", Op: sop.Less, Value: "2.0"}, sop.Term{Name: "state", Op: sop.Equal, Value: "off"}, sop.Term{Name: "mass", Op: sop.Greater, Value: "5"})},
		{ID: "out", Number: 3, Text: "Out.", If: if_(sop.And, sop.Term{Name: "now-again", Op: sop.OutOfLimits}, sop.Term{Name: "due", Op: sop.Less, Value: "2027-01-01"})},
		{ID: "in", Number: 4, Text: "In.", If: if_(sop.And, sop.Term{Name: "state", Op: sop.Equal, Value: "off"}, sop.Term{Name: "now-again", Op: sop.OutOfLimits})},
		{ID: "end", Number: 5, Text: "End."},
	}}}
	return p
}

// read is the run of that page with its values recorded.
func read(t *testing.T, values ...string) run.Run {
	t.Helper()
	r, err := run.New(cold())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	acts := []run.Action{run.Begin{}}
	for i, name := range []string{"now-again", "state", "due", "mass", "mass"} {
		acts = append(acts, run.Record{Field: name, Text: values[i]})
	}
	for _, a := range append(acts, run.ActOn{Deviation: 1, Text: "told the lead"}, run.Complete{}) {
		if _, on := a.(run.ActOn); on && len(r.Deviations()) == 0 {
			continue
		}
		events, err := r.Do(a, "a.khan", now)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		now = now.Add(time.Minute)
	}
	return r
}

func TestWhyAStepIsDoneIsThePartOfItsConditionThatWasTrueInWords(t *testing.T) {
	r := read(t, "1.6", "sounding, loud", "2026-12-24", "4", "6")
	steps := r.Steps()
	for i, want := range map[int]string{
		1: "Because “Now” was 1.6 °C, BELOW 2.0 °C, and “Mass” was 6.",
		2: "Because “Now” was 1.6 °C, BELOW 2.0 °C, and “Due” was 24 Dec 2026.",
	} {
		if got := present.Because(r, run.Step{}, steps[i].If); got != want {
			t.Errorf("step %d: %q, want %q", i+1, got, want)
		}
		if all := strings.Join(present.Conditions(session.Work{Run: r}, steps[i], session.AskClose), " "); strings.Contains(all, "now-again") || !strings.Contains(all, want) {
			t.Errorf("beside the step: %q", all)
		}
	}
	if got := present.Because(r, run.Step{}, nil); got != "" {
		t.Errorf("no condition: %q", got)
	}
}

func TestWhyAStepIsNotRequiredIsToldByTheLabels(t *testing.T) {
	r := read(t, "5.0", "sounding, loud", "2026-12-24", "4", "4")
	for i, want := range map[int]string{
		1: "“Now” was 5.0 °C, “Alarm” was sounding, loud, “Mass” was 4",
		2: "“Now” was in limits, “Due” was 24 Dec 2026",
		3: "“Alarm” was sounding, loud, “Now” was in limits",
	} {
		s := r.Steps()[i]
		if got := present.WhyClosed(r, s); s.State != run.NotRequired || got != want {
			t.Errorf("step %d is %s: %q, want %q", i+1, s.State, got, want)
		}
		if !strings.Contains(s.Closed.Reason, "=") && !strings.Contains(s.Closed.Reason, "in limits") {
			t.Errorf("the event does not keep the names: %q", s.Closed.Reason)
		}
	}
	if got := r.InWords("anything else", present.Label); got != "anything else" {
		t.Errorf("another reason: %q", got)
	}
}

func TestWhatCanBeCorrectedNamesItsStepAndReading(t *testing.T) {
	var rows []string
	for _, v := range present.ToCorrect(read(t, "5.0", "off", "2026-12-24", "4", "6")) {
		rows = append(rows, v.Row())
	}
	want := "Step 1, Mass, reading 2: 6|Step 1, Mass, reading 1: 4|Step 1, Due: 24 Dec 2026|Step 1, Alarm: off|Step 1, Now: 5.0 °C"
	if got := strings.Join(rows, "|"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestStepsAndValuesStandBesideTheirLimits(t *testing.T) {
	r := read(t, "9.0", "off", "2026-12-24", "4", "6")
	var got []string
	for _, l := range present.StepsAndValues(session.Work{Run: r}, time.Time{}).Lines {
		got = append(got, strings.Join(strings.Fields(l.Mark+" "+l.Label+" "+l.Text+" "+l.Limits+" "+l.Flag+" "+l.State), " "))
	}
	for i, want := range []string{"[x] Read it. done 09:06", "Now 9.0 °C limits 2.0 to 8.0 ABOVE 8.0 °C", "Alarm off", "Due 24 Dec 2026", "Mass 4", "Mass 6", "[>] Low. current", "[ ] Out. to do"} {
		if i >= len(got) || !strings.HasPrefix(got[i], strings.TrimSuffix(want, "09:06")) {
			t.Fatalf("line %d of %q, want %q", i+1, got, want)
		}
	}
	if far := present.SoFar(session.Work{Run: r}, time.Time{}); len(far) != 6 || far[0].Text != "Read it." {
		t.Errorf("so far: %+v", far)
	}
}

func TestASecondPersonLooksThroughNoValueThatTheyReadForThemself(t *testing.T) {
	p := cold()
	p.Sections[0].Steps[0].Verify = sop.BySecondPerson
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for _, a := range []run.Action{run.Begin{}, run.Record{Field: "now-again", Text: "5.0"}} {
		events, err := r.Do(a, "a.khan", now)
		if err != nil {
			t.Fatal(err)
		}
		if r, err = r.After(events...); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range present.StepsAndValues(session.Work{Run: r}, time.Time{}).Lines {
		if strings.Contains(l.Text, "5.0") {
			t.Errorf("%+v", l)
		}
	}
}

func TestTheKeysOfSourcesAreSetApart(t *testing.T) {
	line := []present.Piece{{Style: present.Strong, Text: "Rub for 20 s (WHO-HH), see WHO. Not WHOM or X-WHO."}}
	var got []string
	for _, p := range present.WithKeys(cold(), line) {
		if p.Style == present.Faint {
			got = append(got, p.Text)
		} else if p.Style != present.Strong {
			t.Errorf("%+v", p)
		}
	}
	if strings.Join(got, "|") != "(WHO-HH)|WHO" {
		t.Errorf("set apart are %q", got)
	}
}

func TestAValueIsSaidWithWhatItIsJudgedBy(t *testing.T) {
	for want, f := range map[string]sop.Field{
		"limits 2.0 to 8.0": {Type: sop.Number, Accepted: limits("2.0", "8.0")}, "yes is expected": {Type: sop.YesNo, Expect: []string{"yes"}},
		"to be after today": {Type: sop.Date, Days: sop.DayRule{Test: sop.AfterToday}}, "": {Type: sop.Text}, "not set: label": {Type: sop.Number, Local: "label"},
	} {
		if got := present.Limits(f); got != want {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
}

func TestAnExceptionNamesWhoIsInIt(t *testing.T) {
	names := map[string]string{"j.bell": "J. Bell", "told": "not a word of a person"}
	for _, c := range []struct {
		kind       run.ExceptionKind
		text, want string
	}{
		{run.IsDecided, "open for longer than 3 h; j.bell decided to continue: j.bell told so", "open for longer than 3 h; J. Bell decided to continue: j.bell told so"},
		{run.IsTakenOver, "taken over by j.bell without a hand-over: ill", "taken over by J. Bell without a hand-over: ill"},
		{run.IsTakenOver, "taken over by x.y without a hand-over: ill", "taken over by x.y without a hand-over: ill"},
		{run.IsDeviation, "j.bell 5 was told", "j.bell 5 was told"},
	} {
		if got := present.Exception(run.Exception{Kind: c.kind, Text: c.text}, names); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
