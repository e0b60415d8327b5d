package boltfile_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
)

const wait = 200 * time.Millisecond

// made returns a file with trees of three levels, large values, small buckets and
// free pages.
func made(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "some [file] *.db")
	db, err := boltfile.Open(path, boltfile.Options{Wait: wait, MayMake: true})
	if err != nil {
		t.Fatal(err)
	}
	fill := func(round int) error {
		return db.Update(func(tx *bbolt.Tx) error {
			large, err := tx.CreateBucketIfNotExists([]byte("large"))
			if err != nil {
				return err
			}
			small, err := large.CreateBucketIfNotExists([]byte("small"))
			if err != nil {
				return err
			}
			for i := range 2000 {
				value := bytes.Repeat([]byte{byte(i)}, 20+i%97*round)
				if i%500 == 0 {
					value = bytes.Repeat(value, 800)
				}
				if err := large.Put(binary.BigEndian.AppendUint64([]byte("k"), uint64(i)), value); err != nil {
					return err
				}
			}
			return small.Put([]byte("one"), []byte("two"))
		})
	}
	for round := range 3 {
		if err := fill(round); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// used reads all of a file, writes to each bucket of it, and returns what was read.
func used(path string) (found int, err error) {
	db, err := boltfile.Open(path, boltfile.Options{Wait: wait})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var sum byte
	var walk func(b *bbolt.Bucket) error
	walk = func(b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if found++; v == nil {
				return walk(b.Bucket(k))
			}
			for _, c := range v { // each byte, where it is mapped
				sum ^= c
			}
			return nil
		})
	}
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return walk(b) })
	})
	if err != nil {
		return found, err
	}
	return found, db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("large"))
		if b == nil {
			return errors.New("the bucket is gone")
		}
		for i := range 200 {
			if err := b.Put(binary.BigEndian.AppendUint64([]byte("k"), uint64(i*10)), []byte("new")); err != nil {
				return err
			}
		}
		return nil
	})
}

func rounds(few int) int {
	if n, err := strconv.Atoi(os.Getenv("SOPRUN_ROUNDS")); err == nil {
		return n
	}
	return few
}

