package present

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Safe returns s without anything that could do more than show a character:
// control characters with ESC and C1 among them, bidirectional and other format
// characters, and line breaks. It is the one place that decides it, and both
// front ends pass every text through it.
func Safe(s string) string {
	if isPlain(s) {
		return s
	}
	clean := true
	for _, r := range s {
		if unsafe(r) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unsafe(r):
			return -1
		default:
			return r
		}
	}, s)
}

// isPlain reports whether a text has nothing but the characters of ASCII that take a cell each: nearly
// all has, and every frame asks for the width of each part of it.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func unsafe(r rune) bool {
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) ||
		r == unicode.ReplacementChar
}

// Sentence makes a refusal a sentence: it starts upper case and ends with a stop,
// or with the mark that it had.
func Sentence(s string) string {
	if s == "" {
		return s
	}
	return stopped(Capital(s))
}

// stopped is a text that ends with a stop, or with the mark that it had.
func stopped(s string) string {
	if strings.ContainsAny(s[max(0, len(s)-1):], ".?!") {
		return s
	}
	return s + "."
}

// Capital begins a text with a capital letter, unless the path of a file and a colon begin it.
func Capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	word, _, _ := strings.Cut(s, " ")
	if n == 0 || strings.HasSuffix(word, ":") && strings.ContainsAny(word, `/\`) {
		return s
	}
	return string(unicode.ToUpper(first)) + s[n:]
}
