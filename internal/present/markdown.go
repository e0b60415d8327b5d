package present

import (
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/page"
)

// Weight is how a piece of a page's text is set off from the text around it.
type Weight int

// The weights.
const (
	Plainly Weight = iota
	Strong         // emphasis, code or a link
	Heading        // a heading, and the header of a table
	Faint          // what is read last: rules, and the keys of sources
)

// Piece is a part of a line of a page's text.
type Piece = Styled[Weight]

// Inline turns the inline markdown of a step, an alert or a label into pieces.
func Inline(md string) []Piece {
	return slices.Clone(inlined.Of(md, func() []Piece { return Pieces(page.Inline(md)) }))
}

// inlined keeps the texts of the steps and labels of a few pages.
var inlined = Memory[string, []Piece]{Most: 512}

// StruckOut says of words that they hold no more: a line through them is not
// seen everywhere.
const StruckOut = "[struck out: "

// Pieces says spans with their weights.
func Pieces(spans []page.Span) []Piece {
	var out []Piece
	for i, s := range spans {
		weight := Plainly
		if s.Strong {
			weight = Strong
		}
		if s.Struck && (i == 0 || !spans[i-1].Struck) {
			out = append(out, Piece{Plainly, StruckOut})
		}
		out = append(out, Piece{weight, s.Text})
		if s.Struck && (i == len(spans)-1 || !spans[i+1].Struck) {
			out = append(out, Piece{Plainly, "]"})
		}
	}
	return out
}

// join returns the words of pieces, safe to show.
func join(list []Piece) string {
	var b strings.Builder
	for _, p := range list {
		b.WriteString(Safe(p.Text))
	}
	return strings.TrimSpace(b.String())
}

// Plain returns inline markdown as plain words.
func Plain(md string) string { return join(Inline(md)) }

// Instruction returns what a step says to do. Behind a condition the page goes
// on in lower case; alone it starts with a capital.
func Instruction(s sop.Step) []Piece {
	out := Inline(s.Text)
	if s.If != nil && len(out) > 0 {
		out[0].Text = Capital(out[0].Text)
	}
	return out
}

// Do returns what a step says to do as plain words.
func Do(s sop.Step) string { return join(Instruction(s)) }

// Prose returns markdown as lines to be said or read one by one: one for each
// paragraph, heading, item of a list, row of a table and line of code, without
// the marks. What is in a list is indented, for whoever sees it.
func Prose(md string) []string { return spoken(page.Blocks(md)) }

func spoken(blocks []page.Block) []string {
	var out []string
	for _, b := range blocks {
		switch b.Kind {
		case page.Paragraph, page.Heading:
			for line := range strings.SplitSeq(Text(b.Spans), "\n") {
				if line = strings.TrimSpace(Safe(line)); line != "" {
					out = append(out, line)
				}
			}
		case page.Code:
			for _, line := range b.Lines {
				out = append(out, strings.TrimRight(Safe(line), " "))
			}
		case page.List:
			for _, item := range b.Items {
				out = append(out, hung(item.Mark+" ", spoken(item.Blocks))...)
			}
		case page.Table:
			out = append(out, rowsSaid(b.Rows)...)
		case page.Picture:
			out = append(out, Captioned(b.Figure))
		case page.Quote:
			out = append(out, lead("Quote: ", spoken(b.Blocks))...)
		case page.AlertBlock:
			out = append(out, lead(b.Alert+". ", spoken(b.Blocks))...)
		case page.Rule:
		}
	}
	return out
}

// Captioned says what a figure shows.
func Captioned(f sop.Figure) string { return "Figure: " + Sentence(Safe(f.Caption)) }

// Text returns the words of spans, with the line breaks of the page.
func Text(spans []page.Span) string {
	var b strings.Builder
	for _, p := range Pieces(spans) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// lead puts a word before the first of some lines.
func lead(word string, lines []string) []string {
	if len(lines) == 0 {
		return []string{strings.TrimSpace(word)}
	}
	lines[0] = word + lines[0]
	return lines
}

// hung puts a mark before the first of some lines and indents the others to it.
func hung(mark string, lines []string) []string {
	lines = lead(mark, lines)
	for i := range lines[1:] {
		lines[i+1] = strings.Repeat(" ", len(mark)) + lines[i+1]
	}
	return lines
}

// rowsSaid says each row of a table with the headers of its cells.
func rowsSaid(rows [][][]page.Span) []string {
	var out []string
	for _, row := range rows[min(1, len(rows)-1):] {
		var cells []string
		for i, cell := range row {
			text := cellText(cell)
			if head := cellText(rows[0][i]); head != "" && len(rows) > 1 {
				text = head + ": " + text
			}
			if text != "" {
				cells = append(cells, strings.TrimSpace(text))
			}
		}
		out = append(out, strings.Join(cells, "; "))
	}
	return out
}

// cellText returns the words of a cell on one line.
func cellText(spans []page.Span) string {
	return strings.Join(strings.Fields(Safe(Text(spans))), " ")
}
