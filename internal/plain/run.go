package plain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// walker walks one run: it says each step once and asks what the run asks for.
type walker struct {
	p     *program
	run   string       // the run that is walked; a step can lead to another one
	guest model.Person // the other person at the bench, zero for nobody
	own   model.Person // whose own the terminal is, zero for one that is shared
	tried string       // the prompt that a sentence was asked for already
	// skipped are the optional fields that were left empty, as session.Place.
	skipped  []string
	heard    map[string]bool // the closed steps that were said, each time they were closed
	context  string          // the step whose surroundings were said
	step     string          // the step that was said, with how far its alerts are read
	section  int             // the section whose text was said, from 1
	dots     bool            // it was said how commands are typed beside a value
	sentence string          // the sentence to sign that was said last
	// elsewhere is what was said last of the other terminals at which the run is open.
	elsewhere string
	// out is what was said last of what is out of service.
	out []string
}

// moment is a run as one question finds it.
type moment struct {
	work  session.Work
	run   run.Run
	step  run.Step
	asked session.Prompt
	open  bool // false once every step is closed or the run was stopped
}

// resume goes on with a run that was left, or that a crash left.
func (p *program) resume(r model.OpenRun) {
	p.do(session.Resume{Run: r.ID, Practice: r.Practice})
	p.failed()
	work, ok := p.session.Work()
	if !ok {
		return
	}
	p.d.sayf("You go on with the run %s: %s.", work.ID, work.Run.Procedure().Meta.Title)
	first := present.BegunBy(work.Run, work.Person)
	p.d.sayf("It was started %s by %s.", p.when(r.Started), present.Name(work, first))
	if first != work.Person.ID {
		p.d.sayf("%s carries it out now.", work.Person.Name)
	}
	if text := present.Unsignable(work); text != "" {
		p.d.say(text)
	}
	if text := present.Meanwhile(work.Meanwhile); text != "" {
		p.d.say(text)
	}
	p.walk()
}

// walk asks what the run in progress asks for until it is signed or put away.
func (p *program) walk() {
	w := &walker{p: p, own: p.whoseOwn()}
	for {
		w.look()
		p.do(session.Tick{At: p.cfg.Now()})
		work, ok := p.session.Work()
		if !ok || p.d.gone {
			return
		}
		if w.run != work.ID {
			if w.run != "" {
				p.d.sayf("Now the run %s: %s.", work.ID, work.Run.Procedure().Meta.Title)
			}
			*w = walker{p: p, own: w.own, run: work.ID, dots: w.dots}
		}
		w.sayElsewhere()
		m := w.momentOf(work)
		w.sayOut(m)
		switch {
		case m.asked.Kind == session.AskCard:
		case m.open && w.guest.ID == "" && m.run.Offer() == nil:
			w.announce(m)
		case !m.open:
			m = w.prepare(m)
		}
		if m.run.Procedure() != nil {
			m = w.askOnce(m)
		}
		if m.run.Procedure() == nil {
			return
		}
		q := questionOf(w, m)
		w.ask(m, menu{
			prompt: q.prompt(w, m), text: q.text, help: q.help, commands: commandsOf(w, m, q),
			answer: answerOf(w, m, q),
		})
	}
}

// look takes in what was done at another terminal since the last question, and says so.
func (w *walker) look() {
	before, working := w.p.session.Work()
	if !working || w.p.d.gone {
		return
	}
	w.p.do(session.Heard{}) // what was said is not said again
	w.p.do(session.Look{Clock: before.Run.Overdue(w.p.cfg.Now())})
	w.p.failed()
	after, _ := w.p.session.Work()
	if text := present.Meanwhile(after.Meanwhile); after.ID == before.ID && text != present.Meanwhile(before.Meanwhile) {
		w.p.d.say(text)
	}
	if after.ID == before.ID && (after.Run.Events() != before.Run.Events() || after.Person.Unable() != before.Person.Unable()) {
		w.notice()
	}
}

// sayElsewhere says at which other terminals the run is open, where that is news.
func (w *walker) sayElsewhere() {
	also := present.Elsewhere(w.p.src.Here(), w.run)
	if also != "" && also != w.elsewhere {
		w.p.d.say(present.Sentence("this run is " + also))
	}
	w.elsewhere = also
}

// sayOut says which of the things that the step is done with are out of service, where that is news.
func (w *walker) sayOut(m moment) {
	if !m.open || m.work.Practice {
		return
	}
	var out []string
	for _, text := range present.OutOfService(w.p.src.Here(), m.run, m.step, w.p.cfg.Now()) {
		if out = append(out, text); !slices.Contains(w.out, text) {
			w.p.d.say(text)
		}
	}
	w.out = out
}

