package kit

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"soprun/sop"
)

// Instruction returns what a step says to do. Behind a condition the page goes
// on in lower case; alone it starts with a capital.
func Instruction(s sop.Step, r Role) Line {
	line := Inline(s.Text, r, r)
	if s.If != nil && len(line) > 0 {
		first, n := utf8.DecodeRuneInString(line[0].Text)
		line[0].Text = string(unicode.ToUpper(first)) + line[0].Text[n:]
	}
	return line
}

// Label returns a field's label as plain words.
func Label(f sop.Field) string { return Inline(f.Label, Text, Text).String() }

// Reading words a recorded value: with its unit, a date with its month as a
// word, a file by its name and the start of its hash.
func Reading(f sop.Field, value string) string {
	switch f.Type {
	case sop.Number:
		if f.Unit != "" && f.Unit != "1" {
			return value + " " + f.Unit
		}
	case sop.Date:
		if d, err := time.Parse(time.DateOnly, value); err == nil {
			return d.Format("2 Jan 2006")
		}
	case sop.File:
		if hash, name, ok := strings.Cut(strings.TrimPrefix(value, "sha256:"), " "); ok {
			return name + " (sha256 " + hash[:min(12, len(hash))] + "...)"
		}
	}
	return value
}
