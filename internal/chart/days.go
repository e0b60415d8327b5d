package chart

import (
	"fmt"
	"time"
)

// grain is how much time a column of a picture stands for: some minutes that divide the day,
// or whole days.
type grain struct{ minutes, days int }

// grains are those that a picture is drawn in, the finest first. Days are those of the
// calendar: one on which the clocks are changed is as wide as any other.
var grains = func() (out []grain) {
	for _, n := range []int{1, 5, 15, 30, 60, 120, 180, 240, 360, 720} {
		out = append(out, grain{minutes: n})
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 14, 21, 28, 56, 91, 182, 364} {
		out = append(out, grain{days: n})
	}
	return out
}()

// grainFor returns the finest grain in which so many days have room in so many columns. Where
// no reading is left out for it, they are set a little closer rather than coarser.
func grainFor(days, columns int) grain {
	for _, g := range grains {
		if n := g.columns(days); n <= columns || g.days == 1 && n <= columns+columns/4 {
			return g
		}
	}
	return grain{days: (days + columns - 1) / columns}
}

// columns returns how many columns so many days are.
func (g grain) columns(days int) int {
	if g.days > 0 {
		return (days + g.days - 1) / g.days
	}
	return days * 24 * 60 / g.minutes
}

// column returns the column of an instant, counted from a first day.
func (g grain) column(first, at time.Time) int {
	at = at.In(first.Location())
	day := daysBetween(first, at)
	if g.days > 0 {
		return day / g.days
	}
	return (day*24*60 + at.Hour()*60 + at.Minute()) / g.minutes
}

// folds reports whether readings of several days share a column.
func (g grain) folds() bool { return g.days > 1 }

// String names it: "7 days".
func (g grain) String() string {
	switch {
	case g.days == 1:
		return "1 day"
	case g.days > 1:
		return fmt.Sprintf("%d days", g.days)
	case g.minutes%60 == 0:
		return fmt.Sprintf("%d h", g.minutes/60)
	default:
		return fmt.Sprintf("%d min", g.minutes)
	}
}

// daysBetween counts the days of the calendar from one instant's to another's.
func daysBetween(first, at time.Time) int {
	date := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(date(at).Sub(date(first)) / (24 * time.Hour))
}
