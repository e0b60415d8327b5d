package schedule_test

import (
	"testing"
	"time"

	"soprun/sop/schedule"
)

// window asks for the slots from the begin of a day to that of another.
func window(site schedule.Site, p schedule.Page, from, to, now string) []schedule.Slot {
	site.Zone = london
	return site.Slots(p, at(from+" 00:00"), at(to+" 00:00"), at(now))
}

func TestWhatIsDueOnAClosedDayMovesWithinItsPeriod(t *testing.T) {
	site := schedule.Site{Closed: closedOn("3 Apr", "6 Apr", "2 May", "11 May", "12 May", "13 May", "14 May", "15 May")}
	for _, c := range []struct{ rule, from, to, want string }{
		{"weekly mon", "6 Apr", "7 Apr", "Tue 7 Apr, upcoming by 00:00"},
		{"weekly fri", "30 Mar", "31 Mar", "Thu 2 Apr, upcoming by 00:00"}, // no weekend instead
		{"weekly sat", "27 Apr", "28 Apr", "Sun 3 May, upcoming by 00:00"}, // it works on weekends
		{"weekly sat", "4 May", "5 May", "Sat 9 May, upcoming by 00:00"},
		{"weekly wed", "11 May", "12 May", "Sun 17 May, not required by 00:00, closed"},
		{"monthly 2 by 12:00", "1 May", "2 May", "Mon 4 May, upcoming by 12:00"},
		{"monthly", "1 May", "2 May", "Fri 29 May, upcoming by 00:00"}, // the 31st is a Sunday
		{"monthly 31", "1 Feb", "2 Feb", "Fri 27 Feb, upcoming by 00:00"},
		{"daily", "3 Apr", "4 Apr", "Fri 3 Apr, upcoming by 00:00"},
	} {
		says(t, window(site, page(c.rule), c.from, c.to, "1 Jan 00:00"), c.want)
	}
	if got := window(site, page("weekdays"), "2 May", "4 May", "1 Jan 00:00"); len(got) > 0 {
		t.Errorf("a weekend has slots: %v", got)
	}
}

func TestAFirstSlotIsDueAfterTheVersionIsInForce(t *testing.T) {
	for _, c := range []struct{ rule, approved, effective, want string }{
		{"daily by 09:00", "24 Nov 08:59", "24 Nov", "Tue 24 Nov, late by 09:00"},
		{"daily by 09:00", "24 Nov 09:00", "24 Nov", "Wed 25 Nov, upcoming by 09:00"},
		{"daily by 09:00", "20 Nov 08:00", "26 Nov", "Thu 26 Nov, upcoming by 09:00"},
		{"weekly fri", "24 Nov 08:00", "24 Nov", "Fri 27 Nov, due by 00:00"},
		{"weekly mon", "24 Nov 08:00", "24 Nov", "Mon 30 Nov, upcoming by 00:00"},
		{"every 10 days", "24 Nov 08:00", "24 Nov", "Fri 4 Dec, upcoming by 00:00"},
		{"monthly 31 by 09:00", "24 Nov 08:00", "24 Nov", "Mon 30 Nov, due by 09:00"},
	} {
		p := page(c.rule)
		p.Versions[0].Approved, p.Versions[0].Effective = at(c.approved), day(c.effective)
		got := window(schedule.Site{}, p, "20 Nov", "15 Dec", "24 Nov 09:00")
		says(t, got[:min(1, len(got))], c.want)
	}
}

func TestTheRuleThatIsInForceWhenAPeriodBeginsHoldsToItsEnd(t *testing.T) {
	p := page("weekly mon by 10:00")
	p.Versions = append(p.Versions,
		schedule.Version{Rule: rule("daily by 09:00"), Approved: at("24 Nov 08:00"), Effective: day("25 Nov")},
		schedule.Version{Rule: rule("daily by 12:00"), Approved: at("26 Nov 08:00"), Effective: day("26 Nov")},
		schedule.Version{Rule: rule("each use"), Approved: at("26 Nov 09:00"), Effective: day("28 Nov")})
	says(t, window(schedule.Site{}, p, "23 Nov", "30 Nov", "27 Nov 12:30"),
		"Mon 23 Nov, late by 10:00, 4 days over", "Wed 25 Nov, missed by 09:00", "Thu 26 Nov, missed by 09:00", "Fri 27 Nov, late by 12:00, 30 min over")
}

