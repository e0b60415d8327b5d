package kit

import (
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
)

// Input is one line that a person types on. Bubbles keeps its text and cursor;
// the kit draws it.
type Input struct {
	Label  string
	Hint   string // what is wanted, shown under the active input
	Secret bool   // shown as dots
	// Rows are what can stand in it, of few: shown under the active input, where a digit takes one.
	Rows []string
	// Several is that more than one of them can: a digit takes one, or takes it out again.
	Several bool
	// Anew is that a letter takes the place of what was suggested, while that stands as it was.
	Anew  bool
	begun string // what was suggested in it
	scan  string // what was scanned into it last
	model textinput.Model
}

// maxTyped is how many characters an input takes. It is more than any value or text may have,
// so that what is too long is refused in words, and never cut in silence.
const maxTyped = 4000

// NewInput returns an empty input.
func NewInput(label, hint string) Input {
	m := textinput.New()
	m.CharLimit = maxTyped
	m.SetVirtualCursor(false)
	m.Focus()
	return Input{Label: label, Hint: hint, model: m}
}

// NewSecret returns an empty input for a passphrase.
func NewSecret(label, hint string) Input {
	in := NewInput(label, hint)
	in.Secret = true
	return in
}

// With returns the input holding text.
func (in Input) With(text string) Input {
	in.model.SetValue(Safe(text))
	in.model.CursorEnd()
	return in
}

// Value returns what was typed.
func (in Input) Value() string { return in.model.Value() }

// picker is what can be chosen from, with what stands there.
func (in Input) picker() Picker {
	p := NewPicker("", in.Rows)
	p.List.At = slices.Index(in.Rows, strings.TrimSpace(in.Value()))
	return p
}

// takesRow reports whether a digit takes a row: nothing else is typed, and no row begins with one.
func (in Input) takesRow() bool {
	return (in.Several || in.Value() == "" || in.picker().List.At >= 0) && !slices.ContainsFunc(in.Rows, func(row string) bool {
		return strings.IndexFunc(row, unicode.IsDigit) == 0
	})
}

// Without takes so many characters before the cursor out again.
func (in Input) Without(n int) Input {
	text, at := []rune(in.Value()), in.model.Position()
	from := max(0, min(at, len(text))-n)
	in.model.SetValue(string(text[:from]) + string(text[at:]))
	in.model.SetCursor(from)
	return in
}

// scanned takes the text of a scan in the place of the one before, where that still ends the line.
func (in Input) scanned(s Scan) Input {
	in = in.Without(s.Typed)
	before, had := strings.CutSuffix(in.Value(), in.scan)
	if in.scan == "" || !had {
		before = in.Value()
	}
	in = in.With(before + s.Text)
	in.scan = s.Text
	return in
}

// Update gives the input a key, a paste or a scan.
func (in Input) Update(msg tea.Msg) Input {
	if s, is := msg.(Scan); is {
		return in.scanned(s)
	}
	if key, is := msg.(tea.KeyPressMsg); is && in.takesRow() {
		if p, chosen := in.picker().Update(tea.KeyPressMsg{Code: key.Code, Text: key.Text}); chosen {
			if in.Several {
				return in.With(present.Toggled(in.Value(), p.Rows[p.List.At]))
			}
			return in.With(p.Rows[p.List.At])
		}
	}
	if in.begun != "" && in.Value() == in.begun && types(msg) {
		switch {
		case in.Several: // the next word, not more of the last one
			in = in.With(in.begun + ", ")
		case in.Anew && !counts(msg):
			in = in.With("")
		}
	}
	if in.model, _ = in.model.Update(msg); in.Anew && in.Value() != in.begun {
		in.begun = ""
	}
	return in
}

// counts reports whether a message is a digit: behind a name that is taken it makes another one.
func counts(msg tea.Msg) bool {
	key, is := msg.(tea.KeyPressMsg)
	return is && strings.Trim(key.Text, "0123456789") == ""
}

// types reports whether a message puts letters into a line.
func types(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return strings.TrimSpace(msg.Text) != ""
	case tea.PasteMsg:
		return true
	}
	return false
}

// Spans draws the text with its cursor, in at most width cells: the part
// around the cursor when the text is longer.
func (in Input) Spans(active bool, width int) Line {
	text := []rune(in.Value())
	if in.Secret {
		text = []rune(strings.Repeat("•", len(text)))
	}
	if !active {
		return Shorten(L(Typed, string(text)), width)
	}
	at := min(in.model.Position(), len(text))
	from := 0
	for Width(string(text[from:at]))+1 > max(1, width) {
		from++
	}
	under, after := "_", "" // seen where nothing is drawn in reverse, too
	if at < len(text) {
		under, after = string(text[at]), string(text[at+1:])
	}
	return Line{{Typed, string(text[from:at])}, {Cursor, under}, {Typed, after}}
}

// Form is a few inputs filled in one after the other.
type Form struct {
	Inputs []Input
	At     int    // the active input
	Error  string // what is wrong, in words; cleared by the next key
}

