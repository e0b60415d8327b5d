package page

import (
	"strings"

	"soprun/sop"
)

// control reads the columns of a control's target and of its standard deviation.
func (r *fieldReader) control(it item, text string) {
	target, sd, ok := strings.Cut(text, " ")
	for _, name := range []string{target, sd} {
		p, j, known := r.page.column(name)
		if !ok || !known {
			r.wrong(codeFieldOption, it, sop.Nearest(name, r.page.columnNames(false)), "%q: after \"control\" write two columns of a table, that of the target and that of the standard deviation", it.text)
			return
		}
		r.places[0] = max(r.places[0], p.table.Columns[j].Places)
	}
	r.field.From.Target, r.field.From.SD = target, sd
}

// controlOfRows checks the standard deviation that a control has in each row.
func (r *reading) controlOfRows(p *placedTable, f sop.Field, target, sd int) {
	if target == sd {
		r.noteAt(f.Pos, codeColumn, "%q has one column for both: the first is its target, the second the standard deviation around it", f.Name)
	}
	for _, row := range p.table.Rows {
		if d := row.Cells[sd].Figure; d != nil && d.Cmp(sop.Decimal{}) <= 0 {
			r.noteAt(f.Pos, codeColumn, "the standard deviation of %q is %s in the row %q: it is above zero", f.Name, d, row.Name)
		}
	}
}
