package record

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// Dispose asks to destroy what has been kept for long enough.
type Dispose struct {
	Before  string // local day; of completions before it
	Entries int
	Reason  string
	SHA256  string // of the list of their positions
}

// ConfirmDispose is the second signature, from which on the entries are gone.
type ConfirmDispose struct {
	Leaf     tlog.Hash // leaf hash of the Dispose
	Position int64     // of the Dispose
}

// Disposal is one dispose entry, and whether it was confirmed.
type Disposal struct {
	Dispose
	Position  int64
	Leaf      tlog.Hash
	By        string
	At        time.Time
	Confirmed int64 // position of the confirmation, 0 while there is none
}

func (*Dispose) kind() Kind        { return KindDispose }
func (*ConfirmDispose) kind() Kind { return KindConfirm }

func (b *Dispose) code(f *codec) {
	forText(f, "before", &b.Before)
	forNumber(f, "entries", &b.Entries)
	forText(f, "reason", &b.Reason)
	forText(f, "sha256", &b.SHA256)
}

func (b *ConfirmDispose) code(f *codec) {
	f.hash("leaf", &b.Leaf)
	forNumber(f, "position", &b.Position)
}

func (b *Dispose) check() error {
	err := errors.Join(checkDay("before", b.Before), checkNumber("entries", int64(b.Entries)),
		field("reason", b.Reason, 1, maxWords), checkHex("sha256", b.SHA256, 32))
	if b.Entries < 1 {
		err = errors.Join(err, errors.New("entries: there is nothing to dispose of"))
	}
	return err
}

func (b *ConfirmDispose) check() error {
	if b.Position < 1 {
		return fmt.Errorf("position %d: no disposal stands there", b.Position)
	}
	return checkNumber("position", b.Position)
}

// DisposeOf returns the body for a list of positions.
func DisposeOf(before, reason string, positions []int64) (*Dispose, error) {
	text, err := canonicalList(positions, numeral[int64])
	sum := sha256.Sum256(text)
	return &Dispose{Before: before, Entries: len(positions), Reason: reason, SHA256: hex.EncodeToString(sum[:])}, err
}

// of reports whether a disposal is of these positions.
func (b *Dispose) of(positions []int64) bool {
	want, err := DisposeOf(b.Before, b.Reason, positions)
	return err == nil && *want == *b
}

// Erased is what is left of an entry that was destroyed.
type Erased struct {
	Leaf     []byte // as Leaf returns it
	Disposal int64  // position of the dispose entry that names it
}

var goneLeaf = regexp.MustCompile(`^soprun-log/1\npayload sha256:[0-9a-f]{64}\nsignature sha256:([0-9a-f]{64}|-)\n$`)

func (g *Erased) check(position int64) *Fault {
	if !goneLeaf.Match(g.Leaf) || g.Disposal <= position || position == 0 {
		return NewFault(FaultStorage, position, "what is left of it is not the leaf of an entry that a later one disposes of")
	}
	return nil
}

// Retention tells which entries of a log can be disposed of. The zero value is not
// one: use NewRetention.
type Retention struct {
	runs  map[string]*retained
	runOf map[int64]string  // by position of the completion
	lists map[int64][]int64 // by position of the dispose
	gone  map[int64][]int64 // likewise; of entries that were destroyed
}

type retained struct {
	entries  positions // completion and all that is about it too
	day      string    // local, of the completion; "" while the run is open
	reviewed bool
	raised   int // incidents that are open
}

// NewRetention returns that of an empty log.
func NewRetention() *Retention {
	return &Retention{runs: map[string]*retained{}, runOf: map[int64]string{}, lists: map[int64][]int64{}, gone: map[int64][]int64{}}
}

// MarkErased notes an entry that was destroyed.
func (r *Retention) MarkErased(position int64, g *Erased) {
	r.gone[g.Disposal] = append(r.gone[g.Disposal], position)
}

// Due returns the positions of what a dispose entry at a position disposes of.
func (r *Retention) Due(position int64, before string) (positions []int64) {
	if gone := r.gone[position]; gone != nil {
		return gone
	}
	for _, run := range r.runs {
		if run.day != "" && run.day < before && run.reviewed && run.raised == 0 {
			positions = run.entries.appendTo(positions)
		}
	}
	slices.Sort(positions)
	return positions
}

// Disposed returns the positions that a confirmed disposal named.
func (r *Retention) Disposed(position int64) []int64 { return r.lists[position] }

