package figure

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	scaled "golang.org/x/image/draw"
	"golang.org/x/image/vector"
)

// Image paints a figure on white, so many pixels wide and high: it is fitted in, and stands
// in the middle. Width and height are above 0.
func (f *Figure) Image(width, height int) *image.RGBA { return f.image(width, height, false) }

// WithoutWords is Image for a view that writes the words itself.
func (f *Figure) WithoutWords(width, height int) *image.RGBA { return f.image(width, height, true) }

func (f *Figure) image(width, height int, wordless bool) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	k := min(float64(width)/f.Width, float64(height)/f.Height)
	on := matrix{k, 0, 0, k, (float64(width) - k*f.Width) / 2, (float64(height) - k*f.Height) / 2}
	edge := image.Rect(int(math.Round(on.e)), int(math.Round(on.f)), int(math.Round(on.e+k*f.Width)), int(math.Round(on.f+k*f.Height)))
	if f.Photo != nil {
		scaled.CatmullRom.Scale(out, edge, f.Photo, f.Photo.Bounds(), draw.Over, nil)
		return out
	}
	sheet := out.SubImage(edge).(*image.RGBA) // what lies outside of the drawing is cut off
	for _, s := range f.Shapes {
		if wordless && s.Letter {
			continue
		}
		lines := flat(on.moved(s.Path))
		if s.Fill != nil {
			fill(sheet, lines, *s.Fill)
		}
		if s.Stroke != nil {
			fill(sheet, stroked(dashed(lines, s.Dash, k), max(s.Width*k, 1), s.Round()), *s.Stroke)
		}
	}
	return out
}

// flat turns a path into lines of points, each a part that was begun by a Move. A part that
// was closed ends where it began.
func flat(path []Segment) (out [][]Point) {
	var now []Point
	end := func() {
		if len(now) > 0 {
			out = append(out, now)
		}
	}
	for _, s := range path {
		switch s.Op {
		case Move:
			end()
			now = []Point{s.At[0]}
		case Line:
			now = append(now, s.At[0])
		case Cubic:
			now = bent(now, s.At)
		case Close:
			now = append(now, now[0])
			end()
			now = []Point{now[0]}
		}
	}
	if len(now) > 1 {
		end()
	}
	return out
}

// bent adds the points of a curve.
func bent(line []Point, c [3]Point) []Point {
	from := line[len(line)-1]
	long := math.Hypot(c[0].X-from.X, c[0].Y-from.Y) + math.Hypot(c[1].X-c[0].X, c[1].Y-c[0].Y) + math.Hypot(c[2].X-c[1].X, c[2].Y-c[1].Y)
	parts := min(max(4, int(math.Sqrt(long)*2)), 100)
	for i := 1; i <= parts; i++ {
		t := float64(i) / float64(parts)
		a, b, d, e := (1-t)*(1-t)*(1-t), 3*(1-t)*(1-t)*t, 3*(1-t)*t*t, t*t*t
		line = append(line, Point{a*from.X + b*c[0].X + d*c[1].X + e*c[2].X, a*from.Y + b*c[0].Y + d*c[1].Y + e*c[2].Y})
	}
	return line
}

// long is how long lines are together.
func long(lines [][]Point) (sum float64) {
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			sum += math.Hypot(line[i].X-line[i-1].X, line[i].Y-line[i-1].Y)
		}
	}
	return sum
}

// dashed cuts lines into dashes; k is how many pixels a unit has. Read has seen to it that
// they are not too many.
func dashed(lines [][]Point, dash []float64, k float64) (out [][]Point) {
	whole := 0.0
	for _, d := range dash {
		whole += d * k
	}
	if whole < 0.5 { // nothing of it would be seen
		return lines
	}
	for _, line := range lines {
		at, left, on := 0, dash[0]*k, true
		now := []Point{line[0]}
		for i := 1; i < len(line); {
			from, to := now[len(now)-1], line[i]
			long := math.Hypot(to.X-from.X, to.Y-from.Y)
			if long <= left {
				left -= long
				now = append(now, to)
				i++
				continue
			}
			cut := Point{from.X + (to.X-from.X)*left/long, from.Y + (to.Y-from.Y)*left/long}
			if on {
				out = append(out, append(now, cut))
			}
			now, on, at = []Point{cut}, !on, (at+1)%len(dash)
			left = dash[at] * k
		}
		if on && len(now) > 1 {
			out = append(out, now)
		}
	}
	return out
}

