package store

import (
	"crypto/sha256"
	"encoding/binary"
	"sort"
)

// firstRow returns of which completion the first value of a block is.
func firstRow(stored []byte) (uint32, bool) {
	if len(stored) < sha256.Size+valueSize {
		return 0, false
	}
	return (*value)(stored[sha256.Size:]).row(), true
}

// firstWith returns the number of the first block that can have values of a completion.
func firstWith(table shelf, row uint32) (chunk uint32, ok bool) {
	c := table.cursor()
	last, _ := c.Last()
	if last == nil {
		return 0, false
	}
	// The first block that begins with it or after it, and the one before that.
	n := sort.Search(int(binary.BigEndian.Uint32(last))+1, func(n int) bool {
		_, v := c.Seek(binary.BigEndian.AppendUint32(nil, uint32(n)))
		first, ok := firstRow(v)
		return ok && first >= row
	})
	return uint32(max(0, n-1)), true
}
