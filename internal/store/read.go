package store

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/boltfile"
	"soprun/sop/record"
)

// stored returns the entry at a position. It shares the transaction's memory.
func stored(tx *bbolt.Tx, at int64) (record.Stored, error) {
	value := tx.Bucket(bucketEntries).Get(key(at))
	if value == nil {
		return record.Stored{}, fmt.Errorf("entry %d is not in the log", at)
	}
	e, err := decode(at, value)
	if err != nil {
		return record.Stored{}, fmt.Errorf("entry %d: %w", at, err)
	}
	return e, nil
}

func storedHash(tx *bbolt.Tx, at int64, level int) (tlog.Hash, error) {
	e, err := stored(tx, at)
	if err != nil {
		return tlog.Hash{}, err
	}
	if level >= len(e.Hashes) {
		return tlog.Hash{}, fmt.Errorf("entry %d has no tree hash of level %d", at, level)
	}
	return e.Hashes[level], nil
}

// sound returns the entry at a position, which has to be there and as it was logged.
// It shares the transaction's memory.
func sound(tx *bbolt.Tx, at int64) (record.Stored, error) {
	e, err := stored(tx, at)
	switch {
	case err != nil:
		return e, err
	case e.Erased != nil && e.Erased.Disposal == noDisposal:
		err = ErrElsewhere
	case e.Erased != nil:
		err = ErrErased
	case len(e.Hashes) == 0:
		err = errLayout
	case record.LeafHash(e.Payload, e.Signature) != e.Hashes[0]:
		err = ErrChanged
	default:
		return e, nil
	}
	return e, fmt.Errorf("entry %d: %w", at, err)
}

// placed reads the entry at a position. Its Key is not set: who signed was
// verified when the entry was appended.
func placed(tx *bbolt.Tx, at int64) (record.Placed, error) {
	e, err := sound(tx, at)
	if err != nil {
		return record.Placed{}, err
	}
	entry, err := record.Decode(e.Payload)
	if err != nil {
		return record.Placed{}, fmt.Errorf("entry %d: %w", at, err)
	}
	return record.Placed{Position: at, Leaf: e.Hashes[0], Entry: entry}, nil
}

// ErrErased is returned for an entry that was destroyed at the end of its retention.
var ErrErased = errors.New("it was destroyed at the end of its retention")

// ErrChanged is returned for an entry that is not what was logged.
var ErrChanged = errors.New("its payload, its signature or its leaf hash was changed after it was logged: verify the log, and restore the last backup beside it")

// readBatch is after how many entries the memory is given back that they were mapped into.
const readBatch = 4096

// eachEntry calls f with the entries from one position up to another that were
// not destroyed.
func eachEntry(tx *bbolt.Tx, from, to int64, f func(record.Placed) error) error {
	for at := from; at < to; at++ {
		if at > from && (at-from)%readBatch == 0 {
			boltfile.Forget(tx)
		}
		p, err := placed(tx, at)
		if errors.Is(err, ErrErased) {
			continue
		}
		if err != nil {
			return err
		}
		if err := f(p); err != nil {
			return err
		}
	}
	return nil
}

// Since calls f with the entries that were appended at an instant or after it, as their
// clocks say, newest first, until it returns false. It needs no index, and is for what is
// near to the end. f may use the store.
func (s *Store) Since(since time.Time, f func(record.Placed) bool) error {
	for at := s.Head().Size - 1; at >= 0; at-- {
		p, _, err := s.Get(at)
		switch {
		case errors.Is(err, ErrErased):
			continue
		case err != nil:
			return err
		case p.Entry.At.Before(since) || !f(p):
			return nil
		}
	}
	return nil
}

// Get returns an entry at a position: what it says, and its exact bytes, but for its
// checkpoint, which is as it is kept: a Snapshot has the whole note.
func (s *Store) Get(at int64) (p record.Placed, raw record.Stored, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		e, err := stored(tx, at)
		if err != nil {
			return err
		}
		raw = record.Stored{
			Position: at, Payload: bytes.Clone(e.Payload), Signature: bytes.Clone(e.Signature),
			Hashes: e.Hashes, Checkpoint: bytes.Clone(e.Checkpoint), Erased: cloneErased(e.Erased),
		}
		p, err = placed(tx, at)
		return err
	})
	return p, raw, err
}

func cloneErased(g *record.Erased) *record.Erased {
	if g == nil {
		return nil
	}
	return &record.Erased{Leaf: bytes.Clone(g.Leaf), Disposal: g.Disposal}
}

// GetAll returns what the entries at these positions say.
func (s *Store) GetAll(positions []int64) (all []record.Placed, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		for _, at := range positions {
			p, err := placed(tx, at)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	return all, err
}

// Text returns the text kept under a SHA-256 (hexadecimal), or false.
func (s *Store) Text(sum string) (text []byte, ok bool) {
	k, err := hex.DecodeString(sum)
	if err != nil || len(k) == 0 {
		return nil, false
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		text = bytes.Clone(tx.Bucket(bucketTexts).Get(k))
		return nil
	})
	return text, err == nil && text != nil
}

// SizeOf returns how many bytes the entry at a position takes in the file, 0 if
// there is none.
func (s *Store) SizeOf(at int64) (n int) {
	// The error is that of a closed database.
	_ = s.db.View(func(tx *bbolt.Tx) error {
		n = len(tx.Bucket(bucketEntries).Get(key(at)))
		return nil
	})
	return n
}

// Prove returns a proof that the entry at a position is in the log, and the
// tree head that the proof leads to.
func (s *Store) Prove(at int64) (proof tlog.RecordProof, head record.TreeHead, err error) {
	head = s.Head()
	err = s.db.View(func(tx *bbolt.Tx) error {
		proof, err = tlog.ProveRecord(head.Size, at, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			return readHashes(tx, indexes)
		}))
		return err
	})
	return proof, head, err
}

// readHashes finds stored hashes by their number: a hash of a level is kept with
// the last entry under it.
func readHashes(tx *bbolt.Tx, indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		var err error
		if hashes[i], err = storedHash(tx, (n+1)<<level-1, level); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}
