package page

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"soprun/sop"
)

// What ends the heading of a section: its steps are done together, or once for each of
// several items.
const (
	doConfirm = "do-confirm"
	eachWord  = "each:"
)

// placedEach is a section that is done once for each item, and where the page says so.
type placedEach struct {
	section int // into the procedure
	at      int // of the heading's code span
	list    int // of the list's name in it
}

// headingWords reads the code span that ends a section's heading, and takes it off the
// title.
func (r *reading) headingWords(h *ast.Heading, section *sop.Section) {
	c := r.src.lastSpan(h)
	if c == nil {
		return
	}
	sp := r.src.spanOf(c)
	switch from, _ := extent(h); {
	case sp.text == doConfirm:
		section.DoConfirm = true
		section.Title = r.src.joined(from, sp.open)
	case strings.HasPrefix(sp.text, eachWord):
		section.Title = r.src.joined(from, sp.open)
		r.each(sp, section)
	default:
		return
	}
	r.used[c.Pos()] = true
}

// each reads "each: unit" or "each: unit of fridges".
func (r *reading) each(sp span, section *sop.Section) {
	field, list, ofList := strings.Cut(strings.TrimPrefix(sp.text, eachWord+" "), " of ")
	if !isName(field) || ofList && !isName(list) {
		r.notes.add(codeEach, sp.start, "%q: write the field that names the item, `each: unit`, and its list where there is one, `each: unit of fridges`", sp.text)
		return
	}
	section.Each = &sop.Each{Field: field, List: list}
	r.eaches = append(r.eaches, placedEach{section: len(r.proc.Sections), at: sp.start, list: sp.at(len(sp.text) - len(list))})
	if section.Title == "" {
		r.notes.add(codeEach, sp.start, "write before the backticks what is done for each item: ## Each fridge `%s`", sp.text)
	}
}

// maxItemSteps is how many steps a section may come to over all items of its list.
const maxItemSteps = 2000

// eachSections checks what only the whole page shows of the sections that are done once
// for each item.
func (r *reading) eachSections(ids map[string]int) {
	for _, e := range r.eaches {
		s := &r.proc.Sections[e.section]
		if r.proc.Meta.Mode == sop.DoConfirm {
			r.notes.add(codeEach, e.at, "a page that is done from memory (mode: do-confirm) cannot keep items apart: write \"mode: read-do\"")
		}
		if len(s.Steps) == 0 {
			r.notes.add(codeEach, e.at, "this section has no step to do for each item")
			continue
		}
		r.namesItem(e, s)
		r.ofList(e, s)
	}
	for i := range r.steps {
		r.edges(i, ids)
	}
}

// namesItem checks the first field of the first step, which says which item it is.
func (r *reading) namesItem(e placedEach, s *sop.Section) {
	st := s.Steps[0]
	if len(st.Fields) == 0 || st.Fields[0].Name != s.Each.Field {
		r.noteAt(st.Pos, codeItemField, "step %d begins each item, so that it asks for %q first: a scan, text or choice of that name", st.Number, s.Each.Field)
		return
	}
	f := st.Fields[0]
	if what := notItem(f); what != "" {
		r.noteAt(f.Pos, codeItemField, "%q says which item it is, and %s", f.Name, what)
	}
	if what := notFirst(st); what != "" {
		r.noteAt(st.Pos, codeItemField, "step %d says which item it is, so that it cannot %s", st.Number, what)
	}
}

// notItem says why a field cannot name an item, "" where it can.
func notItem(f sop.Field) string {
	if what := notNamed(f); what != "" {
		return what
	}
	if f.Type != "" && (f.Limited() || f.Or != nil) {
		return "is right as it is: delete \"expect\" and \"or\", and ask for what can be wrong in a field after it"
	}
	return ""
}

// notNamed says why the value of a field cannot be the name of an item, "" where it can.
func notNamed(f sop.Field) string {
	switch {
	case f.Type == "": // that is noted already
		return ""
	case f.Type != sop.Scan && f.Type != sop.Text && f.Type != sop.Choice:
		return fmt.Sprintf("is a %s: write a scan, a text or a choice", f.Type)
	case f.Repeat > 1:
		return "is asked once: delete the times"
	case f.Optional:
		return "is never left empty: delete \"optional\""
	default:
		return ""
	}
}

// notFirst says what keeps a step from being the one that begins each item, "" for
// nothing.
func notFirst(st sop.Step) string {
	switch {
	case st.If != nil:
		return "depend on a condition: give the section the condition, or a step after it"
	case st.NAOk:
		return "be left out: delete \"n/a: ok\""
	case st.AnyOrder:
		return "be done in any order: delete \"any order\""
	case st.Always:
		return "come after an end: delete \"always\""
	case st.Do != "":
		return "be another procedure: put the \"do:\" on a step after it"
	case st.WaitBefore != "":
		return "let other work go on: put the wait on a step after it"
	default:
		return ""
	}
}

