package bench_test

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestARowSaysWhetherItsTargetIsMet(t *testing.T) {
	big, small := &world{t: t, completions: 10_000}, &world{t: t, completions: 20}
	took := func(ours, ref amount) func(*world) (figure, error) {
		return func(*world) (figure, error) { return figure{ours: ours, ref: ref}, nil }
	}
	for name, c := range map[string]struct {
		of   measure
		at   *world
		met  string
		fail bool // it is so far off that a build fails
	}{
		"a ratio that is kept":          {measure{ratio: 2, take: took(3, 2)}, big, "yes", false},
		"a ratio that is not":           {measure{ratio: 2, take: took(5, 2)}, big, "no", false},
		"a ratio that is far off":       {measure{ratio: 2, take: took(13, 2)}, big, "no", true},
		"what is owed":                  {measure{ratio: 2, owed: 7, take: took(13, 2)}, big, "no", false},
		"worse than what is owed":       {measure{ratio: 2, owed: 7, take: took(43, 2)}, big, "no", true},
		"an amount that is kept":        {measure{most: 5, take: took(5, 0)}, big, "yes", false},
		"an amount that is not":         {measure{most: 5, take: took(50, 0)}, big, "no", false},
		"nothing is wanted":             {measure{take: took(50, 1)}, big, "", false},
		"of a log that is too short":    {measure{most: 5, atSize: true, take: took(50, 0)}, small, "too small to tell", false},
		"what cannot be measured here":  {measure{most: 5, take: func(*world) (figure, error) { return figure{}, skipped("no glow") }}, big, "skipped: no glow", false},
		"one of several that go wrong ": {measure{most: 5, take: func(*world) (figure, error) { return figure{}, errors.Join(skipped("no glow")) }}, big, "skipped: no glow", false},
	} {
		r := c.of.row(c.at)
		if r.Met != c.met || (r.off > far) != c.fail {
			t.Errorf("%s: %q, off by %.1f", name, r.Met, r.off)
		}
	}
}

func TestATimeThatASlowMachineTakesSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		of   measure
		ours amount
		says string
	}{
		"as much slower as the machine": {measure{most: 50, unit: "ms"}, 90, "this machine takes 2.0 times as long"},
		"slower than the machine":       {measure{most: 50, unit: "ms"}, 110, "nobody has looked into it"},
		"no time":                       {measure{most: 50, unit: "MB"}, 90, "nobody has looked into it"},
		"beside a reference":            {measure{ratio: 1, most: 50, unit: "ms"}, 90, "nobody has looked into it"},
		"looked into":                   {measure{most: 50, unit: "ms", because: "two flushes"}, 90, "two flushes"},
	} {
		c.of.take = func(*world) (figure, error) { return figure{ours: c.ours, ref: 10}, nil }
		if r := c.of.row(&world{t: t, completions: 10_000, check: 2 * setCheck}); !strings.HasPrefix(r.Because, c.says) {
			t.Errorf("%s: %q", name, r.Because)
		}
	}
}

func TestWhatAPersonWaitsForMayNotGrow(t *testing.T) {
	var none [3]float64
	for name, c := range map[string]struct {
		may    grows
		took   [3]float64
		rows   [3]float64
		defect string
	}{
		"as it is":                   {still, [3]float64{10, 10, 11}, none, ""},
		"by what is noise":           {still, [3]float64{10, 10, 19}, none, ""},
		"until a page is full":       {still, [3]float64{1, 50, 55}, none, ""},
		"with the root of the log":   {still, [3]float64{10, 31, 100}, none, "where a person waits"},
		"with the log":               {linear, [3]float64{10, 100, 1000}, none, ""},
		"with its logarithm too":     {linear, [3]float64{10, 150, 2000}, none, ""},
		"with its square":            {linear, [3]float64{10, 1000, 100_000}, none, "worse than n log n"},
		"by what nobody notices":     {still, [3]float64{0.01, 0.09, 0.9}, none, ""},
		"not measured where it is 0": {still, [3]float64{1, 0, 1}, none, ""},
		"with the rows it shows":     {still, [3]float64{10, 31, 100}, [3]float64{9, 20, 50}, ""},
		"with more than its rows":    {still, [3]float64{10, 31, 200}, [3]float64{9, 20, 50}, "where a person waits"},
		"with fewer rows":            {still, [3]float64{10, 31, 100}, [3]float64{9, 50, 20}, "where a person waits"},
	} {
		x := curve{Unit: "ms", Sizes: [3]int{100, 1000, 10_000}, Took: c.took, Rows: c.rows}
		if x.judge(c.may); x.Defect != c.defect && (c.defect == "" || !strings.Contains(x.Defect, c.defect)) {
			t.Errorf("%s: %q, power %.2f", name, x.Defect, x.Power)
		}
	}
}

func TestATableHasItsCellsUnderEachOther(t *testing.T) {
	got := drawn([]row{
		{Work: "append", Unit: "µs", Ours: 503, Reference: 190, Beside: "fsync", Ratio: 2.647, Target: "<= 2.4x", Met: "no", Because: "two flushes"},
		{Work: "beside glow", Unit: "ms", Met: "skipped: glow is not installed"},
	}, &world{completions: 20, check: 93 * time.Microsecond})
	want := `
A log of 20 completions, where the check of a signature takes 93µs on one core.

work         ours    reference         ratio  target   met
append       503 µs  190 µs     fsync  2.65x  <= 2.4x  no
beside glow                                            skipped: glow is not installed

Not met:
- append: two flushes.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if bars := plotted([3]float64{1, 2, 1024}); bars != "█······· ██······ ████████" {
		t.Errorf("%q", bars)
	}
}
