package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"soprun/sop/record"
)

// lagLimit is how far the indexes may trail the log before an append brings
// them up to date. It bounds what the next start has to fold.
const lagLimit = 4096

// indexFormat changes when the layout of anything under derived does, or what a
// record.State keeps; what has another format is built again.
const indexFormat = 9

var (
	keySnapshot   = []byte("snapshot")
	keyDictionary = []byte("dictionary")
	bucketRows    = []byte("rows")
	bucketRuns    = []byte("runs")
	bucketReviews = []byte("reviews")
)

// snapshot is the state of the log at the entry up to which it is indexed.
type snapshot struct {
	Format int           `json:"format"`
	State  *record.State `json:"state"`
}

// readSnapshot returns nil when there is no index, or one of another format.
func readSnapshot(tx *bbolt.Tx) *record.State {
	derived := tx.Bucket(bucketDerived)
	if derived == nil {
		return nil
	}
	at := snapshot{State: record.NewState()}
	if err := json.Unmarshal(derived.Get(keySnapshot), &at); err != nil || at.Format != indexFormat {
		return nil
	}
	return at.State
}

// CatchUp brings the indexes up to the end of the log.
func (s *Store) CatchUp() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.catchUp()
}

func (s *Store) catchUp() error {
	if s.indexed == s.head.Size {
		return nil
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		if s.indexed == 0 {
			if err := dropIndex(tx); err != nil {
				return err
			}
		}
		return s.index(tx, s.indexed, s.head.Size, s.state)
	})
	if err != nil {
		return fmt.Errorf("bringing the index up to date, the log itself is safe: %w", err)
	}
	s.indexed, s.recent = s.head.Size, newRecent()
	return nil
}

func dropIndex(tx *bbolt.Tx) error {
	if err := tx.DeleteBucket(bucketDerived); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
		return err
	}
	return nil
}

// rebuildBatch bounds what one transaction of Rebuild holds in memory.
const rebuildBatch = 8192

// Rebuild deletes the indexes and builds them from the log. A rebuild that is
// interrupted goes on at the next start.
func (s *Store) Rebuild(progress func(done, total int64)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.db.Update(dropIndex); err != nil {
		return explain(s.path, err)
	}
	state, total := record.NewState(), s.head.Size
	s.indexed = 0
	for from := int64(0); from < total; from += rebuildBatch {
		to := min(from+rebuildBatch, total)
		err := s.db.Update(func(tx *bbolt.Tx) error {
			err := eachEntry(tx, from, to, func(p record.Placed) error { return apply(state, p) })
			if err != nil {
				return err
			}
			return s.index(tx, from, to, state)
		})
		if err != nil {
			return errors.Join(explain(s.path, err), s.load())
		}
		if progress != nil {
			progress(to, total)
		}
	}
	return s.load()
}

// index adds the entries from one position up to another. state is the log's
// at the latter.
func (s *Store) index(tx *bbolt.Tx, from, to int64, state *record.State) error {
	derived, err := tx.CreateBucketIfNotExists(bucketDerived)
	if err != nil {
		return err
	}
	x := indexer{derived: derived, runs: map[string]*runIndex{}}
	for name, bucket := range map[string]**bbolt.Bucket{
		string(bucketRows): &x.rows, string(bucketRuns): &x.runsBucket, string(bucketReviews): &x.reviews,
	} {
		if *bucket, err = derived.CreateBucketIfNotExists([]byte(name)); err != nil {
			return err
		}
	}
	if x.dictionary, err = readDictionary(derived); err != nil {
		return err
	}
	if err := eachEntry(tx, from, to, x.add); err != nil {
		return err
	}
	return x.finish(state)
}

// indexer collects what a batch of entries adds to the indexes.
type indexer struct {
	derived, rows, runsBucket, reviews *bbolt.Bucket
	dictionary                         dictionary
	runs                               map[string]*runIndex
	tail                               rowTail
}

func (x *indexer) add(p record.Placed) error {
	switch b := p.Entry.Body.(type) {
	case *record.RunStart:
		return x.inRun(b.Run, func(r *runIndex) { r.entries = append(r.entries, p.Position) })
	case *record.RunEvent:
		return x.inRun(b.Run, func(r *runIndex) { r.entries = append(r.entries, p.Position) })
	case *record.RunAct:
		return x.inRun(b.Run, func(r *runIndex) {
			r.entries = append(r.entries, p.Position)
			if p.Entry.Type == record.KindTake {
				r.takes = append(r.takes, p.Position)
			}
		})
	case *record.Completion:
		if err := x.inRun(b.Run, func(r *runIndex) { r.completion = p.Position }); err != nil {
			return err
		}
		r := x.dictionary.row(p, b)
		x.tail.rows = append(x.tail.rows, r[:]...)
	case *record.Review:
		return x.about(b.Position, p.Position, isReview)
	case *record.Amend:
		return x.about(b.Position, p.Position, isAmendment)
	}
	return nil
}

