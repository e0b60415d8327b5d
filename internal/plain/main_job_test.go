package plain_test

import (
	"testing"
)

func TestAnAssistantRunsAPageAndASupervisorCountersigns(t *testing.T) {
	p := open(t)
	p.says(whole,
		"soprun. Bench 2, St Elsewhere.", "Equipment:", "1. Clean a centrifuge: SOP-CEN-014 v2.1, approved.",
		"Approved by J. Bell, effective 22 Nov 2026", "Type s to start",
		"performed by A. Khan", "Step 1 of 7. Critical. First read this.", "WARNING. The lid is sharp.",
		"Type a when you have read it", "IMPORTANT. PPE: gown, gloves.", "Type a when you have read it",
		"Step 1 of 7. Critical. Switch off at the wall.", "Type the whole word yes once it is done",
		"Step 1 done, A. Khan, 09:0", "NOTE. The label is on the back.", "Step 2 of 7. Identify the centrifuge.",
		"Asset label, scan, CEN- then 4 digits:", "Recorded. Asset label: CEN-0012.", "Left empty.",
		"Section: 2. Clean.", "Keep the window open.", "Step 3 of 7. Record the disinfectant.",
		"Expiry, a date after today:", "Strength, ppm, 9500 to 10500:", "What broke, 1 glass, 2 plastic:",
		"Step 4 done", "Step 5 not required", "Still wet, yes or no:", "Level, reading 1 of 2, 0 to 9:", "Level, reading 2 of 2, 0 to 9:",
		"Photo, path of a file, or .skip to leave it empty:", "Photo: feet.jpg (sha256 0f0f0f0f0f0f...).",
		"Sign-off. Clean a centrifuge", "Complete, 6 done, 1 not required.", "No exceptions.",
		"You sign this sentence:", "I, A. Khan (a.khan, assistant), performed SOP-CEN-014", "Type sign to sign it",
		"Signed. It is entry 28 of the log.", "Read it first: type r.", "The signature was checked just now and holds.", "Not yet: to review.",
		"Step 5. Not required. Remove every piece", "S22: ", "like j.bell:", "You sign this sentence:", "reviewed entry 28", "Countersigned.")
	if p.Here().Entries != 30 {
		t.Errorf("the log has %d entries, want 30", p.Here().Entries)
	}
}
