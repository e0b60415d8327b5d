package oldpage

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// section is one of the draft, with its steps and what is written between them.
type section struct {
	title string
	line  int
	parts []part
}

// part is a step with what belongs to it, or, where step is "", a text of its own; that is
// a warning where alert says of which kind.
type part struct{ step, text, alert string }

func (s section) steps() (n int) {
	for _, p := range s.parts {
		if p.step != "" {
			n++
		}
	}
	return n
}

// reader is a document while it is read.
type reader struct {
	src      []byte
	offset   int // lines of the front matter, which goldmark does not see
	title    string
	intro    []string
	sections []section
	bullets  bool // it numbers and ticks nothing, so that its bullets are its steps
	flat     bool // it has no headings but its title
	notes    []Note
}

var (
	matter = lazily(`(?s)\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\z)`)
	// headNumber is a number that a heading carries in its text: "2.1 Purpose", "Step 3: Rinse".
	headNumber = lazily(`^(?i:step|section|part)\s+\d+\s*[.:)-]?\s*|^\d+(?:\.\d+)+\.?\s+|^\d+[.):]\s+`)
	// stepNumber begins a step that is written as a paragraph: "1) Rinse", "Step 1: rinse".
	stepNumber = lazily(`^(?:(?i:step)\s+\d+\s*[.:)-]?|\d+(?:\.\d+)*[.)])\s+`)
	// notice begins a paragraph that warns.
	notice = lazily(`^(?i:(warning|danger|caution|important|note|tip|hazard|ppe))\s*[:!.-]+\s*`)
	doing  = lazily(`(?i)\b(procedure|method|protocol|process|steps?|instructions?|usage|operation|operating|cleaning|checklist|start.?up|shut.?down|preparation|how to)\b`)
)

// read reads a document of which nothing is known but that it is markdown.
func read(src []byte) *reader {
	src = bytes.ReplaceAll(bytes.ToValidUTF8(src, []byte("?")), []byte("\r\n"), []byte("\n"))
	r := &reader{src: bytes.TrimPrefix(src, []byte("\ufeff"))}
	r.frontMatter()
	doc := goldmark.New(goldmark.WithExtensions(extension.Table, extension.TaskList)).Parser().Parse(text.NewReader(r.src))
	r.bullets, r.flat = !numbers(doc), headings(doc) <= 1
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		r.block(n)
	}
	r.settle()
	return r
}

// frontMatter takes the block off that the document begins with, and its title.
func (r *reader) frontMatter() {
	m := matter().FindSubmatchIndex(r.src)
	if m == nil {
		return
	}
	for i, line := range strings.Split(string(r.src[m[2]:m[3]]), "\n") {
		name, value, ok := strings.Cut(line, ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch {
		case ok && strings.EqualFold(strings.TrimSpace(name), "title") && value != "":
			r.title = value
		case strings.TrimSpace(line) != "":
			r.notes = append(r.notes, Note{i + 2, "the front matter has " + quote(line) + ", which is not kept: write it in the page's own"})
		}
	}
	r.offset = bytes.Count(r.src[:m[1]], []byte("\n"))
	r.src = r.src[m[1]:]
}

// numbers reports whether a document has a numbered or ticked list, or a table of steps.
func numbers(doc ast.Node) bool {
	found := false
	_ = ast.Walk(doc, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		l, isList := n.(*ast.List)
		_, ticked := n.(*extast.TaskCheckBox)
		found = found || ticked || isList && l.IsOrdered()
		return ast.WalkContinue, nil
	})
	return found
}

func headings(doc ast.Node) (n int) {
	for c := doc.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindHeading {
			n++
		}
	}
	return n
}

// block reads one block of the document itself.
func (r *reader) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.heading(n)
	case *ast.List:
		r.list(n)
	case *ast.Paragraph, *ast.TextBlock:
		r.paragraph(n)
	case *extast.Table:
		r.table(n)
	case *ast.Blockquote:
		r.quoted(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.prose(fenced(lines(n, r.src)))
	case *ast.HTMLBlock:
		r.html(n)
	}
}

