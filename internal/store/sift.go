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
	only, with := t.ofValues&^t.not&^elsewhere, [half][]uint32{}
	for n, b := range f.marks() {
		t.marked.all, t.marked.texts = t.marked.all|b, append(t.marked.texts, n)
		for both := (b | b>>half) & only; both != 0; both &= both - 1 {
			i := bitsOf.TrailingZeros32(uint32(both))
			if with[i] = append(with[i], n); len(with[i]) > mostSifted {
				only &^= both & -both
			}
		}
	}
	for ; only != 0; only &= only - 1 {
		if texts := with[bitsOf.TrailingZeros32(uint32(only))]; t.sieve == nil || len(texts) < len(t.sieve) {
			t.sieve = texts
		}
	}
}

// sift leaves those of n completions with a value that has the term of the sieve.
func (t *tracing) sift(base uint32, n int) {
	t.left = rowSet{}
	for _, p := range t.parts {
		for _, word := range t.sieve {
			for _, values := range [][]place{p.texts.with(word), p.items.with(word)} {
				for _, v := range values {
					if at := p.of(v).row - base; at < uint32(n) {
						t.left.add(at)
					}
				}
			}
		}
	}
}
