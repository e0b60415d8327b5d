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
	of          []figures
	all         figures  // of any
	flags       []byte   // of values, each once
	people      []uint16 // by number, each once
	texts       postings // that values say
	items       postings // that they are of
}

// figures are what some values are of, and the least and the greatest number that they have.
type figures struct {
	of          uint32
	least, most float64
}

// gistOf makes the gist of a block, of which the digest was compared.
func gistOf(digest [sha256.Size]byte, block []byte) *gist {
	none := figures{least: math.Inf(1), most: math.Inf(-1)}
	g := &gist{digest: digest, first: math.MaxUint32, all: none}
	at := map[uint32]int{}
	for i := 0; i+valueSize <= len(block); i += valueSize {
		v := (*value)(block[i:])
		if i == 0 {
			g.first = v.row()
		}
		g.last = v.row()
		if !slices.Contains(g.flags, v[21]) {
			g.flags = append(g.flags, v[21])
		}
		if !slices.Contains(g.people, v.person()) {
			g.people = append(g.people, v.person())
		}
		n, known := at[v.of()]
		if !known {
			n = len(g.of)
			at[v.of()], g.of = n, append(g.of, figures{v.of(), none.least, none.most})
		}
		g.of[n].add(v)
		g.all.add(v)
	}
	g.texts, g.items = postingsOf(block, (*value).word), postingsOf(block, (*value).item)
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
	// elsewhere is whether anything but a text has it.
	elsewhere bool
}

// rares returns the terms of a query that few texts have, of those that a record needs of its values.
func (t *terms) rares() (out []rare) {
	needed, at := t.ofValues&^t.not, [half]*rare{}
	elsewhere := bits(0)
	for _, masks := range [][]bits{t.people, t.flags[:], t.of} {
		for _, b := range masks {
			elsewhere |= b
		}
	}
	for i, term := range t.query {
		if b := bits(1) << i; needed&b != 0 {
			at[i] = &rare{bit: b, op: term.Op, elsewhere: elsewhere&b != 0}
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

// lacking returns terms that every record needs and no value of a block has, nor any completion
// that is looked at by itself.
func (t *tracing) lacking(g *gist) (all bits) {
	for i := range t.rares {
		if r := &t.rares[i]; t.any&r.bit == 0 && !slices.ContainsFunc(r.words, g.says) && !t.otherwise(g, r) {
			all |= r.bit
		}
	}
	return all
}

// otherwise reports whether a value of a block may have a term by something else than what it says:
// by its number, or by who recorded it, how it is marked and what it is of.
func (t *tracing) otherwise(g *gist, r *rare) bool {
	of := func(masked bits) func(figures) bool {
		return func(f figures) bool {
			return int(f.of) < len(t.of) && t.of[f.of]&masked != 0 && (r.op == "" || f.fit(r.op, r.number))
		}
	}
	switch {
	case r.op != "":
		return g.all.fit(r.op, r.number) && slices.ContainsFunc(g.of, of(r.bit<<half))
	case !r.elsewhere:
		return false
	}
	return slices.ContainsFunc(g.flags, func(f byte) bool { return t.flags[f]&r.bit != 0 }) ||
		slices.ContainsFunc(g.people, func(n uint16) bool { return int(n) < len(t.people) && t.people[n]&r.bit != 0 }) ||
		slices.ContainsFunc(g.of, of(r.bit))
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
