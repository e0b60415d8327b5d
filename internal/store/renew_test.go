package store_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// old returns a log that was written in the layout before, which nothing here writes any more.
func old(t *testing.T) string {
	t.Helper()
	file := path(t)
	for _, end := range []string{"", ".checkpoints"} {
		packed, err := os.Open(filepath.Join("testdata", "store2.db"+end+".gz"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(packed)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err := errors.Join(err, packed.Close(), os.WriteFile(file+end, text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

// formatOf is what a file says of itself.
func formatOf(t *testing.T, file string) (format string) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		format = string(tx.Bucket([]byte("meta")).Get([]byte("format")))
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return format
}

// everyEntry are the entries of a log, with the notes over them.
func everyEntry(t *testing.T, s *store.Store) (all []record.Stored) {
	t.Helper()
	err := s.Snapshot(func(snap *store.Snapshot) error {
		for at := range snap.Size() {
			e, err := snap.Entry(at)
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	return all
}

func mustBeAlike(t *testing.T, got, want []record.Stored) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if !bytes.Equal(g.Payload, w.Payload) || !bytes.Equal(g.Signature, w.Signature) || !bytes.Equal(g.Checkpoint, w.Checkpoint) || len(g.Hashes) != len(w.Hashes) {
			t.Errorf("entry %d is another one", i)
		}
	}
}

func readOnly(t *testing.T, file string) *store.Store {
	t.Helper()
	s, err := store.OpenToRead(file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestALogOfTheLayoutBeforeIsReadAsItIs(t *testing.T) {
	file := old(t)
	before := slurp(t, file)
	s := readOnly(t, file)
	mustVerify(t, s)
	last, err := s.Checkpoint()
	if err != nil || !bytes.HasSuffix(slurp(t, file+".checkpoints"), last) || len(last) == 0 {
		t.Errorf("its last checkpoint is %q, %v", last, err)
	}
	if err := s.Close(); err != nil || !bytes.Equal(slurp(t, file), before) {
		t.Errorf("it was written: %v", err)
	}
}

func TestALogOfTheLayoutBeforeIsWrittenAnewAndIsTheSame(t *testing.T) {
	file := old(t)
	s := readOnly(t, file)
	want := everyEntry(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	told, most := int64(0), int64(0)
	s, err := store.OpenWith(file, recordtest.Station(), store.Options{Renewing: func(done, total int64) {
		if done < told && done != 0 || total != int64(len(want)) {
			t.Errorf("%d of %d after %d", done, total, told)
		}
		told, most = done, max(most, done)
	}})
	if err != nil {
		t.Fatal(err)
	}
	mustBeAlike(t, everyEntry(t, s), want)
	mustVerify(t, s)
	resumed(t, s).perform("r-after") // and it goes on
	mustVerify(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := formatOf(t, file); got != "soprun-store/3" || most != int64(len(want)) {
		t.Errorf("the file says %q, and %d of %d entries were told of", got, most, len(want))
	}
	if left, err := filepath.Glob(file + ".renewing*"); err != nil || left != nil {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// Where it cannot be written anew the log goes on in the layout that it has.
func TestALogThatCannotBeWrittenAnewGoesOnAsItIs(t *testing.T) {
	file := old(t)
	inTheWay := filepath.Join(file+".renewing", "x")
	if err := os.MkdirAll(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, file)
	resumed(t, s).perform("r-after")
	want := everyEntry(t, s)
	mustVerify(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := formatOf(t, file); got != "soprun-store/2" {
		t.Errorf("the file says %q", got)
	}
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		_, last := tx.Bucket([]byte("entries")).Cursor().Last()
		if !bytes.HasSuffix(last, want[len(want)-1].Checkpoint) {
			t.Error("a file of the layout before holds what that has not")
		}
		return nil
	})
	if err := errors.Join(err, db.Close(), os.RemoveAll(file+".renewing")); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	mustBeAlike(t, everyEntry(t, s), want)
}

func TestALogWithAFaultIsNotWrittenAnew(t *testing.T) {
	file := old(t)
	for _, v := range values(t, file) {
		if v.bucket != "entries" || !bytes.Contains(v.value, []byte(`"type":"review"`)) {
			continue
		}
		put(t, file, "entries", v.key, bytes.Replace(v.value, []byte("SSH SIGNATURE-----\n"), []byte("SSH SIGNATURE-----\nA"), 1)[:len(v.value)])
	}
	if sentence, sound := judge(t, file); sound {
		t.Errorf("it is sound: %s", sentence)
	}
	if got := formatOf(t, file); got != "soprun-store/2" {
		t.Errorf("the file says %q", got)
	}
}

// renewUntilKilled opens a log of the layout before, and dies at a call that tells how far it is.
func renewUntilKilled(t testing.TB, file string) {
	at, err := strconv.Atoi(os.Getenv(childAt))
	if err != nil {
		t.Fatal(err)
	}
	told := func(int64, int64) {
		if at--; at < 0 {
			dieAtOnce(t)
		}
	}
	_, err = store.OpenWith(file, recordtest.Station(), store.Options{Reading: told, Renewing: told})
	if err != nil {
		t.Fatal(err)
	}
}

func dieAtOnce(t testing.TB) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	select {}
}

func TestALogWhoseRenewalIsKilledIsTheOneOrTheOther(t *testing.T) {
	want := everyEntry(t, readOnly(t, old(t)))
	killed, inTime, whole := 0, 0, false
	for at := 0; !whole && at < 40; at++ {
		file := old(t)
		t.Setenv(childAt, strconv.Itoa(at))
		child, _ := start(t, "renew", file)
		whole = child.Wait() == nil
		if !whole {
			killed++
			if formatOf(t, file) == "soprun-store/2" {
				inTime++
			}
		}
		s := open(t, file)
		mustBeAlike(t, everyEntry(t, s), want)
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if got := formatOf(t, file); !strings.HasSuffix(got, "/3") {
			t.Errorf("killed at call %d, and opened again: the file says %q", at, got)
		}
	}
	if !whole || inTime < 2 || inTime == killed {
		t.Errorf("killed %d times, %d of them before the new file was there, and ended: %v", killed, inTime, whole)
	}
}
