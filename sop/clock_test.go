package sop_test

import (
	"errors"
	"fmt"
	"testing"

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
