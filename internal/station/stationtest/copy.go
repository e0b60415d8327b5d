// Package stationtest prepares the folders of stations for tests.
package stationtest

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Copy copies a station's folder to a new one, with the modes that keys must have.
// Making people's keys takes time: tests make one station and work on copies.
func Copy(to string, from fs.FS) error {
	if err := os.CopyFS(to, from); err != nil {
		return err
	}
	return filepath.WalkDir(to, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(name, 0o600)
	})
}
