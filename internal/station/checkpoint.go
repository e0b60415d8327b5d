package station

import (
	"fmt"

	"soprun/internal/store"
	"soprun/sop"
)

// CheckpointAt returns the signed note over the log's first entries, of which
// there has to be one.
func (s *Station) CheckpointAt(size int64) ([]byte, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	if size < 1 || size > log.Head().Size {
		return nil, fmt.Errorf("the log has %s: %w", sop.Counted(log.Head().Size, "entry", "entries"), ErrUnknown)
	}
	var checkpoint []byte
	err = log.Snapshot(func(snap *store.Snapshot) error {
		e, err := snap.Entry(size - 1)
		checkpoint = e.Checkpoint
		return err
	})
	if err == nil && len(checkpoint) == 0 {
		err = refuse(ErrUnknown, "no checkpoint was written over exactly %s", sop.Counted(size, "entry", "entries"))
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
