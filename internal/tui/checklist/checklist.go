// Package checklist is the screen of a run: the step done last, the one to do
// now and the next. It turns keys into the session's actions and shows nothing
// as done that is not on the disk. What is asked for is the session's Prompt.
package checklist

import (
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

// settle is how long after a step became current no key closes it or
// acknowledges for it: a key pressed twice must not pass two steps (H4).
const settle = 400 * time.Millisecond

// The answers of a yes/no field.
const (
	yes = "yes"
	no  = "no"
)

// Bench is what the screen reads beside the run.
type Bench interface {
	People() ([]model.Person, error)
}

// Model is the checklist screen. What it asks for follows from the run; over
// is only what the person opened over it.
type Model struct {
	bench  Bench
	people []model.Person
	guest  model.Person // the other person at the bench; none mostly
	asked  string       // the prompt's key: identifies what is asked now
	since  time.Time    // when that was first asked
	answer answer
	over   over
	// skipped are the optional fields that were left empty, as session.Place
	// writes them.
	skipped []string
	hint    string
	scan    scan
	read    FileReader
	reading string // what was asked when a file began to be read, "" for none
}

// answer is what a person answers with: an input, a choice, or a passphrase.
type answer struct {
	input  kit.Input // of the field or the action that is asked for
	kind   kit.FieldKind
	choice kit.Picker
	pass   kit.Form // of the draft that is to be signed
	by     string   // who performed the run when it was asked for
}

// over is what a person opened over the step.
type over struct {
	menu bool // the commands, over an input
	ask  *question
	why  bool // the codes of the step in their words

	figures bool // what the step shows
	kept    kept
}

// kept is what somebody had typed, and not entered, when the card came.
type kept struct {
	asked  string
	answer answer
}

// FileReader hashes a file for a file field: SHA-256 in hexadecimal.
type FileReader func(path string) (string, error)

// hashed is the result of reading a file for a field of a run. asked is what
// was asked for when the reading began.
type hashed struct {
	run, asked       string
	field, path, sum string
	err              error
}

// listed is the result of reading who is enrolled.
type listed struct {
	people []model.Person
	err    error
}

// New returns the screen.
func New(bench Bench, read FileReader) Model { return Model{bench: bench, read: read} }

// Init reads who is enrolled and looks at the run that the session holds, so
// that the first key already finds what it is about.
func (m Model) Init(kit.Env) tea.Cmd {
	bench := m.bench
	return tea.Batch(func() tea.Msg { return kit.Changed{} }, func() tea.Msg {
		people, err := bench.People()
		return listed{people, err}
	})
}

// Field returns what is typed into now: a question, a passphrase, a value.
func (m Model) Field(kit.Env) kit.Field {
	switch {
	case m.over.ask != nil:
		return m.over.ask.field()
	case len(m.answer.pass.Inputs) > 0:
		return kit.Field{Kind: kit.SecretField, Name: m.asked}
	case m.over.menu || m.asked == "":
		return kit.Field{}
	default:
		return kit.Field{Kind: m.answer.kind, Name: m.asked}
	}
}

// prompt returns what the run asks for now.
func (m Model) prompt(env kit.Env, work session.Work) session.Prompt {
	return work.Asks(session.Asking{At: env.Now, Skipped: m.skipped, Guest: m.guest.ID, Own: model.OwnOf(m.people)})
}

// Update takes a key, a paste or a result. Whatever the message, it first
// looks whether the run asks for something new.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	work, ok := env.Session.Work()
	if !ok {
		return m, nil
	}
	if msg, ok := msg.(listed); ok {
		m = m.meet(env, work, msg)
	}
	m, cmd := m.follow(env, work)
	if cmd != nil {
		return m, cmd
	}
	switch msg := msg.(type) {
	case kit.Changed:
		return m.followed(work), nil
	case tea.KeyPressMsg:
		m.hint = ""
		return m.key(env, work, msg)
	case tea.PasteMsg:
		return m.pasted(env, work, msg)
	case kit.Click:
		return m.clicked(env, work, msg.Row)
	case kit.Scan:
		return m.scanned(env, work, msg)
	case hashed:
		if msg.run != work.ID || msg.asked != m.asked {
			return m, nil
		}
		m.reading = ""
		if msg.err != nil {
			m.hint = msg.err.Error()
			return m, nil
		}
		return m, m.do(env, run.Record{Field: msg.field, Text: msg.path, SHA256: msg.sum})
	}
	return m, nil
}

// meet takes who is enrolled; a choice of people that is asked for is made anew.
func (m Model) meet(env kit.Env, work session.Work, msg listed) Model {
	m.people = msg.people
	if msg.err != nil {
		m.hint = "who is enrolled cannot be read: " + msg.err.Error()
	}
	switch p := m.prompt(env, work); p.Kind {
	case session.AskSecond, session.AskRelease, session.AskTaker, session.AskDecision:
		m.answer = m.answers(m.moment(env, work))
	}
	return m
}

// followed clears a passphrase that was refused.
func (m Model) followed(work session.Work) Model {
	if work.Notice != "" && !work.Signing() && !work.Holds() && len(m.answer.pass.Inputs) > 0 && m.answer.pass.Value(0) != "" {
		m.answer.pass = m.answer.pass.Clear(0, "")
	}
	return m
}

