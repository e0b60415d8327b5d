package sop_test

import (
	"testing"
	"time"

	"soprun/sop"
)

func TestPeriodEndsOnTheLastDayOfAShortMonth(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ period, from, want string }{
		{"24 months", "2026-11-22", "2028-11-22"},
		{"6 months", "2026-08-31", "2027-02-28"},
		{"1 month", "2028-01-31", "2028-02-29"},
		{"1 year", "2028-02-29", "2029-02-28"},
		{"2 weeks", "2026-12-25", "2027-01-08"},
		{"10 days", "2026-12-25", "2027-01-04"},
	} {
		p, err := sop.ParsePeriod(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.From(day(c.from)).Format(time.DateOnly); got != c.want {
			t.Errorf("%s from %s ends %s, want %s", c.period, c.from, got, c.want)
		}
		if p.String() != c.period {
			t.Errorf("%q is written back as %q", c.period, p)
		}
	}
}

func TestPeriodAndTimeRefuseWhatIsNotOne(t *testing.T) {
	for _, in := range []string{"", "24", "months", "0 months", "-1 days", "2 fortnights", "9999999 days", "1.5 years"} {
		if p, err := sop.ParsePeriod(in); err == nil {
			t.Errorf("ParsePeriod(%q) = %v, want an error", in, p)
		}
	}
	for _, in := range []string{"", "10", "min", "0 min", "10min", "10 minutes", "1.5 h", "999999999 h"} {
		if d, err := sop.ParseDuration(in); err == nil {
			t.Errorf("ParseTime(%q) = %v, want an error", in, d)
		}
	}
}

func TestTimeIsWrittenAsItWasRead(t *testing.T) {
	for _, in := range []string{"30 s", "10 min", "3 h", "90 s"} {
		d, err := sop.ParseDuration(in)
		if err != nil {
			t.Fatal(err)
		}
		if d.String() != in {
			t.Errorf("%q is written back as %q", in, d)
		}
	}
	if got := (sop.Duration{Local: "product label"}).String(); got != `local "product label"` {
		t.Errorf("local time reads %q", got)
	}
}

func TestLocalsListsEveryValueLeftToTheDepartment(t *testing.T) {
	p := sop.Procedure{Sections: []sop.Section{{Steps: []sop.Step{
		{ID: "a", Wait: &sop.Duration{Local: "label"}, Fields: []sop.Field{{Name: "temp", Local: "log"}, {Name: "ok"}}},
		{ID: "b", Within: &sop.Within{Time: sop.Duration{Local: "policy"}, Of: "a"}},
	}}}}
	got := p.Locals()
	if len(got) != 3 || got[0].What != "wait" || got[1].What != "temp" || got[2].Step != "b" {
		t.Errorf("locals = %+v", got)
	}
	if _, ok := p.Step("b"); !ok || p.StepCount() != 2 {
		t.Error("both steps must be found")
	}
}
