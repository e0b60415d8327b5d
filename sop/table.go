package sop

import (
	"math/big"
	"slices"
)

// Table is a lookup table of a page: what is chosen from its first column says which
// times and figures hold in the run.
type Table struct {
	Field   string   // the name of its first column, which is that of the field that chooses
	Label   string   // the words over the first column
	Columns []Column // the others that have a name, in page order
	Rows    []Row    // in page order, no two of one name
	Pos     Pos
}

// Column is a column of times or of figures.
type Column struct {
	Name   string // unique on the page, also among fields
	Label  string // the words over it
	Times  bool   // its cells are times; figures otherwise
	Places int    // the most decimals that a figure of it is written with
}

// Row is what holds for one choice.
type Row struct {
	Name  string // the choice: the words in the first column
	Cells []Cell // one for each of the table's Columns
}

// Cell is a time or a figure, one that the department has to set, or "none". Exactly one
// of its parts is set; a cell that could not be read has none.
type Cell struct {
	Time   *Duration // in a column of times; never local
	Figure *Decimal
	None   bool   // no wait, no window; a field with such a limit is not asked for
	Local  string // where the department finds it
}

// String writes the cell as a page does: "30 s", "950", "none", local "hint".
func (c Cell) String() string {
	switch {
	case c.Time != nil:
		return c.Time.String()
	case c.Figure != nil:
		return c.Figure.String()
	case c.None:
		return None
	case c.Local != "":
		return Duration{Local: c.Local}.String()
	default:
		return ""
	}
}

// None is the cell of a table in which nothing holds.
const None = "none"

// Row returns the row of a choice and true, or a zero Row and false.
func (t Table) Row(name string) (Row, bool) {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Name == name })
	if i < 0 {
		return Row{}, false
	}
	return t.Rows[i], true
}

// Choices returns the names of the rows, in order.
func (t Table) Choices() []string {
	out := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = r.Name
	}
	return out
}

// Cell returns what stands in a row under the column of a name, a zero Cell where nothing
// does.
func (t Table) Cell(row Row, column string) Cell {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
	if i < 0 || i >= len(row.Cells) {
		return Cell{}
	}
	return row.Cells[i]
}

// TableOf returns the table from which a field is chosen and true, or a zero Table and
// false.
func (p *Procedure) TableOf(field string) (Table, bool) {
	i := slices.IndexFunc(p.Tables, func(t Table) bool { return t.Field == field })
	if i < 0 {
		return Table{}, false
	}
	return p.Tables[i], true
}

// Column returns the column of a name, with its table, and true; false for a name that is
// no column's.
func (p *Procedure) Column(name string) (Table, Column, bool) {
	for _, t := range p.Tables {
		for _, c := range t.Columns {
			if c.Name == name {
				return t, c, true
			}
		}
	}
	return Table{}, Column{}, false
}

// Columns returns the names that a step uses as those of columns, each once: in its wait,
// its window, the limits of its fields and what they are computed from.
func (p *Procedure) Columns(st Step) []string {
	var out []string
	add := func(names ...string) {
		for _, name := range names {
			if _, _, is := p.Column(name); is && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	if st.Wait != nil {
		add(st.Wait.Column)
	}
	if st.Within != nil {
		add(st.Within.Time.Column)
	}
	for _, f := range st.Fields {
		add(p.ColumnsOf(f)...)
	}
	return out
}

// ColumnsOf returns the names that a field uses as those of columns.
func (p *Procedure) ColumnsOf(f Field) []string {
	var out []string
	for _, name := range append(f.From.Names(), f.Calc.Names()...) {
		if _, _, is := p.Column(name); is && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// Columns are the names of columns that give a number its limits; "" for an end that has
// none, or one that the page writes as a figure. Of a control they are the columns of its
// target and of the standard deviation around it.
type Columns struct{ Low, High, Target, SD string }

// None reports whether no limit comes from a column.
func (c Columns) None() bool { return c == Columns{} }

// Names are those that are given.
func (c Columns) Names() (out []string) {
	if c == (Columns{}) {
		return nil
	}
	for _, name := range []string{c.Low, c.High, c.Target, c.SD} {
		if name != "" {
			out = append(out, name)
		}
	}
	return out
}

// ControlLimit is how many standard deviations a control may lie from its target: beyond
// them it is rejected by itself.
const ControlLimit = 3

// Target returns what a control of a row is measured by, and false for one that the row has
// not.
func (f Field) Target(t Table, row Row) (target, sd Decimal, ok bool) {
	if f.From.Target == "" {
		return target, sd, false
	}
	a, b := t.Cell(row, f.From.Target).Figure, t.Cell(row, f.From.SD).Figure
	if a == nil || b == nil {
		return target, sd, false
	}
	return *a, *b, true
}

// around returns the range of a control, both ends in it.
func around(target, sd Decimal) Range {
	by := new(big.Rat).Mul(sd.Rat(), big.NewRat(ControlLimit, 1))
	places := max(target.places, sd.places)
	end := func(r *big.Rat) *Decimal {
		d, err := Rounded(r, places) // which rounds nothing
		if err != nil {
			return nil
		}
		return &d
	}
	return Range{Low: end(new(big.Rat).Sub(target.Rat(), by)), High: end(new(big.Rat).Add(target.Rat(), by))}
}

// Asked returns the field as it is asked for once a row is chosen: with the limits of the
// row, or as one that is not asked for, where the row has none. A limit that the
// department has not set is open.
func (f Field) Asked(t Table, row Row) Field {
	for _, end := range []struct {
		from string
		to   **Decimal
	}{{f.From.Low, &f.Accepted.Low}, {f.From.High, &f.Accepted.High}} {
		if end.from == "" {
			continue
		}
		cell := t.Cell(row, end.from)
		if *end.to = cell.Figure; cell.None {
			f.NotAsked = true
		}
	}
	if f.From.Target != "" {
		f.NotAsked = t.Cell(row, f.From.Target).None
		if target, sd, ok := f.Target(t, row); ok {
			f.Accepted = around(target, sd)
		}
	}
	f.Row = row.Name
	return f
}

// localCells lists the cells that the department must still set.
func (p *Procedure) localCells() (out []Local) {
	for _, t := range p.Tables {
		for _, row := range t.Rows {
			for i, c := range row.Cells {
				if c.Local != "" {
					out = append(out, Local{Row: row.Name, What: t.Columns[i].Name, Hint: c.Local, Pos: t.Pos})
				}
			}
		}
	}
	return out
}
