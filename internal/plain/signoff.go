package plain

import (
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// prepare says what the run came to, when that is new, and has the sentence
// fixed that will be signed. It returns the moment after that.
func (w *walker) prepare(m moment) moment {
	if text := exceptionsKey(m.run); w.step != text {
		w.step = text
		w.saySummary(m)
	}
	if m.asked.Kind != session.AskSignOff || m.work.Draft() != nil {
		return m
	}
	w.p.do(session.Heard{}) // what was said is not said again
	w.p.do(session.Prepare{})
	work, ok := w.p.session.Work()
	if !ok {
		return moment{}
	}
	if work.Notice != "" {
		w.p.d.say(present.Sentence(work.Notice))
	}
	return w.momentOf(work)
}

// exceptionsKey changes with everything that the summary says but the actions,
// which were just typed.
func exceptionsKey(r run.Run) string {
	sum := r.Summarise()
	out := present.Outcome(sum)
	if openExceptions(sum) == 0 {
		out += "\nnothing is open"
	}
	for _, e := range sum.Exceptions {
		out += "\n" + e.Text
	}
	return out
}

// openExceptions counts what still waits for words about it.
func openExceptions(sum run.Summary) int {
	n := 0
	for _, e := range sum.Exceptions {
		if e.Open() {
			n++
		}
	}
	return n
}

// saySummary says how the run went and every exception (H21).
func (w *walker) saySummary(m moment) {
	sum := m.run.Summarise()
	steps := m.run.Steps()
	if n := len(steps); n > 0 && steps[n-1].Closed != nil && w.unheard(steps[n-1]) { // none where every item was left out
		last := steps[n-1]
		w.p.d.sayf("Step %s %s.", present.Which(last.Number, last.Named), w.closedWords(m, last))
	}
	w.p.sayProse(present.Around(m.run.ProseAfter()))
	w.p.d.sayf("Sign-off. %s, %s version %s.", m.run.Procedure().Meta.Title, m.run.Procedure().Meta.ID, m.run.Procedure().Meta.Version)
	counts := []string{present.Outcome(sum)}
	for _, c := range present.Counts(sum) {
		counts = append(counts, c.Text)
	}
	w.p.d.say(strings.Join(counts, ", ") + ".")
	w.p.d.sayIf(present.WhoEnded(m.work, w.p.cfg.Now()))
	if open := openExceptions(sum); open > 0 { // every exception is said once it has its action
		w.p.d.sayf("Still open before it can be signed: %d.", open)
		return
	}
	w.p.sayExceptions(sum, present.DoneWithOutOfService(w.p.src.Here(), m.work.Run, w.p.cfg.Now()), m.work.Names)
}

// sayExceptions says them, and before them what the run was done with that is out of service.
func (p *program) sayExceptions(sum run.Summary, out []string, names map[string]string) {
	for _, text := range out {
		p.d.say(present.Sentence(text))
	}
	if len(sum.Exceptions) == 0 {
		if len(out) == 0 {
			p.d.say("No exceptions.")
		}
		return
	}
	p.d.sayf("Exceptions: %d.", len(sum.Exceptions))
	for _, e := range present.Exceptions(sum) {
		action := ""
		if e.Deviation > 0 {
			action = " Nothing was done about it yet."
		}
		if e.Action != "" {
			action = " Done about it: " + present.Sentence(e.Action)
		}
		text := present.Sentence(present.Exception(e, names))
		if step := "Step " + present.Which(e.Number, e.Named); !strings.HasPrefix(text, step+" ") {
			text = step + ". " + text
		}
		p.d.say(text + action)
	}
}

// saySentence says the sentence to sign, in full, whenever it is another one.
func (w *walker) saySentence(m moment) {
	draft := m.work.Draft()
	if draft == nil || draft.Statement == w.sentence {
		return
	}
	w.sentence = draft.Statement
	w.p.d.say("You sign this sentence:")
	w.p.d.say(draft.Statement)
}

// sign signs what was said with the passphrase that is typed for it.
func (w *walker) sign(m moment) outcome {
	draft := m.work.Draft()
	if draft == nil {
		w.tried = ""
		return stay // asked for again, and why not is said there
	}
	if draft = w.unlock(m); draft == nil {
		return stay
	}
	switch _, open := w.p.session.Work(); {
	case draft.Event != nil:
		w.p.d.sayf("Signed by %s. It is entry %d of the log.", draft.Person.Name, w.p.entry)
		w.guest, w.tried = model.Person{}, ""
		if draft.Event.Kind == sop.HandoverTaken {
			w.heard, w.context = nil, "" // somebody else hears it for the first time
		}
		return stay
	case open: // the run of a step: the run that it belongs to goes on
		w.p.d.sayf("Signed. It is entry %d of the log.", w.p.entry)
		return stay
	}
	w.p.d.sayf("Signed. It is entry %d of the log. A supervisor can countersign it.", w.p.entry)
	w.p.toSigned(w.p.entry)
	return leave
}

// unlock asks for the passphrase until it is the right one, and returns what was signed with it.
// A second try is not shown either: a question between the two would show it, since who mistyped
// types at once again. An empty line signs nothing.
func (w *walker) unlock(m moment) *model.Draft {
	for draft := m.work.Draft(); draft != nil; draft = m.work.Draft() {
		w.saySentence(m)
		pass, ok := w.p.passphrase(draft.Person.ID, "")
		if !ok {
			return nil
		}
		w.p.signed, w.p.entry = false, 0
		w.p.do(session.Sign{Passphrase: pass})
		clear(pass)
		w.p.failed()
		if w.p.signed {
			return draft
		}
		w.notice()
		m.work, _ = w.p.session.Work()
	}
	return nil
}

// endPractice leaves a rehearsal; nothing of it is kept.
func (w *walker) endPractice(m moment) outcome {
	if m.work.Draft() == nil {
		return stay
	}
	w.p.d.say("The practice has ended.")
	w.p.d.flush()
	w.p.do(session.Sign{})
	w.notice()
	return stay
}
