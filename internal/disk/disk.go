// Package disk is what the program asks of file systems beyond the standard library.
package disk

import (
	"strconv"
	"strings"
	"unicode"
)

// Shown returns a path as it can be drawn. The name of a file can hold what would
// move a terminal's cursor or turn the direction of writing: such a path is quoted,
// with those characters spelt out.
func Shown(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(path)
	}
	return path
}

// Lines returns a text of lines in which every character that is none is spelt out:
// what the system or another program says can hold the name of a file.
func Lines(text string) string {
	if !strings.ContainsFunc(text, unseen) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unseen(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unseen(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }
