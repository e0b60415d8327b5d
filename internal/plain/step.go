package plain

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/session"
	"soprun/internal/words"
	"soprun/sop"
	"soprun/sop/run"
)

// question is one kind of thing that a run asks for. The table is read from its
// top: the first that applies is asked. A new kind of question is a new row.
type question struct {
	applies func(w *walker, m moment) bool
	say     func(w *walker, m moment) // nil when the prompt says it all
	prompt  func(w *walker, m moment) string
	answer  func(w *walker, m moment, line string) outcome // nil: only commands answer
	text    bool                                           // the answer is a text; commands begin with a dot
	help    string
	acts    string // the letters of the acts that can be typed, in the order of the help
}

var questions = []question{
	{
		applies: func(_ *walker, m moment) bool { _, pending := m.step.PendingAlert(); return m.open && pending },
		prompt:  fixedPrompt("Type a when you have read it, or ? for other things"),
		acts:    "arocwsq",
	},
	{
		applies: func(_ *walker, m moment) bool { return m.open && deviates(m, m.step.ID) },
		say:     func(w *walker, m moment) { w.sayDeviation(m, m.step.ID) },
		prompt:  fixedPrompt("What did you do about it?"), text: true,
		answer: func(w *walker, m moment, line string) outcome { return w.actOn(m, m.step.ID, line) },
		help:   "What was done. It stays in the record beside the deviation.",
		acts:   "rocwsq",
	},
	{
		applies: func(w *walker, m moment) bool { _, _, missing := w.field(m); return m.open && missing },
		say:     (*walker).sayDots,
		prompt:  (*walker).valuePrompt, text: true,
		answer: (*walker).record,
		help:   "The value as you read it. A choice is typed as its number or its word.",
		acts:   "kronxcwsq",
	},
	{
		applies: func(_ *walker, m moment) bool { return m.open && m.step.Critical },
		prompt:  fixedPrompt("Type the whole word yes once it is done, or ? for other things"),
		answer: func(w *walker, m moment, _ string) outcome {
			w.p.d.sayf("Step %d is critical: only the whole word yes says that it is done.", m.step.Number)
			return stay
		},
		acts: "ydronxcwsq",
	},
	{
		applies: func(_ *walker, m moment) bool { return m.open },
		prompt:  fixedPrompt("Type d when it is done, or ? for other things"),
		acts:    "dronxcwsq",
	},
	{
		applies: func(_ *walker, m moment) bool { return deviates(m, "") },
		say:     func(w *walker, m moment) { w.sayDeviation(m, "") },
		prompt:  fixedPrompt("What was done about it?"), text: true,
		answer: func(w *walker, m moment, line string) outcome { return w.actOn(m, "", line) },
		help:   "What was done. It stays in the record beside the deviation.",
		acts:   "rocq",
	},
	{
		applies: func(_ *walker, m moment) bool { return m.work.Practice },
		say:     func(w *walker, _ moment) { w.p.d.say("Nothing of it is in the log, and nothing is signed.") },
		prompt:  fixedPrompt("Type end to end the practice, or ? for other things"),
		acts:    "Erocq",
	},
	{
		applies: func(*walker, moment) bool { return true },
		say:     (*walker).saySentence,
		prompt:  fixedPrompt("Type sign to sign it with your passphrase, or ? for other things"),
		acts:    "Srocq",
	},
}

func fixedPrompt(text string) func(*walker, moment) string {
	return func(*walker, moment) string { return text }
}

func questionOf(w *walker, m moment) question {
	i := slices.IndexFunc(questions, func(q question) bool { return q.applies(w, m) })
	if q := questions[i]; q.say != nil {
		q.say(w, m)
	}
	return questions[i]
}

// stepAct is an act on a run. The letter is the key of the full screen where
// that has one; a capital names acts that have no letter, so that they are
// typed in full.
type stepAct struct {
	letter     rune
	word, does string
	do         func(w *walker, m moment) outcome
}

// acts are what can be typed in a run. A new act is a new row, and its letter
// stands in the questions that offer it.
var acts = []stepAct{
	{'a', "read", "you have read the alert", doing(run.Acknowledge{})},
	{'y', "yes", "a critical step is done; the whole word", doing(run.Confirm{})},
	{'d', "done", "the step is done", doing(run.Complete{})},
	{'k', "skip", "leave an optional value empty", (*walker).skip},
	{'r', "repeat", "say the step again", (*walker).again},
	{'o', "overview", "say all steps and how they stand", (*walker).overview},
	{'n', "not-done", "the step is not done, with a reason", reason("Why was step %d not done?", func(t string) run.Action { return run.MarkNotDone{Reason: t} })},
	{'x', "not-applicable", "the step does not apply, with a reason", (*walker).notApplicable},
	{'c', "correct", "correct a value; the first one stays beside it", (*walker).correct},
	{'w', "why", "what the codes of the step mean", (*walker).why},
	{'s', "stop", "stop the run for good, with a reason", reason("Why does the run stop at step %d?", func(t string) run.Action { return run.Stop{Reason: t} })},
	{'q', "put-away", "put the run away, to go on with it later", (*walker).putAway},
	{'E', "end", "end the practice", (*walker).endPractice},
	{'S', "sign", "sign the sentence with your passphrase", (*walker).sign},
}

