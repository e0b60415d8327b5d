package plain

import (
	"strings"

	"soprun/internal/present"
	"soprun/sop/run"
)

// asks stands for the questions of a run among the letters of its acts.
const asks = '*'

// at is a moment as the questions of a run want it.
func (w *walker) at(m moment) present.Moment {
	people, err := w.p.src.People()
	w.p.trouble(err)
	return present.Moment{Work: m.work, Asked: m.asked, People: people, Now: w.p.cfg.Now}
}

// askable are the questions that can be asked now, as commands.
func (w *walker) askable(m moment) (out []command) {
	at := w.at(m)
	for _, q := range present.OfferedAt(at) {
		short := q.Key
		if q.Whole {
			short = ""
		}
		if q.WhyNot(at) != "" { // the word says why not, and nothing lists it
			q.Tells = ""
		}
		out = append(out, command{short, q.Word, q.Tells, func() outcome { return w.put(q, m, nil) }})
	}
	return out
}

// put asks what a question asks behind some answers, and does what they make of it.
func (w *walker) put(q present.Question, m moment, in present.Answers) outcome {
	at := w.at(m)
	if why := q.WhyNot(at); why != "" {
		w.p.d.say(why)
		return stay
	}
	for {
		a, more := q.Ask(at, in)
		if !more {
			break
		}
		var took present.Answers
		_, ok := w.p.answer(a, a.Prompted(present.Case{}, in), func(text string) (err error) {
			took, err = q.Take(at, in, a, text)
			return err
		})
		if !ok {
			return stay
		}
		in = took
	}
	act, by := q.Asks(at, in)
	if run.Signed(act) {
		w.askSign(act, by)
		return stay
	}
	if w.actAs(act, by) {
		w.p.d.sayIf(q.Says(at, in))
	}
	w.sayComputed(m)
	if s, open := w.current(); open != m.open || s != m.step.ID {
		w.context = "" // it is said again where it was said before
	}
	return stay
}

// current returns the current step of the run as it is now.
func (w *walker) current() (step string, open bool) {
	work, ok := w.p.session.Work()
	if !ok {
		return "", false
	}
	s, open := work.Run.Current()
	return s.ID, open
}

// firstPrompt is how the run asks by itself.
func (w *walker) firstPrompt(m moment) string {
	if a, ok := present.Whom(w.at(m)); ok {
		return a.Prompt + others
	}
	return w.firstAsk(m).Prompt
}

func (w *walker) firstAsk(m moment) present.Ask {
	at := w.at(m)
	a, _ := present.Prompted[at.Asked.Kind].Ask(at, nil)
	return a
}

// first takes the answer to what the run asks by itself, and asks on.
func (w *walker) first(m moment, line string) outcome {
	q, a := present.Prompted[m.asked.Kind], w.firstAsk(m)
	answer, ok := chosen(a.Field, line), true
	if a.Kind == present.Choice {
		answer, ok = w.person(m, line)
	}
	if !ok {
		return stay
	}
	at := w.at(m)
	in, err := q.Take(at, nil, a, answer)
	if w.p.trouble(err) {
		return stay
	}
	return w.put(q, m, in)
}

// sayBefore says what stands before what the run asks by itself.
func (w *walker) sayBefore(m moment) { w.p.d.sayIf(w.firstAsk(m).Before) }

// sayPeople numbers the people who can answer.
func (w *walker) sayPeople(m moment) {
	a, _ := present.Whom(w.at(m))
	if len(a.Said) == 0 {
		w.p.d.say(a.None)
	}
	for i, x := range a.Said {
		w.p.d.sayf("%d. %s", i+1, x)
	}
}

// person returns the person that a line names among those who can answer.
func (w *walker) person(m moment, line string) (id string, ok bool) {
	a, _ := present.Whom(w.at(m))
	if i := pick(line, len(a.Values), a.Values); i >= 0 {
		return a.Values[i], true
	}
	w.p.d.sayf("%s is nobody who can do this.", again(line))
	return "", false
}

// answer asks for one thing until it fits.
func (p *program) answer(a present.Ask, prompt string, fits func(string) error) (text string, ok bool) {
	p.d.sayIf(a.Before)
	for {
		switch a.Kind {
		case present.Choice:
			var row int
			if row, ok = p.choose(prompt, said(a), values(a)); ok {
				text = a.Answer(row)
			}
		case present.OrWords:
			for i, row := range said(a) {
				p.d.sayf("%d. %s", i+1, row)
			}
			text, ok = p.text(prompt, a.More)
			if i := pick(text, len(a.Rows), nil); i >= 0 {
				text = a.Answer(i)
			}
		case present.Optional:
			text, ok = p.optional(prompt, a.More)
			text = taken(a, text)
		case present.Typed:
			text, ok = p.text(prompt, a.More)
			text = taken(a, text)
		default:
			text, ok = p.text(prompt, a.More)
			text = chosen(a.Field, text)
		}
		if !ok || !p.trouble(fits(text)) {
			return text, ok
		}
	}
}

// taken is what a line says of the few answers of an ask, by their numbers or words.
func taken(a present.Ask, line string) string {
	if a.Several {
		words := present.WordsIn(line)
		for i, word := range words {
			if at := pick(word, len(a.Rows), a.Rows); at >= 0 {
				words[i] = a.Rows[at]
			}
		}
		return strings.Join(words, ", ")
	}
	if i := pick(line, len(a.Rows), a.Rows); i >= 0 {
		return a.Rows[i]
	}
	return line
}

// said are the rows of an ask as they are said.
func said(a present.Ask) []string {
	if a.Said != nil {
		return a.Said
	}
	return a.Rows
}

// values are what can be typed for the rows of an ask.
func values(a present.Ask) []string {
	if a.Values != nil {
		return a.Values
	}
	return a.Rows
}
