package schedule

import (
	"iter"
	"strings"
	"time"

	"soprun/sop"
)

// period is a time in which a page is to be done once.
type period struct {
	begin, end time.Time
	day, due   time.Time
	late       time.Time // from when what is not done is late
	noOpenDay  bool      // the department is closed throughout
}

// fixed returns the slots whose periods stand in the calendar, for each turn those that
// begin while its version is in force.
func (a *answer) fixed(from, to time.Time) (out []Slot) {
	for i, t := range a.turns {
		if t.version == nil || !t.version.Rule.Periodic() || t.version.Rule.Cadence == sop.Rolling {
			continue
		}
		for p := range a.site.periods(t.version.Rule, later(from, t.at), to) {
			if i+1 < len(a.turns) && !p.begin.Before(a.turns[i+1].at) {
				break
			}
			if p.begin.Before(t.at) && (a.asked(p.begin, i) || !p.due.After(t.at)) {
				continue // a version before says what is due, or it was due before there was one
			}
			for _, item := range t.version.items() {
				out = append(out, a.slot(p, item))
			}
		}
	}
	return out
}

// asked reports whether, between an instant and a turn, a version was in force that asks
// for something.
func (a *answer) asked(since time.Time, turn int) bool {
	for i := turn - 1; i >= 0 && a.turns[i+1].at.After(since); i-- {
		if v := a.turns[i].version; v != nil && v.Rule.Periodic() {
			return true
		}
	}
	return false
}

// slot tells what became of an item in a period.
func (a *answer) slot(p period, item string) Slot {
	out := Slot{Item: item, Begin: p.begin, End: p.end, Day: p.day, Due: p.due}
	runs := a.startedIn(p.begin, p.end)
	left := int64(-1)
	for i := range runs {
		r := &runs[i]
		switch {
		case a.serves(r, item) && out.Run == nil:
			out.Run = r
		case a.serves(r, item):
			out.Extras++
			if r.Entry < out.Run.Entry {
				out.Run = r
			}
		case left < 0 || r.Entry < left:
			if why := a.leftOut(r, item); why != "" {
				left, out.Explained = r.Entry, why
			}
		}
	}
	if out.Run != nil {
		out.State, out.Explained = Done, ""
		if out.Run.Done.After(p.late) {
			out.overdue(DoneLate, out.Run.Done, a.site)
		}
		return out
	}
	a.open(&out, p)
	return out
}

// open tells what is said of a slot that no run was for.
func (a *answer) open(s *Slot, p period) {
	if s.Waiver = a.waived(s.Item, p); s.Waiver != "" {
		s.State = NotRequired
		return
	}
	if reason, ok := a.explained(s.Item, p.begin); ok {
		s.Explained = reason
	}
	switch {
	case a.disposed(p.begin):
		s.State = NotKept
	case a.now.Before(p.begin):
		s.State = Upcoming
	case !a.now.Before(p.end):
		s.State = Missed
	case !a.now.Before(p.late):
		s.overdue(Late, a.now, a.site)
	default:
		s.State = Due
	}
}

// waived says why an item was not required in a period, "" where it was.
func (a *answer) waived(item string, p period) Waiver {
	if p.noOpenDay {
		return NoOpenDay
	}
	for _, t := range a.turns {
		if t.version == nil && t.at.After(p.begin) && t.at.Before(p.end) {
			return PageRetired
		}
	}
	if a.now.Before(p.begin) {
		return ""
	}
	for _, o := range a.outages[strings.ToLower(item)] {
		if !o.From.After(p.begin) && (o.Until.IsZero() || !o.Until.Before(p.end)) {
			return OutOfService
		}
	}
	return ""
}

// leftOut returns why a run left an item out, "" where it did not.
func (a *answer) leftOut(r *Run, item string) string {
	if item == "" || !a.serves(r, "") {
		return ""
	}
	for _, l := range r.Left {
		if strings.EqualFold(l.Item, item) {
			return l.Reason
		}
	}
	return ""
}

// periods yields the periods of a rule that overlap [from, to), in order of time.
func (s Site) periods(rule sop.Schedule, from, to time.Time) iter.Seq[period] {
	return func(yield func(period) bool) {
		for first := firstDay(rule, s.day(from)); s.start(first).Before(to); first = nextDay(rule, first) {
			for p := range s.within(rule, first) {
				if p.begin.Before(p.end) && p.end.After(from) && p.begin.Before(to) && !yield(p) {
					return
				}
			}
		}
	}
}

