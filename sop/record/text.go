package record

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrText is returned for text that could be drawn as something else than it
// is: invalid UTF-8, a control, bidirectional or invisible character, or a
// form other than NFC.
var ErrText = errors.New("text is not safe to keep")

// unsafe holds the characters that no kept text may have.
var unsafe = []*unicode.RangeTable{unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp}

// CheckText returns an error that wraps ErrText unless s may be kept in a
// payload. The empty text may.
func CheckText(s string) error {
	if plainASCII(s) {
		return nil
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: it is not valid UTF-8", ErrText)
	}
	for i, r := range s {
		if r >= 0x20 && r < 0x7f {
			continue
		}
		if unicode.In(r, unsafe...) {
			return fmt.Errorf("%w: character %U at byte %d is a control or invisible character", ErrText, r, i)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return fmt.Errorf("%w: %q is not in Unicode normal form C", ErrText, s)
	}
	return nil
}

// plainASCII is the common case, told apart early because a verification asks
// it of every entry.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// CleanText returns s as it can be kept: in NFC, trimmed, each line break or
// tab as one space. It does not remove what CheckText refuses otherwise: a
// person is told, their words are not changed in silence.
func CleanText(s string) string { return norm.NFC.String(strings.TrimSpace(inOneLine.Replace(s))) }

var inOneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Shorten cuts a text to so many bytes, and says so with an ellipsis.
func Shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	cut := most - len(ellipsis)
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strings.TrimSpace(s[:cut]) + ellipsis
}

// field checks one text member: its characters, and its length in bytes.
func field(name, s string, least, most int) error {
	if err := CheckText(s); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(s) < least || len(s) > most || strings.TrimSpace(s) != s {
		return fmt.Errorf("%s %q: needs %d to %d bytes without space around them", name, s, least, most)
	}
	return nil
}
