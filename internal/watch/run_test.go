package watch

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// scripted is a watcher whose events the test sends; its channels have no room,
// so that what was sent has been taken.
func scripted(t *testing.T) (w *Watcher, asked chan chan time.Time) {
	t.Helper()
	asked = make(chan chan time.Time, 10)
	after := func(d time.Duration) <-chan time.Time {
		if d != Quiet {
			t.Errorf("a quiet time of %s", d)
		}
		c := make(chan time.Time)
		asked <- c
		return c
	}
	w = &Watcher{disk: &fsnotify.Watcher{Events: make(chan fsnotify.Event), Errors: make(chan error)}, after: after, changes: make(chan Change, 1)}
	go w.run()
	t.Cleanup(func() {
		close(w.disk.Events)
		for range w.Changes() { // until it has ended
		}
	})
	return w, asked
}

func wrote(name string) fsnotify.Event { return fsnotify.Event{Name: name, Op: fsnotify.Write} }

func TestAChangeIsToldOnceNothingMoreHappens(t *testing.T) {
	w, asked := scripted(t)
	w.disk.Events <- wrote("a.md")
	first := <-asked
	w.disk.Events <- wrote("b.md")
	second := <-asked
	select {
	case first <- time.Time{}:
		t.Fatal("the first quiet time is still waited for")
	default:
	}
	w.disk.Events <- wrote("README.md")
	if n := len(w.Changes()); n != 0 || len(asked) != 0 {
		t.Fatalf("%d changes were told before it was quiet", n)
	}
	second <- time.Time{}
	if got := <-w.Changes(); got.Err != nil {
		t.Error(got.Err)
	}
	w.disk.Events <- wrote("README.md")
	if n := len(w.Changes()); n != 0 {
		t.Errorf("told %d times more", n)
	}
}

func TestChangesThatNobodyTookAreToldOnceAndAnErrorIsNotLostOverThem(t *testing.T) {
	w, asked := scripted(t)
	for range 3 {
		w.disk.Events <- wrote("a.md")
		(<-asked) <- time.Time{}
	}
	broken := errors.New("the disk was pulled out")
	w.disk.Errors <- broken
	w.disk.Events <- wrote("README.md")
	if got := <-w.Changes(); !errors.Is(got.Err, broken) {
		t.Errorf("told %v", got)
	}
	if n := len(w.Changes()); n != 0 {
		t.Errorf("%d more", n)
	}
}

func TestMoreChangesThanCanBeCountedAreAChange(t *testing.T) {
	w, asked := scripted(t)
	w.disk.Errors <- fsnotify.ErrEventOverflow
	(<-asked) <- time.Time{}
	if got := <-w.Changes(); got.Err != nil {
		t.Error(got.Err)
	}
}

func TestOnlyPagesAndFoldersConcernTheLibrary(t *testing.T) {
	dotted := filepath.Join(t.TempDir(), "v1.0")
	if err := os.Mkdir(dotted, 0o700); err != nil {
		t.Fatal(err)
	}
	for e, want := range map[fsnotify.Event]bool{
		wrote("a/page.md"): true, {Name: "a/page.md", Op: fsnotify.Remove}: true, {Name: "a/page.md", Op: fsnotify.Rename}: true,
		{Name: "a/group", Op: fsnotify.Create}: true, {Name: "a/group", Op: fsnotify.Remove}: true, {Name: dotted, Op: fsnotify.Create}: true,
		{Name: "a/page.md", Op: fsnotify.Chmod}: false, wrote("a/README.md"): false, wrote("a/notes.txt"): false,
		wrote("a/figures/rotor.svg"): true, {Name: "a/figures/rotor.png", Op: fsnotify.Remove}: true, wrote("a/rotor.svg"): false, wrote("a/figures/.rotor.svg.swp"): false,
		wrote("a/.page.md.swp"): false, wrote("a/page.md~"): false, wrote("a/.git"): false,
	} {
		if got := concerns(e); got != want {
			t.Errorf("%s: %v", e, got)
		}
	}
}
