package run

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// MaxSteps is how many steps a run has at most, over all items.
const MaxSteps = 2000

// fieldAt is a field and where it stands on the page.
type fieldAt struct {
	section, step int
	field         sop.Field
}

// LeftItem is an item of a list that was left out.
type LeftItem struct {
	Step string // that names the items of its section
	Item string
	By   Close // Reason says why
}

// Each is how far a section is that is done once for each of several items.
type Each struct {
	Field   sop.Field // names the item
	Done    []string  // the items of which nothing is to do, as they are named now
	Now     string    // the item that is being done, "" between two
	Named   int       // how many items were begun
	Listed  int       // how many there are on the list; 0 without one
	Missing []string  // of the list: neither begun nor left out
	Left    []LeftItem
	Over    bool // it is finished
}

// Each returns how far a section is, and false for one that is done once.
func (r Run) Each(section int) (Each, bool) {
	on := r.proc.Sections[section].Each
	if on == nil {
		return Each{}, false
	}
	out := Each{Field: r.field(on.Field), Listed: len(r.list(section)), Missing: r.missing(section), Over: r.finished[section]}
	out.Named = len(r.names(section, -1))
	for n := range r.copies[section] {
		switch steps := r.copyOf(section, n); {
		case steps[0].Item == "":
		case slices.ContainsFunc(steps, func(s Step) bool { return s.Closed == nil }):
			out.Now = steps[0].Named
		default:
			out.Done = append(out.Done, steps[0].Named)
		}
	}
	for _, l := range r.left {
		if r.sectionOf(l.Step) == section && !slices.ContainsFunc(out.Done, same(l.Item)) && out.Now != l.Item {
			out.Left = append(out.Left, l)
		}
	}
	return out, true
}

// Nth returns which of the items a step is done for, from 1.
func (s Step) Nth() int { return s.nth + 1 }

// Place tells a step from the others of its run, also before its item is named.
func (s Step) Place() string { return fmt.Sprintf("%s/%d", s.ID, s.nth) }

// ToName reports whether a step asks which item is next, so that its section can be
// finished instead.
func (r Run) ToName(s Step) bool { return r.blank(s) && s.FieldNamed(r.each(s).Field).Name != "" }

// nextItem returns the step that names the item after the one that is being done, and false
// where none follows.
func (r Run) nextItem() (Step, bool) {
	now, open := r.Current()
	if !open || now.Item == "" || r.finished[now.Section] || r.ended != nil || r.allNamed(now.Section) {
		return Step{}, false
	}
	n := r.copies[now.Section]
	if last := r.copyOf(now.Section, n-1)[0]; last.Item == "" { // it stands there
		return Step{}, false
	}
	return Step{Step: r.proc.Sections[now.Section].Steps[0], Section: now.Section, State: ToDo, nth: n}, true
}

// same returns a function that compares names as people read them.
func same(name string) func(string) bool {
	return func(other string) bool { return strings.EqualFold(name, other) }
}

// field returns a field of the page.
func (r Run) field(name string) sop.Field { return r.at[name].field }

func (r Run) each(s Step) *sop.Each { return r.proc.Sections[s.Section].Each }

// blank reports whether a step stands for an item that was not named yet.
func (r Run) blank(s Step) bool { return s.Item == "" && r.each(s) != nil }

// naming reports whether a field of a step names its item.
func (r Run) naming(s Step, f sop.Field) bool { return r.each(s) != nil && r.each(s).Field == f.Name }

// sectionOf returns the section of a step, by its id.
func (r Run) sectionOf(step string) int {
	return slices.IndexFunc(r.proc.Sections, func(section sop.Section) bool {
		return slices.ContainsFunc(section.Steps, func(s sop.Step) bool { return s.ID == step })
	})
}

// begin returns the index of the first step of a section.
func (r Run) begin(section int) (at int) {
	for i, n := range r.copies[:section] {
		at += n * len(r.proc.Sections[i].Steps)
	}
	return at
}

// copyOf returns the steps of a section of one of its items.
func (r Run) copyOf(section, nth int) []Step {
	n := len(r.proc.Sections[section].Steps)
	at := r.begin(section) + nth*n
	return r.steps[at : at+n]
}

// seen returns the steps of which a step speaks when it names a value: in a section that is
// done once for each item that of the same item, elsewhere that of every item.
func (r Run) seen(by Step, name string) []Step {
	at, ok := r.at[name]
	if !ok {
		return nil
	}
	if by.ID != "" && by.Section == at.section {
		i := r.begin(at.section) + by.nth*len(r.proc.Sections[at.section].Steps) + at.step
		return r.steps[i : i+1]
	}
	if r.copies[at.section] == 1 {
		i := r.begin(at.section) + at.step
		return r.steps[i : i+1]
	}
	out := make([]Step, r.copies[at.section])
	for n := range out {
		out[n] = r.copyOf(at.section, n)[at.step]
	}
	return out
}

// sees reports whether a step speaks of what another one records.
func (r Run) sees(s, of Step) bool { return s.Section != of.Section || s.nth == of.nth }

// list returns the items that a section is done for, none where any may come. A list that
// the department has yet to set holds none.
func (r Run) list(section int) []string {
	l, _ := r.proc.Meta.List(r.proc.Sections[section].Each.List)
	return l.Items
}

// missing returns the items of a section's list that were neither begun nor left out.
func (r Run) missing(section int) (out []string) {
	for _, item := range r.list(section) {
		left := slices.ContainsFunc(r.left, func(l LeftItem) bool { return l.Item == item && r.sectionOf(l.Step) == section })
		if !left && !slices.ContainsFunc(r.names(section, -1), same(item)) {
			out = append(out, item)
		}
	}
	return out
}

