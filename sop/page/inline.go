package page

import (
	"html"
	"strings"
)

// written is what markdown writes another way than it is read: a mark behind a
// backslash, or a character reference.
var written = lazily("\\\\[!-/:-@\\[-`{-~]|" + entityForm)

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
