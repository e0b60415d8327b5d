package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Told is what a picture is called, and what it says to who cannot see it.
type Told struct{ Title, Description string }

// The size of a picture as SVG, in its own units.
const (
	svgWidth  = 960
	svgLeft   = 70
	svgRight  = 190
	svgTop    = 56
	svgPlot   = 300
	svgBottom = 44
	svgRow    = 26
)

// drawnSVG is a picture while it is written: it names no file, has no script, and all text in
// it is escaped.
type drawnSVG struct{ strings.Builder }

func newSVG(about Told, height int) *drawnSVG {
	s := &drawnSVG{}
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13" fill="`+Ink+`">`, svgWidth, height)
	s.put(`<title id="t">%s</title>`, escaped(about.Title))
	s.put(`<desc id="d">%s</desc>`, escaped(about.Description))
	s.put(`<rect width="%d" height="%d" fill="`+White+`"/>`, svgWidth, height)
	s.put(`<text x="16" y="26" font-size="16" font-weight="bold">%s</text>`, escaped(about.Title))
	return s
}

func (s *drawnSVG) put(format string, args ...any) {
	_, _ = fmt.Fprintf(s, format+"\n", args...) // which cannot fail
}

func (s *drawnSVG) end() string {
	s.put("</svg>")
	return s.String()
}

// text writes a text at a place; anchor is start, middle or end.
func (s *drawnSVG) text(x, y float64, anchor, text string) {
	if text != "" {
		s.put(`<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, x, y, anchor, escaped(text))
	}
}

func (s *drawnSVG) line(x1, y1, x2, y2 float64, stroke, dash string) {
	if dash != "" {
		dash = ` stroke-dasharray="` + dash + `"`
	}
	s.put(`<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"%s/>`, x1, y1, x2, y2, stroke, dash)
}

// point draws a reading in the shape of its state.
func (s *drawnSVG) point(x, y float64, state State, text string) {
	title := "<title>" + escaped(text) + "</title>"
	switch state {
	case IsOut:
		s.put(`<rect x="%.1f" y="%.1f" width="9" height="9" fill="`+DangerInk+`">%s</rect>`, x-4.5, y-4.5, title)
	case IsLook:
		s.put(`<path d="M%.1f %.1fl5.5 9h-11z" fill="`+CautionInk+`">%s</path>`, x, y-5.5, title)
	default:
		s.put(`<circle cx="%.1f" cy="%.1f" r="3.5" fill="`+AccentInk+`">%s</circle>`, x, y, title)
	}
}

// escaped returns a text as XML has it; what XML cannot have is left out.
func escaped(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return ' '
		case r < 0x20, r == 0x7f, r >= 0x80 && r < 0xa0, r == 0xfffe, r == 0xffff, r == 0xfffd:
			return -1
		default:
			return r
		}
	}, text)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(text)
}

// SVG returns the series as a picture of its own. said words a point, by its place.
func (s Series) SVG(about Told, said func(int) string) string {
	out := newSVG(about, svgTop+svgPlot+svgBottom)
	low, high := s.span()
	if s.Scores {
		low, high = min(low, -3.5), max(high, 3.5)
	}
	if low == high {
		low, high = low-1, high+1
	}
	x := func(at time.Time) float64 {
		of := float64(at.Sub(s.From)) / float64(max(1, s.Until.Sub(s.From)))
		return svgLeft + of*(svgWidth-svgLeft-svgRight)
	}
	y := func(v float64) float64 { return svgTop + svgPlot*(high-v)/(high-low) }
	end := x(s.Until)
	s.linesSVG(out, x, y)
	beside := s.limitNotes()
	if s.Mean != nil {
		out.line(svgLeft, y(s.Mean.Y), end, y(s.Mean.Y), DimInk, "2 4")
		beside = append(beside, Note{Y: s.Mean.Y, Text: s.Mean.Text})
	}
	out.besides(end+8, y, beside)
	for _, c := range s.Changes {
		out.line(x(c.At), svgTop, x(c.At), svgTop+svgPlot, DimInk, "3 3")
		out.text(x(c.At), svgTop+svgPlot+34, "middle", c.Text)
	}
	for i, p := range s.Points {
		out.point(x(p.At), y(p.Y), p.State, said(i))
	}
	out.line(svgLeft, svgTop+svgPlot, end, svgTop+svgPlot, DimInk, "")
	out.text(svgLeft, svgTop+svgPlot+18, "start", s.From.Format("2 Jan 2006"))
	out.text(end, svgTop+svgPlot+18, "end", s.Until.AddDate(0, 0, -1).Format("2 Jan 2006"))
	return out.end()
}

