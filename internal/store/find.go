package store

import (
	"context"
	"math"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
	"soprun/sop"
	"soprun/sop/record"
)

// Query selects completions; zero members select all.
type Query struct {
	Person string
	SOP    string
	Code   sop.Code
	Since  time.Time // inclusive
	Until  time.Time // exclusive
	// Outcome is how they ended; "" for any.
	Outcome    record.Outcome
	Exceptions bool // only those that list any, or were ended or stopped
	SentBack   bool // only those with a return that is open
	Clean      bool // only the others
	// Awaited selects only those that wait for a review: that nobody has reviewed since they
	// were amended, that are not sent back, and that have exceptions, were amended, were sent back before, or ran from one of these texts, by their SHA-256. nil for all.
	Awaited       map[string]bool
	Countersigner string // only those with a review by this person that stands
	// Reads looks at what a row alone does not tell; nil for all. It is called in a
	// transaction: it may not use the store, nor keep the payload.
	Reads func(person, sop string, payload []byte) bool
}

// Span says from where a search goes on, and how far.
type Span struct {
	After  int64 // the completion after which it goes on; 0 to begin at an end
	Oldest bool  // from the oldest completion on; else from the newest
	Max    int   // how many are found at most; 0 for any number
	Look   int   // how many of those that the rows select are looked at, at most; 0 for any number
	// Uncounted leaves Looked and Of at 0, and so reads no rows outside the span.
	Uncounted bool
}

// passed reports whether a search has come by a position already.
func (s Span) passed(at int64) bool {
	return s.After != 0 && (s.Oldest && at <= s.After || !s.Oldest && at >= s.After)
}

// Found is what a search found, in the order in which it went. For a code outside the
// packed ones there are completions in it that only may have that.
type Found struct {
	At   []int64
	Out  []int64 // those of them that name a thing which was out of service as they were done
	Next int64   // where it goes on, as the After of a Span
	More bool    // whether rows follow
	// Looked is how many of the completions that the rows select lie between the end
	// at which the search began and Next, of how many.
	Looked, Of int
}

// checkEvery is after how many rows that were looked at it is seen whether a search was
// cancelled.
const checkEvery = 64

// findPage is how many completions Find reads before it hands them on.
const findPage = 1024

// Find calls f with the positions of the completions that match, newest first,
// until it returns false. For a code outside the packed ones, f also gets
// completions that only may have it. f may use the store: it is called between
// transactions, since one that waits for another would stop both.
func (s *Store) Find(q Query, f func(completion int64) bool) error {
	for span, more := (Span{Max: findPage, Uncounted: true}), true; more; {
		found, err := s.Search(context.Background(), q, span)
		if err != nil {
			return err
		}
		for _, at := range found.At {
			if !f(at) {
				return nil
			}
		}
		span.After, more = found.Next, found.More
	}
	return nil
}

// Search finds some of the completions that match, in one transaction that reads.
func (s *Store) Search(ctx context.Context, q Query, span Span) (Found, error) {
	if err := s.CatchUp(); err != nil {
		return Found{}, err
	}
	in := search{ctx: ctx, span: span, reads: q.Reads}
	err := s.view(func(tx *bbolt.Tx, x index) error {
		if !x.there() {
			return nil
		}
		var err error
		if in.dictionary, err = s.readOnce(x.top); err != nil {
			return err
		}
		m, possible := q.matcher(in.dictionary)
		if !possible {
			return nil
		}
		in.tx, in.x, in.matcher = tx, x, m
		if in.reads != nil || span.After != 0 { // whoever looks for a word, or goes on, reads much of the log, once
			defer boltfile.Forget(tx)
		}
		return in.scan(x.rows)
	})
	return in.found, err
}

// search is one call of Search.
type search struct {
	matcher
	dictionary *dictionary
	ctx        context.Context
	tx         *bbolt.Tx
	x          index
	span       Span
	reads      func(person, sop string, payload []byte) bool
	found      Found
	looked     int
}

// scan goes through the whole table from one of its ends: order is that of the log,
// and a clock that was set back makes later entries earlier.
func (s *search) scan(rows shelf) error {
	c := rows.cursor()
	start, step := c.Last, c.Prev
	if s.span.Oldest {
		start, step = c.First, c.Next
	}
	if s.span.Uncounted && s.span.After != 0 {
		if k, _ := rowsWith(rows, s.span.After); k != nil {
			start = func() (key, value []byte) { return c.Seek(k) }
		}
	}
	for k, v := start(); k != nil && (!s.span.Uncounted || !s.found.More); k, v = step() {
		n := len(v) / rowSize
		if s.skip(v, n) {
			continue
		}
		for i := range n {
			at := i
			if !s.span.Oldest {
				at = n - 1 - i
			}
			if err := s.take((*row)(v[at*rowSize:])); err != nil {
				return err
			}
		}
	}
	return nil
}

// skip counts the rows of a value without looking at each, where each is selected and
// they all lie before the span or after what it has room for.
func (s *search) skip(v []byte, n int) bool {
	if !s.all() || n == 0 {
		return false
	}
	last := (*row)(v[(n-1)*rowSize:])
	if !s.span.Oldest {
		last = (*row)(v)
	}
	switch {
	case s.span.passed(last.position()):
		s.count(n, n)
	case s.full():
		s.found.More = true
		s.count(0, n)
	default:
		return false
	}
	return true
}

