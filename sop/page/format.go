package page

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// ErrFormat is returned when a page cannot be formatted: it cannot be read, or
// formatting would change what it says.
var ErrFormat = errors.New("page cannot be formatted")

// Format renumbers the steps, indents what stands under them to their text,
// adds missing ids and writes the schedule in its one form. It never touches prose. Formatting twice changes
// nothing, and the result is the same procedure: Format reads its own output
// and returns ErrFormat instead of a page that says something else.
func Format(src []byte) ([]byte, error) {
	r := read(src)
	if r.proc == nil {
		return nil, fmt.Errorf("%w: %s", ErrFormat, r.notes.sorted()[0])
	}
	out := r.formatted()
	for range maxRounds {
		again := read(out)
		if again.proc == nil || !same(r, again) {
			return nil, fmt.Errorf("%w: %s", ErrFormat, r.refused(again))
		}
		next := again.formatted()
		if bytes.Equal(next, out) {
			return out, nil
		}
		out = next
	}
	return nil, fmt.Errorf("%w: %s", ErrFormat, r.refused(read(out)))
}

// refused says at which line formatting would change what the page says: with
// the first error from there on, or else the last one before.
func (r *reading) refused(after *reading) string {
	line := r.firstChange(after)
	r.vanishing()
	var first *Finding
	for _, f := range r.notes.sorted() {
		if f.IsError() && f.Code != codeStepNumber && f.Code != codeNoID && (first == nil || first.Line < line) {
			first = &f
		}
	}
	if first != nil {
		return first.String()
	}
	return fmt.Sprintf("%d:1: the text here would change", line)
}

// firstChange returns the line of the first step that is not the same after
// formatting, or the page's last.
func (r *reading) firstChange(after *reading) int {
	for i := range r.steps {
		if i >= len(after.steps) || !reflect.DeepEqual(essentialStep(*r.at(i)), essentialStep(*after.at(i))) {
			return r.at(i).Pos.Line
		}
	}
	return r.src.line(len(r.src.text)) + 1
}

// maxRounds bounds how often formatting starts again: a bullet that comes home
// to its step can bring others after it.
const maxRounds = 8

// edit replaces a part of the source.
type edit struct {
	from, to int
	text     string
}

// formatted applies every edit to the source.
func (r *reading) formatted() []byte {
	taken := map[string]bool{}
	for i := range r.steps {
		taken[r.at(i).ID] = true
	}
	var edits []edit
	if e, untidy := r.tidySchedule(); untidy {
		edits = append(edits, e)
	}
	for i, p := range r.steps {
		edits = append(edits, r.renumber(p, i+1)...)
		if id := r.missingID(i, taken); id.text != "" {
			edits = append(edits, id)
		}
	}
	out := applied(r.src.text, edits)
	if len(out) > 0 && out[len(out)-1] != '\n' {
		out = append(out, '\n')
	}
	return out
}

