package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// NoFolder says of an error that a folder is missing, where that is why, and what to do.
func NoFolder(dir string, err error) error {
	if _, there := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && errors.Is(there, fs.ErrNotExist) {
		return fmt.Errorf("the folder is missing, make it first or name another: %q", dir) // what to do first: a long path is cut
	}
	return err
}

// Private returns nil for a folder that is this user's own and closed to all others,
// and no link to one.
func Private(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return NoFolder(dir, err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%q is no folder", dir)
	}
	if !isOwn(info) {
		return fmt.Errorf("%q is not a folder that only this user can enter: set its mode to 0700", dir)
	}
	return nil
}
