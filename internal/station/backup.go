package station

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"soprun/internal/disk"
	"soprun/internal/store"
	"soprun/sop/record"
)

// Archive takes the files of a backup, and puts it under its name at the end.
type Archive interface {
	// Create returns where the next file of so many bytes is written.
	CreateStored(name string, size int64) (io.Writer, error)
	Commit() error
}

// Backup copies the log and the keys while the station may go on. That it was
// made is an entry, which is in the copy, unless nothing can be appended here.
// Whether it is whole, and has every key, is for CheckBackup. It fails once ctx is done.
func (s *Station) Backup(ctx context.Context, to Archive) (entries int64, err error) {
	log, err := s.log()
	if err != nil {
		return 0, err
	}
	s.keeping.Lock() // the keys that are copied are those that the copy of the log names
	defer s.keeping.Unlock()
	if err := s.sayBackup(log); err != nil && !errors.Is(err, store.ErrNoSigner) { // without the station's key a copy is worth all the more
		return 0, err
	}
	err = log.Snapshot(func(snap *store.Snapshot) error {
		entries = snap.Size()
		w, err := to.CreateStored(logName, snap.FileSize())
		if err == nil {
			_, err = snap.WriteTo(heeded{w, ctx})
		}
		return err
	})
	if err == nil {
		err = s.backupKeys(to)
	}
	if err = cmp.Or(ctx.Err(), err); err != nil {
		return entries, err
	}
	return entries, to.Commit()
}

// sayBackup appends that a backup is made, where anything can be appended.
func (s *Station) sayBackup(log *store.Store) error {
	if log.IsReadOnly() {
		return nil
	}
	s.signing.Lock()
	err := s.settle()
	s.signing.Unlock()
	if err != nil {
		return err
	}
	return s.countFact(log, func(n int64) record.Body { return &record.Backup{Entries: n} })
}

// countFact appends a fact that says how many entries stand before it.
func (s *Station) countFact(log *store.Store, body func(n int64) record.Body) error {
	if s.isClosed() { // nothing follows the end of a log
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if _, err := s.now(log); err != nil { // that the clock was moved is an entry too, and counts
		return err
	}
	_, err := s.addFact(log, "", body(log.Head().Size))
	return err
}

// backupKeys copies the keys as they are: the people's stay under their
// passphrases.
func (s *Station) backupKeys(to Archive) error {
	people, err := filesIn(filepath.Join(s.cfg.Dir, "people"), ".key")
	if err != nil {
		return err
	}
	marked, err := filesIn(filepath.Join(s.cfg.Dir, "people"), ".exposed") // else a restored key would sign again
	if err != nil {
		return err
	}
	people = append(people, marked...)
	for _, file := range append([]string{filepath.Join(s.cfg.Dir, "station.key"), filepath.Join(s.cfg.Dir, "host.key")}, people...) {
		key, err := disk.ReadFile(file)
		if errors.Is(err, os.ErrNotExist) { // CheckBackup names it; not every station has shown itself to a terminal
			continue
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(s.cfg.Dir, file)
		if err != nil {
			return err
		}
		w, err := to.CreateStored(filepath.ToSlash(name), int64(len(key)))
		if err == nil {
			_, err = w.Write(key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// filesIn returns the files of a folder whose names end so, none where there is no
// folder. It is no pattern: the names of folders hold anything.
func filesIn(dir, end string) (files []string, err error) {
	found, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for _, f := range found {
		if strings.HasSuffix(f.Name(), end) {
			files = append(files, filepath.Join(dir, f.Name()))
		}
	}
	return files, err
}

// IsBackedUp reports whether a backup may hold a file of this name.
func IsBackedUp(name string) bool {
	dir, file := path.Split(name)
	kind := path.Ext(file)
	isPersons := dir == "people/" && (kind == ".key" || kind == ".exposed") && record.CheckPersonID(strings.TrimSuffix(file, kind)) == nil
	return name == logName || name == "station.key" || name == "host.key" || isPersons
}

// ErrUnsound is returned when a backup does not verify: it was not restored.
var ErrUnsound = errors.New("the backup does not verify")

// Restored verifies the log of a folder that was just filled from a backup, and that
// each key in it is its person's, and appends that it goes on from there. sum is the
// backup's SHA-256. CheckKeys says whose key is missing.
func (s *Station) Restored(ctx context.Context, sum [32]byte) (*record.Report, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	report, err := log.Verify(ctx, time.Time{}, nil)
	switch {
	case err != nil:
		return nil, err
	case !report.OK():
		return report, ErrUnsound
	}
	err = checkKeys(os.DirFS(s.cfg.Dir), report.State)
	var keys *KeysError
	if errors.As(err, &keys) && keys.OnlyMissing() && !keys.Station {
		err = nil
	}
	if err != nil {
		return report, err
	}
	return report, s.countFact(log, func(n int64) record.Body { return &record.Restore{Backup: hex.EncodeToString(sum[:]), Entries: n} })
}

// CheckKeys returns a *KeysError where the keys of this station are not those that
// its log names.
func (s *Station) CheckKeys() (err error) {
	s.view(func(st *record.State) { err = checkKeys(os.DirFS(s.cfg.Dir), st) })
	return err
}
