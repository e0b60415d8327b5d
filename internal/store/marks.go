package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	bitsOf "math/bits"
	"slices"
	"strings"

	"soprun/internal/trace"
)

// inTexts marks the texts of a block, by its number, that have something.
type inTexts func(block int) error

// worthACore is of how many blocks of texts a core looks at a few while another one awakes.
const worthACore = 16

// markBlocks sets the bits of words and texts in the masks of what values say.
func (t *terms) markBlocks(f *folds) error {
	errs := make([]error, len(f.words))
	err := onAllCores(t.guard, len(f.words), worthACore, func(_, n int) {
		for _, mark := range t.inTexts {
			errs[n] = cmp.Or(errs[n], mark(n))
		}
	})
	return cmp.Or(err, cmp.Or(errs...))
}

// mark sets the bit of a term in the masks of what values are of, and notes what marks those of what
// they say.
func (t *terms) mark(f *folds, term trace.Term, b bits) {
	switch {
	case term.Kind == trace.Word:
		t.markWords(f, term.Words, b)
		t.markOf(f, b, func(o *foldedOf, is func(uint16)) {
			o.steps.eachBegunBy(term.Words, is)
			o.fields.eachBegunBy(term.Words, is)
		})
		t.addCodes(term.Words, b)
	case term.Kind == trace.Text:
		t.markOf(f, b, ofMeant(func(m *meant) bool { return strings.Contains(m.plain, term.Words[0]+" ") }))
		t.markTexts(f, term.Words[0], b)
	case term.Kind == trace.Compare:
		t.compares |= b
		t.numbers[bitsOf.TrailingZeros32(uint32(b))] = quantityOf(term.Number)
		t.markOf(f, b<<half, func(o *foldedOf, is func(uint16)) {
			o.fields.eachBegunBy([]string{term.Field}, func(i uint16) {
				if term.Unit == "" || trace.SameUnit(term.Unit, o.each[i].of.Unit) {
					is(i)
				}
			})
		})
	case term.Kind == trace.Keyed && term.Key == trace.Step:
		t.markOf(f, b, func(o *foldedOf, is func(uint16)) { o.steps.eachBegunBy(term.Words, is) })
	case term.Kind == trace.Keyed && (term.Key == trace.Asset || term.Key == trace.Lot):
		t.markWords(f, term.Words, b<<half)
		t.markOf(f, b<<half, ofMeant(func(m *meant) bool { return m.scanned }))
		if term.Key == trace.Asset {
			t.items |= b
		}
	case term.Kind == trace.Keyed && term.Key == trace.Code:
		t.addCodes(term.Words, b)
	case term.Kind == trace.Phrase:
		t.markFlags(map[trace.State]byte{trace.OutOfLimits: OutOfLimits, trace.Above: Above, trace.Below: Below}[term.State], b)
	}
}

func (t *terms) markFlags(flags byte, b bits) {
	for i := range t.flags {
		if byte(i)&flags != 0 {
			t.flags[i] |= b
		}
	}
}

// markWords marks the texts with a token that some words begin, without those that have it by a word
// of often, of which the sets are marked.
func (t *terms) markWords(f *folds, words []string, b bits) {
	for _, word := range words {
		begun := f.often.begunBy(word)
		t.markOften(f, begun, b)
		t.inTexts = append(t.inTexts, func(n int) error {
			w := &f.words[n]
			from, behind := w.begunBy(word)
			for _, o := range w.often {
				if begun[o.word] {
					f.markTokens(n, from, o.from, b)
					from = o.to
				}
			}
			f.markTokens(n, from, behind, b)
			return nil
		})
	}
}

// markTokens marks the texts of a block with tokens from one up to another.
func (f *folds) markTokens(block, from, to int, b bits) {
	if from >= to {
		return
	}
	masks := f.masksOf(block)
	for _, at := range f.words[block].between(from, to) {
		masks[at.text()] |= b
	}
}

