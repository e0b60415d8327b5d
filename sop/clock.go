package sop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Errors that callers branch on.
var (
	// ErrClock is returned when a text is not one time of day.
	ErrClock = errors.New("not a time")
	// ErrSkipped is returned for a time that no clock showed, on the night on which
	// they went forward.
	ErrSkipped = errors.New("the clocks went forward and skipped it")
)

// ParseClock reads a time of day of 24 hours and returns it as "09:30". The hours
// and the minutes are two digits each, with a colon or a point between them or
// nothing; one digit is enough for the hours before a colon or a point.
func ParseClock(s string) (string, error) {
	digits := strings.Replace(s, ".", ":", 1)
	if len(digits) == 4 && !strings.Contains(digits, ":") {
		digits = digits[:2] + ":" + digits[2:]
	}
	_, minutes, _ := strings.Cut(digits, ":")
	t, err := time.Parse("15:04", digits)
	if err != nil || len(minutes) != 2 {
		return "", fmt.Errorf("%q is %w, write hours and minutes like 09:30", s, ErrClock)
	}
	return t.Format("15:04"), nil
}

// Past returns the moment of the last 24 hours at which the clocks of a zone showed a
// time of day, as ParseClock returns it; now says which zone. On the night on which
// clocks go back an hour comes twice: a time of it that was shown twice already needs
// the zone's name behind it, "01:30 GMT". An hour that the clocks skipped never was.
func Past(clock string, now time.Time) (time.Time, error) {
	clock, zone, _ := strings.Cut(clock, " ")
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is %w, write hours and minutes like 09:30", clock, ErrClock)
	}
	today, yesterday := shown(now, 0, t), shown(now, -1, t)
	var found []time.Time
	for _, at := range append(yesterday, today...) {
		if !at.After(now) && now.Sub(at) < 24*time.Hour && (zone == "" || at.Format("MST") == strings.ToUpper(zone)) {
			found = append(found, at)
		}
	}
	switch {
	case len(today) == 0 && clock <= now.Format("15:04"):
		return time.Time{}, fmt.Errorf("there was no %s on %s: %w", clock, now.Format("2 Jan"), ErrSkipped)
	case len(yesterday) == 0 && len(found) == 0:
		return time.Time{}, fmt.Errorf("there was no %s on %s: %w", clock, now.AddDate(0, 0, -1).Format("2 Jan"), ErrSkipped)
	case len(found) == 0:
		return time.Time{}, fmt.Errorf("no clock here showed %s %s in the last 24 hours", clock, zone)
	case len(found) == 2 && found[0].Format("MST") != found[1].Format("MST") && zone == "" && found[0].Day() == found[1].Day():
		return time.Time{}, fmt.Errorf("%s came twice on %s, when the clocks went back: write %s %s for the first or %s %s for the second",
			clock, found[0].Format("2 Jan"), clock, found[0].Format("MST"), clock, found[1].Format("MST"))
	}
	return found[len(found)-1], nil
}

// Moment is how the moment is kept at which a clock showed a time.
const Moment = "2006-01-02T15:04-07:00"

// ClockOf returns the time of day of a moment as it is kept, and the day.
func ClockOf(moment string) (clock, day string, err error) {
	t, err := time.Parse(Moment, moment)
	if err != nil {
		return "", "", fmt.Errorf("%q is %w of a day, like 2026-11-27T23:50+00:00", moment, ErrClock)
	}
	return t.Format("15:04"), t.Format(time.DateOnly), nil
}

// shown returns when the clocks showed a time on a day so many days from now: once
// mostly, never or twice when they are changed.
func shown(now time.Time, days int, t time.Time) (out []time.Time) {
	noon := time.Date(now.Year(), now.Month(), now.Day()+days, 12, 0, 0, 0, now.Location())
	offsets := map[int]bool{}
	for _, h := range []int{-12, 12} { // a change in between is one of the two
		_, offset := noon.Add(time.Duration(h) * time.Hour).Zone()
		offsets[offset] = true
	}
	for offset := range offsets {
		at := time.Date(noon.Year(), noon.Month(), noon.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC).Add(-time.Duration(offset) * time.Second).In(now.Location())
		if at.Format("15:04") == t.Format("15:04") && at.Day() == noon.Day() {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// Ahead reports whether a time of day is more likely still to come than past: a
// person who writes 23:50 at ten past midnight means yesterday, and who writes 14:05
// at one o'clock has mistyped it.
func Ahead(clock string, now time.Time) bool {
	minutes := minutesTo(clock, now)
	return minutes > 0 && minutes <= halfDay
}

const halfDay = 12 * 60 // minutes

// minutesTo counts from the time of day of an instant to another one; 0 for what is none.
func minutesTo(clock string, now time.Time) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute() - now.Hour()*60 - now.Minute()
}
