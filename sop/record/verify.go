package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Stored is one entry as a log keeps it.
type Stored struct {
	Position  int64
	Payload   []byte
	Signature []byte      // armored; empty for a fact
	Hashes    []tlog.Hash // that this leaf completes, lowest first
	// Checkpoint is the station's signature over the tree that ends here: alone, since the rest
	// of its note follows from the log, or in the whole note. It is empty inside a batch.
	Checkpoint []byte
	Erased     *Erased // what is left of an entry that was destroyed; nil for all others
}

// Source is a log to verify.
type Source interface {
	// Entries yields every stored entry in the order of the log. Its bytes stay as
	// they are until the verification ends. An error says that one could not be read
	// as an entry.
	Entries() iter.Seq2[Stored, error]
	// Text returns the text kept under a SHA-256 (hexadecimal), or false.
	Text(sum string) ([]byte, bool)
}

// Options are the ways in which a verification can differ.
type Options struct {
	Progress func(entries int64) // called now and then; may be nil
	Workers  int                 // side by side; 0 for a few a processor, so that none waits for another
	// NoHashes says that the source keeps no tree hashes, as an export does
	// not; those of the stored entries are then not looked at.
	NoHashes bool
	// Governing leaves out the signatures of acts that do not say who may do what, and
	// of all checkpoints but the last. All else is checked: a log that passes has the
	// people, roles and approvals that it says, and takes a fraction of the time.
	Governing bool
	// Lean leaves out the station's signatures over checkpoints but the last of each batch of
	// entries, which is over all that those are over. People's signatures are all checked.
	Lean bool
	// Placed is called with each entry that keeps every rule, in order, and the state
	// after it, which it must not keep or change. It may be nil.
	Placed func(Placed, *State)
	// Covered is called with each sound checkpoint, in order, by its parts: whose it is, the tree
	// that it is over, and the signature. It may be nil.
	Covered func(station Station, head TreeHead, signature []byte)
	// From goes on from where the log was verified before; nil reads all of it.
	From *From
}

// From is how far a log was verified before. The source then yields the entries
// from there on, and nothing before is read again but what Past is asked for.
type From struct {
	State *State // as of then, which the verification changes
	Tree  Frontier
	Past  Past              // of the entries before, and no others
	Open  map[string]Values // what was recorded so far in each run that was open
}

// Report is what a verification found. The log is sound if there are no faults.
type Report struct {
	Entries int64 // in the log, up to the last that was read
	Before  int64 // of these, verified before and not read again
	Acts    int64 // of those that were read, signed by a person
	Head    TreeHead
	Faults  []*Fault // in the order of the log, at most MaxFaults
	State   *State   // as of the last entry that was sound
	// Disputed are the positions of acts that were signed with a key that was
	// revoked later, as suspect from there on. They are no faults.
	Disputed  []int64
	Destroyed int64 // entries of which only the leaf is left
	// Vouched is of how many checkpoints the signature was not checked, as a later one vouches
	// for the same entries.
	Vouched int64
}

// MaxFaults is how many faults a report lists before the verification stops.
const MaxFaults = 100

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Faults) == 0 }

// batchSize is how many entries a worker takes at a time.
const batchSize = 32

// Verify checks a whole log: every stored byte, every signature, and every
// rule at its position. The error is only ever the context's; what is wrong
// with the log stands in the report, which is the same for any number of
// workers.
func Verify(ctx context.Context, src Source, opt Options) (*Report, error) {
	v := newVerifier(src, opt)
	defer v.wait()
	in := readAhead(src, v.tree, opt.NoHashes)
	defer in.end()
	for first := true; ; first = false {
		if ctx.Err() != nil {
			return v.report, ctx.Err()
		}
		b, more := <-in.batches
		if !more {
			break
		}
		v.look(b)
		if b.fault != nil {
			v.take(0)
			v.fault(b.fault)
			return v.report, nil
		}
		behind := v.opt.Workers
		if first {
			behind = 0 // the genesis names the key of all checkpoints
		}
		if !v.take(behind) {
			return v.report, nil
		}
	}
	if v.take(0) {
		v.end()
	}
	return v.report, nil
}

