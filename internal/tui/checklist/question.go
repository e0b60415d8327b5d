package checklist

import (
	"errors"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/run"
)

// question is asked in a panel under the current step, never over it (H13). Some
// ask on: a correction asks which value, the right one, and why.
type question struct {
	of     string // the step that it was opened at
	input  kit.Input
	kind   kit.FieldKind // of the input, where that is not words
	picker *kit.Picker   // to choose from; nil for an input
	then   func(given given) reply
	since  time.Time // when it was opened
}

// given is what was answered.
type given struct {
	text string
	row  int // of the picker
	now  time.Time
}

// reply is what follows from an answer: another question, or an act, which its
// person signs where the run says so.
type reply struct {
	next  *question
	do    run.Action
	by    model.Person // zero for the performer
	wrong string       // why the answer will not do
}

// at notes when the question was opened; no question stays none.
func (q *question) at(now time.Time) *question {
	if q != nil {
		q.since = now
	}
	return q
}

// askFor opens the question of a command, or says why there is none.
func askFor(act kit.Act, work session.Work, people []model.Person) (*question, string) {
	r := work.Run
	s, _ := r.Current()
	switch act {
	case notDone:
		return ask(s.ID, fmt.Sprintf("Why was step %d not done?", s.Number), func(t string) run.Action { return run.MarkNotDone{Reason: t} }), ""
	case notApplicable:
		if s.Critical {
			return nil, fmt.Sprintf("Step %d is critical: it is done, or not done with a reason.", s.Number)
		}
		return ask(s.ID, fmt.Sprintf("Why does step %d not apply?", s.Number), func(t string) run.Action { return run.MarkNotApplicable{Reason: t} }), ""
	case stop:
		return ask(s.ID, fmt.Sprintf("Why does the run stop at step %d?", s.Number), func(t string) run.Action { return run.Stop{Reason: t} }), ""
	case earlier:
		return askEarlier(s), ""
	case interrupt:
		return askInterruption(s), ""
	case redo:
		return askRedo(r, s)
	case other:
		return askOther(r, s)
	case handOver:
		return ask(s.ID, "What does whoever takes over need to know?", func(t string) run.Action { return run.Offer{Note: t} }), ""
	case takeOver:
		return askTakeOver(work, s, people)
	default:
		return askCorrection(r, s)
	}
}

// pickFrom returns a list to choose from with nothing chosen.
func pickFrom(label string, rows []string) *kit.Picker {
	p := kit.NewPicker(label, rows)
	return &p
}

// ask asks for words that go with one act.
func ask(step, label string, action func(string) run.Action) *question {
	return &question{
		of: step, input: kit.NewInput(label, ""),
		then: func(g given) reply { return reply{do: action(g.text)} },
	}
}

func askEarlier(s run.Step) *question {
	return &question{
		of: s.ID, kind: kit.ValueField, input: kit.NewInput(fmt.Sprintf("When was step %d done?", s.Number), "A time of the last 24 hours, like 14:05."),
		then: func(g given) reply {
			at, err := present.EarlierTime(g.text, g.now)
			if err != nil {
				return reply{wrong: err.Error()}
			}
			why := ask(s.ID, "Why is it entered late?", func(t string) run.Action { return run.DoneEarlier{At: at, Reason: t} })
			why.input.Hint = present.EarlierDay(at, g.now)
			return reply{next: why}
		},
	}
}

func askInterruption(s run.Step) *question {
	return &question{
		of: s.ID, picker: pickFrom("What interrupts you?", append(slices.Clone(present.Interruptions), "Something else")),
		then: func(g given) reply {
			if g.row == len(present.Interruptions) {
				return reply{next: &question{
					of: s.ID, input: kit.NewInput("What interrupts you?", ""),
					then: func(g given) reply { return reply{next: askNote(s, g.text)} },
				}}
			}
			return reply{next: askNote(s, present.Interruptions[g.row])}
		},
	}
}

func askNote(s run.Step, reason string) *question {
	q := ask(s.ID, "A note to yourself", func(t string) run.Action { return run.Pause{Reason: reason, Note: t} })
	q.input.Hint = "Shown when you come back. Enter leaves it empty."
	return q
}

func askRedo(r run.Run, s run.Step) (*question, string) {
	last, ok := r.LastClosed()
	if !ok {
		return nil, "No step is closed yet that could be done again."
	}
	return ask(s.ID, fmt.Sprintf("Why is step %d done again?", last.Number), func(t string) run.Action { return run.Redo{Reason: t} }), ""
}

func askOther(r run.Run, s run.Step) (*question, string) {
	group := r.Group()
	if len(group) == 0 {
		return nil, fmt.Sprintf("Step %d is done before any other.", s.Number)
	}
	rows := make([]string, len(group))
	for i, o := range group {
		rows[i] = fmt.Sprintf("%d  %s", o.Number, present.Do(o.Step))
	}
	return &question{
		of: s.ID, picker: pickFrom("Which step first?", rows),
		then: func(g given) reply { return reply{do: run.Choose{Step: group[g.row].ID}} },
	}, ""
}

// askTakeOver lets a supervisor take a run that nobody handed over.
func askTakeOver(work session.Work, s run.Step, people []model.Person) (*question, string) {
	could := work.Could(session.Prompt{Kind: session.AskTaker, Who: sop.BySupervisor, Step: s}, people)
	if work.Practice || len(could) == 0 {
		return nil, fmt.Sprintf("%s hands this run over with h, or a supervisor takes it over; no other supervisor is enrolled.", work.Person.Name)
	}
	return &question{
		of: s.ID, picker: pickFrom("Which supervisor takes over, because "+work.Person.Name+" cannot hand over?", names(could)),
		then: func(g given) reply {
			who := could[g.row]
			return reply{next: &question{
				of: s.ID, input: kit.NewInput("Why, "+who.Name+"?", "At least ten letters. It stands in the record."),
				then: func(g given) reply { return reply{do: run.TakeOver{As: sop.BySupervisor, Reason: g.text}, by: who} },
			}}
		},
	}, ""
}

