package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"time"
)

// ThingKind is what a field says of the thing that a run was done with or for.
type ThingKind byte

// The kinds. The zero one is of fields that name no thing.
const (
	AnAsset  ThingKind = iota + 1 // it names one
	ALot                          // it names a lot
	AnExpiry                      // it says when the lot of its step expires
)

// Thing is what completed runs were done with or for: what was scanned, or an item of a list.
type Thing struct {
	Text   string
	Lot    bool
	Item   bool // it was an item of a list
	Runs   int  // completions that name it
	Wrong  int  // how many of the last of them, without a clean one between, have exceptions
	Last   int64
	LastAt time.Time
	Expiry string // what was recorded beside it last, "" for nothing
}

// Used is what completed runs were done with that no entry to come adds to, and names what it was
// made of: a later call goes on from it.
type Used struct {
	Settled
	wrong [sha256.Size]byte // over which of the completions before are not as the page says
	all   map[thingKey]gathered
}

// Things returns what completed runs were done with or for, in no order, but for what was scanned
// once, which is the label of a specimen more often than an asset. known is what an earlier call
// returned, nil for nothing: only what is new since then is gone through, unless a record of
// before was amended. kind is asked once for whatever values are of, and has to answer as it did then.
func (s *Store) Things(ctx context.Context, kind func(Of) ThingKind, known *Used) (out []Thing, settled *Used, err error) {
	err = s.reading(func(r reading) error {
		in := gathering{reading: r, texts: map[uint32]texts{}}
		err := in.choose(func(of Of) bool {
			k := kind(of)
			if k > 0 {
				in.kinds = append(in.kinds, k)
			}
			return k > 0
		})
		if err == nil {
			settled, err = in.goOn(ctx, known)
		}
		if err == nil {
			err = in.scan(ctx, settled.Before, mostRows)
		}
		if err == nil {
			out, err = in.things(settled.all)
		}
		return err
	})
	return out, settled, err
}

// thingKey tells a thing from others: by the number of its text.
type thingKey struct {
	text uint32
	lot  bool
}

// gathered is what some completions, which follow each other, say of a thing.
type gathered struct {
	last   uint32 // number of the row, and 1, of the last one that names it
	runs   uint32 // how many do
	wrong  uint32 // how many of the last of them, without a clean one between, have exceptions
	expiry uint32 // the text that was recorded beside it last
	item   bool
}

// then returns what is said of a thing by completions and by those that follow them.
func (t gathered) then(next gathered) gathered {
	if next.wrong == next.runs { // there is no clean one between
		next.wrong += t.wrong
	}
	next.last = cmp.Or(next.last, t.last)
	next.runs += t.runs
	next.expiry = cmp.Or(next.expiry, t.expiry)
	next.item = next.item || t.item
	return next
}

// gathering is one call of Things.
type gathering struct {
	reading
	kinds []ThingKind // by the place in asked
	all   map[thingKey]*gathered
	texts map[uint32]texts // the blocks of them that were read
	now   uint32           // number of the row that the values are of
	lots  []lotOf
}

// goOn returns what is settled by now.
func (g *gathering) goOn(ctx context.Context, known *Used) (*Used, error) {
	if known == nil {
		known = &Used{}
	}
	now, begins, err := g.settled(&known.Settled)
	if err != nil {
		return nil, err
	}
	if begins {
		sum, err := g.wrongs(known.Before)
		if err != nil {
			return nil, err
		}
		begins = sum == known.wrong
	}
	if begins && now == known.Settled {
		return known, nil
	}
	from, out := uint32(0), &Used{Settled: now, all: map[thingKey]gathered{}}
	if begins {
		from, out.all = known.Before, maps.Clone(known.all)
	}
	if err := g.scan(ctx, from, now.Before); err != nil {
		return nil, err
	}
	for key, t := range g.all {
		out.all[key] = out.all[key].then(*t)
	}
	out.wrong, err = g.wrongs(now.Before)
	return out, err
}

// wrongs returns a hash of which completions up to one, by its number, are not as the page says.
func (g *gathering) wrongs(before uint32) (sum [sha256.Size]byte, err error) {
	bits := make([]byte, before/8+1)
	err = each(g.x.rows, func(k, v []byte) error {
		n := binary.BigEndian.Uint32(k) * rowsPerValue
		for ; len(v) >= rowSize && n < before; v, n = v[rowSize:], n+1 {
			if (*row)(v).wrong() {
				bits[n/8] |= 1 << (n % 8)
			}
		}
		return nil
	})
	return sha256.Sum256(bits), err
}

