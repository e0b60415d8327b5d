package page

import (
	"cmp"
	"fmt"
	"slices"
)

// Finding is one thing that is wrong with a page, or looks wrong. Its code is a
// letter and three digits; Explain has a page on each.
type Finding struct {
	Code    string `json:"code"`
	Line    int    `json:"line"`   // 1-based, in the normalised text
	Column  int    `json:"column"` // 1-based, in bytes
	Message string `json:"message"`
	// Hint is what the author probably meant, "" when there is no good guess.
	Hint string `json:"hint,omitempty"`
}

// IsError reports whether the finding stops the page from being used. The
// others are warnings: the page works, but a person should look.
func (f Finding) IsError() bool { return f.Code != "" && f.Code[0] == 'E' }

// String writes the finding as "line:column: CODE message (did you mean …?)".
func (f Finding) String() string {
	return fmt.Sprintf("%d:%d: %s %s", f.Line, f.Column, f.Code, f.sentence())
}

func (f Finding) sentence() string {
	if f.Hint == "" {
		return f.Message
	}
	return fmt.Sprintf("%s (did you mean %q?)", f.Message, f.Hint)
}

// HasErrors reports whether any of the findings is an error.
func HasErrors(findings []Finding) bool {
	return slices.ContainsFunc(findings, Finding.IsError)
}

// maxFindings bounds the list: a page that is no page at all would otherwise
// yield one finding a byte.
const maxFindings = 500

// notes collects findings about one source text.
type notes struct {
	src  *source
	list []Finding
}

// full reports whether another finding would be dropped.
func (n *notes) full() bool { return len(n.list) >= maxFindings }

// add notes a finding at a byte offset.
func (n *notes) add(code string, at int, format string, args ...any) {
	n.suggest("", code, at, format, args...)
}

// suggest is add with a hint.
func (n *notes) suggest(hint, code string, at int, format string, args ...any) {
	if n.full() {
		return
	}
	pos := n.src.pos(at)
	n.list = append(n.list, Finding{
		Code: code, Line: pos.Line, Column: pos.Column, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// sorted returns the findings by place, then by code.
func (n *notes) sorted() []Finding {
	slices.SortStableFunc(n.list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
	return n.list
}
