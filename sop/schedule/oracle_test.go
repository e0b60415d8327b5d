package schedule_test

import (
	"slices"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/schedule"
)

// tick is how finely the oracle looks. All that happens in its department happens at a
// multiple of it.
const tick = 10 * time.Minute

// wallClock is what the clocks of a zone show at each tick of more than a year. It is
// read off them, so that nothing of it is computed.
type wallClock struct {
	zone  *time.Location
	begin time.Time
	day   []time.Time // the date, as midnight UTC
	shown []int       // minutes since 00:00
}

func newWallClock(zone *time.Location) *wallClock {
	w := &wallClock{zone: zone, begin: time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)}
	for at := w.begin; at.Before(time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC)); at = at.Add(tick) {
		local := at.In(zone)
		date, err := time.Parse(time.DateOnly, local.Format(time.DateOnly))
		if err != nil {
			panic(err)
		}
		w.day = append(w.day, date)
		w.shown = append(w.shown, local.Hour()*60+local.Minute())
	}
	return w
}

func (w *wallClock) instant(i int) time.Time { return w.begin.Add(time.Duration(i) * tick) }

func (w *wallClock) index(at time.Time) int { return int(at.Sub(w.begin) / tick) }

// start returns the first tick of a day; of one that the oracle does not reach the last.
func (w *wallClock) start(day time.Time) int {
	i, _ := slices.BinarySearchFunc(w.day, day, time.Time.Compare)
	return i
}

// at returns the last tick of a day that shows a time, or the first one after it where
// none does. 24:00 and later are of the next day.
func (w *wallClock) at(day time.Time, minutes int) int {
	for minutes >= 24*60 {
		day, minutes = day.AddDate(0, 0, 1), minutes-24*60
	}
	last, next := -1, -1
	for i := w.start(day); i < len(w.day) && w.day[i].Equal(day); i++ {
		if w.shown[i] == minutes {
			last = i
		}
		if w.shown[i] > minutes && next < 0 {
			next = i
		}
	}
	switch {
	case last >= 0:
		return last
	case next >= 0:
		return next
	default:
		return w.start(day.AddDate(0, 0, 1))
	}
}

// oracle answers in the slow and obvious way: it goes through every day, and through
// every tick of it.
type oracle struct {
	wall    *wallClock
	site    schedule.Site
	page    schedule.Page
	now     time.Time
	force   []*schedule.Version          // at each tick
	outages map[string][]schedule.Outage // by item
	answers []schedule.Slot
}

func ask(w *wallClock, site schedule.Site, page schedule.Page, now time.Time) []schedule.Slot {
	o := &oracle{wall: w, site: site, page: page, now: now, outages: map[string][]schedule.Outage{}}
	for _, item := range allItems(page) {
		for _, out := range site.Out {
			if strings.EqualFold(out.Asset, item) {
				o.outages[item] = append(o.outages[item], out)
			}
		}
	}
	o.force = make([]*schedule.Version, 0, len(w.day))
	for i := range w.day {
		o.force = append(o.force, o.inForce(i))
	}
	for i := range page.Versions {
		if v := &page.Versions[i]; v.Rule.Periodic() && v.Rule.Cadence != sop.Rolling {
			o.fixed(v)
		}
	}
	for _, item := range allItems(page) {
		o.rolling(item)
	}
	return o.answers
}

func allItems(p schedule.Page) (out []string) {
	for i := range p.Versions {
		for _, item := range itemsOf(&p.Versions[i]) {
			if !slices.Contains(out, item) {
				out = append(out, item)
			}
		}
	}
	return out
}

func itemsOf(v *schedule.Version) []string {
	if v.Rule.Each == (sop.Each{}) {
		return []string{""}
	}
	return v.Items
}

func (o *oracle) inForce(i int) *schedule.Version {
	at := o.wall.instant(i)
	for n := len(o.page.Versions) - 1; n >= 0; n-- {
		v := &o.page.Versions[n]
		if v.Approved.After(at) || v.Approved.After(o.now) || v.Effective.After(o.wall.day[i]) {
			continue
		}
		if v.Retired.IsZero() || v.Retired.After(at) || v.Retired.After(o.now) {
			return v
		}
		if !o.wall.day[o.wall.index(v.Retired)].Before(v.Effective) {
			return nil
		}
	}
	return nil
}

