package present

import (
	"slices"

	"soprun/internal/model"
)

// Lists are all lists.
var Lists = []List{completions, review, traces, people, approvals, disposals, today, running, due, incidents, notes, assets, duties, terminals, matrix, assessments, evidence, statements, schemes, unread, days}

// ListNamed returns the list of a name.
func ListNamed(name string) (List, bool) {
	for _, l := range Lists {
		if l.Name == name {
			return l, true
		}
	}
	return List{}, false
}

// Shows reports whether the list is what has to be seen before a form is signed.
func (l List) Shows(f Form) bool {
	return f.Access && slices.ContainsFunc(l.Forms, func(own Form) bool { return own.Name == f.Name })
}

// Nothing says why there is no row: of a part of a log only that it has none.
func (l List) Nothing(here model.Station) string {
	if here.Part {
		return "This part of the log has none. Whether the whole log has any is not told here."
	}
	return l.Empty
}

// Acts are the forms about its rows that change something: a report changes nothing.
func (l List) Acts() []Form {
	return slices.DeleteFunc(slices.Clone(l.Forms), func(f Form) bool { return f.Name == ReportForm })
}

// BesideIt are the lists that are reached from it.
func (l List) BesideIt() []List {
	var out []List
	for _, name := range l.Beside {
		if beside, ok := ListNamed(name); ok {
			out = append(out, beside)
		}
	}
	return out
}

// Signed is where the completion in an entry stands.
func Signed(entry int64) Link { return Link{List: completions.Name, Row: named(entry)} }

// Told is where an entry is told of in full: in the row of the list that has it, or
// where a completion in it would stand.
func Told(r Reader, entry int64) (Link, error) {
	for _, l := range Lists {
		if l.Find == nil { // of a long list
			continue
		}
		row, err := l.Find(r, named(entry))
		if err != nil {
			return Link{}, err
		}
		if row != nil && row.Entry == entry {
			return Link{List: l.Name, Row: row.Name}, nil
		}
	}
	return Signed(entry), nil
}
