package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
	"golang.org/x/mod/sumdb/note"

	"soprun/sop/record"
)

// lagLimit is how far the indexes may trail the log before an append brings
// them up to date. It bounds what the next start has to fold.
const lagLimit = 4096

// indexFormat changes when the layout of anything under derived does, or what a
// record.State keeps; what has another format is built again.
const indexFormat = 16

var (
	keySnapshot   = []byte("snapshot")
	keyDictionary = []byte("dictionary")
	bucketNext    = []byte("derived.next") // an index that is being built
	bucketRows    = []byte("rows")
	bucketRuns    = []byte("runs")
	bucketReviews = []byte("reviews")
	bucketValues  = []byte("values")
	bucketWords   = []byte("words")
	bucketOf      = []byte("of")
	bucketNumbers = []byte("numbers")
)

// snapshot is the state of the log at the entry up to which it is indexed.
type snapshot struct {
	Format int           `json:"format"`
	State  *record.State `json:"state"`
}

// snapshot returns the state that an index was made with. It is nil, and old is
// true, when there is no index, or one of another format; nil alone says that it was
// damaged.
func (x index) snapshot() (state *record.State, old bool) {
	if !x.there() {
		return nil, true
	}
	var of struct {
		Format int `json:"format"`
	}
	text := x.top.Get(keySnapshot)
	if err := json.Unmarshal(text, &of); err != nil || of.Format != indexFormat {
		return nil, err == nil
	}
	at := snapshot{State: record.NewState()}
	if err := json.Unmarshal(text, &at); err != nil {
		return nil, false
	}
	return at.State, false
}

// finish writes the state that the index was made with, and up to which disposal
// everything is destroyed, and seals it.
func (x index) finish(tx *bbolt.Tx, state *record.State, signer note.Signer) error {
	b, err := json.Marshal(snapshot{Format: indexFormat, State: state})
	if err == nil {
		err = x.top.Put(keySnapshot, b)
	}
	if done := bytes.Clone(tx.Bucket(bucketMeta).Get(keyDisposed)); err == nil && done != nil {
		err = x.top.Put(keyDisposed, done)
	}
	if err == nil && signer != nil {
		err = x.seal(signer, state.Size)
	}
	return err
}

// view calls f with the log and its index, in one transaction.
func (s *Store) view(f func(*bbolt.Tx, index) error) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		stored := storedIndex(tx.Bucket(bucketDerived))
		if m := s.memory.Load(); m != nil {
			m.mu.RLock()
			defer m.mu.RUnlock()
			return f(tx, m.on(stored))
		}
		return f(tx, stored)
	})
}

// CatchUp brings the indexes up to the end of the log.
func (s *Store) CatchUp() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.catchUp()
}

func (s *Store) catchUp() (err error) {
	if s.indexed == s.head.Size {
		return nil
	}
	switch m := s.memory.Load(); {
	case m != nil:
		err = s.db.View(func(tx *bbolt.Tx) error { return m.add(tx, s.indexed, s.head.Size) })
	case s.indexed == 0:
		err = s.build(nil)
	default:
		err = s.db.Update(func(tx *bbolt.Tx) error {
			x, err := madeIndex(tx.Bucket(bucketDerived))
			if err == nil {
				err = x.extend(tx, s.indexed, s.head.Size, nil)
			}
			if err == nil {
				err = x.finish(tx, s.state, s.signer)
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("bringing the index up to date, the log itself is safe: %w", explain(s.path, err))
	}
	s.indexed, s.recent = s.head.Size, newRecent()
	return nil
}

// add brings an index in memory to a size of the log.
func (m *memory) add(tx *bbolt.Tx, from, to int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.on(storedIndex(tx.Bucket(bucketDerived))).extend(tx, from, to, nil)
	m.sort()
	return err
}

// extend adds the entries from one position up to another, and folds them into a
// state unless that is nil.
func (x index) extend(tx *bbolt.Tx, from, to int64, state *record.State) error {
	in, err := newIndexer(x)
	if err != nil {
		return err
	}
	in.read = func(at int64) (record.Placed, error) { return placed(tx, at) }
	err = eachEntry(tx, from, to, func(p record.Placed) error {
		if state != nil {
			if err := apply(state, p); err != nil {
				return err
			}
		}
		return in.add(p)
	})
	if err != nil {
		return err
	}
	return in.flush()
}

// rebuildBatch bounds what one transaction of a rebuild holds in memory.
const rebuildBatch = 8192

// Rebuild builds the indexes from the log, and drops the old ones when the new ones
// are whole: a rebuild that breaks off leaves what was there.
func (s *Store) Rebuild(progress func(done, total int64)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.db.IsReadOnly():
		return &Problem{Kind: ReadOnly, Path: s.path}
	case s.signer == nil:
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
				err = x.extend(tx, from, to, state)
			}
			if err == nil && to == total {
				err = x.finish(tx, state, s.signer)
			}
			return err
		})
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

// About is where an entry about another one stands, and what it is.
type About struct {
	Entry int64
	What  What
}

// about returns where what was signed about a completion, or about an incident, stands.
func (x index) about(completion int64) (all []About) {
	if !x.there() {
		return nil
	}
	prefix := key(completion)
	c := x.reviews.cursor()
	for k, v := c.Seek(prefix); len(k) == 16 && len(v) == 1 && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if at, ok := position(k[8:]); ok {
			all = append(all, About{at, What(v[0])})
		}
	}
	return all
}

// Run returns the positions of a run's entries, and of its completion, which
// is 0 while the run is open.
func (s *Store) Run(id string) (entries []int64, completion int64, err error) {
	s.mu.RLock()
	if open := s.state.Open[id]; open != nil {
		entries = append(entries, open.Positions...)
	}
	s.mu.RUnlock()
	if entries != nil {
		return entries, 0, nil
	}
	if err := s.CatchUp(); err != nil {
		return nil, 0, err
	}
	err = s.view(func(tx *bbolt.Tx, x index) error {
		r, ok := x.run(id)
		if !ok {
			return nil
		}
		entries, completion = r.entries, r.completion
		return fitsRun(tx, id, r)
	})
	return entries, completion, err
}

// About returns what was signed about an entry: reviews, returns, answers and amendments of
// a completion, or what closed an incident. It is in the order of the log.
func (s *Store) About(of int64) (all []About, err error) {
	if err := s.CatchUp(); err != nil {
		return nil, err
	}
	err = s.view(func(tx *bbolt.Tx, x index) error {
		all = x.about(of)
		for _, at := range all {
			if err := fitsAbout(tx, of, at); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}
