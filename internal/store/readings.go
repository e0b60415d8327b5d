package store

import (
	"context"
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// Reading is a value with the completion that it is of.
type Reading struct {
	TracedValue
	At     int64  // of the completion
	Signer string // who signed that
	Person string // who recorded the value
}

// Readings returns the values of what is wanted, as they stand, and those of steps that were
// done again, in the order of their completions and then of the run. wanted is asked once
// for whatever values are of.
func (s *Store) Readings(ctx context.Context, wanted func(Of) bool) (out []Reading, err error) {
	err = s.reading(func(in reading) error {
		err := in.choose(wanted)
		if err == nil && len(in.is) > 0 {
			out, err = in.scan(ctx)
		}
		return err
	})
	return out, err
}

// reading does work on the values of an index. Without one there is none to do.
func (s *Store) reading(work func(reading) error) error {
	if err := s.CatchUp(); err != nil {
		return err
	}
	return s.view(func(_ *bbolt.Tx, x index) error {
		if !x.there() {
			return nil
		}
		d, err := s.readOnce(x.top)
		if err != nil {
			return err
		}
		s.folds.mu.Lock()
		defer s.folds.mu.Unlock()
		return work(reading{x: x, checked: &s.folds.sound, dictionary: d})
	})
}

// reading is one call of Readings, or what one of Things reads.
type reading struct {
	x index
	*checked
	dictionary *dictionary
	asked      []Of
	is         []int // by the number of what a value is of: its place in asked, and 1; 0 for what is not wanted
	chunk      uint32
	rows       []byte // of the chunk that was read last
	out        []Reading
}

// choose notes what is wanted.
func (r *reading) choose(wanted func(Of) bool) error {
	is := []int{0}
	err := each(r.x.of, func(k, stored []byte) error {
		b, err := r.of.block(binary.BigEndian.Uint32(k), stored)
		if err != nil {
			return err
		}
		t, err := textsOf(b)
		if err != nil {
			return err
		}
		for i := range t.len() {
			of, err := ofText(string(t.at(i)))
			if err != nil {
				return err
			}
			n := 0
			if of.Field != "" && wanted(of) {
				r.asked = append(r.asked, of)
				n = len(r.asked)
			}
			is = append(is, n)
		}
		return nil
	})
	if len(r.asked) > 0 {
		r.is = is
	}
	return err
}

// scan goes through all values, in their order.
func (r *reading) scan(ctx context.Context) ([]Reading, error) {
	err := each(r.x.values, func(k, stored []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := r.values.block(binary.BigEndian.Uint32(k), stored)
		if err != nil {
			return err
		}
		for i := 0; i+valueSize <= len(b); i += valueSize {
			v := (*value)(b[i:])
			of := v.of()
			if int(of) >= len(r.is) {
				return ErrIndex
			}
			if r.is[of] == 0 {
				continue
			}
			if err := r.take(v, r.asked[r.is[of]-1]); err != nil {
				return err
			}
		}
		return nil
	})
	return r.out, err
}

// take reads a value in full.
func (r *reading) take(v *value, of Of) (err error) {
	row, err := r.row(v.row())
	if err != nil {
		return err
	}
	people := r.dictionary.People
	if int(v.person()) >= len(people) || int(row.person()) >= len(people) {
		return ErrIndex
	}
	out := Reading{At: row.position(), Signer: people[row.person()], Person: people[v.person()]}
	out.Of = of
	out.said(v)
	if out.Text, err = r.words.text(r.x.words, v.word()); err == nil {
		out.Item, err = r.words.text(r.x.words, v.item())
	}
	r.out = append(r.out, out)
	return err
}

// row returns the row of a completion by its number.
func (r *reading) row(number uint32) (*row, error) {
	if chunk := number / rowsPerValue; r.rows == nil || chunk != r.chunk {
		r.chunk, r.rows = chunk, r.x.rows.Get(binary.BigEndian.AppendUint32(nil, chunk))
	}
	i := int(number%rowsPerValue) * rowSize
	if i+rowSize > len(r.rows) {
		return nil, ErrIndex
	}
	return (*row)(r.rows[i:]), nil
}