// svgLine is how far apart two lines of text stand at least.
const svgLine = 14

// besides writes what stands beside lines, the topmost first: one that would lie on the one above
// it goes down.
func (s *drawnSVG) besides(x float64, y func(float64) float64, notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int { return cmp.Compare(b.Y, a.Y) })
	at := 0.0
	for _, n := range notes {
		at = max(at+svgLine, y(n.Y)+4)
		s.text(x, at, "start", n.Text)
	}
}

// linesSVG draws what the readings are seen against.
func (s Series) linesSVG(out *drawnSVG, x func(time.Time) float64, y func(float64) float64) {
	end := x(s.Until)
	if s.Scores {
		scoresSVG(out, end, y)
		return
	}
	for i, b := range s.Bounds {
		from, to := x(b.From), end
		if i == 0 {
			from = svgLeft
		}
		if i+1 < len(s.Bounds) {
			to = x(s.Bounds[i+1].From)
		}
		for _, l := range b.ends() {
			out.line(from, y(l.y), to, y(l.y), DangerInk, "6 4")
		}
	}
	sc, _ := s.values(8) // of none the labels are empty
	for _, row := range sc.rows {
		if v, err := strconv.ParseFloat(row.label, 64); err == nil {
			out.text(svgLeft-8, y(v)+4, "end", row.label)
		}
	}
}

// scoresSVG draws a line for each standard deviation.
func scoresSVG(out *drawnSVG, end float64, y func(float64) float64) {
	for z := -3; z <= 3; z++ {
		stroke := map[int]string{0: Ink, 1: DimInk, 2: CautionInk, 3: DangerInk}[max(z, -z)]
		out.line(svgLeft, y(float64(z)), end, y(float64(z)), stroke, map[int]string{1: "1 4"}[max(z, -z)]) // which says the least
		label := fmt.Sprintf("%+ds", z)
		if z == 0 {
			label = "mean"
		}
		out.text(svgLeft-8, y(float64(z))+4, "end", label)
	}
}

// SVG returns the bars as a picture of its own.
func (p Pareto) SVG(about Told) string {
	all := p.all()
	out := newSVG(about, svgTop+svgRow*len(all)+16)
	total, most, sum := p.total(), p.most(), 0
	for i, b := range all {
		sum += b.Count
		top := float64(svgTop + svgRow*i)
		out.text(16, top+15, "start", strings.TrimSpace(b.Name+"  "+b.What))
		out.put(`<rect x="400" y="%.1f" width="%.1f" height="18" fill="`+AccentInk+`"/>`, top, 400*min(1, float64(b.Count)/float64(most)))
		out.text(860, top+15, "end", fmt.Sprint(b.Count))
		out.text(930, top+15, "end", fmt.Sprintf("%d %%", percent(sum, total)))
	}
	return out.end()
}

// SVG returns the slots as a picture of its own.
func (s Strip) SVG(about Told) string {
	months := s.months()
	rows := len(months) * (len(s.Items) + 2)
	out := newSVG(about, svgTop+svgRow*rows+24)
	top := float64(svgTop)
	for _, m := range months {
		out.text(16, top+15, "start", m.first.Format("January 2006"))
		for day := 1; day <= 31 && m.first.AddDate(0, 0, day-1).Month() == m.first.Month(); day += week {
			out.text(180+float64(day-1)*18, top+15, "middle", fmt.Sprint(day))
		}
		top += svgRow
		for _, item := range s.Items {
			out.text(32, top+15, "start", item.Name)
			s.daysSVG(out, m, item, top)
			if m.until.Equal(s.Until) {
				out.text(180+31*18, top+15, "start", item.Said)
			}
			top += svgRow
		}
		top += svgRow
	}
	out.text(16, top+4, "start", Legend)
	return out.end()
}

func (s Strip) daysSVG(out *drawnSVG, m month, item Item, top float64) {
	x := 0
	for _, span := range m.days(item) {
		for _, r := range span.Text {
			day := x - x/(week+1)
			if x++; r == ' ' {
				continue
			}
			fill := map[Class]string{Fine: GoodInk, Look: CautionInk, Out: DangerInk}[span.Class]
			if fill == "" {
				fill = DimInk
			}
			out.put(`<text x="%.1f" y="%.1f" text-anchor="middle" font-weight="bold" fill="%s">%c</text>`, 180+float64(day)*18, top+15, fill, r)
		}
	}
}
