package store_test

import (
	"fmt"
	"maps"
	"testing"

	"soprun/internal/store"
	"soprun/sop"
)

// lotOfStep0 takes the asset of the first step for a lot.
func lotOfStep0(o store.Of) store.ThingKind {
	switch {
	case o.Step != "step-0":
		return 0
	case o.Field == "asset":
		return store.ALot
	case o.Field == "expiry":
		return store.AnExpiry
	}
	return 0
}

// What is known of the lots of earlier completions is gone on from, wherever the blocks of their
// values end, and is not gone by once one of these was amended.
func TestLotsAreGoneOnFrom(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	days := map[string]string{}
	lots := func(known *store.Lots) (map[string]string, *store.Lots) {
		t.Helper()
		all, settled, err := s.Lots(t.Context(), lotOfStep0, known)
		if err != nil {
			t.Fatal(err)
		}
		return all, settled
	}
	var known *store.Lots
	done := 0
	for _, runs := range []int{0, 1, 93, 94, 300, 301, 700, 745} { // 11 values each, and 1,024 to a block
		if err := store.FillIndex(s, runs, 11); err != nil {
			t.Fatal(err)
		}
		for ; done < runs; done++ {
			days[fmt.Sprintf("F-%02d", done%40)] = store.ExpiryOf(done)
		}
		all, settled := lots(known)
		if fresh, _ := lots(nil); !maps.Equal(all, days) || !maps.Equal(fresh, days) {
			t.Fatalf("%d runs: %v, anew %v, want %v", runs, all, fresh, days)
		}
		if settled.Blocks != runs*11/1024 || settled.Before > uint32(runs) {
			t.Errorf("%d runs: %d blocks of completions before %d", runs, settled.Blocks, settled.Before)
		}
		known = settled
	}
	planted := *known
	planted.Expires = maps.Clone(known.Expires)
	planted.Expires["X-1"] = "2030-01-01"
	if all, _ := lots(&planted); all["X-1"] == "" {
		t.Error("all was gone through again")
	}
	for name, change := range map[string]func(*store.Lots){
		"another sum": func(l *store.Lots) { l.Sum = "00" + l.Sum[2:] },
		"more blocks": func(l *store.Lots) { l.Blocks++ },
	} {
		other := planted
		change(&other)
		if all, _ := lots(&other); !maps.Equal(all, days) {
			t.Errorf("%s: %v", name, all)
		}
	}
	if err := store.AmendIndex(s, 744-40, sop.Event{Step: "step-0", Field: "expiry", Index: 1, Value: "2031-05-05"}); err != nil {
		t.Fatal(err)
	}
	if all, _ := lots(&planted); !maps.Equal(all, days) { // 744 says another day of the same lot, later
		t.Errorf("after an amendment %v", all)
	}
	if err := store.AmendIndex(s, 744, sop.Event{Step: "step-0", Field: "expiry", Index: 1, Value: "2031-06-06"}); err != nil {
		t.Fatal(err)
	}
	days[fmt.Sprintf("F-%02d", 744%40)] = "2031-06-06"
	if all, _ := lots(known); !maps.Equal(all, days) {
		t.Errorf("after an amendment of the last one %v", all)
	}
}
