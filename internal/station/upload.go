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

// sound has the screens say that there is another log under the name of this one.
func (s *Station) sound(file string) {
	where := ""
	if file != "" {
		where = " Both notes are in " + filepath.Base(file) + ", which is moved away once that is cleared."
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.alarm = "ALARM: the hub has another log under the name of this one, and nothing is copied to it. One of the two was put back, or is at work twice: leave the log and its backups as they are, and tell the quality lead." + where
}

// Alarm returns what the screens say of another log under the name of this one, "" for none.
func (s *Station) Alarm() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.alarm
}