func releasing(p session.Prompt, who model.Person) *question {
	return &question{
		of: p.Step.ID, input: kit.NewInput("A note, "+who.Name, "Enter leaves it empty."),
		then: func(g given) reply { return reply{do: run.Release{As: p.Who, Note: g.text}, by: who} },
	}
}

func decision(p session.Prompt, who model.Person) *question {
	rows, what := present.DecisionTexts()
	return &question{
		of: p.Step.ID, picker: pickFrom("How does it go on, "+who.Name+"?", rows),
		then: func(g given) reply {
			decided := what[g.row]
			return reply{next: &question{
				of: p.Step.ID, input: kit.NewInput("Why?", ""),
				then: func(g given) reply { return reply{do: run.Decide{Decision: decided, Reason: g.text}, by: who} },
			}}
		},
	}
}

func settling(p session.Prompt) *question {
	d := p.Difference
	label := present.Label(d.Field)
	return &question{
		of:    p.Step.ID,
		kind:  kindOf(d.Field),
		input: kit.NewInput("Look together. What is right?", fmt.Sprintf("%s was read as %s and as %s. Both stay in the record.", label, present.Reading(d.Field, d.First), present.Reading(d.Field, d.Second))),
		then: func(g given) reply {
			if err := run.Readable(d.Field, g.text, g.now); err != nil {
				return reply{wrong: err.Error()}
			}
			return reply{next: ask(p.Step.ID, "How did you settle it?", func(t string) run.Action {
				return run.Settle{Field: d.Field.Name, Index: d.Index, Text: g.text, Reason: t}
			})}
		},
	}
}

func askCorrection(r run.Run, s run.Step) (*question, string) {
	values := present.ToCorrect(r)
	if len(values) == 0 {
		return nil, "There is no value to correct yet."
	}
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = v.Row()
	}
	return &question{
		of: s.ID, picker: pickFrom("Which value is wrong?", rows),
		then: func(g given) reply { return reply{next: correction(r, s, values[g.row])} },
	}, ""
}

// correction asks for the right value and then for the reason.
func correction(r run.Run, s run.Step, v present.Recorded) *question {
	field := present.FieldOf(r, v)
	return &question{
		of: s.ID, kind: kindOf(field), input: kit.NewInput(v.Label+" is "+v.Text+". What is right?", "The first value stays in the record beside it."),
		then: func(g given) reply {
			if err := run.Readable(field, g.text, g.now); err != nil {
				return reply{wrong: err.Error()}
			}
			next := ask(s.ID, "Why is "+v.Label+" corrected?", func(reason string) run.Action {
				return run.Correct{Step: v.Step, Field: v.Field, Index: v.Index, Text: g.text, Reason: reason}
			})
			next.input.Hint = "For example: misread the label."
			return reply{next: next}
		},
	}
}

// answerQuestion gives a key to the open question.
func (m Model) answerQuestion(env kit.Env, work session.Work, msg tea.KeyPressMsg) (kit.Screen, tea.Cmd) {
	act, _ := m.Keys(env).Match(msg.String())
	if act == cancel || act == kit.PickCancel {
		return m.closeQuestion(), nil
	}
	q := *m.over.ask
	answered := given{text: q.input.Value(), now: env.Now}
	if q.picker != nil {
		picker, chosen := q.picker.Update(msg)
		q.picker = &picker
		m.over.ask = &q
		if !chosen {
			if act == kit.PickThis {
				m.hint = nothingChosen
			}
			return m, nil
		}
		answered.row = picker.List.At
	} else if act != enterValue {
		return m.typed(msg), nil
	}
	if work.Saving() || env.Now.Sub(q.since) < settle {
		return m, nil // a key pressed twice opens a question and does not answer it
	}
	r := q.then(answered)
	if r.wrong == "" && r.do != nil {
		r.wrong = unworded(work, r, env.Now)
	}
	if r.wrong != "" {
		m.hint = r.wrong
		return m, nil
	}
	m.over.ask = r.next.at(env.Now)
	switch {
	case r.do == nil:
		return m, nil
	case run.Signed(r.do):
		return m, m.sign(env, r.do, r.by)
	default:
		return m, kit.Do(session.Act{Do: r.do, At: env.Now, By: r.by})
	}
}

// unworded says why the words of an answer will not do, "" where they do. The question
// stays open with them: what is typed next is their correction and never a command.
func unworded(work session.Work, r reply, now time.Time) string {
	by := r.by.ID
	if by == "" {
		by = work.Person.ID
	}
	var refusal *run.Refusal
	if _, err := work.Run.Do(r.do, by, now); !errors.As(err, &refusal) {
		return ""
	}
	switch refusal.Code {
	case run.NeedsReason, run.TooLong, run.PatientData:
		return refusal.Error()
	default:
		return ""
	}
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

func names(people []model.Person) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.Name + "  " + p.ID
	}
	return out
}

func whoLabel(p session.Prompt) string {
	switch p.Kind {
	case session.AskSecond:
		return "Who checks this step?"
	case session.AskRelease:
		return "Who releases it?"
	case session.AskDecision:
		return "Which supervisor decides?"
	default:
		return "Who takes over?"
	}
}
