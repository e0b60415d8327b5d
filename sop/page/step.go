package page

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// step reads one item of an ordered list.
func (r *reading) step(item *ast.ListItem) {
	st := sop.Step{Pos: r.src.pos(item.Pos()), Alerts: r.alerts, Before: strings.Join(r.before, "\n\n")}
	r.alerts, r.before = nil, nil
	placed := &placedStep{section: len(r.proc.Sections) - 1, index: len(r.section().Steps), item: item}
	r.number(&st, placed)
	p := paragraph(item)
	if p != nil {
		r.instruction(p, &st, placed)
	}
	if st.Text == "" {
		r.notes.add(codeNoText, item.Pos(), "step %d begins with no text: write what to do right after the number", st.Number)
	}
	if _, ok := checkBox(item); ok {
		r.notes.add(codeCheckBox, item.Pos(), "a step carries no check box: delete the [ ]")
	}
	r.under(item, p, &st)
	if len(st.Fields) > MaxFields {
		r.notes.add(codeTooMuch, item.Pos(), "step %d has %d fields, at most %d are read: split the step", st.Number, len(st.Fields), MaxFields)
	}
	r.steps = append(r.steps, placed)
	r.section().Steps = append(r.section().Steps, st)
}

// number reads a step's digits from the source: the markdown parser keeps only
// a list's first number.
func (r *reading) number(st *sop.Step, placed *placedStep) {
	at := placed.item.Pos()
	end := at
	for end < len(r.src.text) && r.src.text[end] >= '0' && r.src.text[end] <= '9' {
		end++
	}
	placed.digits = [2]int{at, end}
	st.Number, _ = strconv.Atoi(string(r.src.text[at:end])) // at most nine digits
	want := 1
	if len(r.steps) > 0 {
		want = r.at(len(r.steps)-1).Number + 1
	}
	if st.Number != want {
		r.notes.add(codeStepNumber, at, "this step is numbered %d and should be %d", st.Number, want)
	}
}

// at returns the i-th step of the page.
func (r *reading) at(i int) *sop.Step {
	p := r.steps[i]
	return &r.proc.Sections[p.section].Steps[p.index]
}

// instruction reads a step's first paragraph: condition, text and tag.
func (r *reading) instruction(p ast.Node, st *sop.Step, placed *placedStep) {
	from, to := extent(p)
	if c := r.src.ifSpan(p); c != nil {
		cond, after := r.condition(c)
		cond.step = len(r.steps)
		st.If, from = cond.cond, after
		r.conds = append(r.conds, cond)
	} else {
		r.plainIf(p)
	}
	if c := r.src.lastSpan(p); c != nil && c.Pos() >= from {
		if sp := r.src.spanOf(c); isTag(sp.text) {
			r.used[c.Pos()] = true
			placed.tag = readTag(r.notes, sp, st)
			r.codes = append(r.codes, placed.tag.codes...)
			r.placeLocals(st.ID, placed.tag.locals)
			to = sp.open
		}
	}
	placed.text = [2]int{from, to}
	st.Text = r.src.joined(from, to)
	if st.ID == "" && (placed.tag == nil || !strings.HasPrefix(placed.tag.span.text, "#")) {
		r.notes.add(codeNoID, p.Pos(), "step %d has no id: end its text with one, for example `#%s`", st.Number, r.freeID(st.Text))
	}
}

// plainIf notes a condition that was meant as one but is not in bold.
func (r *reading) plainIf(p ast.Node) {
	t, ok := p.FirstChild().(*ast.Text)
	if !ok || !strings.EqualFold(strings.TrimSpace(string(t.Segment.Value(r.src.text))), "if") {
		return
	}
	if c, ok := t.NextSibling().(*ast.CodeSpan); ok && isCondition(r.src.spanOf(c).text) {
		r.notes.suggest("**If**", codeStrayIf, p.Pos(), "nothing obeys this condition: write its If in bold")
	}
}

// under reads what stands in a step under its first paragraph.
func (r *reading) under(item *ast.ListItem, p ast.Node, st *sop.Step) {
	columns := r.contentColumn(item)
	n := item.FirstChild()
	if p != nil {
		n = p.NextSibling()
	}
	for ; n != nil; n = n.NextSibling() {
		l, isList := n.(*ast.List)
		if !isList || l.IsOrdered() {
			st.More = paragraphs(st.More, r.src.raw(n, columns))
			continue
		}
		for b := l.FirstChild(); b != nil; b = b.NextSibling() {
			if !r.fieldBullet(b, st) {
				st.More = bullets(st.More, r.src.raw(b, columns))
			}
		}
	}
}