func TestAVersionThatIsRetiredBeforeItIsEffectiveLeavesTheOneBefore(t *testing.T) {
	p := page("daily by 09:00")
	p.Versions = append(p.Versions, schedule.Version{Rule: rule("daily by 12:00"), Approved: at("23 Nov 08:00"), Effective: day("25 Nov"), Retired: at("24 Nov 10:00")})
	says(t, window(schedule.Site{}, p, "25 Nov", "26 Nov", "25 Nov 08:00"), "Wed 25 Nov, due by 09:00")
	p.Versions[1].Retired = at("25 Nov 08:30")
	says(t, window(schedule.Site{}, p, "25 Nov", "27 Nov", "25 Nov 10:00"), "Wed 25 Nov, not required by 12:00, retired")
}

func TestWhatWasLateBeforeAnAssetWentOutStaysLate(t *testing.T) {
	p := page("weekly mon by 10:00 each unit of fridges", "F-12")
	out := func(from string) schedule.Site {
		return schedule.Site{Out: []schedule.Outage{{Asset: "F-12", From: at(from)}}}
	}
	says(t, window(out("23 Nov 12:00"), p, "23 Nov", "24 Nov", "25 Nov 12:00"), "Mon 23 Nov F-12, late by 10:00, 2 days over")
	says(t, window(out("23 Nov 12:00"), p, "23 Nov", "24 Nov", "30 Nov 00:00"), "Mon 23 Nov F-12, missed by 10:00")
	says(t, window(out("22 Nov 12:00"), p, "23 Nov", "1 Dec", "30 Nov 00:00"),
		"Mon 23 Nov F-12, not required by 10:00, out of service", "Mon 30 Nov F-12, not required by 10:00, out of service")
}

func TestARollingSlotThatFallsDueWhileItsAssetIsOutIsDueOnTheDayOfItsReturn(t *testing.T) {
	p := page("every 10 days grace 1 day each unit of pipettes", "P-1")
	ran(&p, "2 Nov 10:00", "2 Nov 10:20", "P-1")
	site := schedule.Site{Out: []schedule.Outage{{Asset: "P-1", From: at("10 Nov 09:00"), Until: at("20 Nov 15:00")}}}
	says(t, window(site, p, "3 Nov", "4 Nov", "11 Nov 12:00"), "Thu 12 Nov P-1, upcoming by 00:00")
	says(t, window(site, p, "3 Nov", "4 Nov", "15 Nov 12:00"), "Thu 12 Nov P-1, not required by 00:00, out of service")
	says(t, window(site, p, "3 Nov", "4 Nov", "20 Nov 16:00"), "Fri 20 Nov P-1, due by 00:00")
	says(t, window(site, p, "3 Nov", "4 Nov", "21 Nov 16:00"), "Fri 20 Nov P-1, due by 00:00")
	says(t, window(site, p, "3 Nov", "4 Nov", "22 Nov 00:00"), "Fri 20 Nov P-1, late by 00:00, 2 days over")
	site.Out[0].From = at("14 Nov 09:00") // two days late by then
	says(t, window(site, p, "3 Nov", "4 Nov", "15 Nov 12:00"), "Thu 12 Nov P-1, late by 00:00, 3 days over")
	site.Out[0].From = at("10 Nov 09:00")
	ran(&p, "19 Nov 10:00", "19 Nov 10:20", "P-1") // by the workshop
	says(t, window(site, p, "3 Nov", "21 Nov", "21 Nov 12:00"), "Thu 12 Nov P-1, done 10:20", "Sun 29 Nov P-1, upcoming by 00:00")
}

func TestARollingSlotEndsWithItsRule(t *testing.T) {
	p := page("every 10 days each unit of pipettes", "P-1", "P-2")
	p.Versions = append(p.Versions, schedule.Version{Rule: rule("every 1 month each unit of pipettes"), Items: []string{"P-1", "P-3"}, Approved: at("5 Nov 08:00"), Effective: day("6 Nov")})
	for _, item := range []string{"P-1", "P-2", "P-3"} {
		ran(&p, "31 Oct 10:00", "31 Oct 10:20", item)
	}
	says(t, window(schedule.Site{}, p, "1 Nov", "30 Nov", "8 Nov 12:00"),
		"Tue 10 Nov P-1, upcoming by 00:00", "Tue 10 Nov P-2, not required by 00:00, replaced",
		"Mon 30 Nov P-3, upcoming by 00:00") // a month after it was done last
	p.Versions[1].Retired = at("7 Nov 09:00")
	says(t, window(schedule.Site{}, p, "7 Nov", "30 Nov", "8 Nov 12:00"),
		"Tue 10 Nov P-1, not required by 00:00, retired", "Mon 30 Nov P-3, not required by 00:00, retired")
}

