package report

import (
	"slices"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

func (p *pdf) number() string { return strconv.Itoa(p.PageNo()) }

// pad is between a cell's border and its text, in millimetres.
const pad = 0.8

// table sets a table row by row. A row that has no room goes on on the next sheet, between
// its lines.
func (p *pdf) table(t *table, size float64) error {
	widths := shares(t.columns)
	p.SetY(p.GetY() + 1)
	p.put(t.caption, size+0.5, true)
	p.keep(25)
	p.head = func() { p.row(p.heads(t.columns, widths, size), widths, size) }
	p.head()
	n := 0
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		n++
		p.row(p.cells(row, t.columns, widths, size), widths, size)
	}
	if n == 0 {
		p.row([]block{{lines: []span{{text: t.empty}}}}, []float64{inner}, size)
	}
	p.head = nil
	p.SetY(p.GetY() + 1.5)
	return nil
}

// shares are the widths of columns, in millimetres.
func shares(columns []column) (widths []float64) {
	sum := 0.0
	for _, c := range columns {
		sum += c.Share
	}
	for _, c := range columns {
		widths = append(widths, inner*c.Share/sum)
	}
	return widths
}

// block is a cell as it is set, and span a line of it.
type block struct {
	lines []span
	end   bool
	grey  bool // it is a heading
}

type span struct {
	text  string
	bold  bool
	small bool
}

// heads are the cells above the columns.
func (p *pdf) heads(columns []column, widths []float64, size float64) (out []block) {
	for i, c := range columns {
		b := block{end: c.End, grey: true}
		b.lines = p.runs(c.Title, widths[i], size-1, true, false)
		if c.Limits != "" {
			b.lines = append(b.lines, p.runs(c.Limits, widths[i], size-1, false, false)...)
		}
		out = append(out, b)
	}
	return out
}

func (p *pdf) cells(row []cell, columns []column, widths []float64, size float64) (out []block) {
	for i, c := range row {
		b := block{end: columns[i].End}
		for text := range strings.SplitSeq(c.Text, "\n") {
			b.lines = append(b.lines, p.runs(text, widths[i], size, c.Strong, false)...)
		}
		if c.Small != "" {
			b.lines = append(b.lines, p.runs(c.Small, widths[i], size, false, true)...)
		}
		out = append(out, b)
	}
	return out
}

// smaller is by how many points what stands under a text is.
const smaller = 1.2

// runs wraps a text in a column.
func (p *pdf) runs(text string, width, size float64, bold, small bool) (out []span) {
	if small {
		size -= smaller
	}
	p.style(size, bold)
	for _, line := range p.wrap(text, width-2*pad) {
		out = append(out, span{line, bold, small})
	}
	return out
}

// row draws cells beside each other, as many of their lines as have room, and the rest on
// the next sheet.
func (p *pdf) row(cells []block, widths []float64, size float64) {
	high := leading(size)
	most := 1
	for _, c := range cells {
		most = max(most, len(c.lines))
	}
	if whole := float64(most)*high + 2*pad; p.room() < whole && (whole < sheetHeight/6 || p.room() < 4*high) && !cells[0].grey {
		p.sheet()
	}
	for from := 0; from < most; {
		fit := max(1, min(most-from, int((p.room()-2*pad)/high)))
		p.lines(cells, widths, size, from, from+fit)
		if from += fit; from < most {
			p.sheet()
			cells[0].lines = goesOn(cells[0].lines, from)
		}
	}
}

// goesOn are the lines of the first cell of a row that goes on from one on: what it begins
// with is said again.
func goesOn(lines []span, from int) []span {
	if len(lines) == 0 || len(lines) > from {
		return lines
	}
	again := lines[0]
	again.text += " ..."
	return append(slices.Grow(lines, from), append(make([]span, from-len(lines)), again)...)
}

// lines draws some lines of the cells of a row.
func (p *pdf) lines(cells []block, widths []float64, size float64, from, to int) {
	x, y, high := margin, p.GetY(), leading(size)
	height := float64(to-from)*high + 2*pad
	p.SetLineWidth(0.15)
	for i, c := range cells {
		kind := "D"
		if c.grey {
			p.SetFillColor(236, 236, 236)
			kind = "DF"
		}
		p.Rect(x, y, widths[i], height, kind)
		align := map[bool]string{true: "R", false: "L"}[c.end]
		for n := from; n < min(to, len(c.lines)); n++ {
			l := c.lines[n]
			of := size
			switch {
			case l.small:
				of -= smaller
			case c.grey:
				of -= 1
			}
			p.style(of, l.bold)
			p.SetXY(x+pad, y+pad+float64(n-from)*high)
			p.CellFormat(widths[i]-2*pad, high, l.text, "", 0, align, false, 0, "")
		}
		x += widths[i]
	}
	p.SetXY(margin, y+height)
}

