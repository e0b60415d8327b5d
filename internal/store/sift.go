package store

import bitsOf "math/bits"

// mostSifted is of how many texts a term can be that is a sieve.
const mostSifted = 64

// marked are the texts that have terms, in their order.
type marked struct {
	all   bits // what their masks have
	texts []uint32
}

// terms returns those that any text has.
func (m *marked) terms() bits { return (m.all | m.all>>half) & lower }

// choose notes which texts have terms, and the sieve: those of a term that every record needs and has
// only by what a value says, of the one that fewest texts have. Where there is one, only such
// completions are looked at as have it.
func (t *terms) choose(f *folds) {
	elsewhere := t.anyRow | t.compares | t.anyOften | t.anyOften>>half
	for _, masks := range [][]bits{t.people, t.flags[:], t.of} {
		for _, b := range masks {
			elsewhere |= b
		}
	}
	c := choice{only: t.ofValues &^ t.not &^ elsewhere, marked: marked{texts: f.marked[:0]}}
	for block, begun := range f.begun {
		if begun {
			from := 1 + block*textsPerBlock
			c.among(uint32(from), f.masks[from:min(len(f.masks), from+textsPerBlock)])
		}
	}
	t.marked, f.marked = c.marked, c.texts
	for only := c.only; only != 0; only &= only - 1 {
		if texts := c.with[bitsOf.TrailingZeros32(uint32(only))]; t.sieve == nil || len(texts) < len(t.sieve) {
			t.sieve = texts
		}
	}
}

// choice is what choose has found so far: of the terms that may be sieves the texts with them.
type choice struct {
	marked
	only bits
	with [half][]uint32
}

// among looks at the masks of some texts, of which the first has a number.
func (c *choice) among(first uint32, masks []bits) {
	for i, b := range masks {
		if b == 0 {
			continue
		}
		n := first + uint32(i)
		c.all, c.texts = c.all|b, append(c.texts, n)
		for both := (b | b>>half) & c.only; both != 0; both &= both - 1 {
			term := bitsOf.TrailingZeros32(uint32(both))
			if c.with[term] = append(c.with[term], n); len(c.with[term]) > mostSifted {
				c.only &^= both & -both
			}
		}
	}
}

// sift leaves those of a chunk with a value that has the term of the sieve.
func (l *lane) sift() {
	l.left = rowSet{}
	for _, p := range l.parts {
		for _, word := range l.sieve {
			for _, values := range [][]place{p.texts.with(word), p.items.with(word)} {
				for _, v := range values {
					if at := p.of(v).row - p.base; at < p.n {
						l.left.add(at)
					}
				}
			}
		}
	}
}

// siftByNumbers leaves those with a number that the one comparison has which fewest values have, where
// these are fewer than the completions: whatever is looked at then is looked at for fewer.
func (l *lane) siftByNumbers() error {
	needed := l.compares &^ l.not
	if needed == 0 || !l.left.any() {
		return nil
	}
	term, have, err := l.fewest(needed)
	if err != nil || have >= l.chunk.count() {
		return err
	}
	with := rowSet{}
	err = l.eachPart(func(p *within) error {
		values, err := p.inRange(term)
		for _, v := range values {
			if at := p.of(v).row - p.base; at < p.n {
				with.add(at)
			}
		}
		return err
	})
	l.left.keep(&with)
	return err
}
