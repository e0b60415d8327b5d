package store

import (
	"math"
	bitsOf "math/bits"
	"slices"
	"strings"
	"sync"

	"go.etcd.io/bbolt"

	"soprun/internal/trace"
	"soprun/sop/record"
)

// bits are terms, each one by its number. Of a mask, the upper half are terms that a value
// has only if what it is of has them too.
type bits uint32

const (
	half       = 16
	lower      = bits(1)<<half - 1
	impossible = bits(1) << 31 // of a row that cannot have all terms, or is not selected
)

// terms are the terms of a query as masks over the names and texts of a log.
type terms struct {
	file                    sync.Mutex // held where the file is read at a look: a transaction is for one at a time
	tx                      *bbolt.Tx
	guard                   guarding // of this file
	x                       index
	query                   []trace.Term
	awaited                 *awaited
	suspects                suspects
	all, not                bits
	rowOnly                 bits   // those that no value can have
	states                  bits   // those of these that are a state or a date
	alone                   bits   // those of these that only the row itself tells
	ofValues                bits   // the others
	words, of               []bits // by number; of a text without what often has
	often                   []bits // by the number of a set
	anyOften                bits
	people                  []bits // by number: of a value's
	performed, countersigns []bits
	anybody                 bits // the terms that somebody's name has
	anyRow                  bits // the terms that a row may have by itself
	pages                   []bits
	flags                   [256]bits // by the flags of a value
	items                   bits      // the terms that an item has whatever a value is of
	inTexts                 []inTexts // of the words and texts
	compares                bits
	numbers                 [trace.MostTerms]quantity // of those
	codes                   []codeMask
	marked                  marked
	sieve                   []uint32 // texts: nil where any completion is looked at
}

// codeMask are the codes that a term means.
type codeMask struct {
	term bits
	word string
	row  row // that has them
}

// terms makes the masks of a query.
func (f *folds) terms(tx *bbolt.Tx, guard guarding, x index, d *dictionary, q trace.Query, m Meaning) (*terms, error) {
	if err := f.update(x, m); err != nil {
		return nil, err
	}
	f.noMasks()
	t := &terms{
		tx: tx, guard: guard, x: x, query: q.Terms, awaited: d.awaited(m.Awaited), suspects: d.suspects(m), words: f.masks, of: []bits{0}, often: make([]bits, max(1, len(f.often.sets.each))),
		people: make([]bits, len(d.People)), performed: make([]bits, len(d.People)), countersigns: make([]bits, len(d.People)), pages: make([]bits, len(d.SOPs)),
	}
	for _, o := range f.of {
		t.of = append(t.of, make([]bits, len(o.each))...)
	}
	for i, term := range q.Terms {
		b := bits(1) << i
		if t.all |= b; term.Not {
			t.not |= b
		}
		if valued(term) {
			t.ofValues |= b
		} else {
			if t.rowOnly |= b; term.Kind == trace.Phrase || term.Kind == trace.Date {
				t.states |= b
			}
			if term.Kind == trace.Date || term.Kind == trace.Phrase && term.State == trace.Disputed {
				t.alone |= b
			}
		}
		t.mark(f, term, b)
	}
	t.markNames(f, d, m)
	return t, t.markBlocks(f)
}

// valued reports whether a value can have a term.
func valued(t trace.Term) bool {
	switch t.Kind {
	case trace.Word, trace.Text, trace.Compare:
		return true
	case trace.Keyed:
		return t.Key == trace.Step || t.Key == trace.Asset || t.Key == trace.Lot
	case trace.Phrase:
		return t.State == trace.OutOfLimits || t.State == trace.Above || t.State == trace.Below
	default:
		return false
	}
}

// ofRow returns the terms that a row has by itself, but for states and dates.
func (t *terms) ofRow(r *row) (bits, error) {
	if int(r.person()) >= len(t.performed) || int(r.sop()) >= len(t.pages) || r.countersigner() >= len(t.countersigns) {
		return 0, ErrIndex
	}
	has := t.performed[r.person()] | t.pages[r.sop()]
	if n := r.countersigner(); n >= 0 {
		has |= t.countersigns[n]
	}
	others, err := t.ofOthers(r, has)
	if err != nil {
		return 0, err
	}
	has |= others
	codes, err := t.ofCodes(r)
	if err != nil {
		return 0, err
	}
	return has | codes, nil
}

