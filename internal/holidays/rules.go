package holidays

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
)

// rules are the bank holidays of each nation. The library lists those of England and
// Wales; Scotland and Northern Ireland are put together here.
var rules = map[Nation][]*cal.Holiday{
	England:         englandAndWales,
	Wales:           englandAndWales,
	Scotland:        scotland,
	NorthernIreland: append(slices.Clone(englandAndWales), stPatrick, twelfthOfJuly),
}

var (
	englandAndWales = append(slices.DeleteFunc(slices.Clone(gb.Holidays), func(h *cal.Holiday) bool {
		return h == gb.ChristmasDay || h == gb.BoxingDay
	}), christmas, boxingDay, stateFuneral)

	// scotland has no Easter Monday, and its summer holiday on the first Monday of August.
	scotland = append(slices.DeleteFunc(slices.Clone(englandAndWales), func(h *cal.Holiday) bool {
		return h == gb.EasterMonday || h == gb.SummerHoliday
	}), secondOfJanuary, gb.SummerHolidayScotland, stAndrew, worldCup)
)

// toMonday gives what falls on a weekend on the Monday after it.
var toMonday = []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 1}}

// Where Christmas is on a Sunday the library gives it on Boxing Day, and that on the day
// after; the government leaves Boxing Day where it is. The days are the same.
var (
	christmas = gb.ChristmasDay.Clone(&cal.Holiday{Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}}})
	boxingDay = gb.BoxingDay.Clone(&cal.Holiday{Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}}})
)

// Days of one nation.
var (
	// It makes way for New Year's Day where that is given on it.
	secondOfJanuary = &cal.Holiday{
		Name: "2 January", Type: cal.ObservanceBank, Month: time.January, Day: 2, Func: cal.CalcDayOfMonth,
		Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}, {Day: time.Monday, Offset: 1}},
	}
	stAndrew      = &cal.Holiday{Name: "St Andrew's Day", Type: cal.ObservanceBank, Month: time.November, Day: 30, Func: cal.CalcDayOfMonth, Observed: toMonday}
	stPatrick     = &cal.Holiday{Name: "St Patrick's Day", Type: cal.ObservanceBank, Month: time.March, Day: 17, Func: cal.CalcDayOfMonth, Observed: toMonday}
	twelfthOfJuly = &cal.Holiday{Name: "Battle of the Boyne", Type: cal.ObservanceBank, Month: time.July, Day: 12, Func: cal.CalcDayOfMonth, Observed: toMonday}
)

// Days of one year that the library does not have.
var (
	stateFuneral = once("State Funeral of Queen Elizabeth II", 2022, time.September, 19)
	worldCup     = once("World Cup", 2026, time.June, 15)
)

func once(name string, year int, month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Name: name, Type: cal.ObservanceBank, Month: month, Day: day, Func: cal.CalcDayOfMonth, StartYear: year, EndYear: year}
}
