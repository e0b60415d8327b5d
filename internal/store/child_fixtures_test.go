package store_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// childEnv makes this test binary another process with one of the jobs below.
const childEnv = "STORE_TEST_CHILD"

// childAt says how far a job goes that dies by itself.
const childAt = "STORE_TEST_CHILD_AT"

var jobs = map[string]func(t testing.TB, file string){
	"hold":   holdUntilKilled,
	"append": appendUntilKilled,
	// which no power cut leaves as it said
	"append late": appendLateUntilKilled,
	"fill":        appendUntilFull,
	"renew":       renewUntilKilled,
}

func TestMain(m *testing.M) {
	if job := jobs[os.Getenv(childEnv)]; job != nil {
		job(childT{}, os.Args[len(os.Args)-1])
		os.Exit(0)
	}
	flag.Parse()
	if slow {
		if err := flag.Set("rapid.checks", "10"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// enough is rapid.Check where a test has to meet what is rare to show anything: as often as it takes
// for that, though every test is checked less often under the race detector.
func enough(t *testing.T, check func(*rapid.T)) {
	t.Helper()
	const least = 60
	for n := 0; n < least && !t.Failed(); {
		rapid.Check(t, func(rt *rapid.T) {
			n++
			check(rt)
		})
	}
}

// childT is what recordtest needs of a test, in a child process.
type childT struct{ testing.TB }

func (childT) Helper() {}

func (childT) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

// start runs a job in another process and returns its output line by line.
func start(t *testing.T, job, file string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$", file)
	cmd.Env = append(os.Environ(), childEnv+"="+job)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, bufio.NewScanner(out)
}

// resumed is a pair at the end of an existing log.
func resumed(t testing.TB, s *store.Store) *pair {
	p := &pair{Log: recordtest.Empty(t), store: s}
	for at := range s.Head().Size {
		_, raw, err := s.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		entry, key, fault := record.Open(raw.Payload, raw.Signature)
		if fault != nil {
			t.Fatal(fault)
		}
		placed := record.Placed{Position: at, Leaf: raw.Hashes[0], Key: key, Entry: entry}
		p.State.Apply(placed)
		p.Past.Apply(placed)
		p.Store(record.Sealed{Payload: raw.Payload, Signature: raw.Signature}, len(raw.Checkpoint) > 0)
		p.Now = entry.At.Time
	}
	return p
}

func holdUntilKilled(t testing.TB, file string) {
	if _, err := store.Open(file, recordtest.Station()); err != nil {
		t.Fatal(err)
	}
	fmt.Println("open")
	_, _ = io.Copy(io.Discard, os.Stdin) // nothing comes
}

// appendUntilKilled appends steps, signed events and completions, and says each
// position once it is told that it is safe.
func appendUntilKilled(t testing.TB, file string) { appendTo(t, file, func(*store.Store) {}) }

// appendLateUntilKilled is that on a log which does not wait for its disk.
func appendLateUntilKilled(t testing.TB, file string) { appendTo(t, file, (*store.Store).SyncAtClose) }

func appendTo(t testing.TB, file string, first func(*store.Store)) {
	s, err := store.Open(file, recordtest.Station())
	if err != nil {
		t.Fatal(err)
	}
	first(s)
	p := resumed(t, s)
	go func() { // who verifies does not disturb who appends
		for {
			if report, err := s.Verify(context.Background(), time.Now(), nil); err != nil || !report.OK() {
				t.Fatal(report, err)
			}
		}
	}()
	for n := s.Head().Size; ; n++ {
		run := fmt.Sprintf("r-%08d", n)
		p.append(p.Start(recordtest.Worker, run, recordtest.Done("clean")[0])...)
		p.append(p.Signed(recordtest.Boss, sop.Supervisor, run, sop.Event{Kind: sop.HoldReleased, Step: "clean", Mark: string(sop.BySupervisor)}))
		fmt.Println(s.Head().Size)
		p.append(p.Event(recordtest.Worker, run, recordtest.Done("clean")[1]))
		p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody(run)))
		fmt.Println(s.Head().Size)
	}
}

// appendUntilFull appends until the file may not grow any more.
func appendUntilFull(t testing.TB, file string) {
	s, err := store.Open(file, recordtest.Station())
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := limitFiles(info.Size()); err != nil {
		t.Fatal(err)
	}
	p := resumed(t, s)
	for n := 0; ; n++ {
		batch := p.Start(recordtest.Worker, fmt.Sprintf("r-%08d", n), recordtest.Done("clean")...)
		if _, err := s.Append(batch); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(s.Head().Size)
	}
	fmt.Println(s.Close())
}
