package pages

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

// Adoptable refuses a page with errors.
func (o Opened) Adoptable() error {
	if o.Fault != "" {
		return fmt.Errorf("%s has errors: %s", o.ID, o.Fault)
	}
	return nil
}

// Adopt copies the page with this id into a folder on the disk with local
// values set, and returns the new file's path in it. It refuses a folder that
// has a page of this id already.
func (c *Catalogue) Adopt(id, dir string, settings []page.Setting) (file string, err error) {
	o, err := c.Page(id, "")
	if err != nil {
		return "", err
	}
	if err := o.Adoptable(); err != nil {
		return "", err
	}
	if _, err := os.Stat(dir); err == nil {
		there, found, err := New(os.DirFS(dir)).find(o.ID, "")
		if err != nil {
			return "", err
		}
		if found {
			return "", fmt.Errorf("%s is in that folder already, as %s: edit it there", o.ID, there.Path)
		}
	}
	return o.CopyTo(dir, settings)
}

// CopyTo writes the page with its values set where it stands below its own
// folder, so that it stays in its group, with its figures.
func (o Opened) CopyTo(dir string, settings []page.Setting) (string, error) {
	text, err := page.Set(o.Text, page.Options{Standard: standard.ST0218()}, settings...)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, filepath.FromSlash(o.Path))
	if err := free(name); err != nil {
		return "", err
	}
	if err := WriteFigures(o.Procedure.Figures, filepath.Dir(name)); err != nil {
		return "", err
	}
	return o.Path, WriteNew(name, text)
}

// free refuses the name of a file that exists.
func free(name string) error {
	if _, err := os.Lstat(name); err == nil {
		return taken(name)
	}
	return nil
}

func taken(name string) error {
	return fmt.Errorf("%q exists already: nothing was written; choose another name, or move it away first", name)
}

// WriteNew writes a file whole or not at all, and never over one that exists.
// Folders that are missing are made.
func WriteNew(name string, text []byte) error {
	if err := free(name); err != nil {
		return err
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
		err = taken(name)
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
