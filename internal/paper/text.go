package paper

import (
	"html"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"soprun/internal/present"
	"soprun/sop/page"
)

// columns is how wide the form is set as text.
const columns = 78

// Text returns the form as plain text.
func Text(s Sheet) string {
	var b strings.Builder
	lines := lay(s)
	for i, l := range lines {
		if i > 0 && (spaced(l.kind) || l.alone() || lines[i-1].alone()) {
			b.WriteByte('\n')
		}
		first, rest := margins(l.kind)
		if l.alone() {
			writeProse(&b, l.blocks, first)
			continue
		}
		row := first
		for n, token := range tokens(l) {
			if n > 0 && ansi.StringWidth(row)+1+ansi.StringWidth(token) > columns {
				b.WriteString(strings.TrimRight(row, " ") + "\n")
				row = rest
			} else if n > 0 {
				row += " "
			}
			row += token
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
		writeProse(&b, l.blocks, rest)
		if l.kind == title {
			b.WriteString(strings.Repeat("=", columns) + "\n")
		}
	}
	return b.String()
}

// alone reports whether a line is a block of prose and nothing else.
func (l line) alone() bool { return len(l.parts) == 0 && len(l.blocks) > 0 }

// writeProse writes blocks of a page's prose behind a margin.
func writeProse(b *strings.Builder, blocks []page.Block, margin string) {
	for _, row := range present.Rows(blocks, columns-len(margin)) {
		b.WriteString(strings.TrimRight(margin+row, " ") + "\n")
	}
}

// spaced reports whether a blank line stands before a line.
func spaced(k kind) bool { return k == heading || k == alert || k == step || k == sign }

// margins are what the first and the other rows of a line begin with.
func margins(k kind) (first, rest string) {
	switch k {
	case step:
		return "", "        "
	case under:
		return "        ", "          "
	case alert:
		return "  ! ", "    "
	default:
		return "", "  "
	}
}

// tokens are what a row is never broken in: words, boxes with the word after
// them, blanks.
func tokens(l line) []string {
	var out []string
	for _, p := range l.parts {
		fields := strings.Fields(present.Safe(p.text))
		switch {
		case p.blank > 0:
			fields = []string{strings.Repeat("_", p.blank)}
		case p.box && len(fields) == 0:
			fields = []string{"[ ]"}
		case p.box:
			fields[0] = "[ ] " + fields[0]
		}
		if l.kind == heading {
			for i := range fields {
				fields[i] = strings.ToUpper(fields[i])
			}
		}
		if p.text == ":" && len(out) > 0 {
			out[len(out)-1] += ":"
			continue
		}
		if n := len(out); p.blank == hand && n > 0 && strings.HasSuffix(out[n-1], "__:") {
			out[n-1] += fields[0]
			continue
		}
		out = append(out, fields...)
	}
	return out
}

// style is for a screen and, foremost, for A4 paper in black.
const style = `@page{size:A4;margin:14mm 14mm 20mm}
body{font:11pt/1.45 Arial,sans-serif;color:#000;background:#fff;max-width:180mm;margin:0 auto}
h1{font-size:16pt;margin:0 0 2mm;border-bottom:2pt solid #000}h2{font-size:12pt;margin:6mm 0 1mm;break-after:avoid}
p{margin:1mm 0}.alert{border:1.5pt solid #000;padding:2mm;margin:3mm 0 1mm;break-after:avoid;break-inside:avoid}
.alert b{margin-right:1mm}.step{margin-top:4mm;break-inside:avoid;break-after:avoid}.strong{font-weight:bold}
.under{margin-left:10mm;break-inside:avoid}.sign{border:1pt solid #000;padding:3mm 2mm;margin:2mm 0;break-inside:avoid}
.box{display:inline-block;width:3.6mm;height:3.6mm;border:1pt solid #000;vertical-align:-.6mm;margin:0 1mm 0 2mm}
.blank{display:inline-block;border-bottom:.8pt solid #000;height:5mm;vertical-align:bottom}
table{border-collapse:collapse;margin:1mm 0}th,td{border:.5pt solid #000;padding:.5mm 2mm;text-align:left;vertical-align:top}
pre{font:10pt/1.35 "Courier New",monospace;white-space:pre-wrap;margin:1mm 0 1mm 4mm}blockquote{margin:1mm 0 1mm 2mm;padding-left:3mm;border-left:1.5pt solid #000}
h3{font-size:11pt;margin:3mm 0 1mm;break-after:avoid}ul,ol{margin:1mm 0;padding-left:7mm}div.alert p{margin:1mm 0}
figure{margin:2mm 0;break-inside:avoid}img{max-width:110mm;max-height:90mm}figcaption{font-size:10pt}
footer{font-size:9pt;border-top:.5pt solid #000}@media print{footer{position:fixed;bottom:-12mm;left:0;right:0}}`

// HTML returns the form as one printable page that needs nothing else and can
// run nothing.
func HTML(s Sheet) string {
	var b strings.Builder
	foot := html.EscapeString(present.Safe(s.name() + ". " + s.standing() + ". " + s.controlled() + "."))
	b.WriteString("<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n" +
		"<title>" + html.EscapeString(present.Safe(s.name()+" "+s.Procedure.Meta.Title)) + "</title>\n<style>\n" + style + "\n</style>\n</head>\n<body>\n")
	for _, l := range lay(s) {
		if len(l.blocks) > 0 {
			writeHTML(&b, l)
			continue
		}
		open, end := element(l)
		b.WriteString(open)
		for i, p := range l.parts {
			if i > 0 && p.text != ":" && l.parts[i-1].text != ":" {
				b.WriteByte(' ')
			}
			b.WriteString(p.html(l.kind == alert && i == 0))
		}
		b.WriteString(end + "\n")
	}
	b.WriteString("<footer>" + foot + "</footer>\n</body>\n</html>\n")
	return b.String()
}

// element returns the tags of a line.
func element(l line) (open, end string) {
	switch l.kind {
	case title:
		return "<h1>", "</h1>"
	case heading:
		return "<h2>", "</h2>"
	case alert:
		return `<p class="alert">`, "</p>"
	case step:
		if l.strong {
			return `<p class="step strong">`, "</p>"
		}
		return `<p class="step">`, "</p>"
	case under:
		return `<p class="under">`, "</p>"
	case sign:
		return `<p class="sign">`, "</p>"
	default:
		return "<p>", "</p>"
	}
}

func (p part) html(strong bool) string {
	text := html.EscapeString(present.Safe(p.text))
	switch {
	case p.blank > 0:
		// a written letter is wider than a printed one
		return `<span class="blank" style="width:` + millimetres(p.blank) + `mm"></span>`
	case p.box:
		return `<span class="box"></span>` + text
	case strong:
		return "<b>" + text + "</b>"
	default:
		return text
	}
}

func millimetres(letters int) string { return strconv.Itoa(3 * letters) }
