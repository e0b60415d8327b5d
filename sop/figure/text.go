package figure

import (
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

// pen is where the next words of a <text> begin.
type pen struct {
	Point
	moved bool // something stands before it on its line
}

// words draws the words of a <text> or a <tspan> from where the words before ended.
func (d *drawing) words(e xml.StartElement, st style, at *pen, depth int) error {
	a := attributes(e)
	st, err := st.with(a, known(e.Name.Local))
	if err == nil {
		err = place(a, at)
	}
	if err != nil || depth > maxDepth {
		return fmt.Errorf("<%s>: %w", e.Name.Local, errors.Join(err, deep(depth)))
	}
	for {
		t, err := d.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			if err := d.write(string(t), st, at); err != nil {
				return err
			}
		case xml.StartElement:
			switch {
			case t.Name.Space != svgSpace || t.Name.Local == "title" || t.Name.Local == "desc":
				err = d.in.Skip()
			case t.Name.Local == "tspan":
				err = d.words(t, st, at, depth+1)
			default:
				err = fmt.Errorf("<%s> in <text> is not drawn everywhere: use <tspan>", t.Name.Local)
			}
			if err != nil {
				return err
			}
		}
	}
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
			*along, at.moved = n[0], false
		}
		*along += n[1]
	}
	return nil
}

// write draws some words and moves on behind them. White space is one space, and none where
// a line begins.
func (d *drawing) write(text string, st style, at *pen) error {
	words := strings.Join(strings.Fields(text), " ")
	if words == "" {
		return nil
	}
	if at.moved && unicode.IsSpace(rune(text[0])) {
		words = " " + words
	}
	if unicode.IsSpace(rune(text[len(text)-1])) {
		words += " "
	}
	path, wide, err := outlines(words, st)
	if err != nil {
		return err
	}
	shift := map[string]float64{"middle": -wide / 2, "end": -wide}[st.anchor]
	st.at = st.at.then(matrix{1, 0, 0, 1, at.X + shift, at.Y})
	at.X, at.moved = at.X+wide+shift, true
	if st.at.b == 0 && st.at.c == 0 {
		middle := st.at.of(Point{wide / 2, -st.size * 0.35})
		d.out.Words = append(d.out.Words, Word{strings.TrimSpace(words), middle, wide * st.at.scale()})
	}
	st.letter = true
	if err := d.inSheet(st.at.moved(path)); err != nil {
		return fmt.Errorf("the words %q %w", strings.TrimSpace(words), err)
	}
	return d.paint(path, st)
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
		out = append(out, outline(segments, matrix{k, 0, 0, k, wide, 0})...)
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
