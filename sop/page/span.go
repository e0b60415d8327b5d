package page

import (
	"strings"
)

// span is the content of a code span: text, and where its bytes stand in the
// source. A span written over two lines has a space where the line broke.
type span struct {
	text  string
	start int // offset of the first byte
	open  int // offset of the first backtick
	end   int // offset after the last backtick
	parts []part
}

// part says that from index on, bytes stand at source offset.
type part struct{ index, offset int }

// at returns the source offset of a byte of the span's text.
func (s span) at(index int) int {
	at := s.start + index
	for _, p := range s.parts {
		if p.index <= index {
			at = p.offset + index - p.index
		}
	}
	return at
}

// item is one comma-separated part of a tag or field.
type item struct {
	text string
	at   int // index in the span's text
}

// rest returns the item without a prefix, if it has that prefix.
func (i item) rest(prefix string) (item, bool) {
	text, ok := strings.CutPrefix(i.text, prefix)
	return item{text, i.at + len(prefix)}, ok
}

// split cuts text at the commas that stand outside double quotes. Items are
// parted by a comma and one space; tidy is false when they are not.
func split(text string) (items []item, tidy bool) {
	tidy = true
	start, quoted := 0, false
	add := func(end int) {
		raw := text[start:end]
		trimmed := strings.TrimSpace(raw)
		want := trimmed
		if start > 0 {
			want = " " + trimmed
		}
		tidy = tidy && raw == want && trimmed != ""
		items = append(items, item{trimmed, start + strings.Index(raw, trimmed)})
		start = end + 1
	}
	for i := range len(text) {
		switch text[i] {
		case '"':
			quoted = !quoted
		case ',':
			if !quoted {
				add(i)
			}
		}
	}
	add(len(text))
	return items, tidy
}

// local reads `local "hint"`: a value that the department sets. The hint may
// hold anything but a double quote.
func local(text string) (hint string, ok bool) {
	rest, ok := strings.CutPrefix(text, `local "`)
	hint, after, closed := strings.Cut(rest, `"`)
	if !ok || !closed || after != "" || strings.TrimSpace(hint) == "" {
		return "", false
	}
	return hint, true
}

// isName reports whether s can be an id or a field's name: a lower-case letter,
// then lower-case letters, digits and hyphens.
func isName(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
