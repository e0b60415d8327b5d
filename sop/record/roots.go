package record

import (
	"slices"
	"sort"

	"golang.org/x/mod/sumdb/tlog"
)

// roots are those of the trees that a checkpoint was written over, by their sizes. There are
// millions of them in a log: they are kept in pieces, so that one more never copies all.
type roots struct{ pieces []rootPiece }

type rootPiece struct {
	sizes []int64 // growing
	roots []tlog.Hash
}

// rootsAPiece is how many roots a piece has.
const rootsAPiece = 4096

func (r *roots) add(head TreeHead) {
	if n := len(r.pieces); n == 0 || len(r.pieces[n-1].sizes) == rootsAPiece {
		r.pieces = append(r.pieces, rootPiece{})
	}
	last := &r.pieces[len(r.pieces)-1]
	last.sizes, last.roots = append(last.sizes, head.Size), append(last.roots, head.Root)
}

// of returns the root of a size, and false where no checkpoint was written over that.
func (r *roots) of(size int64) (root tlog.Hash, ok bool) {
	after := sort.Search(len(r.pieces), func(i int) bool { return r.pieces[i].sizes[0] > size })
	if after == 0 {
		return root, false
	}
	piece := r.pieces[after-1]
	if i, found := slices.BinarySearch(piece.sizes, size); found {
		return piece.roots[i], true
	}
	return root, false
}
