package present

import (
	"fmt"
	"slices"

	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Where questions can be asked.
var (
	whileClosing = []session.PromptKind{session.AskClose, session.AskWait, session.AskPatience, session.AskValue, session.AskAction}
	whileDoing   = slices.Concat(whileClosing, []session.PromptKind{session.AskNotDone, session.AskLinked, session.AskSecond, session.AskRelease})
	whileOpen    = slices.Concat(whileDoing, []session.PromptKind{session.AskAlert})
	wherever     = slices.Concat(whileOpen, []session.PromptKind{session.AskSignOff, session.AskOpen, session.AskPace})
)

// Questions are what a person can ask of a run by a key or a word, in the order of the
// help. A new question is a new row: the front ends have nothing to add.
var Questions = []Question{
	{
		Key: "t", Word: "time", Does: "start the wait", Tells: "start the wait now", Hint: true,
		At:   []session.PromptKind{session.AskWait, session.AskPatience},
		Own:  map[session.PromptKind]string{session.AskPatience: "start the wait again"},
		Next: waitAgain,
		Act:  func(_ Moment, in Answers) run.Action { return run.StartWait{Reason: in[why]} },
	},
	{
		Key: "o", Word: "other", Does: "another step first", Tells: "do another step of the group first", Hint: true,
		At:      []session.PromptKind{session.AskClose, session.AskWait, session.AskPatience},
		Offered: func(m Moment) bool { return len(otherwise(m)) > 0 },
		Next:    asks(whichFirst),
		Act: func(m Moment, in Answers) run.Action {
			return choose(otherwise(m), in)
		},
	},
	{
		Key: "f", Word: "waited", Does: "go to the step that waits", Tells: "go to the step whose wait runs or is over, to confirm it", Hint: true, At: whileOpen,
		Offered: func(m Moment) bool { return m.step().Closed == nil && len(m.Work.Run.Waiting()) > 0 },
		Next: func(m Moment, in Answers) (Ask, bool) {
			return whichStep(m.Work.Run.Waiting()), len(in) == 0 && len(m.Work.Run.Waiting()) > 1
		},
		Act: toWaiting,
	},
	{
		Key: "f", Word: "finish", Does: "finish this section", Tells: "finish the section: no other item follows", Hint: true, At: []session.PromptKind{session.AskValue, session.AskAlert},
		Offered: func(m Moment) bool { return m.Work.Run.CanFinish(m.step()) },
		Next:    asks(whetherAll),
		Act:     func(Moment, Answers) run.Action { return run.FinishItems{} },
	},
	{
		Key: "l", Word: "leave-out", Does: "leave out what is missing", Tells: "leave out an item of the list that is missing, with a reason", Hint: true, At: []session.PromptKind{session.AskValue, session.AskAlert},
		Offered: func(m Moment) bool { return len(missing(m)) > 0 },
		Next:    asks(whichItem, whyLeftOut),
		Act:     func(_ Moment, in Answers) run.Action { return run.LeaveItem{Item: in["item"], Reason: in[why]} },
	},
	{
		Key: "n", Word: "not-done", Does: "not done", Tells: "the step is not done, with a reason", Hint: true, At: whileDoing,
		Offered: func(m Moment) bool { return m.step().Closed == nil && !m.Work.Run.ToName(m.step()) }, // one that was left out can hold the run
		Next:    asks(whyStep("Why was step %d not done?")),
		Act:     func(_ Moment, in Answers) run.Action { return run.MarkNotDone{Reason: in[why]} },
	},
	{
		Key: "x", Word: "not-applicable", Does: "not applicable", Tells: "the step does not apply, with a reason", At: slices.Concat(whileClosing, []session.PromptKind{session.AskNotDone}),
		Offered: func(m Moment) bool { return !m.Work.Run.ToName(m.step()) || len(m.Work.Run.InDoubt(m.step())) > 0 },
		Not: func(m Moment) string {
			if text := NoRow(m.Work.Run, m.step()); text != "" && len(m.Work.Run.InDoubt(m.step())) == 0 {
				return text
			}
			if m.step().Critical && len(m.Work.Run.InDoubt(m.step())) == 0 {
				return fmt.Sprintf("Step %d is critical: it is done, or not done with a reason.", m.step().Number)
			}
			return ""
		},
		Next: asks(whyNotApplicable),
		Act:  func(_ Moment, in Answers) run.Action { return run.MarkNotApplicable{Reason: in[why]} },
	},
	{
		Key: "e", Word: "earlier", Does: "done earlier: a late entry", Tells: "the step was done earlier: a late entry", At: whileClosing,
		Offered: func(m Moment) bool { return !m.Work.Run.ToName(m.step()) },
		Next:    asks(whenEarlier, whyLate),
		Act:     doneEarlier,
	},
	{
		Key: "i", Word: "interrupted", Does: "interrupted", Tells: "note that you are called away", Hint: true, At: whileOpen,
		Next: asks(fixedAsk(Ask{
			Name: why, Label: "What interrupts you?", Kind: OrWords, Rows: Interruptions,
			Prompt: "What interrupts you? A number, or in words", More: "It stands in the record.",
		}), fixedAsk(Ask{
			Name: note, Label: "A note to yourself", Kind: Optional, Help: "Shown when you come back.",
			Prompt: "A note to yourself", More: "It is said when you come back.",
		})),
		Act: func(_ Moment, in Answers) run.Action { return run.Pause{Reason: in[why], Note: in[note]} },
		Done: func(Moment, Answers) string {
			return "Noted. Timers go on. Type q to put the run away, or yes when you are back."
		},
	},
	{
		Key: "c", Word: "correct", Does: "correct a value", Tells: "correct a value; the first one stays beside it", At: wherever,
		Not: func(m Moment) string {
			if len(ToCorrect(m.Work.Run)) == 0 {
				return "There is no value to correct yet."
			}
			return ""
		},
		Next: asks(whichValue, rightValue, whyCorrected), Act: correct, Done: corrected,
	},
	{
		Key: "r", Word: "redo", Does: "do the step before again", Tells: "do the step before again, with a reason",
		At:  slices.Concat(wherever, []session.PromptKind{session.AskCard}),
		Own: map[session.PromptKind]string{session.AskCard: "do it again"},
		Offered: func(m Moment) bool { // nothing is opened again after an end, nor while a step holds the run
			_, held := m.Work.Run.Held()
			return m.Work.Run.Stopped() == nil && m.Work.Run.Ended() == nil && !held && !m.Work.Run.Stays()
		},
		Not: func(m Moment) string {
			if _, ok := m.Work.Run.LastClosed(); !ok {
				return "No step is closed yet that could be done again."
			}
			return ""
		},
		Next: asks(whyAgain),
		Act:  func(_ Moment, in Answers) run.Action { return run.Redo{Reason: in[why]} },
	},
	{
		Key: "u", Word: "open-again", Does: "open again what was left out", Tells: "open a step again that was left out and on which this one hangs", Hint: true, At: whileDoing,
		Offered: func(m Moment) bool { return m.Work.Run.Ended() == nil && len(m.Work.Run.InDoubt(m.step())) > 0 },
		Next: func(m Moment, in Answers) (Ask, bool) {
			return whichLeftOut(m), len(in) == 0 && len(m.Work.Run.InDoubt(m.step())) > 1
		},
		Act: reopen,
	},
	{
		Key: "t", Word: "take-over", Does: "take over", Tells: "take the run over, as a supervisor", Hint: true,
		At:      []session.PromptKind{session.AskCard, session.AskSignOff, session.AskOpen, session.AskPace},
		Offered: func(m Moment) bool { return m.Asked.Kind == session.AskCard || !m.Work.Practice },
		Not: func(m Moment) string {
			if m.Work.Practice || len(m.Work.Could(toTakeOver(m), m.People)) == 0 {
				return m.Work.Person.Name + " hands this run over, or a supervisor takes it over; no other supervisor is enrolled."
			}
			return ""
		},
		Next: asks(whoTakesOver, whyTakenOver),
		Act:  func(_ Moment, in Answers) run.Action { return run.TakeOver{As: sop.BySupervisor, Reason: in[why]} },
		By:   toTakeOver.answered,
	},
	{
		Key: "j", Word: "incident", Does: "raise an incident", Tells: "raise an incident: it is followed until a supervisor closes it", At: wherever,
		Next: asks(whatHappened, incidentReference),
		Act:  func(_ Moment, in Answers) run.Action { return run.Raise{What: in[why], Reference: in["reference"]} },
		Done: func(Moment, Answers) string {
			return "Raised. It stands among the exceptions, and is followed until a supervisor closes it."
		},
	},
	{
		Key: "z", Word: "observed", Does: "be watched by an assessor", Tells: "say who watches, and how you will do it, before the first step", At: whileOpen,
		Offered: func(m Moment) bool { return m.Work.Run.Untouched() && len(assessors(m)) > 0 },
		Next:    asks(whoWatches, saidBeforehand),
		Act:     func(_ Moment, in Answers) run.Action { return run.Observe{Assessor: in[who], Said: in[why]} },
	},
	{
		Key: "h", Word: "hand-over", Does: "hand over", Tells: "hand the run over to somebody else", At: wherever,
		Next: asks(fixedAsk(Ask{Name: note, Label: "What does whoever takes over need to know?", More: "It is said to them, and stands in the record."})),
		Act:  func(_ Moment, in Answers) run.Action { return run.Offer{Note: in[note]} },
	},
	{
		Key: "s", Word: "stop", Does: "stop this run", Tells: "stop the run for good, with a reason", Whole: true,
		At:   slices.Concat(whileOpen, []session.PromptKind{session.AskCard, session.AskDecision}),
		Next: asks(whyStep(whyStopped)),
		Act:  func(_ Moment, in Answers) run.Action { return run.Stop{Reason: in[why]} },
	},
}

// Prompted are the questions that a run asks by itself, by what it asks for.
var Prompted = map[session.PromptKind]Question{
	session.AskRelease: {
		Next: releasing,
		Act: func(m Moment, in Answers) run.Action {
			return run.Release{As: m.Asked.Who, End: in["goes"] == sop.EndRun, Note: in[note]}
		},
		By: toRelease.answered,
	},
	session.AskDecision: {
		Next: asks(toDecide.whom, whatIsDecided, fixedAsk(Ask{Name: why, Label: "Why?", More: "It stands in the record."})),
		Act:  func(_ Moment, in Answers) run.Action { return run.Decide{Decision: in["decision"], Reason: in[why]} },
		By:   toDecide.answered,
	},
	session.AskAction: acting,
	session.AskOpen:   acting,
	session.AskPace: {
		Next: asks(howDone),
		Act:  func(_ Moment, in Answers) run.Action { return run.ExplainPace{Text: in[note]} },
		Done: func(Moment, Answers) string { return "Kept in the record." },
	},
	session.AskSettle: {
		Next: asks(whatIsRight, fixedAsk(Ask{Name: why, Label: "How did you settle it?", More: "It stands in the record beside both readings."})),
		Act:  settle,
		Done: func(Moment, Answers) string { return "Settled. Both readings stay in the record." },
	},
}

// acting asks what was done about a deviation.
var acting = Question{
	Next: asks(whatWasDone),
	Act: func(m Moment, in Answers) run.Action {
		return run.ActOn{Deviation: m.Asked.Deviation.Number, Text: in[note]}
	},
	Done: func(Moment, Answers) string { return "Kept beside the deviation." },
}

const whyStopped = "Why does the run stop at step %d?"

// releasing asks who releases a hold, whether the run goes on where a value is what holds
// it, and for a note.
func releasing(m Moment, in Answers) (Ask, bool) {
	f, follows := m.Work.Run.Follows(m.step())
	follows = follows && f.Does == sop.Hold && f.Who == m.Asked.Who
	_, _, missing := m.step().MissingField()
	_, chosen := in["goes"]
	_, noted := in[note]
	name := toRelease.answered(m, in).Name
	switch {
	case in[who] == "":
		return toRelease.whom(m, in), true
	case (follows || missing) && !chosen:
		return Ask{
			Name: "goes", Kind: Choice, Label: "Does it go on, " + name + "?", Before: WhatFollows(m.Work.Run, m.step()),
			Prompt: "Does it go on, " + name + "? Type a number, or b to go back",
			Rows:   []string{"Go on, as it stands", endHere(m)}, Values: []string{"on", sop.EndRun},
		}, true
	case noted:
		return Ask{}, false
	case follows || missing:
		return Ask{Name: note, Label: "Why, " + name + "?", Help: "It stands in the record as what was done about it.", Prompt: "Why, " + name + "?", More: "It stands in the record as what was done about it."}, true
	default:
		text := "A note, " + name
		return Ask{Name: note, Kind: Optional, Label: text, Prompt: text, More: "It stands in the record beside the release."}, true
	}
}

func whichLeftOut(m Moment) Ask {
	a := Ask{Name: "step", Kind: Choice, Label: "Which step is opened again?", Prompt: "Which step is opened again? Type its number in this list, or b to go back"}
	for _, s := range m.Work.Run.InDoubt(m.step()) {
		a.Rows, a.Values = append(a.Rows, Which(s.Number, s.Named)+"  "+Do(s.Step)), append(a.Values, stepName(s))
	}
	return a
}

// reopen opens the step again that was chosen, or the only one.
func reopen(m Moment, in Answers) run.Action {
	left := m.Work.Run.InDoubt(m.step())
	for _, s := range left {
		if stepName(s) == in["step"] || len(left) == 1 {
			return run.Reopen{Step: s.ID, Item: s.Item}
		}
	}
	return run.Reopen{}
}
