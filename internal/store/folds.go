package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"

	"soprun/internal/trace"
)

// folds are what a log was found to say, as it is looked for: kept, since most of it is the
// same at the next search. A block that has another digest is read again.
type folds struct {
	mu     sync.Mutex // held by one search at a time
	words  []foldedWords
	often  often
	of     []foldedOf
	sound  checked
	masks  []bits   // of the texts, at the last search
	begun  []bool   // of the blocks of texts, whether one of its masks was set
	marked []uint32 // room for the texts with a mask
	names  map[string]name
}

// checked are the blocks of a table that were found to have their digests.
type checked struct {
	values, words, of digests
	gists             []*gist // of the blocks of values, by their numbers
	fields, marks     sets    // what values of completions are of, and who recorded them and how they are marked
	often             sets    // what those often say, as numbers of saysOften
	saysOften         numbering[saysOften]
	shares            numbering[share] // of a completion in a block
	blocks            sets             // what the values of a block are of
	rows              []rowGist        // of the values of rows, by their numbers
	kinds             numbering[rowKind]
}

// gist returns that of a block of values, by its number. text reads a text.
func (f *folds) gist(n uint32, x index, text func(uint32) (string, error)) (*gist, error) {
	c := &f.sound
	for len(c.gists) <= int(n) {
		c.gists = append(c.gists, nil)
	}
	g := c.gists[n]
	if g != nil && g.at == x.at {
		return g, nil
	}
	stored := x.values.Get(binary.BigEndian.AppendUint32(nil, n))
	b, err := c.values.block(n, stored)
	if err != nil {
		return nil, err
	}
	if g == nil || g.digest != [sha256.Size]byte(stored) || g.until < f.full() {
		if g, err = f.gistOf([sha256.Size]byte(stored), b, text); err != nil {
			return nil, err
		}
		c.gists[n] = g
	}
	g.at = x.at
	return g, nil
}

// digests are those of blocks that were found to have them, by their numbers.
type digests [][sha256.Size]byte

// foldedWords are the texts of a block as they are looked for.
type foldedWords struct {
	tokens
	digest [sha256.Size]byte
	texts  int
	often  []oftenTokens
	sets   []uint32 // of each text which set it has of often; nil before the block is full
}

// name is what a person or a page is called, as it is looked for.
type name struct{ folded, plain string }

// name folds what something is called, once.
func (f *folds) name(text string) name {
	n, known := f.names[text]
	if !known {
		if f.names == nil {
			f.names = map[string]name{}
		}
		n = name{trace.Fold(text), trace.Plain(text)}
		f.names[text] = n
	}
	return n
}

// foldedOf are the meanings of a block.
type foldedOf struct {
	digest        [sha256.Size]byte
	each          []meant
	steps, fields tokens
}

// meant is what values are of, as it is looked for.
type meant struct {
	of      Of
	plain   string // step and field, as they stand
	scanned bool
}

// block returns what is behind the digest of a block: of one that was read before, without
// computing it again.
func (d *digests) block(n uint32, stored []byte) ([]byte, error) {
	if int(n) < len(*d) && len(stored) > sha256.Size && (*d)[n] == [sha256.Size]byte(stored) {
		return stored[sha256.Size:], nil
	}
	b, err := checkedBlock(stored)
	if err != nil {
		return nil, err
	}
	for len(*d) <= int(n) {
		*d = append(*d, [sha256.Size]byte{})
	}
	(*d)[n] = [sha256.Size]byte(stored)
	return b, nil
}

// text reads the text of a number from a table.
func (d *digests) text(table shelf, n uint32) (string, error) {
	if n == 0 {
		return "", nil
	}
	t, err := d.texts(table, (n-1)/textsPerBlock)
	if i := int((n - 1) % textsPerBlock); err == nil && i < t.len() {
		return string(t.at(i)), nil
	}
	return "", cmp.Or(err, error(ErrIndex))
}

