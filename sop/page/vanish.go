package page

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"soprun/sop"
)

// vanishing notes what a reader would take for a step, a box to tick or a part
// of the page, and what the runner would not ask for, or no view would show. A
// text that was approved before this was known is still read, so only Lint looks.
func (r *reading) vanishing() {
	check := false
	for n := r.doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level <= 2 && h.Lines().Len() > 0 {
			check = knowledgeCheck().MatchString(r.src.joined(extent(h)))
		}
		r.leftStep(n)
		r.vanish(n, check)
	}
}

// vanish looks at one block and all that is in it. Under the knowledge check
// nothing is a step, and boxes are for answers.
func (r *reading) vanish(n ast.Node, check bool) {
	switch n := n.(type) {
	case *ast.Heading:
		r.headingSpan(n)
		r.stepHeading(n)
	case *ast.Paragraph, *ast.TextBlock:
		r.drawnIn(n)
		if !check {
			r.paragraphLines(n)
		}
	case *ast.List:
		if _, top := n.Parent().(*ast.Document); !top && n.IsOrdered() && !check {
			r.notes.add(codeSubSteps, r.textStart(n.Pos()), "these numbered lines are no steps, and one tick would stand for all of them: give each a step of its own, or make them bullets")
		}
	case *ast.Text:
		if !check {
			r.fillIn(n)
		}
	case *ast.Image:
		r.picture(n)
	case *ast.Link:
		if len(n.Title) > 0 {
			r.notes.add(codeUnshown, n.Pos(), "the title of a link is not shown to the reader: write %q beside the link", n.Title)
		}
	case *ast.CodeBlock:
		r.indentedCode(n)
	case *ast.FencedCodeBlock:
		r.fencedCode(n)
	case *extast.Table:
		r.strayLookup(n)
		if r.src.end(n) < r.src.start(n) { // the library puts it before the heading that it stands in
			r.notes.add(codeUnshown, r.textStart(r.src.start(n)), "this table stands in a heading, and is not shown: put a blank line under it")
		}
	case *extast.TableHeader, *extast.TableRow:
		r.extraCells(n)
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.vanish(c, check)
	}
}

// textStart returns the first byte at or after a place that is no white space.
func (r *reading) textStart(at int) int {
	for at < len(r.src.text) && (r.src.text[at] == ' ' || r.src.text[at] == '\t') {
		at++
	}
	return at
}

// headingSpan notes a code span that ends a heading: there the machine's words
// stand, and it knows none.
func (r *reading) headingSpan(h *ast.Heading) {
	c := r.src.lastSpan(h)
	for n := h.FirstChild(); n != nil; n = n.NextSibling() {
		if other, ok := n.(*ast.CodeSpan); ok && other != c {
			r.misplacedWord(other)
		}
	}
	if c == nil || r.used[c.Pos()] || strayTag().MatchString(r.src.spanOf(c).text) {
		return // strays says more of a tag
	}
	r.notes.add(codeHeadingSpan, c.Pos(), "nothing obeys %q at the end of a heading: take the backticks off, or put it before other words", r.src.spanOf(c).text)
}

// misplacedWord notes what would be obeyed at the end of a section's heading, and stands
// elsewhere in one.
func (r *reading) misplacedWord(c *ast.CodeSpan) {
	if text := r.src.spanOf(c).text; text == doConfirm || strings.HasPrefix(text, eachWord) {
		r.notes.add(codeHeadingSpan, c.Pos(), "nothing obeys %q here: it ends the heading of a section, alone and as its last words", text)
	}
}

func (r *reading) stepHeading(h *ast.Heading) {
	if h.Lines().Len() > 0 && namedLine().MatchString(r.visible(h, 0, len(r.src.text))) {
		r.notes.add(codeStepWord, h.Pos(), "a heading that counts steps is none of them: write what the part is about, and the steps under it as \"1. \"")
	}
}

var (
	// numberedLine is a number as a step would have it, and what comes after.
	numberedLine = lazily(`^\(?([0-9]{1,9})[\p{Z} \t]*(?:[.):．）。]+|[–—-](?:[\p{Z} ]))(.*)$`)
	circledLine  = lazily(`^[①-⑳⓵-⓾❶-❿➀-➓]`)
	// namedLine is "Step 2:" in words.
	namedLine = lazily(`(?i)^step[\p{Z}\s]*([0-9]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)[\p{Z}\s]*[:.)–—-]`)
	// boxLine is a box to tick, drawn or typed.
	boxLine = lazily(`^[-*+•‣]?[\p{Z}\s]*(?:\[[\p{Z}xX]?\]|[☐☑☒□◻❏❑])`)
	// markedLine is a heading or an alert that markdown does not take for one.
	headingLine = lazily(`^#{1,6}\p{L}`)
	alertMark   = lazily(`^\[!\p{L}+\]`)
)

