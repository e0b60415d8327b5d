package spaced

import "time"

// Day is a date, counted from 1 January 1970: whoever learns at nine and the next day at ten
// to nine has learned on two days.
type Day int

// DayOf returns the date of an instant where it was.
func DayOf(t time.Time) Day {
	year, month, day := t.Date()
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// noon is the instant that stands for a date where whole days between two are counted.
func (d Day) noon() time.Time { return d.Date().Add(12 * time.Hour) }

// Date returns the beginning of the day in UTC.
func (d Day) Date() time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(d)) }

// String writes it as "2026-11-29".
func (d Day) String() string { return d.Date().Format(time.DateOnly) }
