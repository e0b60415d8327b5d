package store

import (
	"context"
	"encoding/binary"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/trace"
)

// Meaning says what the names in the log mean. It is called in a transaction: it may not
// use the store.
type Meaning struct {
	// Of returns the words of a step and of a field in an approved text, and whether the
	// field is scanned. It is asked once.
	Of func(of Of) (step, field string, scanned bool)
	// Person and Page return the words by which they are found.
	Person, Page func(id string) string
	// Awaited are the texts that ask for a review, by their SHA-256.
	Awaited map[string]bool
	// Suspects are the people with a key that was revoked as suspect, and Disputed reports whether
	// what one of them signed at a position is disputed for it.
	Suspects map[string]bool
	Disputed func(person string, position int64) bool
}

// Traced is a record that has all terms of a trace.
type Traced struct {
	At     int64 // of the completion
	Out    bool  // it names a thing that was out of service as it was done
	Values []TracedValue
	Steps  []TracedStep
}

// TracedStep is how a step was not done as its page asks, as the completion says it; of an item
// that was left out, under that item.
type TracedStep struct {
	Step, Item, Text string
	Hit              bool // a term has it
}

// TracedValue is a value of a record as it stands, or stood when its step was opened to be
// done again, in the order of the run.
type TracedValue struct {
	Of
	Item, Text string
	When       time.Time
	Flags      byte
	Redone     int  // how often its step was opened again after it, 0 for what stands; 15 for more too
	Hit        bool // a term has it
	Terms      int  // how many have it
	OfItem     bool // only its item has these, as the item's other values do
	// AmendedBy is who amended it, in the order of the log: in what a trace finds.
	AmendedBy []string
}

// said sets when a value was recorded, and what is true of it.
func (t *TracedValue) said(v *value) {
	t.When = time.Unix(int64(binary.BigEndian.Uint32(v[12:])), 0).UTC()
	t.Flags, t.Redone = v[21]&(1<<4-1), v.redone()
}

// TraceFound is what a trace found, in the order in which it went.
type TraceFound struct {
	Records []Traced
	Next    int64 // where it goes on, as the After of a Span
	More    bool  // whether completions follow that were not looked at
	// Looked is how many completions lie between the end at which the trace began and
	// where it is, of how many.
	Looked, Of int
}

// Trace finds some of the completions that have all terms of a query, among those that
// another one selects. Its Reads is not asked.
func (s *Store) Trace(ctx context.Context, q trace.Query, among Query, m Meaning, span Span) (TraceFound, error) {
	if err := s.CatchUp(); err != nil {
		return TraceFound{}, err
	}
	in := tracing{ctx: ctx, span: span, said: map[uint32]texts{}}
	err := s.view(func(tx *bbolt.Tx, x index) error {
		if !x.there() {
			return nil
		}
		d, err := s.readOnce(x.top)
		if err != nil {
			return err
		}
		last, rows := x.rows.cursor().Last()
		if last == nil {
			return nil
		}
		in.x, in.dictionary = x, d
		in.found.Of = int(binary.BigEndian.Uint32(last))*rowsPerValue + len(rows)/rowSize
		matcher, possible := among.matcher(d)
		if !possible {
			in.found.Looked = in.found.Of
			return nil
		}
		s.folds.mu.Lock()
		defer s.folds.mu.Unlock()
		in.folds, in.matcher, in.every = &s.folds, matcher, matcher.all()
		if in.terms, err = in.folds.terms(tx, s.db.Guard, x, d, q, m); err != nil {
			return err
		}
		if in.choose(in.folds); in.unmet() {
			in.found.Looked = in.found.Of
			return nil
		}
		return in.scan(binary.BigEndian.Uint32(last))
	})
	return in.found, err
}

