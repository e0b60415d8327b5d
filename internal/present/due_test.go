package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// What was missed long ago says its year, and how many stand behind it; Today counts them with those
// of late.
func TestWhatWasMissedLongAgoIsCountedWithWhatWasMissedLately(t *testing.T) {
	now := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	long := model.Slot{SOP: "SOP-EQ-014", Title: "Check the fridge", Name: "2026-01-05", State: "missed", Due: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC), More: 5}
	late := model.Slot{SOP: "SOP-EQ-014", Title: "Check the fridge", Name: "2026-11-27", State: "missed", Due: time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)}
	if text, _ := present.DueWords(long, now); text != "MISSED 5 Jan 2026 +5" {
		t.Errorf("it says %q", text)
	}
	if text, _ := present.DueWords(late, now); text != "MISSED Fri 27 Nov" {
		t.Errorf("it says %q", text)
	}
	b := &log{slots: []model.Slot{long, late}}
	tasks, err := present.Tasks(b)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(tasks, func(t present.Task) bool { return t.Group == present.GroupMissed })
	if text, _ := tasks[at].Words(now); text != "Fri 27 Nov, and 6 slots before" {
		t.Errorf("Today says %q", text)
	}
	b = full()
	b.slots = []model.Slot{long, late}
	o, err := named(t, "due").Open(b.sources(), "SOP-EQ-014@2026-01-05", time.UTC)
	if all := docText(o.Doc); err != nil || !strings.Contains(all, "5 slots after it, more than 31 days ago too, were missed and not explained") {
		t.Errorf("it opens as\n%s, %v", all, err)
	}
}
