package present

import (
	"slices"
	"strings"

	"soprun/sop/page"
)

// Lay sets a page's prose in lines of at most width cells, for a screen or for
// paper: paragraphs wrap, lists hang, code stands as it is written, and the
// cells of a table wrap in their columns. A blank line parts the blocks.
func Lay(md string, width int) [][]Piece { return LayBlocks(page.Blocks(md), width) }

// LayBlocks is Lay for blocks that were read already.
func LayBlocks(blocks []page.Block, width int) [][]Piece {
	var out [][]Piece
	for i, b := range blocks {
		if i > 0 && !tight(blocks[i-1], b) {
			out = append(out, nil)
		}
		out = append(out, layBlock(b, max(1, width))...)
	}
	return out
}

// tight reports whether a block follows another one without a blank line: a
// list belongs to the sentence that leads to it.
func tight(before, b page.Block) bool {
	return b.Kind == page.List && before.Kind == page.Paragraph || before.Kind == page.Heading
}

// Rows is LayBlocks as plain lines.
func Rows(blocks []page.Block, width int) []string {
	var out []string
	for _, row := range LayBlocks(blocks, width) {
		var b strings.Builder
		for _, p := range row {
			b.WriteString(Safe(p.Text))
		}
		out = append(out, b.String())
	}
	return out
}

func layBlock(b page.Block, width int) [][]Piece {
	switch b.Kind {
	case page.Paragraph:
		return layText(Pieces(b.Spans), width)
	case page.Heading:
		return layText(weighted(Pieces(b.Spans), Heading), width)
	case page.List:
		return layList(b, width)
	case page.Table:
		return layTable(b.Rows, width)
	case page.Code:
		var out [][]Piece
		for _, line := range b.Lines {
			out = append(out, Wrap([]Piece{{Strong, "  " + strings.ReplaceAll(line, "\t", "    ")}}, width, 4)...)
		}
		return out
	case page.Picture:
		return layText([]Piece{{Plainly, Captioned(b.Figure)}}, width)
	case page.Quote:
		return prefixed("> ", "> ", b.Blocks, width)
	case page.AlertBlock:
		return append([][]Piece{{{Strong, b.Alert}}}, prefixed("  ", "  ", b.Blocks, width)...)
	default:
		return [][]Piece{{{Faint, strings.Repeat("-", min(width, 20))}}}
	}
}

// layText wraps text, and breaks it where the page does.
func layText(text []Piece, width int) [][]Piece {
	var out [][]Piece
	for _, line := range broken(text) {
		out = append(out, Wrap(line, width, 0)...)
	}
	return out
}

// broken parts pieces where the page breaks the line.
func broken(text []Piece) [][]Piece {
	lines := [][]Piece{nil}
	for _, p := range text {
		for i, part := range strings.Split(p.Text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			if part != "" {
				lines[len(lines)-1] = append(lines[len(lines)-1], Piece{p.Style, part})
			}
		}
	}
	return lines
}

func weighted(text []Piece, weight Weight) []Piece {
	for i := range text {
		text[i].Style = weight
	}
	return text
}

func layList(b page.Block, width int) [][]Piece {
	var out [][]Piece
	marks := 0
	for _, item := range b.Items {
		marks = max(marks, len(item.Mark)+1)
	}
	for i, item := range b.Items {
		if i > 0 && (len(item.Blocks) > 2 || len(b.Items[i-1].Blocks) > 2) {
			out = append(out, nil)
		}
		first := item.Mark + strings.Repeat(" ", marks-len(item.Mark))
		out = append(out, prefixed(first, strings.Repeat(" ", marks), item.Blocks, width)...)
	}
	return out
}

// prefixed lays blocks out behind a mark.
func prefixed(first, rest string, blocks []page.Block, width int) [][]Piece {
	lines := LayBlocks(blocks, width-len(first))
	if len(lines) == 0 {
		lines = [][]Piece{nil}
	}
	for i := range lines {
		mark := rest
		if i == 0 {
			mark = first
		}
		if strings.TrimSpace(mark) == "" && len(lines[i]) == 0 {
			continue
		}
		lines[i] = append([]Piece{{Plainly, mark}}, lines[i]...)
	}
	return lines
}

