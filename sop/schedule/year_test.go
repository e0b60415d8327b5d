package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/schedule"
)

// department is a year of work under many schedules.
type department struct {
	site  schedule.Site
	pages []schedule.Page
}

// chance draws what happens in a department. All of it happens at a tick.
type chance struct {
	*rand.Rand
	zone *time.Location
}

func (c chance) in(n int) bool { return c.IntN(n) == 0 }

// moment draws an instant of 2026.
func (c chance) moment() time.Time {
	return time.Date(2026, 1, 1, 0, 10*c.IntN(365*24*6), 0, 0, time.UTC)
}

// eve draws a day of 2026, one in four of them next to a night on which clocks change or
// to a holiday.
func (c chance) eve() time.Time {
	if c.in(4) {
		return day([]string{"28 Mar", "29 Mar", "25 Oct", "24 Oct", "5 Apr", "25 Dec", "1 Nov", "8 Mar"}[c.IntN(8)])
	}
	return time.Date(2026, 1, 1+c.IntN(365), 0, 0, 0, 0, time.UTC)
}

func pick[T any](c chance, from ...T) T { return from[c.IntN(len(from))] }

// rule draws a schedule.
func (c chance) rule() sop.Schedule {
	text := pick(c, "each use", "daily", "daily", "weekdays", "weekdays", "weekly mon", "weekly wed", "weekly fri", "weekly sat", "weekly sun", "monthly", "monthly 1", "monthly 15", "monthly 31",
		"every 1 h", "every 4 h", "every 8 h from 07:00", "every 12 h from 06:30", "every 6 h from 01:30", "every 1 day", "every 10 days", "every 2 weeks", "every 1 month", "every 3 months", "every 6 months")
	s := rule(text)
	if s.Cadence == sop.EachUse {
		return s
	}
	if s.Cadence != sop.Hourly && s.Cadence != sop.Rolling {
		s.By = pick(c, "", "", "01:30", "00:30", "02:10", "09:00", "09:00", "16:30", "23:50")
	}
	switch {
	case c.in(2):
	case s.Cadence == sop.Rolling && s.Every.Unit != "day":
		s.Grace = pick(c, sop.Grace{Days: sop.Period{N: 3, Unit: "day"}}, sop.Grace{Days: sop.Period{N: 1, Unit: "week"}}, sop.Grace{Time: 10 * time.Hour})
	case s.Cadence == sop.Weekly || s.Cadence == sop.Monthly:
		s.Grace = pick(c, sop.Grace{Days: sop.Period{N: 2, Unit: "day"}}, sop.Grace{Time: 5 * time.Hour})
	default:
		s.Grace = sop.Grace{Time: pick(c, 10*time.Minute, 30*time.Minute)}
	}
	return s
}

var pool = []string{"F-11", "F-12", "F-13", "F-14", "F-15", "P-1", "P-2"}

// versions draws up to four versions of a page: another rule, more or fewer items, one
// that is effective later, one that is retired.
func (c chance) versions() (out []schedule.Version) {
	each := sop.Each{}
	if c.in(2) {
		each = sop.Each{Field: "unit", List: "units"}
	}
	approved := time.Date(2025, 12, 1, 9, 30, 0, 0, time.UTC)
	if c.in(3) {
		approved = c.moment()
	}
	first := c.rule()
	for range 1 + c.IntN(4) {
		year, month, date := approved.In(c.zone).Date()
		v := schedule.Version{Rule: first, Approved: approved, Effective: time.Date(year, month, date+pick(c, 0, 0, 1, 12), 0, 0, 0, 0, time.UTC)}
		if c.in(3) {
			v.Rule = c.rule()
		}
		if v.Rule.Periodic() {
			v.Rule.Each = each
		}
		for _, item := range pool {
			if c.IntN(5) < 3 {
				v.Items = append(v.Items, item)
			}
		}
		if c.in(6) {
			v.Retired = approved.Add(time.Duration(c.IntN(60*24*6)) * tick)
		}
		out = append(out, v)
		approved = approved.Add(time.Duration(1+c.IntN(150*24*6)) * tick)
	}
	return out
}

