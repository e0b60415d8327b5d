package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrExists is returned when something would be written over.
var ErrExists = errors.New("it exists already, and was not touched")

// NewFile is a file that gets its name when it is whole. Until then it stands under
// another one beside it.
type NewFile struct {
	*os.File
	path string
}

// Create begins a file that is not there yet, which only its owner can read. The caller
// discards it.
func Create(path string) (*NewFile, error) {
	if err := Free(path); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, NoFolder(filepath.Dir(path), err)
	}
	return &NewFile{f, path}, nil
}

// Free returns ErrExists for a path that is taken.
func Free(path string) error {
	_, err := os.Lstat(path)
	if err == nil {
		return fmt.Errorf("%q: %w", path, ErrExists)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Commit gives the file its name, which nothing else must have taken meanwhile.
func (f *NewFile) Commit() error { return f.commit(os.Link) }

// commit is Commit by what makes a link.
func (f *NewFile) commit(link func(from, to string) error) error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	// Unlike a rename, a link fails where there is a file.
	err := link(f.Name(), f.path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%q: %w", f.path, ErrExists)
	case err != nil: // a memory stick has no links
		if err := take(f.path); err != nil {
			return err
		}
		if err := os.Rename(f.Name(), f.path); err != nil {
			return errors.Join(err, os.Remove(f.path))
		}
	default:
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
	}
	return SyncDir(filepath.Dir(f.path))
}

// take makes an empty file of a name that nothing has.
func take(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%q: %w", path, ErrExists)
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// Discard removes what was not committed.
func (f *NewFile) Discard() {
	_ = f.Close() // closed already where it was committed
	_ = os.Remove(f.Name())
}
