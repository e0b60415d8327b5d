package keyring

import (
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

func (r Ring) hostPath() string { return filepath.Join(r.Dir, "host.key") }

// Host reads the key that the station shows to terminals elsewhere, so that they know it
// again, and makes one where there is none. As the station's own, it is protected by the
// file's mode alone.
func (r Ring) Host(rand io.Reader) (ssh.Signer, error) {
	signer, err := r.readHost()
	if !errors.Is(err, ErrNoKey) {
		return signer, err
	}
	_, private, err := ed25519.GenerateKey(rand)
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	block, err := ssh.MarshalPrivateKey(private, "soprun host key")
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	if err := writeOnce(r.hostPath(), pem.EncodeToMemory(block)); err != nil && !errors.Is(err, ErrExists) {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return r.readHost()
}

func (r Ring) readHost() (ssh.Signer, error) {
	b, err := readPrivate(r.hostPath())
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	signer, err := ssh.ParsePrivateKey(b)
	if err != nil {
		return nil, fmt.Errorf("host key %s: %w", r.hostPath(), err)
	}
	return signer, nil
}
