package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// practise holds a dialogue of questions.
func practise(t *testing.T, data string, args []string, lines ...string) string {
	t.Helper()
	cmd := soprun(data, t.TempDir(), append([]string{"practise"}, args...)...)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	return string(out)
}

func TestWhoPractisesIsAskedAndProgressSaysWhatTheyRecall(t *testing.T) {
	data := ownDemo(t)
	before, err := os.ReadFile(filepath.Join(data, "log.db"))
	if err != nil {
		t.Fatal(err)
	}
	if got := runCLI(data, "progress"); got.code != 0 || got.out != "Nobody has practised here yet.\n" {
		t.Errorf("%+v", got)
	}
	if got := runCLI(data, "progress", "s.ali"); got.code != 1 || !strings.Contains(got.errors, "has not practised here") {
		t.Errorf("%+v", got)
	}
	out := practise(t, data, []string{"SOP-IC-001"}, "s.ali", "s", "1", "1 2 3 4 5 6 7", "y", "q", "q", "q", "b")
	for _, want := range []string{"Question 1 of ", "The page says, line ", "PRACTICE - NOT A RECORD", "Goodbye."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said:\n%s", want, out)
		}
	}
	if got := runCLI(data, "progress"); got.code != 0 || got.out != "s.ali\n" {
		t.Errorf("%+v", got)
	}
	got := runCLI(data, "progress", "S.Ali")
	if got.code != 0 || !strings.HasPrefix(got.out, "PRACTICE - NOT A RECORD\n") || !strings.Contains(got.out, " recalls ") {
		t.Errorf("%+v", got)
	}
	got = runCLI(data, "progress", "s.ali", "--json")
	if got.code != 0 || !strings.Contains(got.out, `"sop":"SOP-IC-001"`) || !strings.Contains(got.out, `"practice":"PRACTICE - NOT A RECORD"`) {
		t.Errorf("%+v", got)
	}
	after, err := os.ReadFile(filepath.Join(data, "log.db"))
	if err != nil || len(after) != len(before) {
		t.Errorf("the log has %d bytes, had %d: %v", len(after), len(before), err)
	}
}

func TestSealedAnswersAreToldWithTheirPINOnly(t *testing.T) {
	data := ownDemo(t)
	practise(t, data, nil, "s.ali", "pin", "4711", "4711", "b")
	dir := t.TempDir()
	right, wrong := filepath.Join(dir, "right"), filepath.Join(dir, "wrong")
	for name, pin := range map[string]string{right: "4711\n", wrong: "4712\n"} {
		if err := os.WriteFile(name, []byte(pin), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := runCLI(data, "progress"); got.out != "s.ali  sealed by a PIN\n" {
		t.Errorf("%+v", got)
	}
	for want, args := range map[string][]string{
		"give the file of it with --pin-file": {"progress", "s.ali"},
		"that is not the PIN":                 {"progress", "s.ali", "--pin-file", wrong},
		"no such file":                        {"progress", "s.ali", "--pin-file", filepath.Join(dir, "none")},
	} {
		if got := runCLI(data, args...); got.code != 1 || !strings.Contains(got.errors, want) || got.out != "" {
			t.Errorf("%v: %+v, want %q", args, got, want)
		}
	}
	if got := runCLI(data, "progress", "s.ali", "--pin-file", right); got.code != 0 || !strings.Contains(got.out, "question") {
		t.Errorf("%+v", got)
	}
	shared := filepath.Join(dir, "shared")
	if got := runCLI(data, "progress", "s.ali", "--share", shared); got.code != 1 {
		t.Errorf("without the PIN: %+v", got)
	}
	got := runCLI(data, "progress", "s.ali", "--pin-file", right, "--share", shared)
	text, err := os.ReadFile(shared)
	if got.code != 0 || err != nil || !strings.Contains(string(text), "PRACTICE - NOT A RECORD") {
		t.Errorf("%+v, %v:\n%s", got, err, text)
	}
	if got := runCLI(data, "progress", "s.ali", "--begin-anew"); got.code != 0 || !strings.Contains(got.out, "are put aside as ") {
		t.Errorf("%+v", got)
	}
	if got := runCLI(data, "progress"); got.out != "Nobody has practised here yet.\n" {
		t.Errorf("after that: %+v", got)
	}
}

func TestPractisingAPageThatIsNotThereSaysSo(t *testing.T) {
	if got := runCLI(ownDemo(t), "practise", "SOP-NO-000"); got.code != 1 || !strings.Contains(got.errors, "SOP-NO-000") {
		t.Errorf("%+v", got)
	}
}
