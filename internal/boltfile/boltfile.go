// Package boltfile opens bbolt files so that a damaged one is an error: never a
// panic, a hang or all of the memory.
//
// bbolt maps a file into memory and trusts what stands there. So every page that
// belongs to the file is looked at before it is mapped, and what goes wrong later,
// a disk that fails or a file that somebody changes while it is open, ends the
// transaction and not the process. A file that is as it was left need not be read through again.
package boltfile

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Damage says where a file is not as bbolt wrote it.
type Damage struct {
	Page int64 // number of the page, NoPage where it is not known
	At   int64 // of its first byte in the file
	What string
}

// NoPage is the Page of damage whose place is not known.
const NoPage int64 = -1

// Error names the place.
func (d *Damage) Error() string {
	if d.Page == NoPage {
		return "damaged: " + d.What
	}
	return fmt.Sprintf("damaged at byte %d, page %d: %s", d.At, d.Page, d.What)
}

// The ways in which a file is none that bbolt can be given. Of these, and of a
// Damage, nothing was changed.
var (
	ErrLocked    = errors.New("it is open in another process")
	ErrEmpty     = errors.New("it is empty")
	ErrForeign   = errors.New("it is no bbolt file")
	ErrTruncated = errors.New("its end is missing")
)

// Options say how a file is opened.
type Options struct {
	Wait     time.Duration // for another process that has it open
	ReadOnly bool          // for a file that cannot be written
	MayMake  bool          // a file that is not there, or is empty, is made
	Mapped   int           // bytes of the address space to begin with, see bbolt.Options
	// Sound is the file in which it is noted how the file was left, so that one that is found
	// just so is not read through again; "" reads all of it.
	Sound string
}

// DB is an open file. Its methods may be called from several goroutines.
type DB struct {
	db     *bbolt.DB
	broken atomic.Pointer[Damage] // found while something was written: nothing can be done with it any more
	late   bool                   // what is written is synced when the file is closed
	behind *behind                // nil where nothing is written behind
	path   string
	sound  string // see Options; "" where nothing is noted
}

// Open opens a file once it was found sound.
func Open(path string, opt Options) (*DB, error) {
	if _, err := os.Lstat(path); err != nil {
		if !errors.Is(err, os.ErrNotExist) || !opt.MayMake {
			return nil, err
		}
	} else if err := checkFile(path, opt); err != nil && (!errors.Is(err, ErrEmpty) || !opt.MayMake) {
		return nil, err
	}
	d := &DB{path: path}
	if !opt.ReadOnly {
		d.sound = opt.Sound
	}
	err := d.Guard(func() (err error) {
		d.db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: opt.Wait, ReadOnly: opt.ReadOnly, InitialMmapSize: opt.Mapped})
		return err
	})
	if err != nil {
		return nil, named(err)
	}
	return d, nil
}

// checkFile looks at a file that is there, and keeps others from writing to it
// meanwhile.
func checkFile(path string, opt Options) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular(): // to open a pipe would wait for somebody at its other end
		return ErrForeign
	case info.Size() == 0:
		return ErrEmpty
	}
	lock := &DB{}
	err = lock.Guard(func() (err error) {
		lock.db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: opt.Wait, ReadOnly: true})
		return err
	})
	if errors.Is(err, berrors.ErrTimeout) || errors.Is(err, os.ErrPermission) {
		return named(err)
	}
	if lock.db != nil {
		defer func() { _ = lock.Close() }() // only read
	}
	if err == nil && asLeft(path, opt.Sound) {
		return nil
	}
	if checked := Check(path); checked != nil {
		return checked // says more than bbolt does
	}
	return named(err)
}

// named returns an error of bbolt by the name that it has here.
func named(err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return ErrLocked
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch):
		return ErrForeign
	}
	return err
}

// View calls f in a transaction that reads.
func (d *DB) View(f func(*bbolt.Tx) error) error {
	if broken := d.broken.Load(); broken != nil {
		return broken
	}
	if err := d.settle(); err != nil {
		return err
	}
	return d.Guard(func() error { return d.db.View(f) })
}

// Update calls f in a transaction that writes. After damage was found in one the
// file has to be opened again.
func (d *DB) Update(f func(*bbolt.Tx) error) error {
	if err := d.settle(); err != nil {
		return err
	}
	return d.update(f)
}

func (d *DB) update(f func(*bbolt.Tx) error) error {
	if broken := d.broken.Load(); broken != nil {
		return broken
	}
	err := d.Guard(func() error { return d.db.Update(f) })
	var damage *Damage
	if errors.As(err, &damage) { // bbolt may hold its locks still
		d.broken.Store(damage)
	}
	return err
}

// GrowBy sets by how many bytes the file grows when it is full.
func (d *DB) GrowBy(bytes int) { d.db.AllocSize = bytes }

// SyncAtClose lets no transaction wait for the disk from here on: all is synced when the
// file is closed. What a power cut leaves of it before that is no bbolt file; it is for
// what can be made again.
func (d *DB) SyncAtClose() { d.late, d.db.NoSync, d.db.NoGrowSync = true, true, true }

// IsReadOnly reports whether the file was opened to be read only.
func (d *DB) IsReadOnly() bool { return d.db.IsReadOnly() }

// Close closes the file.
func (d *DB) Close() error {
	if d.db == nil {
		return nil
	}
	if d.broken.Load() != nil {
		go func() { _ = d.Guard(d.db.Close) }() // it may wait for ever for a lock that bbolt holds
		return nil
	}
	err := d.settle()
	if err == nil && d.late {
		err = d.Guard(d.db.Sync)
	}
	if err == nil && d.sound != "" {
		leave(d.path, d.sound) // while nobody else can write to it
	}
	return errors.Join(err, d.Guard(d.db.Close))
}

// Guard turns into a *Damage what bbolt panics with, and a part of the file that
// cannot be read where it is mapped. View and Update have it. Both hold for this
// goroutine only: what hands mapped bytes to another has to copy them first, or to
// guard that as well.
func (d *DB) Guard(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			damage, ok := d.damage(r)
			if !ok {
				panic(r) // a defect of the program
			}
			err = damage
		}
	}()
	return work()
}

// damage tells a panic that the file caused from others.
func (d *DB) damage(r any) (*Damage, bool) {
	if fault, ok := r.(interface{ Addr() uintptr }); ok {
		return d.place(fault.Addr()), true
	}
	if inBolt() {
		return &Damage{Page: NoPage, What: strings.TrimPrefix(fmt.Sprint(r), "assertion failed: ")}, true
	}
	return nil, false
}

// place says which page of the file an address is in.
func (d *DB) place(address uintptr) *Damage {
	what := &Damage{Page: NoPage, What: "a part of the file cannot be read"}
	if d.db == nil {
		return what
	}
	info := d.db.Info()
	if address < info.Data || info.PageSize < 1 {
		return what
	}
	what.At = int64(address - info.Data)
	what.Page = what.At / int64(info.PageSize)
	return what
}

// inBolt reports whether the panic that is being recovered from began in bbolt.
func inBolt() bool {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking = true
		case panicking && !strings.HasPrefix(frame.Function, "runtime."):
			return strings.HasPrefix(frame.Function, "go.etcd.io/bbolt")
		}
		if !more {
			return false
		}
	}
}
