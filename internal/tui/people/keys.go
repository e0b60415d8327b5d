package people

import (
	"slices"

	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

const (
	next kit.Act = iota + 1
	previous
	leave
	firstForm // and one more for each that follows
)

// forms are what can be filled in here.
var forms = slices.Concat(present.KeyForms, present.PeopleForms)

// keys are those of the list; each form has its own.
var keys = func() kit.Keymap {
	var out kit.Keymap
	for i, f := range forms {
		out = append(out, kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: firstForm + kit.Act(i), Hint: f.Key == "n" || f.Key == "p"})
	}
	return append(out,
		kit.Binding{Keys: []string{"down", "j"}, Does: "next person", Act: next},
		kit.Binding{Keys: []string{"up"}, Does: "person before", Act: previous},
		kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true},
	)
}()

// Keys returns the key table of the list, or of the form while one is open.
func (m Model) Keys(kit.Env) kit.Keymap {
	if m.fill != nil {
		return m.fill.Keys()
	}
	return keys
}