// fixed goes through the days and asks of each whether a period begins on it.
func (o *oracle) fixed(v *schedule.Version) {
	r := v.Rule
	for d := time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2027 || d.Month() < 4; d = d.AddDate(0, 0, 1) {
		switch {
		case r.Cadence == sop.Daily, r.Cadence == sop.Weekdays && !o.closed(d) && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday:
			o.period(v, o.wall.start(d), o.wall.start(d.AddDate(0, 0, 1)), d, true)
		case r.Cadence == sop.Weekly && d.Weekday() == time.Monday:
			week := []time.Time{d}
			for n := 1; n < 7; n++ {
				week = append(week, d.AddDate(0, 0, n))
			}
			target := slices.IndexFunc(week, func(d time.Time) bool { return d.Weekday() == r.Weekday })
			due, open := o.move(week, target, r.Weekday == time.Saturday || r.Weekday == time.Sunday)
			o.period(v, o.wall.start(d), o.wall.start(d.AddDate(0, 0, 7)), due, open)
		case r.Cadence == sop.Monthly && d.Day() == 1:
			var month []time.Time
			for n := d; n.Month() == d.Month(); n = n.AddDate(0, 0, 1) {
				month = append(month, n)
			}
			target := len(month) - 1
			if r.Day > 0 && r.Day <= len(month) {
				target = r.Day - 1
			}
			due, open := o.move(month, target, false)
			o.period(v, o.wall.start(d), o.wall.start(d.AddDate(0, 1, 0)), due, open)
		case r.Cadence == sop.Hourly:
			for m := range 24 * 60 {
				if (m-clockMinutes(r.From)+24*60)%(r.Hours*60) == 0 {
					begin, end := o.wall.at(d, m), o.wall.at(d, m+r.Hours*60)
					if begin < end {
						o.slots(v, begin, end, o.wall.day[begin], end, end+int(r.Grace.Time/tick), true)
					}
				}
			}
		}
	}
}

func clockMinutes(s string) int {
	if s == "" {
		return 0
	}
	return int(s[0]-'0')*600 + int(s[1]-'0')*60 + int(s[3]-'0')*10 + int(s[4]-'0')
}

func (o *oracle) closed(d time.Time) bool { return o.site.Closed != nil && o.site.Closed(d) }

// move returns the day of a period on which it is due.
func (o *oracle) move(days []time.Time, target int, weekends bool) (time.Time, bool) {
	open := func(d time.Time) bool {
		if o.closed(d) {
			return false
		}
		return weekends || d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
	}
	for _, d := range days[target:] {
		if open(d) {
			return d, true
		}
	}
	for i := target; i >= 0; i-- {
		if open(days[i]) {
			return days[i], true
		}
	}
	return days[len(days)-1], false
}

// due returns the tick at which a rule is due on a day.
func (o *oracle) due(r sop.Schedule, day time.Time) int {
	if r.By == "" {
		return o.wall.start(day.AddDate(0, 0, 1))
	}
	return o.wall.at(day, clockMinutes(r.By))
}

func (o *oracle) lateFrom(r sop.Schedule, day time.Time) int {
	if r.Grace.Days.N > 0 {
		return o.due(r, plus(day, r.Grace.Days))
	}
	return o.due(r, day) + int(r.Grace.Time/tick)
}

// plus counts days, weeks, months or years on; a month that lacks the day ends on its
// last.
func plus(day time.Time, p sop.Period) time.Time {
	switch p.Unit {
	case "day":
		return day.AddDate(0, 0, p.N)
	case "week":
		return day.AddDate(0, 0, 7*p.N)
	}
	months := p.N
	if p.Unit == "year" {
		months *= 12
	}
	for n := day.Day(); ; n-- {
		if d := time.Date(day.Year(), day.Month()+time.Month(months), n, 0, 0, 0, 0, time.UTC); d.Day() == n {
			return d
		}
	}
}

func (o *oracle) period(v *schedule.Version, begin, end int, day time.Time, open bool) {
	if !open {
		o.slots(v, begin, end, day, end, end, false)
		return
	}
	o.slots(v, begin, end, day, o.due(v.Rule, day), o.lateFrom(v.Rule, day), true)
}