// commandsOf returns the acts that a question offers now.
func commandsOf(w *walker, m moment, q question) []command {
	var out []command
	for _, letter := range q.acts {
		a := acts[slices.IndexFunc(acts, func(a stepAct) bool { return a.letter == letter })]
		if f, _, _ := w.field(m); letter == 'k' && !f.Optional {
			continue
		}
		short := string(letter)
		if letter == 'y' || letter < 'a' {
			short = "" // a letter is too easy to type
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

func deviates(m moment, step string) bool {
	_, open := words.OpenDeviation(m.run, step)
	return open
}

func (w *walker) sayDeviation(m moment, step string) {
	d, _ := words.OpenDeviation(m.run, step)
	w.p.d.sayf("Deviation %d: %s.", d.Number, strings.TrimRight(d.What, "."))
}

func (w *walker) actOn(m moment, step, line string) outcome {
	d, _ := words.OpenDeviation(m.run, step)
	if w.act(run.ActOn{Deviation: d.Number, Text: line}) {
		w.p.d.say("Kept beside the deviation.")
	}
	return stay
}

// field returns the value that is asked for now.
func (w *walker) field(m moment) (sop.Field, int, bool) {
	return words.PendingField(m.step, w.skipped)
}

// valuePrompt asks for a value beside its unit and limits (H24).
func (w *walker) valuePrompt(m moment) string {
	f, n, _ := w.field(m)
	prompt := words.Label(f)
	if f.Repeat > 1 {
		prompt += fmt.Sprintf(", reading %d of %d", n, f.Repeat)
	}
	for _, part := range []string{words.Unit(f), takes(f)} {
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
	switch f.Type {
	case sop.Choice:
		return numbered(f.Choices)
	case sop.YesNo:
		return "yes or no"
	case sop.Text:
		return ""
	default:
		return words.Takes(f)
	}
}

// fieldOf returns the field of a recorded value.
func fieldOf(r run.Run, v words.Recorded) sop.Field {
	for _, s := range r.Steps() {
		for _, f := range s.Fields {
			if s.ID == v.Step && f.Name == v.Field {
				return f
			}
		}
	}
	return sop.Field{}
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
	f, _, _ := w.field(m)
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
		if isCommand := slices.ContainsFunc(acts, func(a stepAct) bool { return line == string(a.letter) || strings.EqualFold(line, a.word) }); isCommand || line == "?" {
			w.p.d.sayf("If you mean the command, type a dot before it: .%s.", line)
		}
		return stay
	}
	work, ok := w.p.session.Work()
	if !ok {
		return stay
	}
	s := work.Run.Steps()[m.step.Number-1]
	if n := len(s.Refused); n > len(m.step.Refused) {
		w.p.d.sayf("%s is %s.", s.Refused[n-1].Value, s.Refused[n-1].Mark)
	} else if values := s.ValuesOf(f.Name); len(values) > 0 {
		w.p.d.say("Recorded. " + valueWords(f, values[len(values)-1]))
	}
	return stay
}

// chosen returns the word of a choice that was typed as its number.
func chosen(f sop.Field, line string) string {
	if i := pick(line, len(f.Choices), f.Choices); i >= 0 {
		return f.Choices[i]
	}
	return line
}

func (w *walker) skip(m moment) outcome {
	f, _, _ := w.field(m)
	w.skipped = append(w.skipped, words.PlaceOf(m.step, f))
	w.p.d.say("Left empty.")
	return stay
}

// again says the step once more, with all around it.
func (w *walker) again(moment) outcome {
	w.heard, w.context, w.step, w.sentence, w.section = "", "", "", "", 0
	return stay
}

func (w *walker) overview(m moment) outcome {
	for _, s := range m.run.Steps() {
		w.p.d.sayf("%s Step %d, %s: %s", words.Mark(s.State), s.Number, s.State, words.Do(s.Step))
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
	values := words.ToCorrect(m.run)
	if len(values) == 0 {
		w.p.d.say("There is no value to correct yet.")
		return stay
	}
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = v.Label + ": " + v.Text
	}
	at, ok := w.p.choose("Which value is wrong? Type its number, or b to go back", rows, nil)
	if !ok {
		return stay
	}
	v := values[at]
	f := fieldOf(m.run, v)
	text, ok := w.p.text(v.Label+" is "+v.Text+". What is right? "+takes(f), "The right value. The first one stays in the record beside it.")
	if !ok {
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
	for _, c := range words.Codes(m.step.Codes) {
		w.p.d.sayf("%s. %s", c.Code, c.Text)
	}
	return stay
}

func (w *walker) putAway(m moment) outcome {
	w.p.d.sayf("The run %s is put away %s. It stands first in the library.", m.work.ID, where(m.run))
	w.p.d.flush()
	w.p.do(session.Leave{})
	return leave
}
