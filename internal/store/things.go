package store

import (
	"context"
	"encoding/binary"
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

// Things returns what completed runs were done with or for, in no order. kind is asked once
// for whatever values are of.
func (s *Store) Things(ctx context.Context, kind func(Of) ThingKind) (out []Thing, err error) {
	err = s.reading(func(r reading) error {
		in := gathering{reading: r, all: map[thingKey]*gathered{}}
		err := in.choose(func(of Of) bool {
			k := kind(of)
			if k > 0 {
				in.kinds = append(in.kinds, k)
			}
			return k > 0
		})
		if err == nil {
			err = in.scan(ctx)
		}
		if err == nil {
			out, err = in.things()
		}
		return err
	})
	return out, err
}

// thingKey tells a thing from others: by the number of its text.
type thingKey struct {
	text uint32
	lot  bool
}

// gathered is a thing while the values are gone through.
type gathered struct {
	Thing
	row    uint32 // and 1, of the last completion that names it
	expiry uint32
}

// gathering is one call of Things.
type gathering struct {
	reading
	kinds []ThingKind // by the place in asked
	all   map[thingKey]*gathered
	now   uint32 // number of the row that the values are of
	lots  []lotOf
}

// lotOf is a lot, or an expiry, of a step of the completion that is gone through.
type lotOf struct {
	step       string
	item, text uint32
	redone     int
	isDay      bool // it is an expiry
	lot        *gathered
}

func (g *gathering) scan(ctx context.Context) error {
	err := each(g.x.values, func(k, stored []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := g.values.block(binary.BigEndian.Uint32(k), stored)
		if err != nil {
			return err
		}
		for i := 0; i+valueSize <= len(b); i += valueSize {
			if err := g.take((*value)(b[i:])); err != nil {
				return err
			}
		}
		return nil
	})
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
		t.Item = true
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
		t.Lot = key.lot
		g.all[key] = t
	}
	if t.row == g.now+1 {
		return t, nil
	}
	r, err := g.row(g.now)
	if err != nil {
		return t, err
	}
	t.row, t.Runs, t.Last, t.LastAt = g.now+1, t.Runs+1, r.position(), time.UnixMilli(r.ms()).UTC()
	if t.Wrong++; !r.wrong() {
		t.Wrong = 0
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

// things reads the texts.
func (g *gathering) things() (out []Thing, err error) {
	for key, t := range g.all {
		if t.Text, err = g.words.text(g.x.words, key.text); err != nil {
			return nil, err
		}
		if t.Expiry, err = g.words.text(g.x.words, t.expiry); err != nil {
			return nil, err
		}
		out = append(out, t.Thing)
	}
	return out, nil
}
