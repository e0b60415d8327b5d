package run_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/run"
)

// wander draws a run of random acts.
func wander(t *rapid.T) *machine {
	r, err := run.New(fridge())
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{run: r, now: noon}
	m.act(t, run.Begin{})
	for range rapid.IntRange(0, 60).Draw(t, "acts") {
		m.act(t, anyAction(t))
	}
	return m
}

func TestNoValueThatWasEverRecordedIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := wander(t)
		recorded := map[[2]string][]string{}
		for _, e := range m.events {
			if e.Kind == sop.ValueRecorded || e.Kind == sop.ValueCorrected {
				key := [2]string{e.Step, e.Field}
				recorded[key] = append(recorded[key], e.Value)
			}
		}
		kept := map[[2]string]int{}
		for _, s := range m.run.Steps() {
			for _, v := range s.Values {
				kept[[2]string{s.ID, v.Field}] += 1 + len(v.Old)
			}
		}
		for key, values := range recorded {
			if kept[key] != len(values) {
				t.Fatalf("%v was given %q, %d of them are kept (H36)", key, values, kept[key])
			}
		}
	})
}

func TestTheCountsOfARunAddUpToItsSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := wander(t)
		c := m.run.Summarise().Counts
		if sum := c.Done + c.NotApplicable + c.NotDone + c.NotRequired + c.Open; sum != len(m.run.Steps()) {
			t.Fatalf("%+v add up to %d of %d steps", c, sum, len(m.run.Steps()))
		}
		if m.run.SignOff() == nil && c.Open > 0 && m.run.Stopped() == nil {
			t.Fatalf("it can be signed with %d steps open", c.Open)
		}
		if m.run.SignOff() == nil {
			for _, e := range m.run.Summarise().Exceptions {
				if e.Open() {
					t.Fatalf("it can be signed with %+v open (H21)", e)
				}
			}
		}
	})
}

func TestEventsComeBackFromJSONAsTheSameRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := wander(t)
		text, err := json.Marshal(m.events)
		if err != nil {
			t.Fatal(err)
		}
		var events []sop.Event
		if err := json.Unmarshal(text, &events); err != nil {
			t.Fatal(err)
		}
		for i := range events { // these two travel in the entry around it
			events[i].At, events[i].Person = m.events[i].At, m.events[i].Person
		}
		again, err := run.Replay(m.run.Procedure(), events)
		if err != nil || !reflect.DeepEqual(again, m.run) {
			t.Fatalf("a run came back changed from JSON: %v", err)
		}
	})
}
