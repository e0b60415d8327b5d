package tui

import (
	"strings"

	"soprun/internal/present"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
)

// The columns of the help, in cells.
const (
	aboutColumn = 12
	keyColumn   = 14
)

// helpView explains the current step, and then lists every key that acts now,
// from the tables that dispatch them.
func (m Model) helpView() kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "Help"), Right: kit.L(kit.Dim, "keys that act on this screen")}
	if _, running := m.top().(checklist.Model); running {
		m.addStep(&v)
	}
	said := map[string]bool{}
	for _, table := range []kit.Keymap{m.keys(), global} {
		for _, b := range table {
			if b.Unlisted || said[b.Does] {
				continue // it cannot be done now, or the screen has a key of its own for it
			}
			said[b.Does] = true
			m.addPair(&v, strings.Join(b.Keys, ", "), kit.Strong, b.Does, kit.Text, keyColumn)
		}
		v.Add(nil)
	}
	if !m.cfg.NoMouse {
		m.addPair(&v, "mouse", kit.Strong, "the wheel scrolls; a click selects a row, one more opens it; shift and drag selects text; SOPRUN_MOUSE=off leaves it to the terminal", kit.Text, keyColumn)
		v.Add(nil)
	}
	v.AddText(m.env.Width, 2, kit.L(kit.Dim, "Every act is on the disk before it is shown as done. A run that is left, or that a crash left, stands first in the library and goes on at the same step."))
	v.Hints = []kit.Hint{{Key: "any key", Does: "back"}}
	return v
}

// addStep explains the current step, with its codes in full words.
func (m Model) addStep(v *kit.View) {
	work, _ := m.env.Session.Work()
	s, open := work.Run.Current()
	if !open {
		return
	}
	v.Right = kit.L(kit.Dim, "this step, and the keys that act on it")
	for _, line := range present.About(work, s, m.env.Now) {
		role := kit.Text
		if line.Warn {
			role = kit.Caution
		}
		m.addPair(v, line.Label, kit.Dim, line.Text, role, aboutColumn)
	}
	v.Add(nil)
}

// addPair appends a word and what it means, in two columns.
func (m Model) addPair(v *kit.View, word string, wordRole kit.Role, means string, role kit.Role, column int) {
	line := kit.Line{{Role: wordRole, Text: "  " + kit.Pad(word, column) + "  "}, {Role: role, Text: means}}
	v.Add(kit.Wrap(line, m.env.TextWidth(), column+4)...)
}