// markOften marks the sets of often with some of its words.
func (t *terms) markOften(f *folds, begun []bool, b bits) {
	for n, set := range f.often.sets.each {
		if slices.ContainsFunc(set, func(word uint32) bool { return begun[word] }) {
			t.often[n] |= b
			t.anyOften |= b
		}
	}
}

// markTexts looks for tokens that follow each other.
func (t *terms) markTexts(f *folds, text string, b bits) {
	tokens := strings.Fields(text)
	t.inTexts = append(t.inTexts, func(n int) error {
		var masks []bits
		f.words[n].eachWith(tokens, func(text uint16) {
			if masks == nil {
				masks = f.masksOf(n)
			}
			masks[text] |= b
		})
		if len(f.words[n].long) == 0 {
			return nil
		}
		has, err := textsOf(t.wordsOf(n)[sha256.Size:]) // its digest was compared when it was folded
		if err != nil {
			return err
		}
		for _, i := range f.words[n].long {
			if strings.Contains(trace.Plain(string(has.at(int(i)))), text+" ") {
				f.masksOf(n)[i] |= b
			}
		}
		return nil
	})
}

// wordsOf reads a block of texts, one at a time.
func (t *terms) wordsOf(n int) []byte {
	t.file.Lock()
	defer t.file.Unlock()
	return t.x.words.Get(binary.BigEndian.AppendUint32(nil, uint32(n)))
}

// markOf sets a bit in the masks of those of what values are of that a block is asked for, by their
// places in it.
func (t *terms) markOf(f *folds, b bits, those func(o *foldedOf, is func(place uint16))) {
	of := t.of[1:]
	for i := range f.of {
		those(&f.of[i], func(place uint16) { of[place] |= b })
		of = of[len(f.of[i].each):]
	}
}

// ofMeant asks a block for those that mean something.
func ofMeant(it func(*meant) bool) func(o *foldedOf, is func(place uint16)) {
	return func(o *foldedOf, is func(uint16)) {
		for i := range o.each {
			if it(&o.each[i]) {
				is(uint16(i))
			}
		}
	}
}

// begins reports whether any of some words begins a token of a folded text.
func begins(folded string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(folded, " "+w) })
}

// markNames sets the bits of terms in the masks of people and pages.
func (t *terms) markNames(f *folds, d *dictionary, m Meaning) {
	for i, id := range d.People {
		n := f.name(m.Person(id))
		any := t.named(n, "")
		t.people[i] = any
		t.performed[i] = any | t.named(n, trace.By)
		t.countersigns[i] = any | t.named(n, trace.Cs)
		t.anybody |= t.countersigns[i]
	}
	for i, id := range d.SOPs {
		n := f.name(m.Page(id))
		t.pages[i] = t.named(n, "") | t.named(n, trace.Page)
		t.anyRow |= t.pages[i]
	}
	t.anyRow |= t.anybody | t.states
	for _, b := range t.performed {
		t.anyRow |= b
	}
	for _, c := range t.codes {
		t.anyRow |= c.term
	}
}

// named returns the terms that a name has: words and texts, or those of a key.
func (t *terms) named(n name, key trace.Key) (b bits) {
	for i, term := range t.query {
		is := false
		switch {
		case key == "" && term.Kind == trace.Text:
			is = strings.Contains(n.plain, term.Words[0]+" ")
		case key == "" && term.Kind == trace.Word, key != "" && term.Kind == trace.Keyed && term.Key == key:
			is = begins(n.folded, term.Words)
		}
		if is {
			b |= 1 << i
		}
	}
	return b
}

// addCodes adds a term that means the codes which some words begin.
func (t *terms) addCodes(words []string, b bits) {
	for _, word := range words {
		c := codeMask{term: b, word: word}
		for letter, place := range letters {
			for n := range 8 * place.bytes {
				code := codeOf(letter, n)
				if strings.HasPrefix(strings.ToLower(string(code)), word) {
					at, mask, _ := bit(code)
					c.row[at] |= mask
				}
			}
		}
		if strings.Contains("skb", word[:1]) {
			t.codes = append(t.codes, c)
		}
	}
}
