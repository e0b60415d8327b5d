package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// The texts that values name by number are packed, textsPerBlock to a block:
//
//	0  SHA-256 of the rest (32)     32 n, how many texts (4)
//	36 where each text ends, counted from the first (4 n), and the texts
//
// The first text has the number 1: 0 is the empty one. The table numbers leads back from a
// text: under 8 bytes of its SHA-256. It is only a hint, since the text is compared.
const (
	textsPerBlock = 1024
	mostTexts     = 1<<24 - 1
	hintSize      = 8
)

var errTexts = errors.New("the index has no number left for another value: begin another log")

// sealedBlock returns a block behind its digest. The seal of the index is over the digests,
// so that a log is opened without reading all values that were ever recorded.
func sealedBlock(rest []byte) []byte {
	sum := sha256.Sum256(rest)
	return append(sum[:], rest...)
}

// checkedBlock returns what is behind the digest, when it has that.
func checkedBlock(value []byte) ([]byte, error) {
	if len(value) < sha256.Size || sha256.Sum256(value[sha256.Size:]) != [sha256.Size]byte(value) {
		return nil, ErrIndex
	}
	return value[sha256.Size:], nil
}

// texts are the texts of a block.
type texts struct{ ends, all []byte }

func textsOf(block []byte) (texts, error) {
	if len(block) < 4 {
		return texts{}, ErrIndex
	}
	n := int(binary.BigEndian.Uint32(block))
	if block = block[4:]; n > textsPerBlock || len(block) < 4*n {
		return texts{}, ErrIndex
	}
	t := texts{block[:4*n], block[4*n:]}
	for i := range n {
		if t.end(i-1) > t.end(i) || t.end(i) > len(t.all) {
			return texts{}, ErrIndex
		}
	}
	return t, nil
}

func (t texts) len() int { return len(t.ends) / 4 }

func (t texts) end(i int) int {
	if i < 0 {
		return 0
	}
	return int(binary.BigEndian.Uint32(t.ends[4*i:]))
}

func (t texts) at(i int) []byte { return t.all[t.end(i-1):t.end(i)] }

// textWriter numbers the texts of one table, in the order of their first use.
type textWriter struct {
	table, hints shelf
	known        map[string]uint32 // those that were asked for last
	ends         []uint32          // of the block that is not full
	all          []byte
	block        uint32          // its number
	sound        map[uint32]bool // blocks before it, which change no more, that were found to have their digest
}

func newTextWriter(table, hints shelf) (*textWriter, error) {
	w := &textWriter{table: table, hints: hints, known: map[string]uint32{"": 0}, sound: map[uint32]bool{}}
	k, v := table.cursor().Last()
	if k == nil {
		return w, nil
	}
	b, err := checkedBlock(v)
	if err != nil {
		return nil, err
	}
	t, err := textsOf(b)
	if err != nil {
		return nil, err
	}
	w.block = binary.BigEndian.Uint32(k)
	for i := range t.len() {
		w.ends = append(w.ends, uint32(t.end(i)))
	}
	w.all = append(w.all, t.all...)
	return w, w.roll()
}

// number returns the number of a text, which it has from now on.
func (w *textWriter) number(text string) (uint32, error) {
	if n, ok := w.known[text]; ok {
		return n, nil
	}
	sum := sha256.Sum256([]byte(text))
	hint := sum[:hintSize]
	if v := w.hints.Get(hint); len(v) == 4 {
		n := binary.BigEndian.Uint32(v)
		if has, err := w.text(n); err == nil && has == text {
			w.knows(text, n)
			return n, nil
		}
	}
	n := w.block*textsPerBlock + uint32(len(w.ends)) + 1
	if n > mostTexts {
		return 0, fmt.Errorf("%q: %w", text, errTexts)
	}
	w.all = append(w.all, text...)
	w.ends = append(w.ends, uint32(len(w.all)))
	w.knows(text, n)
	if err := w.hints.Put(hint, binary.BigEndian.AppendUint32(nil, n)); err != nil {
		return 0, err
	}
	return n, w.roll()
}

// mostKnown is how many texts are kept with their numbers: of a whole log there are too many.
const mostKnown = 4 * textsPerBlock

func (w *textWriter) knows(text string, n uint32) {
	if len(w.known) > mostKnown {
		clear(w.known)
		w.known[""] = 0
	}
	w.known[text] = n
}

// text returns the text of a number.
func (w *textWriter) text(n uint32) (string, error) {
	switch at := int((n - 1) % textsPerBlock); {
	case n == 0:
		return "", nil
	case (n-1)/textsPerBlock != w.block:
		return w.textBefore(n)
	case at >= len(w.ends):
		return "", ErrIndex
	default:
		from := uint32(0)
		if at > 0 {
			from = w.ends[at-1]
		}
		return string(w.all[from:w.ends[at]]), nil
	}
}

// textBefore reads the text of a number from a block that is full.
func (w *textWriter) textBefore(n uint32) (string, error) {
	block := (n - 1) / textsPerBlock
	stored := w.table.Get(binary.BigEndian.AppendUint32(nil, block))
	if w.sound[block] && len(stored) > sha256.Size {
		return textIn(stored[sha256.Size:], n)
	}
	text, err := textAt(w.table, n)
	w.sound[block] = err == nil
	return text, err
}

func textAt(table shelf, n uint32) (string, error) {
	if n == 0 {
		return "", nil
	}
	b, err := checkedBlock(table.Get(binary.BigEndian.AppendUint32(nil, (n-1)/textsPerBlock)))
	if err != nil {
		return "", err
	}
	return textIn(b, n)
}

// textIn reads the text of a number from its block.
func textIn(block []byte, n uint32) (string, error) {
	t, err := textsOf(block)
	if at := int((n - 1) % textsPerBlock); err == nil && at < t.len() {
		return string(t.at(at)), nil
	}
	return "", ErrIndex
}

// roll begins another block when the one that is written is full.
func (w *textWriter) roll() error {
	if len(w.ends) < textsPerBlock {
		return nil
	}
	err := w.flush()
	w.block, w.ends, w.all = w.block+1, nil, nil
	return err
}

// flush writes the block that is not full.
func (w *textWriter) flush() error {
	if len(w.ends) == 0 {
		return nil
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(len(w.ends)))
	for _, end := range w.ends {
		b = binary.BigEndian.AppendUint32(b, end)
	}
	return w.table.Put(binary.BigEndian.AppendUint32(nil, w.block), sealedBlock(append(b, w.all...)))
}
