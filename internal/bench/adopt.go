package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"soprun/sop/page"
	"soprun/sop/standard"
)

// OwnFolder says where on the disk the last folder of pages is: the
// department's own, into which pages are adopted.
func (b *Bench) OwnFolder(dir string) { b.own = dir }

// CanAdopt says why a page cannot be copied into the department's folder, nil
// when it can.
func (b *Bench) CanAdopt(id string) error {
	_, err := b.adoptable(id)
	return err
}

func (b *Bench) adoptable(id string) (opened, error) {
	o, err := b.pages.page(id, "")
	switch {
	case err != nil:
		return o, err
	case b.own == "":
		return o, errors.New("there is no folder for the department's own pages: start soprun with --pages and the folder that holds them")
	case o.folder == len(b.pages.folders)-1:
		return o, fmt.Errorf("this page is the department's own already: set its values in %s, with an editor", o.path)
	default:
		return o, o.adoptable()
	}
}

// adoptable refuses a page with errors.
func (o opened) adoptable() error {
	if o.Fault != "" {
		return fmt.Errorf("%s has errors: %s", o.ID, o.Fault)
	}
	return nil
}

// Adopt copies a page into the department's folder with local values set, and
// returns the new file's path in it.
func (b *Bench) Adopt(id string, settings []page.Setting) (file string, err error) {
	o, err := b.adoptable(id)
	if err != nil {
		return "", err
	}
	defer b.pages.forget()
	return o.copyTo(b.own, settings)
}

// Adopt copies the page with this id into a folder on the disk with local
// values set, and returns the new file's path in it. It refuses a folder that
// has a page of this id already.
func (s *Shelf) Adopt(id, dir string, settings []page.Setting) (file string, err error) {
	o, err := s.pages.page(id, "")
	if err != nil {
		return "", err
	}
	if err := o.adoptable(); err != nil {
		return "", err
	}
	if _, err := os.Stat(dir); err == nil {
		there, found, err := (&catalogue{folders: []fs.FS{os.DirFS(dir)}}).find(o.ID, "")
		if err != nil {
			return "", err
		}
		if found {
			return "", fmt.Errorf("%s is in that folder already, as %s: edit it there", o.ID, there.path)
		}
	}
	return o.copyTo(dir, settings)
}

// copyTo writes the page with its values set where it stands below its own
// folder, so that it stays in its group.
func (o opened) copyTo(dir string, settings []page.Setting) (string, error) {
	text, err := page.Set(o.text, page.Options{Standard: standard.ST0218()}, settings...)
	if err != nil {
		return "", err
	}
	return o.path, WriteNew(filepath.Join(dir, filepath.FromSlash(o.path)), text)
}

// WriteNew writes a file whole or not at all, and never over one that exists.
// Folders that are missing are made.
func WriteNew(name string, text []byte) error {
	taken := fmt.Errorf("%q exists already: nothing was written; choose another name, or move it away first", name)
	if _, err := os.Lstat(name); err == nil {
		return taken
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".soprun-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close())
	if err == nil {
		err = settle(tmp.Name(), name)
	}
	if errors.Is(err, fs.ErrExist) {
		err = taken
	}
	gone := os.Remove(tmp.Name())
	if errors.Is(gone, fs.ErrNotExist) {
		gone = nil // it was renamed
	}
	return errors.Join(err, gone)
}

// settle gives a finished file its name, unless that is taken. Where the disk
// has no second names, an empty file holds the name until the finished one
// takes its place.
func settle(tmp, name string) error {
	err := os.Link(tmp, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), os.Rename(tmp, name)); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// FileName is a name for a new page's file, from its id.
func FileName(id string) string { return strings.ToLower(id) + ".md" }
