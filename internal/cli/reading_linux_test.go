package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"

	"soprun/internal/cli"
	"soprun/internal/needs"
)

// seen runs a command whose standard error is a terminal, on a clock that goes on by some time
// whenever it is read, and returns what it printed and what that terminal was sent.
func seen(t *testing.T, each time.Duration, args ...string) (printed []byte, shown string) {
	t.Helper()
	return seenOn(t, "xterm", each, args...)
}

// seenOn does the same on a terminal of some kind.
func seenOn(t *testing.T, kind string, each time.Duration, args ...string) (printed []byte, shown string) {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		needs.Skip(t, "a pseudo terminal: "+err.Error())
	}
	all := make(chan []byte, 1)
	go func() {
		said, _ := io.ReadAll(far) // its end is that nobody writes any more
		all <- said
	}()
	begins := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	var read atomic.Int64
	clock := cli.Clock{Now: func() time.Time { return begins.Add(time.Duration(read.Add(1)) * each) }}
	var out bytes.Buffer
	code := cli.RunAt(clock, args, []string{"TERM=" + kind}, strings.NewReader(""), &out, near)
	if err := near.Close(); err != nil || code != 0 {
		t.Fatalf("soprun %v ended with %d, %v", args, code, err)
	}
	return out.Bytes(), string(<-all)
}

// What is shown early, and about in the middle: of several that are read side by side not each is said.
var (
	early   = regexp.MustCompile("\rreading the pages 1?[0-9]%")
	halfway = regexp.MustCompile("\rreading the pages [45][0-9]%")
)

func TestHowFarPagesAreReadIsShownWhereThatTakesLongAndNeverPrinted(t *testing.T) {
	for _, args := range [][]string{{"cards", "--json"}, {"codes", "--coverage", "--json"}, {"lint", "--format", "json", "../../procedures"}} {
		args = append([]string{"--data", t.TempDir()}, args...)
		printed, shown := seen(t, time.Second, args...)
		if !halfway.MatchString(shown) || !strings.HasSuffix(shown, "\r\x1b[K") {
			t.Errorf("soprun %v: the terminal shows %q", args, shown)
		}
		for lines := json.NewDecoder(bytes.NewReader(printed)); lines.More(); {
			if err := lines.Decode(new(any)); err != nil {
				t.Fatalf("soprun %v printed what is no JSON: %v", args, err)
			}
		}
		if at, atOnce := seen(t, 0, args...); atOnce != "" || !bytes.Equal(at, printed) {
			t.Errorf("soprun %v, which takes no time: the terminal shows %q", args, atOnce)
		}
	}
}

// Where nothing can be taken back, what takes long is said once, in a line of its own.
func TestWhatTakesLongIsSaidOnceOnATerminalThatTakesNothingBack(t *testing.T) {
	log, _, _ := copied(t)
	for want, args := range map[string][]string{
		"Reading the pages.\r\n": {"cards", "--json"},
		"Verifying.\r\n":         {"verify", "--full", "--data", log},
	} {
		if _, shown := seenOn(t, "dumb", time.Second, args...); shown != want {
			t.Errorf("soprun %v: the terminal shows %q", args, shown)
		}
	}
}

// Very many pages that nobody has read before are read in two goes, and for one of them in one: it
// is said from the first on.
func TestHowFarItIsIsShownFromTheFirstPageOn(t *testing.T) {
	pages := folderOf(t, t.TempDir(), 250)
	for _, args := range [][]string{
		{"today"}, {"cards", "SOP-X-00007"}, {"paper", "SOP-X-00007"}, {"approve", "SOP-X-00007", "--as", "j.bell"},
	} {
		data, phrase, _ := copied(t)
		if args[0] == "approve" {
			args = append(args, "--passphrase-file", phrase)
		}
		_, shown := seen(t, time.Second, append(args, "--data", data, "--pages", pages)...)
		if !early.MatchString(shown) || !halfway.MatchString(shown) || !strings.HasSuffix(shown, "\r\x1b[K") {
			t.Errorf("soprun %v: the terminal shows %q", args, shown)
		}
	}
}
