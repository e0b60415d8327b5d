package record

import (
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func TestARootIsFoundByItsSizeHoweverManyThereAre(t *testing.T) {
	for _, n := range []int{0, 1, rootsAPiece, 3*rootsAPiece + 5} {
		var r roots
		for i := range n {
			r.add(TreeHead{Size: int64(3 * i), Root: tlog.Hash{byte(i), byte(i >> 8), 1}})
		}
		for i := -1; i <= 3*n; i++ {
			root, ok := r.of(int64(i))
			if want := i >= 0 && i%3 == 0 && i < 3*n; ok != want || ok && root != (tlog.Hash{byte(i / 3), byte(i / 3 >> 8), 1}) {
				t.Fatalf("of %d: size %d: %v, %v", n, i, root, ok)
			}
		}
	}
}
