package record

import (
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// ledger is a Past in memory, for a verification that reads the log from its
// beginning.
type ledger struct {
	closed    map[string]bool
	performed map[int64]*Performed
	sizes     []int64 // of the trees with a checkpoint, growing
	roots     []tlog.Hash
}

func newLedger() *ledger {
	l := &ledger{closed: map[string]bool{}, performed: map[int64]*Performed{}}
	l.addRoot(new(Frontier).Head())
	return l
}

// Closed reports whether the run was completed.
func (l *ledger) Closed(run string) bool { return l.closed[run] }

// Performed returns the completion at the position.
func (l *ledger) Performed(position int64) (Performed, bool) {
	if p := l.performed[position]; p != nil {
		return *p, true
	}
	return Performed{}, false
}

// Root returns the root of a tree with a checkpoint.
func (l *ledger) Root(size int64) (tlog.Hash, bool) {
	if i, ok := slices.BinarySearch(l.sizes, size); ok {
		return l.roots[i], true
	}
	return tlog.Hash{}, false
}

func (l *ledger) addRoot(head TreeHead) {
	l.sizes, l.roots = append(l.sizes, head.Size), append(l.roots, head.Root)
}

func (l *ledger) apply(p Placed) {
	switch b := p.Entry.Body.(type) {
	case *Completion:
		l.closed[b.Run] = true
		l.performed[p.Position] = &Performed{Leaf: p.Leaf, Person: p.Entry.Person, SOP: b.SOP, Version: b.Version, Run: b.Run}
	case *Review:
		done := l.performed[b.Position]
		done.Reviewers = append(done.Reviewers, p.Entry.Person)
	}
}

func decodeFault(err error) FaultCode {
	if errors.Is(err, ErrForm) {
		return FaultForm
	}
	return FaultSchema
}
