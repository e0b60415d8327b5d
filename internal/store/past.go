package store

import (
	"fmt"
	"math"
	"slices"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
)

// recent holds what a Past has to know of the entries that the indexes do not
// cover yet.
type recent struct {
	completed map[string]int64          // position of the completion, by run
	done      map[int64]recentRun       // by position of the completion
	about     map[int64][]*record.Entry // reviews and amendments, by position of the completion
}

// recentRun is a run that was completed.
type recentRun struct {
	owners  []string
	entries []int64
}

func newRecent() recent {
	return recent{completed: map[string]int64{}, done: map[int64]recentRun{}, about: map[int64][]*record.Entry{}}
}

// apply notes an entry. The state is that of the log before it.
func (r recent) apply(p record.Placed, before *record.State) {
	switch b := p.Entry.Body.(type) {
	case *record.Completion:
		r.completed[b.Run] = p.Position
		if open := before.Open[b.Run]; open != nil {
			r.done[p.Position] = recentRun{open.Owners, open.Positions}
		}
	case *record.Review:
		r.about[b.Position] = append(r.about[b.Position], p.Entry)
	case *record.Amend:
		r.about[b.Position] = append(r.about[b.Position], p.Entry)
	}
}

// past is the record.Past of a log: of the whole of it, or of its beginning.
type past struct {
	db interface {
		View(func(*bbolt.Tx) error) error
	}
	recent recent
	head   record.TreeHead
	dying  map[int64]bool // what was disposed of and is in the file still
	before int64          // entries from this position on are not known
}

// past returns that of the open log. Whoever uses it holds s.mu.
func (s *Store) past() past {
	return past{db: s.db, recent: s.recent, head: s.head, dying: s.dying, before: math.MaxInt64}
}

// inTx is a transaction as what a past reads from.
type inTx struct{ tx *bbolt.Tx }

// View calls f with the transaction.
func (t inTx) View(f func(*bbolt.Tx) error) error { return f(t.tx) }

// pastAt returns the past of a log when it ended with this tree head. The indexes
// have to cover it.
func pastAt(tx *bbolt.Tx, head record.TreeHead) past {
	return past{db: inTx{tx}, recent: newRecent(), head: head, before: head.Size}
}

// Completed returns the position of the completion of a run, if there is one.
func (p past) Completed(run string) (at int64, ok bool) {
	if at, ok = p.completed(run); p.dying[at] {
		return 0, false
	}
	return at, ok
}

func (p past) completed(run string) (at int64, ok bool) {
	if at, ok = p.recent.completed[run]; ok {
		return at, true
	}
	p.view(func(tx *bbolt.Tx) {
		if r, found := readRun(tx, run); found && r.completion > 0 && r.completion < p.before {
			at, ok = r.completion, true
		}
	})
	return at, ok
}

// Performed returns the completion at the position, if one stands there.
func (p past) Performed(at int64) (done record.Performed, ok bool) {
	if p.dying[at] {
		return done, false
	}
	p.view(func(tx *bbolt.Tx) {
		e, err := p.placed(tx, at)
		if err != nil {
			return
		}
		b, isCompletion := e.Entry.Body.(*record.Completion)
		if !isCompletion {
			return
		}
		done = record.Performed{Leaf: e.Leaf, Person: e.Entry.Person, Owners: p.owners(tx, e, b), SOP: b.SOP, Version: b.Version, Run: b.Run}
		for _, e := range p.about(tx, at) {
			done.Apply(e)
		}
		slices.Sort(done.Reviewers)
		done.Reviewers = slices.Compact(done.Reviewers)
		ok = true
	})
	return done, ok
}

// placed returns an entry that this past knows.
func (p past) placed(tx *bbolt.Tx, at int64) (record.Placed, error) {
	if at >= p.before {
		return record.Placed{}, fmt.Errorf("entry %d is none of the first %d", at, p.before)
	}
	return placed(tx, at)
}

