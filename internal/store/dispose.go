package store

import (
	"bytes"
	"errors"
	"os"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// pending returns the entries of disposals that were confirmed and not carried
// out yet, each with the position of its disposal, and of all that were confirmed the one that was so last.
// done is that one as it is known to be carried out, with all that were confirmed before it, 0 for nothing: what the
// file says of it by itself could be changed to show again what is gone.
func pendingOf(tx *bbolt.Tx, state *record.State, done int64) (pending map[int64]int64, last int64, err error) {
	confirmed, latest := int64(0), int64(0)
	for _, d := range state.Disposals {
		if d.Position == done {
			confirmed = d.Confirmed
		}
		if d.Confirmed > latest { // they are not confirmed in the order in which they stand
			last, latest = d.Position, d.Confirmed
		}
	}
	var due []int64
	for _, d := range state.Disposals {
		if d.Confirmed > confirmed {
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
	return pending, last, err
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
	if len(s.pending) == 0 || s.sealer() == nil {
		return nil
	}
	fresh := s.path + ".disposing"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer func() { _ = os.Remove(fresh) }() // it has its name by then, or is of no use
	err := s.db.View(func(tx *bbolt.Tx) error {
		pending, last, err := pendingOf(tx, s.state, 0)
		if err != nil {
			return err
		}
		return s.writeAnew(tx, fresh, pending, last)
	})
	if err != nil {
		return explainBeside(fresh, err)
	}
	return s.replaceBy(fresh)
}
