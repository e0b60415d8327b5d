package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"soprun/internal/boltfile"
	"soprun/sop"
	"soprun/sop/record"
)

// Trailing is returned while the index is far behind the log: nothing that needs it can be
// told, neither in part nor as if there were nothing.
type Trailing struct{ Done, Total int64 } // entries

// Error says how far the index is.
func (t *Trailing) Error() string {
	return fmt.Sprintf("the index of the log is being built again, %s of %s: wait until that is done", sop.Thousands(t.Done), sop.Counted(t.Total, "entry", "entries"))
}

// Trails returns how many entries of how many an index covers that is built in batches, and
// false where the index does not trail far behind the log.
func (s *Store) Trails() (t Trailing, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return Trailing{Done: s.indexed, Total: s.head.Size}, s.trails
}

// BuildBatch builds one batch of an index that was left for later, in one transaction that
// seals it: whoever is stopped at any of them goes on behind it. It reports whether anything
// is left to do, and ends early when its context does.
func (s *Store) BuildBatch(ctx context.Context) (more bool, err error) {
	s.batching.Lock()
	defer s.batching.Unlock()
	t, more := s.Trails()
	if !more {
		return false, nil
	}
	to, err := s.batch(ctx, t.Done, t.Total)
	if err != nil {
		return true, fmt.Errorf("building the index, the log itself is safe: %w", explain(s.path, err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.built(to)
}

// buildAll builds all of it, for a log that is being opened.
func (s *Store) buildAll() error {
	for more := true; more; {
		to, err := s.batch(context.Background(), s.indexed, s.head.Size)
		if err == nil {
			more, err = s.built(to)
		}
		if err == nil && s.opt.Indexing != nil {
			s.opt.Indexing(s.indexed, s.head.Size)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// built notes up to where the index covers the log, and adds the rest to it where that is
// little: from then on it trails no more.
func (s *Store) built(to int64) (more bool, err error) {
	s.indexed = to
	if s.trails = s.head.Size-to > s.opt.Batch; !s.trails {
		err = s.catchUp()
	}
	return s.trails, err
}

// batchPart is which part of an index a batch adds to it at least: to seal a batch takes as long
// as all of the index is.
const batchPart = 64

// batch adds a batch of entries to the index. Where that cannot be written, on a full disk
// for example, it goes on in memory.
func (s *Store) batch(ctx context.Context, from, total int64) (to int64, err error) {
	to = min(from+s.opt.Batch, total)
	m := s.memory.Load()
	if m == nil {
		added, state, err := s.added(ctx, from, min(from+max(s.opt.Batch, from/batchPart), total))
		if err != nil {
			return from, err
		}
		to = state.Size
		if s.db.Update(func(tx *bbolt.Tx) error { return added.write(tx) }) == nil {
			return to, nil
		}
		m = newMemory()
		m.above = true
		s.memory.Store(m)
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		defer boltfile.Forget(tx)
		return m.add(tx, from, to)
	})
	return to, err
}

// added returns what a batch of entries adds to the index in the file, sealed, and the state behind
// it, which ends with an entry that was not destroyed. It is made before the transaction that writes begins: whoever appends waits for that.
func (s *Store) added(ctx context.Context, from, to int64) (*memory, *record.State, error) {
	m, state := newMemory(), record.NewState()
	m.above = true
	err := s.db.View(func(tx *bbolt.Tx) error {
		defer boltfile.Forget(tx)
		below := storedIndex(tx.Bucket(bucketDerived))
		if kept, _ := below.snapshot(); kept != nil {
			state = kept
		}
		if state.Size != from {
			return ErrIndex
		}
		for last := to - 1; last < entries(tx)-1; last++ {
			e, err := stored(tx, last)
			if err != nil || e.Erased == nil {
				break // what cannot be read is an error below
			}
			to++
		}
		x := m.on(below)
		if err := x.extend(ctx, tx, from, to, state); err != nil {
			return err
		}
		m.sort()
		return x.finish(tx, state, s.sealer())
	})
	return m, state, err
}

// write adds what is in memory to the index in the file.
func (m *memory) write(tx *bbolt.Tx) error {
	x, err := madeIndex(tx.Bucket(bucketDerived))
	if err != nil {
		return err
	}
	tables := x.tables()
	for name, t := range m.tables() {
		if err := each(t, tables[name].Put); err != nil {
			return err
		}
	}
	return nil
}

// goOn notes the part of the index that there is: it is compared with the entries before
// anybody signs.
func (s *Store) goOn() error {
	if s.part = nil; s.indexed == 0 {
		return nil
	}
	var was seal
	err := s.db.View(func(tx *bbolt.Tx) error {
		return json.Unmarshal(storedIndex(tx.Bucket(bucketDerived)).top.Get(keySeal), &was)
	})
	s.part = &part{s.indexed, was.Sum}
	return err
}

// emptyIndex drops an index that cannot be used, and whatever a rebuild left.
func emptyIndex(tx *bbolt.Tx) error {
	if err := errors.Join(dropBucket(tx, bucketNext), dropBucket(tx, bucketDerived)); err != nil {
		return err
	}
	_, err := tx.CreateBucket(bucketDerived)
	return err
}

// rebuildBatch bounds what one transaction of a rebuild holds in memory.
const rebuildBatch = 8192

// Rebuild builds the indexes from the log, and drops the old ones when the new ones
// are whole: a rebuild that breaks off leaves what was there.
func (s *Store) Rebuild(progress func(done, total int64)) error {
	s.batching.Lock()
	defer s.batching.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.db.IsReadOnly():
		return &Problem{Kind: ReadOnly, Path: s.path}
	case s.sealer() == nil:
		return ErrNoSigner
	}
	if err := s.build(progress); err != nil {
		return errors.Join(explain(s.path, err), s.load())
	}
	return s.load()
}

// build writes an index of the whole log anew, and puts it in place of the old one.
func (s *Store) build(progress func(done, total int64)) error {
	if err := s.db.Update(func(tx *bbolt.Tx) error { return dropBucket(tx, bucketNext) }); err != nil {
		return err
	}
	state, total := record.NewState(), s.head.Size
	for from := int64(0); from < total; from += rebuildBatch {
		to := min(from+rebuildBatch, total)
		err := s.db.Update(func(tx *bbolt.Tx) error {
			next, err := tx.CreateBucketIfNotExists(bucketNext)
			if err != nil {
				return err
			}
			x, err := madeIndex(next)
			if err == nil {
				err = x.extend(context.Background(), tx, from, to, state)
			}
			if err == nil && to == total {
				err = x.finish(tx, state, s.sealer())
			}
			return err
		})
		if err == nil {
			err = s.db.View(func(tx *bbolt.Tx) error { boltfile.Forget(tx); return nil })
		}
		if err != nil {
			return err
		}
		if progress != nil {
			progress(to, total)
		}
	}
	return s.db.Update(replaceIndex)
}

// replaceIndex puts the index that was built in place of the one before. Nothing else
// is written in the same transaction: bbolt moves a bucket as it was before it.
func replaceIndex(tx *bbolt.Tx) error {
	next := tx.Bucket(bucketNext)
	if next == nil {
		return nil // of an empty log
	}
	if err := dropBucket(tx, bucketDerived); err != nil {
		return err
	}
	derived, err := tx.CreateBucket(bucketDerived)
	if err != nil {
		return err
	}
	for _, name := range buckets {
		if err := next.MoveBucket(name, derived); err != nil {
			return err
		}
	}
	err = each(bucketShelf{next}, func(k, v []byte) error { return derived.Put(bytes.Clone(k), bytes.Clone(v)) })
	return errors.Join(err, tx.DeleteBucket(bucketNext))
}

func dropBucket(tx *bbolt.Tx, name []byte) error {
	if err := tx.DeleteBucket(name); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
		return err
	}
	return nil
}
