package plain

import (
	"fmt"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// could returns the people who can answer a prompt.
func (w *walker) could(m moment, p session.Prompt) []model.Person {
	people, err := w.p.bench.People()
	if w.p.trouble(err) {
		return nil
	}
	return m.work.Could(p, people)
}

// sayPeople numbers the people who can answer.
func (w *walker) sayPeople(m moment, none string) {
	could := w.could(m, m.asked)
	if len(could) == 0 {
		w.p.d.say(none)
	}
	for i, x := range could {
		w.p.d.sayf("%d. %s, short name %s", i+1, x.Name, x.ID)
	}
}

// person returns the person that a line names among those who can answer.
func (w *walker) person(m moment, line string) (model.Person, bool) {
	could := w.could(m, m.asked)
	ids := make([]string, len(could))
	for i, x := range could {
		ids[i] = x.ID
	}
	if i := pick(line, len(could), ids); i >= 0 {
		return could[i], true
	}
	w.p.d.sayf("%s is nobody who can do this.", line)
	return model.Person{}, false
}

// sayCall says who is asked to come: a second person, or who releases.
func (w *walker) sayCall(m moment) {
	who := string(m.asked.Who)
	if m.asked.Kind == session.AskRelease {
		w.p.d.sayf("HOLD: the run stops here until a %s releases it. Type q to put it away meanwhile.", who)
		w.sayPeople(m, "Nobody is enrolled who can release it.")
		return
	}
	w.p.d.sayf("A %s checks this step now and reads everything for themself.", who)
	w.sayPeople(m, "Nobody else is enrolled who can check it.")
}

// blank is how many empty lines hide what was recorded from a second person who
// looks at a terminal. A screen reader passes over them.
const blank = 60

// meet takes who comes to the bench: a second person, or who takes over.
func (w *walker) meet(m moment, line string) outcome {
	who, ok := w.person(m, line)
	if !ok {
		return stay
	}
	w.guest = who
	if m.asked.Kind == session.AskSecond {
		w.p.d.skip(blank)
		w.p.d.sayf("%s reads now. Step %d: %s", who.Name, m.step.Number, present.Do(m.step.Step))
	}
	return stay
}

func (w *walker) readingPrompt(m moment) string {
	return w.guest.Name + ", your own reading. " + w.valuePrompt(m)
}

// reading enters the second person's own reading; the first is not told (H27).
func (w *walker) reading(m moment, line string) outcome {
	f := m.asked.Field
	if w.actAs(run.CheckValue{Field: f.Name, Text: chosen(f, line)}, w.guest) && !w.refused(m) {
		w.p.d.say("Recorded.")
	}
	return stay
}

func (w *walker) sayDifference(m moment) {
	d := m.asked.Difference
	w.p.d.sayf("The readings differ. %s was read as %s and as %s.", present.Label(d.Field), present.Reading(d.Field, d.First), present.Reading(d.Field, d.Second))
}

func (w *walker) settle(m moment, line string) outcome {
	d := m.asked.Difference
	if w.p.trouble(run.Readable(d.Field, chosen(d.Field, line), w.p.cfg.Now())) {
		return stay
	}
	why, ok := w.p.text("How did you settle it?", "It stands in the record beside both readings.")
	if ok && w.act(run.Settle{Field: d.Field.Name, Index: d.Index, Text: chosen(d.Field, line), Reason: why}) {
		w.p.d.say("Settled. Both readings stay in the record.")
	}
	return stay
}

func (w *walker) release(m moment, line string) outcome {
	who, ok := w.person(m, line)
	if !ok {
		return stay
	}
	note, ok := w.p.optional("A note, "+who.Name, "It stands in the record beside the release.")
	if ok {
		w.askSign(run.Release{As: m.asked.Who, Note: note}, who)
	}
	return stay
}

func (w *walker) sayOverdue(m moment) {
	limit, _ := m.run.Limit()
	w.p.d.sayf("OVERDUE: this run is open for longer than %s. A supervisor decides how it goes on.", present.Length(limit.Length))
	w.sayPeople(m, "No other supervisor is enrolled; the run can be stopped.")
}

func (w *walker) decide(m moment, line string) outcome {
	who, ok := w.person(m, line)
	if !ok {
		return stay
	}
	rows, what := present.DecisionTexts()
	at, ok := w.p.choose("How does it go on, "+who.Name+"? Type a number, or b to go back", rows, what)
	if !ok {
		return stay
	}
	if why, ok := w.p.text("Why?", "It stands in the record."); ok {
		w.askSign(run.Decide{Decision: what[at], Reason: why}, who)
	}
	return stay
}

func (w *walker) handOver(moment) outcome {
	note, ok := w.p.text("What does whoever takes over need to know?", "It is said to them, and stands in the record.")
	if ok {
		w.askSign(run.Offer{Note: note}, model.Person{})
	}
	return stay
}

func (w *walker) sayOffer(m moment) {
	offer := m.run.Offer()
	at := offer.At.In(w.p.cfg.Now().Location()).Format("15:04")
	w.p.d.sayf("HANDED OVER by %s at %s: %s", present.Name(m.work, offer.Person), at, offer.Reason)
	if w.guest.ID == "" {
		w.sayPeople(m, "Nobody else is enrolled who could take it over.")
	}
}

func (w *walker) sayItem(m moment) {
	w.p.d.sayf("Open item %d of %d, for %s: %s", m.asked.Index, len(m.run.Items()), w.guest.Name, m.asked.Item)
}

// takeOver lets a supervisor take a run that nobody handed over.
func (w *walker) takeOver(m moment) outcome {
	could := w.could(m, session.Prompt{Kind: session.AskTaker, Who: sop.BySupervisor, Step: m.step})
	if m.work.Practice || len(could) == 0 {
		w.p.d.sayf("%s hands this run over, or a supervisor takes it over; no other supervisor is enrolled.", m.work.Person.Name)
		return stay
	}
	rows, ids := make([]string, len(could)), make([]string, len(could))
	for i, x := range could {
		rows[i], ids[i] = x.Name+", short name "+x.ID, x.ID
	}
	at, ok := w.p.choose("Which supervisor takes over, because "+m.work.Person.Name+" cannot hand over? Type a number, or b to go back", rows, ids)
	if !ok {
		return stay
	}
	if why, ok := w.p.text("Why, "+could[at].Name+"?", "At least ten letters. It stands in the record."); ok {
		w.askSign(run.TakeOver{As: sop.BySupervisor, Reason: why}, could[at])
	}
	return stay
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
