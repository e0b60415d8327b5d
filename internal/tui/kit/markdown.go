package kit

import (
	"html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Inline turns the inline markdown of a step, an alert or a label into spans:
// plain text in role, emphasis and code in strong. A step is drawn by the kit
// and not by a page renderer, because its words must wrap with its number and
// because a frame is drawn at every key.
func Inline(md string, role, strong Role) Line {
	source := []byte(md)
	doc := goldmark.DefaultParser().Parse(text.NewReader(source))
	var out Line
	block := 0
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock && n.HasChildren() && n.FirstChild().Type() == ast.TypeInline {
			if block++; block > 1 {
				out = append(out, Span{role, " "})
			}
		}
		switch n := n.(type) {
		case *ast.Text:
			out = append(out, Span{roleOf(n, role, strong), html.UnescapeString(unescape(string(n.Value(source))))})
			if n.SoftLineBreak() || n.HardLineBreak() {
				out = append(out, Span{role, " "})
			}
		case *ast.String:
			out = append(out, Span{roleOf(n, role, strong), string(n.Value)})
		case *ast.AutoLink:
			out = append(out, Span{strong, string(n.URL(source))})
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

func roleOf(n ast.Node, role, strong Role) Role {
	for p := n.Parent(); p != nil; p = p.Parent() {
		switch p.(type) {
		case *ast.Emphasis, *ast.CodeSpan, *ast.Link:
			return strong
		}
	}
	return role
}
