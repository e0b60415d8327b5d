package present

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Names of asks.
const (
	why   = "why"
	note  = "note"
	value = "value"
)

// fixedAsk is an ask that is the same in every run.
func fixedAsk(a Ask) func(Moment, Answers) Ask { return func(Moment, Answers) Ask { return a } }

// whyStep asks why, with the number of the current step.
func whyStep(label string) func(Moment, Answers) Ask {
	return func(m Moment, _ Answers) Ask {
		follows := ""
		if label != whyStopped {
			follows = IfLeftOut(m.Work.Run, m.step())
		}
		asked := fmt.Sprintf(label, m.step().Number)
		return Ask{Name: why, Label: asked, Prompt: asked, Help: follows, Before: follows, More: inYourWords}
	}
}

const inYourWords = "The reason, in your words. It stands in the record. .back leaves the step as it is."

// What an incident is told by.
var (
	whatHappened = fixedAsk(Ask{
		Name: why, Label: "What happened?", Help: "In ten letters or more, without a patient's name.", Prompt: "What happened, in ten letters or more",
		More: "It stands in the record, and is read by people who were not there.",
	})
	incidentReference = fixedAsk(Ask{
		Name: "reference", Label: "Its reference, where it was reported already", Kind: Optional, Help: "Like W-2041.", Empty: "for whoever closes the incident to give",
		Prompt: "Its reference where it was reported already, like W-2041", More: "Whoever closes the incident gives one where it has none.",
	})
)

// waitAgain asks why where the wait was started before.
func waitAgain(m Moment, in Answers) (Ask, bool) {
	again := Ask{Name: why, Label: "Why does the wait start again?", Prompt: fmt.Sprintf("Why does the wait of step %d start again?", m.step().Number), More: inYourWords}
	return again, len(in) == 0 && len(m.step().Timing.Waits) > 0
}

// otherwise are the steps that can be done instead of the current one: the others of its
// group, or the next one while it only waits.
func otherwise(m Moment) []run.Step {
	return append(m.Work.Run.Group(), m.Work.Run.Meanwhile()...)
}

func whichFirst(m Moment, _ Answers) Ask { return whichStep(otherwise(m)) }

// toWaiting goes to the step that waits, the one that was chosen where there are several.
func toWaiting(m Moment, in Answers) run.Action {
	return choose(m.Work.Run.Waiting(), in)
}

// choose goes to the one of some steps that was chosen, or to the only one.
func choose(steps []run.Step, in Answers) run.Action {
	for _, s := range steps {
		if stepName(s) == in["step"] || len(steps) == 1 {
			return run.Choose{Step: s.ID, Item: s.Item}
		}
	}
	return run.Choose{}
}

// stepName tells a step from the others of its run.
func stepName(s run.Step) string { return strings.TrimSuffix(s.ID+"/"+s.Item, "/") }

// whichStep asks for one of some steps.
func whichStep(steps []run.Step) Ask {
	a := Ask{Name: "step", Kind: Choice, Label: "Which step first?", Prompt: "Which one first? Type its number in this list, or b to go back"}
	for _, s := range steps {
		a.Rows, a.Said = append(a.Rows, Which(s.Number, s.Named)+"  "+Do(s.Step)), append(a.Said, fmt.Sprintf("Step %s: %s", Which(s.Number, s.Named), Do(s.Step)))
		a.Values = append(a.Values, stepName(s))
	}
	return a
}

func whyNotApplicable(m Moment, in Answers) Ask {
	if m.step().NAOk && len(m.Work.Run.InDoubt(m.step())) == 0 {
		return Ask{
			Name: why, Kind: Optional, Label: fmt.Sprintf("Why does step %d not apply?", m.step().Number),
			Prompt: fmt.Sprintf("Why step %d does not apply", m.step().Number), More: "The page asks for no reason here; one can be given.",
		}
	}
	return whyStep("Why does step %d not apply?")(m, in)
}

