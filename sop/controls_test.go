package sop_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
)

// measuredOf is a value of a control in a completed run.
func measuredOf(entry int64, field, item, of, day string) sop.Measured {
	return sop.Measured{
		Earlier: sop.Earlier{Entry: entry, Field: field, Index: 1, Item: item, Value: fmt.Sprint(entry)},
		Step:    "measure", Fields: []string{"one", "two"}, Of: of, Day: day,
	}
}

// What is kept is all that a later control is judged with, whatever is disposed of since,
// and no more than a few values of each row.
func TestWhatIsKeptIsAllThatLaterControlsAreJudgedWith(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var all, kept []sop.Measured
		day := 10
		draw := func(entry int64) sop.Measured {
			return measuredOf(entry, rapid.SampledFrom([]string{"one", "two"}).Draw(rt, "field"), rapid.SampledFrom([]string{"", "low", "high"}).Draw(rt, "item"),
				rapid.SampledFrom([]string{"", "AN-1", "an-1", "AN-2"}).Draw(rt, "of"), fmt.Sprint("2026-11-", day))
		}
		for n := range rapid.IntRange(1, 80).Draw(rt, "n") {
			day = min(28, max(10, day+rapid.SampledFrom([]int{0, 0, 1, 1, -1}).Draw(rt, "day"))) // the clock can be set back
			m := draw(int64(n + 1))
			all, kept = append(all, m), sop.KeepMeasured(append(kept, m))
		}
		before := fmt.Sprint("2026-11-", rapid.IntRange(10, 29).Draw(rt, "before"))
		gone := func(m sop.Measured) bool { return m.Day < before }
		next := draw(1000)
		for _, cut := range []bool{false, true} {
			if cut {
				all, kept = slices.DeleteFunc(all, gone), slices.DeleteFunc(kept, gone)
			}
			same := func(a, b sop.Measured) bool { return a.Entry == b.Entry }
			if want, got := sop.Judged(all, next), sop.Judged(kept, next); !slices.EqualFunc(want, got, same) {
				rt.Fatalf("disposed of %v: judged with %v, of all with %v", cut, got, want)
			}
		}
	})
}

func TestWhatIsKeptStaysSmall(t *testing.T) {
	var kept []sop.Measured
	for n := range 1000 {
		kept = sop.KeepMeasured(append(kept, measuredOf(int64(n), "one", "", "", "2026-11-22"), measuredOf(int64(n), "two", "", "", "2026-11-22")))
	}
	if len(kept) != 2*sop.MostEarlier {
		t.Errorf("%d values are kept of two rows", len(kept))
	}
}

// The longest rule is of ten: nine before it, of all and of its own row.
func TestAControlIsJudgedWithNineOfAllAndNineOfItsRow(t *testing.T) {
	var all []sop.Measured
	for n := range 30 {
		all = append(all, measuredOf(int64(n), map[bool]string{true: "one", false: "two"}[n%5 == 0], "", "", ""))
	}
	var got []int64
	for _, m := range sop.Judged(all, measuredOf(99, "one", "", "", "")) {
		got = append(got, m.Entry)
	}
	if want := []int64{0, 5, 10, 15, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29}; !slices.Equal(got, want) {
		t.Errorf("judged with %v, want %v", got, want)
	}
}

func TestEventsAreEqualWhereTheyWereJudgedWithTheSame(t *testing.T) {
	of := func(change func(*sop.Control)) sop.Event {
		c := sop.Control{Chooser: "lot", Lot: "4417", Target: "5.0", SD: "0.20", Fields: []string{"one"}, Of: "AN-1", Scanned: "analyser", Earlier: []sop.Earlier{{Entry: 7}}}
		change(&c)
		return sop.Event{Kind: sop.ValueRecorded, Field: "one", Control: &c}
	}
	same := of(func(*sop.Control) {})
	if !same.Equal(of(func(*sop.Control) {})) || same.Equal(sop.Event{Kind: sop.ValueRecorded, Field: "one"}) || !(sop.Event{}).Equal(sop.Event{}) {
		t.Error("the same is not equal, or another is")
	}
	for i, change := range []func(*sop.Control){
		func(c *sop.Control) { c.Chooser = "x" }, func(c *sop.Control) { c.Lot = "x" }, func(c *sop.Control) { c.Target = "x" }, func(c *sop.Control) { c.SD = "x" },
		func(c *sop.Control) { c.Fields = nil }, func(c *sop.Control) { c.Of = "x" }, func(c *sop.Control) { c.Scanned = "x" }, func(c *sop.Control) { c.Earlier = nil },
	} {
		if same.Equal(of(change)) {
			t.Errorf("change %d is not seen", i)
		}
	}
}
