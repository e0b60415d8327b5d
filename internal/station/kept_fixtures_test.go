package station

import "soprun/sop/run"

// KeptWalk returns what is kept of a run so that its entries need not be read for the next act,
// and false where nothing is.
func (s *Station) KeptWalk(name string) (run.Run, bool) {
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	w, kept := s.walks.runs[name]
	return w.run, kept
}
