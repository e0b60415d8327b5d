package page

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// Parse reads a page. The findings are the errors of groups E0 to E5 that
// reading finds, by place; Lint finds the rest.
//
// The procedure is nil when there is nothing to read: the text is too large,
// holds forbidden characters or has no front matter. While any finding is an
// error the procedure may lack parts of the page: show it, never run it.
func Parse(src []byte) (*sop.Procedure, []Finding) {
	r := read(src)
	return r.proc, r.notes.sorted()
}

// reading is a page being read, and then what Lint and Format need to know of
// it beyond the procedure.
type reading struct {
	src   *source
	notes *notes
	doc   ast.Node // nil when there was nothing to read
	proc  *sop.Procedure

	steps    []*placedStep
	conds    []placedCondition
	codes    []placedCode // every code on the page and in the front matter
	alerts   []sop.Alert  // waiting for their step
	before   []string     // prose waiting for its step
	check    bool         // under "Knowledge check"
	used     map[int]bool // code spans that mean something, by offset
	asked    []placedID   // the steps that questions name
	heading  int          // offset of the title, -1 for none
	locals   []placedLocal
	tables   []*placedTable
	eaches   []placedEach
	listed   map[string][]int // where the items of each list stand
	schedule placedSchedule
	limit    int          // where complete-within stands
	drawn    []*ast.Image // the page's figures, where they stand
}

// placedStep is a step and where it stands.
type placedStep struct {
	section, index int // into the procedure
	item           *ast.ListItem
	digits         [2]int // the number's extent in the source
	text           [2]int // the instruction's extent, without condition and tag
	tag            *tagReader
}

// read reads a page as far as it goes.
func read(src []byte) *reading {
	s, n := admit(src)
	r := &reading{src: s, notes: n, used: map[int]bool{}, heading: -1}
	if len(n.list) > 0 {
		return r
	}
	front, ok := readFrontMatter(n)
	if !ok {
		return r
	}
	r.proc = &sop.Procedure{Meta: front.meta, SHA256: digest(s.text)}
	r.codes, r.locals, r.listed, r.schedule = append(r.codes, front.codes...), front.locals, front.listed, front.placed
	if limit := front.keys["complete-within"]; limit != nil {
		r.limit = front.at(limit)
	}
	doc := markdown(blanked(s.text))
	if tooDeep(doc, MaxDepth) {
		n.add(codeTooMuch, 0, "the page nests more than %d deep: write shorter steps", MaxDepth)
		r.proc = nil
		return r
	}
	r.doc = doc
	r.lookups()
	r.blocks(doc)
	r.strays(doc)
	r.pictures()
	r.finish()
	return r
}

// tooDeep reports whether a tree has more levels than allowed.
func tooDeep(n ast.Node, levels int) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		inner := levels
		switch c.(type) {
		case *ast.List, *ast.Paragraph, *ast.TextBlock, *ast.Text:
		default:
			inner--
		}
		if inner < 0 || tooDeep(c, inner) {
			return true
		}
	}
	return false
}

// blocks reads the page's top level from start to end.
func (r *reading) blocks(doc ast.Node) {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			r.head(n)
		case *ast.List:
			r.list(n)
		case *ast.Blockquote:
			if !r.alert(n) {
				r.prose(n)
			}
		default:
			r.prose(n)
		}
	}
	r.close()
	for _, a := range r.alerts {
		r.noteAt(a.Pos, codeAlertLast, "no step comes after this alert: put it before the step that it belongs to")
	}
}

// knowledgeCheck is the heading of the questions; it may carry a number.
var knowledgeCheck = lazily(`(?i)^(?:[0-9]+\. )?knowledge check$`)

