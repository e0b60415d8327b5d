package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/store"
)

// What a chart shows is what the entries say, as it stands: corrected, and amended; and what
// was done again, as it stood then.
func TestReadingsAreWhatTheEntriesSay(t *testing.T) {
	dir, n, found, again := t.TempDir(), 0, 0, 0
	enough(t, func(rt *rapid.T) {
		n++
		p := newPair(t, open(t, filepath.Join(dir, fmt.Sprintf("%d.db", n))))
		defer func() { p.must(p.store.Close()) }()
		for i := range rapid.IntRange(1, 4).Draw(rt, "runs") {
			run := fmt.Sprintf("r-%04d", i)
			p.live(rt, run)
			p.signed(rt, run)
		}
		got, err := p.store.Readings(t.Context(), func(o store.Of) bool { return o.Field == "now" && o.Step != "spin" })
		if err != nil {
			rt.Fatal(err)
		}
		var want, have []string
		for _, r := range p.records() {
			for _, v := range r.all() {
				if v.Field == "now" && v.Step != "spin" {
					want = append(want, fmt.Sprint(r.at, r.by, v.Person, v.Step, v.Item, v.Value, v.Unit, v.Mark != "", v.At.Unix(), v.times))
				}
			}
		}
		for i, r := range got {
			have = append(have, fmt.Sprint(r.At, r.Signer, r.Person, r.Step, r.Item, r.Text, r.Unit, r.Flags&store.OutOfLimits != 0, r.When.Unix(), r.Redone))
			again += min(r.Redone, 1)
			if i > 0 && got[i-1].At > r.At {
				rt.Fatal("the completions are not in their order")
			}
		}
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) {
			rt.Fatalf("readings\n%q\nwant\n%q", have, want)
		}
		found += len(got)
	})
	if found == 0 || again == 0 {
		t.Errorf("%d readings, %d of them done again: the test shows nothing", found, again)
	}
}

func TestReadingsEndWithTheirContextAndAnEmptyLogHasNone(t *testing.T) {
	all := func(store.Of) bool { return true }
	p := newPair(t, open(t, filepath.Join(t.TempDir(), "log.db")))
	defer func() { p.must(p.store.Close()) }()
	if got, err := p.store.Readings(t.Context(), all); err != nil || len(got) != 0 {
		t.Fatalf("%d readings, %v", len(got), err)
	}
	if err := store.FillIndex(p.store, 3, 5); err != nil {
		t.Fatal(err)
	}
	if got, err := p.store.Readings(t.Context(), all); err != nil || len(got) != 15 {
		t.Fatalf("%d readings, %v", len(got), err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.store.Readings(gone, all); err == nil {
		t.Error("it went on")
	}
}

// chartAim is a frame: what a chart is drawn of has to be there before it.
const chartAim = 8 * time.Millisecond

// BenchmarkReadings reads what a year of one page's daily readings are drawn of, and that of all
// years, beside the aim.
func BenchmarkReadings(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "log.db"))
	defer func() { _ = s.Close() }()
	newPair(b, s)
	if err := store.FillIndex(s, tracedRuns, tracedValues); err != nil {
		b.Fatal(err)
	}
	page := fmt.Sprintf("%064d", 7)
	for _, c := range []struct {
		name   string
		wanted func(store.Of) bool
	}{
		{"one-field-of-a-page", func(o store.Of) bool { return o.SHA256 == page && o.Step == "step-5" }},
		{"with-the-item", func(o store.Of) bool { return o.SHA256 == page && (o.Step == "step-5" || o.Step == "step-0") }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			n := 0
			for b.Loop() {
				begin := time.Now()
				got, err := s.Readings(b.Context(), c.wanted)
				if err != nil {
					b.Fatal(err)
				}
				n, took = len(got), append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
			b.ReportMetric(float64(chartAim.Milliseconds()), "ms/aim")
			b.ReportMetric(float64(n), "found")
		})
	}
}
