package run_test

import (
	"testing"

	"soprun/sop"
)

// cellOf reads a cell as a page writes it.
func cellOf(t testing.TB, text string) sop.Cell {
	t.Helper()
	if text == sop.None {
		return sop.Cell{None: true}
	}
	if d, err := sop.ParseDuration(text); err == nil {
		return sop.Cell{Time: &d}
	}
	if d, err := sop.ParseDecimal(text); err == nil {
		return sop.Cell{Figure: &d}
	}
	return sop.Cell{Local: text}
}

// products is the table of what is used to disinfect: how long it stays wet, how soon it is
// wiped off, its strength and a factor.
func products(t testing.TB) sop.Table {
	t.Helper()
	out := sop.Table{Field: "product", Label: "Product", Columns: []sop.Column{
		{Name: "contact", Label: "Wet for", Times: true},
		{Name: "longest", Label: "Off within", Times: true},
		{Name: "low", Label: "From"},
		{Name: "high", Label: "To"},
		{Name: "factor", Label: "Factor"},
	}}
	for _, row := range [][]string{
		{"tablets", "10 min", "30 min", "950", "1050", "1.5"},
		{"strong", "5 min", "20 min", "9500", "10500", "2"},
		{"wipes", "2 min", "none", "none", "none", "none"},
		{"spray", "none", "none", "900", "2000", "1"},
		{"foam", "the label", "the label", "the label", "the label", "the label"},
	} {
		r := sop.Row{Name: row[0]}
		for _, text := range row[1:] {
			r.Cells = append(r.Cells, cellOf(t, text))
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// disinfect is a page on which everything depends on what is chosen in its first step. or is
// what follows a strength outside its limits.
func disinfect(t testing.TB, or *sop.Consequence) *sop.Procedure {
	t.Helper()
	table := products(t)
	strength := sop.Field{Name: "strength", Label: "Strength", Type: sop.Number, Unit: "ppm", Repeat: 1, From: sop.Columns{Low: "low", High: "high"}, Or: or}
	p := pageOf(
		sop.Step{ID: "choose", Fields: []sop.Field{{Name: "product", Label: "Product", Type: sop.Choice, OfTable: true, Choices: table.Choices()}}},
		sop.Step{ID: "measure", Fields: []sop.Field{strength}},
		sop.Step{ID: "compute", Fields: []sop.Field{figure("mass", 1), formula(t, "dose", "mass * factor", limits("0.00", "20.00"), nil)}},
		sop.Step{ID: "wet", NAOk: true, Wait: &sop.Duration{Column: "contact"}},
		sop.Step{ID: "off", Within: &sop.Within{Time: sop.Duration{Column: "longest"}, Of: "wet"}},
		sop.Step{ID: "tidy"},
	)
	p.Tables = []sop.Table{table}
	return p
}
