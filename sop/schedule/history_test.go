package schedule_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/schedule"
)

// decided reports whether a slot is over: what is logged later changes nothing of it.
func decided(s schedule.Slot, now time.Time) bool {
	switch s.State {
	case schedule.Done, schedule.DoneLate, schedule.NotKept:
		return true
	case schedule.Missed, schedule.NotRequired:
		return !s.End.IsZero() && !s.End.After(now)
	default:
		return false
	}
}

// signedLate reports whether a run that began before a slot was over entered the log
// after an instant: a shift over midnight is done late, and was missed for a while.
func signedLate(p schedule.Page, s schedule.Slot, after time.Time) bool {
	return slices.ContainsFunc(p.Runs, func(r schedule.Run) bool {
		return r.Signed.After(after) && r.Started.Before(s.End)
	})
}

// key names a slot over all instants at which is asked.
func key(s schedule.Slot) string { return s.Item + s.Begin.UTC().Format(" "+time.RFC3339) }

func TestWhatIsLoggedLaterChangesNoSlotThatIsOver(t *testing.T) {
	compared := 0
	for seed := uint64(10); seed < 16; seed += 2 { // nothing is disposed of
		d := newDepartment(seed, london)
		c := chance{rand.New(rand.NewPCG(seed, 2)), london}
		from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, london), time.Date(2027, 1, 1, 0, 0, 0, 0, london)
		for n, p := range d.pages {
			first := c.moment()
			then := first.Add(time.Duration(1+c.IntN(90*24*6)) * tick)
			after := map[string]schedule.Slot{}
			for _, s := range d.site.Slots(p, from, to, then) {
				after[key(s)] = s
			}
			for _, s := range d.site.Slots(p, from, to, first) {
				if !decided(s, first) || s.Run == nil && signedLate(p, s, first) {
					continue
				}
				now, ok := after[key(s)]
				s.Extras, s.Explained = now.Extras, cmp.Or(s.Explained, now.Explained) // which come later
				if !ok || plain(s) != plain(now) {
					t.Fatalf("seed %d, page %d: on %v it said\n\t%s\nand on %v\n\t%s", seed, n, first, plain(s), then, plain(now))
				}
				compared++
			}
		}
	}
	if compared < 10_000 {
		t.Errorf("only %d slots were over", compared)
	}
}

func TestNoOrderOfEventsChangesASlot(t *testing.T) {
	d := newDepartment(20, london)
	c := chance{rand.New(rand.NewPCG(20, 3)), london}
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, london), time.Date(2027, 1, 1, 0, 0, 0, 0, london)
	shuffle := func(n int, swap func(i, j int)) { c.Shuffle(n, swap) }
	for n, p := range d.pages {
		now := c.moment()
		want := overlapping(d.site.Slots(p, from, to, now), from, to)
		site, other := d.site, p
		site.Out, other.Explained, other.Runs = slices.Clone(site.Out), slices.Clone(p.Explained), slices.Clone(p.Runs)
		shuffle(len(site.Out), func(i, j int) { site.Out[i], site.Out[j] = site.Out[j], site.Out[i] })
		shuffle(len(p.Explained), func(i, j int) { other.Explained[i], other.Explained[j] = other.Explained[j], other.Explained[i] })
		shuffle(len(p.Runs), func(i, j int) { other.Runs[i], other.Runs[j] = other.Runs[j], other.Runs[i] })
		slices.SortStableFunc(other.Runs, func(a, b schedule.Run) int { return a.Started.Compare(b.Started) })
		if err := sameSlots(overlapping(site.Slots(other, from, to, now), from, to), want); err != nil {
			t.Fatalf("page %d in another order %v", n, err)
		}
	}
}

func TestADisputeChangesNothingButTheFlag(t *testing.T) {
	d := newDepartment(30, london)
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, london), time.Date(2027, 1, 1, 0, 0, 0, 0, london)
	for n, p := range d.pages {
		before := d.site.Slots(p, from, to, to)
		p.Runs = slices.Clone(p.Runs)
		for i := range p.Runs {
			p.Runs[i].Disputed = true
		}
		for i, s := range d.site.Slots(p, from, to, to) {
			if plain(s) != plain(before[i]) || s.Run != nil && !s.Run.Disputed {
				t.Fatalf("page %d: %s, was %s", n, plain(s), plain(before[i]))
			}
		}
	}
}

