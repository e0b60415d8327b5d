package present_test

import (
	"testing"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

func TestAnOpenItemOfAnotherStepSaysWhatThatAsksFor(t *testing.T) {
	read := run.Step{Step: sop.Step{ID: "read", Number: 2, Text: "Read the *display*."}}
	for _, c := range []struct {
		of, here run.Step
		want     string
	}{
		{of: read, want: "Step 2: Read the display."},
		{of: read, here: read},
		{here: read},
	} {
		if got := present.ItemStep(session.Prompt{Of: c.of, Step: c.here}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
