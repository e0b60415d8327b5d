package session

import (
	"errors"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// do takes an action on the run in progress.
func (w Work) do(a Action) (Work, []Effect) {
	switch a := a.(type) {
	case Act:
		return w.act(a)
	case Tick:
		return w.tick(a)
	case Idle:
		w.Card = w.Card || !w.Run.Finished() && !w.Signing()
		return w, nil
	case OpenLinked:
		return w.openLinked()
	case Appended:
		return w.appended(a)
	case AskSign:
		return w.askSign(a)
	case Look:
		return w.look(a.Clock)
	case Looked:
		return w.looked(a)
	case Heard:
		w.Notice = ""
		return w, nil
	case Drop:
		if !w.Signing() {
			w.signing, w.Notice = signing{}, ""
		}
		return w, nil
	case Prepare:
		return w.prepare()
	case Prepared:
		return w.prepared(a)
	case Sign:
		return w.sign(a)
	case Signed:
		return w.signed(a)
	default:
		return w, nil
	}
}

func (w Work) act(a Act) (Work, []Effect) {
	if w.Saving() || w.Signing() {
		return w, nil
	}
	w.Notice, w.Refusal, w.signing = "", nil, signing{}
	if _, yes := a.Do.(run.Resume); yes && w.Card && w.Run.Events() == 0 { // there is nothing to go on with
		w.Card, a.Do = false, run.Begin{}
	}
	if w.Card && !answersCard(a.Do) {
		w.Notice = "confirm the step that was done last, or do it again; then go on"
		return w, nil
	}
	if a.By.ID == "" {
		a.By = w.Person
	}
	if due := w.Run.Due(a.At); due != nil && !ofTime(a.Do) {
		return w.first(due, a.At, a)
	}
	return w.take(a)
}

// answersCard reports whether an action is allowed while the step done last
// is not confirmed.
func answersCard(a run.Action) bool {
	switch a.(type) {
	case run.Resume, run.Redo, run.Stop, run.Tick, run.DoubtClock, run.OpenItem, run.CheckValue, run.Withdraw:
		return true
	default:
		return false
	}
}

// first takes an action of time, and keeps what was asked for until it is
// stored, unless that was only about time too.
func (w Work) first(due run.Action, at time.Time, then Action) (Work, []Effect) {
	w, effects := w.take(Act{Do: due, At: at, By: w.Person})
	if act, ok := then.(Act); !ok || !ofTime(act.Do) {
		w.storing.then = then
	}
	return w, effects
}

func ofTime(a run.Action) bool {
	switch a.(type) {
	case run.Tick, run.DoubtClock:
		return true
	default:
		return false
	}
}

// take asks the run and hands its events on to be stored.
func (w Work) take(a Act) (Work, []Effect) {
	events, err := w.Run.Do(a.Do, a.By.ID, a.At)
	if err != nil {
		return w.refused(err), nil
	}
	if len(events) == 0 {
		return w, nil
	}
	w.storing = storing{events: events, act: a}
	return w, []Effect{Append{Run: w.ID, Practice: w.Practice, Person: a.By.ID, After: w.Run.Events(), Events: events}}
}

// tick notes what time did, unless something else is on its way.
func (w Work) tick(t Tick) (Work, []Effect) {
	due := w.Run.Due(t.At)
	if due == nil || w.Saving() || w.Signing() || w.Drafting() || w.Draft() != nil {
		return w, nil
	}
	return w.take(Act{Do: due, At: t.At, By: w.Person})
}

func (w Work) refused(err error) Work {
	w.Notice = err.Error()
	if r, ok := err.(*run.Refusal); ok { //nolint:errorlint // Do returns a *Refusal and never wraps it
		w.Refusal = r
	}
	return w
}

// appended makes the act visible, now that it is on the disk.
func (w Work) appended(a Appended) (Work, []Effect) {
	if a.Run != w.ID || !w.Saving() {
		return w, nil
	}
	done := w.storing
	w.storing = storing{}
	var moved model.ClockMoved
	if errors.As(a.Err, &moved) {
		w, effects := w.first(run.DoubtClock{By: moved.By}, done.act.At, done.act)
		w.Notice = moved.Error()
		return w, effects
	}
	var others model.ControlsMoved
	if errors.As(a.Err, &others) {
		w.Run = w.Run.Knowing(others.Measured)
		w, effects := w.take(done.act)
		if w.Saving() {
			w.storing.then = done.then
		}
		return w, effects
	}
	if errors.As(a.Err, new(model.RunMoved)) {
		return w.moved()
	}
	if a.Err != nil {
		w.Notice = "not stored, so not done: " + a.Err.Error()
		return w, nil
	}
	w, err := w.fold(done.events)
	if err != nil {
		return w.refused(err), nil
	}
	if done.then == nil {
		return w, nil
	}
	notice := w.Notice
	w, effects := w.do(done.then)
	if w.Notice == "" {
		w.Notice = notice
	}
	return w, effects
}

// fold takes stored events into the run, and whoever they make the performer.
func (w Work) fold(events []sop.Event) (Work, error) {
	next, err := w.Run.After(events...)
	if err != nil {
		return w, err
	}
	w.Run = next
	for _, e := range events {
		switch e.Kind {
		case sop.RunResumed, sop.StepReopened, sop.RunStopped:
			w.Card = false
		case sop.RunPaused:
			w.Card = true
		case sop.HandoverTaken:
			w.Card = needsCard(next)
		}
	}
	return w, nil
}

// openLinked looks for the run of the procedure that the current step runs.
func (w Work) openLinked() (Work, []Effect) {
	s, open := w.Run.Current()
	if !open || s.Do == "" || s.Started == nil || s.Others.Linked != "" || w.Saving() || w.Signing() {
		return w, nil
	}
	return w, []Effect{FindLinked{Run: w.ID, SOP: s.Do, Since: s.Started.At, Practice: w.Practice}}
}