// runs draws the runs of a page, about so many a day.
func (c chance) runs(perDay float64, slow bool) (out []schedule.Run) {
	for d := range 380 {
		for n := perDay; n > c.Float64(); n-- {
			start := time.Date(2025, 12, 20+d, 0, 10*c.IntN(24*6), 0, 0, c.zone).UTC().Truncate(tick)
			r := schedule.Run{Started: start, Done: start.Add(time.Duration(c.IntN(9)) * tick), Outcome: pick(c, schedule.Complete, schedule.Complete, schedule.Complete, schedule.Ended, schedule.Stopped)}
			r.Signed = r.Done.Add(time.Duration(c.IntN(3)) * tick)
			if slow && c.in(5) {
				r.Signed = r.Done.Add(time.Duration(c.IntN(3*24*6)) * tick)
			}
			if c.in(12) {
				r.Done, r.LateEntry = r.Done.Add(-time.Duration(c.IntN(20*6))*tick), true
			}
			for _, item := range pool {
				switch {
				case c.IntN(4) > 0:
					r.Served = append(r.Served, pick(c, item, "f"+item[1:], "p"+item[1:])) // capitals make no other item
				case c.in(3):
					r.Left = append(r.Left, schedule.LeftOut{Item: item, Reason: "defrosting " + item})
				}
			}
			r.Served = slices.DeleteFunc(r.Served, func(s string) bool { return s == "f-1" || s == "f-2" || s[0] == 'p' && len(s) > 3 })
			r.Disputed = c.in(20)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b schedule.Run) int { return a.Signed.Compare(b.Signed) })
	for i := range out {
		out[i].Entry = int64(3 * i)
	}
	slices.SortStableFunc(out, func(a, b schedule.Run) int { return a.Started.Compare(b.Started) })
	return out
}

// outages draws when assets were out of service, one time after the other.
func (c chance) outages() (out []schedule.Outage) {
	for _, asset := range pool {
		at := time.Date(2025, 12, 10, 0, 0, 0, 0, time.UTC)
		for at.Year() < 2027 {
			o := schedule.Outage{Asset: asset, From: at.Add(time.Duration(10+c.IntN(60*24*6)) * tick)}
			at = o.From.Add(time.Duration(10+c.IntN(20*24*6)) * tick)
			if at.Year() < 2027 || c.in(2) {
				o.Until = at
			}
			out = append(out, o)
		}
	}
	c.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// newDepartment draws a department of sixty pages.
func newDepartment(seed uint64, zone *time.Location) department {
	c := chance{rand.New(rand.NewPCG(seed, 0)), zone}
	d := department{site: schedule.Site{Zone: zone, Closed: england, Out: c.outages()}}
	if seed%2 == 1 {
		d.site.KeptFrom = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
		d.site.Closed = closedOn("21 Dec", "22 Dec", "23 Dec", "24 Dec", "25 Dec", "26 Dec", "27 Dec", "28 Mar", "25 Oct")
	}
	for range 60 {
		p := schedule.Page{Versions: c.versions(), Runs: c.runs(pick(c, 0.02, 0.2, 0.9, 2), c.in(3))}
		d.pages = append(d.pages, p)
	}
	for i := range d.pages {
		d.explain(c, &d.pages[i])
	}
	return d
}

// explain signs reasons for some of what was missed, weeks later.
func (d *department) explain(c chance, p *schedule.Page) {
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	missed := slices.DeleteFunc(d.site.Slots(*p, end.AddDate(-1, 0, 0), end, end), func(s schedule.Slot) bool { return s.State != schedule.Missed })
	for len(missed) > 40 && len(p.Explained) < 5 {
		first := missed[c.IntN(len(missed)-31)]
		e := schedule.Explanation{Item: first.Item, First: first.Begin, Last: first.Begin, At: first.End.Add(time.Duration(c.IntN(500)) * tick), Reason: fmt.Sprintf("nobody was here, %d", len(p.Explained))}
		for _, s := range missed {
			if s.Item == first.Item && s.Begin.After(first.Begin) && !s.End.After(e.At) && c.in(2) {
				e.Last = s.Begin
			}
		}
		taken := slices.ContainsFunc(p.Explained, func(o schedule.Explanation) bool {
			return o.Item == e.Item && !o.First.After(e.Last) && !o.Last.Before(e.First)
		})
		if taken {
			return
		}
		p.Explained = append(p.Explained, e)
	}
}

// trimmed returns a page with no more runs than the slots from an instant on take.
func trimmed(p schedule.Page, from, now time.Time) schedule.Page {
	lasts := map[int64]bool{}
	for _, item := range append(pool, "") {
		last := schedule.Run{Entry: -1}
		for _, r := range p.Runs {
			if served(&r, item) && r.Outcome != schedule.Stopped && !r.Signed.After(now) && !r.Done.After(from) && r.Done.After(last.Done) {
				last = r
			}
		}
		lasts[last.Entry] = true
	}
	p.Runs = slices.DeleteFunc(slices.Clone(p.Runs), func(r schedule.Run) bool {
		return r.Started.Before(from.Add(-schedule.Reach)) && !r.Done.After(from) && !lasts[r.Entry]
	})
	return p
}

// plain makes a slot comparable with that of the oracle.
func plain(s schedule.Slot) string {
	run := int64(-1)
	if s.Run != nil {
		run = s.Run.Entry
	}
	utc := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }
	return fmt.Sprintf("%s to %s, %s, %s, due %s %s, over %v, %d days, %q %q, run %d and %d",
		utc(s.Begin), utc(s.End), s.Item, s.State, s.Day.Format("2 Jan 06"), utc(s.Due), s.Lateness, s.DaysLate, s.Waiver, s.Explained, run, s.Extras)
}

