package page

import (
	"html"
	"strings"
)

// written is what markdown writes another way than it is read: a mark behind a
// backslash, or a character reference.
var written = lazily("\\\\[!-/:-@\\[-`{-~]|" + entityForm)

// words returns inline markdown as the words that a reader sees: what a label is wherever
// it is quoted, in a refusal, a record or a sheet.
func words(md string) string {
	if !strings.ContainsAny(md, "*_`[<\\&~!") {
		return md
	}
	var b strings.Builder
	for _, s := range Inline(md) {
		b.WriteString(s.Text)
	}
	return strings.TrimSpace(b.String())
}

// asRead returns text without the backslashes and references of the page, which
// goldmark keeps in its tree.
func asRead(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	return written().ReplaceAllStringFunc(s, func(found string) string {
		if found[0] == '\\' {
			return found[1:]
		}
		return html.UnescapeString(found)
	})
}
