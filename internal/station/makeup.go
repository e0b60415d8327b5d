package station

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"soprun/internal/disk"
)

// unfinishedName is the file that stands in a folder while something is made up in it. What is
// made up is not synced before its end: until then nobody can tell how much of it is there.
const unfinishedName = "UNFINISHED"

const unfinishedText = "What was made up in this folder was not finished. Delete the folder, and make it again.\n"

// ErrUnfinished is returned by Open for a folder in which something was made up and not finished.
var ErrUnfinished = errors.New("what was made up there was not finished: delete the folder, and make it again")

// beginMakingUp makes the folder, or takes one that is empty, and marks it.
func beginMakingUp(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return fmt.Errorf("%q is not empty; what is made up needs a folder of its own", dir)
	}
	if err := os.WriteFile(filepath.Join(dir, unfinishedName), []byte(unfinishedText), 0o600); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}

// finished returns ErrUnfinished for a folder that is still marked.
func finished(dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, unfinishedName)); err == nil {
		return fmt.Errorf("%q: %w", dir, ErrUnfinished)
	}
	return nil
}

// Finish closes a log that was made up: once all of it is on the disk its folder is one like any
// other.
func (s *Station) Finish() error {
	if err := s.Close(); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(s.cfg.Dir, unfinishedName)); err != nil {
		return err
	}
	return disk.SyncDir(s.cfg.Dir)
}

// Abandon closes a log that was being made up, and removes all that was made in its folder; the
// mark goes last.
func (s *Station) Abandon() error {
	err := s.Close()
	there, reading := os.ReadDir(s.cfg.Dir)
	err = errors.Join(err, reading)
	for _, e := range there {
		if e.Name() != unfinishedName {
			err = errors.Join(err, os.RemoveAll(filepath.Join(s.cfg.Dir, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	return os.Remove(filepath.Join(s.cfg.Dir, unfinishedName))
}
