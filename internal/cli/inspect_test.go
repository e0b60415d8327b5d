package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"soprun/internal/bundle"
	"soprun/internal/cli"
)

// inspected is what the dialogue of an inspection says to some lines.
func inspected(t *testing.T, path string, lines ...string) ran {
	t.Helper()
	var out, errs strings.Builder
	code := cli.Run([]string{"inspect", path, "--plain"}, []string{"TERM=dumb", "HOME=" + t.TempDir()}, strings.NewReader(strings.Join(lines, "\n")+"\n"), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

// everywhere goes to every list and back, opens a record, and tries every act there.
var everywhere = []string{
	"l", "1", "c", "s", "a", "countersign", "return", "amend", "b", "d", "disposals", "b", "due", "b", "incidents", "b", "notes", "b", "assets", "b", "calendar", "b", "duties", "b", "close", "dispose", "backup", "countersign 1", "v", "b",
	"t", "to review", "1", "b", "b", "e", "roles", "revoke", "enrol", "passphrase", "b", "all", "q",
}

// everyFile is every file of a folder with its bytes, its mode and when it was changed.
func everyFile(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text := []byte(nil)
		if !d.IsDir() {
			text, err = os.ReadFile(name)
		}
		out[name] = fmt.Sprintf("%s %s %d %x", info.Mode(), info.ModTime(), info.Size(), text)
		return err
	})
	if err != nil || len(out) < 3 {
		t.Fatalf("%d files, %v", len(out), err)
	}
	return out
}

// lookedAt are a station, and a bundle and a backup of it, by name.
func lookedAt(t *testing.T) (paths map[string]string) {
	t.Helper()
	dir, work := ownDemo(t), t.TempDir()
	paths = map[string]string{"station": dir, "log": filepath.Join(dir, "log.db")}
	for name, args := range map[string][]string{
		"bundle": {"export", filepath.Join(work, "bundle")}, "zip": {"export", filepath.Join(work, "whole.zip")},
		"part": {"export", filepath.Join(work, "part"), "--person", "a.khan"}, "backup": {"backup", filepath.Join(work, "copy")},
	} {
		if out, errs := call(t, dir, args...); errs != "" {
			t.Fatalf("%v: %s%s", args, out, errs)
		}
		paths[name] = args[1]
	}
	return paths
}

func TestAnInspectionOpensEverythingAndWritesNothing(t *testing.T) {
	all := lookedAt(t)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for name, path := range all {
		folder := path
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			folder = filepath.Dir(path)
		}
		before := everyFile(t, folder)
		got := inspected(t, path, everywhere...)
		if got.code != 0 || got.errors != "" {
			t.Fatalf("%s: %+v", name, got)
		}
		for _, want := range []string{"INSPECTION, read-only: the ", "INSPECTION, READ-ONLY - DEMO", "Completions: ", "Enrolled: ", "Records: ", "The signature was checked just now and holds.", "Goodbye."} {
			if !strings.Contains(got.out, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		if n := strings.Count(got.out, "This is an inspection: nothing is started, signed or changed here."); n < 10 {
			t.Errorf("%s refuses %d acts:\n%s", name, n, got.out)
		}
		if isCopy := name != "station" && name != "log"; isCopy != strings.Contains(got.out, "was verified just now: ") {
			t.Errorf("%s does not say whether it was verified", name)
		} else if isCopy != strings.Contains(got.out, "The signatures of the log: checked") {
			t.Errorf("%s does not say at its records whether it was verified", name)
		}
		after := everyFile(t, folder)
		for file, was := range before {
			if after[file] != was {
				t.Errorf("%s: %s was changed", name, file)
			}
		}
		if len(after) != len(before) {
			t.Errorf("%s: %d files are %d", name, len(before), len(after))
		}
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) != 0 {
		t.Errorf("%v were left, %v", left, err)
	}
}

// What is in a bundle is shown as the log shows it.
func TestABundleIsInspectedAsItsLogIs(t *testing.T) {
	all := lookedAt(t)
	lines := []string{"l", "1", "b", "b", "t", "b", "e", "b", "q"}
	told := func(path string) (out []string) {
		_, text, _ := strings.Cut(inspected(t, path, lines...).out, "Library. Type")
		for line := range strings.Lines(text) {
			if !strings.Contains(line, "witnessed") && !strings.Contains(line, "entries") && !strings.HasPrefix(line, "The signatures of the log: checked") {
				out = append(out, line)
			}
		}
		return out
	}
	want := told(all["station"])
	for _, name := range []string{"bundle", "zip", "backup"} {
		if got := told(all[name]); len(want) < 30 || !slices.Equal(got, want) {
			t.Errorf("%s says\n%s\nthe log\n%s", name, strings.Join(got, ""), strings.Join(want, ""))
		}
	}
}

func TestAPartOfALogSaysWhatItDoesNotTell(t *testing.T) {
	got := inspected(t, lookedAt(t)["part"], "l", "due", "b", "incidents", "b", "q")
	for _, want := range []string{"It is a part of the log: what is not in it is not shown, and what was due is not told.", "This is a part of a log: what was due, and what was missed, is told by the whole one.", "This part of the log has none."} {
		if !strings.Contains(got.out, want) {
			t.Errorf("it does not say %q:\n%s", want, got.out)
		}
	}
	for _, false := range []string{"Nothing is due now", "No incident is open", "Missed, to be explained", "Late:"} {
		if strings.Contains(got.out, false) {
			t.Errorf("it says %q", false)
		}
	}
}

func TestAReportIsMadeDuringAnInspection(t *testing.T) {
	file := filepath.Join(t.TempDir(), "seen.html")
	got := inspected(t, lookedAt(t)["zip"], "l", "report", file, "b", "q")
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(got.out, "records in the log.") || !bytes.Contains(text, []byte("Printed copy, valid on ")) {
		t.Errorf("%v: %s", err, got.out)
	}
}

// alter changes one byte of a file.
func alter(t *testing.T, file string, at int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		text[(at+len(text))%len(text)] ^= 1
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Nothing of a copy is shown in which anything was changed.
func TestACopyThatWasChangedIsNotShown(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, path string){
		"bundle": func(t *testing.T, path string) { alter(t, filepath.Join(path, "log.jsonl"), 3000) },
		"part":   func(t *testing.T, path string) { alter(t, filepath.Join(path, "checkpoint"), 30) },
		"zip": func(t *testing.T, path string) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for part := range 8 { // of what is compressed, of a checksum, or of a name
				alter(t, path, len(text)/9*(part+1))
			}
		},
		"backup": func(t *testing.T, path string) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			alter(t, path, bytes.Index(text, []byte(`"type":"completion"`))+3)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := lookedAt(t)[name]
			change(t, path)
			got := inspected(t, path, "l", "q")
			if got.code != 1 || strings.Contains(got.out, "INSPECTION") || strings.Contains(got.out, "Completions") || got.errors == "" {
				t.Errorf("%+v", got)
			}
			if !strings.Contains(got.errors, ": nothing of it is shown. Ask for another one, and keep this one as it is") {
				t.Errorf("%s", got.errors)
			}
		})
	}
}