// paragraphLines looks at each line of a paragraph as a reader sees it.
func (r *reading) paragraphLines(p ast.Node) {
	item, inItem := p.Parent().(*ast.ListItem)
	first := inItem && p.PreviousSibling() == nil
	_, box := checkBox(p.Parent())
	for i := range p.Lines().Len() {
		line := p.Lines().At(i)
		switch {
		case i > 0 || !first || !box && !instructs(item):
			r.visibleLine(p, r.textStart(line.Start), line.Start, line.Stop)
		case box && !instructs(item):
			r.notes.add(codeBox, r.textStart(item.Pos()), "a box outside the knowledge check is not asked for: make each line a step, or take its [ ] off")
		}
	}
}

// drawnIn notes a line of a quote or an alert that does not begin with its mark:
// markdown draws it in, and what was meant to stand under the quote stands in it.
func (r *reading) drawnIn(p ast.Node) {
	quotes := 0
	for n := p.Parent(); n != nil; n = n.Parent() {
		if _, ok := n.(*ast.Blockquote); ok {
			quotes++
		}
	}
	for i := 1; quotes > 0 && i < p.Lines().Len(); i++ {
		line := p.Lines().At(i)
		from := r.src.lineStart(line.Start)
		if bytes.Count(r.src.text[from:line.Start], []byte{'>'}) < quotes {
			r.notes.add(codeDrawnIn, r.textStart(from), "this line is drawn into the quote above it: put a blank line before it, or begin it with > if it belongs there")
			return
		}
	}
}

// instructs reports whether an item is a step of the page.
func instructs(item *ast.ListItem) bool {
	l := item.Parent().(*ast.List)
	_, top := l.Parent().(*ast.Document)
	return top && l.IsOrdered()
}

// visibleLine judges one line of a paragraph.
func (r *reading) visibleLine(p ast.Node, at, from, to int) {
	source := string(r.src.text[at:to])
	shown := r.visible(p, from, to)
	text := strings.TrimLeftFunc(shown, unicode.IsSpace)
	switch {
	case boxLine().MatchString(text):
		r.notes.add(codeBox, at, "a box outside the knowledge check is not asked for: make each line a step, or take its box off")
	case namedLine().MatchString(text):
		r.notes.add(codeStepWord, at, "this line is read as prose, not as a step: begin it with its number, a point and a space, without the word")
	case headingLine().MatchString(source):
		r.notes.add(codeNoSpace, at, "this line is read as prose, not as a heading: put a space after the #")
	case alertMark().MatchString(text) && !r.inAlert(p):
		r.notes.add(codeNoSpace, at, "this line is read as prose, not as an alert: it begins with > [!WORD], at the start of a line, with nothing before it")
	case swallowed().MatchString(source): // strays says so
	case circledLine().MatchString(text):
		first, _ := utf8.DecodeRuneInString(text)
		r.notes.add(codeNumber, at, "this line is read as prose, not as a step: write its number in digits instead of %c, a point and a space", first)
	default:
		r.numbered(text, shown != text, at)
	}
}

// numbered notes a line that begins with a number as a step does, but not as
// markdown has it.
func (r *reading) numbered(text string, odd bool, at int) {
	m := numberedLine().FindStringSubmatch(text)
	if m == nil || m[2] == "" {
		return
	}
	after, _ := utf8.DecodeRuneInString(m[2])
	dashed := !strings.ContainsAny(text[:len(text)-len(m[2])], ".):．）。")
	words := strings.TrimLeftFunc(m[2], unicode.IsSpace)
	begins, _ := utf8.DecodeRuneInString(words)
	switch {
	case unicode.IsDigit(begins) || dashed && !unicode.IsUpper(begins):
	case odd:
		r.oddSpace(text, at)
	case after != ' ' && after != '\t' && unicode.IsSpace(after):
		r.oddSpace(m[2], at)
	case unicode.IsSpace(after) || dashed:
		r.notes.add(codeNumber, at, "this line is read as prose, not as step %s: begin it with the plain number, a point and a space", m[1])
	case unicode.IsLetter(after) || strings.ContainsRune("\"'“‘([", after):
		r.notes.add(codeNoSpace, at, "this line is read as prose, not as step %s: put a space after the point", m[1])
	}
}

func (r *reading) oddSpace(text string, at int) {
	space := '\u00a0'
	for _, c := range text {
		if c != ' ' && c != '\t' && unicode.IsSpace(c) {
			space = c
			break
		}
	}
	r.notes.add(codeOddSpace, at, "this line is read as prose, not as a step: %s stands beside its number; type a plain space instead", spaceName(space))
}

// spaceName names a space that looks like the plain one.
func spaceName(c rune) string {
	switch c {
	case '\u00a0':
		return "a no-break space (U+00A0)"
	case '\u202f':
		return "a narrow no-break space (U+202F)"
	default:
		return "the space U+" + strings.ToUpper(strconv.FormatInt(int64(c)+0x10000, 16)[1:])
	}
}

// inAlert reports whether a paragraph begins an alert that is shown as one, or
// that strays has an error for.
func (r *reading) inAlert(p ast.Node) bool {
	q, ok := p.Parent().(*ast.Blockquote)
	if !ok || p.PreviousSibling() != nil {
		return false
	}
	_, _, alert := r.src.alertLine(q)
	return alert
}

