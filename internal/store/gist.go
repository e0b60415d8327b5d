package store

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// gist is a block of values turned round: which completions they are of, and which of them say a
// text, are of an item, or have a number. It is made when a block is read first, and kept in memory,
// so that a trace looks at what is marked, and not at every value.
type gist struct {
	digest      [sha256.Size]byte
	first, last uint32 // of which completions its first and its last value are
	each        []completed
	whose       []uint16 // of each value the completion, by its place in each
	texts       postings // by what values say
	items       postings // by what they are of
	numbers     numbers
}

// completed is a completion with values in a block: what they are of, twice that and 1 where one has
// a number, and who recorded them and how they are marked, as the numbers of two sets.
type completed struct {
	row, of, how uint32
	upTo         uint16 // where its values end
}

// gistOf makes the gist of a block, of which the digest was compared. text reads a text.
func (c *checked) gistOf(digest [sha256.Size]byte, block []byte, text func(uint32) (string, error)) (*gist, error) {
	numbers, err := numbersIn(block, text)
	if err != nil {
		return nil, err
	}
	g := &gist{
		digest:  digest,
		texts:   postingsOf(block, (*value).word),
		items:   postingsOf(block, (*value).item),
		numbers: numbers,
	}
	var of, how []uint32
	for i := 0; i+valueSize <= len(block); i += valueSize {
		v := (*value)(block[i:])
		field := v.of() << 1
		if v.hasNumber() {
			field |= 1
		}
		of, how = append(of, field), append(how, uint32(v.person())<<8|uint32(v[21]))
		g.whose = append(g.whose, uint16(len(g.each)))
		if end := i + valueSize; end+valueSize > len(block) || (*value)(block[end:]).row() != v.row() {
			g.each = append(g.each, completed{v.row(), c.fields.number(of), c.marks.number(how), uint16(len(g.whose))})
			of, how = of[:0], how[:0]
		}
	}
	if n := len(g.each); n > 0 {
		g.first, g.last, g.each = g.each[0].row, g.each[n-1].row, slices.Clip(g.each)
	}
	return g, nil
}

// of returns whose a value is, by its place in the block.
func (g *gist) of(i uint16) *completed { return &g.each[g.whose[i]] }

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
	values  []uint16 // by their places in the block
}

// postingsOf returns those of the numbers that are not zero.
func postingsOf(block []byte, number func(*value) uint32) (out postings) {
	var order []uint64 // number and place
	for i := range uint64(len(block) / valueSize) {
		if n := number((*value)(block[i*valueSize:])); n != 0 {
			order = append(order, uint64(n)<<16|i)
		}
	}
	slices.Sort(order)
	out.values = make([]uint16, len(order))
	for i, o := range order {
		out.values[i] = uint16(o)
		if n, last := uint32(o>>16), len(out.numbers)-1; last < 0 || out.numbers[last] != n {
			out.numbers, out.upTo = append(out.numbers, n), append(out.upTo, 0)
		}
		out.upTo[len(out.upTo)-1] = uint16(i + 1)
	}
	out.numbers, out.upTo = slices.Clip(out.numbers), slices.Clip(out.upTo)
	return out
}

// at returns the values with the number at a place.
func (p *postings) at(i int) []uint16 {
	if i == 0 {
		return p.values[:p.upTo[0]]
	}
	return p.values[p.upTo[i-1]:p.upTo[i]]
}

// with returns the values that have a number.
func (p *postings) with(number uint32) []uint16 {
	if i, found := slices.BinarySearch(p.numbers, number); found {
		return p.at(i)
	}
	return nil
}

// numbers are the values of a block that have a number, in the order of the numbers.
type numbers struct {
	nano   []int64  // what the numbers are in billionths, each once
	upTo   []uint16 // where the values of each end
	values []uint16 // by their places in the block
}

// numbersIn returns those of a block. text reads a text.
func numbersIn(block []byte, text func(uint32) (string, error)) (out numbers, err error) {
	type numbered struct {
		quantity
		i uint16
	}
	var all []numbered
	for i := range uint16(len(block) / valueSize) {
		v := (*value)(block[int(i)*valueSize:])
		if !v.hasNumber() {
			continue
		}
		q, err := v.quantity(text)
		if err != nil {
			return out, err
		}
		all = append(all, numbered{q, i})
	}
	slices.SortFunc(all, func(a, b numbered) int { return a.compare(b.quantity) })
	out.values = make([]uint16, len(all))
	for k, n := range all {
		if last := len(out.nano) - 1; last < 0 || out.nano[last] != n.nano {
			out.nano, out.upTo = append(out.nano, n.nano), append(out.upTo, 0)
		}
		out.values[k], out.upTo[len(out.upTo)-1] = n.i, uint16(k+1)
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
