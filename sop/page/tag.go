package page

import (
	"slices"
	"strings"

	"soprun/sop"
)

// tagWords are the items of a tag, for recognising one without an id and for
// hints.
var tagWords = []string{
	"critical", "always", "wait", "within", "verify: second person", "verify: supervisor", "verify: practitioner",
	"hold: second person", "hold: supervisor", "hold: practitioner", "n/a: ok", "any order", "do:",
}

// isTag reports whether a code span at the end of a step is its tag. One that
// lacks the id is told by its items.
func isTag(text string) bool {
	if strings.HasPrefix(text, "#") {
		return true
	}
	items, _ := split(text)
	return slices.ContainsFunc(items, func(i item) bool { return isTagItem(i.text) })
}

func isTagItem(s string) bool {
	word, _, _ := strings.Cut(s, " ")
	switch {
	case slices.Contains(tagWords, s), isCodes(s):
		return true
	case word == "verify:", word == "hold:", word == "do:":
		return true
	case word == "wait", word == "within":
		return strings.ContainsAny(s, `0123456789"`) || strings.Contains(s, " of #") || strings.Contains(s, " before #")
	}
	return false
}

func isCodes(s string) bool {
	for code := range strings.SplitSeq(s, " ") {
		if !keyNamed("codes").form().MatchString(code) {
			return false
		}
	}
	return true
}

// tagReader fills a step from its tag.
type tagReader struct {
	notes *notes
	span  span
	step  *sop.Step
	seen  map[string]bool // kinds of items so far
	// within is where the id of a within stands, for the check against the
	// steps before it.
	within  item
	before  item   // where the id of the step that a wait comes before stands
	columns []item // the times that are names of columns
	codes   []placedCode
	locals  []placedLocal
}

// readTag reads a step's tag into the step and returns what is to be checked
// later.
func readTag(n *notes, sp span, step *sop.Step) *tagReader {
	r, ids := readItems(n, sp, step)
	for i, id := range ids {
		if i == 0 {
			step.ID = id.text
			continue
		}
		r.wrong(item{"#" + id.text, id.at}, "", "a step has one id, at the start of its tag")
	}
	if step.Critical && step.NAOk {
		r.notes.add(codeCriticalNA, sp.start, "a critical step is never not applicable: delete \"n/a: ok\" or \"critical\"")
	}
	return r
}

// readItems reads a tag's items into the step, and returns the ids that open the
// tag: a step has one of its own, a question names those that it is about.
func readItems(n *notes, sp span, step *sop.Step) (*tagReader, []item) {
	r := &tagReader{notes: n, span: sp, step: step, seen: map[string]bool{}}
	items, tidy := split(sp.text)
	if !tidy {
		r.notes.add(codeTagItem, sp.start, "write a comma and one space between the items of a tag")
	}
	var ids []item
	if strings.HasPrefix(items[0].text, "#") {
		ids = r.ids(items[0])
		items = items[1:]
	}
	for _, it := range items {
		r.item(it)
	}
	return r, ids
}

// ids reads ids with one space between them. They are returned without their
// "#", each with the place of it.
func (r *tagReader) ids(it item) []item {
	var out []item
	at := it.at
	for text := range strings.SplitSeq(it.text, " ") {
		one := item{text, at}
		switch id, hash := strings.CutPrefix(text, "#"); {
		case !hash:
			r.wrong(one, "", "write a comma and one space between the items of a tag, one space between ids")
		case !isName(id):
			r.wrong(one, meantID(id), "an id is # and lower-case letters, digits and hyphens")
		default:
			out = append(out, item{id, at})
		}
		at += len(text) + 1
	}
	return out
}

func (r *tagReader) wrong(it item, hint, message string) {
	if hint == it.text {
		hint = ""
	}
	r.notes.suggest(hint, codeTagItem, r.span.at(it.at), "%q: %s", it.text, message)
}

// once notes an item whose kind the tag has already.
func (r *tagReader) once(kind string, it item) {
	if r.seen[kind] {
		r.notes.add(codeTagTwice, r.span.at(it.at), "%q stands in this tag twice: keep one", kind)
	}
	r.seen[kind] = true
}

