package bench_test

import (
	"errors"
	"fmt"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

// ofActs are the measures of what a person waits for at the bench, all but the passphrase.
var ofActs = []measure{
	{work: "begin a run", unit: "ms", most: 16.7, grows: still, take: works(func(x *working) []time.Duration { return x.begin })},
	{work: "an event of a run, durable", unit: "ms", most: 16.7, grows: still, take: works(func(x *working) []time.Duration { return x.event })},
	{work: "go on with a run", unit: "ms", most: 16.7, grows: still, take: works(func(x *working) []time.Duration { return x.again })},
	{work: "sign a run", unit: "ms", most: 16.7, grows: still, take: works(func(x *working) []time.Duration { return x.sign })},
	{work: "the sentence of a countersignature", unit: "ms", most: 16.7, grows: still, take: works(func(x *working) []time.Duration { return x.sentence })},
}

// working is how long somebody waited who began runs, interrupted, stopped and signed them, once for
// each department.
type working struct {
	begin, event, again, sign, sentence []time.Duration
	err                                 error
}

// works makes a measure of the median of some of it.
func works(of func(*working) []time.Duration) func(*world) (figure, error) {
	return func(w *world) (figure, error) {
		if w.work == nil {
			w.work = &working{}
			w.work.err = w.within(func(s *station.Station) error { return w.work.at(w, s) })
		}
		if w.work.err != nil {
			return figure{}, w.work.err
		}
		return figure{ours: in(time.Millisecond, median(of(w.work)))}, nil
	}
}

// took adds how long a work takes.
func took(all *[]time.Duration, work func() error) error {
	began := time.Now()
	err := work()
	*all = append(*all, time.Since(began))
	return err
}

// at works at a station.
func (x *working) at(w *world, s *station.Station) error {
	by, signer, err := w.assistant(s)
	if err != nil {
		return err
	}
	defer signer.Lock()
	proc, err := approved(s)
	if err != nil {
		return err
	}
	for range w.turns(15) {
		entry, err := x.walk(s, by, signer, proc)
		if err != nil {
			return err
		}
		if err := took(&x.sentence, func() error {
			_, err := s.Prepare("j.bell", model.Countersign{Entry: entry, Comment: "seen"})
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// assistant opens the key of somebody who carries procedures out.
func (w *world) assistant(s *station.Station) (string, *keyring.Signer, error) {
	for _, p := range w.people {
		if p.Role == sop.Assistant {
			signer, err := s.Signer(p.ID, []byte(p.Passphrase))
			return p.ID, signer, err
		}
	}
	return "", nil, errors.New("a demo has no assistant")
}

// approved returns a shipped page that is in force.
func approved(s *station.Station) (*sop.Procedure, error) {
	for _, id := range s.Approved() {
		a, ok := s.Approval(id)
		if !ok {
			continue
		}
		if proc, _, err := s.Procedure(a.SHA256); err == nil {
			return proc, nil
		}
	}
	return nil, errors.New("nothing is approved")
}

// walk begins a run, interrupts it, stops it and signs it.
func (x *working) walk(s *station.Station, by string, signer *keyring.Signer, proc *sop.Procedure) (entry int64, err error) {
	name := ""
	err = took(&x.begin, func() (err error) {
		name, err = s.StartRun(by, proc)
		return err
	})
	r, _ := run.New(proc)
	for _, a := range []run.Action{run.Begin{}, run.Pause{Reason: "the phone rings"}, run.Resume{}, run.Stop{Reason: "the power is off"}} {
		if err != nil {
			return 0, err
		}
		events, after, refused := r.Act(a, by, time.Now())
		if refused != nil {
			return 0, refused
		}
		before := r.Events()
		r = after
		err = took(&x.event, func() error {
			_, err := s.AppendEvents(name, by, before, events)
			return err
		})
	}
	var loaded model.LoadedRun
	if err == nil {
		err = took(&x.again, func() (err error) { loaded, err = s.LoadRun(name); return err })
	}
	if err != nil {
		return 0, err
	}
	if r, err = run.Replay(loaded.Procedure, loaded.Events); err != nil {
		return 0, err
	}
	err = took(&x.sign, func() error {
		draft, err := s.Prepare(by, model.SignOff{Run: name, After: r.Events(), Summary: r.Summarise()})
		if err == nil {
			entry, err = s.SignWith(draft, signer)
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("run %s: %w", name, err)
	}
	return entry, err
}
