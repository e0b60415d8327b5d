package kit

import "slices"

// Act is what a key means on a screen; each screen numbers its own.
type Act int

// Binding joins keys to what they do. The table of bindings is the only place
// that names a key: dispatch, hints and help are all made from it.
type Binding struct {
	Keys []string // as Bubble Tea names them: "enter", "ctrl+c", "y"
	Does string   // in a few words, for hints and help
	Act  Act
	Hint bool // whether it is shown in the footer
	// Writes says that it begins something that ends in the log, or beside it: nothing that
	// is done where a log is only looked at.
	Writes bool
	// Unlisted says that it cannot be done now: its key says why, and no help lists it.
	Unlisted bool
}

// Keymap is the table of one screen in its present state.
type Keymap []Binding

// Reading returns the table without what Writes.
func (m Keymap) Reading() Keymap {
	return slices.DeleteFunc(slices.Clone(m), func(b Binding) bool { return b.Writes })
}

// Match returns what a key does, and false when it does nothing here.
func (m Keymap) Match(key string) (Act, bool) {
	b, ok := m.Find(key)
	return b.Act, ok
}

// Find returns the binding of a key, and false when it has none here.
func (m Keymap) Find(key string) (Binding, bool) {
	for _, b := range m {
		if slices.Contains(b.Keys, key) {
			return b, true
		}
	}
	return Binding{}, false
}

// Hints returns what stands in the footer: at most five bindings and help.
func (m Keymap) Hints() []Hint {
	var out []Hint
	for _, b := range m {
		if b.Hint && len(out) < 5 {
			out = append(out, Hint{b.Keys[0], b.Does})
		}
	}
	return out
}
