package sop_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/sop"
)

func TestAScheduleIsReadAndWrittenBack(t *testing.T) {
	for text, want := range map[string]sop.Schedule{
		"each use":               {Cadence: sop.EachUse},
		"daily":                  {Cadence: sop.Daily},
		"daily by 09:00":         {Cadence: sop.Daily, By: "09:00"},
		"weekdays by 17:30":      {Cadence: sop.Weekdays, By: "17:30"},
		"weekly sun":             {Cadence: sop.Weekly, Weekday: time.Sunday},
		"weekly mon by 10:00":    {Cadence: sop.Weekly, Weekday: time.Monday, By: "10:00"},
		"monthly":                {Cadence: sop.Monthly},
		"monthly by 12:00":       {Cadence: sop.Monthly, By: "12:00"},
		"monthly 31 by 12:00":    {Cadence: sop.Monthly, Day: 31, By: "12:00"},
		"every 4 h":              {Cadence: sop.Hourly, Hours: 4},
		"every 8 h from 07:00":   {Cadence: sop.Hourly, Hours: 8, From: "07:00"},
		"every 1 month":          {Cadence: sop.Rolling, Every: sop.Period{N: 1, Unit: "month"}},
		"every 10 days":          {Cadence: sop.Rolling, Every: sop.Period{N: 10, Unit: "day"}},
		"daily grace 90 min":     {Cadence: sop.Daily, Grace: sop.Grace{Time: 90 * time.Minute}},
		"weekly fri grace 1 day": {Cadence: sop.Weekly, Weekday: time.Friday, Grace: sop.Grace{Days: sop.Period{N: 1, Unit: "day"}}},
		"every 6 months grace 14 days each unit of fridges": {
			Cadence: sop.Rolling, Every: sop.Period{N: 6, Unit: "month"},
			Grace: sop.Grace{Days: sop.Period{N: 14, Unit: "day"}}, Each: sop.Each{Field: "unit", List: "fridges"},
		},
	} {
		got, err := sop.ParseSchedule(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q is read as %+v (%v) and written as %q", text, got, err, got)
		}
		if periodic := text != "each use"; got.Periodic() != periodic {
			t.Errorf("%q: anything is due: %v", text, got.Periodic())
		}
	}
	if none := (sop.Schedule{}); none.String() != "" || none.Periodic() {
		t.Errorf("no schedule is written as %q", none)
	}
}

func TestOneScheduleIsWrittenInOneWay(t *testing.T) {
	for text, want := range map[string]string{
		"daily  by 9:00": "daily by 09:00", "daily by 0900": "daily by 09:00", " weekly mon": "weekly mon", "monthly 01": "monthly 1",
		"every 1 days": "every 1 day", "every 6 month": "every 6 months", "every 4 h from 00:00": "every 4 h", "every 4 h from 7:30": "every 4 h from 07:30",
		"daily grace 60 min": "daily grace 1 h",
	} {
		got, err := sop.ParseSchedule(text)
		if err != nil || got.String() != want {
			t.Errorf("%q is written as %q (%v), want %q", text, got, err, want)
		}
	}
}

