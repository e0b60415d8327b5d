package session

import (
	"fmt"

	"soprun/internal/model"
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
	// opening waits for a run to be started or loaded. parent is the run
	// whose step runs it; back reports that it is a parent come back to.
	opening struct {
		practice bool
		starts   bool
		parent   string
		back     bool
	}
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
	Person   model.Person // who performs it
	Run      run.Run
	Notice   string // why the last act was refused or not stored, "" for nothing
	Refusal  *run.Refusal
	// Card says that the step done last has to be confirmed or done again
	// before anything else: after a stop, a crash or an idle time (H10).
	Card      bool
	Meanwhile model.Meanwhile
	Names     map[string]string // the printed names of who is enrolled, by short name
	parent    string            // the run whose step runs this one, "" for none
	storing   storing           // what is on its way to the disk
	signing   signing
}

// storing is an act on its way to the disk.
type storing struct {
	events []sop.Event
	act    Act    // that caused them
	then   Action // what was asked for before time had to be noted
}

// signing is an act on its way to its signature.
type signing struct {
	draft  *model.Draft
	asked  bool         // a draft of the run as it stands was asked for
	busy   bool         // the signature is on its way to the disk
	moved  bool         // it was refused, because the run went on meanwhile
	person model.Person // who signs
	event  sop.Event    // of the act; none for the completion
}

// Saving reports whether an act is on its way to the disk. Until it is there
// no other act is taken.
func (w Work) Saving() bool { return len(w.storing.events) > 0 }

// Holds reports whether the passphrase that was typed still holds after a signature was refused: it
// was for nothing but that the run went on, in what its person may sign for as it stands.
func (w Work) Holds() bool { return w.signing.moved && w.signing.draft != nil }

// Signing reports whether a signature is on its way to the disk.
func (w Work) Signing() bool { return w.signing.busy }

// Drafting reports whether a sentence is being fixed.
func (w Work) Drafting() bool { return w.signing.asked }

// Draft returns the act that is ready to be signed, or nil.
func (w Work) Draft() *model.Draft { return w.signing.draft }

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
		return Session{opening{practice: a.Practice, starts: true}}, []Effect{StartRun{SOP: a.SOP, Person: a.Person, Practice: a.Practice}}
	case Resume:
		return Session{opening{practice: a.Practice}}, []Effect{LoadRun(a)}
	case Opened:
		return s.opened(a)
	case Leave:
		return Session{}, nil
	case Linked:
		return s.linked(a)
	}
	f, ok := s.flow.(working)
	if !ok {
		return s, nil
	}
	work, effects := f.work.do(a)
	if work.ID == "" && f.work.parent != "" {
		back := opening{practice: f.work.Practice, parent: f.work.parent, back: true}
		return Session{back}, append(effects, LoadRun{Run: f.work.parent, Practice: f.work.Practice})
	}
	if work.ID == "" {
		return Session{}, effects
	}
	return Session{working{work}}, effects
}

// opened takes the run that was started or loaded. One that has no event yet begins: at once
// where it was started just now, and else when whoever came to it said who they are.
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
	work := Work{ID: a.Run.ID, Practice: a.Run.Practice, Person: a.Run.Person, Run: r.Knowing(a.Run.Measured), Meanwhile: a.Run.Meanwhile, Names: a.Run.Names}
	if f.back {
		work, effects := work.do(OpenLinked{At: a.At})
		return Session{working{work}}, effects
	}
	work.parent, work.Card = f.parent, needsCard(r) || !work.Practice && !r.Finished() && (len(a.Run.Events) > 0 || !f.starts)
	if a.Run.Moved != 0 {
		work, effects := work.act(Act{Do: run.DoubtClock{By: a.Run.Moved}, At: a.At})
		return Session{working{work}}, effects
	}
	if len(a.Run.Events) > 0 || work.Card {
		return Session{working{work}}, nil
	}
	work, effects := work.do(Act{Do: run.Begin{}, At: a.At})
	return Session{working{work}}, effects
}

// needsCard reports whether somebody who comes to an open run has to confirm
// what was done last: when anything was done at all. Who opens a record's run is asked
// who they are before that too: what is done next stands under a name.
func needsCard(r run.Run) bool {
	if r.Finished() {
		return false
	}
	if _, closed := r.LastClosed(); closed || r.Paused() != nil {
		return true
	}
	s, _ := r.Current()
	return len(s.Values)+len(s.Timing.Waits) > 0
}

// linked goes on with the run that a step runs: to it while it is not signed,
// or past it once it is.
func (s Session) linked(a Linked) (Session, []Effect) {
	f, ok := s.flow.(working)
	if !ok || f.work.ID != a.Run {
		return s, nil
	}
	w := f.work
	step, _ := w.Run.Current()
	switch {
	case a.Err != nil:
		w.Notice = a.Err.Error()
		return Session{working{w}}, nil
	case a.Found.ID == "":
		start := StartRun{SOP: step.Do, Person: w.Person, Practice: w.Practice, Parent: w.ID, Since: step.Started.At}
		return Session{opening{practice: w.Practice, starts: true, parent: w.ID}}, []Effect{start}
	case a.Found.Open:
		return Session{opening{practice: w.Practice, parent: w.ID}}, []Effect{LoadRun{Run: a.Found.ID, Practice: w.Practice}}
	}
	w, effects := w.act(Act{Do: run.Link{Run: a.Found.ID, Outcome: a.Found.Outcome}, At: a.At})
	return Session{working{w}}, effects
}
