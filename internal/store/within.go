package store

import (
	"cmp"
	"encoding/binary"
	bitsOf "math/bits"
	"slices"
	"sort"
)

// within is a block of values that has some of the completions that are looked at.
type within struct {
	t *tracing
	*gist
	block   []byte
	base, n uint32
}

// partsOf notes the blocks that have values of n completions. Those before were of completions
// beside them.
func (t *tracing) partsOf(base uint32, n int) error {
	t.parts = t.parts[:0]
	c := t.x.values.cursor()
	k, v := c.Seek(binary.BigEndian.AppendUint32(nil, t.near))
	if k == nil {
		k, v = c.Last()
	}
	for k != nil { // to the last that begins before them
		if first, ok := firstRow(v); !ok || first < base {
			break
		}
		if k, v = c.Prev(); k == nil {
			k, v = c.First()
			break
		}
	}
	for ; k != nil; k, v = c.Next() {
		chunk := binary.BigEndian.Uint32(k)
		g, b, err := t.folds.gist(chunk, v, t.textOf)
		if err != nil {
			return err
		}
		if g.first >= base+uint32(n) { // behind them
			return nil
		}
		if t.span.Oldest || len(t.parts) == 0 {
			t.near = chunk
		}
		if g.last >= base {
			t.parts = append(t.parts, within{t, g, b, base, uint32(n)})
		}
	}
	return nil
}

// ofParts adds to what completions have what their values have: what costs least first, and no more
// where none is left that may have all terms.
func (t *tracing) ofParts(n int) error {
	said := t.marked.terms()
	err := t.eachPart((*within).ofSets)
	for left := t.compares; left != 0 && err == nil && t.remain(n, left, said); {
		var next int
		if next, err = t.fewest(left); err == nil {
			err = t.eachPart(func(p *within) error { return p.ofNumbers(next) })
		}
		left &^= 1 << next
	}
	if err == nil && said != 0 && t.remain(n, 0, said) {
		err = t.eachPart((*within).ofTexts)
	}
	return err
}

