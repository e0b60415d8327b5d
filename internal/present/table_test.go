package present_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// wipingPage is a page on which the product says how strong it is and how long it stays wet.
var wipingPage = strings.Split(strings.ReplaceAll(probePage, "Disinfect the probe", "Wipe it"), "1. Look.")[0] +
	"| Product `product` | Wet for `contact` | Off within `longest` | From `low` | To `high` | Factor `factor` |\n| --- | --- | --- | --- | --- | --- |\n" +
	"| Tablets | 10 min | 20 min | 950 | 1050 | 1.5 |\n| Wipes | none | none | none | none | none |\n| Foam | local \"the label\" | 1 h | local \"the leaflet\" | 9 | 2 |\n\n" +
	`1. Choose. ` + "`#choose`" + `
   - Product: ` + "`product: choice, of the table`" + `
2. Measure. ` + "`#measure`" + `
   - Strength: ` + "`strength: number ppm, low to high, or hold`" + `
   - Mass: ` + "`mass: number mg`" + `
   - Dose: ` + "`dose: number mg = mass * factor, 1 place`" + `
3. Wet it. ` + "`#wet, wait contact`" + `
4. Wipe it off. ` + "`#off, within longest of #wet`" + `
`

func product(name string, acts ...any) []any {
	return append([]any{run.Record{Field: "product", Text: name}, run.Complete{}}, acts...)
}

func TestLimitsOfARowAreSaidWithWhatWasChosen(t *testing.T) {
	for name, want := range map[string]string{"Tablets": "950 to 1050, for Tablets", "Wipes": "not asked for with Wipes", "Foam": "at most 9, for Foam"} {
		work := walked(t, wipingPage, product(name)...)
		f := work.Run.Steps()[1].FieldNamed("strength")
		if got := present.Takes(f); got != want || present.Beside(f) != want {
			t.Errorf("%s: %q and %q, want %q", name, got, present.Beside(f), want)
		}
	}
	if got := present.Takes(walked(t, wipingPage).Run.Steps()[1].FieldNamed("strength")); got != "limits by the table" {
		t.Errorf("before it is chosen: %q", got)
	}
}

func TestAWaitOfARowIsSaidWithWhatItIsFor(t *testing.T) {
	for name, want := range map[string]string{"Tablets": "Wait at least 10 min, for Tablets.", "Wipes": "No wait for Wipes.", "Foam": "Wait as long as the department sets: the label."} {
		work := walked(t, wipingPage, product(name)...)
		if got := strings.Join(present.Conditions(work, work.Run.Steps()[2], session.AskClose), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAStepWithoutItsRowSaysThatItCanOnlyBeNotDone(t *testing.T) {
	work := walked(t, wipingPage, run.MarkNotDone{Reason: "no label"}, run.ActOn{Deviation: 1, Text: "told the lead"})
	want := "Product was not chosen: step 1 was left out. This step can only be not done, with a reason."
	s := work.Run.Steps()[1]
	if got := present.NoRow(work.Run, s); got != want {
		t.Errorf("%q", got)
	}
	if p := work.Asks(session.Asking{}); p.Kind != session.AskNotDone {
		t.Errorf("it asks for %v", p.Kind)
	}
	if got := present.NoRow(work.Run, work.Run.Steps()[0]); got != "" {
		t.Errorf("a step that needs no row: %q", got)
	}
}

func TestWhatDependsOnARowIsWordedForWhoApprovesThePage(t *testing.T) {
	p := walked(t, wipingPage).Run.Procedure()
	text := strings.Join(present.SayLines(present.AsItRuns(p)), "\n")
	for _, want := range []string{
		"Strength: ppm “From” to “To” of the table, by “Product”", "Wait at least “Wet for” of the table, by “Product”.",
		"Within “Off within” of the table, by “Product” of when step 3 was done.", "computed as “Mass” × “Factor”", "to be set (the label)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	var labels, names []string
	for _, v := range present.LocalValues(p) {
		labels, names = append(labels, v.Label), append(names, v.Name())
	}
	if strings.Join(labels, "; ") != "Foam, Wet for; Foam, From" || strings.Join(names, "; ") != "Foam.contact; Foam.low" {
		t.Errorf("to set: %q, %q", labels, names)
	}
}

func TestAFigureOfTheRowStandsAmongTheFigures(t *testing.T) {
	for name, want := range map[string]string{"Tablets": "“Mass” × 1.5", "Wipes": "“Mass” × “Factor” (none)"} {
		work := walked(t, wipingPage, product(name)...)
		s := work.Run.Steps()[1]
		if got := present.Figures(work.Run, s, s.FieldNamed("dose")); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAValueThatIsJudgedAgainSaysWhatItWas(t *testing.T) {
	f := sop.Field{Type: sop.Number, Unit: "ppm"}
	v := run.Value{Text: "1000", Old: []run.Correction{
		{Text: "900", By: run.Close{Reason: "misread"}}, {Text: "1000", By: run.Close{Reason: "judged again: wrong jar"}}, {Text: "1000", Mark: "ABOVE 900 ppm", By: run.Close{Reason: "judged again: the other jar"}},
	}}
	for i, want := range []string{"corrected, was 900 ppm: misread", "judged again, was within limits: wrong jar", "judged again, was ABOVE 900 ppm: the other jar"} {
		if got := present.CorrectedBecause(f, v, i); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAPageWithATableIsAdoptedWithItsRowsAndCells(t *testing.T) {
	p := walked(t, wipingPage).Run.Procedure()
	var f present.Form
	for _, form := range present.PageForms(present.Case{Page: model.Page{Procedure: p, Text: []byte(wipingPage)}}) {
		if form.Name == "adopt" {
			f = form
		}
	}
	var names []string
	for _, a := range f.Asks {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, "; "); got != "product.remove; product.add; Foam.contact; Foam.low" {
		t.Fatalf("it asks for %s", got)
	}
	remove, add, cell := f.Asks[0], f.Asks[1], f.Asks[2]
	gone := present.Answers{"product.remove": "Foam"}
	for want, err := range map[string]error{
		"":                       remove.Judge(nil, nil, "Foam"),
		`no row "Gel"`:           remove.Judge(nil, nil, "Gel"),
		"has 2 cells":            add.Judge(nil, nil, "Gel | 1 min"),
		"write the value here":   cell.Judge(nil, nil, ""),
		"a number and a unit":    cell.Judge(nil, nil, "12"),
		"has nothing to set":     cell.Judge(nil, gone, "12 min"),
		"is no cell":             add.Judge(nil, gone, "Gel | soon | none | none | none | 1"),
		"an empty cell would be": add.Judge(nil, gone, "Gel | 1 min | | none | none | 1"),
	} {
		if text := ""; err != nil {
			text = err.Error()
			if want == "" || !strings.Contains(text, want) {
				t.Errorf("%q, want %q", text, want)
			}
		} else if want != "" {
			t.Errorf("nothing is wrong, want %q", want)
		}
	}
	if err := cell.Judge(nil, gone, ""); err != nil {
		t.Errorf("a cell of a row that is left out: %v", err)
	}
	if err := add.Judge(nil, gone, "Gel | 1 min | none | none | none | 1"); err != nil {
		t.Errorf("a row that is added: %v", err)
	}
}
