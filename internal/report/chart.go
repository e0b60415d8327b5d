package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/present"
)

// chart is a run chart: readings over a month, with their limits.
type chart struct {
	title       string
	from, until time.Time
	series      []series
	limits      []limit
	missed      []time.Time
}

// series are the readings of one field, drawn with one mark.
type series struct {
	label  string
	points []point
}

type point struct {
	at    time.Time
	value float64
	out   bool // of its limits
}

type limit struct {
	value float64
	text  string
}

// mostSeries is how many fields one chart shows: each has a mark of its own.
const mostSeries = 3

// chart draws the fields that are measured alike: those with the unit and the limits of
// the first.
func (m sheet) chart() *chart {
	if len(m.fields) == 0 {
		return nil
	}
	first, w := m.fields[0], m.report.wanted
	c := &chart{from: w.Month, until: w.Month.AddDate(0, 1, 0), limits: limitsIn(first.over())}
	n := 0
	for _, f := range m.fields {
		if f.unit != first.unit || !slices.Equal(f.limits, first.limits) || len(c.series) == mostSeries {
			continue
		}
		s := series{label: f.label}
		for _, e := range m.entries {
			for _, v := range e.Values {
				if value, err := strconv.ParseFloat(v.Text, 64); err == nil && fieldOf(m.fields, v) == f {
					s.points = append(s.points, point{v.At, value, v.Mark != ""})
				}
			}
		}
		n += len(s.points)
		c.series = append(c.series, s)
	}
	if n < 2 {
		return nil
	}
	for _, s := range m.report.slots {
		if s.State == "missed" {
			c.missed = append(c.missed, s.Due)
		}
	}
	c.title = c.words(first.unit)
	return c
}

// words say what the picture shows, for whoever does not see it.
func (c *chart) words(unit string) string {
	n, out := 0, 0
	var names []string
	for _, s := range c.series {
		names = append(names, s.label)
		n += len(s.points)
		for _, p := range s.points {
			if p.out {
				out++
			}
		}
	}
	return strings.TrimSuffix(fmt.Sprintf("%s, %s", strings.Join(names, ", "), unit), ", ") + fmt.Sprintf(": %s, %s out of limits, %s missed", present.Number(n, "reading"), present.Thousands(out), present.Thousands(len(c.missed)))
}

// limitsIn are the numbers in the words of limits: "2.0 to 8.0", "at most 8".
func limitsIn(words string) (out []limit) {
	for _, word := range strings.Fields(strings.ReplaceAll(words, ",", " ")) {
		if value, err := strconv.ParseFloat(word, 64); err == nil && len(out) < 2 {
			out = append(out, limit{value, word})
		}
	}
	return out
}

// drawing is a chart as shapes, in millimetres from the top left.
type drawing struct {
	Title         string
	Width, Height float64
	Lines         []stroke
	Marks         []mark
	Texts         []label
}

type stroke struct {
	X1, Y1, X2, Y2 float64
	Dashed         bool
}

// mark is a reading: its shape tells the series, and what is out of limits is filled and
// has a ring.
type mark struct {
	X, Y  float64
	Shape int
	Out   bool
}

type label struct {
	X, Y float64
	Text string
	End  bool // it ends there
}

// The margins of a drawing, in millimetres.
const (
	chartLeft   = 12.0
	chartRight  = 2.0
	chartTop    = 5.0
	chartBottom = 5.0
	tickEvery   = 7 // days
)

// draw lays a chart out.
func (c *chart) draw(width, height float64) drawing {
	d := drawing{Title: c.title, Width: width, Height: height}
	low, high := c.span()
	span := c.until.Sub(c.from).Seconds()
	x := func(at time.Time) float64 {
		return chartLeft + (width-chartLeft-chartRight)*min(1, max(0, at.Sub(c.from).Seconds()/span))
	}
	y := func(v float64) float64 {
		return chartTop + (height-chartTop-chartBottom)*(high-v)/(high-low)
	}
	bottom := height - chartBottom
	d.Lines = append(d.Lines, stroke{chartLeft, chartTop, chartLeft, bottom, false}, stroke{chartLeft, bottom, width - chartRight, bottom, false})
	for _, l := range c.limits {
		d.Lines = append(d.Lines, stroke{chartLeft, y(l.value), width - chartRight, y(l.value), true})
	}
	d.Texts = append(d.Texts, c.scale(y)...)
	for day := c.from; day.Before(c.until); day = day.AddDate(0, 0, tickEvery) {
		d.Lines = append(d.Lines, stroke{x(day), bottom, x(day), bottom + 1, false})
		d.Texts = append(d.Texts, label{x(day), height - 1, day.Format("2 Jan"), false})
	}
	for _, at := range c.missed {
		d.Texts = append(d.Texts, label{x(at) - 0.8, bottom - 0.6, "×", false})
	}
	legend := chartLeft + 1
	for i, s := range c.series {
		d.Marks = append(d.Marks, mark{legend, chartTop - 3, i, false})
		d.Texts = append(d.Texts, label{legend + 1.8, chartTop - 2.1, s.label, false})
		legend += 6 + 1.6*float64(len([]rune(s.label)))
		for j, p := range s.points {
			if j > 0 {
				q := s.points[j-1]
				d.Lines = append(d.Lines, stroke{x(q.at), y(q.value), x(p.at), y(p.value), false})
			}
			d.Marks = append(d.Marks, mark{x(p.at), y(p.value), i, p.out})
		}
	}
	if len(c.missed) > 0 {
		d.Texts = append(d.Texts, label{legend, chartTop - 2.1, "× missed", false})
	}
	return d
}

// lineOfText is how far apart two lines of text stand at least, in millimetres.
const lineOfText = 2.6

// scale names the limits, and how far the readings go where they go beyond them or there are not
// two. One that would lie on the one below it goes up.
func (c *chart) scale(y func(float64) float64) (out []label) {
	at := slices.Clone(c.limits)
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range c.series {
		for _, p := range s.points {
			low, high = min(low, p.value), max(high, p.value)
		}
	}
	for _, v := range []float64{low, high} {
		near := func(l limit) bool { return math.Abs(y(l.value)-y(v)) < lineOfText }
		within := len(c.limits) == 2 && v >= c.limits[0].value && v <= c.limits[1].value
		if !within && !slices.ContainsFunc(at, near) {
			at = append(at, limit{v, strconv.FormatFloat(v, 'f', -1, 64)})
		}
	}
	slices.SortFunc(at, func(a, b limit) int { return cmp.Compare(a.value, b.value) })
	above := math.Inf(1)
	for _, l := range at {
		above = min(y(l.value)+0.9, above-lineOfText)
		out = append(out, label{chartLeft - 1, above, l.text, true})
	}
	return out
}

// span is from what to what the readings and the limits go, with some room.
func (c *chart) span() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	take := func(v float64) { low, high = min(low, v), max(high, v) }
	for _, l := range c.limits {
		take(l.value)
	}
	for _, s := range c.series {
		for _, p := range s.points {
			take(p.value)
		}
	}
	room := max((high-low)*0.08, 0.5)
	return low - room, high + room
}
