package hub

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/disk"
	"soprun/internal/store"
)

// folderOf is the folder of a log's copy. The names of logs have no underscore.
func (c *Copies) folderOf(log string) string {
	return filepath.Join(c.Dir, strings.ReplaceAll(log, "/", "_"))
}

// Key returns the key that seals what is derived from the copies, which is made once.
func (c *Copies) Key() (*store.CopyKey, error) {
	path := filepath.Join(c.Dir, keyFile)
	text, err := disk.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		var private, public string
		if private, public, err = note.GenerateKey(rand.Reader, keyName); err != nil {
			return nil, err
		}
		text = []byte(private + "\n" + public + "\n")
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		return nil, err
	}
	private, public, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	signer, err := note.NewSigner(private)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &store.CopyKey{Signer: signer, Verifier: verifier}, nil
}

// List returns the copies that are here, by site, as they were when they were last compared.
func (c *Copies) List() (all []Copy, err error) {
	files, err := filepath.Glob(filepath.Join(c.Dir, "*", copyFile))
	for _, file := range files {
		text, err := disk.ReadFile(file)
		if err != nil {
			return nil, err
		}
		of := Copy{Dir: filepath.Dir(file)}
		if err := json.Unmarshal(text, &of); err != nil {
			continue // it comes again
		}
		all = append(all, of)
	}
	sortCopies(all)
	return all, err
}

func sortCopies(all []Copy) {
	slices.SortFunc(all, func(a, b Copy) int {
		if order := strings.Compare(a.Site, b.Site); order != 0 {
			return order
		}
		return strings.Compare(a.Log, b.Log)
	})
}
