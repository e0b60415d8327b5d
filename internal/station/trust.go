package station

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop/record"
)

// DoubtError is returned for an act while the log does not verify: whoever signed
// would vouch for more than they can know.
type DoubtError struct{ Fault *record.Fault }

// Error says what is wrong and what to do.
func (e *DoubtError) Error() string {
	return fmt.Sprintf("nothing is signed here until the log verifies: %v; soprun verify --full lists all that is wrong, and what to do", e.Fault)
}

// Unwrap returns the fault.
func (e *DoubtError) Unwrap() error { return e.Fault }

// trust is what is known of the log since it was opened.
type trust struct {
	mu    sync.Mutex
	first *examination // what every signature waits for; nil until somebody asked
	now   model.Checked
	fault error // why nothing is signed here, nil while nothing is wrong
}

// examination is a reading under way, and how it ended.
type examination struct {
	done chan struct{}
	err  error // it was broken off, or the log could not be read
}

// Examine finds out who may do what from the entries themselves, once after the log
// was opened: every entry, every rule, and the signatures of all acts that give or
// take keys, roles and approvals. Every signature waits for it. It returns a
// *DoubtError where the log does not verify. progress may be nil.
func (s *Station) Examine(ctx context.Context, progress func(done, total int64)) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	for {
		r, mine := s.trust.begin()
		if mine {
			r.err = s.examine(ctx, log, progress)
			s.trust.end(r)
			return errors.Join(r.err, s.doubted())
		}
		select {
		case <-r.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if r.err == nil {
			return s.doubted()
		}
	}
}

// begin returns the reading that all wait for, and whether the caller has to do it.
func (t *trust) begin() (r *examination, mine bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.first == nil {
		t.first, mine = &examination{done: make(chan struct{})}, true
		t.now.Running = true
	}
	return t.first, mine
}

// end lets all go on. A reading that was broken off is begun again by the next.
func (t *trust) end(r *examination) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.err != nil {
		t.first = nil
	}
	t.now.Running, t.now.Done, t.now.Total = false, 0, 0
	close(r.done)
}

func (s *Station) examine(ctx context.Context, log *store.Store, progress func(done, total int64)) error {
	report, err := log.Examine(ctx, func(done, total int64) {
		s.trust.change(func(c *model.Checked) { c.Done, c.Total = done, total })
		for _, told := range []func(done, total int64){progress, s.cfg.Examining} {
			if told != nil {
				told(done, total)
			}
		}
	})
	if err == nil {
		s.trust.doubt(report)
	}
	return err
}

func (t *trust) change(f func(*model.Checked)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f(&t.now)
}

// doubt notes what was found. What was wrong once stays so until the log is opened again.
func (t *trust) doubt(report *record.Report) {
	if !report.OK() {
		err := &DoubtError{report.Faults[0]}
		t.change(func(c *model.Checked) { c.Fault, t.fault = strings.ToUpper(err.Error()[:1])+err.Error()[1:]+".", err })
	}
}

// doubted returns why nothing is signed here, nil while nothing is wrong.
func (s *Station) doubted() error {
	s.trust.mu.Lock()
	defer s.trust.mu.Unlock()
	return s.trust.fault
}

// Checked returns how far the log was checked.
func (s *Station) Checked() model.Checked {
	s.trust.mu.Lock()
	defer s.trust.mu.Unlock()
	c := s.trust.now
	c.At = s.local(c.At)
	return c
}

// checkEvery is how often every signature of a person is checked behind the screens.
const checkEvery = 24 * time.Hour

// KeepChecking examines the log, then checks every signature of a person behind it, and the
// station's that no later one vouches for, on one core,
// and again a day later, until ctx ends. tick says when to look at the clock again. A
// fault stops signing; an error is one of reading, and is tried again.
func (s *Station) KeepChecking(ctx context.Context, tick <-chan time.Time) {
	for {
		s.checkAll(ctx)
		debug.FreeOSMemory() // it took much, and rests for long
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
	}
}

// checkAll checks them where that was not done within a day.
func (s *Station) checkAll(ctx context.Context) {
	log, err := s.log()
	if err != nil || s.Examine(ctx, nil) != nil {
		return
	}
	now := s.cfg.Now()
	if at := s.Checked().At; !at.IsZero() && now.Sub(at) < checkEvery {
		return
	}
	s.trust.change(func(c *model.Checked) { c.Running = true })
	report, at, err := s.checkSlowly(ctx, log, now)
	s.trust.change(func(c *model.Checked) {
		if c.Running = false; err == nil && report.OK() {
			c.At = at
		}
	})
	if err == nil {
		s.trust.doubt(report)
	}
}

// checkSlowly goes on from the verification of the last day where there was one.
func (s *Station) checkSlowly(ctx context.Context, log *store.Store, now time.Time) (*record.Report, time.Time, error) {
	if m, err := log.Marked(); err == nil && !m.At.After(now) && now.Sub(m.At) < checkEvery {
		report, m, err := log.VerifyNew(ctx, nil)
		if !errors.Is(err, store.ErrNoMark) {
			return report, m.At, err
		}
	}
	report, err := log.VerifySlowly(ctx, now)
	return report, now, err
}
