package plain

import (
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop/run"
)

// question is how one kind of prompt is put. A new kind of prompt is a new row.
type question struct {
	say    func(w *walker, m moment) // nil when the prompt says it all
	prompt func(w *walker, m moment) string
	answer func(w *walker, m moment, line string) outcome // nil: only commands answer
	text   bool                                           // the answer is a text; commands begin with a dot
	help   string
	acts   string // the letters of the acts that can be typed, in the order of the help
}

// What can be typed at most prompts: to hear something again, the questions of the run,
// and to leave it.
const (
	common = "pv*wq"
	atEnd  = "pv*q"
)

const others = ", or ? for other things"

// questions are the rows, by what the session says that the run asks for.
var questions = map[session.PromptKind]question{
	session.AskAlert: {prompt: fixedPrompt("Type a when you have read it" + others), acts: "a" + common},
	session.AskAction: {
		say: (*walker).sayBefore, prompt: (*walker).firstPrompt, text: true, answer: (*walker).first, acts: common,
	},
	session.AskNotDone: {
		say:    func(w *walker, m moment) { w.p.d.say(present.NoRow(m.run, m.step)) },
		prompt: fixedPrompt("Type n to say why it is not done" + others), acts: common,
	},
	session.AskWait: {prompt: (*walker).waitPrompt, acts: common},
	session.AskValue: {
		say: (*walker).sayDots, prompt: (*walker).valuePrompt, text: true, answer: (*walker).record,
		help: "The value as you read it. A choice is typed as its number or its word.", acts: "k" + common,
	},
	session.AskLinked:   {prompt: (*walker).linkedPrompt, acts: "g" + common},
	session.AskPatience: {prompt: (*walker).patiencePrompt, acts: "mdy" + common},
	session.AskSecond: {
		say: (*walker).sayCall, prompt: (*walker).firstPrompt, answer: (*walker).meet, acts: common,
	},
	session.AskReading: {
		prompt: (*walker).readingPrompt, text: true, answer: (*walker).reading,
		help: "What you read yourself. What was recorded first is told afterwards.", acts: "L",
	},
	session.AskSettle: {
		say: (*walker).sayBefore, prompt: (*walker).firstPrompt, text: true, answer: (*walker).first, acts: "L",
	},
	session.AskCheck: {prompt: fixedPrompt("Type sign to see the sentence of the check" + others), acts: "SL"},
	session.AskRelease: {
		say: (*walker).sayCall, prompt: (*walker).firstPrompt, answer: (*walker).first, acts: common,
	},
	session.AskDecision: {
		say: (*walker).sayOverdue, prompt: (*walker).firstPrompt, answer: (*walker).first, acts: "*q",
	},
	session.AskTaker: {
		say: (*walker).sayOffer, prompt: (*walker).firstPrompt, answer: (*walker).meet, acts: "bq",
	},
	session.AskItem: {say: (*walker).sayItem, prompt: fixedPrompt("Type a when you have read it" + others), acts: "aL"},
	session.AskCard: {say: (*walker).sayCard, prompt: (*walker).cardPrompt, acts: "y*wq"},
	session.AskClose: {
		prompt: fixedPrompt("Type d when it is done" + others), acts: "d" + common,
	},
	session.AskOpen: {
		say: (*walker).sayBefore, prompt: (*walker).firstPrompt, text: true, answer: (*walker).first, acts: atEnd,
	},
	session.AskPace: {
		say: (*walker).sayBefore, prompt: (*walker).firstPrompt, text: true, answer: (*walker).first, acts: atEnd,
	},
	session.AskSignOff: {
		say: (*walker).saySentence, prompt: fixedPrompt("Type sign to sign it with your passphrase" + others), acts: "S" + atEnd,
	},
}

// The questions that depend on more than the kind of prompt.
var (
	closeCritical = question{
		say: (*walker).sayFollows, prompt: fixedPrompt("Type the whole word yes once it is done" + others), acts: "yd" + common,
		answer: func(w *walker, m moment, _ string) outcome {
			w.p.d.say(present.OnlyYes(m.step))
			return stay
		},
	}
	endOfPractice = question{
		say:    func(w *walker, _ moment) { w.p.d.say("Nothing of it is in the log, and nothing is signed.") },
		prompt: fixedPrompt("Type end to end the practice" + others), acts: "E" + atEnd,
	}
	signAct = question{say: (*walker).saySentence, prompt: (*walker).signPrompt, acts: "SL"}
	playAct = question{
		say: func(w *walker, _ moment) {
			w.p.d.say("Here somebody else comes and signs with their own passphrase. In practice you play them too.")
		},
		prompt: fixedPrompt("Type g to go on" + others), acts: "gL",
	}
)

func fixedPrompt(text string) func(*walker, moment) string {
	return func(*walker, moment) string { return text }
}

// questionOf returns how what is asked for now is put, and says what belongs to it.
func questionOf(w *walker, m moment) question {
	q := questions[m.asked.Kind]
	switch draft := m.work.Draft(); {
	case draft != nil && draft.Event != nil && m.work.Practice:
		q = playAct
	case draft != nil && draft.Event != nil:
		q = signAct
	case m.asked.Kind == session.AskSignOff && m.work.Practice:
		q = endOfPractice
	case m.asked.Kind == session.AskClose && m.asked.Confirm:
		q = closeCritical
	}
	if q.text && q.help == "" {
		q.help = w.firstAsk(m).More
	}
	if q.say != nil {
		q.say(w, m)
	}
	return q
}

// stepAct is an act on a run. The letter is the key of the full screen where
// that has one; a capital names acts that have no letter, so that they are
// typed in full.
type stepAct struct {
	letter     rune
	word, does string
	do         func(w *walker, m moment) outcome
}

// acts are what can be typed in a run beside its questions. A new act is a new row, and
// its letter stands in the prompts that offer it.
var acts = []stepAct{
	{'a', "read", "you have read it", (*walker).acknowledge},
	{'y', "yes", "it is done; the whole word", (*walker).yes},
	{'d', "done", "the step is done", doing(run.Complete{})},
	{'k', "skip", "leave an optional value empty", (*walker).skip},
	{'m', "minutes", "say how much of the wait is left", func(*walker, moment) outcome { return stay }},
	{'g', "go", "go on: to the procedure that the step runs, or in practice", (*walker).goOn},
	{'p', "repeat", "say the step again", (*walker).again},
	{'v', "overview", "say all steps, how they stand, and their values beside the limits", (*walker).overview},
	{'w', "why", "what the step rests on: its codes in their words, and its sources", (*walker).why},
	{'b', "take-back", "take the hand-over back", doing(run.Withdraw{})},
	{'q', "put-away", "put the run away, to go on with it later", (*walker).putAway},
	{'L', "leave", "leave this without a signature; the run stays as it is", (*walker).leaveAct},
	{'E', "end", "end the practice", (*walker).endPractice},
	{'S', "sign", "sign the sentence with your passphrase", (*walker).sign},
}
