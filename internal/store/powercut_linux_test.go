package store_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"soprun/internal/store"
	"soprun/sop/record/recordtest"
)

// powerCuts is how often the power of a disk of its own is cut under a log: a few times in a
// build, many in earnest, as root:
//
//	go test ./internal/store -run CutOfTheDisk -power-cuts 200 -v
var powerCuts = flag.Int("power-cuts", 2, "how often the power of a disk is cut under a log")

// disk is an ext4 on a loop device. Its power is cut by EXT4_IOC_SHUTDOWN without a flush of the
// journal: what the kernel has not given to the device yet is gone, and no more is taken.
type disk struct {
	t         *testing.T
	image, at string
}

// newDisk makes one. Where none can be mounted, as in most containers, it is nil: TestAPowerCut of
// this package tries then what may be left of the pages of a commit.
func newDisk(t *testing.T) *disk {
	t.Helper()
	dir := t.TempDir()
	d := &disk{t: t, image: filepath.Join(dir, "image"), at: filepath.Join(dir, "disk")}
	f, err := os.Create(d.image)
	if err == nil {
		err = errors.Join(f.Truncate(48<<20), f.Close(), os.Mkdir(d.at, 0o700))
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.ext4", "-q", d.image).CombinedOutput(); err != nil {
		t.Logf("no disk here: mkfs.ext4: %v %s", err, out)
		return nil
	}
	if out, err := d.mount(); err != nil {
		t.Logf("no disk here: mount: %v %s", err, out)
		return nil
	}
	t.Cleanup(func() { _ = exec.Command("umount", d.at).Run() }) // it may be away
	return d
}

func (d *disk) mount() ([]byte, error) {
	return exec.Command("mount", "-o", "loop", d.image, d.at).CombinedOutput()
}

// cut cuts the power.
func (d *disk) cut() {
	d.t.Helper()
	root, err := os.Open(d.at)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = root.Close() }() // nothing is written
	const shutdown, withoutFlush = 0x8004587d, 2
	if err := unix.IoctlSetPointerInt(int(root.Fd()), shutdown, withoutFlush); err != nil {
		d.t.Fatal(err)
	}
}

// starts starts the machine again.
func (d *disk) starts() {
	d.t.Helper()
	if out, err := exec.Command("umount", d.at).CombinedOutput(); err != nil {
		d.t.Fatalf("%v %s", err, out)
	}
	if out, err := d.mount(); err != nil {
		d.t.Fatalf("%v %s", err, out)
	}
}

// cutUnder has a job append to a log until it has acknowledged so many times, cuts the power and
// starts again. It returns where the log is, and how many entries were acknowledged.
func cutUnder(t *testing.T, job string, acts int) (file string, acknowledged int64) {
	t.Helper()
	d := newDisk(t)
	if d == nil {
		return "", 0
	}
	file = filepath.Join(d.at, "log.db")
	if err := os.WriteFile(file, slurp(t, written(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	unix.Sync()
	child, out := start(t, job, file)
	for n := 0; out.Scan(); n++ {
		size, err := strconv.ParseInt(out.Text(), 10, 64)
		if err != nil {
			t.Fatalf("%s: %q", job, out.Text())
		}
		if acknowledged = size; n == acts {
			d.cut() // and what was acknowledged meanwhile is still read
		}
	}
	_ = child.Wait() // it cannot write any more
	if acknowledged == 0 {
		t.Fatalf("%s acknowledged nothing", job)
	}
	d.starts()
	return file, acknowledged
}

// Whatever was acknowledged is there after the power of the disk was cut, and the log is sound. A
// log that does not wait for its disk loses it: so the test would see it.
func TestACutOfTheDisksPowerLosesNothingThatWasAcknowledged(t *testing.T) {
	for seed := range uint64(*powerCuts) { //nolint:gosec // a few
		acts := 1 + rand.New(rand.NewPCG(seed, 7)).IntN(40) //nolint:gosec // chance that comes again
		t.Run(fmt.Sprintf("after %d", acts), func(t *testing.T) {
			file, acknowledged := cutUnder(t, "append", acts)
			if file == "" {
				return
			}
			s := MustOpen(t, file)
			if has := s.Head().Size; has < acknowledged {
				t.Errorf("%d entries of %d that were acknowledged are there", has, acknowledged)
			}
		})
	}
	t.Run("without waiting for the disk", func(t *testing.T) {
		file, acknowledged := cutUnder(t, "append late", 20)
		if file == "" {
			return
		}
		s, err := store.Open(file, recordtest.Station())
		if err != nil {
			return // it is damaged
		}
		if has := s.Head().Size; has >= acknowledged {
			t.Errorf("all %d entries of %d are there: this cuts no power", has, acknowledged)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
