package page_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
)

// products is a page with a table that is looked up, some of it local.
const products = bench + `Which product.

| Product ` + "`product`" + ` | Wet for ` + "`contact`" + ` | From, ppm ` + "`low`" + ` | To, ppm ` + "`high`" + ` | What for |
| :-- | --- | ---: | --- | --- |
| Tablets | 10 min | 950.5 | 1050 | blood |
| **Wipes** 70 % | 30 s | none | none | |
| Foam | local "foam, label" | local "label" | 9000 | |

Go on.

1. Choose. ` + "`#choose`" + `
   - Product: ` + "`product: choice, of the table, expect Tablets`" + `
2. Measure. ` + "`#measure`" + `
   - Strength: ` + "`strength: number ppm, low to high, or redo`" + `
3. Wet it. ` + "`#wet, wait contact`" + `
4. Rinse it. ` + "`#rinse, within contact of #wet`" + `
`

func TestATableIsReadWithItsRowsAndWhatIsLocal(t *testing.T) {
	p := parsed(t, products)
	table, ok := p.TableOf("product")
	if !ok || !slices.Equal(table.Choices(), []string{"Tablets", "Wipes 70 %", "Foam"}) {
		t.Fatalf("table %+v", table)
	}
	row, _ := table.Row("Tablets")
	if got := table.Cell(row, "contact").String() + ", " + table.Cell(row, "low").String(); got != "10 min, 950.5" {
		t.Errorf("the first row has %s", got)
	}
	choose, _ := p.Step("choose")
	if f := choose.Fields[0]; !f.OfTable || !slices.Equal(f.Choices, table.Choices()) || !slices.Equal(f.Expect, []string{"Tablets"}) {
		t.Errorf("the choice is %+v", f)
	}
	measure, _ := p.Step("measure")
	if f := measure.Fields[0]; f.From != (sop.Columns{Low: "low", High: "high"}) || f.Places != 1 || !f.Limited() || f.Limits() != "low to high" {
		t.Errorf("the limits are %+v", f)
	}
	wet, _ := p.Step("wet")
	if wet.Wait.Column != "contact" || wet.Wait.D != 0 || wet.Wait.String() != "contact" {
		t.Errorf("the wait is %+v", wet.Wait)
	}
	var locals []string
	for _, l := range p.Locals() {
		locals = append(locals, l.Row+"."+l.What+" "+l.Hint)
	}
	if want := []string{"Foam.contact foam, label", "Foam.low label"}; !slices.Equal(locals, want) {
		t.Errorf("locals %q, want %q", locals, want)
	}
}

func TestATableIsShownInWordsWithoutTheNamesOfItsColumns(t *testing.T) {
	got := strings.Join(page.Words(page.Blocks(parsed(t, products).Intro)), " ")
	want := "Which product. Product Wet for From, ppm To, ppm What for Tablets 10 min 950.5 1050 blood " +
		"Wipes 70 % 30 s none none Foam to be set (foam, label) to be set (label) 9000 Go on."
	if got != want {
		t.Errorf("shown as\n%s\nwant\n%s", got, want)
	}
	if prose := strings.Join(page.Words(page.Blocks("| Does | Key `esc` |\n| --- | --- |\n| local \"x\" | y |")), " "); prose != `Does Key esc local "x" y` {
		t.Errorf("a table that is prose is shown as %s", prose)
	}
}

