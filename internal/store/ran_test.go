package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record/recordtest"
)

// What schedules ask of a run is what its entries say, also where the run was started in an
// earlier batch of the index.
func TestWhatSchedulesAskOfARunIsWhatItsEntriesSay(t *testing.T) {
	dir, n, named, late, amended, left := t.TempDir(), 0, 0, 0, 0, 0
	enough(t, func(rt *rapid.T) {
		n++
		p := newPair(t, open(t, filepath.Join(dir, fmt.Sprintf("%d.db", n))))
		defer func() { p.must(p.store.Close()) }()
		starts := map[int64]time.Time{}
		for i := range rapid.IntRange(1, 4).Draw(rt, "runs") {
			run := fmt.Sprintf("r-%04d", i)
			from := p.State.Size
			p.live(rt, run)
			if rapid.IntRange(0, 2).Draw(rt, "leaves") == 0 {
				p.append(p.Event(recordtest.Worker, run, sop.Event{Kind: sop.ItemsLeft, Step: "weigh", Value: "F-13", Reason: "it defrosts"}))
			}
			if rapid.Bool().Draw(rt, "indexed") {
				p.must(p.store.CatchUp())
			}
			p.signed(rt, run)
			for _, r := range p.records() {
				if _, known := starts[r.at]; !known {
					starts[r.at] = p.entry(from).At.Time
				}
			}
		}
		most := rapid.IntRange(0, 3).Draw(rt, "most")
		procedure := p.records()[0].body.SOP
		all, err := p.store.Ran(map[string]store.Wanted{procedure: {Most: most}, "SOP-X-001": {}}, func(string) string { return "asset" })
		got := all[procedure]
		if err != nil {
			rt.Fatal(err)
		}
		var want, have []string
		for _, r := range slices.Backward(p.records()) {
			w := ranOf(r)
			w.Started = starts[r.at]
			if most == 0 || len(want) < most {
				want = append(want, fmt.Sprintf("%+v", w))
			}
		}
		for _, r := range got {
			named, late = named+len(r.Named), late+map[bool]int{true: 1}[r.LateEntry]
			amended, left = amended+map[bool]int{true: 1}[r.Amended], left+map[bool]int{true: 1}[r.LeftOut]
			slices.Sort(r.Named)
			have = append(have, fmt.Sprintf("%+v", r))
		}
		if !slices.Equal(want, have) {
			rt.Fatalf("runs\n%q\nwant\n%q", have, want)
		}
	})
	if named == 0 || late == 0 || amended == 0 || left == 0 {
		t.Errorf("%d named, %d late, %d amended, %d left out: the test shows nothing", named, late, amended, left)
	}
}

// ranOf reads a run from its events.
func ranOf(r *kept) store.Ran {
	out := store.Ran{At: r.at, SHA256: r.body.SHA256, Person: r.by, Signed: r.when, Done: r.when, Outcome: r.body.Outcome}
	for _, e := range r.events {
		switch e.Kind {
		case sop.ItemsLeft:
			out.LeftOut = true
		case sop.StepDone:
			if out.Done, out.LateEntry = e.At, e.Mark == sop.LateEntry; out.LateEntry {
				out.Done, _ = time.Parse(time.RFC3339, e.Value)
			}
		}
	}
	standing := r.standing()
	for _, v := range r.values {
		if v.Field != "asset" {
			continue
		}
		for id, text := range standing {
			if id.Field == v.Field && id.Step == v.Step && id.Item == v.Item && id.Index == v.Index && text != v.Value {
				out.Amended = true
			}
		}
		if !slices.Contains(out.Named, v.Value) {
			out.Named = append(out.Named, v.Value)
		}
	}
	slices.Sort(out.Named)
	return out
}

func TestAnEmptyLogRanNothing(t *testing.T) {
	p := newPair(t, open(t, filepath.Join(t.TempDir(), "log.db")))
	defer func() { p.must(p.store.Close()) }()
	if got, err := p.store.Ran(map[string]store.Wanted{"SOP-X-001": {}}, func(string) string { return "" }); err != nil || len(got) != 0 {
		t.Errorf("%d runs, %v", len(got), err)
	}
}

func TestWhenEachProcedureWasLastSignedIsToldHoweverLongAgo(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "log.db"))
	p := newPair(t, s)
	if got, err := s.LastSigned(); err != nil || len(got) != 0 {
		t.Fatalf("of nothing: %v, %v", got, err)
	}
	p.must(store.FillIndex(s, 300, 1))
	last, err := s.LastSigned()
	p.must(err)
	if len(last) != 50 {
		t.Fatalf("%d procedures, want 50", len(last))
	}
	newest, since, later := map[string]store.Wanted{}, map[string]store.Wanted{}, map[string]store.Wanted{}
	for id, at := range last {
		newest[id], since[id], later[id] = store.Wanted{Most: 1}, store.Wanted{Since: at}, store.Wanted{Since: at.Add(time.Millisecond)}
	}
	for _, wanted := range []map[string]store.Wanted{newest, since} {
		runs, err := s.Ran(wanted, func(string) string { return "" })
		p.must(err)
		for id, at := range last {
			if len(runs[id]) != 1 || !runs[id][0].Signed.Equal(at) {
				t.Errorf("%s was last signed %v, and not %+v", id, at, runs[id])
			}
		}
	}
	if runs, err := s.Ran(later, func(string) string { return "" }); err != nil || len(runs) != 0 {
		t.Errorf("later %+v, %v", runs, err)
	}
}
