package keyring

import (
	"soprun/internal/disk"
)

// Adopt opens a person's key in another ring, to be saved in this one as it is. The
// passphrase is wiped.
func Adopt(from Ring, person string, passphrase []byte) (*Key, error) {
	signer, err := from.Unlock(person, passphrase)
	if err != nil {
		return nil, err
	}
	file, err := disk.ReadFile(from.path(person))
	if err != nil {
		return nil, err
	}
	return &Key{Signer: signer, person: person, file: file}, nil
}
