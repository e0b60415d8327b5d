package store

import (
	"iter"
	"maps"
	"slices"
	"sort"
	"strings"

	"soprun/internal/trace"
)

// tokens are those of some texts as they are looked for, in their order, and where each stands.
type tokens struct {
	all  string     // one behind the other
	ends []uint32   // where each ends
	with []standsAt // of each where it stands
	upTo []uint32   // where those of each end
	long []uint16   // the texts with a place that is not known
}

// tokensOf are those of some texts, of at most textsPerBlock.
func tokensOf(texts iter.Seq[string]) (t tokens) {
	with, n := map[string][]standsAt{}, 0
	for text := range texts {
		for token := range trace.Tokens(text) {
			at := standsAt(n << 16)
			switch {
			case token.Whole && token.Place < mostPlaces:
				at += standsAt(token.Place + 1)
			case token.Part == 0 && (len(t.long) == 0 || t.long[len(t.long)-1] != uint16(n)):
				t.long = append(t.long, uint16(n))
			}
			has := with[token.Text]
			if last := len(has); last == 0 || has[last-1].text() != uint16(n) || at.place() > has[last-1].place() {
				with[token.Text] = append(has, at)
			}
		}
		n++
	}
	var all strings.Builder
	for _, token := range slices.Sorted(maps.Keys(with)) {
		all.WriteString(token)
		t.ends = append(t.ends, uint32(all.Len()))
		t.with = append(t.with, with[token]...)
		t.upTo = append(t.upTo, uint32(len(t.with)))
	}
	t.all = all.String()
	t.ends, t.with, t.upTo = slices.Clip(t.ends), slices.Clip(t.with), slices.Clip(t.upTo)
	return t
}

// standsAt is a text by its number in its block, and the place of a token of it that stands by
// itself, as trace.Plain has them, counted from 1: 0 for what is only a part of one.
type standsAt uint32

// mostPlaces is more than any text has that somebody typed.
const mostPlaces = 1 << 15

func (s standsAt) text() uint16 { return uint16(s >> 16) }

func (s standsAt) place() uint16 { return uint16(s) }

// token returns the one of a number.
func (t *tokens) token(n int) string {
	if n == 0 {
		return t.all[:t.ends[0]]
	}
	return t.all[t.ends[n-1]:t.ends[n]]
}

// begunBy returns the tokens that a folded word begins, by their numbers.
func (t *tokens) begunBy(word string) (first, behind int) {
	first = t.find(word)
	return first, first + sort.Search(len(t.ends)-first, func(n int) bool { return !strings.HasPrefix(t.token(first+n), word) })
}

// eachBegunBy calls f with the texts that have a token which one of some folded words begins, with one
// as often as it has some.
func (t *tokens) eachBegunBy(words []string, f func(text uint16)) {
	for _, word := range words {
		for _, at := range t.between(t.begunBy(word)) {
			f(at.text())
		}
	}
}

// of returns where a token stands, in the order of the texts.
func (t *tokens) of(token string) []standsAt {
	n := t.find(token)
	if n == len(t.ends) || t.token(n) != token {
		return nil
	}
	return t.between(n, n+1)
}

// find returns the number of the first token that is not before a word.
func (t *tokens) find(word string) int {
	return sort.Search(len(t.ends), func(n int) bool { return t.token(n) >= word })
}

// between returns where some tokens stand, by their numbers.
func (t *tokens) between(first, behind int) []standsAt {
	if behind == first {
		return nil
	}
	from := uint32(0)
	if first > 0 {
		from = t.upTo[first-1]
	}
	return t.with[from:t.upTo[behind-1]]
}

// eachWith calls f with the texts that have some tokens behind each other, each by itself.
func (t *tokens) eachWith(tokens []string, f func(text uint16)) {
	stand, rarest := make([][]standsAt, len(tokens)), 0
	for i, token := range tokens {
		if stand[i] = t.of(token); len(stand[i]) < len(stand[rarest]) {
			rarest = i
		}
		if len(stand[i]) == 0 {
			return
		}
	}
	for _, at := range stand[rarest] {
		if int(at.place()) <= rarest { // those before it would stand before the text
			continue
		}
		first, all := at-standsAt(rarest), true
		for i := 0; i < len(tokens) && all; i++ {
			if i != rarest {
				_, all = slices.BinarySearch(stand[i], first+standsAt(i))
			}
		}
		if all {
			f(at.text())
		}
	}
}
