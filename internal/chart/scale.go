package chart

import (
	"math"
	"slices"
	"strconv"
)

// scale is the rows of a picture, the topmost first, and what lies on which.
type scale struct {
	rows []level
	// place returns the row of a value. What is beyond a bound never lies on its row, and
	// what is within never behind it.
	place func(y float64, by *Bound) int
}

// level is a row.
type level struct {
	label string
	line  line
}

// line is what is drawn across a row of scores.
type line int

const (
	noLine line = iota
	atDots
	atTwo
	atThree
)

// label returns how wide the labels are.
func (s scale) label(style Style) (n int) {
	for _, r := range s.rows {
		n = max(n, style.width(r.label))
	}
	return n
}

func (s Series) scale(lines int) (scale, bool) {
	if s.Scores {
		return s.scores(lines)
	}
	return s.values(lines)
}

// alwaysPlaces is how many decimals of the readings a label has though its step needs none.
const alwaysPlaces = 2

// values returns rows of equal steps, as fine as they have room.
func (s Series) values(lines int) (out scale, ok bool) {
	low, high := s.span()
	for exponent := -s.Places; exponent < 300 && lines >= leastLines; exponent++ {
		for _, digit := range []float64{1, 2, 5} {
			step := digit * math.Pow10(exponent)
			if math.Abs(high)/step > 1e12 || math.Abs(low)/step > 1e12 { // finer than it can be told
				continue
			}
			if out, ok = s.stepped(low, high, step, max(-exponent, min(s.Places, alwaysPlaces)), lines); ok {
				return out, true
			}
		}
	}
	return scale{rows: make([]level, leastLines)}, false
}

// span returns the least and the greatest of what is drawn.
func (s Series) span() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	take := func(y float64) {
		if !math.IsNaN(y) {
			low, high = min(low, y), max(high, y)
		}
	}
	for _, p := range s.Points {
		take(p.Y)
	}
	for _, b := range s.Bounds {
		take(b.Low)
		take(b.High)
	}
	if s.Mean != nil {
		take(s.Mean.Y)
	}
	if low > high {
		return 0, 1
	}
	return low, high
}

// stepped returns the rows of a step; false for more than there is room for.
func (s Series) stepped(low, high, step float64, places, lines int) (scale, bool) {
	first, last := int(math.Round(low/step)), int(math.Round(high/step))
	if last-first > lines {
		return scale{}, false
	}
	for _, p := range s.Points {
		at := steps(p.Y, step, s.bound(p.At))
		first, last = min(first, at), max(last, at)
	}
	if first == last {
		first, last = first-1, last+1
	}
	if last-first+1 > lines {
		return scale{}, false
	}
	out := scale{rows: make([]level, last-first+1)}
	for i := range out.rows {
		out.rows[i].label = strconv.FormatFloat(float64(last-i)*step, 'f', places, 64)
	}
	out.place = func(y float64, by *Bound) int { return min(max(0, last-steps(y, step, by)), len(out.rows)-1) }
	for _, b := range s.Bounds {
		if out.joins(b) { // neither is where the row is
			continue
		}
		for _, end := range b.ends() {
			out.rows[out.place(end.y, nil)].label = end.text
		}
	}
	return out, true
}

// joins reports whether two ends of a bound lie on one row.
func (s scale) joins(b Bound) bool {
	return b.Low < b.High && s.place(b.Low, nil) == s.place(b.High, nil)
}

// steps returns how many steps up a value is drawn: on the side of its limits on which it lies,
// however near.
func steps(y, step float64, by *Bound) int {
	at := int(math.Round(y / step))
	if by == nil {
		return at
	}
	high, low := int(math.Round(by.High/step)), int(math.Round(by.Low/step))
	switch {
	case y > by.High: // nothing is above an end that there is none of
		at = max(at, high+1)
	case !math.IsNaN(by.High):
		at = min(at, high)
	}
	switch {
	case y < by.Low:
		at = min(at, low-1)
	case !math.IsNaN(by.Low):
		at = max(at, low)
	}
	return at
}

