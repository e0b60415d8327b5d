package keyring

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrWeak is returned for a passphrase that the policy refuses.
var ErrWeak = errors.New("choose another passphrase")

// Policy is what a passphrase needs. The zero Policy is the default: at least
// 12 characters.
type Policy struct {
	MinLength int // 8 to 64; 0 for 12
}

const (
	defaultMinLength = 12
	maxBytes         = 1024 // nobody types more; a bound for what is hashed
	minRest          = 6    // characters left when blocked words are taken out
	minDistinct      = 4    // different characters among these
)

//go:embed blocked.txt
var blockedList string

// Check returns an error that wraps ErrWeak and says why, unless the
// passphrase is good enough. Any characters are allowed; those of its one
// spelling are counted. Words are further blocked words: the site, the station,
// the person's own id and name.
func (p Policy) Check(passphrase []byte, words ...string) error {
	least := cmp.Or(p.MinLength, defaultMinLength)
	if least < 8 || least > 64 {
		return fmt.Errorf("a minimum length of %d: needs 8 to 64", least)
	}
	if !utf8.Valid(passphrase) {
		return fmt.Errorf("%w: it is not valid text", ErrWeak)
	}
	passphrase = normalised(passphrase)
	defer clear(passphrase)
	if n := utf8.RuneCount(passphrase); n < least {
		return fmt.Errorf("%w: it has %d characters, it needs at least %d", ErrWeak, n, least)
	}
	if len(passphrase) > maxBytes {
		return fmt.Errorf("%w: it is longer than %d bytes", ErrWeak, maxBytes)
	}
	rest := strip(strings.ToLower(string(passphrase)), words)
	if utf8.RuneCountInString(rest) < minRest {
		return fmt.Errorf("%w: without well-known words and names, too little of it is left", ErrWeak)
	}
	if distinct(rest) < minDistinct {
		return fmt.Errorf("%w: it repeats the same few characters", ErrWeak)
	}
	if sequential(rest) {
		return fmt.Errorf("%w: its characters follow one another, like 1234", ErrWeak)
	}
	return nil
}

// strip takes the blocked words out of a lower-case passphrase, the longest
// first, and everything that is no letter or digit.
func strip(s string, words []string) string {
	blocked := strings.Fields(blockedList)
	for _, w := range words {
		for _, part := range strings.FieldsFunc(strings.ToLower(w), notWord) {
			if len(part) > 1 {
				blocked = append(blocked, part)
			}
		}
	}
	slices.SortStableFunc(blocked, func(a, b string) int { return len(b) - len(a) })
	for _, w := range blocked {
		s = strings.ReplaceAll(s, w, "")
	}
	return strings.Join(strings.FieldsFunc(s, notWord), "")
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r < 0x80 }

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// sequential reports whether most characters are the next after the one
// before them, up or down.
func sequential(s string) bool {
	steps, last := 0, rune(-1)
	for _, r := range s {
		if r == last+1 || r == last-1 || r == last {
			steps++
		}
		last = r
	}
	return 4*steps > 3*(utf8.RuneCountInString(s)-1)
}
