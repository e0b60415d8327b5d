package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Series is readings over time, or with Scores controls by how many standard deviations they
// lie from their targets.
type Series struct {
	// From is the midnight at which the picture begins, Until that at which it ends. Their
	// location is that of all days.
	From, Until time.Time
	Points      []Point // the oldest first, all between the two
	Bounds      []Bound // in the order of their time
	Mean        *Level
	Changes     []Change // in the order of their time
	Notes       []Note   // the most important first
	Places      int      // decimals of the readings
	Scores      bool
}

// Point is one reading.
type Point struct {
	At    time.Time
	Y     float64
	State State
}

// Bound is between what readings should lie from an instant on, up to the next Bound; NaN is
// no end.
type Bound struct {
	From      time.Time
	Low, High float64
	LowText   string // as it is written
	HighText  string
}

// Level is a line that readings lie around.
type Level struct {
	Y    float64
	Text string // "mean 5.0"
}

// Change is an instant from which something else holds.
type Change struct {
	At   time.Time
	Text string // "v1.1"
}

// Note is said beside the row of a point.
type Note struct {
	Y     float64
	Text  string
	Class Class
}

// Drawn is a picture in cells.
type Drawn struct {
	Rows []Row
	// Says is what has to be known of how it is drawn: how readings share a column, or what
	// its letters mean; "" for nothing.
	Says string
}

// The cells that a series takes at least.
const (
	leastPlot   = 24
	leastLines  = 5
	mostNotes   = 20
	leastBeside = 36 // below it the picture has no notes beside it
	gapOfLabel  = 1
	gapOfNotes  = 2
)

// layout is where the parts of a series stand.
type layout struct {
	labels, plot, notes int
	grain               grain
	columns             int // of the grain, over the cells of the plot
}

func (s Series) layout(width int, sc scale, style Style) (l layout, ok bool) {
	l.labels = sc.label(style) + gapOfLabel
	l.plot = width - l.labels
	for _, n := range s.beside(sc) {
		l.notes = max(l.notes, min(mostNotes, style.width(n.Text)))
	}
	if room := l.plot - l.notes - gapOfNotes; l.notes > 0 && room >= leastBeside {
		l.plot = room
	} else {
		l.notes = 0
	}
	if l.plot < leastPlot {
		return l, false
	}
	days := max(1, daysBetween(s.From, s.Until))
	l.grain = grainFor(days, l.plot)
	l.columns = l.grain.columns(days)
	if l.columns <= l.plot && l.columns*3 > l.plot*2 { // else they are drawn apart, or closer
		l.plot = l.columns
	}
	return l, true
}

// beside is what is said beside the rows: of the points, of the mean, and of the limits that
// hold last: both at once where they lie on one row, as beside a reading that is far out.
func (s Series) beside(sc scale) []Note {
	notes := slices.Clone(s.Notes)
	if s.Mean != nil {
		notes = append(notes, Note{s.Mean.Y, s.Mean.Text, Quiet})
	}
	if b := s.lastBound(); b != nil && sc.joins(*b) {
		return append(notes, Note{b.High, fmt.Sprintf("limits %s to %s", b.LowText, b.HighText), Quiet})
	}
	return append(notes, s.limitNotes()...)
}

// limitNotes are the limits that hold last.
func (s Series) limitNotes() (notes []Note) {
	if b := s.lastBound(); b != nil {
		for _, end := range b.ends() {
			notes = append(notes, Note{end.y, "limit " + end.text, Quiet})
		}
	}
	return notes
}

func (s Series) lastBound() *Bound {
	if n := len(s.Bounds); n > 0 {
		return &s.Bounds[n-1]
	}
	return nil
}

// end is one of the ends of a bound.
type end struct {
	y    float64
	text string
}

// ends are those that it has.
func (b Bound) ends() (out []end) {
	for _, e := range []end{{b.High, b.HighText}, {b.Low, b.LowText}} {
		if !math.IsNaN(e.y) {
			out = append(out, e)
		}
	}
	return out
}

