package page

import (
	"bytes"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// This file holds everything that knows how goldmark lays out its tree.

// markdown parses a body whose front matter is blanked.
func markdown(body []byte) ast.Node {
	return reader().Parse(text.NewReader(body))
}

// reader is the parser, made once: to make one takes longer than to read a step with it. It can
// be used from several goroutines.
var reader = sync.OnceValue(func() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList)).Parser()
})

// spanOf returns a code span's content.
func (s *source) spanOf(n *ast.CodeSpan) span {
	var out span
	var b strings.Builder
	out.open = n.Pos()
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		out.parts = append(out.parts, part{b.Len(), t.Segment.Start})
		b.Write(bytes.ReplaceAll(t.Segment.Value(s.text), []byte{'\n'}, []byte{' '}))
		out.end = t.Segment.Stop
	}
	out.text = b.String()
	if len(out.parts) > 0 {
		out.start = out.parts[0].offset
	}
	out.end = s.closing(out)
	return out
}

// closing returns the offset after the backticks that close a span, which has
// as many as opened it.
func (s *source) closing(sp span) int {
	ticks := 0
	for sp.open+ticks < len(s.text) && s.text[sp.open+ticks] == '`' {
		ticks++
	}
	if i := bytes.Index(s.text[sp.end:], s.text[sp.open:sp.open+ticks]); i >= 0 {
		return sp.end + i + ticks
	}
	return sp.end
}

// paragraph returns a block's first child when that is a paragraph.
func paragraph(n ast.Node) ast.Node {
	switch c := n.FirstChild().(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return c
	}
	return nil
}

// lastSpan returns the code span that ends a paragraph, nil when it ends with
// anything else.
func (s *source) lastSpan(p ast.Node) *ast.CodeSpan {
	for c := p.LastChild(); c != nil; c = c.PreviousSibling() {
		switch c := c.(type) {
		case *ast.CodeSpan:
			return c
		case *ast.Text:
			if !blank(c.Segment.Value(s.text)) {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// ifSpan returns the code span of the **If** that a paragraph begins with, nil
// when it begins with anything else.
func (s *source) ifSpan(p ast.Node) *ast.CodeSpan {
	if p.FirstChild() == nil || !s.isIf(p.FirstChild()) {
		return nil
	}
	return s.spanAfter(p.FirstChild())
}

// isIf reports whether a node is the words **If**.
func (s *source) isIf(n ast.Node) bool {
	e, ok := n.(*ast.Emphasis)
	if !ok || e.Level != 2 || e.ChildCount() != 1 {
		return false
	}
	t, ok := e.FirstChild().(*ast.Text)
	return ok && string(t.Segment.Value(s.text)) == "If"
}

// spanAfter returns the code span that follows a node after a space.
func (s *source) spanAfter(n ast.Node) *ast.CodeSpan {
	t, ok := n.NextSibling().(*ast.Text)
	if !ok || !blank(t.Segment.Value(s.text)) {
		return nil
	}
	c, _ := t.NextSibling().(*ast.CodeSpan)
	return c
}

// checkBox returns the box that a list item begins with.
func checkBox(item ast.Node) (checked, ok bool) {
	p := paragraph(item)
	if p == nil {
		return false, false
	}
	box, ok := p.FirstChild().(*extast.TaskCheckBox)
	return ok && box.IsChecked, ok
}

// start returns where a block begins: at the start of its line, unless the item
// or quote that it is in begins on that line too. (After a tab the library's
// own place is a few bytes off.)
func (s *source) start(n ast.Node) int {
	at := max(0, n.Pos())
	if t, ok := n.(*extast.Table); ok && t.FirstChild() != nil {
		at = t.FirstChild().Pos() // its own is that of the paragraph above it
	}
	for c := n; c.PreviousSibling() == nil && c.Parent() != nil; c = c.Parent() {
		switch p := c.Parent().(type) {
		case *ast.ListItem, *ast.Blockquote:
			if s.line(p.Pos()) == s.line(at) {
				return at
			}
		}
	}
	return s.lineStart(at)
}

// end returns where a block ends: where the next one starts.
func (s *source) end(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if next := n.NextSibling(); next != nil {
			return s.start(next)
		}
	}
	return len(s.text)
}

// raw returns a block as it is written, without the indentation of the list
// item around it.
func (s *source) raw(n ast.Node, columns int) string {
	from := s.start(n)
	return dedent(string(s.text[from:max(from, s.end(n))]), columns)
}

// dedent takes up to so many columns of white space off each line, and blank
// lines off both ends.
func dedent(text string, columns int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(outdent(line, columns), " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// outdent takes up to so many columns of white space off a line. A tab that
// reaches beyond them becomes spaces.
func outdent(line string, columns int) string {
	width, size := indent([]byte(line))
	switch {
	case width <= columns:
		return line[size:]
	case strings.IndexByte(line[:min(columns, size)], '\t') < 0:
		return line[columns:]
	default:
		return strings.Repeat(" ", width-columns) + line[size:]
	}
}

// joined returns source text as one line: markdown reads a line break inside a
// paragraph as a space.
func (s *source) joined(from, to int) string {
	if from >= to {
		return ""
	}
	lines := strings.Split(string(s.text[from:to]), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

// extent returns where a paragraph's text begins and ends.
func extent(p ast.Node) (from, to int) {
	lines := p.Lines()
	if lines.Len() == 0 {
		return p.Pos(), p.Pos()
	}
	return lines.At(0).Start, lines.At(lines.Len() - 1).Stop
}
