// Package holidays knows the bank holidays of the four nations of the United Kingdom, as
// the government publishes them: what is given on another day because it falls on a
// weekend is on that day and not on its own. One-off days are known from 2019 on, and as
// far as they were announced.
//
// A day is midnight UTC of its date.
package holidays

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"soprun/sop"
)

// Nation is a part of the United Kingdom with bank holidays of its own.
type Nation string

// The nations. England and Wales have the same bank holidays.
const (
	England         Nation = "england"
	Wales           Nation = "wales"
	Scotland        Nation = "scotland"
	NorthernIreland Nation = "northern ireland"
)

// Nations lists every nation.
var Nations = []Nation{England, Wales, Scotland, NorthernIreland}

// ParseNation reads the name of a nation, in whatever capitals.
func ParseNation(s string) (Nation, error) {
	words := make([]string, len(Nations))
	for i, n := range Nations {
		words[i] = string(n)
	}
	if n := Nation(strings.ToLower(s)); slices.Contains(Nations, n) {
		return n, nil
	}
	return "", fmt.Errorf("nation %q: write one of %s%s", s, strings.Join(words, ", "), sop.MeantFold(s, words))
}

// Holiday is a bank holiday.
type Holiday struct {
	Day        time.Time
	Name       string
	Substitute bool // it falls on a weekend, or with another one, and is given on this day
}

// Closed reports whether a day is a bank holiday.
func (n Nation) Closed(day time.Time) bool {
	return slices.ContainsFunc(n.In(day.Year()), func(h Holiday) bool { return h.Day.Equal(day) })
}

// In returns the bank holidays of a year, in order.
func (n Nation) In(year int) []Holiday {
	type key struct {
		nation Nation
		year   int
	}
	if known, ok := years.Load(key{n, year}); ok {
		return known.([]Holiday)
	}
	var out []Holiday
	for _, h := range rules[n] {
		actual, observed := h.Calc(year)
		if observed.IsZero() {
			continue
		}
		_, month, day := observed.Date()
		out = append(out, Holiday{Day: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), Name: h.Name, Substitute: !observed.Equal(actual)})
	}
	slices.SortFunc(out, func(a, b Holiday) int { return a.Day.Compare(b.Day) })
	years.Store(key{n, year}, out)
	return out
}

// years keeps the bank holidays of a nation and a year once they are known.
var years sync.Map