func TestADisposalMakesNothingMissedAndLeavesTheRest(t *testing.T) {
	d := newDepartment(40, london)
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, london), time.Date(2027, 1, 1, 0, 0, 0, 0, london)
	kept := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	notKept := 0
	for n, p := range d.pages {
		before := map[string]schedule.Slot{}
		for _, s := range d.site.Slots(p, from, to, to) {
			before[key(s)] = s
		}
		site := d.site
		site.KeptFrom = kept
		gone := kept.Add(-time.Hour) // midnight in summer
		p.Runs = slices.DeleteFunc(slices.Clone(p.Runs), func(r schedule.Run) bool { return r.Signed.Before(gone) })
		rolls := slices.ContainsFunc(p.Versions, func(v schedule.Version) bool { return v.Rule.Cadence == sop.Rolling })
		for _, s := range site.Slots(p, from, to, to) {
			switch {
			case s.Begin.Before(gone) && s.Run == nil && s.State != schedule.NotKept && s.State != schedule.NotRequired:
				t.Fatalf("page %d: nobody knows, and it says %s", n, plain(s))
			case !s.Begin.Before(gone) && !rolls && plain(s) != plain(before[key(s)]):
				t.Fatalf("page %d: %s, was %s", n, plain(s), plain(before[key(s)]))
			}
			if s.State == schedule.NotKept {
				notKept++
			}
		}
	}
	if notKept < 1000 {
		t.Errorf("only %d slots are not kept", notKept)
	}
}

func TestTodayIsWhatSomebodyHasToDo(t *testing.T) {
	site := schedule.Site{Zone: london}
	p := page("daily by 09:00")
	ran(&p, "24 Nov 08:30", "24 Nov 08:40")
	for d := time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC); d.Before(at("23 Nov 00:00")); d = d.AddDate(0, 0, 1) {
		day := d.Format("2 Jan")
		if day != "27 Oct" && day != "22 Oct" && day != "12 Nov" {
			ran(&p, day+" 08:30", day+" 08:40")
		}
	}
	slices.SortFunc(p.Runs, func(a, b schedule.Run) int { return a.Started.Compare(b.Started) })
	missed := at("12 Nov 00:00")
	p.Explained = []schedule.Explanation{{At: at("13 Nov 10:00"), First: missed, Last: missed, Reason: "the door of the store was stuck"}}
	says(t, site.Today(p, at("24 Nov 12:00")), "Tue 27 Oct, missed by 09:00", "Mon 23 Nov, missed by 09:00")
	says(t, site.Today(p, at("25 Nov 00:00")), "Tue 27 Oct, missed by 09:00", "Mon 23 Nov, missed by 09:00", "Wed 25 Nov, due by 09:00")
	says(t, site.Today(p, at("28 Nov 08:00"))[2:], "Thu 26 Nov, missed by 09:00", "Fri 27 Nov, missed by 09:00", "Sat 28 Nov, due by 09:00")
	says(t, site.Today(p, at("12 Nov 12:00"))[2:], "Thu 12 Nov, late by 09:00, 180 min over")
	if got := site.Today(page("each use"), at("24 Nov 12:00")); len(got) > 0 {
		t.Errorf("a page for each use is due: %v", got)
	}
}

// BenchmarkToday asks for sixty pages with five years of runs behind them.
func BenchmarkToday(b *testing.B) {
	d := newDepartment(50, london)
	now := time.Date(2026, 11, 28, 9, 41, 0, 0, time.UTC)
	runs := 0
	for i := range d.pages {
		p := &d.pages[i]
		for year := 1; year < 5; year++ {
			older := slices.Clone(p.Runs[:len(p.Runs)])
			for n := range older {
				older[n].Started, older[n].Done, older[n].Signed = older[n].Started.AddDate(-year, 0, 0), older[n].Done.AddDate(-year, 0, 0), older[n].Signed.AddDate(-year, 0, 0)
			}
			p.Runs = append(older, p.Runs...)
		}
		slices.SortStableFunc(p.Runs, func(a, b schedule.Run) int { return a.Started.Compare(b.Started) })
		runs += len(p.Runs)
	}
	asked := make([]schedule.Page, len(d.pages))
	for i, p := range d.pages {
		asked[i] = trimmed(p, now.Add(-schedule.Recall), now)
	}
	for name, pages := range map[string][]schedule.Page{"of-all-runs": d.pages, "of-what-it-takes": asked} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for _, p := range pages {
					d.site.Today(p, now)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/60-pages(aim<=50)")
			b.ReportMetric(float64(runs), "runs")
		})
	}
}

func TestItemsAreTheSameInWhateverCapitals(t *testing.T) {
	p := page("daily by 09:00 each unit of fridges", "FR-001", "FR-002")
	ran(&p, "24 Nov 08:30", "24 Nov 08:40", "fr-001").Left = []schedule.LeftOut{{Item: "fr-002", Reason: "defrosting"}}
	p.Explained = []schedule.Explanation{{At: at("24 Nov 10:00"), Item: "fr-001", First: at("23 Nov 00:00"), Last: at("23 Nov 00:00"), Reason: "nobody was here"}}
	site := schedule.Site{Zone: london, Out: []schedule.Outage{{Asset: "fr-002", From: at("22 Nov 10:00"), Until: at("24 Nov 07:00")}}}
	says(t, site.Slots(p, at("23 Nov 00:00"), at("25 Nov 00:00"), at("24 Nov 12:00")),
		"Mon 23 Nov FR-001, missed by 09:00, \"nobody was here\"", "Mon 23 Nov FR-002, not required by 09:00, out of service",
		"Tue 24 Nov FR-001, done 08:40", "Tue 24 Nov FR-002, late by 09:00, 180 min over, \"defrosting\"")
}
