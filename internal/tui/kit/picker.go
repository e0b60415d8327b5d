package kit

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Picker is a short list to choose one row from, by moving or by its digit. A letter is never an
// answer: it is a command of the screen, or nothing.
type Picker struct {
	Label string
	Rows  []string
	List  List
}

// NewPicker returns a list with nothing chosen: enter takes no row before one was
// moved to.
func NewPicker(label string, rows []string) Picker {
	return Picker{Label: label, Rows: rows, List: List{At: -1}}
}

// The keys of a picker, for the tables of the screens that hold one.
const (
	PickUp Act = 950 + iota
	PickDown
	PickFirst
	PickLast
	PickThis
	PickCancel
)

// PickerKeys returns the bindings of a picker.
func PickerKeys(does string) Keymap {
	return Keymap{
		{Keys: []string{"enter"}, Does: does, Act: PickThis, Hint: true},
		{Keys: []string{"1-9"}, Does: "choose by number", Hint: true},
		{Keys: []string{"esc"}, Does: "back", Act: PickCancel, Hint: true},
		{Keys: []string{"up"}, Does: "up", Act: PickUp},
		{Keys: []string{"down"}, Does: "down", Act: PickDown},
		{Keys: []string{"home"}, Does: "first", Act: PickFirst},
		{Keys: []string{"end"}, Does: "last", Act: PickLast},
	}
}

// Update takes a key and reports whether the row under the cursor was chosen. A digit with which
// another row begins may mean that one: it only moves.
func (p Picker) Update(msg tea.KeyPressMsg) (Picker, bool) {
	key := msg.String()
	if len(key) == 1 && key[0] >= '1' && int(key[0]-'0') <= min(9, len(p.Rows)) {
		p.List.At = int(key[0] - '1')
		return p, !p.Twofold(key)
	}
	switch act, _ := PickerKeys("").Match(key); act {
	case PickUp:
		p.List = p.List.Move(-1, len(p.Rows))
	case PickDown:
		p.List = p.List.Move(1, len(p.Rows))
	case PickFirst:
		p.List = p.List.Move(-len(p.Rows), len(p.Rows))
	case PickLast:
		p.List = p.List.Move(len(p.Rows), len(p.Rows))
	case PickThis:
		return p, p.List.At >= 0 && p.List.At < len(p.Rows)
	}
	return p, false
}

// Twofold reports whether a digit is the number of one row, and begins another.
func (p Picker) Twofold(digit string) bool {
	own := strings.Index("123456789", digit)
	return own >= 0 && own < len(p.Rows) && slices.ContainsFunc(slices.Delete(slices.Clone(p.Rows), own, own+1), func(row string) bool {
		return strings.HasPrefix(row, digit)
	})
}

// AddPicker appends a picker to the body; its rows can be clicked.
func (v *View) AddPicker(p Picker, width, indent int) {
	add := func(l Line) { v.Add(append(Line{{Text, strings.Repeat(" ", indent)}}, l...)) }
	if len(p.Rows) > 0 {
		v.Asks(len(v.Body))
	}
	if p.Label != "" {
		for _, l := range Wrap(L(Strong, p.Label), width-indent, 0) {
			add(l)
		}
	}
	for i := range p.Rows {
		lines := p.row(i, width-indent)
		if i == p.List.At {
			v.AtEnd = len(v.Body) + len(lines) - 1
		}
		v.Target(i, len(lines))
		for _, l := range lines {
			add(l)
		}
	}
}

// row draws one row of the picker.
func (p Picker) row(i, width int) []Line {
	role := Text
	if i == p.List.At {
		role = Accent
	}
	digit := "  "
	if i < 9 {
		digit = string(rune('1'+i)) + " "
	}
	lines := Wrap(L(role, p.Rows[i]), width-4, 0)
	for j, l := range lines {
		mark := Line{Mark(i == p.List.At), {Dim, digit}}
		if j > 0 {
			mark = L(Text, "    ")
		}
		lines[j] = append(mark, l...)
	}
	return lines
}

// Clicked moves the cursor to a row that was clicked, and reports whether it
// stood there already: then the click chooses it, as enter does.
func (p Picker) Clicked(row int) (Picker, bool) {
	if row < 0 || row >= len(p.Rows) || row == p.List.At {
		return p, row == p.List.At && len(p.Rows) > 0
	}
	p.List.At = row
	return p, false
}
