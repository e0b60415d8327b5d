package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"soprun/sop"
	"soprun/sop/record"
)

// indexer collects what a batch of entries adds to the indexes.
type indexer struct {
	index
	dictionary *dictionary
	changed    map[string]*runIndex
	tail       rowTail
	values     *valueWriter
	// events are those of the batch, by their positions: of runs that are open. What is not
	// among them is read; nil where the batch is the whole log.
	events map[int64]sop.Event
	starts map[string]time.Time // of the runs that were started in the batch
	read   func(at int64) (record.Placed, error)
}

func newIndexer(x index) (*indexer, error) {
	d, err := readDictionary(x.top)
	if err != nil {
		return nil, err
	}
	values, err := newValueWriter(x)
	return &indexer{index: x, dictionary: d, changed: map[string]*runIndex{}, values: values, events: map[int64]sop.Event{}, starts: map[string]time.Time{}}, err
}

func (x *indexer) add(p record.Placed) error {
	if _, e, ok := record.EventOf(p.Entry); ok {
		x.events[p.Position] = e
	}
	switch b := p.Entry.Body.(type) {
	case *record.RunStart:
		x.starts[b.Run] = p.Entry.At.Time
		return x.inRun(b.Run, func(r *runIndex) { r.entries = append(r.entries, p.Position) })
	case *record.RunEvent:
		return x.inRun(b.Run, func(r *runIndex) { r.entries = append(r.entries, p.Position) })
	case *record.RunAct:
		return x.inRun(b.Run, func(r *runIndex) {
			r.entries = append(r.entries, p.Position)
			if p.Entry.Type == record.KindTake {
				r.takes = append(r.takes, p.Position)
			}
		})
	case *record.Completion:
		return x.complete(p, b)
	case *record.Review:
		return x.about(b.Position, p, IsReview)
	case *record.Return:
		return x.about(b.Position, p, IsReturn)
	case *record.Answer:
		return x.about(b.Position, p, IsAnswer)
	case *record.Amend:
		return errors.Join(x.about(b.Position, p, IsAmendment), x.amend(b))
	case *record.CloseIncident:
		return x.noteAbout(b.Position, p, IsClosing)
	case *record.Asset:
		x.dictionary.Outages.Move(b, p.Entry.At.Time)
	case *record.Genesis, *record.LogClose, *record.Enrol, *record.Assign, *record.Rotate, *record.Revoke,
		*record.Unlock, *record.Approve, *record.Retire, *record.AccessReview, *record.Competence, *record.Assessed, *record.Scheme, *record.Evidence, *record.OwnWork, *record.Dispose,
		*record.ConfirmDispose, *record.UnlockFailed, *record.ClockBack, *record.ClockJump, *record.Export, *record.Backup,
		*record.Restore, *record.Missed, *record.Calendar, *record.Duty, *record.Read, *record.Settings, *record.Terminal,
		*record.Note, *record.NoteRead: // are read from the entries
	}
	return nil
}

// complete adds the row of a completion, and the values of its run.
func (x *indexer) complete(p record.Placed, b *record.Completion) error {
	var all standing
	err := x.inRun(b.Run, func(r *runIndex) { r.completion = p.Position })
	for _, at := range x.changed[b.Run].entries {
		if err != nil {
			return err
		}
		e, known := x.events[at]
		if !known && x.read != nil {
			var of record.Placed
			if of, err = x.read(at); errors.Is(err, ErrErased) {
				err = nil
				continue
			}
			if err == nil {
				_, e, known = record.EventOf(of.Entry)
			}
		}
		if delete(x.events, at); known {
			all.add(e)
		}
	}
	if err != nil {
		return err
	}
	r, err := x.dictionary.row(p, b)
	if err != nil {
		return err
	}
	started, err := x.started(b.Run)
	if err != nil {
		return err
	}
	all.done = orAt(all.done, p)
	r.ran(orAt(started, p), all)
	if all.late {
		r[37] |= flagLate
	}
	if x.dictionary.outOfService(all) {
		r[37] |= flagExceptions
		r[54] |= ranOut
	}
	if err := x.over(b.Run); err != nil {
		return err
	}
	x.tail.rows = append(x.tail.rows, r[:]...)
	return x.values.add(x.dictionary, p.Entry.Person, b, all)
}

// orAt is an instant of a run, or that of its completion where the entry was destroyed that had it.
func orAt(instant time.Time, completion record.Placed) time.Time {
	if instant.IsZero() {
		return completion.Entry.At.Time
	}
	return instant
}

// over writes the index of a run to which no entry is added any more: of a whole log there are
// too many to keep them until the end.
func (x *indexer) over(run string) error {
	r := x.changed[run]
	delete(x.changed, run)
	return x.runs.Put([]byte(run), r.encode())
}

// started returns when a run was started, a zero time where that was destroyed.
func (x *indexer) started(run string) (time.Time, error) {
	at, known := x.starts[run]
	if delete(x.starts, run); known || x.read == nil || len(x.changed[run].entries) == 0 {
		return at, nil
	}
	p, err := x.read(x.changed[run].entries[0])
	if errors.Is(err, ErrErased) {
		return at, nil
	}
	if _, is := p.Entry.Body.(*record.RunStart); err != nil || !is {
		return at, errors.Join(err, ErrIndex)
	}
	return p.Entry.At.Time, nil
}

