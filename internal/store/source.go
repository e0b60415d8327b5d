package store

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
	"soprun/sop/record"
)

// source is a log as a record.Source. It reads in transactions of their own, so that
// however long a verification takes, the file can grow and its free pages be used.
type source struct {
	view func(func(*bbolt.Tx) error) error
	from int64 // the first entry
	err  error // of the file: then the report says nothing
}

// pageOf is how many entries are read in one transaction at most, and about how many bytes.
const (
	pageOf      = 1024
	pageOfBytes = 8 << 20
)

// read is what was read of one key.
type read struct {
	entry record.Stored
	err   error
}

// Entries yields every key of the bucket, in order.
func (src *source) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		var page []read
		most := pageOf / 16 // at first, so that nobody waits long for the first
		for next := key(src.from); next != nil; most = min(2*most, pageOf) {
			err := src.view(func(tx *bbolt.Tx) error {
				page, next = readPage(tx, next, page[:0], most)
				boltfile.Forget(tx)
				return nil
			})
			for _, r := range page {
				if !yield(r.entry, r.err) {
					return
				}
			}
			if src.err = err; err != nil {
				return
			}
		}
	}
}

// readPage appends copies of a page of entries, and returns the key of the one after them,
// nil at the end.
func readPage(tx *bbolt.Tx, from []byte, page []read, most int) (_ []read, next []byte) {
	c, bytesRead, copies := tx.Bucket(bucketEntries).Cursor(), 0, pieces{}
	for k, v := c.Seek(from); k != nil; k, v = c.Next() {
		if len(page) == most || bytesRead > pageOfBytes {
			return page, bytes.Clone(k)
		}
		at, ok := position(k)
		if !ok || v == nil {
			return append(page, read{err: fmt.Errorf("key %q is no position", k)}), nil
		}
		e, err := decode(at, copies.of(v)) // others look at it, and where it is mapped only this goroutine is guarded
		page, bytesRead = append(page, read{e, err}), bytesRead+len(v)
	}
	return page, nil
}

// pieces copies many small values into few pieces of memory.
type pieces struct{ free []byte }

// pieceOf is how much memory they take at once.
const pieceOf = 64 << 10

func (c *pieces) of(v []byte) []byte {
	if len(v) > len(c.free) {
		c.free = make([]byte, max(pieceOf, len(v)))
	}
	n := copy(c.free, v)
	out := c.free[:n:n]
	c.free = c.free[n:]
	return out
}

// Text returns the text kept under a SHA-256 (hexadecimal), or false.
func (src *source) Text(sum string) (text []byte, ok bool) {
	// The error is that of a closed or damaged file: then there is no text.
	_ = src.view(func(tx *bbolt.Tx) error {
		text, ok = keptText(tx, sum)
		text = bytes.Clone(text)
		return nil
	})
	return text, ok
}

func keptText(tx *bbolt.Tx, sum string) ([]byte, bool) {
	k, err := hex.DecodeString(sum)
	if err != nil || len(k) == 0 {
		return nil, false
	}
	text := tx.Bucket(bucketTexts).Get(k)
	return text, text != nil
}
