package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/sop/record"
)

// lagLimit is how far the indexes may trail the log before an append brings
// them up to date. It bounds what the next start has to fold.
const lagLimit = 4096

// indexFormat changes when the layout of anything under derived does, or what a
// record.State keeps; what has another format is built again.
const indexFormat = 25

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
	if bytes.HasPrefix(text, beginsSnapshot) { // as it is written: it is long, and not gone through twice
		of.Format = indexFormat
	} else if err := json.Unmarshal(text, &of); err != nil {
		return nil, false
	}
	if of.Format != indexFormat {
		return nil, true
	}
	at := snapshot{State: record.NewState()}
	if err := json.Unmarshal(text, &at); err != nil {
		return nil, false
	}
	return at.State, false
}

// beginsSnapshot is what a snapshot of this format begins with.
var beginsSnapshot = fmt.Appendf(nil, `{"format":%d,"state":`, indexFormat)

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
		x, m := storedIndex(tx.Bucket(bucketDerived)), s.memory.Load()
		if m != nil {
			m.mu.RLock()
			defer m.mu.RUnlock()
			x = m.on(x)
		}
		x.at = version{tx.ID(), m}
		return f(tx, x)
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
	case s.trails:
		return &Trailing{Done: s.indexed, Total: s.head.Size}
	case m != nil:
		err = s.db.View(func(tx *bbolt.Tx) error { return m.add(tx, s.indexed, s.head.Size) })
	default:
		err = s.db.Update(func(tx *bbolt.Tx) error {
			x, err := madeIndex(tx.Bucket(bucketDerived))
			if err == nil {
				err = x.extend(context.Background(), tx, s.indexed, s.head.Size, nil)
			}
			if err == nil {
				err = x.finish(tx, s.state, s.sealer())
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
	err := m.on(storedIndex(tx.Bucket(bucketDerived))).extend(context.Background(), tx, from, to, nil)
	m.sort()
	return err
}

// extend adds the entries from one position up to another, and folds them into a
// state unless that is nil. It ends early when its context does.
func (x index) extend(ctx context.Context, tx *bbolt.Tx, from, to int64, state *record.State) error {
	in, err := newIndexer(x)
	if err != nil {
		return err
	}
	in.read = func(at int64) (record.Placed, error) { return placed(tx, at) }
	err = eachEntry(tx, from, to, func(p record.Placed) error {
		if p.Position%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
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
	for k, v := c.Seek(prefix); len(k) == 16 && len(v) == aboutSize && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if at, ok := position(k[8:]); ok {
			all = append(all, About{at, What(v[0])})
		}
	}
	return all
}

// signer is who signed something about a completion, by their number in the dictionary.
type signer struct {
	what   What
	person int
	at     int64
}

// signers returns who signed something about a completion, in the order of the log.
func (x index) signers(completion int64) (all []signer) {
	prefix := key(completion)
	c := x.reviews.cursor()
	for k, v := c.Seek(prefix); len(v) == aboutSize && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		at, _ := position(k[len(prefix):])
		all = append(all, signer{What(v[0]), int(binary.BigEndian.Uint16(v[1:])), at})
	}
	return all
}

// reviewed reports whether a review of a completion by a person stands.
func (x index) reviewed(completion int64, person int) (stands bool) {
	for _, s := range x.signers(completion) {
		switch s.what {
		case IsReview:
			stands = stands || s.person == person
		case IsAmendment:
			stands = false
		case IsReturn, IsAnswer, IsClosing:
		}
	}
	return stands
}

// Run returns the positions of a run's entries, and of its completion, which
// is 0 while the run is open.
func (s *Store) Run(id string) (entries []int64, completion int64, err error) {
	known, err := s.recentRun(id)
	if err != nil {
		return nil, 0, err
	}
	err = s.view(func(tx *bbolt.Tx, x index) error {
		r := known
		if r == nil {
			r, _ = x.run(id)
		}
		if r == nil {
			return nil
		}
		entries, completion = r.entries, r.completion
		if completion == 0 {
			return nil
		}
		return fitsRun(tx, id, r)
	})
	return entries, completion, err
}

// recentRun returns a run that is open, or was completed behind what the index covers, and
// nil for another.
func (s *Store) recentRun(id string) (*runIndex, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if open := s.state.Open[id]; open != nil {
		return &runIndex{entries: slices.Clone(open.Positions)}, nil
	}
	if at, ok := s.recent.completed[id]; ok {
		return s.recent.run(at)
	}
	return nil, nil
}

// About returns what was signed about an entry: reviews, returns, answers and amendments of
// a completion, or what closed an incident. It is in the order of the log.
func (s *Store) About(of int64) (all []record.Placed, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	err = s.view(func(tx *bbolt.Tx, x index) error {
		for _, at := range s.recent.behind(x.about(of), of) {
			p, err := placedAbout(tx, of, at.About)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	return all, err
}
