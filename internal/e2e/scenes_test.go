package e2e_test

import (
	"strings"
	"testing"
	"time"
)

func TestFromAnEmptyMachineToASignedCompletion(t *testing.T) {
	term := open(t, 80, 24)
	began := time.Now()
	term.start()
	term.setUp()
	term.approve()
	term.press("Enter", "Who performs it?")
	term.press("Enter", "1 of 4")
	term.press("a", "y done")
	term.press("y", "2 of 4")
	term.types("9.5")
	term.press("Enter", "ABOVE 8.0 °C")
	term.types("moved the stock to fridge 2")
	term.press("Enter", "enter done")
	term.press("Enter", "3 of 4")
	term.press("Enter", "4 of 4")
	term.press("Enter", "You sign this sentence:")
	term.sees("Temperature 9.5 °C ABOVE 8.0 °C", "moved the stock to fridge 2")
	term.types("not the passphrase")
	term.press("Enter", "passphrase")
	term.sees("j.bell")
	term.types(passphrase)
	term.press("Enter", "SIGNED")
	if took := time.Since(began); took > 3*time.Minute {
		t.Errorf("from nothing to a signed completion took %s, want less than 3 minutes", took)
	}
	term.press("Escape", "Approved by Josie Bell")
	term.press("Escape", "FOUND")
	term.press("Escape", "USED LAST") // the words in Find go first
	term.press("C-l", "1 deviation")
	term.press("v", "verified,")
	term.tmux("send-keys", "C-c")
	term.ends()

	out, err := term.command("verify")
	if err != nil || !strings.Contains(out, "The log verifies") {
		t.Errorf("verify: %v\n%s", err, out)
	}
	out, err = term.command("log", "--json")
	if err != nil || strings.Count(out, "\n") != 1 || !strings.Contains(out, `"codes":["S7","S16","S28"]`) {
		t.Errorf("log: %v\n%s", err, out)
	}
}

func TestAPowerCutCostsNothing(t *testing.T) {
	term := open(t, 60, 16)
	term.start()
	term.setUp()
	term.approve()
	term.press("Enter", "Who performs it?")
	term.press("Enter", "1 of 4")
	term.kill()
	term.start()
	term.sees("OPEN RUNS", "step 1 of 4")
	term.press("Enter", "is nothing else done yet?")
	term.press("Enter", "a I have read it")
	term.press("a", "y done")
	term.press("y", "2 of 4")
	term.kill()
	term.start()
	term.sees("OPEN RUNS", "step 2 of 4")
	term.press("Enter", "is step 1 done?")
	term.press("Enter", "enter keep the value")
	term.types("5.0")
	term.press("Enter", "enter done")
	term.kill()
	term.start()
	term.sees("step 2 of 4")
	term.press("Enter", "is step 1 done?")
	term.press("Enter", "enter done")
	term.sees("Temperature 5.0 °C")
	if out, err := term.command("verify"); err != nil || !strings.Contains(out, "The log verifies") {
		t.Errorf("beside the open program: %v\n%s", err, out)
	}
	term.kill()
	if out, err := term.command("verify"); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
}

func TestATraineePractisesOnAnyTerminal(t *testing.T) {
	term := open(t, 140, 40)
	term.env = []string{"NO_COLOR=1"}
	term.start()
	term.setUp()
	term.types("bench fridge")
	term.sees("Check the bench fridge")
	term.press("C-p", "PRACTICE - NOT A RECORD")
	term.sees("1 of 4", "THIS STEP SHOWS")
	if frame := term.tmux("capture-pane", "-p", "-e"); strings.Contains(frame, "\x1b[38") || hasColour(frame) {
		t.Errorf("NO_COLOR is set and the frame is coloured:\n%q", frame)
	}
	term.press("a", "! IMPORTANT read")
	term.press("y", "2 of 4")
	term.types("5.0")
	term.press("Enter", "enter done")
	term.press("Enter", "4 of 4")
	term.press("Enter", "Practice ends here.")
	term.press("Enter", "Find")
	term.tmux("send-keys", "C-c")
	term.ends()
	out, err := term.command("log", "--json")
	if err != nil || out != "" {
		t.Errorf("practice is in the log: %v\n%s", err, out)
	}
}

// hasColour reports whether a captured frame sets a foreground colour.
func hasColour(frame string) bool {
	for _, sgr := range strings.Split(frame, "\x1b[")[1:] {
		if code, _, ok := strings.Cut(sgr, "m"); ok && len(code) == 2 && code[0] == '3' && code != "39" {
			return true
		}
	}
	return false
}

func TestASupervisorCountersignsWhatAnAssistantSigned(t *testing.T) {
	term := open(t, 80, 24)
	term.start()
	term.setUp()
	term.enrol("A. Khan")
	term.approve()
	term.press("Enter", "Who performs it?")
	term.press("1", "1 of 4") // by name, so A. Khan stands first
	term.sees("A. Khan")
	term.press("a", "y done")
	term.press("s", "Why does the run stop at step 1?")
	term.types("fire alarm")
	term.press("Enter", "You sign this sentence:")
	term.types(theirs)
	term.press("Enter", "Not yet: to review.")
	term.press("c", "never who performed it")
	term.press("Enter", "What you found: there are exceptions.")
	term.types("alarm was a drill")
	term.press("Enter", "reviewed entry")
	term.types(passphrase)
	term.press("Enter", "Countersigned.")
	term.tmux("send-keys", "C-c")
	term.ends()
	out, err := term.command("log", "--json")
	if err != nil || !strings.Contains(out, `"outcome":"stopped"`) || !strings.Contains(out, `"countersigned":["j.bell"]`) {
		t.Errorf("log: %v\n%s", err, out)
	}
	if out, err = term.command("verify"); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
}
