package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"soprun/internal/bundle"
	"soprun/internal/disk"
)

// openBundle opens a bundle or a backup, and says of any other file what it is and what reads it.
func (a *app) openBundle(path string) (*bundle.Opened, error) {
	b, err := bundle.Open(a.path(path))
	if errors.Is(err, bundle.ErrNoZip) {
		return nil, errors.New(whatIs(a.path(path), disk.Shown(path)))
	}
	return b, err
}

// whichVerifies says what each is that can be verified.
const whichVerifies = "soprun verify checks the log of this station; a bundle is a folder or a zip of soprun export, a backup a zip of soprun backup"

// whatIs says what a file is that is neither a bundle nor a backup, and what to type for it.
func whatIs(path, shown string) string {
	name := strings.ToLower(filepath.Base(path))
	start := firstBytes(path)
	switch isBolt := len(start) > 20 && start[16:20] == boltMagic; {
	case isBolt && name == backedUp:
		return fmt.Sprintf("%s is the log of a station: soprun --data %s verify checks it", shown, filepath.Dir(shown))
	case isBolt && name == "practice.db":
		return shown + " has rehearsals, which are no record: " + whichVerifies
	case isBolt && name == "witness.db":
		return shown + " is what a witness keeps, and has no log: " + whichVerifies
	case isBolt:
		return fmt.Sprintf("%s is a database, as a log is: put it alone into a folder as %s, and soprun --data FOLDER verify checks it", shown, backedUp)
	case strings.HasPrefix(start, "\x1f\x8b"), strings.HasPrefix(start, "7z\xbc\xaf"), len(start) > 262 && start[257:262] == "ustar":
		return shown + " is an archive, but no zip: unpack it, and name the folder or the zip that is in it; " + whichVerifies
	case strings.HasPrefix(start, "%PDF"), strings.HasSuffix(name, ".pdf"), strings.HasSuffix(name, ".html"), strings.HasSuffix(name, ".csv"), strings.HasSuffix(name, ".json"):
		return shown + " is a report or a list, which has no signature: what it shows is checked in the log or in a bundle; " + whichVerifies
	case strings.Contains(start, "\n\n— "):
		return fmt.Sprintf("%s is a checkpoint: soprun checkpoint compare %s says whether the log still has it", shown, shown)
	case strings.HasSuffix(name, ".md"):
		return fmt.Sprintf("%s is a page: soprun lint %s checks it; %s", shown, shown, whichVerifies)
	default:
		return fmt.Sprintf("%s is no zip, and no log: %s", shown, whichVerifies)
	}
}

// boltMagic stands behind the head of the first page of a file of bbolt.
const boltMagic = "\xed\xda\x0c\xed"

// firstBytes returns how a file begins, "" where it cannot be read.
func firstBytes(path string) string {
	f, err := disk.Open(path)
	if err != nil {
		return ""
	}
	start := make([]byte, 1024)
	n, err := io.ReadFull(f, start)
	if errors.Join(f.Close()) != nil || n == 0 && err != nil {
		return ""
	}
	return string(start[:n])
}
