package words

import (
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"soprun/sop"
)

// Piece is a part of a line of markdown.
type Piece struct {
	Text   string
	Strong bool // emphasis, code or a link
}

// Inline turns the inline markdown of a step, an alert or a label into pieces.
func Inline(md string) []Piece {
	source := []byte(md)
	return pieces(goldmark.DefaultParser().Parse(text.NewReader(source)), source)
}

// pieces returns the words under a node; blocks are parted by a space.
func pieces(root ast.Node, source []byte) []Piece {
	var out []Piece
	block := 0
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.HasChildren() && n.FirstChild().Type() == ast.TypeInline {
			if block++; block > 1 {
				out = append(out, Piece{Text: " "})
			}
		}
		switch n := n.(type) {
		case *ast.Text:
			out = append(out, Piece{html.UnescapeString(unescape(string(n.Value(source)))), strong(n)})
			if n.SoftLineBreak() || n.HardLineBreak() {
				out = append(out, Piece{Text: " "})
			}
		case *ast.String:
			out = append(out, Piece{string(n.Value), strong(n)})
		case *ast.AutoLink:
			out = append(out, Piece{string(n.URL(source)), true})
		}
		return ast.WalkContinue, nil
	})
	return out
}

// unescape drops the backslash before punctuation, which goldmark keeps in its tree.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func strong(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		switch p.(type) {
		case *ast.Emphasis, *ast.CodeSpan, *ast.Link:
			return true
		}
	}
	return false
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

// Prose returns markdown as plain lines: one for each paragraph, heading, item
// of a list and line of code, without the marks.
func Prose(md string) []string {
	source := []byte(md)
	doc := goldmark.DefaultParser().Parse(text.NewReader(source))
	var out []string
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if !entering || n.Type() != ast.TypeBlock {
			return ast.WalkContinue, nil
		}
		switch {
		case n.HasChildren() && n.FirstChild().Type() == ast.TypeInline:
			out = append(out, lead(n, source)+alertWord(join(pieces(n, source))))
			return ast.WalkSkipChildren, nil
		case n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock || n.Kind() == ast.KindHTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				out = append(out, Safe(strings.TrimRight(string(line.Value(source)), "\n")))
			}
		}
		return ast.WalkContinue, nil
	})
	return out
}

// lead returns what stands before the first block of an item of a list: its
// number as it is written, or a dash.
func lead(n ast.Node, source []byte) string {
	item, ok := n.Parent().(*ast.ListItem)
	if !ok || n.PreviousSibling() != nil {
		return ""
	}
	if list, ok := item.Parent().(*ast.List); !ok || !list.IsOrdered() {
		return "- "
	}
	end := item.Pos()
	for end < len(source) && source[end] >= '0' && source[end] <= '9' {
		end++
	}
	number, err := strconv.Atoi(string(source[item.Pos():end]))
	if err != nil {
		return ""
	}
	return strconv.Itoa(number) + ". "
}

// alertWord reads "[!CAUTION] Sharp." as "CAUTION. Sharp.".
func alertWord(line string) string {
	rest, isAlert := strings.CutPrefix(line, "[!")
	word, text, closed := strings.Cut(rest, "]")
	if !isAlert || !closed {
		return line
	}
	return word + ". " + strings.TrimSpace(text)
}
