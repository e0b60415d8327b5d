package cli_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"soprun/internal/study"
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
	for _, line := range [][]string{{"progress"}, {"people"}, {"people", "unlock", "--person"}} {
		if got := runCLI(data, append(line, "correct horse battery")...); got.code == 0 || strings.Contains(got.errors, "horse") {
			t.Errorf("what may be a passphrase is repeated: %+v", got)
		}
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
	if keys := keysOf(t, strings.SplitN(got.out, "\n", 2)[0]); !slices.Equal(keys, []string{"sop", "title", "person", "practice", "critical", "recalled", "begun", "items", "sure_and_wrong"}) {
		t.Errorf("the keys are %q", keys)
	}
	rows := strings.Split(strings.TrimSpace(runCLI(data, "progress", "s.ali", "--csv").out), "\n")
	if len(rows) != 2 || rows[0] != "sop,title,person,practice,critical,recalled,begun,items,sure_and_wrong" || !strings.HasPrefix(rows[1], "SOP-IC-001,Clean your hands,s.ali,PRACTICE - NOT A RECORD,") {
		t.Errorf("%q", rows)
	}
	for _, args := range [][]string{{"progress", "s.ali", "--json", "--csv"}, {"progress", "--csv"}} {
		if got := runCLI(data, args...); got.code != 2 || got.out != "" {
			t.Errorf("%v: %+v", args, got)
		}
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

// A mode is begun from the command line: for a page, and for one that is asked for.
func TestAModeIsBegunFromTheCommandLine(t *testing.T) {
	data := ownDemo(t)
	for mode, want := range map[study.Mode]string{
		study.Exam: "A critical step that you miss ends it.", study.Rehearsal: "performed by Practice.",
	} {
		leaves := map[bool]string{true: ".q", false: "q"}[mode == study.Rehearsal]
		if out := practise(t, data, []string{"sop-ic-001", "--mode", string(mode)}, "s.ali", leaves, "b", "b"); !strings.Contains(out, want) || !strings.Contains(out, "PRACTICE - NOT A RECORD") {
			t.Errorf("%s: %q is not said:\n%s", mode, want, out)
		}
	}
	if out := practise(t, data, []string{"--mode", "guided"}, "s.ali", "hands", "q", "b"); !strings.Contains(out, "Which page?") || !strings.Contains(out, "Step 1 of 15.") {
		t.Errorf("a page is not asked for:\n%s", out)
	}
	if got := runCLI(data, "practise", "--mode", "sation"); got.code != 2 || !strings.Contains(got.errors, "did you mean station?") || !strings.Contains(got.errors, "rehearsal") {
		t.Errorf("%+v", got)
	}
}

// What is practised changes nothing that the log says of anybody, is in no bundle and no report,
// and no file of it passes for one of the log.
func TestNothingOfPracticeGoesThroughAnyDoor(t *testing.T) {
	data, out := ownDemo(t), t.TempDir()
	lists := [][]string{{"log"}, {"review"}, {"people"}, {"matrix"}, {"unread"}, {"assets"}, {"people", "duties"}, {"log", "approvals"}}
	said := func() (all []string) {
		for _, l := range lists {
			got := runCLI(data, append(l, "--json")...)
			if got.code != 0 || got.out == "" {
				t.Fatalf("%v: %+v", l, got)
			}
			all = append(all, got.out)
		}
		return all
	}
	before := said()
	const marked = "practised.only"
	practise(t, data, []string{"SOP-IC-001", "--mode", "station"}, marked, "s", "1", "s", "1", "q", "share", filepath.Join(out, "shared"), "b")
	practise(t, data, []string{"SOP-IC-001", "--mode", "rehearsal"}, marked, "yes", "none of this is real", ".q", "q", "b", "b")
	practise(t, data, []string{"SOP-IC-001", "--mode", "memory"}, marked, "", "y", "q", "b")
	for n, now := range said() {
		if now != before[n] {
			t.Errorf("%v says something else now", lists[n])
		}
	}
	if got := runCLI(data, "export", filepath.Join(out, "bundle")); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	files := 0
	err := filepath.WalkDir(filepath.Join(out, "bundle"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files++
		for _, word := range []string{marked, "PRACTICE - NOT", "p-00001", "none of this is real"} {
			if bytes.Contains(text, []byte(word)) {
				t.Errorf("%s of the bundle has %q", e.Name(), word)
			}
		}
		return err
	})
	if err != nil || files < 5 {
		t.Errorf("%d files, %v", files, err)
	}
	books, err := filepath.Glob(filepath.Join(data, "answers", "*"))
	if err != nil || len(books) == 0 {
		t.Fatalf("%v, %v", books, err)
	}
	foreign := []string{filepath.Join(data, "practice.db"), filepath.Join(out, "shared"), books[0]}
	for _, file := range foreign {
		for _, args := range [][]string{{"verify", file}, {"inspect", file}, {"restore", file, filepath.Join(out, "restored")}} {
			if got := runCLI(data, args...); got.code == 0 {
				t.Errorf("%v: %+v", args, got)
			}
		}
		if _, err := os.Stat(filepath.Join(out, "restored")); err == nil {
			t.Errorf("%s is restored", file)
		}
	}
	for _, args := range [][]string{
		{"show", "p-00001"},
		{"export", "--run", "p-00001", filepath.Join(out, "one")},
		{"export", "--person", marked, filepath.Join(out, "one")},
		{"report", "--person", marked, "--to", filepath.Join(out, "one.html")},
		{"people", marked},
	} {
		if got := runCLI(data, args...); got.code == 0 {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

// Nothing of the record waits for practice.
func TestAFileOfPracticeThatCannotBeOpenedKeepsNobodyFromTheLog(t *testing.T) {
	data := ownDemo(t)
	log, err := os.ReadFile(filepath.Join(data, "log.db"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(data, "practice.db")
	if err := os.WriteFile(file, log, 0o600); err != nil { // which is left as it is
		t.Fatal(err)
	}
	got := runCLI(data)
	if got.code != 0 || got.errors != "" || !strings.Contains(got.out, "Practice runs are not kept: practice file ") || !strings.Contains(got.out, "They end with this program. The log is not touched by it.") || !strings.Contains(got.out, "Library.") {
		t.Errorf("%+v", got)
	}
	if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, log) {
		t.Errorf("it was written to: %v", err)
	}
}