// ofList checks that the list of a section is there, and that its items can be entered.
func (r *reading) ofList(e placedEach, s *sop.Section) {
	if s.Each.List == "" {
		return
	}
	list, ok := r.proc.Meta.List(s.Each.List)
	if !ok {
		r.notes.suggest(sop.Nearest(s.Each.List, r.listNames()), codeEach, e.list, "the front matter has no list %q: write lists: {%s: [A, B]}, or %q for one that the department sets", s.Each.List, s.Each.List, "local")
		return
	}
	if n := len(list.Items) * len(s.Steps); n > maxItemSteps {
		r.notes.add(codeEach, e.at, "%s times %s are %d: a run has room for %d, so split the list", sop.Counted(len(list.Items), "item", "items"), sop.Counted(len(s.Steps), "step", "steps"), n, maxItemSteps)
	}
	if len(s.Steps[0].Fields) == 0 || s.Steps[0].Fields[0].Name != s.Each.Field {
		return
	}
	for i, item := range list.Items {
		if what := notTaken(s.Steps[0].Fields[0], item); what != "" {
			r.notes.add(codeList, r.listed[list.Name][i], "%q of the list %q cannot be entered: %q is %s", item, list.Name, s.Each.Field, what)
		}
	}
}

// listNames returns the names of the front matter's lists, in page order.
func (r *reading) listNames() (names []string) {
	for _, l := range r.proc.Meta.Lists {
		names = append(names, l.Name)
	}
	return names
}

// notTaken says what a field takes that an item of a list is not, "" where it takes it.
func notTaken(f sop.Field, item string) string {
	switch {
	case f.Type == sop.Choice && !slices.Contains(f.Choices, item):
		return "one of " + strings.Join(f.Choices, ", ")
	case f.Type == sop.Scan && f.Pattern != "" && !f.Scans(item):
		return f.PatternWords()
	default:
		if number, is := sop.NHSNumber(item); is && (f.Type == sop.Text || f.Type == sop.Scan && f.Pattern == "") {
			return "no patient, and " + number + " is an NHS number"
		}
		return ""
	}
}

// eachOf returns the index of the section of step i, and whether it is done once for
// each item.
func (r *reading) eachOf(i int) (section int, each bool) {
	section = r.steps[i].section
	return section, r.proc.Sections[section].Each != nil
}

// edges checks that nothing of step i crosses the edge of a section that is done once
// for each item: a step outside is there once, one inside for each.
func (r *reading) edges(i int, ids map[string]int) {
	st := r.at(i)
	crosses := func(id string, into bool) bool {
		j, ok := ids[id]
		if !ok || id == "" {
			return false
		}
		here, each := r.eachOf(i)
		there, other := r.eachOf(j)
		return here != there && (each && !into || other)
	}
	const outside = "it would cross the edge of a section that is done once for each item"
	for _, f := range st.Fields {
		if f.Or != nil && crosses(f.Or.From, false) {
			r.noteAt(f.Pos, codeEdge, "a redo from #%s goes too far: %s", f.Or.From, outside)
		}
	}
	if crosses(st.WaitBefore, false) {
		tag := r.steps[i].tag
		r.notes.add(codeEdge, tag.span.at(tag.before.at), "a wait before #%s goes too far: %s", st.WaitBefore, outside)
	}
	if st.Within != nil && crosses(st.Within.Of, true) {
		tag := r.steps[i].tag
		r.notes.add(codeEdge, tag.span.at(tag.within.at), "#%s is done once for each item, so that there is no one time to count from", st.Within.Of)
	}
}

// scope checks what an end that follows at step i ends: the item or the run in a section
// that is done once for each item, nothing else elsewhere. It returns what is wrong, ""
// for nothing.
func (r *reading) scope(i int, c *sop.Consequence) string {
	_, each := r.eachOf(i)
	for ; c != nil; c = c.Then {
		switch {
		case c.Does != sop.End:
		case each && c.Scope == "":
			return "this section is done once for each item: write \"end item\" or \"end run\""
		case !each && c.Scope != "":
			return noItem
		}
	}
	return ""
}

// noItem is what is wrong with an end of an item where there is none.
const noItem = "\"end item\" and \"end run\" belong into a section that is done once for each item; here write \"end\""

// waitingItems warns where one item keeps the others waiting, and of lists that no
// section is done for.
func (r *reading) waitingItems() {
	for i, p := range r.steps {
		st := r.at(i)
		if _, each := r.eachOf(i); !each {
			continue
		}
		for _, f := range st.Fields {
			if holds(f.Or) {
				r.noteAt(f.Pos, codeEachHold, "while this holds, the other items wait too: let it end the item, if they can go on")
			}
		}
		if holds(st.DoOr) {
			r.notes.add(codeEachHold, p.tag.span.start, "while this holds, the other items wait too: let it end the item, if they can go on")
		}
	}
	for _, l := range r.proc.Meta.Lists {
		if l.Name != r.proc.Meta.Schedule.Each.List && !slices.ContainsFunc(r.proc.Sections, func(s sop.Section) bool { return s.Each != nil && s.Each.List == l.Name }) {
			r.noteAt(l.Pos, codeUnusedList, "no section is done for each of %q: end its heading in `each: name of %s`, or delete the list", l.Name, l.Name)
		}
	}
}

// holds reports whether a hold is written as what follows; one that comes after a redo
// because the page says nothing else is not meant.
func holds(c *sop.Consequence) bool { return c != nil && c.Does == sop.Hold }
