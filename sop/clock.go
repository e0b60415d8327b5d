package sop

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrClock is returned when a text is not one time of day.
var ErrClock = errors.New("not a time")

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
