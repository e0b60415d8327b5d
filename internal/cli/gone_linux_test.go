package cli_test

import (
	"bytes"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"soprun/internal/cli"
	"soprun/internal/needs"
)

// patience is how long a program may take to end.
const patience = time.Minute

// The process of the test does not belong to the terminal, so no signal tells it
// that the terminal has gone.
func TestATerminalThatGoesAwayWithoutASignalEndsTheProgram(t *testing.T) {
	for _, mode := range [][]string{nil, {"--plain"}} {
		goesAway(t, append([]string{"--data", t.TempDir()}, mode...), "", "supervisor")
	}
}

// Whoever looks around in a hub is left from the list of its stations, and from within one; and
// what is asked to end ends.
func TestATerminalThatGoesAwayEndsALookAroundAHub(t *testing.T) {
	_, _, _, url := trust(t)
	at := []string{"--hub", url, "--data", t.TempDir()}
	goesAway(t, at, "", "2 stations")
	goesAway(t, at, "2 stations", "INSPECTION")
	askedToEnd(t, url)
}

// firstFrame is what a terminal answers that has the first frame.
const firstFrame = "\x1b[?62;22c"

// goesAway runs the program until it shows something, after enter was pressed where it showed
// something else, and fails unless it ends once its terminal is gone.
func goesAway(t *testing.T, args []string, enter, shows string) {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		needs.Skip(t, "a pseudo terminal: "+err.Error())
	}
	if err := pty.Setsize(far, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan int, 1)
	go func() { ended <- cli.Run(args, []string{"TERM=xterm"}, near, near, near) }()
	var shown bytes.Buffer
	for buf := make([]byte, 4096); !bytes.Contains(shown.Bytes(), []byte(shows)); {
		n, err := far.Read(buf)
		if err != nil {
			t.Fatalf("the program showed %q: %v", &shown, err)
		}
		if shown.Write(buf[:n]); enter != "" && bytes.Contains(shown.Bytes(), []byte(enter)) {
			if _, err := far.WriteString(firstFrame + "\r"); err != nil {
				t.Fatal(err)
			}
			enter = ""
		}
	}
	if err := far.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatalf("soprun %v goes on without a terminal", args)
	}
	_ = near.Close() // it was hung up
}

// askedToEnd fails unless a program that shows a list behind that of the stations ends when it is
// asked to, and goes back to no list.
func askedToEnd(t *testing.T, url string) {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		needs.Skip(t, "a pseudo terminal: "+err.Error())
	}
	defer func() { _, _ = far.Close(), near.Close() }() // the program has ended
	if err := pty.Setsize(far, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	cmd := soprun(t.TempDir(), t.TempDir(), "--hub", url)
	cmd.Env = append(cmd.Env, "TERM=xterm")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = near, near, near
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }() // it has ended
	shown := make(chan struct{})
	go func() {
		var all bytes.Buffer
		for buf, seen := make([]byte, 4096), false; ; {
			n, err := far.Read(buf)
			all.Write(buf[:n])
			switch {
			case seen:
			case bytes.Contains(all.Bytes(), []byte("Matrix")):
				seen = true
				close(shown)
			case bytes.Contains(all.Bytes(), []byte("2 stations")):
				_, _ = far.WriteString(firstFrame + "m") // the list of all, behind which is another
			}
			if err != nil {
				return
			}
		}
	}()
	select {
	case <-shown:
	case <-time.After(patience):
		t.Fatal("the matrix of all stations is not shown")
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // however it ended
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("it goes on")
	}
}
