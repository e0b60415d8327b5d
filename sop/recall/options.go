package recall

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf8"
)

// wrongs is how many wrong answers there are to choose beside the right one.
const wrongs = 3

// chosen makes a face one to choose from: the right answer and three wrong ones of about
// its length, so that length and place tell nothing. Where the page has not so many, the
// face is recalled instead.
func (f Face) chosen(right string, wrong []string) Face {
	f.See = right
	if f.counted {
		return f
	}
	shorter, longer := f.candidates(right, wrong)
	most := min(wrongs, len(shorter))
	least := max(0, wrongs-len(longer))
	if most < least {
		f.How = Recall
		return f
	}
	short := min(max(f.drawn(len(f.Given), wrongs+1), least), most)
	f.How, f.Options = Choose, []Option{{Text: right}}
	for _, text := range slices.Concat(shorter[:short], longer[:wrongs-short]) {
		f.Options = append(f.Options, Option{Text: text})
	}
	return f
}

// candidates returns the wrong answers that can stand beside a right one, each once, in an
// order that hangs on the face: those that are shorter than it, and the others.
func (f Face) candidates(right string, wrong []string) (shorter, longer []string) {
	var kept []string
	known := map[string]bool{plain(right): true}
	for _, text := range wrong {
		if form := plain(text); like(right, text) && !known[form] {
			kept, known[form] = append(kept, text), true
		}
	}
	slices.SortFunc(kept, func(a, b string) int { return bytes.Compare(f.sum(a), f.sum(b)) })
	for _, text := range kept {
		if length(text) < length(right) {
			shorter = append(shorter, text)
		} else {
			longer = append(longer, text)
		}
	}
	return shorter, longer
}

// within is how far, in percent of the right answer, a wrong one may differ in length.
const within = 40

// like reports whether a wrong answer is about as long as the right one.
func like(right, wrong string) bool {
	apart := length(wrong) - length(right)
	return 100*max(apart, -apart) <= within*length(right)
}

func length(text string) int { return utf8.RuneCountInString(text) }

// sum is a number that stays the same for a face and a text, and tells nothing of either.
func (f Face) sum(text string) []byte {
	sum := sha256.Sum256([]byte(f.Page + "\x00" + f.Key() + "\x00" + text))
	return sum[:]
}

// drawn returns one of the first n numbers, the same for a face each time.
func (f Face) drawn(salt, n int) int {
	return int(binary.BigEndian.Uint64(f.sum(fmt.Sprintf("drawn %d", salt))) % uint64(n))
}

// Arranged returns the order in which options, or lines to sort, are shown to a person who
// has met the item seen times: places in Options or Lines. It hangs on item and times alone.
func (f Face) Arranged(seen int) []int {
	out := make([]int, max(len(f.Options), len(f.Lines)))
	keys := make([][]byte, len(out))
	for i := range out {
		out[i], keys[i] = i, f.sum(fmt.Sprintf("%d %d", seen, i))
	}
	slices.SortFunc(out, func(a, b int) int { return bytes.Compare(keys[a], keys[b]) })
	return out
}