// Whoever changes a backup can zip it again.
func TestABackupThatWasChangedAndZippedAgainIsNotShown(t *testing.T) {
	path := lookedAt(t)["backup"]
	again := filepath.Join(t.TempDir(), "again")
	from, err := bundle.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := fs.ReadFile(from, "log.db")
	if err := errors.Join(err, from.Close()); err != nil {
		t.Fatal(err)
	}
	log[bytes.Index(log, []byte(`"type":"completion"`))-40] ^= 1
	to, err := bundle.CreateZip(again)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(to.Add("log.db", log), to.Commit()); err != nil {
		t.Fatal(err)
	}
	if out, _ := call(t, t.TempDir(), "verify", again); !strings.Contains(out, "FAULT") || !strings.Contains(out, "The log does NOT verify") {
		t.Errorf("verify says %s", out)
	}
	got := inspected(t, again, "l", "q")
	if got.code != 1 || !strings.Contains(got.out, "FAULT") || strings.Contains(got.out, "INSPECTION") || !strings.Contains(got.errors, "the backup was changed since it was made, or is damaged: nothing of it is shown") {
		t.Errorf("%+v", got)
	}
}

// A backup that is sound is not called a bundle in which everything is missing, and neither
// is the folder of a station or one of pages.
func TestVerifySaysOfEachPathWhatIsThere(t *testing.T) {
	paths, other := lookedAt(t), t.TempDir()
	for path, want := range map[string]string{
		paths["backup"]: "The backup has every key, each its person's.\n", paths["bundle"]: "The bundle verifies: ",
		ownDemo(t): "is the folder of a station: soprun --data ", other: "is no folder of a station, no bundle of soprun export, and no backup",
	} {
		out, errs := call(t, other, "verify", path)
		if !strings.Contains(out+errs, want) || strings.Contains(out, "FAULT") {
			t.Errorf("%s: %s%s, want %q", path, out, errs, want)
		}
	}
	// What no hash of the log is over, and no person signed, is not said to be sound with the rest.
	loose := "Its README and its verify.py follow from no entry: with an unsigned manifest, whoever had the bundle can have changed them.\n"
	if out, _ := call(t, other, "verify", paths["bundle"]); strings.Contains(out, "manifest unsigned") != strings.Contains(out, loose) {
		t.Errorf("of a manifest it is said: %s", out)
	}
	if out, _ := call(t, other, "verify", paths["backup"]); strings.Contains(out, loose) {
		t.Errorf("of a backup, which has neither, it is said: %s", out)
	}
	if out, errs := call(t, other, "verify", "--json", paths["backup"]); !strings.HasPrefix(out, `{"ok":true,`) {
		t.Errorf("as JSON: %s%s", out, errs)
	}
}

func TestWhatIsNoLogIsNotInspected(t *testing.T) {
	empty := t.TempDir()
	file := filepath.Join(empty, "notes.txt")
	if err := os.WriteFile(file, []byte("no log\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{empty: "no bundle of soprun export", file: "is no zip, and no log: soprun verify checks the log of this station", filepath.Join(empty, "none"): "no such file"} {
		if got := inspected(t, path, "q"); got.code != 1 || !strings.Contains(got.errors, want) || got.out != "" {
			t.Errorf("%s: %+v, want %q", path, got, want)
		}
	}
}
