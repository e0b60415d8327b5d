package keyring

import (
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/crypto/ssh"

	"soprun/sop/record"
)

// Errors that callers branch on.
var (
	// ErrNoKey is returned when there is no key of that name.
	ErrNoKey = errors.New("there is no such key on this station")
	// ErrExists is returned when a key would be written over another.
	ErrExists = errors.New("there is a key of that name already")
	// ErrNoPassphrase is returned when nothing was typed: that is no wrong try.
	ErrNoPassphrase = errors.New("no passphrase was typed")
	// ErrPassphrase is returned when the passphrase does not open the key.
	ErrPassphrase = errors.New("that is not the passphrase of this key")
	// ErrOpenToOthers is returned for a key file that others could read.
	ErrOpenToOthers = errors.New("the key file can be read by others: set its mode to 0600")
)

// Ring is the directory of a station's keys.
type Ring struct {
	Dir string // required
}

func (r Ring) path(person string) string {
	return filepath.Join(r.Dir, "people", person+".key")
}

// Key is a new key that is not on disk yet.
type Key struct {
	*Signer

	person string
	file   []byte
}

// New makes a person's key, encrypted with the passphrase, which it wipes.
// Nothing is written before Save.
func New(person string, passphrase []byte, rand io.Reader) (*Key, error) {
	defer clear(passphrase)
	if err := record.CheckPersonID(person); err != nil {
		return nil, err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, fmt.Errorf("random bytes: %w", err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	clear(seed)
	file, err := encrypted(private, person, passphrase)
	if err != nil {
		return nil, err
	}
	return &Key{Signer: newSigner(private), person: person, file: file}, nil
}

// encrypted returns a private key as a file that the passphrase opens.
func encrypted(private ed25519.PrivateKey, person string, passphrase []byte) ([]byte, error) {
	unified := normalised(passphrase)
	defer clear(unified)
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, person, unified)
	if err != nil {
		return nil, fmt.Errorf("encrypting the key of %q: %w", person, err)
	}
	return pem.EncodeToMemory(block), nil
}

// Change encrypts an unlocked key with another passphrase, which it wipes. The
// key stays the same one. The file is the old one or the new one, never a part.
func (r Ring) Change(person string, signer *Signer, passphrase []byte) error {
	defer clear(passphrase)
	if signer.key == nil {
		return errors.New("the key was locked again")
	}
	file, err := encrypted(signer.key, person, passphrase)
	if err != nil {
		return err
	}
	return Replace(r.path(person), file)
}

// Save writes a new key. It never writes over another.
func (r Ring) Save(k *Key) error {
	return writeOnce(r.path(k.person), k.file)
}

// Discard removes a key that was saved and whose enrolment then failed. The
// key itself is asked for, so that no other can be removed.
func (r Ring) Discard(k *Key) error {
	return removeSame(r.path(k.person), k.file)
}

// SetAside renames a key file that belongs to nobody in the log, as an
// enrolment that broke off leaves it, and returns the new name.
func (r Ring) SetAside(person string) (string, error) { return setAside(r.path(person)) }

// Has reports whether there is a key of this person.
func (r Ring) Has(person string) bool {
	_, err := os.Lstat(r.path(person))
	return err == nil
}

// Unlock opens a person's key with their passphrase, which it wipes.
func (r Ring) Unlock(person string, passphrase []byte) (*Signer, error) {
	defer clear(passphrase)
	if err := record.CheckPersonID(person); err != nil {
		return nil, err
	}
	if len(passphrase) == 0 {
		return nil, ErrNoPassphrase
	}
	file, err := readPrivate(r.path(person))
	if err != nil {
		return nil, fmt.Errorf("key of %q: %w", person, err)
	}
	raw, err := parse(file, passphrase)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, fmt.Errorf("key of %q: %w", person, ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("key of %q: %w", person, err)
	}
	key, ok := raw.(*ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("key of %q: is %T, needs Ed25519", person, raw)
	}
	return newSigner(*key), nil
}

// parse opens a key file with a passphrase in any of its spellings: together they
// are one try.
func parse(file, passphrase []byte) (raw any, err error) {
	all := spellings(passphrase)
	defer func() {
		for _, form := range all {
			clear(form)
		}
	}()
	for _, form := range all {
		if raw, err = ssh.ParseRawPrivateKeyWithPassphrase(file, form); !errors.Is(err, x509.IncorrectPasswordError) {
			return raw, err
		}
	}
	return raw, err
}

// Signer is an unlocked key. The program holds one for a single signature;
// only demonstrations and tests, which sign many times, hold one for longer.
type Signer struct {
	public ed25519.PublicKey
	key    ed25519.PrivateKey // nil once it is locked
}

func newSigner(key ed25519.PrivateKey) *Signer {
	return &Signer{public: slices.Clone(key.Public().(ed25519.PublicKey)), key: key}
}

// Public returns the public key.
func (s *Signer) Public() crypto.PublicKey { return s.public }

// Sign signs as crypto.Signer describes it.
func (s *Signer) Sign(rand io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if s.key == nil {
		return nil, errors.New("the key was locked again")
	}
	return s.key.Sign(rand, message, opts)
}

// Lock wipes the key from memory; the signer cannot be used again.
func (s *Signer) Lock() {
	clear(s.key)
	s.key = nil
}
