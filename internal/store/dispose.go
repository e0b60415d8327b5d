package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
	"soprun/internal/disk"
	"soprun/sop/record"
)

// pending returns the entries of disposals that were confirmed and not carried
// out yet, each with the position of its disposal, and the last of these. done is up to
// which disposal that is known to be so, 0 for nothing: what the file says of it by
// itself could be changed to show again what is gone.
func pendingOf(tx *bbolt.Tx, state *record.State, done int64) (pending map[int64]int64, last int64, err error) {
	var due []int64
	for _, d := range state.Disposals {
		if d.Confirmed > 0 && d.Position > done {
			due = append(due, d.Position)
		}
	}
	if len(due) == 0 {
		return nil, 0, nil
	}
	kept := record.NewRetention()
	err = eachEntry(tx, 0, state.Size, func(p record.Placed) error {
		kept.Apply(p)
		return nil
	})
	pending = map[int64]int64{}
	for _, disposal := range due {
		for _, at := range kept.Disposed(disposal) {
			pending[at] = disposal
		}
	}
	return pending, slices.Max(due), err
}

// carriedOut returns up to which disposal everything is destroyed, where the station
// has sealed that, else 0.
func carriedOut(tx *bbolt.Tx, sealed index) int64 {
	done, _ := position(tx.Bucket(bucketMeta).Get(keyDisposed))
	if !sealed.there() || !bytes.Equal(sealed.top.Get(keyDisposed), tx.Bucket(bucketMeta).Get(keyDisposed)) {
		return 0
	}
	return done
}

// Due returns the positions of what a dispose entry at a position disposes of.
func (p past) Due(at int64, before string) (positions []int64) {
	p.read(func(tx *bbolt.Tx, _ index) {
		kept := record.NewRetention()
		err := eachEntry(tx, 0, entries(tx), func(e record.Placed) error {
			kept.Apply(e)
			return nil
		})
		if p.fail(err); err == nil {
			positions = kept.Due(at, before)
		}
	})
	return positions
}

// Due returns the positions of what could be disposed of now.
func (s *Store) Due(before string) ([]int64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.past()
	due := p.Due(s.head.Size, before)
	return due, *p.failed
}

// markPending notes what a confirmation disposes of: for every rule it is gone now,
// and from the file at the next start. The caller has checked the entry.
func (s *Store) markPending(p record.Placed) error {
	b, ok := p.Entry.Body.(*record.ConfirmDispose)
	if !ok {
		return nil
	}
	past := s.past()
	for _, d := range s.state.Disposals {
		if d.Position == b.Position {
			for _, at := range past.Due(d.Position, d.Before) {
				s.pending[at] = true
			}
		}
	}
	return *past.failed
}

// carryOut destroys what was disposed of. The file is written anew without it, and
// takes the old one's name when it is whole: a crash leaves the one or the other.
func (s *Store) carryOut() error {
	if len(s.pending) == 0 || s.signer == nil {
		return nil
	}
	fresh := s.path + ".disposing"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer func() { _ = os.Remove(fresh) }() // it has its name by then, or is of no use
	if err := s.db.View(func(tx *bbolt.Tx) error { return s.writeWithout(tx, fresh) }); err != nil {
		return explainBeside(fresh, err)
	}
	if err := os.Rename(fresh, s.path); err != nil {
		return err
	}
	if err := errors.Join(disk.SyncDir(filepath.Dir(s.path)), s.db.Close()); err != nil {
		return err
	}
	db, err := openDB(s.path, boltfile.Options{Wait: lockTimeout, Mapped: mapped()})
	if err != nil {
		return err
	}
	s.db = db
	return s.load()
}

// writeWithout copies the log to another file, but for what was disposed of and
// for the indexes.
func (s *Store) writeWithout(tx *bbolt.Tx, path string) (err error) {
	pending, last, err := pendingOf(tx, s.state, 0)
	if err != nil {
		return err
	}
	if err := createBuckets(path); err != nil {
		return err
	}
	db, err := openDB(path, boltfile.Options{Wait: lockTimeout, Mapped: mapped()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for from, total := int64(0), entries(tx); from < total; from += rebuildBatch {
		err := db.Update(func(to *bbolt.Tx) error { return copyEntries(to, tx, from, min(from+rebuildBatch, total), pending) })
		if err != nil {
			return err
		}
	}
	return db.Update(func(to *bbolt.Tx) error {
		err := tx.Bucket(bucketTexts).ForEach(func(k, v []byte) error { return to.Bucket(bucketTexts).Put(k, v) })
		return errors.Join(err, to.Bucket(bucketMeta).Put(keyDisposed, key(last)))
	})
}

func copyEntries(to, from *bbolt.Tx, first, end int64, pending map[int64]int64) error {
	for at := first; at < end; at++ {
		value := bytes.Clone(from.Bucket(bucketEntries).Get(key(at)))
		if disposal, goes := pending[at]; goes {
			e, err := stored(from, at)
			if err != nil {
				return err
			}
			e.Erased = &record.Erased{Leaf: record.Leaf(e.Payload, e.Signature), Disposal: disposal}
			value = encode(e)
		}
		if err := to.Bucket(bucketEntries).Put(key(at), value); err != nil {
			return err
		}
	}
	return nil
}
