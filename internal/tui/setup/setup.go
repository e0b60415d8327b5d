// Package setup is the first screen of a station without a log: it asks where this is
// and who answers for it, and opens the log with that person's signature.
package setup

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

// Model is the set-up screen.
type Model struct {
	src   present.Sources
	words string // a passphrase that is offered
	way   int    // of present.StationForms
	fill  kit.Filling
}

// New returns the screen.
func New(src present.Sources) Model {
	return Model{src: src, words: src.FourWords()}.by(0)
}

// by returns the screen with the form of another way to get a log.
func (m Model) by(way int) Model {
	m.way = way
	m.fill = kit.Fill(present.StationForms[way], present.Case{Empty: m.src, Words: m.words}, m.src)
	return m
}

// Init has nothing to read.
func (m Model) Init(kit.Env) tea.Cmd { return nil }

// Field returns the line of the form that is filled in.
func (m Model) Field(kit.Env) kit.Field { return m.fill.Field() }

// firstWay is the key of the first way, and one more for each that follows.
const firstWay kit.Act = 1

// Keys returns the form's key table and the keys of the other ways. There is nothing to go
// back to from the first.
func (m Model) Keys(kit.Env) kit.Keymap {
	keys := m.fill.Keys()
	if m.way == 0 {
		keys = slices.DeleteFunc(keys, func(b kit.Binding) bool { return b.Act == kit.FormCancel })
	}
	for i, f := range present.StationForms {
		if i != m.way {
			keys = append(keys, kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: firstWay + kit.Act(i), Hint: true})
		}
	}
	return keys
}

// Update takes a key, a paste or the result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && !m.fill.Busy() {
		if act, _ := m.Keys(env).Match(key.String()); act >= firstWay && int(act-firstWay) < len(present.StationForms) {
			return m.by(int(act - firstWay)), nil
		}
	}
	next, said, cmd := m.fill.Update(msg)
	switch {
	case next != nil:
		m.fill = *next
	case said != "":
		return m, kit.GoCmd(kit.Go{To: kit.ToLibrary, Replace: true})
	case m.way != 0:
		return m.by(0), nil
	}
	return m, cmd
}

// View draws the form.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "soprun   Set up this station"), Right: kit.L(kit.Dim, env.Now.Format("Mon 2 Jan  15:04"))}
	lines, from, to := m.fill.Lines(env)
	v.Focus, v.FocusEnd = from, to+1
	v.Add(lines...)
	return v
}