func TestDiffNamesEachCellRowAndColumnThatChanged(t *testing.T) {
	for _, c := range []struct {
		old, new string
		kind     page.ChangeKind
		want     string
	}{
		{"| 10 min |", "| 1 min |", page.TimeChange, "contact of Tablets: 1 min, was 10 min"},
		{"| 950.5 |", "| 50.5 |", page.LimitChange, "low of Tablets: 50.5, was 950.5"},
		{"local \"label\"", "20", page.LimitChange, "low of Foam: 20, was local \"label\""},
		{"| **Wipes** 70 % | 30 s | none | none | |\n", "", page.LimitChange, "row of product: removed Wipes 70 %: contact 30 s, low none, high none"},
		{"| Foam |", "| Gel | 5 s | 1 | 2 | |\n| Foam |", page.LimitChange, "row of product: added Gel: contact 5 s, low 1, high 2"},
		{"Wet for `contact`", "Dry for `contact`", page.TimeChange, "contact is: Dry for, was Wet for"},
		{"What for |", "What for `what` |", page.LimitChange, "column of product: added what, What for"},
		{"Which product.", "Which.", page.TextChange, "introduction: Which.\n\nGo on., was Which product.\n\nGo on."},
	} {
		after := strings.Replace(products, c.old, c.new, 1)
		if c.new == "What for `what` |" {
			after = strings.NewReplacer("| blood |", "| 1 |", "none | |", "none | 1 |", "9000 | |", "9000 | 1 |").Replace(after)
		}
		q, findings := page.Parse([]byte(after))
		if page.HasErrors(findings) {
			t.Fatalf("%s: %v", c.want, findings)
		}
		got := page.Diff(parsed(t, products), q)
		if len(got) == 0 || got[0].String() != c.want || got[0].Kind != c.kind {
			t.Errorf("%s: %v", c.want, got)
		}
		for _, other := range got[min(1, len(got)):] {
			if other.Kind != page.FieldChange && other.Kind != page.LimitChange {
				t.Errorf("%s: also %s", c.want, other)
			}
		}
	}
	moved := strings.Replace(products, "| Foam | local \"foam, label\" | local \"label\" | 9000 | |\n", "", 1)
	moved = strings.Replace(moved, "| Tablets |", "| Foam | local \"foam, label\" | local \"label\" | 9000 | |\n| Tablets |", 1)
	if got := page.Diff(parsed(t, products), parsed(t, moved)); len(got) != 1 || got[0].String() != "order of the rows: Foam, Tablets, Wipes 70 %, was Tablets, Wipes 70 %, Foam" {
		t.Errorf("rows in another order: %v", got)
	}
	none := bench + "1. Go. `#go`\n"
	if got := page.Diff(parsed(t, none), parsed(t, products)); !slices.ContainsFunc(got, func(c page.Change) bool { return c.What == "table of product" && c.Kind == page.LimitChange }) {
		t.Errorf("a table that is new: %v", got)
	}
}

func TestEachLocalCellIsSetByItsRowAndColumn(t *testing.T) {
	got, err := page.Set([]byte(products), linted,
		page.Setting{Step: "Foam", What: "contact", Value: "2 min"}, page.Setting{Step: "Foam", What: "low", Value: "8000.5"})
	want := strings.NewReplacer(`local "foam, label"`, "2 min", `local "label"`, "8000.5").Replace(products)
	if err != nil || string(got) != want {
		t.Fatalf("%v\n%s", err, got)
	}
	if left := parsed(t, string(got)).Locals(); len(left) > 0 {
		t.Errorf("still local: %v", left)
	}
	for _, c := range []struct {
		set  page.Setting
		want string
	}{
		{page.Setting{Step: "Foam", What: "contact", Value: "12"}, "a number and a unit"},
		{page.Setting{Step: "Foam", What: "low", Value: "10 min"}, "not a figure"},
		{page.Setting{Step: "Foam", What: "low", Value: "1 to 2"}, "not a figure"},
		{page.Setting{Step: "Foam", What: "low", Value: "9500"}, "E102"},
		{page.Setting{Step: "Foam", What: "low", Value: "none"}, "E122"},
		{page.Setting{Step: "Tablets", What: "low", Value: "9"}, "it has Foam.contact, Foam.low"},
	} {
		if _, err := page.Set([]byte(products), linted, c.set); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.set, err, c.want)
		}
	}
	if _, err := page.Set([]byte(products), linted, page.Setting{Step: "Foam", What: "contact", Value: "none"}); err != nil {
		t.Errorf("no time at all, in words: %v", err)
	}
}

