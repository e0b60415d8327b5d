package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const svgSpace = "http://www.w3.org/2000/svg"

// unpainted are elements that say something about a drawing and show nothing.
var unpainted = []string{"title", "desc", "metadata"}

// drawing is one that is being read.
type drawing struct {
	in  *xml.Decoder
	src []byte
	out Figure
	all int // segments

	dashes  float64 // of all lines together
	long    float64 // all lines, beside both sides of the sheet
	covered float64 // by the boxes around all shapes, in sheets
}

// covers is how much of the sheet the box around a shape covers.
func (d *drawing) covers(s Shape) float64 {
	low, high := Point{d.out.Width, d.out.Height}, Point{}
	for _, seg := range s.Path {
		for _, p := range seg.ends() {
			low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
		}
	}
	half := 0.0
	if s.Stroke != nil {
		half = s.Width / 2
	}
	across := min(high.X+half, d.out.Width) - max(low.X-half, 0)
	down := min(high.Y+half, d.out.Height) - max(low.Y-half, 0)
	return max(across, 0) * max(down, 0) / (d.out.Width * d.out.Height)
}

func sum(parts []float64) (all float64) {
	for _, p := range parts {
		all += p
	}
	return all
}

// readDrawing reads an SVG file.
func readDrawing(src []byte) (*Figure, error) {
	d := &drawing{in: xml.NewDecoder(bytes.NewReader(src)), src: src, out: Figure{Kind: Drawing}}
	root, err := d.root()
	if err == nil {
		err = d.inside(root, defaults(), 0)
	}
	if err == nil {
		err = d.rest()
	}
	if err == nil && len(d.out.Shapes) == 0 {
		err = errors.New("nothing is drawn in it")
	}
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", 1+bytes.Count(src[:min(int64(len(src)), d.in.InputOffset())], []byte{'\n'}), err)
	}
	return &d.out, nil
}

var errNoSVG = errors.New("it is neither a PNG nor an SVG drawing")

// noSVG says what a file is in which no drawing begins.
func noSVG(src []byte, err error) error {
	switch {
	case bytes.HasPrefix(src, []byte{0x1f, 0x8b}):
		return fmt.Errorf("%w: it is packed (SVGZ): save it unpacked", errNoSVG)
	case bytes.HasPrefix(src, []byte{0xff, 0xfe}), bytes.HasPrefix(src, []byte{0xfe, 0xff}):
		return fmt.Errorf("%w: it is written in UTF-16: save it as UTF-8", errNoSVG)
	case errors.Is(err, io.EOF):
		return errNoSVG
	default:
		return fmt.Errorf("%w: %w", errNoSVG, err)
	}
}

// token is the next one that says something.
func (d *drawing) token() (xml.Token, error) {
	for {
		t, err := d.in.Token()
		switch t := t.(type) {
		case xml.Directive:
			return nil, errors.New("it has a DOCTYPE: save it as a plain SVG without one")
		case xml.ProcInst:
			if t.Target != "xml" {
				return nil, fmt.Errorf("<?%s ?> may change how it looks: save it as a plain SVG", t.Target)
			}
		case xml.Comment:
		default:
			return t, err
		}
	}
}

// root reads the first element, with the size of the drawing.
func (d *drawing) root() (xml.StartElement, error) {
	for {
		t, err := d.token()
		if err != nil {
			return xml.StartElement{}, noSVG(d.src, err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name != (xml.Name{Space: svgSpace, Local: "svg"}) {
			return start, fmt.Errorf("%w: it begins with <%s>, and an SVG drawing with <svg xmlns=%q>", errNoSVG, start.Name.Local, svgSpace)
		}
		return start, d.size(start)
	}
}

// size reads how large a drawing is: its viewBox, or its width and height in pixels.
func (d *drawing) size(svg xml.StartElement) error {
	a, err := attributes(svg)
	if err != nil {
		return err
	}
	if a["transform"] != "" {
		return errors.New("a transform of <svg> itself is not drawn everywhere: put a <g> into it that has it")
	}
	if d.out.Width, d.out.Height, err = sides(a); err != nil {
		return err
	}
	if low, high := min(d.out.Width, d.out.Height), max(d.out.Width, d.out.Height); low < 0.01 || high > 1e6 {
		return fmt.Errorf("it is %v by %v units large: make it some hundreds", d.out.Width, d.out.Height)
	}
	return nil
}

// sides reads how wide and high a drawing is.
func sides(a map[string]string) (width, height float64, err error) {
	if box := a["viewBox"]; box != "" {
		n, err := numbers(box)
		if err != nil || len(n) != 4 || n[2] <= 0 || n[3] <= 0 {
			return 0, 0, fmt.Errorf("viewBox %q: it is four numbers, the last two above 0", box)
		}
		if n[0] != 0 || n[1] != 0 {
			return 0, 0, fmt.Errorf("viewBox %q: it begins with 0 0", box)
		}
		return n[2], n[3], nil
	}
	w, errW := length(a["width"])
	h, errH := length(a["height"])
	if errors.Join(errW, errH) != nil || w <= 0 || h <= 0 {
		return 0, 0, errors.New("nothing says how large it is: give <svg> a viewBox, as in viewBox=\"0 0 400 300\"")
	}
	return w, h, nil
}

// rest reads what comes after the drawing: nothing.
func (d *drawing) rest() error {
	for {
		t, err := d.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if text, ok := t.(xml.CharData); !ok || len(bytes.TrimSpace(text)) > 0 {
			return errors.New("something comes after </svg>")
		}
	}
}

// inside reads what an element holds, up to its end.
func (d *drawing) inside(of xml.StartElement, st style, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("groups nest more than %d deep", maxDepth)
	}
	a, err := attributes(of)
	if err != nil {
		return err
	}
	if st, err = st.with(a, known(of.Name.Local)); err != nil {
		return fmt.Errorf("<%s>: %w", of.Name.Local, err)
	}
	words := func(text string) error {
		if text = strings.TrimSpace(text); text != "" {
			return fmt.Errorf("the words %q stand in no <text>, and are not drawn", text)
		}
		return nil
	}
	return d.children(words, func(e xml.StartElement) error { return d.element(e, st, depth) })
}

// children reads what an element holds, up to its end: words and elements, in their order.
func (d *drawing) children(words func(string) error, element func(xml.StartElement) error) error {
	for {
		t, err := d.token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			err = words(string(t))
		case xml.StartElement:
			err = element(t)
		}
		if err != nil {
			return err
		}
	}
}

