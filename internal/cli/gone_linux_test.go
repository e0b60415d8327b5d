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
		goesAway(t, append([]string{"--data", t.TempDir()}, mode...), "", "supervisor")
	}
}

// Whoever looks around in a hub is left from the list of its stations, and from within one.
func TestATerminalThatGoesAwayEndsALookAroundAHub(t *testing.T) {
	_, _, _, url := trust(t)
	at := []string{"--hub", url, "--data", t.TempDir()}
	goesAway(t, at, "", "2 stations")
	goesAway(t, at, "2 stations", "INSPECTION")
}

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
			if _, err := far.WriteString("\r"); err != nil {
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