// gap is how many cells stand between two columns of a table.
const gap = 2

// layTable sets a table in columns as wide as their cells; where the width does
// not hold them the cells wrap, and where not even their words fit side by side
// each row becomes lines.
func layTable(rows [][][]page.Span, width int) [][]Piece {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil
	}
	columns := columnWidths(rows, width-gap*(len(rows[0])-1))
	if columns == nil {
		return stacked(rows, width)
	}
	var out [][]Piece
	wrapped := false
	for i, row := range rows {
		lines := tableRow(row, columns, i == 0)
		wrapped = wrapped || i > 0 && len(lines) > 1
		if wrapped && i > 1 {
			out = append(out, nil)
		}
		out = append(out, lines...)
		if i == 0 {
			out = append(out, tableRule(columns))
		}
	}
	return out
}

// columnWidths shares the cells of a line among the columns, nil where it holds
// not even their longest words. Where the rows fit on a line each, their headers wrap.
func columnWidths(rows [][][]page.Span, room int) []int {
	n := len(rows[0])
	widths, whole, below := make([]int, n), make([]int, n), make([]int, n)
	least, most, unbroken := 0, 0, 0
	for i := range n {
		for y, row := range rows {
			text := cellText(row[i])
			whole[i] = max(whole[i], Width(text), 1)
			if y > 0 {
				below[i] = max(below[i], Width(text))
			}
			for word := range strings.FieldsSeq(text) {
				widths[i] = max(widths[i], Width(word), 1)
			}
		}
		below[i] = max(below[i], widths[i])
		least, most, unbroken = least+widths[i], most+whole[i], unbroken+below[i]
	}
	switch {
	case most <= room:
		return whole
	case least > room:
		return nil
	case unbroken <= room:
		widths, least = below, unbroken
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	lacks := func(i int) int { return whole[i] - widths[i] }
	slices.SortStableFunc(order, func(a, b int) int { return lacks(a) - lacks(b) })
	left := room - least
	for at, i := range order { // who lacks little is served first, so that few cells wrap
		more := min(lacks(i), left/(n-at))
		widths[i], left = widths[i]+more, left-more
	}
	return widths
}

// tableRow sets the cells of a row side by side.
func tableRow(row [][]page.Span, columns []int, header bool) [][]Piece {
	cells := make([][][]Piece, len(row))
	height := 1
	for i, cell := range row {
		text := Pieces(cell)
		if header {
			text = weighted(text, Heading)
		}
		cells[i] = layText(text, columns[i])
		height = max(height, len(cells[i]))
	}
	out := make([][]Piece, height)
	for y := range height {
		pad := 0
		for i, lines := range cells {
			used := 0
			if y < len(lines) && len(lines[y]) > 0 {
				if pad > 0 {
					out[y] = append(out[y], Piece{Plainly, strings.Repeat(" ", pad)})
				}
				pad = 0
				out[y] = append(out[y], lines[y]...)
				for _, p := range lines[y] {
					used += Width(p.Text)
				}
			}
			pad += columns[i] - used + gap
		}
	}
	return out
}

func tableRule(columns []int) []Piece {
	parts := make([]string, len(columns))
	for i, n := range columns {
		parts[i] = strings.Repeat("-", n)
	}
	return []Piece{{Faint, strings.Join(parts, strings.Repeat(" ", gap))}}
}

// stacked sets each row of a table as lines: the header of a cell, and the cell.
func stacked(rows [][][]page.Span, width int) [][]Piece {
	var out [][]Piece
	for i, row := range rows[min(1, len(rows)-1):] {
		if i > 0 {
			out = append(out, nil)
		}
		for at, cell := range row {
			text := Pieces(cell)
			if len(rows) > 1 && cellText(rows[0][at]) != "" {
				head := append(weighted(Pieces(rows[0][at]), Heading), Piece{Heading, ": "})
				text = append(head, text...)
			}
			for _, line := range broken(text) {
				out = append(out, Wrap(line, width, 2)...)
			}
		}
	}
	return out
}
