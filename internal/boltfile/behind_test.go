package boltfile_test

import (
	"encoding/binary"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
)

var numbers = []byte("numbers")

// behind returns a new file that is written behind, with an empty bucket.
func behind(t *testing.T) (db *boltfile.DB, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "made up.db")
	db, err := boltfile.Open(path, boltfile.Options{Wait: wait, MayMake: true})
	if err != nil {
		t.Fatal(err)
	}
	db.WriteBehind()
	if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(numbers); return err }); err != nil {
		t.Fatal(err)
	}
	return db, path
}

// number returns what writes a number behind those that are there.
func number(n int) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		b := tx.Bucket(numbers)
		next, err := b.NextSequence()
		if err != nil {
			return err
		}
		return b.Put(binary.BigEndian.AppendUint64(nil, next), binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
}

// written returns the numbers that are there, in the order in which they were written.
func written(t *testing.T, db *boltfile.DB) (all []int) {
	t.Helper()
	err := db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(numbers).ForEach(func(_, v []byte) error {
			all = append(all, int(binary.BigEndian.Uint64(v)))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhoeverReadsFindsAllThatWasWrittenBehindInItsOrder(t *testing.T) {
	db, path := behind(t)
	const many = 1000
	for n := range many {
		if err := db.UpdateBehind(number(n)); err != nil {
			t.Fatal(err)
		}
		if n%137 != 0 {
			continue
		}
		if all := written(t, db); len(all) != n+1 || all[n] != n {
			t.Fatalf("%d numbers were given, %d are there", n+1, len(all))
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := boltfile.Open(path, boltfile.Options{Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	all := written(t, again)
	if len(all) != many {
		t.Fatalf("%d numbers were given, %d are there", many, len(all))
	}
	for i, n := range all {
		if n != i {
			t.Fatalf("number %d stands at place %d", n, i)
		}
	}
}

func TestWhatSeveralWriteBehindIsAllThere(t *testing.T) {
	db, _ := behind(t)
	const writers, each = 8, 100
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range each {
				if err := db.UpdateBehind(number(w)); err != nil {
					t.Error(err)
				}
				if n == each/2 {
					_ = db.View(func(*bbolt.Tx) error { return nil }) // waits for what the others write, too
				}
			}
		})
	}
	all.Wait()
	if n := len(written(t, db)); n != writers*each {
		t.Errorf("%d are there, of %d", n, writers*each)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhatFailsBehindIsTheErrorOfWhateverComesNext(t *testing.T) {
	db, _ := behind(t)
	full := errors.New("the disk is full")
	if err := db.UpdateBehind(func(*bbolt.Tx) error { return full }); err != nil {
		t.Fatalf("it was told before it was written: %v", err)
	}
	for what, err := range map[string]error{
		"to read":  db.View(func(*bbolt.Tx) error { t.Error("it was read"); return nil }),
		"to write": db.Update(func(*bbolt.Tx) error { t.Error("it was written"); return nil }),
		"to write more behind": db.UpdateBehind(func(*bbolt.Tx) error {
			t.Error("more was written behind")
			return nil
		}),
		"to close": db.Close(),
	} {
		if !errors.Is(err, full) {
			t.Errorf("%s: %v, want what went wrong before", what, err)
		}
	}
}

func TestAFileThatIsNotWrittenBehindIsWrittenAtOnce(t *testing.T) {
	db, err := boltfile.Open(filepath.Join(t.TempDir(), "log.db"), boltfile.Options{Wait: wait, MayMake: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	full, wrote := errors.New("the disk is full"), false
	if err := db.UpdateBehind(func(*bbolt.Tx) error { wrote = true; return full }); !errors.Is(err, full) || !wrote {
		t.Errorf("err = %v, and it was written: %v", err, wrote)
	}
}
