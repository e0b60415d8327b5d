package sop

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ErrDay is returned when a text is not one day.
var ErrDay = errors.New("not a date with one meaning")

// ParseDay reads a date that has one meaning only, and returns it as "2027-03-31"; a
// month, like 03/2027, is its last day. The
// year in four digits, the parts apart by space, hyphen, point or stroke, the month as
// a word or a number. Where day and month could be either, it is refused.
func ParseDay(s string) (string, error) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-./,", r) })
	if month, ok := wholeMonth(parts); ok {
		return month.checked()
	}
	if err := everMissing(parts); err != nil {
		return "", err
	}
	if len(parts) != 3 {
		return "", fmt.Errorf("%q is %w; write it like 2027-03-31 or 31 Mar 2027", s, ErrDay)
	}
	d, err := placed(s, parts)
	if err != nil {
		return "", err
	}
	return d.checked()
}

// wholeMonth reads a month with its year, as labels have it, and returns its last day.
func wholeMonth(parts []string) (day, bool) {
	if len(parts) != 2 {
		return day{}, false
	}
	year, month := parts[0], parts[1]
	if len(month) == 4 && monthOf(month) == 0 {
		year, month = month, year
	}
	y, err := strconv.Atoi(year)
	m, numbered := monthOf(month), error(nil)
	if m == 0 {
		m, numbered = strconv.Atoi(month)
	}
	if err != nil || numbered != nil || len(year) != 4 || len(month) > 2 && monthOf(month) == 0 || year[0] == '+' || month[0] == '+' {
		return day{}, false
	}
	return day{y, m, time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()}, true
}

// day is a date as it was written. The year 0 stands for any.
type day struct{ year, month, day int }

// placed tells which part is what.
func placed(s string, parts []string) (d day, err error) {
	n, word := [3]int{}, -1
	for i, p := range parts {
		if m := monthOf(p); m > 0 {
			n[i], word = m, i
			continue
		}
		if n[i], err = strconv.Atoi(p); err != nil || p[0] == '+' {
			return d, fmt.Errorf("%q is %w; write it like 2027-03-31 or 31 Mar 2027", s, ErrDay)
		}
	}
	switch {
	case len(parts[0]) == 4 && word != 0 && word != 2: // 2027-03-31, 2027 Mar 31
		return day{n[0], n[1], n[2]}, nil
	case len(parts[2]) != 4 || word == 2:
		return d, fmt.Errorf("%q is %w: write the year in four digits, like 31 Mar 2027", s, ErrDay)
	case word == 1 || word < 0 && (n[0] > 12 || n[0] == n[1]): // 31 Mar 2027, 31.03.2027
		return day{n[2], n[1], n[0]}, nil
	case word == 0 || n[1] > 12: // Mar 31 2027, 03/31/2027
		return day{n[2], n[0], n[1]}, nil
	}
	return d, fmt.Errorf("%q is %w: it could be %d %s or %d %s; write the month as a word, like 31 Mar 2027",
		s, ErrDay, n[0], time.Month(n[1]), n[1], time.Month(n[0]))
}

// everMissing refuses a day and a month, without a year or with one that is not whole, of
// which there is no such day in any year: to ask for the year would lead nowhere.
func everMissing(parts []string) error {
	if len(parts) < 2 || len(parts) > 3 || len(parts) == 3 && (monthOf(parts[0])+monthOf(parts[1]) == 0 || len(parts[2]) == 4) {
		return nil
	}
	for _, p := range parts[:2] {
		if len(p) > 2 && monthOf(p) == 0 {
			return nil
		}
	}
	d, err := placed("", []string{parts[0], parts[1], "0000"})
	if err != nil || d.month > 12 {
		return nil // it is no day and month, or could be two
	}
	_, err = d.checked()
	return err
}

// monthOf returns the number of a month's name or its first three letters, 0 for
// anything else.
func monthOf(s string) int {
	for m := time.January; m <= time.December; m++ {
		name := m.String()
		if strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) || m == time.September && strings.EqualFold(s, "sept") {
			return int(m)
		}
	}
	return 0
}

// checked returns the date as it is kept, unless there is no such day.
func (d day) checked() (string, error) {
	if d.month < 1 || d.month > 12 {
		return "", fmt.Errorf("there is no month %d", d.month)
	}
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	if d.day < 1 || t.Day() != d.day {
		last := time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC)
		switch {
		case last.Month() != time.February:
			return "", fmt.Errorf("%s has %d days", last.Month(), last.Day())
		case d.year == 0:
			return "", fmt.Errorf("%s has 29 days at most", last.Month())
		}
		return "", fmt.Errorf("%s %d has %d days", last.Month(), d.year, last.Day())
	}
	return t.Format(time.DateOnly), nil
}
