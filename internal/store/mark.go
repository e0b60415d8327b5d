package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/disk"
	"soprun/sop"
	"soprun/sop/record"
)

// Mark is how far the log was found sound, and when: a verification of what is
// new goes on from there. It is sealed by the station, and proves no more than that:
// whoever has the station's key can write it too.
type Mark struct {
	At   time.Time `json:"at"`   // when every entry before Size was last read
	Size int64     `json:"size"` // of the tree that was found sound

	Root        string   `json:"root"`
	Checkpoints int64    `json:"checkpoints"` // bytes of the file of checkpoints
	Snapshot    snapshot `json:"snapshot"`
}

// ErrNoMark is returned when there is nothing that a verification could go on
// from: the log was never verified, or the mark was damaged.
var ErrNoMark = errors.New("the log was not verified before")

func (s *Store) markPath() string { return s.path + ".verified" }

// Marked returns how far the log was verified.
func (s *Store) Marked() (Mark, error) {
	text, err := disk.ReadFile(s.markPath())
	if err != nil {
		return Mark{}, fmt.Errorf("%w: %w", ErrNoMark, err)
	}
	first, body, _ := bytes.Cut(text, []byte("\n"))
	m := Mark{Snapshot: snapshot{State: record.NewState()}}
	if !Vouched(s.sealKey(), sealOfMark, body, first) {
		return Mark{}, fmt.Errorf("%w: its mark is not as the station wrote it", ErrNoMark)
	}
	if err := json.Unmarshal(body, &m); err != nil || m.Size < 1 || m.Snapshot.Format != indexFormat {
		return Mark{}, fmt.Errorf("%w: its mark cannot be read", ErrNoMark)
	}
	return m, nil
}

// compareMark compares the log with how far it was found sound. What is sealed of that is looked at
// where the log is not the same: it grows with the log, and a start waits for this.
func (s *Store) compareMark() error {
	m, told := s.markBegins()
	if !told {
		return nil
	}
	err := s.db.View(func(tx *bbolt.Tx) error {
		_, err := foundSound(tx, m)
		return err
	})
	var other *record.Fault
	if !errors.As(err, &other) {
		return nil // a mark that says nothing is none
	}
	if sealed, err := s.Marked(); err == nil && sealed.Size == m.Size && sealed.Root == m.Root {
		s.isNotThat(other)
	}
	return nil
}

// markBegins reads the size and the root with which a mark begins, and reports whether they are there.
func (s *Store) markBegins() (m Mark, ok bool) {
	f, err := disk.Open(s.markPath())
	if err != nil {
		return m, false
	}
	defer func() { _ = f.Close() }() // only read
	begin := make([]byte, 1024)
	n, _ := io.ReadFull(f, begin)
	_, body, _ := bytes.Cut(begin[:n], []byte("\n"))
	if found := markBegin.FindSubmatch(body); found != nil {
		m.Root = string(found[2])
		m.Size, err = strconv.ParseInt(string(found[1]), 10, 64)
	}
	return m, m.Root != "" && err == nil
}

// markBegin is how the body of a mark begins.
var markBegin = regexp.MustCompile(`^\{"at":"[^"]*","size":([0-9]+),"root":"([^"]*)",`)

// mark writes down how far the log is sound. at is when all of it was last read.
func (s *Store) mark(report *record.Report, at time.Time, checkpoints int64) error {
	if s.sealer() == nil {
		return ErrNoSigner
	}
	body, err := json.Marshal(Mark{
		At: at, Size: report.Head.Size, Root: report.Head.Root.String(), Checkpoints: checkpoints,
		Snapshot: snapshot{Format: indexFormat, State: report.State},
	})
	if err != nil {
		return err
	}
	first, err := Vouch(s.sealer(), sealOfMark, body)
	if err != nil {
		return err
	}
	text := slices.Concat(first, []byte("\n"), body)
	tmp := s.markPath() + ".new"
	if err := os.WriteFile(tmp, text, 0o600); err != nil {
		return errors.Join(explainBeside(tmp, err), os.Remove(tmp))
	}
	return explainBeside(s.markPath(), os.Rename(tmp, s.markPath()))
}