func TestARunThatIsLoggedAfterALaterOneMovesNothing(t *testing.T) {
	p := page("every 10 days")
	ran(&p, "2 Nov 10:00", "2 Nov 10:20")
	ran(&p, "4 Nov 10:00", "4 Nov 10:20").Signed = at("9 Nov 09:00")
	p.Runs[1].Entry = 9
	ran(&p, "5 Nov 10:00", "5 Nov 10:20")
	says(t, window(schedule.Site{}, p, "3 Nov", "20 Nov", "10 Nov 12:00"), "Thu 12 Nov, done 10:20", "Sun 15 Nov, upcoming by 00:00")
	q := page("daily by 09:00")
	ran(&q, "24 Nov 08:10", "24 Nov 09:20")
	ran(&q, "24 Nov 08:30", "24 Nov 08:40")
	q.Runs[0].Entry, q.Runs[0].Signed = 9, at("24 Nov 10:00")
	says(t, window(schedule.Site{}, q, "24 Nov", "25 Nov", "24 Nov 09:30"), "Tue 24 Nov, done 08:40")
	says(t, window(schedule.Site{}, q, "24 Nov", "25 Nov", "24 Nov 10:00"), "Tue 24 Nov, done 08:40, 1 extra")
}

func TestAMissedSlotStaysMissedWhenItIsExplained(t *testing.T) {
	p := page("daily by 09:00 each unit of fridges", "F-11", "F-12")
	ran(&p, "24 Nov 08:30", "24 Nov 08:40", "F-12").Left = []schedule.LeftOut{{Item: "F-11", Reason: "defrosting"}}
	p.Explained = []schedule.Explanation{{At: at("26 Nov 10:00"), Item: "F-11", First: at("24 Nov 00:00"), Last: at("25 Nov 00:00"), Reason: "the compressor failed"}}
	says(t, window(schedule.Site{}, p, "24 Nov", "27 Nov", "26 Nov 10:00"),
		"Tue 24 Nov F-11, missed by 09:00, \"the compressor failed\"", "Tue 24 Nov F-12, done 08:40",
		"Wed 25 Nov F-11, missed by 09:00, \"the compressor failed\"", "Wed 25 Nov F-12, missed by 09:00",
		"Thu 26 Nov F-11, late by 09:00, 60 min over", "Thu 26 Nov F-12, late by 09:00, 60 min over")
	says(t, window(schedule.Site{}, p, "24 Nov", "25 Nov", "26 Nov 09:59")[:1], "Tue 24 Nov F-11, missed by 09:00, \"defrosting\"")
}

func TestAGraceOfDaysIsByTheCalendar(t *testing.T) {
	p := page("weekly fri by 09:00 grace 1 day") // the clocks go on in the night to Sunday
	for now, want := range map[string]string{"27 Mar 09:00": "due by 09:00", "28 Mar 08:59": "due by 09:00", "28 Mar 09:00": "late by 09:00, 1440 min over", "29 Mar 09:00": "late by 09:00, 2 days over"} {
		says(t, window(schedule.Site{}, p, "23 Mar", "24 Mar", now), "Fri 27 Mar, "+want)
	}
	q := page("weekly sat by 09:00 grace 1 day")
	says(t, window(schedule.Site{}, q, "23 Mar", "24 Mar", "29 Mar 08:59"), "Sat 28 Mar, due by 09:00")
	says(t, window(schedule.Site{}, q, "23 Mar", "24 Mar", "29 Mar 09:00"), "Sat 28 Mar, late by 09:00, 1380 min over")
}

func TestHoursThatTheClocksSkipAreNoSlot(t *testing.T) {
	if got := window(schedule.Site{}, page("every 1 h"), "29 Mar", "30 Mar", "28 Mar 12:00"); len(got) != 23 {
		t.Errorf("%d slots", len(got))
	}
	got := window(schedule.Site{}, page("every 1 h"), "25 Oct", "26 Oct", "24 Oct 12:00")
	if len(got) != 24 || got[0].End.Sub(got[0].Begin) != 2*time.Hour {
		t.Errorf("%d slots, the first of %v", len(got), got[0].End.Sub(got[0].Begin))
	}
}

func TestWhatIsDoneAtTheVeryMomentIsInTime(t *testing.T) {
	p := page("daily by 09:00")
	ran(&p, "24 Nov 08:30", "24 Nov 09:00")
	says(t, window(schedule.Site{}, p, "24 Nov", "25 Nov", "24 Nov 09:00"), "Tue 24 Nov, done 09:00")
	q := page("every 10 days")
	ran(&q, "2 Nov 10:00", "2 Nov 10:20")
	ran(&q, "12 Nov 23:30", "13 Nov 00:00")
	says(t, window(schedule.Site{}, q, "3 Nov", "12 Nov", "13 Nov 00:00"), "Thu 12 Nov, done 00:00")
}