// texts returns those of a block of a table.
func (d *digests) texts(table shelf, chunk uint32) (t texts, err error) {
	b, err := d.block(chunk, table.Get(binary.BigEndian.AppendUint32(nil, chunk)))
	if err != nil {
		return t, err
	}
	if len(b) < 4 {
		return t, ErrIndex
	}
	t.all = b[min(len(b), 4+4*int(binary.BigEndian.Uint32(b))):]
	t.ends = b[4 : len(b)-len(t.all)]
	return t, nil
}

// update reads what is new of words and meanings.
func (f *folds) update(x index, m Meaning) error {
	n := 0
	err := each(x.words, func(k, v []byte) error {
		if int(binary.BigEndian.Uint32(k)) != n || len(v) < sha256.Size {
			return ErrIndex
		}
		if len(f.words) == n {
			f.words = append(f.words, foldedWords{})
		}
		n++
		w := &f.words[n-1]
		if w.digest == [sha256.Size]byte(v) {
			return nil
		}
		if w.sets != nil { // another index: what was found of texts is of others
			f.sound.gists = nil
		}
		err := w.update(v)
		f.often.in(w)
		return err
	})
	if n < len(f.words) {
		f.words, f.sound.gists = f.words[:n], nil
	}
	if err != nil {
		return err
	}
	n = 0
	err = each(x.of, func(k, v []byte) error {
		if int(binary.BigEndian.Uint32(k)) != n || len(v) < sha256.Size {
			return ErrIndex
		}
		if len(f.of) == n {
			f.of = append(f.of, foldedOf{})
		}
		n++
		return f.of[n-1].update(v, m)
	})
	f.of = f.of[:min(n, len(f.of))]
	return err
}

func (w *foldedWords) update(stored []byte) error {
	b, err := checkedBlock(stored)
	if err != nil {
		return err
	}
	t, err := textsOf(b)
	if err != nil {
		return err
	}
	*w = foldedWords{digest: [sha256.Size]byte(stored), texts: t.len()}
	w.tokens = tokensOf(func(yield func(string) bool) {
		for i := range t.len() {
			if !yield(string(t.at(i))) {
				return
			}
		}
	})
	return nil
}

func (o *foldedOf) update(stored []byte, m Meaning) error {
	if o.digest == [sha256.Size]byte(stored) {
		return nil
	}
	b, err := checkedBlock(stored)
	if err != nil {
		return err
	}
	t, err := textsOf(b)
	if err != nil {
		return err
	}
	out := foldedOf{digest: [sha256.Size]byte(stored)}
	var steps, fields []string
	for i := range t.len() {
		of, err := ofText(string(t.at(i)))
		if err != nil {
			return err
		}
		step, field, scanned := m.Of(of)
		if of.Field == "" { // it is how the step was done
			field, scanned = "", false
		}
		out.each = append(out.each, meant{of, trace.Plain(step) + "\n" + trace.Plain(field), scanned})
		steps, fields = append(steps, step), append(fields, field)
	}
	out.steps, out.fields = tokensOf(slices.Values(steps)), tokensOf(slices.Values(fields))
	*o = out
	return nil
}

// noMasks makes room for a mask of each text, and of that which is none.
func (f *folds) noMasks() {
	for n, begun := range f.begun {
		if begun {
			clear(f.masks[1+n*textsPerBlock : min(len(f.masks), 1+(n+1)*textsPerBlock)])
		}
	}
	clear(f.begun)
	f.begun, f.masks = fit(f.begun, len(f.words)), fit(f.masks, f.count()+1)
}

// masksOf returns the masks of a block of texts, to set some.
func (f *folds) masksOf(n int) []bits {
	f.begun[n] = true
	return f.masks[1+n*textsPerBlock:]
}

// count is how many words there are.
func (f *folds) count() int {
	if len(f.words) == 0 {
		return 0
	}
	return (len(f.words)-1)*textsPerBlock + f.words[len(f.words)-1].texts
}
