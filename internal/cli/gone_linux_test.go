package cli_test

import (
	"bytes"
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
		far, near, err := pty.Open()
		if err != nil {
			needs.Skip(t, "a pseudo terminal: "+err.Error())
		}
		if err := pty.Setsize(far, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
			t.Fatal(err)
		}
		ended := make(chan int, 1)
		go func() {
			ended <- cli.Run(append([]string{"--data", t.TempDir()}, mode...), []string{"TERM=xterm"}, near, near, near)
		}()
		var shown bytes.Buffer
		for buf := make([]byte, 4096); !bytes.Contains(shown.Bytes(), []byte("supervisor")); {
			n, err := far.Read(buf)
			if err != nil {
				t.Fatalf("the program showed %q: %v", &shown, err)
			}
			shown.Write(buf[:n])
		}
		if err := far.Close(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatalf("soprun %v goes on without a terminal", mode)
		}
		_ = near.Close() // it was hung up
	}
}