// Draw draws the series. selected is the place of a point that is marked, -1 for none.
func (s Series) Draw(size Size, style Style, selected int) (Drawn, error) {
	lines := size.Height - 1 // the axis
	if selected >= 0 {
		lines--
	}
	sc, ok := s.scale(lines)
	if !ok {
		return Drawn{}, TooSmall{Size{leastPlot + 8, len(sc.rows) + size.Height - lines}}
	}
	l, ok := s.layout(size.Width, sc, style)
	if !ok {
		return Drawn{}, TooSmall{Size{leastPlot + l.labels, leastLines + size.Height - lines}}
	}
	d := drawing{Series: s, layout: l, scale: sc, style: style, glyphs: style.glyphs(), selected: selected}
	d.canvas = newCanvas(l.plot, len(sc.rows))
	d.lines()
	d.points()
	out := Drawn{Rows: d.rows()}
	if l.grain.folds() && len(s.Points) > 0 {
		out.Says = fmt.Sprintf("a column is %s and shows its worst reading, and all that are out or to be looked at", l.grain)
	}
	return out, nil
}

// drawing is a series while it is drawn.
type drawing struct {
	Series
	layout
	scale
	glyphs
	style    Style
	canvas   *canvas
	selected int
}

// lines draws what the readings are seen against.
func (d *drawing) lines() {
	if d.Mean != nil {
		d.across(d.place(d.Mean.Y, nil), 0, d.plot, d.dot, Quiet)
	}
	for y, row := range d.scale.rows {
		switch row.line {
		case atThree:
			d.across(y, 0, d.plot, d.three, Limit)
		case atTwo:
			d.across(y, 0, d.plot, d.two, Quiet)
		case atDots:
			d.across(y, 0, d.plot, d.dot, Quiet)
		case noLine:
		}
	}
	for i, b := range d.Bounds {
		from, to := max(0, d.at(b.From)), d.plot
		if i == 0 {
			from = 0
		}
		if i+1 < len(d.Bounds) {
			to = d.at(d.Bounds[i+1].From)
		}
		for _, end := range b.ends() {
			d.across(d.place(end.y, nil), from, to, d.limit, Limit)
		}
	}
	for _, c := range d.Changes {
		for y := range d.canvas.rows {
			d.canvas.set(d.at(c.At), y, d.change, Quiet)
		}
	}
}

func (d *drawing) across(y, from, to int, glyph rune, class Class) {
	for x := from; x < to; x++ {
		d.canvas.set(x, y, glyph, class)
	}
}

// at returns the column of the picture in which an instant lies.
func (d *drawing) at(t time.Time) int {
	n := d.grain.column(d.From, t)
	if d.plot == d.columns {
		return n
	}
	return (2*n + 1) * d.plot / (2 * d.columns)
}

// points draws the readings, the gravest last.
func (d *drawing) points() {
	var drawn []int
	worst := map[int]int{} // by column
	for i, p := range d.Points {
		x := d.at(p.At)
		if w, any := worst[x]; !any || d.worse(p, d.Points[w]) {
			worst[x] = i
		}
		if !d.grain.folds() || p.State != IsFine || i == d.selected {
			drawn = append(drawn, i)
		}
	}
	for _, i := range worst {
		drawn = append(drawn, i)
	}
	slices.SortFunc(drawn, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.Points[a].State, d.Points[b].State), cmp.Compare(a, b))
	})
	for _, i := range drawn {
		p := d.Points[i]
		glyph, class := d.of(p.State)
		d.canvas.set(d.at(p.At), d.place(p.Y, d.bound(p.At)), glyph, class)
	}
	if d.selected >= 0 && d.selected < len(d.Points) {
		p := d.Points[d.selected]
		glyph, _ := d.of(p.State)
		d.canvas.set(d.at(p.At), d.place(p.Y, d.bound(p.At)), glyph, Selected)
	}
}

