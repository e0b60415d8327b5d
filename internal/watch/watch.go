// Package watch tells when pages in a folder on the disk change, so that a
// library shows them as they are. It says that something changed, never what:
// whoever listens reads the pages again.
package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"soprun/sop/page"
)

// Quiet is how long nothing has to happen before a change is told: an editor
// writes a page in several steps.
const Quiet = 200 * time.Millisecond

// Change says that pages changed, or with an error that changes may have been
// missed.
type Change struct{ Err error }

// Watcher watches one folder and all below it.
type Watcher struct {
	disk    *fsnotify.Watcher
	after   func(time.Duration) <-chan time.Time
	changes chan Change
}

// Folder watches a folder until Close. after is time.After, or a test's own.
func Folder(dir string, after func(time.Duration) <-chan time.Time) (*Watcher, error) {
	disk, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watching %q: %w", dir, err)
	}
	w := &Watcher{disk: disk, after: after, changes: make(chan Change, 1)}
	if err := w.add(dir); err != nil {
		return nil, errors.Join(fmt.Errorf("watching %q: %w", dir, err), disk.Close())
	}
	go w.run()
	return w, nil
}

// Changes returns where changes are told. Changes that nobody has taken yet are
// told once. It is closed when the watcher has ended.
func (w *Watcher) Changes() <-chan Change { return w.changes }

// Close ends the watching; Changes is closed once it has ended.
func (w *Watcher) Close() error { return w.disk.Close() }

// add watches a folder and the folders in it: a file is watched through its
// folder, so that one that is replaced by another of its name stays watched.
func (w *Watcher) add(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name != dir && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		return w.disk.Add(name)
	})
}

// run tells of changes until the folder is no longer watched.
func (w *Watcher) run() {
	defer close(w.changes)
	var quiet <-chan time.Time
	for {
		select {
		case e, ok := <-w.disk.Events:
			if !ok {
				return
			}
			if !concerns(e) {
				continue
			}
			if err := w.follow(e); err != nil {
				w.tell(Change{err})
			}
			quiet = w.after(Quiet)
		case err, ok := <-w.disk.Errors:
			if !ok {
				return
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) { // more than the system could tell
				quiet = w.after(Quiet)
				continue
			}
			w.tell(Change{err})
		case <-quiet:
			quiet = nil
			w.tell(Change{})
		}
	}
}

// concerns reports whether an event can be about a page: about one itself, about a figure of
// one, or about a folder of them; a name without an ending may have been one.
func concerns(e fsnotify.Event) bool {
	base := filepath.Base(e.Name)
	if e.Op == fsnotify.Chmod || strings.HasPrefix(base, ".") {
		return false
	}
	if page.Named(base) || figured(e.Name) || filepath.Ext(base) == "" {
		return true
	}
	info, err := os.Stat(e.Name)
	return err == nil && info.IsDir()
}

// figured reports whether a file lies where the figures of pages do.
func figured(name string) bool { return filepath.Base(filepath.Dir(name)) == page.FigureFolder }

// follow watches a folder that is new. What was put into it meanwhile is found
// when the pages are read.
func (w *Watcher) follow(e fsnotify.Event) error {
	if !e.Has(fsnotify.Create) {
		return nil
	}
	info, err := os.Stat(e.Name)
	if err != nil || !info.IsDir() {
		return nil // it is gone again, or a file
	}
	if err := w.add(e.Name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// tell leaves a change to be taken, unless one waits already; an error is not
// lost over a change.
func (w *Watcher) tell(c Change) {
	select {
	case w.changes <- c:
		return
	default:
	}
	if c.Err == nil {
		return
	}
	select {
	case <-w.changes:
	default:
	}
	select {
	case w.changes <- c:
	default:
	}
}
