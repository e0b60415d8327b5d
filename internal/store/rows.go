package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"time"

	"soprun/sop"
	"soprun/sop/record"
)

// The completions are also kept as one packed table of small fixed rows,
// rowsPerValue to a value, so that any filter is one linear scan. A row, big-endian:
//
//	0  time, milliseconds since 1970 (6)     6  position (6)
//	12 person, 14 SOP: dictionary (2, 2)     16 S codes, 24 K codes: bit n is code n (8, 8)
//	32 B codes (4)                           36 outcome, 37 flags (1, 1)
//	38 person whose countersignature stands, and 1: dictionary, 0 for nobody (2)
//	40 text of the page: dictionary (2)
//	42 when the run was started, 48 when its last step was done: as the time (6, 6)
//	54 what else schedules ask of it, and how it was done (1)
const (
	rowSize      = 55
	rowsPerValue = 1024
)

const (
	flagReviewed byte = 1 << iota
	flagMoreCodes
	flagReturned
	flagExceptions // it lists any, a value was amended out of its limits, or it names what was out of service
	flagLate       // a step was done earlier than it was entered
	flagAmended
	flagAnswered // it was sent back, and answered
	flagOthers   // somebody signed something about it whom it does not name
)

// What schedules ask of a run, and how it was done.
const (
	ranLate byte = 1 << iota // its last step was done earlier than it was entered
	ranLeft                  // an item was left out: its entries say which, and why
	ranOut                   // it names a thing that was out of service then
)

type row [rowSize]byte

func (r *row) ms() int64       { return int64(binary.BigEndian.Uint64(r[0:]) >> 16) }
func (r *row) position() int64 { return int64(binary.BigEndian.Uint64(r[4:]) & (1<<48 - 1)) }
func (r *row) person() uint16  { return binary.BigEndian.Uint16(r[12:]) }
func (r *row) sop() uint16     { return binary.BigEndian.Uint16(r[14:]) }
func (r *row) text() uint16    { return binary.BigEndian.Uint16(r[40:]) }

// started and done return when the run was started, and when its last step was done.
func (r *row) started() time.Time { return time.UnixMilli(at6(r[42:])).UTC() }
func (r *row) done() time.Time    { return time.UnixMilli(at6(r[48:])).UTC() }

// ran notes when the run was carried out.
func (r *row) ran(started time.Time, s standing) {
	put6(r[42:], started)
	put6(r[48:], s.done)
	if s.doneLate {
		r[54] |= ranLate
	}
	if len(s.left) > 0 {
		r[54] |= ranLeft
	}
}

func at6(b []byte) int64 {
	return int64(binary.BigEndian.Uint32(b))<<16 | int64(binary.BigEndian.Uint16(b[4:]))
}

func put6(b []byte, at time.Time) {
	ms := uint64(at.UnixMilli())
	binary.BigEndian.PutUint32(b, uint32(ms>>16))
	binary.BigEndian.PutUint16(b[4:], uint16(ms))
}

// outOfService reports whether it names a thing that was out of service as it was done.
func (r *row) outOfService() bool { return r[54]&ranOut != 0 }

// wrong reports whether there is something in it that is not as the page says: it lists
// exceptions, or was ended or stopped, or was done with what was out of service.
func (r *row) wrong() bool {
	return r[37]&flagExceptions != 0 || int(r[36]) >= len(record.Outcomes) || record.Outcomes[r[36]] != record.Complete
}

// countersigner returns the number of the person whose review stands, -1 for nobody.
func (r *row) countersigner() int { return int(binary.BigEndian.Uint16(r[38:])) - 1 }

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

// shares reports whether two rows have a code both.
func (r *row) shares(with *row) bool {
	return binary.BigEndian.Uint64(r[16:])&binary.BigEndian.Uint64(with[16:])|binary.BigEndian.Uint64(r[24:])&binary.BigEndian.Uint64(with[24:]) != 0 ||
		binary.BigEndian.Uint32(r[32:])&binary.BigEndian.Uint32(with[32:]) != 0
}

func (r *row) has(c sop.Code) bool {
	at, mask, ok := bit(c)
	return ok && r[at]&mask != 0
}

// dictionary numbers the strings of the rows, in the order of their first use.
type dictionary struct {
	People []string `json:"people"`
	SOPs   []string `json:"sops"`
	Texts  []string `json:"texts"` // SHA-256 of the pages, in hexadecimal
	// Outages are when things were out of service, in the order of the log.
	Outages record.Outages `json:"outages,omitempty"`

	people, sops, texts map[string]uint16
}