func newVerifier(src Source, opt Options) *verifier {
	v := &verifier{
		src: src, opt: opt, report: &Report{}, state: NewState(), ledger: NewLedger(),
		texts: map[string]bool{}, signed: acts{}, lost: map[int64]int64{},
	}
	if v.opt.Workers < 1 {
		v.opt.Workers = 4 * runtime.GOMAXPROCS(0)
	}
	if f := opt.From; f != nil {
		v.state, v.tree, v.ledger = f.State, f.Tree, resumeLedger(f.State, f.Past, f.Open)
		v.covered = f.Tree.Size()
		v.report.Entries, v.report.Before = v.covered, v.covered
		v.report.Head, v.report.State = f.Tree.Head(), v.state
		v.station, _ = note.NewVerifier(f.State.StationKey) // it was read when the genesis was
	}
	return v
}

// looked is a batch with what can be said of each entry by itself.
type looked struct {
	readBatch
	found []examined
	done  sync.WaitGroup

	vouched int64 // checkpoints whose signature was left out
}

// look begins to examine a batch, beside those that are still examined.
func (v *verifier) look(batch readBatch) {
	l := &looked{readBatch: batch, found: make([]examined, len(batch.entries))}
	station, proved := v.station, provedAll
	if v.opt.Governing {
		proved = provedGoverning
	}
	lean := v.opt.Lean
	l.done.Go(func() { l.vouched = examineAll(l.entries, l.found, station, proved, lean) })
	v.ahead = append(v.ahead, l)
}

// take places the batches in order, all but the newest few. It returns false
// when there are enough faults.
func (v *verifier) take(behind int) bool {
	for len(v.ahead) > behind {
		l := v.ahead[0]
		v.ahead = v.ahead[1:]
		l.done.Wait()
		if !v.placeAll(l) {
			return false
		}
	}
	return true
}

// wait leaves nothing of the source in use.
func (v *verifier) wait() {
	for _, l := range v.ahead {
		l.done.Wait()
	}
}

// readable returns a fault that makes the rest of the log impossible to place.
func readable(stored Stored, err error, next int64) *Fault {
	if err != nil {
		return NewFault(FaultStorage, next, "it cannot be read: %v; nothing after it was checked", err)
	}
	if stored.Position != next {
		return NewFault(FaultMissing, next, "it is missing, the next stored entry is %d; nothing after it was checked", stored.Position)
	}
	return nil
}

type verifier struct {
	src     Source
	opt     Options
	report  *Report
	state   *State
	ledger  *Ledger
	tree    Frontier      // that the first entry comes behind
	station note.Verifier // nil until the genesis was read
	ahead   []*looked     // batches that are not placed yet
	texts   map[string]bool
	signed  acts
	lost    map[int64]int64 // first entry that a disposal destroyed, until that is confirmed
	covered int64           // size of the last tree with a checkpoint
	last    stationNote     // that checkpoint
}

func (v *verifier) placeAll(l *looked) bool {
	v.report.Vouched += l.vouched
	for i := range l.entries {
		v.place(&l.entries[i], &l.found[i])
		if len(v.report.Faults) >= MaxFaults {
			return false
		}
	}
	if v.opt.Progress != nil {
		v.opt.Progress(v.report.Entries)
	}
	v.report.Head, v.report.State = l.head, v.state
	return true
}

// place puts one entry at the end of what was verified so far.
func (v *verifier) place(t *taken, x *examined) {
	position := v.report.Entries
	v.report.Entries++
	for _, f := range t.faults {
		v.fault(f)
	}
	switch {
	case t.altered: // said already
	case x.fault != nil:
		x.fault.Entry = position
		v.fault(x.fault)
	case t.Erased != nil:
		v.lose(position, t.Erased)
	default:
		v.apply(Placed{Position: position, Leaf: t.leaf, Key: x.key, Entry: x.entry})
	}
	v.checkCheckpoint(t, x)
}

