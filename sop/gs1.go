package sop

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// GS1Part is what of a GS1 code a field takes.
type GS1Part string

// The parts that a page can name.
const (
	GS1Lot    GS1Part = "lot"    // AI 10
	GS1Expiry GS1Part = "expiry" // AI 17
)

// GS1Code is a code of the GS1 General Specifications, taken apart: the values by their
// application identifiers.
type GS1Code map[string]string

// ErrGS1 is returned for a code that begins as a GS1 code and cannot be taken apart.
var ErrGS1 = errors.New("not a whole GS1 code")

// separator ends a value of variable length: FNC1 as a scanner sends it.
const separator = "\x1d"

// fixed are the lengths of the values that no separator ends, by the first two digits of
// their identifiers (GS1 General Specifications, predefined length).
var fixed = map[string]int{
	"00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "14": 6, "15": 6, "16": 6, "17": 6, "18": 6, "19": 6, "20": 2,
	"31": 6, "32": 6, "33": 6, "34": 6, "35": 6, "36": 6, "41": 13,
}

// ReadGS1 takes a GS1 code apart, and reports whether a text is meant as one: it begins
// with the identifier of such a symbol, or holds a separator, or a trade item number with
// its check digit comes first and something follows. Whatever else is typed is none.
func ReadGS1(text string) (code GS1Code, is bool, err error) {
	text = strings.TrimSpace(text)
	body, is := text, strings.Contains(text, separator)
	for _, symbol := range []string{"]C1", "]d2", "]Q3", "]e0", "]J1"} {
		if rest, ok := strings.CutPrefix(text, symbol); ok {
			body, is = rest, true
		}
	}
	body = strings.TrimPrefix(body, separator)
	if !is && (len(body) <= 18 || body[:2] != "01" || !itemChecked(body[2:16])) {
		return nil, false, nil
	}
	code = GS1Code{}
	for body != "" {
		ai, value, rest, err := element(body)
		if err == nil && code[ai] != "" && code[ai] != value {
			err = fmt.Errorf("%w: it has two values for (%s)", ErrGS1, ai)
		}
		if err != nil {
			return nil, is, err
		}
		code[ai], body = value, rest
	}
	if item, ok := code["01"]; ok && !itemChecked(item) {
		return nil, is, fmt.Errorf("%w: the check digit of the item number %s is wrong; scan it again", ErrGS1, item)
	}
	return code, true, nil
}

// element takes the first element off a code.
func element(body string) (ai, value, rest string, err error) {
	n := identifierLength(body)
	if n == 0 || len(body) <= n || strings.Trim(body[:n], "0123456789") != "" {
		return "", "", "", fmt.Errorf("%w: %.20q begins with no application identifier; scan it again", ErrGS1, body)
	}
	ai, body = body[:n], body[n:]
	if length, ok := fixed[ai[:2]]; ok {
		if len(body) < length || strings.Contains(body[:length], separator) {
			return "", "", "", fmt.Errorf("%w: the value of (%s) is cut off; scan it again", ErrGS1, ai)
		}
		return ai, body[:length], strings.TrimPrefix(body[length:], separator), nil
	}
	value, rest, _ = strings.Cut(body, separator)
	if value == "" || len(value) > 90 {
		return "", "", "", fmt.Errorf("%w: the value of (%s) cannot be; scan it again", ErrGS1, ai)
	}
	return ai, value, rest, nil
}

// identifierLength returns how many digits the application identifier has with which a
// text begins, 0 for none.
func identifierLength(text string) int {
	if len(text) < 2 {
		return 0
	}
	switch first := text[:2]; first {
	case "23", "24", "25", "40", "41", "42", "71":
		return 3
	case "31", "32", "33", "34", "35", "36", "39", "43", "70", "72", "80", "81", "82":
		return 4
	case "00", "01", "02", "03", "04", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "30", "37":
		return 2
	default:
		if first[0] == '9' {
			return 2
		}
		return 0
	}
}

// itemChecked reports whether the last of a number's digits checks the others: weights of
// 3 and 1 from the right, to the next ten.
func itemChecked(number string) bool {
	sum := 0
	for i, c := range number {
		if c < '0' || c > '9' {
			return false
		}
		weight := 1
		if (len(number)-i)%2 == 0 {
			weight = 3
		}
		sum += weight * int(c-'0')
	}
	return sum%10 == 0
}

// Person reports whether the code names somebody: who gives or who gets a service.
func (c GS1Code) Person() bool {
	return c["8017"] != "" || c["8018"] != "" || c["8019"] != ""
}

// Part returns a part of the code in its canonical form, "" where the code has none. A
// day that is not given stands for the last of its month; the century is the one that is
// nearest to today.
func (c GS1Code) Part(part GS1Part, today time.Time) (string, error) {
	if part == GS1Lot {
		return c["10"], nil
	}
	text := c["17"]
	if text == "" {
		return "", nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || len(text) != 6 {
		return "", fmt.Errorf("%w: its expiry %q is no day", ErrGS1, text)
	}
	year, month, d := century(n/10000, today.Year()), n/100%100, n%100
	if d == 0 {
		d = time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	}
	return day{year, month, d}.checked()
}

// century returns the year of two digits that is nearest: from 49 years ago to 50 ahead.
func century(two, now int) int {
	year := now/100*100 + two
	switch {
	case year-now > 50:
		return year - 100
	case now-year > 49:
		return year + 100
	default:
		return year
	}
}
