package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/present"
)

// Nothing waits where nothing more is recorded: the next log has what is due.
func TestAStationWhoseLogIsClosedHasNothingThatWaits(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	a := present.Apart{Site: "Trust", Name: "Bench 2", Log: "trust/bench-2/2025-1", Entries: 2205, Heard: now, Closed: true}.With(nil)
	row := present.StationRows([]present.Apart{a})[0]
	if says := present.HubLists[0].Says(row, now); !strings.Contains(says, "Bench 2 (trust/bench-2/2025-1): log closed, 2,205 entries") {
		t.Errorf("it says %s", says)
	}
}
