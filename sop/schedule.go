package sop

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Cadence is how the periods of a schedule follow each other.
type Cadence string

// The cadences. The zero Cadence is that of a page without a schedule.
const (
	EachUse  Cadence = "each use" // whenever it is needed: nothing is ever due
	Daily    Cadence = "daily"
	Weekdays Cadence = "weekdays"
	Weekly   Cadence = "weekly"
	Monthly  Cadence = "monthly"
	Hourly   Cadence = "hourly"  // every so many hours by the clock on the wall
	Rolling  Cadence = "rolling" // every so many days, weeks or months after it was done last
)

// Schedule is how often a page is to be done. Its zero value is that of a page which
// does not say. Two that are equal ask for the same.
type Schedule struct {
	Cadence Cadence
	Weekday time.Weekday // of Weekly
	Day     int          // of Monthly: 1 to 31, 0 for the last; a shorter month has its last
	Hours   int          // of Hourly: divides 24
	Every   Period       // of Rolling
	By      string       // the time of day at which it is due, like 09:00; "" for the end of the day
	From    string       // of Hourly: the time of day from which hours are counted; "" for 00:00
	Grace   Grace        // how long after it is due it still counts as on time
	Each    Each         // the field and the list for each item of which it is due; zero for the page as a whole
}

// Periodic reports whether anything is ever due.
func (s Schedule) Periodic() bool { return s.Cadence != "" && s.Cadence != EachUse }

// Grace is a length by the clock or by the calendar; one of the two is zero.
type Grace struct {
	Time time.Duration
	Days Period
}

// String writes it as a page does: "10 min", "14 days"; "" for none.
func (g Grace) String() string {
	switch {
	case g.Days.N > 0:
		return g.Days.String()
	case g.Time > 0:
		return Duration{D: g.Time}.String()
	default:
		return ""
	}
}

// String writes the schedule as fmt does: "weekly mon by 10:00 grace 2 h each unit of
// fridges"; "" for the zero value. ParseSchedule reads it back.
func (s Schedule) String() string {
	words := []string{string(s.Cadence)}
	switch s.Cadence {
	case "":
		return ""
	case Weekly:
		words = append(words, weekdays[s.Weekday])
	case Monthly:
		if s.Day > 0 {
			words = append(words, strconv.Itoa(s.Day))
		}
	case Hourly:
		words = []string{"every", strconv.Itoa(s.Hours), "h"}
	case Rolling:
		words = []string{"every", s.Every.String()}
	case EachUse, Daily, Weekdays:
	}
	for _, part := range [][2]string{{"by", s.By}, {"from", s.From}, {"grace", s.Grace.String()}} {
		if part[1] != "" {
			words = append(words, part[0], part[1])
		}
	}
	if s.Each != (Each{}) {
		words = append(words, "each", s.Each.String())
	}
	return strings.Join(words, " ")
}

// weekdays are the words for the days of the week, by their time.Weekday.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseSchedule reads "each use", "daily", "weekdays", "weekly mon", "monthly 15",
// "every 4 h" or "every 6 months". "by 09:00" may follow the days, "from 07:00" the
// hours; then "grace 10 min" and "each unit of fridges". The error says what would be
// right.
func ParseSchedule(text string) (Schedule, error) {
	w := &scheduleWords{rest: strings.Fields(text)}
	s, err := w.schedule()
	if err == nil && len(w.rest) > 0 {
		err = fmt.Errorf("%q cannot stand there%s: %s", strings.Join(w.rest, " "), Meant(w.rest[0], []string{"by", "from", "grace", "each"}), s.then())
	}
	if err != nil {
		return Schedule{}, fmt.Errorf("schedule %q: %w", text, err)
	}
	return s, nil
}

// then says what can follow the cadence.
func (s Schedule) then() string {
	switch s.Cadence {
	case EachUse:
		return "nothing follows \"each use\""
	case Hourly:
		return "write from 07:00, grace 10 min, each unit of fridges, in this order"
	case Rolling:
		return "write grace 14 days, each unit of fridges, in this order"
	default:
		return "write by 09:00, grace 10 min, each unit of fridges, in this order"
	}
}

// scheduleWords are the words of a schedule that are not read yet.
type scheduleWords struct{ rest []string }

// next takes a word off; "" at the end.
func (w *scheduleWords) next() string {
	if len(w.rest) == 0 {
		return ""
	}
	word := w.rest[0]
	w.rest = w.rest[1:]
	return word
}

// has takes a word off if it is the one that is named.
func (w *scheduleWords) has(word string) bool {
	if len(w.rest) == 0 || w.rest[0] != word {
		return false
	}
	w.rest = w.rest[1:]
	return true
}

func (w *scheduleWords) schedule() (s Schedule, err error) {
	if s, err = w.cadence(); err != nil || s.Cadence == EachUse {
		return s, err
	}
	if s.Cadence != Hourly && s.Cadence != Rolling && w.has("by") {
		if s.By, err = w.due(); err != nil {
			return s, err
		}
	}
	if s.Cadence == Hourly && w.has("from") {
		if s.From, err = ParseClock(w.next()); err != nil {
			return s, fmt.Errorf("from: %w", err)
		}
		if s.From == midnight {
			s.From = ""
		}
	}
	if w.has("grace") {
		if s.Grace, err = w.grace(s); err != nil {
			return s, err
		}
	}
	if w.has("each") {
		s.Each, err = w.each()
	}
	return s, err
}

