package page

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"soprun/sop"
)

// The most that a lookup table has, so that it can be checked by eye.
const (
	maxRows    = 100
	maxColumns = 20
)

// noNames are words that mean something of their own where a name could stand.
var noNames = map[string]bool{"local": true, "today": true, "again": true, "ended": true, sop.None: true}

// placedTable is a lookup table and where its parts stand.
type placedTable struct {
	table   sop.Table
	at      int
	rows    []int  // offset of each row
	width   int    // cells in a row, those without a name too
	headers []int  // offset of each named column's header
	used    []bool // of each named column: something on the page looks it up
	mixed   []bool // of each: it has times and figures
}

// lookups finds the tables that are looked up, in the page's prose. They are read before
// the steps, which use them.
func (r *reading) lookups() {
	for n := r.doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 2 && h.Lines().Len() > 0 && knowledgeCheck().MatchString(r.src.joined(extent(h))) {
			return
		}
		if t, ok := n.(*extast.Table); ok && r.src.isLookup(t) {
			r.lookup(t)
		}
	}
}

// isLookup reports whether a table is looked up: its first column and another one have a
// name.
func (s *source) isLookup(t *extast.Table) bool {
	header := t.FirstChild()
	if header == nil || header.FirstChild() == nil {
		return false
	}
	named := 0
	for c := header.FirstChild(); c != nil; c = c.NextSibling() {
		if s.columnName(c) == nil {
			if named == 0 {
				return false
			}
			continue
		}
		named++
	}
	return named > 1
}

// columnName returns the code span with the name that a header cell ends in, nil for a
// cell that has none.
func (s *source) columnName(cell ast.Node) *ast.CodeSpan {
	c := s.lastSpan(cell)
	if c == nil || !isName(s.spanOf(c).text) {
		return nil
	}
	return c
}

// lookup reads a lookup table.
func (r *reading) lookup(n *extast.Table) {
	at := r.textStart(r.src.start(n))
	p := &placedTable{at: at, table: sop.Table{Pos: r.src.pos(at)}}
	columns := map[int]int{} // by the place of the cell: index among the named ones
	i := 0
	for c := n.FirstChild().FirstChild(); c != nil; c, i = c.NextSibling(), i+1 {
		span := r.src.columnName(c)
		if span == nil {
			continue
		}
		r.used[span.Pos()] = true
		from, _ := extent(c)
		sp := r.src.spanOf(span)
		label := strings.Join(strings.Fields(r.visible(c, from, sp.open)), " ")
		if label == "" || noNames[sp.text] {
			r.notes.add(codeTable, sp.open, "the column %q needs words before its name, and a name that is not local, today, again, ended or none", sp.text)
		}
		if i == 0 {
			p.table.Field, p.table.Label = sp.text, label
			continue
		}
		columns[i] = len(p.table.Columns)
		p.table.Columns = append(p.table.Columns, sop.Column{Name: sp.text, Label: label})
		p.headers = append(p.headers, sp.open)
	}
	p.width = i
	p.used, p.mixed = make([]bool, len(p.headers)), make([]bool, len(p.headers))
	for row := n.FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		r.row(p, row, columns)
	}
	if len(p.table.Rows) == 0 || len(p.table.Rows) > maxRows || len(p.table.Columns) > maxColumns {
		r.notes.add(codeTable, at, "a table that is looked up has 1 to %d rows and at most %d columns with a name", maxRows, maxColumns)
	}
	r.tables = append(r.tables, p)
}

// row reads one row of a lookup table.
func (r *reading) row(p *placedTable, n ast.Node, columns map[int]int) {
	out := sop.Row{Cells: make([]sop.Cell, len(p.table.Columns))}
	i := 0
	for c := n.FirstChild(); c != nil; c, i = c.NextSibling(), i+1 {
		from, to := r.cellExtent(n, c)
		if i == 0 {
			out.Name = r.rowName(p, c, from, to)
		} else if j, named := columns[i]; named {
			out.Cells[j] = r.cell(p, j, out.Name, from, to)
		}
	}
	p.table.Rows, p.rows = append(p.table.Rows, out), append(p.rows, max(0, n.Pos()))
}

