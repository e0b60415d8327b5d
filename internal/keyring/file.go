package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"soprun/internal/disk"
)

// writeOnce writes a private file so that it is whole or not there, and never
// in place of another.
func writeOnce(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	// Unlike a rename, a link fails where there is a file.
	err := write(path, data, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	return err
}

// Replace writes a private file, in place of another where there is one: it is
// the old one or the new one, never a part.
func Replace(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return write(path, data, os.Rename)
}

// write puts data on disk beside path and then gives it that name, so that
// neither a crash nor a full disk leaves a part of it there.
func write(path string, data []byte, name func(from, to string) error) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // it is under its name by then, or of no use
	_, err = tmp.Write(data)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := name(tmp.Name(), path); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}

// removeSame removes a file that has this content, and no other.
func removeSame(path string, content []byte) error {
	onDisk, err := disk.ReadFile(path)
	if err != nil || !slices.Equal(onDisk, content) {
		return errors.Join(err, ErrNoKey)
	}
	return os.Remove(path)
}

// readPrivate reads a file that nobody else may read.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, ErrOpenToOthers
	}
	return disk.ReadFile(path)
}

// setAside gives a file another name, which it returns.
func setAside(path string) (string, error) {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.unused-%d", path, n)
		err := os.Link(path, aside)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return aside, os.Remove(path)
	}
}
