package store

import (
	"crypto/sha256"
	"encoding/binary"
	"iter"
	"math"
	"slices"
)

// gist is a block of values turned round: which completions they are of, and which of them say a
// text, are of an item, or have a number. It is made when a block is read first, and kept in memory,
// so that a trace looks at what is marked, and not at every value.
type gist struct {
	digest      [sha256.Size]byte
	at          version // at which its block is known to be the same
	first, last uint32  // of which completions its first and its last value are
	until       uint32  // how many texts had a set of often, where it has others; else more than there are
	each        []completed
	fields      uint32   // what its values are of, as the number of a set
	texts       postings // by what values say
	items       postings // by what they are of
	numbers     numbers
}

// place is a value by three places in its gist, of placeBits each: where it stands in its block,
// what it is of among the fields, and whose it is among the completions.
type place uint32

const (
	placeBits = 10
	placeMask = 1<<placeBits - 1
)

const _ = uint(1<<placeBits - valuesPerBlock) // which is not negative: no block has more values

func placeOf(value, field, whose int) place {
	return place((value<<placeBits|field)<<placeBits | whose)
}

func (p place) value() int { return int(p >> (2 * placeBits)) }
func (p place) field() int { return int(p>>placeBits) & placeMask }
func (p place) whose() int { return int(p & placeMask) }

// completed is a completion with values in a block.
type completed struct {
	row, share uint32
	upTo       uint16 // where its values end
}

// share is what many completions have alike in a block: what their values are of, twice that and 1
// where one has a number, who recorded them and how they are marked, and what they often say, as the
// numbers of three sets.
type share struct{ of, how, often uint32 }

// saysOften is a set of words that many texts have, and what values are of that say them, or ofItem.
type saysOften struct{ set, of uint32 }

const ofItem = math.MaxUint32

// gistOf makes the gist of a block, of which the digest was compared. text reads a text.
func (f *folds) gistOf(digest [sha256.Size]byte, block []byte, text func(uint32) (string, error)) (*gist, error) {
	if len(block) > valueSize*valuesPerBlock {
		return nil, ErrIndex
	}
	c, g := &f.sound, &gist{digest: digest, until: math.MaxUint32}
	var fields []uint32
	for v := range valuesIn(block) {
		fields = append(fields, v.of())
	}
	g.fields = c.blocks.number(fields)
	fields = c.blocks.each[g.fields]
	var of, how, said []uint32
	var places []place // of each value
	for v := range valuesIn(block) {
		if n := len(g.each); n == 0 || g.each[n-1].row != v.row() {
			g.close(c, of, how, said, len(places))
			g.each = append(g.each, completed{row: v.row()})
			of, how, said = of[:0], how[:0], said[:0]
		}
		field := v.of() << 1
		if v.hasNumber() {
			field |= 1
		}
		of, how = append(of, field), append(how, uint32(v.person())<<8|uint32(v[21]))
		for _, s := range []struct{ text, of uint32 }{{v.word(), v.of()}, {v.item(), ofItem}} {
			if set := f.setOf(s.text); set != 0 {
				said = append(said, c.saysOften.number(saysOften{set, s.of}))
			}
			if s.text > f.full() {
				g.until = f.full()
			}
		}
		at, _ := slices.BinarySearch(fields, v.of())
		places = append(places, placeOf(len(places), at, len(g.each)-1))
	}
	g.close(c, of, how, said, len(places))
	if n := len(g.each); n > 0 {
		g.first, g.last, g.each = g.each[0].row, g.each[n-1].row, slices.Clip(g.each)
	}
	g.texts, g.items = postingsOf(block, places, (*value).word), postingsOf(block, places, (*value).item)
	numbers, err := numbersIn(block, places, text)
	g.numbers = numbers
	return g, err
}

// close notes what the last completion has, once all its values came.
func (g *gist) close(c *checked, of, how, said []uint32, upTo int) {
	if n := len(g.each); n > 0 {
		last := &g.each[n-1]
		last.share = c.shares.number(share{c.fields.number(of), c.marks.number(how), c.often.number(said)})
		last.upTo = uint16(upTo)
	}
}

