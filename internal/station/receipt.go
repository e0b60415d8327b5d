package station

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/witness"
)

// ForkError is returned when what was kept outside the log is of another log: a
// person's receipt, as they are about to sign, or what a witness answered.
type ForkError struct {
	Person string // whose receipt it is, "" for a witness
	Fork   *witness.Fork
	Report string // the file with both notes, "" if it could not be written
}

// Error says what was found and where both notes stand.
func (e *ForkError) Error() string {
	text := e.Fork.What()
	if e.Person != "" {
		text += ", as the receipt of " + e.Person + " shows. Nothing was signed"
	}
	if e.Report != "" {
		text += "; both notes are in " + e.Report
	}
	return text
}

// checkReceipt compares the log with what the person saw when they signed last.
func (s *Station) checkReceipt(log *store.Store, person string) error {
	kept, err := s.ring.Receipt(person)
	if err != nil {
		return fmt.Errorf("receipt of %q: %w", person, err)
	}
	if len(kept) == 0 {
		return nil
	}
	station, err := stationKey(log)
	if err != nil {
		return err
	}
	err = s.compare(log, station, kept, person)
	if fork := (*ForkError)(nil); err != nil && !errors.As(err, &fork) {
		return fmt.Errorf("receipt of %q: %w", person, err)
	}
	return err
}

// stationKey returns the key that the log's checkpoints are verified with.
func stationKey(log *store.Store) (note.Verifier, error) {
	var key string
	log.View(func(st *record.State) { key = st.StationKey })
	return note.NewVerifier(key)
}

// compare returns a *ForkError, with its report on disk, when the log is not the
// one that a checkpoint from outside is of.
func (s *Station) compare(log *store.Store, station note.Verifier, kept []byte, person string) error {
	now, err := log.Checkpoint()
	if err != nil {
		return err
	}
	fork, err := witness.CheckKept(station, kept, now, log.Root)
	if err != nil || fork == nil {
		return err
	}
	if !fork.RolledBack() {
		// Without the proof the report still has both notes.
		_ = log.Snapshot(func(snap *store.Snapshot) (err error) {
			fork.Proof, err = snap.ProveTree(fork.EarlierHead.Size)
			return err
		})
	}
	found := &ForkError{Person: person, Fork: fork, Report: filepath.Join(s.cfg.Dir, fmt.Sprintf("fork-%d-%d.txt", fork.EarlierHead.Size, fork.NowHead.Size))}
	if err := os.WriteFile(found.Report, []byte(fork.Report()), 0o600); err != nil {
		found.Report = "" // the finding is more important than its file
	}
	return found
}

// keepReceipt keeps the checkpoint over the person's act beside their key. The
// act is in the log by then: that this failed is told like a failed checkpoint
// file, and loses nothing.
func (s *Station) keepReceipt(log *store.Store, person string) {
	now, err := log.Checkpoint()
	if err == nil {
		err = s.ring.SaveReceipt(person, now)
	}
	if err != nil {
		s.mu.Lock()
		s.beside = fmt.Errorf("receipt of %q: %w", person, err)
		s.mu.Unlock()
	}
}
