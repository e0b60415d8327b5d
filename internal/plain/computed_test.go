package plain_test

import (
	"slices"
	"strings"
	"testing"
)

func TestTheDialogueSaysWhatItComputesAndDoesNotAskForIt(t *testing.T) {
	p := open(t)
	upToLevel := slices.Concat([]string{"2", "p"}, step1, step2, step3, step4, step6)
	out := p.says(slices.Concat(upToLevel, []string{"1", "9", "moved the left foot", ".correct", "1", "5", "misread the bubble", ".q", "q"}),
		"Recorded. Level: 9", "Tilt is 8, ABOVE 5: range of 2 readings.", "Tilt 8 ABOVE 5", "Corrected.", "Tilt is 4: range of 2 readings.")
	if strings.Contains(out, "Tilt, at most 5") {
		t.Errorf("what is computed is asked for:\n%s", out)
	}
}
