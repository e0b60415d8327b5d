package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"soprun/internal/store"
	"soprun/internal/trace"
)

// A run can have recorded nothing: what it has by itself is found all the same.
func TestWhatHasNoValuesIsFound(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	if err := store.FillIndex(s, 30, 0); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]int{"kim": 10, "by:bo": 10, "centrifuge": 30, "s26 ann": 10, "kim free311": 0, "-kim": 20, "kim -above": 10, "kim above": 0} {
		found, err := s.Trace(t.Context(), trace.Parse(typed, time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)), store.Query{}, names, store.Span{})
		if err != nil || len(found.Records) != want {
			t.Errorf("%s: %d found, %v; want %d", typed, len(found.Records), err, want)
		}
	}
}

// What is rare is looked for in the gists of blocks first. The values of a run can begin in one
// block and end in the next.
func TestWhatIsRareIsFoundInEveryBlock(t *testing.T) {
	const runs, values, inBlock = 700, 10, 1024
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	if err := store.FillIndex(s, runs, values); err != nil {
		t.Fatal(err)
	}
	found := func(typed string, oldest bool) (all []int64) {
		t.Helper()
		got, err := s.Trace(t.Context(), trace.Parse(typed, time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)), store.Query{}, names, store.Span{Oldest: oldest})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Records {
			all = append(all, r.At)
		}
		slices.Sort(all)
		return all
	}
	check := func(typed string, want func(n int) bool) {
		t.Helper()
		var all []int64
		for n := range runs {
			if want(n) {
				all = append(all, int64(10*(n+1)))
			}
		}
		for _, oldest := range []bool{false, true} {
			if got := found(typed, oldest); !slices.Equal(got, all) {
				t.Errorf("%s: %v, want %v", typed, got, all)
			}
		}
	}
	high := func(n int) bool { // one of its six readings is above 8
		for i := 4; i < values; i++ {
			if (n+i)%9 == 8 {
				return true
			}
		}
		return false
	}
	astride := 0
	for n := range runs {
		if n*values/inBlock == (n*values+values-1)/inBlock {
			continue
		}
		astride++
		check(fmt.Sprintf(`"free text %d of 3" f-%02d t-%02d`, n, n%40, n%17), func(m int) bool { return m == n })
		check(fmt.Sprintf(`"free text %d of 2" above`, n), func(m int) bool { return m == n && high(n) })
	}
	if astride < 5 {
		t.Errorf("only %d runs begin in one block and end in the next", astride)
	}
	check(`"free text 311 of 2"`, func(n int) bool { return n == 311 })
	check(`"free text 311 of 2" "free text 312 of 2"`, func(int) bool { return false })
	check("kim free311", func(int) bool { return false })
	check("by:ann asset:f-07 t-05", func(n int) bool { return n%3 == 2 && n%40 == 7 && n%17 == 5 })
	check("ann f-07 t-05", func(n int) bool { return n%3 == 2 && n%40 == 7 && n%17 == 5 })
	check("f-07 -t-05 -kim", func(n int) bool { return n%3 != 0 && n%40 == 7 && n%17 != 5 })
	check("reading > 8.95", func(int) bool { return false })
	check("reading >= 8.9", func(n int) bool { return n%10 == 9 && high(n) })
}
