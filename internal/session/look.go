package session

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// look asks whether the run went on elsewhere, unless something of this session's own is
// on its way: that tells it too.
func (w Work) look(clock bool) (Work, []Effect) {
	if w.Saving() || w.Signing() {
		return w, nil
	}
	again := LookAgain{Run: w.ID, Practice: w.Practice, Has: w.Run.Events(), Person: w.Person.ID, Clock: clock}
	if !w.Practice {
		again.Unable, again.Meanwhile = w.Person.Unable(), w.Meanwhile
	}
	return w, []Effect{again}
}

// moved drops what was asked for: it was about a run that has gone on since.
func (w Work) moved() (Work, []Effect) {
	w.storing, w.signing = storing{}, signing{}
	w.Notice = "not stored, so not done: " + model.RunMoved{}.Error()
	return w.look(false)
}

// looked shows the run as it stands. What was done elsewhere has to be confirmed here by
// whoever goes on, but not what its person signed (H10).
func (w Work) looked(a Looked) (Work, []Effect) {
	if w.Saving() || w.Signing() {
		return w, nil
	}
	if a.Run.ID != w.ID {
		if w.Holds() { // what went on is no event of it
			return w.askDraft()
		}
		return w, nil
	}
	if a.Err != nil {
		w.Notice = a.Err.Error()
		return w, nil
	}
	if !a.Open {
		ended := "run of %s was signed or ended at another terminal: its record is in the log"
		if w.Practice {
			ended = "practice of %s was ended at another terminal; nothing of it is a record"
		}
		return Work{}, []Effect{Report{Err: fmt.Errorf("this "+ended, w.Run.Procedure().Meta.Title)}}
	}
	next, err := run.Replay(a.Run.Procedure, a.Run.Events)
	if err != nil {
		return w, []Effect{Report{Err: fmt.Errorf("run %s cannot be continued: %w", w.ID, err)}}
	}
	news := a.Run.Events[min(w.Run.Events(), len(a.Run.Events)):]
	done := w.Person.ID != a.Run.Person.ID || slices.ContainsFunc(news, doneElsewhere)
	w.Card = needsCard(next) && (w.Card || done)
	was := w.Person
	w.Run, w.Person, w.Meanwhile, w.Names, w.Refusal = next.Knowing(a.Run.Measured), a.Run.Person, a.Run.Meanwhile, a.Run.Names, nil
	w, lost := w.asAble(was)
	switch {
	case a.Run.Moved != 0 && !lost: // what time says of the run waits for that
		w, effects := w.act(Act{Do: run.DoubtClock{By: a.Run.Moved}, At: a.At})
		w.Notice = model.ClockMoved{By: a.Run.Moved}.Error()
		return w, effects
	case lost || len(news) == 0 && !done:
		return w, nil
	}
	if w.Draft() != nil && !done && !w.Card {
		return w.askDraft() // it is signed for the run as it stands; who types a passphrase goes on
	}
	w.signing = signing{}
	if w.Notice == "" {
		w.Notice = wentOn
	}
	return w, nil
}

// wentOn is said of what was done at another terminal.
const wentOn = "this run went on at another terminal: it is shown as it stands now"

// asAble says that who performs the run can sign it no more, which was not so before, or says
// that no more. It reports whether they have lost it since.
func (w Work) asAble(was model.Person) (_ Work, lost bool) {
	now, before := w.Person.Unable(), was.Unable()
	switch {
	case w.Practice || w.Person.ID != was.ID || now == before:
	case now != "":
		w.signing, w.Notice, lost = signing{}, now+": "+unsigned, true
	case strings.HasPrefix(w.Notice, before):
		w.Notice = ""
	}
	return w, lost
}

// unsigned says what becomes of a run whose performer can sign it no more.
const unsigned = "they cannot sign this run; a supervisor takes it over"

// doneElsewhere reports whether an event is somebody's work at another terminal. What was
// signed says itself who did it, and time goes by at each of them.
func doneElsewhere(e sop.Event) bool {
	switch e.Kind {
	case sop.StepStarted, sop.WindowMissed, sop.ClockDoubted, sop.Observed,
		sop.RunResumed: // who answered the card there did nothing, and need not be answered with another
		return false
	default:
		return !run.IsSigned(e.Kind)
	}
}
