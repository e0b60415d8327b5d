package sop_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/sop"
)

func TestATimeIsReadHoweverItIsTypedAtABench(t *testing.T) {
	for in, want := range map[string]string{
		"09:30": "09:30", "9:30": "09:30", "09.30": "09:30", "9.30": "09:30", "0930": "09:30", "0000": "00:00", "23:59": "23:59", "2359": "23:59",
	} {
		if got, err := sop.ParseClock(in); err != nil || got != want {
			t.Errorf("%q was read as %q, %v", in, got, err)
		}
	}
	for h := range 24 {
		for m := range 60 {
			if got, err := sop.ParseClock(fmt.Sprintf("%02d%02d", h, m)); err != nil || got != fmt.Sprintf("%02d:%02d", h, m) {
				t.Fatalf("%02d%02d was read as %q, %v", h, m, got, err)
			}
		}
	}
}

func TestWhatCouldBeAnotherTimeIsNone(t *testing.T) {
	for _, in := range []string{"", "930", "9", "24:00", "2400", "09:60", "0960", "9:3", "09:3", "09:300", "9:30 pm", "9:30:00", "09:30:00", "09..30", "+930", "-1:30", " 930", "0:93:0", "09,30", "٠٩٣٠"} {
		if got, err := sop.ParseClock(in); !errors.Is(err, sop.ErrClock) {
			t.Errorf("%q was read as %q, %v", in, got, err)
		}
	}
}

func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// 28 Mar 2027: 01:00 to 02:00 is skipped. 31 Oct 2027: 01:00 to 02:00 comes twice.
func TestATimeIsTheLastMomentAtWhichTheClockShowedIt(t *testing.T) {
	zone := london(t)
	for _, c := range []struct{ now, clock, want string }{
		{"2027-06-10T13:00:00Z", "13:59", "2027-06-10T12:59:00Z"},
		{"2027-06-10T13:00:00Z", "14:00", "2027-06-10T13:00:00Z"},
		{"2027-06-10T13:00:00Z", "14:05", "2027-06-09T13:05:00Z"},
		{"2027-06-09T23:10:00Z", "23:50", "2027-06-09T22:50:00Z"}, // ten past midnight
		{"2027-10-31T01:20:00Z", "01:30", "2027-10-31T00:30:00Z"}, // 01:20 for the second time
		{"2027-10-31T03:00:00Z", "01:30 BST", "2027-10-31T00:30:00Z"},
		{"2027-10-31T03:00:00Z", "01:30 gmt", "2027-10-31T01:30:00Z"},
		{"2027-10-31T03:00:00Z", "00:30", "2027-10-30T23:30:00Z"},
		{"2027-03-28T01:45:00Z", "00:30", "2027-03-28T00:30:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sop.Past(c.clock, now.In(zone))
		if err != nil || got.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s at %s was at %s, %v, want %s", c.clock, c.now, got.UTC().Format(time.RFC3339), err, c.want)
		}
	}
}

func TestAnHourThatWasSkippedOrCameTwiceIsAskedAbout(t *testing.T) {
	zone := london(t)
	for _, c := range []struct{ now, clock, want string }{
		{"2027-03-28T01:45:00Z", "01:30", "there was no 01:30 on 28 Mar"},
		{"2027-03-29T00:10:00Z", "01:30", "there was no 01:30 on 28 Mar"},
		{"2027-10-31T03:00:00Z", "01:30", "01:30 came twice on 31 Oct, when the clocks went back: write 01:30 BST for the first or 01:30 GMT for the second"},
		{"2027-06-10T13:00:00Z", "13:00 CET", "no clock here showed 13:00 CET"},
		{"2027-06-10T13:00:00Z", "25:00", "not a time"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := sop.Past(c.clock, now.In(zone)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s at %s: %s, %v, want it to say %q", c.clock, c.now, got, err, c.want)
		}
	}
	if _, err := sop.Past("01:30", time.Date(2027, 3, 28, 2, 45, 0, 0, zone)); !errors.Is(err, sop.ErrSkipped) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsStillToComeIsToldFromYesterday(t *testing.T) {
	now := time.Date(2027, 6, 10, 13, 0, 0, 0, time.UTC)
	for clock, want := range map[string]bool{"13:00": false, "12:59": false, "13:01": true, "14:05": true, "00:59": false, "23:00": true, "nonsense": false} {
		if got := sop.Ahead(clock, now); got != want {
			t.Errorf("%s at 13:00: %v", clock, got)
		}
	}
	night := now.Add(-12*time.Hour - 50*time.Minute)
	if sop.Ahead("23:50", night) {
		t.Error("at ten past midnight 23:50 is yesterday")
	}
}