func (r *tagReader) item(it item) {
	word, _, _ := strings.Cut(it.text, " ")
	switch {
	case it.text == "critical":
		r.step.Critical = true
	case it.text == "always":
		r.step.Always = true
	case it.text == "any order":
		r.step.AnyOrder = true
		word = it.text
	case it.text == "n/a: ok":
		r.step.NAOk = true
	case word == "wait":
		r.wait(it)
	case word == "within":
		r.readWithin(it)
	case word == "verify:":
		r.step.Verify = r.who(it, "verify: ")
	case word == "hold:":
		r.step.Hold = r.who(it, "hold: ")
	case word == "do:":
		r.do(it)
	case isCodes(it.text):
		r.readCodes(it)
		return
	default:
		r.unknown(it)
		return
	}
	r.once(word, it)
}

func (r *tagReader) unknown(it item) {
	if strings.HasPrefix(it.text, "#") {
		r.wrong(it, "", "ids stand at the start of a tag with a space between: a step has one, a question may name several")
		return
	}
	if upper := strings.ToUpper(it.text); isCodes(upper) {
		r.wrong(it, upper, "codes are written in capitals")
		return
	}
	hint := meantItem(it.text)
	if hint == "" && it.at == 0 && isName(it.text) {
		hint = "#" + it.text
	}
	message := "not an item of a tag"
	if hint == "" {
		message += ": write codes like S26, critical, always, wait 10 min, within 5 min of #id, verify: second person, hold: supervisor, n/a: ok, any order, or do: with the id of a page"
	}
	r.wrong(it, hint, message)
}

func (r *tagReader) wait(it item) {
	value, _ := it.rest("wait ")
	if i := strings.LastIndex(value.text, " before #"); i >= 0 {
		r.before = item{value.text[i+len(" before #"):], value.at + i + len(" before ")}
		r.step.WaitBefore = r.before.text
		value.text = value.text[:i]
	}
	if t, ok := r.time("wait", value); ok {
		r.step.Wait = &t
	}
}

func (r *tagReader) readWithin(it item) {
	value, _ := it.rest("within ")
	i := strings.LastIndex(value.text, " of #")
	if i < 0 || !isName(value.text[i+len(" of #"):]) {
		r.notes.add(codeWithin, r.span.at(it.at), "%q: write it like \"within 20 min of #contact\"", it.text)
		return
	}
	if t, ok := r.time("within", item{value.text[:i], value.at}); ok {
		r.within = item{value.text[i+len(" of #"):], value.at + i + len(" of ")}
		r.step.Within = &sop.Within{Time: t, Of: r.within.text}
	}
}

// time reads a length of time, a local one, or the name of a column that has it.
func (r *tagReader) time(what string, it item) (sop.Duration, bool) {
	if hint, ok := local(it.text); ok {
		l := r.span.local(what, it)
		l.time = true
		r.locals = append(r.locals, l)
		return sop.Duration{Local: hint}, true
	}
	if isName(it.text) {
		r.columns = append(r.columns, it)
		return sop.Duration{Column: it.text}, true
	}
	t, err := sop.ParseDuration(it.text)
	if err != nil {
		r.notes.add(codeTime, r.span.at(it.at), "%v, or local \"where to find it\"", err)
	}
	return t, err == nil
}

func (r *tagReader) who(it item, prefix string) sop.Who {
	value, _ := it.rest(prefix)
	if isWho(value.text) {
		return sop.Who(value.text)
	}
	r.wrong(it, sop.Nearest(it.text, tagWords), "the person is \"second person\", \"supervisor\" or \"practitioner\"")
	return ""
}

func (r *tagReader) do(it item) {
	value, _ := it.rest("do: ")
	id, or, hasOr := strings.Cut(value.text, " or ")
	if !keyNamed("id").form().MatchString(id) {
		r.wrong(it, "", "name an SOP by its id, for example \"do: SOP-CEN-014\"")
		return
	}
	r.step.Do = id
	if !hasOr {
		return
	}
	if r.step.DoOr = readEndOrHold(or); r.step.DoOr == nil {
		r.wrong(it, "", "where it does not end complete, write \"or hold\", \"or hold: practitioner\" or \"or end\"")
	}
}

func (r *tagReader) readCodes(it item) {
	at := it.at
	for text := range strings.SplitSeq(it.text, " ") {
		code := sop.Code(text)
		if slices.Contains(r.step.Codes, code) {
			r.notes.add(codeTagTwice, r.span.at(at), "%q stands in this tag twice: keep one", text)
		} else {
			r.step.Codes = append(r.step.Codes, code)
			r.codes = append(r.codes, placedCode{code, r.span.at(at)})
		}
		at += len(text) + 1
	}
}
