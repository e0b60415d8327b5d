package procedure

import "soprun/internal/tui/kit"

const (
	start kit.Act = iota + 1
	practise
	approve
	adopt
	leave
)

var (
	enterStarts  = kit.Binding{Keys: []string{"enter"}, Does: "start", Act: start, Hint: true}
	pPractises   = kit.Binding{Keys: []string{"p"}, Does: "practise", Act: practise, Hint: true}
	aApproves    = kit.Binding{Keys: []string{"a"}, Does: "approve", Act: approve, Hint: true}
	eAdopts      = kit.Binding{Keys: []string{"e"}, Does: "adopt", Act: adopt, Hint: true}
	escGoesBack  = kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}
	whileRunable = kit.Keymap{enterStarts, pPractises, escGoesBack}
	whileReady   = kit.Keymap{aApproves, pPractises, enterStarts, escGoesBack}
	whileToSet   = kit.Keymap{eAdopts, pPractises, escGoesBack}
	whileNot     = kit.Keymap{pPractises, escGoesBack}
)

// Keys returns the key table of the page in its state, or of what is open over it.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch f := m.flow.(type) {
	case choosing:
		return kit.PickerKeys("start the run")
	case approving:
		return f.sign.Keys()
	case adopting:
		return f.keys()
	}
	switch {
	case !m.loaded || m.err != nil:
		return kit.Keymap{escGoesBack}
	case m.page.Approvable():
		return whileReady
	case m.hasValuesToSet():
		return whileToSet
	case m.page.State.Runnable():
		return whileRunable
	default:
		return whileNot
	}
}