// The keys of a form, for the key tables of the screens that hold one.
const (
	FormNext Act = 900 + iota
	FormPrevious
	FormCancel
)

// Keys returns the bindings of a form whose last input does submit. There only
// enter submits: a key that moves never signs.
func (f Form) Keys(submit string) Keymap {
	keys := Keymap{{Keys: []string{"enter"}, Does: submit, Act: FormNext, Hint: true}}
	if !f.Last() {
		keys[0].Does = "next"
		keys = append(keys, Binding{Keys: []string{"tab", "down"}, Does: "next line", Act: FormNext})
	}
	return append(keys,
		Binding{Keys: []string{"shift+tab", "up"}, Does: "line before", Act: FormPrevious, Hint: f.At > 0},
		Binding{Keys: []string{"esc"}, Does: "back", Act: FormCancel, Hint: true},
	)
}

// Last reports whether the active input is the last.
func (f Form) Last() bool { return f.At == len(f.Inputs)-1 }

// Move makes another input the active one.
func (f Form) Move(by int) Form {
	f.At = max(0, min(len(f.Inputs)-1, f.At+by))
	return f
}

// Empty says that nothing stands in the active input, and reports whether that
// is so.
func (f Form) Empty() (Form, bool) {
	if f.Value(f.At) != "" {
		return f, false
	}
	f.Error = f.Inputs[f.At].Label + " is still empty."
	return f, true
}

// Update gives a key or a paste to the active input.
func (f Form) Update(msg tea.Msg) Form {
	inputs := append([]Input(nil), f.Inputs...)
	inputs[f.At] = inputs[f.At].Update(msg)
	f.Inputs, f.Error = inputs, ""
	return f
}

// Value returns what stands in input i, without space around it. A secret is
// returned as typed.
func (f Form) Value(i int) string {
	if f.Inputs[i].Secret {
		return f.Inputs[i].Value()
	}
	return strings.TrimSpace(f.Inputs[i].Value())
}

// column is how wide the labels are.
func (f Form) column() (width int) {
	for _, in := range f.Inputs {
		width = max(width, Width(in.Label))
	}
	return width
}

// stacked reports whether the labels stand above what is typed, which has little room beside them.
func (f Form) stacked(width int) bool { return f.column() > width/2 }

// Lines draws the form: a label and a value a line, the active one's hint under
// it. It returns the line that the active input stands on.
func (f Form) Lines(width int) (lines []Line, focus int) {
	column, stacked := f.column(), f.stacked(width)
	for i, in := range f.Inputs {
		active := i == f.At
		role, mark := Dim, "  "
		if active {
			role, mark = Accent, "▸ "
			focus = len(lines)
		}
		if stacked {
			lines = append(lines, Line{{role, mark + in.Label}}, append(Line{{Text, "    "}}, in.Spans(active, width-4)...))
		} else {
			label := Line{{role, mark}, {role, Pad(in.Label, column)}, {Text, "  "}}
			lines = append(lines, append(label, in.Spans(active, width-column-4)...))
		}
		if active {
			lines = append(lines, f.under(width)...)
		}
	}
	return lines, focus
}

// last is the last line of the active input where it begins in one, of so many lines: what is
// offered under it has to be seen, and the input itself before that.
func (f Form) last(from, lines int, env Env) int {
	under := min(len(f.under(env.TextWidth())), env.Height-aroundForm)
	if f.stacked(env.TextWidth()) {
		under++
	}
	return min(from+max(1, under), lines-1)
}

// aroundForm is how many lines of a screen are no line of a form, and one of them.
const aroundForm = 6

// under draws what stands under the active input: what is wrong with it, and the rest.
func (f Form) under(width int) (lines []Line) {
	if f.Error != "" {
		for _, l := range Wrap(L(Caution, f.Error), min(TextWidth, width-4), 0) {
			lines = append(lines, append(Line{{Text, "    "}}, l...))
		}
	}
	return append(lines, f.Inputs[f.At].under(width)...)
}

// under draws what stands under an input that is active: what is wanted, and what can stand in it,
// with what does marked.
func (in Input) under(width int) (lines []Line) {
	if in.Hint != "" {
		for _, l := range Wrap(L(Dim, in.Hint), min(TextWidth, width-4), 0) {
			lines = append(lines, append(Line{{Text, "    "}}, l...))
		}
	}
	p := in.picker()
	for i, row := range p.Rows {
		if in.Several {
			p.List.At = map[bool]int{true: i, false: -1}[present.Has(in.Value(), row)]
		}
		for _, l := range p.row(i, width-4) {
			lines = append(lines, append(Line{{Text, "    "}}, l...))
		}
	}
	return lines
}

// Clear empties input i, makes it the active one and says what is wrong: for a
// passphrase that was refused.
func (f Form) Clear(i int, wrong string) Form {
	f.Inputs = append([]Input(nil), f.Inputs...)
	f.Inputs[i] = f.Inputs[i].With("")
	f.At, f.Error = i, wrong
	return f
}
