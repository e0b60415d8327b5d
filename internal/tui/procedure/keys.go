package procedure

import (
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

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
	enterSaysWhy = kit.Binding{Keys: []string{"enter"}, Does: "say why it cannot be started", Act: start}
	whileNewer   = kit.Keymap{aApproves, pPractises, enterStarts, escGoesBack}
	whileReady   = kit.Keymap{aApproves, pPractises, escGoesBack, enterSaysWhy}
	whileToSet   = kit.Keymap{eAdopts, pPractises, escGoesBack}
	eSaysWhy     = kit.Binding{Keys: []string{"e"}, Does: "say why it cannot be adopted", Act: adopt}
	whileNowhere = kit.Keymap{pPractises, escGoesBack, eSaysWhy}
	whileStuck   = kit.Keymap{pPractises, escGoesBack, enterSaysWhy}
	whileNot     = kit.Keymap{pPractises, escGoesBack}
)

// Keys returns the key table of the page in its state, or of what is open over it.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch f := m.flow.(type) {
	case choosing:
		if len(f.open) > 0 {
			return kit.PickerKeys("choose")
		}
		return kit.PickerKeys("start the run")
	case approving:
		return f.sign.Keys()
	case adopting:
		return f.keys()
	}
	runs := present.CannotRun(m.page.PageRow) == ""
	switch {
	case !m.loaded || m.err != nil:
		return kit.Keymap{escGoesBack}
	case m.page.Approvable() && runs:
		return whileNewer
	case m.page.Approvable():
		return whileReady
	case m.hasValuesToSet() && m.adopts:
		return whileToSet
	case m.hasValuesToSet():
		return whileNowhere
	case m.page.State.Runnable() && runs:
		return whileRunable
	case m.page.State.Runnable():
		return whileStuck
	default:
		return whileNot
	}
}
