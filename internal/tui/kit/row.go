package kit

import (
	"strings"

	"soprun/internal/present"
)

// Toned is how a tone is drawn.
func Toned(t present.Tone) Role { return roles[t] }

// The widest that rows are set, in cells: where there is one cell that takes the room
// that is left, and where there is none.
const (
	widestRow  = 120
	widestName = 90
)

// A row with a main cell takes two lines below stackedBelow, and wherever less than
// leastMain is left for that cell beside the others: a title in a column of three words takes more.
const (
	stackedBelow = 76
	leastMain    = 20
)

// Row draws a row of a list. What is main goes on below its beginning and is not cut;
// on a narrow terminal the rest stands below it.
func Row(cells []present.Cell, selected bool, env Env) []Line {
	var at [3][]present.Cell
	for _, c := range cells {
		at[c.At] = append(at[c.At], c)
	}
	before, main, end := spans(at[present.Before], selected, env), spans(at[present.Main], selected, env), spans(at[present.End], selected, env)
	if len(main) == 0 {
		return []Line{Columns(append(Line{Mark(selected)}, before...), end, min(env.Width-2, widestName))}
	}
	width := min(env.Width-2, widestRow)
	left := append(append(Line{Mark(selected)}, before...), Span{Text, "  "})
	room := width - left.Width() - end.Width() - 2
	if width < stackedBelow || room < leastMain {
		return append(Wrap(append(Line{Mark(selected)}, main...), width, 2), Columns(append(L(Text, "  "), before...), end, width))
	}
	rows := Wrap(main, room, 0)
	for i := range rows[1:] { // a title goes on below its beginning
		rows[i+1] = append(L(Text, strings.Repeat(" ", left.Width())), rows[i+1]...)
	}
	rows[0] = Columns(append(left, rows[0]...), end, width)
	return rows
}

// spans sets cells beside each other, each padded to its width. One that is longer is
// shortened where something main stands behind it.
func spans(cells []present.Cell, selected bool, env Env) (out Line) {
	for i, c := range cells {
		if i > 0 {
			out = append(out, Span{Text, "  "})
		}
		role, width := roles[c.Tone], c.Width
		if c.Lead && selected {
			role = Accent
		}
		if c.Narrow > 0 {
			if env.Width < 80 {
				width = c.Narrow
			}
		} else if width > 0 {
			c.Text = Shorten(L(Text, c.Text), width).String()
		}
		out = append(out, Span{role, Pad(c.Text, width)})
	}
	return out
}
