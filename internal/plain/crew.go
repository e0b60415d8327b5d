package plain

import (
	"fmt"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop/run"
)

// sayCall says who is asked to come: a second person, or who releases.
func (w *walker) sayCall(m moment) {
	who := string(m.asked.Who)
	if m.asked.Kind == session.AskRelease {
		w.sayFollows(m)
		w.p.d.sayf("HOLD: the run stops here until a %s releases it. Type q to put it away meanwhile.", who)
		w.sayPeople(m)
		return
	}
	w.p.d.sayf("A %s checks this step now and reads everything for themself.", who)
	w.sayPeople(m)
}

// sayFollows says what follows once the step is closed, or holds the run.
func (w *walker) sayFollows(m moment) { w.p.d.sayIf(present.WhatFollows(m.run, m.step)) }

// blank is how many empty lines hide what was recorded from a second person who
// looks at a terminal. A screen reader passes over them.
const blank = 60

// meet takes who comes to the bench: a second person, or who takes over.
func (w *walker) meet(m moment, line string) outcome {
	who, ok := w.person(m, line)
	if !ok {
		return stay
	}
	w.guest = w.at(m).Came(who)
	if m.asked.Kind == session.AskSecond {
		w.p.d.skip(blank)
		w.p.d.sayf("%s reads now. Step %d: %s", w.guest.Name, m.step.Number, present.Do(m.step.Step))
		for _, f := range present.FiguresAt(w.at(m)) {
			w.p.d.say(present.Captioned(f))
		}
	}
	return stay
}

func (w *walker) readingPrompt(m moment) string {
	return w.guest.Name + ", your own reading. " + w.valuePrompt(m)
}

// reading enters the second person's own reading; the first is not told (H27).
func (w *walker) reading(m moment, line string) outcome {
	f := m.asked.Field
	if w.letter(f, line) {
		return stay
	}
	if w.actAs(run.CheckValue{Field: f.Name, Text: chosen(f, line)}, w.guest) && !w.refused(m) {
		w.p.d.say("Recorded.")
	}
	return stay
}

func (w *walker) sayOverdue(m moment) {
	limit, _ := m.run.Limit()
	w.p.d.sayf("OVERDUE: this run is open for longer than %s. A supervisor decides how it goes on.", present.Length(limit.Length))
	w.sayPeople(m)
}

func (w *walker) sayOffer(m moment) {
	offer := m.run.Offer()
	at := present.TimeAt(offer.At, w.p.cfg.Now())
	w.p.d.sayf("HANDED OVER by %s at %s: %s", present.Name(m.work, offer.Person), at, offer.Reason)
	if w.guest.ID == "" {
		w.sayPeople(m)
	}
}

func (w *walker) sayItem(m moment) {
	w.p.d.sayf("Open item %d of %d, for %s: %s", m.asked.Index, len(m.run.Items()), w.guest.Name, m.asked.Item)
	if text := present.ItemStep(m.asked); text != "" {
		w.p.d.say(text)
	}
}

// askSign asks for the sentence of an act that its person signs.
func (w *walker) askSign(a run.Action, by model.Person) {
	w.p.do(session.AskSign{Do: a, At: w.p.cfg.Now(), By: by})
	w.notice()
}

// askOnce asks for the sentence of a check or a hand-over that only has to be
// signed now, once; after that the word sign asks again.
func (w *walker) askOnce(m moment) moment {
	if m.work.Draft() != nil || w.tried == m.asked.Key {
		return m
	}
	switch {
	case m.asked.Kind == session.AskCheck:
		w.tried = m.asked.Key
		w.askSign(run.Check{As: m.asked.Who}, w.guest)
	case m.asked.Kind == session.AskTaker && w.guest.ID != "":
		w.tried = m.asked.Key
		w.askSign(run.TakeOver{}, w.guest)
	default:
		return m
	}
	work, ok := w.p.session.Work()
	if !ok {
		return moment{}
	}
	return w.momentOf(work)
}

func (w *walker) signPrompt(m moment) string {
	return fmt.Sprintf("%s, type sign to sign it with your passphrase, or leave", m.work.Draft().Person.Name)
}

// leaveAct leaves what another person was asked for.
func (w *walker) leaveAct(moment) outcome {
	w.guest, w.tried = model.Person{}, ""
	w.p.do(session.Drop{})
	w.p.d.say("Nothing was signed.")
	return stay
}
