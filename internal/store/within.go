package store

import (
	"cmp"
	"encoding/binary"
	bitsOf "math/bits"
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
		g, b, err := t.folds.sound.gist(chunk, v, t.textOf)
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
	for i := range p.each {
		c := &p.each[i]
		at, is := p.lookedAt(c)
		if !is {
			continue
		}
		of, err := p.t.ofSet(c.of)
		if err != nil {
			return err
		}
		how, err := p.t.howSet(c.how)
		if err != nil {
			return err
		}
		p.t.has[at] |= of&lower | how
		p.t.numbered[at] |= of >> half
	}
	return nil
}

// ofSet returns the terms that values have by what they are of. Its upper half are the comparisons of
// what they are of, where one has a number.
func (t *tracing) ofSet(n uint32) (bits, error) {
	return maskOf(&t.ofSets, t.folds.sound.fields.each, n, func(of uint32) (bits, bool) {
		field := of >> 1
		if int(field) >= len(t.of) {
			return 0, false
		}
		has := t.of[field] & lower
		if of&1 != 0 {
			has |= t.of[field] & (t.compares << half)
		}
		return has, true
	})
}

// howSet returns the terms that values have by who recorded them and how they are marked.
func (t *tracing) howSet(n uint32) (bits, error) {
	return maskOf(&t.howSets, t.folds.sound.marks.each, n, func(how uint32) (bits, bool) {
		if int(how>>8) >= len(t.people) {
			return 0, false
		}
		return t.people[how>>8] | t.flags[byte(how)], true
	})
}

// setMask is what any of a set has, once that was found.
type setMask struct {
	has   bits
	known bool
}

func maskOf(masks *[]setMask, sets [][]uint32, n uint32, mask func(uint32) (bits, bool)) (bits, error) {
	for len(*masks) < len(sets) {
		*masks = append(*masks, setMask{})
	}
	m := &(*masks)[n]
	if m.known {
		return m.has, nil
	}
	for _, e := range sets[n] {
		has, ok := mask(e)
		if !ok {
			return 0, ErrIndex
		}
		m.has |= has
	}
	m.known = true
	return m.has, nil
}

// few is the share of a block's completions of which the values are looked at one by one.
const few = 8

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

// isFew reports whether it is less work to look at the values of each completion that is looked at.
func (p *within) isFew() bool {
	left := 0
	for i := range p.each {
		if _, is := p.lookedAt(&p.each[i]); is {
			left++
		}
	}
	return few*left < len(p.each)
}

// ofTexts adds what completions have by what values say, and by items.
func (p *within) ofTexts() error {
	if p.isFew() {
		return p.oneByOne()
	}
	err := p.eachMarked(&p.texts, func(has bits, values []uint16) {
		for _, i := range values {
			if at, is := p.lookedAt(p.of(i)); is {
				if p.t.has[at] |= has & lower; has > lower {
					p.t.has[at] |= has >> half & (p.t.of[p.value(i).of()] >> half) & lower
				}
			}
		}
	})
	if err != nil {
		return err
	}
	return p.eachMarked(&p.items, func(has bits, values []uint16) {
		for _, i := range values {
			if at, is := p.lookedAt(p.of(i)); is {
				p.t.has[at] |= (has | has>>half&p.t.items) & lower
			}
		}
	})
}

// eachMarked calls f with the mask of each text that has one, and the values with that text.
func (p *within) eachMarked(in *postings, f func(has bits, values []uint16)) error {
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
	if p.isFew() {
		return p.oneByOne()
	}
	values, err := p.inRange(term)
	if err != nil {
		return err
	}
	for _, i := range values {
		if at, is := p.lookedAt(p.of(i)); is {
			p.t.has[at] |= p.t.of[p.value(i).of()] >> half & (1 << term)
		}
	}
	return nil
}

// inRange returns the values with a number that a comparison has, whatever they are of.
func (p *within) inRange(term int) (_ []uint16, err error) {
	than := p.t.numbers[term]
	values := p.numbers
	from := func(least int) int { // the first that is so much, or more
		return sort.Search(len(values), func(i int) bool {
			n, e := p.value(values[i]).quantity(p.t.textOf)
			err = cmp.Or(err, e)
			return n.compare(than) >= least
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
func (p *within) value(i uint16) *value { return (*value)(p.block[int(i)*valueSize:]) }
