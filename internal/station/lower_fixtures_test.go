package station

import (
	"encoding/json"
	"fmt"
)

// AppendLower is what a sieve looks for words in.
var AppendLower = appendLower

// SaidBy is what a text says of itself, and LeftOf what is left of that to the next start.
func SaidBy(text []byte) string { return shown(factsOf(text)) }

func LeftOf(text []byte) string {
	lines, err := linesOf("", factsOf(text))
	var k keptText
	if err != nil || json.Unmarshal(lines[0], &k) != nil {
		return ""
	}
	k.words = lines[1]
	return shown(k.facts())
}

// LeaveLots leaves what is known of the lots to the next start, however little that is, and
// WereLotsLeft reports whether that was done.
func LeaveLots(s *Station) { s.leaveThese(s.lots.keptLots) }

func WereLotsLeft(s *Station) bool { return s.recallLots() != nil }

func shown(f *facts) string {
	words := f.words()
	plain := *f
	plain.words = nil
	return fmt.Sprintf("%+v %+v", plain, *words)
}
