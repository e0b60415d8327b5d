package run_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/run"
)

// machine drives random actions against a run and a small reference: what was
// accepted, in order. After each action the rules must hold.
type machine struct {
	run    run.Run
	events []sop.Event
	now    time.Time
}

func anyAction(t *rapid.T) run.Action {
	word := func(label string) string {
		return rapid.SampledFrom([]string{"", " ", "late", "told the lead"}).Draw(t, label)
	}
	field := func() string {
		return rapid.SampledFrom([]string{"temp", "state", "asset", "expiry", "level", "note", "gone"}).Draw(t, "field")
	}
	typed := func() string {
		return rapid.SampledFrom([]string{
			"", "5.0", "7,5", "8.1", "500", "1.234", "off", "sounding", "FRI-0012", "2027-03-02", "2020-01-01", "a\x1bb",
		}).Draw(t, "typed")
	}
	step := func() string {
		return rapid.SampledFrom([]string{"look", "temp", "alarm", "warm", "probe", "close", "gone"}).Draw(t, "step")
	}
	switch rapid.IntRange(0, 11).Draw(t, "action") {
	case 0:
		return run.Begin{}
	case 1, 2:
		return run.Acknowledge{}
	case 3, 4, 5:
		return run.Record{Field: field(), Text: typed()}
	case 6:
		return run.Complete{}
	case 7:
		return run.Confirm{}
	case 8:
		return rapid.SampledFrom([]run.Action{run.MarkNotApplicable{Reason: word("reason")}, run.MarkNotDone{Reason: word("reason")}}).Draw(t, "outcome")
	case 9:
		return run.ActOn{Deviation: rapid.IntRange(0, 4).Draw(t, "deviation"), Text: word("text")}
	case 10:
		return run.Correct{Step: step(), Field: field(), Index: rapid.IntRange(0, 3).Draw(t, "index"), Text: typed(), Reason: word("reason")}
	default:
		return run.Stop{Reason: rapid.SampledFrom([]string{"", "", "", "", "", "fire alarm"}).Draw(t, "stop")}
	}
}

func TestNoSequenceOfActionsBreaksARule(t *testing.T) {
	p := fridge()
	rapid.Check(t, func(t *rapid.T) {
		r, err := run.New(p)
		if err != nil {
			t.Fatal(err)
		}
		m := &machine{run: r, now: noon}
		m.act(t, run.Begin{})
		t.Repeat(map[string]func(*rapid.T){
			"act": func(t *rapid.T) { m.act(t, anyAction(t)) },
			"":    func(t *rapid.T) { m.check(t, p) },
		})
	})
}

func (m *machine) act(t *rapid.T, a run.Action) {
	before := m.run.Steps()
	snapshot := append([]run.Step(nil), before...)
	m.now = m.now.Add(time.Second)
	events, acted, err := m.run.Act(a, "a.khan", m.now)
	if err != nil && len(events) > 0 {
		t.Fatalf("%#v was refused and still caused %v", a, events)
	}
	next, err := m.run.After(events...)
	if err != nil {
		t.Fatalf("%#v caused events that do not fold: %v", a, err)
	}
	if len(events) > 0 && !reflect.DeepEqual(acted, next) {
		t.Fatalf("%#v makes another run than its events do", a)
	}
	if retraced, err := m.run.Retrace(events...); err != nil || !reflect.DeepEqual(retraced, next) {
		t.Fatalf("%#v caused events that cannot be retraced: %v", a, err)
	}
	if !reflect.DeepEqual(snapshot, before) {
		t.Fatalf("%#v changed the run it was asked of", a)
	}
	m.run, m.events = next, append(m.events, events...)
}

func (m *machine) check(t *rapid.T, p *sop.Procedure) {
	again, err := run.Replay(p, m.events)
	if err != nil {
		t.Fatalf("the run does not replay: %v", err)
	}
	if !reflect.DeepEqual(again, m.run) {
		t.Fatal("a replayed run is not the same run (H10)")
	}
	if retraced, err := m.start(t, p).Retrace(m.events...); err != nil || !reflect.DeepEqual(retraced, m.run) {
		t.Fatalf("the run cannot be retraced from its beginning: %v", err)
	}
	seen := false // a step that is not closed yet
	for _, s := range m.run.Steps() {
		checkStep(t, s)
		if s.State == run.NotApplicable && s.Critical && s.Closed.Reason == "" {
			t.Fatalf("critical step %s is not applicable without a word (H19)", s.ID)
		}
		if s.Closed != nil && seen {
			t.Fatalf("step %s is closed although one before it is open (H1)", s.ID)
		}
		seen = seen || s.Closed == nil
	}
	if m.run.SignOff() == nil {
		for _, d := range m.run.Deviations() {
			if d.Action == nil {
				t.Fatalf("ready to sign with %+v open (H21)", d)
			}
		}
	}
}

func (m *machine) start(t *rapid.T, p *sop.Procedure) run.Run {
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func checkStep(t *rapid.T, s run.Step) {
	_, pending := s.PendingAlert()
	_, _, missing := s.MissingField()
	switch {
	case s.State == run.Done && missing:
		t.Fatalf("step %s is done without its values (H3)", s.ID)
	case s.State == run.Done && (s.Started == nil || pending):
		t.Fatalf("step %s is done but was never started (H2, H7)", s.ID)
	case s.State == run.NotDone && s.Closed.Reason == "":
		t.Fatalf("step %s was not done without a word of why (H19)", s.ID)
	case s.Started != nil && pending:
		t.Fatalf("step %s started before its alert was acknowledged (H7)", s.ID)
	}
	for _, v := range s.Values {
		for _, old := range v.Old {
			if old.By.Reason == "" || old.By.Person == "" {
				t.Fatalf("%s was corrected without a reason or a name (H36)", v.Field)
			}
		}
	}
}

func TestEventsOfAnotherRunDoNotFold(t *testing.T) {
	for name, e := range map[string]sop.Event{
		"a step that is not current": {Kind: sop.StepDone, Step: "close"},
		"a step that is not there":   {Kind: sop.ValueCorrected, Step: "gone", Index: 1},
		"a kind that is not known":   {Kind: "step.skipped", Step: "look"},
		"a deviation out of order":   {Kind: sop.DeviationOpened, Step: "look", Index: 2},
		"an action on no deviation":  {Kind: sop.DeviationActioned, Step: "look", Index: 1},
		"a correction of no reading": {Kind: sop.ValueCorrected, Step: "look", Field: "temp", Index: 1},
	} {
		if _, err := run.Replay(fridge(), []sop.Event{e}); err == nil {
			t.Errorf("%s was folded", name)
		}
	}
}