// ask asks a question of the run. What is typed after a long time may be somebody
// else's: it is not taken, and the card asks who is there (H12).
func (w *walker) ask(m moment, q menu) {
	asked := w.p.cfg.Now()
	line, ok := w.p.d.ask(q.prompt)
	away := w.p.cfg.Now().Sub(asked)
	switch after := w.p.cfg.IdleAfter; {
	case !ok:
	case after > 0 && away >= after && m.open && m.asked.Kind != session.AskCard && m.work.Draft() == nil:
		w.p.d.sayf("Nothing was typed for %s, so that line was not taken.", present.Length(away.Truncate(time.Minute)))
		w.p.do(session.Idle{})
	default:
		w.p.take(q, line)
	}
}

// whoseOwn returns whose own the terminal is.
func (p *program) whoseOwn() model.Person {
	people, err := p.src.People()
	p.trouble(err)
	return model.OwnOf(people)
}

// momentOf returns the run as the next question finds it. Once the step goes on
// nobody else is at the bench.
func (w *walker) momentOf(work session.Work) moment {
	ask := func() session.Prompt {
		return work.Asks(session.Asking{At: w.p.cfg.Now(), Skipped: w.skipped, Guest: w.guest.ID, Own: w.own})
	}
	s, open := work.Run.Current()
	m := moment{work: work, run: work.Run, step: s, open: open, asked: ask()}
	switch m.asked.Kind {
	case session.AskAlert, session.AskClose, session.AskNotDone, session.AskWait, session.AskCard, session.AskValue:
		w.guest = model.Person{}
		m.asked = ask()
	}
	return m
}

// act asks the session for an act and says why it was refused, if it was.
func (w *walker) act(a run.Action) bool { return w.actAs(a, model.Person{}) }

// actAs is act for somebody who is not the performer.
func (w *walker) actAs(a run.Action, by model.Person) bool {
	w.p.do(session.Act{Do: a, At: w.p.cfg.Now(), By: by})
	return w.notice()
}

// sayComputed says what was computed since a moment of the run.
func (w *walker) sayComputed(m moment) {
	if work, ok := w.p.session.Work(); ok && work.ID == m.work.ID {
		for _, text := range present.ComputedSince(m.run, work.Run) {
			w.p.d.say(text)
		}
	}
}

// notice says why the last act was refused and reports whether it was not.
func (w *walker) notice() bool {
	work, ok := w.p.session.Work()
	if ok && work.Notice != "" {
		w.p.d.say(present.Sentence(refusal(work)))
		return false
	}
	return true
}

// refusal words why the last act was refused, for a line and not for keys.
func refusal(work session.Work) string {
	if work.Refusal != nil && work.Refusal.Code == run.NeedsConfirm {
		if s, ok := work.Run.Current(); ok && !s.Critical {
			return present.WhatFollows(work.Run, s) + " Once that is meant, type the whole word yes"
		}
		return "the step is critical: once it is done, type the whole word yes"
	}
	return work.Notice
}

// announce says the step to do, once, and what stands around it.
func (w *walker) announce(m moment) {
	if w.context != m.step.Place() {
		w.context, w.step = m.step.Place(), ""
		w.sayPast(m)
		w.saySection(m)
	}
	if key := fmt.Sprintf("%s/%d/%d", m.step.Place(), m.step.Opened, m.step.Acked); w.step != key {
		w.step = key
		w.sayStep(m)
	}
}

// sayPast says the step that was closed last, those passed since then, and the
// next (H9).
func (w *walker) sayPast(m moment) {
	for _, part := range present.Passed(m.run) {
		if s := part[0]; s.Closed != nil && w.unheard(s) {
			w.p.d.sayf("%s %s.", present.WhichOf(part), w.closedWords(m, s))
		}
	}
	next, ok := m.run.Next()
	switch {
	case !ok:
		w.p.d.sayf("After this step: %s.", present.AfterLast(m.work.Practice))
	case next.If != nil:
		w.p.d.sayf("After this, step %s, if %s: %s", present.Which(next.Number, next.Named), present.ConditionOf(m.run.Procedure(), next.Step), present.Do(next.Step))
	default:
		w.p.d.sayf("After this, step %s: %s", present.Which(next.Number, next.Named), present.Do(next.Step))
	}
}

