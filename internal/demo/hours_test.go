package demo

import (
	"testing"
	"time"
)

// The day after a weekend has what was due on three: what is left over of it is done before the end.
func TestWhatIsLeftOverHasTwoWorkingDaysBeforeTheEnd(t *testing.T) {
	for day := range 7 {
		end := time.Date(2026, 11, 30+day, 3, 0, 0, 0, time.UTC)
		last, free := workingHours(end.AddDate(0, 0, -slack), 8*60-1), 0
		for at := last.AddDate(0, 0, 1); at.Before(end); at = at.AddDate(0, 0, 1) {
			if at.Equal(workingHours(at, 8*60-1)) {
				free++
			}
		}
		if free < 2 {
			t.Errorf("before an end on a %s, %s is the last with more, and %d are left", end.Weekday(), last.Format("Mon 15:04"), free)
		}
	}
}
