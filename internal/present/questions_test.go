package present_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// asking is a page on which everything can be asked.
func asking() *sop.Procedure {
	number := sop.Field{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0")}
	wait := &sop.Duration{D: 10 * time.Minute}
	p := &sop.Procedure{Meta: sop.Meta{ID: "SOP-X-001", Version: "1.0"}}
	p.Sections = []sop.Section{{Title: "One", Steps: []sop.Step{
		{ID: "open", Number: 1, Text: "Open the door."},
		{ID: "left", Number: 2, Text: "Wipe the left side.", AnyOrder: true},
		{ID: "right", Number: 3, Text: "Wipe the right side.", AnyOrder: true},
		{ID: "dry", Number: 4, Text: "Let it dry.", Wait: wait, NAOk: true},
		{ID: "read", Number: 5, Text: "Read it.", Fields: []sop.Field{number}, Verify: sop.BySecondPerson},
		{ID: "hold", Number: 6, Text: "Go on.", Critical: true, Hold: sop.BySupervisor},
		{ID: "warm", Number: 7, Text: "Tell the lead.", Critical: true, If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: "temp", Op: sop.OutOfLimits}}}},
		{ID: "cool", Number: 8, Text: "Let it cool.", Wait: wait, WaitBefore: "end"},
		{ID: "note", Number: 9, Text: "Write it down."},
		{ID: "end", Number: 10, Text: "Shut the door."},
	}}}
	return p
}

// begun is the time at which the run of a test begins.
var begun = time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)

// by is what somebody else than the performer does.
type by struct {
	who string
	do  run.Action
}

// moment is that page walked so far, a minute an act.
func moment(t *testing.T, acts ...any) present.Moment { return momentOn(t, asking(), acts...) }

func momentOn(t *testing.T, p *sop.Procedure, acts ...any) present.Moment {
	t.Helper()
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
		events, err := r.Do(a.(run.Action), who, now)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		now = now.Add(time.Minute)
	}
	work := session.Work{ID: "r-1", Person: khan, Run: r}
	return present.Moment{
		Work: work, Asked: work.Asks(session.Asking{At: now, Guest: bell.ID}), People: []model.Person{khan, bell},
		Now: func() time.Time { return now },
	}
}

var (
	toLeft  = []any{run.Complete{}}
	toDry   = slices.Concat(toLeft, []any{run.Complete{}, run.Complete{}})
	toRead  = slices.Concat(toDry, []any{run.MarkNotApplicable{}})
	differ  = slices.Concat(toRead, []any{run.Record{Field: "temp", Text: "5.0"}, by{"j.bell", run.CheckValue{Field: "temp", Text: "6.0"}}})
	checked = slices.Concat(differ, []any{run.Settle{Field: "temp", Text: "5.0", Reason: "looked again"}, by{"j.bell", run.Check{As: sop.BySecondPerson}}})
	toHold  = slices.Concat(checked, []any{run.Complete{}})
	toCool  = slices.Concat(toHold, []any{by{"j.bell", run.Release{As: sop.BySupervisor}}, run.Confirm{}, run.StartWait{}})
	toDoubt = slices.Concat(toRead, []any{run.MarkNotDone{Reason: "display is dark"}, by{"j.bell", run.Release{As: sop.BySupervisor}}, run.Confirm{}})
)

