package store

import (
	"context"
	"math"
	"time"

	"go.etcd.io/bbolt"

	"soprun/sop"
)

// Query selects completions; zero members select all.
type Query struct {
	Person string
	SOP    string
	Code   sop.Code
	Since  time.Time // inclusive
	Until  time.Time // exclusive
	Open   bool      // only those without a review
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
}

// passed reports whether a search has come by a position already.
func (s Span) passed(at int64) bool {
	return s.After != 0 && (s.Oldest && at <= s.After || !s.Oldest && at >= s.After)
}

// Found is what a search found, in the order in which it went. For a code outside the
// packed ones there are completions in it that only may have that.
type Found struct {
	At   []int64
	Next int64 // where it goes on, as the After of a Span
	More bool  // whether rows follow
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
	for span, more := (Span{Max: findPage}), true; more; {
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
		if in.dictionary, err = readDictionary(x.top); err != nil {
			return err
		}
		m, possible := q.matcher(in.dictionary)
		if !possible {
			return nil
		}
		in.tx, in.matcher = tx, m
		return in.scan(x.rows)
	})
	return in.found, err
}

// search is one call of Search.
type search struct {
	matcher
	dictionary dictionary
	ctx        context.Context
	tx         *bbolt.Tx
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
	for k, v := start(); k != nil; k, v = step() {
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
		s.found.Looked += n
	case s.full():
		s.found.More = true
	default:
		return false
	}
	s.found.Of += n
	return true
}

func (s *search) full() bool {
	return s.span.Max > 0 && len(s.found.At) >= s.span.Max || s.span.Look > 0 && s.looked >= s.span.Look
}

// take counts a row, and looks at it where the search has come to it.
func (s *search) take(r *row) error {
	if !s.matches(r) {
		return nil
	}
	s.found.Of++
	switch at := r.position(); {
	case s.span.passed(at):
		s.found.Looked++
	case s.full():
		s.found.More = true
	default:
		if s.looked%checkEvery == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		s.looked++
		s.found.Looked++
		s.found.Next = at
		fits, err := s.fits(r)
		if fits {
			s.found.At = append(s.found.At, at)
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
	person, sop  int // -1 for all
	code         sop.Code
	since, until int64
	open         bool
}

// all reports whether it selects every row.
func (m *matcher) all() bool {
	return *m == matcher{person: -1, sop: -1, until: math.MaxInt64}
}

func (q Query) matcher(d dictionary) (m matcher, possible bool) {
	m = matcher{person: -1, sop: -1, code: q.Code, until: math.MaxInt64, open: q.Open}
	if q.Person != "" {
		n, ok := d.people[q.Person]
		if !ok {
			return m, false
		}
		m.person = int(n)
	}
	if q.SOP != "" {
		n, ok := d.sops[q.SOP]
		if !ok {
			return m, false
		}
		m.sop = int(n)
	}
	if !q.Since.IsZero() {
		m.since = q.Since.UnixMilli()
	}
	if !q.Until.IsZero() {
		m.until = q.Until.UnixMilli()
	}
	return m, true
}

func (m *matcher) matches(r *row) bool {
	switch {
	case m.person >= 0 && int(r.person()) != m.person,
		m.sop >= 0 && int(r.sop()) != m.sop,
		r.ms() < m.since || r.ms() >= m.until,
		m.open && r[37]&flagReviewed != 0:
		return false
	}
	return m.code == "" || r.has(m.code) || r[37]&flagMoreCodes != 0
}