func (t *tracing) eachPart(f func(*within) error) error {
	for i := range t.parts {
		if err := f(&t.parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// fewest returns the number of the one of some comparisons that fewest values have.
func (t *tracing) fewest(among bits) (term int, err error) {
	if term = bitsOf.TrailingZeros32(uint32(among)); among == 1<<term {
		return term, nil
	}
	least := -1
	for left := among; left != 0; left &= left - 1 {
		i, have := bitsOf.TrailingZeros32(uint32(left)), 0
		for k := range t.parts {
			values, err := t.parts[k].inRange(i)
			if err != nil {
				return 0, err
			}
			have += len(values)
		}
		if least < 0 || have < least {
			term, least = i, have
		}
	}
	return term, nil
}

// remain leaves those of n completions that may have all terms, if those of some comparisons are
// further met for which they have a number, and what values say. It reports whether there are any.
func (t *tracing) remain(n int, compares, said bits) (any bool) {
	for i := range n {
		if has := t.has[i]; has&t.not != 0 || (has|t.not|said|compares&t.numbered[i])&t.all != t.all {
			t.has[i] |= impossible
		}
		any = any || t.has[i]&impossible == 0
	}
	return any
}

// lookedAt reports whether a completion with values in a block is looked at, and which one it is.
func (p *within) lookedAt(c *completed) (at uint32, is bool) {
	at = c.row - p.base
	return at, at < p.n && p.t.has[at]&impossible == 0
}

// ofSets adds what completions have by what their values are of, by who recorded them and how they
// are marked.
func (p *within) ofSets() error {
	t, s := p.t, &p.t.sets
	s.fit(&t.folds.sound)
	for i := range p.each {
		c := &p.each[i]
		at, is := p.lookedAt(c)
		if !is {
			continue
		}
		of, how, often := &s.of[c.of], &s.how[c.how], &s.often[c.often]
		if !of.known && !of.is(s.fields[c.of], t.ofField) || !how.known && !how.is(s.marks[c.how], t.ofMark) ||
			!often.known && !often.is(s.said[c.often], t.ofOften) {
			return ErrIndex
		}
		t.has[at] |= of.has&lower | how.has | often.has
		t.numbered[at] |= of.has >> half
	}
	return nil
}

// setMasks are the terms of the sets that completions have, by their numbers.
type setMasks struct {
	fields, marks, said [][]uint32 // the sets
	of, how, often      []setMask
}

// fit makes room for the sets that there are by now.
func (s *setMasks) fit(c *checked) {
	s.fields, s.marks, s.said = c.fields.each, c.marks.each, c.often.each
	s.of, s.how, s.often = fit(s.of, len(s.fields)), fit(s.how, len(s.marks)), fit(s.often, len(s.said))
}

func fit[E any](all []E, n int) []E { return slices.Grow(all, n-len(all))[:n] }

// setMask is what any of a set has, once that was found.
type setMask struct {
	has   bits
	known bool
}

// is finds what any of a set has. It reports false for what is not in the index.
func (m *setMask) is(set []uint32, of func(uint32) (bits, bool)) bool {
	m.known = true
	for _, n := range set {
		has, ok := of(n)
		m.has, m.known = m.has|has, m.known && ok
	}
	return m.known
}

// ofField returns the terms that a value has by what it is of: its upper half are the comparisons,
// where it has a number.
func (t *tracing) ofField(n uint32) (bits, bool) {
	field := n >> 1
	switch {
	case int(field) >= len(t.of):
		return 0, false
	case n&1 != 0:
		return t.of[field] & (lower | t.compares<<half), true
	default:
		return t.of[field] & lower, true
	}
}

// ofOften returns the terms that a value has by what it often says.
func (t *tracing) ofOften(set uint32) (bits, bool) { return t.often[set], true }

// ofMark returns the terms that a value has by who recorded it and how it is marked.
func (t *tracing) ofMark(n uint32) (bits, bool) {
	if int(n>>8) >= len(t.people) {
		return 0, false
	}
	return t.people[n>>8] | t.flags[byte(n)], true
}

// few is how many values that are marked cost as much to look at as all values of a completion.
const few = 32

// oneByOne looks at the values of each completion.
func (p *within) oneByOne() error {
	from := 0
	for i := range p.each {
		c := &p.each[i]
		at, is := p.lookedAt(c)
		for ; from < int(c.upTo); from++ {
			if !is || p.t.has[at]&p.t.not != 0 {
				continue
			}
			has, err := p.t.ofValue((*value)(p.block[from*valueSize:]))
			if err != nil {
				return err
			}
			p.t.has[at] |= has
		}
	}
	return nil
}

// left returns how many completions of a block are looked at.
func (p *within) left() (n int) {
	for i := range p.each {
		if _, is := p.lookedAt(&p.each[i]); is {
			n++
		}
	}
	return n
}

// ofTexts adds what completions have by what values say, and by items.
func (p *within) ofTexts() error {
	if left := p.left(); left == 0 || few*left < len(p.each) {
		return p.oneByOne()
	}
	fields, err := p.ofFields()
	if err != nil {
		return err
	}
	err = p.eachMarked(&p.texts, func(has bits, values []place) {
		if has > lower {
			p.addOwn(has&lower, has>>half, fields, values)
		} else {
			p.add(has, values)
		}
	})
	if err != nil {
		return err
	}
	return p.eachMarked(&p.items, func(has bits, values []place) { p.add((has|has>>half&p.t.items)&lower, values) })
}

// add adds terms to the completions that have some values, whether they are looked at or not.
func (p *within) add(has bits, values []place) {
	for _, v := range values {
		if at := p.of(v).row - p.base; at < p.n {
			p.t.has[at] |= has
		}
	}
}

// addOwn adds terms as well that values have only of some fields.
func (p *within) addOwn(has, own bits, fields []bits, values []place) {
	for _, v := range values {
		if at := p.of(v).row - p.base; at < p.n {
			p.t.has[at] |= has | own&fields[v.field()]
		}
	}
}

// ofFields returns which terms the fields of a block have of those that a value has only if its
// field has them too.
func (p *within) ofFields() ([]bits, error) {
	t, sets := p.t, p.t.folds.sound.blocks.each
	t.fields = fit(t.fields, len(sets))
	if t.fields[p.fields] == nil {
		has := make([]bits, 0, len(sets[p.fields]))
		for _, n := range sets[p.fields] {
			if int(n) >= len(t.of) {
				return nil, ErrIndex
			}
			has = append(has, t.of[n]>>half)
		}
		t.fields[p.fields] = has
	}
	return t.fields[p.fields], nil
}

// eachMarked calls f with the mask of each text that has one, and the values with that text.
func (p *within) eachMarked(in *postings, f func(has bits, values []place)) error {
	if !p.t.marked.many && len(p.t.marked.texts)*bitsOf.Len(uint(len(in.numbers))) < len(in.numbers) {
		for _, word := range p.t.marked.texts {
			f(p.t.words[word], in.with(word))
		}
		return nil
	}
	if n := len(in.numbers); n > 0 && int(in.numbers[n-1]) >= len(p.t.words) {
		return ErrIndex
	}
	for i, word := range in.numbers {
		if has := p.t.words[word]; has != 0 {
			f(has, in.at(i))
		}
	}
	return nil
}

// ofNumbers adds a comparison to those of which a value has it.
func (p *within) ofNumbers(term int) error {
	values, err := p.inRange(term)
	if err != nil || len(values) == 0 {
		return err
	}
	if few*p.left() < len(values) {
		return p.oneByOne()
	}
	fields, err := p.ofFields()
	if err == nil {
		p.addOwn(0, 1<<term, fields, values)
	}
	return err
}

// inRange returns the values with a number that a comparison has, whatever they are of.
func (p *within) inRange(term int) (_ []place, err error) {
	than := p.t.numbers[term]
	values := p.numbers.values
	begin, end := p.numbers.about(than)
	from := func(least int) int { // the first that is so much, or more
		if !p.numbers.more {
			if (quantity{nano: than.nano}).compare(than) >= least {
				return begin
			}
			return end
		}
		return begin + sort.Search(end-begin, func(i int) bool {
			q, e := p.value(values[begin+i]).quantity(p.t.textOf)
			err = cmp.Or(err, e)
			return q.compare(than) >= least
		})
	}
	switch p.t.query[term].Op {
	case "=":
		values = values[from(0):from(1)]
	case "<":
		values = values[:from(0)]
	case "<=":
		values = values[:from(1)]
	case ">":
		values = values[from(1):]
	default:
		values = values[from(0):]
	}
	return values, err
}

// value returns one of a block.
func (p *within) value(at place) *value { return (*value)(p.block[at.value()*valueSize:]) }
