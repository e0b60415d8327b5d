package plain_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/needs"
)

func TestWhatAVoiceCannotSayIsFound(t *testing.T) {
	for line, want := range map[string]string{
		"[x] Step 1 done.": `'['`, "Step 3 → step 4.": `'→'`, "9000 -> 9600 ppm": `'>'`, "A mark ■ is one.": `'■'`, "──────": `'─'`, "! WARNING": `'!'`, "a · b": `'·'`,
		"09:55 left": "time of day", "SOP-CEN-014  Clean": "columns", "-----": "spelled out", "(3 - 2)": "minus", "...": "nothing of it", "SOP-DAY-001@2026-11-25.": "'@'",
	} {
		if got := unfit(line); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	for _, line := range []string{"Step 1 of 7. Critical. Switch off at the wall.", "5.4 °C ABOVE 5.0 °C; A. Khan, entry 51.", "Recorded. Level: 5.0 mmol/L (limits 4.40 to 5.60).", "- Tilt: at most 5", "(“a” − “b”) ÷ 2", "Wait 10 min: 9 min 55 s left, over at 09:17:44."} {
		if got := unfit(line); got != "" {
			t.Errorf("%q: %s", line, got)
		}
	}
}

// pauses are how the sounds write breaks and stress.
const pauses = "_:;,'!"

// heardIn has a voice say lines, and returns its sounds.
func heardIn(t *testing.T, text string) string {
	t.Helper()
	cmd := exec.Command("espeak-ng", "-q", "-x", "-v", "en-gb", "--stdin")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// A run with deviations and one with a wait, a record, the log, Today, charts and practice, as they are said.
func TestAVoiceNamesNoSignOfTheDialogue(t *testing.T) {
	needs.Tool(t, "espeak-ng")
	p := open(t)
	said := p.says(all(toDeviations, []string{"sign", ".?", "told the lead"}, signed, leaves)) +
		p.talks(with(toCrew, "t", "yes", 4*time.Minute, "m", ".q", "log", "1", "r", "b", "b", "today", "b", "chart", "b", "q")...)
	practised, err := p.talk("sop-cen-014", "1", "p", "a", "a", "yes", ".q", "q", "q")
	if err != nil {
		t.Errorf("%v:\n%s", err, practised)
	}
	said += practised
	for _, want := range []string{"BELOW 9500 ppm. Done about it", "9000 corrected to 9600", "Wait 10 min: 5 min", "The signature was checked", "PRACTICE - NOT A RECORD", "Log"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said: the test shows less than it should:\n%s", want, said)
		}
	}
	// A voice says a sign by its name: what it says for the sign alone.
	named, around := map[string]string{}, []string{}
	for word := range strings.FieldsSeq(heardIn(t, "one two")) {
		around = append(around, strings.Trim(word, pauses))
	}
	for _, sign := range []string{"!", "*", ">", "<", "_", "■", "→", "|", "#", "@", `\`, "─", "["} {
		last := ""
		for _, word := range strings.Fields(heardIn(t, "one "+sign+" two")) {
			if word = strings.Trim(word, pauses); !slices.Contains(around, word) && len(word) > 3 {
				last = word
			}
		}
		if last != "" {
			named[last] = sign
		}
	}
	if len(named) < 5 {
		t.Fatalf("the voice names only %v", named)
	}
	words := strings.Fields(heardIn(t, said))
	if len(words) < 500 {
		t.Fatalf("only %d words are heard", len(words))
	}
	for _, word := range words {
		if sign := named[strings.Trim(word, pauses)]; sign != "" {
			t.Errorf("%q is heard as %s", sign, word)
		}
	}
}