// codesOf reads the codes of a completion, one at a time.
func (t *terms) codesOf(r *row) ([]string, error) {
	t.file.Lock()
	defer t.file.Unlock()
	return codesOf(t.tx, r)
}

// ofStates returns those of some states and dates that a row has.
func (t *terms) ofStates(r *row, among bits) (has bits) {
	for left := among; left != 0; left &= left - 1 {
		if t.holds(&t.query[bitsOf.TrailingZeros32(uint32(left))], r) {
			has |= left & -left
		}
	}
	return has
}

// ofCodes returns the terms that a row has by what it shows.
func (t *terms) ofCodes(r *row) (has bits, err error) {
	for _, c := range t.codes {
		is := r.shares(&c.row)
		if !is && r[37]&flagMoreCodes != 0 {
			more, err := t.codesOf(r)
			if err != nil {
				return 0, err
			}
			is = slices.ContainsFunc(more, func(code string) bool { return strings.HasPrefix(strings.ToLower(code), c.word) })
		}
		if is {
			has |= c.term
		}
	}
	return has, nil
}

// holds reports whether a row has a state, or a date.
func (t *terms) holds(term *trace.Term, r *row) bool {
	if term.Kind == trace.Date {
		return r.ms() >= sinceOf(term) && r.ms() < untilOf(term)
	}
	ended := func(o record.Outcome) bool { return int(r[36]) == slices.Index(record.Outcomes, o) }
	switch term.State {
	case trace.ToReview:
		return t.awaited.matches(r)
	case trace.Countersigned:
		return r[37]&flagReviewed != 0
	case trace.SentBack:
		return r[37]&flagReturned != 0
	case trace.Exceptions:
		return r.wrong()
	case trace.LateEntry:
		return r[37]&flagLate != 0
	case trace.Amended:
		return r[37]&flagAmended != 0
	case trace.Disputed:
		return t.disputed(r)
	case trace.Complete:
		return ended(record.Complete)
	case trace.CompleteExcept:
		return ended(record.CompleteExcept)
	case trace.Ended:
		return ended(record.Ended)
	case trace.Stopped:
		return ended(record.Stopped)
	case trace.OutOfLimits, trace.Above, trace.Below: // a value has
	}
	return false
}

// sinceOf and untilOf bound a date, in milliseconds.
func sinceOf(term *trace.Term) int64 {
	if term.Since.IsZero() {
		return math.MinInt64
	}
	return term.Since.UnixMilli()
}

func untilOf(term *trace.Term) int64 {
	if term.Until.IsZero() {
		return math.MaxInt64
	}
	return term.Until.UnixMilli()
}

// ofText returns the terms that a text has.
func (t *tracing) ofText(n uint32) bits { return t.words[n] | t.often[t.folds.setOf(n)] }

// ofValue returns the terms that a value has.
func (t *tracing) ofValue(v *value) (bits, error) {
	word, of, item, person := v.word(), v.of(), v.item(), v.person()
	if int(word) >= len(t.words) || int(of) >= len(t.of) || int(item) >= len(t.words) || int(person) >= len(t.people) {
		return 0, ErrIndex
	}
	w, o, i := t.ofText(word), t.of[of], t.ofText(item)
	has := w | o | i | t.people[person] | t.flags[v[21]] | w>>half&(o>>half) | i>>half&t.items
	if compared := o >> half & t.compares; compared != 0 {
		more, err := t.compared(v, compared)
		if err != nil {
			return 0, err
		}
		has |= more
	}
	return has & lower, nil
}

// compared returns those of some comparisons that the number of a value has.
func (t *tracing) compared(v *value, among bits) (has bits, err error) {
	if !v.hasNumber() {
		return 0, nil
	}
	n, err := v.quantity(t.textOf)
	if err != nil {
		return 0, err
	}
	for i, term := range t.query {
		if among&(1<<i) != 0 && inOrder(term.Op, n.compare(t.numbers[i])) {
			has |= 1 << i
		}
	}
	return has, nil
}
