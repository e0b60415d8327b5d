package record

import (
	"errors"
	"slices"
)

// Ledger is a Past in memory, for whoever reads a log from its beginning, or
// from where it was verified before.
type Ledger struct {
	base      Past // of the entries before those that were read; nil for none
	completed map[string]int64
	owners    map[string][]string // by run
	values    map[string]Values   // by run that is open
	closed    map[string]packed   // by run that is over
	watches   map[string]Watch    // likewise
	performed map[int64]*Performed
	retention *Retention
	roots     roots
}

// NewLedger returns the past of an empty log.
func NewLedger() *Ledger {
	l := &Ledger{completed: map[string]int64{}, owners: map[string][]string{}, values: map[string]Values{}, closed: map[string]packed{}, watches: map[string]Watch{}, performed: map[int64]*Performed{}, retention: NewRetention()}
	l.AddRoot(new(Frontier).Head())
	return l
}

// resumeLedger returns the past of a log that is read from where it was verified
// before: base knows what came before, and open holds the events so far of each
// run that was open then.
func resumeLedger(state *State, base Past, open map[string]Values) *Ledger {
	l := &Ledger{base: base, completed: map[string]int64{}, owners: map[string][]string{}, values: open, closed: map[string]packed{}, watches: map[string]Watch{}, performed: map[int64]*Performed{}, retention: NewRetention()}
	for run, o := range state.Open {
		l.owners[run], l.watches[run] = slices.Clone(o.Owners), o.Watch.clone()
	}
	return l
}

// Completed returns the position of the completion of a run.
func (l *Ledger) Completed(run string) (int64, bool) {
	at, ok := l.completed[run]
	if !ok && l.base != nil {
		return l.base.Completed(run)
	}
	return at, ok
}

// Performed returns the completion at the position.
func (l *Ledger) Performed(position int64) (Performed, bool) {
	if p := l.done(position); p != nil {
		return *p, true
	}
	return Performed{}, false
}

// done returns the completion at the position, nil if none stands there.
func (l *Ledger) done(position int64) *Performed {
	if l.performed[position] == nil && l.base != nil {
		if before, ok := l.base.Performed(position); ok {
			l.performed[position] = &before
		}
	}
	return l.performed[position]
}

// Value returns what a value of the completion at the position says now.
func (l *Ledger) Value(position int64, id ValueID) (string, bool) {
	done := l.done(position)
	if done == nil {
		return "", false
	}
	text, ok := l.closed[done.Run].values()[id]
	if !ok && l.base != nil {
		return l.base.Value(position, id)
	}
	return text, ok
}

// Watched returns who had to do with the run of a completion but to perform it.
func (l *Ledger) Watched(position int64) Watch {
	done := l.done(position)
	if done == nil {
		return Watch{}
	}
	if w, ok := l.watches[done.Run]; ok || l.base == nil {
		return w
	}
	return l.base.Watched(position)
}

// Due returns the positions of what a dispose entry at a position disposes of.
func (l *Ledger) Due(position int64, before string) []int64 { return l.retention.Due(position, before) }

// MarkErased notes an entry that was destroyed.
func (l *Ledger) MarkErased(position int64, g *Erased) { l.retention.MarkErased(position, g) }

// Covers reports whether a checkpoint was written over a tree of this size.
func (l *Ledger) Covers(size int64) bool {
	_, ok := l.roots.of(size)
	return ok || l.base != nil && l.base.Covers(size)
}

// Has reports whether a checkpoint was written over this tree.
func (l *Ledger) Has(head TreeHead) bool {
	if mark, ok := l.roots.of(head.Size); ok {
		return mark == l.roots.mark(head.Root)
	}
	return l.base != nil && l.base.Has(head)
}

// AddRoot notes a tree that a checkpoint was written over.
func (l *Ledger) AddRoot(head TreeHead) { l.roots.add(head) }

// Apply notes an entry that has passed State.Check.
func (l *Ledger) Apply(p Placed) {
	if run, event, ok := EventOf(p.Entry); ok {
		l.values[run].Add(event)
		w := l.watches[run]
		w.Add(event)
		l.watches[run] = w
	}
	l.retention.Apply(p)
	switch b := p.Entry.Body.(type) {
	case *RunStart:
		l.owners[b.Run], l.values[b.Run] = []string{p.Entry.Person}, Values{}
	case *RunAct:
		if p.Entry.Type == KindTake {
			l.owners[b.Run] = append(l.owners[b.Run], p.Entry.Person)
		}
	case *Completion:
		l.completed[b.Run] = p.Position
		l.performed[p.Position] = &Performed{
			Leaf: p.Leaf, Person: p.Entry.Person, Meaning: p.Entry.Meaning, Owners: l.owners[b.Run], SOP: b.SOP, Version: b.Version, Run: b.Run, Outcome: b.Outcome,
		}
		delete(l.owners, b.Run)
		l.closed[b.Run] = l.values[b.Run].pack()
		delete(l.values, b.Run)
	case *ConfirmDispose:
		l.forget(l.retention.Disposed(b.Position))
	case *Review:
		l.done(b.Position).Apply(p.Entry)
	case *Answer:
		l.done(b.Position).Apply(p.Entry)
	case *Amend:
		done := l.done(b.Position)
		done.Apply(p.Entry)
		values := l.closed[done.Run].values() // none where it was completed before the log is read from
		values[b.ID()] = b.New
		l.closed[done.Run] = values.pack()
	case *Genesis, *LogClose, *Enrol, *Assign, *Rotate, *Revoke, *Unlock, *Approve, *Retire, *AccessReview, *Competence, *Assessed, *Scheme, *Evidence, *OwnWork,
		*Return, *Missed, *Asset, *Calendar, *Duty, *Read, *Settings, *Terminal, *Note, *NoteRead, *CloseIncident, *Dispose, *RunEvent, *UnlockFailed, *ClockBack, *ClockJump, *Export, *Backup, *Restore: // are of no completion; events were added above
	}
}

// forget drops completions that were disposed of.
func (l *Ledger) forget(positions []int64) {
	for _, at := range positions {
		if done := l.performed[at]; done != nil {
			delete(l.performed, at)
			delete(l.completed, done.Run)
			delete(l.closed, done.Run)
			delete(l.watches, done.Run)
		}
	}
}

func decodeFault(err error) FaultCode {
	if errors.Is(err, ErrForm) {
		return FaultForm
	}
	return FaultSchema
}
