package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// passes lets time go by for the program, which runs on.
func (term *terminal) passes(clock string, passed, set time.Duration) {
	term.t.Helper()
	temp := clock + ".new"
	if err := os.WriteFile(temp, []byte(passed.String()+" "+set.String()), 0o600); err != nil {
		term.t.Fatal(err)
	}
	if err := os.Rename(temp, clock); err != nil {
		term.t.Fatal(err)
	}
}

// example opens a terminal on the complete example of the page format, with
// everybody enrolled and the page approved.
func example(t *testing.T) (term *terminal, clock string) {
	t.Helper()
	term = open(t, 80, 24)
	bin, err := clocked()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "sop", "page", "testdata", "example.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(term.pages, "equipment-preparation", "centrifuge.md"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	clock = filepath.Join(filepath.Dir(term.data), "clock")
	term.bin, term.env = bin, []string{"E2E_CLOCK=" + clock}
	term.passes(clock, 0, 0)
	term.start()
	term.setUp()
	term.enrol("A. Khan")
	term.enrol("J. Osei")
	term.approves("benchtop", "Clean a benchtop centrifuge after a tube")
	return term, clock
}

// enters types a value and presses enter until the input for it is gone: a key
// that comes too soon after a step became current does nothing.
func (term *terminal) enters(value string) {
	term.t.Helper()
	typed := value + "_" // where the cursor stands
	term.types(value)
	term.sees(typed)
	for range 20 {
		term.tmux("send-keys", "Enter")
		if term.until(typed, time.Second, func(s string) bool { return !strings.Contains(s, typed) }) {
			return
		}
	}
	term.t.Fatalf("%q is not taken:\n%s", value, term.screen())
}

// comesBack starts the program again and confirms the step done last.
func (term *terminal) comesBack(step, shows string) {
	term.t.Helper()
	term.start()
	term.sees("OPEN RUNS", "step "+step+" of 14")
	term.press("Enter", "WHERE THIS RUN STANDS")
	term.press("Enter", shows)
}

// TestAWholeShiftThroughTheExample walks the example of the page format: the
// wait of 30 minutes with a power cut in its middle and a clock that is set
// forward, a hold, a hand-over, a second person who reads for themself (H15,
// H16, H26, H27, H29, H39).
func TestAWholeShiftThroughTheExample(t *testing.T) {
	term, clock := example(t)
	term.press("Enter", "Who performs it?")
	term.press("1", "1 of 14")
	term.press("a", "y done")
	term.press("y", "2 of 14")
	term.enters("CEN-0012")
	term.enters("Lab 3")
	term.press("Enter", "3 of 14")
	term.press("a", "t start the wait")
	term.press("t", "left")

	term.passes(clock, 12*time.Minute, 0)
	term.sees("17:")
	term.kill()
	term.passes(clock, 20*time.Minute, 0)
	term.comesBack("3", "09:")
	term.passes(clock, 20*time.Minute, 40*time.Minute) // somebody sets the clock forward
	term.sees("who is it?")                            // nobody pressed a key for an hour, by the clock
	term.press("Enter", "DOUBTFUL")
	term.sees("forward by 40 min", "09:")
	term.press("y", "it is not over yet")
	term.passes(clock, 31*time.Minute, 40*time.Minute)
	term.sees("over since")
	term.press("Enter", "y done")
	term.press("y", "4 of 14")

	term.enters("LOT77")
	term.enters("2 Mar 2031")
	term.enters("10000")
	term.press("Enter", "5 of 14")
	term.press("1", "What broke glass")
	term.press("2", "enter done")
	term.press("Enter", "6 of 14")
	term.press("a", "y done")
	term.press("y", "HOLD")
	term.sees("Who releases it?")
	term.press("1", "A note, Josie Bell")
	term.press("Enter", "released the hold")
	term.types(passphrase)
	term.press("Enter", "Released by Josie Bell")
	term.press("Enter", "8 of 14")
	term.press("t", "left")
	term.passes(clock, 42*time.Minute, 40*time.Minute)
	term.sees("over since")
	term.press("Enter", "y done")
	term.press("y", "9 of 14")

	term.press("h", "What does whoever takes over")
	term.types("rinse it, the bowl is still wet")
	term.press("Enter", "handed over")
	term.types(theirs)
	term.press("Enter", "Who takes over?")
	term.press("2", "OPEN ITEM 1 OF 2, FOR J. OSEI")
	term.sees("rinse it, the bowl is still wet")
	term.press("Enter", "OPEN ITEM 2 OF 2")
	term.press("Enter", "took over")
	term.types(theirs)
	term.press("Enter", "is step 8 done?")
	term.sees("Are you J. Osei")
	term.press("Enter", "enter done")
	term.press("Enter", "10 of 14")

	term.press("1", "Who checks this step?")
	term.sees("recorded, hidden")
	term.press("1", "A. Khan reads:")
	term.press("1", "checked step damage")
	term.types(theirs)
	term.press("Enter", "Checked by A. Khan")
	term.press("Enter", "12 of 14")
	term.enters("3000")
	term.press("Enter", "13 of 14")
	term.press("Enter", "14 of 14")
	term.press("y", "You sign this sentence:")
	term.sees("the clock was set forward by 40 min", "Complete")
	term.types(theirs)
	term.press("Enter", "SIGNED")
	term.tmux("send-keys", "C-c")
	term.ends()
	readsRight(t, term)
}

// A clock that is set forward asks no supervisor what becomes of a run that is on the screen.
func TestAClockThatIsSetForwardCallsNoRunOverdue(t *testing.T) {
	term, clock := example(t)
	term.press("Enter", "Who performs it?")
	term.press("1", "1 of 14")
	term.press("a", "y done")
	term.press("y", "2 of 14")
	term.passes(clock, time.Minute, 5*time.Hour)
	term.sees("who is it?", "forward by 5 h") // nobody pressed a key for hours, by the clock
	if strings.Contains(term.screen(), "OVERDUE") {
		t.Errorf("the run is called overdue:\n%s", term.screen())
	}
	term.press("Enter", "enter keep the value")
}

// readsRight checks what the log says of that shift.
func readsRight(t *testing.T, term *terminal) {
	t.Helper()
	if out, err := term.command("verify"); err != nil || !strings.Contains(out, "The log verifies") {
		t.Errorf("verify: %v\n%s", err, out)
	}
	out, err := term.command("log", "--json")
	if err != nil || strings.Count(out, "\n") != 1 || !strings.Contains(out, `"outcome":"complete"`) || !strings.Contains(out, `"person":"j.osei"`) {
		t.Fatalf("log: %v\n%s", err, out)
	}
	_, rest, _ := strings.Cut(out, `"entry":`)
	entry, _, _ := strings.Cut(rest, ",")
	story, err := term.command("show", entry)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Begun by A. Khan.", "J. Osei took over from A. Khan: rinse it, the bowl is still wet.", "the clock was set forward by 40 min",
		"Wait of 30 min", "doubtful: the clock was moved", "Wait of 10 min", "Released by Josie Bell", "Strength made up: 10000 ppm",
		"Checked by A. Khan", "read Condition good.", " by A. Khan)", " by J. Osei)", "(not required)",
	} {
		if !strings.Contains(story, want) {
			t.Errorf("the record does not say %q:\n%s", want, story)
		}
	}
}
