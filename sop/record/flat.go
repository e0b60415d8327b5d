package record

import (
	"bytes"
	"errors"
)

// flattening words the members of an object in canonical form, in its order: members of members
// stand for themselves, and so do those of what is listed.
type flattening struct {
	in, out []byte
	err     error
}

var errFlat = errors.New("it is not in canonical form")

// object words an object.
func (f *flattening) object() {
	f.take("{")
	f.members()
	f.take("}")
}

// members words what stands in an object, up to its end.
func (f *flattening) members() {
	for f.err == nil && !bytes.HasPrefix(f.in, []byte("}")) {
		name := f.quoted()
		f.take(":")
		f.value(name)
		f.take(",")
	}
}

func (f *flattening) value(name []byte) {
	switch {
	case len(f.in) == 0:
		f.err = errFlat
	case f.in[0] == '{':
		f.object()
	case f.take("["):
		for f.err == nil && !f.take("]") {
			f.value(name)
			f.take(",")
		}
	default:
		f.out = append(append(append(f.out, "; "...), name...), ' ')
		f.out = append(f.out, f.scalar()...)
	}
}

// scalar reads a text, a number, or true or false.
func (f *flattening) scalar() []byte {
	if f.in[0] == '"' {
		return f.quoted()
	}
	end := bytes.IndexAny(f.in, ",]}")
	if end < 1 {
		f.err = errFlat
		return nil
	}
	out := f.in[:end]
	f.in = f.in[end:]
	return out
}

// quoted reads a text, of which canonical form escapes the quotation mark and the backslash.
func (f *flattening) quoted() []byte {
	c := codec{in: f.in, reading: true}
	text := c.unquote()
	if f.in = c.in; c.err != nil {
		f.err = c.err
	}
	return []byte(text)
}

// take reads a mark where it comes next.
func (f *flattening) take(mark string) (ok bool) {
	f.in, ok = after(f.in, mark)
	return ok
}

// flatBody is a body that is put into words as it stands, whatever it is. It can only be read.
type flatBody struct{ words []byte }

func (b *flatBody) code(f *codec) {
	all := flattening{in: f.in, out: make([]byte, 0, 256)}
	all.members()
	if b.words, f.in = all.out, all.in; all.err != nil {
		f.fail(all.err)
	}
}

func (*flatBody) kind() Kind   { return "" }
func (*flatBody) check() error { return nil }