// amend has a value say what it was amended to.
func (x *indexer) amend(b *record.Amend) error {
	k, v := rowsWith(x.rows, b.Position)
	i := searchRows(v, b.Position)
	if i < 0 {
		return nil
	}
	if err := x.values.flush(); err != nil {
		return err
	}
	if b.Mark != "" {
		err := changeRow(x.rows, b.Position, func(r *row) { r[37] |= flagExceptions })
		if err != nil {
			return err
		}
	}
	number := binary.BigEndian.Uint32(k)*rowsPerValue + uint32(i)
	return x.values.amend(number, sop.Event{Step: b.Step, Item: b.Item, Field: b.Field, Index: b.Index, Value: b.New, Mark: b.Mark})
}

// What is what an entry about another one is.
type What byte

// Entries about a completion, and what closed an incident.
const (
	IsReview    What = 1
	IsAmendment What = 2
	IsReturn    What = 3
	IsAnswer    What = 4
	IsClosing   What = 5
)

// forGood are the flags of what stays true of a completion.
var forGood = map[What]byte{IsAmendment: flagAmended, IsAnswer: flagAnswered}

// about notes an entry about a completion. One that was amended waits for a
// review again; one that was sent back waits for an answer.
func (x *indexer) about(completion int64, p record.Placed, what What) error {
	if x.tail.has(completion) {
		if err := x.tail.flush(x.rows); err != nil {
			return err
		}
	}
	flags, by := map[What]byte{IsReview: flagReviewed, IsReturn: flagReturned}[what], uint16(0)
	n, err := x.dictionary.personNumber(p.Entry.Person)
	if err != nil {
		return err
	}
	if what == IsReview {
		by = n + 1
	}
	err = changeRow(x.rows, completion, func(r *row) {
		if before := r.countersigner(); what != IsReview || before >= 0 && before != int(n) {
			r[37] |= flagOthers
		}
		r[37] = r[37]&^(flagReviewed|flagReturned) | flags | forGood[what]
		binary.BigEndian.PutUint16(r[38:], by)
	})
	if err != nil {
		return err
	}
	return x.noteAbout(completion, p, what)
}

// aboutSize is that of what is kept of an entry about another one: what it is (1), and who
// signed it: dictionary (2).
const aboutSize = 3

func (x *indexer) noteAbout(of int64, p record.Placed, what What) error {
	n, err := x.dictionary.personNumber(p.Entry.Person)
	if err != nil {
		return err
	}
	return x.reviews.Put(append(key(of), key(p.Position)...), binary.BigEndian.AppendUint16([]byte{byte(what)}, n))
}

// flush writes what was collected.
func (x *indexer) flush() error {
	if err := x.tail.flush(x.rows); err != nil {
		return err
	}
	if err := x.values.flush(); err != nil {
		return err
	}
	for id, r := range x.changed {
		if err := x.runs.Put([]byte(id), r.encode()); err != nil {
			return err
		}
	}
	b, err := json.Marshal(x.dictionary)
	if err != nil {
		return err
	}
	return x.top.Put(keyDictionary, b)
}

// runIndex is where the entries of a run are.
type runIndex struct {
	completion int64   // position, 0 while the run is open
	takes      []int64 // where it was taken over; few runs are
	entries    []int64
}

// encode writes the completion, the number of takes, and the takes and entries,
// each as how far it is from the one before.
func (r *runIndex) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(r.completion))
	b = binary.AppendUvarint(b, uint64(len(r.takes)))
	return appendPositions(appendPositions(b, r.takes), r.entries)
}

func appendPositions(b []byte, positions []int64) []byte {
	last := int64(0)
	for _, at := range positions {
		b, last = binary.AppendUvarint(b, uint64(at-last)), at
	}
	return b
}

var errRunIndex = errors.New("the index of runs is damaged: build it again")

// decodeRun reads what encode writes; nothing is the index of a run that is
// not there yet.
func decodeRun(b []byte) (*runIndex, error) {
	r := &runIndex{}
	if len(b) == 0 {
		return r, nil
	}
	numbers, err := numbersOf(b)
	if err != nil {
		return nil, err
	}
	if len(numbers) < 2 || numbers[1] < 0 || numbers[1] > int64(len(numbers)-2) {
		return nil, errRunIndex
	}
	rest := numbers[2:]
	r.completion, r.takes, r.entries = numbers[0], rest[:numbers[1]:numbers[1]], rest[numbers[1]:]
	addUp(r.takes)
	addUp(r.entries)
	return r, nil
}

func numbersOf(b []byte) ([]int64, error) {
	numbers := make([]int64, 0, len(b))
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return nil, errRunIndex
		}
		numbers, b = append(numbers, int64(v)), b[n:]
	}
	return numbers, nil
}

// addUp makes positions of how far each is from the one before.
func addUp(positions []int64) {
	for i := 1; i < len(positions); i++ {
		positions[i] += positions[i-1]
	}
}

// positionsOf reads what appendPositions writes.
func positionsOf(b []byte) ([]int64, error) {
	positions, err := numbersOf(b)
	addUp(positions)
	return positions, err
}

// inRun changes the index of a run.
func (x *indexer) inRun(id string, change func(*runIndex)) error {
	r := x.changed[id]
	if r == nil {
		var err error
		if r, err = decodeRun(x.runs.Get([]byte(id))); err != nil {
			return err
		}
		x.changed[id] = r
	}
	change(r)
	return nil
}

func (x index) run(id string) (*runIndex, bool) {
	if !x.there() {
		return nil, false
	}
	b := x.runs.Get([]byte(id))
	if b == nil {
		return nil, false
	}
	r, err := decodeRun(b)
	return r, err == nil
}
