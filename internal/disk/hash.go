package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// maxHashed bounds what Hash reads, in bytes.
const maxHashed = 1 << 30

// Hash returns the SHA-256 of a file that somebody names as evidence, in hexadecimal. What is no
// file, is larger than 1 GB or is empty is an error: that would be evidence of nothing.
func Hash(path string) (sum string, err error) {
	f, err := Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%q is not a file", path)
	case info.Size() > maxHashed:
		return "", fmt.Errorf("%q is larger than 1 GB", path)
	}
	h := sha256.New()
	read, err := io.Copy(h, f)
	switch {
	case err != nil:
		return "", err
	case read == 0:
		return "", fmt.Errorf("%q is empty, 0 bytes: save it again, or name the file that has the evidence", path)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
