package page

import (
	"slices"
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"

	"soprun/sop"
)

// tableChanges lists what differs in the tables that two pages look up: whole tables,
// rows and columns, and of what stands on both pages each cell.
func tableChanges(old, current *sop.Procedure) []Change {
	var out []Change
	for _, was := range old.Tables {
		now, kept := current.TableOf(was.Field)
		if !kept {
			out = append(out, Change{Kind: LimitChange, What: "table of " + was.Field, Old: tableText(was)})
			continue
		}
		out = append(out, columnChanges(was, now)...)
		out = append(out, rowChanges(was, now)...)
	}
	for _, now := range current.Tables {
		if _, kept := old.TableOf(now.Field); !kept {
			out = append(out, Change{Kind: LimitChange, What: "table of " + now.Field, New: tableText(now)})
		}
	}
	return out
}

func columnChanges(was, now sop.Table) (out []Change) {
	kind := map[bool]ChangeKind{true: TimeChange, false: LimitChange}
	find := func(t sop.Table, name string) (sop.Column, bool) {
		i := slices.IndexFunc(t.Columns, func(c sop.Column) bool { return c.Name == name })
		if i < 0 {
			return sop.Column{}, false
		}
		return t.Columns[i], true
	}
	for _, c := range was.Columns {
		if _, kept := find(now, c.Name); !kept {
			out = append(out, Change{Kind: kind[c.Times], What: "column of " + was.Field, Old: c.Name + ", " + c.Label})
		}
	}
	for _, c := range now.Columns {
		before, kept := find(was, c.Name)
		switch {
		case !kept:
			out = append(out, Change{Kind: kind[c.Times], What: "column of " + now.Field, New: c.Name + ", " + c.Label})
		case before.Label != c.Label:
			out = append(out, Change{Kind: kind[c.Times], What: c.Name + " is", Old: before.Label, New: c.Label})
		}
	}
	if was.Label != now.Label {
		out = append(out, Change{Kind: TextChange, What: now.Field + " is", Old: was.Label, New: now.Label})
	}
	return out
}

func rowChanges(was, now sop.Table) (out []Change) {
	for _, row := range was.Rows {
		if _, kept := now.Row(row.Name); !kept {
			out = append(out, Change{Kind: LimitChange, What: "row of " + was.Field, Old: rowText(was, row)})
		}
	}
	for _, row := range now.Rows {
		before, kept := was.Row(row.Name)
		if !kept {
			out = append(out, Change{Kind: LimitChange, What: "row of " + now.Field, New: rowText(now, row)})
			continue
		}
		for i, c := range now.Columns {
			kind := LimitChange
			if c.Times {
				kind = TimeChange
			}
			text, had := row.Cells[i].String(), was.Cell(before, c.Name).String()
			if had != "" && text != had {
				out = append(out, Change{Kind: kind, What: c.Name + " of " + row.Name, Old: had, New: text})
			}
		}
	}
	if was, now := kept(was, now), kept(now, was); !slices.Equal(was, now) {
		out = append(out, Change{Kind: TextChange, What: "order of the rows", Old: strings.Join(was, ", "), New: strings.Join(now, ", ")})
	}
	return out
}

// kept lists the rows of a table that another one has too.
func kept(t, other sop.Table) (out []string) {
	for _, name := range t.Choices() {
		if _, has := other.Row(name); has {
			out = append(out, name)
		}
	}
	return out
}

// rowText writes a row: "Alcohol wipe: contact 30 s, low none".
func rowText(t sop.Table, row sop.Row) string {
	cells := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = c.Name + " " + row.Cells[i].String()
	}
	return row.Name + ": " + strings.Join(cells, ", ")
}

func tableText(t sop.Table) string {
	rows := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = rowText(t, row)
	}
	return strings.Join(rows, "; ")
}

// proseOf returns prose without the tables that are looked up and the files of figures, whose
// changes are listed by themselves.
func proseOf(md string) string {
	if md = picturesSaid(md); !strings.Contains(md, "|") {
		return md
	}
	s := newSource([]byte(md))
	doc := markdown(s.text)
	var out []string
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if t, ok := n.(*extast.Table); !ok || !s.isLookup(t) {
			out = append(out, s.raw(n, 0))
		}
	}
	return strings.Join(out, "\n\n")
}
