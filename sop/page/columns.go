package page

import (
	"slices"

	extast "github.com/yuin/goldmark/extension/ast"

	"soprun/sop"
)

// use is a place on the page at which a column's name stands.
type use struct {
	name  string
	step  int
	at    int // offset
	times bool
	line  int // of a field; 0 for a wait or a window
}

// uses lists where the page looks something up: each wait and window that is a name, and
// each column among the limits of a field, or in what it is computed from.
func (r *reading) uses() (out []use) {
	for i, p := range r.steps {
		if p.tag != nil {
			for _, it := range p.tag.columns {
				out = append(out, use{name: it.text, step: i, at: p.tag.span.at(it.at), times: true})
			}
		}
		for _, f := range r.at(i).Fields {
			for _, name := range r.columnsOf(f) {
				out = append(out, use{name: name, step: i, at: r.src.lines[f.Pos.Line-1] + f.Pos.Column - 1, line: f.Pos.Line})
			}
		}
	}
	return out
}

// columnsOf lists the columns that a field names, in its limits and in what it is computed
// from.
func (r *reading) columnsOf(f sop.Field) (out []string) {
	for _, name := range append(f.From.Names(), f.Calc.Names()...) {
		if _, _, is := r.column(name); is && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// columns checks every lookup table against what uses it, and the other way round, and
// gives the procedure its tables.
func (r *reading) columns(fields map[string]recorded) {
	for _, u := range r.uses() {
		r.use(u, fields)
	}
	for _, p := range r.tables {
		r.chooser(p, fields)
		r.proc.Tables = append(r.proc.Tables, p.table)
	}
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if f.OfTable && r.tableOf(f.Name) == nil {
				r.noteAt(f.Pos, codeNoTable, "no table of the page has a first column that ends in `%s` and another one with a name", f.Name)
			}
			r.limitsOfRows(f)
		}
	}
}

// use checks one use of a column.
func (r *reading) use(u use, fields map[string]recorded) {
	p, j, ok := r.column(u.name)
	if !ok {
		r.notes.suggest(sop.Nearest(u.name, r.columnNames(true)), codeTime, u.at,
			"time %q: write a number and a unit, for example \"10 min\", local \"where to find it\", or the name of a table's column", u.name)
		return
	}
	p.used[j] = true
	column := &p.table.Columns[j]
	if !p.typed(j) {
		column.Times = u.times // all its cells are none or local
	}
	by, chosen := fields[p.table.Field]
	wrong := func(format string, args ...any) { r.notes.add(codeColumn, u.at, format, args...) }
	switch {
	case column.Times != u.times && !p.mixed[j] && u.times:
		wrong("%q is a column of figures: a wait or a window takes one of times", u.name)
	case column.Times != u.times && !p.mixed[j]:
		wrong("%q is a column of times: a limit or a calculation takes one of figures", u.name)
	case !chosen:
	case by.step > u.step, by.step == u.step && u.line <= by.field.Pos.Line:
		wrong("the row of %q is chosen by %q of step %d, which has to come before this", u.name, p.table.Field, r.at(by.step).Number)
	case by.step < u.step && r.at(by.step).AnyOrder && r.at(u.step).AnyOrder:
		wrong("step %d, which chooses the row of %q, may be done after this one: they cannot both be \"any order\"", r.at(by.step).Number, u.name)
	}
	if section := r.steps[u.step].section; chosen && r.steps[by.step].section != section && r.proc.Sections[r.steps[by.step].section].Each != nil {
		wrong("the row of %q is chosen for each item of its section: use it in that section", u.name)
	}
}

// columnNames lists the columns of times, or those of figures.
func (r *reading) columnNames(times bool) (out []string) {
	for _, p := range r.tables {
		for _, c := range p.table.Columns {
			if c.Times == times {
				out = append(out, c.Name)
			}
		}
	}
	return out
}

// chooser checks the field that a table is chosen by.
func (r *reading) chooser(p *placedTable, fields map[string]recorded) {
	by, ok := fields[p.table.Field]
	switch {
	case !ok:
		var names []string
		for i := range r.steps {
			for _, f := range r.at(i).Fields {
				if f.OfTable {
					names = append(names, f.Name)
				}
			}
		}
		r.notes.suggest(sop.Nearest(p.table.Field, names), codeNoTable, p.at, "no step asks for %q: a field `%s: choice, of the table` chooses the row", p.table.Field, p.table.Field)
	case !by.field.OfTable:
		r.noteAt(by.field.Pos, codeNoTable, "%q chooses the row of a table: write `%s: choice, of the table`", p.table.Field, p.table.Field)
	case by.field.Optional || by.field.Repeat > 1:
		r.noteAt(by.field.Pos, codeNoTable, "%q chooses the row of a table: it is asked for once, and is not optional", p.table.Field)
	}
	for _, o := range r.tables {
		if o != p && o.table.Field == p.table.Field && o.at < p.at {
			r.notes.add(codeNoTable, p.at, "%q chooses the row of a table above: one field chooses from one table", p.table.Field)
		}
	}
}

