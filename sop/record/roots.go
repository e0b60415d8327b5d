package record

import (
	"crypto/rand"
	"crypto/sha256"
	"math"
	"slices"
	"sort"

	"golang.org/x/mod/sumdb/tlog"
)

// roots are those of the trees that a checkpoint was written over, by their sizes, as whoever reads a
// log compares them with what signers say they saw. There are hundreds of thousands of them in a log
// of a year. So that they take a third of the room, each is kept as 8 bytes of its hash with a key that
// nobody has before and that is gone after: whoever makes up a log cannot look for a root that has
// the same, and has one guess at it.
type roots struct {
	key    [sha256.Size]byte // once there is any
	pieces []rootPiece       // so that one more never copies all
}

type rootPiece struct {
	first int64    // size
	after []uint32 // how much larger each is, growing
	marks []rootMark
}

type rootMark [8]byte

// rootsAPiece is how many roots a piece has at most.
const rootsAPiece = 4096

func (r *roots) add(head TreeHead) {
	n := len(r.pieces)
	if n == 0 || len(r.pieces[n-1].marks) == rootsAPiece || head.Size-r.pieces[n-1].first > math.MaxUint32 {
		if n == 0 {
			_, _ = rand.Read(r.key[:]) // which never fails
		}
		r.pieces = append(r.pieces, rootPiece{head.Size, make([]uint32, 0, rootsAPiece), make([]rootMark, 0, rootsAPiece)})
		n++
	}
	last := &r.pieces[n-1]
	last.after, last.marks = append(last.after, uint32(head.Size-last.first)), append(last.marks, r.mark(head.Root))
}

func (r *roots) mark(root tlog.Hash) rootMark {
	sum := sha256.Sum256(slices.Concat(r.key[:], root[:]))
	return rootMark(sum[:])
}

// of returns the mark of the root of a size, and false where no checkpoint was written over that.
func (r *roots) of(size int64) (mark rootMark, ok bool) {
	behind := sort.Search(len(r.pieces), func(i int) bool { return r.pieces[i].first > size })
	if behind == 0 {
		return mark, false
	}
	piece := &r.pieces[behind-1]
	if size-piece.first > math.MaxUint32 {
		return mark, false
	}
	if i, found := slices.BinarySearch(piece.after, uint32(size-piece.first)); found {
		return piece.marks[i], true
	}
	return mark, false
}