// unmet reports whether there is a term that nothing in the log can have, so that no record
// has all of them.
func (t *terms) unmet() bool {
	var of, others bits
	words := t.marked.all | t.anyOften
	for _, b := range t.of {
		of |= b
	}
	for _, all := range [][]bits{t.people, t.performed, t.countersigns, t.pages, t.flags[:]} {
		for _, b := range all {
			others |= b
		}
	}
	for _, c := range t.codes {
		others |= c.term
	}
	met := words | of | others | words>>half&(of>>half|t.items) | of>>half&t.compares
	for i, term := range t.query {
		if b := bits(1) << i; !term.Not && term.Kind != trace.Date && (term.Kind != trace.Phrase || t.ofValues&b != 0) && met&b == 0 {
			return true
		}
	}
	return false
}

// tracing is one call of Trace.
type tracing struct {
	ctx        context.Context
	x          index
	dictionary *dictionary
	matcher    matcher
	every      bool // it selects every row
	folds      *folds
	*terms
	lanes  []*lane
	blocks uint32           // how many blocks of values there are
	near   uint32           // one not far from those that are looked at
	said   map[uint32]texts // the blocks of texts that what was found has, by their numbers
	span   Span
	found  TraceFound
}

// mostAhead is how many values of rows are looked at beside each other at most.
const mostAhead = 32

// scan goes through the values of rows: through the first by itself, which may have all that there is
// room for, and then through twice as many beside each other each time.
func (t *tracing) scan(last uint32) error {
	from, step := int64(last), int64(-1)
	if t.span.Oldest {
		from, step = 0, 1
	}
	if t.span.After != 0 {
		if k, _ := rowsWith(t.x.rows, t.span.After); k != nil {
			from = int64(binary.BigEndian.Uint32(k))
		}
	}
	if k, _ := t.x.values.cursor().Last(); k != nil {
		t.blocks = binary.BigEndian.Uint32(k) + 1
	}
	t.near, _ = firstWith(t.x.values, uint32(from)*rowsPerValue)
	ahead := make([]chunk, 0, mostAhead)
	for n, most := from, 1; n >= 0 && n <= int64(last); most = min(2*most, mostAhead) {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		for ahead = ahead[:0]; len(ahead) < most && n >= 0 && n <= int64(last); n += step {
			rows := t.x.rows.Get(binary.BigEndian.AppendUint32(nil, uint32(n)))
			ahead = append(ahead, chunk{base: uint32(n) * rowsPerValue, rows: rows})
		}
		if err := t.lookAt(ahead); err != nil {
			return err
		}
		for i := range ahead {
			if done, err := t.among(&ahead[i]); done || err != nil {
				return err
			}
		}
	}
	return nil
}

// among takes what is left of the completions of a value. It is done where the span has room for no
// more.
func (t *tracing) among(c *chunk) (done bool, err error) {
	switch {
	case t.full():
		t.found.More = true
		return true, nil
	case c.err != nil:
		return true, c.err
	}
	base, rows := c.base, c.rows
	last, inOrder := uint32(0), c.left.down()
	if t.span.Oldest {
		last, inOrder = uint32(c.count()-1), c.left.up()
	}
	for i := range inOrder {
		r := rowAt(rows, i)
		if t.span.passed(r.position()) {
			continue
		}
		if err := t.take(r, base+i); err != nil {
			return false, err
		}
		if t.full() && i != last {
			t.found.More, done, last = true, true, i
			break
		}
	}
	t.looked(base, int(last), rowAt(rows, last))
	return done, nil
}

// full reports whether the span has room for no more.
func (t *tracing) full() bool { return t.span.Max > 0 && len(t.found.Records) >= t.span.Max }

// rowAt returns the row at a place of a value.
func rowAt(rows []byte, i uint32) *row { return (*row)(rows[i*rowSize:]) }

// looked notes how far a trace has come.
func (t *tracing) looked(base uint32, i int, r *row) {
	t.found.Next = r.position()
	if t.found.Looked = int(base) + i + 1; !t.span.Oldest {
		t.found.Looked = t.found.Of - int(base) - i
	}
}
