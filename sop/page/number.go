package page

import (
	"strings"

	"soprun/sop"
)

// numberOption reads an option that only a number has, and returns its kind, "" where it is
// none.
func (r *fieldReader) numberOption(it item) string {
	f := r.field
	if f.Type != sop.Number {
		return ""
	}
	possible, isPossible := it.rest("possible ")
	tolerance, isTolerance := it.rest("tolerance ")
	control, isControl := it.rest("control ")
	hint, isLocal := local(it.text)
	switch {
	case isLocal:
		f.Local = hint
		r.locals = append(r.locals, r.span.local(f.Name, it))
		return "local"
	case isPossible:
		f.Possible = r.limits(it, possible.text, &r.places[1], nil)
		return "possible"
	case isTolerance:
		f.Tolerance = r.tolerance(it, tolerance.text)
		return "tolerance"
	case isControl:
		r.control(it, control.text)
		return "accepted range"
	case isRange(it.text):
		f.Accepted = r.limits(it, it.text, &r.places[0], &f.From)
		return "accepted range"
	default:
		return ""
	}
}

// tolerance reads how far a second reading may lie from the first.
func (r *fieldReader) tolerance(it item, text string) *sop.Decimal {
	d, err := sop.ParseDecimal(text)
	if err != nil || strings.Contains(text, ",") || d.Cmp(sop.Decimal{}) < 0 {
		r.wrong(codeFieldOption, it, "", "tolerance %q is not a decimal number of zero or more: write it like 0.2", text)
		return nil
	}
	return &d
}

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
		if len(row.Name) > sop.MaxLot {
			r.noteAt(f.Pos, codeColumn, "the row %q, which is the lot of the control %q, has a name of %d bytes: at most %d are kept beside each value", row.Name, f.Name, len(row.Name), sop.MaxLot)
		}
		if d := row.Cells[sd].Figure; d != nil && d.Cmp(sop.Decimal{}) <= 0 {
			r.noteAt(f.Pos, codeColumn, "the standard deviation of %q is %s in the row %q: it is above zero", f.Name, d, row.Name)
		}
	}
}
