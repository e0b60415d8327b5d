package keyring

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"

	"soprun/internal/disk"
	"soprun/sop/record"
)

// A new key of somebody who has one is written beside it first, then the log
// names it, then it takes the other's place. Whatever breaks off in between, both
// files are there, and Settle goes by the log.

func (r Ring) nextPath(person string) string { return r.path(person) + ".next" }

// Stage writes a person's new key beside the one that they have. What a rotation
// that broke off has left there is set aside.
func (r Ring) Stage(k *Key) error {
	next := r.nextPath(k.person)
	err := writeOnce(next, k.file)
	if !errors.Is(err, ErrExists) {
		return err
	}
	if _, err := setAside(next); err != nil {
		return err
	}
	return writeOnce(next, k.file)
}

// Unstage removes a new key that the log refused. The key itself is asked for, so
// that no other can be removed.
func (r Ring) Unstage(k *Key) error {
	return removeSame(r.nextPath(k.person), k.file)
}

// Settle puts the key in place that the log says a person has, as record writes
// it, if it lies there as a new one. The old file is set aside. It does nothing
// where the log does not name the new key.
func (r Ring) Settle(person, key string) error {
	next, path := r.nextPath(person), r.path(person)
	file, err := readPrivate(next)
	if errors.Is(err, ErrNoKey) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("new key of %q: %w", person, err)
	}
	if key == "" || PublicOf(file) != key {
		return nil
	}
	if err := linkAside(path, path+".old"); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil { // at any moment one of the two has the name
		return err
	}
	return disk.SyncDir(filepath.Dir(path))
}

// PublicOf returns the public key in a private key's file, which is not
// encrypted, "" where there is none.
func PublicOf(file []byte) string {
	_, err := ssh.ParseRawPrivateKey(file)
	var locked *ssh.PassphraseMissingError
	if !errors.As(err, &locked) || locked.PublicKey == nil {
		return ""
	}
	public, ok := locked.PublicKey.(ssh.CryptoPublicKey)
	if !ok {
		return ""
	}
	key, ok := public.CryptoPublicKey().(ed25519.PublicKey)
	if !ok {
		return ""
	}
	return record.PublicKey(key)
}

// linkAside gives a file, if it is there, a second name that no file has.
func linkAside(path, as string) error {
	for n := 1; ; n++ {
		err := os.Link(path, fmt.Sprintf("%s-%d", as, n))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case !errors.Is(err, fs.ErrExist):
			return err
		}
	}
}
