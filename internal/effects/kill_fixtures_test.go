package effects_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"soprun/internal/effects"
	"soprun/internal/station"
	"soprun/sop/run"
)

// childDir names the folder of the station that a child process works in; a
// test binary that finds it in its environment is that child.
const childDir = "SOPRUN_BENCH_CHILD_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := work(dir); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if dir, err := template(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	os.Exit(code)
}

// work is the child: it walks the page to its end. After each act that the
// bench has acknowledged it says so, and goes on when it is told to.
func work(dir string) error {
	now := opening().Add(time.Hour)
	s, err := station.Open(stationConfig(dir, func() time.Time { return now }))
	if err != nil {
		return err
	}
	b := effects.New(s, func() time.Time { return now }, shipped())
	loaded, err := b.StartRun(pageID, oh)
	if err != nil {
		return err
	}
	r, err := run.Replay(loaded.Procedure, loaded.Events)
	if err != nil {
		return err
	}
	in := bufio.NewReader(os.Stdin)
	stored := 0
	for a := run.Action(run.Begin{}); ; a = next(r, now) {
		now = now.Add(time.Second)
		n, err := act(b, &r, loaded.ID, oh.ID, a, now)
		if err != nil {
			return err
		}
		stored += n
		fmt.Println(said(loaded.ID, stored, r))
		if _, err := in.ReadString('\n'); err != nil {
			return err
		}
		if r.Finished() {
			return s.Close()
		}
	}
}

// said words what is acknowledged: the run, how many of its events are stored,
// and the step to do now.
func said(id string, stored int, r run.Run) string {
	step := "sign"
	if s, open := r.Current(); open {
		step = s.ID
	}
	return fmt.Sprintf("%s %d %s", id, stored, step)
}

// child is a running child process.
type child struct {
	t    *testing.T
	cmd  *exec.Cmd
	in   *os.File
	out  *bufio.Reader
	errs strings.Builder
}

// startChild starts a child on a station's folder. It is killed at the latest
// when the test ends.
func startChild(t *testing.T, dir string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, cmd: exec.Command(self)}
	c.cmd.Env = append(os.Environ(), childDir+"="+dir)
	c.cmd.Stderr = &c.errs
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.Stdin, c.in, c.out = theirs, ours, bufio.NewReader(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill() // it may have ended
		_ = c.in.Close()
	})
	if err := theirs.Close(); err != nil {
		t.Fatal(err)
	}
	return c
}

// acknowledged returns what the child says next, and false when it has ended.
func (c *child) acknowledged() (string, bool) {
	c.t.Helper()
	line, err := c.out.ReadString('\n')
	if err != nil {
		return "", false
	}
	return strings.TrimSuffix(line, "\n"), true
}

// goOn tells the child to do the next act.
func (c *child) goOn() {
	c.t.Helper()
	if _, err := c.in.WriteString("\n"); err != nil {
		c.t.Fatalf("%v: %s", err, &c.errs)
	}
}

// kill ends the child as a power cut would, and waits until it is gone.
func (c *child) kill() {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil {
		c.t.Fatal(err)
	}
	var ended *exec.ExitError
	if err := c.cmd.Wait(); !errors.As(err, &ended) {
		c.t.Fatalf("the child was not killed: %v", err)
	}
}

// end lets the child end by itself.
func (c *child) end() {
	c.t.Helper()
	if err := c.cmd.Wait(); err != nil {
		c.t.Fatalf("%v: %s", err, &c.errs)
	}
}
