package sop_test

import (
	"testing"

	"soprun/sop"
)

func TestACountIsReadableAndIsOfOneOrOfMany(t *testing.T) {
	for n, want := range map[int]string{0: "0 entries", 1: "1 entry", 2: "2 entries", 999: "999 entries", 1000: "1,000 entries", 3605: "3,605 entries", 1_080_007: "1,080,007 entries"} {
		if got := sop.Counted(n, "entry", "entries"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
		if got := sop.Counted(int64(n), "entry", "entries"); got != want {
			t.Errorf("%d in 64 bits: %q, want %q", n, got, want)
		}
	}
}
