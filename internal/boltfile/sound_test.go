package boltfile_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
)

// noted makes a file that was opened and left with a note.
func noted(t *testing.T) (path string, opt boltfile.Options) {
	t.Helper()
	path = made(t)
	opt = boltfile.Options{Wait: wait, Sound: path + ".sound"}
	left(t, path, opt)
	if _, err := os.Stat(opt.Sound); err != nil {
		t.Fatal(err)
	}
	return path, opt
}

func left(t *testing.T, path string, opt boltfile.Options) {
	t.Helper()
	db, err := boltfile.Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// spoilt changes the bytes of a file at a place, and lets it look as if it was not changed.
func spoilt(t *testing.T, path string, at int64, with []byte) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(with, at)
	if err := errors.Join(err, f.Close(), os.Chtimes(path, time.Time{}, info.ModTime())); err != nil {
		t.Fatal(err)
	}
}

// A file that is just as it was left is not read through again; any other one is.
func TestAFileThatIsAsItWasLeftIsNotReadThrough(t *testing.T) {
	path, opt := noted(t)
	leaf := int64(0)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for page := int64(4096 * 2); page < int64(len(text)); page += 4096 { // one that nothing follows to open it
		if text[page+8] == 0x02 && binary.LittleEndian.Uint16(text[page+10:]) > 5 {
			leaf = page
		}
	}
	spoilt(t, path, leaf+8, []byte{0x40})
	left(t, path, opt) // it was not looked at
	for why, change := range map[string]func(){
		"the note is gone":    func() { _ = os.Remove(opt.Sound) },
		"the note is another": func() { _ = os.WriteFile(opt.Sound, []byte("soprun-sound/1 1 2 3 4\n"), 0o600) },
		"it was changed":      func() { _ = os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)) },
	} {
		kept, err := os.ReadFile(opt.Sound)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		change()
		var damage *boltfile.Damage
		if _, err := boltfile.Open(path, opt); !errors.As(err, &damage) {
			t.Errorf("%s, and the damage is not found: %v", why, err)
		}
		if err := errors.Join(os.WriteFile(opt.Sound, kept, 0o600), os.Chtimes(path, time.Time{}, info.ModTime())); err != nil {
			t.Fatal(err)
		}
	}
	opt.Sound = ""
	if _, err := boltfile.Open(path, opt); err == nil {
		t.Error("without a note it is not read through")
	}
}

// What is written goes by the list of free pages: that is looked at each time.
func TestTheListOfWhatIsFreeIsLookedAtEachTime(t *testing.T) {
	path, opt := noted(t)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list := int64(0)
	for page := int64(4096 * 2); page < int64(len(text)); page += 4096 {
		if text[page+8] == 0x10 && bytes.Equal(text[page:page+8], binary.LittleEndian.AppendUint64(nil, uint64(page/4096))) {
			list = page
		}
	}
	if list == 0 {
		t.Fatal("there is none")
	}
	for page := int64(4096 * 2); page < int64(len(text)); page += 4096 { // each of them, of which one holds
		if text[page+8] == 0x10 {
			spoilt(t, path, page+16, []byte{3})
		}
	}
	if _, err := boltfile.Open(path, opt); err == nil {
		t.Error("a page that is used is called free, and nobody looks")
	}
}

// Who writes and is killed leaves no note that fits, and who only reads leaves none.
func TestOnlyWhoLeavesAFileSoundNotesIt(t *testing.T) {
	path, opt := noted(t)
	before, err := os.ReadFile(opt.Sound)
	if err != nil {
		t.Fatal(err)
	}
	db, err := boltfile.Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("large")).Put([]byte("more"), []byte("x")) })
	if err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(opt.Sound); err != nil || !bytes.Equal(now, before) {
		t.Errorf("while it is open the note is %q, %v", now, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(opt.Sound); err != nil || bytes.Equal(now, before) {
		t.Errorf("what was written is not noted: %q, %v", now, err)
	}
	if err := os.Remove(opt.Sound); err != nil {
		t.Fatal(err)
	}
	opt.ReadOnly = true
	left(t, path, opt)
	if all, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.sound*")); err != nil || len(all) != 0 {
		t.Errorf("who only reads leaves %q, %v", all, err)
	}
}

func TestANoteThatIsNoFileIsNone(t *testing.T) {
	path, opt := noted(t)
	if err := errors.Join(os.Remove(opt.Sound), os.Mkdir(opt.Sound, 0o700)); err != nil {
		t.Fatal(err)
	}
	left(t, path, opt)
	if _, err := os.Stat(opt.Sound + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what could not be noted is left behind: %v", err)
	}
}
