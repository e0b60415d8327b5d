package store

import (
	"bytes"
	"errors"
	"iter"

	"soprun/sop/record"
)

// comparison holds the notes beside a log against its checkpoints while these come by, in the
// order of the log: nothing is read or hashed again for it. What it does not find the same in
// that order is for checkCheckpoints to look at.
type comparison struct {
	next  func() ([]byte, bool)
	stop  func()
	note  []byte // the next that was not met, nil behind the last
	odd   bool   // one is not as the log has it, or could not be read
	until int64  // where those end that stay, known once all were met
}

// compareWith begins to compare. The caller ends it.
func compareWith(n notes) *comparison {
	c := &comparison{}
	enough := errors.New("enough")
	c.next, c.stop = iter.Pull(func(yield func([]byte) bool) {
		end, err := n.each(func(note []byte) error {
			if !yield(note) {
				return enough
			}
			return nil
		})
		c.until, c.odd = end, c.odd || err != nil
	})
	c.note, _ = c.next()
	return c
}

// meet compares a checkpoint of the log with the note beside it, if that is kept.
func (c *comparison) meet(station record.Station, head record.TreeHead, signature []byte) {
	if c.odd || c.note == nil {
		return
	}
	switch at := noteSize(c.note); {
	case at < head.Size: // it was passed, or is none
		c.odd = true
	case at == head.Size:
		c.odd = !bytes.Equal(c.note, record.Checkpoint(station, head, signature))
		if !c.odd {
			c.note, _ = c.next()
		}
	}
}

// end returns where the notes end that stay, and whether each was met and is the same.
func (c *comparison) end() (until int64, same bool) {
	c.stop()
	return c.until, !c.odd && c.note == nil
}
