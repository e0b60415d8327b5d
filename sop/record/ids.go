package record

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Version is the "v" of every payload of this format.
const Version = "soprun-record/1"

// Declaration is what a person agrees to when a key is bound to them.
const Declaration = "My electronic signature is as binding as my signature in ink, and nobody else knows my passphrase."

var (
	personID  = regexp.MustCompile(`^[a-z][a-z0-9.-]{1,31}$`)
	sopID     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	runID     = regexp.MustCompile(`^r-[0-9A-Za-z-]{4,40}$`)
	codeID    = regexp.MustCompile(`^[SKB][1-9][0-9]?$`)
	originID  = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)+$`)
	versionID = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$`)
	stepID    = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	fieldID   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,99}$`)
	wordID    = regexp.MustCompile(`^[a-z][a-z .-]{0,39}$`)
)

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
	return match("person id", personID, id, "2 to 32 of a-z, 0-9, dot and hyphen, beginning with a letter")
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

func match(what string, re *regexp.Regexp, s, rule string) error {
	if !re.MatchString(s) {
		return fmt.Errorf("%s %q: needs %s", what, s, rule)
	}
	return nil
}

// Role is what a person may do.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Assistant     Role = "assistant"
	Supervisor    Role = "supervisor"
	Trainee       Role = "trainee"
)

// Roles lists every role, sorted.
var Roles = []Role{Administrator, Assistant, Supervisor, Trainee}

func checkRoles(roles []Role) error {
	if len(roles) == 0 {
		return fmt.Errorf("roles: needs at least one")
	}
	for i, r := range roles {
		if !slices.Contains(Roles, r) {
			return fmt.Errorf("role %q: not one of %v", r, Roles)
		}
		if i > 0 && roles[i-1] >= r {
			return fmt.Errorf("roles %v: need to be sorted and without repeats", roles)
		}
	}
	return nil
}

func checkHex(name, s string, size int) error {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != size || hex.EncodeToString(b) != s {
		return fmt.Errorf("%s %q: needs %d lower-case hexadecimal digits", name, s, 2*size)
	}
	return nil
}

func checkDay(name, s string) error {
	if t, err := time.Parse(time.DateOnly, s); err != nil || t.Format(time.DateOnly) != s {
		return fmt.Errorf("%s %q: needs a day like 2026-11-22", name, s)
	}
	return nil
}