// answered answers a question and returns what follows from it.
func answered(t *testing.T, q present.Question, m present.Moment, answers ...string) (run.Action, string) {
	t.Helper()
	if why := q.WhyNot(m); why != "" {
		t.Fatalf("it cannot be asked: %s", why)
	}
	var in present.Answers
	for _, text := range answers {
		a, more := q.Next(m, in)
		if !more {
			t.Fatalf("nothing is asked that %q answers", text)
		}
		if a.Label == "" || a.Name == "" || strings.Contains(a.Prompted(present.Case{}, in), "!") {
			t.Errorf("asked as %q, %q", a.Label, a.Prompted(present.Case{}, in))
		}
		next, err := q.Take(m, in, a, text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		in = next
	}
	if a, more := q.Next(m, in); more {
		t.Fatalf("%q is asked as well", a.Label)
	}
	act, who := q.Asks(m, in)
	return act, who.ID
}

func question(t *testing.T, word string) present.Question {
	t.Helper()
	i := slices.IndexFunc(present.Questions, func(q present.Question) bool { return q.Word == word })
	if i < 0 {
		t.Fatalf("no question %q", word)
	}
	return present.Questions[i]
}

func TestEveryQuestionOfARunEndsInItsAct(t *testing.T) {
	asked := map[string]bool{}
	for _, c := range []struct {
		word    string
		at      []any
		answers []string
		act     run.Action
	}{
		{"time", toDry, nil, run.StartWait{}},
		{"time", slices.Concat(toDry, []any{run.StartWait{}}), []string{"it was wiped again"}, run.StartWait{Reason: "it was wiped again"}},
		{"other", toLeft, []string{"right"}, run.Choose{Step: "right"}},
		{"waited", toCool, nil, run.Choose{Step: "cool"}},
		{"other", slices.Concat(toCool, []any{run.Choose{Step: "cool"}}), []string{"note"}, run.Choose{Step: "note"}},
		{"not-done", nil, []string{"no key"}, run.MarkNotDone{Reason: "no key"}},
		{"not-applicable", nil, []string{"no door"}, run.MarkNotApplicable{Reason: "no door"}},
		{"not-applicable", toDry, []string{""}, run.MarkNotApplicable{}},
		{"earlier", toLeft, []string{"09:01", "the screen was wet"}, run.DoneEarlier{At: begun.Add(time.Minute), Reason: "the screen was wet"}},
		{"interrupted", nil, []string{"Telephone", "the blue bottle"}, run.Pause{Reason: "Telephone", Note: "the blue bottle"}},
		{"correct", differ, []string{"read/temp/1", "5.5", "misread"}, run.Correct{Step: "read", Field: "temp", Index: 1, Text: "5.5", Reason: "misread"}},
		{"redo", toLeft, []string{"missed a corner"}, run.Redo{Reason: "missed a corner"}},
		{"open-again", toDoubt, nil, run.Reopen{Step: "read"}},
		{"not-applicable", toDoubt, []string{"it stood open"}, run.MarkNotApplicable{Reason: "it stood open"}},
		{"take-over", toLeft, []string{"j.bell", "A. Khan was taken ill"}, run.TakeOver{As: sop.BySupervisor, Reason: "A. Khan was taken ill"}},
		{"incident", toLeft, []string{"a tube broke in the rotor", "W-1"}, run.Raise{What: "a tube broke in the rotor", Reference: "W-1"}},
		{"observed", nil, []string{"j.bell", "two cloths, lid first"}, run.Observe{Assessor: "j.bell", Said: "two cloths, lid first"}},
		{"hand-over", toLeft, []string{"keep it wet"}, run.Offer{Note: "keep it wet"}},
		{"stop", toLeft, []string{"fire alarm"}, run.Stop{Reason: "fire alarm"}},
	} {
		asked[c.word] = true
		act, who := answered(t, question(t, c.word), moment(t, c.at...), c.answers...)
		if !reflect.DeepEqual(act, c.act) {
			t.Errorf("%s: %#v, want %#v", c.word, act, c.act)
		}
		if want := map[string]string{"take-over": "j.bell"}[c.word]; who != want {
			t.Errorf("%s is done by %q, want %q", c.word, who, want)
		}
	}
	asked["finish"], asked["leave-out"] = true, true // of items, in a test of their own
	for _, q := range present.Questions {
		if !asked[q.Word] {
			t.Errorf("%s was not asked", q.Word)
		}
	}
}

// leftOpen is a run that was stopped behind a step that was left out.
var leftOpen = []any{run.MarkNotDone{Reason: "no key"}, run.Stop{Reason: "fire alarm"}}

func TestWhatARunAsksByItselfIsDoneByWhoWasAsked(t *testing.T) {
	asked := 0
	for _, c := range []struct {
		kind    session.PromptKind
		at      []any
		answers []string
		act     run.Action
		by      string
	}{
		{session.AskRelease, toHold, []string{"j.bell", ""}, run.Release{As: sop.BySupervisor}, "j.bell"},
		{session.AskRelease, slices.Concat(toLeft, []any{run.Complete{}, run.Complete{}, run.MarkNotApplicable{}, run.MarkNotDone{Reason: "display is dark"}}), []string{"j.bell", ""}, run.Release{As: sop.BySupervisor}, "j.bell"},
		{session.AskDecision, toLeft, []string{"j.bell", sop.Continue, "a late delivery"}, run.Decide{Decision: sop.Continue, Reason: "a late delivery"}, "j.bell"},
		{session.AskAction, leftOpen, []string{"told the lead"}, run.ActOn{Deviation: 1, Text: "told the lead"}, ""},
		{session.AskOpen, leftOpen, []string{"told the lead"}, run.ActOn{Deviation: 1, Text: "told the lead"}, ""},
		{session.AskPace, toLeft, []string{"laid out"}, run.ExplainPace{Text: "laid out"}, ""},
		{session.AskSettle, differ, []string{"5.0", "looked again"}, run.Settle{Field: "temp", Index: 1, Text: "5.0", Reason: "looked again"}, ""},
	} {
		asked++
		m := moment(t, c.at...)
		if c.kind == session.AskAction || c.kind == session.AskOpen {
			m.Asked, _ = present.Due(m.Work)
		}
		act, who := answered(t, present.Prompted[c.kind], m, c.answers...)
		if !reflect.DeepEqual(act, c.act) || who != c.by {
			t.Errorf("%d: %#v by %q, want %#v", c.kind, act, who, c.act)
		}
	}
	if asked != len(present.Prompted)+1 { // a hold twice
		t.Errorf("%d of %d were asked", asked, len(present.Prompted))
	}
}

func TestAQuestionThatMakesNoSenseSaysWhy(t *testing.T) {
	alone := moment(t, toLeft...)
	alone.People = []model.Person{khan}
	for word, c := range map[string]struct {
		at   present.Moment
		want string
	}{
		"not-applicable": {moment(t, toHold...), "Step 6 is critical"},
		"correct":        {moment(t), "There is no value to correct yet."},
		"redo":           {moment(t), "No step is closed yet"},
		"take-over":      {alone, "A. Khan hands this run over, or a supervisor takes it over"},
	} {
		if got := question(t, word).WhyNot(c.at); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", word, got, c.want)
		}
	}
}