// names returns how the items of a section are named, but for one of them.
func (r Run) names(section, but int) (out []string) {
	for n := range r.copies[section] {
		if s := r.copyOf(section, n)[0]; n != but && s.Item != "" {
			out = append(out, s.Named)
		}
	}
	return out
}

// name judges what an item is to be named. None is done twice, and one that has a list is
// on it. It returns the step as one of that item, and the name as the list writes it.
func (r Run) name(s Step, got reading) (Step, reading, *Refusal) {
	f := r.field(r.each(s).Field)
	if list := r.list(s.Section); len(list) > 0 {
		i := slices.IndexFunc(list, same(got.value))
		if i < 0 {
			return s, got, refuse(Unreadable, s.ID, f.Name, "%s %s is not on the list, which has %s", f.Label, got.value, some(list))
		}
		got.value = list[i]
	}
	if slices.ContainsFunc(r.names(s.Section, s.nth), same(got.value)) {
		return s, got, refuse(Unreadable, s.ID, f.Name, "%s %s was named already in this run: none is done twice", f.Label, got.value)
	}
	if s.Item != "" {
		return s, got, nil
	}
	if r.begin(len(r.copies)) > MaxSteps {
		return s, got, refuse(TooLong, s.ID, f.Name, "a run has at most %d steps: finish this section, and do what is left in another run", MaxSteps)
	}
	s.Item = got.value
	for n := 2; r.index(s.ID, s.Item) >= 0; n++ { // that one is named otherwise now
		s.Item = fmt.Sprintf("%s (%d)", got.value, n)
	}
	if len(s.Item) > sop.MaxItem {
		return s, got, refuse(TooLong, s.ID, f.Name, "%s: %d letters are too many for a name, %d at most", f.Label, len(s.Item), sop.MaxItem)
	}
	return s, got, nil
}

// some lists the first of several names: "FR-001, FR-002, FR-003 and 5 more".
func some(names []string) string {
	if len(names) <= 4 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
}

// nameFirst refuses what cannot be done before it is said for which item.
func (r Run) nameFirst(s Step) *Refusal {
	f := r.field(r.each(s).Field)
	switch {
	case len(r.missing(s.Section)) > 0:
		return refuse(NeedsValue, s.ID, f.Name, "%s: say which is next, or leave out what is missing, with a reason", f.Label)
	case r.copies[s.Section] > 1:
		return refuse(NeedsValue, s.ID, f.Name, "%s: say which is next, or finish", f.Label)
	default:
		return refuse(NeedsValue, s.ID, f.Name, "%s: say which it is; at least one is done", f.Label)
	}
}

// takeEach handles what is done between two items.
func (t *turn) takeEach(s Step, a Action) *Refusal {
	if !t.run.ToName(s) {
		return refuse(NoSuchThing, s.ID, "", "no item is to be named here: finish this one first")
	}
	if a, leave := a.(LeaveItem); leave {
		return t.leaveItem(s, a)
	}
	if missing := t.run.missing(s.Section); len(missing) > 0 {
		return refuse(NeedsReason, s.ID, "", "missing: %s. Do each, or leave it out with a reason", some(missing))
	}
	if !t.run.CanFinish(s) {
		return t.run.nameFirst(s)
	}
	t.finishItems(s)
	t.advance()
	return nil
}

// CanFinish reports whether the section of a step can be finished instead of naming the
// next item: nothing of its list is missing, and there was one at least.
func (r Run) CanFinish(s Step) bool {
	return r.ToName(s) && len(r.missing(s.Section)) == 0 && (r.copies[s.Section] > 1 || r.leftAny(s.Section))
}

func (r Run) leftAny(section int) bool {
	return slices.ContainsFunc(r.left, func(l LeftItem) bool { return r.sectionOf(l.Step) == section })
}

func (t *turn) leaveItem(s Step, a LeaveItem) *Refusal {
	missing := t.run.missing(s.Section)
	i := slices.IndexFunc(missing, same(a.Item))
	if i < 0 {
		return refuse(NoSuchThing, s.ID, "", "%q is not among what is missing", a.Item)
	}
	reason, refusal := words(s.ID, a.Reason, "say why "+missing[i]+" is left out")
	if refusal != nil {
		return refusal
	}
	t.emit(sop.Event{Kind: sop.ItemsLeft, Step: s.ID, Value: missing[i], Reason: reason})
	t.advance()
	return nil
}

// finishItems finishes a section before the next item is named.
func (t *turn) finishItems(s Step) { t.emit(sop.Event{Kind: sop.ItemsDone, Step: s.ID}) }

// allNamed reports whether a section has a list of which nothing is missing.
func (r Run) allNamed(section int) bool {
	return len(r.list(section)) > 0 && len(r.missing(section)) == 0
}

// beforeName reports whether an action can be before the item of a step is named.
func beforeName(a Action) bool {
	switch a.(type) {
	case Record, MarkNotApplicable, Reopen:
		return true
	default:
		return false
	}
}

// sayLeftOut stands between an item and why it was left out.
const sayLeftOut = " was left out: "

// LeftOutText says that a run left an item out, and why, as its exceptions say it.
func LeftOutText(item, why string) string { return item + sayLeftOut + why }

// ItemLeftOut reads what LeftOutText says, and false where a text says something else.
func ItemLeftOut(text string) (item, why string, is bool) { return strings.Cut(text, sayLeftOut) }
