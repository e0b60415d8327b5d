package cli_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"soprun/internal/cli"
)

// toFull runs a command on a log with its standard output on a disk that is full.
func toFull(t *testing.T, data string, args ...string) ran {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = full.Close() }() // nothing was written
	var errs strings.Builder
	code := cli.RunAt(cli.Clock{Now: time.Now}, args, []string{"SOPRUN_DATA=" + data, "TERM=dumb"}, strings.NewReader(""), full, &errs)
	return ran{code, "", errs.String()}
}

func TestAFullDiskIsToldWithWhatTheLogHasOfIt(t *testing.T) {
	data := ownDemo(t)
	before := lastEntry(t, data)
	if got := toFull(t, data, "log"); got.code != 1 || !strings.Contains(got.errors, "no space left") || !strings.Contains(got.errors, "the log is as it was") {
		t.Errorf("what only reads: %+v", got)
	}
	got := toFull(t, data, "backup", "-")
	after := lastEntry(t, data)
	if want := fmt.Sprintf("what was recorded stays: its last entry is %d", after); got.code != 1 || after <= before || !strings.Contains(got.errors, want) || strings.Contains(got.errors, "as it was") {
		t.Errorf("a backup, from entry %d to %d: %+v", before, after, got)
	}
	if got := toFull(t, data, "codes"); got.code != 1 || !strings.Contains(got.errors, "the disk of that file is full") || strings.Contains(got.errors, "log") {
		t.Errorf("what has no log: %+v", got)
	}
	if got := runCLI(data, "verify"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	leave := hold(t, data)
	if got := toFull(t, data, "backup", "-"); got.code != 1 || !strings.Contains(got.errors, "what was recorded stays in the log") {
		t.Errorf("beside an open bench: %+v", got)
	}
	leave()
}

// lastEntry returns the position of the last entry of a log.
func lastEntry(t *testing.T, data string) (last int) {
	t.Helper()
	got := runCLI(data, "checkpoint")
	lines := strings.Split(got.out, "\n")
	if _, err := fmt.Sscan(lines[1], &last); got.code != 0 || err != nil {
		t.Fatalf("%+v, %v", got, err)
	}
	return last - 1
}
