package schedule_test

import (
	"testing"
	"time"

	"soprun/sop/schedule"
)

// row is one row of the table that says what a schedule means.
type row struct {
	name     string
	site     schedule.Site
	page     schedule.Page
	from, to string // the window; from the begin of a day to that of another
	now      string
	want     []string
}

const (
	nine    = "daily by 09:00"
	fridges = "daily by 09:00 each unit of fridges"
)

// rows returns the twenty rows, in the order of their numbers.
func rows() []row {
	return append(append(dayRows(), clockRows()...), longRows()...)
}

func dayRows() []row {
	first := page(nine)
	first.Versions[0].Approved, first.Versions[0].Effective = at("28 Nov 14:10"), day("28 Nov")
	late, graced, over := page(nine), page("daily by 09:00 grace 10 min"), page(nine)
	ran(&late, "23 Nov 08:51", "23 Nov 09:06")
	ran(&graced, "23 Nov 08:51", "23 Nov 09:06")
	ran(&over, "23 Nov 23:50", "24 Nov 00:12")
	missed, twice, stopped, ended, said := page(nine), page(nine), page(nine), page(nine), page(nine)
	ran(&missed, "24 Nov 08:30", "24 Nov 08:40")
	ran(&twice, "24 Nov 08:30", "24 Nov 08:35")
	ran(&twice, "24 Nov 15:00", "24 Nov 15:05")
	ran(&stopped, "24 Nov 08:30", "24 Nov 08:40").Outcome = schedule.Stopped
	ran(&ended, "24 Nov 08:30", "24 Nov 08:40").Outcome = schedule.Ended
	r := ran(&said, "24 Nov 11:18", "24 Nov 08:45")
	r.Signed, r.LateEntry = at("24 Nov 11:20"), true
	return []row{
		{"1 approved after it was due", schedule.Site{}, first, "27 Nov", "30 Nov", "29 Nov 08:00", []string{"Sun 29 Nov, due by 09:00"}},
		{"2 last step too late", schedule.Site{}, late, "23 Nov", "24 Nov", "23 Nov 12:00", []string{"Mon 23 Nov, done late 09:06, 6 min over"}},
		{"3 last step within the grace", schedule.Site{}, graced, "23 Nov", "24 Nov", "23 Nov 12:00", []string{"Mon 23 Nov, done 09:06"}},
		{"4 over midnight", schedule.Site{}, over, "23 Nov", "25 Nov", "24 Nov 00:20", []string{"Mon 23 Nov, done late 00:12, 912 min over", "Tue 24 Nov, due by 09:00"}},
		{"5 nothing on Monday", schedule.Site{}, missed, "23 Nov", "25 Nov", "24 Nov 12:00", []string{"Mon 23 Nov, missed by 09:00", "Tue 24 Nov, done 08:40"}},
		{"6 twice", schedule.Site{}, twice, "24 Nov", "26 Nov", "25 Nov 08:00", []string{"Tue 24 Nov, done 08:35, 1 extra", "Wed 25 Nov, due by 09:00"}},
		{"7 stopped", schedule.Site{}, stopped, "24 Nov", "25 Nov", "24 Nov 09:00", []string{"Tue 24 Nov, late by 09:00"}},
		{"8 ended by the page", schedule.Site{}, ended, "24 Nov", "25 Nov", "24 Nov 09:30", []string{"Tue 24 Nov, done 08:40, ended"}},
		{"9 done earlier", schedule.Site{}, said, "24 Nov", "25 Nov", "24 Nov 11:30", []string{"Tue 24 Nov, done 08:45, late entry"}},
	}
}

func clockRows() []row {
	early := page("weekly mon by 10:00")
	ran(&early, "16 Nov 09:10", "16 Nov 09:20")
	ran(&early, "20 Nov 15:00", "20 Nov 15:10")
	return []row{
		{"10 a time that is skipped", schedule.Site{}, page("daily by 01:30"), "29 Mar", "30 Mar", "29 Mar 00:10", []string{"Sun 29 Mar, due by 02:00"}},
		{"11 a time that comes twice", schedule.Site{}, page("daily by 01:30"), "25 Oct", "26 Oct", "25 Oct 00:10", []string{"Sun 25 Oct, due by 01:30"}},
		{"12 hours when clocks go on", schedule.Site{}, page("every 4 h"), "29 Mar", "30 Mar", "28 Mar 12:00", sixSlots("Sun 29 Mar")},
		{"12 hours when clocks go back", schedule.Site{}, page("every 4 h"), "25 Oct", "26 Oct", "24 Oct 12:00", sixSlots("Sun 25 Oct")},
		{"13 weekdays over Christmas", schedule.Site{Closed: england}, page("weekdays by 09:00"), "25 Dec", "30 Dec", "26 Dec 10:00", []string{"Tue 29 Dec, upcoming by 09:00"}},
		{"14 daily at Christmas", schedule.Site{Closed: england}, page(nine), "25 Dec", "26 Dec", "25 Dec 08:00", []string{"Fri 25 Dec, due by 09:00"}},
		{"15 Easter Monday in England", schedule.Site{Closed: england}, page("weekly mon by 10:00"), "6 Apr", "13 Apr", "6 Apr 11:00", []string{"Tue 7 Apr, due by 10:00"}},
		{"15 Easter Monday in Scotland", schedule.Site{Closed: scotland}, page("weekly mon by 10:00"), "6 Apr", "13 Apr", "6 Apr 11:00", []string{"Mon 6 Apr, late by 10:00, 60 min over"}},
		{"16 on Friday for Monday", schedule.Site{}, early, "16 Nov", "30 Nov", "23 Nov 09:00", []string{"Mon 16 Nov, done 09:20, 1 extra", "Mon 23 Nov, due by 10:00"}},
	}
}

