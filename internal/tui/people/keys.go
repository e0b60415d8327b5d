package people

import (
	"soprun/internal/session"
	"soprun/internal/tui/kit"
)

const (
	enrol kit.Act = iota + 1
	change
	rotate
	next
	previous
	leave
	firstOffice // and one more for each that follows
)

// keys are those of the list; each office has its own.
var keys = func() kit.Keymap {
	out := kit.Keymap{
		{Keys: []string{"n"}, Does: "enrol somebody", Act: enrol, Hint: true},
		{Keys: []string{"p"}, Does: "change passphrase", Act: change, Hint: true},
		{Keys: []string{"k"}, Does: "give a new key", Act: rotate},
	}
	for i, o := range session.Offices {
		out = append(out, kit.Binding{Keys: []string{o.Key}, Does: o.Does, Act: firstOffice + kit.Act(i)})
	}
	return append(out,
		kit.Binding{Keys: []string{"down", "j"}, Does: "next person", Act: next},
		kit.Binding{Keys: []string{"up"}, Does: "person before", Act: previous},
		kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true},
	)
}()

// Keys returns the key table of the list, or of the form while one is open.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.sign != nil:
		return m.sign.Keys()
	case m.form != nil:
		return m.form.Keys(m.doing.submit)
	default:
		return keys
	}
}