// cellExtent returns where the text of a cell begins and ends; where there is none, the
// place at which it is missing.
func (r *reading) cellExtent(row, cell ast.Node) (from, to int) {
	if cell.Lines().Len() == 0 {
		end := r.src.lineEnd(max(0, row.Pos()))
		return end, end
	}
	from, to = extent(cell)
	for to > from && (r.src.text[to-1] == ' ' || r.src.text[to-1] == '\t') {
		to--
	}
	return min(r.textStart(from), to), to
}

// rowName reads the first cell of a row.
func (r *reading) rowName(p *placedTable, cell ast.Node, from, to int) string {
	name := strings.Join(strings.Fields(r.visible(cell, from, to)), " ")
	same := func(o sop.Row) bool { return strings.EqualFold(o.Name, name) }
	switch {
	case name == "":
		r.notes.add(codeCell, from, "this row has no name: its first cell is what is chosen")
	case containsFunc(p.table.Rows, same):
		r.notes.add(codeCell, from, "%q stands in this table twice: keep one row", name)
	case strings.Contains(name, `"`) || strings.EqualFold(name, sop.None):
		r.notes.add(codeCell, from, "%q is chosen by this name: write it without a quotation mark, and not as %q", name, sop.None)
	}
	return name
}

func containsFunc(rows []sop.Row, same func(sop.Row) bool) bool {
	for _, o := range rows {
		if same(o) {
			return true
		}
	}
	return false
}

// cell reads a time or a figure under a named column.
func (r *reading) cell(p *placedTable, j int, row string, from, to int) sop.Cell {
	text := string(r.src.text[from:to])
	column := &p.table.Columns[j]
	got, times, err := readCell(text)
	switch {
	case text == "":
		r.notes.add(codeCell, from, "an empty cell would be a forgotten one: write a time or a figure, %q, or local \"where to find it\"", sop.None)
	case err != nil:
		r.notes.add(codeCell, from, "%q is no cell: write a time like 30 s or a figure like 9.5, %q, or local \"where to find it\"", text, sop.None)
	case got.Local != "":
		r.locals = append(r.locals, placedLocal{step: row, what: column.Name, from: from, to: to, column: [2]int{len(r.tables), j}, cell: true})
	case got.Figure != nil || times:
		if column.Times != times && p.typed(j) {
			p.mixed[j] = true
			r.notes.add(codeCell, from, "%q stands among %s: a column has times, or it has figures", text, kindOf(*column))
			break
		}
		column.Times = times
		if got.Figure != nil {
			column.Places = max(column.Places, got.Figure.Places())
		}
	}
	return got
}

// kindOf names what a column has.
func kindOf(c sop.Column) string {
	if c.Times {
		return "times"
	}
	return "figures"
}

// typed reports whether a row so far says whether a column has times or figures.
func (p *placedTable) typed(j int) bool {
	return containsFunc(p.table.Rows, func(o sop.Row) bool { return o.Cells[j].Time != nil || o.Cells[j].Figure != nil })
}

// readCell reads a cell that is not empty.
func readCell(text string) (c sop.Cell, times bool, err error) {
	if text == sop.None {
		return sop.Cell{None: true}, false, nil
	}
	if hint, ok := local(text); ok {
		return sop.Cell{Local: hint}, false, nil
	}
	if t, err := sop.ParseDuration(text); err == nil {
		return sop.Cell{Time: &t}, true, nil
	}
	d, err := sop.ParseDecimal(text)
	if err != nil || strings.Contains(text, ",") {
		return sop.Cell{}, false, sop.ErrDecimal
	}
	return sop.Cell{Figure: &d}, false, nil
}

// column finds the column of a name among the tables that were read.
func (r *reading) column(name string) (p *placedTable, j int, ok bool) {
	for _, p := range r.tables {
		for j, c := range p.table.Columns {
			if c.Name == name {
				return p, j, true
			}
		}
	}
	return nil, 0, false
}

// tableOf finds the table that a field is chosen from.
func (r *reading) tableOf(field string) *placedTable {
	for _, p := range r.tables {
		if p.table.Field == field {
			return p
		}
	}
	return nil
}