// visible returns the words of a block that stand in a part of the source, as a
// reader sees them: without marks and escapes.
func (r *reading) visible(block ast.Node, from, to int) string {
	var b strings.Builder
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		t, ok := n.(*ast.Text)
		if entering && ok && t.Segment.Start >= from && t.Segment.Start < to {
			if _, code := t.Parent().(*ast.CodeSpan); code {
				b.Write(t.Segment.Value(r.src.text))
			} else {
				b.WriteString(asRead(string(t.Segment.Value(r.src.text))))
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// indentedCode notes a line that its indentation made a block of code, and says
// by how much it is to be indented.
func (r *reading) indentedCode(c *ast.CodeBlock) {
	at := r.textStart(r.src.lineStart(c.Pos()))
	for i := range c.Lines().Len() {
		if line := c.Lines().At(i); r.stepLooking(line.Value(r.src.text)) {
			return // strays says so, with the line
		}
	}
	const fence = "for code, put it between two lines of ```"
	switch item := r.itemOver(c); {
	case item != nil:
		r.notes.add(codeIndented, at, "this line is read as a block of code: indent it by %d spaces, as the text that it belongs to; %s", r.contentColumn(item), fence)
	default:
		r.notes.add(codeIndented, at, "this line is read as a block of code: begin it at the start of the line; %s", fence)
	}
}

// leftStep notes a block under a step that is indented, but not far enough to be
// the step's: under step 10 that takes one space more than under step 9.
func (r *reading) leftStep(n ast.Node) {
	if l, ok := n.(*ast.List); ok && (l.IsOrdered() || r.fieldFirst(l)) {
		return // a step, or strays says more of it
	}
	for p := n; r.outOfLine(p); p = p.PreviousSibling() {
		l, ok := p.PreviousSibling().(*ast.List)
		if ok && l.IsOrdered() {
			item := l.LastChild().(*ast.ListItem)
			r.notes.add(codeIndented, r.textStart(r.src.start(n)), "this line belongs to no step: indent it by %d spaces to put it under the step, or by none for text between the steps", r.contentColumn(item))
			return
		}
	}
}

// outOfLine reports whether a block of the page is indented.
func (r *reading) outOfLine(n ast.Node) bool {
	if n == nil {
		return false
	}
	at := r.src.start(n)
	return n.Kind() != ast.KindCodeBlock && r.textStart(at) > at
}

// fieldFirst reports whether a list begins with a field.
func (r *reading) fieldFirst(l *ast.List) bool {
	p := paragraph(l.FirstChild())
	return p != nil && r.endsWithField(p)
}

// itemOver returns the item of a list that a block stands in, or right under: a
// line that was to belong to it is indented as its text is.
func (r *reading) itemOver(n ast.Node) *ast.ListItem {
	if item, ok := n.Parent().(*ast.ListItem); ok {
		return item
	}
	if l, ok := n.PreviousSibling().(*ast.List); ok {
		item, _ := l.LastChild().(*ast.ListItem)
		return item
	}
	return nil
}

// fencedCode notes what a fenced block hides: words beside its fence, and the
// rest of the page after a fence that is not closed.
func (r *reading) fencedCode(c *ast.FencedCodeBlock) {
	if c.Info != nil && len(bytes.Fields(c.Info.Segment.Value(r.src.text))) > 1 {
		r.notes.add(codeUnshown, c.Info.Segment.Start, "words beside ``` are not shown to the reader: put them on a line of their own")
	}
	if !r.closed(c) {
		r.notes.add(codeOpenFence, r.textStart(r.src.lineStart(c.Pos())), "this block of code is not closed, and takes what follows in: put a line of ``` after its last line, indented alike")
	}
}

// closed reports whether the last line of a fenced block is its closing fence.
func (r *reading) closed(c *ast.FencedCodeBlock) bool {
	first := r.textStart(c.Pos())
	end := len(bytes.TrimRight(r.src.text[:r.src.end(c)], " \t\n"))
	last := r.src.lineStart(max(0, end-1))
	if first < len(r.src.text) && last <= first {
		return false
	}
	mark := r.src.text[first]
	opening := len(r.src.text[first:]) - len(bytes.TrimLeft(r.src.text[first:], string(mark)))
	closing := bytes.TrimLeft(r.src.text[last:end], "> \t")
	return len(closing) >= opening && len(bytes.Trim(closing, string(mark))) == 0
}

// extraCells notes cells of a row for which the table has no column.
func (r *reading) extraCells(row ast.Node) {
	at := r.textStart(r.src.lineStart(row.Pos()))
	line := strings.TrimSpace(string(r.src.text[at:r.src.lineEnd(at)]))
	line = strings.TrimSuffix(strings.TrimPrefix(strings.ReplaceAll(line, `\|`, "  "), "|"), "|")
	if cells := strings.Split(line, "|"); len(cells) > row.ChildCount() {
		r.notes.add(codeUnshown, at, "this row has %s and its table %s: what is over is not shown; give it a column, or write \\| for a bar", sop.Counted(len(cells), "cell", "cells"), sop.Counted(row.ChildCount(), "column", "columns"))
	}
}
