package session

import (
	"errors"

	"soprun/internal/model"
	"soprun/sop"
)

// askSign asks for the sentence of an act in the run.
func (w Work) askSign(a AskSign) (Work, []Effect) {
	if w.Saving() || w.Signing() {
		return w, nil
	}
	w.Notice, w.Refusal, w.signing = "", nil, signing{}
	if due := w.Run.Due(a.At); due != nil {
		return w.first(due, a.At, a)
	}
	if a.By.ID == "" {
		a.By = w.Person
	}
	events, err := w.Run.Do(a.Do, a.By.ID, a.At)
	if err != nil {
		return w.refused(err), nil
	}
	w.signing = signing{person: a.By, event: events[0]}
	return w.askDraft()
}

// prepare asks for the sentence of the sign-off. That the run was brought there at another
// terminal is still said beside it: nobody did anything here.
func (w Work) prepare() (Work, []Effect) {
	if w.Saving() || w.Signing() {
		return w, nil
	}
	w.Refusal, w.signing = nil, signing{}
	if w.Notice != wentOn {
		w.Notice = ""
	}
	if err := w.Run.SignOff(); err != nil {
		return w.refused(err), nil
	}
	w.signing = signing{person: w.Person}
	return w.askDraft()
}

// askDraft asks for the sentence of what is to be signed, as the run stands.
func (w Work) askDraft() (Work, []Effect) {
	w.signing.asked = true
	var act model.Act = model.SignOff{Run: w.ID, After: w.Run.Events(), Summary: w.Run.Summarise()}
	if e := w.signing.event; e.Kind != "" {
		act = model.InRun{Run: w.ID, After: w.Run.Events(), Event: e}
	}
	return w, []Effect{PrepareAct{Run: w.ID, Practice: w.Practice, Person: w.signing.person, Act: act}}
}

// prepared shows the draft, unless the run went on since it was asked for.
func (w Work) prepared(a Prepared) (Work, []Effect) {
	if a.Run != w.ID || !w.signing.asked {
		return w, nil
	}
	w.signing.asked = false
	if errors.As(a.Err, new(model.RunMoved)) {
		return w.moved()
	}
	if a.Err != nil {
		w.Notice, w.signing.draft = a.Err.Error(), nil
		return w, nil
	}
	w.signing.draft = &a.Draft
	return w, nil
}

func (w Work) sign(a Sign) (Work, []Effect) {
	if w.Draft() == nil || w.Signing() {
		return w, nil
	}
	w.Notice, w.signing.busy, w.signing.moved = "", true, false
	return w, []Effect{SignDraft{Run: w.ID, Practice: w.Practice, Draft: *w.Draft(), Passphrase: a.Passphrase}}
}

// signed ends the work when the completion is in the log; the zero Work says
// so. An act in the run becomes part of it. When it was not signed, the
// sentence is drafted again: time has gone by, and a draft that grew old can
// never be signed.
func (w Work) signed(a Signed) (Work, []Effect) {
	if a.Run != w.ID || !w.Signing() {
		return w, nil
	}
	w.signing.busy = false
	if errors.As(a.Err, new(model.RunMoved)) {
		w.Notice, w.signing.moved = "not signed: "+model.RunMoved{}.Error(), true
		return w.look(false)
	}
	if a.Err != nil {
		w.Notice = a.Err.Error()
		return w.askDraft()
	}
	draft := *w.Draft()
	w.signing = signing{}
	if draft.Event == nil {
		return Work{}, nil
	}
	next, err := w.fold([]sop.Event{*draft.Event})
	if err != nil {
		return w.refused(err), nil
	}
	if draft.Event.Kind == sop.HandoverTaken {
		next.Person = draft.Person
	}
	return next, nil
}
