package chart

import (
	"fmt"
	"strings"
	"unicode/utf8"
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
	sideBySide  = 64
	leastBar    = 16
	countCells  = 14 // "    26    43 %"
	mostName    = 24
	mostWhat    = 40
)

// Draw draws the bars, one a row or two. selected is the place of one that is marked, -1 for
// none.
func (p Pareto) Draw(size Size, style Style, selected int) (Drawn, error) {
	all := p.all()
	if size.Width < leastPareto {
		return Drawn{}, TooSmall{Size{leastPareto, 2 * len(all)}}
	}
	l := p.layout(size.Width, style)
	total, sum := p.total(), 0
	var out Drawn
	for i, b := range all {
		sum += b.Count
		class, mark := Plain, "  "
		if i == selected {
			class, mark = Selected, string(style.glyphs().mark)+" "
		}
		said := Row{{class, mark}, {class, style.fit(b.Name, l.names) + "  "}, {Plain, style.fit(b.What, l.whats) + "  "}}
		if l.stacked {
			out.Rows = append(out.Rows, Row{{class, mark}, {class, b.Name + "  "}, {Plain, b.What}}.cut(style, size.Width))
			said = Row{{Plain, "    "}}
		}
		bar := p.bar(b, l.room, style)
		drawn := Row{{Fine, bar}, {Plain, strings.Repeat(" ", l.room-utf8.RuneCountInString(bar)) + fmt.Sprintf("%6d", b.Count)}, {Quiet, fmt.Sprintf("%6d %%", percent(sum, total))}}
		out.Rows = append(out.Rows, append(said, drawn...))
	}
	return out, nil
}

// bars are where the parts of a Pareto stand.
type bars struct {
	names, whats, room int
	stacked            bool
}

func (p Pareto) layout(width int, style Style) (l bars) {
	for _, b := range p.all() {
		l.names, l.whats = max(l.names, min(mostName, style.width(b.Name))), max(l.whats, min(mostWhat, style.width(b.What)))
	}
	if l.stacked = width < sideBySide; l.stacked {
		l.room = width - 4 - countCells
		return l
	}
	over := 2 + l.names + 2 + l.whats + 2 + leastBar + countCells - width
	l.whats -= max(0, over)
	l.room = width - 2 - l.names - 2 - l.whats - 2 - countCells
	return l
}

func (p Pareto) total() (n int) {
	for _, b := range p.all() {
		n += b.Count
	}
	return n
}

// most is how many the longest bar is: those of no step in particular do not set the scale.
func (p Pareto) most() int {
	n := 1
	for _, b := range p.Bars {
		n = max(n, b.Count)
	}
	return n
}

// bar draws a bar; one that is longer than the scale ends in a sign.
func (p Pareto) bar(b Bar, room int, style Style) string {
	most, glyph := p.most(), string(style.glyphs().bar)
	if b.Count > most {
		return strings.Repeat(glyph, room-1) + "+"
	}
	return strings.Repeat(glyph, max(1, (b.Count*room+most/2)/most))
}

// cut returns a row of at most so many cells.
func (r Row) cut(style Style, width int) (out Row) {
	for _, s := range r {
		if n := style.width(s.Text); n > width {
			s.Text = style.fit(s.Text, width)
		}
		width -= style.width(s.Text)
		out = append(out, s)
	}
	return out
}

// percent is a part of a whole, halves up.
func percent(part, whole int) int { return (200*part + whole) / max(1, 2*whole) }
