package plain

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// commandsOf returns the acts that a question offers now.
func commandsOf(w *walker, m moment, q question) []command {
	var out []command
	for _, letter := range q.acts {
		if letter == asks {
			out = append(out, w.askable(m)...)
			continue
		}
		a := acts[slices.IndexFunc(acts, func(a stepAct) bool { return a.letter == letter })]
		if letter == 'k' && !m.asked.Field.Optional {
			continue
		}
		short := string(letter)
		if letter == 'y' || letter < 'a' {
			short = "" // a letter is too easy to type for what cannot be taken back
		}
		out = append(out, command{short, a.word, a.does, func() outcome { return a.do(w, m) }})
	}
	return out
}

func answerOf(w *walker, m moment, q question) func(string) outcome {
	if q.answer == nil {
		return nil
	}
	return func(line string) outcome { return q.answer(w, m, line) }
}

// doing does one act at once.
func doing(a run.Action) func(*walker, moment) outcome {
	return func(w *walker, _ moment) outcome {
		w.act(a)
		return stay
	}
}

// valuePrompt asks for a value beside its unit and limits (H24).
func (w *walker) valuePrompt(m moment) string {
	f, n := m.asked.Field, m.asked.Index
	prompt := present.Label(f)
	if f.Repeat > 1 {
		prompt += fmt.Sprintf(", reading %d of %d", n, f.Repeat)
	}
	for _, part := range []string{present.Unit(f), present.Typeable(f)} {
		if part != "" {
			prompt += ", " + part
		}
	}
	if f.Optional {
		prompt += ", or .skip to leave it empty"
	}
	return prompt
}

// sayDots says once in a run how a command is typed where a value is asked for.
func (w *walker) sayDots(moment) {
	if !w.dots {
		w.dots = true
		w.p.d.say("Where a value is asked for, commands begin with a dot: .? lists them.")
	}
}

// record enters a value and says how it was taken.
func (w *walker) record(m moment, line string) outcome {
	f := m.asked.Field
	if w.letter(f, line) {
		return stay
	}
	a := run.Record{Field: f.Name, Text: chosen(f, line)}
	if f.Type == sop.File {
		sum, err := w.p.cfg.ReadFile(line)
		if w.p.trouble(err) {
			return stay
		}
		a.SHA256 = sum
	}
	if !w.act(a) {
		if isCommand(line) {
			w.p.d.sayf(meantCommand, line)
		}
		return stay
	}
	if w.refused(m) {
		return stay
	}
	if work, ok := w.p.session.Work(); ok {
		now := sameStep(work.Run, m.step)
		if values := now.ValuesOf(f.Name); len(values) > 0 {
			w.p.d.say("Recorded. " + valueWords(work.Run, now, f, values[len(values)-1], w.p.cfg.Now().Location()))
		}
	}
	w.sayComputed(m)
	return stay
}

// meantCommand follows where a command was typed as a value.
const meantCommand = "If you mean the command, type a dot before it: .%s."

// letter refuses a letter alone as the answer to a choice: it is a command, or a slip.
func (w *walker) letter(f sop.Field, line string) bool {
	if f.Type != sop.Choice || utf8.RuneCountInString(line) != 1 || number(line) > 0 || pick(line, 0, f.Choices) >= 0 {
		return false
	}
	w.p.d.sayf("%s is no answer. A choice is typed as its number or its word.", line)
	if isCommand(line) {
		w.p.d.sayf(meantCommand, line)
	}
	return true
}

// sameStep returns a step as it is now. Its item may have been named since.
func sameStep(r run.Run, s run.Step) run.Step {
	for _, now := range r.Steps() {
		if now.Place() == s.Place() {
			return now
		}
	}
	return run.Step{}
}

// isCommand reports whether a line is what a command is called anywhere in a run.
func isCommand(line string) bool {
	return slices.ContainsFunc(acts, func(a stepAct) bool { return line == string(a.letter) || strings.EqualFold(line, a.word) }) ||
		slices.ContainsFunc(present.Questions, func(q present.Question) bool { return line == q.Key || strings.EqualFold(line, q.Word) })
}

// refused says a value that is kept but has to be typed again, if the last act
// was one.
func (w *walker) refused(m moment) bool {
	work, ok := w.p.session.Work()
	if !ok {
		return false
	}
	refused := sameStep(work.Run, m.step).Refused
	if len(refused) <= len(m.step.Refused) {
		return false
	}
	last := refused[len(refused)-1]
	w.p.d.sayf("%s is %s.", last.Value, last.Mark)
	return true
}

// chosen returns the word of a choice that was typed as its number.
func chosen(f sop.Field, line string) string {
	if i := pick(line, len(f.Choices), f.Choices); i >= 0 {
		return f.Choices[i]
	}
	return line
}

func (w *walker) skip(m moment) outcome {
	f := m.asked.Field
	w.skipped = append(w.skipped, session.Place(m.step, f))
	w.p.d.say("Left empty.")
	return stay
}

// again says the step once more, with all around it.
func (w *walker) again(moment) outcome {
	w.heard, w.context, w.step, w.sentence, w.section = nil, "", "", "", 0
	return stay
}

func (w *walker) overview(m moment) outcome {
	for _, line := range present.StepsAndValues(m.work, w.p.cfg.Now()).Lines {
		w.p.d.say(lineWords(line))
	}
	return stay
}

func (w *walker) why(m moment) outcome {
	if len(m.step.Codes) == 0 {
		w.p.d.say("The step carries no code.")
	}
	for _, g := range present.Grounds(m.run.Procedure(), m.step.Step) {
		w.p.d.sayf("%s. %s", g.Key, g.Text)
	}
	return stay
}

func (w *walker) putAway(m moment) outcome {
	next := "It stands first in the library."
	if w.p.seat.taken {
		next = "c goes on with it."
	}
	w.p.d.sayf("The run %s is put away %s. %s", m.work.ID, where(m.run), next)
	w.p.d.flush()
	w.p.do(session.Leave{})
	return leave
}
