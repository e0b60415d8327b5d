package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"soprun/internal/cli"
)

// A bench that was stopped answers nobody: who waits for it is told so.
func TestAGuestOfAStoppedBenchSaysWhatItWaitsFor(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	data := ownDemo(t)
	bench, leave := holder(t, data)
	if err := bench.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for state := ""; state != "T"; state = stateOf(t, bench.Pid) {
	}
	clock := cli.Clock{Now: time.Now, After: func(time.Duration) <-chan time.Time {
		gone := make(chan time.Time, 1)
		gone <- time.Time{}
		return gone
	}}
	said, errs := io.Pipe()
	var out strings.Builder
	done := make(chan int, 1)
	go func() {
		done <- cli.RunAt(clock, []string{"people"}, []string{"SOPRUN_DATA=" + data, "TERM=dumb"}, strings.NewReader(""), &out, errs)
		_ = errs.Close() // a pipe in memory
	}()
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	if err != nil || !strings.Contains(line, "waiting for the soprun that has this log open") || !strings.Contains(line, "Ctrl+C ends this command") {
		t.Errorf("%q, %v", line, err)
	}
	if err := bench.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(lines)
	if code := <-done; code != 0 || len(rest) > 0 || !strings.Contains(out.String(), "a.khan") {
		t.Errorf("once it goes on: exit code %d, %s%s", code, rest, out.String())
	}
	leave()
}

// stateOf returns how a process stands: T where it is stopped.
func stateOf(t *testing.T, pid int) string {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return rest[:1]
}
