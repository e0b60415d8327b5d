//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"soprun/internal/station/stationtest"
)

// A pipe in the place of a file would make whoever reads it wait for ever, and a device
// has no end.
func TestAPipeOrADeviceInPlaceOfAFileIsAnErrorOrIsPassedBy(t *testing.T) {
	demo := ownDemo(t)
	if got := runCLI(demo); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	put := map[string]func(path string) error{
		"a pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a device": func(path string) error { return os.Symlink("/dev/zero", path) },
	}
	for _, name := range filesOf(t, demo) {
		rel, err := filepath.Rel(demo, name)
		if err != nil {
			t.Fatal(err)
		}
		for what, puts := range put {
			dir := filepath.Join(t.TempDir(), "d")
			if err := stationtest.Copy(dir, os.DirFS(demo)); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(filepath.Join(dir, rel)); err != nil {
				t.Fatal(err)
			}
			if err := puts(filepath.Join(dir, rel)); err != nil {
				t.Fatal(err)
			}
			done := beside(func() {
				for _, args := range append(readings, []string{"backup", filepath.Join(t.TempDir(), "b")}, []string{}) {
					got := runCLI(dir, args...)
					if got.code > 1 || strings.Contains(got.out+got.errors, "goroutine") {
						t.Errorf("%s is %s: soprun %v ends with %d: %s", rel, what, args, got.code, got.errors)
					}
				}
			})
			select {
			case <-done:
			case <-time.After(time.Minute):
				t.Fatalf("%s is %s: it waits for ever", rel, what)
			}
		}
	}
}

// beside calls f beside the test, and says when it has ended.
func beside(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

func TestAFolderOfPagesWithAPipeOrADeviceIsListed(t *testing.T) {
	demo, pages := ownDemo(t), t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(pages, "pipe.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(pages, "zero.md")); err != nil {
		t.Fatal(err)
	}
	done := beside(func() {
		got := runCLI(demo, "--pages", pages) // the dialogue, whose input ends at once
		if got.code != 0 || !strings.Contains(got.out, "pipe.md") || !strings.Contains(got.out, "zero.md") {
			t.Errorf("%d: %s%s", got.code, got.out, got.errors)
		}
		if got := runCLI(demo, "lint", pages); got.code != 1 || !strings.Contains(got.errors, "it is no plain file") {
			t.Errorf("lint: %+v", got)
		}
	})
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it waits for ever")
	}
}
