package library

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// findable are texts in which something is looked for at each key.
type findable struct {
	texts   []string
	lower   []string  // the same in small letters
	letters []letters // of each
}

func makeFindable(n int) findable {
	return findable{make([]string, 0, n), make([]string, 0, n), make([]letters, 0, n)}
}

func (f *findable) add(text string) {
	lower := strings.ToLower(text)
	f.texts, f.lower, f.letters = append(f.texts, text), append(f.lower, lower), append(f.letters, lettersOf(lower))
}

// letters has a bit for each small letter and digit that a text has. Most texts lack one of what
// is looked for, and need not be read.
type letters uint64

// lettersOf are the letters of a text in small letters. One that is written in another script may
// fold to any.
func lettersOf(lower string) (l letters) {
	for i := range len(lower) {
		switch c := lower[i]; {
		case c >= 'a' && c <= 'z':
			l |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			l |= 1 << (c - '0' + 26)
		case c >= utf8.RuneSelf:
			return math.MaxUint64
		}
	}
	return l
}

// hits are the numbers of the texts that have what was typed: those in which each of its words
// begins a word, then those that hold it as it stands. Where there are none, those that have
// its letters in their order. Among equals the fuzzy finder says which is nearer, unless they are so
// many that nobody looks through them before the next letter: those stay in the order of the library.
func (f findable) hits(find string) []int {
	find = strings.ToLower(find)
	words, wanted := strings.Fields(find), wantedBy(find)
	var begun, held []int
	for i, text := range f.lower {
		switch {
		case f.letters[i]&wanted != wanted:
		case beginsAll(text, words):
			begun = append(begun, i)
		case strings.Contains(text, find):
			held = append(held, i)
		}
	}
	all := append(begun, held...)
	if len(all) > manyHits {
		return all
	}
	if near := f.nearest(find, all, len(begun), len(words) > 1); len(near) > 0 {
		return near
	}
	all = f.with(wanted)
	return f.nearest(find, all, len(all), false)
}

// with are the texts that have some letters, in whatever order.
func (f findable) with(wanted letters) (all []int) {
	for i, has := range f.letters {
		if has&wanted == wanted {
			all = append(all, i)
		}
	}
	return all
}

// wantedBy are the letters that a text must have. What is typed in another script rules out none.
func wantedBy(find string) letters {
	l := lettersOf(find)
	if l == math.MaxUint64 {
		return 0
	}
	return l
}

// hit is a text that may have what was typed.
type hit struct {
	at, how int // 1 where it only holds it
	near    int // the less, the nearer
}

// nearest sorts texts, of which the first begin with what was typed, and the others hold it, by this,
// and then by how near they are. Those that do not have the letters in their order are the last of
// their kind, where such are wanted, else they are left out.
func (f findable) nearest(find string, texts []int, begun int, anyOrder bool) []int {
	all := make([]hit, len(texts))
	for i, at := range texts {
		if all[i].at = at; i >= begun {
			all[i].how = 1
		}
	}
	sideBySide(all, func(part []hit) {
		of := make([]string, len(part))
		for i, h := range part {
			of[i] = f.texts[h.at]
			part[i].near = math.MaxInt
		}
		for _, m := range fuzzy.FindNoSort(find, of) {
			part[m.Index].near = -m.Score
		}
	})
	all = slices.DeleteFunc(all, func(h hit) bool { return h.near == math.MaxInt && (!anyOrder || h.how > 0) })
	slices.SortStableFunc(all, func(a, b hit) int { return cmp.Or(cmp.Compare(a.how, b.how), cmp.Compare(a.near, b.near)) })
	return numbers(all)
}

// manyHits are so many that all processors look at them, and that none is told to be nearer.
const manyHits = 1000

// sideBySide does work on parts of a list.
func sideBySide(all []hit, work func(part []hit)) {
	if len(all) < manyHits {
		work(all)
		return
	}
	var wg sync.WaitGroup
	for part := range slices.Chunk(all, len(all)/runtime.GOMAXPROCS(0)+1) {
		wg.Go(func() { work(part) })
	}
	wg.Wait()
}

func numbers(all []hit) []int {
	out := make([]int, len(all))
	for i, h := range all {
		out[i] = h.at
	}
	return out
}

// beginsAll reports whether each of some words begins a word of a text.
func beginsAll(text string, words []string) bool {
	for _, w := range words {
		from := 0
		for {
			at := strings.Index(text[from:], w)
			if at < 0 {
				return false
			}
			if at += from; at == 0 || !wordRune(text[:at]) {
				break
			}
			from = at + 1
		}
	}
	return true
}

// wordRune reports whether a text ends within a word.
func wordRune(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
