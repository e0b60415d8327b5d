package page

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// placedID is a step's id where a question names it, for the check against the
// steps.
type placedID struct {
	id string
	at int
}

// question reads one bullet of the knowledge check: the question up to its tag,
// which ends a line; then the answer, on the lines under it, or options.
func (r *reading) question(item *ast.ListItem) {
	q := sop.Question{Pos: r.src.pos(item.Pos())}
	p := paragraph(item)
	if p == nil {
		r.notes.add(codeQuestion, item.Pos(), "a question begins with its text and its tag: - **Why?** `#step, K26`")
		return
	}
	from, to := extent(p)
	line := min(to, r.src.lineEnd(from))
	if c := r.questionTag(p); c == nil {
		r.notes.add(codeQuestion, from, "the question must end with the steps that it is about, for example `#settle, K24`")
		q.Text = bare(r.src.joined(from, line))
	} else {
		sp := r.src.spanOf(c)
		line = min(to, r.src.lineEnd(sp.end))
		r.used[c.Pos()] = true
		q.Text = bare(r.src.joined(from, sp.open))
		r.tagQuestion(&q, sp)
	}
	q.Answer = r.src.joined(line, to)
	r.answers(item, p, &q)
	r.judge(&q, from)
	r.proc.Questions = append(r.proc.Questions, q)
}

// questionTag returns the first tag of a paragraph that ends a line.
func (r *reading) questionTag(p ast.Node) *ast.CodeSpan {
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		if c, ok := n.(*ast.CodeSpan); ok {
			sp := r.src.spanOf(c)
			if strings.HasPrefix(sp.text, "#") && blank(r.src.text[sp.end:r.src.lineEnd(sp.end)]) {
				return c
			}
		}
	}
	return nil
}

// tagQuestion reads a question's tag: the ids of its steps and codes, nothing
// else.
func (r *reading) tagQuestion(q *sop.Question, sp span) {
	var st sop.Step
	tag, ids := readItems(r.notes, sp, &st)
	for kind := range tag.seen {
		r.notes.add(codeQuestion, sp.start, "%q belongs to a step: a question's tag holds ids and codes", kind)
	}
	for _, id := range ids {
		if slices.Contains(q.Steps, id.text) {
			r.notes.add(codeTagTwice, sp.at(id.at), "%q stands in this tag twice: keep one", "#"+id.text)
			continue
		}
		q.Steps = append(q.Steps, id.text)
		r.asked = append(r.asked, placedID{id.text, sp.at(id.at)})
	}
	q.Codes = st.Codes
	r.codes = append(r.codes, tag.codes...)
}

// answers reads what stands under a question's first paragraph.
func (r *reading) answers(item *ast.ListItem, p ast.Node, q *sop.Question) {
	columns := r.contentColumn(item)
	for n := p.NextSibling(); n != nil; n = n.NextSibling() {
		l, isList := n.(*ast.List)
		if !isList || !hasBoxes(l) {
			q.Answer = paragraphs(q.Answer, r.src.raw(n, columns))
			continue
		}
		for o := l.FirstChild(); o != nil; o = o.NextSibling() {
			r.option(o, q)
		}
	}
}

func hasBoxes(l *ast.List) bool {
	for n := l.FirstChild(); n != nil; n = n.NextSibling() {
		if _, ok := checkBox(n); ok {
			return true
		}
	}
	return false
}

// option reads one answer to choose from. Its first line is the answer; lines
// under it say why it is right or wrong.
func (r *reading) option(item ast.Node, q *sop.Question) {
	right, ok := checkBox(item)
	if !ok {
		r.notes.add(codeQuestion, item.Pos(), "this option lacks its box: write - [ ] for a wrong answer, - [x] for a right one")
		return
	}
	p := paragraph(item)
	from, to := extent(p)
	line := min(to, r.src.lineEnd(from))
	text := strings.TrimSpace(string(r.src.text[from+len("[ ]") : line]))
	why := r.src.joined(line, to)
	if p.NextSibling() != nil {
		why = paragraphs(why, dedent(string(r.src.text[r.src.start(p.NextSibling()):r.src.end(item)]), r.contentColumn(item.(*ast.ListItem))))
	}
	if text == "" {
		r.notes.add(codeQuestion, from, "this option has no text")
	}
	q.Options = append(q.Options, sop.Option{Text: text, Right: right, Why: why})
}

// judge checks that a question can be answered.
func (r *reading) judge(q *sop.Question, at int) {
	right := 0
	for _, o := range q.Options {
		if o.Right {
			right++
		}
	}
	switch {
	case q.Text == "":
		r.notes.add(codeQuestion, at, "the question has no text")
	case len(q.Options) == 0 && q.Answer == "":
		r.notes.add(codeQuestion, at, "the question has no answer: write it on the lines under the question, or give options")
	case len(q.Options) > 0 && q.Answer != "":
		r.notes.add(codeQuestion, at, "the question has an answer and options: keep one; a line under an option says why it is right or wrong")
	case len(q.Options) == 1:
		r.notes.add(codeQuestion, at, "the question has one option: give at least two")
	case len(q.Options) > 1 && (right == 0 || right == len(q.Options)):
		r.notes.add(codeQuestion, at, "mark the right answer with [x] and leave at least one [ ]")
	}
}

// bare takes the bold off a question that is bold as a whole.
func bare(text string) string {
	inner, ok := strings.CutPrefix(text, "**")
	inner, closed := strings.CutSuffix(inner, "**")
	if !ok || !closed || strings.Contains(inner, "**") {
		return text
	}
	return inner
}
