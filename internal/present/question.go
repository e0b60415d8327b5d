package present

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

// Question is an act of a run that a person is asked something about first: why, which
// one, what is right. It is all that a front end has to know of one.
type Question struct {
	Key   string // on a screen, and in the dialogue
	Word  string // in the dialogue
	Does  string // what it does, in a few words
	Tells string // the same, for whoever hears it
	Hint  bool   // it stands in the foot of a screen
	Whole bool   // the dialogue takes the word only: a letter is too easy to type
	At    []session.PromptKind
	Own   map[session.PromptKind]string // what it does there, in words of its own; Hint there
	// Offered says more closely whether it can do anything now; nil for yes.
	Offered func(Moment) bool
	Not     func(Moment) string // why it cannot be asked now, "" for nothing; nil for that
	// Next is what is asked behind some answers, false once they are all there.
	Next func(Moment, Answers) (Ask, bool)
	Act  func(Moment, Answers) run.Action
	By   func(Moment, Answers) model.Person // who does it; nil for who performs the run
	Done func(Moment, Answers) string       // said where nothing else shows it; nil for nothing
}

// Moment is a run as a question finds it.
type Moment struct {
	Work   session.Work
	Asked  session.Prompt // what the run asks for
	People []model.Person // who is enrolled
	Now    func() time.Time
}

// step is the current step.
func (m Moment) step() run.Step { return m.Asked.Step }

// FiguresAt returns the pictures that the page shows at the current step, and before it.
func FiguresAt(m Moment) (out []sop.Figure) {
	if m.Work.Run.Procedure() == nil || m.step().ID == "" {
		return nil
	}
	p := m.Work.Run.Procedure()
	for _, md := range []string{Around(m.Work.Run.ProseBefore(m.step())), m.step().More} {
		if !strings.Contains(md, "![") {
			continue
		}
		for _, b := range page.BlocksOf(p, md) {
			if b.Kind == page.Picture {
				out = append(out, b.Figure)
			}
		}
	}
	return out
}

// OfferedAt returns the questions that can be asked now, and what each does.
func OfferedAt(m Moment) (questions []Question) {
	for _, q := range Questions {
		if !slices.Contains(q.At, m.Asked.Kind) || q.Offered != nil && !q.Offered(m) {
			continue
		}
		if own := q.Own[m.Asked.Kind]; own != "" {
			q.Does, q.Hint = own, true
		}
		questions = append(questions, q)
	}
	return questions
}

// WhyNot says why a question cannot be asked now, "" for nothing.
func (q Question) WhyNot(m Moment) string {
	if q.Not == nil {
		return ""
	}
	return q.Not(m)
}

// Ask returns what is asked behind some answers, as Next does, in words that are true of the
// run that it is asked in: of a rehearsal there is no record.
func (q Question) Ask(m Moment, in Answers) (Ask, bool) {
	a, more := q.Next(m, in)
	if m.Work.Practice {
		for _, text := range []*string{&a.Label, &a.Help, &a.Prompt, &a.Before, &a.More} {
			*text = inEarnest(*text)
		}
	}
	return a, more
}

// inEarnest words for a rehearsal what is true of a run that is recorded: each sentence that
// speaks of its record says so.
func inEarnest(text string) string {
	sentences := strings.SplitAfter(text, ". ")
	for i, s := range sentences {
		if strings.Contains(s, "the record") {
			sentences[i] = "In earnest " + strings.ToLower(s[:1]) + s[1:]
		}
	}
	return strings.Join(sentences, "")
}

// Asks returns what the answers make of a question, and who does it; zero for who
// performs the run.
func (q Question) Asks(m Moment, in Answers) (run.Action, model.Person) {
	if q.By == nil {
		return q.Act(m, in), model.Person{}
	}
	return q.Act(m, in), q.By(m, in)
}

// Says returns what is said once it is done, "" for nothing. Of a rehearsal nothing is kept.
func (q Question) Says(m Moment, in Answers) string {
	switch {
	case q.Done == nil:
		return ""
	case m.Work.Practice:
		return "In earnest: " + q.Done(m, in)
	default:
		return q.Done(m, in)
	}
}

// Words returns the act of a question that asks for one thing only.
func (q Question) Words(m Moment, answer string) run.Action {
	a, _ := q.Ask(m, nil)
	return q.Act(m, Answers{a.Name: answer})
}

var errNothing = errors.New("nothing is typed yet")

