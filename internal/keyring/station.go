package keyring

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func (r Ring) stationPath() string { return filepath.Join(r.Dir, "station.key") }

// NewStation makes the station's key, named after the log's origin, and
// writes it. It returns the verifier key that the genesis names. The station
// has to sign without anyone present, so its key is protected by the file's
// mode alone: people's signatures witness the station, see FORMAT.md.
func (r Ring) NewStation(origin string, rand io.Reader) (verifier string, err error) {
	private, verifier, err := note.GenerateKey(rand, origin)
	if err != nil {
		return "", fmt.Errorf("station key: %w", err)
	}
	if err := writeOnce(r.stationPath(), []byte(private+"\n")); err != nil {
		return "", fmt.Errorf("station key: %w", err)
	}
	return verifier, nil
}

// Station reads the station's key.
func (r Ring) Station() (note.Signer, error) {
	b, err := readPrivate(r.stationPath())
	if err != nil {
		return nil, fmt.Errorf("station key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSuffix(string(b), "\n"))
	if err != nil {
		return nil, fmt.Errorf("station key: %w", err)
	}
	return signer, nil
}

// SetStationAside renames a station key that no log was made with, as a set-up
// that broke off leaves it. It does nothing when there is none.
func (r Ring) SetStationAside() error {
	if _, err := os.Lstat(r.stationPath()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	_, err := setAside(r.stationPath())
	return err
}
