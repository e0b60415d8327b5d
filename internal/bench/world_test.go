package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"soprun/internal/demo"
	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/procedures"
)

// world is a made-up department of one size, and the programs that are measured.
type world struct {
	t           *testing.T
	completions int
	dir         string        // of the station
	people      []demo.Member // with their passphrases
	made        time.Duration // it took; 0 where it was kept from before
	check       time.Duration // of this machine: what the check of a signature takes on one core
	temp        string
	sits        *sitting // what the program shows; nil until it is asked for
	work        *working // what the acts of a run took; likewise
	looks       *looks   // what it takes to look at each list; likewise
}

func newWorld(t *testing.T, completions int) *world {
	t.Helper()
	w := &world{t: t, completions: completions, check: takeCheck(), temp: t.TempDir()}
	if !w.small() {
		patience, stillness = 5*time.Minute, 20
	}
	w.dir = filepath.Join(w.temp, "demo")
	if *kept != "" {
		w.dir = filepath.Join(*kept, "demo-"+strconv.Itoa(completions))
	}
	names := w.dir + ".people.json"
	if text, err := os.ReadFile(names); err == nil && json.Unmarshal(text, &w.people) == nil {
		return w
	}
	began := time.Now()
	var err error
	w.people, err = demo.Make(context.Background(), demo.Config{Dir: w.dir, Pages: procedures.FS, App: "bench", Completions: completions, Seed: 1, End: began})
	w.made = time.Since(began)
	if err == nil {
		err = w.within(func(s *station.Station) error {
			last, err := s.Completions(model.Query{Since: began})
			if len(last) > 0 {
				err = fmt.Errorf("entry %d of the demo is of the future", last[0].Entry)
			}
			return err
		})
	}
	if err == nil && *kept != "" {
		var text []byte
		if text, err = json.Marshal(w.people); err == nil {
			err = os.WriteFile(names, text, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// small reports whether the table is the quick one of a build.
func (w *world) small() bool { return w.completions < 1000 }

// turns is how often something is measured: fewer times where a build waits for it.
func (w *world) turns(n int) int {
	if w.small() {
		return (n + 3) / 4
	}
	return n
}

// fresh names a file that is not there yet.
func (w *world) fresh(name string) string {
	dir, err := os.MkdirTemp(w.temp, "x")
	if err != nil {
		w.t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// station opens the department; the caller closes it before a program does.
func (w *world) station() (*station.Station, error) {
	return station.Open(station.Config{Dir: w.dir, Now: time.Now, App: "bench", Machine: station.ReadMachine()})
}

// within calls f with the department.
func (w *world) within(f func(*station.Station) error) error {
	s, err := w.station()
	if err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

// reading calls f with the log of the department.
func (w *world) reading(f func(*store.Store) error) error {
	s, err := store.OpenToRead(station.LogFile(w.dir), store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(f(s), s.Close())
}

// The programs, built once: soprun, and the least that programs of its packages can do.
var (
	binaries = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "soprun-bench-*") })
	soprun   = sync.OnceValues(func() (string, error) { return compile("soprun/cmd/soprun", "-ldflags", "-s -w") })
	least    = sync.OnceValues(func() (string, error) { return compile("soprun/internal/bench/testdata/least", "-ldflags", "-s -w") })
)

func compile(pkg string, args ...string) (string, error) {
	dir, err := binaries()
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, filepath.Base(pkg))
	out, err := exec.Command("go", slices.Concat([]string{"build", "-o", bin}, args, []string{pkg})...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
}

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := binaries(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	os.Exit(code)
}

// inTurn takes how long two works last, one after the other so that a busy machine slows both,
// and returns the medians in a unit of time.
func inTurn(n int, unit time.Duration, ours, ref func() error) (figure, error) {
	var a, b []time.Duration
	for range n {
		for _, x := range []struct {
			work func() error
			took *[]time.Duration
		}{{ref, &b}, {ours, &a}} {
			if x.work == nil {
				continue
			}
			began := time.Now()
			if err := x.work(); err != nil {
				return figure{}, err
			}
			*x.took = append(*x.took, time.Since(began))
		}
	}
	out := figure{ours: in(unit, median(a))}
	if ref != nil {
		out.ref = in(unit, median(b))
	}
	return out, nil
}

// in is a time in a unit.
func in(unit, d time.Duration) amount { return amount(float64(d) / float64(unit)) }

// median is what a machine that others use too makes the least difference to.
func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// slowest is the one of a hundred that all others are faster than.
func slowest(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[min(len(all)-1, len(all)*99/100)]
}

const megabyte = 1e6

// heapOf returns the most bytes on the heap while f works, over what was there before.
func heapOf(f func() error) (amount, error) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	read := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	runtime.GC()
	before := read()
	most, over, all := before, make(chan struct{}), sync.WaitGroup{}
	all.Go(func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, read())
			select {
			case <-over:
				return
			case <-tick.C:
			}
		}
	})
	err := f()
	close(over)
	all.Wait()
	return amount(float64(most-before) / megabyte), err
}

// What the program is measured beside imports what it does of others' packages: less would have it
// pay for what it needs, and more would hide what it does.
func TestTheLeastProgramImportsWhatSoprunDoes(t *testing.T) {
	imports := func(pkg, own string) (out []string) {
		t.Helper()
		list := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, pkg)
		list.Env = append(os.Environ(), "CGO_ENABLED=0")
		text, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			of := strings.Fields(line)
			if !strings.HasPrefix(of[0], own) {
				continue
			}
			for _, path := range of[1:] {
				if strings.Contains(path, ".") && !strings.HasPrefix(path, "golang.org/x/sys/") { // which one is for the system to say
					out = append(out, path)
				}
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	ours, least := imports("soprun/cmd/soprun", "soprun/"), imports("soprun/internal/bench/testdata/least", "soprun/internal/bench/testdata/least")
	if len(ours) < 10 || !slices.Equal(ours, least) {
		t.Errorf("soprun imports\n%s\nand the least program\n%s", strings.Join(ours, "\n"), strings.Join(least, "\n"))
	}
}
