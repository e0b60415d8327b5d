package station

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"soprun/internal/store"
	"soprun/sop/record"
)

// entry returns an entry about now, ready but for what its kind asks.
func (s *Station) entry(origin, person string, body record.Body, at time.Time) (*record.Entry, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(s.cfg.Rand, nonce); err != nil {
		return nil, fmt.Errorf("random bytes: %w", err)
	}
	e := record.NewEntry(body)
	_, offset := at.Zone()
	e.App, e.At, e.Log, e.Person, e.Nonce = s.cfg.App, record.At(at), origin, person, hex.EncodeToString(nonce)
	e.Clock = record.Clock{
		Boot: s.cfg.Machine.Boot, Offset: offset / 60, Synced: s.cfg.Machine.Synced, Zone: s.cfg.Machine.Zone,
	}
	return e, nil
}

// now reads the clock. When it was set back, that becomes an entry first.
func (s *Station) now(log *store.Store) (time.Time, error) {
	now := s.cfg.Now()
	var latest time.Time
	var origin string
	log.View(func(st *record.State) { latest, origin = st.Latest, st.Origin })
	if !record.At(now).Before(latest.Add(-record.FactLag)) {
		return now, nil
	}
	sealed, err := s.fact(origin, "", &record.ClockBack{Before: record.At(latest)}, now)
	if err != nil {
		return now, err
	}
	_, err = s.append(log, []record.Sealed{sealed})
	return now, err
}

// fact makes an entry that the station vouches for.
func (s *Station) fact(origin, person string, body record.Body, at time.Time) (record.Sealed, error) {
	e, err := s.entry(origin, person, body, at)
	if err != nil {
		return record.Sealed{}, err
	}
	payload, err := record.Encode(e)
	return record.Sealed{Payload: payload}, err
}

// addFact appends one fact about now. The caller holds s.writing.
func (s *Station) addFact(log *store.Store, person string, body record.Body) (time.Time, error) {
	now, err := s.now(log)
	if err != nil {
		return now, err
	}
	sealed, err := s.fact(origin(log), person, body, now)
	if err != nil {
		return now, err
	}
	_, err = s.append(log, []record.Sealed{sealed})
	return now, err
}

// append appends a batch and remembers what became of the checkpoint file.
func (s *Station) append(log *store.Store, batch []record.Sealed, texts ...[]byte) (int64, error) {
	out, err := log.Append(batch, texts...)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beside = out.CheckpointFile
	return out.First, nil
}

func origin(log *store.Store) (o string) {
	log.View(func(st *record.State) { o = st.Origin })
	return o
}