// heard takes a notice away once the line that it is about is not as it was before.
func (m Model) heard(work session.Work, before Model) tea.Cmd {
	if work.Notice == "" || m.line() == before.line() {
		return nil
	}
	return kit.Do(session.Heard{})
}

// line is what stands in the line that is typed, "" for none.
func (m Model) line() string {
	switch {
	case len(m.answer.pass.Inputs) > 0:
		return m.answer.pass.Value(0)
	case m.answer.kind != kit.NoField:
		return m.answer.input.Value()
	default:
		return ""
	}
}

// follow notices that the run asks for something else than before, and gives
// it an empty input: a reading is never filled in beforehand (H25).
func (m Model) follow(env kit.Env, work session.Work) (Model, tea.Cmd) {
	p := m.prompt(env, work)
	key := p.Key
	if slices.Contains(atEnd, p.Kind) {
		key = theEnd // whatever is answered there: who comes back from it to the steps stays
	}
	signs := work.Draft() != nil && work.Draft().Event != nil
	if signs {
		key += "/sign"
	}
	if key == m.asked && !m.since.IsZero() || slices.Contains(atEnd, p.Kind) && work.Run.Due(env.Now) != nil {
		return m, nil // what follows from a release can open a step again
	}
	if p.Kind == session.AskCard && m.asked != "" {
		m.over.kept = kept{m.asked, m.answer}
	}
	m.asked, m.since, m.over.menu, m.over.why, m.over.figures = key, env.Now, false, false, false
	m.answer = m.answers(m.moment(env, work))
	m.answer.by = work.Person.ID
	if k := m.over.kept; k.asked == key && k.answer.by == work.Person.ID {
		m.answer, m.over.kept = k.answer, kept{} // what was typed before the card is not lost
	}
	if m.over.ask != nil && m.over.ask.of != p.Step.ID {
		m.over.ask = nil
	}
	if slices.Contains(atEnd, p.Kind) {
		if signs { // that the run is handed over, before it is signed
			return m, nil
		}
		return m, kit.GoCmd(kit.Go{To: kit.ToSignOff})
	}
	switch p.Kind {
	case session.AskSettle:
		return m.put(env, work, present.Prompted[p.Kind], nil)
	case session.AskCheck, session.AskTaker:
		if m.guest.ID != "" && work.Draft() == nil && !work.Drafting() {
			return m, m.signGuest(env, p)
		}
	case session.AskAlert, session.AskClose, session.AskNotDone, session.AskWait, session.AskCard:
		m.guest = model.Person{} // the step went on: nobody else is needed
	}
	return m, nil
}

// signGuest asks for the sentence that the other person at the bench signs.
func (m Model) signGuest(env kit.Env, p session.Prompt) tea.Cmd {
	if p.Kind == session.AskCheck {
		return m.sign(env, run.Check{As: p.Who}, m.guest)
	}
	return m.sign(env, run.TakeOver{}, m.guest)
}

// answers returns what the prompt is answered with.
func (m Model) answers(at present.Moment) answer {
	if d := at.Work.Draft(); d != nil && d.Event != nil {
		if at.Work.Practice {
			return answer{}
		}
		return answer{pass: kit.Form{Inputs: []kit.Input{kit.NewSecret("Passphrase of "+d.Person.ID, "It is asked at every signature and kept nowhere.")}}}
	}
	if a, ok := present.Whom(at); ok {
		return answer{choice: kit.NewPicker(a.Label, a.Rows)}
	}
	switch at.Asked.Kind {
	case session.AskAction:
		a, _ := present.Prompted[session.AskAction].Ask(at, nil)
		return answer{input: kit.NewInput(a.Label, a.Help), kind: kit.TextField}
	case session.AskValue, session.AskReading:
		return answerOf(at.Asked.Field)
	default:
		return answer{}
	}
}

func answerOf(f sop.Field) answer {
	if f.Type.Facts().Given == sop.Chosen {
		return answer{choice: kit.NewPicker(present.Label(f), f.Answers())}
	}
	return answer{input: kit.NewInput(present.Label(f), ""), kind: kindOf(f)}
}

func (m Model) typed(msg tea.Msg) Model {
	m.over.figures = false // a picture hides what is typed
	switch {
	case m.over.ask != nil && m.over.ask.picker == nil:
		q := *m.over.ask
		q.input = q.input.Update(msg)
		m.over.ask = &q
	case m.over.ask != nil || m.over.menu:
	case len(m.answer.pass.Inputs) > 0:
		m.answer.pass = m.answer.pass.Update(msg)
	case m.answer.kind != kit.NoField:
		m.answer.input = m.answer.input.Update(msg)
	}
	return m
}

// do asks the session for an act of the performer.
func (m Model) do(env kit.Env, a run.Action) tea.Cmd { return kit.Do(session.Act{Do: a, At: env.Now}) }

// sign asks the session for an act that a person signs.
func (m Model) sign(env kit.Env, a run.Action, by model.Person) tea.Cmd {
	return kit.Do(session.AskSign{Do: a, At: env.Now, By: by})
}
