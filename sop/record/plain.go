package record

import (
	"bytes"
	"unicode/utf8"
)

// isPlain reports whether a text is canonical at sight: objects whose names ascend byte by byte,
// lists, whole numbers of up to fifteen digits, the three words, and strings of which nothing is
// escaped but quotes and backslashes, without white space between them. What is canonical
// otherwise, or in doubt, is left to whoever reads every form.
func isPlain(text []byte) bool {
	p := plain{text}
	return utf8.Valid(text) && p.value(0) && len(p.rest) == 0
}

// plain is what is still to be looked at.
type plain struct{ rest []byte }

// mostNested is how deep a plain text goes.
const mostNested = 16

func (p *plain) value(depth int) bool {
	if len(p.rest) == 0 || depth > mostNested {
		return false
	}
	switch c := p.rest[0]; {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == '"':
		_, ok := p.str()
		return ok
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	default:
		return p.skip("true") || p.skip("false") || p.skip("null")
	}
}

// skip goes past what comes next.
func (p *plain) skip(what string) (ok bool) {
	p.rest, ok = after(p.rest, what)
	return ok
}

func (p *plain) object(depth int) bool {
	p.skip("{")
	for last := []byte(nil); !p.skip("}"); {
		if last != nil && !p.skip(",") {
			return false
		}
		name, ok := p.str()
		if !ok || last != nil && bytes.Compare(last, name) >= 0 || !isASCII(name) || !p.skip(":") || !p.value(depth+1) {
			return false
		}
		last = name
	}
	return true
}

// isASCII reports whether a name has none of the letters that sort otherwise as UTF-16, nor
// anything escaped, nor is empty.
func isASCII(name []byte) bool {
	for _, c := range name {
		if c >= utf8.RuneSelf || c == '\\' {
			return false
		}
	}
	return len(name) > 0
}

func (p *plain) list(depth int) bool {
	p.skip("[")
	for begun := false; !p.skip("]"); begun = true {
		if begun && !p.skip(",") || !p.value(depth+1) {
			return false
		}
	}
	return true
}

// str goes past a string, and returns what stands between its quotes.
func (p *plain) str() (inside []byte, ok bool) {
	if !p.skip(`"`) {
		return nil, false
	}
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '"':
			inside, p.rest = p.rest[:i], p.rest[i+1:]
			return inside, true
		case c == '\\':
			if i++; i >= len(p.rest) || p.rest[i] != '"' && p.rest[i] != '\\' {
				return nil, false
			}
		case c < ' ':
			return nil, false
		}
	}
	return nil, false
}

// mostDigits is how many digits every whole number keeps that is written as a double.
const mostDigits = 15

func (p *plain) number() bool {
	negative := p.skip("-")
	n := 0
	for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
		n++
	}
	ok := n > 0 && n <= mostDigits && (p.rest[0] != '0' || n == 1 && !negative)
	p.rest = p.rest[n:]
	return ok && (len(p.rest) == 0 || p.rest[0] == ',' || p.rest[0] == '}' || p.rest[0] == ']')
}