// stroked is the area of lines of a width: a box along each piece, a disc where it turns, and one
// at each of its ends where they are round. All go round in the same direction, so that they add
// to each other.
func stroked(lines [][]Point, width float64, round bool) (out [][]Point) {
	h := width / 2
	for _, line := range lines {
		for i, p := range line {
			if i > 0 {
				from := line[i-1]
				long := math.Hypot(p.X-from.X, p.Y-from.Y)
				if long == 0 {
					continue
				}
				n := Point{(p.Y - from.Y) / long * h, (from.X - p.X) / long * h}
				out = append(out, []Point{{from.X - n.X, from.Y - n.Y}, {from.X + n.X, from.Y + n.Y}, {p.X + n.X, p.Y + n.Y}, {p.X - n.X, p.Y - n.Y}})
			}
			end := i == 0 || i == len(line)-1
			if h > 0.6 && (end && round || !end && turns(line[i-1], p, line[i+1])) {
				out = append(out, disc(p, h))
			}
		}
	}
	return out
}

// turns reports whether a line bends enough at a point for a gap to be seen there.
func turns(from, at, to Point) bool {
	a, b := Point{at.X - from.X, at.Y - from.Y}, Point{to.X - at.X, to.Y - at.Y}
	return a.X*b.X+a.Y*b.Y < 0.98*math.Hypot(a.X, a.Y)*math.Hypot(b.X, b.Y)
}

func disc(at Point, r float64) []Point {
	parts := min(max(8, int(r*4)), 48)
	out := make([]Point, parts)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(parts))
		out[i] = Point{at.X + cos*r, at.Y + sin*r}
	}
	return out
}

// fill paints an area.
func fill(on *image.RGBA, lines [][]Point, c color.RGBA) {
	low, high := Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, line := range lines {
		for _, p := range line {
			low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
		}
	}
	clamp := func(n float64) int { return int(min(max(n, -1e5), 1e5)) }
	box := image.Rect(clamp(math.Floor(low.X)), clamp(math.Floor(low.Y)), clamp(math.Ceil(high.X)), clamp(math.Ceil(high.Y))).Intersect(on.Bounds())
	if len(lines) == 0 || box.Empty() {
		return
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, line := range lines {
		for i, p := range within(line, box) {
			x, y := float32(p.X-float64(box.Min.X)), float32(p.Y-float64(box.Min.Y))
			if i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
	}
	z.Draw(on, box, image.NewUniform(c), image.Point{})
}

// within cuts an area off at the edges of a box, one after the other: what lies far outside
// is not walked along row by row.
func within(area []Point, box image.Rectangle) []Point {
	for _, beyond := range []func(Point) float64{ // how far outside a point lies, 0 or less for not at all
		func(p Point) float64 { return float64(box.Min.X) - p.X },
		func(p Point) float64 { return p.X - float64(box.Max.X) },
		func(p Point) float64 { return float64(box.Min.Y) - p.Y },
		func(p Point) float64 { return p.Y - float64(box.Max.Y) },
	} {
		var in []Point
		for i, p := range area {
			last := area[(i+len(area)-1)%len(area)]
			from, to := beyond(last), beyond(p)
			if from > 0 != (to > 0) {
				t := from / (from - to)
				in = append(in, Point{last.X + (p.X-last.X)*t, last.Y + (p.Y-last.Y)*t})
			}
			if to <= 0 {
				in = append(in, p)
			}
		}
		area = in
	}
	return area
}
