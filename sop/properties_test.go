package sop_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
)

// someDecimal draws numbers that are often equal, or equal but for how many
// decimals they are written with.
func someDecimal(t *rapid.T, name string) sop.Decimal {
	return sop.MustDecimal(rapid.StringMatching(`-?[0-2]{1,2}(\.[0-1]{1,3})?|-?[0-9]{1,20}\.[0-9]{1,20}`).Draw(t, name))
}

func TestDecimalsHaveOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := someDecimal(t, "a"), someDecimal(t, "b"), someDecimal(t, "c")
		if a.Cmp(a) != 0 {
			t.Fatalf("%s differs from itself", a)
		}
		if a.Cmp(b) != -b.Cmp(a) {
			t.Fatalf("%s and %s compare %d one way and %d the other", a, b, a.Cmp(b), b.Cmp(a))
		}
		if a.Cmp(b) <= 0 && b.Cmp(c) <= 0 && a.Cmp(c) > 0 {
			t.Fatalf("%s <= %s <= %s, and yet %s > %s", a, b, c, a, c)
		}
		if a.Cmp(b) == 0 && a.Cmp(c) != b.Cmp(c) {
			t.Fatalf("%s equals %s, and %s compares otherwise with each", a, b, c)
		}
	})
}

func TestARangePlacesAValueAsItsEndsCompare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low, high, d := someDecimal(t, "low"), someDecimal(t, "high"), someDecimal(t, "value")
		if low.Cmp(high) > 0 {
			low, high = high, low
		}
		below, above := d.Cmp(low) < 0, d.Cmp(high) > 0
		for _, c := range []struct {
			r            sop.Range
			below, above bool
		}{
			{sop.Range{}, false, false},
			{sop.Range{Low: &low}, below, false},
			{sop.Range{High: &high}, false, above},
			{sop.Range{Low: &low, High: &high}, below, above},
		} {
			want := 0
			if c.below {
				want = -1
			} else if c.above {
				want = 1
			}
			if got := c.r.Place(d); got != want {
				t.Fatalf("%s in %q is placed at %d, want %d", d, c.r, got, want)
			}
		}
	})
}

func TestAPeriodNeverEndsBeforeItStarts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := sop.Period{N: rapid.IntRange(1, 1000).Draw(t, "n"), Unit: rapid.SampledFrom([]string{"day", "week", "month", "year"}).Draw(t, "unit")}
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "start"), 0).UTC()
		end := p.From(at)
		if !end.After(at) {
			t.Fatalf("%s from %s ends %s", p, at, end)
		}
		if h, m, s := end.Clock(); h != at.Hour() || m != at.Minute() || s != at.Second() {
			t.Fatalf("%s from %s ends %s: another time of the day", p, at, end)
		}
		longer := p
		if longer.N++; !longer.From(at).After(end) {
			t.Fatalf("%s from %s ends %s, and %s ends %s", p, at, end, longer, longer.From(at))
		}
		if later := p.From(at.AddDate(0, 0, 1)); later.Before(end) {
			t.Fatalf("%s ends %s from %s, but %s a day later", p, end, at, later)
		}
		if end.Day() > at.Day() && (p.Unit == "month" || p.Unit == "year") {
			t.Fatalf("%s from %s ends %s: a later day of the month", p, at, end)
		}
	})
}

func TestAProcedureFindsItsStepsInAnySection(t *testing.T) {
	var none sop.Procedure
	if _, ok := none.Step("a"); ok || none.StepCount() != 0 || len(none.Locals()) != 0 {
		t.Error("a page without sections has something")
	}
	p := sop.Procedure{Sections: []sop.Section{
		{Title: "Empty"},
		{Steps: []sop.Step{{ID: "a", Text: "First."}, {ID: "b", Text: "Second."}}},
		{Title: "Empty too"},
		{Steps: []sop.Step{{ID: "c", Text: "Third."}}},
	}}
	for id, text := range map[string]string{"a": "First.", "b": "Second.", "c": "Third."} {
		if st, ok := p.Step(id); !ok || st.Text != text {
			t.Errorf("step %q is %q, %v", id, st.Text, ok)
		}
	}
	for _, id := range []string{"", "A", "#a", "a ", "d"} {
		if st, ok := p.Step(id); ok || st.ID != "" {
			t.Errorf("step %q is %+v, which nobody wrote", id, st)
		}
	}
	if p.StepCount() != 3 {
		t.Errorf("%d steps", p.StepCount())
	}
}

func TestLocalsStandInPageOrderWithTheirHints(t *testing.T) {
	local := func(hint string) sop.Duration { return sop.Duration{Local: hint} }
	set := sop.Duration{D: time.Minute}
	wait := local("label")
	p := sop.Procedure{Sections: []sop.Section{
		{Steps: []sop.Step{
			{ID: "set", Wait: &set, Within: &sop.Within{Time: set, Of: "a"}, Fields: []sop.Field{{Name: "plain"}}},
			{ID: "all", Pos: sop.Pos{Line: 7, Column: 1}, Fields: []sop.Field{{Name: "x", Local: "log"}, {Name: "y", Local: "log"}}, Within: &sop.Within{Time: local("policy"), Of: "set"}, Wait: &wait},
		}},
		{},
		{Steps: []sop.Step{{ID: "last", Pos: sop.Pos{Line: 19, Column: 1}, Fields: []sop.Field{{Name: "z", Local: "manual"}}}}},
	}}
	at := sop.Pos{Line: 7, Column: 1}
	want := []sop.Local{
		{Step: "all", What: "wait", Hint: "label", Pos: at},
		{Step: "all", What: "within", Hint: "policy", Pos: at},
		{Step: "all", What: "x", Hint: "log", Pos: at},
		{Step: "all", What: "y", Hint: "log", Pos: at},
		{Step: "last", What: "z", Hint: "manual", Pos: sop.Pos{Line: 19, Column: 1}},
	}
	if got := p.Locals(); !slices.Equal(got, want) {
		t.Errorf("locals are\n%+v, want\n%+v", got, want)
	}
}
