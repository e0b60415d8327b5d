package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"

	"soprun/internal/boltfile"
	"soprun/internal/disk"
	"soprun/sop/record"
)

// Problem is a reason why the log's file cannot be used. Its text says what
// to do, and nothing was lost or changed.
type Problem struct {
	Kind ProblemKind
	Path string
	PID  int // of the process that holds a locked file, 0 if not known
	err  error
}

// ProblemKind is what is wrong with the log's file.
type ProblemKind string

// The kinds of problem.
const (
	Missing    ProblemKind = "missing"
	Exists     ProblemKind = "exists"
	Locked     ProblemKind = "locked"
	Empty      ProblemKind = "empty"
	Foreign    ProblemKind = "foreign"
	Truncated  ProblemKind = "truncated"
	Unknown    ProblemKind = "unknown format"
	Damaged    ProblemKind = "damaged"
	Changed    ProblemKind = "changed" // an entry is not as it was logged; Audit says more
	RolledBack ProblemKind = "rolled back"
	ReadOnly   ProblemKind = "read-only"
	Full       ProblemKind = "full"
	FullBeside ProblemKind = "full, for a file beside the log"
	Unreadable ProblemKind = "unreadable"
)

// sentences says what each kind means and what to do about it.
var sentences = map[ProblemKind]string{
	Missing:    "there is no log here: set the station up first, or name the directory that holds the log",
	Exists:     "there is a log here already: it was not touched; choose another directory",
	Empty:      "the file exists but holds nothing, which no log ever does: restore it from a backup, or move it away if this station never had a log",
	Foreign:    "the file is not a log of this program: it was not touched; check the name of the directory",
	Truncated:  "the end of the file is missing, perhaps after a copy that broke off: it was not touched; copy it again, or restore the last backup beside it and compare the two",
	Unknown:    "the log was written by another version of this program: nothing was written now; read it, or take it into a bundle, with that version",
	Damaged:    "the log cannot be read any more: nothing was written; keep it, restore the last backup beside it (soprun restore FILE DIR) and compare the two",
	Changed:    "the log is not as it was written: nothing was written now; soprun verify names every fault; keep the file, restore the last backup beside it (soprun restore FILE DIR) and compare the two",
	RolledBack: "the log is not the one that the files beside it are of; nothing is recorded here; keep all of them, and compare them with the last backup (soprun restore FILE DIR)",
	ReadOnly:   "the log cannot be written here: nothing was recorded; check who owns the file and the directory, and whether the disk is mounted read-only",
	Full:       "the disk is full: this act was not recorded, everything before it is safe; free some space and repeat the act",
	FullBeside: "the disk is full: this file was not written, and the log itself is safe; free some space",
	Unreadable: "the log's file cannot be read: check who owns the file and the directory",
}

// Error returns a sentence that says what to do.
func (p *Problem) Error() string {
	text, why := sentences[p.Kind], (*record.Fault)(nil)
	switch {
	case p.Kind == Locked && p.PID > 0:
		text = fmt.Sprintf("already open in process %d on this machine: close it there first", p.PID)
	case p.Kind == Locked:
		text = "already open in another process: close it there first"
	}
	switch {
	case p.err == nil:
		return disk.Shown(p.Path) + ": " + text
	case p.Kind == RolledBack && errors.As(p.err, &why):
		return fmt.Sprintf("%s: %s (%s)", disk.Shown(p.Path), text, why.What)
	case p.Kind == Damaged, p.Kind == Changed: // first where, then what to do
		return fmt.Sprintf("%s: %v: %s", disk.Shown(p.Path), p.err, text)
	default:
		return fmt.Sprintf("%s: %s (%v)", disk.Shown(p.Path), text, p.err)
	}
}

// Unwrap returns the error of the system underneath.
func (p *Problem) Unwrap() error { return p.err }

// causes maps errors of the system to kinds; the first that matches counts.
var causes = []struct {
	err  error
	kind ProblemKind
}{
	{syscall.ENOSPC, Full},
	{syscall.EFBIG, Full},
	{syscall.EDQUOT, Full},
	{syscall.EROFS, ReadOnly},
	{fs.ErrPermission, ReadOnly},
	{fs.ErrNotExist, Missing},
	{fs.ErrExist, Exists},
	{boltfile.ErrLocked, Locked},
	{boltfile.ErrEmpty, Empty},
	{boltfile.ErrForeign, Foreign},
	{boltfile.ErrTruncated, Truncated},
	{berrors.ErrDatabaseReadOnly, ReadOnly},
}

// explain turns an error of the system or of bbolt into a Problem where it
// knows one.
func explain(path string, err error) error {
	var known *Problem
	if err == nil || errors.As(err, &known) {
		return err
	}
	var damage *boltfile.Damage
	if errors.As(err, &damage) {
		return &Problem{Kind: Damaged, Path: path, err: damage}
	}
	for _, c := range causes {
		if because(err, c.err) {
			p := &Problem{Kind: c.kind, Path: path, err: err}
			switch c.kind {
			case Locked:
				p.PID, p.err = lockHolder(path), nil
			case Empty, Foreign, Truncated:
				p.err = nil // the sentence says it
			}
			return p
		}
	}
	return err
}

// explainRead is explain for a log that is only read.
func explainRead(path string, err error) error {
	err = explain(path, err)
	var p *Problem
	if errors.As(err, &p) && p.Kind == ReadOnly {
		p.Kind = Unreadable
	}
	return err
}

// explainBeside is explain for another file than the log.
func explainBeside(path string, err error) error {
	err = explain(path, err)
	var p *Problem
	if errors.As(err, &p) && p.Kind == Full {
		p.Kind = FullBeside
	}
	return err
}

// because reports whether cause is behind err. bbolt hands some errors of the
// system on as text only.
func because(err, cause error) bool {
	var number syscall.Errno
	return errors.Is(err, cause) || errors.As(cause, &number) && strings.HasSuffix(err.Error(), number.Error())
}
