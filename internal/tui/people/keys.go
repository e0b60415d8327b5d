package people

import "soprun/internal/tui/kit"

const (
	enrol kit.Act = iota + 1
	change
	leave
)

var keys = kit.Keymap{
	{Keys: []string{"n"}, Does: "enrol somebody", Act: enrol, Hint: true},
	{Keys: []string{"p"}, Does: "change a passphrase", Act: change, Hint: true},
	{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true},
}

// Keys returns the key table of the list, or of the form while it is open.
func (m Model) Keys(kit.Env) kit.Keymap {
	if m.form != nil {
		return kit.FormKeys(m.doing.submit, m.form.Last())
	}
	return keys
}