// Apply notes an entry.
func (r *Retention) Apply(p Placed) {
	switch b := p.Entry.Body.(type) {
	case *RunStart:
		r.runs[b.Run] = &retained{}
		r.add(b.Run, p.Position)
	case *RunEvent:
		r.add(b.Run, p.Position)
		r.raise(b)
	case *RunAct:
		r.add(b.Run, p.Position)
	case *Completion:
		r.add(b.Run, p.Position)
		r.runOf[p.Position] = b.Run
		if run := r.runs[b.Run]; run != nil {
			run.day = p.Entry.Clock.Day(p.Entry.At.Time)
		}
	case *Review:
		r.about(b.Position, p.Position, true)
	case *Amend:
		r.about(b.Position, p.Position, false)
	case *Return:
		r.about(b.Position, p.Position, false)
	case *Answer:
		r.about(b.Position, p.Position, false)
	case *CloseIncident:
		r.close(b.Run, p.Position)
	case *Dispose:
		r.lists[p.Position] = r.Due(p.Position, b.Before)
	case *ConfirmDispose:
		r.drop(r.lists[b.Position])
	case *Genesis, *LogClose, *Enrol, *Assign, *Rotate, *Revoke, *Unlock, *Approve, *Retire, *AccessReview, *Competence, *Assessed, *Scheme, *Evidence, *OwnWork,
		*Missed, *Asset, *Calendar, *Duty, *Read, *Settings, *Terminal, *Note, *NoteRead,
		*UnlockFailed, *ClockBack, *ClockJump, *Export, *Backup, *Restore: // are kept for ever
	}
}

func (r *Retention) add(run string, position int64) {
	if kept := r.runs[run]; kept != nil {
		kept.entries.add(position)
	}
}

// raise notes an incident: while it is open, its run is kept.
func (r *Retention) raise(b *RunEvent) {
	if kept := r.runs[b.Run]; kept != nil && b.Event.Kind == sop.IncidentRaised {
		kept.raised++
	}
}

// close notes what closed an incident, which goes with its run.
func (r *Retention) close(run string, position int64) {
	if kept := r.runs[run]; kept != nil {
		kept.raised--
		kept.entries.add(position)
	}
}

func (r *Retention) about(completion, position int64, reviewed bool) {
	if kept := r.runs[r.runOf[completion]]; kept != nil {
		kept.reviewed = reviewed
		kept.entries.add(position)
	}
}

func (r *Retention) drop(positions []int64) {
	maps.DeleteFunc(r.runs, func(_ string, run *retained) bool {
		_, listed := slices.BinarySearch(positions, run.entries.first())
		return listed
	})
}

func checkDispose(_ *State, p Placed, past Past) *Fault {
	b, e := p.Entry.Body.(*Dispose), p.Entry
	if today := e.Clock.Day(e.At.Time); b.Before > today {
		return faultf(FaultDisposal, "it disposes of what is completed before %s, which was still to come on %s", b.Before, today)
	}
	if !b.of(past.Due(p.Position, b.Before)) {
		return faultf(FaultDisposal, "it disposes of other entries than those of reviewed runs completed before %s", b.Before)
	}
	return nil
}

func checkConfirm(s *State, p Placed, past Past) *Fault {
	b, by := p.Entry.Body.(*ConfirmDispose), p.Entry.Person
	d := s.disposal(b.Position)
	switch {
	case d == nil || d.Leaf != b.Leaf:
		return faultf(FaultDisposal, "entry %d, which it confirms, is no disposal with these contents", b.Position)
	case d.Confirmed > 0:
		return faultf(FaultDisposal, "the disposal in entry %d was confirmed before, in entry %d", b.Position, d.Confirmed)
	case d.By == by:
		return faultf(FaultDuties, "%q confirmed their own disposal", by)
	case !d.of(past.Due(b.Position, d.Before)):
		return faultf(FaultDisposal, "the runs that entry %d disposes of are not the same any more", b.Position)
	}
	return nil
}

func (s *State) disposal(position int64) *Disposal {
	for _, d := range s.Disposals {
		if d.Position == position {
			return d
		}
	}
	return nil
}

// dispose folds a disposal or its confirmation. What was destroyed before the
// latter cannot be asked for its time: the log's starts again.
func (s *State) dispose(p Placed) {
	e := p.Entry
	switch b := e.Body.(type) {
	case *Dispose:
		s.Disposals = append(s.Disposals, &Disposal{Dispose: *b, Position: p.Position, Leaf: p.Leaf, By: e.Person, At: e.At.Time})
	case *ConfirmDispose:
		d := s.disposal(b.Position)
		d.Confirmed = p.Position
		s.unmeasure(d.Before)
		s.Unsaid = slices.DeleteFunc(s.Unsaid, func(u *Unsaid) bool { return u.Day < d.Before })
		s.Latest, s.Boot, s.Booted = e.At.Time, "", time.Time{}
	}
}

func sayDispose(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Dispose)
	return fmt.Sprintf("I, %s, disposed of %d entries of runs completed before %s, list %s, %s, because: %s",
		s.who(e), b.Entries, day(b.Before), b.SHA256, when(e), b.Reason)
}

func sayConfirm(s *State, e *Entry, _ Past) string {
	b := e.Body.(*ConfirmDispose)
	d := s.disposal(b.Position)
	if d == nil { // Check refuses it
		d = &Disposal{}
	}
	return fmt.Sprintf("I, %s, confirmed the disposal in entry %d by %s, of %d entries, %s.", s.who(e), b.Position, s.named(d.By), d.Entries, when(e))
}
