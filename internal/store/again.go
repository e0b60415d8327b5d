package store

import (
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
}

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
	if a.in == nil || a.err != nil {
		return
	}
	if a.err = a.in.add(p); a.err == nil && a.part != nil && p.Position == a.part.size-1 {
		a.err = a.compare(state)
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
