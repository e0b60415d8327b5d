package store

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"

	"soprun/sop"
	"soprun/sop/record"
)

// The completions are also kept as one packed table of small fixed rows,
// rowsPerValue to a value, so that any filter is one linear scan. A row, big-endian:
//
//	0  time, milliseconds since 1970 (6)     6  position (6)
//	12 person, 14 SOP: dictionary (2, 2)     16 S codes, 24 K codes: bit n is code n (8, 8)
//	32 B codes (4)                           36 outcome, 37 flags (1, 1)    38 zero (2)
const (
	rowSize      = 40
	rowsPerValue = 1024
)

const (
	flagReviewed byte = 1 << iota
	flagMoreCodes
	flagReturned
)

type row [rowSize]byte

func (r *row) ms() int64       { return int64(binary.BigEndian.Uint64(r[0:]) >> 16) }
func (r *row) position() int64 { return int64(binary.BigEndian.Uint64(r[4:]) & (1<<48 - 1)) }
func (r *row) person() uint16  { return binary.BigEndian.Uint16(r[12:]) }
func (r *row) sop() uint16     { return binary.BigEndian.Uint16(r[14:]) }

// letters says where the bits of a code's letter are.
var letters = map[byte]struct{ at, bytes int }{'S': {16, 8}, 'K': {24, 8}, 'B': {32, 4}}

// bit returns the byte and the bit of a code; ok is false for a code that has none.
func bit(c sop.Code) (at int, mask byte, ok bool) {
	if len(c) < 2 {
		return 0, 0, false
	}
	place, known := letters[c[0]]
	n, err := strconv.Atoi(string(c[1:]))
	if !known || err != nil || n < 0 || n >= 8*place.bytes {
		return 0, 0, false
	}
	return place.at + n/8, 1 << (n % 8), true
}

func (r *row) has(c sop.Code) bool {
	at, mask, ok := bit(c)
	return ok && r[at]&mask != 0
}

// dictionary numbers the strings of the rows, in the order of their first use.
type dictionary struct {
	People []string `json:"people"`
	SOPs   []string `json:"sops"`

	people, sops map[string]uint16
}

func readDictionary(top shelf) (dictionary, error) {
	var d dictionary
	if b := top.Get(keyDictionary); b != nil {
		if err := json.Unmarshal(b, &d); err != nil {
			return d, err
		}
	}
	d.people, d.sops = numbered(d.People), numbered(d.SOPs)
	return d, nil
}

func numbered(list []string) map[string]uint16 {
	m := make(map[string]uint16, len(list))
	for i, s := range list {
		m[s] = uint16(i)
	}
	return m
}

func number(s string, list *[]string, numbers map[string]uint16) uint16 {
	n, ok := numbers[s]
	if !ok {
		n = uint16(len(*list))
		*list, numbers[s] = append(*list, s), n
	}
	return n
}

func (d *dictionary) row(p record.Placed, b *record.Completion) row {
	var r row
	binary.BigEndian.PutUint64(r[0:], uint64(p.Entry.At.UnixMilli())<<16)
	binary.BigEndian.PutUint64(r[4:], binary.BigEndian.Uint64(r[4:])&^(1<<48-1)|uint64(p.Position))
	binary.BigEndian.PutUint16(r[12:], number(p.Entry.Person, &d.People, d.people))
	binary.BigEndian.PutUint16(r[14:], number(b.SOP, &d.SOPs, d.sops))
	for _, c := range b.Codes {
		at, mask, ok := bit(c)
		if ok {
			r[at] |= mask
		} else {
			r[37] |= flagMoreCodes
		}
	}
	r[36] = byte(slices.Index(record.Outcomes, b.Outcome))
	return r
}

// rowTail gathers rows, so that a value is written once a batch.
type rowTail struct{ rows []byte }

func (t *rowTail) flush(rows shelf) error {
	if len(t.rows) == 0 {
		return nil
	}
	chunk := uint32(0)
	var value []byte
	if k, v := rows.cursor().Last(); k != nil {
		chunk, value = binary.BigEndian.Uint32(k), slices.Clone(v)
	}
	for len(t.rows) > 0 {
		if len(value) == rowSize*rowsPerValue {
			chunk, value = chunk+1, nil
		}
		n := min(len(t.rows), rowSize*rowsPerValue-len(value))
		value, t.rows = append(value, t.rows[:n]...), t.rows[n:]
		if err := rows.Put(binary.BigEndian.AppendUint32(nil, chunk), value); err != nil {
			return err
		}
		value = slices.Clone(value)
	}
	t.rows = nil
	return nil
}

// markRow notes whether the completion at a position is reviewed, or sent back: flags is one of
// the two, or neither.
func markRow(rows shelf, completion int64, flags byte) error {
	c := rows.cursor()
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		var first row
		copy(first[:], v)
		if first.position() > completion {
			continue
		}
		i := searchRows(v, completion)
		if i < 0 {
			return nil
		}
		value := slices.Clone(v)
		value[i*rowSize+37] = value[i*rowSize+37]&^(flagReviewed|flagReturned) | flags
		return rows.Put(slices.Clone(k), value)
	}
	return nil
}

// searchRows returns the number of the row of a position, or -1.
func searchRows(rows []byte, completion int64) int {
	low, high := 0, len(rows)/rowSize
	for low < high {
		mid := (low + high) / 2
		r := (*row)(rows[mid*rowSize:])
		switch {
		case r.position() == completion:
			return mid
		case r.position() < completion:
			low = mid + 1
		default:
			high = mid
		}
	}
	return -1
}
