package present_test

import (
	"strings"
	"testing"

	"soprun/internal/present"
	"soprun/sop"
)

func TestALocalValueIsAskedForWithItsStepUnitAndForm(t *testing.T) {
	low, high := sop.MustDecimal("0"), sop.MustDecimal("100")
	p := &sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{
		{ID: "wet", Number: 8, Wait: &sop.Duration{Local: "product label"}},
		{ID: "rinse", Number: 9, Within: &sop.Within{Time: sop.Duration{Local: "the same\x1b[31m label"}, Of: "wet"}},
		{ID: "read", Number: 10, Fields: []sop.Field{
			{Name: "full", Label: "**Fullness**", Type: sop.Number, Unit: "%", Local: "policy", Possible: sop.Range{Low: &low, High: &high}},
			{Name: "sets", Label: "Sets", Type: sop.Number, Unit: "1", Local: "list"},
			{Name: "note", Label: "Note", Type: sop.Text},
		}},
	}}}}
	got := present.LocalValues(p)
	want := []struct{ name, label, hint string }{
		{"wet.wait", "Step 8, shortest wait", "Product label. Like 30 s, 10 min or 2 h."},
		{"rinse.within", "Step 9, longest time since step 8", "The same[31m label. Like 30 s, 10 min or 2 h."},
		{"read.full", "Step 10, Fullness, %", "Policy. Like 2.0 to 8.0, at least 7.2 or at most 35; possible is 0 to 100."},
		{"read.sets", "Step 10, Sets", "List. Like 2.0 to 8.0, at least 7.2 or at most 35."},
	}
	if len(got) != len(want) {
		t.Fatalf("%d values: %+v", len(got), got)
	}
	for i, w := range want {
		if got[i].Name() != w.name || got[i].Label != w.label || got[i].Hint() != w.hint {
			t.Errorf("%s, %q, %q; want %+v", got[i].Name(), got[i].Label, got[i].Hint(), w)
		}
	}
	if strings.Contains(got[1].Hint(), "\x1b") {
		t.Error("a hint acts on the terminal")
	}
}
