package station_test

import (
	"errors"
	"sync"
	"testing"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// Many terminals write at once, each about a run of its own: all of it is kept, each run in
// its order, and the log verifies.
func TestManyTerminalsWriteAtOnce(t *testing.T) {
	b := newBench(t)
	const terminals = 12
	names := make([]string, terminals)
	for i := range names {
		names[i] = b.start(worker)
	}
	begun := make(chan struct{})
	failed := make([]error, terminals)
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			r := b.walk(name)
			<-begun
			for _, a := range []run.Action{run.Begin{}, run.Complete{}, run.Complete{}} {
				events, err := r.Do(a, worker, b.now)
				if err == nil {
					events, err = b.AppendEvents(name, worker, r.Events(), events)
				}
				if err == nil {
					r, err = r.After(events...)
				}
				if err != nil {
					failed[i] = err
					return
				}
			}
		})
	}
	close(begun)
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if at := b.walk(name); len(at.Steps()) == 0 || at.Steps()[1].State != run.Done {
			t.Errorf("%s stands at %v", name, at.Steps()[1].State)
		}
	}
	if report, err := b.Verify(t.Context(), nil); err != nil || !report.OK() {
		t.Errorf("%v, %v", report, err)
	}
}

// Of many that do the same step of one run at once, one does it.
func TestOneOfManyTerminalsDoesAStep(t *testing.T) {
	b := newBench(t)
	name := b.start(worker)
	b.do(name, worker, run.Begin{})
	shown := b.walk(name)
	done, err := shown.Do(run.Complete{}, worker, b.now)
	if err != nil {
		t.Fatal(err)
	}
	begun, results := make(chan struct{}), make(chan error, 16)
	for range cap(results) {
		go func() {
			<-begun
			_, err := b.AppendEvents(name, worker, shown.Events(), append([]sop.Event(nil), done...))
			results <- err
		}()
	}
	close(begun)
	stored := 0
	for range cap(results) {
		switch err := <-results; {
		case err == nil:
			stored++
		case !errors.As(err, new(model.RunMoved)):
			t.Errorf("%v", err)
		}
	}
	if events, _ := b.RunAt(name); stored != 1 || events != shown.Events()+len(done) {
		t.Errorf("%d did it, the run has %d events", stored, events)
	}
}