// element draws an element, or skips one that is for a drawing program.
func (d *drawing) element(e xml.StartElement, st style, depth int) error {
	name := e.Name.Local
	switch {
	case e.Name.Space != svgSpace || slices.Contains(unpainted, name):
		return d.skip(e)
	case name == "g":
		return d.inside(e, st, depth+1)
	case name == "defs":
		return d.empty(e)
	case name == "text":
		return d.words(e, st, &pen{}, 0)
	case shapes[name] == nil:
		return fmt.Errorf("<%s> is not drawn everywhere: draw it with paths, shapes and text, or use a PNG", name)
	}
	a, err := attributes(e)
	if err != nil {
		return err
	}
	if st, err = st.with(a, known(name)); err == nil {
		var path []Segment
		if path, err = shapes[name](a); err == nil {
			err = d.paint(path, st)
		}
	}
	if err != nil {
		return fmt.Errorf("<%s>: %w", name, err)
	}
	return d.empty(e)
}

// empty reads an element that holds nothing which is drawn.
func (d *drawing) empty(of xml.StartElement) error {
	words := func(string) error { return nil } // no view shows them
	return d.children(words, func(e xml.StartElement) error {
		if e.Name.Space == svgSpace && !slices.Contains(unpainted, e.Name.Local) {
			return fmt.Errorf("<%s> in <%s> is not drawn everywhere: draw it with paths, shapes and text, or use a PNG", e.Name.Local, of.Name.Local)
		}
		return d.skip(e)
	})
}

const htmlSpace = "http://www.w3.org/1999/xhtml"

// skip passes over an element that shows nothing. A style sheet in one would change all of the
// drawing in a browser, wherever it stands, and so it may hold nothing of a page.
func (d *drawing) skip(e xml.StartElement) error {
	for depth := 0; ; {
		switch space, name := e.Name.Space, e.Name.Local; {
		case undeclared(e.Name):
			return fmt.Errorf("the prefix of <%s:%s> is not declared", space, name)
		case space == htmlSpace, space == svgSpace && !slices.Contains(unpainted, name):
			return fmt.Errorf("<%s> may change how it looks: leave it out", name)
		}
		for next := false; !next; {
			t, err := d.token()
			if err != nil {
				return err
			}
			switch t := t.(type) {
			case xml.StartElement:
				e, next = t, true
				depth++
			case xml.EndElement:
				if depth--; depth < 0 {
					return nil
				}
			}
		}
	}
}

// paint adds a shape, where it shows.
func (d *drawing) paint(path []Segment, st style) error {
	d.all += len(path)
	if len(d.out.Shapes) >= maxShapes || d.all > maxSegments {
		return errTooMany
	}
	s := Shape{Path: st.at.moved(path), Fill: st.fill, Stroke: st.stroke, Width: st.width * st.at.scale(), Letter: st.letter}
	for _, part := range st.dash {
		s.Dash = append(s.Dash, part*st.at.scale())
	}
	if s.Stroke != nil && s.Width <= 0 {
		s.Stroke = nil
	}
	for _, seg := range s.Path {
		for _, p := range seg.At {
			if !(p.X > -1e6 && p.X < 1e6 && p.Y > -1e6 && p.Y < 1e6) { // and no NaN
				return errors.New("something lies far outside of the drawing")
			}
		}
	}
	if len(path) == 0 || s.Fill == nil && s.Stroke == nil {
		return nil
	}
	if err := d.measure(s); err != nil {
		return err
	}
	d.out.Shapes = append(d.out.Shapes, s)
	return nil
}

var errTooMany = fmt.Errorf("it has more than %d shapes or %d lines and curves: make it simpler, or use a PNG", maxShapes, maxSegments)

// measure refuses what would take long to draw. No number is more than any limit.
func (d *drawing) measure(s Shape) error {
	along := long(flat(s.Path))
	if len(s.Dash) > 0 && s.Stroke != nil {
		if d.dashes += along / sum(s.Dash) * float64(len(s.Dash)); !(d.dashes <= maxDashes) {
			return fmt.Errorf("its lines come to more than %d dashes: make them longer", maxDashes)
		}
	}
	if d.long += along / (d.out.Width + d.out.Height); !(d.long <= maxLong) {
		return errors.New("its lines are too long together: make it simpler, or use a PNG")
	}
	if d.covered += d.covers(s); !(d.covered <= maxCover) {
		return fmt.Errorf("its shapes would cover it more than %d times: make it simpler, or use a PNG", maxCover)
	}
	return nil
}