// unheard reports whether it was not said yet that a step was closed, and takes it as said: who
// does steps again is not told once more what was done before those.
func (w *walker) unheard(s run.Step) bool {
	key := fmt.Sprintf("%s/%d", s.Place(), s.Opened)
	if w.heard[key] {
		return false
	}
	if w.heard == nil {
		w.heard = map[string]bool{}
	}
	w.heard[key] = true
	return true
}

func (w *walker) closedWords(m moment, s run.Step) string {
	who := present.Name(m.work, s.Closed.Person) + ", " + present.DoneAt(*s.Closed, w.p.cfg.Now())
	if s.State == run.Done {
		return "done, " + who
	}
	return strings.TrimRight(string(s.State)+": "+present.WhyClosed(m.run, s), ".: ")
}

// saySection says the section when it is another one, and the prose that stands
// before the step.
func (w *walker) saySection(m moment) {
	section := m.run.Procedure().Sections[m.step.Section]
	if w.section != m.step.Section+1 {
		w.section = m.step.Section + 1
		if section.Title != "" {
			w.p.d.sayf("Section: %s.", section.Title)
		}
	}
	w.sayWatched(m)
	w.p.sayProse(present.Around(m.run.ProseBefore(m.step)))
	if together := present.DoneTogether(m.run, m.step); len(together) > 0 {
		w.p.d.say(present.Together(m.run.Procedure(), m.step.Section))
		for _, s := range together {
			w.p.d.sayf("%d. %s", s.Number, present.Do(s.Step))
		}
	}
}

// sayWatched says who watches the run, if anybody does.
func (w *walker) sayWatched(m moment) {
	for _, text := range present.Watched(m.work, w.p.cfg.Now()) {
		w.p.d.say(text)
	}
}

// sayStep says the alert to read, in full, or the step itself.
func (w *walker) sayStep(m moment) {
	s, d := m.step, w.p.d
	head := fmt.Sprintf("Step %d of %d. ", s.Number, m.run.Procedure().StepCount())
	if s.Item != "" {
		head += present.Safe(s.Named) + ". "
	}
	if s.Critical {
		head += "Critical. "
	}
	if a, pending := s.PendingAlert(); pending {
		d.say(head + "First read this.")
		w.p.sayAlert(a)
		return
	}
	for _, a := range s.Alerts {
		if !a.Kind.MustAcknowledge() {
			w.p.sayAlert(a)
		}
	}
	d.say(head + present.Do(s.Step))
	for _, why := range present.Conditions(m.work, s, m.asked.Kind) {
		d.say(why)
	}
	w.sayTimers(m)
	w.p.sayProse(s.More)
	for _, f := range s.Fields {
		for _, v := range s.ValuesOf(f.Name) {
			if present.Blind(m.run, m.asked.Kind, s) {
				d.sayf("%s: %s.", present.Label(f), present.HiddenValue)
				continue
			}
			d.say(valueWords(m.run, s, f, v, w.p.cfg.Now().Location()))
		}
	}
}

// sayAlert says an alert in its blocks: its word, and what it says.
func (p *program) sayAlert(a sop.Alert) {
	for i, line := range present.Prose(a.Text) {
		if i == 0 {
			line = string(a.Kind) + ". " + line
		}
		p.d.say(line)
	}
}

func (p *program) sayProse(md string) {
	for _, line := range present.Prose(md) {
		p.d.say(line)
	}
}

// valueWords words a recorded value with everything it was before.
func valueWords(r run.Run, s run.Step, f sop.Field, v run.Value, zone *time.Location) string {
	out := present.Label(f) + ": " + present.Entered(f, v, zone)
	if limits := present.Limits(f); limits != "" {
		out += " (" + limits + ")"
	}
	if v.Mark != "" {
		out += ", " + v.Mark
	}
	if look := present.Look(r, s, v); look != "" {
		out += ", " + look
	}
	if f.Calc != nil {
		out += ": " + present.Figures(r, s, f)
	}
	for i := range v.Old {
		out += ". " + present.Capital(present.CorrectedBecause(f, v, i))
	}
	return out + "."
}

// where says where a run stands.
func where(r run.Run) string {
	if s, open := r.Current(); open {
		text := fmt.Sprintf("at step %d of %d", s.Number, r.Procedure().StepCount())
		if item := s.Named; item != "" {
			text += ", " + present.Safe(item)
		}
		return text
	}
	return "before its signature"
}

// when words an instant in the local zone.
func (p *program) when(at time.Time) string {
	return at.In(p.cfg.Now().Location()).Format("2 Jan 2006 15:04")
}
