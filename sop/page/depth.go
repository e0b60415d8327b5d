package page

import "bytes"

// maxOpen bounds what may be open at once in one paragraph, brackets and
// emphasis, and how many links and a quarter of how many emphasis marks it may
// have. The parser's work grows with their square; real nesting is measured
// later, against MaxDepth.
const maxOpen = 10 * MaxDepth

// guardDepth estimates how deep the page nests, from above, without parsing it.
func guardDepth(n *notes) {
	var blocks blockDepth
	var inline inlineDepth
	front := frontMatterEnd(n.src.text)
	for i, start := range n.src.lines {
		line := n.src.text[start:n.src.lineEnd(start)]
		switch {
		case start < front:
			if i > 0 && blocks.yaml(line) > MaxDepth {
				n.add(codeTooMuch, start, "the front matter nests more than %d deep: it needs no more than two", MaxDepth)
				return
			}
			continue
		case start == front:
			blocks = blockDepth{}
		}
		if blocks.markdown(line) > MaxDepth {
			n.add(codeTooMuch, start, "lists and quotes nest more than %d deep: write shorter steps", MaxDepth)
			return
		}
		if inline.line(line) > maxOpen {
			n.add(codeTooMuch, start, "too many brackets, links or emphasis marks in one paragraph: part it with blank lines")
			return
		}
		if inline.size > MaxParagraph {
			n.add(codeTooMuch, start, "this paragraph is longer than %d bytes: part it with blank lines", MaxParagraph)
			return
		}
	}
}

// blockDepth follows how lists and quotes nest from line to line.
type blockDepth struct {
	content  []int // column at which each open item's content begins
	brackets int   // open flow collections of the front matter
}

// markdown returns the depth that a line of the body may have.
func (d *blockDepth) markdown(line []byte) int {
	quotes, column := 0, 0
	for {
		columns, size := indent(line)
		column += columns
		line = line[size:]
		width := marker(line)
		switch {
		case len(line) > 0 && line[0] == '>':
			quotes++
			width = 1
		case width == 0 || thematicBreak(line):
			return len(d.content) + quotes
		default:
			d.open(column, column+width+1)
		}
		column += width
		line = line[width:]
		if len(d.content)+quotes > MaxDepth {
			return len(d.content) + quotes
		}
	}
}

// open leaves the items that a marker at this column ends, and enters its own.
func (d *blockDepth) open(column, content int) {
	for len(d.content) > 0 && d.content[len(d.content)-1] > column {
		d.content = d.content[:len(d.content)-1]
	}
	d.content = append(d.content, content)
}

// yaml returns the depth that a line of the front matter may have.
func (d *blockDepth) yaml(line []byte) int {
	d.brackets += bytes.Count(line, []byte{'['}) + bytes.Count(line, []byte{'{'})
	depth := d.brackets
	d.brackets -= bytes.Count(line, []byte{']'}) + bytes.Count(line, []byte{'}'})
	d.brackets = max(0, d.brackets)
	if blank(line) {
		return depth
	}
	column, size := indent(line)
	d.open(column, column+1)
	for line = line[size:]; len(line) > 1 && bytes.IndexByte([]byte("-?:"), line[0]) >= 0 && line[1] <= ' '; {
		_, size = indent(line[1:])
		column, line = column+1+size, line[1+size:]
		d.open(column, column+1)
		if len(d.content) > MaxDepth {
			break
		}
	}
	return depth + len(d.content)
}

// marker returns the length of the list marker that line begins with, or 0.
func marker(line []byte) int {
	n := 0
	for n < len(line) && n < 10 && line[n] >= '0' && line[n] <= '9' {
		n++
	}
	switch {
	case n == len(line):
		return 0
	case n == 0 && bytes.IndexByte([]byte("-+*"), line[0]) < 0:
		return 0
	case n > 0 && line[n] != '.' && line[n] != ')':
		return 0
	}
	if n++; n < len(line) && line[n] != ' ' && line[n] != '\t' {
		return 0
	}
	return n
}

// thematicBreak reports whether the line is a thematic break, which begins like a list.
func thematicBreak(line []byte) bool {
	if len(line) == 0 || bytes.IndexByte([]byte("-*"), line[0]) < 0 {
		return false
	}
	return bytes.Count(line, line[:1]) >= 3 && len(bytes.Trim(line, string(line[0])+" \t")) == 0
}

// inlineDepth follows what is open within one paragraph.
type inlineDepth struct {
	brackets, emphasis int
	opener, closer     int // longest delimiter runs, which may pair up
	size               int // bytes so far
	marks, links       int // emphasis marks and links so far, closed or not
}

// line returns how much may be open at once after a line.
func (d *inlineDepth) line(line []byte) int {
	if blank(line) || line[0] == '#' {
		*d = inlineDepth{}
		return 0
	}
	if columns, at := indent(line); columns <= 3 && line[at] == '-' {
		d.size = 0 // a bullet ends the paragraph before it
	}
	d.size += len(line)
	most := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '[':
			d.brackets++
		case ']':
			d.brackets = max(0, d.brackets-1)
			if i+1 < len(line) && line[i+1] == '(' {
				d.links++
			}
		case '*', '_', '~':
			i = d.run(line, i)
		}
		most = max(most, d.brackets, d.emphasis, d.links, d.marks/4, min(d.opener, d.closer)/2)
	}
	return most
}

// run takes in a run of emphasis marks and returns the index of its last.
func (d *inlineDepth) run(line []byte, start int) int {
	end := start
	for end+1 < len(line) && line[end+1] == line[start] {
		end++
	}
	d.marks++
	opens := end+1 < len(line) && line[end+1] > ' '
	closes := start > 0 && line[start-1] > ' '
	size := end - start + 1
	if opens && !closes {
		d.emphasis++
	}
	if closes {
		d.emphasis = max(0, d.emphasis-1)
		d.closer = max(d.closer, size)
	}
	if opens {
		d.opener = max(d.opener, size)
	}
	return end
}
