// Package checklist is the screen of a run: the step done last, the one to do
// now and the next. It turns keys into the session's actions and shows nothing
// as done that is not on the disk.
package checklist

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/words"
	"soprun/sop"
	"soprun/sop/run"
)

// settle is how long after a step became current no key closes it or
// acknowledges for it: a key pressed twice must not pass two steps (H4).
const settle = 400 * time.Millisecond

// atEnd stands for what a run asks once every step is closed: a signature.
const atEnd = "end"

// The answers of a yes/no field.
const (
	yes = "yes"
	no  = "no"
)

// Model is the checklist screen. What it asks for follows from the run; ask is
// only what the person opened over it.
type Model struct {
	since  time.Time // when what is asked now was first asked
	asked  string    // identifies what is asked now
	input  kit.Input // of the field or the action that is asked for
	choice kit.Picker
	menu   bool // the commands are open over an input
	ask    *question
	why    bool // the codes of the step are shown in their words
	// skipped are the optional fields that were left empty, as step/field.
	skipped []string
	hint    string
	read    FileReader
	reading string // what was asked when a file began to be read, "" for none
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

// New returns the screen.
func New(read FileReader) Model { return Model{read: read} }

// Init looks at the run that the session holds, so that the first key already
// finds what it is about.
func (m Model) Init(kit.Env) tea.Cmd { return func() tea.Msg { return kit.Changed{} } }

// Typing reports whether printable keys are text now.
func (m Model) Typing() bool {
	if m.ask != nil {
		return m.ask.picker == nil
	}
	return !m.menu && m.asked != "" && m.choice.Rows == nil && m.input.Label != ""
}

// Update takes a key, a paste or a file's hash. Whatever the message, it first
// looks whether the run asks for something new.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	work, ok := env.Session.Work()
	if !ok {
		return m, nil
	}
	before := m.asked
	m = m.follow(env, work)
	if m.asked == atEnd && before != atEnd {
		return m, kit.GoCmd(kit.Go{To: kit.ToSignOff})
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		m.hint = ""
		return m.key(env, work, msg)
	case tea.PasteMsg:
		return m.typed(msg), nil
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

// follow notices that the run asks for something else than before, and gives
// it an empty input: a reading is never filled in beforehand (H25).
func (m Model) follow(env kit.Env, work session.Work) Model {
	now, input, choice := m.wants(work.Run)
	if now == m.asked && !m.since.IsZero() {
		return m
	}
	m.asked, m.input, m.choice = now, input, choice
	m.since, m.menu, m.why = env.Now, false, false
	return m
}

// wants returns what the run asks of the person now: a key that changes with
// it, and the input or the choice to answer with.
func (m Model) wants(r run.Run) (string, kit.Input, kit.Picker) {
	s, open := r.Current()
	if !open {
		return atEnd, kit.Input{}, kit.Picker{}
	}
	if _, pending := s.PendingAlert(); pending || s.Started == nil {
		return fmt.Sprintf("%s/%d/alert", s.ID, s.Acked), kit.Input{}, kit.Picker{}
	}
	if d, ok := words.OpenDeviation(r, s.ID); ok {
		return fmt.Sprintf("%s/%d/deviation", s.ID, d.Number), kit.NewInput("What did you do about it?", "It stays in the record beside the deviation."), kit.Picker{}
	}
	f, n, missing := m.pendingField(s)
	if !missing {
		return s.ID + "/close", kit.Input{}, kit.Picker{}
	}
	key := fmt.Sprintf("%s/%s/%d/%d", s.ID, f.Name, n, len(s.Refused))
	switch f.Type {
	case sop.Choice:
		return key, kit.Input{}, kit.Picker{Label: words.Label(f), Rows: f.Choices}
	case sop.YesNo:
		return key, kit.Input{}, kit.Picker{Label: words.Label(f), Rows: []string{yes, no}}
	default:
		return key, kit.NewInput(words.Label(f), ""), kit.Picker{}
	}
}

// pendingField returns the field to ask for now, with the number of its reading.
func (m Model) pendingField(s run.Step) (sop.Field, int, bool) {
	return words.PendingField(s, m.skipped)
}

func (m Model) typed(msg tea.Msg) Model {
	switch {
	case m.ask != nil && m.ask.picker == nil:
		q := *m.ask
		q.input = q.input.Update(msg)
		m.ask = &q
	case m.Typing():
		m.input = m.input.Update(msg)
	}
	return m
}

// do asks the session for an act.
func (m Model) do(env kit.Env, a run.Action) tea.Cmd { return kit.Do(session.Act{Do: a, At: env.Now}) }
