package record

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// codec goes over the members of a value in canonical order (RFC 8785: sorted by
// name, without white space), and writes them or reads them. One description of
// a type serves both, so that nothing is read but what would have been written,
// byte for byte, and the first difference is the error.
type codec struct {
	out     []byte // what was written
	in      []byte // what is still to be read
	reading bool
	begun   bool // an object or a list was begun, and nothing stands in it yet
	err     error
}

// coded is a value that describes its own form.
type coded interface{ code(f *codec) }

// canonical returns the RFC 8785 form of a value.
func canonical(v coded) ([]byte, error) {
	return written(func(f *codec) { f.object(v) })
}

// canonicalList returns the RFC 8785 form of a list.
func canonicalList[T any](list []T, each func(f *codec, one *T)) ([]byte, error) {
	return written(func(f *codec) { forList(f, &list, each) })
}

func written(say func(*codec)) ([]byte, error) {
	f := &codec{out: make([]byte, 0, 1024)}
	say(f)
	return f.out, f.err
}

// readCanonical accepts exactly what canonical returns of v.
func readCanonical(text []byte, v coded) error {
	f := &codec{in: text, reading: true}
	if f.object(v); f.err == nil && len(f.in) > 0 {
		f.fail(errors.New("there is more after its end"))
	}
	return f.err
}

// fail keeps the first error, and leaves nothing to be read.
func (f *codec) fail(err error) {
	if f.err == nil {
		f.err = err
	}
	f.in = nil
}

// mark writes or reads what stands between values.
func (f *codec) mark(s string) {
	if !f.reading {
		f.out = append(f.out, s...)
		return
	}
	rest, ok := after(f.in, s)
	if !ok {
		f.fail(fmt.Errorf("%q needs to stand before %.20q", s, f.in))
		return
	}
	f.in = rest
}

// after returns what follows a beginning.
func after(in []byte, begin string) (rest []byte, ok bool) {
	if len(in) < len(begin) || string(in[:len(begin)]) != begin {
		return in, false
	}
	return in[len(begin):], true
}

func (f *codec) object(v coded) {
	f.mark("{")
	f.begun = true
	v.code(f)
	f.mark("}")
	f.begun = false
}

// next separates a member from the one before it.
func (f *codec) next() {
	if !f.begun {
		f.mark(",")
	}
	f.begun = false
}

// name begins a member that is always there.
func (f *codec) name(name string) {
	if !f.opt(name, false) {
		f.fail(fmt.Errorf("member %q is missing, or another stands before it", name))
	}
}

// opt begins a member that is left out when it is empty. It reports whether the
// member is there.
func (f *codec) opt(name string, empty bool) bool {
	if f.reading {
		return f.readName(name)
	}
	if !empty {
		f.next()
		f.out = append(append(append(f.out, '"'), name...), `":`...)
	}
	return !empty
}

// readName reads the name of a member, if it comes next.
func (f *codec) readName(name string) bool {
	rest, ok := f.in, true
	if !f.begun {
		rest, ok = after(rest, ",")
	}
	for _, part := range [...]string{`"`, name, `":`} {
		if ok {
			rest, ok = after(rest, part)
		}
	}
	if ok {
		f.in, f.begun = rest, false
	}
	return ok
}

// filled refuses a member that was read and should have been left out.
func (f *codec) filled(name string, empty bool) {
	if empty && f.err == nil {
		f.fail(fmt.Errorf("member %q is empty, and should be left out", name))
	}
}

func forObject(f *codec, name string, v coded) {
	f.name(name)
	f.object(v)
}

func forOptObject[T any, P interface {
	*T
	coded
}](f *codec, name string, p *P,
) {
	if !f.opt(name, *p == nil) {
		return
	}
	if f.reading {
		*p = new(T)
	}
	f.object(*p)
}

// forList is a list without its name.
func forList[T any](f *codec, list *[]T, each func(f *codec, one *T)) {
	f.mark("[")
	f.begun = true
	if f.reading {
		*list = []T{}
		for f.err == nil && !bytes.HasPrefix(f.in, []byte("]")) {
			var one T
			f.next()
			each(f, &one)
			*list = append(*list, one)
		}
	} else {
		for i := range *list {
			f.next()
			each(f, &(*list)[i])
		}
	}
	f.mark("]")
	f.begun = false
}

