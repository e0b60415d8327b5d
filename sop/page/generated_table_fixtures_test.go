package page_test

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
)

// lookup draws a table that is looked up: a column of times, two of limits and one to
// compute with, of which any cell but one of each column can be none or local.
func (g *generated) lookup(t *rapid.T) {
	table := sop.Table{Field: "product", Label: "Product", Columns: []sop.Column{
		{Name: "contact", Label: "Wet for", Times: true},
		{Name: "low", Label: "From, ppm", Places: 1},
		{Name: "high", Label: "To, ppm", Places: 2},
		{Name: "factor", Label: "Z", Places: 3},
	}}
	figures := []string{"9.5", "10.25", "1.003"}
	for i := range rapid.IntRange(1, 4).Draw(t, "rows") {
		row := sop.Row{Name: fmt.Sprintf("Product no. %d", i+1)}
		barred := i > 0 && rapid.Bool().Draw(t, "not asked")
		for j, c := range table.Columns {
			limit := c.Name == "low" || c.Name == "high"
			switch {
			case limit && barred, i > 0 && !limit && rapid.IntRange(0, 3).Draw(t, "none") == 0:
				row.Cells = append(row.Cells, sop.Cell{None: true})
			case i > 0 && rapid.IntRange(0, 3).Draw(t, "local") == 0:
				row.Cells = append(row.Cells, sop.Cell{Local: "the label, " + c.Name})
			case c.Times:
				d := sop.Duration{D: time.Duration(rapid.IntRange(1, 59).Draw(t, "minutes")) * time.Minute}
				row.Cells = append(row.Cells, sop.Cell{Time: &d})
			default:
				d := sop.MustDecimal(figures[j-1])
				row.Cells = append(row.Cells, sop.Cell{Figure: &d})
			}
		}
		table.Rows = append(table.Rows, row)
	}
	g.table = &table
	text := tableMarkdown(table)
	fmt.Fprintf(&g.text, "%s\n", text)
	g.want[0].Intro = text
}

// tableMarkdown writes a table as a page does.
func tableMarkdown(table sop.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s `%s` |", table.Label, table.Field)
	for _, c := range table.Columns {
		fmt.Fprintf(&b, " %s `%s` |", c.Label, c.Name)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(table.Columns)+1))
	for _, row := range table.Rows {
		fmt.Fprintf(&b, "\n| %s |", row.Name)
		for _, c := range row.Cells {
			fmt.Fprintf(&b, " %s |", c)
		}
	}
	return b.String()
}

// choose adds the field that chooses the row to a step.
func (g *generated) choose(s *sop.Step) {
	f := sop.Field{Name: "product", Label: "Product", Type: sop.Choice, Choices: g.table.Choices(), OfTable: true, Repeat: 1}
	s.Fields = append(s.Fields, f)
	fmt.Fprintf(&g.text, "   - Product: `product: choice, of the table`\n")
}

// limitsOfRow gives a number without limits those of the row, sometimes.
func (g *generated) limitsOfRow(t *rapid.T, f *sop.Field, words string) string {
	bare := f.Type == sop.Number && f.Calc == nil && f.Limits() == "" && f.Possible.Open() && f.Tolerance == nil
	if g.table == nil || !bare || !rapid.Bool().Draw(t, "limits of the row") {
		return words
	}
	switch rapid.IntRange(0, 2).Draw(t, "which") {
	case 0:
		f.From, f.Places = sop.Columns{Low: "low"}, 1
	case 1:
		f.From, f.Places = sop.Columns{High: "high"}, 2
	default:
		f.From, f.Places = sop.Columns{Low: "low", High: "high"}, 2
	}
	return words + ", " + f.Limits()
}

// looksUp fails unless the page has the table that was drawn.
func (g *generated) looksUp(t *rapid.T, p *sop.Procedure) {
	var want []sop.Table
	if g.table != nil {
		want = []sop.Table{*g.table}
	}
	got := append([]sop.Table(nil), p.Tables...)
	for i := range got {
		got[i].Pos = sop.Pos{}
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("looks up\n%+v\nmade from\n%+v\n%s", got, want, &g.text)
	}
}
