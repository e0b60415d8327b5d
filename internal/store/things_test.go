package store_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/sop"
)

// kindOf takes what is scanned in the step spin for a lot, and the only reading beside it for
// its expiry.
func kindOf(o store.Of) store.ThingKind {
	switch {
	case o.Field == "asset" && o.Step == "spin":
		return store.ALot
	case o.Field == "asset":
		return store.AnAsset
	case o.Field == "now" && o.Step == "spin":
		return store.AnExpiry
	}
	return 0
}

// Every thing that runs were done with is known, with how often, when last, how often in a
// row not as the page says, and when it expires.
func TestThingsAreWhatTheEntriesName(t *testing.T) {
	dir, n, found, expiries := t.TempDir(), 0, 0, 0
	enough(t, func(rt *rapid.T) {
		n++
		p := newPair(t, open(t, filepath.Join(dir, fmt.Sprintf("%d.db", n))))
		defer func() { p.must(p.store.Close()) }()
		for i := range rapid.IntRange(1, 5).Draw(rt, "runs") {
			run := fmt.Sprintf("r-%04d", i)
			p.live(rt, run)
			p.signed(rt, run)
		}
		want := thingsOf(p.records())
		maps.DeleteFunc(want, func(_ string, is *store.Thing) bool { return !is.Lot && !is.Item && is.Runs == 1 })
		got, _, err := p.store.Things(t.Context(), kindOf, nil)
		if err != nil || len(got) != len(want) {
			rt.Fatalf("%d things, want %d, %v", len(got), len(want), err)
		}
		for _, thing := range got {
			is := want[fmt.Sprint(thing.Lot, thing.Text)]
			if is == nil || thing.Item != is.Item || thing.Runs != is.Runs || thing.Wrong != is.Wrong || thing.Last != is.Last || !thing.LastAt.Equal(is.LastAt) || thing.Lot && thing.Expiry != is.Expiry {
				rt.Fatalf("%+v, want %+v", thing, is)
			}
			if found++; thing.Expiry != "" {
				expiries++
			}
		}
		lots, _, err := p.store.Lots(t.Context(), kindOf, nil)
		if err != nil {
			rt.Fatal(err)
		}
		for _, is := range want {
			if is.Lot && lots[is.Text] != is.Expiry {
				rt.Fatalf("lot %q expires on %q, want %q", is.Text, lots[is.Text], is.Expiry)
			}
		}
	})
	if found == 0 || expiries == 0 {
		t.Errorf("%d things and %d expiries: the test shows nothing", found, expiries)
	}
}

// thingsOf is a slow and plain second way.
func thingsOf(all []*kept) map[string]*store.Thing {
	slices.SortFunc(all, func(a, b *kept) int { return int(a.at - b.at) })
	out := map[string]*store.Thing{}
	for _, r := range all {
		seen := map[string]bool{}
		name := func(text string, lot bool) *store.Thing {
			key := fmt.Sprint(lot, text)
			if out[key] == nil {
				out[key] = &store.Thing{Text: text, Lot: lot}
			}
			thing := out[key]
			if !seen[key] {
				seen[key] = true
				thing.Runs, thing.Last, thing.LastAt, thing.Wrong = thing.Runs+1, r.at, r.when, thing.Wrong+1
				if !r.wrong() {
					thing.Wrong = 0
				}
			}
			return thing
		}
		values := r.all()
		slices.SortFunc(values, func(a, b redone) int { return cmp.Or(b.times-a.times, a.Index-b.Index) })
		for _, v := range values {
			if v.Item != "" {
				name(v.Item, false).Item = true
			}
			switch kindOf(store.Of{Step: v.Step, Field: v.Field}) {
			case store.AnAsset:
				name(v.Value, false)
			case store.ALot:
				lot := name(v.Value, true)
				for _, day := range values { // in their order: the last one holds
					if day.times == v.times && day.Step == v.Step && day.Item == v.Item && day.Field == "now" {
						lot.Expiry = day.Value
					}
				}
			}
		}
	}
	return out
}

func TestThingsEndWithTheirContextAndAnEmptyLogHasNone(t *testing.T) {
	p := newPair(t, open(t, filepath.Join(t.TempDir(), "log.db")))
	if got, _, err := p.store.Things(t.Context(), kindOf, nil); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := store.FillIndex(p.store, 3, 5); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := p.store.Things(ctx, kindOf, nil); err == nil {
		t.Error("it did not end")
	}
}

// What earlier completions were done with is gone on from, wherever the blocks of their values end, and
// is not gone by once one of these was amended or came to have exceptions.
func TestThingsAreGoneOnFrom(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	kind := func(o store.Of) store.ThingKind {
		if o.Step == "step-1" && o.Field == "asset" || o.Step == "step-2" { // a text that nothing else has
			return store.AnAsset
		}
		return lotOfStep0(o)
	}
	var known *store.Used
	look := func() (all []store.Thing, again bool) {
		t.Helper()
		byText := func(a, b store.Thing) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Runs, b.Runs)) }
		all, next, err := s.Things(t.Context(), kind, known)
		fresh, _, err2 := s.Things(t.Context(), kind, nil)
		if err := cmp.Or(err, err2); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(all, byText)
		slices.SortFunc(fresh, byText)
		if !slices.Equal(all, fresh) {
			t.Fatalf("%+v\nanew %+v", all, fresh)
		}
		again, known = known != next, next
		return all, again
	}
	for _, runs := range []int{0, 1, 93, 94, 300, 301, 700, 745} { // 11 values each, and 1,024 to a block
		if err := store.FillIndex(s, runs, 11); err != nil {
			t.Fatal(err)
		}
		all, _ := look()
		if _, again := look(); again {
			t.Errorf("%d runs: all was gone through again", runs)
		}
		n := 0
		for _, thing := range all {
			if n += thing.Runs; thing.Text == "" || thing.Runs == 1 && !thing.Lot && !thing.Item {
				t.Errorf("%d runs: %+v", runs, thing)
			}
		}
		if lotsAndItems := runs + (runs+1)/2; n < lotsAndItems || n > lotsAndItems+runs {
			t.Errorf("%d runs: things are named %d times", runs, n)
		}
	}
	if err := store.SpoilIndex(s, 709); err != nil {
		t.Fatal(err)
	}
	all, again := look()
	if i := slices.IndexFunc(all, func(thing store.Thing) bool { return thing.Text == "F-29" }); i < 0 || all[i].Wrong != 1 || !again {
		t.Errorf("the last run with F-29 has exceptions: %+v, %v", all[max(i, 0)], again)
	}
	if err := store.AmendIndex(s, 3, sop.Event{Step: "step-1", Field: "asset", Index: 1, Value: "T-99"}); err != nil {
		t.Fatal(err)
	}
	if _, again := look(); !again {
		t.Error("what was amended is gone by")
	}
}