func whenEarlier(m Moment, _ Answers) Ask {
	label := fmt.Sprintf("When was step %d done", m.step().Number)
	return Ask{
		Name: "when", Kind: Value, Field: sop.Field{Type: sop.Clock}, Label: label + "?", Help: "A time of the last 24 hours, like 14:05.",
		Prompt: label + ", like 14:05", More: "A time of the last 24 hours.",
		Check: func(_ Names, _ Answers, text string) error {
			_, err := EarlierTime(text, m.Now())
			return err
		},
	}
}

func whyLate(m Moment, in Answers) Ask {
	a := Ask{Name: why, Label: "Why is it entered late?", Prompt: "Why is it entered late?", More: "It stands in the record."}
	if at, err := EarlierTime(in["when"], m.Now()); err == nil {
		a.Help = EarlierDay(at, m.Now())
		a.Before = a.Help
	}
	return a
}

func doneEarlier(m Moment, in Answers) run.Action {
	at, _ := EarlierTime(in["when"], m.Now()) // it was checked
	return run.DoneEarlier{At: at, Reason: in[why]}
}

func whyAgain(m Moment, _ Answers) Ask {
	last, _ := m.Work.Run.LastClosed()
	return Ask{Name: why, Label: fmt.Sprintf("Why is step %s done again?", Which(last.Number, last.Named)), More: "What was recorded for it stays as an earlier attempt."}
}

func whoTakesOver(m Moment, _ Answers) Ask {
	label := "Which supervisor takes over, because " + m.Work.Person.Name + " cannot hand over?"
	return Ask{Name: who, Kind: Choice, Label: label, Prompt: label + " Type a number, or b to go back"}.among(m.Work.Could(toTakeOver(m), m.People))
}

func whyTakenOver(m Moment, in Answers) Ask {
	label, help := "Why, "+toTakeOver.answered(m, in).Name+"?", "At least ten letters. It stands in the record."
	return Ask{Name: why, Label: label, Help: help, Prompt: label, More: help}
}

func whatIsDecided(m Moment, in Answers) Ask {
	label := "How does it go on, " + toDecide.answered(m, in).Name + "?"
	a := Ask{Name: "decision", Kind: Choice, Label: label, Prompt: label + " Type a number, or b to go back"}
	for _, d := range Decisions {
		a.Rows, a.Values = append(a.Rows, d.Text), append(a.Values, d.Value)
	}
	return a
}

// Due returns what a word is still missing for before a run is signed, false for nothing: a
// deviation, or steps that were done faster than they can be read.
func Due(work session.Work) (session.Prompt, bool) {
	p := work.Asks(session.Asking{})
	if p.Kind != session.AskOpen && p.Kind != session.AskPace {
		return session.Prompt{}, false
	}
	return p, true
}

func whatWasDone(m Moment, _ Answers) Ask {
	label, d := "What did you do about it?", m.Asked.Deviation
	if m.step().ID == "" { // somebody may have done it long ago
		label = "What was done about it?"
	}
	s, _ := m.Work.Run.Step(d.Step, d.Item)
	return Ask{
		Name: note, Label: label, Help: "It stays in the record beside the deviation.", Before: fmt.Sprintf("Deviation %s: %s.", Which(d.Number, s.Named), strings.TrimRight(d.What, ".")),
		Prompt: label, More: "What was done. It stays in the record beside the deviation.",
	}
}

func howDone(m Moment, _ Answers) Ask {
	const label, like = "How were these steps done?", "For example: laid out beforehand; or entered after they were done."
	row := m.Asked.Row
	return Ask{
		Name: note, Label: label, Help: like, Prompt: label, More: like,
		Before: fmt.Sprintf("Steps %s to %s were each done faster than they can be read.", Which(row.First, row.FirstOf), Which(row.Last, row.LastOf)),
	}
}

// difference is the first of the readings that differ.
func difference(m Moment) run.Difference {
	if all := m.step().Differences(); len(all) > 0 {
		return all[0]
	}
	return run.Difference{}
}

func whatIsRight(m Moment, _ Answers) Ask {
	d := difference(m)
	read := fmt.Sprintf("%s was read as %s and as %s.", Label(d.Field), Reading(d.Field, d.First), Reading(d.Field, d.Second))
	return Ask{
		Label: "Look together. What is right?", Help: read + " Both stay in the record.",
		Before: "The readings differ. " + read, Prompt: "Look together. What is right?", More: "The value that holds. Both readings stay in the record.",
	}.of(m, d.Field)
}

