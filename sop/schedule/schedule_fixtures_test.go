package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/schedule"
)

var london = mustLoad("Europe/London")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// at reads a time of 2026 in London like "28 Nov 14:10"; of one that comes twice the
// first.
func at(text string) time.Time {
	t, err := time.ParseInLocation("2006 2 Jan 15:04", "2026 "+text, london)
	if err != nil {
		panic(err)
	}
	return t
}

// day reads a day of 2026 like "28 Nov".
func day(text string) time.Time {
	t, err := time.Parse("2006 2 Jan", "2026 "+text)
	if err != nil {
		panic(err)
	}
	return t
}

func rule(text string) sop.Schedule {
	s, err := sop.ParseSchedule(text)
	if err != nil {
		panic(err)
	}
	return s
}

// page is one that is approved and effective since 2025.
func page(text string, items ...string) schedule.Page {
	old := time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)
	return schedule.Page{Versions: []schedule.Version{{Rule: rule(text), Items: items, Approved: old, Effective: old}}}
}

// ran adds a run that is logged when it was done.
func ran(p *schedule.Page, started, done string, served ...string) *schedule.Run {
	p.Runs = append(p.Runs, schedule.Run{
		Entry: int64(len(p.Runs) + 1), Signed: at(done), Started: at(started), Done: at(done), Outcome: schedule.Complete, Served: served,
	})
	return &p.Runs[len(p.Runs)-1]
}

// closedOn returns a calendar of closed days.
func closedOn(days ...string) func(time.Time) bool {
	return func(d time.Time) bool {
		return slices.ContainsFunc(days, func(text string) bool { return day(text).Equal(d) })
	}
}

// england and scotland are the bank holidays of 2026 that the tests come across, as
// gov.uk/bank-holidays lists them.
var (
	england  = closedOn("1 Jan", "3 Apr", "6 Apr", "4 May", "25 May", "31 Aug", "25 Dec", "28 Dec")
	scotland = closedOn("1 Jan", "2 Jan", "3 Apr", "4 May", "25 May", "15 Jun", "3 Aug", "30 Nov", "25 Dec", "28 Dec")
)

// said writes a slot as a reader would say it, by the clock of London.
func said(s schedule.Slot) string {
	when := func(t time.Time) string { return t.In(london).Format("15:04") }
	out := []string{strings.TrimSpace(s.Day.Format("Mon 2 Jan") + " " + s.Item), fmt.Sprintf("%s by %s", s.State, when(s.Due))}
	if s.Run != nil {
		out[1] = fmt.Sprintf("%s %s", s.State, when(s.Run.Done))
		if s.Run.Outcome != schedule.Complete {
			out = append(out, string(s.Run.Outcome))
		}
		if s.Run.LateEntry {
			out = append(out, "late entry")
		}
		if s.Run.Disputed {
			out = append(out, "DISPUTED")
		}
	}
	switch {
	case s.DaysLate > 1:
		out = append(out, fmt.Sprintf("%d days over", s.DaysLate))
	case s.Lateness > 0:
		out = append(out, fmt.Sprintf("%g min over", s.Lateness.Minutes()))
	}
	if s.Extras > 0 {
		out = append(out, fmt.Sprintf("%d extra", s.Extras))
	}
	if s.Waiver != "" {
		out = append(out, string(s.Waiver))
	}
	if s.Explained != "" {
		out = append(out, fmt.Sprintf("%q", s.Explained))
	}
	return strings.Join(out, ", ")
}

// says fails unless the slots of a window are said so.
func says(t *testing.T, got []schedule.Slot, want ...string) {
	t.Helper()
	var lines []string
	for _, s := range got {
		lines = append(lines, said(s))
	}
	if !slices.Equal(lines, want) {
		t.Errorf("it says\n\t%s\nwant\n\t%s", strings.Join(lines, "\n\t"), strings.Join(want, "\n\t"))
	}
}
