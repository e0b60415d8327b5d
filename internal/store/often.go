package store

import "strings"

// often are words that many texts of a block have: a token, or what tokens begin with before a
// number ("batch" of "batch4711"). What values say is in few sets of them, so that a completion is
// found by those, and not by each of the texts.
type often struct {
	words numbering[string]
	sets  sets // of the words that a text has; the first is empty
}

// oftenIn is how many texts of a block have such a word.
const oftenIn = textsPerBlock / 8

// in notes which words many texts of a block have, once there come no more.
func (o *often) in(w *foldedWords) {
	o.sets.number(nil)
	if w.often, w.sets = nil, nil; w.texts < textsPerBlock {
		return
	}
	w.sets = make([]uint32, w.texts)
	has := make([][]uint32, w.texts)
	for from, to := 0, 0; from < len(w.ends); from = to {
		word := head(w.token(from))
		for to = from + 1; to < len(w.ends) && head(w.token(to)) == word; { // those stand together
			to++
		}
		at := w.between(from, to)
		if len(at) < oftenIn {
			continue
		}
		number := o.words.number(word)
		w.often = append(w.often, oftenTokens{number, from, to})
		for _, at := range at {
			has[at.text()] = append(has[at.text()], number)
		}
	}
	for i := range has {
		w.sets[i] = o.sets.number(has[i])
	}
}

// head returns what a token begins with before a digit, or all of it.
func head(token string) string {
	if i := strings.IndexAny(token, "0123456789"); i > 0 {
		return token[:i]
	}
	return token
}

// oftenTokens are the tokens of a block, from one up to another, that are a word of often, by its
// number, or that before a number.
type oftenTokens struct {
	word     uint32
	from, to int
}

// begunBy reports of each word whether a folded one begins it.
func (o *often) begunBy(word string) []bool {
	out := make([]bool, len(o.words.each))
	for n, w := range o.words.each {
		out[n] = strings.HasPrefix(w, word)
	}
	return out
}

// setOf returns the set of such tokens that a text has, 0 for none.
func (f *folds) setOf(text uint32) uint32 {
	if text == 0 || text > f.full() {
		return 0
	}
	return f.words[(text-1)/textsPerBlock].sets[(text-1)%textsPerBlock]
}

// full returns how many texts there are in blocks to which no more come.
func (f *folds) full() uint32 {
	n := len(f.words)
	if n > 0 && f.words[n-1].texts < textsPerBlock {
		n--
	}
	return uint32(n) * textsPerBlock
}
