package store

import "bytes"

// layered is a table of the index in the file with what was added in memory above it:
// whoever may not write sees the entries behind the index, without building all of it.
type layered struct {
	above *table
	below shelf
}

// Get returns nil where there is no such key.
func (l layered) Get(key []byte) []byte {
	if v := l.above.Get(key); v != nil {
		return v
	}
	return l.below.Get(key)
}

// Put writes into memory.
func (l layered) Put(key, value []byte) error { return l.above.Put(key, value) }

func (l layered) cursor() cursor {
	return &layeredCursor{above: l.above.cursor(), below: l.below.cursor()}
}

// layeredCursor goes over both; of a key that both have, what is in memory counts.
type layeredCursor struct {
	above, below cursor
	at           []byte // the key where it is
}

// pair is a key with its value.
type pair struct{ key, value []byte }

func paired(key, value []byte) pair { return pair{key, value} }

// first takes the one that comes first in an order.
func (c *layeredCursor) first(above, below pair, forwards bool) (key, value []byte) {
	out := above
	if d := bytes.Compare(below.key, above.key); above.key == nil || below.key != nil && (forwards && d < 0 || !forwards && d > 0) {
		out = below
	}
	c.at = out.key
	return out.key, out.value
}

func (c *layeredCursor) First() (key, value []byte) {
	return c.first(paired(c.above.First()), paired(c.below.First()), true)
}

func (c *layeredCursor) Last() (key, value []byte) {
	return c.first(paired(c.above.Last()), paired(c.below.Last()), false)
}

func (c *layeredCursor) Seek(key []byte) (found, value []byte) {
	return c.first(paired(c.above.Seek(key)), paired(c.below.Seek(key)), true)
}

func (c *layeredCursor) Next() (key, value []byte) {
	return c.first(after(c.above, c.at), after(c.below, c.at), true)
}

func (c *layeredCursor) Prev() (key, value []byte) {
	return c.first(before(c.above, c.at), before(c.below, c.at), false)
}

// after is the first pair behind a key.
func after(c cursor, key []byte) pair {
	p := paired(c.Seek(key))
	if bytes.Equal(p.key, key) {
		return paired(c.Next())
	}
	return p
}

// before is the last pair in front of a key.
func before(c cursor, key []byte) pair {
	if p := paired(c.Seek(key)); p.key == nil {
		return paired(c.Last())
	}
	return paired(c.Prev())
}

// on is the index in memory: by itself, or above that of the file.
func (m *memory) on(below index) index {
	if !m.above || !below.there() {
		return m.index
	}
	over := func(above, below shelf) shelf { return layered{above.(*table), below} }
	return index{
		over(m.top, below.top), over(m.rows, below.rows), over(m.runs, below.runs), over(m.reviews, below.reviews),
		over(m.values, below.values), over(m.words, below.words), over(m.of, below.of), over(m.numbers, below.numbers),
		version{},
	}
}

// sort makes all tables fit to be read by several.
func (m *memory) sort() {
	for _, t := range m.tables() {
		t.(*table).sort()
	}
}
