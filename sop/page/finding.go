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

// nearest returns the word of the list that a mistyped one most likely means,
// or "" when none is near: at most a third of the letters may differ.
func nearest(word string, list []string) string {
	best, least := "", len(word)
	for _, w := range list {
		if d := distance(word, w); d < least && d <= max(1, len(word)/3, len(w)/3) {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to get from a to b.
func distance(a, b string) int {
	const far = 64 // longer words are no slip of the finger
	if len(a) > far || len(b) > far {
		return far
	}
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