// slots answers for a period of a version, if that version says what is due in it.
func (o *oracle) slots(v *schedule.Version, begin, end int, day time.Time, due, late int, open bool) {
	first := begin // the first tick of the period at which some version asks for something
	for first < end && (o.force[first] == nil || !o.force[first].Rule.Periodic()) {
		first++
	}
	if first >= end || o.force[first] != v || first > begin && due <= first {
		return
	}
	for _, item := range itemsOf(v) {
		s := schedule.Slot{Item: item, Begin: o.wall.instant(begin), End: o.wall.instant(end), Day: day, Due: o.wall.instant(due)}
		o.decide(&s, begin, end, late, open)
		o.answers = append(o.answers, s)
	}
}

func (o *oracle) decide(s *schedule.Slot, begin, end, late int, open bool) {
	var left *schedule.Run
	for i := range o.page.Runs {
		r := &o.page.Runs[i]
		start := o.wall.index(r.Started)
		if start < begin || start >= end || r.Signed.After(o.now) || r.Outcome == schedule.Stopped {
			continue
		}
		if !served(r, s.Item) {
			if leftOut(r, s.Item) != "" && (left == nil || r.Entry < left.Entry) {
				left = r
			}
			continue
		}
		s.Extras++
		if s.Run == nil || r.Entry < s.Run.Entry {
			s.Run = r
		}
	}
	if s.Run != nil {
		s.Extras--
		s.State = schedule.Done
		if o.wall.index(s.Run.Done) > late {
			o.over(s, schedule.DoneLate, s.Run.Done)
		}
		return
	}
	if s.Waiver = o.waiver(s.Item, begin, end, open); s.Waiver != "" {
		s.State = schedule.NotRequired
		if left != nil {
			s.Explained = leftOut(left, s.Item)
		}
		return
	}
	if left != nil {
		s.Explained = leftOut(left, s.Item)
	}
	for _, e := range o.page.Explained {
		if e.Item == s.Item && !s.Begin.Before(e.First) && !s.Begin.After(e.Last) && !e.At.After(o.now) {
			s.Explained = e.Reason
		}
	}
	switch now := o.wall.index(o.now); {
	case !o.site.KeptFrom.IsZero() && begin < o.wall.start(o.site.KeptFrom):
		s.State = schedule.NotKept
	case now < begin:
		s.State = schedule.Upcoming
	case now >= end:
		s.State = schedule.Missed
	case now >= late:
		o.over(s, schedule.Late, o.now)
	default:
		s.State = schedule.Due
	}
}

func (o *oracle) over(s *schedule.Slot, state schedule.State, at time.Time) {
	s.State, s.Lateness = state, at.Sub(s.Due)
	s.DaysLate = int(o.wall.day[o.wall.index(at)].Sub(s.Day).Hours() / 24)
}

func (o *oracle) waiver(item string, begin, end int, open bool) schedule.Waiver {
	if !open {
		return schedule.NoOpenDay
	}
	for i := begin + 1; i < end; i++ {
		if o.force[i] == nil && o.force[i-1] != nil {
			return schedule.PageRetired
		}
	}
	if item == "" || o.now.Before(o.wall.instant(begin)) {
		return ""
	}
	for i := begin; i < end; i++ {
		if !o.out(item, i, o.now) {
			return ""
		}
	}
	return schedule.OutOfService
}

// out reports whether an asset is out of service at a tick, as was known at an instant.
func (o *oracle) out(item string, i int, known time.Time) bool {
	at := o.wall.instant(i)
	for _, out := range o.outages[item] {
		over := !out.Until.IsZero() && !out.Until.After(known) && !at.Before(out.Until)
		if !out.From.After(known) && !out.From.After(at) && !over {
			return true
		}
	}
	return false
}

func served(r *schedule.Run, item string) bool {
	return item == "" || slices.ContainsFunc(r.Served, func(s string) bool { return strings.EqualFold(s, item) })
}

func leftOut(r *schedule.Run, item string) string {
	for _, l := range r.Left {
		if item != "" && strings.EqualFold(l.Item, item) {
			return l.Reason
		}
	}
	return ""
}

