package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"go.etcd.io/bbolt"

	"soprun/internal/disk"
	"soprun/sop"
	"soprun/sop/record"
)

// The checkpoint file is a memory outside the database: signed notes, five lines
// each, of every batch with a signed act in it, and the last of all. A database that is
// put back to an earlier copy is contradicted by it.
const noteLines = 5

const checkpointsEnd = ".checkpoints"

func (s *Store) checkpointPath() string { return s.path + checkpointsEnd }

// compareBeside compares the log with what is remembered of it beside its file: the last note of
// the checkpoints, and how far it was found sound. Nothing is appended to one that is not that.
// Verify compares every note.
func (s *Store) compareBeside() error {
	err := s.compareLastNote()
	if err == nil && s.behind == nil {
		err = s.compareMark()
	}
	return err
}

// compareLastNote compares the last note beside the log with the log: one that is ahead of it says
// that the log was put back, one over another tree that it grew anew, or is another.
func (s *Store) compareLastNote() error {
	tail, _, err := readTail(s.checkpointPath(), 4096)
	if err != nil || len(tail) == 0 {
		return nil // what cannot be read says nothing, and the next append tells
	}
	last := lastNote(tail)
	size := noteSize(last)
	switch {
	case size < 1:
	case size > s.head.Size:
		s.isNotThat(errShorter(s.head.Size, size))
	default:
		own := []byte(nil)
		err := s.db.View(func(tx *bbolt.Tx) (err error) {
			own, err = noteAt(tx, stationOf(tx), size)
			return err
		})
		if err != nil {
			return err
		}
		if !bytes.Equal(own, last) {
			s.isNotThat(errOtherNote(size))
		}
	}
	return nil
}

// errShorter says that a log has fewer entries than its checkpoints remember.
func errShorter(size, remembered int64) *record.Fault {
	return record.NewFault(record.FaultRolledBack, record.NoEntry,
		"it has %s, and its checkpoints remember %s: the file was put back to an earlier copy, or its end was cut off", sop.Counted(size, "entry", "entries"), sop.Thousands(remembered))
}

// errOtherNote says that a note is not the one of the log.
func errOtherNote(size int64) *record.Fault {
	return record.NewFault(record.FaultCheckpoint, record.NoEntry,
		"the checkpoint over %s in the file beside it is of another log, or was changed", sop.Counted(size, "entry", "entries"))
}

func (s *Store) isNotThat(why *record.Fault) {
	s.behind = &Problem{Kind: RolledBack, Path: s.path, err: why}
}

// PutBack returns why a log is not the one that the files beside it are of, nil for one that is: it
// can be read, and nothing is appended to it.
func (s *Store) PutBack() *record.Fault {
	var why *record.Fault
	errors.As(s.behind, &why)
	return why
}

// mendCheckpoints completes the file after a crash: it drops a last note that
// was not written to its end, and adds the log's last checkpoint when it is
// not there. It never touches whole notes, nor a file that is ahead of the log:
// that one was put back to an earlier copy, and Verify says so. A file that
// cannot be mended is no reason not to open the log; the next append tells.
func (s *Store) mendCheckpoints() error {
	if s.head.Size == 0 {
		return nil
	}
	last, err := s.Checkpoint()
	if err != nil || len(last) == 0 {
		return err
	}
	path := s.checkpointPath()
	tail, keep, err := readTail(path, 8*len(last))
	behind := err == nil && !bytes.HasSuffix(tail, last) && noteSize(lastNote(tail)) <= s.head.Size
	if !behind {
		return nil
	}
	if err := os.Truncate(path, keep); err == nil || errors.Is(err, os.ErrNotExist) {
		_ = s.beside.add(last, true)
	}
	return nil
}

// Checkpoint returns the station's signed note over the whole log: to print, to
// mail, to keep elsewhere.
func (s *Store) Checkpoint() (checkpoint []byte, err error) {
	size := s.Head().Size
	err = s.db.View(func(tx *bbolt.Tx) error {
		checkpoint, err = noteAt(tx, stationOf(tx), size)
		return err
	})
	return checkpoint, err
}

// readTail returns the last bytes of the file up to the end of its last whole
// note, and the length of the file up to there.
func readTail(path string, most int) (tail []byte, keep int64, err error) {
	f, err := disk.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	start := max(0, info.Size()-int64(most))
	tail = make([]byte, info.Size()-start)
	if _, err := f.ReadAt(tail, start); err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	// A note's last line is the only one that begins with an em dash.
	end := 0
	if i := bytes.LastIndex(tail, []byte("\n— ")); i >= 0 {
		if n := bytes.IndexByte(tail[i+1:], '\n'); n >= 0 {
			end = i + 1 + n + 1
		} else if i = bytes.LastIndex(tail[:i], []byte("\n— ")); i >= 0 {
			end = i + 1 + bytes.IndexByte(tail[i+1:], '\n') + 1
		}
	}
	return tail[:end], start + int64(end), nil
}

// lastNote returns the last five lines.
func lastNote(tail []byte) []byte {
	at := len(tail)
	for range noteLines {
		at = bytes.LastIndexByte(tail[:max(0, at-1)], '\n') + 1
	}
	return tail[at:]
}

// noteSize returns the tree size of a note, -1 if it is none.
func noteSize(note []byte) int64 {
	lines := bytes.SplitN(note, []byte("\n"), 3)
	if len(lines) < 3 {
		return -1
	}
	size, err := strconv.ParseInt(string(lines[1]), 10, 64)
	if err != nil {
		return -1
	}
	return size
}

// errShort is returned when a file ends before where it is to be read from.
var errShort = errors.New("the file ends before that")

// notes is a part of a file of checkpoints, and a note behind it that may be replaced meanwhile.
type notes struct {
	path     string
	from, to int64
	last     []byte
}

// notesFrom returns the notes from an offset on that are there now: a log that is
// looked at after this holds all of them, even while it grows.
func notesFrom(path string, from int64) (notes, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return notes{path: path, from: from}, nil
	}
	if err != nil {
		return notes{}, fmt.Errorf("reading the checkpoints: %w", err)
	}
	return notes{path, from, info.Size(), nil}, nil
}

// each calls f with every whole note, first to last, and returns where the last of
// those ends that stay.
func (n notes) each(f func(note []byte) error) (end int64, err error) {
	if n.to < n.from {
		return 0, errShort
	}
	if n.to > 0 {
		end, err = n.eachInFile(f)
	}
	if err == nil && n.last != nil {
		err = f(n.last)
	}
	return end, err
}

func (n notes) eachInFile(f func(note []byte) error) (end int64, err error) {
	file, err := disk.Open(n.path)
	if err != nil {
		return 0, fmt.Errorf("reading the checkpoints: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	all := bufio.NewScanner(io.NewSectionReader(file, n.from, n.to-n.from))
	all.Split(splitNotes)
	for end = n.from; all.Scan(); end += int64(len(all.Bytes())) {
		if err := f(all.Bytes()); err != nil {
			return end, err
		}
	}
	if err := all.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) { // so long is no note
		return 0, fmt.Errorf("reading the checkpoints: %w", err)
	}
	return end, nil
}

// splitNotes is a bufio.SplitFunc of whole notes: a last one that was not written
// to its end is left out.
func splitNotes(all []byte, _ bool) (length int, note []byte, err error) {
	for range noteLines {
		i := bytes.IndexByte(all[length:], '\n')
		if i < 0 {
			return 0, nil, nil
		}
		length += i + 1
	}
	return length, all[:length], nil
}
