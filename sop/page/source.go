package page

import (
	"bytes"
	"path"
	"slices"
	"sort"

	"soprun/sop"
)

// source is a page's normalised text with an index of its lines.
type source struct {
	text  []byte
	lines []int // byte offset of each line's start
}

func newSource(text []byte) *source {
	s := &source{text: text, lines: make([]int, 1, 1+bytes.Count(text, []byte{'\n'}))}
	for i, c := range text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// line returns the 0-based number of the line that holds the offset.
func (s *source) line(at int) int {
	return sort.SearchInts(s.lines, at+1) - 1
}

// pos turns a byte offset into a place; an offset outside the text is clamped.
func (s *source) pos(at int) sop.Pos {
	at = max(0, min(at, len(s.text)))
	line := s.line(at)
	return sop.Pos{Line: line + 1, Column: at - s.lines[line] + 1}
}

// lineStart returns the offset at which the line that holds at begins.
func (s *source) lineStart(at int) int { return s.lines[s.line(at)] }

// lineEnd returns the offset of the newline that ends at's line, or the text's
// end.
func (s *source) lineEnd(at int) int {
	if i := bytes.IndexByte(s.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s.text)
}

// indent counts the columns of white space that b begins with; a tab goes to
// the next multiple of four, as in CommonMark.
func indent(b []byte) (columns, size int) {
	for _, c := range b {
		switch c {
		case ' ':
			columns++
		case '\t':
			columns += 4 - columns%4
		default:
			return columns, size
		}
		size++
	}
	return columns, size
}

// blank reports whether b holds nothing but white space.
func blank(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }

// idLine is a line of front matter that names a page's id.
var idLine = lazily(`(?m)^id:[ \t]*"?([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)"?[ \t]*$`)

// GuessID returns the id that a page names although it cannot be read, "" for
// none: so that what is wrong with it is said where the page is looked for.
func GuessID(src []byte) string {
	const near = 4096 // the front matter is at the start
	text, err := Normalise(src[:min(len(src), near)])
	if err != nil {
		text = src[:min(len(src), near)]
	}
	if m := idLine().FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return ""
}

// notPages are files that explain a folder of pages.
var notPages = []string{"README.md", "SOURCES.md"}

// Named reports whether a file of this name is a page, to whoever looks for
// pages in a folder: markdown that does not explain the folder itself.
func Named(file string) bool {
	return path.Ext(file) == ".md" && !slices.Contains(notPages, path.Base(file))
}
