package station

import (
	"os"
	"path/filepath"

	"soprun/internal/store"
)

// Snapshot calls f with the log as it is now, to be copied elsewhere. f must not record
// anything.
func (s *Station) Snapshot(f func(*store.Snapshot) error) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	return log.Snapshot(f)
}

// hubFork is the file that a hub's other log is told in. While it is there, the screens say so.
const hubFork = "hub.fork.txt"

// KeepFork keeps what shows that a hub has another log under the name of this one, and has
// the screens say so. It returns the file, "" where it could not be written.
func (s *Station) KeepFork(report string) (file string) {
	file = filepath.Join(s.cfg.Dir, hubFork)
	if err := os.WriteFile(file, []byte(report), 0o600); err != nil {
		file = "" // the finding is more important than its file
	}
	s.sound(file)
	return file
}

// remind sounds the alarm of an earlier start, while its file is there.
func (s *Station) remind() {
	file := filepath.Join(s.cfg.Dir, hubFork)
	if _, err := os.Lstat(file); err == nil {
		s.sound(file)
	}
}

// sound has the screens say that there is another log under the name of this one.
func (s *Station) sound(file string) {
	where := ""
	if file != "" {
		where = " Both notes are in " + filepath.Base(file) + ", which is moved away once that is cleared."
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hub.alarm = "ALARM: the hub has another log under the name of this one, and nothing is copied to it. One of the two was put back, or is at work twice: leave the log and its backups as they are, and tell the quality lead." + where
}

// hubSays is what the screens say of the hub.
type hubSays struct{ alarm, waits string }

// WaitsForHub has the screens say that entries wait here for the hub, "" that none do.
func (s *Station) WaitsForHub(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hub.waits = text
}

// OfHub returns what the screens say of the hub: another log under the name of this one first.
func (s *Station) OfHub() (notes []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range []string{s.hub.alarm, s.hub.waits} {
		if text != "" {
			notes = append(notes, text)
		}
	}
	return notes
}
