package store

import (
	"crypto/sha256"
	"encoding/binary"
	"sort"
	"strings"
	"sync"

	"soprun/internal/trace"
)

// folds are what a log was found to say, as it is looked for: kept, since most of it is the
// same at the next search. A block that has another digest is read again.
type folds struct {
	mu    sync.Mutex // held by one search at a time
	words []foldedWords
	of    []foldedOf
	sound checked
}

// checked are the blocks of a table that were found to have their digests.
type checked struct {
	values, words, of digests
	gists             []*gist // of the blocks of values, by their numbers
}

// gist returns that of a block of values, and what is behind its digest.
func (c *checked) gist(n uint32, stored []byte) (*gist, []byte, error) {
	b, err := c.values.block(n, stored)
	if err != nil {
		return nil, nil, err
	}
	for len(c.gists) <= int(n) {
		c.gists = append(c.gists, nil)
	}
	if digest := [sha256.Size]byte(stored); c.gists[n] == nil || c.gists[n].digest != digest {
		c.gists[n] = gistOf(digest, b)
	}
	return c.gists[n], b, nil
}

// digests are those of blocks that were found to have them, by their numbers.
type digests [][sha256.Size]byte

// foldedWords are the texts of a block as they are looked for, each ended by a line break.
type foldedWords struct {
	digest [sha256.Size]byte
	all    string
	ends   []uint32
}

// foldedOf are the meanings of a block.
type foldedOf struct {
	digest [sha256.Size]byte
	each   []meant
}

// meant is what values are of, as it is looked for.
type meant struct {
	step, field string // folded
	plain       string // both, as they stand
	scanned     bool
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
	chunk := (n - 1) / textsPerBlock
	b, err := d.block(chunk, table.Get(binary.BigEndian.AppendUint32(nil, chunk)))
	if err != nil {
		return "", err
	}
	if len(b) < 4 {
		return "", ErrIndex
	}
	t, i := texts{all: b[min(len(b), 4+4*int(binary.BigEndian.Uint32(b))):]}, int((n-1)%textsPerBlock)
	if t.ends = b[4 : len(b)-len(t.all)]; i >= t.len() {
		return "", ErrIndex
	}
	return string(t.at(i)), nil
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
		return f.words[n-1].update(v)
	})
	if f.words = f.words[:min(n, len(f.words))]; err != nil {
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
	if w.digest == [sha256.Size]byte(stored) {
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
	var all strings.Builder
	*w = foldedWords{digest: [sha256.Size]byte(stored), ends: make([]uint32, t.len())}
	for i := range t.len() {
		all.WriteString(trace.Fold(string(t.at(i))))
		all.WriteByte('\n')
		w.ends[i] = uint32(all.Len())
	}
	w.all = all.String()
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
	for i := range t.len() {
		of, err := ofText(string(t.at(i)))
		if err != nil {
			return err
		}
		step, field, scanned := m.Of(of)
		if of.Field == "" { // it is how the step was done
			field, scanned = "", false
		}
		out.each = append(out.each, meant{trace.Fold(step), trace.Fold(field), trace.Plain(step) + "\n" + trace.Plain(field), scanned})
	}
	*o = out
	return nil
}

// eachWith calls f with the number in its block of every text that has a token which a
// folded word begins.
func (w *foldedWords) eachWith(word string, f func(i int)) {
	for from := 0; ; {
		at := strings.Index(w.all[from:], word)
		if at < 0 {
			return
		}
		at += from
		i := sort.Search(len(w.ends), func(i int) bool { return int(w.ends[i]) > at })
		f(i)
		from = int(w.ends[i])
	}
}

// count is how many words there are.
func (f *folds) count() int {
	if len(f.words) == 0 {
		return 0
	}
	return (len(f.words)-1)*textsPerBlock + len(f.words[len(f.words)-1].ends)
}
