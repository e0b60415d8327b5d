package plain

import (
	"fmt"
	"strings"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop/run"
)

// acknowledge says that an alert was read, or an open item by who takes over.
func (w *walker) acknowledge(m moment) outcome {
	if m.asked.Kind == session.AskItem {
		w.actAs(run.OpenItem{Item: m.asked.Index}, w.guest)
		return stay
	}
	w.act(run.Acknowledge{})
	return stay
}

// yes confirms a critical step, or the step that was done last.
func (w *walker) yes(m moment) outcome {
	if m.asked.Kind == session.AskCard {
		w.act(run.Resume{})
		return stay
	}
	w.act(run.Confirm{})
	return stay
}

// sayCard says what somebody needs to know who comes back to the run (H10).
func (w *walker) sayCard(m moment) {
	if w.step == m.asked.Key {
		return // it was said; only the question is asked again
	}
	w.step = m.asked.Key
	now := w.p.cfg.Now()
	for _, line := range present.Card(m.work, now) {
		text := present.Sentence(line.Text)
		if line.Label == present.CardNote {
			text = line.Text // a person's own words, as they are (H11)
		}
		w.p.d.say(line.Label + ": " + text)
	}
	if at := m.run.LastAt(); !at.IsZero() {
		w.p.d.sayf("The last act was %s.", present.Ago(now.Sub(at)))
	}
	if s, ok := m.run.LastClosed(); ok {
		w.unheard(s)
	}
}

func (w *walker) cardPrompt(m moment) string {
	return present.CardQuestion(m.work) + " Type yes" + others
}

func (w *walker) waitPrompt(m moment) string {
	return fmt.Sprintf("Type t at the moment when the %s begin%s", m.step.Wait, others)
}

// patiencePrompt says how long the wait goes on (H15).
func (w *walker) patiencePrompt(m moment) string {
	timer, now := m.asked.Timer, w.p.cfg.Now()
	prompt := fmt.Sprintf("%s: %s, over at %s", present.Timer(m.run, timer), present.LeftInWords(timer, now), timer.Ends.In(now.Location()).Format("15:04:05"))
	if timer.Doubtful {
		prompt += ", doubtful because the clock was moved"
	}
	word := "d"
	if m.step.Critical {
		word = "the whole word yes"
	}
	return prompt + ". Type " + word + " once it is over and done, m for what is left" + others
}

func (w *walker) linkedPrompt(m moment) string {
	return "Type g to work through " + m.step.Do + "; this run waits meanwhile" + others
}

// goOn goes to the procedure that the step runs, or past what somebody else
// would sign in earnest.
func (w *walker) goOn(m moment) outcome {
	if draft := m.work.Draft(); draft != nil && draft.Event != nil {
		w.p.do(session.Sign{})
		w.notice()
		return stay
	}
	w.p.do(session.OpenLinked{At: w.p.cfg.Now()})
	w.p.failed()
	w.notice()
	return stay
}

// sayTimers says the timers that run, when a step is said.
func (w *walker) sayTimers(m moment) {
	now := w.p.cfg.Now()
	for _, t := range m.run.Timers() {
		if t.Kind == run.LimitTimer && t.Left(now) > t.Length/4 {
			continue // it is far off
		}
		text := present.Timer(m.run, t) + ": " + present.LeftInWords(t, now)
		if t.Doubtful {
			text += ", doubtful: the clock was moved"
		}
		w.p.d.say(strings.TrimRight(text, ".") + ".")
	}
}
