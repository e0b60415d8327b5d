package figure

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The two weights of the one type that all views have.
var (
	regular = sync.OnceValue(func() *sfnt.Font { return typeOf(goregular.TTF) })
	heavy   = sync.OnceValue(func() *sfnt.Font { return typeOf(gobold.TTF) })
)

func typeOf(src []byte) *sfnt.Font {
	f, err := sfnt.Parse(src)
	if err != nil {
		panic(err) // it is a part of the program
	}
	return f
}

// pen is where the next words of a <text> begin, and what stands before them on their row.
type pen struct {
	Point
	row      []run
	segments int // of the row
	space    bool
}

// run are words in one style.
type run struct {
	text string
	path []Segment // from the origin
	at   Point
	st   style
}

// words draws the words of a <text> or a <tspan> from where the words before ended.
func (d *drawing) words(e xml.StartElement, st style, at *pen, depth int) error {
	st, err := d.began(e, st, at)
	if err != nil || depth > maxDepth {
		return fmt.Errorf("<%s>: %w", e.Name.Local, cmp.Or(err, deep(depth)))
	}
	err = d.children(func(text string) error { return at.write(text, st) }, func(e xml.StartElement) error { return d.part(e, st, at, depth) })
	if err == nil && depth == 0 {
		err = d.set(at)
	}
	return err
}

// part draws an element of a <text>.
func (d *drawing) part(e xml.StartElement, st style, at *pen, depth int) error {
	switch {
	case e.Name.Space != svgSpace || e.Name.Local == "title" || e.Name.Local == "desc":
		return d.skip(e)
	case e.Name.Local == "tspan":
		return d.words(e, st, at, depth+1)
	default:
		return fmt.Errorf("<%s> in <text> is not drawn everywhere: use <tspan>", e.Name.Local)
	}
}

// began reads what a <text> or a <tspan> says of its words, and moves to where they begin.
func (d *drawing) began(e xml.StartElement, st style, at *pen) (style, error) {
	a, err := attributes(e)
	if err != nil {
		return st, err
	}
	if a["transform"] != "" && e.Name.Local == "tspan" {
		return st, errors.New("a transform is not drawn everywhere here: give it to the <text>")
	}
	if st, err = st.with(a, known(e.Name.Local)); err != nil {
		return st, err
	}
	if a["x"] != "" || a["y"] != "" {
		if err := d.set(at); err != nil {
			return st, err
		}
	}
	return st, place(a, at)
}

func deep(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("parts nest more than %d deep", maxDepth)
	}
	return nil
}

// place moves to where an element says that its words begin.
func place(a map[string]string, at *pen) error {
	for name, along := range map[string]*float64{"x": &at.X, "y": &at.Y} {
		n, err := lengths(a, name, "d"+name)
		if err != nil {
			return fmt.Errorf("%w; one place for all letters", err)
		}
		if a[name] != "" {
			*along = n[0]
		}
		*along += n[1]
	}
	return nil
}

// write adds words to a row and moves on behind them. White space is one space, wherever it
// stands between words, and none where a row begins or ends.
func (at *pen) write(text string, st style) error {
	words := strings.Join(strings.Fields(text), " ")
	at.space = at.space || strings.TrimLeftFunc(text, unicode.IsSpace) != text
	if words == "" {
		return nil
	}
	if at.space && len(at.row) > 0 {
		words = " " + words
	}
	at.space = strings.TrimRightFunc(text, unicode.IsSpace) != text
	path, wide, err := outlines(words, st)
	if err != nil {
		return err
	}
	if at.segments += len(path); at.segments > maxSegments {
		return errTooMany
	}
	at.row = append(at.row, run{words, path, at.Point, st})
	at.X += wide
	return nil
}

