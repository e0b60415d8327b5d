package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Span is a piece of a line in one role. Its text may come from anywhere: it is
// made safe when it is painted.
type Span struct {
	Role Role
	Text string
}

// Line is one line of a screen.
type Line []Span

// L makes a line of one span.
func L(r Role, text string) Line { return Line{{r, text}} }

// Width returns how many cells the line takes.
func (l Line) Width() int {
	n := 0
	for _, s := range l {
		n += Width(s.Text)
	}
	return n
}

// String returns the line's text without its roles.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(Safe(s.Text))
	}
	return b.String()
}

// Width returns how many cells a text takes once it is safe.
func Width(s string) int { return ansi.StringWidth(Safe(s)) }

// Wrap breaks a line into lines of at most width cells, at spaces where there
// are any, and starts every line after the first with indent spaces. No
// character is lost but the space at a break.
func Wrap(l Line, width, indent int) []Line {
	width = max(1, width)
	indent = min(indent, width/2)
	if width < 4 {
		indent = 0 // a wide character needs two cells
	}
	w := wrapper{width: width, indent: indent}
	for _, s := range l {
		for _, word := range wordsOf(Safe(s.Text)) {
			w.add(s.Role, word)
		}
	}
	w.flush()
	return w.lines
}

// wordsOf splits text so that each part is one run of spaces or one word.
func wordsOf(s string) []string {
	var out []string
	start, space := 0, false
	for i, r := range s {
		if is := r == ' '; i > start && is != space {
			out = append(out, s[start:i])
			start = i
		}
		space = r == ' '
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

type wrapper struct {
	width, indent int
	lines         []Line
	line          Line
	used          int
	gap           []Span // spaces and word parts not yet placed
	gapWidth      int
}

// add takes a word or a run of spaces. Words that touch over a change of role
// are broken like one only where they do not fit.
func (w *wrapper) add(r Role, word string) {
	n := ansi.StringWidth(word)
	if strings.TrimLeft(word, " ") == "" {
		if w.used == 0 && len(w.lines) > 0 {
			return // a break swallows the space
		}
		w.gap, w.gapWidth = append(w.gap, Span{r, word}), w.gapWidth+n
		return
	}
	if n > w.room() && w.used > w.startOf() {
		w.flush()
		w.gap, w.gapWidth = nil, 0
	}
	for n > w.room() {
		w.place()
		head := ansi.Truncate(word, max(1, w.width-w.used), "")
		if head == "" {
			head = firstCluster(word)
		}
		w.line = append(w.line, Span{r, head})
		word = word[len(head):]
		n = ansi.StringWidth(word)
		w.flush()
		if word == "" {
			return
		}
	}
	w.place()
	w.line = append(w.line, Span{r, word})
	w.used += n
}

func firstCluster(s string) string {
	seq, _, n, _ := ansi.DecodeSequence(s, ansi.NormalState, nil)
	if n == 0 {
		return s
	}
	return seq
}

// room returns how many cells are left for a word on this line.
func (w *wrapper) room() int {
	return w.width - max(w.used, w.startOf()) - w.gapWidth
}

// startOf returns where the text of this line begins.
func (w *wrapper) startOf() int {
	if len(w.lines) == 0 {
		return 0
	}
	return w.indent
}

// place puts the spaces that wait before the next word on the line.
func (w *wrapper) place() {
	if w.used == 0 && len(w.lines) > 0 && w.indent > 0 {
		w.line, w.used = append(w.line, Span{Text, strings.Repeat(" ", w.indent)}), w.indent
	}
	w.line, w.used = append(w.line, w.gap...), w.used+w.gapWidth
	w.gap, w.gapWidth = nil, 0
}

func (w *wrapper) flush() {
	if len(w.line) == 0 && len(w.lines) > 0 && w.gapWidth == 0 {
		return
	}
	w.lines, w.line, w.used = append(w.lines, w.line), nil, 0
}

// Columns sets a left and a right part on one line of width cells with at
// least two spaces between them; where both do not fit the left is shortened.
func Columns(left, right Line, width int) Line {
	room := width - right.Width()
	if right.Width() == 0 {
		return Shorten(left, width)
	}
	if room < 4 {
		return Shorten(right, width)
	}
	left = Shorten(left, room-2)
	gap := strings.Repeat(" ", width-left.Width()-right.Width())
	return append(append(append(Line{}, left...), Span{Text, gap}), right...)
}

// Shorten cuts a line to width cells and marks the cut. It is for titles and
// labels only: instructions wrap.
func Shorten(l Line, width int) Line {
	if l.Width() <= width {
		return l
	}
	var out Line
	for _, s := range l {
		text := Safe(s.Text)
		if n := ansi.StringWidth(text); n <= width-1 {
			out, width = append(out, Span{s.Role, text}), width-n
			continue
		}
		return append(out, Span{s.Role, ansi.Truncate(text, max(0, width), "…")})
	}
	return out
}

// Pad fills a text with spaces to n cells, on its right.
func Pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-Width(s))) }

// PadLeft fills a text with spaces to n cells, on its left: for numbers.
func PadLeft(s string, n int) string { return strings.Repeat(" ", max(0, n-Width(s))) + s }
