package keyring

import (
	"errors"
	"io/fs"
	"path/filepath"

	"soprun/internal/disk"
)

// A receipt is the station's checkpoint over the tree that ends with a person's
// last act. It lies beside their key, outside the log: a log that was put back,
// or grown again from an earlier point, is contradicted by it.

func (r Ring) receiptPath(person string) string {
	return filepath.Join(r.Dir, "people", person+".receipt")
}

// Receipt returns a person's receipt, nil when they have none yet.
func (r Ring) Receipt(person string) ([]byte, error) {
	note, err := disk.ReadFile(r.receiptPath(person))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return note, err
}

// SaveReceipt replaces a person's receipt; it is the old one or the new one,
// never a part.
func (r Ring) SaveReceipt(person string, note []byte) error {
	return Replace(r.receiptPath(person), note)
}
