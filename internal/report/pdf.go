package report

import (
	"context"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"soprun/internal/present"
)

// A sheet of A4, in millimetres.
const (
	sheetWidth  = 210.0
	sheetHeight = 297.0
	margin      = 12.0
	footHeight  = 12.0
	inner       = sheetWidth - 2*margin
)

const face = "Go"

// WritePDF writes a report on sheets of A4.
func (r Report) WritePDF(ctx context.Context, w io.Writer) error {
	p := newPDF(r)
	for part, err := range r.parts(ctx) {
		if err == nil {
			err = p.part(part)
		}
		if err != nil {
			return err
		}
	}
	p.explainMissing()
	return p.Output(w)
}

// pdf is a report while it is set.
type pdf struct {
	*fpdf.Fpdf
	report Report
	font   *glyphs
	size   float64            // of the type, in points
	bold   bool               // what is written next
	widths map[string]float64 // of words that were measured, at one point
	parts  int
	head   func() // of a table, drawn on each sheet
}

func newPDF(r Report) *pdf {
	p := &pdf{Fpdf: fpdf.New("P", "mm", "A4", ""), report: r, font: newGlyphs(), widths: map[string]float64{}}
	p.AliasNbPages(sheets)
	p.AddUTF8FontFromBytes(face, "", goregular.TTF)
	p.AddUTF8FontFromBytes(face, "B", gobold.TTF)
	p.SetCatalogSort(true) // the same report is the same bytes
	p.SetCreationDate(r.At.UTC())
	p.SetModificationDate(r.At.UTC())
	p.SetTitle(p.font.readable(r.Title), true)
	p.SetLang("en-GB")
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0) // sheets are broken here, between lines
	p.SetCellMargin(0)
	p.SetFooterFunc(p.foot)
	p.sheet()
	p.put(r.Title, 14, true)
	p.SetY(p.GetY() + 1)
	return p
}

// sheet begins one more.
func (p *pdf) sheet() {
	p.AddPage()
	p.SetY(margin)
	if p.report.Banner != "" {
		p.SetLineWidth(0.4)
		p.Rect(margin, margin-4, inner, 5.5, "D")
		p.SetXY(margin+2, margin-3.4)
		p.style(8.5, true)
		p.CellFormat(inner-4, 4.2, p.font.readable(p.report.Banner), "", 0, "LM", false, 0, "")
		p.SetY(margin + 3)
	}
	if p.head != nil {
		p.head()
	}
}

// sheets stands for how many sheets there are, until that is known: no text that is set
// holds it.
const sheets = "\x01\x02"

// foot is drawn under every sheet.
func (p *pdf) foot() {
	size, bold := p.size, p.bold
	p.SetLineWidth(0.2)
	top := sheetHeight - footHeight
	p.Line(margin, top, sheetWidth-margin, top)
	p.style(6.5, false)
	lines := p.wrap(p.report.foot(), inner-16)
	for i, line := range lines {
		p.SetXY(margin, top+1+float64(i)*2.8)
		p.CellFormat(inner, 2.8, line, "", 0, "L", false, 0, "")
	}
	p.SetXY(margin, top+1)
	p.CellFormat(inner, 2.8, strings.Join([]string{"sheet", p.number(), "of", sheets}, " "), "", 0, "R", false, 0, "")
	p.style(size, bold)
}

// room is how much of the sheet is left, in millimetres.
func (p *pdf) room() float64 { return sheetHeight - footHeight - 1 - p.GetY() }

// style sets the type that is written next.
func (p *pdf) style(size float64, bold bool) {
	p.size, p.bold = size, bold
	if bold {
		p.SetFont(face, "B", size)
	} else {
		p.SetFont(face, "", size)
	}
}

// leading is how high a line of a size is, in millimetres.
func leading(size float64) float64 { return size * 0.3528 * 1.22 }

// put writes a text below what is there.
func (p *pdf) put(text string, size float64, bold bool) { p.putAt(0, text, size, bold) }

// putAt is put so far from the margin.
func (p *pdf) putAt(indent float64, text string, size float64, bold bool) {
	p.style(size, bold)
	for _, line := range p.wrap(text, inner-indent) {
		if p.room() < leading(size) {
			p.sheet()
			p.style(size, bold)
		}
		p.SetX(margin + indent)
		p.CellFormat(inner-indent, leading(size), line, "", 0, "L", false, 0, "")
		p.SetY(p.GetY() + leading(size))
	}
}