// head reads a heading: the title, a section, the knowledge check or prose.
func (r *reading) head(h *ast.Heading) {
	text := ""
	if h.Lines().Len() > 0 {
		text = r.src.joined(extent(h))
	}
	switch {
	case h.Level == 1:
		r.title(h, text)
	case h.Level > 2:
		r.prose(h)
	case knowledgeCheck().MatchString(text):
		r.close()
		r.check = true
	default:
		r.close()
		r.check = false
		section := sop.Section{Title: text, Pos: r.src.pos(h.Pos())}
		r.headingWords(h, &section)
		r.proc.Sections = append(r.proc.Sections, section)
	}
}

func (r *reading) title(h *ast.Heading, text string) {
	if r.heading >= 0 {
		r.notes.add(codeHeading, h.Pos(), "a page has one title: make this a section with ##")
		return
	}
	if len(r.proc.Sections) > 0 {
		r.notes.add(codeHeading, h.Pos(), "the title comes before the first section and the first step")
	}
	r.heading = h.Pos()
	if text != r.proc.Meta.Title {
		r.notes.suggest(r.proc.Meta.Title, codeHeading, h.Pos(), "title %q is not the front matter's %q: make them equal", text, r.proc.Meta.Title)
	}
}

// close ends a section: prose that waits for a step stays with the section.
func (r *reading) close() {
	if s := r.section(); s != nil {
		s.More = paragraphs(s.More, strings.Join(r.before, "\n\n"))
	}
	r.before = nil
}

// section returns the section being read, nil before the first.
func (r *reading) section() *sop.Section {
	if len(r.proc.Sections) == 0 {
		return nil
	}
	return &r.proc.Sections[len(r.proc.Sections)-1]
}

// prose keeps a block that means nothing to the runner, where it stands.
func (r *reading) prose(n ast.Node) {
	if _, ok := n.(*ast.LinkReferenceDefinition); ok {
		return // strays refuses it
	}
	s := r.section()
	switch {
	case r.check:
		r.proc.CheckIntro = paragraphs(r.proc.CheckIntro, r.src.raw(n, 0))
	case s == nil:
		r.proc.Intro = paragraphs(r.proc.Intro, r.src.raw(n, 0))
	case len(s.Steps) > 0:
		r.before = append(r.before, r.src.raw(n, 0))
	default:
		s.Intro = paragraphs(s.Intro, r.sectionProse(n, s))
	}
}

// sectionProse returns a block of a section's introduction. The first may hold
// the section's condition.
func (r *reading) sectionProse(n ast.Node, s *sop.Section) string {
	c := r.src.ifSpan(n)
	if c == nil || s.Intro != "" || s.If != nil {
		return r.src.raw(n, 0)
	}
	placed, from := r.condition(c)
	placed.section, placed.step = true, len(r.steps)
	s.If = placed.cond
	r.conds = append(r.conds, placed)
	return r.src.joined(from, r.src.end(n))
}

// condition reads the code span after **If** and returns where the text after
// its colon begins.
func (r *reading) condition(c *ast.CodeSpan) (placedCondition, int) {
	sp := r.src.spanOf(c)
	r.used[c.Pos()] = true
	placed := r.quoted(sp)
	if sp.end >= len(r.src.text) || r.src.text[sp.end] != ':' {
		r.notes.add(codeCondition, sp.end, "write a colon after the condition: **If** `%s`: then what to do", sp.text)
		return placed, sp.end
	}
	return placed, sp.end + 1
}

func paragraphs(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n\n" + b
}

// list reads a top-level list: steps, questions or prose.
func (r *reading) list(l *ast.List) {
	switch {
	case l.IsOrdered() && r.check:
		r.notes.add(codeQuestion, l.Pos(), "steps do not go under the knowledge check; a question is a bullet")
	case l.IsOrdered():
		if r.section() == nil {
			r.proc.Sections = append(r.proc.Sections, sop.Section{Pos: r.src.pos(l.Pos())})
		}
		for n := l.FirstChild(); n != nil; n = n.NextSibling() {
			r.step(n.(*ast.ListItem))
		}
	case r.check:
		for n := l.FirstChild(); n != nil; n = n.NextSibling() {
			r.question(n.(*ast.ListItem))
		}
	default:
		r.prose(l)
	}
}
