package page

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var (
	strayTag  = lazily(`^#[a-z][a-z0-9-]*( #[a-z][a-z0-9-]*)*(,|$)`)
	swallowed = lazily(`^([0-9]{1,9})[.)][ \t]`)
)

// strays walks the whole tree for what looks as if it meant something, at a
// place where nothing obeys it, and for what must not be on a page at all.
func (r *reading) strays(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			r.notes.add(codeHTML, c.Pos(), "HTML and HTML comments are not allowed: they could hide something from the approver")
		case *ast.LinkReferenceDefinition:
			r.notes.add(codeReference, c.Pos(), "a link definition is not shown to the reader: write the link in place, [text](address)")
		case *ast.CodeSpan:
			r.straySpan(c)
		case *ast.Emphasis:
			r.strayIf(c)
		case *ast.Blockquote:
			r.strayAlert(c)
		case *ast.Paragraph, *ast.TextBlock:
			r.swallowedStep(c)
		case *ast.CodeBlock:
			r.stepAsCode(c)
		}
		r.strays(c)
	}
}

func (r *reading) straySpan(c *ast.CodeSpan) {
	if r.used[c.Pos()] {
		return
	}
	switch text := r.src.spanOf(c).text; {
	case strayTag().MatchString(text):
		r.notes.add(codeStrayTag, c.Pos(), "nothing obeys the tag %q here: a tag ends a step's first paragraph or a question", text)
	case isPlainField(text):
		r.notes.add(codeStrayField, c.Pos(), "the field %q belongs to no step: put it at the end of a bullet, indented to the step's text", text)
	}
}

func (r *reading) strayIf(e *ast.Emphasis) {
	if !r.src.isIf(e) {
		return
	}
	if c := r.src.spanAfter(e); c != nil && !r.used[c.Pos()] && isCondition(r.src.spanOf(c).text) {
		r.notes.add(codeStrayIf, e.Pos(), "nothing obeys this condition: **If** begins a step's text or a section's first paragraph")
	}
}

func (r *reading) strayAlert(q *ast.Blockquote) {
	if _, top := q.Parent().(*ast.Document); top {
		return
	}
	if _, _, ok := r.src.alertLine(q); ok {
		r.notes.add(codeAlertInList, q.Pos(), "an alert inside a list is not shown as one: move it before the step, to the start of the line")
	}
}

// swallowedStep notes a line of a paragraph that looks like a step: a list that
// does not begin at 1 cannot interrupt a paragraph.
func (r *reading) swallowedStep(p ast.Node) {
	for i := 1; i < p.Lines().Len(); i++ {
		line := p.Lines().At(i)
		if m := swallowed().FindStringSubmatch(strings.TrimLeft(string(line.Value(r.src.text)), " \t")); m != nil {
			r.notes.add(codeSwallowed, line.Start, "this line is read as prose, not as step %s: put a blank line before it", m[1])
		}
	}
}

// stepAsCode notes a line that looks like a step with its tag, or a bullet with
// its field, but is indented so far that it is a block of code.
func (r *reading) stepAsCode(c *ast.CodeBlock) {
	for i := range c.Lines().Len() {
		line := c.Lines().At(i)
		if r.stepLooking(line.Value(r.src.text)) {
			r.notes.add(codeSwallowed, line.Start, "this line is read as a block of code: indent it by fewer spaces")
		}
	}
}

// stepLooking reports whether a line looks like a step with its tag, or like a
// bullet with its field.
func (r *reading) stepLooking(line []byte) bool {
	text := bytes.TrimSpace(line)
	_, code, _ := strings.Cut(string(text), "`")
	code = strings.TrimSuffix(code, "`")
	return marker(text) > 0 && (strayTag().MatchString(code) || isPlainField(code))
}
