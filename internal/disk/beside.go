package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteBeside writes a file whole or not at all: it is what the next start finds sooner with it,
// and may be lost with the power.
func WriteBeside(name string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".soprun-*")
	if errors.Is(err, fs.ErrNotExist) {
		return err // there is no data folder yet
	}
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
