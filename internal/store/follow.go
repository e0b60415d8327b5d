package store

import (
	"context"

	"go.etcd.io/bbolt"
)

// follow brings an index that is some way behind up to date, beside those who append: they wait
// for the one transaction that writes it and not for what it takes to make it. What fails
// here comes back where the index is read.
func (s *Store) follow() {
	defer s.following.Store(false)
	s.batching.Lock()
	defer s.batching.Unlock()
	for from, to := s.lag(); to-from >= lagLimit; from, to = s.lag() {
		added, state, err := s.added(context.Background(), from, to)
		if err != nil || !s.keep(added, from, state.Size) {
			return
		}
	}
}

// lag returns up to where the index in the file covers the log, and how long that is.
func (s *Store) lag() (from, to int64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.trails || s.memory.Load() != nil {
		return s.head.Size, s.head.Size // others see to it
	}
	return s.indexed, s.head.Size
}

// keep writes what was added to the index in the file, which nobody else has added to meanwhile.
func (s *Store) keep(added *memory, from, to int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.indexed != from || s.memory.Load() != nil {
		return false
	}
	if s.db.Update(func(tx *bbolt.Tx) error { return added.write(tx) }) != nil {
		return false
	}
	s.indexed, s.recent = to, s.recent.since(to)
	return true
}

// since is what of it is about entries from a position on.
func (r recent) since(position int64) recent {
	out := newRecent()
	for run, at := range r.completed {
		if at >= position {
			out.completed[run] = at
		}
	}
	for at, run := range r.done {
		if at >= position {
			out.done[at] = run
		}
	}
	for of, all := range r.about {
		for _, at := range all {
			if at.Entry >= position {
				out.about[of] = append(out.about[of], at)
			}
		}
	}
	return out
}