// What bbolt itself does with such a file is to panic, to hang or to take all of
// the memory.
func TestADamagedFileIsAnErrorOrIsRead(t *testing.T) {
	path := made(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := used(path)
	if err != nil || before < 2000 {
		t.Fatalf("%d: %v", before, err)
	}
	random, refused := rand.New(rand.NewPCG(7, 11)), 0
	for round := range rounds(60) {
		damaged := bytes.Clone(whole)
		what := damage(random, damaged)
		file := filepath.Join(t.TempDir(), "x.db")
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		found, err := used(file)
		if err != nil {
			refused++
		}
		if found > before { // less can be: how many there were stands nowhere else
			t.Errorf("round %d, %s: %d of %d were read", round, what, found, before)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("round %d, %s: took %s", round, what, took)
		}
		_ = os.Remove(file) // a thousand would fill the disk
	}
	if refused == 0 {
		t.Error("no damage was found")
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	if memory.Sys > 500<<20 {
		t.Errorf("it took %d MB", memory.Sys>>20)
	}
}

// damage changes a file in one of the ways in which disks do, and in which it would
// hurt most.
func damage(random *rand.Rand, b []byte) string {
	page := os.Getpagesize()
	at := random.IntN(len(b)/page) * page
	block := b[at : at+page]
	switch random.IntN(6) {
	case 0:
		clear(block)
		return fmt.Sprintf("page at %d zeroed", at)
	case 1:
		for i := range block {
			block[i] = byte(random.Uint32())
		}
		return fmt.Sprintf("page at %d random", at)
	case 2:
		from := random.IntN(len(b)/page) * page
		copy(block, b[from:from+page])
		return fmt.Sprintf("page at %d is that at %d", at, from)
	case 3:
		i := random.IntN(64)
		block[i] ^= 1 << random.IntN(8)
		return fmt.Sprintf("bit of byte %d", at+i)
	case 4:
		i := 8 + random.IntN(8)
		block[i] = byte(random.Uint32())
		return fmt.Sprintf("header at %d", at+i)
	default:
		i := random.IntN(page)
		block[i] ^= byte(1 + random.IntN(255))
		return fmt.Sprintf("byte %d", at+i)
	}
}

func TestAPageThatLeadsToItselfIsFoundBeforeItIsFollowed(t *testing.T) {
	path := made(t)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	page, found := int64(os.Getpagesize()), false
	var b [32]byte
	for at := 2 * page; ; at += page {
		if _, err := f.ReadAt(b[:], at); err != nil {
			break
		}
		if b[8] != 1 || b[10] == 0 {
			continue
		}
		found = true
		binary.LittleEndian.PutUint64(b[24:], uint64(at/page))
		if _, err := f.WriteAt(b[:], at); err != nil {
			t.Fatal(err)
		}
	}
	if !found {
		t.Fatal("it has no branch page")
	}
	_, err = used(path)
	var d *boltfile.Damage
	if !errors.As(err, &d) || d.Page < 2 || !strings.Contains(err.Error(), "used twice") {
		t.Errorf("%v", err)
	}
}

// A disk that fails under an open file ends the transaction.
func TestAFileThatIsCutWhileItIsOpenIsAnError(t *testing.T) {
	path := made(t)
	db, err := boltfile.Open(path, boltfile.Options{Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 3*int64(os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	read := func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return b.ForEach(func(_, _ []byte) error { return nil }) })
	}
	var d *boltfile.Damage
	if err := db.View(read); !errors.As(err, &d) || d.Page < 3 {
		t.Errorf("reading: %v", err)
	}
	for range 2 { // and it does not wait for a lock the second time
		if err := db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("large")) }); !errors.As(err, &d) {
			t.Errorf("writing: %v", err)
		}
	}
	if err := db.View(read); !errors.As(err, &d) {
		t.Errorf("reading again: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// A defect of the program is none of the file.
func TestAPanicOfTheCallerStaysOne(t *testing.T) {
	db, err := boltfile.Open(made(t), boltfile.Options{Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	defer func() {
		if r := recover(); r != "ours" {
			t.Errorf("recovered %v", r)
		}
	}()
	_ = db.View(func(*bbolt.Tx) error { panic("ours") })
}

func TestWhatIsNoSuchFileIsSaidSo(t *testing.T) {
	dir, path := t.TempDir(), made(t)
	write := func(name string, content []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		write("empty", nil):                         boltfile.ErrEmpty,
		write("words", []byte("just some words\n")): boltfile.ErrForeign,
		write("short", whole[:len(whole)/2]):        boltfile.ErrTruncated,
		write("half of a page", whole[:3000]):       boltfile.ErrTruncated,
		write("zeros", make([]byte, len(whole))):    boltfile.ErrForeign,
		dir:                                         boltfile.ErrForeign,
		filepath.Join(dir, "that is not there"):     os.ErrNotExist,
	} {
		if db, err := boltfile.Open(name, boltfile.Options{Wait: wait}); !errors.Is(err, want) {
			t.Errorf("%s: %v, %v", filepath.Base(name), db, err)
		}
	}
	db, err := boltfile.Open(path, boltfile.Options{Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := boltfile.Open(path, boltfile.Options{Wait: wait}); !errors.Is(err, boltfile.ErrLocked) {
		t.Errorf("open twice: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// What a transaction has read is given back, and is there when it is read again: here, in
// another transaction beside it, and after something was written.
func TestWhatWasReadIsReadAgainAfterItsMemoryWasGivenBack(t *testing.T) {
	db, err := boltfile.Open(made(t), boltfile.Options{Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	sum := func(tx *bbolt.Tx) (keys int) {
		c := tx.Bucket([]byte("large")).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			keys += len(k) + len(v)
		}
		return keys
	}
	err = db.View(func(tx *bbolt.Tx) error {
		want := sum(tx)
		boltfile.Forget(tx)
		if got := sum(tx); got != want || want == 0 {
			t.Errorf("%d bytes, want %d", got, want)
		}
		return db.View(func(other *bbolt.Tx) error {
			boltfile.Forget(other)
			if got := sum(tx); got != want {
				t.Errorf("beside another transaction %d bytes, want %d", got, want)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if err := tx.Bucket([]byte("large")).Put([]byte("written"), []byte("here")); err != nil {
			return err
		}
		boltfile.Forget(tx)
		if got := tx.Bucket([]byte("large")).Get([]byte("written")); string(got) != "here" {
			t.Errorf("what is written is %q", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
