package sop

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// DayRule says which days a date field accepts, counted from today: the day on which
// the value was first recorded. The zero DayRule accepts every day.
type DayRule struct {
	Test DayTest
	Age  Period // of AtMostAgo and AtLeastAhead
}

// DayTest is how a day is compared with today.
type DayTest string

// The tests that a date can have.
const (
	AfterToday   DayTest = "after today"
	FromToday    DayTest = "from today" // today is still good
	AtMostAgo    DayTest = "at most"    // so long ago, and not ahead
	AtLeastAhead DayTest = "at least"   // so far ahead
)

// ErrDayRule is returned when a text is no rule for a date.
var ErrDayRule = errors.New("not a rule for a date: write after today, from today, at most 28 days ago or at least 6 months ahead")

// ParseDayRule reads "after today", "from today", "at most 28 days ago" or "at least 6
// months ahead".
func ParseDayRule(s string) (DayRule, error) {
	if test := DayTest(s); test == AfterToday || test == FromToday {
		return DayRule{Test: test}, nil
	}
	for test, end := range map[DayTest]string{AtMostAgo: " ago", AtLeastAhead: " ahead"} {
		age, begins := strings.CutPrefix(s, string(test)+" ")
		age, ends := strings.CutSuffix(age, end)
		if !begins || !ends {
			continue
		}
		if unit, now := strings.CutPrefix(age, "0 "); now { // today itself
			age = "1 " + unit
		}
		period, err := ParsePeriod(age)
		if err != nil {
			return DayRule{}, err
		}
		if strings.HasPrefix(s, string(test)+" 0 ") {
			period.N = 0
		}
		return DayRule{Test: test, Age: period}, nil
	}
	return DayRule{}, fmt.Errorf("%q is %w", s, ErrDayRule)
}

// String writes the rule as a page does, "" for none.
func (r DayRule) String() string {
	switch r.Test {
	case AtMostAgo:
		return "at most " + r.Age.String() + " ago"
	case AtLeastAhead:
		return "at least " + r.Age.String() + " ahead"
	default:
		return string(r.Test)
	}
}

// Judge returns the words with which a day is marked that the rule does not accept, ""
// for one that it does. Days are written like 2026-11-28.
func (r DayRule) Judge(day string, today time.Time) string {
	now := today.Format(time.DateOnly)
	switch {
	case r.Test == AfterToday && day <= now, r.Test == FromToday && day < now:
		return "EXPIRED " + inWords(day)
	case r.Test == AtMostAgo && day > now:
		return "AHEAD"
	case r.Test == AtMostAgo && day < r.Age.Before(today).Format(time.DateOnly):
		return "TOO OLD"
	case r.Test == AtLeastAhead && day < r.Age.From(today).Format(time.DateOnly):
		return "TOO SOON"
	default:
		return ""
	}
}

// inWords writes a day with its month as a word.
func inWords(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 Jan 2006")
}
