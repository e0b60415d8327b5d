package store

// often are tokens that many texts of a block have. What values say is in few sets of them, so that
// a completion is found by those, and not by each of the texts.
type often struct {
	numbers map[string]uint32
	tokens  []string
	sets    sets // of the tokens that a text has; the first is empty
}

// oftenIn is how many texts of a block have such a token.
const oftenIn = textsPerBlock / 8

// number returns that of a token.
func (o *often) number(token string) uint32 {
	n, known := o.numbers[token]
	if !known {
		if o.numbers == nil {
			o.numbers = map[string]uint32{}
		}
		n = uint32(len(o.tokens))
		o.numbers[token], o.tokens = n, append(o.tokens, token)
	}
	return n
}

// in notes which tokens of a block many of its texts have, once there come no more.
func (o *often) in(w *foldedWords) {
	o.sets.number(nil)
	if w.often, w.sets = nil, nil; w.texts < textsPerBlock {
		return
	}
	w.often, w.sets = make([]bool, len(w.ends)), make([]uint32, w.texts)
	has := make([][]uint32, w.texts)
	for n := range w.ends {
		at := w.between(n, n+1)
		if w.often[n] = len(at) >= oftenIn; w.often[n] {
			number := o.number(w.token(n))
			for _, at := range at {
				has[at.text()] = append(has[at.text()], number)
			}
		}
	}
	for i := range has {
		w.sets[i] = o.sets.number(has[i])
	}
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
