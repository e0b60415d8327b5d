package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"soprun/internal/disk"
)

func TestAPathThatCouldMoveTheCursorIsSpeltOut(t *testing.T) {
	for path, want := range map[string]string{
		"/srv/bench 2/[x]*é": "/srv/bench 2/[x]*é",
		"a\x1b[2Jb":          `"a\x1b[2Jb"`,
		"a\u202egnp":         `"a\u202egnp"`,
		"a\nb":               `"a\nb"`,
	} {
		got := disk.Shown(path)
		if got != want || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q is shown as %s", path, got)
		}
	}
}

func TestADirectoryIsSyncedAndOneThatIsNotThereIsAnError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := disk.SyncDir(dir); err != nil {
		t.Error(err)
	}
	if err := disk.SyncDir(filepath.Join(dir, "none")); !os.IsNotExist(err) {
		t.Errorf("%v", err)
	}
}

func TestAMessageKeepsItsLinesAndSpellsTheRestOut(t *testing.T) {
	if got := disk.Lines("stat a\x1b[2J \u202eb: no such file\nand more"); got != `stat a\x1b[2J \u202eb: no such file`+"\nand more" {
		t.Errorf("%q", got)
	}
}

func TestWhatIsNoFileIsNotOpened(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x")
	for i := range 2 {
		f, err := disk.OpenToWrite(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteAt([]byte("ab"), int64(2*i))
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := disk.ReadFile(file); err != nil || string(text) != "abab" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := disk.ReadFile(dir); !errors.Is(err, disk.ErrNoFile) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := disk.OpenToWrite(dir); !errors.Is(err, disk.ErrNoFile) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := disk.Open(file + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
}
