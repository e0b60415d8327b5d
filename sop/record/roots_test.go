package record

import (
	"math"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func TestARootIsFoundByItsSizeHoweverManyThereAre(t *testing.T) {
	for _, n := range []int{0, 1, rootsAPiece, 3*rootsAPiece + 5} {
		l := &Ledger{}
		rootOf := func(i int) tlog.Hash { return tlog.Hash{byte(i), byte(i >> 8), 1} }
		for i := range n {
			l.AddRoot(TreeHead{Size: int64(3 * i), Root: rootOf(i)})
		}
		for i := -1; i <= 3*n; i++ {
			want := i >= 0 && i%3 == 0 && i < 3*n
			if l.Covers(int64(i)) != want || l.Has(TreeHead{Size: int64(i), Root: rootOf(i / 3)}) != want {
				t.Fatalf("of %d: size %d: want %v", n, i, want)
			}
			if other := (TreeHead{Size: int64(i), Root: rootOf(i/3 + 1)}); l.Has(other) {
				t.Fatalf("of %d: size %d: another root passes", n, i)
			}
		}
	}
}

func TestRootsOfSizesThatLieFarApartAreToldApart(t *testing.T) {
	l := &Ledger{}
	sizes := []int64{0, 5, math.MaxUint32, math.MaxUint32 + 6, 3 * math.MaxUint32}
	for i, size := range sizes {
		l.AddRoot(TreeHead{Size: size, Root: tlog.Hash{byte(i)}})
	}
	for i, size := range sizes {
		if !l.Has(TreeHead{Size: size, Root: tlog.Hash{byte(i)}}) || l.Covers(size+1) {
			t.Errorf("size %d", size)
		}
	}
	if far := int64(9 * math.MaxUint32); l.Covers(far) {
		t.Errorf("size %d", far)
	}
}

func TestARootThatIsCutToWhatIsKeptOfAnotherPassesNowhere(t *testing.T) {
	var r roots
	root := tlog.Hash{7}
	r.add(TreeHead{Size: 1, Root: root})
	kept, _ := r.of(1)
	if kept == rootMark(root[:]) {
		t.Error("it is kept as it is: whoever knows it can look for another one that begins so")
	}
	var other roots
	other.add(TreeHead{Size: 1, Root: root})
	if again, _ := other.of(1); again == kept {
		t.Error("two ledgers keep it alike: whoever has one can look for another root ahead of time")
	}
}