// midnight is when a day begins.
const midnight = "00:00"

// cadence reads how often, without what may follow it.
func (w *scheduleWords) cadence() (Schedule, error) {
	switch word := w.next(); word {
	case "each":
		if w.has("use") {
			return Schedule{Cadence: EachUse}, nil
		}
	case string(Daily), string(Weekdays):
		return Schedule{Cadence: Cadence(word)}, nil
	case string(Weekly):
		return w.weekly()
	case string(Monthly):
		return w.monthly()
	case "every":
		return w.every()
	}
	return Schedule{}, fmt.Errorf("write it like \"daily by 09:00\", \"weekdays\", \"weekly mon\", \"monthly 15\", \"every 4 h\", \"every 6 months\" or \"each use\"")
}

func (w *scheduleWords) weekly() (Schedule, error) {
	word := w.next()
	i := slices.Index(weekdays, word)
	if i < 0 {
		return Schedule{}, fmt.Errorf("%q is no day of the week: write mon, tue, wed, thu, fri, sat or sun", word)
	}
	return Schedule{Cadence: Weekly, Weekday: time.Weekday(i)}, nil
}

// monthly reads the day of the month, which may be left out.
func (w *scheduleWords) monthly() (Schedule, error) {
	s := Schedule{Cadence: Monthly}
	if len(w.rest) == 0 || slices.Contains([]string{"by", "grace", "each"}, w.rest[0]) {
		return s, nil
	}
	word := w.next()
	day, err := strconv.Atoi(word)
	if err != nil || day < 1 || day > 31 {
		return s, fmt.Errorf("%q is no day of the month: write 1 to 31, or none for the last", word)
	}
	s.Day = day
	return s, nil
}

// every reads a number of hours, or of days, weeks, months or years.
func (w *scheduleWords) every() (Schedule, error) {
	length := w.next() + " " + w.next()
	if t, err := ParseDuration(length); err == nil {
		hours := int(t.D / time.Hour)
		if !strings.HasSuffix(length, " h") || 24%hours != 0 || hours == 24 {
			return Schedule{}, fmt.Errorf("%q does not divide a day: write 1, 2, 3, 4, 6, 8 or 12 h, \"daily\", or a number of days", length)
		}
		return Schedule{Cadence: Hourly, Hours: hours}, nil
	}
	p, err := ParsePeriod(length)
	if err != nil {
		return Schedule{}, fmt.Errorf("%q is no interval: write it like 4 h, 10 days, 2 weeks or 6 months", strings.TrimSpace(length))
	}
	return Schedule{Cadence: Rolling, Every: p}, nil
}

// due reads the time of day at which it is due.
func (w *scheduleWords) due() (string, error) {
	word := w.next()
	by, err := ParseClock(word)
	switch {
	case by == midnight, word == "24:00":
		return "", fmt.Errorf("by %s is when a day begins or ends: leave it out for the end of the day", word)
	case err != nil:
		return "", fmt.Errorf("by: %w", err)
	}
	return by, nil
}

// grace reads a length that is shorter than the periods of the schedule.
func (w *scheduleWords) grace(s Schedule) (Grace, error) {
	length := w.next() + " " + w.next()
	t, err := ParseDuration(length)
	days, noDays := ParsePeriod(length)
	if err != nil && noDays != nil {
		return Grace{}, fmt.Errorf("grace %q: write it like 10 min, 2 h or 14 days", strings.TrimSpace(length))
	}
	g := Grace{Time: t.D, Days: days}
	if g.atMost() >= s.atLeast() {
		return Grace{}, fmt.Errorf("grace %s is as long as the time until it is due again: write a shorter one", g)
	}
	return g, nil
}

// each reads the field and the list.
func (w *scheduleWords) each() (Each, error) {
	e := Each{Field: w.next()}
	of := w.has("of")
	if e.List = w.next(); !of || e.List == "" {
		return Each{}, fmt.Errorf("write the field that names the item and its list after \"each\": each unit of fridges")
	}
	return e, nil
}

// atMost is the longest that the grace can be, in minutes.
func (g Grace) atMost() int {
	days := map[string]int{"day": 1, "week": 7, "month": 31, "year": 366}[g.Days.Unit]
	return int(g.Time/time.Minute) + g.Days.N*days*dayMinutes
}

// atLeast is the shortest time in minutes until it is due again, but for the days on
// which the clocks are changed.
func (s Schedule) atLeast() int {
	switch s.Cadence {
	case Weekly:
		return 7 * dayMinutes
	case Monthly:
		return 28 * dayMinutes
	case Hourly:
		return s.Hours * 60
	case Rolling:
		days := map[string]int{"day": 1, "week": 7, "month": 28, "year": 365}[s.Every.Unit]
		return s.Every.N * days * dayMinutes
	default:
		return dayMinutes
	}
}

const dayMinutes = 24 * 60