// worse reports whether a point is to be seen rather than another one.
func (d *drawing) worse(a, b Point) bool {
	return a.State > b.State || a.State == b.State && math.Abs(a.Y-d.middle()) > math.Abs(b.Y-d.middle())
}

// middle is what readings are expected to lie around.
func (s Series) middle() float64 {
	switch {
	case s.Scores:
		return 0
	case s.Mean != nil:
		return s.Mean.Y
	}
	sum := 0.0
	for _, p := range s.Points {
		sum += p.Y
	}
	return sum / max(1, float64(len(s.Points)))
}

// bound returns what a reading of an instant should lie between, nil for nothing.
func (s Series) bound(at time.Time) *Bound {
	for i, b := range slices.Backward(s.Bounds) {
		if i == 0 || !b.From.After(at) {
			return &b
		}
	}
	return nil
}

// rows joins the labels, the picture and the notes.
func (d *drawing) rows() (out []Row) {
	notes := d.placed()
	for y, row := range d.scale.rows {
		line := Row{{Quiet, d.style.padLeft(row.label, d.labels-gapOfLabel) + strings.Repeat(" ", gapOfLabel)}}
		line = append(line, d.canvas.row(y)...)
		if d.notes > 0 && notes[y].Text != "" {
			line = append(line, Span{Plain, strings.Repeat(" ", gapOfNotes)}, Span{notes[y].Class, strings.TrimRight(d.style.pad(notes[y].Text, d.notes), " ")})
		}
		out = append(out, line)
	}
	if d.selected >= 0 && d.selected < len(d.Points) {
		out = append(out, Row{{Selected, strings.Repeat(" ", d.labels+d.at(d.Points[d.selected].At)) + string(d.mark)}})
	}
	return append(out, Row{{Quiet, strings.TrimRight(strings.Repeat(" ", d.labels)+d.axis(), " ")}})
}

// placed gives each note a row: its own, or the next below that is free.
func (d *drawing) placed() []Note {
	out := make([]Note, len(d.scale.rows))
	for _, n := range d.beside(d.scale) {
		at := d.place(n.Y, d.lastBound())
		for n.Class != Quiet && at+1 < len(out) && out[at].Text != "" {
			at++
		}
		if out[at].Text == "" {
			out[at] = n
		}
	}
	return out
}

// axis names the first day, the changes and the last day. Where they have no room together,
// the changes go before the last day.
func (d *drawing) axis() string {
	text, all := d.axisWith(true)
	if !all {
		text, _ = d.axisWith(false)
	}
	return text
}

// axisWith is the axis with the last day placed before the changes or after them. It reports
// whether all changes had room.
func (d *drawing) axisWith(lastFirst bool) (text string, all bool) {
	const form = "2 Jan"
	line := newCanvas(d.plot+d.notes, 1)
	place := func(at int, texts ...string) bool {
		for _, text := range texts {
			if n := d.style.width(text); line.free(at, at+n) {
				line.text(at, 0, text, Quiet)
				return true
			}
		}
		return false
	}
	place(0, d.From.Format(form))
	last := d.Until.AddDate(0, 0, -1).Format(form)
	one := last == d.From.Format(form)
	if lastFirst && !one {
		place(max(0, d.plot-len(last)), last)
	}
	all = true
	for _, c := range d.Changes {
		all = place(d.at(c.At), c.At.In(d.From.Location()).Format(form)+" "+c.Text, c.Text) && all
	}
	if !lastFirst && !one {
		place(max(0, d.plot-len(last)), last)
	}
	return line.row(0).String(), all
}

// free reports whether nothing stands on the first row from one column up to another, nor
// beside them.
func (c *canvas) free(from, to int) bool {
	for x := max(0, from-1); x < min(c.width, to+1); x++ {
		if c.rows[0][x].glyph != ' ' {
			return false
		}
	}
	return to <= c.width
}
