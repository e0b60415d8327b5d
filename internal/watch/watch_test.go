package watch_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"soprun/internal/watch"
)

// clock hands out every quiet time that was asked for, to be ended by the test.
type clock struct{ asked chan chan time.Time }

func newClock() clock { return clock{make(chan chan time.Time, 100)} }

func (c clock) after(time.Duration) <-chan time.Time {
	t := make(chan time.Time, 1)
	c.asked <- t
	return t
}

// follow ends each quiet time at once until a change is told.
func (c clock) follow(w *watch.Watcher) watch.Change {
	for {
		select {
		case t := <-c.asked:
			t <- time.Time{}
		case change := <-w.Changes():
			return change
		}
	}
}

func folder(t *testing.T, dir string) (*watch.Watcher, clock) {
	t.Helper()
	c := newClock()
	w, err := watch.Folder(dir, c.after)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		for range w.Changes() { // until the watcher has ended
		}
	})
	return w, c
}

func write(t *testing.T, name string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAPageThatIsWrittenReplacedOrDeletedIsTold(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "group"), 0o700); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "group", "page.md")
	write(t, name)
	w, c := folder(t, dir)
	for _, change := range []struct {
		name string
		do   func() error
	}{
		{"written", func() error { return os.WriteFile(name, []byte("more"), 0o600) }},
		{"replaced by a rename", func() error {
			beside := filepath.Join(dir, "group", ".page.md.tmp")
			if err := os.WriteFile(beside, []byte("other"), 0o600); err != nil {
				return err
			}
			return os.Rename(beside, name)
		}},
		{"written again after it was replaced", func() error { return os.WriteFile(name, []byte("again"), 0o600) }},
		{"deleted", func() error { return os.Remove(name) }},
		{"new", func() error { return os.WriteFile(filepath.Join(dir, "top.md"), nil, 0o600) }},
	} {
		if err := change.do(); err != nil {
			t.Fatal(err)
		}
		if got := c.follow(w); got.Err != nil {
			t.Errorf("%s: %v", change.name, got.Err)
		}
	}
}

func TestAPageInANewFolderIsTold(t *testing.T) {
	dir := t.TempDir()
	w, c := folder(t, dir)
	if err := os.MkdirAll(filepath.Join(dir, "new", "deep"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := c.follow(w); got.Err != nil {
		t.Fatal(got.Err)
	}
	write(t, filepath.Join(dir, "new", "page.md"))
	if got := c.follow(w); got.Err != nil {
		t.Error(got.Err)
	}
}

func TestAFolderThatIsNotThereIsAnError(t *testing.T) {
	if _, err := watch.Folder(filepath.Join(t.TempDir(), "gone"), time.After); err == nil {
		t.Error("nothing is watched, and nothing said so")
	}
}

func TestClosingEndsTheWatching(t *testing.T) {
	w, err := watch.Folder(t.TempDir(), time.After)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, open := <-w.Changes(); open {
		t.Error("a change was told after the end")
	}
	if err := w.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}
