package sop

import "unicode"

// Scans reports whether a text fits the pattern of a scan: # is a digit, @ a letter, * the
// rest, anything else itself. Only nothing fits a field without a pattern.
func (f Field) Scans(text string) bool {
	rest := []rune(text)
	for _, p := range f.Pattern {
		if p == '*' {
			return true
		}
		if len(rest) == 0 {
			return false
		}
		c := rest[0]
		rest = rest[1:]
		switch {
		case p == '#' && (c < '0' || c > '9'):
			return false
		case p == '@' && !unicode.IsLetter(c):
			return false
		case p != '#' && p != '@' && p != c:
			return false
		}
	}
	return len(rest) == 0
}
