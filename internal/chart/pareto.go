package chart

import (
	"fmt"
	"strings"
)

// Pareto is how often something happened, by where: the most first, with what the first ones
// are of all.
type Pareto struct {
	Bars   []Bar // the most first
	Others Bar   // what is not among them, together; zero for nothing
}

// Bar is one place and how often it happened there.
type Bar struct {
	Name  string // "EQ-014 #read"
	What  string // "high above 8.0"
	Count int
}

// all are the bars with what is not among them.
func (p Pareto) all() []Bar {
	if p.Others.Count > 0 {
		return append(append([]Bar(nil), p.Bars...), p.Others)
	}
	return p.Bars
}

// The cells of a Pareto: below sideBySide the words stand above their bar.
const (
	leastPareto = 30
	sideBySide  = 72
	countCells  = 14 // "  26    43 %"
	mostName    = 24
	mostWhat    = 26
)

// Draw draws the bars, one a row or two. selected is the place of one that is marked, -1 for
// none.
func (p Pareto) Draw(size Size, style Style, selected int) (Drawn, error) {
	all := p.all()
	if size.Width < leastPareto {
		return Drawn{}, TooSmall{Size{leastPareto, 2 * len(all)}}
	}
	total, most, names, whats := 0, 1, 0, 0
	for _, b := range all {
		total, most = total+b.Count, max(most, b.Count)
		names, whats = max(names, min(mostName, style.width(b.Name))), max(whats, min(mostWhat, style.width(b.What)))
	}
	words := names + 2 + whats + 2
	stacked := size.Width < sideBySide
	if stacked {
		words = 2
	}
	room := size.Width - 2 - words - countCells
	glyph := string(style.glyphs().bar)
	sum := 0
	var out Drawn
	for i, b := range all {
		sum += b.Count
		class, mark := Plain, "  "
		if i == selected {
			class, mark = Selected, string(style.glyphs().mark)+" "
		}
		said := Row{{class, mark}, {class, style.pad(b.Name, names) + "  "}, {Plain, style.pad(b.What, whats) + "  "}}
		bar := max(1, (b.Count*room+most/2)/most)
		drawn := Row{{Fine, strings.Repeat(glyph, bar)}, {Plain, strings.Repeat(" ", room-bar) + fmt.Sprintf("%6d", b.Count)}, {Quiet, fmt.Sprintf("%6d %%", percent(sum, total))}}
		if stacked {
			out.Rows = append(out.Rows, Row{{class, mark}, {class, b.Name + "  "}, {Plain, b.What}}.cut(style, size.Width))
			said = Row{{Plain, "    "}}
		}
		out.Rows = append(out.Rows, append(said, drawn...))
	}
	return out, nil
}

// cut returns a row of at most so many cells.
func (r Row) cut(style Style, width int) (out Row) {
	for _, s := range r {
		if n := style.width(s.Text); n > width {
			s.Text = style.pad(s.Text, width)
		}
		width -= style.width(s.Text)
		out = append(out, s)
	}
	return out
}

// percent is a part of a whole, halves up.
func percent(part, whole int) int { return (200*part + whole) / max(1, 2*whole) }