// band is a row of scores: those from Low to High, without the two where they differ.
type band struct {
	level
	low, high float64
	keep      int // the lowest are given up first, where there is no room
}

// keptAs3 is how long the lines of three standard deviations are kept.
const keptAs3 = 3

// bands are the rows of scores, the topmost first.
func bands() (out []band) {
	between := func(low, high float64, keep int) {
		out = append(out, band{low: low, high: high, keep: keep})
	}
	on := func(at float64, label string, line line, keep int) {
		out = append(out, band{level{label, line}, at, at, keep})
	}
	between(3, math.Inf(1), 1)
	on(3, "+3s", atThree, keptAs3)
	between(2, 3, 1)
	on(2, "+2s", atTwo, 6)
	between(1, 2, 2)
	on(1, "+1s", atDots, 4)
	between(0, 1, 2)
	on(0, "mean", atDots, 6)
	between(-1, 0, 2)
	on(-1, "-1s", atDots, 4)
	between(-2, -1, 2)
	on(-2, "-2s", atTwo, 6)
	between(-3, -2, 1)
	on(-3, "-3s", atThree, keptAs3)
	between(math.Inf(-1), -3, 1)
	return out
}

// holds reports whether a score lies in a band.
func (b band) holds(z float64) bool {
	if b.low == b.high {
		return z == b.low
	}
	return z > b.low && z < b.high
}

// needs reports whether a row says something about a point: one lies in it, or beyond two
// standard deviations on the side on which it is the line of three.
func (s Series) needs(b band) bool {
	return slices.ContainsFunc(s.Points, func(p Point) bool {
		return b.holds(p.Y) || b.low == 3 && p.Y > 2 || b.high == -3 && p.Y < -2
	})
}

// scores returns the rows of scores. Where there is no room for all, rows in which nothing
// lies are left out, then lines of three standard deviations with nothing near them, and then
// those up to two are joined.
func (s Series) scores(lines int) (scale, bool) {
	all := bands()
	if !s.above(3) {
		all = all[1:]
	}
	if !s.below(-3) {
		all = all[:len(all)-1]
	}
	for keep := 1; len(all) > lines && keep <= keptAs3; keep++ {
		for i := 0; i < len(all) && len(all) > lines; i++ {
			if all[i].keep == keep && !s.needs(all[i]) {
				all = slices.Delete(all, i, i+1)
				i--
			}
		}
	}
	if len(all) > lines {
		all = joined(all)
	}
	out := scale{rows: make([]level, len(all))}
	for i, b := range all {
		out.rows[i] = b.level
	}
	out.place = func(y float64, _ *Bound) int {
		if i := slices.IndexFunc(all, func(b band) bool { return b.holds(y) }); i >= 0 {
			return i
		}
		for i, b := range all { // of a row that was left out: of no point
			if b.low <= y {
				return i
			}
		}
		return len(all) - 1
	}
	return out, len(all) <= lines
}

// joined returns the rows with those between the mean and two standard deviations as one on
// each side.
func joined(all []band) (out []band) {
	for _, b := range all {
		inner := b.low >= 0 && b.high <= 2 && b.high > 0 && !(b.low == b.high && b.low == 2)
		lower := b.high <= 0 && b.low >= -2 && b.low < 0 && !(b.low == b.high && b.low == -2)
		n := len(out)
		switch {
		case !inner && !lower:
			out = append(out, b)
		case n > 0 && (inner && out[n-1].low == 0 && out[n-1].high == 2 || lower && out[n-1].low == -2 && out[n-1].high == 0):
		case inner:
			out = append(out, band{low: 0, high: 2, keep: 5})
		default:
			out = append(out, band{low: -2, high: 0, keep: 5})
		}
	}
	return out
}

func (s Series) above(z float64) bool {
	return slices.ContainsFunc(s.Points, func(p Point) bool { return p.Y > z })
}

func (s Series) below(z float64) bool {
	return slices.ContainsFunc(s.Points, func(p Point) bool { return p.Y < z })
}
