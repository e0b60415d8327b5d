package plain

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// commandsOf returns the acts that a question offers now.
func commandsOf(w *walker, m moment, q question) []command {
	var out []command
	for _, letter := range q.acts {
		a := acts[slices.IndexFunc(acts, func(a stepAct) bool { return a.letter == letter })]
		if !offered(letter, m) {
			continue
		}
		short := string(letter)
		if letter == 'y' || letter == 's' || letter < 'a' {
			short = "" // a letter is too easy to type for what cannot be taken back
		}
		out = append(out, command{short, a.word, a.does, func() outcome { return a.do(w, m) }})
	}
	return out
}

// offered reports whether an act can do anything now.
func offered(letter rune, m moment) bool {
	switch letter {
	case 'k':
		return m.asked.Field.Optional
	case 'o':
		return len(m.run.Group()) > 0
	case 'r':
		return m.run.Stopped() == nil // nothing is opened again after that
	default:
		return true
	}
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

// reason asks for the reason that an act needs.
func reason(prompt string, action func(string) run.Action) func(*walker, moment) outcome {
	return func(w *walker, m moment) outcome {
		text, ok := w.p.text(fmt.Sprintf(prompt, m.step.Number), "The reason, in your words. It stands in the record. .back leaves the step as it is.")
		if ok {
			w.act(action(text))
		}
		return stay
	}
}

// deviates reports whether anything still waits for the words about it.
func deviates(m moment) bool {
	_, open := present.OpenDeviation(m.run, "")
	return open
}

// deviation returns the deviation that is asked about.
func (m moment) deviation() run.Deviation {
	d, _ := present.OpenDeviation(m.run, m.step.ID)
	return d
}

func (w *walker) sayDeviation(m moment) {
	d := m.deviation()
	w.p.d.sayf("Deviation %d: %s.", d.Number, strings.TrimRight(d.What, "."))
}

func (w *walker) actOn(m moment, line string) outcome {
	if w.act(run.ActOn{Deviation: m.deviation().Number, Text: line}) {
		w.p.d.say("Kept beside the deviation.")
	}
	return stay
}

// valuePrompt asks for a value beside its unit and limits (H24).
func (w *walker) valuePrompt(m moment) string {
	f, n := m.asked.Field, m.asked.Index
	prompt := present.Label(f)
	if f.Repeat > 1 {
		prompt += fmt.Sprintf(", reading %d of %d", n, f.Repeat)
	}
	for _, part := range []string{present.Unit(f), takes(f)} {
		if part != "" {
			prompt += ", " + part
		}
	}
	if f.Optional {
		prompt += ", or .skip to leave it empty"
	}
	return prompt
}

// takes words what can be typed for a field; "" for any text.
func takes(f sop.Field) string {
	//exhaustive:enforce
	switch f.Type {
	case sop.Choice:
		return numbered(f.Choices)
	case sop.YesNo:
		return "yes or no"
	case sop.Text:
		return ""
	case sop.Number, sop.Date, sop.Clock, sop.Scan, sop.File:
	}
	return present.Takes(f)
}

// numbered words choices with the numbers that can be typed for them. Choices
// that are numbers themselves are typed as they are.
func numbered(choices []string) string {
	out := make([]string, len(choices))
	for i, c := range choices {
		if number(c) > 0 {
			return strings.Join(choices, ", ")
		}
		out[i] = fmt.Sprintf("%d %s", i+1, c)
	}
	return strings.Join(out, ", ")
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
	a := run.Record{Field: f.Name, Text: line}
	a.Text = chosen(f, line)
	if f.Type == sop.File {
		sum, err := w.p.cfg.ReadFile(line)
		if w.p.trouble(err) {
			return stay
		}
		a.SHA256 = sum
	}
	if !w.act(a) {
		isCommand := slices.ContainsFunc(acts, func(a stepAct) bool { return line == string(a.letter) || strings.EqualFold(line, a.word) })
		if isCommand {
			w.p.d.sayf("If you mean the command, type a dot before it: .%s.", line)
		}
		return stay
	}
	if w.refused(m) {
		return stay
	}
	if work, ok := w.p.session.Work(); ok {
		if values := work.Run.Steps()[m.step.Number-1].ValuesOf(f.Name); len(values) > 0 {
			w.p.d.say("Recorded. " + valueWords(f, values[len(values)-1], w.p.cfg.Now().Location()))
		}
	}
	return stay
}

// refused says a value that is kept but has to be typed again, if the last act
// was one.
func (w *walker) refused(m moment) bool {
	work, ok := w.p.session.Work()
	if !ok {
		return false
	}
	refused := work.Run.Steps()[m.step.Number-1].Refused
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
	w.heard, w.context, w.step, w.sentence, w.section = "", "", "", "", 0
	return stay
}

func (w *walker) overview(m moment) outcome {
	for _, line := range present.StepsAndValues(m.work, w.p.cfg.Now().Location()).Lines {
		w.p.d.say(lineWords(line))
	}
	return stay
}

func (w *walker) notApplicable(m moment) outcome {
	if m.step.Critical {
		w.act(run.MarkNotApplicable{}) // the rule says why not
		return stay
	}
	if m.step.NAOk {
		text, ok := w.p.optional(fmt.Sprintf("Why step %d does not apply", m.step.Number), "The page asks for no reason here; one can be given.")
		if ok {
			w.act(run.MarkNotApplicable{Reason: text})
		}
		return stay
	}
	return reason("Why does step %d not apply?", func(t string) run.Action { return run.MarkNotApplicable{Reason: t} })(w, m)
}

// correct asks which value is wrong, what is right, and why.
func (w *walker) correct(m moment) outcome {
	values := present.ToCorrect(m.run)
	if len(values) == 0 {
		w.p.d.say("There is no value to correct yet.")
		return stay
	}
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = v.Row()
	}
	at, ok := w.p.choose("Which value is wrong? Type its number, or b to go back", rows, nil)
	if !ok {
		return stay
	}
	v := values[at]
	f := present.FieldOf(m.run, v)
	text, ok := w.p.text(v.Label+" is "+v.Text+". What is right? "+takes(f), "The right value. The first one stays in the record beside it.")
	if !ok {
		return stay
	}
	if w.p.trouble(run.Readable(f, chosen(f, text), w.p.cfg.Now())) {
		return stay
	}
	why, ok := w.p.text("Why is "+v.Label+" corrected?", "For example: misread the label.")
	if !ok {
		return stay
	}
	if w.act(run.Correct{Step: v.Step, Field: v.Field, Index: v.Index, Text: chosen(f, text), Reason: why}) {
		w.p.d.sayf("Corrected. %s was %s. Both stay in the record.", v.Label, v.Text)
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
	w.p.d.sayf("The run %s is put away %s. It stands first in the library.", m.work.ID, where(m.run))
	w.p.d.flush()
	w.p.do(session.Leave{})
	return leave
}
