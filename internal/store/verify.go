package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
	"soprun/sop/record"
)

// Verify checks every stored byte of the log: what record.Verify checks, that
// nothing else is in the file, that the checkpoints beside it agree, and that what is
// derived from the entries is, byte for byte, what follows from them. A log that
// is sound is marked so, as of now unless that is zero; a mark that cannot be written
// only makes the next verification read all again. progress must not use the store.
func (s *Store) Verify(ctx context.Context, now time.Time, progress func(done, total int64)) (*record.Report, error) {
	return s.verify(ctx, now, record.Options{Progress: s.progress(progress)})
}

// VerifyLean is Verify without the station's signatures over those checkpoints that a later
// one vouches for: of ten in a log of runs it checks less than one.
func (s *Store) VerifyLean(ctx context.Context, now time.Time, progress func(done, total int64)) (*record.Report, error) {
	return s.verify(ctx, now, record.Options{Lean: true, Progress: s.progress(progress)})
}

// VerifySlowly is VerifyLean on one core, for a log that others work with.
func (s *Store) VerifySlowly(ctx context.Context, now time.Time) (*record.Report, error) {
	return s.verify(ctx, now, record.Options{Lean: true, Workers: 1})
}

func (s *Store) verify(ctx context.Context, now time.Time, opt record.Options) (*record.Report, error) {
	report, checkpoints, err := s.inspect(ctx, opt)
	if err == nil && report.OK() && !now.IsZero() {
		_ = s.mark(report, now, checkpoints)
	}
	return report, err
}

// Audit verifies a log that Open refuses as Changed: each entry by itself, and what
// follows from those that are as they were.
func Audit(ctx context.Context, path string, progress func(done, total int64)) (report *record.Report, err error) {
	db, err := boltfile.Open(path, boltfile.Options{Wait: lockTimeout, ReadOnly: true})
	if err != nil {
		return nil, explainRead(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	opt := record.Options{}
	if progress != nil {
		total := int64(0)
		if err := db.View(func(tx *bbolt.Tx) error { total = entries(tx); return nil }); err != nil {
			return nil, explain(path, err)
		}
		opt.Progress = func(done int64) { progress(min(done, total), total) }
	}
	beside, err := notesFrom(path+checkpointsEnd, 0)
	if err != nil {
		return nil, err
	}
	report, _, err = verifyLog(ctx, db.View, beside, opt)
	return report, explain(path, err)
}

// Examine is Verify without the signatures of people's work: what it takes to
// know who may do what, and that the program goes by that. Nothing of it rests on
// what is derived, which whoever can write to the file can change.
func (s *Store) Examine(ctx context.Context, progress func(done, total int64)) (*record.Report, error) {
	report, _, err := s.inspect(ctx, record.Options{Governing: true, Progress: s.progress(progress)})
	return report, err
}

func (s *Store) progress(report func(done, total int64)) func(int64) {
	if report == nil {
		return nil
	}
	total := s.Head().Size
	return func(done int64) { report(min(done, total), total) }
}

// inspect also returns how long the file of checkpoints is.
func (s *Store) inspect(ctx context.Context, opt record.Options) (report *record.Report, checkpoints int64, err error) {
	defer beThrifty()()
	mark, unmarked := s.Marked()    // before the log is looked at, as well
	beside, err := s.beside.from(0) // before the log is looked at: somebody may append
	if err != nil {
		return nil, 0, err
	}
	again, err := s.foldAgain()
	if err != nil {
		return nil, 0, err
	}
	defer again.settle()
	opt.Placed = again.placed
	report, checkpoints, err = verifyLog(ctx, s.db.View, beside, opt)
	if err == nil && unmarked == nil {
		err = s.view(func(tx *bbolt.Tx, _ index) error { return grown(tx, mark, beside, report) })
	}
	if err == nil && report.OK() {
		var whole *index
		if whole, err = again.end(report); err == nil {
			err = s.compare(report, whole)
		}
	}
	return report, checkpoints, explain(s.path, err)
}

// compare compares what the program acts on with what follows from the entries: the
// state, and the index unless it is nil.
func (s *Store) compare(report *record.Report, again *index) error {
	if !report.OK() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trails {
		again = nil
	} else if err := s.catchUp(); err != nil {
		return err
	}
	return s.view(func(tx *bbolt.Tx, kept index) error {
		what, err := s.difference(tx, report, kept, again)
		if err == nil && what != "" {
			report.Faults = append(report.Faults, notDerived(what))
		}
		return err
	})
}

func notDerived(what string) *record.Fault {
	return record.NewFault(record.FaultStorage, record.NoEntry,
		"what is kept beside the entries does not follow from them, %s: build the index again (soprun index --rebuild)", what)
}

// difference names what does not follow from the entries, "" for nothing. Entries that
// were appended since the report was made are folded into it here.
func (s *Store) difference(tx *bbolt.Tx, report *record.Report, kept index, again *index) (string, error) {
	state, err := copyOf(report.State) // the report's goes with its head
	if err != nil {
		return "", err
	}
	if again != nil {
		err = again.extend(context.Background(), tx, report.Entries, s.head.Size, state)
	} else {
		err = eachEntry(tx, report.Entries, s.head.Size, func(p record.Placed) error { return apply(state, p) })
	}
	if err != nil {
		return "", err
	}
	is, err := json.Marshal(s.state)
	if err != nil {
		return "", err
	}
	should, err := json.Marshal(state)
	switch {
	case err != nil:
		return "", err
	case s.altered:
		return "and was changed by something else than this program", nil
	case !bytes.Equal(is, should):
		return "about people, approvals and open runs", nil
	case again == nil || !kept.there() || s.memory.Load() != nil: // that one was folded here
		return "", nil
	}
	if err := again.finish(tx, state, nil); err != nil {
		return "", err
	}
	return kept.difference(*again), nil
}

func copyOf(state *record.State) (*record.State, error) {
	text, err := json.Marshal(state)
	if err != nil {
		return nil, err
	}
	again := record.NewState()
	return again, json.Unmarshal(text, again)
}

// difference names the first thing that two indexes do not have alike.
func (x index) difference(other index) string {
	mine, its := x.tables(), other.tables()
	for _, name := range slices.Sorted(maps.Keys(mine)) {
		if at, differ := firstDifference(mine[name], its[name]); differ {
			return fmt.Sprintf("in the index %q at %q", cmp.Or(name, "of the log"), at)
		}
	}
	return ""
}

// verifyLog also returns how long the file of checkpoints is.
func verifyLog(ctx context.Context, view func(func(*bbolt.Tx) error) error, checkpoints notes, opt record.Options) (*record.Report, int64, error) {
	src := &source{view: view}
	if opt.From != nil {
		src.from = opt.From.Tree.Size()
	}
	beside := compareWith(checkpoints)
	opt.Covered = beside.meet
	report, err := record.Verify(ctx, src, opt)
	end, same := beside.end()
	if err = cmp.Or(src.err, err); err != nil {
		return report, 0, err
	}
	err = view(func(tx *bbolt.Tx) error {
		if opt.From == nil {
			if f := checkBuckets(tx); f != nil {
				report.Faults = append(report.Faults, f)
			}
			if report.OK() {
				report.Faults = append(report.Faults, checkTexts(tx, report.State)...)
			}
		}
		if same {
			return nil
		}
		var f *record.Fault
		if f, end, err = checkCheckpoints(tx, checkpoints, report.Entries); f != nil {
			report.Faults = append(report.Faults, f)
		}
		return err
	})
	return report, end, err
}

// checkBuckets finds what does not belong into the file.
func checkBuckets(tx *bbolt.Tx) *record.Fault {
	known := map[string]bool{
		string(bucketMeta): true, string(bucketEntries): true, string(bucketTexts): true, string(bucketDerived): true,
		string(bucketNext): true, // of a rebuild that broke off
	}
	var odd error
	err := tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		if !known[string(name)] {
			odd = fmt.Errorf("bucket %q does not belong to a log", name)
		}
		return nil
	})
	err = errors.Join(err, odd, tx.Bucket(bucketMeta).ForEach(func(k, v []byte) error {
		if bytes.Equal(k, keyDisposed) && len(v) == 8 {
			return nil
		}
		if !bytes.Equal(k, keyFormat) || string(v) != format && string(v) != formatBefore {
			return fmt.Errorf("%q = %q is not what the file of a log says of itself", k, v)
		}
		return nil
	}))
	if tx.Bucket(bucketMeta).Get(keyFormat) == nil {
		err = errors.Join(err, errors.New("the file does not say that it is a log"))
	}
	if err != nil {
		return record.NewFault(record.FaultStorage, record.NoEntry, "%v", err)
	}
	return nil
}

