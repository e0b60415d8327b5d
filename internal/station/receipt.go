package station

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/store"
	"soprun/sop/record"
)

// ForkError is returned when a person is about to sign in a log that is not the
// one that they signed in last. Nothing was signed.
type ForkError struct {
	Person string
	Fork   *record.Fork
	Report string // the file with both notes, "" if it could not be written
}

// Error says what was found and where both notes stand.
func (e *ForkError) Error() string {
	text := fmt.Sprintf("%s, as the receipt of %s shows. Nothing was signed", e.Fork.What(), e.Person)
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
	now, err := log.Checkpoint()
	if err != nil {
		return err
	}
	var key string
	log.View(func(st *record.State) { key = st.StationKey })
	station, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	fork, err := record.CheckKept(station, kept, now, log.Root)
	if err != nil {
		return fmt.Errorf("receipt of %q: %w", person, err)
	}
	if fork == nil {
		return nil
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
