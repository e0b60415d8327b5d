package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/boltfile"
	"soprun/sop/record"
)

// CopyKey seals what is derived from a copy of a log, as the station's key does where the log
// is written. It is of whoever keeps the copy, and vouches for nothing else.
type CopyKey struct {
	Signer   note.Signer
	Verifier note.Verifier
}

// sealer is whose seal what is derived bears, nil for nobody's.
func (s *Store) sealer() note.Signer {
	if s.opt.Key != nil {
		return s.opt.Key.Signer
	}
	return s.signer
}

// sealedBy is whose seal what is derived has to bear.
func (s *Store) sealedBy(tx *bbolt.Tx) note.Verifier {
	if s.opt.Key != nil {
		return s.opt.Key.Verifier
	}
	return stationOf(tx)
}

// ErrGone is returned for an entry that was destroyed before the copy had it: whether it was
// meant to be follows from later ones, so that the copy is made anew from the whole log.
var ErrGone = errors.New("it was destroyed before it came")

// Take adds entries that a station wrote to a copy of its log, which was opened with a CopyKey.
// Each is checked as if it were appended here, and each of the station's checkpoints against
// the tree; the last of them has one. Where an entry comes with its leaf hash, it has to be that. Of what fails nothing from the last checkpoint before it on
// is kept. Nothing waits for the disk before the copy is closed: what a power cut takes comes again.
func (s *Store) Take(all []record.Stored, texts ...[]byte) error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.opt.Key == nil || s.signer != nil:
		return errors.New("this is the log itself, and no copy that others' entries are put into")
	case s.db.IsReadOnly():
		return &Problem{Kind: ReadOnly, Path: s.path}
	case s.behind != nil:
		return s.behind
	case s.lost != nil:
		return s.lost
	}
	s.db.SyncAtClose()
	for len(all) > 0 {
		n := 1
		for n < len(all) && len(all[n-1].Checkpoint) == 0 {
			n++
		}
		if err := s.takeBatch(all[:n], texts); err != nil {
			if s.lost = s.load(); s.lost != nil { // the state has seen entries that are not in the copy
				return errors.Join(err, s.lost)
			}
			return explain(s.path, err)
		}
		all, texts = all[n:], nil
	}
	return explain(s.path, s.catchUp())
}