// bullets adds a bullet to prose without a blank line between two bullets.
func bullets(prose, bullet string) string {
	last := prose[strings.LastIndexByte(prose, '\n')+1:]
	if marker([]byte(last)) > 0 {
		return prose + "\n" + bullet
	}
	return paragraphs(prose, bullet)
}

// contentColumn returns how many columns the text of an item is indented.
func (r *reading) contentColumn(item *ast.ListItem) int {
	p := paragraph(item)
	if p == nil || r.src.line(p.Pos()) != r.src.line(item.Pos()) {
		return item.Offset
	}
	columns := 0
	for _, c := range r.src.text[r.src.lineStart(p.Pos()):p.Pos()] {
		columns++
		if c == '\t' {
			columns = (columns + 3) / 4 * 4
		}
	}
	return columns
}

// fieldBullet reads a bullet that is one input of the step; false when it is
// not one.
func (r *reading) fieldBullet(b ast.Node, st *sop.Step) bool {
	p := paragraph(b)
	if p == nil {
		return false
	}
	c, folded := r.fieldSpan(p)
	if c == nil {
		return false
	}
	sp := r.src.spanOf(c)
	r.used[c.Pos()] = true
	if folded || p.NextSibling() != nil || r.src.line(sp.open) != r.src.line(sp.end) || p.Lines().Len() > 1 {
		r.notes.add(codeFieldLines, sp.open, "a field is a bullet of one line; put a blank line under it, or move the text above the bullets")
	}
	f := sop.Field{Pos: r.src.pos(sp.open)}
	from, _ := extent(p)
	label := r.src.joined(from, sp.open)
	f.Label = words(strings.TrimSpace(strings.TrimSuffix(label, ":")))
	if f.Label == "" || !strings.HasSuffix(label, ":") {
		r.notes.add(codeLabel, from, "write a label and a colon before the field: - Temperature: `%s`", sp.text)
	}
	r.placeLocals(st.ID, r.readField(sp, &f))
	if f.Tolerance != nil && st.Verify == "" {
		r.notes.add(codeTolerance, sp.start, "%q has a tolerance but nobody takes a second reading: add \"verify: second person\" to the step, or delete the tolerance", f.Name)
	}
	st.Fields = append(st.Fields, f)
	return true
}

// fieldSpan returns the field of a bullet: the code span that ends it, or, when
// a line of prose was folded into the bullet, the one that ends its first line.
func (r *reading) fieldSpan(p ast.Node) (c *ast.CodeSpan, folded bool) {
	if c := r.src.lastSpan(p); c != nil && isField(r.src.spanOf(c).text) {
		return c, false
	}
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		c, ok := n.(*ast.CodeSpan)
		if !ok {
			continue
		}
		sp := r.src.spanOf(c)
		labelled := isField(sp.text) && bytes.HasSuffix(bytes.TrimSpace(r.src.text[:sp.open]), []byte{':'})
		if (labelled || isPlainField(sp.text)) && blank(r.src.text[sp.end:r.src.lineEnd(sp.end)]) {
			return c, true
		}
	}
	return nil, false
}

var idWord = lazily(`[a-z][a-z0-9]*`)

// freeID makes an id that no step of the page has yet out of a step's first
// words.
func (r *reading) freeID(text string) string {
	taken := map[string]bool{}
	for i := range r.steps {
		taken[r.at(i).ID] = true
	}
	return newID(text, taken)
}

// newID makes an id out of a step's first words that is not taken.
func newID(text string, taken map[string]bool) string {
	skip := map[string]bool{"the": true, "a": true, "an": true, "to": true, "of": true, "and": true, "it": true, "in": true, "on": true}
	var words []string
	for _, w := range idWord().FindAllString(strings.ToLower(text), -1) {
		if !skip[w] && len(w) > 1 && len(words) < 2 {
			words = append(words, w[:min(len(w), 20)])
		}
	}
	id := strings.Join(words, "-")
	if id == "" {
		id = "step"
	}
	for n := 2; taken[id]; n++ {
		id = strings.TrimRight(id, "0123456789-") + "-" + strconv.Itoa(n)
	}
	return id
}
