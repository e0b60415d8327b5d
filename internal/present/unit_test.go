package present_test

import (
	"regexp"
	"strings"
	"testing"

	"soprun/internal/present"
)

var parted = regexp.MustCompile(`[0-9]\n *(°C|µL/mg|min|%|ppm)`)

// A reading is read with its unit: at the end of a line it goes on the next with it.
func TestANumberIsNotPartedFromItsUnit(t *testing.T) {
	line := []present.Styled[int]{{Text: "Upper 8.4 °C"}, {Style: 1, Text: "  limits 2.0 to 8.0"}, {Style: 2, Text: "  ABOVE 8.0"}, {Text: " °C."}, {Text: " Wait 10 min, 12 µL/mg, at 5 %; 9500 ppm."}}
	for width := range 120 {
		var rows []string
		for _, row := range present.Wrap(line, width, 2) {
			var b strings.Builder
			for _, p := range row {
				b.WriteString(p.Text)
			}
			rows = append(rows, b.String())
		}
		all := strings.Join(rows, "\n")
		if width >= 12 && parted.MatchString(all) {
			t.Errorf("at %d columns:\n%s", width, all)
		}
		if got := strings.Join(strings.Fields(all), ""); got != "Upper8.4°Climits2.0to8.0ABOVE8.0°C.Wait10min,12µL/mg,at5%;9500ppm." {
			t.Errorf("at %d columns something is lost: %s", width, got)
		}
	}
}

func TestOnlyAUnitStaysWithTheNumberBeforeIt(t *testing.T) {
	got := present.Unparted(strings.Fields("Step 3 of 7: wait 10 min, add 12 µL/mg. At 5 % or 3 m/x, 8.0 °C"))
	want := []string{"Step", "3", "of", "7:", "wait", "10 min,", "add", "12 µL/mg.", "At", "5 %", "or", "3", "m/x,", "8.0 °C"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
}
