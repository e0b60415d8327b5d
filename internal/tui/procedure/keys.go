package procedure

import (
	"soprun/internal/present"
	"soprun/internal/tui/kit"
)

const (
	start kit.Act = iota + 1
	practise
	leave
	chartIt
	asked
	firstForm // and one more for each that follows
)

var (
	enterStarts  = kit.Binding{Keys: []string{"enter"}, Does: "start", Act: start, Hint: true, Writes: true}
	enterSaysWhy = kit.Binding{Keys: []string{"enter"}, Does: "say why it cannot be started", Act: start, Writes: true}
	pPractises   = kit.Binding{Keys: []string{"p"}, Does: "practise", Act: practise, Hint: true, Writes: true}
	escGoesBack  = kit.Binding{Keys: []string{"esc", "q"}, Does: "back", Act: leave, Hint: true}
)

// Keys returns the key table of the page in its state, or of what is open over it.
func (m Model) Keys(kit.Env) kit.Keymap {
	switch {
	case m.choose != nil && len(m.choose.open) > 0:
		return kit.PickerKeys("choose")
	case m.choose != nil:
		return kit.PickerKeys("start the run")
	case m.fill != nil:
		return m.fill.Keys()
	case !m.loaded || m.err != nil:
		return kit.Keymap{escGoesBack}
	}
	forms, later := m.formKeys()
	if m.src.Study != nil {
		later = append(later, kit.Binding{Keys: []string{"f2"}, Does: "home of practice: questions, walks, stations", Act: asked, Writes: true})
	}
	if m.page.Approval != nil {
		later = append(later, kit.Binding{Keys: []string{"g"}, Does: "chart of what was recorded", Act: chartIt})
	}
	switch runs := present.CannotRun(m.page.PageRow) == ""; {
	case !runs:
		return append(append(forms, pPractises, escGoesBack, enterSaysWhy), later...)
	case len(forms) > 0:
		return append(append(forms, pPractises, enterStarts, escGoesBack), later...)
	default:
		return append(kit.Keymap{enterStarts, pPractises, escGoesBack}, later...)
	}
}

// formKeys are the keys of the page's forms: of those that can be filled in and stand in
// the foot, and of those that do not, or say why they cannot.
func (m Model) formKeys() (forms, later kit.Keymap) {
	c := m.about()
	for i, f := range present.PageForms(c) {
		b := kit.Binding{Keys: []string{f.Key}, Does: f.Does, Act: firstForm + kit.Act(i), Hint: !f.Later, Writes: true}
		switch {
		case !f.Offered(c):
		case m.ready[i] == nil && f.Later:
			later = append(later, b)
		case m.ready[i] == nil:
			forms = append(forms, b)
		default:
			b.Does, b.Hint = "say why it cannot be done: "+f.Does, false
			later = append(later, b)
		}
	}
	return forms, later
}
