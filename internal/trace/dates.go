package trace

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// dates reads the date that some words begin with: from an instant, up to another, and how
// many words it takes, 0 for none. A day or a month without its year is the last one that
// has begun.
func dates(words []string, now time.Time) (since, until time.Time, n int) {
	for _, read := range []func([]string, time.Time) (time.Time, time.Time, int){relative, written, monthOf, dayOf} {
		if since, until, n = read(words, now); n > 0 {
			return since, until, n
		}
	}
	return time.Time{}, time.Time{}, 0
}

func midnight(year int, month time.Month, day int, now time.Time) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, now.Location())
}

// relative reads "today", "yesterday", "last 7 days", which ends with today, "this week" and "last week".
func relative(words []string, now time.Time) (since, until time.Time, n int) {
	today := midnight(now.Year(), now.Month(), now.Day(), now)
	back := func(years, months, days, n int) (time.Time, time.Time, int) {
		return today.AddDate(-years, -months, 1-days), today.AddDate(0, 0, 1), n
	}
	switch {
	case len(words) == 0:
		return since, until, 0
	case words[0] == "today":
		return back(0, 0, 1, 1)
	case words[0] == "yesterday":
		return today.AddDate(0, 0, -1), today, 1
	}
	if since, until, n = calendar(words, today); n > 0 || words[0] != "last" || len(words) < 3 {
		return since, until, n
	}
	count, err := strconv.Atoi(words[1])
	if err != nil || count < 1 || count > 10_000 {
		return since, until, 0
	}
	switch strings.TrimSuffix(words[2], "s") {
	case "day":
		return back(0, 0, count, 3)
	case "week":
		return back(0, 0, 7*count, 3)
	case "month":
		return back(0, count, 0, 3)
	case "year":
		return back(count, 0, 0, 3)
	}
	return since, until, 0
}

// calendar reads "this month", which ends with today, and "last month", which ended before it. A week
// begins on Monday.
func calendar(words []string, today time.Time) (since, until time.Time, n int) {
	if len(words) < 2 || words[0] != "this" && words[0] != "last" {
		return since, until, 0
	}
	var begin, before time.Time
	switch words[1] {
	case "week":
		begin = today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
		before = begin.AddDate(0, 0, -7)
	case "month":
		begin = today.AddDate(0, 0, 1-today.Day())
		before = begin.AddDate(0, -1, 0)
	case "year":
		begin = midnight(today.Year(), 1, 1, today)
		before = begin.AddDate(-1, 0, 0)
	default:
		return since, until, 0
	}
	if words[0] == "this" {
		return begin, today.AddDate(0, 0, 1), 2
	}
	return before, begin, 2
}

// written reads "2026-03", "2026-03-19" and "19/3/2026".
func written(words []string, now time.Time) (since, until time.Time, n int) {
	if len(words) == 0 {
		return since, until, 0
	}
	if t, err := time.ParseInLocation(time.DateOnly, words[0], now.Location()); err == nil {
		return t, t.AddDate(0, 0, 1), 1
	}
	if t, err := time.ParseInLocation("2/1/2006", words[0], now.Location()); err == nil {
		return t, t.AddDate(0, 0, 1), 1
	}
	if t, err := time.ParseInLocation("2006-01", words[0], now.Location()); err == nil {
		return t, t.AddDate(0, 1, 0), 1
	}
	return since, until, 0
}

// month returns which month a word is: in full, or its first three letters.
func month(word string) (time.Month, bool) {
	i := slices.IndexFunc(months, func(m string) bool { return word == m || word == m[:3] })
	return time.Month(i + 1), i >= 0
}

// year returns the year that some words begin with, if they do.
func year(words []string) (y int, ok bool) {
	if len(words) == 0 || len(words[0]) != 4 {
		return 0, false
	}
	y, err := strconv.Atoi(words[0])
	return y, err == nil && y >= 1970 && y < 2106
}

// monthOf reads "march" and "march 2025".
func monthOf(words []string, now time.Time) (since, until time.Time, n int) {
	if len(words) == 0 {
		return since, until, 0
	}
	m, ok := month(words[0])
	if !ok {
		return since, until, 0
	}
	y, n := now.Year(), 1
	if given, ok := year(words[1:]); ok {
		y, n = given, 2
	} else if midnight(y, m, 1, now).After(now) {
		y--
	}
	return midnight(y, m, 1, now), midnight(y, m+1, 1, now), n
}

// dayOf reads "19 mar", and "19 mar 2025".
func dayOf(words []string, now time.Time) (since, until time.Time, n int) {
	if len(words) < 2 {
		return since, until, 0
	}
	day, err := strconv.Atoi(words[0])
	m, ok := month(words[1])
	if err != nil || !ok || day < 1 || day > 31 || len(words[0]) > 2 {
		return since, until, 0
	}
	y, n := now.Year(), 2
	if given, ok := year(words[2:]); ok {
		y, n = given, 3
	} else if midnight(y, m, day, now).After(now) {
		y--
	}
	since = midnight(y, m, day, now)
	if since.Day() != day { // there is no such day in it
		return time.Time{}, time.Time{}, 0
	}
	return since, midnight(y, m, day+1, now), n
}
