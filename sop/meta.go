package sop

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Meta is a page's front matter: document control as its author wrote it.
// Approval is not in it; that is a signed entry in the log.
type Meta struct {
	ID          string
	Title       string
	Version     string
	Status      Status
	Owner       string
	ReviewEvery Period
	Standard    string // for example "ST0218 v1.1"
	Codes       []Code // every code the page may use
	Mode        Mode
	Sign        []string // who signs, in order: "performer", then roles

	CompleteWithin *Duration // nil for no limit
	Schedule       Schedule
	Roles          []string
	Equipment      []string
	Needs          []string // competences
	Supersedes     string
	Change         string // none, read or re-observe
	Changes        []Change
	Area           string
	Sources        []Source
	Lang           string
	Lists          []List // in page order
}

// List is all items that a section can be done once for each of.
type List struct {
	Name  string
	Items []string // in page order, none twice
	Local string   // where the department finds them; there are no items while this is set
	Pos   Pos
}

// localLists lists what of them the department must still set.
func (m Meta) localLists() (out []Local) {
	for _, l := range m.Lists {
		if l.Local != "" {
			out = append(out, Local{What: l.Name, Hint: l.Local, Pos: l.Pos})
		}
	}
	return out
}

// MaxItem is how many bytes the name of an item has at most.
const MaxItem = 100

// List returns the list of a name and true, or a zero List and false.
func (m Meta) List(name string) (List, bool) {
	for _, l := range m.Lists {
		if l.Name == name {
			return l, true
		}
	}
	return List{}, false
}

// Status is what the author says of the page.
type Status string

// The author's words for a page's state.
const (
	Draft   Status = "draft"
	Ready   Status = "ready"
	Retired Status = "retired"
)

// Mode says how a page is worked through.
type Mode string

// The two ways to work through a page.
const (
	ReadDo    Mode = "read-do"    // read a step, do it
	DoConfirm Mode = "do-confirm" // do from memory, then confirm; short closing lists only
)

// Change is one line of a page's history.
type Change struct {
	Version string
	Date    string // 2006-01-02
	What    string
}

// Source is where a figure on the page was read.
type Source struct {
	Key       string
	Title     string
	Publisher string
	Year      string // as printed; some sources give a range
}

// Period is a calendar period such as "24 months".
type Period struct {
	N    int
	Unit string // day, week, month or year
}

// ParsePeriod reads "N days|weeks|months|years"; the singular is accepted too.
func ParsePeriod(s string) (Period, error) {
	n, unit, ok := strings.Cut(s, " ")
	count, err := strconv.Atoi(n)
	unit = strings.TrimSuffix(unit, "s")
	if !ok || err != nil || count < 1 || count > 1000 {
		return Period{}, fmt.Errorf("period %q: write a number and a unit, for example \"24 months\"", s)
	}
	switch unit {
	case "day", "week", "month", "year":
		return Period{N: count, Unit: unit}, nil
	default:
		return Period{}, fmt.Errorf("period %q: the unit is days, weeks, months or years", s)
	}
}

// String writes the period as a page does: "24 months".
func (p Period) String() string {
	if p.N == 1 {
		return "1 " + p.Unit
	}
	return fmt.Sprintf("%d %ss", p.N, p.Unit)
}

// From returns the day on which the period that starts on t ends. A month that
// lacks the day ends on its last day: 31 August + 6 months is 28 February.
func (p Period) From(t time.Time) time.Time {
	switch p.Unit {
	case "day":
		return t.AddDate(0, 0, p.N)
	case "week":
		return t.AddDate(0, 0, 7*p.N)
	case "year":
		return addMonths(t, 12*p.N)
	default:
		return addMonths(t, p.N)
	}
}

// Before returns the day on which the period begins that ends on t.
func (p Period) Before(t time.Time) time.Time { return Period{N: -p.N, Unit: p.Unit}.From(t) }

func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// Duration is a length of time on a page, one that the department must set, or one that
// the row of a table says.
type Duration struct {
	D      time.Duration
	Local  string // where to find the value; D is zero while this is set
	Column string // the column of a table that has it, "" for none; D is zero on the page itself
}

// ParseDuration reads "30 s", "10 min" or "3 h".
func ParseDuration(s string) (Duration, error) {
	n, unit, ok := strings.Cut(s, " ")
	count, err := strconv.Atoi(n)
	if !ok || err != nil || count < 1 || count > 100_000 {
		return Duration{}, fmt.Errorf("time %q: write a number and a unit, for example \"10 min\"", s)
	}
	units := map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour}
	d, ok := units[unit]
	if !ok {
		return Duration{}, fmt.Errorf("time %q: the unit is s, min or h", s)
	}
	return Duration{D: time.Duration(count) * d}, nil
}

// String writes the time as a page does: "10 min", local "hint", or the name of a column.
func (t Duration) String() string {
	switch {
	case t.Local != "":
		return fmt.Sprintf("local %q", t.Local)
	case t.Column != "" && t.D == 0:
		return t.Column
	case t.D%time.Hour == 0:
		return fmt.Sprintf("%d h", t.D/time.Hour)
	case t.D%time.Minute == 0:
		return fmt.Sprintf("%d min", t.D/time.Minute)
	default:
		return fmt.Sprintf("%d s", t.D/time.Second)
	}
}
