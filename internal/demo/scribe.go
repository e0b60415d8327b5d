package demo

import (
	"sync"
	"sync/atomic"
	"time"
)

// scribe writes what happens into the station, in order and with the time at which it happened,
// while the department lives on: the engine works out the next act on one core while the last ones
// are checked, signed and appended on another. Nothing else writes into the station while it works.
type scribe struct {
	now    atomic.Pointer[time.Time] // what the station's clock shows
	todo   chan entry
	broken atomic.Pointer[error] // the first error, after which nothing more is written
	over   sync.WaitGroup
}

// entry is something to be written.
type entry struct {
	at   time.Time
	do   func() error
	done chan<- struct{} // closed once it was its turn; nil where nobody waits
}

// ahead is how many acts the department may be ahead of what is written.
const ahead = 4096

func newScribe(at time.Time) *scribe {
	s := &scribe{todo: make(chan entry, ahead)}
	s.now.Store(&at)
	s.over.Go(func() {
		for e := range s.todo {
			s.write(e)
		}
	})
	return s
}

// clock is the station's.
func (s *scribe) clock() time.Time { return *s.now.Load() }

func (s *scribe) write(e entry) {
	if e.done != nil {
		defer close(e.done)
	}
	if s.broken.Load() != nil {
		return
	}
	s.now.Store(&e.at)
	if err := e.do(); err != nil {
		s.broken.Store(&err)
	}
}

// later has something written once all before it is, and returns what has gone wrong so far.
func (s *scribe) later(at time.Time, do func() error) error {
	s.todo <- entry{at: at, do: do}
	return s.failed()
}

// written waits until something is written, and all before it.
func (s *scribe) written(at time.Time, do func() error) error {
	done := make(chan struct{})
	s.todo <- entry{at, do, done}
	<-done
	return s.failed()
}

func (s *scribe) failed() error {
	if err := s.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// end waits for the rest.
func (s *scribe) end() error {
	close(s.todo)
	s.over.Wait()
	return s.failed()
}