// part sets one part.
func (p *pdf) part(part part) error {
	if p.parts++; part.apart && (p.parts > 2 || p.report.Kind == OfPortfolio) { // behind what every report says of itself
		p.sheet()
	}
	month := p.report.Kind == OfMonth
	if part.heading != "" {
		p.keep(20)
		p.SetY(p.GetY() + 2)
		p.put(part.heading, 11.5, true)
		p.SetLineWidth(0.3)
		p.Line(margin, p.GetY()+0.5, sheetWidth-margin, p.GetY()+0.5)
		p.SetY(p.GetY() + 1.5)
	}
	p.facts(part.facts, map[bool]float64{true: 7, false: 8.5}[month])
	for _, g := range part.groups {
		p.group(g)
	}
	p.document(part.doc)
	if part.table != nil {
		if month {
			return p.month(part)
		}
		if err := p.table(part.table, tableSize); err != nil {
			return err
		}
	}
	p.figures(part.figures)
	p.notes(part.notes, 7.5)
	return p.Error()
}

// tableSize is the type of a table of records, in points.
const tableSize = 7.5

func (p *pdf) notes(notes []string, size float64) {
	for _, n := range notes {
		p.SetY(p.GetY() + 0.8)
		p.put(n, size, false)
	}
}

// keep begins a sheet where so much has no room on this one.
func (p *pdf) keep(height float64) {
	if p.room() < height {
		p.sheet()
	}
}

// labels is how wide the labels of facts are, in millimetres.
const labels = 24

func (p *pdf) facts(facts []Term, size float64) {
	for _, f := range facts {
		p.fact(f, labels, size, false)
	}
	if len(facts) > 0 {
		p.SetY(p.GetY() + 1.5)
	}
}

// fact sets a label and what it says beside it, so far from the margin. A label that is wider
// has its line to itself.
func (p *pdf) fact(f Term, indent, size float64, strong bool) {
	p.keep(leading(size))
	p.style(size, true)
	label, y := p.font.readable(f.Name), p.GetY()
	if p.width(label) > indent-1 {
		p.put(f.Name, size, true)
		y = p.GetY()
	} else {
		p.CellFormat(indent, leading(size), label, "", 0, "L", false, 0, "")
	}
	p.SetY(y)
	p.putAt(indent, f.Value, size, strong)
}

// wideLabels is how wide the labels of a group are, and codeLabels those that are codes, in
// millimetres.
const (
	wideLabels = 37
	codeLabels = 12
)

// group sets lines with labels under their heading: together, where they have room on one
// sheet and are no list.
func (p *pdf) group(g group) {
	height := 6 + leading(8.5)
	p.style(docSize, true) // the wider type
	for _, l := range g.Lines {
		height += float64(len(p.wrap(l.Value, inner-wideLabels)))*leading(docSize) + 0.6
	}
	if g.Narrow || height > sheetHeight-footHeight-margin-10 {
		height = 24
	}
	p.keep(height)
	p.SetY(p.GetY() + 2.5)
	p.put(strings.ToUpper(g.Heading), 8.5, true)
	p.SetY(p.GetY() + 0.5)
	indent := map[bool]float64{true: codeLabels, false: wideLabels}[g.Narrow]
	for _, l := range g.Lines {
		p.fact(l.Term, indent, docSize, l.Strong)
		p.SetY(p.GetY() + 0.6)
	}
}

// indents are how far a line stands below the one before, in millimetres.
var indents = []float64{0, 9, 15, 21}

const docSize = 9

func (p *pdf) document(doc present.Doc) {
	for _, s := range doc {
		p.keep(12)
		p.SetY(p.GetY() + 2.5)
		p.put(strings.ToUpper(s.Heading), 8.5, true)
		p.SetY(p.GetY() + 0.5)
		for _, l := range s.Lines {
			strong := l.Tone == present.Danger || l.Tone == present.Caution || l.Flag != ""
			p.putAt(indents[min(l.Level, len(indents)-1)], l.Line(), docSize, strong)
			p.SetY(p.GetY() + 0.3)
		}
	}
}

// explainMissing says what stands for characters that the type does not have.
func (p *pdf) explainMissing() {
	if p.font.missing {
		p.notes([]string{"U+ and four to six letters or digits in brackets stand for a character that this paper's type does not have; the report as HTML has it."}, 7.5)
	}
}
