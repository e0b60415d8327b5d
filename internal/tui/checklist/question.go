package checklist

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop/run"
)

// question is asked in a panel under the current step, never over it (H13).
type question struct {
	present.Question
	of     string          // the step that it was opened at
	in     present.Answers // so far
	ask    present.Ask
	input  kit.Input
	picker *kit.Picker // to choose from; nil for an input
	since  time.Time   // when that was asked
}

// otherWords is the row that asks for words instead of one.
const otherWords = "Something else"

// asking puts one thing that a question asks.
func asking(q present.Question, in present.Answers, a present.Ask, of string, now time.Time) *question {
	out := &question{Question: q, of: of, in: in, ask: a, input: kit.NewInput(a.Label, a.HintAlone()), since: now}
	switch {
	case a.Kind == present.Choice, a.Kind == present.Value && a.Rows != nil:
		out.picker = pickFrom(a.Label, a.Rows)
	case a.Kind == present.OrWords:
		out.picker = pickFrom(a.Label, append(slices.Clone(a.Rows), otherWords))
	}
	return out
}

// pickFrom returns a list to choose from with nothing chosen.
func pickFrom(label string, rows []string) *kit.Picker {
	p := kit.NewPicker(label, rows)
	return &p
}

// field returns what a question is typed into.
func (q question) field() kit.Field {
	switch {
	case q.picker != nil:
		return kit.Field{}
	case q.ask.Kind == present.Value:
		return kit.Field{Kind: kindOf(q.ask.Field), Name: q.input.Label}
	default:
		return kit.Field{Kind: kit.TextField, Name: q.input.Label}
	}
}

// moment is the run as a question finds it.
func (m Model) moment(env kit.Env, work session.Work) present.Moment {
	return present.Moment{Work: work, Asked: m.prompt(env, work), People: m.people, Now: func() time.Time { return env.Now }}
}

// put asks what a question asks behind some answers, or does what they make of it.
func (m Model) put(env kit.Env, work session.Work, q present.Question, in present.Answers) (Model, tea.Cmd) {
	at := m.moment(env, work)
	if why := q.WhyNot(at); why != "" {
		m.hint = why
		return m, nil
	}
	if a, more := q.Ask(at, in); more {
		m.over.ask = asking(q, in, a, at.Asked.Step.ID, env.Now)
		return m, nil
	}
	m.over.ask = nil
	do, by := q.Asks(at, in)
	if run.Signed(do) {
		return m, m.sign(env, do, by)
	}
	return m, kit.Do(session.Act{Do: do, At: env.Now, By: by})
}

// answerQuestion gives a key to the open question.
func (m Model) answerQuestion(env kit.Env, work session.Work, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	act, _ := m.Keys(env).Match(msg.String())
	if act == cancel || act == kit.PickCancel {
		return m.closeQuestion(), nil
	}
	if act == showFigures {
		m.over.figures = !m.over.figures
		return m, nil
	}
	q := *m.over.ask
	answer := q.input.Value()
	if q.picker != nil {
		picker, chosen := q.picker.Update(msg)
		if row := slices.Index([]kit.Act{chooseYes, chooseNo}, act); row >= 0 {
			picker.List.At, chosen = row, true
		}
		q.picker = &picker
		m.over.ask = &q
		if !chosen {
			if m.hint = missed(picker, msg); act == kit.PickThis {
				m.hint = nothingChosen
			}
			return m, nil
		}
	} else if act != enterValue {
		return m.typed(msg), nil
	}
	if work.Saving() || env.Now.Sub(q.since) < settle {
		return m, nil // a key pressed twice opens a question and does not answer it
	}
	if q.picker != nil {
		row := q.picker.List.At
		if row == len(q.ask.Rows) {
			q.picker, q.since = nil, env.Now
			m.over.ask = &q
			return m, nil
		}
		answer = q.ask.Answer(row)
	}
	in, err := q.Take(m.moment(env, work), q.in, q.ask, answer)
	if err != nil {
		m.hint = err.Error()
		return m, nil
	}
	next, cmd := m.put(env, work, q.Question, in)
	return next, cmd
}

// closeQuestion puts an open question away. Readings that differ are asked
// about again until they are settled; the second person leaves instead.
func (m Model) closeQuestion() Model {
	m.over.ask = nil
	if m.guest.ID != "" {
		m.guest, m.asked = model.Person{}, ""
	}
	return m
}
