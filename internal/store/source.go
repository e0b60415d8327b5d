package store

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/boltfile"
	"soprun/sop/record"
)

// source is a log as a record.Source. It reads in transactions of their own, so that
// however long a verification takes, the file can grow and its free pages be used.
type source struct {
	view    func(func(*bbolt.Tx) error) error
	tree    record.Frontier // of the entries that were yielded, and of those before the first
	station note.Verifier
	beside  *comparison
	err     error // of the file: then the report says nothing
}

// pageOf is how many entries are read in one transaction, and about how many bytes.
const (
	pageOf      = 4096
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
		for next := key(src.tree.Size()); next != nil; {
			err := src.view(func(tx *bbolt.Tx) error {
				if src.station == nil {
					src.station = stationOf(tx)
				}
				page, next = readPage(tx, next, page[:0])
				boltfile.Forget(tx)
				return nil
			})
			for _, r := range page {
				if !yield(src.noted(r.entry), r.err) {
					return
				}
			}
			if src.err = err; err != nil {
				return
			}
		}
	}
}

// noted returns an entry with its checkpoint as a note. It follows from the tree as the leaves
// of the file make it: where that is not the tree of the log, what is yielded says so.
func (src *source) noted(e record.Stored) record.Stored {
	leaf := tlog.Hash{}
	if len(e.Hashes) > 0 {
		leaf = e.Hashes[0]
	}
	if src.tree.Add(leaf); len(e.Checkpoint) > 0 {
		e.Checkpoint = whole(src.station, e.Checkpoint, src.tree.Head())
		src.beside.meet(src.tree.Size(), e.Checkpoint)
	}
	return e
}

// readPage appends copies of a page of entries, and returns the key of the one after them,
// nil at the end.
func readPage(tx *bbolt.Tx, from []byte, page []read) (_ []read, next []byte) {
	c, bytesRead, copies := tx.Bucket(bucketEntries).Cursor(), 0, pieces{}
	for k, v := c.Seek(from); k != nil; k, v = c.Next() {
		if len(page) == pageOf || bytesRead > pageOfBytes {
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
