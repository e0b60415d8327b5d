package sop

import "strings"

// NHSNumber returns the first NHS number in a text, as it stands there, and
// false when there is none: ten digits, alone or grouped by spaces or hyphens,
// the last of which is the check digit modulo 11 of the NHS Data Dictionary. A
// run keeps no patient data, so whoever records free text refuses it.
func NHSNumber(text string) (string, bool) {
	for start := 0; start < len(text); start++ {
		if !isDigit(text[start]) || start > 0 && joins(text[:start]) {
			continue
		}
		if end := tenDigits(text[start:]); end > 0 && checkDigit(text[start:start+end]) {
			return text[start : start+end], true
		}
	}
	return "", false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// joins reports whether a text before a digit makes it the middle of a longer
// number or word.
func joins(before string) bool {
	c := before[len(before)-1]
	return isDigit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// tenDigits returns the length of the ten digits that a text begins with, 0
// when there are not exactly ten. One space or hyphen may stand between two.
func tenDigits(text string) int {
	n := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case isDigit(c):
			if n++; n == 10 {
				if rest := text[i+1:]; rest != "" && isDigit(rest[0]) {
					return 0
				}
				return i + 1
			}
		case c != ' ' && c != '-' || i > 0 && !isDigit(text[i-1]):
			return 0
		}
	}
	return 0
}

var together = strings.NewReplacer(" ", "", "-", "")

func checkDigit(text string) bool {
	digits := together.Replace(text)
	sum := 0
	for i := range 9 {
		sum += int(digits[i]-'0') * (10 - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check == int(digits[9]-'0')
}
