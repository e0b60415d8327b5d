package plain

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/session"
	"soprun/internal/words"
	"soprun/sop"
	"soprun/sop/run"
)

// walker walks one run: it says each step once and asks what the run asks for.
type walker struct {
	p *program
	// skipped are the optional fields that were left empty, as words.PlaceOf.
	skipped  []string
	heard    string // the closed step that was said when the run was opened
	context  string // the step whose surroundings were said
	step     string // the step that was said, with how far its alerts are read
	section  int    // the section whose text was said, from 1
	dots     bool   // it was said how commands are typed beside a value
	sentence string // the sentence to sign that was said last
}

// moment is a run as one question finds it.
type moment struct {
	work session.Work
	run  run.Run
	step run.Step
	open bool // false once every step is closed or the run was stopped
}

// resume goes on with a run that was left, or that a crash left.
func (p *program) resume(r session.OpenRun) {
	p.do(session.Resume{Run: r.ID, Practice: r.Practice})
	p.failed()
	work, ok := p.session.Work()
	if !ok {
		return
	}
	p.d.sayf("You go on with the run %s: %s.", work.ID, work.Run.Procedure().Meta.Title)
	p.d.sayf("It was started %s by %s. The last act was %s.", p.when(r.Started), work.Person.Name, words.Ago(p.cfg.Now().Sub(r.Last)))
	if s, ok := work.Run.LastClosed(); ok {
		p.d.sayf("Closed last: step %d, %s, by %s, %s. %s", s.Number, s.State, words.Name(work, s.Closed.Person), p.when(s.Closed.At), words.Do(s.Step))
	} else {
		p.d.say("No step is closed yet.")
	}
	for _, d := range work.Run.Deviations() {
		if d.Action == nil {
			p.d.sayf("Open: %s. Nothing was done about it yet.", d.What)
		}
	}
	p.walk(work.Run)
}

// walk asks what the run in progress asks for until it is signed or put away.
// What heard holds was said already.
func (p *program) walk(heard run.Run) {
	w := &walker{p: p}
	if s, ok := heard.LastClosed(); ok {
		w.heard = s.ID
	}
	for {
		work, ok := p.session.Work()
		if !ok || p.d.gone {
			return
		}
		m := momentOf(work)
		if m.open {
			w.announce(m)
		} else if m = w.prepare(m); m.run.Procedure() == nil {
			return
		}
		q := questionOf(w, m)
		p.once(menu{
			prompt: q.prompt(w, m), text: q.text, help: q.help, commands: commandsOf(w, m, q),
			answer: answerOf(w, m, q),
		})
	}
}

func momentOf(work session.Work) moment {
	s, open := work.Run.Current()
	return moment{work, work.Run, s, open}
}

// act asks the session for an act and says why it was refused, if it was.
func (w *walker) act(a run.Action) bool {
	w.p.do(session.Act{Do: a, At: w.p.cfg.Now()})
	work, ok := w.p.session.Work()
	if ok && work.Notice != "" {
		w.p.d.say(words.Sentence(refusal(work)))
		return false
	}
	return true
}

// refusal words why the last act was refused, for a line and not for keys.
func refusal(work session.Work) string {
	if work.Refusal != nil && work.Refusal.Code == run.NeedsConfirm {
		return "the step is critical: once it is done, type the whole word yes"
	}
	return work.Notice
}

// announce says the step to do, once, and what stands around it.
func (w *walker) announce(m moment) {
	if w.context != m.step.ID {
		w.context, w.step = m.step.ID, ""
		w.sayPast(m)
		w.saySection(m)
	}
	if key := fmt.Sprintf("%s/%d", m.step.ID, m.step.Acked); w.step != key {
		w.step = key
		w.sayStep(m)
	}
}

// sayPast says the step that was closed last, those passed since then, and the
// next (H9).
func (w *walker) sayPast(m moment) {
	steps := m.run.Steps()
	from := m.step.Number - 1
	for from > 0 && steps[from-1].State == run.NotRequired {
		from--
	}
	for _, s := range steps[max(0, from-1) : m.step.Number-1] {
		if s.Closed != nil && s.ID != w.heard {
			w.p.d.sayf("%s Step %d %s.", words.Mark(s.State), s.Number, w.closedWords(m, s))
		}
	}
	next, ok := m.run.Next()
	switch {
	case !ok:
		w.p.d.say("After this step: sign off.")
	case next.If != nil:
		w.p.d.sayf("[ ] After this, step %d, if %s: %s", next.Number, next.If, words.Do(next.Step))
	default:
		w.p.d.sayf("[ ] After this, step %d: %s", next.Number, words.Do(next.Step))
	}
}

func (w *walker) closedWords(m moment, s run.Step) string {
	who := words.Name(m.work, s.Closed.Person) + ", " + s.Closed.At.In(w.p.cfg.Now().Location()).Format("15:04")
	if s.State == run.Done {
		return "done, " + who
	}
	return strings.TrimRight(string(s.State)+": "+s.Closed.Reason, ".: ")
}

// saySection says the section when it is another one, and the prose that stands
// before the step.
func (w *walker) saySection(m moment) {
	section := m.run.Procedure().Sections[m.step.Section]
	if w.section != m.step.Section+1 {
		w.section = m.step.Section + 1
		w.p.d.sayf("Section: %s.", section.Title)
	}
	if section.Steps[0].ID == m.step.ID {
		w.p.sayProse(section.Intro)
	}
	w.p.sayProse(m.step.Before)
}

// sayStep says the alert to read, in full, or the step itself.
func (w *walker) sayStep(m moment) {
	s, d := m.step, w.p.d
	head := fmt.Sprintf("[>] Step %d of %d. ", s.Number, len(m.run.Steps()))
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
	d.say(head + words.Do(s.Step))
	for _, why := range words.Conditions(m.run, s) {
		d.say(why)
	}
	w.p.sayProse(s.More)
	for _, f := range s.Fields {
		for _, v := range s.ValuesOf(f.Name) {
			d.say(valueWords(f, v))
		}
	}
}

func (p *program) sayAlert(a sop.Alert) { p.d.sayf("%s. %s", a.Kind, words.Plain(a.Text)) }

func (p *program) sayProse(md string) {
	for _, line := range words.Prose(md) {
		p.d.say(line)
	}
}

// valueWords words a recorded value with everything it was before.
func valueWords(f sop.Field, v run.Value) string {
	out := words.Label(f) + ": " + words.Reading(f, v.Text)
	if v.Mark != "" {
		out += ", " + v.Mark
	}
	for _, old := range v.Old {
		out += fmt.Sprintf(". Corrected, was %s: %s", words.Reading(f, old.Text), old.By.Reason)
	}
	return out + "."
}

// where says where a run stands.
func where(r run.Run) string {
	if s, open := r.Current(); open {
		return fmt.Sprintf("at step %d of %d", s.Number, len(r.Steps()))
	}
	return "before its signature"
}

// when words an instant in the local zone.
func (p *program) when(at time.Time) string {
	return at.In(p.cfg.Now().Location()).Format("2 Jan 2006 15:04")
}