func TestAScheduleIsRefusedInWordsThatSayWhatWouldBeRight(t *testing.T) {
	for text, want := range map[string]string{
		"": "daily by 09:00", "every morning": "write it like 4 h", "each": "each use", "Daily": "daily by 09:00", "hourly": "every 4 h",
		"daily at 09:00": "write by 09:00", "daily by": "write hours and minutes", "daily by 25:00": "write hours and minutes", "daily by 00:00": "leave it out", "daily by 24:00": "leave it out",
		"weekly": "write mon, tue", "weekly monday": "write mon, tue", "weekly by 09:00": "write mon, tue", "weekly mon, by 09:00": "write mon, tue",
		"monthly 0": "1 to 31", "monthly 32": "1 to 31", "monthly last": "none for the last", "monthly 1st": "1 to 31",
		"every": "4 h, 10 days", "every 5 h": "does not divide a day", "every 24 h": "\"daily\"", "every 36 h": "number of days", "every 30 min": "1, 2, 3, 4, 6, 8 or 12 h", "every 0 days": "4 h, 10 days",
		"every 4 h by 09:00": "write from 07:00", "every 4 h from noon": "from: ", "every 4 h from": "from: ", "every 6 months by 09:00": "write grace 14 days", "daily from 09:00": "write by 09:00",
		"each use by 09:00": "nothing follows", "each use grace 1 h": "nothing follows",
		"daily grace": "10 min, 2 h", "daily grace soon": "10 min, 2 h", "daily grace 1 day": "shorter", "daily grace 24 h": "shorter", "weekly mon grace 1 week": "shorter", "monthly grace 4 weeks": "shorter",
		"every 4 h grace 4 h": "shorter", "every 2 weeks grace 14 days": "shorter", "daily grace 1 h by 09:00": "in this order",
		"daily each": "each unit of fridges", "daily each unit": "each unit of fridges", "daily each unit of": "each unit of fridges", "daily each unit of fridges by 09:00": "in this order",
		"daily eahc unit of fridges": "did you mean each",
	} {
		got, err := sop.ParseSchedule(text)
		if err == nil || !strings.Contains(err.Error(), want) || got != (sop.Schedule{}) {
			t.Errorf("%q is read as %q, %v; want it to say %q", text, got, err, want)
		}
	}
}

// anySchedule draws a schedule that a page can have.
func anySchedule(t *rapid.T) sop.Schedule {
	s := sop.Schedule{Cadence: rapid.SampledFrom([]sop.Cadence{sop.EachUse, sop.Daily, sop.Weekdays, sop.Weekly, sop.Monthly, sop.Hourly, sop.Rolling}).Draw(t, "cadence")}
	clock := func(label string) string {
		return rapid.SampledFrom([]string{"", "00:01", "09:00", "23:59"}).Draw(t, label)
	}
	switch s.Cadence {
	case sop.EachUse:
		return s
	case sop.Weekly:
		s.Weekday = time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))
	case sop.Monthly:
		s.Day = rapid.IntRange(0, 31).Draw(t, "day")
	case sop.Hourly:
		s.Hours, s.From = rapid.SampledFrom([]int{1, 2, 3, 4, 6, 8, 12}).Draw(t, "hours"), clock("from")
	case sop.Rolling:
		s.Every = sop.Period{N: rapid.IntRange(1, 1000).Draw(t, "n"), Unit: rapid.SampledFrom([]string{"day", "week", "month", "year"}).Draw(t, "unit")}
	}
	if s.Cadence != sop.Hourly && s.Cadence != sop.Rolling {
		s.By = clock("by")
	}
	s.Grace.Time = time.Duration(rapid.IntRange(0, 59).Draw(t, "grace")) * time.Minute
	if s.Cadence == sop.Weekly || s.Cadence == sop.Monthly {
		if days := rapid.IntRange(0, 6).Draw(t, "days"); days > 0 {
			s.Grace = sop.Grace{Days: sop.Period{N: days, Unit: "day"}}
		}
	}
	if rapid.Bool().Draw(t, "each") {
		s.Each = sop.Each{Field: rapid.StringMatching(`[a-z][a-z0-9-]{0,5}`).Draw(t, "field"), List: rapid.StringMatching(`[a-z][a-z0-9-]{0,5}`).Draw(t, "list")}
	}
	return s
}

func TestWhatAScheduleIsWrittenAsIsReadAsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anySchedule(t)
		got, err := sop.ParseSchedule(want.String())
		if err != nil || got != want {
			t.Fatalf("%q is read as %+v (%v), was %+v", want, got, err, want)
		}
	})
}

func FuzzParseSchedule(f *testing.F) {
	for _, text := range []string{"each use", "daily by 09:00 grace 10 min each unit of fridges", "weekly mon by 9:00", "monthly 31", "every 4 h from 07:00", "every 6 month grace 2 weeks", "daily each of of of"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := sop.ParseSchedule(text)
		if err != nil {
			if s != (sop.Schedule{}) {
				t.Errorf("%q is refused and read as %q", text, s)
			}
			return
		}
		if again, err := sop.ParseSchedule(s.String()); err != nil || again != s {
			t.Errorf("%q is written as %q and read as %q (%v)", text, s, again, err)
		}
	})
}
