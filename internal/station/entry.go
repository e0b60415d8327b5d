package station

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"soprun/internal/store"
	"soprun/sop/record"
)

// reading is what the clock shows and, where the system tells, how long the
// machine runs: both read at once.
type reading struct {
	at time.Time
	up time.Duration // 0 where nobody knows
}

// mostApart bounds how long the two may take to be read. Where a machine sleeps
// between them, they say nothing of each other.
const mostApart = 100 * time.Millisecond

func (s *Station) read() reading {
	if s.cfg.Uptime == nil {
		return reading{at: s.cfg.Now()}
	}
	for range 3 {
		before, known := s.cfg.Uptime()
		now := s.cfg.Now()
		if up, still := s.cfg.Uptime(); known && still && up-before < mostApart {
			return reading{now, up}
		}
	}
	return reading{at: s.cfg.Now()}
}

// back returns the reading as it was at an instant before it.
func (r reading) back(at time.Time) reading {
	if r.up > 0 {
		r.up = max(0, r.up-r.at.Sub(at))
	}
	r.at = at
	return r
}

func (s *Station) clock(r reading) record.Clock {
	_, offset := r.at.Zone()
	return record.Clock{
		Boot: s.cfg.Machine.Boot, Offset: offset / 60, Synced: s.cfg.Machine.Synced, Zone: s.cfg.Machine.Zone, Up: r.up.Milliseconds(),
	}
}

// entry returns an entry about now, ready but for what its kind asks.
func (s *Station) entry(origin, person string, body record.Body, now reading) (*record.Entry, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(s.cfg.Rand, nonce); err != nil {
		return nil, fmt.Errorf("random bytes: %w", err)
	}
	e := record.NewEntry(body)
	e.App, e.At, e.Log, e.Person, e.Nonce = s.cfg.App, record.At(now.at), origin, person, hex.EncodeToString(nonce)
	e.Clock = s.clock(now)
	return e, nil
}

// CheckClock writes that the clock of the machine was moved, if it was. The runs
// that are open then say so before anything else: LoadRun and AppendEvents tell.
func (s *Station) CheckClock() error {
	log, err := s.log()
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if _, err = s.now(log); errors.Is(err, ErrClosed) {
		return nil
	}
	return err
}

// now reads the clock. When it was moved, that becomes an entry first. The
// caller holds s.writing.mu at least.
func (s *Station) now(log *store.Store) (reading, error) {
	now := s.read()
	if s.isClosed() {
		return now, ErrClosed
	}
	var moved record.Body
	log.View(func(st *record.State) { moved = st.ClockFact(record.At(now.at), s.clock(now)) })
	if moved == nil {
		return now, nil
	}
	sealed, err := s.fact(origin(log), "", moved, now)
	if err != nil {
		return now, err
	}
	_, err = s.append(log, []record.Sealed{sealed})
	return now, err
}

// fact makes an entry that the station vouches for.
func (s *Station) fact(origin, person string, body record.Body, now reading) (record.Sealed, error) {
	e, err := s.entry(origin, person, body, now)
	if err != nil {
		return record.Sealed{}, err
	}
	payload, err := record.Encode(e)
	return record.Sealed{Payload: payload}, err
}

// addFact appends one fact about now, and returns its position. The caller holds s.writing.
func (s *Station) addFact(log *store.Store, person string, body record.Body) (int64, error) {
	now, err := s.now(log)
	if err != nil {
		return 0, err
	}
	sealed, err := s.fact(origin(log), person, body, now)
	if err != nil {
		return 0, err
	}
	return s.append(log, []record.Sealed{sealed})
}

// append appends a batch and remembers what became of the checkpoint file.
func (s *Station) append(log *store.Store, batch []record.Sealed, texts ...[]byte) (int64, error) {
	if err := s.inPlace(); err != nil {
		return 0, err
	}
	out, err := log.Append(batch, texts...)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beside = out.CheckpointFile
	return out.First, nil
}

// fileNow is the file that the path of the log leads to now, nil for none that can be seen.
func (s *Station) fileNow() os.FileInfo {
	file, err := os.Stat(s.logPath())
	if err != nil {
		return nil
	}
	return file
}

// inPlace refuses to write into a file that was moved, removed or replaced: it takes what is
// written, and whoever opens the folder next does not find it.
func (s *Station) inPlace() error {
	s.mu.Lock()
	opened := s.file
	s.mu.Unlock()
	now, err := os.Stat(s.logPath())
	switch {
	case opened == nil, err != nil && !errors.Is(err, os.ErrNotExist), err == nil && os.SameFile(opened, now):
		return nil
	default:
		return &ElsewhereError{Path: s.logPath()}
	}
}

func origin(log *store.Store) (o string) {
	log.View(func(st *record.State) { o = st.Origin })
	return o
}