// overlapping returns the slots of a window, in an order that does not depend on that of
// the items.
func overlapping(slots []schedule.Slot, from, to time.Time) (out []string) {
	for _, s := range slots {
		if s.Begin.Before(to) && (s.End.IsZero() || s.End.After(from)) {
			out = append(out, plain(s))
		}
	}
	slices.Sort(out)
	return out
}

// sameSlots compares two sorted answers, and says the first difference.
func sameSlots(got, want []string) error {
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Errorf("lacks\n\t%s", want[i])
		case i >= len(want):
			return fmt.Errorf("has beside the others\n\t%s", got[i])
		case got[i] != want[i]:
			return fmt.Errorf("says\n\t%s\nand not\n\t%s", got[i], want[i])
		}
	}
	return nil
}

func TestAYearOfADepartmentIsAsASlowAndObviousReadingHasIt(t *testing.T) {
	states, waivers := map[schedule.State]int{}, map[schedule.Waiver]int{}
	compared := 0
	for seed, zone := range []*time.Location{london, london, mustLoad("America/Havana"), mustLoad("Australia/Lord_Howe")} {
		wall := newWallClock(zone)
		d := newDepartment(uint64(seed), zone)
		c := chance{rand.New(rand.NewPCG(uint64(seed), 1)), zone}
		from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, zone), time.Date(2027, 1, 1, 0, 0, 0, 0, zone)
		times := 1
		if seed == 0 {
			times = 2
		}
		for n, p := range d.pages {
			for range times {
				now := time.Date(2026, c.eve().Month(), c.eve().Day(), 0, 10*c.IntN(24*6), 0, 0, zone).UTC().Truncate(tick)
				if c.in(2) {
					now = to.Add(10 * time.Hour).Truncate(tick)
				}
				oracle := ask(wall, d.site, p, now)
				got := d.site.Slots(p, from, to, now)
				if err := sameSlots(overlapping(got, from, to), overlapping(oracle, from, to)); err != nil {
					t.Fatalf("%v, page %d (%v) on %v: the slots of the year %v", zone, n, p.Versions, now, err)
				}
				a := c.moment()
				b := a.Add(time.Duration(1+c.IntN(40*24*6)) * tick)
				if err := sameSlots(overlapping(d.site.Slots(p, a, b, now), time.Time{}, b.AddDate(1, 0, 0)), overlapping(oracle, a, b)); err != nil {
					t.Fatalf("%v, page %d (%v) on %v: the slots from %v to %v %v", zone, n, p.Versions, now, a, b, err)
				}
				if err := sameSlots(overlapping(d.site.Slots(trimmed(p, a, now), a, b, now), a, b), overlapping(oracle, a, b)); err != nil {
					t.Fatalf("%v, page %d (%v) on %v: the slots from %v to %v, of the runs that these take, %v", zone, n, p.Versions, now, a, b, err)
				}
				compared += len(got)
				for _, s := range got {
					states[s.State]++
					waivers[s.Waiver]++
				}
			}
		}
	}
	t.Logf("%d slots: %v %v", compared, states, waivers)
	for _, s := range []schedule.State{schedule.Upcoming, schedule.Due, schedule.Late, schedule.Done, schedule.DoneLate, schedule.Missed, schedule.NotRequired, schedule.NotKept} {
		if states[s] < 50 {
			t.Errorf("only %d slots were %s", states[s], s)
		}
	}
	for _, w := range []schedule.Waiver{schedule.OutOfService, schedule.PageRetired, schedule.NoOpenDay, schedule.RuleReplaced} {
		if waivers[w] == 0 {
			t.Errorf("none was waived because %s", w)
		}
	}
}
