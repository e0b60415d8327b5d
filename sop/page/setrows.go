package page

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// What a Setting does to the rows of a table, whose field it names as its Step.
const (
	RemoveRows = "remove" // its Value has the names of rows, parted by semicolons
	AddRows    = "add"    // its Value has rows, parted by semicolons, each with its cells parted by bars
)

// rowEdits returns the edits of a setting that changes the rows of a table, and false for
// any other setting.
func (r *reading) rowEdits(s Setting) (edits []edit, is bool, err error) {
	p := r.tableOf(s.Step)
	if p == nil || s.What != RemoveRows && s.What != AddRows {
		return nil, false, nil
	}
	for part := range strings.SplitSeq(s.Value, ";") {
		e, err := p.removal(r.src, strings.TrimSpace(part))
		if s.What == AddRows {
			e, err = p.addition(r.src, part)
		}
		if err != nil {
			return nil, true, err
		}
		edits = append(edits, e)
	}
	if s.What == AddRows { // one place takes one edit
		var text strings.Builder
		for _, e := range edits {
			text.WriteString(e.text)
		}
		edits[0].text = text.String()
		edits = edits[:1]
	}
	return edits, true, nil
}

// removal takes the line of a row out.
func (p *placedTable) removal(src *source, name string) (edit, error) {
	i := slices.Index(p.table.Choices(), name)
	if i < 0 {
		return edit{}, fmt.Errorf("the table of %q has no row %q; it has %s", p.table.Field, name, strings.Join(p.table.Choices(), "; "))
	}
	return edit{src.lineStart(p.rows[i]) - 1, src.lineEnd(p.rows[i]), ""}, nil // a header is above it
}

// addition writes a row below the last one.
func (p *placedTable) addition(src *source, text string) (edit, error) {
	cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "|"), "|"), "|")
	if len(cells) != p.width {
		return edit{}, fmt.Errorf("%q has %s, and the table of %q has %s: write it like %q", strings.TrimSpace(text), sop.Counted(len(cells), "cell", "cells"), p.table.Field, sop.Counted(p.width, "column", "columns"), p.like(src))
	}
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	end := src.lineEnd(p.rows[len(p.rows)-1])
	return edit{end, end, "\n| " + strings.Join(cells, " | ") + " |"}, nil
}

// like is the head of the table without its names, as a row that is added is written. A row of
// it may hold values that are still to be set.
func (p *placedTable) like(src *source) string {
	rule := src.lineStart(src.lineStart(p.rows[0]) - 1)
	cells := strings.Split(strings.Trim(string(src.text[src.lineStart(rule-1):rule-1]), "| "), "|")
	for i, c := range cells {
		c, _, _ = strings.Cut(c, "`")
		cells[i] = strings.TrimSpace(c)
	}
	return strings.Join(cells, " | ")
}
