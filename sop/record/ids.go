package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"soprun/sop"
)

// Version is the "v" of every payload of this format.
const Version = "soprun-record/2"

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	letter = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digit  = "0123456789"
)

// The forms of the names that a payload holds.
var (
	personID   = word(lower, lower+digit+".-", 2, 32)
	sopID      = word(letter+digit, letter+digit+"._-", 1, 64)
	runNumber  = word(letter+digit+"-", letter+digit+"-", 4, 40)
	codeNumber = word("123456789", digit, 1, 2)
	originWord = word(lower+digit, lower+digit+".-", 1, maxOrigin)
	versionID  = word(letter+digit, letter+digit+"._-", 1, 32)
	stepID     = word(lower+digit, lower+digit+"._-", 1, 64)
	terminalID = word(lower+digit, lower+digit+".-", 1, 32)
	fieldID    = word(letter, letter+digit+"_-", 1, 100)
	wordID     = word(lower, lower+" .-", 1, 40)
)

// word returns whether a text begins with one of the first bytes, goes on with
// others, and has from least to most of them. Every name of every entry is asked
// for, so that this is not a regular expression.
func word(first, others string, least, most int) func(string) bool {
	var begins, follows [256]bool
	for _, c := range []byte(first) {
		begins[c] = true
	}
	for _, c := range []byte(others) {
		follows[c] = true
	}
	return func(s string) bool {
		if len(s) < least || len(s) > most || !begins[s[0]] {
			return false
		}
		for i := 1; i < len(s); i++ {
			if !follows[s[i]] {
				return false
			}
		}
		return true
	}
}

func runID(s string) bool {
	number, ok := strings.CutPrefix(s, "r-")
	return ok && runNumber(number)
}

func codeID(s string) bool {
	return s != "" && strings.Contains("SKB", s[:1]) && codeNumber(s[1:])
}

func originID(s string) bool {
	words := 0
	for w := range strings.SplitSeq(s, "/") {
		if words++; !originWord(w) {
			return false
		}
	}
	return words > 1
}

const (
	maxOrigin = 100
	maxNumber = 1<<53 - 1 // the largest that every JSON reader keeps exact
)

func checkNumber(name string, n int64) error {
	if n < 0 || n > maxNumber {
		return fmt.Errorf("%s %d: needs to be 0 to 2^53-1", name, n)
	}
	return nil
}

// CheckPersonID returns an error unless id can be a person's. Ids end up as
// principals in an allowed_signers file, where "*" would match everyone.
func CheckPersonID(id string) error {
	const rule = "2 to 32 of a-z, 0-9, dot and hyphen, beginning with a letter"
	if !personID(id) && sop.MaySecret(id) {
		return errors.New("short name: needs " + rule)
	}
	return match("short name", personID, id, rule)
}

// CheckName returns an error unless a person can be named so. It refuses what could pass for more of a sentence than a name,
// such as "Kim Oh (kim.oh, supervisor), reviewed".
func CheckName(name string) error {
	for _, r := range name {
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" .'’-", r) {
			return fmt.Errorf("name %q: needs letters, digits, spaces, points, hyphens and apostrophes, and no %q", name, r)
		}
	}
	return field("name", name, 1, 100)
}

// CheckOrigin returns an error unless s can be a log's origin.
func CheckOrigin(s string) error {
	if len(s) > maxOrigin {
		return fmt.Errorf("origin of %d bytes: at most %d are allowed", len(s), maxOrigin)
	}
	return match("origin", originID, s, "lower-case words joined by slashes")
}

func match(what string, is func(string) bool, s, rule string) error {
	if !is(s) {
		return fmt.Errorf("%s %q: needs %s", what, s, rule)
	}
	return nil
}

func checkRoles(roles []sop.Role) error {
	if len(roles) == 0 {
		return fmt.Errorf("roles: needs at least one")
	}
	for i, r := range roles {
		if !slices.Contains(sop.Roles, r) {
			return fmt.Errorf("role %q: not one of %v", r, sop.Roles)
		}
		if i > 0 && roles[i-1] >= r {
			return fmt.Errorf("roles %v: need to be sorted and without repeats", roles)
		}
	}
	return nil
}

func checkHex(name, s string, size int) error {
	if len(s) != 2*size || strings.Trim(s, "0123456789abcdef") != "" {
		return fmt.Errorf("%s %q: needs %d lower-case hexadecimal digits", name, s, 2*size)
	}
	return nil
}

func checkDay(name, s string) error {
	if t, err := time.Parse(time.DateOnly, s); err != nil || t.Format(time.DateOnly) != s || t.Year() < 1 {
		return fmt.Errorf("%s %q: needs a day like 2026-11-22", name, s)
	}
	return nil
}
