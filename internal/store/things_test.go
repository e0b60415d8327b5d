package store_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/store"
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

// Every thing that a run was done with is known, with how often, when last, how often in a
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
		got, err := p.store.Things(t.Context(), kindOf)
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
	if got, err := p.store.Things(t.Context(), kindOf); err != nil || len(got) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := store.FillIndex(p.store, 3, 5); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := p.store.Things(ctx, kindOf); err == nil {
		t.Error("it did not end")
	}
}
