package figure

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
)

// The limits of what is read.
const (
	MaxBytes    = 512 << 10 // of a file
	maxShapes   = 4000
	maxSegments = 60_000 // of all shapes together
	maxSide     = 4096   // of a photograph, in pixels
	maxAspect   = 8      // the longer side beside the shorter one
	maxDepth    = 32     // of groups in groups
	maxDashes   = 20_000 // of all shapes together
	maxCover    = 300    // sheets that the boxes around all shapes cover
	maxLong     = 2000   // of all lines and edges together, beside the sides of the sheet
	maxPixels   = 4 << 20
)

// ErrUnread is returned for a file that is no figure, or that holds what would not be drawn
// everywhere. The text says where and what to do.
var ErrUnread = errors.New("the figure cannot be used")

// Kind is what a figure is.
type Kind string

// The kinds, by the end of the name of their files.
const (
	Drawing    Kind = ".svg"
	Photograph Kind = ".png"
)

// Media returns the media type (RFC 2046) of files of a kind.
func (k Kind) Media() string {
	if k == Photograph {
		return "image/png"
	}
	return "image/svg+xml"
}

// Figure is one that was read.
type Figure struct {
	Kind          Kind
	Width, Height float64     // in units of the drawing, or in pixels
	Shapes        []Shape     // of a drawing, the lowest first
	Photo         image.Image // of a photograph
	Words         []Word      // of a drawing, which are among its shapes as outlines too
}

// Word is what stands in a drawing in one row, however it is turned, for a view that has letters of
// its own.
type Word struct {
	Text string
	At   Point // its middle
}

// Shape is an area, a line, or both.
type Shape struct {
	Path   []Segment
	Fill   *color.RGBA // nil for none
	Stroke *color.RGBA // nil for none; over the fill
	Width  float64     // of the line, in units of the drawing
	Dash   []float64   // lengths of lines and gaps in turn, in units; none for a whole line
	Letter bool        // it is the outline of words
}

// Round reports whether its lines end round. Dashes do not: round ends would fill the gaps between
// them, and what is dashed would be drawn as what is not. A dash without a length is a dot, which
// is nothing but its ends.
func (s Shape) Round() bool {
	for i := 0; i < len(s.Dash); i += 2 {
		if s.Dash[i] == 0 {
			return true
		}
	}
	return len(s.Dash) == 0
}

// Op is what a segment does.
type Op int

// The operations of a path.
const (
	Move  Op = iota // to At[0]
	Line            // to At[0]
	Cubic           // a Bézier curve with the control points At[0] and At[1], to At[2]
	Close           // back to where the last Move went
)

// Segment is a step of a path.
type Segment struct {
	Op Op
	At [3]Point
}

// ends are the points that a segment has.
func (s Segment) ends() []Point {
	return s.At[:map[Op]int{Move: 1, Line: 1, Cubic: 3}[s.Op]]
}

// Point is a place in units of the drawing, from its upper left corner.
type Point struct{ X, Y float64 }

// pngMark is how a file of that kind begins.
var pngMark = []byte("\x89PNG\r\n\x1a\n")

// KindOf says what a file is by its first bytes: a photograph, or else a drawing.
func KindOf(src []byte) Kind {
	if bytes.HasPrefix(src, pngMark) {
		return Photograph
	}
	return Drawing
}

// Read reads a figure. Errors wrap ErrUnread.
func Read(src []byte) (*Figure, error) {
	if len(src) > MaxBytes {
		return nil, fmt.Errorf("%w: it has %d bytes, and at most %d are read", ErrUnread, len(src), MaxBytes)
	}
	read := readDrawing
	if KindOf(src) == Photograph {
		read = readPhoto
	}
	f, err := read(src)
	if err == nil && (f.Width > maxAspect*f.Height || f.Height > maxAspect*f.Width) {
		err = fmt.Errorf("one side is more than %d times as long as the other: nothing would be seen of it", maxAspect)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrUnread, oneLine(err.Error()))
	}
	return f, nil
}

// oneLine is what a list of findings has room for: a drawing can be one long fault.
func oneLine(text string) string {
	const most = 300
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most/2], "") + " ... " + strings.ToValidUTF8(text[len(text)-most/2:], "")
}

func readPhoto(src []byte) (*Figure, error) {
	size, err := png.DecodeConfig(bytes.NewReader(src))
	if err == nil && (max(size.Width, size.Height) > maxSide || size.Width*size.Height > maxPixels) {
		err = fmt.Errorf("it is %d by %d pixels: make it at most %d wide and high, and %d million pixels", size.Width, size.Height, maxSide, maxPixels>>20)
	}
	if err != nil {
		return nil, err
	}
	photo, err := png.Decode(bytes.NewReader(src))
	if err != nil {
		return nil, err
	}
	return &Figure{Kind: Photograph, Width: float64(size.Width), Height: float64(size.Height), Photo: photo}, nil
}

// matrix is an affine transform: x' = a x + c y + e, y' = b x + d y + f.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// then returns the transform that does o first and m on what comes out.
func (m matrix) then(o matrix) matrix {
	return matrix{
		m.a*o.a + m.c*o.b, m.b*o.a + m.d*o.b,
		m.a*o.c + m.c*o.d, m.b*o.c + m.d*o.d,
		m.a*o.e + m.c*o.f + m.e, m.b*o.e + m.d*o.f + m.f,
	}
}

func (m matrix) of(p Point) Point {
	return Point{m.a*p.X + m.c*p.Y + m.e, m.b*p.X + m.d*p.Y + m.f}
}

// scale is by how much a length grows, at the mean of all directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

func (m matrix) moved(path []Segment) []Segment {
	out := make([]Segment, len(path))
	for i, s := range path {
		out[i].Op = s.Op
		for j, p := range s.At {
			out[i].At[j] = m.of(p)
		}
	}
	return out
}
