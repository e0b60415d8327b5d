package store

import (
	"cmp"
	"slices"
	"sort"
)

// sieve is the term that fewest texts have, of those that a record has only by what a value says.
// Where there is one, only such completions are looked at as have it.
type sieve struct{ words []uint32 }

// sieve returns that of some rare terms, nil where none is one.
func (t *terms) sieve(rares []rare) (least *sieve) {
	for _, r := range rares {
		if r.op == "" && !r.elsewhere && r.bit&t.anyRow == 0 && (least == nil || len(r.words) < len(least.words)) {
			least = &sieve{r.words}
		}
	}
	return least
}

// gisted is a block of values.
type gisted struct {
	*gist
	block []byte
}

// sift notes which of n completions have a value that has the term of the sieve, and in which
// blocks their values stand. It reports whether any has one.
func (t *tracing) sift(base uint32, n int) (any bool, err error) {
	t.parts, t.sought = t.parts[:0], [rowsPerValue]bool{}
	err = t.blocks(base, n, func(g *gist, block []byte) error {
		t.parts = append(t.parts, gisted{g, block})
		g.eachWith(block, t.sieve.words, func(row uint32) {
			if at := row - base; at < uint32(n) {
				t.sought[at], any = true, true
			}
		})
		return nil
	})
	return any, err
}

// ofSought adds to what the completions that are looked at have what their values have.
func (t *tracing) ofSought(base uint32, n int) error {
	for _, p := range t.parts {
		for row := max(p.first, base); row <= min(p.last, base+uint32(n)-1); row++ {
			if t.has[row-base]&impossible != 0 {
				continue
			}
			for b := from(p.block, row); len(b) >= valueSize && (*value)(b).row() == row; b = b[valueSize:] {
				if err := t.note((*value)(b), base, n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// from returns a block from the first value on that is of a row, or of a later one.
func from(block []byte, row uint32) []byte {
	return block[valueSize*sort.Search(len(block)/valueSize, func(i int) bool { return (*value)(block[i*valueSize:]).row() >= row }):]
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
	at := func(i uint16) uint32 { return number((*value)(block[int(i)*valueSize:])) }
	for i := range uint16(len(block) / valueSize) {
		if at(i) != 0 {
			out.values = append(out.values, i)
		}
	}
	slices.SortStableFunc(out.values, func(a, b uint16) int { return cmp.Compare(at(a), at(b)) })
	for i, v := range out.values {
		if last := len(out.numbers) - 1; last < 0 || out.numbers[last] != at(v) {
			out.numbers, out.upTo = append(out.numbers, at(v)), append(out.upTo, 0)
		}
		out.upTo[len(out.upTo)-1] = uint16(i + 1)
	}
	return postings{slices.Clip(out.numbers), slices.Clip(out.upTo), slices.Clip(out.values)}
}

// with returns the values that have a number.
func (p *postings) with(number uint32) []uint16 {
	i, found := slices.BinarySearch(p.numbers, number)
	switch {
	case !found:
		return nil
	case i == 0:
		return p.values[:p.upTo[0]]
	default:
		return p.values[p.upTo[i-1]:p.upTo[i]]
	}
}

// says reports whether a value of the block says a text, or is of the item.
func (g *gist) says(word uint32) bool { return len(g.texts.with(word))+len(g.items.with(word)) > 0 }

// eachWith calls f with the row of each value of a block that says one of some texts, or whose item
// is one.
func (g *gist) eachWith(block []byte, words []uint32, f func(row uint32)) {
	for _, w := range words {
		for _, all := range [][]uint16{g.texts.with(w), g.items.with(w)} {
			for _, i := range all {
				f((*value)(block[int(i)*valueSize:]).row())
			}
		}
	}
}