// lotOf is a lot, or an expiry, of a step of the completion that is gone through.
type lotOf struct {
	step       string
	item, text uint32
	redone     int
	isDay      bool // it is an expiry
	lot        *gathered
}

// scan gathers what the completions from one up to another say, by their numbers.
func (g *gathering) scan(ctx context.Context, from, to uint32) error {
	g.all, g.now = map[thingKey]*gathered{}, from
	err := g.between(ctx, from, to, g.take)
	g.expire()
	return err
}

// take notes what a value names.
func (g *gathering) take(v *value) error {
	if row := v.row(); row != g.now {
		g.expire()
		g.now = row
	}
	if v[20] == ofStep { // it may have been left out
		return nil
	}
	if item := v.item(); item != 0 {
		t, err := g.named(thingKey{text: item})
		if err != nil {
			return err
		}
		t.item = true
	}
	of := v.of()
	if len(g.is) == 0 {
		return nil
	}
	if int(of) >= len(g.is) {
		return ErrIndex
	}
	n := g.is[of]
	if n == 0 || v.word() == 0 {
		return nil
	}
	kind := g.kinds[n-1]
	beside := lotOf{step: g.asked[n-1].Step, item: v.item(), text: v.word(), redone: v.redone(), isDay: kind == AnExpiry}
	if kind != AnExpiry {
		t, err := g.named(thingKey{v.word(), kind == ALot})
		if err != nil || kind == AnAsset {
			return err
		}
		beside.lot = t
	}
	g.lots = append(g.lots, beside)
	return nil
}

// named notes that the completion names a thing, once.
func (g *gathering) named(key thingKey) (*gathered, error) {
	t := g.all[key]
	if t == nil {
		t = &gathered{}
		g.all[key] = t
	}
	if t.last == g.now+1 {
		return t, nil
	}
	r, err := g.row(g.now)
	if err != nil {
		return t, err
	}
	t.last, t.runs = g.now+1, t.runs+1
	if t.wrong++; !r.wrong() {
		t.wrong = 0
	}
	return t, nil
}

// expire has the lots of the completion expire as was recorded in their steps.
func (g *gathering) expire() {
	eachExpiry(g.lots, func(lot, day lotOf) { lot.lot.expiry = day.text })
	g.lots = g.lots[:0]
}

// eachExpiry calls f with each lot and day of one step of a completion.
func eachExpiry(all []lotOf, f func(lot, day lotOf)) {
	for _, lot := range all {
		for _, day := range all {
			if !lot.isDay && day.isDay && day.step == lot.step && day.item == lot.item && day.redone == lot.redone {
				f(lot, day)
			}
		}
	}
}

// things returns what is settled, and what was gathered behind it.
func (g *gathering) things(settled map[thingKey]gathered) (out []Thing, err error) {
	keys := slices.Collect(maps.Keys(settled))
	for key := range g.all {
		if _, is := settled[key]; !is {
			keys = append(keys, key)
		}
	}
	keys = slices.DeleteFunc(keys, func(key thingKey) bool { return g.sum(settled, key).isLabel(key) })
	out = make([]Thing, len(keys))
	for i, key := range keys {
		if out[i], err = g.thing(key, g.sum(settled, key)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sum is what all completions say of a thing.
func (g *gathering) sum(settled map[thingKey]gathered, key thingKey) gathered {
	t := settled[key]
	if next := g.all[key]; next != nil {
		t = t.then(*next)
	}
	return t
}

// isLabel reports whether it was scanned once, and is no lot.
func (t gathered) isLabel(key thingKey) bool { return t.runs < 2 && !key.lot && !t.item }

// thing reads the texts of a thing, and when it was used last.
func (g *gathering) thing(key thingKey, t gathered) (Thing, error) {
	out := Thing{Lot: key.lot, Item: t.item, Runs: int(t.runs), Wrong: int(t.wrong)}
	last, err := g.row(t.last - 1)
	if err == nil {
		out.Last, out.LastAt = last.position(), time.UnixMilli(last.ms()).UTC()
		out.Text, err = g.text(key.text)
	}
	if err == nil {
		out.Expiry, err = g.text(t.expiry)
	}
	return out, err
}

// text reads a text, and its block once.
func (g *gathering) text(n uint32) (string, error) {
	if n == 0 {
		return "", nil
	}
	chunk, i := (n-1)/textsPerBlock, int((n-1)%textsPerBlock)
	t, read := g.texts[chunk]
	if !read {
		var err error
		if t, err = g.words.texts(g.x.words, chunk); err != nil {
			return "", err
		}
		g.texts[chunk] = t
	}
	if i >= t.len() {
		return "", ErrIndex
	}
	return string(t.at(i)), nil
}
