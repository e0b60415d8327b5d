package store

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	bitsOf "math/bits"
	"slices"
)

// gist is what a block of values can have: of a long log most blocks need not be gone through for
// what few records have. It is made when a block is read first, and kept in memory; it may take a
// block for one that has something, never the other way round.
type gist struct {
	digest      [sha256.Size]byte
	first, last uint32 // of which completions its first and its last value are
	words       filter // texts and items
	of          []figures
	flags       []byte   // of values, each once
	people      []uint16 // by number, each once
}

// figures are what some values are of, and the least and the greatest number that they have.
type figures struct {
	of          uint32
	least, most float64
}

// filter is a Bloom filter of numbers.
type filter [64]uint64

// places are the two bits of a number.
func (f *filter) places(n uint32) (a, b uint32) {
	h := uint64(n) * 0x9e3779b97f4a7c15
	return uint32(h >> 52), uint32(h>>40) & 0xfff
}

func (f *filter) add(n uint32) {
	a, b := f.places(n)
	f[a/64] |= 1 << (a % 64)
	f[b/64] |= 1 << (b % 64)
}

func (f *filter) has(n uint32) bool {
	a, b := f.places(n)
	return f[a/64]>>(a%64)&1 == 1 && f[b/64]>>(b%64)&1 == 1
}

// gistOf makes the gist of a block, of which the digest was compared.
func gistOf(digest [sha256.Size]byte, block []byte) *gist {
	g := &gist{digest: digest, first: math.MaxUint32}
	at := map[uint32]int{}
	for i := 0; i+valueSize <= len(block); i += valueSize {
		v := (*value)(block[i:])
		if i == 0 {
			g.first = v.row()
		}
		g.last = v.row()
		g.words.add(v.word())
		g.words.add(v.item())
		if !slices.Contains(g.flags, v[21]) {
			g.flags = append(g.flags, v[21])
		}
		if !slices.Contains(g.people, v.person()) {
			g.people = append(g.people, v.person())
		}
		n, known := at[v.of()]
		if !known {
			n = len(g.of)
			at[v.of()], g.of = n, append(g.of, figures{v.of(), math.Inf(1), math.Inf(-1)})
		}
		g.of[n].add(v)
	}
	return g
}

func (f *figures) add(v *value) {
	switch v[20] {
	case notANumber, ofStep:
	case longNumber: // its text has it
		f.least, f.most = math.Inf(-1), math.Inf(1)
	default:
		x := float64(int32(binary.BigEndian.Uint32(v[16:]))) / math.Pow10(int(v[20]))
		f.least, f.most = min(f.least, x), max(f.most, x)
	}
}

// mostRare is of how many texts a term can be that is looked for in gists.
const mostRare = 32

// rare is a term that a record needs of its values, and that few texts have.
type rare struct {
	bit    bits
	words  []uint32 // the texts that a value has, or the item, that has the term
	op     string   // of a comparison, "" for none
	number float64
}

// rares returns the terms of a query that few texts have, of those that a record needs of its values.
func (t *terms) rares() (out []rare) {
	needed, at := t.ofValues&^t.not, [half]*rare{}
	for i, term := range t.query {
		if b := bits(1) << i; needed&b != 0 {
			at[i] = &rare{bit: b, op: term.Op}
			if t.compares&b != 0 {
				at[i].number, _ = term.Number.Rat().Float64()
			}
		}
	}
	for n, b := range t.words {
		for both := (b | b>>half) & lower & needed; both != 0; both &= both - 1 {
			r := at[bitsOf.TrailingZeros32(uint32(both))]
			if r.words = append(r.words, uint32(n)); len(r.words) > mostRare {
				needed &^= r.bit
			}
		}
	}
	for _, r := range at {
		if r != nil && needed&r.bit != 0 {
			out = append(out, *r)
		}
	}
	return out
}

// lacks reports whether there is a term that every record needs and no value of a block has, nor
// any completion that is looked at by itself.
func (t *tracing) lacks(g *gist) bool {
	if len(t.rares) == 0 {
		return false
	}
	may := t.any
	for _, f := range g.flags {
		may |= t.flags[f]
	}
	for _, n := range g.people {
		if int(n) < len(t.people) {
			may |= t.people[n]
		}
	}
	compared := bits(0)
	for i := range g.of {
		if f := &g.of[i]; int(f.of) < len(t.of) {
			may |= t.of[f.of]
			for left := t.of[f.of] >> half & t.compares; left != 0; left &= left - 1 {
				if b := left & -left; compared&b == 0 && t.fits(f, b) {
					compared |= b
				}
			}
		}
	}
	for i := range t.rares {
		if r := &t.rares[i]; (may|compared)&r.bit == 0 && !slices.ContainsFunc(r.words, g.words.has) {
			return true
		}
	}
	return false
}

// fits reports whether some of the numbers may be as a comparison asks for.
func (t *tracing) fits(f *figures, b bits) bool {
	for i := range t.rares {
		if t.rares[i].bit == b {
			return f.fit(t.rares[i].op, t.rares[i].number)
		}
	}
	return true
}

func (f *figures) fit(op string, than float64) bool {
	near := math.Abs(than) * 1e-9 // a number is kept exactly, and compared here as it comes out
	switch op {
	case "=":
		return f.least <= than+near && than-near <= f.most
	case "<", "<=":
		return f.least <= than+near
	default:
		return f.most >= than-near
	}
}
