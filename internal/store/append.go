package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/sop/record"
)

// Outcome tells what became of an append that succeeded. The entries are on
// disk in any case; CheckpointFile is not nil when the checkpoint could not be
// written beside the log too, so that the log's memory of itself is weaker.
type Outcome struct {
	First          int64 // position of the first entry
	Head           record.TreeHead
	CheckpointFile error
}

// ErrNoSigner is returned when a log that was opened without the station's
// key is asked to append.
var ErrNoSigner = errors.New("nothing is recorded without the station's key: put the file station.key back beside the log, from a backup (soprun restore FILE DIR)")

// Append appends entries, and the texts that they name, in one transaction
// that is on disk when it returns. An entry that breaks a rule is refused with
// a *record.Fault. After any error the log is as it was.
//
// Several may append at once. Whoever comes first writes for all who wait by then, in
// one transaction under one checkpoint; nobody waits for others to come.
func (s *Store) Append(batch []record.Sealed, texts ...[]byte) (Outcome, error) {
	if len(batch) == 0 {
		return Outcome{}, errors.New("nothing to append")
	}
	r := &request{batch: batch, texts: texts, entries: make([]opened, len(batch)), done: make(chan struct{})}
	for i, sealed := range batch { // of which each takes as long as all the rest, and needs no log
		r.entries[i].entry, r.entries[i].key, r.entries[i].fault = record.Open(sealed.Payload, sealed.Signature)
	}
	s.queue.Lock()
	s.waiting = append(s.waiting, r)
	s.queue.Unlock()
	select {
	case <-r.done:
	case s.turn <- struct{}{}:
		s.appendWaiting()
		<-s.turn
	}
	return r.out, r.err
}

// request is a batch that waits to be appended, and what became of it.
type request struct {
	batch   []record.Sealed
	texts   [][]byte
	entries []opened
	out     Outcome
	err     error
	done    chan struct{}
}

// opened is an entry that was read, and whose signature was verified.
type opened struct {
	entry *record.Entry
	key   string
	fault *record.Fault
}

// appendWaiting appends all that waits, which is nothing where somebody else did so.
func (s *Store) appendWaiting() {
	s.queue.Lock()
	all := s.waiting
	s.waiting = nil
	s.queue.Unlock()
	if len(all) == 0 {
		return
	}
	checkpoint, acts := s.appendAll(all)
	if checkpoint != nil {
		beside := s.beside.add(checkpoint, acts)
		for _, r := range all {
			if r.err == nil {
				r.out.CheckpointFile = beside
			}
		}
	}
	for _, r := range all {
		close(r.done)
	}
}

// appendAll appends what it can of what waits, and returns the checkpoint over it, nil where
// nothing was written, and whether a person signed any of it.
func (s *Store) appendAll(all []*request) (checkpoint []byte, acts bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(all) > 0 {
		if err := s.refuses(); err != nil {
			for _, r := range all {
				r.err = err
			}
			return checkpoint, acts
		}
		group, rest := s.foldAll(all)
		if written, signed := s.write(group); written != nil {
			checkpoint, acts = written, acts || signed
		}
		all = rest
	}
	if s.head.Size-s.indexed >= lagLimit && s.following.CompareAndSwap(false, true) {
		go s.follow()
	}
	return checkpoint, acts
}

// refuses says why nothing can be appended at all.
func (s *Store) refuses() error {
	switch {
	case s.db.IsReadOnly():
		return &Problem{Kind: ReadOnly, Path: s.path}
	case s.signer == nil:
		return ErrNoSigner
	case s.behind != nil:
		return s.behind
	}
	return s.lost
}

// group is what one transaction writes.
type group struct {
	requests []*request
	stored   []record.Stored
	undone   bool // the state has seen a part of a batch that was refused behind these
}

// foldAll folds what waits into the state, each batch behind those before it, and refuses
// what breaks a rule. It ends early where a batch was refused of which a part was folded.
func (s *Store) foldAll(all []*request) (g group, rest []*request) {
	for i, r := range all {
		first, tree := s.tree.Size(), record.Frontier{}
		if len(r.batch) > 1 {
			tree = s.tree.Clone()
		}
		stored, err := s.fold(r)
		if err == nil {
			r.out.First = first
			g.requests, g.stored = append(g.requests, r), append(g.stored, stored...)
			continue
		}
		if r.err = explain(s.path, err); s.tree.Size() > first || !errors.As(err, new(*record.Fault)) {
			if g.undone = true; s.tree.Size() > first {
				s.tree = tree // what is before the batch is written under a checkpoint of its own
			}
			return g, all[i+1:]
		}
	}
	return g, nil
}

