package demo

import (
	"slices"
	"time"
)

// lastMornings returns when the last n working days before the end began, the oldest first.
func (d *department) lastMornings(n int) (out []time.Time) {
	for day := d.cfg.End.AddDate(0, 0, -1); len(out) < n; day = day.AddDate(0, 0, -1) {
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			out = append(out, workingHours(day, d.dice.IntN(40)))
		}
	}
	slices.Reverse(out)
	return out
}

// workingHours moves an instant to between eight and four on its day, or on the Monday
// after it.
func workingHours(t time.Time, minute int) time.Time {
	switch t.Weekday() {
	case time.Saturday:
		t = t.AddDate(0, 0, 2)
	case time.Sunday:
		t = t.AddDate(0, 0, 1)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 8, minute, 0, 0, t.Location())
}
