package store

import (
	"hash/maphash"
	"math"

	"soprun/internal/trace"
)

// numbering numbers what is alike, in the order in which it came.
type numbering[T comparable] struct {
	numbers map[T]uint32
	each    []T
}

func (n *numbering[T]) number(of T) uint32 {
	number, known := n.numbers[of]
	if !known {
		if n.numbers == nil {
			n.numbers = map[T]uint32{}
		}
		number = uint32(len(n.each))
		n.numbers[of], n.each = number, append(n.each, of)
	}
	return number
}

// rowKind is what many rows have alike of what a trace asks for: all but when it was, and where its
// entry stands.
type rowKind [30]byte

func (r *row) kind() rowKind { return rowKind(r[12:42]) }

// row returns a row of the kind, at no time and nowhere.
func (k rowKind) row() (r row) {
	copy(r[12:], k[:])
	return r
}

// rowGist is what a trace keeps of the rows of a value, so that it looks at few of them: the kind of
// each, by its number, and when the first and the last of them were.
type rowGist struct {
	at          version // at which they are known to be the same
	sum         uint64  // of the value
	kinds       []uint32
	since, last int64 // in milliseconds
}

var rowSeed = maphash.MakeSeed()

// rowGist returns that of a value of rows, by its number, at a version of the index.
func (c *checked) rowGist(n uint32, rows []byte, at version) *rowGist {
	for len(c.rows) <= int(n) {
		c.rows = append(c.rows, rowGist{})
	}
	g := &c.rows[n]
	if g.at == at {
		return g
	}
	sum := maphash.Bytes(rowSeed, rows)
	if g.at = at; sum != g.sum || len(g.kinds) != len(rows)/rowSize {
		*g = rowGist{at: at, sum: sum, kinds: g.kinds[:0], since: math.MaxInt64}
		for ; len(rows) >= rowSize; rows = rows[rowSize:] {
			r := (*row)(rows)
			g.kinds = append(g.kinds, c.kinds.number(r.kind()))
			g.since, g.last = min(g.since, r.ms()), max(g.last, r.ms())
		}
	}
	return g
}

// itself is of a kind of which each row has to be looked at.
const itself = bits(1) << 30

// kindMask is what rows of a kind have, once that was found.
type kindMask struct {
	has   bits // or impossible, or itself
	known bool
}

// ofKind returns what rows of a kind have, by its number.
func (l *lane) ofKind(n uint32) (bits, error) {
	mask := &l.kinds[n]
	if mask.known {
		return mask.has, nil
	}
	r, m := l.folds.sound.kinds.each[n].row(), l.matcher
	m.since, m.until = 0, math.MaxInt64
	mask.has, mask.known = itself, true
	if r[37]&(flagOthers|flagMoreCodes) != 0 { // which entries say
		return itself, nil
	}
	has, err := l.rowHas(&r, &m, l.alone)
	if err != nil {
		return 0, err
	}
	if has == impossible || l.alone == 0 && m == l.matcher {
		mask.has = has
	}
	return mask.has, nil
}

// rowHas returns which terms a row has by itself, but for some: impossible where it cannot have all,
// or is not selected.
func (t *tracing) rowHas(r *row, m *matcher, but bits) (bits, error) {
	states := t.states &^ but
	has := t.ofStates(r, states)
	if (has^t.not)&states != states || !t.selects(m, r) {
		return impossible, nil
	}
	more, err := t.ofRow(r)
	if has |= more; has&t.not != 0 || (has|t.not|but)&t.rowOnly != t.rowOnly {
		has = impossible
	}
	return has, err
}

// outside reports whether there is a day asked for on which none of some rows was.
func (t *tracing) outside(g *rowGist) bool {
	for i := range t.query {
		term := &t.query[i]
		if term.Kind == trace.Date && !term.Not && (g.last < sinceOf(term) || g.since >= untilOf(term)) {
			return true
		}
	}
	return false
}
