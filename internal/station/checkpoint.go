package station

import (
	"fmt"

	"soprun/internal/store"
)

// CheckpointAt returns the signed note over the log's first entries, of which
// there has to be one.
func (s *Station) CheckpointAt(size int64) ([]byte, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	if size < 1 || size > log.Head().Size {
		return nil, fmt.Errorf("the log has %d entries: %w", log.Head().Size, ErrUnknown)
	}
	var checkpoint []byte
	err = log.Snapshot(func(snap *store.Snapshot) error {
		e, err := snap.Entry(size - 1)
		checkpoint = e.Checkpoint
		return err
	})
	if err == nil && len(checkpoint) == 0 {
		err = fmt.Errorf("no checkpoint was written over exactly %d entries: %w", size, ErrUnknown)
	}
	return checkpoint, err
}

// Checkpoint returns the station's signed note over the whole log. Whoever
// keeps a copy elsewhere can tell when the log is put back to an earlier one.
func (s *Station) Checkpoint() ([]byte, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	return log.Checkpoint()
}
