package store

import (
	"sync"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// part is the beginning of an index, up to an entry, as it was found when the log was opened
// and is gone on from.
type part struct {
	size int64
	sum  string
}

// foldedAgain is an index that is made anew while the log is verified, to be compared with the
// one that is kept: with all of it, or with the part of it that was gone on from. The rest of
// that was made from entries since the log was opened.
type foldedAgain struct {
	store   *Store
	in      *indexer // nil where nothing is left to compare
	part    *part    // nil for all
	differs bool
	err     error

	batch []record.Placed
	ahead chan []record.Placed // to whoever adds them, beside the verification; nil before the first
	added sync.WaitGroup
}

// againBatch is how many entries are handed over at once.
const againBatch = 256

func (s *Store) foldAgain() (*foldedAgain, error) {
	again := &foldedAgain{store: s}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.trails {
		if again.part = s.part; again.part == nil {
			return again, nil
		}
	}
	var err error
	again.in, err = newIndexer(newMemory().index)
	return again, err
}

// placed adds an entry; the state is that after it.
func (a *foldedAgain) placed(p record.Placed, state *record.State) {
	if a.in == nil {
		return
	}
	if a.batch = append(a.batch, p); len(a.batch) == againBatch {
		a.hand()
	}
	if a.part != nil && p.Position == a.part.size-1 {
		if a.settle(); a.err == nil {
			a.err = a.compare(state)
		}
		a.in = nil
	}
}

// hand hands the entries over that came.
func (a *foldedAgain) hand() {
	if a.ahead == nil {
		a.ahead = make(chan []record.Placed, 4)
		a.added.Go(func() {
			for batch := range a.ahead {
				for _, p := range batch {
					if a.err == nil {
						a.err = a.in.add(p)
					}
				}
			}
		})
	}
	a.ahead <- a.batch
	a.batch = nil
}

// settle waits until all that came is added.
func (a *foldedAgain) settle() {
	if len(a.batch) > 0 {
		a.hand()
	}
	if a.ahead != nil {
		close(a.ahead)
		a.added.Wait()
		a.ahead = nil
	}
}

// compare compares the part that was gone on from.
func (a *foldedAgain) compare(state *record.State) error {
	err := a.in.flush()
	if err == nil {
		err = a.store.db.View(func(tx *bbolt.Tx) error { return a.in.finish(tx, state, nil) })
	}
	a.differs, a.in = a.in.sum() != a.part.sum, nil
	return err
}

// end returns the whole index, nil where a part of it was compared, which it reports where that
// was another one.
func (a *foldedAgain) end(report *record.Report) (*index, error) {
	a.settle()
	switch {
	case a.err != nil:
		return nil, a.err
	case a.part != nil && (a.differs || a.in != nil):
		report.Faults = append(report.Faults, notDerived("in the part of the index that was there when the log was opened"))
		return nil, nil
	case a.in == nil:
		return nil, nil
	}
	return &a.in.index, a.in.flush()
}