func settle(m Moment, in Answers) run.Action {
	d := difference(m)
	return run.Settle{Field: d.Field.Name, Index: d.Index, Text: in[value], Reason: in[why]}
}

// of returns an ask for a value of a field: what it has to be is said, and what it can be offered.
func (a Ask) of(m Moment, f sop.Field) Ask {
	a.Name, a.Kind, a.Field, a.Rows, a.Prompt = value, Value, f, f.Answers(), strings.TrimSpace(a.Prompt+" "+Typeable(f))
	a.Check = func(_ Names, _ Answers, text string) error { return run.Readable(f, text, m.Now()) }
	return a
}

func whichValue(m Moment, _ Answers) Ask {
	a := Ask{Name: "which", Kind: Choice, Label: "Which value is wrong?", Prompt: "Which value is wrong? Type its number, or b to go back"}
	for _, v := range toCorrect(m) {
		a.Rows, a.Values = append(a.Rows, v.Row()), append(a.Values, v.place())
	}
	return a
}

// toCorrect lists what can be corrected, without the values that whoever is at the bench is to
// read for themself.
func toCorrect(m Moment) []Recorded {
	all, now := ToCorrect(m.Work.Run), m.step()
	for i, v := range all {
		s, _ := m.Work.Run.Step(v.Step, v.Item)
		if here := s.Place() == now.Place(); here && Blind(m.Work.Run, m.Asked.Kind, s) || !here && m.Work.Run.Unread(s) {
			all[i].Text = HiddenValue
		}
	}
	return all
}

// place tells a value from the others of its run.
func (r Recorded) place() string {
	return strings.TrimSuffix(r.Step+"/"+r.Field+"/"+strconv.Itoa(r.Index)+"/"+r.Item, "/")
}

// wrong is the value that an answer says is wrong.
func wrong(m Moment, in Answers) Recorded {
	all := toCorrect(m)
	if i := slices.IndexFunc(all, func(v Recorded) bool { return v.place() == in["which"] }); i >= 0 {
		return all[i]
	}
	return Recorded{}
}

func rightValue(m Moment, in Answers) Ask {
	v := wrong(m, in)
	f := FieldOf(m.Work.Run, v)
	label := v.Label + " is " + v.Text + ". What is right?"
	if v.Text == HiddenValue {
		label = "What is right for " + v.Label + "?"
	}
	return Ask{
		Label: label, Help: "The first value stays in the record beside it.",
		Prompt: label, More: "The right value. The first one stays in the record beside it.",
	}.of(m, f)
}

func whyCorrected(m Moment, in Answers) Ask {
	label, help := "Why is "+wrong(m, in).Label+" corrected?", "For example: misread the label."
	act := correct(m, in).(run.Correct)
	if act.Reason = "misread it"; act.Text != "" { // what would follow from such a correction
		if f, ok := m.Work.Run.Foresee(act, m.Work.Person.ID, m.Now()); ok {
			help = Capital(following(m.Work.Run, stepOf(m.Work.Run, act), f)) + ". " + help
		}
	}
	return Ask{Name: why, Label: label, Help: help, Prompt: label, More: help}
}

// stepOf returns the step whose value is corrected.
func stepOf(r run.Run, a run.Correct) run.Step {
	s, _ := r.Step(a.Step, a.Item)
	return s
}

func correct(m Moment, in Answers) run.Action {
	v := wrong(m, in)
	return run.Correct{Step: v.Step, Item: v.Item, Field: v.Field, Index: v.Index, Text: in[value], Reason: in[why]}
}

// corrected says what a value was, of the run before it was corrected.
func corrected(m Moment, in Answers) string {
	v := wrong(m, in)
	if v.Text == HiddenValue {
		return "Corrected. Both values stay in the record."
	}
	return fmt.Sprintf("Corrected. %s was %s. Both stay in the record.", v.Label, v.Text)
}
