package page

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// nearMisses notes what an author meant and the runner does not obey: a condition or an alert
// that is nearly written as one, choices that nobody can tell apart, a division that never
// comes to a figure. A text that was approved before this was known is still read, so only
// Lint looks.
func (r *reading) nearMisses() {
	fields := r.recorded()
	for i, p := range r.steps {
		r.nearConditions(paragraph(p.item), fields)
		r.nearWords(paragraph(p.item), fields, true)
		for _, f := range r.at(i).Fields {
			r.nearChoices(f)
			if f.Calc != nil && dividesByZero(f.Calc) {
				r.noteAt(f.Pos, codeCalc, "a division by zero: %q could never be computed", f.Name)
			}
		}
	}
	for n := r.doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph:
			if r.beginsAsIf(n) {
				r.nearConditions(n, fields)
			}
			r.nearWords(n, fields, false)
		case *ast.Blockquote:
			r.nearAlert(n)
		case *ast.Heading:
			r.nearHeading(n)
		}
	}
}

// nearConditions notes the code spans of a paragraph that test a field of the page, and that
// nothing obeys.
func (r *reading) nearConditions(n ast.Node, fields map[string]recorded) {
	if n == nil {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c, ok := c.(*ast.CodeSpan); ok && !r.used[c.Pos()] {
			text := r.src.spanOf(c).text
			if name, _, _ := strings.Cut(text, " "); isCondition(text) && fields[name].field.Name != "" && !r.notes.has(codeStrayIf, r.src.line(c.Pos())) {
				r.notes.suggest("**If**", codeStrayIf, c.Pos(), "nothing obeys the condition %q here: it stands at the start, behind **If**", text)
			}
			continue
		}
		r.nearConditions(c, fields)
	}
}

// has reports whether something of a code is noted of a line, which counts from 0.
func (n *notes) has(code string, line int) bool {
	for _, f := range n.list {
		if f.Code == code && f.Line == line+1 {
			return true
		}
	}
	return false
}

// asIf is how a paragraph begins that may be meant for a condition.
var asIf = lazily(`(?i)^[*_]*(?:only )?(?:if|when|unless|where)\b[*_:]*\s*` + "`")

func (r *reading) beginsAsIf(p ast.Node) bool {
	from, to := extent(p)
	return asIf().Match(r.src.text[from:to])
}

// inWords is how a condition begins that stands in no backticks.
var inWords = lazily(`(?i)^[*_]*if:?([*_]*):? +([^` + "`" + `:,*_\n]+)`)

// nearWords notes a condition in words, that nothing obeys: one that tests a field of the page, and at
// a step whatever stands behind **If**.
func (r *reading) nearWords(p ast.Node, fields map[string]recorded, step bool) {
	if p == nil {
		return
	}
	from, to := extent(p)
	m := inWords().FindSubmatch(r.src.text[from:to])
	if m == nil {
		return
	}
	words := strings.TrimSpace(string(m[2]))
	name, _, _ := strings.Cut(words, " ")
	switch {
	case isCondition(words) && fields[name].field.Name != "":
		r.notes.suggest("**If** `"+words+"`", codeStrayIf, p.Pos(), "nothing obeys this condition: what it tests stands in backticks, behind **If**")
	case step && len(m[1]) > 0:
		r.notes.add(codeStrayIf, p.Pos(), "nothing obeys this condition: behind **If** stand a field of an earlier step and what it is tested for, in backticks")
	}
}

// nearHeadingForm is what ends a heading between one backtick and nothing.
var nearHeadingForm = lazily("`[ ]*(?i:each|do.?confirm)\\b[^`]*$")

// nearHeading notes a section that would be done once, step by step, though its heading says otherwise.
func (r *reading) nearHeading(h *ast.Heading) {
	from, to := extent(h)
	if m := nearHeadingForm().FindIndex(r.src.text[from:to]); m != nil {
		r.notes.add(codeEach, from+m[0], "nothing obeys this heading: it ends in `each: unit`, `each: unit of fridges` or `do-confirm`, between two backticks")
	}
}

// nearAlertForm is the first line of a quote that is meant for an alert: its word in brackets,
// in bold or before a colon.
var nearAlertForm = lazily(`(?i)^(?:\[\s*!?\s*|\*\*|__|[⚠☣]\S*\s*)*(warning|caution|important|danger|hazard|biohazard|attention)\s*(?:\]|\*\*|__|:|!|$)`)

// nearAlert notes a quote that a reader takes for an alert, and that nobody would have to read
// before the step.
func (r *reading) nearAlert(q *ast.Blockquote) {
	p := paragraph(q)
	if _, _, ok := r.src.alertLine(q); ok || p == nil || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	if m := nearAlertForm().FindSubmatch(first.Value(r.src.text)); m != nil {
		r.notes.add(codeAlertForm, q.Pos(), "this quote is no alert, so that nobody has to read it before the step: begin it with > [!%s] on a line of its own", meant(string(m[1])))
	}
}

// nearChoices notes answers that differ in their capitals only.
func (r *reading) nearChoices(f sop.Field) {
	if f.OfTable {
		return
	}
	for i, a := range f.Choices {
		for _, b := range f.Choices[:i] {
			if a != b && strings.EqualFold(a, b) {
				r.noteAt(f.Pos, codeChoices, "the choices %q and %q differ in their capitals only: nobody can tell them apart", b, a)
			}
		}
	}
}

// dividesByZero reports whether a part of a calculation is divided by the number 0.
func dividesByZero(c *sop.Calc) bool {
	if c == nil {
		return false
	}
	by := c.Right
	for by != nil && by.In != nil && by.Func == "" {
		by = by.In
	}
	if c.Op == sop.Divided && by.Number != nil && by.Number.Rat().Sign() == 0 {
		return true
	}
	return dividesByZero(c.Left) || dividesByZero(c.Right) || dividesByZero(c.In)
}
