package page

import (
	"maps"
	"slices"
	"strings"

	"soprun/sop"
)

// placedSchedule is a schedule as it stands in the front matter.
type placedSchedule struct {
	at   int    // of the value
	text string // as it is written, quotes and all; "" where it cannot be written anew
}

// schedule reads how often the procedure is to be done.
func (f *frontMatter) schedule() sop.Schedule {
	text := f.text("schedule")
	if text == "" {
		return sop.Schedule{}
	}
	n := f.keys["schedule"]
	s, err := sop.ParseSchedule(text)
	switch {
	case err != nil:
		f.notes.add(codeDate, f.at(n), "%v", err)
		return sop.Schedule{}
	case s.Each != (sop.Each{}) && (!isName(s.Each.Field) || !isName(s.Each.List)):
		f.notes.add(codeDate, f.at(n), "schedule %q: write the names of a field and of a list: each unit of fridges", text)
		return sop.Schedule{}
	}
	f.placed.at = f.at(n)
	if written, oneLine := f.written(n); oneLine {
		f.placed.text = written
	}
	return s
}

// tidySchedule returns the edit that writes the schedule in its one form, and false
// where it stands so.
func (r *reading) tidySchedule() (edit, bool) {
	p, want := r.schedule, r.proc.Meta.Schedule.String()
	if p.text == "" || strings.Trim(p.text, `'"`) == want {
		return edit{}, false
	}
	return edit{p.at, p.at + len(p.text), want}, true
}

// dueItems checks the field and the list for each item of which the procedure is due.
func (r *reading) dueItems(fields map[string]recorded) {
	each := r.proc.Meta.Schedule.Each
	if each == (sop.Each{}) {
		return
	}
	list, ok := r.proc.Meta.List(each.List)
	if !ok {
		r.notes.suggest(sop.Nearest(each.List, r.listNames()), codeSchedule, r.schedule.at, "the front matter has no list %q: write lists: {%s: [A, B]}, or %q for one that the department sets", each.List, each.List, "local")
		return
	}
	f, ok := fields[each.Field]
	if !ok {
		r.notes.suggest(sop.Nearest(each.Field, slices.Sorted(maps.Keys(fields))), codeSchedule, r.schedule.at, "no step asks for %q: a run would not say which of %q it was for", each.Field, each.List)
		return
	}
	section := r.proc.Sections[r.steps[f.step].section].Each
	switch what := notNamed(f.field); {
	case what != "":
		r.notes.add(codeSchedule, r.schedule.at, "%q says which of %q it is, and %s", each.Field, each.List, what)
	case section != nil && section.Field == each.Field && section.List == each.List: // ofList checks the items
	case section != nil && section.Field == each.Field && section.List != "":
		r.notes.add(codeSchedule, r.schedule.at, "its section is done for each of %q: write each %s", section.List, section)
	default:
		for i, item := range list.Items {
			if what := notTaken(f.field, item); what != "" {
				r.notes.add(codeList, r.listed[list.Name][i], "%q of the list %q cannot be entered: %q is %s", item, list.Name, each.Field, what)
			}
		}
	}
}