// takeBatch adds what ends with one checkpoint.
func (s *Store) takeBatch(batch []record.Stored, texts [][]byte) error {
	kept := make([]record.Stored, len(batch))
	for i, e := range batch {
		var err error
		if kept[i], err = s.takeEntry(e); err != nil {
			return err
		}
	}
	last := len(batch) - 1
	checkpoint, err := s.signedNow(batch[last].Checkpoint)
	if err != nil {
		return err
	}
	kept[last].Checkpoint = batch[last].Checkpoint
	err = s.db.Update(func(tx *bbolt.Tx) error {
		if err := putEntries(tx, kept); err != nil {
			return err
		}
		for _, text := range texts {
			if err := putText(tx, text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.head = s.tree.Head()
	_ = s.beside.add(checkpoint, len(batch[last].Signature) > 0) // it is mended at the next start
	return nil
}

// takeEntry checks an entry against all before it, and adds it to the state and the tree.
func (s *Store) takeEntry(e record.Stored) (kept record.Stored, err error) {
	if e.Position != s.tree.Size() {
		return kept, record.NewFault(record.FaultMissing, s.tree.Size(), "it is missing, the next one that came is %d", e.Position)
	}
	if e.Erased != nil {
		return kept, fmt.Errorf("entry %d: %w", e.Position, ErrGone)
	}
	entry, key, fault := record.Open(e.Payload, e.Signature)
	if fault != nil {
		fault.Entry = e.Position
		return kept, fault
	}
	placed := record.Placed{Position: e.Position, Leaf: record.LeafHash(e.Payload, e.Signature), Key: key, Entry: entry}
	if len(e.Hashes) > 0 && e.Hashes[0] != placed.Leaf {
		return kept, record.NewFault(record.FaultLeaf, e.Position, "its payload or its signature is not what its leaf hash says, or that was changed")
	}
	if err := s.check(placed); err != nil {
		return kept, err
	}
	if err := s.markPending(placed); err != nil {
		return kept, err
	}
	s.recent.apply(placed, s.state, false)
	s.state.Apply(placed)
	return record.Stored{Position: e.Position, Payload: e.Payload, Signature: e.Signature, Hashes: s.tree.Add(placed.Leaf)}, nil
}

// signedNow returns the note over the tree as it is now, whose signature came with an entry.
func (s *Store) signedNow(signature []byte) ([]byte, error) {
	at := s.tree.Size() - 1
	if len(signature) == 0 {
		return nil, record.NewFault(record.FaultEnd, at, "it is not covered by a checkpoint of the station")
	}
	station, err := note.NewVerifier(s.state.StationKey)
	if err != nil {
		return nil, err
	}
	checkpoint := record.Checkpoint(station, s.tree.Head(), signature)
	if _, err := record.OpenCheckpoint(station, checkpoint); err != nil {
		return nil, record.NewFault(record.FaultCheckpoint, at, "its checkpoint is not the station's over these entries: %v", err)
	}
	return checkpoint, nil
}

// CopyLog writes a whole log, as somebody else has it, into a new file, and verifies it: entry by
// entry with the station's signatures where they stand. A copy that is not sound is of no use
// to anybody: the caller removes it.
func CopyLog(ctx context.Context, path string, entries iter.Seq2[record.Stored, error], texts func() [][]byte, progress func(entries int64)) (*record.Report, error) {
	if err := createBuckets(path); err != nil {
		return nil, explain(path, err)
	}
	db, err := boltfile.Open(path, boltfile.Options{Wait: lockTimeout})
	if err != nil {
		return nil, explain(path, err)
	}
	c := &copying{ctx: ctx, db: db, size: -1}
	gone := map[int64]bool{} // the disposals of what was destroyed before it came
	for e, err := range entries {
		if err == nil && e.Position != c.next {
			err = record.NewFault(record.FaultMissing, c.next, "it is missing, the next one that came is %d", e.Position)
		}
		if err == nil {
			if e.Erased != nil {
				gone[e.Erased.Disposal] = true
			}
			err = c.add(e)
		}
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := errors.Join(c.flush(), c.keepTexts(texts())); err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	report, _, err := verifyLog(ctx, db.View, notes{path: path + checkpointsEnd}, record.Options{Progress: progress})
	if err == nil && report.OK() {
		err = c.disposed(report.State.Disposals, gone)
	}
	return report, errors.Join(explain(path, err), db.Close())
}

func (c *copying) keepTexts(texts [][]byte) error {
	return c.db.Update(func(tx *bbolt.Tx) error {
		for _, text := range texts {
			if err := putText(tx, text); err != nil {
				return err
			}
		}
		return nil
	})
}

// disposed keeps up to which disposal everything is destroyed.
func (c *copying) disposed(all []*record.Disposal, gone map[int64]bool) error {
	last, confirmed := int64(0), int64(0)
	for _, d := range all {
		if gone[d.Position] && d.Confirmed > confirmed {
			last, confirmed = d.Position, d.Confirmed
		}
	}
	if last == 0 {
		return nil
	}
	return c.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(keyDisposed, key(last)) })
}

// Leaf returns the leaf hash of an entry, false where there is none.
func (s *Store) Leaf(at int64) (leaf tlog.Hash, ok bool) {
	err := s.db.View(func(tx *bbolt.Tx) (err error) {
		leaf, err = storedHash(tx, at, 0)
		return err
	})
	return leaf, err == nil
}

// Pending returns how many entries two people have disposed of that are in the file still: they
// are destroyed when it is opened next.
func (s *Store) Pending() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.pending)
}
