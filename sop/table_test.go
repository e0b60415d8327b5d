package sop_test

import (
	"slices"
	"testing"

	"soprun/sop"
)

// wetting is a procedure with a table and each way of using it.
func wetting() *sop.Procedure {
	thirty, _ := sop.ParseDuration("30 s")
	low, high := sop.MustDecimal("950"), sop.MustDecimal("1050.5")
	calc, err := sop.ParseCalc("mass * high + other")
	if err != nil {
		panic(err)
	}
	return &sop.Procedure{
		Tables: []sop.Table{{
			Field: "product", Label: "Product",
			Columns: []sop.Column{{Name: "contact", Label: "Wet for", Times: true}, {Name: "low", Label: "From"}, {Name: "high", Label: "To", Places: 1}},
			Rows: []sop.Row{
				{Name: "tablets", Cells: []sop.Cell{{Local: "label"}, {Figure: &low}, {Figure: &high}}},
				{Name: "wipes", Cells: []sop.Cell{{Time: &thirty}, {None: true}, {None: true}}},
			},
		}},
		Sections: []sop.Section{{Steps: []sop.Step{
			{ID: "measure", Fields: []sop.Field{
				{Name: "strength", Type: sop.Number, From: sop.Columns{Low: "low", High: "high"}, Places: 1},
				{Name: "mean", Type: sop.Number, Calc: calc},
			}},
			{ID: "wet", Wait: &sop.Duration{Column: "contact"}, Within: &sop.Within{Time: sop.Duration{Column: "contact"}, Of: "measure"}},
		}}},
	}
}

func TestAFieldIsAskedByTheLimitsOfTheRow(t *testing.T) {
	p := wetting()
	table, ok := p.TableOf("product")
	if _, none := p.TableOf("strength"); !ok || none {
		t.Fatal("the table is that of its first column")
	}
	measure, _ := p.Step("measure")
	f := measure.Fields[0]
	if f.Limits() != "low to high" || !f.Limited() || !f.Accepted.Open() || f.NotAsked {
		t.Errorf("on the page: %+v", f)
	}
	tablets, _ := table.Row("tablets")
	if got := f.Asked(table, tablets); got.Accepted.String() != "950 to 1050.5" || got.NotAsked || got.Row != "tablets" {
		t.Errorf("for tablets: %+v", got)
	}
	wipes, _ := table.Row("wipes")
	if got := f.Asked(table, wipes); !got.NotAsked || !got.Accepted.Open() {
		t.Errorf("for wipes: %+v", got)
	}
	if _, ok := table.Row("foam"); ok {
		t.Error("there is no row of foam")
	}
}

func TestLimitsAreWrittenAsThePageHasThem(t *testing.T) {
	five := sop.MustDecimal("5.0")
	for want, f := range map[string]sop.Field{
		"":               {},
		"at least low":   {From: sop.Columns{Low: "low"}},
		"at most 5.0":    {Accepted: sop.Range{High: &five}},
		"5.0 to high":    {Accepted: sop.Range{Low: &five}, From: sop.Columns{High: "high"}},
		"low to high-ph": {From: sop.Columns{Low: "low", High: "high-ph"}},
	} {
		if got := f.Limits(); got != want {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
}

func TestAStepNamesTheColumnsThatItUses(t *testing.T) {
	p := wetting()
	measure, _ := p.Step("measure")
	wet, _ := p.Step("wet")
	if got := p.Columns(measure); !slices.Equal(got, []string{"low", "high"}) {
		t.Errorf("limits and a calculation: %v", got)
	}
	if got := p.Columns(wet); !slices.Equal(got, []string{"contact"}) {
		t.Errorf("a wait and a window: %v", got)
	}
	if table, column, ok := p.Column("high"); !ok || table.Field != "product" || column.Places != 1 {
		t.Errorf("the column is %+v of %q", column, table.Field)
	}
	if _, _, ok := p.Column("product"); ok {
		t.Error("the first column is its field")
	}
	if got := wet.Wait.String(); got != "contact" {
		t.Errorf("the wait is %q", got)
	}
	want := []sop.Local{{Row: "tablets", What: "contact", Hint: "label"}}
	if got := p.Locals(); !slices.Equal(got, want) {
		t.Errorf("locals %v", got)
	}
}

func TestACellIsWrittenAsThePageHasIt(t *testing.T) {
	for _, row := range wetting().Tables[0].Rows {
		for i, want := range map[string][]string{"tablets": {`local "label"`, "950", "1050.5"}, "wipes": {"30 s", "none", "none"}}[row.Name] {
			if got := row.Cells[i].String(); got != want {
				t.Errorf("%s: %q, want %q", row.Name, got, want)
			}
		}
	}
	if got := (sop.Cell{}).String(); got != "" {
		t.Errorf("a cell that could not be read is %q", got)
	}
}
