package hub

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"soprun/internal/disk"
)

// Released is the release that a station has, in a folder of its own beside the log.
type Released struct {
	Dir string           // required: the folder
	Now func() time.Time // required: its location is the local zone
}

const (
	trustFile    = "release.keys"
	releasedFile = "release.json"
	signedFile   = "signatures.json"
	comparedFile = "compared"
	pagesFolder  = "pages"
)

// ErrNoTrust is returned where nobody said whose releases this station takes.
var ErrNoTrust = errors.New("this station trusts nobody's releases yet: soprun release trust FILE says whose it takes")

// Trust returns whose releases are taken.
func (r Released) Trust() (Trust, error) {
	text, err := disk.ReadFile(filepath.Join(r.Dir, trustFile))
	if errors.Is(err, os.ErrNotExist) {
		return Trust{}, ErrNoTrust
	}
	if err != nil {
		return Trust{}, err
	}
	return ReadTrust(text)
}

// SetTrust says whose releases are taken from now on. One that was set before is only replaced
// where that is meant.
func (r Released) SetTrust(text []byte, replace bool) (Trust, error) {
	t, err := ReadTrust(text)
	if err != nil {
		return t, err
	}
	if _, err := r.Trust(); !replace && !errors.Is(err, ErrNoTrust) {
		return t, errors.New("this station trusts somebody already: --replace takes these keys instead")
	}
	if err := os.MkdirAll(r.Dir, 0o700); err != nil {
		return t, err
	}
	return t, replaceFile(filepath.Join(r.Dir, trustFile), text)
}

// replaceFile puts a file in place of the one of its name, whole or not at all.
func replaceFile(path string, content []byte) error {
	fresh := path + ".new"
	if err := os.WriteFile(fresh, content, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

// Kept is the release that a station has.
type Kept struct {
	Release
	Compared time.Time // when it was last compared with a hub
	Expired  bool      // it is kept, and a newer one is wanted
	Manifest []byte
}

// Kept returns the release that is here, as its keys and its texts vouch for it: what was changed
// on the disk is an error. It is nil where there is none.
func (r Released) Kept() (*Kept, error) {
	manifest, err := disk.ReadFile(filepath.Join(r.Dir, releasedFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	trust, err := r.Trust()
	if err != nil {
		return nil, err
	}
	var signatures [][]byte
	text, err := disk.ReadFile(filepath.Join(r.Dir, signedFile))
	if err == nil {
		err = json.Unmarshal(text, &signatures)
	}
	if err != nil {
		return nil, err
	}
	k := &Kept{Manifest: manifest}
	if k.Release, err = trust.Verify(manifest, signatures, nil, ""); err != nil { // one that expired is kept
		return nil, fmt.Errorf("the release that is here: %w", err)
	}
	k.Expired = k.Expires <= r.today()
	if info, err := os.Stat(filepath.Join(r.Dir, comparedFile)); err == nil {
		k.Compared = info.ModTime()
	}
	for _, f := range k.files() {
		if err := r.has(f); err != nil {
			return k, fmt.Errorf("%s in release %d: %w", f.of, k.Number, err)
		}
	}
	return k, nil
}

func (r Released) today() string { return r.Now().Format(time.DateOnly) }

// Folder returns where the pages are.
func (r Released) Folder() string { return filepath.Join(r.Dir, pagesFolder) }

func (r Released) at(f file) string { return filepath.Join(r.Folder(), filepath.FromSlash(f.name)) }

// has returns an error unless a file is here as the release names it.
func (r Released) has(f file) error {
	text, err := disk.ReadFile(r.at(f))
	if sum := sha256.Sum256(text); err == nil && hex.EncodeToString(sum[:]) != f.sum {
		err = errors.New("it was changed since it came: pull the release again")
	}
	return err
}

// Text returns the text of a page of the release that is here.
func (r Released) Text(p ReleasedPage) ([]byte, error) {
	return disk.ReadFile(r.at(file{name: p.ID + ".md"}))
}

// Pull takes the newest release of a hub over, where the keys of this station vouch for it; it
// returns what is here then, nil for nothing. Of one that is refused nothing is kept.
func (r Released) Pull(ctx context.Context, url string) (*Kept, error) {
	trust, err := r.Trust()
	if err != nil {
		return nil, err
	}
	db, err := Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }() // it was only read
	number, manifest, signatures, err := db.LastRelease(ctx)
	if err != nil || number == 0 {
		return nil, err
	}
	last, err := disk.ReadFile(filepath.Join(r.Dir, releasedFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if errors.Is(err, os.ErrNotExist) {
		last = nil
	}
	release, err := trust.Verify(manifest, signatures, last, r.today())
	if err != nil {
		return nil, err
	}
	if err := r.take(ctx, db, release); err != nil {
		return nil, err
	}
	text, err := json.Marshal(signatures)
	if err != nil {
		return nil, err
	}
	// The manifest comes last: before it the texts are those of the release before, or of this one,
	// and Kept says which of them are not.
	err = replaceFile(filepath.Join(r.Dir, signedFile), text)
	if err == nil {
		err = replaceFile(filepath.Join(r.Dir, releasedFile), manifest)
	}
	if err == nil {
		err = r.drop(release)
	}
	now := r.Now()
	if err == nil {
		err = replaceFile(filepath.Join(r.Dir, comparedFile), []byte(now.UTC().Format(time.RFC3339)+"\n"))
	}
	if err == nil {
		err = os.Chtimes(filepath.Join(r.Dir, comparedFile), now, now)
	}
	if err != nil {
		return nil, err
	}
	return r.Kept()
}

// take writes the files that are not here. All of them are read before any is written.
func (r Released) take(ctx context.Context, db *DB, release Release) error {
	texts := map[string][]byte{}
	for _, f := range release.files() {
		if r.has(f) == nil {
			continue
		}
		text, err := db.released(ctx, release.Number, f)
		if err != nil {
			return err
		}
		texts[f.name] = text
	}
	for _, f := range release.files() {
		if text, fresh := texts[f.name]; fresh {
			if err := os.MkdirAll(filepath.Dir(r.at(f)), 0o700); err != nil {
				return err
			}
			if err := replaceFile(r.at(f), text); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop removes what is not in the release any more.
func (r Released) drop(release Release) error {
	keep := map[string]bool{}
	for _, f := range release.files() {
		keep[r.at(f)] = true
	}
	return filepath.WalkDir(r.Folder(), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || keep[name] {
			return err
		}
		return os.Remove(name)
	})
}
