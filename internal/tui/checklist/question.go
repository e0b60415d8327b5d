package checklist

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/words"
	"soprun/sop/run"
)

// question is asked in a panel under the current step, never over it (H13). A
// correction asks three times: which value, the right one, and why.
type question struct {
	input  kit.Input
	picker *kit.Picker // to choose the value to correct; nil otherwise
	values []words.Recorded
	then   func(text string) (next *question, do run.Action)
	since  time.Time // when it was opened
}

// at notes when the question was opened; no question stays none.
func (q *question) at(now time.Time) *question {
	if q != nil {
		q.since = now
	}
	return q
}

// askFor opens the question of a command, or says why there is none.
func askFor(act kit.Act, r run.Run) (*question, string) {
	s, _ := r.Current()
	switch act {
	case notDone:
		return ask("Why was step %d not done?", s.Number, func(t string) run.Action { return run.MarkNotDone{Reason: t} }), ""
	case notApplicable:
		if s.Critical {
			return nil, fmt.Sprintf("Step %d is critical: it is done, or not done with a reason.", s.Number)
		}
		return ask("Why does step %d not apply?", s.Number, func(t string) run.Action { return run.MarkNotApplicable{Reason: t} }), ""
	case stop:
		return ask("Why does the run stop at step %d?", s.Number, func(t string) run.Action { return run.Stop{Reason: t} }), ""
	default:
		return askCorrection(r)
	}
}

func ask(format string, number int, action func(string) run.Action) *question {
	return &question{
		input: kit.NewInput(fmt.Sprintf(format, number), ""),
		then:  func(text string) (*question, run.Action) { return nil, action(text) },
	}
}

func askCorrection(r run.Run) (*question, string) {
	values := words.ToCorrect(r)
	if len(values) == 0 {
		return nil, "There is no value to correct yet."
	}
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = v.Label + ": " + v.Text
	}
	return &question{picker: &kit.Picker{Label: "Which value is wrong?", Rows: rows}, values: values}, ""
}

// correction asks for the right value and then for the reason.
func correction(v words.Recorded) *question {
	return &question{
		input: kit.NewInput(v.Label+" is "+v.Text+". What is right?", "The first value stays in the record beside it."),
		then: func(text string) (*question, run.Action) {
			return because(v, text), nil
		},
	}
}

func because(v words.Recorded, text string) *question {
	return &question{
		input: kit.NewInput("Why is "+v.Label+" corrected?", "For example: misread the label."),
		then: func(reason string) (*question, run.Action) {
			return nil, run.Correct{Step: v.Step, Field: v.Field, Index: v.Index, Text: text, Reason: reason}
		},
	}
}

// answer gives a key to the open question.
func (m Model) answer(env kit.Env, work session.Work, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	act, _ := m.Keys(env).Match(msg.String())
	if act == cancel || act == kit.PickCancel {
		m.ask = nil
		return m, nil
	}
	if m.ask.picker != nil {
		picker, chosen := m.ask.picker.Update(msg)
		q := *m.ask
		q.picker = &picker
		m.ask = &q
		if chosen {
			m.ask = correction(q.values[picker.List.At]).at(env.Now)
		}
		return m, nil
	}
	if act != enterValue {
		return m.typed(msg), nil
	}
	if work.Saving() || env.Now.Sub(m.ask.since) < settle {
		return m, nil // a scanner's burst opens a question but never answers it
	}
	next, action := m.ask.then(m.ask.input.Value())
	m.ask = next.at(env.Now)
	if action == nil {
		return m, nil
	}
	return m, m.do(env, action)
}
