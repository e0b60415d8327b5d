package bench_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// ofAppends are the measures of what a person waits for when they sign.
var ofAppends = []measure{
	{work: "append one signed act, durable", unit: "µs", ref: "append + fsync of its bytes", ratio: 2.4, grows: still, because: "bbolt flushes twice a commit, by itself twice as much as an append and fsync; of the rest half is the check of the act's signature and a quarter the checkpoint's, which a quick disk shows and a slow one does not", take: appendsOne},
	{work: "the slowest of such appends", unit: "ms", ref: "the slowest append + fsync", most: 5, grows: still, because: "bbolt flushes twice a commit, and a flush that is slow is slow for an append and fsync too, in the same run half of it", take: appendsSlowest},
	{work: "append one signed act, beside one put", unit: "µs", ref: "one bbolt put", grows: still, take: appendsBesidePut},
	{work: "an act of 64 who write at once", unit: "µs", ref: "db.Update, 64 at once", ratio: 0.1, grows: not, because: "all that wait share the flushes of one commit: where those are quick, what is left is each act's own, its rules, its place in the tree and what follows from it", take: writers(64)},
	{work: "an act of one who writes", unit: "µs", ref: "db.Update, one", ratio: 2, grows: not, take: writers(1)},
}

// log is a log of signed acts, made without the station.
type log struct {
	*recordtest.Log
	store *store.Store
	file  string
}

// acts makes a log of so many signed acts.
func (w *world) acts(n int) (*log, error) {
	file := w.fresh("acts.db")
	if err := store.Create(file); err != nil {
		return nil, err
	}
	s, err := store.Open(file, recordtest.Station())
	if err != nil {
		return nil, err
	}
	l := &log{recordtest.New(w.t), s, file}
	for _, e := range l.Stored {
		if _, err := s.Append([]record.Sealed{{Payload: e.Payload, Signature: e.Signature}}, []byte(recordtest.Text)); err != nil {
			return nil, err
		}
	}
	if int(s.Head().Size) < n {
		if err := l.fill(n); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// fill appends acts one by one, each with its own checkpoint, and waits for the disk once.
func (l *log) fill(n int) error {
	l.store.SyncAtClose()
	for int(l.store.Head().Size) < n {
		if _, err := l.store.Append(l.next(1)); err != nil {
			return err
		}
	}
	err := l.store.Close()
	if err == nil {
		l.store, err = store.Open(l.file, recordtest.Station())
	}
	return err
}

// next returns the next signed acts, which are in the log in memory already.
func (l *log) next(n int) (all []record.Sealed) {
	for range n {
		act := l.Act(recordtest.Admin, sop.Administrator, &record.Assign{
			Person: recordtest.Worker, Reason: fmt.Sprintf("week %d", l.Tree.Size()), Roles: []sop.Role{sop.Assistant},
		})
		l.Append(act)
		all = append(all, act)
	}
	return all
}

// pace appends acts one by one, each beside what it is compared with, which is given the bytes
// that the log keeps of the act.
func (w *world) pace(n int, beside func(value []byte) error) (ours, ref []time.Duration, err error) {
	l, err := w.acts(w.completions)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, l.store.Close()) }()
	for _, act := range l.next(n) {
		began := time.Now()
		out, err := l.store.Append([]record.Sealed{act})
		ours = append(ours, time.Since(began))
		if err != nil {
			return nil, nil, err
		}
		value := make([]byte, l.store.SizeOf(out.First))
		began = time.Now()
		if err := beside(value); err != nil {
			return nil, nil, err
		}
		ref = append(ref, time.Since(began))
	}
	return ours, ref, nil
}

// toFile writes and syncs values.
func (w *world) toFile() (write func([]byte) error, done func(), err error) {
	f, err := os.Create(w.fresh("bare"))
	if err != nil {
		return nil, nil, err
	}
	write = func(value []byte) error {
		if _, err := f.Write(value); err != nil {
			return err
		}
		return f.Sync()
	}
	return write, func() { _ = f.Close() }, nil // nothing is kept in it
}

