package page

import (
	"slices"
	"strings"

	"soprun/sop"
)

// finish checks what only the whole page shows: names, ids, codes and order.
func (r *reading) finish() {
	if r.heading < 0 {
		r.notes.add(codeHeading, frontMatterEnd(r.src.text), "the page has no title: write \"# %s\" under the front matter", r.proc.Meta.Title)
	}
	if len(r.steps) == 0 {
		r.notes.add(codeNoStep, frontMatterEnd(r.src.text), "the page has no step: a step is a line that begins with \"1. \"")
	}
	ids := r.uniqueIDs()
	r.uniqueNames()
	for i, st := range r.steps {
		if st.tag != nil && st.tag.within.text != "" {
			r.within(i, ids)
		}
		if st.tag != nil && st.tag.before.text != "" {
			r.waitBefore(i, ids)
		}
	}
	known := make([]string, 0, len(ids))
	for i := range r.steps {
		known = append(known, "#"+r.at(i).ID)
	}
	for _, asked := range r.asked {
		if _, ok := ids[asked.id]; !ok && !r.notes.full() { // a hint takes long to find
			r.notes.suggest(sop.Nearest("#"+asked.id, known), codeQuestion, asked.at, "no step has the id %q", "#"+asked.id)
		}
	}
	fields := r.recorded()
	r.columns(fields)
	r.conditions(fields)
	r.calcs(r.figures(fields))
	r.consequences(ids)
	r.together()
	r.eachSections(ids)
	r.dueItems(fields)
	for _, c := range r.codes {
		if !slices.Contains(r.proc.Meta.Codes, c.code) {
			r.notes.add(codeUnlistedCode, c.at, "code %s is not in the front matter's codes: add it there, or delete it here", c.code)
		}
	}
}

// uniqueIDs returns each id's step and notes ids that stand twice.
func (r *reading) uniqueIDs() map[string]int {
	ids := map[string]int{}
	for i := range r.steps {
		id := r.at(i).ID
		if id == "" {
			continue
		}
		if first, ok := ids[id]; ok {
			r.notes.add(codeSameID, r.steps[i].tag.span.start, "the id #%s is step %d's already: choose another", id, r.at(first).Number)
			continue
		}
		ids[id] = i
	}
	return ids
}

func (r *reading) uniqueNames() {
	seen := map[string]int{}
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if l, ok := r.proc.Meta.List(f.Name); ok {
				r.noteAt(f.Pos, codeSameName, "the name %q is a list of the front matter (line %d) already: choose another", f.Name, l.Pos.Line)
			}
			if first, ok := seen[f.Name]; ok {
				r.noteAt(f.Pos, codeSameName, "the name %q is a field of step %d already: choose another", f.Name, r.at(first).Number)
				continue
			}
			seen[f.Name] = i
		}
	}
	r.uniqueColumns(seen)
}

// uniqueColumns notes columns whose name is one of a field, by the step of which it is
// known, or of another column.
func (r *reading) uniqueColumns(fields map[string]int) {
	seen := map[string]bool{}
	for _, p := range r.tables {
		for j, c := range p.table.Columns {
			if l, ok := r.proc.Meta.List(c.Name); ok {
				r.notes.add(codeSameName, p.headers[j], "the name %q is a list of the front matter (line %d) already: choose another", c.Name, l.Pos.Line)
			} else if first, ok := fields[c.Name]; ok {
				r.notes.add(codeSameName, p.headers[j], "the name %q is a field of step %d already: choose another", c.Name, r.at(first).Number)
				p.used[j] = true
			} else if seen[c.Name] {
				p.used[j] = true
				r.notes.add(codeSameName, p.headers[j], "the name %q is a column already: choose another", c.Name)
			}
			seen[c.Name] = true
		}
	}
}

// within checks that a time limit runs from an earlier step.
func (r *reading) within(i int, ids map[string]int) {
	tag := r.steps[i].tag
	at := tag.span.at(tag.within.at)
	of, ok := ids[tag.within.text]
	switch {
	case !ok:
		var known []string
		for j := range i {
			known = append(known, "#"+r.at(j).ID)
		}
		r.notes.suggest(sop.Nearest("#"+tag.within.text, known), codeWithin, at, "no step has the id %q", "#"+tag.within.text)
	case of >= i:
		r.notes.add(codeWithin, at, "#%s is step %d, not a step before this one", tag.within.text, r.at(of).Number)
	}
}

