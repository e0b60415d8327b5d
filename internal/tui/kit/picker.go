package kit

import (
	tea "charm.land/bubbletea/v2"
)

// Picker is a short list to choose one row from, by moving or by its digit.
type Picker struct {
	Label string
	Rows  []string
	List  List
}

// The keys of a picker, for the tables of the screens that hold one.
const (
	PickUp Act = 950 + iota
	PickDown
	PickThis
	PickCancel
)

// PickerKeys returns the bindings of a picker.
func PickerKeys(does string) Keymap {
	return Keymap{
		{Keys: []string{"enter"}, Does: does, Act: PickThis, Hint: true},
		{Keys: []string{"1-9"}, Does: "choose by number", Hint: true},
		{Keys: []string{"up", "k"}, Does: "up", Act: PickUp},
		{Keys: []string{"down", "j"}, Does: "down", Act: PickDown},
		{Keys: []string{"esc"}, Does: "back", Act: PickCancel, Hint: true},
	}
}

// Update takes a key and reports whether the row under the cursor was chosen.
func (p Picker) Update(msg tea.KeyPressMsg) (Picker, bool) {
	key := msg.String()
	if len(key) == 1 && key[0] >= '1' && int(key[0]-'0') <= min(9, len(p.Rows)) {
		p.List.At = int(key[0] - '1')
		return p, true
	}
	switch act, _ := PickerKeys("").Match(key); act {
	case PickUp:
		p.List = p.List.Move(-1, len(p.Rows))
	case PickDown:
		p.List = p.List.Move(1, len(p.Rows))
	case PickThis:
		return p, len(p.Rows) > 0
	}
	return p, false
}

// Lines draws the picker and returns the line that the cursor stands on.
func (p Picker) Lines(width int) (lines []Line, focus int) {
	lines = append(lines, L(Strong, p.Label))
	for i, row := range p.Rows {
		role := Text
		if i == p.List.At {
			role, focus = Accent, len(lines)
		}
		digit := "  "
		if i < 9 {
			digit = string(rune('1'+i)) + " "
		}
		for j, l := range Wrap(L(role, row), width-4, 0) {
			mark := Line{Mark(i == p.List.At), {Dim, digit}}
			if j > 0 {
				mark = L(Text, "    ")
			}
			lines = append(lines, append(mark, l...))
		}
	}
	return lines, focus
}