// applied returns a text with edits made, none of which overlap.
func applied(text []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(text[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.Write(text[at:])
	return out.Bytes()
}

// renumber writes a step's number and moves what stands under it along.
func (r *reading) renumber(p *placedStep, n int) []edit {
	line := r.src.lineStart(p.item.Pos())
	prefix := strconv.Itoa(n) + "."
	end := p.digits[1] + 1 // after the point
	old := r.contentColumn(p.item)
	if c := paragraph(p.item); c != nil && r.src.line(c.Pos()) == r.src.line(line) {
		end = c.Pos()
		prefix += " "
	}
	if !blank(r.src.text[line:p.item.Pos()]) {
		return nil
	}
	if r.runsIntoProse(p, line) {
		prefix = "\n" + prefix
	}
	column := len(strconv.Itoa(n)) + len(". ")
	edits := []edit{{line, end, prefix}}
	edits = append(edits, r.shift(r.src.lineEnd(line)+1, r.src.end(p.item), old, column)...)
	return append(edits, r.adopt(p, column)...)
}

// runsIntoProse reports whether a step is the first of a list that stands right
// under a line of text: with a number above 1 it would become prose.
func (r *reading) runsIntoProse(p *placedStep, line int) bool {
	if p.item.PreviousSibling() != nil || line == 0 {
		return false
	}
	switch prev := p.item.Parent().PreviousSibling().(type) {
	case nil, *ast.Heading:
		return false
	case *ast.List:
		if prev.IsOrdered() {
			return false
		}
	}
	return !blank(r.src.text[r.src.lineStart(line-1):line])
}

// shift moves the lines of a part of the source from one column to another.
// Lines that are indented less belong to a paragraph and stay as they are.
func (r *reading) shift(from, to, old, column int) []edit {
	var out []edit
	for at := from; at < to; at = r.src.lineEnd(at) + 1 {
		line := r.src.text[at:min(to, r.src.lineEnd(at))]
		columns, size := indent(line)
		if columns < old || blank(line) {
			continue
		}
		if bytes.IndexByte(line[:min(old, size)], '\t') < 0 {
			size, columns = old, old
		}
		out = append(out, edit{at, at + size, strings.Repeat(" ", columns-old+column)})
	}
	return out
}

// adopt moves the bullets that follow a step but are not indented enough to be
// under it: those are not asked for.
func (r *reading) adopt(p *placedStep, column int) []edit {
	l, ok := p.item.Parent().NextSibling().(*ast.List)
	if !ok || l.IsOrdered() || p.item.NextSibling() != nil || r.src.line(l.Pos()) > r.lastLine(p.item)+1 {
		return nil
	}
	var out []edit
	for b := l.FirstChild(); b != nil; b = b.NextSibling() {
		if para := paragraph(b); para == nil || !r.endsWithField(para) {
			break
		}
		columns, _ := indent(r.src.text[r.src.lineStart(b.Pos()):])
		out = append(out, r.shift(r.src.lineStart(b.Pos()), r.src.end(b), columns, column)...)
	}
	return out
}

func (r *reading) endsWithField(p ast.Node) bool {
	c := r.src.lastSpan(p)
	return c != nil && isPlainField(r.src.spanOf(c).text)
}

// lastLine returns the last line of a block that is not blank.
func (r *reading) lastLine(n ast.Node) int {
	end := r.src.end(n)
	return r.src.line(len(bytes.TrimRight(r.src.text[:end], " \t\n")))
}

// missingID returns the edit that gives a step its id, empty when it has one.
func (r *reading) missingID(i int, taken map[string]bool) edit {
	st, p := r.at(i), r.steps[i]
	hasID := st.ID != "" || p.tag != nil && strings.HasPrefix(p.tag.span.text, "#")
	if hasID || st.Text == "" {
		return edit{}
	}
	id := newID(st.Text, taken)
	taken[id] = true
	if p.tag != nil {
		return edit{p.tag.span.start, p.tag.span.start, "#" + id + ", "}
	}
	end := p.text[0] + len(bytes.TrimRight(r.src.text[p.text[0]:p.text[1]], " \t\n"))
	return edit{end, r.src.lineEnd(end), " `#" + id + "`"}
}

// same reports whether a page still says the same after formatting. Ids and
// numbers may be new, and bullets may have come home to their step.
func same(before, after *reading) bool {
	if len(before.steps) != len(after.steps) {
		return false
	}
	for i := range before.steps {
		a, b := before.at(i), after.at(i)
		if a.Text != b.Text || a.ID != "" && a.ID != b.ID || len(a.Fields) > len(b.Fields) {
			return false
		}
	}
	for _, f := range before.notes.list {
		if f.IsError() && f.Code != codeStepNumber && f.Code != codeNoID {
			return true
		}
	}
	return reflect.DeepEqual(essence(before.proc), essence(after.proc))
}

// essence returns a procedure without what formatting may change.
func essence(p *sop.Procedure) sop.Procedure {
	out := *p
	out.SHA256 = ""
	out.Tables = slices.Clone(p.Tables)
	for i := range out.Tables {
		out.Tables[i].Pos = sop.Pos{}
	}
	out.Sections = slices.Clone(p.Sections)
	for i := range out.Sections {
		s := &out.Sections[i]
		s.Pos = sop.Pos{}
		s.If = placeless(s.If)
		s.Steps = slices.Clone(s.Steps)
		for j := range s.Steps {
			s.Steps[j] = essentialStep(s.Steps[j])
		}
	}
	out.Figures = slices.Clone(p.Figures)
	for i := range out.Figures {
		out.Figures[i].Pos = sop.Pos{}
	}
	out.Questions = slices.Clone(p.Questions)
	for i := range out.Questions {
		out.Questions[i].Pos = sop.Pos{}
	}
	return out
}

func essentialStep(st sop.Step) sop.Step {
	st.ID, st.Number, st.Pos = "", 0, sop.Pos{}
	st.If = placeless(st.If)
	st.Alerts, st.Fields = slices.Clone(st.Alerts), slices.Clone(st.Fields)
	for i := range st.Alerts {
		st.Alerts[i].Pos = sop.Pos{}
	}
	for i := range st.Fields {
		st.Fields[i].Pos = sop.Pos{}
	}
	return st
}

func placeless(c *sop.Condition) *sop.Condition {
	if c == nil {
		return nil
	}
	out := *c
	out.Pos = sop.Pos{}
	return &out
}
