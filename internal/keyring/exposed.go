package keyring

import (
	"errors"
	"io/fs"
	"path/filepath"

	"soprun/internal/disk"
)

// A key is exposed when its passphrase was typed into a text that is kept for
// ever. Which key that is lies beside it, so that it signs nothing more but the
// entry that names another; the mark means nothing for the other.

func (r Ring) exposedPath(person string) string {
	return filepath.Join(r.Dir, "people", person+".exposed")
}

// Expose marks a person's key, named by its public key as entries write it, as
// one whose passphrase others can read.
func (r Ring) Expose(person, public string) error {
	return Replace(r.exposedPath(person), []byte(public+"\n"))
}

// Exposed reports whether this key of a person is marked.
func (r Ring) Exposed(person, public string) (bool, error) {
	marked, err := disk.ReadFile(r.exposedPath(person))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return string(marked) == public+"\n", err
}
