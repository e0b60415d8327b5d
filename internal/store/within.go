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
	l *lane
	*gist
	number  uint32
	block   []byte // once it is read
	base, n uint32
}

// read reads the block itself.
func (p *within) read() (err error) {
	if p.block == nil {
		p.block, err = p.l.folds.sound.values.block(p.number, p.l.x.values.Get(binary.BigEndian.AppendUint32(nil, p.number)))
	}
	return err
}

// ofParts adds to what completions have what their values have, and leaves those that have all terms:
// what costs least first.
func (l *lane) ofParts() error {
	said := l.marked.terms()
	err := l.eachPart((*within).ofSets)
	for left := l.compares; left != 0 && err == nil && l.remain(left, said); {
		var next int
		if next, _, err = l.fewest(left); err == nil {
			err = l.eachPart(func(p *within) error { return p.ofNumbers(next) })
		}
		left &^= 1 << next
	}
	if err == nil && said != 0 && l.remain(0, said) {
		err = l.eachPart((*within).ofTexts)
	}
	l.remain(0, 0)
	return err
}

func (l *lane) eachPart(f func(*within) error) error {
	for i := range l.parts {
		if err := f(&l.parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// fewest returns the number of the one of some comparisons that fewest values have, and how many.
func (l *lane) fewest(among bits) (term, least int, err error) {
	least = -1
	for left := among; left != 0; left &= left - 1 {
		i, have := bitsOf.TrailingZeros32(uint32(left)), 0
		for k := range l.parts {
			values, err := l.parts[k].inRange(i)
			if err != nil {
				return 0, 0, err
			}
			have += len(values)
		}
		if least < 0 || have < least {
			term, least = i, have
		}
	}
	return term, least, nil
}

// remain leaves those completions that may have all terms, if those of some comparisons are further
// met for which they have a number, and what values say, and notes which terms any of them lacks. It
// reports whether there are any.
func (l *lane) remain(compares, said bits) (any bool) {
	l.lack = 0
	for i := range l.left.up() {
		l.lack |= l.all &^ l.has[i]
		if has := l.has[i]; has&l.not != 0 || (has|l.not|said|compares&l.numbered[i])&l.all != l.all {
			l.left.drop(i)
		}
	}
	return l.left.any()
}

// lookedAt reports whether a completion with values in a block is looked at, and which one it is.
func (p *within) lookedAt(c *completed) (at uint32, is bool) {
	at = c.row - p.base
	return at, at < p.n && p.l.left.has(at)
}

// ofSets adds what completions have by what their values are of, by who recorded them and how they
// are marked.
func (p *within) ofSets() error {
	l := p.l
	l.shares = fit(l.shares, len(l.folds.sound.shares.each))
	for i := range p.each {
		c := &p.each[i]
		at, is := p.lookedAt(c)
		if !is {
			continue
		}
		mask := &l.shares[c.share]
		if !mask.known {
			if err := l.ofShare(c.share); err != nil {
				return err
			}
		}
		l.has[at] |= mask.has
		l.numbered[at] |= mask.numbered
	}
	return nil
}

func fit[E any](all []E, n int) []E { return slices.Grow(all, max(0, n-len(all)))[:n] }

// shareMask is what completions with a share have, once that was found.
type shareMask struct {
	has      bits
	numbered bits // the comparisons of what they have a number of
	known    bool
}

// ofShare finds what completions with a share have, by its number.
func (l *lane) ofShare(n uint32) error {
	c := &l.folds.sound
	s, mask := c.shares.each[n], shareMask{known: true}
	for _, of := range c.fields.each[s.of] {
		field := of >> 1
		if int(field) >= len(l.of) {
			return ErrIndex
		}
		if mask.has |= l.of[field] & lower; of&1 != 0 {
			mask.numbered |= l.of[field] >> half & l.compares
		}
	}
	for _, mark := range c.marks.each[s.how] {
		person := int(mark >> 8)
		if person >= len(l.people) {
			return ErrIndex
		}
		mask.has |= l.people[person] | l.flags[byte(mark)]
	}
	for _, n := range c.often.each[s.often] {
		says, own := c.saysOften.each[n], l.items
		if says.of != ofItem {
			own = l.of[says.of] >> half
		}
		has := l.often[says.set]
		mask.has |= has&lower | has>>half&own
	}
	l.shares[n] = mask
	return nil
}

// any reports whether any completion of a block is looked at.
func (p *within) any() bool {
	for i := range p.each {
		if _, is := p.lookedAt(&p.each[i]); is {
			return true
		}
	}
	return false
}

// ofTexts adds what completions have by what values say, and by items.
func (p *within) ofTexts() error {
	if !p.any() {
		return nil
	}
	fields, err := p.ofFields()
	if err != nil {
		return err
	}
	err = p.eachMarked(&p.texts, lower, func(has bits, values []place) {
		if has > lower {
			p.addOwn(has&lower, has>>half, fields, values)
		} else {
			p.add(has, values)
		}
	})
	if err != nil {
		return err
	}
	return p.eachMarked(&p.items, p.l.items, func(has bits, values []place) { p.add((has|has>>half&p.l.items)&lower, values) })
}

// add adds terms to the completions that have some values, whether they are looked at or not.
func (p *within) add(has bits, values []place) {
	for _, v := range values {
		if at := p.of(v).row - p.base; at < p.n {
			p.l.has[at] |= has
		}
	}
}

// addOwn adds terms as well that values have only of some fields.
func (p *within) addOwn(has, own bits, fields []bits, values []place) {
	for _, v := range values {
		if at := p.of(v).row - p.base; at < p.n {
			p.l.has[at] |= has | own&fields[v.field()]
		}
	}
}

// ofFields returns which terms the fields of a block have of those that a value has only if its
// field has them too.
func (p *within) ofFields() ([]bits, error) {
	l, sets := p.l, p.l.folds.sound.blocks.each
	l.fields = fit(l.fields, len(sets))
	if l.fields[p.fields] == nil {
		has := make([]bits, 0, len(sets[p.fields]))
		for _, n := range sets[p.fields] {
			if int(n) >= len(l.of) {
				return nil, ErrIndex
			}
			has = append(has, l.of[n]>>half)
		}
		l.fields[p.fields] = has
	}
	return l.fields[p.fields], nil
}

// eachMarked calls f with the mask of each text that has a term which is lacked, where own are those of
// the upper half that it may have there, and the values with that text.
func (p *within) eachMarked(in *postings, own bits, f func(has bits, values []place)) error {
	n := len(in.numbers)
	if n == 0 {
		return nil
	}
	first, last := in.numbers[0], in.numbers[n-1]
	if int(last) >= len(p.l.words) {
		return ErrIndex
	}
	marked := p.l.marked.texts
	from, _ := slices.BinarySearch(marked, first)
	to, _ := slices.BinarySearch(marked, last+1)
	if marked = marked[from:to]; len(marked)*bitsOf.Len(uint(n)) < n {
		for _, word := range marked {
			if has := p.l.words[word]; (has|has>>half&own)&p.l.lack != 0 {
				f(has, in.with(word))
			}
		}
		return nil
	}
	for i, word := range in.numbers {
		if has := p.l.words[word]; (has|has>>half&own)&p.l.lack != 0 {
			f(has, in.at(i))
		}
	}
	return nil
}

// ofNumbers adds a comparison to those of which a value has it.
func (p *within) ofNumbers(term int) error {
	if !p.any() {
		return nil
	}
	values, err := p.inRange(term)
	if err != nil || len(values) == 0 {
		return err
	}
	fields, err := p.ofFields()
	if err == nil {
		p.addOwn(0, 1<<term, fields, values)
	}
	return err
}

// inRange returns the values with a number that a comparison has, whatever they are of.
func (p *within) inRange(term int) (_ []place, err error) {
	than := p.l.numbers[term]
	values := p.numbers.values
	if p.numbers.more {
		p.l.file.Lock()
		defer p.l.file.Unlock()
		if err := p.read(); err != nil {
			return nil, err
		}
	}
	begin, end := p.numbers.about(than)
	from := func(least int) int { // the first that is so much, or more
		if !p.numbers.more {
			if (quantity{nano: than.nano}).compare(than) >= least {
				return begin
			}
			return end
		}
		return begin + sort.Search(end-begin, func(i int) bool {
			q, e := p.value(values[begin+i]).quantity(p.l.textOf)
			err = cmp.Or(err, e)
			return q.compare(than) >= least
		})
	}
	switch p.l.query[term].Op {
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
