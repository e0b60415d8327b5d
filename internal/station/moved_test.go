package station_test

import (
	"errors"
	"testing"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// Two terminals that show one run cannot both write into it: whoever comes second is told,
// and nothing of theirs is kept.
func TestNobodyWritesIntoARunThatWentOnSinceItWasShown(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{})
	shown := b.walk(name) // at both
	b.do(name, worker, run.Complete{})
	before, _ := b.RunAt(name)
	second, err := shown.Do(run.Complete{}, worker, b.now)
	if err != nil {
		t.Fatal(err)
	}
	moved := func(what string, err error) {
		t.Helper()
		if !errors.As(err, new(model.RunMoved)) {
			t.Errorf("%s: %v", what, err)
		}
		if after, open := b.RunAt(name); after != before || !open {
			t.Errorf("%s: %d events, open %t", what, after, open)
		}
	}
	_, err = b.AppendEvents(name, worker, shown.Events(), second)
	moved("a step that is done already", err)
	_, err = b.AppendEvents(name, worker, before+1, []sop.Event{{Kind: sop.StepDone, Step: "spin"}})
	moved("a run that has less than was shown", err)
	_, err = b.Prepare(worker, model.InRun{Run: name, After: shown.Events(), Event: sop.Event{Kind: sop.HandoverOffered, Step: "spin"}})
	moved("a hand-over", err)
	_, err = b.Prepare(worker, model.SignOff{Run: name, After: shown.Events(), Summary: shown.Summarise()})
	moved("a completion", err)
	if events, open := b.RunAt("r-none"); events != 0 || open {
		t.Errorf("a run that is not there has %d events, open %t", events, open)
	}
}

func TestARunThatWasSignedIsNoLongerOpen(t *testing.T) {
	b := newBench(t)
	name := b.work(worker)
	b.sign(b.prepare(name, worker))
	if _, open := b.RunAt(name); open {
		t.Error("it is open")
	}
}