// rolling goes through the ticks and looks at each whether something begins or ends.
func (o *oracle) rolling(item string) {
	done := map[int]*schedule.Run{} // what was done at a tick, and not before something else was
	var runs []*schedule.Run
	for i := range o.page.Runs {
		if r := &o.page.Runs[i]; served(r, item) && !r.Signed.After(o.now) && r.Outcome != schedule.Stopped {
			runs = append(runs, r)
		}
	}
	slices.SortFunc(runs, func(a, b *schedule.Run) int { return int(a.Entry - b.Entry) })
	latest := -1
	for _, r := range runs {
		if i := o.wall.index(r.Done); i > latest {
			latest, done[i] = i, r
		}
	}
	var open *schedule.Slot
	var rule sop.Schedule
	last := -1
	begin := func(i int) {
		v := o.force[i]
		if v == nil || v.Rule.Cadence != sop.Rolling || !slices.Contains(itemsOf(v), item) {
			return
		}
		rule = v.Rule
		open = &schedule.Slot{Item: item, Begin: o.wall.instant(i), Day: plus(o.wall.day[i], rule.Every)}
		if last >= 0 {
			if day := plus(o.wall.day[last], rule.Every); o.due(rule, day) > i {
				open.Day = day
			}
		}
	}
	end := func(i int, r *schedule.Run, waiver schedule.Waiver) {
		open.End, open.Run = o.wall.instant(i), r
		o.rolled(open, rule, waiver)
		open = nil
	}
	kept := -1
	if !o.site.KeptFrom.IsZero() {
		kept = o.wall.start(o.site.KeptFrom)
	}
	for i := range o.wall.index(o.now) + 1 {
		v := o.force[i]
		rolls := v != nil && v.Rule.Cadence == sop.Rolling && slices.Contains(itemsOf(v), item)
		switch {
		case open != nil && v == nil:
			end(i, nil, schedule.PageRetired)
		case open != nil && !rolls:
			end(i, nil, schedule.RuleReplaced)
		case open == nil:
			begin(i)
		}
		if i == kept {
			if open != nil && o.wall.index(open.Begin) < i {
				end(i, nil, "")
			}
			open, last = nil, -1
			begin(i)
		}
		if r := done[i]; r != nil {
			if open != nil {
				end(i, r, "")
			}
			last = i
			begin(i)
		}
	}
	if open != nil {
		o.rolled(open, rule, "")
	}
}

// rolled answers for a slot that has ended, or is open now.
func (o *oracle) rolled(s *schedule.Slot, rule sop.Schedule, waiver schedule.Waiver) {
	known := o.now
	if !s.End.IsZero() {
		known = s.End
	}
	out := o.comesBack(s, rule, known)
	due, late := o.due(rule, s.Day), o.lateFrom(rule, s.Day)
	s.Due = o.wall.instant(due)
	k := o.wall.index(known)
	switch {
	case s.Run != nil && (out || k <= late):
		s.State = schedule.Done
	case !o.site.KeptFrom.IsZero() && o.wall.index(s.Begin) < o.wall.start(o.site.KeptFrom):
		s.State = schedule.NotKept
	case s.Run != nil:
		o.over(s, schedule.DoneLate, known)
	case waiver != "":
		s.State, s.Waiver = schedule.NotRequired, waiver
	case k < o.wall.start(s.Day):
		s.State = schedule.Upcoming
	case out:
		s.State, s.Waiver = schedule.NotRequired, schedule.OutOfService
	case k >= late:
		o.over(s, schedule.Late, known)
	default:
		s.State = schedule.Due
	}
	o.answers = append(o.answers, *s)
}

// comesBack moves the day of a slot until its asset is in service when it would be late,
// and reports whether it is still out.
func (o *oracle) comesBack(s *schedule.Slot, rule sop.Schedule, known time.Time) bool {
	if s.Item == "" {
		return false
	}
	for {
		due, late := o.due(rule, s.Day), o.lateFrom(rule, s.Day)
		i := due
		for i < late && !o.out(s.Item, i, known) {
			i++
		}
		if out := o.out(s.Item, i, known); !out || i == late && late > due || late == due && !o.out(s.Item, due-1, known) {
			return false
		}
		for i <= o.wall.index(known) && o.out(s.Item, i, known) {
			i++
		}
		if i > o.wall.index(known) { // what is out then is out until somebody says otherwise
			return true
		}
		s.Day = o.wall.day[i]
	}
}
