package picture

import (
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The measures of a picture. A monospaced letter is six tenths as wide as it is high: at 15 px that is
// a whole number of pixels, so that letters stand on the grid whatever the font is.
const (
	fontSize = 15
	cellWide = 9
	cellHigh = 20
	base     = 15 // of the letters, below the top of their cell
	margin   = 16
)

// The terminal's own colours, dark and light: the paper, its border, and the ink.
var (
	paper  = [2]string{"#0E1116", "#FFFFFF"}
	border = [2]string{"#30363D", "#C8CFD6"}
	ink    = [2]string{"#E6EAEE", "#1B1F24"}
	quiet  = [2]string{"#9BA3AE", "#55606B"}
)

// Picture is what is drawn beside the frame itself.
type Picture struct {
	Width, Height int    // in cells
	Title, Text   string // for whoever hears the picture: what it is, and what is in it
}

// Still draws one frame.
func (p Picture) Still(f Frame) []byte {
	s := newSheet()
	var body strings.Builder
	for y, row := range grid(f, p.Width, p.Height) {
		body.WriteString(s.row(row, y))
	}
	return []byte(p.open(p.Height) + s.style("") + p.sheetOfPaper(p.Height) + body.String() + "</g></svg>\n")
}

func (p Picture) open(rows int) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d"><title id="t">%s</title><desc id="d">%s</desc>`+"\n",
		p.wide(), high(rows), p.wide(), high(rows), escape(p.Title), escape(p.Text))
}

func (p Picture) wide() int { return p.Width*cellWide + 2*margin }

func high(rows int) int { return rows*cellHigh + 2*margin }

func (p Picture) sheetOfPaper(rows int) string {
	return fmt.Sprintf(`<rect class="paper" x=".5" y=".5" width="%d" height="%d" rx="8"/><g transform="translate(%d,%d)">`+"\n", p.wide()-1, high(rows)-1, margin, margin)
}

// sheet gathers the classes that a picture needs.
type sheet struct{ names map[look]string }

func newSheet() *sheet { return &sheet{names: map[look]string{}} }

// class names a look; "" for text as the terminal has it.
func (s *sheet) class(l look) string {
	if l == (look{}) {
		return ""
	}
	if s.names[l] == "" {
		s.names[l] = "c" + string(rune('a'+len(s.names)))
	}
	return fmt.Sprintf(` class="%s"`, s.names[l])
}

// style is the sheet as CSS, with more of it behind.
func (s *sheet) style(more string) string {
	var dark, light strings.Builder
	names := map[string]look{}
	for l, name := range s.names {
		names[name] = l
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		l := names[name]
		dark.WriteString("." + name + "{" + rules(l, 0) + "}")
		if fill := rules(look{fore: l.fore, back: l.back, turn: l.turn}, 1); fill != "" {
			light.WriteString("." + name + "{" + fill + "}")
		}
	}
	return fmt.Sprintf(`<style>text{font:%dpx ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace;fill:%s;white-space:pre}path{stroke:%s;fill:none}.paper{fill:%s;stroke:%s}.on{fill:%s}.quiet{fill:%s}%s`+
		`@media(prefers-color-scheme:light){text{fill:%s}path{stroke:%s}.paper{fill:%s;stroke:%s}.on{fill:%s}.quiet{fill:%s}%s}%s</style>`+"\n",
		fontSize, ink[0], quiet[0], paper[0], border[0], ink[0], quiet[0], dark.String(), ink[1], quiet[1], paper[1], border[1], ink[1], quiet[1], light.String(), more)
}

func rules(l look, scheme int) string {
	var out []string
	switch {
	case l.turn:
		out = append(out, "fill:"+paper[scheme])
	case l.fore[scheme] != "":
		out = append(out, "fill:"+l.fore[scheme])
	}
	if l.bold {
		out = append(out, "font-weight:700")
	}
	if l.under {
		out = append(out, "text-decoration:underline")
	}
	return strings.Join(out, ";")
}

// run are cells of one look that stand beside each other.
type run struct {
	from int
	text []string
	look look
}

// runs splits a row where the look changes, and where it is blank for more than one cell.
func runs(row []cell) (out []run) {
	for x := 0; x < len(row); x++ {
		c := row[x]
		blank := c.text == "" && !c.look.turn
		last := len(out) - 1
		follows := last >= 0 && out[last].from+len(out[last].text) == x && out[last].look == c.look && isRule(out[last].text[0]) == isRule(c.text)
		switch {
		case blank && last >= 0 && out[last].from+len(out[last].text) == x && x+1 < len(row) && row[x+1].text != "" && row[x+1].look == out[last].look && !isRule(row[x+1].text) && !isRule(out[last].text[0]):
			out[last].text = append(out[last].text, " ") // a blank has no look of its own
		case blank:
		case follows:
			out[last].text = append(out[last].text, orBlank(c.text))
		default:
			out = append(out, run{x, []string{orBlank(c.text)}, c.look})
		}
	}
	return out
}

func orBlank(text string) string {
	if text == "" {
		return " "
	}
	return text
}

func isRule(text string) bool { return text == "─" }

// row draws a row of cells.
func (s *sheet) row(row []cell, y int) string {
	var b strings.Builder
	for _, r := range runs(row) {
		x, n := r.from*cellWide, len(r.text)
		switch {
		case isRule(r.text[0]): // a line, which no font breaks
			fmt.Fprintf(&b, `<path d="M%d %d.5h%d"/>`, x, y*cellHigh+cellHigh/2, n*cellWide)
			continue
		case r.look.turn:
			fmt.Fprintf(&b, `<rect class="on" x="%d" y="%d" width="%d" height="%d"/>`, x, y*cellHigh, n*cellWide, cellHigh)
			if strings.Trim(strings.Join(r.text, ""), " _") == "" { // a cursor is its block
				continue
			}
		}
		fmt.Fprintf(&b, `<text x="%s" y="%d"%s%s>%s</text>`, places(r), y*cellHigh+base, s.class(r.look), length(r), escape(strings.Join(r.text, "")))
	}
	if b.Len() == 0 {
		return ""
	}
	return b.String() + "\n"
}

// plain reports whether any monospaced font has every letter of a run in one width.
func plain(r run) bool {
	for _, t := range r.text {
		if len(t) != 1 {
			return false
		}
	}
	return true
}

// places is where a run begins, or each letter of it, where it has some that a font may lack: those come
// from another font, in another width.
func places(r run) string {
	if plain(r) {
		return fmt.Sprint(r.from * cellWide)
	}
	all := make([]string, len(r.text))
	for i := range r.text {
		all[i] = fmt.Sprint((r.from + i) * cellWide)
	}
	return strings.Join(all, " ")
}

func length(r run) string {
	if !plain(r) || len(r.text) < 2 {
		return ""
	}
	return fmt.Sprintf(` textLength="%d"`, len(r.text)*cellWide)
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return strings.NewReplacer("&#39;", "'", "&#34;", `"`).Replace(b.String())
}
