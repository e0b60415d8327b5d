package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// Verify checks every stored byte of the log: what record.Verify checks, that
// nothing else is in the file, and that the checkpoints beside it agree. A log that
// is sound is marked so, as of now unless that is zero; a mark that cannot be written
// only makes the next verification read all again. progress must not use the store.
func (s *Store) Verify(ctx context.Context, now time.Time, progress func(done, total int64)) (*record.Report, error) {
	total, kept := s.remembered()
	opt := record.Options{}
	if progress != nil {
		opt.Progress = func(done int64) { progress(done, total) }
	}
	var report *record.Report
	var checkpoints int64
	beside, err := notesFrom(s.checkpointPath(), 0) // before the log is looked at: somebody may append
	if err != nil {
		return nil, err
	}
	err = s.db.View(func(tx *bbolt.Tx) (err error) {
		report, checkpoints, err = verifyTx(ctx, tx, beside, opt)
		return err
	})
	if err != nil {
		return report, err
	}
	compareState(report, total, kept)
	if report.OK() && !now.IsZero() {
		_ = s.mark(report, now, checkpoints)
	}
	return report, nil
}

// compareState compares the state that follows from the entries with the one that
// the program acts on, unless the log grew since.
func compareState(report *record.Report, total int64, kept []byte) {
	if !report.OK() || report.Entries != total {
		return
	}
	if found, err := json.Marshal(report.State); err != nil || !bytes.Equal(found, kept) {
		report.Faults = append(report.Faults, record.NewFault(record.FaultStorage, record.NoEntry,
			"what is kept beside the entries about people, approvals and open runs does not follow from them: build the index again"))
	}
}

// remembered returns the size of the log and the state that the program acts
// on. It begins with what the file keeps of it, which somebody could have changed.
func (s *Store) remembered() (size int64, state []byte) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	state, err := json.Marshal(s.state)
	if err != nil {
		return s.head.Size, nil
	}
	return s.head.Size, state
}

// verifyTx also returns how long the file of checkpoints is.
func verifyTx(ctx context.Context, tx *bbolt.Tx, checkpoints notes, opt record.Options) (*record.Report, int64, error) {
	src := source{tx: tx}
	report, err := record.Verify(ctx, src, opt)
	if err != nil {
		return report, 0, err
	}
	if f := src.checkBuckets(); f != nil {
		report.Faults = append(report.Faults, f)
	}
	if report.OK() {
		report.Faults = append(report.Faults, src.checkTexts(report.State)...)
	}
	f, end, err := src.checkCheckpoints(checkpoints, report.Entries)
	if f != nil {
		report.Faults = append(report.Faults, f)
	}
	return report, end, err
}

// source is a transaction as a record.Source.
type source struct {
	tx   *bbolt.Tx
	from int64 // position of the first entry to yield
}

// Entries yields every key of the bucket, in order.
func (src source) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		c := src.tx.Bucket(bucketEntries).Cursor()
		for k, v := c.Seek(key(src.from)); k != nil; k, v = c.Next() {
			at, ok := position(k)
			if !ok || v == nil {
				yield(record.Stored{}, fmt.Errorf("key %q is no position", k))
				return
			}
			e, err := decode(at, bytes.Clone(v)) // others look at it, and where it is mapped only this goroutine is guarded
			if !yield(e, err) {
				return
			}
		}
	}
}

// Text returns the text kept under a SHA-256 (hexadecimal), or false.
func (src source) Text(sum string) ([]byte, bool) {
	k, err := hex.DecodeString(sum)
	if err != nil {
		return nil, false
	}
	text := src.tx.Bucket(bucketTexts).Get(k)
	return text, text != nil
}

// checkBuckets finds what does not belong into the file.
func (src source) checkBuckets() *record.Fault {
	known := map[string]bool{
		string(bucketMeta): true, string(bucketEntries): true, string(bucketTexts): true, string(bucketDerived): true,
	}
	var odd error
	err := src.tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		if !known[string(name)] {
			odd = fmt.Errorf("bucket %q does not belong to a log", name)
		}
		return nil
	})
	err = errors.Join(err, odd, src.tx.Bucket(bucketMeta).ForEach(func(k, v []byte) error {
		if bytes.Equal(k, keyDisposed) && len(v) == 8 {
			return nil
		}
		if !bytes.Equal(k, keyFormat) || string(v) != format {
			return fmt.Errorf("%q = %q is not what the file of a log says of itself", k, v)
		}
		return nil
	}))
	if src.tx.Bucket(bucketMeta).Get(keyFormat) == nil {
		err = errors.Join(err, errors.New("the file does not say that it is a log"))
	}
	if err != nil {
		return record.NewFault(record.FaultStorage, record.NoEntry, "%v", err)
	}
	return nil
}

// checkTexts finds texts that are not what their key says, or that no entry
// approves.
func (src source) checkTexts(state *record.State) (faults []*record.Fault) {
	approved := map[string]bool{}
	for _, approvals := range state.Approvals {
		for _, a := range approvals {
			approved[a.SHA256] = true
		}
	}
	c := src.tx.Bucket(bucketTexts).Cursor()
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

// checkCheckpoints compares the notes beside the file with the log, and returns
// where they end.
func (src source) checkCheckpoints(beside notes, size int64) (fault *record.Fault, end int64, err error) {
	entries := src.tx.Bucket(bucketEntries).Cursor()
	end, err = beside.each(func(note []byte) error {
		at := noteSize(note)
		if at > size {
			fault = record.NewFault(record.FaultRolledBack, record.NoEntry,
				"it has %d entries, and its checkpoints remember %d: the file was put back to an earlier copy, or its end was cut off", size, at)
			return nil
		}
		k, v := entries.Seek(key(at - 1))
		e, err := decode(at-1, v)
		if (err != nil || !bytes.Equal(k, key(at-1)) || !bytes.Equal(e.Checkpoint, note)) && fault == nil {
			fault = record.NewFault(record.FaultCheckpoint, record.NoEntry,
				"the checkpoint over %d entries in the file beside it is of another log, or was changed", at)
		}
		return nil
	})
	if errors.Is(err, errShort) {
		fault = record.NewFault(record.FaultRolledBack, record.NoEntry, "the file of checkpoints beside it was longer when it was found sound: its end was cut off")
		err = nil
	}
	return fault, end, err
}
