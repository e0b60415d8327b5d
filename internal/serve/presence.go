package serve

import (
	"maps"
	"slices"
	"time"
)

// at returns what is told which run is open in a session.
func (s *Server) at(one *session) func(run string) {
	return func(run string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		one.run = run
	}
}

// elsewhere returns what says at which other terminals runs are open.
func (s *Server) elsewhere(one *session) func() map[string][]string {
	return func() map[string][]string {
		s.mu.Lock()
		defer s.mu.Unlock()
		var out map[string][]string
		for other := range s.sessions {
			if other == one || other.run == "" || slices.Contains(out[other.run], other.terminal.Name) {
				continue
			}
			if out == nil {
				out = map[string][]string{}
			}
			out[other.run] = append(out[other.run], other.terminal.Name)
			slices.Sort(out[other.run])
		}
		return out
	}
}

// Working is one session as it is now.
type Working struct {
	Terminal, From string
	Since, LastKey time.Time
	Asked          bool   // questions and answers, and no screens
	Run            string // that is open, "" for none
}

// Working returns who works now, as they came.
func (s *Server) Working() (out []Working) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range slices.SortedFunc(maps.Keys(s.sessions), func(a, b *session) int { return a.nth - b.nth }) {
		out = append(out, Working{Terminal: one.terminal.Name, From: one.from, Since: one.came, LastKey: one.lastKey(), Asked: one.asked, Run: one.run})
	}
	return out
}