func sixSlots(day string) (out []string) {
	for _, end := range []string{"04:00", "08:00", "12:00", "16:00", "20:00", "00:00"} {
		out = append(out, day+", upcoming by "+end)
	}
	return out
}

func longRows() []row {
	rolling := page("every 6 months grace 14 days")
	ran(&rolling, "10 Jan 10:00", "10 Jan 10:30")
	ran(&rolling, "30 Jul 10:00", "30 Jul 10:30")
	left := page(fridges, "F-11", "F-12", "F-13")
	ran(&left, "24 Nov 08:30", "24 Nov 08:45", "F-11", "F-12").Left = []schedule.LeftOut{{Item: "F-13", Reason: "defrosting"}}
	out := page(fridges, "F-12")
	ran(&out, "24 Nov 08:30", "24 Nov 08:45", "F-12")
	out.Versions = append(out.Versions, schedule.Version{Rule: rule(fridges), Items: []string{"F-12", "F-14"}, Approved: at("24 Nov 15:00"), Effective: day("25 Nov")})
	repair := schedule.Site{Out: []schedule.Outage{{Asset: "F-12", From: at("24 Nov 16:00"), Until: at("26 Nov 08:30")}}}
	retired := page(nine)
	retired.Versions[0].Retired = at("24 Nov 08:00")
	ran(&retired, "23 Nov 08:30", "23 Nov 08:40").Disputed = true
	return []row{
		{"17 six months after", schedule.Site{}, rolling, "11 Jan", "1 Aug", "31 Jul 12:00", []string{
			"Fri 10 Jul, done late 10:30, 20 days over", "Sat 30 Jan, upcoming by 00:00",
		}},
		{"18 left out", schedule.Site{}, left, "24 Nov", "25 Nov", "25 Nov 00:00", []string{
			"Tue 24 Nov F-11, done 08:45", "Tue 24 Nov F-12, done 08:45", "Tue 24 Nov F-13, missed by 09:00, \"defrosting\"",
		}},
		{"19 out of service, and one more", repair, out, "24 Nov", "27 Nov", "26 Nov 08:40", []string{
			"Tue 24 Nov F-12, done 08:45",
			"Wed 25 Nov F-12, not required by 09:00, out of service", "Wed 25 Nov F-14, missed by 09:00",
			"Thu 26 Nov F-12, due by 09:00", "Thu 26 Nov F-14, due by 09:00",
		}},
		{"20 retired, and disputed", schedule.Site{}, retired, "23 Nov", "30 Nov", "28 Nov 12:00", []string{
			"Mon 23 Nov, done 08:40, DISPUTED", "Tue 24 Nov, not required by 09:00, retired",
		}},
	}
}

func TestEachRowOfTheTableHolds(t *testing.T) {
	all := rows()
	if len(all) != 22 { // 12 and 15 are two each
		t.Fatalf("%d rows", len(all))
	}
	for _, r := range all {
		t.Run(r.name, func(t *testing.T) {
			r.site.Zone = london
			says(t, r.site.Slots(r.page, at(r.from+" 00:00"), at(r.to+" 00:00"), at(r.now)), r.want...)
		})
	}
}

func TestATimeThatComesTwiceIsTheLater(t *testing.T) {
	site := schedule.Site{Zone: london}
	got := site.Slots(page("daily by 01:30"), at("25 Oct 00:00"), at("26 Oct 00:00"), at("25 Oct 00:10"))
	if want := time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC); len(got) != 1 || !got[0].Due.Equal(want) {
		t.Errorf("due %v, want %v", got[0].Due, want)
	}
}

func TestHoursAreCountedOnTheWall(t *testing.T) {
	site := schedule.Site{Zone: london}
	for day, want := range map[string]time.Duration{"29 Mar": 3 * time.Hour, "25 Oct": 5 * time.Hour, "26 Oct": 4 * time.Hour} {
		got := site.Slots(page("every 4 h"), at(day+" 00:00"), at(day+" 00:01"), at(day+" 00:00"))
		if len(got) != 1 || got[0].End.Sub(got[0].Begin) != want {
			t.Errorf("%s: the first slot is %v", day, got)
		}
	}
}
