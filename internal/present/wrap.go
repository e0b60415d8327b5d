package present

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Styled is a piece of a line in one style.
type Styled[S any] struct {
	Style S
	Text  string
}

// Wrap breaks a line into lines of at most width cells, at spaces where there
// are any, and starts every line after the first with indent spaces in the zero
// style. A number is not parted from its unit. No character is lost but the space at
// a break.
func Wrap[S any](line []Styled[S], width, indent int) [][]Styled[S] {
	width = max(1, width)
	if row, fits := inOne(line, width); fits {
		return [][]Styled[S]{row}
	}
	indent = min(indent, width/2)
	if width < 4 {
		indent = 0 // a wide character needs two cells
	}
	w := wrapper[S]{width: width, indent: indent}
	for _, token := range withUnits(tokensOf(line), width-indent) {
		w.add(token)
	}
	w.flush()
	return w.lines
}

// inOne returns a line that is not to be broken, as most are: without the spaces at its end.
func inOne[S any](line []Styled[S], width int) (row []Styled[S], fits bool) {
	used := 0
	for _, s := range line {
		text := Safe(s.Text)
		if used += cells(text); used > width {
			return nil, false
		}
		if text != "" {
			row = append(row, Styled[S]{s.Style, text})
		}
	}
	for last := len(row) - 1; last >= 0; last-- {
		if row[last].Text = strings.TrimRight(row[last].Text, " "); row[last].Text != "" {
			break
		}
		row = row[:last]
	}
	return row, true
}

// tokensOf parts a line into runs of spaces and words. A word whose style
// changes within it stays one: a stop is not parted from what it ends.
func tokensOf[S any](line []Styled[S]) [][]Styled[S] {
	var pieces []Styled[S]
	var ends []int // of the tokens among them
	word := false  // the last token is one
	for _, s := range line {
		for _, part := range wordsOf(Safe(s.Text)) {
			isWord := strings.TrimLeft(part, " ") != ""
			if pieces = append(pieces, Styled[S]{s.Style, part}); isWord && word {
				ends[len(ends)-1] = len(pieces)
			} else {
				ends = append(ends, len(pieces))
			}
			word = isWord
		}
	}
	out, from := make([][]Styled[S], len(ends)), 0
	for i, to := range ends {
		out[i], from = pieces[from:to:to], to
	}
	return out
}

func widthOf[S any](token []Styled[S]) int {
	n := 0
	for _, s := range token {
		n += cells(s.Text)
	}
	return n
}

// Width returns how many cells a text takes once it is safe.
func Width(s string) int { return cells(Safe(s)) }

// cells is how many cells a safe text takes.
func cells(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// wordsOf splits text so that each part is one run of spaces or one word.
func wordsOf(s string) []string {
	out := make([]string, 0, 2+strings.Count(s, " ")*2)
	start, space := 0, false
	for i, r := range s {
		if is := r == ' '; i > start && is != space {
			out = append(out, s[start:i])
			start = i
		}
		space = r == ' '
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

type wrapper[S any] struct {
	width, indent int
	lines         [][]Styled[S]
	line          []Styled[S]
	used          int
	gap           []Styled[S] // spaces and word parts not yet placed
	gapWidth      int
}

// add takes a word or a run of spaces.
func (w *wrapper[S]) add(token []Styled[S]) {
	n := widthOf(token)
	if strings.TrimLeft(token[0].Text, " ") == "" {
		if w.used == 0 && len(w.lines) > 0 {
			return // a break swallows the space
		}
		w.gap, w.gapWidth = append(w.gap, token...), w.gapWidth+n
		return
	}
	if n > w.room() && w.used > w.startOf() {
		w.flush()
		w.gap, w.gapWidth = nil, 0
	}
	w.place()
	for _, s := range token {
		w.part(s)
	}
}

// part puts a part of a word on the line, and what does not fit on the next ones.
func (w *wrapper[S]) part(s Styled[S]) {
	n := cells(s.Text)
	for ; n > w.width-w.used; n = cells(s.Text) {
		head := ""
		if room := w.width - w.used; room > 0 {
			head = ansi.Truncate(s.Text, room, "")
		}
		if head == "" && w.used > w.startOf() {
			w.flush()
			w.place()
			continue
		}
		if head == "" {
			head = firstCluster(s.Text)
		}
		w.line = append(w.line, Styled[S]{s.Style, head})
		s.Text = s.Text[len(head):]
		w.flush()
		if s.Text == "" {
			return
		}
		w.place()
	}
	w.line = append(w.line, s)
	w.used += n
}

func firstCluster(s string) string {
	seq, _, n, _ := ansi.DecodeSequence(s, ansi.NormalState, nil)
	if n == 0 {
		return s
	}
	return seq
}

// room returns how many cells are left for a word on this line.
func (w *wrapper[S]) room() int {
	return w.width - max(w.used, w.startOf()) - w.gapWidth
}

// startOf returns where the text of this line begins.
func (w *wrapper[S]) startOf() int {
	if len(w.lines) == 0 {
		return 0
	}
	return w.indent
}

// place puts the spaces that wait before the next word on the line.
func (w *wrapper[S]) place() {
	if w.used == 0 && len(w.lines) > 0 && w.indent > 0 {
		w.line, w.used = append(w.line, Styled[S]{Text: strings.Repeat(" ", w.indent)}), w.indent
	}
	w.line, w.used = append(w.line, w.gap...), w.used+w.gapWidth
	w.gap, w.gapWidth = nil, 0
}

func (w *wrapper[S]) flush() {
	if len(w.line) == 0 && len(w.lines) > 0 && w.gapWidth == 0 {
		return
	}
	w.lines, w.line, w.used = append(w.lines, w.line), nil, 0
}
