package store

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// Outcome tells what became of an append that succeeded. The entries are on
// disk in any case; CheckpointFile is not nil when the checkpoint could not be
// written beside the log too, so that the log's memory of itself is weaker.
type Outcome struct {
	First          int64 // position of the first entry
	Head           record.TreeHead
	CheckpointFile error
}

// ErrNoSigner is returned when a log that was opened without the station's
// key is asked to append.
var ErrNoSigner = errors.New("the log was opened without the station's key")

// Append appends entries, and the texts that they name, in one transaction
// that is on disk when it returns. An entry that breaks a rule is refused with
// a *record.Fault. After any error the log is as it was.
func (s *Store) Append(batch []record.Sealed, texts ...[]byte) (Outcome, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.db.IsReadOnly():
		return Outcome{}, &Problem{Kind: ReadOnly, Path: s.path}
	case s.signer == nil:
		return Outcome{}, ErrNoSigner
	case s.behind != nil:
		return Outcome{}, s.behind
	case s.lost != nil:
		return Outcome{}, s.lost
	}
	out := Outcome{First: s.head.Size}
	stored, err := s.fold(batch)
	if err == nil {
		err = s.commit(stored, texts)
	}
	if err != nil {
		// The state has seen entries that are not in the log.
		if s.lost = s.load(); s.lost != nil {
			s.lost = fmt.Errorf("the log cannot be read any more, open it again: %w", s.lost)
		}
		return Outcome{}, errors.Join(explain(s.path, err), s.lost)
	}
	s.head = s.tree.Head()
	out.Head = s.head
	out.CheckpointFile = appendCheckpoint(s.checkpointPath(), stored[len(stored)-1].Checkpoint)
	if s.head.Size-s.indexed >= lagLimit {
		// The entries are safe; a failure here comes back where the index is read.
		_ = s.catchUp()
	}
	return out, nil
}

// fold checks each entry against all before it, adds it to the state and the
// tree, and returns what is to be stored.
func (s *Store) fold(batch []record.Sealed) ([]record.Stored, error) {
	if len(batch) == 0 {
		return nil, errors.New("nothing to append")
	}
	stored := make([]record.Stored, len(batch))
	for i, sealed := range batch {
		at := s.tree.Size()
		entry, signedBy, fault := record.Open(sealed.Payload, sealed.Signature)
		if fault != nil {
			fault.Entry = at
			return nil, fault
		}
		placed := record.Placed{Position: at, Leaf: record.LeafHash(sealed.Payload, sealed.Signature), Key: signedBy, Entry: entry}
		if err := s.check(placed); err != nil {
			return nil, err
		}
		if err := s.markPending(placed); err != nil {
			return nil, err
		}
		s.recent.apply(placed, s.state, false)
		s.state.Apply(placed)
		stored[i] = record.Stored{Position: at, Payload: sealed.Payload, Signature: sealed.Signature, Hashes: s.tree.Add(placed.Leaf)}
	}
	checkpoint, err := record.SignCheckpoint(s.signer, s.tree.Head())
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint: %w", err)
	}
	stored[len(stored)-1].Checkpoint = checkpoint
	return stored, nil
}

func (s *Store) commit(stored []record.Stored, texts [][]byte) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		for _, e := range stored {
			if err := tx.Bucket(bucketEntries).Put(key(e.Position), encode(e)); err != nil {
				return err
			}
		}
		for _, text := range texts {
			if err := putText(tx, text); err != nil {
				return err
			}
		}
		return nil
	})
}

// putText keeps a text under its SHA-256.
func putText(tx *bbolt.Tx, text []byte) error {
	sum := sha256.Sum256(text)
	return tx.Bucket(bucketTexts).Put(sum[:], text)
}