// What an entry about a completion is.
const (
	isReview    byte = 1
	isAmendment byte = 2
)

// about notes an entry about a completion. One that was amended waits for a
// review again.
func (x *indexer) about(completion, at int64, what byte) error {
	if err := x.tail.flush(x.rows); err != nil {
		return err
	}
	if err := markReviewed(x.rows, completion, what == isReview); err != nil {
		return err
	}
	return x.reviews.Put(append(key(completion), key(at)...), []byte{what})
}

func (x *indexer) finish(state *record.State) error {
	if err := x.tail.flush(x.rows); err != nil {
		return err
	}
	for id, r := range x.runs {
		if err := x.runsBucket.Put([]byte(id), r.encode()); err != nil {
			return err
		}
	}
	for k, v := range map[string]any{
		string(keyDictionary): x.dictionary,
		string(keySnapshot):   snapshot{Format: indexFormat, State: state},
	} {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if err := x.derived.Put([]byte(k), b); err != nil {
			return err
		}
	}
	return nil
}

// runIndex is where the entries of a run are.
type runIndex struct {
	completion int64   // position, 0 while the run is open
	takes      []int64 // where it was taken over; few runs are
	entries    []int64
}

// encode writes the completion, the number of takes, and the takes and entries,
// each as how far it is from the one before.
func (r *runIndex) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(r.completion))
	b = binary.AppendUvarint(b, uint64(len(r.takes)))
	return appendPositions(appendPositions(b, r.takes), r.entries)
}

func appendPositions(b []byte, positions []int64) []byte {
	last := int64(0)
	for _, at := range positions {
		b, last = binary.AppendUvarint(b, uint64(at-last)), at
	}
	return b
}

var errRunIndex = errors.New("the index of runs is damaged: build it again")

// decodeRun reads what encode writes; nothing is the index of a run that is
// not there yet.
func decodeRun(b []byte) (*runIndex, error) {
	r := &runIndex{}
	if len(b) == 0 {
		return r, nil
	}
	numbers := make([]int64, 0, len(b))
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, errRunIndex
		}
		numbers, b = append(numbers, int64(v)), b[n:]
	}
	if len(numbers) < 2 || numbers[1] < 0 || numbers[1] > int64(len(numbers)-2) {
		return nil, errRunIndex
	}
	rest := numbers[2:]
	r.completion, r.takes, r.entries = numbers[0], rest[:numbers[1]:numbers[1]], rest[numbers[1]:]
	for _, positions := range [][]int64{r.takes, r.entries} {
		for i := 1; i < len(positions); i++ {
			positions[i] += positions[i-1]
		}
	}
	return r, nil
}

// inRun changes the index of a run.
func (x *indexer) inRun(id string, change func(*runIndex)) error {
	r := x.runs[id]
	if r == nil {
		var err error
		if r, err = decodeRun(x.runsBucket.Get([]byte(id))); err != nil {
			return err
		}
		x.runs[id] = r
	}
	change(r)
	return nil
}

func derivedBucket(tx *bbolt.Tx, name []byte) *bbolt.Bucket {
	if derived := tx.Bucket(bucketDerived); derived != nil {
		return derived.Bucket(name)
	}
	return nil
}

func readRun(tx *bbolt.Tx, id string) (*runIndex, bool) {
	runs := derivedBucket(tx, bucketRuns)
	if runs == nil {
		return nil, false
	}
	b := runs.Get([]byte(id))
	if b == nil {
		return nil, false
	}
	r, err := decodeRun(b)
	return r, err == nil
}

// aboutAt is where an entry about a completion stands.
type aboutAt struct {
	position int64
	what     byte
}

func readAbout(tx *bbolt.Tx, completion int64) (all []aboutAt) {
	reviews := derivedBucket(tx, bucketReviews)
	if reviews == nil {
		return nil
	}
	prefix := key(completion)
	c := reviews.Cursor()
	for k, v := c.Seek(prefix); len(k) == 16 && len(v) == 1 && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if at, ok := position(k[8:]); ok {
			all = append(all, aboutAt{at, v[0]})
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
	err = s.db.View(func(tx *bbolt.Tx) error {
		if r, ok := readRun(tx, id); ok {
			entries, completion = r.entries, r.completion
		}
		return nil
	})
	return entries, completion, err
}

// Reviews returns the positions of the reviews and of the amendments of a completion.
func (s *Store) Reviews(completion int64) (reviews, amendments []int64, err error) {
	if err := s.CatchUp(); err != nil {
		return nil, nil, err
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		for _, at := range readAbout(tx, completion) {
			if at.what == isReview {
				reviews = append(reviews, at.position)
			} else {
				amendments = append(amendments, at.position)
			}
		}
		return nil
	})
	return reviews, amendments, err
}
