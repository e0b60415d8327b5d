package figure

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// shapes make paths of the elements that have their own words for it.
var shapes = map[string]func(map[string]string) ([]Segment, error){
	"path":     func(a map[string]string) ([]Segment, error) { return readPath(a["d"]) },
	"rect":     rect,
	"circle":   func(a map[string]string) ([]Segment, error) { return ellipse(a, "r", "r") },
	"ellipse":  func(a map[string]string) ([]Segment, error) { return ellipse(a, "rx", "ry") },
	"line":     line,
	"polyline": func(a map[string]string) ([]Segment, error) { return polygon(a["points"], false) },
	"polygon":  func(a map[string]string) ([]Segment, error) { return polygon(a["points"], true) },
}

// lengths reads attributes, which are 0 where they are missing.
func lengths(a map[string]string, names ...string) ([]float64, error) {
	out := make([]float64, len(names))
	for i, name := range names {
		if a[name] == "" {
			continue
		}
		var err error
		if out[i], err = length(a[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

func line(a map[string]string) ([]Segment, error) {
	n, err := lengths(a, "x1", "y1", "x2", "y2")
	if err != nil {
		return nil, err
	}
	return []Segment{to(Move, Point{n[0], n[1]}), to(Line, Point{n[2], n[3]})}, nil
}

func polygon(points string, closed bool) ([]Segment, error) {
	n, err := numbers(points)
	if err != nil || len(n)%2 == 1 {
		return nil, fmt.Errorf("points %q: they are pairs of numbers", points)
	}
	var out []Segment
	for i := 0; i < len(n); i += 2 {
		op := Line
		if i == 0 {
			op = Move
		}
		out = append(out, to(op, Point{n[i], n[i+1]}))
	}
	if closed && len(out) > 0 {
		out = append(out, Segment{Op: Close})
	}
	return out, nil
}

// round is how far the control points of a quarter of a circle stand from its ends, beside
// its radius.
const round = 0.5522847498

var errRadius = errors.New("each radius is a number of units above 0")

func ellipse(a map[string]string, rx, ry string) ([]Segment, error) {
	n, err := lengths(a, "cx", "cy", rx, ry)
	if err == nil && (a[rx] == "" || a[ry] == "" || min(n[2], n[3]) < 0) { // some browsers guess what is missing
		err = errRadius
	}
	if err != nil || n[2] == 0 || n[3] == 0 {
		return nil, err
	}
	return boxed(n[0]-n[2], n[1]-n[3], 2*n[2], 2*n[3], n[2], n[3]), nil
}

func rect(a map[string]string) ([]Segment, error) {
	n, err := lengths(a, "x", "y", "width", "height", "rx", "ry")
	if err == nil && slices.Min(n[2:]) < 0 {
		err = errors.New("no width, height or radius is below 0")
	}
	if err != nil || n[2] == 0 || n[3] == 0 {
		return nil, err
	}
	rx, ry := n[4], n[5]
	if a["rx"] == "" {
		rx = ry
	}
	if a["ry"] == "" {
		ry = rx
	}
	return boxed(n[0], n[1], n[2], n[3], min(rx, n[2]/2), min(ry, n[3]/2)), nil
}

// boxed is a rectangle with round corners, which may be all that there is of it.
func boxed(x, y, w, h, rx, ry float64) []Segment {
	if rx == 0 || ry == 0 {
		return []Segment{to(Move, Point{x, y}), to(Line, Point{x + w, y}), to(Line, Point{x + w, y + h}), to(Line, Point{x, y + h}), {Op: Close}}
	}
	kx, ky := rx*(1-round), ry*(1-round)
	r, b := x+w, y+h
	return []Segment{
		to(Move, Point{x + rx, y}),
		to(Line, Point{r - rx, y}), to(Cubic, Point{r - kx, y}, Point{r, y + ky}, Point{r, y + ry}),
		to(Line, Point{r, b - ry}), to(Cubic, Point{r, b - ky}, Point{r - kx, b}, Point{r - rx, b}),
		to(Line, Point{x + rx, b}), to(Cubic, Point{x + kx, b}, Point{x, b - ky}, Point{x, b - ry}),
		to(Line, Point{x, y + ry}), to(Cubic, Point{x, y + ky}, Point{x + kx, y}, Point{x + rx, y}),
		{Op: Close},
	}
}

func to(op Op, at ...Point) Segment {
	s := Segment{Op: op}
	copy(s.At[:], at)
	return s
}

// scanner reads the numbers of a path or a list.
type scanner struct {
	left    string
	between bool // a number stands before: one comma may come before the next
}

func (s *scanner) space() { s.left = strings.TrimLeft(s.left, " \t\r\n") }

// separated goes to the next number. A browser draws nothing behind a comma too many.
func (s *scanner) separated() {
	s.space()
	if s.between && strings.HasPrefix(s.left, ",") {
		s.left = s.left[1:]
		s.space()
	}
	s.between = true
}

// number reads the next one. A sign or a second point begins another: "1.5.5-2" are three.
func (s *scanner) number() (float64, error) {
	s.separated()
	end, point, exponent := 0, false, false
	for end < len(s.left) {
		c := s.left[end]
		switch {
		case c >= '0' && c <= '9':
		case (c == '+' || c == '-') && (end == 0 || s.left[end-1] == 'e' || s.left[end-1] == 'E'):
		case c == '.' && !point && !exponent:
			point = true
		case (c == 'e' || c == 'E') && end > 0 && !exponent:
			exponent = true
		default:
			return s.cut(end)
		}
		end++
	}
	return s.cut(end)
}

func (s *scanner) cut(end int) (float64, error) {
	n, err := strconv.ParseFloat(s.left[:end], 64)
	if err != nil || math.IsInf(n, 0) || strings.HasSuffix(s.left[:end], ".") {
		return 0, fmt.Errorf("%.20q is no number", s.left)
	}
	s.left = s.left[end:]
	return n, nil
}

// flag reads a 0 or a 1 of an arc, which may stand right beside the next number.
func (s *scanner) flag() (bool, error) {
	s.separated()
	if s.left == "" || s.left[0] != '0' && s.left[0] != '1' {
		return false, errors.New("an arc has two flags, each 0 or 1")
	}
	on := s.left[0] == '1'
	s.left = s.left[1:]
	return on, nil
}

func numbers(text string) (out []float64, err error) {
	s := &scanner{left: text}
	for s.space(); s.left != ""; s.space() {
		n, err := s.number()
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// path is one that is being read.
type path struct {
	scanner
	out        []Segment
	begun      Point // where the last Move went
	at         Point
	last       byte  // the command before, in capitals
	control    Point // the last control point of a curve
	isRelative bool
}

// readPath reads the path data of SVG 1.1, section 8.3.
func readPath(d string) ([]Segment, error) {
	p := &path{scanner: scanner{left: d}}
	command := byte(0)
	for p.space(); p.left != ""; p.space() {
		if c := p.left[0]; c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			command, p.left, p.between = c, p.left[1:], false
		} else if command == 0 || command == 'z' || command == 'Z' {
			return nil, fmt.Errorf("path: a command is wanted before %.20q", p.left)
		}
		if len(p.out) == 0 && command != 'm' && command != 'M' {
			return nil, errors.New("path: it begins with no M")
		}
		if len(p.out) > maxSegments {
			return nil, errors.New("path: it is too long")
		}
		if err := p.command(command); err != nil {
			return nil, fmt.Errorf("path: %w", err)
		}
		switch command { // more pairs behind a move are lines
		case 'm':
			command = 'l'
		case 'M':
			command = 'L'
		}
	}
	return p.out, nil
}

// points reads so many, which are relative to where the path is where the command is.
func (p *path) points(n int) (out [3]Point, err error) {
	for i := range n {
		x, errX := p.number()
		y, errY := p.number()
		if err := cmp.Or(errX, errY); err != nil {
			return out, err
		}
		if p.isRelative {
			x, y = x+p.at.X, y+p.at.Y
		}
		out[i] = Point{x, y}
	}
	return out, nil
}

func (p *path) add(op Op, at ...Point) {
	p.out = append(p.out, to(op, at...))
	if len(at) > 0 {
		p.at = at[len(at)-1]
	}
}

// command reads what belongs to one command.
func (p *path) command(c byte) (err error) {
	p.isRelative = c >= 'a'
	name := c &^ 0x20
	defer func() { p.last = name }()
	switch name {
	case 'Z':
		p.add(Close)
		p.at = p.begun
	case 'M':
		at, err := p.points(1)
		p.add(Move, at[0])
		p.begun = at[0]
		return err
	case 'L':
		at, err := p.points(1)
		p.add(Line, at[0])
		return err
	case 'H', 'V':
		return p.straight(name)
	case 'C', 'S', 'Q', 'T':
		return p.curve(name)
	case 'A':
		return p.arc()
	default:
		return fmt.Errorf("it has no command %q", c)
	}
	return nil
}

// straight is a line across or down.
func (p *path) straight(name byte) error {
	n, err := p.number()
	at := p.at
	along := &at.X
	if name == 'V' {
		along = &at.Y
	}
	if p.isRelative {
		n += *along
	}
	*along = n
	p.add(Line, at)
	return err
}

// curve is a Bézier curve: cubic, or of one control point, which follows from the curve
// before where the command leaves it out.
func (p *path) curve(name byte) error {
	n := map[byte]int{'C': 3, 'S': 2, 'Q': 2, 'T': 1}[name]
	at, err := p.points(n)
	if err != nil {
		return err
	}
	mirror := p.at
	if cubic := p.last == 'C' || p.last == 'S'; cubic && name == 'S' || (p.last == 'Q' || p.last == 'T') && name == 'T' {
		mirror = Point{2*p.at.X - p.control.X, 2*p.at.Y - p.control.Y}
	}
	switch name {
	case 'S':
		at = [3]Point{mirror, at[0], at[1]}
	case 'T':
		at = [3]Point{mirror, at[0]}
	}
	if name == 'C' || name == 'S' {
		p.control = at[1]
		p.add(Cubic, at[0], at[1], at[2])
		return nil
	}
	p.control = at[0]
	third := func(end Point) Point {
		return Point{end.X + (at[0].X-end.X)*2/3, end.Y + (at[0].Y-end.Y)*2/3}
	}
	p.add(Cubic, third(p.at), third(at[1]), at[1])
	return nil
}

// arc is a part of an ellipse, as curves of a quarter turn at most (SVG 1.1, appendix F.6).
func (p *path) arc() error {
	rx, errX := p.number()
	ry, errY := p.number()
	turn, errT := p.number()
	large, errL := p.flag()
	sweep, errS := p.flag()
	if err := cmp.Or(errX, errY, errT, errL, errS); err != nil {
		return err
	}
	ends, err := p.points(1)
	if err != nil {
		return err
	}
	from, end := p.at, ends[0]
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || from == end {
		p.add(Line, end)
		return nil
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	half := Point{(from.X - end.X) / 2, (from.Y - end.Y) / 2}
	x, y := cos*half.X+sin*half.Y, cos*half.Y-sin*half.X
	if grow := x*x/(rx*rx) + y*y/(ry*ry); grow > 1 {
		rx, ry = rx*math.Sqrt(grow), ry*math.Sqrt(grow)
	}
	k := math.Sqrt(max(0, (rx*rx*ry*ry-rx*rx*y*y-ry*ry*x*x)/(rx*rx*y*y+ry*ry*x*x)))
	if large == sweep {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	begin := math.Atan2((y-cy)/ry, (x-cx)/rx)
	by := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - begin
	if sweep && by < 0 {
		by += 2 * math.Pi
	} else if !sweep && by > 0 {
		by -= 2 * math.Pi
	}
	centre := Point{cos*cx - sin*cy + (from.X+end.X)/2, sin*cx + cos*cy + (from.Y+end.Y)/2}
	on := matrix{cos * rx, sin * rx, -sin * ry, cos * ry, centre.X, centre.Y}
	p.turn(on, begin, by)
	p.out[len(p.out)-1].At[2], p.at = end, end
	return nil
}

// turn goes along the unit circle as a transform has it.
func (p *path) turn(on matrix, begin, by float64) {
	parts := max(1, int(math.Ceil(math.Abs(by)/(math.Pi/2)-1e-9)))
	step := by / float64(parts)
	k := 4.0 / 3 * math.Tan(step/4)
	for i := range parts {
		s1, c1 := math.Sincos(begin + float64(i)*step)
		s2, c2 := math.Sincos(begin + float64(i+1)*step)
		p.add(Cubic, on.of(Point{c1 - k*s1, s1 + k*c1}), on.of(Point{c2 + k*s2, s2 - k*c2}), on.of(Point{c2, s2}))
	}
}