// VerifyNew checks the entries since the log was last found sound, and the
// checkpoints beside them: its time does not depend on how long the log is. What
// was changed before is not seen; Verify reads all. It returns ErrNoMark when
// there is nothing to go on from, and in a log of which something was disposed:
// whether that was due follows from all of it.
func (s *Store) VerifyNew(ctx context.Context, progress func(done, total int64)) (*record.Report, Mark, error) {
	m, err := s.Marked()
	if err != nil {
		return nil, m, err
	}
	disposed := false
	s.View(func(st *record.State) { disposed = len(st.Disposals) > 0 })
	if disposed {
		return nil, m, fmt.Errorf("%w since something was disposed of", ErrNoMark)
	}
	if _, trails := s.Trails(); trails {
		return nil, m, fmt.Errorf("%w with an index that is whole", ErrNoMark)
	}
	if err := s.CatchUp(); err != nil {
		return nil, m, err
	}
	opt := record.Options{Lean: true, Progress: s.progress(progress)}
	beside, err := s.beside.from(m.Checkpoints) // before the log is looked at: somebody may append
	if err != nil {
		return nil, m, err
	}
	var failed error
	err = s.db.View(func(tx *bbolt.Tx) (err error) {
		opt.From, err = s.from(tx, m, &failed)
		return err
	})
	var forked *record.Fault
	if errors.As(err, &forked) {
		return &record.Report{Entries: s.Head().Size, Faults: []*record.Fault{forked}}, m, nil
	}
	if err != nil {
		return nil, m, explain(s.path, err)
	}
	report, checkpoints, err := verifyLog(ctx, s.db.View, beside, opt)
	if err = cmp.Or(err, failed); err == nil {
		err = s.compare(report, nil)
	}
	if err == nil && report.OK() {
		_ = s.mark(report, m.At, checkpoints) // without it there is only more to read the next time
	}
	return report, m, explain(s.path, err)
}

// foundSound returns the tree that was found sound, when the log still begins with it.
// A *record.Fault says that it does not.
func foundSound(tx *bbolt.Tx, m Mark) (tree record.Frontier, err error) {
	root, err := tlog.ParseHash(m.Root)
	if err != nil {
		return tree, fmt.Errorf("%w: %w", ErrNoMark, err)
	}
	if size := entries(tx); size < m.Size {
		return tree, record.NewFault(record.FaultRolledBack, record.NoEntry,
			"it has %s, and had %s when it was found sound: the file was put back to an earlier copy, or its end was cut off", sop.Counted(size, "entry", "entries"), sop.Thousands(m.Size))
	}
	tree, err = treeAt(tx, m.Size)
	if err != nil {
		return tree, record.NewFault(record.FaultStorage, record.NoEntry, "the tree cannot be read: %v", err)
	}
	if tree.Head().Root != root {
		return tree, record.NewFault(record.FaultTree, record.NoEntry, "its first %s are not those that were found sound", sop.Counted(m.Size, "entry", "entries"))
	}
	return tree, nil
}

// grown adds to the report of a log that is sound by itself when it is not the one
// that was found sound: what reads all of it tells no less than what goes on from there.
func grown(tx *bbolt.Tx, m Mark, beside notes, report *record.Report) error {
	if !report.OK() {
		return nil
	}
	_, err := foundSound(tx, m)
	if err == nil && beside.to < m.Checkpoints {
		err = errCut()
	}
	if fault := (*record.Fault)(nil); errors.As(err, &fault) {
		report.Faults = append(report.Faults, fault)
		return nil
	}
	return err
}

// errCut is that the file of checkpoints is shorter than it was.
func errCut() *record.Fault {
	return record.NewFault(record.FaultRolledBack, record.NoEntry, "the file of checkpoints beside it was longer when it was found sound: its end was cut off")
}

// from returns what a verification goes on from. A *record.Fault says that the
// log is not the one that was found sound.
func (s *Store) from(tx *bbolt.Tx, m Mark, failed *error) (*record.From, error) {
	tree, err := foundSound(tx, m)
	if err != nil {
		return nil, err
	}
	state, past := m.Snapshot.State, pastAt(s.view, tree.Head())
	past.failed = failed
	from := &record.From{State: state, Tree: tree, Past: past, Open: map[string]record.Values{}}
	for run, open := range state.Open {
		from.Open[run] = record.Values{}
		for _, at := range open.Positions {
			p, err := placed(tx, at)
			if err != nil {
				return nil, err
			}
			if _, event, ok := record.EventOf(p.Entry); ok {
				from.Open[run].Add(event)
			}
		}
	}
	return from, nil
}
