package plain

import (
	"bytes"
	"io"
)

// maxLine is how many bytes of a line are kept. It is far more than a run
// takes, so that what is cut is refused as too long.
const maxLine = 1 << 16

// lines reads one line at a time. It keeps no copy of a line that it has given
// out, because some are passphrases.
type lines struct {
	in   io.Reader
	held []byte
	gone bool
}

func newLines(in io.Reader) *lines {
	return &lines{in: in, held: make([]byte, 0, 2*maxLine)}
}

// next returns the next line without its end, and false at the end of the
// input. What stands after the last line's end is no line: it was cut off
// before it was answered.
func (l *lines) next() ([]byte, bool) {
	for {
		if i := bytes.IndexByte(l.held, '\n'); i >= 0 {
			line := bytes.Clone(bytes.TrimSuffix(l.held[:i], []byte{'\r'}))
			l.drop(i + 1)
			return line[:min(len(line), maxLine)], true
		}
		if l.gone || l.in == nil {
			l.drop(len(l.held))
			return nil, false
		}
		l.read()
	}
}

// read takes in a little more. Past the bound only the end of the line counts.
func (l *lines) read() {
	var chunk [4096]byte
	n, err := l.in.Read(chunk[:])
	l.gone = err != nil
	more := chunk[:n]
	if len(l.held) >= maxLine {
		i := bytes.IndexByte(more, '\n')
		if i < 0 {
			i = len(more)
		}
		more = more[i:]
	}
	l.held = append(l.held, more...)
	clear(chunk[:])
}

// drop forgets the first n bytes.
func (l *lines) drop(n int) {
	kept := copy(l.held, l.held[n:])
	clear(l.held[kept:])
	l.held = l.held[:kept]
}
