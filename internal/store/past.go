package store

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// recent holds what a Past has to know of the entries that the indexes do not
// cover yet. What it has of entries that they cover is the same as they say.
type recent struct {
	completed map[string]int64        // position of the completion, by run
	done      map[int64]recentRun     // by position of the completion
	about     map[int64][]recentAbout // what was signed about a completion, by its position
}

// recentRun is a run that was completed.
type recentRun struct {
	owners  []string
	entries []byte // their positions, as appendPositions writes them
}

// recentAbout is an entry about a completion.
type recentAbout struct {
	About
	entry *record.Entry // nil where it is read from the file
}

func newRecent() recent {
	return recent{completed: map[string]int64{}, done: map[int64]recentRun{}, about: map[int64][]recentAbout{}}
}

// apply notes an entry, which is read again when it is asked for where it is in the file.
// The state is that of the log before it.
func (r recent) apply(p record.Placed, before *record.State, inFile bool) {
	switch b := p.Entry.Body.(type) {
	case *record.Completion:
		r.completed[b.Run] = p.Position
		if open := before.Open[b.Run]; open != nil {
			r.done[p.Position] = recentRun{open.Owners, appendPositions(nil, open.Positions)}
		}
	case *record.Review, *record.Return, *record.Answer, *record.Amend, *record.CloseIncident:
		what, of, _ := aboutOf(p.Entry)
		at := recentAbout{About: About{p.Position, what}}
		if !inFile {
			at.entry = p.Entry
		}
		r.about[of] = append(r.about[of], at)
	case *record.Genesis, *record.LogClose, *record.Enrol, *record.Assign, *record.Rotate, *record.Revoke,
		*record.Unlock, *record.Approve, *record.Retire, *record.AccessReview, *record.Competence, *record.Assessed, *record.Scheme, *record.Evidence, *record.OwnWork, *record.Dispose,
		*record.ConfirmDispose, *record.RunAct, *record.RunStart, *record.RunEvent, *record.UnlockFailed,
		*record.ClockBack, *record.ClockJump, *record.Export, *record.Backup, *record.Restore,
		*record.Missed, *record.Asset, *record.Calendar, *record.Duty, *record.Read, *record.Settings, *record.Terminal, *record.Note,
		*record.NoteRead: // are of no completion
	}
}

// run returns the index of a run that was completed, nil where that is not known here.
func (r recent) run(completion int64) (*runIndex, error) {
	done, ok := r.done[completion]
	if !ok {
		return nil, nil
	}
	entries, err := positionsOf(done.entries)
	return &runIndex{completion: completion, entries: entries}, err
}

// past is the record.Past of a log: of the whole of it, or of its beginning.
type past struct {
	view    func(func(*bbolt.Tx, index) error) error
	recent  recent
	head    record.TreeHead
	pending map[int64]bool // what was disposed of and is in the file still
	before  int64          // entries from this position on are not known
	failed  *error         // the first thing that could not be read: then no answer can be relied on
}

// past returns that of the open log. Whoever uses it holds s.mu, and asks what failed
// before they go by an answer.
func (s *Store) past() past {
	return past{view: s.view, recent: s.recent, head: s.head, pending: s.pending, before: math.MaxInt64, failed: new(error)}
}

func (p past) fail(err error) {
	if err != nil && *p.failed == nil && !errors.Is(err, ErrErased) && !errors.Is(err, errLater) {
		*p.failed = err
	}
}

// errLater is returned for an entry that a past does not reach.
var errLater = errors.New("it is of later")

// pastAt returns the past of a log when it ended with this tree head. The indexes
// have to cover it.
func pastAt(view func(func(*bbolt.Tx, index) error) error, head record.TreeHead) past {
	return past{view: view, recent: newRecent(), head: head, before: head.Size, failed: new(error)}
}

// Completed returns the position of the completion of a run, if there is one.
func (p past) Completed(run string) (at int64, ok bool) {
	if at, ok = p.completed(run); p.pending[at] {
		return 0, false
	}
	return at, ok
}

func (p past) completed(run string) (at int64, ok bool) {
	if at, ok = p.recent.completed[run]; ok {
		return at, true
	}
	p.read(func(tx *bbolt.Tx, x index) {
		if r, found := x.run(run); found && r.completion > 0 && r.completion < p.before {
			at, ok = r.completion, true
		}
	})
	return at, ok
}

