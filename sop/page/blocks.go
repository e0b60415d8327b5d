package page

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"soprun/sop"
)

// Block is one block of a page's prose as a reader sees it: what every view of
// the page draws, each in its way. A procedure's prose (Section.Intro, Step.Text,
// Step.More, Alert.Text and so on) is markdown; Blocks reads it.
type Block struct {
	Kind   BlockKind
	Level  int        // of a heading, 1 to 6
	Spans  []Span     // of a paragraph or a heading
	Lines  []string   // of code, as it is written
	Items  []Item     // of a list
	Rows   [][][]Span // of a table, each of as many cells; the first is its header
	Alert  string     // the word of an alert
	Figure sop.Figure // the picture whose caption the spans are
	Blocks []Block    // of a quote or an alert
}

// BlockKind says what a block is.
type BlockKind int

// The kinds of block.
const (
	Paragraph BlockKind = iota
	Heading
	List
	Table
	Code
	Quote
	AlertBlock // a quote that begins with [!WORD]
	Rule
	Picture // a figure with its caption
)

// Item is one item of a list.
type Item struct {
	Mark   string // "-", or the number as it is written: "3."
	Blocks []Block
}

// Span is a piece of text of one kind.
type Span struct {
	Text   string // without marks and escapes; "\n" where the page breaks the line
	Strong bool   // emphasis, code or a link
	Struck bool   // crossed out: it holds no more
}

// Blocks reads prose. What is no prose in it, HTML for one, is not drawn: Lint
// refuses it.
func Blocks(md string) []Block {
	b := blockReader{source: []byte(md)}
	return b.blocks(markdown(b.source))
}

// Inline reads the inline markdown of an instruction or a label. Blocks, where
// there are several, are parted by a space.
func Inline(md string) []Span {
	var out []Span
	var walk func([]Block)
	walk = func(list []Block) {
		for _, b := range list {
			if len(out) > 0 && len(b.Spans) > 0 {
				out = append(out, Span{Text: " "})
			}
			out = append(out, b.Spans...)
			for _, line := range b.Lines {
				out = append(out, Span{Text: " " + strings.TrimSpace(line)})
			}
			for _, item := range b.Items {
				walk(item.Blocks)
			}
			for _, row := range b.Rows {
				for _, cell := range row {
					out = append(append(out, Span{Text: " "}), cell...)
				}
			}
			walk(b.Blocks)
		}
	}
	walk(Blocks(md))
	return out
}

// Words returns the words of blocks, in the order in which they are read: the
// measure of whether a view shows all that was approved.
func Words(blocks []Block) []string {
	var out []string
	add := func(spans []Span) {
		var b strings.Builder
		for _, s := range spans {
			b.WriteString(s.Text)
		}
		out = append(out, strings.Fields(b.String())...)
	}
	for _, b := range blocks {
		out = append(out, strings.Fields(b.Alert)...)
		add(b.Spans)
		for _, line := range b.Lines {
			out = append(out, strings.Fields(line)...)
		}
		for _, item := range b.Items {
			if item.Mark != "-" {
				out = append(out, item.Mark)
			}
			out = append(out, Words(item.Blocks)...)
		}
		for _, row := range b.Rows {
			for _, cell := range row {
				add(cell)
			}
		}
		out = append(out, Words(b.Blocks)...)
	}
	return out
}

// WordsOf returns every word of a page that a reader has to be shown: its title,
// headings, prose, alerts, instructions and the labels of its fields. Front
// matter, tags, targets of links and the knowledge check are not among them.
func WordsOf(p *sop.Procedure) []string {
	out := strings.Fields(p.Meta.Title)
	add := func(md string) { out = append(out, Words(Blocks(md))...) }
	add(p.Intro)
	for _, s := range p.Sections {
		out = append(out, strings.Fields(s.Title)...)
		add(s.Intro)
		for _, st := range s.Steps {
			add(st.Before)
			for _, a := range st.Alerts {
				out = append(out, string(a.Kind))
				add(a.Text)
			}
			add(st.Text)
			add(st.More)
			for _, f := range st.Fields {
				add(f.Label)
			}
		}
		add(s.More)
	}
	return out
}

// blockReader turns the markdown library's tree into blocks.
type blockReader struct{ source []byte }

func (b blockReader) blocks(parent ast.Node) []Block {
	var out []Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if block, ok := b.block(n); ok {
			out = append(out, block)
		}
	}
	return out
}

func (b blockReader) block(n ast.Node) (Block, bool) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		if f, _, ok := (&source{text: b.source}).pictured(n); ok {
			return Block{Kind: Picture, Figure: f, Spans: []Span{{Text: f.Caption}}}, true
		}
		return Block{Kind: Paragraph, Spans: b.spans(n)}, true
	case *ast.Heading:
		return Block{Kind: Heading, Level: n.Level, Spans: b.spans(n)}, true
	case *ast.List:
		out := Block{Kind: List}
		for i := n.FirstChild(); i != nil; i = i.NextSibling() {
			out.Items = append(out.Items, Item{Mark: b.mark(n, i), Blocks: b.blocks(i)})
		}
		return out, true
	case *ast.Blockquote:
		return b.quote(n), true
	case *extast.Table:
		return Block{Kind: Table, Rows: b.rows(n)}, true
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		return Block{Kind: Code, Lines: b.lines(n)}, true
	case *ast.ThematicBreak:
		return Block{Kind: Rule}, true
	default:
		return Block{}, false
	}
}