// limitsOfRows checks the limits that a field has in each row.
func (r *reading) limitsOfRows(f sop.Field) {
	p, low, high := r.limitColumns(f)
	if p == nil {
		return
	}
	if f.From.Target != "" {
		r.controlOfRows(p, f, low, high)
	}
	for _, row := range p.table.Rows {
		lowNone := low >= 0 && row.Cells[low].None
		highNone := high >= 0 && row.Cells[high].None
		got := f.Asked(p.table, row)
		switch {
		case low >= 0 && high >= 0 && lowNone != highNone:
			r.noteAt(f.Pos, codeColumn, "%q has one limit in the row %q, the other is %q: write both, or both as %q", f.Name, row.Name, sop.None, sop.None)
		case got.Accepted.Low != nil && got.Accepted.High != nil && got.Accepted.Low.Cmp(*got.Accepted.High) > 0:
			r.noteAt(f.Pos, codeEmptyRange, "%q accepts %s in the row %q, which is empty: the lower limit comes first", f.Name, got.Accepted, row.Name)
		case reachesOut(got.Accepted, f.Possible):
			r.noteAt(f.Pos, codeImpossible, "%q accepts %s in the row %q, which is not all within the possible %s", f.Name, got.Accepted, row.Name, f.Possible)
		}
	}
}

// limitColumns returns the table that a field has its limits from and the columns of it,
// -1 for a limit that is none of a column's; nil for none, or where they do not fit.
func (r *reading) limitColumns(f sop.Field) (table *placedTable, low, high int) {
	low, high = -1, -1
	for _, end := range []struct {
		name string
		to   *int
	}{{f.From.Low, &low}, {f.From.High, &high}, {f.From.Target, &low}, {f.From.SD, &high}} {
		if end.name == "" {
			continue
		}
		p, j, ok := r.column(end.name)
		switch {
		case !ok || p.table.Columns[j].Times || p.mixed[j]:
			return nil, -1, -1 // noted already
		case table != nil && table != p:
			r.noteAt(f.Pos, codeColumn, "the limits %s of %q are columns of two tables: take both from one", f.Limits(), f.Name)
			return nil, -1, -1
		}
		table, *end.to = p, j
	}
	return table, low, high
}

// figures returns the fields by name, and with them the columns of figures as if each were
// a field of the step that chooses its row: what can be computed with.
func (r *reading) figures(fields map[string]recorded) map[string]recorded {
	out := map[string]recorded{}
	for name, f := range fields {
		out[name] = f
	}
	for _, p := range r.tables {
		for _, c := range p.table.Columns {
			if _, taken := out[c.Name]; !taken {
				out[c.Name] = recorded{sop.Field{Name: c.Name, Type: sop.Number, Repeat: 1}, fields[p.table.Field].step}
			}
		}
	}
	return out
}

// unusedColumns warns of what somebody took the trouble to write, and nothing looks up.
func (r *reading) unusedColumns() {
	for _, p := range r.tables {
		for j, c := range p.table.Columns {
			if !p.used[j] {
				r.notes.add(codeUnusedColumn, p.headers[j], "nothing looks up %q: use it in a wait, a window, a limit or a calculation, or take its name off the column", c.Name)
			}
		}
	}
}

// strayLookup notes a table with the names of columns where nothing looks it up: in a
// step, a list, a quote or the knowledge check.
func (r *reading) strayLookup(n *extast.Table) {
	if r.src.isLookup(n) && !r.used[r.src.columnName(n.FirstChild().FirstChild()).Pos()] {
		r.notes.add(codeTable, r.textStart(r.src.start(n)), "nothing looks this table up: put it between the steps or above them, at the start of the line, or take the names off its columns")
	}
}

// noNames notes fields whose name means something else where names stand. A text that was
// approved before this was known is still read, so only Lint looks.
func (r *reading) noNames() {
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if noNames[f.Name] {
				r.noteAt(f.Pos, codeLabel, "%q means something of its own in a condition or a limit: choose another name", f.Name)
			}
		}
	}
}