// fold checks each entry of a batch against all before it, adds it to the state and the
// tree, and returns what is to be stored.
func (s *Store) fold(r *request) ([]record.Stored, error) {
	stored := make([]record.Stored, len(r.batch))
	for i, e := range r.entries {
		at, sealed := s.tree.Size(), r.batch[i]
		if e.fault != nil {
			e.fault.Entry = at
			return nil, e.fault
		}
		placed := record.Placed{Position: at, Leaf: record.LeafHash(sealed.Payload, sealed.Signature), Key: e.key, Entry: e.entry}
		if err := s.check(placed); err != nil {
			return nil, err
		}
		if err := s.markPending(placed); err != nil {
			return nil, err
		}
		s.recent.apply(placed, s.state, false)
		s.state.Apply(placed)
		stored[i] = record.Stored{Position: at, Payload: sealed.Payload, Signature: sealed.Signature, Hashes: s.tree.Add(placed.Leaf)}
	}
	return stored, nil
}

// write writes a group. Whatever fails leaves the state as the log has it.
func (s *Store) write(g group) (checkpoint []byte, acts bool) {
	var err error
	if len(g.stored) > 0 {
		checkpoint, err = s.commit(g)
	}
	if err == nil && len(g.stored) > 0 {
		s.head, acts = s.tree.Head(), hasActs(g.stored)
	}
	if err != nil || g.undone { // the state has seen entries that are not in the log
		if s.lost = s.load(); s.lost != nil {
			s.lost = fmt.Errorf("the log cannot be read any more, open it again: %w", s.lost)
		}
	}
	for _, r := range g.requests {
		if r.out.Head = s.head; err != nil {
			r.out, r.err = Outcome{}, errors.Join(explain(s.path, err), s.lost)
		}
	}
	if err != nil {
		return nil, false
	}
	return checkpoint, acts
}

// commit puts a group on disk, and returns the checkpoint over the log with it; nil where it is
// written behind, with its checkpoint.
func (s *Store) commit(g group) ([]byte, error) {
	w := writing{stored: g.stored, head: s.tree.Head(), signer: s.signer, whole: s.before}
	for _, r := range g.requests {
		w.texts = append(w.texts, r.texts...)
	}
	if s.isBehind {
		return nil, s.db.UpdateBehind(func(tx *bbolt.Tx) error {
			checkpoint, err := w.sign()
			if err == nil {
				err = w.put(tx)
			}
			if err == nil {
				err = s.beside.add(checkpoint, hasActs(w.stored))
			}
			return err
		})
	}
	checkpoint, err := w.sign()
	if err != nil {
		return nil, err
	}
	return checkpoint, s.db.Update(w.put)
}

// writing is what goes to the disk under one checkpoint.
type writing struct {
	stored []record.Stored
	texts  [][]byte
	head   record.TreeHead
	signer note.Signer
	whole  bool // the log keeps whole checkpoints
}

// sign signs the checkpoint over the last of the entries, and keeps it with them.
func (w writing) sign() (checkpoint []byte, err error) {
	signature, err := record.SignHead(w.signer, w.head)
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint: %w", err)
	}
	checkpoint = record.Checkpoint(w.signer, w.head, signature)
	last := &w.stored[len(w.stored)-1]
	if last.Checkpoint = signature; w.whole {
		last.Checkpoint = checkpoint
	}
	return checkpoint, nil
}

// hasActs reports whether a person signed any of some entries.
func hasActs(all []record.Stored) bool {
	return slices.ContainsFunc(all, func(e record.Stored) bool { return len(e.Signature) > 0 })
}

func (w writing) put(tx *bbolt.Tx) error {
	if err := putEntries(tx, w.stored); err != nil {
		return err
	}
	for _, text := range w.texts {
		if err := putText(tx, text); err != nil {
			return err
		}
	}
	return nil
}

// putEntries writes entries behind those that are there.
func putEntries(tx *bbolt.Tx, all []record.Stored) error {
	b := tx.Bucket(bucketEntries)
	b.FillPercent = 1 // nothing is ever put between two of them
	for _, e := range all {
		if err := b.Put(key(e.Position), encode(e)); err != nil {
			return err
		}
	}
	return nil
}

// putText keeps a text under its SHA-256.
func putText(tx *bbolt.Tx, text []byte) error {
	sum := sha256.Sum256(text)
	return tx.Bucket(bucketTexts).Put(sum[:], text)
}