func TestRowsAreLeftOutAndAddedByTheDepartment(t *testing.T) {
	row := func(what, value string) page.Setting { return page.Setting{Step: "product", What: what, Value: value} }
	got, err := page.Set([]byte(products), linted,
		row(page.RemoveRows, "Wipes 70 %; Foam"), row(page.AddRows, "Gel | 1 min | none | none | hands; | Soap | 2 min | 1 | 2 | |"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(products, "| **Wipes** 70 % | 30 s | none | none | |\n| Foam | local \"foam, label\" | local \"label\" | 9000 | |\n",
		"| Gel | 1 min | none | none | hands |\n| Soap | 2 min | 1 | 2 |  |\n", 1)
	if string(got) != want {
		t.Errorf("%s", got)
	}
	if p := parsed(t, string(got)); len(p.Locals()) > 0 {
		t.Errorf("still local: %v", p.Locals())
	}
	for _, c := range []struct {
		want string
		set  []page.Setting
	}{
		{"has no row \"Gel\"; it has Tablets; Wipes 70 %; Foam", []page.Setting{row(page.RemoveRows, "Gel")}},
		{"has 2 cells", []page.Setting{row(page.AddRows, "Gel | 1 min")}},
		{"write it like \"Product | ", []page.Setting{row(page.AddRows, "Gel | 1 min")}},
		{"E121", []page.Setting{row(page.AddRows, "Gel | | 1 | 2 | x")}},
		{"E121", []page.Setting{row(page.AddRows, "foam | 1 min | 1 | 2 | x")}},
		{"nothing to set", []page.Setting{row(page.RemoveRows, "Foam"), {Step: "Foam", What: "contact", Value: "1 min"}}},
		{"nothing to set", []page.Setting{row(page.RemoveRows, "Foam; Foam")}},
		{"E1", []page.Setting{row(page.RemoveRows, "Tablets")}},
	} {
		if _, err := page.Set([]byte(products), linted, c.set...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.set, err, c.want)
		}
	}
}

// A control is measured by the target of its row, and accepted up to three deviations from it.
func TestAControlHasTheTargetOfItsRow(t *testing.T) {
	p := parsed(t, strings.NewReplacer("low to high, or redo", "control low high, or hold", "| 950.5 | 1050 |", "| 5.0 | 0.20 |", "| 9000 |", "| 0.5 |").Replace(products))
	measure, _ := p.Step("measure")
	f := measure.Fields[0]
	if f.From != (sop.Columns{Target: "low", SD: "high"}) || f.Places != 2 || !f.Limited() || f.Limits() != "within 3 high of low" || !slices.Equal(p.ColumnsOf(f), []string{"low", "high"}) {
		t.Errorf("it is %+v", f)
	}
	table, _ := p.TableOf("product")
	row, _ := table.Row("Tablets")
	if got := f.Asked(table, row); got.Accepted.String() != "4.40 to 5.60" || got.NotAsked {
		t.Errorf("with a row it is %s", got.Accepted)
	}
	if target, sd, ok := f.Target(table, row); !ok || target.String() != "5.0" || sd.String() != "0.20" {
		t.Errorf("its target is %s, %s", target, sd)
	}
	wipes, _ := table.Row("Wipes 70 %")
	if got := f.Asked(table, wipes); !got.NotAsked {
		t.Error("of a row without a target it is asked")
	}
	foam, _ := table.Row("Foam")
	if _, _, ok := f.Target(table, foam); ok {
		t.Error("a target that is to be set is none")
	}
	if got := f.Asked(table, foam); !got.Accepted.Open() {
		t.Errorf("with a target to be set it accepts %s", got.Accepted)
	}
}

// The lot of a control stands beside each of its values in the log: its name has to fit there.
func TestTheLotOfAControlHasAShortName(t *testing.T) {
	control := strings.NewReplacer("low to high, or redo", "control low high, or hold", "| 950.5 | 1050 |", "| 5.0 | 0.20 |", "| 9000 |", "| 0.5 |").Replace(products)
	for n, wrong := range map[int]bool{sop.MaxLot: false, sop.MaxLot + 1: true} {
		_, findings := page.Parse([]byte(strings.ReplaceAll(control, "Tablets", strings.Repeat("T", n))))
		found := slices.ContainsFunc(findings, func(f page.Finding) bool { return strings.Contains(f.String(), "at most 100 are kept") })
		if found != wrong {
			t.Errorf("a lot of %d bytes: %v", n, findings)
		}
	}
}