func TestAnAnswerThatWillNotDoIsRefusedAtOnce(t *testing.T) {
	for _, c := range []struct {
		word    string
		at      []any
		answers []string
		wrong   string
		want    string
	}{
		{"earlier", nil, nil, "25:00", "is not a time"},
		{"correct", differ, []string{"read/temp/1"}, "about 5", "is not a decimal number"},
		{"not-done", nil, nil, "80", "is no word"},
		{"earlier", toLeft, []string{"09:01"}, "80", "is no word"},
		{"interrupted", nil, nil, "80", "is no word"},
		{"interrupted", nil, nil, "", "nothing is typed yet"},
		{"stop", nil, nil, "NHS 943 476 5919", "is an NHS number"},
		{"incident", toLeft, nil, "80", "is no word"},
		{"incident", toLeft, []string{"a tube broke in the rotor"}, "943 476 5919", "is an NHS number"},
		{"observed", nil, []string{"j.bell"}, "as usual", "in 10 letters at least"},
		{"observed", nil, []string{"j.bell"}, "943 476 5919", "is an NHS number"},
		{"take-over", nil, []string{"j.bell"}, "too short", "at least 10 letters"},
	} {
		q, m := question(t, c.word), moment(t, c.at...)
		var in present.Answers
		for _, text := range c.answers {
			a, _ := q.Next(m, in)
			in, _ = q.Take(m, in, a, text)
		}
		a, more := q.Next(m, in)
		if !more {
			t.Fatalf("%s asks nothing", c.word)
		}
		if _, err := q.Take(m, in, a, c.wrong); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s takes %q: %v, want %q", c.word, c.wrong, err, c.want)
		}
	}
}

func TestWhatCanBeAskedDependsOnWhatTheRunAsks(t *testing.T) {
	words := func(m present.Moment) string {
		var out []string
		for _, q := range present.OfferedAt(m) {
			out = append(out, q.Word)
		}
		return strings.Join(out, " ")
	}
	card := moment(t, toLeft...)
	card.Asked.Kind = session.AskCard
	stopped := moment(t, slices.Concat(toLeft, []any{run.Stop{Reason: "fire alarm"}})...)
	for want, m := range map[string]present.Moment{
		"not-done not-applicable earlier interrupted correct redo incident observed hand-over stop": moment(t),
		"other not-done not-applicable earlier interrupted correct redo incident hand-over stop":    moment(t, toLeft...),
		"not-done interrupted correct redo incident hand-over stop":                                 moment(t, toHold...),
		"redo take-over stop":                  card,
		"correct take-over incident hand-over": stopped,
		"":                                     moment(t, differ...),
	} {
		if got := words(m); got != want {
			t.Errorf("offers %q, want %q", got, want)
		}
	}
	if q := present.OfferedAt(card)[0]; q.Does != "do it again" || !q.Hint {
		t.Errorf("at the card it %q", q.Does)
	}
}