func forTexts[S ~string](f *codec, name string, list *[]S) {
	f.name(name)
	forList(f, list, forQuoted[S])
}

func forOptTexts[S ~string](f *codec, name string, list *[]S) {
	if f.opt(name, len(*list) == 0) {
		forList(f, list, forQuoted[S])
		f.filled(name, len(*list) == 0)
	}
}

func forText[S ~string](f *codec, name string, s *S) {
	f.name(name)
	forQuoted(f, s)
}

func forOptText[S ~string](f *codec, name string, s *S) {
	if f.opt(name, *s == "") {
		forQuoted(f, s)
		f.filled(name, *s == "")
	}
}

// forQuoted is a text that may be kept: of all that can stand in one, canonical
// JSON escapes the quotation mark and the backslash and nothing else.
func forQuoted[S ~string](f *codec, s *S) {
	if f.reading {
		*s = S(f.unquote())
	}
	if err := CheckText(string(*s)); err != nil {
		f.fail(err)
	}
	if !f.reading {
		f.out = appendQuoted(f.out, string(*s))
	}
}

func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// unquote reads a text up to its closing quotation mark.
func (f *codec) unquote() string {
	f.mark(`"`)
	if end := bytes.IndexByte(f.in, '"'); end >= 0 && bytes.IndexByte(f.in[:end], '\\') < 0 { // as nearly always
		s := string(f.in[:end])
		f.in = f.in[end+1:]
		return s
	}
	var b strings.Builder
	for i := 0; i < len(f.in); i++ {
		switch c := f.in[i]; {
		case c == '"':
			f.in = f.in[i+1:]
			return b.String()
		case c != '\\':
			b.WriteByte(c)
		case i+1 < len(f.in) && (f.in[i+1] == '"' || f.in[i+1] == '\\'):
			i++
			b.WriteByte(f.in[i])
		default:
			f.fail(fmt.Errorf("%w: it has a control character or needless escape before %.20q", ErrText, f.in[i:]))
			return ""
		}
	}
	f.fail(errors.New("a text does not end"))
	return ""
}

func forNumber[N ~int | ~int64](f *codec, name string, n *N) {
	f.name(name)
	numeral(f, n)
}

func forOptNumber[N ~int | ~int64](f *codec, name string, n *N) {
	if f.opt(name, *n == 0) {
		numeral(f, n)
		f.filled(name, *n == 0)
	}
}

// numeral is a whole number that every reader of JSON keeps exact.
func numeral[N ~int | ~int64](f *codec, n *N) {
	if !f.reading {
		f.out = strconv.AppendInt(f.out, int64(*n), 10)
		return
	}
	digits := string(f.in[:len(f.in)-len(bytes.TrimLeft(f.in, "-0123456789"))])
	got, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strconv.FormatInt(got, 10) != digits || got > maxNumber || got < -maxNumber {
		f.fail(fmt.Errorf("%.20q is no whole number in its one form", digits))
		return
	}
	f.in, *n = f.in[len(digits):], N(got)
}

func (f *codec) flag(name string, v *bool) {
	f.name(name)
	if f.reading {
		*v = bytes.HasPrefix(f.in, []byte("true"))
	}
	f.mark(strconv.FormatBool(*v))
}

func (f *codec) optFlag(name string, v *bool) {
	if f.opt(name, !*v) {
		*v = true
		f.mark("true")
	}
}

func (f *codec) time(name string, t *Time) { forParsed(f, name, t, ParseTime) }

func (f *codec) hash(name string, h *tlog.Hash) { forParsed(f, name, h, parseHash) }

// forParsed is a value that is kept as its text.
func forParsed[V fmt.Stringer](f *codec, name string, v *V, parse func(string) (V, error)) {
	var s string
	if !f.reading {
		s = (*v).String()
	}
	forText(f, name, &s)
	if f.reading && f.err == nil {
		got, err := parse(s)
		if err != nil {
			f.fail(fmt.Errorf("member %q: %w", name, err))
		}
		*v = got
	}
}

func parseHash(s string) (tlog.Hash, error) {
	b, err := unbase64(make([]byte, 0, tlog.HashSize+1), append(make([]byte, 0, 64), s...))
	if err != nil || len(b) != tlog.HashSize {
		return tlog.Hash{}, fmt.Errorf("%q is no hash in its one form", s)
	}
	return tlog.Hash(b), nil
}
