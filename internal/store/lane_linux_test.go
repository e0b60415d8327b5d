package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"soprun/internal/boltfile"
	"soprun/internal/store"
)

// What cannot be read on another core is an error to whoever asked, and not the end of the program.
func TestAFileThatIsCutIsAnErrorOnAnyCore(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0))))
	gone := cutOff(t)
	guard := new(boltfile.DB).Guard
	for of := range 2 { // the worker that breaks, once both have begun
		var both sync.WaitGroup
		both.Add(2)
		var begun [2]atomic.Bool
		var atWork, read atomic.Int32
		err := guard(func() error {
			return store.OnAllCores(guard, 100, 1, func(worker, _ int) {
				atWork.Add(1)
				defer atWork.Add(-1)
				if worker < 2 && !begun[worker].Swap(true) {
					both.Done()
					both.Wait()
				}
				if worker == of {
					read.Add(int32(gone[4095]))
				}
			})
		})
		var damage *boltfile.Damage
		if !errors.As(err, &damage) || atWork.Load() != 0 {
			t.Errorf("worker %d: %v, %d still work", of, err, atWork.Load())
		}
	}
}

// cutOff returns the memory of a file that was cut off since it was mapped.
func cutOff(t *testing.T) []byte {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := f.Truncate(4096); err != nil {
		t.Fatal(err)
	}
	mapped, err := syscall.Mmap(int(f.Fd()), 0, 4096, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(mapped) })
	if err := f.Truncate(0); err != nil {
		t.Fatal(err)
	}
	return mapped
}