func TestWhoIsAskedToComeIsAmongThoseWhoCould(t *testing.T) {
	m := moment(t, toHold...)
	a, ok := present.Whom(m)
	if !ok || a.Label != "Who releases it?" || !slices.Equal(a.Values, []string{"j.bell"}) || a.Said[0] != "J. Bell, short name j.bell" {
		t.Errorf("asks for %+v", a)
	}
	if m.Came("j.bell").Name != "J. Bell" || m.Came("a.khan").ID != "" {
		t.Error("who performed it came to release it")
	}
	if _, ok := present.Whom(moment(t)); ok {
		t.Error("somebody is asked to come to a step that needs nobody")
	}
}

// What a value was is said of the run as it was before.
func TestACorrectionSaysWhatTheValueWas(t *testing.T) {
	m := moment(t, differ...)
	if got := question(t, "correct").Done(m, present.Answers{"which": "read/temp/1"}); got != "Corrected. Temperature was 5.0 °C. Both stay in the record." {
		t.Errorf("says %q", got)
	}
	if a, _ := question(t, "correct").Next(m, present.Answers{"which": "read/temp/1"}); !strings.Contains(a.Prompt, "Temperature is 5.0 °C. What is right? 2.0 to 8.0") {
		t.Errorf("asks %q", a.Prompt)
	}
}

func TestBeforeTheSignatureTheRunAsksForTheWordsThatAreMissing(t *testing.T) {
	if p, due := present.Due(moment(t, toLeft...).Work); due {
		t.Errorf("nothing is missing, and %+v is asked", p)
	}
	m := moment(t, leftOpen...)
	p, due := present.Due(m.Work)
	if !due || p.Kind != session.AskOpen || p.Deviation.Number != 1 {
		t.Fatalf("%v, %+v", due, p)
	}
	m.Asked = p
	if a, _ := present.Prompted[p.Kind].Next(m, nil); a.Label != "What was done about it?" || a.Before != "Deviation 1: step 1 not done: no key." {
		t.Errorf("asked as %q after %q", a.Label, a.Before)
	}
	if act := present.Prompted[p.Kind].Words(m, "told the lead"); !reflect.DeepEqual(act, run.ActOn{Deviation: 1, Text: "told the lead"}) {
		t.Errorf("%#v", act)
	}
	m.Asked = session.Prompt{Kind: session.AskPace, Row: run.Row{First: 2, Last: 5}}
	if a, _ := present.Prompted[session.AskPace].Next(m, nil); a.Before != "Steps 2 to 5 were each done faster than they can be read." {
		t.Errorf("says %q", a.Before)
	}
}

// Of a rehearsal there is no record: what a question says of one is said of a run in earnest.
func TestNoQuestionOfARehearsalSpeaksOfARecordThatThereIsNot(t *testing.T) {
	said := 0
	check := func(name string, q present.Question, m present.Moment, in present.Answers) {
		m.Work.Practice = true
		a, _ := q.Ask(m, in)
		for _, text := range []string{a.Label, a.Help, a.Prompt, a.Before, a.More} {
			for _, s := range strings.SplitAfter(text, ". ") {
				switch {
				case strings.Contains(s, "In earnest") && strings.Contains(s, "the record"):
					said++
				case strings.Contains(s, "the record"):
					t.Errorf("%s says %q", name, s)
				}
			}
		}
	}
	m := moment(t)
	check("stop", question(t, "stop"), m, nil)
	check("not-done", question(t, "not-done"), m, nil)
	check("incident", question(t, "incident"), m, nil)
	check("earlier", question(t, "earlier"), m, present.Answers{"when": "09:01"})
	m.Asked.Deviation.What = "Temperature 9.6 °C is outside"
	check("what was done", present.Prompted[session.AskAction], m, nil)
	if said < 6 {
		t.Errorf("only %d sentences say how it is in earnest", said)
	}
	if a, _ := present.Prompted[session.AskAction].Ask(m, nil); a.Help != "It stays in the record beside the deviation." {
		t.Errorf("of a run it says %q", a.Help)
	}
}
