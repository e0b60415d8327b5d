package present_test

import (
	"testing"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

func TestAnOpenItemSaysWhatItsStepAsksFor(t *testing.T) {
	read := run.Step{Step: sop.Step{ID: "read", Number: 2, Text: "Read the *display*."}, Named: "FR-002"}
	if got, want := present.ItemStep(session.Prompt{Of: read}), "Step 2 of FR-002: Read the display."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := present.ItemStep(session.Prompt{Step: read}); got != "" {
		t.Errorf("an item about the whole run is of step %q", got)
	}
}