// set draws the words of a row, of which its place is the beginning, the middle or the end.
func (d *drawing) set(at *pen) error {
	row := at.row
	at.row, at.segments, at.space = nil, 0, false
	if len(row) == 0 {
		return nil
	}
	first := row[0]
	wide := at.X - first.at.X
	shift := map[string]float64{"middle": -wide / 2, "end": -wide}[first.st.anchor]
	at.X += shift
	words, seen := "", false
	for _, r := range row {
		words += r.text
		seen = seen || r.st.fill != nil || r.st.stroke != nil
		r.st.at, r.st.letter = r.st.at.then(matrix{1, 0, 0, 1, r.at.X + shift, r.at.Y}), true
		if err := d.inSheet(r.st.at.moved(r.path)); err != nil {
			return fmt.Errorf("the words %q %w", strings.TrimSpace(r.text), err)
		}
		if err := d.paint(r.path, r.st); err != nil {
			return err
		}
	}
	if seen {
		middle := first.st.at.of(Point{first.at.X + shift + wide/2, first.at.Y - first.st.size*0.35})
		d.out.Words = append(d.out.Words, Word{Text: words, At: middle})
	}
	return nil
}

// outlines returns the outlines of words, from the origin to the right, and how wide they are.
func outlines(words string, st style) (out []Segment, wide float64, err error) {
	type_, buffer := regular(), &sfnt.Buffer{}
	if st.bold {
		type_ = heavy()
	}
	const em = 2048 // outlines are read at this size, and scaled
	k := st.size / em / 64
	for _, r := range words {
		if !unicode.IsPrint(r) {
			return nil, 0, fmt.Errorf("character %U in %q cannot be drawn", r, words)
		}
		glyph, err := type_.GlyphIndex(buffer, r)
		if err != nil || glyph == 0 {
			return nil, 0, fmt.Errorf("the type has no character %q, in %q: say it in other letters", r, words)
		}
		segments, errS := type_.LoadGlyph(buffer, glyph, fixed.I(em), nil)
		advance, errA := type_.GlyphAdvance(buffer, glyph, fixed.I(em), font.HintingNone)
		if err := errors.Join(errS, errA); err != nil {
			return nil, 0, err
		}
		if out = append(out, outline(segments, matrix{k, 0, 0, k, wide, 0})...); len(out) > maxSegments {
			return nil, 0, errTooMany
		}
		wide += float64(advance) * k
	}
	return out, wide, nil
}

// outline turns the segments of a glyph into those of a path.
func outline(segments sfnt.Segments, on matrix) (out []Segment) {
	var at Point
	for _, s := range segments {
		var p [3]Point
		for i, arg := range s.Args {
			p[i] = on.of(Point{float64(arg.X), float64(arg.Y)})
		}
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(out) > 0 {
				out = append(out, Segment{Op: Close})
			}
			out, at = append(out, to(Move, p[0])), p[0]
		case sfnt.SegmentOpLineTo:
			out, at = append(out, to(Line, p[0])), p[0]
		case sfnt.SegmentOpQuadTo:
			c1 := Point{at.X + (p[0].X-at.X)*2/3, at.Y + (p[0].Y-at.Y)*2/3}
			c2 := Point{p[1].X + (p[0].X-p[1].X)*2/3, p[1].Y + (p[0].Y-p[1].Y)*2/3}
			out, at = append(out, to(Cubic, c1, c2, p[1])), p[1]
		case sfnt.SegmentOpCubeTo:
			out, at = append(out, to(Cubic, p[0], p[1], p[2])), p[2]
		}
	}
	if len(out) > 0 {
		out = append(out, Segment{Op: Close})
	}
	return out
}

var errCut = errors.New("do not fit in the drawing, and would be cut off: write them smaller, or make it larger")

// inSheet refuses what leaves the sheet. Of a line or an area a drawing may show a part; words
// that are cut off say something else.
func (d *drawing) inSheet(path []Segment) error {
	for _, s := range path {
		for _, p := range s.ends() {
			if p.X < 0 || p.Y < 0 || p.X > d.out.Width || p.Y > d.out.Height {
				return errCut
			}
		}
	}
	return nil
}
