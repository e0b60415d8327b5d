package page

import (
	"cmp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

const typeWords = `number|text|choice|yes/no|date|time|scan|file`

var (
	// nearFieldForm is code that is meant as a field: its name, a sign or nothing, its type.
	nearFieldForm = lazily(`^(?:([^:=,]*?)(\s*[:=]\s*|\s+))?((?i:` + typeWords + `))((?:[ ,;].*)?)$`)
	// unquotedField is a field behind its label that stands in other quotation marks than
	// backticks, in none, or between one backtick and nothing.
	unquotedField = lazily(`:\s*['‘’"“”´` + "`" + `]*([a-z][a-z0-9-]*: (?:` + typeWords + `)\b[^'‘’"“”´` + "`" + `]*)`)
	// blankForm is a place on paper where somebody writes.
	blankForm = lazily(`_{3,}|\.{6,}|…{2,}`)
	// unitWithLimits is a number's unit that took in what was meant as its limits.
	unitWithLimits = lazily(`^[^0-9].*(?:;|[<>≤≥±]|[0-9]\s*(?:to|-|–)\s*[0-9]|\s(?:between|at least|at most|min|max|optional|possible)\b)`)
)

// nearFields notes a value that a reader believes is asked for, and that nobody is asked for:
// the page looks right, and its record would lack the value.
func (r *reading) nearFields() {
	for i, p := range r.steps {
		for n := p.item.FirstChild(); n != nil; n = n.NextSibling() {
			if l, ok := n.(*ast.List); ok && !l.IsOrdered() {
				for b := l.FirstChild(); b != nil; b = b.NextSibling() {
					r.nearField(b)
				}
			}
		}
		for _, f := range r.at(i).Fields {
			if m := unitWithLimits().FindStringIndex(f.Unit); f.Type == sop.Number && m != nil {
				r.noteAt(f.Pos, codeUnit, "the unit of %q is read as %q: put a comma behind the unit, then its limits", f.Name, f.Unit)
			}
		}
	}
}

// nearField notes a bullet under a step that ends with what is nearly a field.
func (r *reading) nearField(b ast.Node) {
	p := paragraph(b)
	if p == nil {
		return
	}
	from, to := extent(p)
	c := r.src.lastSpan(p)
	if c == nil {
		if m := unquotedField().FindSubmatchIndex(r.src.text[from:to]); m != nil && !r.inCode(from+m[2], from+m[3]) {
			field := strings.TrimSpace(string(r.src.text[from+m[2] : from+m[3]]))
			r.notes.suggest("`"+field+"`", codeLabel, from+m[2], "%q is read as prose and not asked for: put it between two backticks", field)
		}
		return
	}
	sp := r.src.spanOf(c)
	m := nearFieldForm().FindStringSubmatch(sp.text)
	label, labelled := strings.CutSuffix(r.src.joined(from, sp.open), ":")
	if r.used[c.Pos()] || m == nil || isPlainField(sp.text) { // strays says so of a plain one
		return
	}
	if strings.TrimSpace(m[2]) == "" && (!labelled || m[3] != "number" && m[4] != "" && m[4][0] == ' ') {
		return // what is typed or shown, as in Type: `select date from log`
	}
	name := cmp.Or(madeName(m[1]), madeName(label), "value")
	r.notes.suggest(name+": "+strings.ToLower(m[3])+m[4], codeLabel, sp.start, "%q is read as prose and not asked for: a field is a name of lower-case letters, digits and hyphens, a colon, a space, and its type", sp.text)
}

// inCode reports whether a text stands between two backticks.
func (r *reading) inCode(from, to int) bool {
	return to < len(r.src.text) && r.src.text[from-1] == '`' && r.src.text[to] == '`'
}

var noName = lazily(`[^a-z0-9]+`)

// madeName makes the name of a field out of words, "" where they have no letter.
func madeName(words string) string {
	name := strings.Trim(noName().ReplaceAllString(strings.ToLower(words), "-"), "-")
	return strings.TrimLeft(name, "0123456789-")
}

// fillIn notes a blank, as paper has it: nobody is asked to fill it in.
func (r *reading) fillIn(t *ast.Text) {
	if _, code := t.Parent().(*ast.CodeSpan); code {
		return
	}
	if m := blankForm().FindIndex(t.Segment.Value(r.src.text)); m != nil {
		r.notes.add(codeBox, t.Segment.Start+m[0], "a blank is not asked for: end a bullet under the step with a field, like - Temperature: `temp: number °C`")
	}
}