// mark returns what stands before an item: its number as it is written, or a dash.
func (b blockReader) mark(l *ast.List, item ast.Node) string {
	if !l.IsOrdered() {
		return "-"
	}
	at := item.Pos()
	for at < len(b.source) && b.source[at] >= '0' && b.source[at] <= '9' {
		at++
	}
	if at == item.Pos() {
		return "-"
	}
	return string(b.source[item.Pos():at]) + "."
}

// quote reads a quote, or an alert by its first line.
func (b blockReader) quote(q *ast.Blockquote) Block {
	s := source{text: b.source}
	out := Block{Kind: Quote, Blocks: b.blocks(q)}
	word, _, alert := s.alertLine(q)
	if !alert {
		return out
	}
	out.Kind, out.Alert = AlertBlock, word
	first := &out.Blocks[0]
	first.Spans = trimLeft(first.Spans, "[!"+word+"]")
	if len(first.Spans) == 0 {
		out.Blocks = out.Blocks[1:]
	}
	return out
}

// trimLeft takes a text off the beginning of spans.
func trimLeft(spans []Span, text string) []Span {
	for len(spans) > 0 && text != "" {
		n := min(len(text), len(spans[0].Text))
		if spans[0].Text[:n] != text[:n] {
			return spans
		}
		text = text[n:]
		if spans[0].Text = spans[0].Text[n:]; spans[0].Text == "" {
			spans = spans[1:]
		}
	}
	for len(spans) > 0 {
		if spans[0].Text = strings.TrimLeft(spans[0].Text, " \n"); spans[0].Text != "" {
			break
		}
		spans = spans[1:]
	}
	return spans
}

// rows reads a table. Of one that is looked up the names of its columns, which are for
// the machine, are left out, and what the department has to set is said in words.
func (b blockReader) rows(t *extast.Table) (out [][][]Span) {
	s := source{text: b.source}
	lookup := s.isLookup(t)
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		var row [][]Span
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			spans := b.spans(c)
			if lookup {
				spans = s.inWords(c, spans)
			}
			row = append(row, spans)
		}
		out = append(out, row)
	}
	return out
}

// inWords returns the words of a cell of a table that is looked up.
func (s *source) inWords(cell ast.Node, spans []Span) []Span {
	if _, header := cell.Parent().(*extast.TableHeader); header && s.columnName(cell) != nil {
		spans = spans[:len(spans)-1]
		if n := len(spans); n > 0 {
			spans[n-1].Text = strings.TrimRight(spans[n-1].Text, " ")
		}
		return spans
	}
	from, to := extent(cell)
	if hint, ok := local(strings.TrimSpace(string(s.text[from:max(from, to)]))); ok && from < to {
		return []Span{{Text: "to be set (" + hint + ")"}}
	}
	return spans
}

func (b blockReader) lines(n ast.Node) (out []string) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		out = append(out, string(bytes.TrimRight(line.Value(b.source), "\n")))
	}
	return out
}

// spans reads the inline text of a block.
func (b blockReader) spans(block ast.Node) []Span {
	var out []Span
	strong, struck := 0, 0
	add := func(text string, bold bool) {
		s := Span{Text: text, Strong: bold, Struck: struck > 0}
		if n := len(out); n > 0 && out[n-1].Strong == s.Strong && out[n-1].Struck == s.Struck {
			out[n-1].Text += text
			return
		}
		out = append(out, s)
	}
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		by := -1
		if entering {
			by = 1
		}
		switch n := n.(type) {
		case *ast.Emphasis, *ast.CodeSpan, *ast.Link:
			strong += by
		case *extast.Strikethrough:
			struck += by
		case *ast.Text:
			if entering {
				add(b.text(n), strong > 0)
			}
		case *ast.AutoLink:
			if entering {
				add(string(n.Label(b.source)), true)
			}
		case *extast.TaskCheckBox:
			if entering {
				add(map[bool]string{true: "[x] ", false: "[ ] "}[n.IsChecked], false)
			}
		}
		return ast.WalkContinue, nil
	})
	return out
}

// text returns the words of a text node, with what its line ends in.
func (b blockReader) text(n *ast.Text) string {
	text := string(n.Value(b.source))
	if _, code := n.Parent().(*ast.CodeSpan); !code {
		text = asRead(text)
	}
	switch {
	case n.HardLineBreak():
		return text + "\n"
	case n.SoftLineBreak():
		return text + " "
	default:
		return strings.ReplaceAll(text, "\n", " ")
	}
}

// Part is one block of prose with its markdown.
type Part struct {
	Block
	Text string
}

// Parts parts prose into its outermost blocks, for a renderer that draws some of
// them itself.
func Parts(md string) []Part {
	s := newSource([]byte(md))
	b := blockReader{source: s.text}
	doc := markdown(s.text)
	var out []Part
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if block, ok := b.block(n); ok {
			out = append(out, Part{block, s.raw(n, 0)})
		}
	}
	return out
}
