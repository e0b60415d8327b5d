package store

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"iter"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/boltfile"
	"soprun/sop"
	"soprun/sop/record"
)

// Snapshot is the log as it was at one moment, while it may go on. It is a
// record.BundleSource.
type Snapshot struct {
	tx   *bbolt.Tx
	size int64
	read int // entries by their position, since the memory was given back that they were mapped into

	station note.Verifier // nil until it was asked for
}

// Snapshot calls f with the log as it is now. f must not append: an append that
// waits for f while f waits for it would stop both.
func (s *Store) Snapshot(f func(*Snapshot) error) error {
	var its error
	err := s.db.View(func(tx *bbolt.Tx) error {
		its = f(&Snapshot{tx: tx, size: entries(tx)})
		return its
	})
	if its != nil { // of what it wrote somewhere else, perhaps
		return its
	}
	return explain(s.path, err)
}

// Size returns how many entries there are.
func (s *Snapshot) Size() int64 { return s.size }

// Placed yields what every entry says that was not destroyed, in order.
func (s *Snapshot) Placed(yield func(record.Placed, error) bool) {
	for at := range s.size {
		p, err := placed(s.tx, at)
		if errors.Is(err, ErrErased) {
			continue
		}
		if !yield(p, err) || err != nil {
			return
		}
	}
}

// Entry returns the exact bytes of the entry at a position.
func (s *Snapshot) Entry(at int64) (record.Stored, error) {
	if s.read++; s.read%readBatch == 0 {
		boltfile.Forget(s.tx)
	}
	e, err := stored(s.tx, at)
	e.Payload, e.Signature, e.Erased = bytes.Clone(e.Payload), bytes.Clone(e.Signature), cloneErased(e.Erased)
	if err == nil && len(e.Checkpoint) > 0 {
		e.Checkpoint, err = noteAt(s.tx, s.Station(), at+1)
	}
	return e, err
}

// Entries yields all of them in order, without their checkpoints.
func (s *Snapshot) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		c := s.tx.Bucket(bucketEntries).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			at, ok := position(k)
			if !ok {
				yield(record.Stored{}, fmt.Errorf("key %q is no position", k))
				return
			}
			if at > 0 && at%readBatch == 0 {
				boltfile.Forget(s.tx)
			}
			e, err := decode(at, bytes.Clone(v)) // others look at it
			if e.Checkpoint = nil; !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Signatures yields the station's signatures over the log as it grew, in order.
func (s *Snapshot) Signatures() iter.Seq2[record.SignedSize, error] {
	return func(yield func(record.SignedSize, error) bool) {
		station := s.Station()
		c := s.tx.Bucket(bucketEntries).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			at, _ := position(k)
			if at > 0 && at%readBatch == 0 {
				boltfile.Forget(s.tx)
			}
			e, err := decode(at, v)
			if err == nil && len(e.Checkpoint) == 0 {
				continue
			}
			signature := e.Checkpoint
			if err == nil && len(signature) != ed25519.SignatureSize {
				_, signature, err = record.CheckpointParts(station, signature)
			}
			if !yield(record.SignedSize{Size: at + 1, Signature: signature}, err) || err != nil {
				return
			}
		}
	}
}

// Prove returns the proof that the entry is in the log of this moment.
func (s *Snapshot) Prove(at int64) (tlog.RecordProof, error) {
	return tlog.ProveRecord(s.size, at, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		return readHashes(s.tx, indexes)
	}))
}

// ProveTree returns the proof that the log of this moment begins with its first
// n entries.
func (s *Snapshot) ProveTree(n int64) (tlog.TreeProof, error) {
	return tlog.ProveTree(s.size, n, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		return readHashes(s.tx, indexes)
	}))
}

// Text returns the text kept under a SHA-256 (hexadecimal), or false.
func (s *Snapshot) Text(sum string) ([]byte, bool) {
	text, ok := keptText(s.tx, sum)
	return bytes.Clone(text), ok
}

// Checkpoint returns the station's note over the log of this moment.
func (s *Snapshot) Checkpoint() ([]byte, error) {
	e, err := s.Entry(s.size - 1)
	if err == nil && len(e.Checkpoint) == 0 {
		err = fmt.Errorf("entry %d is covered by no checkpoint: verify the log", e.Position)
	}
	return e.Checkpoint, err
}

// WriteTo writes the log's file as it was at this moment.
func (s *Snapshot) WriteTo(w io.Writer) (int64, error) { return s.tx.WriteTo(w) }

// FileSize returns how many bytes WriteTo writes.
func (s *Snapshot) FileSize() int64 { return s.tx.Size() }

// HeadAt returns the head of the tree over the first so many entries.
func (s *Snapshot) HeadAt(size int64) (record.TreeHead, error) {
	if size > s.size {
		return record.TreeHead{}, fmt.Errorf("the log has %s, not %s", sop.Counted(s.size, "entry", "entries"), sop.Thousands(size))
	}
	tree, err := treeAt(s.tx, size)
	return tree.Head(), err
}

// Station returns the key that signs the log's checkpoints, nil where its genesis cannot be read.
func (s *Snapshot) Station() note.Verifier {
	if s.station == nil {
		s.station = stationOf(s.tx)
	}
	return s.station
}
