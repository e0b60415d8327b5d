package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/cli"
	"soprun/internal/station/stationtest"
)

// ran is what a command line gave.
type ran struct {
	code        int
	out, errors string
}

// runCLI runs the program in pipes, without NO_COLOR and on a data folder.
func runCLI(data string, args ...string) ran {
	var out, errs strings.Builder
	code := cli.Run(args, []string{"SOPRUN_DATA=" + data, "TERM=xterm-256color", "COLORTERM=truecolor"}, strings.NewReader(""), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

// ownDemo copies the demo for a test that changes it.
func ownDemo(t *testing.T) string {
	t.Helper()
	from, err := demoDir()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "demo")
	if err := stationtest.Copy(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// commands are every command of the program; help lists them.
var commands = []string{
	"run", "inspect", "log", "show", "verify", "export", "backup", "restore", "people", "continue", "close", "dispose", "confirm",
	"report", "portfolio", "set-up", "checkpoint", "witness", "stamp", "index", "new", "approve", "adopt", "paper", "lint", "fmt", "diff", "codes", "cards", "demo", "version",
}

func TestEveryCommandSaysWhatItDoes(t *testing.T) {
	listed := runCLI(t.TempDir(), "--help")
	if listed.code != 0 || listed.errors != "" {
		t.Fatalf("help: code %d, %s", listed.code, listed.errors)
	}
	for _, name := range commands {
		if !strings.Contains(listed.out, name) {
			t.Errorf("help does not list %s", name)
		}
		own := runCLI(t.TempDir(), name, "--help")
		if own.code != 0 || own.errors != "" || len(strings.Fields(own.out)) < 5 {
			t.Errorf("%s --help: code %d, %q, %q", name, own.code, own.out, own.errors)
		}
	}
}

func TestExitCodesTellMisuseFromFailure(t *testing.T) {
	data := ownDemo(t)
	notes := filepath.Join(t.TempDir(), "notes.md")
	if err := os.WriteFile(notes, []byte("# no page\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		args string
	}{
		{0, "version"},
		{0, "codes"},
		{0, "codes S26"},
		{0, "log"},
		{1, "log --person nobody"},
		{0, "show 0"},
		{0, "show --signers"},
		{0, "verify"},
		{0, "index --rebuild"},
		{0, "lint --explain E001"},
		{0, "codes --coverage"},
		{0, "codes --coverage --json"},
		{1, "codes zzzz"},
		{0, "cards SOP-IC-001"},
		{0, "cards SOP-IC-001 --json"},
		{1, "cards SOP-NO-001"},
		{2, "cards SOP-IC-001 SOP-IC-002"},
		{2, "codes --json"},
		{2, "codes --coverage S26"},
		{2, "codes --coverage --pages nowhere"},
		{1, "show 999999"},
		{1, "show 999999 --json"},
		{1, "lint " + notes},
		{1, "lint nowhere.md"},
		{1, "lint " + t.TempDir()},
		{1, "lint --explain E999"},
		{1, "fmt " + notes},
		{1, "fmt nowhere.md"},
		{1, "diff " + notes + " " + notes},
		{1, "demo " + data},
		{1, "--data " + t.TempDir() + " log"},
		{1, "--data " + t.TempDir() + " verify"},
		{1, "--data " + notes + " log"},
		{0, ""}, // the dialogue: the end of the input at its first question
		{2, "run"},
		{0, "run SOP-IC-001"},
		{2, "surprise"},
		{2, "--surprise"},
		{2, "log surprise"},
		{2, "log --surprise"},
		{2, "log --since yesterday"},
		{2, "log --until yesterday"},
		{2, "log --limit -1"},
		{2, "show"},
		{2, "show eleven"},
		{2, "show -- -1"},
		{2, "show 1 2"},
		{2, "show 1 --json --sig"},
		{2, "show 1 --signers"},
		{1, "verify now"},
		{2, "verify now then"},
		{2, "export"},
		{2, "export " + data + "/x --since yesterday"},
		{2, "export " + data + "/x --passphrase-file x"},
		{1, "export " + data},
		{1, "export " + data + "/x --as j.bell"},
		{1, "export " + data + "/x --run r-0000"},
		{1, "export " + data + "/x --person no.body"},
		{2, "backup"},
		{1, "backup " + notes},
		{2, "restore " + notes},
		{1, "restore " + notes + " " + t.TempDir()},
		{1, "restore nowhere " + t.TempDir() + "/new"},
		{2, "index"},
		{2, "paper"},
		{0, "paper SOP-IC-001"},
		{0, "paper SOP-IC-001 --html"},
		{1, "paper SOP-NO-001"},
		{1, "--data " + notes + " paper SOP-IC-001"},
		{2, "new"},
		{2, "new SOP-X-001"},
		{2, "new SOP-X-001 -o notes.txt"},
		{1, "new SOP-IC-001 -o " + data + "/x.md"},
		{1, "new sop-x -o " + data + "/x.md"},
		{1, "new SOP-X-001 -o " + notes},
		{2, "adopt"},
		{2, "adopt SOP-IC-001"},
		{2, "adopt SOP-IC-001 a b"},
		{2, "adopt SOP-IC-001 " + notes},
		{2, "adopt SOP-IC-001 x --set contact"},
		{2, "adopt SOP-IC-001 x --set contact.=1"},
		{1, "adopt SOP-IC-001 x --set fridges=FR-001"},
		{1, "adopt SOP-X-001 x"},
		{1, "adopt SOP-IC-001 x --set a.wait=soon"},
		{2, "lint"},
		{2, "lint --format yaml " + notes},
		{2, "fmt"},
		{2, "fmt " + notes + " " + notes},
		{2, "diff " + notes},
		{2, "demo"},
		{2, "demo a b"},
		{2, "demo elsewhere --completions -1"},
		{2, "demo elsewhere --completions many"},
		{2, "version 2"},
	} {
		got := runCLI(data, strings.Fields(c.args)...)
		if got.code != c.code {
			t.Errorf("soprun %s: exit code %d, want %d: %s", c.args, got.code, c.code, got.errors)
		}
		if c.code == 0 && got.errors != "" {
			t.Errorf("soprun %s: it worked and says %q", c.args, got.errors)
		}
		if c.code != 0 && got.errors == "" && !strings.HasPrefix(c.args, "lint "+notes) {
			t.Errorf("soprun %s: it failed and does not say why", c.args)
		}
		if c.code != 0 && got.out != "" && !strings.HasPrefix(c.args, "lint "+notes) {
			t.Errorf("soprun %s: an error on standard output: %q", c.args, got.out)
		}
		if c.code == 1 && got.errors != "" && !strings.HasPrefix(got.errors, "soprun: error: ") {
			t.Errorf("soprun %s: %q", c.args, got.errors)
		}
	}
	if _, err := os.Stat("elsewhere"); err == nil {
		t.Error("a refused demo left its folder")
	}
}

func TestPipedOutputHoldsNoEscape(t *testing.T) {
	data := ownDemo(t)
	for _, args := range []string{
		"--help", "log --help", "demo --help", "log", "log --json", "show 0", "show 0 --json", "show 0 --sig", "show --signers", "verify", "verify --json",
		"index --rebuild", "codes", "codes S26", "codes --coverage", "codes --coverage --json", "paper SOP-IC-001", "paper SOP-IC-001 --html", "paper SOP-NO-001", "version", "codes zzzz", "cards SOP-IC-001", "cards SOP-IC-001 --json", "cards SOP-NO-001", "surprise", "lint", "show 999999", "--data nowhere log", "",
	} {
		got := runCLI(data, strings.Fields(args)...)
		if strings.ContainsAny(got.out+got.errors, "\x1b\u009b\r") {
			t.Errorf("soprun %s draws in a pipe: %q %q", args, got.out, got.errors)
		}
	}
}

func TestALogThatIsNoneIsToldApartAndLeftAsItIs(t *testing.T) {
	for name, content := range map[string][]byte{"of no length": {}, "a text": []byte("notes\n"), "of zeros": make([]byte, 64<<10)} {
		data := ownDemo(t)
		file := filepath.Join(data, "log.db")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range []string{"verify", "log", "show 0", "index --rebuild"} {
			got := runCLI(data, strings.Fields(args)...)
			if got.code != 1 || got.errors == "" || strings.Contains(got.out, "verifies:") {
				t.Errorf("%s: soprun %s: code %d, %q, %q", name, args, got.code, got.out, got.errors)
			}
		}
		if left, err := os.ReadFile(file); err != nil || string(left) != string(content) {
			t.Errorf("%s: the file was changed to %d bytes, %v", name, len(left), err)
		}
	}
}

func TestNoCutOfTheLogLosesAnEntryInSilence(t *testing.T) {
	data := ownDemo(t)
	file := filepath.Join(data, "log.db")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sound := runCLI(data, "verify", "--full")
	if sound.code != 0 {
		t.Fatalf("the whole: code %d, %s", sound.code, sound.errors)
	}
	refused := 0
	for eighths := range 8 {
		if err := os.WriteFile(file, whole[:len(whole)*eighths/8], 0o600); err != nil {
			t.Fatal(err)
		}
		switch got := runCLI(data, "verify", "--full"); {
		case got.code == 1 && !strings.Contains(got.out, "verifies:"):
			refused++
		case got.code == 0 && got.out == sound.out: // only unused pages at the end were cut off
		default:
			t.Errorf("%d eighths: code %d, %q", eighths, got.code, got.out)
		}
	}
	if refused < 4 {
		t.Errorf("%d of 8 cuts were refused: the test no longer cuts what is used", refused)
	}
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := runCLI(data, "verify"); got.code != 0 {
		t.Errorf("the whole: code %d, %s", got.code, got.errors)
	}
}

func TestFiltersOfTheLogAreCombined(t *testing.T) {
	data := ownDemo(t)
	all := lineSet(runCLI(data, "log", "--json").out)
	if len(all) != 12 {
		t.Fatalf("%d completions", len(all))
	}
	person := lineSet(runCLI(data, "log", "--json", "--person", "a.khan").out)
	var row struct{ SOP string }
	for line := range person {
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
	}
	sop := lineSet(runCLI(data, "log", "--json", "--sop", row.SOP).out)
	both := lineSet(runCLI(data, "log", "--json", "--person", "a.khan", "--sop", row.SOP).out)
	if len(both) == 0 {
		t.Fatalf("nothing is selected by a.khan and %q: the test proves nothing", row.SOP)
	}
	for line := range all {
		if both[line] != (person[line] && sop[line]) {
			t.Errorf("person and procedure together select %v: %s", both[line], line)
		}
	}
	if none := lineSet(runCLI(data, "log", "--json", "--since", "2999-01-01", "--person", "a.khan").out); len(none) != 0 {
		t.Errorf("the far future holds %v", none)
	}
	if got := lineSet(runCLI(data, "log", "--json", "--since", "2000-01-01").out); len(got) != len(all) {
		t.Errorf("%d since 2000, want %d", len(got), len(all))
	}
}

func lineSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if line != "" {
			out[line] = true
		}
	}
	return out
}