// valuesIn yields the values of a block.
func valuesIn(block []byte) iter.Seq[*value] {
	return func(yield func(*value) bool) {
		for ; len(block) >= valueSize; block = block[valueSize:] {
			if !yield((*value)(block)) {
				return
			}
		}
	}
}

// of returns whose a value is.
func (g *gist) of(p place) *completed { return &g.each[p.whose()] }

// sets are sets of numbers, each kept once.
type sets struct {
	numbers map[string]uint32
	each    [][]uint32
}

// number returns the number of a set: many completions have the same.
func (s *sets) number(of []uint32) uint32 {
	slices.Sort(of)
	of = slices.Compact(of)
	key := make([]byte, 0, 256)
	for _, n := range of {
		key = binary.BigEndian.AppendUint32(key, n)
	}
	n, known := s.numbers[string(key)]
	if !known {
		if s.numbers == nil {
			s.numbers = map[string]uint32{}
		}
		n = uint32(len(s.each))
		s.numbers[string(key)], s.each = n, append(s.each, slices.Clone(of))
	}
	return n
}

// postings are the numbers that some values of a block have, each once and in their order, and which
// values have each.
type postings struct {
	numbers []uint32
	upTo    []uint16 // where those of each end
	values  []place
}

// postingsOf returns those of the numbers that are not zero.
func postingsOf(block []byte, places []place, number func(*value) uint32) (out postings) {
	var order []uint64 // number and place
	for i := range uint64(len(block) / valueSize) {
		if n := number((*value)(block[i*valueSize:])); n != 0 {
			order = append(order, uint64(n)<<16|i)
		}
	}
	slices.Sort(order)
	out.values = make([]place, len(order))
	for i, o := range order {
		out.values[i] = places[uint16(o)]
		if n, last := uint32(o>>16), len(out.numbers)-1; last < 0 || out.numbers[last] != n {
			out.numbers, out.upTo = append(out.numbers, n), append(out.upTo, 0)
		}
		out.upTo[len(out.upTo)-1] = uint16(i + 1)
	}
	out.numbers, out.upTo = slices.Clip(out.numbers), slices.Clip(out.upTo)
	return out
}

// at returns the values with the number at a place.
func (p *postings) at(i int) []place {
	if i == 0 {
		return p.values[:p.upTo[0]]
	}
	return p.values[p.upTo[i-1]:p.upTo[i]]
}

// with returns the values that have a number.
func (p *postings) with(number uint32) []place {
	if i, found := slices.BinarySearch(p.numbers, number); found {
		return p.at(i)
	}
	return nil
}

// numbers are the values of a block that have a number, in the order of the numbers.
type numbers struct {
	nano   []int64  // what the numbers are in billionths, each once
	upTo   []uint16 // where the values of each end
	values []place
	more   bool // some are more than what they are in billionths
}

// numbersIn returns those of a block. text reads a text.
func numbersIn(block []byte, places []place, text func(uint32) (string, error)) (out numbers, err error) {
	type numbered struct {
		quantity
		at place
	}
	var all []numbered
	for i := range len(block) / valueSize {
		v := (*value)(block[i*valueSize:])
		if !v.hasNumber() {
			continue
		}
		q, err := v.quantity(text)
		if err != nil {
			return out, err
		}
		all = append(all, numbered{q, places[i]})
	}
	out.more = slices.ContainsFunc(all, func(n numbered) bool { return n.more })
	slices.SortFunc(all, func(a, b numbered) int { return a.compare(b.quantity) })
	out.values = make([]place, len(all))
	for k, n := range all {
		if last := len(out.nano) - 1; last < 0 || out.nano[last] != n.nano {
			out.nano, out.upTo = append(out.nano, n.nano), append(out.upTo, 0)
		}
		out.values[k], out.upTo[len(out.upTo)-1] = n.at, uint16(k+1)
	}
	out.nano, out.upTo = slices.Clip(out.nano), slices.Clip(out.upTo)
	return out, nil
}

// about returns which of the values have as many billionths as a number.
func (n *numbers) about(q quantity) (from, to int) {
	i, found := slices.BinarySearch(n.nano, q.nano)
	if i > 0 {
		from = int(n.upTo[i-1])
	}
	if found {
		return from, int(n.upTo[i])
	}
	return from, from
}
