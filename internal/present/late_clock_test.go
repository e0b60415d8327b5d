package present_test

import (
	"testing"
	"time"

	"soprun/internal/present"
)

// 28 Mar 2027: 01:00 to 02:00 does not exist. It is refused, saying so.
func TestATimeThatTheClockSkippedIsRefused(t *testing.T) {
	london, _ := time.LoadLocation("Europe/London")
	now := time.Date(2027, 3, 28, 2, 45, 0, 0, london)
	if at, err := present.EarlierTime("01:30", now); err == nil {
		t.Fatalf("01:30 was read as %s", at)
	}
}

// 31 Oct 2027, 01:20 for the second time: 01:30 was 50 minutes ago (BST). That is 00:30 UTC of this day.
func TestATimeBeforeTheClockWentBackIsFound(t *testing.T) {
	london, _ := time.LoadLocation("Europe/London")
	now := time.Date(2027, 10, 31, 1, 20, 0, 0, time.UTC).In(london)
	at, err := present.EarlierTime("01:30", now)
	if want := time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC); err != nil || !at.Equal(want) {
		t.Fatalf("got %s, want %s (%v)", at, want.In(london), err)
	}
}
