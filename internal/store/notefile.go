package store

import (
	"bytes"
	"errors"
	"os"
	"sync"

	"soprun/internal/disk"
)

// noteFile is the file of checkpoints as the one who appends writes it. It is open from the first
// note on, and of notes over nothing but facts it keeps the last one only.
type noteFile struct {
	path string

	mu   sync.Mutex
	file *os.File // nil before the first note
	kept int64    // where the notes end that stay
	last []byte   // the note behind them, which the next one replaces
}

// add writes a note behind those that stay. It is not synced: that must not make an act
// wait, and mending at the next start brings back what a power cut takes.
func (n *noteFile) add(note []byte, stays bool) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	err := n.open()
	if err == nil {
		_, err = n.file.WriteAt(note, n.kept)
	}
	if err == nil && len(note) < len(n.last) { // of a log that grew shorter, which none does
		err = n.file.Truncate(n.kept + int64(len(note)))
	}
	if err != nil {
		n.close()
		return explainBeside(n.path, err)
	}
	if n.last = bytes.Clone(note); stays {
		n.kept, n.last = n.kept+int64(len(note)), nil
	}
	return nil
}

// open opens the file where it is not open, or another one has its name by now.
func (n *noteFile) open() error {
	if n.isOpen() {
		return nil
	}
	n.close()
	f, err := disk.OpenToWrite(n.path)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	n.file, n.kept = f, info.Size()
	return nil
}

func (n *noteFile) isOpen() bool {
	if n.file == nil {
		return false
	}
	mine, err := n.file.Stat()
	there, missing := os.Stat(n.path)
	return err == nil && missing == nil && os.SameFile(mine, there)
}

func (n *noteFile) close() {
	if n.file != nil {
		_ = n.file.Close() // what was written is in the hands of the system
	}
	n.file, n.kept, n.last = nil, 0, nil
}

// Close closes the file.
func (n *noteFile) Close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.close()
}

// from returns the notes from an offset on that are there now: a log that is looked at
// after this holds all of them, even while it grows.
func (n *noteFile) from(offset int64) (notes, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.isOpen() {
		return notes{n.path, offset, n.kept, bytes.Clone(n.last)}, nil
	}
	return notesFrom(n.path, offset)
}