func appendsOne(w *world) (figure, error) {
	write, done, err := w.toFile()
	if err != nil {
		return figure{}, err
	}
	defer done()
	ours, ref, err := w.pace(w.turns(600), write)
	if err != nil {
		return figure{}, err
	}
	return figure{ours: in(time.Microsecond, median(ours)), ref: in(time.Microsecond, median(ref))}, nil
}

func appendsSlowest(w *world) (figure, error) {
	write, done, err := w.toFile()
	if err != nil {
		return figure{}, err
	}
	defer done()
	n := 300
	if !w.small() {
		n = 6000 // more than an index may be behind
	}
	ours, ref, err := w.pace(n, write)
	if err != nil {
		return figure{}, err
	}
	return figure{ours: in(time.Millisecond, slices.Max(ours)), ref: in(time.Millisecond, slices.Max(ref))}, nil
}

func appendsBesidePut(w *world) (figure, error) {
	db, bucket, err := w.bare()
	if err != nil {
		return figure{}, err
	}
	defer func() { _ = db.Close() }() // nothing is kept in it
	n := uint64(0)
	ours, ref, err := w.pace(w.turns(400), func(value []byte) error {
		n++
		return put(db, bucket, n, value)
	})
	if err != nil {
		return figure{}, err
	}
	return figure{ours: in(time.Microsecond, median(ours)), ref: in(time.Microsecond, median(ref))}, nil
}

// bare is a bbolt file with a bucket.
func (w *world) bare() (db *bbolt.DB, bucket []byte, err error) {
	bucket = []byte("bare")
	if db, err = bbolt.Open(w.fresh("bare.db"), 0o600, nil); err != nil {
		return nil, nil, err
	}
	return db, bucket, db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket(bucket)
		return err
	})
}

func put(db *bbolt.DB, bucket []byte, n uint64, value []byte) error {
	return db.Update(func(tx *bbolt.Tx) error {
		key := []byte{byte(n >> 56), byte(n >> 48), byte(n >> 40), byte(n >> 32), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
		return tx.Bucket(bucket).Put(key, value)
	})
}

// writers measures how long an act takes while so many write at once, each as fast as they can:
// facts, which need no key, so that nothing but writing is measured.
func writers(n int) func(*world) (figure, error) {
	return func(w *world) (out figure, err error) {
		l, err := w.acts(8)
		if err != nil {
			return out, err
		}
		defer func() { err = errors.Join(err, l.store.Close()) }()
		db, bucket, err := w.bare()
		if err != nil {
			return out, err
		}
		defer func() { _ = db.Close() }() // nothing is kept in it
		each := max(6, w.turns(120)/n)
		turns := w.turns(12)
		facts, at := make([]record.Sealed, n*each*turns), record.At(l.Now) // at once: in whatever order they come
		for i := range facts {
			facts[i] = l.Fact(recordtest.Worker, recordtest.StartBody(fmt.Sprintf("r-%08d", i)), func(e *record.Entry) { e.At = at })
		}
		next := 0
		once := func(write func(i int) error) func() error {
			return func() error {
				from := next
				return atOnce(n, func(worker int) error {
					for i := range each {
						if err := write(from + worker*each + i); err != nil {
							return err
						}
					}
					return nil
				})
			}
		}
		ours := once(func(i int) error {
			_, err := l.store.Append(facts[i : i+1])
			return err
		})
		figure, err := inTurn(turns, time.Microsecond, func() error {
			defer func() { next += n * each }()
			return ours()
		}, once(func(i int) error { return put(db, bucket, uint64(i), facts[i].Payload) }))
		figure.ours /= amount(n * each)
		figure.ref /= amount(n * each)
		return figure, err
	}
}

// atOnce calls f of each worker at once and waits for all.
func atOnce(n int, f func(worker int) error) error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for worker := range n {
		all.Go(func() { errs[worker] = f(worker) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// sizeOf returns how many bytes lie in a folder.
func sizeOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