func TestAnAssetThatCameBackAfterItWasDueIsLate(t *testing.T) {
	p := page("daily by 09:00 each unit of fridges", "F-12")
	site := schedule.Site{Out: []schedule.Outage{{Asset: "F-12", From: at("23 Nov 16:00"), Until: at("24 Nov 11:00")}}}
	says(t, window(site, p, "24 Nov", "25 Nov", "24 Nov 10:00"), "Tue 24 Nov F-12, not required by 09:00, out of service")
	says(t, window(site, p, "24 Nov", "25 Nov", "24 Nov 11:00"), "Tue 24 Nov F-12, late by 09:00, 120 min over")
	says(t, window(site, p, "24 Nov", "25 Nov", "25 Nov 00:00"), "Tue 24 Nov F-12, missed by 09:00")
}

func TestWhatIsSignedLaterIsNotKnown(t *testing.T) {
	p := page("every 10 days each unit of pipettes", "P-1")
	ran(&p, "2 Nov 10:00", "2 Nov 10:20", "P-1")
	site := schedule.Site{Out: []schedule.Outage{{Asset: "P-1", From: at("12 Nov 20:00"), Until: at("30 Nov 08:00")}}}
	says(t, window(site, p, "3 Nov", "4 Nov", "12 Nov 19:59"), "Thu 12 Nov P-1, due by 00:00")
	says(t, window(site, p, "3 Nov", "4 Nov", "12 Nov 20:00"), "Thu 12 Nov P-1, not required by 00:00, out of service")
	q := page("daily by 09:00")
	q.Versions[0].Retired = at("24 Nov 08:30")
	q.Versions = append(q.Versions, schedule.Version{Rule: rule("daily by 12:00"), Approved: at("24 Nov 08:40"), Effective: day("24 Nov")})
	says(t, window(schedule.Site{}, q, "24 Nov", "26 Nov", "24 Nov 08:29"), "Tue 24 Nov, due by 09:00", "Wed 25 Nov, upcoming by 09:00")
	says(t, window(schedule.Site{}, q, "24 Nov", "26 Nov", "24 Nov 08:30"), "Tue 24 Nov, not required by 09:00, retired")
	says(t, window(schedule.Site{}, q, "24 Nov", "26 Nov", "24 Nov 08:40"), "Tue 24 Nov, not required by 09:00, retired", "Wed 25 Nov, upcoming by 12:00")
}

func TestTheHoursOverMidnightAreOfBothDays(t *testing.T) {
	p := page("every 8 h from 07:00")
	ran(&p, "24 Nov 03:00", "24 Nov 03:10")
	says(t, window(schedule.Site{}, p, "24 Nov", "25 Nov", "24 Nov 08:00"),
		"Mon 23 Nov, done 03:10", "Tue 24 Nov, due by 15:00", "Tue 24 Nov, upcoming by 23:00", "Tue 24 Nov, upcoming by 07:00")
}

func TestARollingScheduleStartsAnewWhereRunsWereDisposedOf(t *testing.T) {
	p := page("every 1 month")
	ran(&p, "1 Sep 10:00", "1 Sep 10:20")
	ran(&p, "20 Sep 10:00", "20 Sep 10:20") // nobody countersigned it, so that it was kept
	site := schedule.Site{KeptFrom: day("1 Oct")}
	says(t, window(site, p, "25 Sep", "2 Oct", "2 Oct 12:00"), "Tue 20 Oct, not kept by 00:00", "Sun 1 Nov, upcoming by 00:00")
	p.Versions = append(p.Versions, schedule.Version{Rule: rule("every 2 weeks"), Approved: at("20 Sep 12:00"), Effective: day("1 Oct")})
	says(t, window(site, p, "25 Sep", "2 Oct", "2 Oct 12:00"), "Tue 20 Oct, not kept by 00:00", "Thu 15 Oct, upcoming by 00:00")
}

func TestADayBeginsWhenItsDateIsFirstShown(t *testing.T) {
	havana := mustLoad("America/Havana")
	site := schedule.Site{Zone: havana}
	for _, c := range []struct {
		day    time.Time
		begin  string // UTC
		length time.Duration
	}{
		{time.Date(2026, 3, 8, 12, 0, 0, 0, havana), "2026-03-08 05:00", 23 * time.Hour},  // 00:00 is skipped
		{time.Date(2026, 11, 1, 12, 0, 0, 0, havana), "2026-11-01 04:00", 25 * time.Hour}, // and comes twice
	} {
		got := site.Slots(page("daily"), c.day, c.day.Add(1), c.day)
		if len(got) != 1 || got[0].Begin.UTC().Format("2006-01-02 15:04") != c.begin || got[0].End.Sub(got[0].Begin) != c.length {
			t.Errorf("%v: %v", c.day, got)
		}
	}
}