// Take adds an answer to those before it, or says what is wrong with it, and with its
// words: what is typed next is then their correction and never a command.
func (q Question) Take(m Moment, before Answers, a Ask, answer string) (in Answers, err error) {
	if a.Check != nil {
		switch err := a.Check(nil, before, answer); {
		case err != nil && answer == "": // which is no wrong time, and no wrong word
			return nil, errNothing
		case err != nil:
			return nil, err
		}
	}
	in = Answers{}
	maps.Copy(in, before)
	in[a.Name] = answer
	if _, more := q.Next(m, in); !more {
		return in, q.unworded(m, in)
	}
	if answer == "" && (a.Kind == Typed || a.Kind == OrWords) {
		return nil, errNothing
	}
	if a.Kind != Choice && a.Kind != Value { // what is chosen was worded by the page
		err = run.CheckWords(answer)
	}
	return in, err
}

// unworded says why the words of an answer will not do, nil where they do.
func (q Question) unworded(m Moment, in Answers) error {
	act, by := q.Asks(m, in)
	if by.ID == "" {
		by = m.Work.Person
	}
	var refusal *run.Refusal
	if _, err := m.Work.Run.Do(act, by.ID, m.Now()); !errors.As(err, &refusal) {
		return nil
	}
	switch refusal.Code {
	case run.NeedsReason, run.TooLong, run.PatientData:
		return refusal
	default:
		return nil
	}
}

// asks are the asks of a question, one behind the other.
func asks(all ...func(Moment, Answers) Ask) func(Moment, Answers) (Ask, bool) {
	return func(m Moment, in Answers) (Ask, bool) {
		if len(in) == len(all) {
			return Ask{}, false
		}
		return all[len(in)](m, in), true
	}
}

// Whom returns who is asked to come where the run waits for somebody, false where it
// does not.
func Whom(m Moment) (Ask, bool) {
	ask, ok := called[m.Asked.Kind]
	return ask.among(m.Work.Could(m.Asked, m.People)), ok
}

// Came returns the person of that short name among those who are asked to come, zero
// for nobody.
func (m Moment) Came(id string) model.Person {
	could := m.Work.Could(m.Asked, m.People)
	if i := slices.IndexFunc(could, func(p model.Person) bool { return p.ID == id }); i >= 0 {
		return could[i]
	}
	return model.Person{}
}

// whoEnrols says where somebody who is missing comes from.
const whoEnrols = "An administrator enrols somebody, or gives that role, in the list of people."

// called are the asks for who comes.
var called = map[session.PromptKind]Ask{
	session.AskSecond: {
		Name: who, Kind: Choice, Label: "Who checks this step?", Prompt: "Number or short name of who checks it",
		None: "Nobody else is enrolled who can check it. " + whoEnrols,
	},
	session.AskRelease: {
		Name: who, Kind: Choice, Label: "Who releases it?", Prompt: "Number or short name of who releases it",
		None: "Nobody is enrolled who can release it. " + whoEnrols,
	},
	session.AskDecision: {
		Name: who, Kind: Choice, Label: "Which supervisor decides?", Prompt: "Number or short name of the supervisor who decides",
		None: "No other supervisor is enrolled; the run can be stopped. " + whoEnrols,
	},
	session.AskTaker: {
		Name: who, Kind: Choice, Label: "Who takes over?", Prompt: "Number or short name of who takes over",
		None: "Nobody else is enrolled who could take it over. " + whoEnrols,
	},
}

// who is the name of the ask for a person.
const who = "who"

// among returns an ask for one of some people.
func (a Ask) among(people []model.Person) Ask {
	for _, p := range people {
		a.Rows, a.Said, a.Values = append(a.Rows, p.Name+"  "+p.ID), append(a.Said, p.Name+", short name "+p.ID), append(a.Values, p.ID)
	}
	return a
}

// calls are an ask, and an answer to it, for a prompt that somebody comes to.
type calls func(Moment) session.Prompt

func (c calls) whom(m Moment, _ Answers) Ask {
	m.Asked = c(m)
	ask, _ := Whom(m)
	return ask
}

func (c calls) answered(m Moment, in Answers) model.Person {
	m.Asked = c(m)
	return m.Came(in[who])
}

var (
	toRelease calls = func(m Moment) session.Prompt {
		return session.Prompt{Kind: session.AskRelease, Who: m.Asked.Who, Step: m.step()}
	}
	toDecide calls = func(m Moment) session.Prompt {
		return session.Prompt{Kind: session.AskDecision, Who: sop.BySupervisor, Step: m.step()}
	}
	toTakeOver calls = func(m Moment) session.Prompt {
		return session.Prompt{Kind: session.AskTaker, Who: sop.BySupervisor, Step: m.step()}
	}
)