// checkTexts finds texts and figures that are not what their key says, or that no
// entry approves.
func checkTexts(tx *bbolt.Tx, state *record.State) (faults []*record.Fault) {
	approved := map[string]bool{}
	for _, approvals := range state.Approvals {
		for _, a := range approvals {
			for _, sum := range a.Kept() {
				approved[sum] = true
			}
		}
	}
	c := tx.Bucket(bucketTexts).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		sum := sha256.Sum256(v)
		switch {
		case !bytes.Equal(sum[:], k):
			faults = append(faults, record.NewFault(record.FaultText, record.NoEntry, "the text kept as %x was changed", k))
		case !approved[hex.EncodeToString(k)]:
			faults = append(faults, record.NewFault(record.FaultText, record.NoEntry, "the text kept as %x is approved by no entry", k))
		}
	}
	return faults
}

// noteBatch is readBatch for notes: what they are over stands far apart.
const noteBatch = 512

// checkCheckpoints compares the notes beside the file with the log, and returns
// where they end.
func checkCheckpoints(tx *bbolt.Tx, beside notes, size int64) (fault *record.Fault, end int64, err error) {
	station, compared, hashes := stationOf(tx), 0, &peaks{tx: tx}
	end, err = beside.each(func(note []byte) error {
		if compared++; compared%noteBatch == 0 {
			boltfile.Forget(tx)
		}
		at := noteSize(note)
		if at > size {
			fault = errShorter(size, at)
			return nil
		}
		hashes.next()
		if own, err := noteOver(tx, station, at, hashes.hash); (err != nil || !bytes.Equal(own, note)) && fault == nil {
			fault = errOtherNote(at)
		}
		return nil
	})
	if errors.Is(err, errShort) {
		fault, err = errCut(), nil
	}
	return fault, end, err
}
