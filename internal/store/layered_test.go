package store_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"soprun/internal/store"
)

// copyNow writes the file of a log as it is while it is open: its index may be behind.
func copyNow(t testing.TB, s *store.Store, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err == nil {
		err = s.Snapshot(func(snap *store.Snapshot) error {
			_, err := snap.WriteTo(f)
			return err
		})
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever may not write reads what is behind the index as if it were in it: what is in
// memory above the file is what the file would have.
func TestAReaderSeesWhatIsBehindTheIndexAsIfItWereInIt(t *testing.T) {
	dir, n, above := t.TempDir(), 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		p := newPair(t, open(t, filepath.Join(dir, fmt.Sprintf("%d.db", n))))
		defer func() { p.must(p.store.Close()) }()
		behind := rapid.IntRange(0, 4).Draw(rt, "indexed")
		for i := range rapid.IntRange(1, 6).Draw(rt, "runs") {
			run := fmt.Sprintf("r-%04d", i)
			p.live(rt, run)
			if rapid.IntRange(0, 5).Draw(rt, "signed") > 0 {
				p.signed(rt, run)
			}
			if i == behind {
				p.must(p.store.CatchUp())
			}
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.copy", n))
		copyNow(t, p.store, file)
		reader, err := store.OpenToRead(file, store.Options{})
		p.must(err)
		defer func() { p.must(reader.Close()) }()
		got, isAbove, err := store.IndexAsRead(reader)
		p.must(err)
		if isAbove {
			above++
		}
		p.must(p.store.CatchUp())
		want, _, err := store.IndexAsRead(p.store)
		p.must(err)
		for k := range maps.Keys(want) {
			if got[k] != want[k] {
				rt.Errorf("%q is %q, want %q", k, got[k], want[k])
			}
		}
		if len(got) != len(want) {
			rt.Errorf("%d keys, want %d", len(got), len(want))
		}
		tracesAs(rt, &pair{Log: p.Log, store: reader}, p.records(), rapid.SampledFrom(terms).Draw(rt, "term"))
	})
	if n >= 50 && above < 10 { // the race detector sees few logs
		t.Errorf("only %d logs of %d had an index that was behind", above, n)
	}
}

func TestTwoTablesAreReadAsOne(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "bb", "c", "d", "e", "f", "g"}), 0, 8)
		above, below, all := map[string]string{}, map[string]string{}, map[string]string{}
		for _, k := range keys.Draw(rt, "below") {
			below[k], all[k] = "below", "below"
		}
		for _, k := range keys.Draw(rt, "above") {
			above[k], all[k] = "above", "above"
		}
		sought := []string{"", "a", "b", "ba", "c", "dd", "g", "h"}
		forwards, backwards, found, get := store.Layered(above, below, sought)
		var want []string
		sorted := slices.Sorted(maps.Keys(all))
		for _, k := range sorted {
			want = append(want, k+"="+all[k])
		}
		if !slices.Equal(forwards, want) {
			rt.Errorf("forwards %v, want %v", forwards, want)
		}
		slices.Reverse(want)
		if !slices.Equal(backwards, want) {
			rt.Errorf("backwards %v, want %v", backwards, want)
		}
		for i, s := range sought {
			at, _ := slices.BinarySearch(sorted, s)
			want := "="
			if at < len(sorted) {
				want = sorted[at] + "=" + all[sorted[at]]
			}
			if found[i] != want || get[s] != all[s] {
				rt.Errorf("%q finds %s and gets %q, want %s and %q", s, found[i], get[s], want, all[s])
			}
		}
	})
}
