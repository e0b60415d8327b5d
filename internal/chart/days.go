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
var grains = []grain{
	{minutes: 1}, {minutes: 5}, {minutes: 15}, {minutes: 30}, {minutes: 60}, {minutes: 120}, {minutes: 180}, {minutes: 240}, {minutes: 360}, {minutes: 720},
	{days: 1}, {days: 2}, {days: 3}, {days: 4}, {days: 5}, {days: 6}, {days: 7}, {days: 14}, {days: 21}, {days: 28}, {days: 56}, {days: 91}, {days: 182}, {days: 364},
}

// grainFor returns the finest grain in which so many days have room in so many columns.
func grainFor(days, columns int) grain {
	for _, g := range grains {
		if g.columns(days) <= columns {
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
