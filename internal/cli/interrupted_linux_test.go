package cli_test

import (
	"bytes"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"soprun/internal/cli"
	"soprun/internal/needs"
)

// Whoever interrupts what takes long is told, and finds nothing that was begun.
func TestWhatIsInterruptedLeavesNothingBehind(t *testing.T) {
	heard := make(chan os.Signal, 1) // or the signal would end the test
	signal.Notify(heard, os.Interrupt)
	defer signal.Stop(heard)
	in := t.TempDir()
	if said := interrupted(t, "signing", "demo", filepath.Join(in, "new"), "--completions", "100000"); !strings.Contains(said, "\r\x1b[Ksoprun: error: it was interrupted") {
		t.Errorf("it said %q", said)
	}
	if left, err := os.ReadDir(in); err != nil || len(left) > 0 {
		t.Errorf("%v, and %d files are left", err, len(left))
	}
}

// interrupted runs a command, interrupts it once its standard error shows something, and returns
// all that it said there.
func interrupted(t *testing.T, shows string, args ...string) string {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		needs.Skip(t, "a pseudo terminal: "+err.Error())
	}
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Run(args, []string{"TERM=xterm"}, strings.NewReader(""), &bytes.Buffer{}, near)
		_ = near.Close() // which ends what is read
	}()
	var said bytes.Buffer
	asked := false
	for buf := make([]byte, 4096); ; {
		n, err := far.Read(buf)
		said.Write(buf[:n])
		if err != nil {
			break
		}
		if !asked && bytes.Contains(said.Bytes(), []byte(shows)) {
			if asked = true; syscall.Kill(os.Getpid(), syscall.SIGINT) != nil {
				t.Fatal("the signal could not be sent")
			}
		}
	}
	select {
	case code := <-ended:
		if code != 1 || !asked {
			t.Errorf("soprun %v ended with %d: %q", args, code, &said)
		}
	case <-time.After(patience):
		t.Fatalf("soprun %v goes on", args)
	}
	return said.String()
}
