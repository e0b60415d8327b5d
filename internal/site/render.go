package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var (
	//go:embed page.html
	layout string
	//go:embed style.css
	style []byte

	frame = template.Must(template.New("page").Parse(layout))
	md    = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
)

// shown is what a page's frame is filled with.
type shown struct {
	Title, About string
	Contents     []entry
	Long         bool          // so many contents that they are folded
	Head, Text   template.HTML // its heading, and what follows the contents
	Groups       []group
}

type group struct {
	Name  string
	Pages []entry
}

type entry struct {
	To, Label string
	Here      bool
}

// contentsOpen is up to how many contents of a page stand open.
const contentsOpen = 24

func (s *site) render(p page, source []byte) error {
	doc := md.Parser().Parse(text.NewReader(source))
	out := shown{Groups: groups(p)}
	s.ids[p.to] = map[string]bool{}
	if err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			return ast.WalkContinue, out.heading(n, source, s.ids[p.to])
		case *ast.Paragraph:
			if out.About == "" {
				out.About = words(n, source)
			}
		case *ast.Image:
			to, err := s.follow(p, string(n.Destination))
			n.Destination = []byte(to)
			return ast.WalkContinue, err
		}
		return ast.WalkContinue, nil
	}); err != nil {
		return err
	}
	if err := s.relink(p, doc); err != nil {
		return err
	}
	if out.Title == "" {
		return errors.New("it has no heading of the first order")
	}
	out.Long = len(out.Contents) > contentsOpen
	var body, whole bytes.Buffer
	if err := md.Renderer().Render(&body, source, doc); err != nil {
		return err
	}
	head, rest, found := strings.Cut(reachable(body.String()), "</h1>\n")
	if !found || !strings.HasPrefix(head, "<h1") {
		return errors.New("it does not begin with its heading")
	}
	out.Head, out.Text = template.HTML(head+"</h1>"), template.HTML(rest) //nolint:gosec // goldmark leaves out what is HTML in a document
	if err := frame.Execute(&whole, out); err != nil {
		return err
	}
	s.files[p.to] = whole.Bytes()
	return nil
}

func (o *shown) heading(n *ast.Heading, source []byte, ids map[string]bool) error {
	id, _ := n.AttributeString("id")
	name, label := fmt.Sprintf("%s", id), words(n, source)
	ids[name] = true
	switch {
	case n.Level == 1 && o.Title != "":
		return fmt.Errorf("%q is a second heading of the first order", label)
	case n.Level == 1:
		o.Title = label
	case n.Level == 2, n.Level == 3 && strings.HasPrefix(label, "soprun "): // a command
		o.Contents = append(o.Contents, entry{To: name, Label: label})
	}
	return nil
}

// relink has the links of a page lead to where their documents are in the site. What is only in the source is no link.
func (s *site) relink(p page, doc ast.Node) error {
	var all []*ast.Link
	if err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if l, is := n.(*ast.Link); is && entering {
			all = append(all, l)
		}
		return ast.WalkContinue, nil
	}); err != nil {
		return err
	}
	for _, l := range all {
		to, err := s.follow(p, string(l.Destination))
		switch {
		case errors.Is(err, errNotHere):
			for c := l.FirstChild(); c != nil; {
				next := c.NextSibling()
				l.Parent().InsertBefore(l.Parent(), l, c)
				c = next
			}
			l.Parent().RemoveChild(l.Parent(), l)
		case err != nil:
			return err
		default:
			l.Destination = []byte(to)
		}
	}
	return nil
}

// words is what a node says.
func words(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it returns no error
		if t, is := n.(*ast.Text); is && entering {
			b.Write(t.Segment.Value(source))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return unescape.ReplaceAllString(b.String(), "$1")
}

var unescape = regexp.MustCompile("\\\\([\\\\`*_\\[\\]<#~|])")

func groups(here page) (out []group) {
	for _, p := range pages {
		if len(out) == 0 || out[len(out)-1].Name != p.group {
			out = append(out, group{Name: p.group})
		}
		last := &out[len(out)-1]
		last.Pages = append(last.Pages, entry{To: p.to, Label: p.label, Here: p.to == here.to})
	}
	return out
}

var (
	block  = regexp.MustCompile(`(?s)<pre><code([^>]*)>(.*?)</code></pre>`)
	blank  = regexp.MustCompile(`<th scope="col"([^>]*)></th>`)
	grid   = regexp.MustCompile(`(?s)<table>(.*?)</table>`)
	inline = regexp.MustCompile(`<code>([^<\n]{1,28})</code>`)
	entity = regexp.MustCompile(`&[a-z#0-9]+;`)
)

// wide is how many letters a line of code has that has to be scrolled on most screens.
const wide = 78

// reachable has what is too wide scroll by itself, also from a keyboard, and says of each head of a table what it is for.
func reachable(html string) string {
	html = block.ReplaceAllStringFunc(html, func(pre string) string {
		m := block.FindStringSubmatch(pre)
		for line := range strings.SplitSeq(entity.ReplaceAllString(m[2], "x"), "\n") {
			if utf8.RuneCountInString(line) > wide {
				return `<pre tabindex="0"><code` + m[1] + ">" + m[2] + "</code></pre>"
			}
		}
		return pre
	})
	html = inline.ReplaceAllString(html, `<code class="short">$1</code>`)
	html = strings.ReplaceAll(html, "<th", `<th scope="col"`)
	html = strings.ReplaceAll(html, `<th scope="col"ead`, "<thead")
	html = blank.ReplaceAllString(html, "<td$1></td>")
	return grid.ReplaceAllStringFunc(html, func(table string) string {
		focus := ""
		if strings.Count(table, "<th scope") > 3 {
			focus = ` tabindex="0" role="region" aria-label="Table"`
		}
		return `<div class="scroll"` + focus + ">" + table + "</div>"
	})
}
