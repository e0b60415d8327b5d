package session

import (
	"fmt"

	"soprun/sop"
	"soprun/sop/run"
)

// Session is what one front end is doing.
type Session struct {
	flow flow
}

// flow is the one thing in progress; nil when nothing is. What mode the
// session is in is derived from it and never stored beside it.
type flow interface{ flow() }

type (
	// opening waits for a run to be started or loaded.
	opening struct{ practice bool }
	// working is a run on the screen.
	working struct{ work Work }
)

func (opening) flow() {}
func (working) flow() {}

// Work is a run in progress as the person may see it: nothing is in Run that
// is not on disk.
type Work struct {
	ID       string
	Practice bool
	Person   Person
	Run      run.Run
	Notice   string // why the last act was refused or not stored, "" for nothing
	Refusal  *run.Refusal
	pending  []sop.Event
	draft    *Draft
	drafting bool // a draft of the run as it stands was asked for
	signing  bool
}

// Saving reports whether an act is on its way to the disk. Until it is there
// no other act is taken.
func (w Work) Saving() bool { return len(w.pending) > 0 }

// Signing reports whether a signature is on its way to the disk.
func (w Work) Signing() bool { return w.signing }

// Draft returns the completion that is ready to be signed, or nil.
func (w Work) Draft() *Draft { return w.draft }

// Work returns the run in progress and true, or false when there is none.
func (s Session) Work() (Work, bool) {
	f, ok := s.flow.(working)
	return f.work, ok
}

// Opening reports whether a run is being started or loaded.
func (s Session) Opening() bool {
	_, ok := s.flow.(opening)
	return ok
}

// Do takes an action and returns the next session with what has to be done.
// An action that makes no sense now changes nothing.
func (s Session) Do(a Action) (Session, []Effect) {
	switch a.(type) {
	case Start, Resume:
		if s.flow != nil {
			return s, nil // one run at a time: the key was pressed twice
		}
	}
	switch a := a.(type) {
	case Start:
		return Session{opening{practice: a.Practice}}, []Effect{StartRun(a)}
	case Resume:
		return Session{opening{practice: a.Practice}}, []Effect{LoadRun(a)}
	case Opened:
		return s.opened(a)
	case Leave:
		return Session{}, nil
	}
	f, ok := s.flow.(working)
	if !ok {
		return s, nil
	}
	work, effects := f.work.do(a)
	if work.ID == "" {
		return Session{}, effects
	}
	return Session{working{work}}, effects
}

// opened takes the run that was started or loaded and begins it if it has no
// event yet, which is so too when the power went between the two.
func (s Session) opened(a Opened) (Session, []Effect) {
	f, waiting := s.flow.(opening)
	if !waiting || f.practice != a.Run.Practice {
		return s, nil
	}
	if a.Err != nil {
		return Session{}, []Effect{Report{Err: a.Err}}
	}
	r, err := run.Replay(a.Run.Procedure, a.Run.Events)
	if err != nil {
		return Session{}, []Effect{Report{Err: fmt.Errorf("run %s cannot be continued: %w", a.Run.ID, err)}}
	}
	work := Work{ID: a.Run.ID, Practice: a.Run.Practice, Person: a.Run.Person, Run: r}
	if len(a.Run.Events) > 0 {
		return Session{working{work}}, nil
	}
	work, effects := work.do(Act{Do: run.Begin{}, At: a.At})
	return Session{working{work}}, effects
}

// do takes an action on the run in progress.
func (w Work) do(a Action) (Work, []Effect) {
	switch a := a.(type) {
	case Act:
		return w.act(a)
	case Appended:
		return w.appended(a), nil
	case Prepare:
		return w.prepare()
	case Prepared:
		return w.prepared(a), nil
	case Sign:
		return w.sign(a)
	case Signed:
		return w.signed(a)
	default:
		return w, nil
	}
}

func (w Work) act(a Act) (Work, []Effect) {
	if w.Saving() || w.signing {
		return w, nil
	}
	w.Notice, w.Refusal, w.draft, w.drafting = "", nil, nil, false
	events, err := w.Run.Do(a.Do, w.Person.ID, a.At)
	if err != nil {
		return w.refused(err), nil
	}
	if len(events) == 0 {
		return w, nil
	}
	w.pending = events
	return w, []Effect{Append{Run: w.ID, Practice: w.Practice, Person: w.Person.ID, Events: events}}
}

func (w Work) refused(err error) Work {
	w.Notice = err.Error()
	if r, ok := err.(*run.Refusal); ok { //nolint:errorlint // Do returns a *Refusal and never wraps it
		w.Refusal = r
	}
	return w
}

// appended makes the act visible, now that it is on the disk.
func (w Work) appended(a Appended) Work {
	if a.Run != w.ID || !w.Saving() {
		return w
	}
	events := w.pending
	w.pending = nil
	if a.Err != nil {
		w.Notice = "not stored, so not done: " + a.Err.Error()
		return w
	}
	next, err := w.Run.After(events...)
	if err != nil {
		return w.refused(err)
	}
	w.Run = next
	return w
}

func (w Work) prepare() (Work, []Effect) {
	if w.Saving() || w.signing {
		return w, nil
	}
	w.Notice, w.Refusal = "", nil
	if err := w.Run.SignOff(); err != nil {
		return w.refused(err), nil
	}
	return w.askDraft()
}

// askDraft asks for the completion as the run stands.
func (w Work) askDraft() (Work, []Effect) {
	w.drafting = true
	return w, []Effect{PrepareDraft{Run: w.ID, Practice: w.Practice, Person: w.Person, Summary: w.Run.Summarise()}}
}

// prepared shows the draft, unless the run went on since it was asked for.
func (w Work) prepared(a Prepared) Work {
	if a.Run != w.ID || !w.drafting {
		return w
	}
	w.drafting = false
	if a.Err != nil {
		w.Notice = a.Err.Error()
		return w
	}
	w.draft = &a.Draft
	return w
}

func (w Work) sign(a Sign) (Work, []Effect) {
	if w.draft == nil || w.signing {
		return w, nil
	}
	w.Notice, w.signing = "", true
	return w, []Effect{SignDraft{Run: w.ID, Practice: w.Practice, Draft: *w.draft, Passphrase: a.Passphrase}}
}

// signed ends the work when the completion is in the log; the zero Work says
// so. When it is not, the sentence is drafted again: time has gone by, and a
// draft that grew old can never be signed.
func (w Work) signed(a Signed) (Work, []Effect) {
	if a.Run != w.ID || !w.signing {
		return w, nil
	}
	w.signing = false
	if a.Err != nil {
		w.Notice = a.Err.Error()
		return w.askDraft()
	}
	return Work{}, nil
}
