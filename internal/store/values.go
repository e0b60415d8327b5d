package store

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/record"
)

// Every value that a completed run recorded is also kept in a packed table, as it stands
// since the last amendment, valuesPerBlock to a block behind its digest. The values of a
// completion follow each other, and the completions are in the order of their rows. A
// value, big-endian:
//
//	0  number of the completion's row (3)     3  what it is of: a text, see Of (3)
//	6  what it says: a text (3)               9  item of a list, a text (3)
//	12 when, seconds since 1970 (4)           16 its digits without a point, signed (4)
//	20 its places, or why it has none (1)
//	21 flags, and by sixteens how often its step was opened again after it, 15 for more (1)
//	22 person who recorded it: dictionary (2)
//
// A person of the run who recorded no value has a row that is of no text. Of a step that was not
// done as its page asks there is a row that is of no field, and says how: see ofStep.
const (
	valueSize      = 24
	valuesPerBlock = 1024
	mostRows       = 1 << 24
	notANumber     = 0xff
	longNumber     = 0xfe // a number of more digits: its text has them
	ofStep         = 0xfd // it is no value: it says how a step was not done as asked
	mostRedone     = 15
)

// What a value is.
const (
	OutOfLimits byte = 1 << iota // it has a mark
	Above
	Below
	Amended
)

type value [valueSize]byte

func at3(b []byte) uint32     { return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]) }
func put3(b []byte, n uint32) { b[0], b[1], b[2] = byte(n>>16), byte(n>>8), byte(n) }

func (v *value) row() uint32    { return at3(v[0:]) }
func (v *value) of() uint32     { return at3(v[3:]) }
func (v *value) word() uint32   { return at3(v[6:]) }
func (v *value) item() uint32   { return at3(v[9:]) }
func (v *value) person() uint16 { return binary.BigEndian.Uint16(v[22:]) }
func (v *value) digits() int32  { return int32(binary.BigEndian.Uint32(v[16:])) }
func (v *value) redone() int    { return int(v[21] >> 4) }

// says sets what a value says.
func (v *value) says(text, mark string, word uint32) {
	put3(v[6:], word)
	digits, places, ok := decimal(text)
	if _, err := sop.ParseDecimal(text); err != nil {
		places = notANumber
	} else if !ok {
		places = longNumber
	}
	v[20] = places
	binary.BigEndian.PutUint32(v[16:], uint32(digits))
	v[21] &^= OutOfLimits | Above | Below
	if mark != "" {
		v[21] |= OutOfLimits
	}
	if strings.HasPrefix(mark, "ABOVE ") {
		v[21] |= Above
	}
	if strings.HasPrefix(mark, "BELOW ") {
		v[21] |= Below
	}
}

// Of is what a value is of: a field of a step of an approved text.
type Of struct {
	SHA256      string // of the text, hexadecimal
	Step, Field string
	Unit        string
}

func (o Of) text() string { return strings.Join([]string{o.SHA256, o.Step, o.Field, o.Unit}, "\x00") }

func ofText(text string) (Of, error) {
	parts := strings.Split(text, "\x00")
	if len(parts) != 4 {
		return Of{}, ErrIndex
	}
	return Of{parts[0], parts[1], parts[2], parts[3]}, nil
}

var errRows = errors.New("the index has no number left for another completion: begin another log")

// valueWriter adds values to the table.
type valueWriter struct {
	table     shelf
	of, words *textWriter
	rows      uint32 // how many completions there are
	tail      []byte
}

func newValueWriter(x index) (*valueWriter, error) {
	w := &valueWriter{table: x.values}
	if k, v := x.rows.cursor().Last(); k != nil {
		w.rows = binary.BigEndian.Uint32(k)*rowsPerValue + uint32(len(v)/rowSize)
	}
	var err error
	if w.of, err = newTextWriter(x.of, prefixed{x.numbers, 'o'}); err == nil {
		w.words, err = newTextWriter(x.words, prefixed{x.numbers, 'w'})
	}
	return w, err
}

// prefixed is a part of a shelf: the keys that begin with a byte.
type prefixed struct {
	shelf
	first byte
}

func (p prefixed) Get(key []byte) []byte { return p.shelf.Get(append([]byte{p.first}, key...)) }
func (p prefixed) Put(key, value []byte) error {
	return p.shelf.Put(append([]byte{p.first}, key...), value)
}

// recorded is a value as the event that said it last.
type recorded struct {
	sop.Event
	redone int // how often its step was opened again after it
}

// standing are the values of a run as its events leave them, in the order of their first
// recording, those of steps that were done again too, and everybody who had a part in it.
type standing struct {
	values []recorded
	people []string
	first  time.Time // of its events
	last   time.Time
	late   bool // a step was done earlier than it was entered

	done     time.Time // when the last step was done, and whether that was entered later
	doneLate bool
	left     []sop.Event // of items that were left out
	judged   []sop.Event // deviations of values: what is wrong stands beside these
}