// firstDay returns the first day of the period in which a day is. Hours are counted from
// the day before, whose last ones may be of the day itself.
func firstDay(rule sop.Schedule, day time.Time) time.Time {
	switch rule.Cadence {
	case sop.Weekly:
		return day.AddDate(0, 0, -fromMonday(day.Weekday()))
	case sop.Monthly:
		return day.AddDate(0, 0, 1-day.Day())
	case sop.Hourly:
		return day.AddDate(0, 0, -1)
	default:
		return day
	}
}

// nextDay returns the first day of the next period, or the next day on which hours begin.
func nextDay(rule sop.Schedule, first time.Time) time.Time {
	switch rule.Cadence {
	case sop.Weekly:
		return first.AddDate(0, 0, 7)
	case sop.Monthly:
		return first.AddDate(0, 1, 0)
	default:
		return first.AddDate(0, 0, 1)
	}
}

func fromMonday(day time.Weekday) int { return int(day+6) % 7 }

// within yields the period that begins with a day, or those of the hours that begin on it.
func (s Site) within(rule sop.Schedule, first time.Time) iter.Seq[period] {
	return func(yield func(period) bool) {
		switch {
		case rule.Cadence == sop.Hourly:
			length := rule.Hours * 60
			for m := minutes(rule.From) % length; m < 24*60; m += length {
				p := period{begin: s.at(first, m), end: s.at(first, m+length)}
				p.day, p.due, p.late = s.day(p.begin), p.end, p.end.Add(rule.Grace.Time)
				if !yield(p) {
					return
				}
			}
		case rule.Cadence == sop.Weekdays && s.off(rule, first):
		default:
			yield(s.days(rule, first))
		}
	}
}

// days returns the period of one day or more that begins with a day.
func (s Site) days(rule sop.Schedule, first time.Time) period {
	next := nextDay(rule, first)
	p := period{begin: s.start(first), end: s.start(next)}
	day, open := s.dueDay(rule, first, next)
	if !open {
		p.day, p.due, p.late, p.noOpenDay = next.AddDate(0, 0, -1), p.end, p.end, true
		return p
	}
	p.day, p.due = day, s.due(rule, day)
	p.late = s.late(rule, p.day, p.due)
	return p
}

// dueDay returns the day of a period on which it is due. A week's and a month's moves to
// the next open day, or else to the last before; open is false where there is none.
func (s Site) dueDay(rule sop.Schedule, first, next time.Time) (day time.Time, open bool) {
	last := next.AddDate(0, 0, -1)
	switch rule.Cadence {
	case sop.Weekly:
		day = first.AddDate(0, 0, fromMonday(rule.Weekday))
	case sop.Monthly:
		day = last
		if rule.Day > 0 && rule.Day < last.Day() {
			day = first.AddDate(0, 0, rule.Day-1)
		}
	default:
		return first, true
	}
	for d := day; !d.After(last); d = d.AddDate(0, 0, 1) {
		if !s.off(rule, d) {
			return d, true
		}
	}
	for d := day; !d.Before(first); d = d.AddDate(0, 0, -1) {
		if !s.off(rule, d) {
			return d, true
		}
	}
	return day, false
}

// off reports whether a day is none on which a rule asks for anything: a weekend, unless
// the rule names a day of it, or a day on which the department is closed.
func (s Site) off(rule sop.Schedule, day time.Time) bool {
	onWeekend := rule.Cadence == sop.Weekly && weekend(rule.Weekday)
	return s.closed(day) || weekend(day.Weekday()) && !onWeekend
}

// Off reports whether a day is none on which people are here: a weekend, or a day on which
// the department is closed.
func (s Site) Off(day time.Time) bool { return weekend(day.Weekday()) || s.closed(day) }

func (s Site) closed(day time.Time) bool { return s.Closed != nil && s.Closed(day) }

func weekend(day time.Weekday) bool { return day == time.Saturday || day == time.Sunday }

// due returns when what is due on a day is due.
func (s Site) due(rule sop.Schedule, day time.Time) time.Time {
	if rule.By == "" {
		return s.start(day.AddDate(0, 0, 1))
	}
	return s.at(day, minutes(rule.By))
}

// late returns from when what is due on a day is late. A grace of days is by the calendar.
func (s Site) late(rule sop.Schedule, day, due time.Time) time.Time {
	if rule.Grace.Days.N > 0 {
		return s.due(rule, rule.Grace.Days.From(day))
	}
	return due.Add(rule.Grace.Time)
}
