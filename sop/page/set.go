package page

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// Setting is what a department writes where a page says local: a time such as
// "10 min" for "wait" and "within", a range such as "2.0 to 8.0", "at least 7.2"
// or "at most 35" for a field, items such as "FR-001, FR-002" for a list; for a cell of a
// table a time or a figure, or "none". With the field of a table as its Step, RemoveRows and
// AddRows change the table's rows.
type Setting struct {
	Step  string // step id; the row of a cell; "" for a list
	What  string // "wait", "within", the name of the field or list, or that of a cell's column
	Value string
}

// placedLocal is a local value and where it stands.
type placedLocal struct {
	step, what string // of a cell: the row and the column; of a list: "" and its name
	from, to   int    // extent in the source, from local to the closing quote
	time       bool   // it takes a time; else a range
	list       bool   // it takes items
	cell       bool   // it is a cell of a table, and takes a time or a figure, or none
	column     [2]int // of a cell: indexes of its table and column
}

// local returns where a local value of the span stands.
func (s span) local(what string, it item) placedLocal {
	return placedLocal{what: what, from: s.at(it.at), to: s.at(it.at+len(it.text)-1) + 1}
}

func (r *reading) placeLocals(step string, found []placedLocal) {
	for _, l := range found {
		l.step = step
		r.locals = append(r.locals, l)
	}
}

// Set returns the page, normalised, with local values replaced and nothing else
// changed. Settings that the page has no place for, that are not of the right
// form, or with which Lint finds something that it did not find before, are
// refused; the error says what would be right. Values without a setting stay
// local.
func Set(src []byte, opts Options, settings ...Setting) ([]byte, error) {
	before := read(src)
	old := Lint(src, opts)
	if at := slices.IndexFunc(old, Finding.IsError); at >= 0 {
		return nil, fmt.Errorf("the page has errors: %s", old[at])
	}
	edits := make([]edit, 0, len(settings))
	for _, s := range settings {
		rows, is, err := before.rowEdits(s)
		if err != nil {
			return nil, err
		}
		if is {
			edits = append(edits, rows...)
			continue
		}
		e, err := before.setting(s)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(edits, func(other edit) bool { return other.from == e.from }) {
			return nil, fmt.Errorf("%s is set twice: keep one", s.name())
		}
		edits = append(edits, e)
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.from - a.from })
	for i := 1; i < len(edits); i++ {
		if edits[i].to > edits[i-1].from {
			return nil, fmt.Errorf("a row that is left out has nothing to set: set its cells, or leave it out once")
		}
	}
	out := slices.Clone(before.src.text)
	for _, e := range edits {
		out = slices.Replace(out, e.from, e.to, []byte(e.text)...)
	}
	for _, f := range Lint(out, opts) {
		same := func(o Finding) bool { return o.Code == f.Code && o.Message == f.Message }
		if !slices.ContainsFunc(old, same) {
			return nil, fmt.Errorf("%s", f)
		}
	}
	return out, nil
}

// name is how messages name a setting, and a command its value.
func (s Setting) name() string {
	if s.Step == "" {
		return s.What
	}
	return s.Step + "." + s.What
}

// setting finds the place of a setting and checks its form.
func (r *reading) setting(s Setting) (edit, error) {
	var names []string
	var found []placedLocal
	for _, l := range r.locals {
		names = append(names, Setting{Step: l.step, What: l.what}.name())
		if l.step == s.Step && l.what == s.What {
			found = append(found, l)
		}
	}
	name := s.name()
	switch {
	case len(names) == 0:
		return edit{}, fmt.Errorf("%q: the page has no local value to set", name)
	case len(found) == 0:
		return edit{}, fmt.Errorf("the page has no local value %q; it has %s", name, strings.Join(names, ", "))
	case len(found) > 1:
		return edit{}, fmt.Errorf("%q means a time and a field: give the field another name first", name)
	}
	value := strings.TrimSpace(s.Value)
	if found[0].list {
		items, err := itemList(value)
		if err != nil {
			return edit{}, fmt.Errorf("%s: %w", name, err)
		}
		return edit{found[0].from, found[0].to, items}, nil
	}
	if l := &found[0]; l.cell {
		l.time = r.tables[l.column[0]].table.Columns[l.column[1]].Times
	}
	if err := found[0].accepts(value); err != nil {
		return edit{}, err
	}
	return edit{found[0].from, found[0].to, value}, nil
}

// accepts reports what is wrong with the form of a value, nil for nothing.
func (l placedLocal) accepts(value string) error {
	if l.cell && value == sop.None {
		return nil
	}
	if l.time {
		_, err := sop.ParseDuration(value)
		return err
	}
	if l.cell {
		if _, err := sop.ParseDecimal(value); err != nil || strings.Contains(value, ",") {
			return fmt.Errorf("%q is not a figure: write it like 950 or 9.5, or %q", value, sop.None)
		}
		return nil
	}
	low, high, ok := ends(value)
	for _, end := range []string{low, high} {
		if _, err := sop.ParseDecimal(end); end != "" && (err != nil || strings.Contains(end, ",")) {
			ok = false
		}
	}
	if !ok {
		return fmt.Errorf("%q is not a range: write it like 2.0 to 8.0, at least 7.2 or at most 35", value)
	}
	return nil
}