// count adds to how many rows lie before the span's end, and to how many there are.
func (s *search) count(looked, of int) {
	if !s.span.Uncounted {
		s.found.Looked, s.found.Of = s.found.Looked+looked, s.found.Of+of
	}
}

func (s *search) full() bool {
	return s.span.Max > 0 && len(s.found.At) >= s.span.Max || s.span.Look > 0 && s.looked >= s.span.Look
}

// take counts a row, and looks at it where the search has come to it.
func (s *search) take(r *row) error {
	if !s.x.selects(&s.matcher, r) {
		return nil
	}
	s.count(0, 1)
	switch at := r.position(); {
	case s.span.passed(at):
		s.count(1, 0)
	case s.full():
		s.found.More = true
	default:
		if s.looked%checkEvery == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		s.looked++
		s.count(1, 0)
		s.found.Next = at
		fits, err := s.fits(r)
		if fits {
			s.found.At = append(s.found.At, at)
			if r.outOfService() {
				s.found.Out = append(s.found.Out, at)
			}
		}
		return err
	}
	return nil
}

// fits looks at the entry itself, which has to be what was logged.
func (s *search) fits(r *row) (bool, error) {
	if s.reads == nil {
		return true, nil
	}
	e, err := sound(s.tx, r.position())
	if err != nil {
		return false, err
	}
	person, ok := s.dictionary.person(r)
	sopID, known := s.dictionary.sop(r)
	if !ok || !known {
		return false, ErrIndex
	}
	return s.reads(person, sopID, e.Payload), nil
}

// person returns whose completion a row is, false where the dictionary does not say.
func (d *dictionary) person(r *row) (string, bool) {
	if n := int(r.person()); n < len(d.People) {
		return d.People[n], true
	}
	return "", false
}

// sop returns of which procedure a row is.
func (d *dictionary) sop(r *row) (string, bool) {
	if n := int(r.sop()); n < len(d.SOPs) {
		return d.SOPs[n], true
	}
	return "", false
}

// matcher is a Query in the terms of rows.
type matcher struct {
	person, sop, countersigner, outcome int // -1 for all
	code                                sop.Code
	since, until                        int64
	set                                 byte // flags that a row has
	wrong, clean                        bool // only those with exceptions, or without
	awaited                             *awaited
}

// awaited are the texts that ask for a review, by their numbers.
type awaited struct{ texts []bool }

func (d *dictionary) awaited(texts map[string]bool) *awaited {
	a := &awaited{make([]bool, len(d.Texts))}
	for i, sum := range d.Texts {
		a.texts[i] = texts[sum]
	}
	return a
}

func (a *awaited) matches(r *row) bool {
	n := int(r.text())
	return r[37]&(flagReviewed|flagReturned) == 0 && (r.wrong() || r[37]&(flagAmended|flagAnswered) != 0 || n < len(a.texts) && a.texts[n])
}

// all reports whether it selects every row.
func (m *matcher) all() bool {
	return *m == matcher{person: -1, sop: -1, countersigner: -1, outcome: -1, until: math.MaxInt64}
}

func (q Query) matcher(d *dictionary) (m matcher, possible bool) {
	m = matcher{person: -1, sop: -1, countersigner: -1, outcome: -1, code: q.Code, until: math.MaxInt64}
	for _, named := range []struct {
		name    string
		numbers map[string]uint16
		to      *int
	}{{q.Person, d.people, &m.person}, {q.SOP, d.sops, &m.sop}, {q.Countersigner, d.people, &m.countersigner}} {
		if named.name == "" {
			continue
		}
		n, ok := named.numbers[named.name]
		if !ok {
			return m, false
		}
		*named.to = int(n)
	}
	if q.Outcome != "" {
		if m.outcome = slices.Index(record.Outcomes, q.Outcome); m.outcome < 0 {
			return m, false
		}
	}
	m.wrong, m.clean = q.Exceptions, q.Clean
	if q.Awaited != nil {
		m.awaited = d.awaited(q.Awaited)
	}
	if q.SentBack {
		m.set |= flagReturned
	}
	if !q.Since.IsZero() {
		m.since = q.Since.UnixMilli()
	}
	if !q.Until.IsZero() {
		m.until = q.Until.UnixMilli()
	}
	return m, true
}

// selects reports whether a row fits. Of those whose reviews stand the row itself names the last.
func (x index) selects(m *matcher, r *row) bool {
	return m.matches(r) && (m.countersigner < 0 || m.countersigner == r.countersigner() || x.reviewed(r.position(), m.countersigner))
}

// matches is selects but for countersigners whom the row does not name.
func (m *matcher) matches(r *row) bool {
	switch {
	case m.person >= 0 && int(r.person()) != m.person,
		m.sop >= 0 && int(r.sop()) != m.sop,
		r.ms() < m.since || r.ms() >= m.until,
		r[37]&m.set != m.set, m.wrong && !r.wrong(), m.clean && r.wrong(),
		m.awaited != nil && !m.awaited.matches(r),
		m.outcome >= 0 && int(r[36]) != m.outcome,
		m.countersigner >= 0 && r.countersigner() != m.countersigner && r[37]&flagOthers == 0:
		return false
	}
	return m.code == "" || r.has(m.code) || r[37]&flagMoreCodes != 0
}
