package store

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"
	"time"

	"soprun/sop/record"
)

// Ran is what schedules ask of a completed run.
type Ran struct {
	At               int64 // of the completion
	SHA256, Person   string
	Signed           time.Time
	Started, Done    time.Time // Done is when its last step was done, Signed where none was
	LateEntry        bool      // that was entered later
	Outcome          record.Outcome
	Named            []string // what a field of it recorded, each once
	Amended, LeftOut bool     // of these the entries say more: a value was amended, an item left out
}

// Wanted is which completed runs of a procedure are asked for: those that were signed since an
// instant, the newest of them, 0 for all.
type Wanted struct {
	Since time.Time
	Most  int
}

// Ran returns when completed runs of procedures were carried out, and what for, the newest first: in
// one look through all, however many procedures are asked for. names returns the field of an
// approved text, by its SHA-256, that says what for, "" for none; it may not use the store.
func (s *Store) Ran(of map[string]Wanted, names func(sha256 string) string) (map[string][]Ran, error) {
	out := make(map[string][]Ran, len(of))
	err := s.reading(func(r reading) error {
		since := r.sinceWhen(of)
		return r.backwards(func(row *row, number uint32) error {
			n := int(row.sop())
			if n >= len(since) {
				return ErrIndex
			}
			if row.ms() < since[n] {
				return nil
			}
			id := r.dictionary.SOPs[n]
			ran, err := r.ran(row, number, names)
			if out[id] = append(out[id], ran); len(out[id]) == of[id].Most {
				since[n] = math.MaxInt64
			}
			return err
		})
	})
	return out, err
}

// backwards calls f with every row, the newest first, and its number.
func (r *reading) backwards(f func(of *row, number uint32) error) error {
	c := r.x.rows.cursor()
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		base := binary.BigEndian.Uint32(k) * rowsPerValue
		for i := len(v)/rowSize - 1; i >= 0; i-- {
			if err := f((*row)(v[i*rowSize:]), base+uint32(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// sinceWhen returns since when completions of each procedure of the dictionary are asked for, in
// milliseconds.
func (r *reading) sinceWhen(of map[string]Wanted) []int64 {
	since := make([]int64, len(r.dictionary.SOPs))
	for i, id := range r.dictionary.SOPs {
		wanted, is := of[id]
		switch {
		case !is:
			since[i] = math.MaxInt64
		case !wanted.Since.IsZero():
			since[i] = wanted.Since.UnixMilli()
		}
	}
	return since
}

// LastSigned returns when a run of each procedure was last signed.
func (s *Store) LastSigned() (map[string]time.Time, error) {
	out := map[string]time.Time{}
	err := s.reading(func(r reading) error {
		c := r.x.rows.cursor()
		for k, v := c.Last(); k != nil; k, v = c.Prev() {
			for i := len(v)/rowSize - 1; i >= 0; i-- {
				of := (*row)(v[i*rowSize:])
				if int(of.sop()) >= len(r.dictionary.SOPs) {
					return ErrIndex
				}
				id := r.dictionary.SOPs[of.sop()]
				if _, later := out[id]; later {
					continue
				}
				if out[id] = time.UnixMilli(of.ms()).UTC(); len(out) == len(r.dictionary.SOPs) {
					return nil // there is no other
				}
			}
		}
		return nil
	})
	return out, err
}

func (r *reading) ran(of *row, number uint32, names func(string) string) (out Ran, err error) {
	d := r.dictionary
	if int(of.text()) >= len(d.Texts) || int(of.person()) >= len(d.People) || int(of[36]) >= len(record.Outcomes) {
		return out, ErrIndex
	}
	out = Ran{
		At: of.position(), SHA256: d.Texts[of.text()], Person: d.People[of.person()], Signed: time.UnixMilli(of.ms()).UTC(),
		Started: of.started(), Done: of.done(), LateEntry: of[54]&ranLate != 0, LeftOut: of[54]&ranLeft != 0, Outcome: record.Outcomes[of[36]],
	}
	field := names(out.SHA256)
	if field == "" {
		return out, nil
	}
	return out, r.valuesOf(number, func(v *value) error {
		of, err := r.of.text(r.x.of, v.of())
		if err != nil {
			return err
		}
		if is, err := ofText(of); err != nil || is.Field != field || v.redone() > 0 {
			return err
		}
		out.Amended = out.Amended || v[21]&Amended != 0
		text, err := r.words.text(r.x.words, v.word())
		if !slices.Contains(out.Named, text) {
			out.Named = append(out.Named, text)
		}
		return err
	})
}

// valuesOf calls f with the values of a completion, by the number of its row, in the order of
// the run.
func (r *reading) valuesOf(number uint32, f func(*value) error) error {
	chunk, ok := firstWith(r.x.values, number)
	c := r.x.values.cursor()
	for k, stored := c.Seek(binary.BigEndian.AppendUint32(nil, chunk)); ok && k != nil; k, stored = c.Next() {
		if first, is := firstRow(stored); !is || first > number {
			return nil
		}
		b, err := r.values.block(binary.BigEndian.Uint32(k), stored)
		if err != nil {
			return err
		}
		from := sort.Search(len(b)/valueSize, func(i int) bool { return (*value)(b[i*valueSize:]).row() >= number })
		for b := b[from*valueSize:]; len(b) >= valueSize; b = b[valueSize:] {
			v := (*value)(b)
			if v.row() != number {
				return nil
			}
			if v.of() == 0 {
				continue
			}
			if err := f(v); err != nil {
				return err
			}
		}
	}
	return nil
}