// about returns the reviews and the amendments of a completion, in their order.
func (p past) about(tx *bbolt.Tx, completion int64) (all []*record.Entry) {
	for _, at := range readAbout(tx, completion) {
		if e, err := p.placed(tx, at.position); err == nil {
			all = append(all, e.Entry)
		}
	}
	return append(all, p.recent.about[completion]...)
}

// Value returns what a value of the completion at the position says now.
func (p past) Value(at int64, id record.ValueID) (text string, ok bool) {
	if p.dying[at] {
		return "", false
	}
	p.view(func(tx *bbolt.Tx) {
		e, err := p.placed(tx, at)
		if err != nil {
			return
		}
		b, isCompletion := e.Entry.Body.(*record.Completion)
		if !isCompletion {
			return
		}
		values := record.Values{}
		for _, position := range p.entries(tx, e, b) {
			if of, err := placed(tx, position); err == nil {
				if _, event, ok := record.EventOf(of.Entry); ok {
					values.Add(event)
				}
			}
		}
		for _, e := range p.about(tx, at) {
			if amended, isAmend := e.Body.(*record.Amend); isAmend {
				values[amended.ID()] = amended.New
			}
		}
		text, ok = values[id]
	})
	return text, ok
}

// entries returns the positions of the entries of a completion's run.
func (p past) entries(tx *bbolt.Tx, e record.Placed, b *record.Completion) []int64 {
	if done, found := p.recent.done[e.Position]; found {
		return done.entries
	}
	if r, found := readRun(tx, b.Run); found {
		return r.entries
	}
	return nil
}

// owners returns everybody who ever owned the run of a completion.
func (p past) owners(tx *bbolt.Tx, e record.Placed, b *record.Completion) []string {
	if done, found := p.recent.done[e.Position]; found {
		return done.owners
	}
	owners := []string{e.Entry.Person}
	r, ok := readRun(tx, b.Run)
	if !ok || len(r.takes) == 0 {
		return owners // who started it has signed it
	}
	for _, at := range append(r.takes, b.Events.First) {
		if entry, err := placed(tx, at); err == nil {
			owners = append(owners, entry.Entry.Person)
		}
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// Root returns the root of the tree of this size, if a checkpoint was written
// over it.
func (p past) Root(size int64) (root tlog.Hash, ok bool) {
	if size > p.before {
		return root, false
	}
	if size == 0 {
		return new(record.Frontier).Head().Root, true
	}
	if size == p.head.Size {
		return p.head.Root, true
	}
	p.view(func(tx *bbolt.Tx) {
		last, err := stored(tx, size-1)
		if err != nil || len(last.Checkpoint) == 0 {
			return
		}
		tree, err := record.ResumeFrontier(size, func(at int64, level int) (tlog.Hash, error) {
			return storedHash(tx, at, level)
		})
		root, ok = tree.Head().Root, err == nil
	})
	return root, ok
}

func (p past) view(f func(*bbolt.Tx)) {
	// The error is that of a closed database: then nothing is known.
	_ = p.db.View(func(tx *bbolt.Tx) error {
		f(tx)
		return nil
	})
}

// Statement derives the sentence that an act would be signed with now.
func (s *Store) Statement(e *record.Entry) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.state.Statement(e, s.past())
}

// Performed returns the completion at a position, if one stands there.
func (s *Store) Performed(at int64) (record.Performed, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.past().Performed(at)
}

// Value returns what a value of the completion at a position says now.
func (s *Store) Value(at int64, id record.ValueID) (string, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.past().Value(at, id)
}

// Check returns the rule that an act would break if it were appended now, or
// nil. It takes the signature for granted.
func (s *Store) Check(e *record.Entry) *record.Fault {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := record.Placed{Position: s.head.Size, Entry: e}
	if person := s.state.People[e.Person]; person != nil {
		p.Key = person.Key
	}
	return s.state.Check(p, s.past())
}
