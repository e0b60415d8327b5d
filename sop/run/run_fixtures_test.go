package run_test

import (
	"errors"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// noon is a fixed instant; tests move on from it by whole minutes.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func limits(low, high string) sop.Range {
	l, h := sop.MustDecimal(low), sop.MustDecimal(high)
	return sop.Range{Low: &l, High: &h}
}

func when(name string, op sop.Op, value string) *sop.Condition {
	return &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: name, Op: op, Value: value}}}
}

// fridge is a page with every kind of field and condition that a run walks.
func fridge() *sop.Procedure {
	steps := []sop.Step{
		{ID: "look", Text: "Look at the door.", Codes: []sop.Code{"S7"}},
		{
			ID: "temp", Text: "Read the display.", Codes: []sop.Code{"S16"},
			Alerts: []sop.Alert{{Kind: sop.Important, Text: "Do not open the door."}, {Kind: sop.Tip, Text: "Stand straight."}},
			Fields: []sop.Field{
				{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Places: 1, Accepted: limits("2.0", "8.0"), Possible: limits("-40.0", "60.0")},
				{Name: "state", Label: "Alarm", Type: sop.Choice, Choices: []string{"off", "sounding"}},
			},
		},
		{ID: "alarm", Text: "Tell the lead.", Critical: true, If: when("state", sop.Equal, "sounding"), Codes: []sop.Code{"S19"}},
		{ID: "warm", Text: "Move the stock.", If: when("temp", sop.OutOfLimits, ""), Codes: []sop.Code{"S7"}},
		{
			ID: "probe", Text: "Record the probe.", Codes: []sop.Code{"S15"},
			Fields: []sop.Field{
				{Name: "asset", Label: "Asset", Type: sop.Scan, Pattern: "FRI-####"},
				{Name: "expiry", Label: "Calibrated until", Type: sop.Date, Days: sop.DayRule{Test: sop.AfterToday}},
				{Name: "level", Label: "Level", Type: sop.Number, Unit: "1", Repeat: 3},
				{Name: "note", Label: "Note", Type: sop.Text, Optional: true},
			},
		},
		{ID: "close", Text: "Close the log.", Critical: true, Codes: []sop.Code{"S16"}},
	}
	for i := range steps {
		steps[i].Number = i + 1
	}
	return &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-T-001", Title: "Check a fridge", Version: "1.0", Codes: []sop.Code{"S7", "S15", "S16", "S19"}},
		Sections: []sop.Section{{Title: "1. Look", Steps: steps[:4]}, {Title: "2. Close", Steps: steps[4:]}},
	}
}

// walk is a run under test that moves its clock one minute an act.
type walk struct {
	t      testing.TB
	run    run.Run
	events []sop.Event
	now    time.Time
	pace   time.Duration // between two actions
}

func begin(t testing.TB, p *sop.Procedure) *walk {
	t.Helper()
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{t: t, run: r, now: noon, pace: time.Minute}
	w.do(run.Begin{})
	return w
}

// do takes actions that must be accepted.
func (w *walk) do(actions ...run.Action) *walk {
	w.t.Helper()
	for _, a := range actions {
		if err := w.try(a); err != nil {
			w.t.Fatalf("%#v was refused: %v", a, err)
		}
	}
	return w
}

// try takes one action of the performer and folds its events.
func (w *walk) try(a run.Action) error {
	w.t.Helper()
	person := w.run.Performer()
	if person == "" {
		person = khan
	}
	return w.tryAs(person, a)
}

// tryAs takes one action, a minute after the one before, unless pace is set.
func (w *walk) tryAs(person string, a run.Action) error {
	w.t.Helper()
	w.now = w.now.Add(w.pace)
	events, err := w.run.Do(a, person, w.now)
	if err != nil {
		return err
	}
	next, err := w.run.After(events...)
	if err != nil {
		w.t.Fatalf("the events of %#v do not fold: %v", a, err)
	}
	w.run, w.events = next, append(w.events, events...)
	return nil
}

// refuses takes an action that must be refused with this code and change nothing.
func (w *walk) refuses(code run.RefusalCode, a run.Action) {
	w.t.Helper()
	w.mustRefuse(code, a, w.try(a))
}

func (w *walk) mustRefuse(code run.RefusalCode, a run.Action, err error) {
	w.t.Helper()
	var refusal *run.Refusal
	if !errors.As(err, &refusal) {
		w.t.Fatalf("%#v gave %v, want a refusal", a, err)
	}
	if refusal.Code != code {
		w.t.Errorf("%#v was refused as %q (%s), want %q", a, refusal.Code, refusal, code)
	}
	if refusal.Text == "" {
		w.t.Errorf("%#v was refused without a sentence", a)
	}
}

func (w *walk) at(step string) {
	w.t.Helper()
	s, open := w.run.Current()
	if !open || s.ID != step {
		w.t.Fatalf("the current step is %q (open %v), want %q", s.ID, open, step)
	}
}

func (w *walk) step(id string) run.Step {
	w.t.Helper()
	for _, s := range w.run.Steps() {
		if s.ID == id {
			return s
		}
	}
	w.t.Fatalf("no step %q", id)
	return run.Step{}
}

// readings answers the two fields of the step "temp".
func readings(temp, state string) []run.Action {
	return []run.Action{run.Acknowledge{}, run.Record{Field: "temp", Text: temp}, run.Record{Field: "state", Text: state}}
}

// probe answers the fields of the step "probe".
func probe() []run.Action {
	return []run.Action{
		run.Record{Field: "asset", Text: "FRI-0012"},
		run.Record{Field: "expiry", Text: "2 Mar 2027"},
		run.Record{Field: "level", Text: "1"},
		run.Record{Field: "level", Text: "2"},
		run.Record{Field: "level", Text: "1.5"},
	}
}
