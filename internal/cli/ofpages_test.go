package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/cli"
	"soprun/internal/present"
	"soprun/procedures"
)

// folderOf makes a folder of so many sound pages that nobody has approved, in one area.
func folderOf(t *testing.T, dir string, n int) string {
	t.Helper()
	src, err := fs.ReadFile(procedures.FS, "infection-control/hand-hygiene.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "wash-rooms")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	ago := time.Now().Add(-time.Hour) // what was changed just now is not kept
	for i := range n {
		own := strings.NewReplacer("SOP-IC-001", fmt.Sprintf("SOP-X-%05d", i), "Clean your hands", fmt.Sprintf("Wash in room %d", i)).Replace(string(src))
		name := filepath.Join(folder, fmt.Sprintf("room-%d.md", i))
		if err := errors.Join(os.WriteFile(name, []byte(own), 0o600), os.Chtimes(name, ago, ago)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// wayTo is what is typed in the library to come to a list: those that it stands beside.
func wayTo(l present.List) []string {
	if l.Chord != "" {
		return []string{l.Name}
	}
	for _, other := range present.Lists {
		if slices.Contains(other.Beside, l.Name) {
			return append(wayTo(other), l.Name)
		}
	}
	return nil
}

// said is what the dialogue says to some lines.
func said(t *testing.T, data, pages string, lines ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := cli.Run([]string{"--data", data, "--pages", pages, "--plain"}, []string{"TERM=dumb"}, strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, &errs); code != 0 {
		t.Fatalf("%d: %s%s", code, out.String(), errs.String())
	}
	return out.String()
}

// Whatever follows from the pages is the same in the dialogue and as a command: what waits for an
// approval, in a folder of more pages than are read at once, and what duties of an area are of.
func TestACommandKnowsThePagesThatTheDialogueKnows(t *testing.T) {
	data, phrase, _ := copied(t)
	pages := folderOf(t, t.TempDir(), 203)
	assigned, errs := call(t, data, "people", "duties", "assign", "--person", "a.khan", "--area", "infection control", "--as", "j.bell", "--passphrase-file", phrase)
	if !strings.Contains(assigned, "infection control") {
		t.Fatalf("%s%s", assigned, errs)
	}
	today, errs := call(t, data, "today", "--pages", pages) // which nobody has read before
	if !strings.Contains(today, "203 versions to approve: the first SOP-X-00000\n") || strings.Contains(today, "not checked") {
		t.Errorf("today says %s%s", today, errs)
	}
	var lines []string
	for _, l := range present.Lists {
		way := wayTo(l)
		lines = append(append(lines, way...), slices.Repeat([]string{"b"}, len(way))...)
	}
	out := said(t, data, pages, append(lines, "q")...)
	if !strings.Contains(out, "203 versions to approve: the first SOP-X-00000.") {
		t.Errorf("the dialogue says\n%s", out)
	}
	compared := 0
	for _, l := range present.Lists {
		rows, errs := call(t, data, append(strings.Fields(l.Command), "--json", "--pages", pages)...)
		want := fmt.Sprintf("\n%s: %s.\n", l.Rows, present.Thousands(int64(strings.Count(rows, "\n"))))
		switch {
		case l.Long || rows == "":
		case !strings.Contains(out, want):
			t.Errorf("soprun %s: the dialogue does not say %q%s", l.Command, want, errs)
		default:
			compared++
		}
	}
	if compared < 8 {
		t.Errorf("%d lists are compared", compared)
	}
	for _, command := range []string{"unread", "matrix"} {
		if rows, errs := call(t, data, command, "--pages", pages); !strings.Contains(rows, "SOP-IC-005") || strings.Contains(rows, "infection control ") {
			t.Errorf("soprun %s says of the area\n%s%s", command, rows, errs)
		}
	}
	for _, name := range []string{"matrix", "duties"} {
		l, _ := present.ListNamed(name)
		looked := inspected(t, data, append(append(wayTo(l), map[string]string{"matrix": "sharps", "duties": "infection"}[name], "1"), "b", "b", "b", "b", "q")...)
		if !regexp.MustCompile(`SOP-IC-005, Act after.*not read`).MatchString(looked.out) || name == "matrix" && strings.Contains(looked.out, "area infection control") {
			t.Errorf("an inspection says of the area in %s\n%s%s", name, looked.out, looked.errors)
		}
	}
	report, errs := call(t, data, "report", "--list", "today", "--json", "--pages", pages)
	if !strings.Contains(report, "203 versions to approve") {
		t.Errorf("a report of the list says %s%s", report, errs)
	}
	if _, errs := call(t, data, "today", "--pages", filepath.Join(pages, "none")); !strings.Contains(errs, "--pages: the folder is missing") {
		t.Errorf("without the folder: %s", errs)
	}
}

// What the screens keep of their pages is read by a command and is theirs: one on another folder
// would have their next start read all anew.
func TestACommandLeavesWhatTheScreensKeepOfTheirPages(t *testing.T) {
	data, pages := ownDemo(t), folderOf(t, t.TempDir(), 2)
	kept := filepath.Join(data, "pages.list")
	for _, folder := range []string{pages, folderOf(t, t.TempDir(), 3)} {
		if out, errs := call(t, data, "today", "--pages", folder); !strings.Contains(out, " versions to approve") {
			t.Fatalf("%s%s", out, errs)
		}
	}
	if _, err := os.Stat(kept); err == nil {
		t.Error("a command left a list of pages")
	}
	long := folderOf(t, t.TempDir(), 4)
	said(t, data, long, "q")
	before, err := os.ReadFile(kept)
	if err != nil || !bytes.Contains(before, []byte("Wash in room 3")) {
		t.Fatalf("the screens keep %q, %v", before, err)
	}
	for want, folder := range map[string]string{"4": long, "2": pages} {
		if out, errs := call(t, data, "today", "--pages", folder); !strings.Contains(out, " "+want+" versions to approve") {
			t.Errorf("%s%s", out, errs)
		}
	}
	if after, err := os.ReadFile(kept); err != nil || !bytes.Equal(before, after) {
		t.Errorf("a command changed it, %v", err)
	}
}
