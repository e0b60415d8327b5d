package cli_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/cli"
)

// copies returns the names in a folder.
func copies(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

// opened opens the program on a log at an instant, with a folder for backups, and
// leaves it again.
func opened(t *testing.T, data, folder string, now time.Time) ran {
	t.Helper()
	var out, errs strings.Builder
	clock := cli.Clock{Now: func() time.Time { return now }}
	code := cli.RunAt(clock, []string{"--plain"}, []string{"SOPRUN_DATA=" + data, "SOPRUN_BACKUP=" + folder, "TERM=dumb"}, strings.NewReader("q\n"), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

func backupFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "backups")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTheProgramMakesBackupsThatCanBeRestored(t *testing.T) {
	data, dir := ownDemo(t), backupFolder(t)
	if got := opened(t, data, dir, time.Now()); got.code != 0 || got.errors != "" {
		t.Fatalf("%+v", got)
	}
	first := copies(t, dir)
	if len(first) != 1 || !regexp.MustCompile(`^soprun-[0-9a-f]{8}-\d{8}T\d{6}Z-\d+\.zip$`).MatchString(first[0]) {
		t.Fatalf("%v", first)
	}
	if got := opened(t, data, dir, time.Now().Add(time.Hour)); got.code != 0 || len(copies(t, dir)) != 1 {
		t.Errorf("nothing followed, and there are %v; %+v", copies(t, dir), got)
	}
	if got := runCLI(data, "backup", filepath.Join(t.TempDir(), "by-hand")); got.code != 0 { // an entry
		t.Fatal(got.errors)
	}
	if got := opened(t, data, dir, time.Now().Add(2*time.Hour)); got.code != 0 || len(copies(t, dir)) != 2 {
		t.Errorf("something followed, and there are %v; %+v", copies(t, dir), got)
	}
	again := filepath.Join(t.TempDir(), "again")
	if got := runCLI(t.TempDir(), "restore", filepath.Join(dir, first[0]), again); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

func TestOnlyItsOwnOldBackupsAreRemoved(t *testing.T) {
	data, dir := ownDemo(t), backupFolder(t)
	if got := opened(t, data, dir, time.Now()); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	tag := copies(t, dir)[0][:len("soprun-00000000")]
	whole, err := os.ReadFile(filepath.Join(dir, copies(t, dir)[0]))
	if err != nil {
		t.Fatal(err)
	}
	theirs := []string{"soprun-ffffffff-20200101T000000Z-1.zip", "notes.txt", tag + "-20200101T000000Z-1.zip.old", tag + "-yesterday-1.zip"}
	for i := range 20 {
		theirs = append(theirs, fmt.Sprintf("%s-202001%02dT000000Z-%d.zip", tag, i+1, i))
	}
	theirs = append(theirs, tag+"-20200101T000000Z-1.zip.unsound")
	for _, name := range theirs {
		if err := os.WriteFile(filepath.Join(dir, name), whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := runCLI(data, "backup", filepath.Join(t.TempDir(), "by-hand")); got.code != 0 {
		t.Fatal(got.errors)
	}
	if got := opened(t, data, dir, time.Now().Add(time.Minute)); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	left := copies(t, dir)
	for _, name := range theirs[:4] {
		if !slices.Contains(left, name) {
			t.Errorf("%s was removed and is no backup of this log", name)
		}
	}
	own := slices.DeleteFunc(slices.Clone(left), func(n string) bool { return slices.Contains(theirs[:4], n) })
	if len(own) != 14 || slices.Contains(own, theirs[len(theirs)-1]) || !strings.Contains(own[len(own)-1], time.Now().UTC().Format("20060102")) {
		t.Errorf("%d are left: %v", len(own), own)
	}
}

func TestAFolderThatOthersCanReadGetsNoBackup(t *testing.T) {
	data, dir := ownDemo(t), backupFolder(t)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	got := opened(t, data, dir, time.Now())
	if got.code != 0 || !strings.Contains(got.out, "No backups are made: ") || !strings.Contains(got.out, "0700") || len(copies(t, dir)) != 0 {
		t.Errorf("%+v, %v", got, copies(t, dir))
	}
}

func TestAFolderForBackupsThatIsMissingIsSaidInOurWords(t *testing.T) {
	data, dir := ownDemo(t), filepath.Join(t.TempDir(), "gone")
	got := opened(t, data, dir, time.Now())
	if got.code != 0 || !strings.Contains(strings.Join(strings.Fields(got.out), " "), fmt.Sprintf("No backups are made: the folder is missing, make it first or name another: %q.", dir)) {
		t.Errorf("%+v", got)
	}
	for _, args := range [][]string{{"export", filepath.Join(dir, "all.zip")}, {"export", filepath.Join(dir, "all")}, {"backup", filepath.Join(dir, "copy")}, {"adopt", "SOP-IC-001", "--pages", dir}} {
		if got := runCLI(data, args...); got.code == 0 || !strings.Contains(got.errors, fmt.Sprintf("the folder is missing, make it first or name another: %q", dir)) || strings.Contains(got.errors, "stat ") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	dir = backupFolder(t)
	var errs strings.Builder
	leaves := reader(func() string { _ = os.RemoveAll(dir); return "q\n" }) // it is gone by the end
	code := cli.RunAt(cli.Clock{Now: time.Now}, []string{"--plain"}, []string{"SOPRUN_DATA=" + data, "SOPRUN_BACKUP=" + dir, "TERM=dumb"}, leaves, io.Discard, &errs)
	if code != 1 || !strings.Contains(errs.String(), "the backup failed, and the log itself is safe: the folder is missing") {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
}

// reader answers with what it returns.
type reader func() string

func (r reader) Read(b []byte) (int, error) { return copy(b, r()), nil }

func TestABackupThatFailsIsSaidAndLosesNothing(t *testing.T) {
	data, dir := ownDemo(t), backupFolder(t)
	key := filepath.Join(data, "people", "a.khan.key")
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	got := opened(t, data, dir, time.Now())
	if got.code != 1 || !strings.Contains(got.errors, "a.khan") || !strings.Contains(got.errors, "the log itself is safe") {
		t.Errorf("%+v", got)
	}
	if left := copies(t, dir); len(left) == 0 || slices.ContainsFunc(left, func(n string) bool { return !strings.HasSuffix(n, ".unsound") }) {
		t.Errorf("left: %v", left)
	}
}
