// Package chart draws pictures in the cells of a terminal, and the same ones as SVG: readings
// and controls over time, exceptions by step, and slots by day. It is given what is to be
// seen and says where that stands; it knows no colour, no key, and not what a record is.
//
// What a mark means is in its shape, and whoever shows a picture says it in words beside it.
package chart

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Class is what a piece of a picture means. Whoever draws it gives it a look.
type Class int

// The classes.
const (
	Plain    Class = iota
	Quiet          // axes, means, what is not required
	Limit          // a line that nothing should lie beyond
	Fine           // a reading within its limits, a slot that was done
	Look           // one to be looked at
	Out            // one beyond its limits, a slot that was missed
	Selected       // the one that is read
)

// Span is a text in one class.
type Span struct {
	Class Class
	Text  string
}

// Row is one row of a picture.
type Row []Span

// String returns the row's text.
func (r Row) String() string {
	var b strings.Builder
	for _, s := range r {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Size is how many cells there are.
type Size struct{ Width, Height int }

// Style says in what a picture is drawn.
type Style struct {
	ASCII bool
	// Width returns how many cells a text takes; nil where that is one a letter.
	Width func(string) int
}

func (s Style) width(text string) int {
	if s.Width == nil {
		return utf8.RuneCountInString(text)
	}
	return s.Width(text)
}

// pad fills a text with spaces to n cells, and cuts one that is longer.
func (s Style) pad(text string, n int) string {
	for s.width(text) > n {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text + strings.Repeat(" ", n-s.width(text))
}

// fit is pad for words: those that are cut end in a sign that more was said.
func (s Style) fit(text string, n int) string {
	more := "…"
	if s.ASCII {
		more = ".."
	}
	if over := s.width(text) > n && n > s.width(more); !over {
		return s.pad(text, n)
	}
	return s.pad(strings.TrimRight(s.pad(text, n-s.width(more)), " ")+more, n)
}

// padLeft is pad with the spaces before the text.
func (s Style) padLeft(text string, n int) string {
	return strings.Repeat(" ", max(0, n-s.width(text))) + strings.TrimRight(s.pad(text, n), " ")
}

// glyphs are the marks of a picture.
type glyphs struct {
	fine, look, out, limit, dot, change, three, two, bar, mark rune
}

func (s Style) glyphs() glyphs {
	if s.ASCII {
		return glyphs{'o', '!', 'X', '-', '.', '|', '=', '-', '#', '^'}
	}
	return glyphs{'●', '▲', '■', '╌', '·', '┊', '═', '─', '█', '▴'}
}

// of returns the mark of a state.
func (g glyphs) of(s State) (rune, Class) {
	switch s {
	case IsOut:
		return g.out, Out
	case IsLook:
		return g.look, Look
	default:
		return g.fine, Fine
	}
}

// State is how a point stands.
type State int

// The states, the gravest last.
const (
	IsFine State = iota
	IsLook       // to be looked at
	IsOut        // beyond its limits
)

// TooSmall is returned where a picture does not fit.
type TooSmall struct{ Needs Size }

func (e TooSmall) Error() string {
	return fmt.Sprintf("there is no room for the picture: it needs %d columns and %d lines", e.Needs.Width, e.Needs.Height)
}

// canvas is cells that are drawn on.
type canvas struct {
	width int
	rows  [][]cell
}

type cell struct {
	glyph rune
	class Class
}

func newCanvas(width, height int) *canvas {
	c := &canvas{width: width, rows: make([][]cell, height)}
	for i := range c.rows {
		c.rows[i] = make([]cell, width)
		for j := range c.rows[i] {
			c.rows[i][j].glyph = ' '
		}
	}
	return c
}

func (c *canvas) set(x, y int, glyph rune, class Class) {
	if y >= 0 && y < len(c.rows) && x >= 0 && x < c.width {
		c.rows[y][x] = cell{glyph, class}
	}
}

// text sets a text, as far as it has room.
func (c *canvas) text(x, y int, text string, class Class) {
	for _, r := range text {
		c.set(x, y, r, class)
		x++
	}
}

// row returns a row of cells as spans.
func (c *canvas) row(y int) (out Row) {
	for _, cell := range c.rows[y] {
		if n := len(out); n > 0 && out[n-1].Class == cell.class {
			out[n-1].Text += string(cell.glyph)
			continue
		}
		out = append(out, Span{cell.class, string(cell.glyph)})
	}
	return out
}
