package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/internal/boltfile"
	"soprun/internal/disk"
	"soprun/sop"
	"soprun/sop/record"
)

// renew writes a file of the layout before anew. The log in it is verified first, and so is that
// in the new file, which has to be the same, before it takes the old one's name: a crash leaves
// the one or the other. Where any of that cannot be done, for lack of space for example, the old
// file is gone on with, and it is tried again at the next start.
func (s *Store) renew() error {
	if !s.before || s.signer == nil || s.db.IsReadOnly() || s.head.Size == 0 {
		return nil
	}
	fresh := s.path + ".renewing"
	defer func() { _ = os.Remove(fresh) }() // it has its name by then, or is of no use
	if err := s.writeRenewed(fresh); err != nil {
		return nil //nolint:nilerr // nothing is lost, and whoever verifies the log is told what is wrong in it
	}
	return s.replaceBy(fresh)
}

// replaceBy has another file take the place of the log's, and goes on with that.
func (s *Store) replaceBy(fresh string) error {
	if err := os.Rename(fresh, s.path); err != nil {
		return err
	}
	if err := errors.Join(disk.SyncDir(filepath.Dir(s.path)), s.db.Close()); err != nil {
		return err
	}
	db, err := openDB(s.path, boltfile.Options{Wait: lockTimeout, Mapped: mapped(), Sound: s.path + soundEnd})
	if err != nil {
		return err
	}
	s.db, s.before = db, false
	return s.load()
}

func (s *Store) writeRenewed(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := s.mustBeSound(s.db, 0); err != nil {
		return err
	}
	if err := s.db.View(func(tx *bbolt.Tx) error { return s.writeAnew(tx, path, nil, 0) }); err != nil {
		return err
	}
	db, err := boltfile.Open(path, boltfile.Options{Wait: lockTimeout, ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(s.mustBeSound(db, 1), db.Close())
}

// mustBeSound verifies a log, which has to be this one. It is the first or the second half of
// what is waited for.
func (s *Store) mustBeSound(db *boltfile.DB, half int64) error {
	beside, err := s.beside.from(0)
	if err != nil {
		return err
	}
	opt := record.Options{}
	if told := s.opt.Renewing; told != nil {
		opt.Progress = func(done int64) { told((half*s.head.Size+min(done, s.head.Size))/2, s.head.Size) }
	}
	report, _, err := verifyLog(context.Background(), db.View, beside, opt)
	switch {
	case err != nil:
		return err
	case !report.OK():
		return report.Faults[0]
	case report.Head != s.head:
		return fmt.Errorf("it is over %s, not %s, or over others", sop.Counted(report.Head.Size, "entry", "entries"), sop.Thousands(s.head.Size))
	}
	return nil
}

// writeAnew copies the log to another file, without what is derived, and without what
// disposals take. last is the last of these, 0 where there is none that takes anything.
func (s *Store) writeAnew(tx *bbolt.Tx, path string, gone map[int64]int64, last int64) (err error) {
	if err := createBuckets(path); err != nil {
		return err
	}
	db, err := openDB(path, boltfile.Options{Wait: lockTimeout, Mapped: mapped()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	out := copier{tx: tx, station: stationOf(tx), gone: gone}
	for total := entries(tx); out.tree.Size() < total; boltfile.Forget(tx) {
		batch, err := out.next(min(rebuildBatch, total-out.tree.Size()))
		if err == nil {
			err = db.Update(func(to *bbolt.Tx) error { return putEntries(to, batch) })
		}
		if err != nil {
			return err
		}
	}
	done := bytes.Clone(tx.Bucket(bucketMeta).Get(keyDisposed))
	if last > 0 {
		done = key(last)
	}
	return db.Update(func(to *bbolt.Tx) error {
		err := tx.Bucket(bucketTexts).ForEach(func(k, v []byte) error { return to.Bucket(bucketTexts).Put(k, v) })
		if err == nil && done != nil {
			err = to.Bucket(bucketMeta).Put(keyDisposed, done)
		}
		return err
	})
}

// copier copies entries out of a file, as this layout keeps them.
type copier struct {
	tx      *bbolt.Tx
	station note.Verifier
	gone    map[int64]int64 // the disposals of the entries that are destroyed
	tree    record.Frontier // of the entries that were copied
}

// next returns the next n entries, which share the transaction's memory.
func (c *copier) next(n int64) ([]record.Stored, error) {
	batch := make([]record.Stored, 0, n)
	for range n {
		e, err := stored(c.tx, c.tree.Size())
		if err == nil && len(e.Hashes) == 0 {
			err = fmt.Errorf("entry %d: %w", e.Position, errLayout)
		}
		if err != nil {
			return nil, err
		}
		if disposal, goes := c.gone[e.Position]; goes {
			e.Erased = &record.Erased{Leaf: record.Leaf(e.Payload, e.Signature), Disposal: disposal}
		}
		c.tree.Add(e.Hashes[0])
		e.Checkpoint = compact(c.station, e.Checkpoint, c.tree.Head())
		batch = append(batch, e)
	}
	return batch, nil
}
