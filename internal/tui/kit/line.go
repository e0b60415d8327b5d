package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"soprun/internal/present"
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
func Width(s string) int { return present.Width(s) }

// Wrap breaks a line into lines of at most width cells, at spaces where there
// are any, and starts every line after the first with indent spaces. No
// character is lost but the space at a break.
func Wrap(l Line, width, indent int) []Line {
	in := make([]present.Styled[Role], len(l))
	for i, s := range l {
		in[i] = present.Styled[Role]{Style: s.Role, Text: s.Text}
	}
	var out []Line
	for _, line := range present.Wrap(in, width, indent) {
		spans := make(Line, len(line))
		for i, s := range line {
			spans[i] = Span{s.Style, s.Text}
		}
		out = append(out, spans)
	}
	return out
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
