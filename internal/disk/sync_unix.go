//go:build !windows

package disk

import (
	"errors"
	"os"
	"syscall"
)

// SyncDir makes the names in a directory survive a power cut: of files that were
// made there, renamed or removed. Where the file system has nothing to be asked for,
// as some that are on another machine, it does nothing.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
