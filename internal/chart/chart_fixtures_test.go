package chart_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"soprun/internal/chart"
)

var (
	london = func() *time.Location {
		zone, err := time.LoadLocation("Europe/London")
		if err != nil {
			panic(err)
		}
		return zone
	}()
	first = time.Date(2026, 2, 1, 0, 0, 0, 0, london)
	none  = math.NaN()
)

// fridge is the readings of eight weeks with one out, a day without, and a new version.
func fridge() chart.Series {
	s := chart.Series{
		From: first, Until: first.AddDate(0, 0, 56), Places: 1,
		Mean:    &chart.Level{Y: 5.0, Text: "mean 5.0"},
		Bounds:  []chart.Bound{{From: first, Low: 2, High: 8, LowText: "2.0", HighText: "8.0"}},
		Changes: []chart.Change{{At: first.AddDate(0, 0, 28), Text: "v1.1"}},
	}
	for day := range 56 {
		if day == 12 {
			continue
		}
		p := chart.Point{At: first.AddDate(0, 0, day).Add(9 * time.Hour), Y: 5 + float64((day*7)%13-6)/10}
		if day == 50 {
			p.Y, p.State = 8.6, chart.IsOut
			s.Notes = append(s.Notes, chart.Note{Y: p.Y, Text: "ABOVE 23 Mar", Class: chart.Out})
		}
		s.Points = append(s.Points, p)
	}
	return s
}

// controls are z-scores of eight weeks.
func controls() chart.Series {
	s := chart.Series{From: first, Until: first.AddDate(0, 0, 56), Scores: true, Changes: []chart.Change{{At: first.AddDate(0, 0, 30), Text: "lot 4503"}}}
	for day := range 52 {
		p := chart.Point{At: first.AddDate(0, 0, day+3).Add(9 * time.Hour), Y: float64((day*5)%9-4) / 2.5}
		switch day {
		case 20:
			p.Y, p.State = 2.3, chart.IsLook
		case 44, 45:
			p.Y, p.State = 2.2, chart.IsOut
		case 48:
			p.Y, p.State = 3.1, chart.IsOut
			s.Notes = append(s.Notes, chart.Note{Y: p.Y, Text: "1-3s REJECT 24 Mar", Class: chart.Out})
		}
		s.Points = append(s.Points, p)
	}
	return s
}

// text is a picture as it stands on a screen.
func text(d chart.Drawn) string {
	var b strings.Builder
	for _, row := range d.Rows {
		b.WriteString(strings.TrimRight(row.String(), " ") + "\n")
	}
	return b.String()
}

func draw(t *testing.T, p interface {
	Draw(chart.Size, chart.Style, int) (chart.Drawn, error)
}, size chart.Size, style chart.Style, selected int,
) chart.Drawn {
	t.Helper()
	d, err := p.Draw(size, style, selected)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range d.Rows {
		if n := len([]rune(row.String())); n > size.Width {
			t.Errorf("a row is %d cells wide, there are %d: %q", n, size.Width, row.String())
		}
	}
	return d
}
