package station

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop/record"
)

// sieve holds back the completions that cannot have all words of a filter. It decodes
// nothing, and lets through some that do not have them: their SOP has another version
// whose title does.
type sieve struct {
	words          [][]byte
	people, titles map[string]uint64 // which of the words somebody's name has, or a title of a SOP
	lower          []byte            // used again for each payload
}

// sifted is how many words are looked for: one a bit.
const sifted = 64

func newSieve(log *store.Store, words []string) *sieve {
	s := &sieve{people: map[string]uint64{}, titles: map[string]uint64{}}
	for _, w := range words[:min(len(words), sifted)] {
		s.words = append(s.words, []byte(w))
	}
	log.View(func(st *record.State) {
		for id, p := range st.People {
			s.people[id] = s.in(p.Name)
		}
		for id, versions := range st.Approvals {
			for _, a := range versions {
				s.titles[id] |= s.in(a.Title)
			}
		}
	})
	return s
}

// in returns which of the words stand in a text.
func (s *sieve) in(text string) (has uint64) {
	s.lower = appendLower(s.lower[:0], []byte(text))
	return s.among(0)
}

// among adds to some words those that stand in what was made lower.
func (s *sieve) among(has uint64) uint64 {
	for i, w := range s.words {
		if has&(1<<i) == 0 && bytes.Contains(s.lower, w) {
			has |= 1 << i
		}
	}
	return has
}

// lets reports whether a completion may have all words.
func (s *sieve) lets(person, sopID string, payload []byte) bool {
	all, has := uint64(1)<<len(s.words)-1, s.people[person]|s.titles[sopID]
	if has == all {
		return true
	}
	s.lower = appendLower(s.lower[:0], payload)
	return s.among(has) == all
}

// lowerASCII says what each byte becomes; those of other letters stay.
var lowerASCII = func() (table [256]byte) {
	for i := range table {
		table[i] = byte(i)
	}
	for c := byte('A'); c <= 'Z'; c++ {
		table[c] = c + 'a' - 'A'
	}
	return table
}()

// appendLower appends a text as strings.ToLower makes it.
func appendLower(to, text []byte) []byte {
	from, other := len(to), byte(0)
	to = append(to, text...)
	for i, c := range to[from:] {
		to[from+i] = lowerASCII[c]
		other |= c
	}
	if other < utf8.RuneSelf {
		return to
	}
	to = to[:from]
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		to, text = utf8.AppendRune(to, unicode.ToLower(r)), text[n:]
	}
	return to
}

// hasAll reports whether every word, in lower case, stands in the title, the name or
// what was signed.
func hasAll(c model.Completion, payload []byte, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(c.Title + "\n" + c.Person.Name + "\n" + string(payload))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