func (v *verifier) apply(p Placed) {
	if f := v.state.Check(p, v.ledger); f != nil {
		v.fault(f)
		return
	}
	if b, ok := p.Entry.Body.(*Approve); ok {
		for _, sum := range b.Kept() {
			v.checkText(p.Position, sum)
		}
	}
	v.state.Apply(p)
	v.ledger.Apply(p)
	v.found(p)
	if p.Entry.Type.Act() {
		v.report.Acts++
		v.signed.add(p)
	}
	if p.Position == 0 {
		v.station, _ = note.NewVerifier(v.state.StationKey) // Check has read it
	}
	if v.opt.Placed != nil {
		v.opt.Placed(p, v.state)
	}
}

// lose notes an entry that was destroyed. That it was meant to be is for the
// disposal that names it, and for its confirmation.
func (v *verifier) lose(position int64, g *Erased) {
	v.report.Destroyed++
	if _, known := v.lost[g.Disposal]; !known {
		v.lost[g.Disposal] = position
	}
	v.ledger.MarkErased(position, g)
	v.state.gapped, v.state.lost = true, true
}

// found notes that a disposal was confirmed.
func (v *verifier) found(p Placed) {
	if b, ok := p.Entry.Body.(*ConfirmDispose); ok {
		delete(v.lost, b.Position)
		v.state.gapped = len(v.lost) > 0
	}
}

func (v *verifier) checkText(position int64, sum string) {
	if v.texts[sum] {
		return
	}
	v.texts[sum] = true
	text, ok := v.src.Text(sum)
	if !ok {
		v.fault(NewFault(FaultText, position, "a text or a figure that it approves is not in the log's file"))
		return
	}
	if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != sum {
		v.fault(NewFault(FaultText, position, "a text or a figure that it approves was changed"))
	}
}

func (v *verifier) checkCheckpoint(t *taken, x *examined) {
	if len(t.Checkpoint) == 0 {
		return
	}
	if v.station == nil {
		v.fault(NewFault(FaultCheckpoint, t.Position, "the station that signed the checkpoint is not known: the log has no genesis"))
		return
	}
	if t.Position == 0 { // examined before the station's key was known
		x.checkpoint(t, v.station)
		x.proveCheckpoint(v.station)
	}
	if x.noted != nil {
		v.fault(NewFault(FaultCheckpoint, t.Position, "its checkpoint is not the station's: %v", x.noted))
		return
	}
	if x.note.head != t.head {
		v.fault(NewFault(FaultCheckpoint, t.Position, "its checkpoint is over another log: this entry or one before it was changed, dropped or put in order anew"))
		return
	}
	v.covered, v.last = t.head.Size, x.note
	v.ledger.AddRoot(t.head)
	if v.opt.Covered != nil {
		v.opt.Covered(v.station, t.head, x.note.sig)
	}
}

func (v *verifier) end() {
	for _, disposal := range slices.Sorted(maps.Keys(v.lost)) {
		v.fault(NewFault(FaultMissing, v.lost[disposal], "it was destroyed, and no disposal in entry %d, confirmed by a second person, names it", disposal))
	}
	v.report.Disputed = v.signed.disputed(v.state.Keys)
	switch {
	case v.opt.Governing && v.last.sig != nil && v.last.prove(v.station) != nil:
		v.fault(NewFault(FaultCheckpoint, v.covered-1, "its checkpoint is not signed by the station"))
	case v.report.Entries == 0:
		v.fault(NewFault(FaultGenesis, NoEntry, "it is empty"))
	case v.covered != v.report.Entries && v.report.OK():
		v.fault(NewFault(FaultEnd, v.covered, "it and what follows is not covered by a checkpoint of the station"))
	}
}

func (v *verifier) fault(f *Fault) {
	if len(v.report.Faults) < MaxFaults {
		v.report.Faults = append(v.report.Faults, f)
	}
}