// waitBefore checks that a wait comes before a later step.
func (r *reading) waitBefore(i int, ids map[string]int) {
	tag := r.steps[i].tag
	at := tag.span.at(tag.before.at)
	of, ok := ids[tag.before.text]
	switch {
	case !ok:
		var later []string
		for j := i + 1; j < len(r.steps); j++ {
			later = append(later, "#"+r.at(j).ID)
		}
		r.notes.suggest(sop.Nearest("#"+tag.before.text, later), codeBefore, at, "no step has the id %q", "#"+tag.before.text)
	case of <= i:
		r.notes.add(codeBefore, at, "#%s is step %d, not a step after this one: a wait is over before a later step starts", tag.before.text, r.at(of).Number)
	}
}

// recorded is a field and the step that records it.
type recorded struct {
	field sop.Field
	step  int
}

// recorded returns every field of the page by its name.
func (r *reading) recorded() map[string]recorded {
	fields := map[string]recorded{}
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if _, ok := fields[f.Name]; !ok {
				fields[f.Name] = recorded{f, i}
			}
		}
	}
	return fields
}

// conditions checks every condition against the fields recorded before it.
func (r *reading) conditions(fields map[string]recorded) {
	depths := make([]int, len(r.steps)) // how many conditions each step is under
	for _, c := range r.conds {
		deepest := 0
		for i, t := range c.cond.Terms {
			if t.Name == "" {
				continue
			}
			if f, ok := r.recordedBefore(c, t, c.terms[i], fields); ok {
				r.term(t, f.field, c.terms[i])
				deepest = max(deepest, depths[f.step])
			}
		}
		r.deepen(c, deepest+1, depths)
	}
}

// deepen enters how deep the steps under a condition are.
func (r *reading) deepen(c placedCondition, depth int, depths []int) {
	if c.step >= len(r.steps) {
		return
	}
	if c.section {
		for i := c.step; i < len(depths) && r.steps[i].section == r.steps[c.step].section; i++ {
			depths[i] = depth
		}
	} else {
		depth = max(depth, depths[c.step]+1)
		depths[c.step] = depth
	}
	if depth > maxConditions {
		r.noteAt(c.cond.Pos, codeTooDeep, "this is a condition inside a condition inside a condition: join them with \"and\", or split the page")
	}
}

// maxConditions is how many conditions a step may be under, one in the other.
const maxConditions = 2

// recordedBefore finds a term's field and notes it when no earlier step records
// it.
func (r *reading) recordedBefore(c placedCondition, t sop.Term, at int, fields map[string]recorded) (recorded, bool) {
	f, ok := fields[t.Name]
	if ok && f.step < c.step {
		return f, true
	}
	if ok {
		r.notes.add(codeUnknownName, at, "%q is recorded by step %d, which is not before this condition", t.Name, r.at(f.step).Number)
		return f, false
	}
	var earlier []string
	for name, f := range fields {
		if f.step < c.step {
			earlier = append(earlier, name)
		}
	}
	slices.Sort(earlier)
	r.notes.suggest(sop.Nearest(t.Name, earlier), codeUnknownName, at, "no earlier step records %q", t.Name)
	return f, false
}

// term checks that a test fits the field that it tests.
func (r *reading) term(t sop.Term, f sop.Field, at int) {
	ordered := t.Op != sop.Equal && t.Op != sop.NotEqual && t.Op != sop.OutOfLimits
	switch {
	case f.Type == "":
	case t.Op == sop.OutOfLimits && r.notes.has(codeFieldOption, f.Pos.Line-1): // its limits are wrong, not missing
	case t.Op == sop.OutOfLimits && !hasLimits(f):
		r.notes.add(codeNoLimits, at, "%q has no limits to be out of: give it an accepted range, or test its value", f.Name)
	case t.Op == sop.OutOfLimits:
	case f.Type.Facts().Tests == sop.NoTests:
		r.notes.add(codeNoChoice, at, "%q is a file: its value cannot be tested", f.Name)
	case ordered && f.Type.Facts().Tests != sop.InOrder:
		r.notes.add(codeOrderTest, at, "%q is a %s field: test it with = or !=; only numbers and dates have an order", f.Name, f.Type)
	default:
		r.termValue(t, f, at)
	}
}

// hasLimits reports whether a field's value can be a deviation.
func hasLimits(f sop.Field) bool {
	return f.Limited()
}

func (r *reading) termValue(t sop.Term, f sop.Field, at int) {
	hint, want := "", ""
	like, fits := f.Type.Form(t.Value)
	switch answers := f.Answers(); {
	case f.Type.Facts().Given == sop.Chosen && !slices.Contains(answers, t.Value):
		hint, want = sop.Nearest(t.Value, answers), "one of "+strings.Join(answers, ", ")
	case !fits && (f.Type != sop.Date || t.Value != "today"): // today is refused by impossibleDates
		want = like
	default:
		return
	}
	r.notes.suggest(hint, codeNoChoice, at, "%q cannot be %q: write %s", f.Name, t.Value, want)
}
