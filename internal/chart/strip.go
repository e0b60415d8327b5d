package chart

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Strip is the slots of a page by day, a row for each of its items and a block for each month.
type Strip struct {
	// From is the midnight of the first day, Until that after the last.
	From, Until time.Time
	Items       []Item
}

// Item is what was due for one item.
type Item struct {
	Name  string
	Slots []Slot // in the order of their days
	Said  string // beside it: "27 done 1 late 3 missed"
}

// Slot is one time at which it was due.
type Slot struct {
	Day time.Time
	How How
}

// How is how a slot stands.
type How int

// How slots stand, the gravest last: of several on one day that one is shown.
const (
	NotYet How = iota
	WasDone
	NotKept
	NotRequired
	WasLate
	WasMissed
)

// mark returns how a slot looks.
func (h How) mark() (rune, Class) {
	switch h {
	case WasDone:
		return '.', Fine
	case NotKept:
		return '-', Quiet
	case NotRequired:
		return 'n', Quiet
	case WasLate:
		return 'L', Look
	case WasMissed:
		return 'M', Out
	default:
		return ' ', Plain
	}
}

const (
	week     = 7
	mostItem = 20
	aMonth   = 31 + 4 // days, and the spaces between their weeks
)

// Draw draws a block for each month. selected is the place of an item that is marked, -1 for
// none.
func (s Strip) Draw(size Size, style Style, selected int) (Drawn, error) {
	names := 0
	for _, item := range s.Items {
		names = max(names, min(mostItem, style.width(item.Name)))
	}
	names += 8
	if size.Width < names+aMonth {
		return Drawn{}, TooSmall{Size{names + aMonth, len(s.Items) + 2}}
	}
	out := Drawn{Says: Legend}
	beside := !slices.ContainsFunc(s.Items, func(i Item) bool { return names+aMonth+3+style.width(i.Said) > size.Width })
	months := s.months()
	for n, m := range months {
		if n > 0 {
			out.Rows = append(out.Rows, nil)
		}
		out.Rows = append(out.Rows, m.head(names, len(months) > 1))
		for i, item := range s.Items {
			class, before := Plain, "    "
			if i == selected {
				class, before = Selected, "  "+string(style.glyphs().mark)+" "
			}
			row := append(Row{{class, style.pad(before+item.Name, names)}}, m.days(item)...)
			if last := n == len(months)-1; last && item.Said != "" {
				if beside {
					out.Rows = append(out.Rows, append(row, Span{Quiet, "   " + item.Said}))
				} else {
					out.Rows = append(out.Rows, row, Row{{Quiet, strings.Repeat(" ", 6) + item.Said}}.cut(style, size.Width))
				}
				continue
			}
			out.Rows = append(out.Rows, row)
		}
	}
	return out, nil
}

// month is the part of a strip that lies in one month.
type month struct{ first, from, until time.Time }

// months returns the months of a strip.
func (s Strip) months() (out []month) {
	for from := s.From; from.Before(s.Until); {
		first := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, from.Location())
		until := first.AddDate(0, 1, 0)
		if until.After(s.Until) {
			until = s.Until
		}
		out = append(out, month{first, from, until})
		from = until
	}
	return out
}

// head numbers the days of a month by their weeks of seven.
func (m month) head(names int, named bool) Row {
	text := ""
	for day := 1; day <= 31 && m.first.AddDate(0, 0, day-1).Month() == m.first.Month(); day += week {
		text += fmt.Sprintf("%-*d", week+1, day)
	}
	label := strings.Repeat(" ", names)
	if named {
		label = fmt.Sprintf("%-*s", names, m.first.Format("Jan 06"))[:names]
	}
	return Row{{Quiet, label + strings.TrimRight(text, " ")}}
}

// days draws the days of a month for an item, with a space between its weeks of seven.
func (m month) days(item Item) (out Row) {
	c := newCanvas(aMonth, 1)
	at := func(day time.Time) int {
		n := day.In(m.first.Location()).Day() - 1
		return n + n/week
	}
	gravest := map[int]How{}
	for _, slot := range item.Slots {
		if day := slot.Day.In(m.first.Location()); day.Before(m.until) && !day.Before(m.from) {
			gravest[at(day)] = max(gravest[at(day)], slot.How)
		}
	}
	for x, how := range gravest {
		glyph, class := how.mark()
		c.set(x, 0, glyph, class)
	}
	return c.row(0)
}

// Legend says what the marks of a strip mean.
const Legend = ". done   L late   M missed   n not required   blank not yet"

// Counts words how many slots stand how.
func Counts(slots []Slot) string {
	var parts []string
	for _, of := range []struct {
		how  How
		word string
	}{{WasDone, "done"}, {WasLate, "late"}, {WasMissed, "missed"}, {NotRequired, "not required"}, {NotKept, "not kept"}} {
		n := len(slices.DeleteFunc(slices.Clone(slots), func(s Slot) bool { return s.How != of.how }))
		if n > 0 || of.how == WasDone {
			parts = append(parts, fmt.Sprintf("%d %s", n, of.word))
		}
	}
	return strings.Join(parts, " ")
}
