package sop

import (
	"cmp"
	"strings"
)

// Nearest returns the word of the list that a mistyped one most likely means,
// or "" when none is near: at most a third of the letters may differ.
func Nearest(word string, list []string) string {
	best, least := "", len(word)
	for _, w := range list {
		if d := distance(word, w); d < least && d <= max(1, len(word)/3, len(w)/3) {
			best, least = w, d
		}
	}
	return best
}

// Meant returns " (did you mean X?)" with the word that a mistyped one most likely
// means, and "" when none is near: the end of a sentence about an unknown word.
func Meant(word string, list []string) string {
	near := Nearest(word, list)
	if near == "" {
		near = holding(word, list)
	}
	if near == "" || near == word {
		return ""
	}
	return " (did you mean " + near + "?)"
}

// MeantFold is Meant of a name that may be typed in other capitals: those are meant too.
func MeantFold(word string, list []string) string {
	byLower, lower := map[string]string{}, make([]string, len(list))
	for i, w := range list {
		lower[i] = strings.ToLower(w)
		byLower[lower[i]] = w
	}
	word, typed := strings.ToLower(word), word
	near := byLower[word]
	if near == "" {
		near = byLower[cmp.Or(Nearest(word, lower), holding(word, lower))]
	}
	if near == "" || near == typed {
		return ""
	}
	return " (did you mean " + near + "?)"
}

// MaySecret reports whether what was typed for a short name, and is none, may be a passphrase
// that came into the wrong line: an error about it does not repeat it, since errors are kept
// and shown to others. Fewer characters than the shortest passphrase has are none.
func MaySecret(typed string) bool {
	const most = 8 // letters of a name that was mistyped
	return len(typed) > most
}

// holding returns the one word of the list that the typed one is a part of, "" for none
// or several: IC-004 is SOP-IC-004.
func holding(part string, list []string) (found string) {
	const least = 3 // letters, below which a part says nothing
	for _, w := range list {
		if len(part) < least || !strings.Contains(w, part) {
			continue
		}
		if found != "" {
			return ""
		}
		found = w
	}
	return found
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to get from a to b.
func distance(a, b string) int {
	const far = 64 // longer words are no slip of the finger
	if len(a) > far || len(b) > far {
		return far
	}
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