func (s *standing) add(e sop.Event) {
	if s.last = e.At; s.first.IsZero() {
		s.first = e.At
	}
	if !slices.Contains(s.people, e.Person) {
		s.people = append(s.people, e.Person)
	}
	//exhaustive:ignore
	switch e.Kind { // as record.Values.Add does, which forgets what was done again
	case sop.ValueRecorded, sop.ValueCorrected, sop.ValueSettled:
		i := slices.IndexFunc(s.values, func(v recorded) bool {
			return v.redone == 0 && v.Step == e.Step && v.Item == e.Item && v.Field == e.Field && v.Index == e.Index
		})
		if i < 0 {
			s.values = append(s.values, recorded{Event: e})
		} else {
			s.values[i].Event = e
		}
	case sop.StepDone:
		s.done, s.doneLate = e.At, e.Mark == sop.LateEntry
		if at, err := time.Parse(time.RFC3339, e.Value); s.doneLate && err == nil {
			s.done = at
		}
		s.late = s.late || s.doneLate
	case sop.ItemsLeft:
		s.left = append(s.left, e)
	case sop.DeviationOpened:
		if e.Field != "" {
			s.judged = append(s.judged, e)
		}
	case sop.StepReopened:
		for i, v := range s.values {
			if v.Step == e.Step && v.Item == e.Item {
				s.values[i].redone = min(v.redone+1, mostRedone)
			}
		}
	}
}

// add adds the values of a completion, whose row is the next one.
func (w *valueWriter) add(d *dictionary, by string, b *record.Completion, s standing) error {
	row := w.rows
	if w.rows++; w.rows > mostRows {
		return errRows
	}
	seen := map[string]bool{by: true}
	for _, e := range s.values {
		seen[e.Person] = true
		if err := w.put(d, row, b.SHA256, e); err != nil {
			return err
		}
	}
	for _, e := range s.notAsAsked(b) {
		e.Person = by
		if err := w.put(d, row, b.SHA256, recorded{Event: e}); err != nil {
			return err
		}
	}
	for _, person := range s.people {
		if seen[person] {
			continue
		}
		var v value
		put3(v[0:], row)
		n, err := d.personNumber(person)
		if err != nil {
			return err
		}
		v[20] = notANumber
		binary.BigEndian.PutUint16(v[22:], n)
		w.tail = append(w.tail, v[:]...)
	}
	if len(w.tail) < valueSize*valuesPerBlock {
		return nil
	}
	return w.flush()
}

func (w *valueWriter) put(d *dictionary, row uint32, sum string, e recorded) error {
	var v value
	of, err := w.of.number(Of{sum, e.Step, e.Field, e.Unit}.text())
	if err != nil {
		return err
	}
	word, err := w.words.number(e.Value)
	if err != nil {
		return err
	}
	item, err := w.words.number(e.Item)
	if err != nil {
		return err
	}
	person, err := d.personNumber(e.Person)
	if err != nil {
		return err
	}
	put3(v[0:], row)
	put3(v[3:], of)
	put3(v[9:], item)
	binary.BigEndian.PutUint32(v[12:], uint32(e.At.Unix()))
	binary.BigEndian.PutUint16(v[22:], person)
	v[21] = byte(e.redone) << 4
	v.says(e.Value, e.Mark, word)
	if e.Field == "" {
		v[20] = ofStep
	}
	w.tail = append(w.tail, v[:]...)
	return nil
}

// flush writes what was added.
func (w *valueWriter) flush() error {
	chunk, block := uint32(0), []byte(nil)
	if k, v := w.table.cursor().Last(); k != nil && len(w.tail) > 0 {
		last, err := checkedBlock(v)
		if err != nil {
			return err
		}
		chunk, block = binary.BigEndian.Uint32(k), slices.Clone(last)
	}
	for len(w.tail) > 0 {
		if len(block) == valueSize*valuesPerBlock {
			chunk, block = chunk+1, nil
		}
		n := min(len(w.tail), valueSize*valuesPerBlock-len(block))
		block, w.tail = append(block, w.tail[:n]...), w.tail[n:]
		if err := w.table.Put(binary.BigEndian.AppendUint32(nil, chunk), sealedBlock(block)); err != nil {
			return err
		}
	}
	if err := w.of.flush(); err != nil {
		return err
	}
	return w.words.flush()
}

// amend changes what a value of a completion says, of which the row is known. What was
// added is written before.
func (w *valueWriter) amend(row uint32, at sop.Event) error {
	word, err := w.words.number(at.Value)
	if err != nil {
		return err
	}
	reading := max(1, at.Index)
	return w.each(row, func(v *value) (bool, error) {
		text, err := w.of.text(v.of())
		if err != nil || v.of() == 0 || v.redone() > 0 {
			return false, err
		}
		of, err := ofText(text)
		if err != nil || of.Step != at.Step || of.Field != at.Field {
			return false, err
		}
		if item, err := w.words.text(v.item()); err != nil || item != at.Item {
			return false, err
		}
		if reading--; reading != 0 {
			return false, nil
		}
		v[21] |= Amended
		v.says(at.Value, at.Mark, word)
		return true, nil
	})
}

// each calls f with the values of a completion, and writes those blocks of which it
// changed one.
func (w *valueWriter) each(row uint32, f func(*value) (changed bool, err error)) error {
	chunk, ok := firstWith(w.table, row)
	for ; ok; chunk++ {
		k := binary.BigEndian.AppendUint32(nil, chunk)
		stored := w.table.Get(k)
		if stored == nil {
			return nil
		}
		b, err := checkedBlock(stored)
		if err != nil {
			return err
		}
		b = slices.Clone(b)
		change := false
		for i := 0; i+valueSize <= len(b); i += valueSize {
			v := (*value)(b[i:])
			switch {
			case v.row() < row:
				continue
			case v.row() > row:
				ok = false
			default:
				changed, err := f(v)
				if change = change || changed; err != nil {
					return err
				}
			}
		}
		if change {
			if err := w.table.Put(k, sealedBlock(b)); err != nil {
				return err
			}
		}
	}
	return nil
}