// wrap breaks a text into lines of a width, in the type that is set, between words; a word
// that is longer than a line is broken too.
func (p *pdf) wrap(text string, width float64) (lines []string) {
	line, used := "", 0.0
	space := p.width(" ")
	for _, word := range strings.Fields(p.font.readable(text)) {
		for _, piece := range p.broken(word, width) {
			w := p.width(piece)
			if line != "" && used+space+w > width {
				lines, line, used = append(lines, line), "", 0
			}
			if line != "" {
				line, used = line+" ", used+space
			}
			line, used = line+piece, used+w
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// broken is a word in pieces that fit a width.
func (p *pdf) broken(word string, width float64) (out []string) {
	if p.width(word) <= width {
		return []string{word}
	}
	letters := []rune(word)
	for len(letters) > 0 {
		n := 1
		for used := p.width(string(letters[:1])); n < len(letters); n++ {
			if used += p.width(string(letters[n])); used > width {
				break
			}
		}
		out, letters = append(out, string(letters[:n])), letters[n:]
	}
	return out
}

// mostWidths is how many words are remembered.
const mostWidths = 1 << 14

// width is how wide a word is in the type that is set, in millimetres.
func (p *pdf) width(word string) float64 {
	key := word
	if p.bold {
		key = "\x00" + word
	}
	w, known := p.widths[key]
	if !known {
		if len(p.widths) >= mostWidths {
			clear(p.widths)
		}
		w = p.GetStringWidth(word) / p.size
		p.widths[key] = w
	}
	return w * p.size
}

// sizes are what the type of a month may be, in points: the largest with which it fits one
// sheet.
var sizes = []float64{7.5, 7, 6.5, 6, 5.6}

// chartHeight is how high a run chart is on paper, in millimetres.
const chartHeight = 38

// month sets the sheet of a month: its table, its chart and its notes on one sheet, as
// long as that can be read.
func (p *pdf) month(part part) error {
	var rows [][]cell
	for row, err := range part.table.rows {
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	part.table.rows = func(yield func([]cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	size := slices.IndexFunc(sizes, func(size float64) bool { return p.monthHeight(part, rows, size) <= p.room() })
	if size < 0 {
		size = len(sizes) - 2 // it goes on on a second sheet, and can be read
	}
	if err := p.table(part.table, sizes[size]); err != nil {
		return err
	}
	p.notes(part.notes, sizes[size])
	if part.chart != nil {
		p.keep(chartHeight + 4)
		p.SetY(p.GetY() + 1)
		p.draw(part.chart.draw(inner, chartHeight))
		p.SetY(p.GetY() + chartHeight)
		p.put(part.chart.title, sizes[size], false)
	}
	return nil
}

// monthHeight is how high the sheet of a month would be.
func (p *pdf) monthHeight(part part, rows [][]cell, size float64) float64 {
	widths := shares(part.table.columns)
	most := func(cells []block) float64 {
		n := 1
		for _, c := range cells {
			n = max(n, len(c.lines))
		}
		return float64(n)*leading(size) + 2*pad
	}
	height := 3 + leading(size+0.5) + 2.5 + most(p.heads(part.table.columns, widths, size))
	for _, row := range rows {
		height += most(p.cells(row, part.table.columns, widths, size))
	}
	p.style(size, false)
	for _, n := range part.notes {
		height += 0.8 + float64(len(p.wrap(n, inner)))*leading(size)
	}
	if part.chart != nil {
		height += chartHeight + 5 + leading(size)
	}
	return height
}

// draw draws a chart where the sheet is.
func (p *pdf) draw(d drawing) {
	x, y := margin, p.GetY()
	p.SetLineWidth(0.15)
	for _, l := range d.Lines {
		if l.Dashed {
			p.SetDashPattern([]float64{1.2, 1}, 0)
		}
		p.Line(x+l.X1, y+l.Y1, x+l.X2, y+l.Y2)
		if l.Dashed {
			p.SetDashPattern([]float64{}, 0)
		}
	}
	for _, m := range d.Marks {
		p.mark(x+m.X, y+m.Y, m)
	}
	p.style(6.5, false)
	for _, t := range d.Texts {
		text := p.font.readable(t.Text)
		at := x + t.X
		if t.End {
			at -= p.width(text)
		}
		p.Text(at, y+t.Y, text)
	}
	p.SetXY(margin, y)
}

// mark draws a reading: what is out of limits is filled and has a ring.
func (p *pdf) mark(x, y float64, m mark) {
	kind := "DF"
	p.SetFillColor(255, 255, 255)
	if m.Out {
		p.SetFillColor(0, 0, 0)
		p.Circle(x, y, 1.8, "D")
	}
	switch m.Shape {
	case 0:
		p.Circle(x, y, 0.8, kind)
	case 1:
		p.polygon(x, y, kind, []float64{-0.9, 0.7, 0.9, 0.7, 0, -0.9})
	default:
		p.polygon(x, y, kind, []float64{-0.9, -0.7, 0.9, -0.7, 0, 0.9})
	}
}

func (p *pdf) polygon(x, y float64, kind string, at []float64) {
	var points []fpdf.PointType
	for i := 0; i < len(at); i += 2 {
		points = append(points, fpdf.PointType{X: x + at[i], Y: y + at[i+1]})
	}
	p.Polygon(points, kind)
}
