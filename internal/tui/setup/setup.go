// Package setup is the first screen of an empty station: it asks where this is
// and who answers for it, and opens the log with that person's signature.
package setup

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// Bench is what the screen uses.
type Bench interface {
	SetUp(model.SetUp) error
	CheckFree(id string) error // what is wrong with a short name
	FourWords() string
}

// Model is the set-up screen.
type Model struct {
	bench Bench
	form  kit.Form
	busy  bool
}

// The form's inputs.
const (
	inSite = iota
	inStation
	inName
	inID
	inPass
	inAgain
)

// New returns the screen.
func New(bench Bench) Model {
	return Model{bench: bench, form: kit.Form{Inputs: []kit.Input{
		kit.NewInput("Department", "The site and department, for example St Elsewhere Haematology."),
		kit.NewInput("This bench", "A name for this terminal, for example Bench 2."),
		kit.NewInput("Your name", "As it is printed in every record, for example A. Khan."),
		kit.NewInput("Short name", "Lower-case letters, digits, points; it is yours for ever."),
		kit.NewSecret("Passphrase", "12 characters or more, known to nobody else. Asked at every signature and stored nowhere. Four words are easy to keep, for example: "+bench.FourWords()+"."),
		kit.NewSecret("Again", "The same passphrase once more. Enter then signs the first entry of the log."),
	}}}
}

// done is the result of setting the station up.
type done struct{ err error }

// Init has nothing to read.
func (m Model) Init(kit.Env) tea.Cmd { return nil }

// Field returns the line of the form that is filled in.
func (m Model) Field(kit.Env) kit.Field { return m.form.Field() }

// Keys returns the form's key table.
func (m Model) Keys(kit.Env) kit.Keymap {
	keys := m.form.Keys("sign and open the log")
	return keys[:len(keys)-1] // there is nothing to go back to
}

// Update takes a key, a paste or the result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case done:
		m.busy = false
		if msg.err != nil {
			return m.again(kit.Sentence(msg.err.Error())), nil
		}
		return m, kit.GoCmd(kit.Go{To: kit.ToLibrary, Replace: true})
	case tea.KeyPressMsg:
		if m.busy {
			return m, nil
		}
		switch act, _ := m.Keys(env).Match(msg.String()); act {
		case kit.FormNext:
			return m.next()
		case kit.FormPrevious:
			m.form = m.form.Move(-1)
			return m, nil
		}
		m.form = m.form.Update(msg)
	case tea.PasteMsg:
		if !m.busy {
			m.form = m.form.Update(msg)
		}
	}
	return m, nil
}

// again says what is wrong and asks for the passphrase anew; the rest stays.
func (m Model) again(wrong string) Model {
	m.form = m.form.Clear(inAgain, wrong).Clear(inPass, wrong)
	return m
}

func (m Model) next() (kit.Screen, tea.Cmd) {
	form, empty := m.form.Empty()
	if m.form = form; empty {
		return m, nil
	}
	if m.form.At == inName && m.form.Value(inID) == "" {
		m.form.Inputs = append([]kit.Input(nil), m.form.Inputs...)
		m.form.Inputs[inID] = m.form.Inputs[inID].With(present.SuggestID(m.form.Value(inName)))
	}
	if m.form.At == inID {
		if err := m.bench.CheckFree(m.form.Value(inID)); err != nil { // else it is refused after the passphrase
			m.form.Error = kit.Sentence(err.Error())
			return m, nil
		}
	}
	if !m.form.Last() {
		m.form = m.form.Move(1)
		return m, nil
	}
	if m.form.Value(inPass) != m.form.Value(inAgain) {
		return m.again("The two passphrases differ. Type both again."), nil
	}
	m.busy = true
	s := model.SetUp{
		Site: m.form.Value(inSite), Station: m.form.Value(inStation), Name: m.form.Value(inName), PersonID: m.form.Value(inID),
		Passphrase: []byte(m.form.Value(inPass)),
	}
	bench := m.bench
	return m, func() tea.Msg { return done{bench.SetUp(s)} }
}

// View draws the form.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "soprun   Set up this station"), Right: kit.L(kit.Dim, env.Now.Format("Mon 2 Jan  15:04"))}
	v.AddText(env.Width, 2, kit.L(kit.Text, "Procedures are run, signed and kept here. You become this station's first supervisor and administrator. You sign:"))
	v.AddText(env.Width, 4, kit.L(kit.Dim, sop.Declaration))
	v.Add(nil)
	lines, focus := m.form.Lines(env.TextWidth())
	v.Focus, v.FocusEnd = len(v.Body)+focus, len(v.Body)+focus+2
	v.Add(lines...)
	if m.busy {
		v.Add(nil, kit.L(kit.Dim, "  Making your key and signing ..."))
	}
	return v
}
