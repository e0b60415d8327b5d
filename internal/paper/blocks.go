package paper

import (
	"fmt"
	"html"
	"strings"

	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/figure"
	"soprun/sop/page"
)

// writeHTML writes a line that holds a page's prose.
func writeHTML(b *strings.Builder, l line) {
	class := map[kind]string{alert: ` class="alert"`, under: ` class="under"`}[l.kind]
	fmt.Fprintf(b, "<div%s>", class)
	for i, p := range l.parts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.html(i == 0))
	}
	writeBlocks(b, l.blocks)
	b.WriteString("</div>\n")
}

// writeBlocks writes blocks of prose as the elements that they are.
func writeBlocks(b *strings.Builder, blocks []page.Block) {
	for _, block := range blocks {
		switch block.Kind {
		case page.Paragraph:
			b.WriteString("<p>" + inline(block.Spans) + "</p>")
		case page.Heading:
			b.WriteString("<h3>" + inline(block.Spans) + "</h3>")
		case page.List:
			writeList(b, block.Items)
		case page.Table:
			writeTable(b, block.Rows)
		case page.Code:
			b.WriteString("<pre>")
			for i, text := range block.Lines {
				if i > 0 {
					b.WriteByte('\n')
				}
				b.WriteString(escaped(text))
			}
			b.WriteString("</pre>")
		case page.Picture:
			writeFigure(b, block.Figure)
		case page.Quote, page.AlertBlock:
			b.WriteString("<blockquote>")
			if block.Alert != "" {
				b.WriteString("<p><b>" + escaped(block.Alert) + "</b></p>")
			}
			writeBlocks(b, block.Blocks)
			b.WriteString("</blockquote>")
		case page.Rule:
			b.WriteString("<hr/>")
		}
	}
}

// writeFigure writes a picture, with what it shows under it. A browser runs and fetches nothing
// for one that stands in an img.
func writeFigure(b *strings.Builder, f sop.Figure) {
	b.WriteString("<figure>")
	if image := figure.DataURI(f.Data); image != "" {
		b.WriteString(`<img src="` + image + `" alt=""/>`) // the words are its caption
	}
	b.WriteString("<figcaption>" + html.EscapeString(present.Captioned(f)) + "</figcaption></figure>")
}

// writeList writes a list; numbers stand as the page has them.
func writeList(b *strings.Builder, items []page.Item) {
	element := "ul"
	if len(items) > 0 && items[0].Mark != "-" {
		element = "ol"
	}
	b.WriteString("<" + element + ">")
	for _, item := range items {
		if element == "ol" {
			b.WriteString(`<li value="` + strings.TrimSuffix(item.Mark, ".") + `">`)
		} else {
			b.WriteString("<li>")
		}
		writeBlocks(b, item.Blocks)
		b.WriteString("</li>")
	}
	b.WriteString("</" + element + ">")
}

func writeTable(b *strings.Builder, rows [][][]page.Span) {
	b.WriteString("<table>")
	for i, row := range rows {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		b.WriteString("<tr>")
		for _, spans := range row {
			b.WriteString("<" + cell + ">" + inline(spans) + "</" + cell + ">")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
}

// inline returns the text of a block.
func inline(spans []page.Span) string {
	var b strings.Builder
	for _, p := range present.Pieces(spans) {
		lines := strings.Split(p.Text, "\n")
		for i := range lines {
			lines[i] = escaped(lines[i])
		}
		text := strings.Join(lines, "<br/>")
		if p.Style == present.Strong {
			text = "<b>" + text + "</b>"
		}
		b.WriteString(text)
	}
	return b.String()
}

func escaped(text string) string { return html.EscapeString(present.Safe(text)) }