func (r *reader) note(n ast.Node, what string) {
	r.notes = append(r.notes, Note{r.line(n), what})
}

// line is where a block or the text of an inline begins, in the document as it came.
func (r *reader) line(n ast.Node) int {
	at := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case at >= 0:
			return ast.WalkStop, nil
		case n.Type() != ast.TypeInline && n.Lines().Len() > 0:
			at = n.Lines().At(0).Start
		case entering:
			if t, ok := n.(*ast.Text); ok {
				at = t.Segment.Start
			}
		}
		return ast.WalkContinue, nil
	})
	if at < 0 && n.Parent() != nil && n.Parent().Kind() != ast.KindDocument {
		return r.line(n.Parent())
	}
	return r.offset + bytes.Count(r.src[:max(0, at)], []byte("\n")) + 1
}

// heading begins a section; the first one of the first level is the title.
func (r *reader) heading(h *ast.Heading) {
	name := r.plain(h)
	if h.Level == 1 && len(r.sections) == 0 && r.title == "" {
		r.title = name
		return
	}
	if h.Level == 1 && name == r.title {
		return
	}
	if notice().MatchString(name) && len(strings.Fields(name)) > 3 { // a warning that was made large
		r.warn(name)
		return
	}
	r.sections = append(r.sections, section{title: strings.TrimRight(headNumber().ReplaceAllString(name, ""), ": "), line: r.line(h)})
}

// prose keeps a text where it stands.
func (r *reader) prose(text string) {
	switch n := len(r.sections); {
	case strings.TrimSpace(text) == "":
	case n == 0:
		r.intro = append(r.intro, text)
	default:
		r.sections[n-1].parts = append(r.sections[n-1].parts, part{text: text})
	}
}

// step adds a step, with what belongs to it. The first section has no heading where the
// document has none.
func (r *reader) step(words string, more ...string) {
	words = strings.TrimSpace(stepNumber().ReplaceAllString(words, ""))
	if words == "" {
		return
	}
	if len(r.sections) == 0 {
		r.sections = []section{{title: "Procedure"}}
	}
	s := &r.sections[len(r.sections)-1]
	s.parts = append(s.parts, part{step: escaped(words), text: strings.Join(more, "\n\n")})
}

// warn keeps a warning: before the step that comes next, or as text where none does.
func (r *reader) warn(words string) {
	kind, text := alert(words)
	if n := len(r.sections); n > 0 {
		r.sections[n-1].parts = append(r.sections[n-1].parts, part{text: escaped(text), alert: kind})
		return
	}
	r.prose("**" + escaped(words) + "**")
}

// count returns how many steps there are.
func (r *reader) count() (n int) {
	for _, s := range r.sections {
		n += s.steps()
	}
	return n
}

// settle leaves sections that have steps: the text of the others moves to the introduction,
// or behind the section before it.
func (r *reader) settle() {
	var kept []section
	for _, s := range r.sections {
		switch n := len(kept); {
		case s.steps() > 0:
			s.title = cmp.Or(escaped(s.title), "Procedure")
			kept = append(kept, s)
		case len(s.parts) == 0 && len(strings.Fields(s.title)) < 6:
			if s.title != "" {
				r.notes = append(r.notes, Note{s.line, "nothing is under the heading " + quote(s.title) + ", which is not kept"})
			}
		case n == 0:
			r.intro = append(r.intro, s.texts()...)
		default:
			for _, text := range s.texts() {
				kept[n-1].parts = append(kept[n-1].parts, part{text: text})
			}
			r.notes = append(r.notes, Note{s.line, quote(s.title) + " has no step: it is text behind the steps before it"})
		}
	}
	r.sections = kept
}

// texts are the paragraphs of a section without steps, its title first.
func (s section) texts() (out []string) {
	if s.title != "" {
		out = append(out, "**"+escaped(s.title)+"**")
	}
	for _, p := range s.parts {
		out = append(out, p.asText())
	}
	return out
}
