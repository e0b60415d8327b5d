// Package signoff is the last screen of a run. First the exceptions, each with
// what was done about it; then, in a frame where nothing but the passphrase is
// asked, the sentence that is signed.
package signoff

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

// Model is the sign-off screen.
type Model struct {
	listing bool      // the exceptions are gone through; else it is signed
	writing bool      // the words about the first open one are typed
	looking bool      // the steps and values are looked through, before anything else
	action  kit.Input // those words
	pass    kit.Form  // one input: the passphrase
	open    asked     // what is asked about
}

// asked is what a word is missing for before the signature: a deviation, or
// the first step of a row that was done fast. The zero value is neither.
type asked struct {
	deviation int
	fast      string
	item      string
}

// New returns the screen.
func New() Model { return Model{pass: newPass()} }

func newPass() kit.Form {
	return kit.Form{Inputs: []kit.Input{kit.NewSecret("Passphrase", "It is asked at every signature and kept nowhere.")}}
}

// Init asks for the draft, the sentence to sign, unless a deviation still
// waits for its action.
func (m Model) Init(env kit.Env) tea.Cmd {
	if work, ok := env.Session.Work(); ok && firstOpen(work) != (asked{}) {
		return func() tea.Msg { return kit.Changed{} }
	}
	return kit.Do(session.Prepare{})
}

// Field returns what is typed into: words only once they were asked for, because a
// hand that comes from the last step expects the passphrase.
func (m Model) Field(env kit.Env) kit.Field {
	work, ok := env.Session.Work()
	switch {
	case !ok || m.looking || work.Practice && !m.writing || m.listing && !m.writing:
		return kit.Field{}
	case m.writing:
		return kit.Field{Kind: kit.TextField, Name: m.action.Label}
	default:
		return kit.Field{Kind: kit.SecretField, Name: "passphrase"}
	}
}

const (
	write kit.Act = iota + 1
	keep
	shut
	toSign
	sign
	end
	back
	look
	lookEnd
)

var (
	whileOpen     = kit.Keymap{{Keys: []string{"enter"}, Does: "say what was done", Act: write, Hint: true}, eLooks, escape}
	whileWriting  = kit.Keymap{{Keys: []string{"enter"}, Does: "keep this", Act: keep, Hint: true}, {Keys: []string{"esc"}, Does: "back to the list", Act: shut, Hint: true}}
	whileListing  = kit.Keymap{{Keys: []string{"enter"}, Does: "go on to the signature", Act: toSign, Hint: true}, eLooks, escape}
	whileSigning  = kit.Keymap{{Keys: []string{"enter"}, Does: "sign", Act: sign, Hint: true}, ctrlLooks, escape}
	whilePractice = kit.Keymap{{Keys: []string{"enter"}, Does: "end practice", Act: end, Hint: true}, eLooks, escape}
	whileLooking  = kit.Keymap{{Keys: []string{"esc", "e", "ctrl+e"}, Does: "back to the sign-off", Act: lookEnd, Hint: true}}
	eLooks        = kit.Binding{Keys: []string{"e", "ctrl+e"}, Does: "see the steps and values", Act: look, Hint: true}
	// A letter is part of the passphrase where that is typed.
	ctrlLooks = kit.Binding{Keys: []string{"ctrl+e"}, Does: "see the steps and values", Act: look, Hint: true}
	escape    = kit.Binding{Keys: []string{"esc"}, Does: "back to the steps", Act: back, Hint: true}
)

// Keys returns the key table: for the list, for an open deviation, or for the
// signature.
func (m Model) Keys(env kit.Env) kit.Keymap {
	work, _ := env.Session.Work()
	switch {
	case m.looking:
		return whileLooking
	case m.writing:
		return whileWriting
	case firstOpen(work) != (asked{}):
		return whileOpen
	case m.listing:
		return whileListing
	case work.Practice:
		return whilePractice
	default:
		return whileSigning
	}
}

// firstOpen returns the first thing that a word is missing for.
func firstOpen(work session.Work) asked {
	p, _ := present.Due(work)
	return asked{deviation: p.Deviation.Number, fast: p.Row.Step, item: p.Row.Item}
}

// Update takes a key, a paste, or word that the session changed.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	work, ok := env.Session.Work()
	if !ok {
		return m, nil
	}
	m = m.follow(work)
	if _, changed := msg.(kit.Changed); work.Signing() && !changed {
		return m, nil // the signature is on its way to the disk
	}
	switch msg := msg.(type) {
	case kit.Changed:
		if work.Notice != "" && !work.Signing() && !work.Holds() && m.pass.Value(0) != "" {
			m.pass = m.pass.Clear(0, "")
		}
	case tea.KeyPressMsg:
		if act, ok := m.Keys(env).Match(msg.String()); ok {
			return m.act(env, work, act)
		}
		return m.typed(env, work, msg)
	case tea.PasteMsg:
		return m.typed(env, work, msg)
	}
	return m, nil
}

// follow notices that something else is open than before. What is asked next waits
// on the list until somebody opens it.
func (m Model) follow(work session.Work) Model {
	open := firstOpen(work)
	if open == m.open {
		return m
	}
	m.open, m.listing, m.writing = open, true, false
	if p, due := present.Due(work); due {
		a, _ := present.Prompted[p.Kind].Ask(present.Moment{Work: work, Asked: p}, nil)
		m.action = kit.NewInput(a.Label, a.Help)
	}
	return m
}

// typed gives a key or a paste to what is typed into. A notice goes: it was about what
// stood there before.
func (m Model) typed(env kit.Env, work session.Work, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch m.Field(env).Kind {
	case kit.TextField:
		m.action = m.action.Update(msg)
	case kit.SecretField:
		m.pass = m.pass.Update(msg)
	default:
		return m, nil
	}
	if work.Notice == "" {
		return m, nil
	}
	return m, kit.Do(session.Heard{})
}

func (m Model) act(env kit.Env, work session.Work, act kit.Act) (kit.Screen, tea.Cmd) {
	switch act {
	case look, lookEnd:
		m.looking = act == look
	case write:
		m.writing = true
	case shut:
		m.writing = false
	case toSign:
		m.listing = false
		return m, kit.Do(session.Prepare{})
	case keep:
		p, _ := present.Due(work)
		do := present.Prompted[p.Kind].Words(present.Moment{Work: work, Asked: p}, m.action.Value())
		return m, kit.Do(session.Act{Do: do, At: env.Now})
	case sign:
		if work.Draft() == nil || work.Signing() {
			return m, nil
		}
		return m, kit.Do(session.Sign{Passphrase: []byte(m.pass.Value(0))})
	case end:
		return m, kit.Do(session.Sign{})
	case back:
		return m, kit.BackCmd()
	}
	return m, nil
}
