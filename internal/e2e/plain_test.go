package e2e_test

import (
	"cmp"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// heard is what was said at a terminal that knows nothing but lines.
type heard struct {
	t    *testing.T
	keys io.Writer

	mu   sync.Mutex
	said strings.Builder // every byte that reached the terminal
	more chan struct{}
	from int // where what was said since the last answer begins
}

func newHeard(t *testing.T, keys io.Writer) *heard {
	return &heard{t: t, keys: keys, more: make(chan struct{}, 1)}
}

// Write takes what reached the terminal.
func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	h.said.Write(b)
	h.mu.Unlock()
	select {
	case h.more <- struct{}{}:
	default:
	}
	return len(b), nil
}

func (h *heard) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said.String()
}

// answer waits until a prompt is the last thing that was said, and types.
func (h *heard) answer(prompt, text string) {
	h.t.Helper()
	h.until(prompt, func(said string) bool { return strings.HasSuffix(said, flat(prompt)) })
	h.from = len(h.text())
	if _, err := io.WriteString(h.keys, text); err != nil {
		h.t.Fatal(err)
	}
}

// hears waits until something was said since the last answer.
func (h *heard) hears(text string) {
	h.t.Helper()
	h.until(text, func(said string) bool { return strings.Contains(said, flat(text)) })
}

// until waits until what was said since the last answer is as it is to be.
func (h *heard) until(what string, ok func(said string) bool) {
	h.t.Helper()
	deadline := time.After(patience)
	for !ok(flat(h.text()[h.from:])) {
		select {
		case <-h.more:
		case <-deadline:
			h.t.Fatalf("%q is not said:\n%s", what, h.text()[max(0, h.from-2000):])
		}
	}
}

// line is the program at a terminal that knows nothing but lines.
type line struct {
	*heard
	bin  string
	args []string
	term string // what the terminal is, "" for dumb
	cmd  *exec.Cmd
	tty  *os.File
}

func openLine(t *testing.T) *line {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	pages := filepath.Join(dir, "pages")
	if err := os.MkdirAll(filepath.Join(pages, "cold"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pages, "cold", "fridge.md"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	l := &line{heard: newHeard(t, nil), bin: bin, args: []string{"--data", filepath.Join(dir, "data"), "--pages", pages}}
	l.start()
	t.Cleanup(l.close)
	return l
}

// start runs the program at a new terminal of 80 by 24 cells.
func (l *line) start() {
	l.t.Helper()
	l.cmd = exec.Command(l.bin, l.args...)
	l.cmd.Env = append(os.Environ(), "TERM="+cmp.Or(l.term, "dumb"))
	tty, err := pty.StartWithSize(l.cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		l.t.Fatal(err)
	}
	l.tty, l.keys = tty, tty
	go func() { _, _ = io.Copy(l.heard, tty) }() // to the end of the program
}

func (l *line) close() {
	_ = l.cmd.Process.Kill() // it may have ended
	_ = l.cmd.Wait()
	_ = l.tty.Close()
}

// ends waits for the end of the program and returns its exit code, -1 for a signal.
func (l *line) ends() int {
	l.t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- l.cmd.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			l.t.Fatal(err)
		}
	case <-time.After(patience):
		l.t.Fatalf("the program goes on:\n%s", l.text())
	}
	return l.cmd.ProcessState.ExitCode()
}

func TestADumbTerminalIsEnoughForASignedCompletion(t *testing.T) {
	l := openLine(t)
	for _, a := range [][2]string{
		{"like St Elsewhere Haematology:", "St Elsewhere"},
		{"like Bench 2:", "Bench 2"},
		{"Your name, like A. Khan:", "Josie Bell"},
		{"like j.bell:", "j.bell"},
		{"an empty line to go back:", passphrase},
		{"once more:", passphrase},
		{"q to quit:", "bench fridge"},
		{"q to quit:", "1"},
		{"? for help:", "r"},
		{"? for help:", "a"},
		{"like j.bell:", "j.bell"},
		{"to sign nothing:", passphrase},
		{"? for help:", "s"},
		{"b to go back:", "1"},
		{"or ? for other things:", "a"},
		{"or ? for other things:", "yes"},
		{"Temperature, °C, 2.0 to 8.0:", "9.5"},
		{"What did you do about it?", "moved the stock"},
		{"or ? for other things:", "d"},
	} {
		l.answer(a[0], a[1]+"\n")
	}
	l.answer("or ? for other things:", "\x03") // Ctrl+C
	if code := l.ends(); code != 1 {
		t.Errorf("Ctrl+C ends with exit code %d, want 1", code)
	}
	l.start()
	l.answer("q to quit:", "1\n")
	l.answer("or ? for other things:", "yes\n") // nothing else was done
	l.answer("or ? for other things:", "d\n")
	l.answer("or ? for other things:", "")
	if err := l.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if code := l.ends(); code != -1 {
		t.Errorf("a kill ends with exit code %d", code)
	}
	l.start()
	for _, a := range [][2]string{
		{"q to quit:", "1"},
		{"or ? for other things:", "yes"},
		{"or ? for other things:", "d"},
		{"How were these steps done?", "everything was laid out"},
		{"or ? for other things:", "sign"},
		{"to sign nothing:", "parsnip lighthouse nine"}, // and is asked again
		{"to sign nothing:", passphrase},
		{"? for help:", "b"},
		{"q to quit:", "l"},
		{"? for help:", "v"},
		{"? for help:", "b"},
		{"q to quit:", "q"},
	} {
		l.answer(a[0], a[1]+"\n")
	}
	if code := l.ends(); code != 0 {
		t.Errorf("quitting ends with exit code %d", code)
	}
	said := l.text()
	for _, want := range []string{"is put away at step 3 of 4", "Last: Step 2, done: Read the display.", "Last: Step 3, done: Move the stock.", "ABOVE 8.0 °C. Done about it: Moved the stock.", "Signed. It is entry", "The log verifies"} {
		if !strings.Contains(flat(said), want) {
			t.Errorf("%q was not said:\n%s", want, said)
		}
	}
	for _, never := range []string{"\x1b", passphrase, "parsnip lighthouse nine"} {
		if strings.Contains(said, never) {
			t.Errorf("%q reached the terminal:\n%q", never, said)
		}
	}
}

func TestCtrlCWhileAPassphraseIsTypedLeavesTheTerminalAsItWas(t *testing.T) {
	l := openLine(t)
	for _, a := range [][2]string{
		{"like St Elsewhere Haematology:", "St Elsewhere"}, {"like Bench 2:", "Bench 2"}, {"Your name, like A. Khan:", "Josie Bell"}, {"like j.bell:", "j.bell"},
	} {
		l.answer(a[0], a[1]+"\n")
	}
	l.answer("an empty line to go back:", "copper\x03")
	if code := l.ends(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	state, err := exec.Command("stty", "-F", l.tty.Name(), "-a").CombinedOutput()
	if err == nil && !strings.Contains(" "+string(state), " echo ") {
		t.Errorf("the terminal no longer shows what is typed: %s", state)
	}
	if said := flat(l.text()); !strings.Contains(said, "The set-up is not finished. Nothing was kept or signed.") {
		t.Errorf("it was said:\n%s", said)
	}
}
