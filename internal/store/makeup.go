package store

// SyncAtClose lets no append wait for the disk from here on. A log that is written so,
// of a demo for example, is safe only once it was closed.
func (s *Store) SyncAtClose() { s.db.SyncAtClose() }

// MakeUp lets appends return before anything is written: what was appended is checked and is in
// the state, it is written behind, and where that fails whatever comes next does. It is for a log
// of a demo, which is made again where it was not closed.
func (s *Store) MakeUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.isBehind = true
	s.db.WriteBehind()
}
