package station

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/keyring"
	"soprun/internal/store"
	"soprun/sop/record"
)

// KeysError says which keys beside a log are not those that it names.
type KeysError struct {
	Station bool     // the station's key is missing
	Missing []string // people whose key is missing
	Others  []string // files that hold another key than the log gives their person, or the station
}

// Error names them.
func (e *KeysError) Error() string {
	var parts []string
	if e.Station {
		parts = append(parts, "the station's key is missing: nothing can be recorded with this copy")
	}
	if len(e.Missing) > 0 {
		parts = append(parts, fmt.Sprintf("the key of %s is missing: they sign again once an administrator has given them another", strings.Join(e.Missing, ", ")))
	}
	if len(e.Others) > 0 {
		parts = append(parts, strings.Join(e.Others, ", ")+" is not the key that the log names: somebody put it there")
	}
	return strings.Join(parts, "; ")
}

// OnlyMissing reports whether every key that is there is the right one.
func (e *KeysError) OnlyMissing() bool { return len(e.Others) == 0 }

// checkKeys compares the keys in a folder, or in a backup, with what the log says.
func checkKeys(folder fs.FS, state *record.State) error {
	found := &KeysError{}
	switch file, err := fs.ReadFile(folder, "station.key"); {
	case errors.Is(err, fs.ErrNotExist):
		found.Station = true
	case err != nil:
		return err
	case !isStations(file, state.StationKey):
		found.Others = append(found.Others, "station.key")
	}
	for id, p := range state.People {
		if p.Key == "" {
			continue
		}
		name := "people/" + id + ".key"
		switch file, err := fs.ReadFile(folder, name); {
		case errors.Is(err, fs.ErrNotExist):
			found.Missing = append(found.Missing, id)
		case err != nil:
			return err
		case keyring.PublicOf(file) != p.Key:
			found.Others = append(found.Others, name)
		}
	}
	if !found.Station && len(found.Missing) == 0 && len(found.Others) == 0 {
		return nil
	}
	slices.Sort(found.Missing)
	slices.Sort(found.Others)
	return found
}

func isStations(file []byte, verifier string) bool {
	signer, err := note.NewSigner(string(bytes.TrimSuffix(file, []byte("\n"))))
	v, verifierErr := note.NewVerifier(verifier)
	if err != nil || verifierErr != nil {
		return false
	}
	text := []byte("whose key is this?\n")
	signature, err := signer.Sign(text)
	return err == nil && v.Verify(text, signature)
}

// CheckBackup verifies a backup: its log, which lies in a file of its own, whole, and
// that each key is there and is its person's. It returns ErrUnsound with the first
// fault, or a *KeysError.
func CheckBackup(ctx context.Context, log string, backup fs.FS, progress func(done, total int64)) (*record.Report, error) {
	report, err := store.Audit(ctx, log, progress)
	switch {
	case err != nil:
		return nil, err
	case !report.OK():
		return report, fmt.Errorf("%w: %w", ErrUnsound, report.Faults[0])
	}
	return report, checkKeys(backup, report.State)
}
