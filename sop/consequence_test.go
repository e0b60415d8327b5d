package sop_test

import (
	"errors"
	"testing"
	"time"

	"soprun/sop"
)

func TestAConsequenceSaysAllOfItself(t *testing.T) {
	end, hold := &sop.Consequence{Does: sop.End}, &sop.Consequence{Does: sop.Hold, Who: sop.ByPractitioner}
	for want, c := range map[string]*sop.Consequence{
		"": nil, "end": end, "end item": {Does: sop.End, Scope: sop.EndItem}, "hold: practitioner": hold,
		"redo 2 times then hold: practitioner": {Does: sop.Redo, Times: 2, Then: hold}, "redo #clean 1 time then end": {Does: sop.Redo, From: "clean", Times: 1, Then: end},
	} {
		if got := c.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnEndGoesBeforeAHoldAndAHoldBeforeARedo(t *testing.T) {
	end, hold, redo := &sop.Consequence{Does: sop.End}, &sop.Consequence{Does: sop.Hold}, &sop.Consequence{Does: sop.Redo}
	for _, c := range []struct{ a, b, want *sop.Consequence }{
		{end, hold, end}, {redo, end, end}, {redo, hold, hold}, {nil, redo, redo}, {redo, nil, redo}, {nil, nil, nil},
	} {
		if got := c.a.Graver(c.b); got != c.want {
			t.Errorf("of %v and %v: %v", c.a, c.b, got)
		}
	}
}

func TestADateIsJudgedByToday(t *testing.T) {
	today := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ rule, day, mark string }{
		{"after today", "2026-11-29", ""},
		{"after today", "2026-11-28", "EXPIRED 28 Nov 2026"},
		{"from today", "2026-11-28", ""},
		{"from today", "2026-11-27", "EXPIRED 27 Nov 2026"},
		{"at most 28 days ago", "2026-10-31", ""},
		{"at most 28 days ago", "2026-10-30", "TOO OLD"},
		{"at most 28 days ago", "2026-11-29", "AHEAD"},
		{"at most 28 days ago", "2026-11-28", ""},
		{"at most 0 days ago", "2026-11-28", ""},
		{"at most 0 days ago", "2026-11-27", "TOO OLD"},
		{"at most 1 month ago", "2026-10-28", ""},
		{"at most 1 month ago", "2026-10-27", "TOO OLD"},
		{"at most 2 years ago", "2024-11-28", ""},
		{"at least 6 months ahead", "2027-05-28", ""},
		{"at least 6 months ahead", "2027-05-27", "TOO SOON"},
		{"at least 1 week ahead", "2026-12-05", ""},
	} {
		rule, err := sop.ParseDayRule(c.rule)
		if err != nil || rule.String() != c.rule {
			t.Fatalf("%q is read as %q, %v", c.rule, rule, err)
		}
		if got := rule.Judge(c.day, today); got != c.mark {
			t.Errorf("%s on %s: %q, want %q", c.day, c.rule, got, c.mark)
		}
	}
	if mark := (sop.DayRule{}).Judge("1999-01-01", today); mark != "" {
		t.Errorf("without a rule: %q", mark)
	}
	for _, text := range []string{"", "before today", "at most 28 ago", "at most days ago", "at least 6 months", "at most 0 ago", "at least 6 fortnights ahead"} {
		if rule, err := sop.ParseDayRule(text); err == nil {
			t.Errorf("%q is read as %v", text, rule)
		}
	}
	if _, err := sop.ParseDayRule("now"); !errors.Is(err, sop.ErrDayRule) {
		t.Errorf("%v", err)
	}
}

func TestAConditionIsWrittenAsItIsRead(t *testing.T) {
	for want, term := range map[string]sop.Term{
		"ended": {Op: sop.HasEnded}, "again": {Op: sop.IsAgain}, "a out of limits": {Name: "a", Op: sop.OutOfLimits},
		"a = good": {Name: "a", Op: sop.Equal, Value: "good"}, `a = "clean and dry"`: {Name: "a", Op: sop.Equal, Value: "clean and dry"},
		`a != "wet or soiled"`: {Name: "a", Op: sop.NotEqual, Value: "wet or soiled"},
	} {
		if got := term.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTheMomentOfATimeIsTakenApart(t *testing.T) {
	if clock, day, err := sop.ClockOf("2026-11-27T23:50+01:00"); err != nil || clock != "23:50" || day != "2026-11-27" {
		t.Errorf("%q %q %v", clock, day, err)
	}
	for _, text := range []string{"23:50", "", "2026-11-27"} {
		if _, _, err := sop.ClockOf(text); !errors.Is(err, sop.ErrClock) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