func readDictionary(top shelf) (*dictionary, error) {
	d := &dictionary{}
	if b := top.Get(keyDictionary); b != nil {
		if err := json.Unmarshal(b, d); err != nil {
			return nil, err
		}
	}
	d.people, d.sops, d.texts = numbered(d.People), numbered(d.SOPs), numbered(d.Texts)
	return d, nil
}

// dictionaryKept is the dictionary that was read last: most searches find it as it was.
type dictionaryKept struct {
	text []byte
	*dictionary
}

// readOnce is readDictionary where the text is not the one that was read last. Nobody
// changes what it returns.
func (s *Store) readOnce(top shelf) (*dictionary, error) {
	text := top.Get(keyDictionary)
	if kept := s.dictionary.Load(); kept != nil && bytes.Equal(kept.text, text) {
		return kept.dictionary, nil
	}
	d, err := readDictionary(top)
	if err == nil {
		s.dictionary.Store(&dictionaryKept{bytes.Clone(text), d})
	}
	return d, err
}

func numbered(list []string) map[string]uint16 {
	m := make(map[string]uint16, len(list))
	for i, s := range list {
		m[s] = uint16(i)
	}
	return m
}

// mostNumbered is how many strings of a kind a row can tell apart: in the field of who
// countersigned, 0 is nobody.
const mostNumbered = 1<<16 - 1

// errNumbered is returned for one more.
var errNumbered = errors.New("the index has no number left for them: no more than 65,535 people, as many procedures, and as many versions of them can have completions in one log; begin another one")

func number(s string, list *[]string, numbers map[string]uint16) (uint16, error) {
	n, ok := numbers[s]
	if !ok {
		if len(*list) >= mostNumbered {
			return 0, fmt.Errorf("%q: %w", s, errNumbered)
		}
		n = uint16(len(*list))
		*list, numbers[s] = append(*list, s), n
	}
	return n, nil
}

func (d *dictionary) row(p record.Placed, b *record.Completion) (row, error) {
	var r row
	person, err := d.personNumber(p.Entry.Person)
	if err != nil {
		return r, err
	}
	procedure, err := number(b.SOP, &d.SOPs, d.sops)
	if err != nil {
		return r, err
	}
	text, err := number(b.SHA256, &d.Texts, d.texts)
	if err != nil {
		return r, err
	}
	binary.BigEndian.PutUint64(r[0:], uint64(p.Entry.At.UnixMilli())<<16)
	binary.BigEndian.PutUint64(r[4:], binary.BigEndian.Uint64(r[4:])&^(1<<48-1)|uint64(p.Position))
	binary.BigEndian.PutUint16(r[12:], person)
	binary.BigEndian.PutUint16(r[14:], procedure)
	binary.BigEndian.PutUint16(r[40:], text)
	for _, c := range b.Codes {
		at, mask, ok := bit(c)
		if ok {
			r[at] |= mask
		} else {
			r[37] |= flagMoreCodes
		}
	}
	r[36] = byte(slices.Index(record.Outcomes, b.Outcome))
	if len(b.Exceptions) > 0 {
		r[37] |= flagExceptions
	}
	return r, nil
}

func (d *dictionary) personNumber(id string) (uint16, error) { return number(id, &d.People, d.people) }

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
		if err := rows.Put(binary.BigEndian.AppendUint32(nil, chunk), value); err != nil { // full, or the last
			return err
		}
	}
	t.rows = nil
	return nil
}

// has reports whether the row of the completion at a position is still gathered.
func (t *rowTail) has(completion int64) bool {
	return len(t.rows) > 0 && (*row)(t.rows).position() <= completion
}

// changeRow changes the row of the completion at a position.
func changeRow(rows shelf, completion int64, change func(*row)) error {
	k, v := rowsWith(rows, completion)
	i := searchRows(v, completion)
	if i < 0 {
		return nil
	}
	value := slices.Clone(v)
	change((*row)(value[i*rowSize:]))
	return rows.Put(slices.Clone(k), value)
}

// rowsWith returns the value of the table that has the completion at a position, if any has.
func rowsWith(rows shelf, completion int64) (key, value []byte) {
	c := rows.cursor()
	last, _ := c.Last()
	if last == nil {
		return nil, nil
	}
	// The first value that begins after it stands behind the one that is looked for.
	after := sort.Search(int(binary.BigEndian.Uint32(last))+1, func(n int) bool {
		_, v := c.Seek(binary.BigEndian.AppendUint32(nil, uint32(n)))
		return len(v) >= rowSize && (*row)(v).position() > completion
	})
	if after == 0 {
		return nil, nil
	}
	return c.Seek(binary.BigEndian.AppendUint32(nil, uint32(after-1)))
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

// codeOf returns the code of a letter and a number.
func codeOf(letter byte, n int) sop.Code { return sop.Code(string(letter) + strconv.Itoa(n)) }