// Performed returns the completion at the position, if one stands there.
func (p past) Performed(at int64) (done record.Performed, ok bool) {
	if p.pending[at] {
		return done, false
	}
	p.read(func(tx *bbolt.Tx, x index) {
		e, err := p.placed(tx, at)
		if err != nil {
			p.fail(err)
			return
		}
		b, isCompletion := e.Entry.Body.(*record.Completion)
		if !isCompletion {
			return
		}
		done = record.Performed{Leaf: e.Leaf, Person: e.Entry.Person, Meaning: e.Entry.Meaning, Owners: p.owners(tx, x, e, b), SOP: b.SOP, Version: b.Version, Run: b.Run, Outcome: b.Outcome}
		for _, e := range p.about(tx, x, at) {
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
		return record.Placed{}, fmt.Errorf("entry %d: %w", at, errLater)
	}
	return placed(tx, at)
}

// about returns what was signed about a completion, in its order.
func (p past) about(tx *bbolt.Tx, x index, completion int64) (all []*record.Entry) {
	for _, at := range p.recent.behind(x.about(completion), completion) {
		if at.entry != nil {
			all = append(all, at.entry)
			continue
		}
		if at.Entry >= p.before {
			continue
		}
		e, err := placedAbout(tx, completion, at.About)
		if err == nil {
			all = append(all, e.Entry)
		}
		p.fail(err)
	}
	return all
}

// behind returns what an index knows of an entry, and behind it what is about that entry since.
func (r recent) behind(indexed []About, of int64) (all []recentAbout) {
	last := int64(-1)
	for _, at := range indexed {
		all, last = append(all, recentAbout{About: at}), at.Entry
	}
	for _, at := range r.about[of] {
		if at.Entry > last {
			all = append(all, at)
		}
	}
	return all
}

// Value returns what a value of the completion at the position says now.
func (p past) Value(at int64, id record.ValueID) (text string, ok bool) {
	if p.pending[at] {
		return "", false
	}
	p.read(func(tx *bbolt.Tx, x index) {
		e, err := p.placed(tx, at)
		if err != nil {
			p.fail(err)
			return
		}
		b, isCompletion := e.Entry.Body.(*record.Completion)
		if !isCompletion {
			return
		}
		values := record.Values{}
		p.events(tx, x, e, b, values.Add)
		for _, e := range p.about(tx, x, at) {
			if amended, isAmend := e.Body.(*record.Amend); isAmend {
				values[amended.ID()] = amended.New
			}
		}
		text, ok = values[id]
	})
	return text, ok
}

// Watched returns who had to do with the run of a completion but to perform it.
func (p past) Watched(at int64) (w record.Watch) {
	if p.pending[at] {
		return w
	}
	p.read(func(tx *bbolt.Tx, x index) {
		e, err := p.placed(tx, at)
		if err != nil {
			p.fail(err)
			return
		}
		if b, isCompletion := e.Entry.Body.(*record.Completion); isCompletion {
			p.events(tx, x, e, b, w.Add)
		}
	})
	return w
}

// events calls add with each event of a completion's run, in order.
func (p past) events(tx *bbolt.Tx, x index, e record.Placed, b *record.Completion, add func(sop.Event)) {
	for _, position := range p.entries(x, e, b) {
		of, err := placed(tx, position)
		if err != nil {
			p.fail(err)
			continue
		}
		if _, event, ok := record.EventOf(of.Entry); ok {
			add(event)
		}
	}
}

// entries returns the positions of the entries of a completion's run.
func (p past) entries(x index, e record.Placed, b *record.Completion) []int64 {
	r, err := p.recent.run(e.Position)
	if p.fail(err); r != nil {
		return r.entries
	}
	if r, found := x.run(b.Run); found {
		return r.entries
	}
	return nil
}

// owners returns everybody who ever owned the run of a completion.
func (p past) owners(tx *bbolt.Tx, x index, e record.Placed, b *record.Completion) []string {
	if done, found := p.recent.done[e.Position]; found {
		return done.owners
	}
	owners := []string{e.Entry.Person}
	r, ok := x.run(b.Run)
	if !ok || len(r.takes) == 0 {
		return owners // who started it has signed it
	}
	for _, at := range append(r.takes, b.Events.First) {
		entry, err := placed(tx, at)
		if err != nil {
			p.fail(err)
			continue
		}
		owners = append(owners, entry.Entry.Person)
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// Covers reports whether a checkpoint was written over a tree of this size.
func (p past) Covers(size int64) bool {
	_, ok := p.root(size)
	return ok
}

// Has reports whether a checkpoint was written over this tree.
func (p past) Has(head record.TreeHead) bool {
	root, ok := p.root(head.Size)
	return ok && root == head.Root
}

// root returns the root of the tree of this size, if a checkpoint was written over it.
func (p past) root(size int64) (root tlog.Hash, ok bool) {
	if size > p.before {
		return root, false
	}
	if size == 0 {
		return new(record.Frontier).Head().Root, true
	}
	if size == p.head.Size {
		return p.head.Root, true
	}
	p.read(func(tx *bbolt.Tx, x index) {
		last, err := stored(tx, size-1)
		if err != nil || len(last.Checkpoint) == 0 {
			return
		}
		tree, err := treeAt(tx, size)
		root, ok = tree.Head().Root, err == nil
	})
	return root, ok
}

func (p past) read(f func(*bbolt.Tx, index)) {
	p.fail(p.view(func(tx *bbolt.Tx, x index) error {
		f(tx, x)
		return nil
	}))
}

// Say sets what an act would say that is signed now.
func (s *Store) Say(e *record.Entry) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.state.Say(e, s.past())
}

// Performed returns the completion at a position, if one stands there.
func (s *Store) Performed(at int64) (done record.Performed, ok bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.past()
	done, ok = p.Performed(at)
	return done, ok && *p.failed == nil, *p.failed
}

// Value returns what a value of the completion at a position says now.
func (s *Store) Value(at int64, id record.ValueID) (text string, ok bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.past()
	text, ok = p.Value(at, id)
	return text, ok && *p.failed == nil, *p.failed
}

// Check returns the rule that an act would break if it were appended now, or
// nil. It takes the signature for granted.
func (s *Store) Check(e *record.Entry) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := record.Placed{Position: s.head.Size, Entry: e}
	if person := s.state.People[e.Person]; person != nil {
		p.Key = person.Key
	}
	return s.check(p)
}

// check returns a *record.Fault, or why nothing can be told. Whoever calls it holds s.mu.
func (s *Store) check(p record.Placed) error {
	past := s.past()
	fault := s.state.Check(p, past)
	switch {
	case *past.failed != nil:
		return *past.failed
	case fault != nil:
		return fault
	}
	return nil
}
