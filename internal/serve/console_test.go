package serve_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"soprun/internal/serve"
)

// wire is a client whose keys are typed in advance, and which keeps what it is shown.
type wire struct {
	io.Reader
	mu    sync.Mutex
	shown strings.Builder
}

func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown.Write(b)
}

func (w *wire) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown.String()
}

// at returns a console at which keys were typed.
func at(term string, keys io.Reader) (*serve.Console, *wire) {
	w := &wire{Reader: keys}
	return serve.NewConsole(serve.Client{ReadWriter: w, Width: 80, Height: 24, Env: []string{"TERM=" + term}}), w
}

// reads returns the lines that come of some keys.
func reads(t *testing.T, term, keys string) (lines []string, shown string) {
	t.Helper()
	c, w := at(term, strings.NewReader(keys))
	for in := bufio.NewScanner(c); in.Scan(); {
		lines = append(lines, in.Text())
	}
	return lines, w.text()
}

func TestALineIsWhatStandsOnItWhenItEnds(t *testing.T) {
	long := strings.Repeat("a long reason ", 40)
	for keys, want := range map[string]string{
		"done\r":                           "done",
		"done\n":                           "done",
		"done\r\n":                         "done",
		"doen\x7f\x7fne\r":                 "done",
		"wrong\x15done\r":                  "done",
		"one two\x17done\r":                "one done",
		"one\x1b[D\x1b[Dw\r":               "owne", // an arrow
		"\x1b5.2\r":                        "5.2",  // Esc before a value, which is all of it
		"\x1b[200~5.2\x1b[201~\r":          "5.2",  // pasted
		"\x1bOA5.2\r":                      "5.2",
		"\x1b[<35;1;1M5.2\r":               "5.2", // a mouse
		"\x1b[" + strings.Repeat("1", 600): "",
		"\x1b[" + strings.Repeat("1", 600) + "\r": "|",
		"Zoë 4 °C\r":    "Zoë 4 °C",
		"Zo\xeb\r":      "Zo?",
		"\xe2\x82\r":    "?",
		long + "\r":     long,
		"done":          "", // it was not answered
		"do\x04ne\r":    "done",
		"a\r\x04b\r":    "a|",
		"a\rb\x03\rc\r": "a|",
	} {
		want, _, more := strings.Cut(want, "|")
		lines, shown := reads(t, "xterm", keys)
		switch {
		case want == "" && !more && len(lines) == 0:
		case len(lines) != 1 || lines[0] != want:
			t.Errorf("%q is %q, want %q", keys, lines, want)
		}
		if strings.Contains(strings.ReplaceAll(shown, "\r\n", ""), "\n") {
			t.Errorf("%q is shown as %q", keys, shown)
		}
	}
}

func TestAPassphraseIsNeverShownAtAConsole(t *testing.T) {
	for _, term := range []string{"xterm", "dumb"} {
		c, w := at(term, strings.NewReader("j.bell\rsheep month\x7f\x7f\x7f\x7f\x7fporch\rdone\r"))
		in := bufio.NewReader(c)
		say := func(text string) {
			if _, err := io.WriteString(c, text); err != nil {
				t.Fatal(err)
			}
		}
		read := func(want string) {
			t.Helper()
			if got, err := in.ReadString('\n'); err != nil || got != want+"\n" {
				t.Errorf("%s: %q, %v, want %q", term, got, err, want)
			}
		}
		say("It is asked.\nName: ")
		read("j.bell")
		show, err := c.Hide()
		if err != nil {
			t.Fatal(err)
		}
		say("Passphrase: ")
		read("sheep porch")
		if err := show(); err != nil {
			t.Fatal(err)
		}
		say("\n") // as who hid it does
		say("Signed.\nNext: ")
		read("done")
		if want := "It is asked.\r\nName: j.bell\r\nPassphrase: \r\nSigned.\r\nNext: done\r\n"; w.text() != want {
			t.Errorf("%s: shown is %q, want %q", term, w.text(), want)
		}
	}
}

// A terminal that has nothing but lines is sent no sequence, whatever is typed at it.
func TestADumbConsoleIsSentNoSequence(t *testing.T) {
	lines, shown := reads(t, "dumb", "\x01ab\x1b[Dcd\x7f\x7f\x0cx"+strings.Repeat("y", 100)+"\x17done\x10\r")
	if len(lines) != 1 || lines[0] != "done" {
		t.Errorf("it is %q", lines)
	}
	if strings.ContainsRune(shown, 0x1b) {
		t.Errorf("it is shown %q", shown)
	}
}

func TestWhatIsSaidMeanwhileStandsAboveThePrompt(t *testing.T) {
	for term, want := range map[string]string{"xterm": "The station goes down.\r\nName: j.b", "dumb": "The station goes down.\r\nName: "} {
		keys, typed := io.Pipe()
		c, w := at(term, keys)
		if _, err := io.WriteString(c, "Name: "); err != nil {
			t.Fatal(err)
		}
		c.Say("Nothing is asked yet.")
		got := make(chan string)
		go func() {
			line, err := bufio.NewReader(c).ReadString('\n')
			got <- fmt.Sprint(line, err)
		}()
		if _, err := io.WriteString(typed, "j.b"); err != nil {
			t.Fatal(err)
		}
		if _, err := typed.Write(nil); err != nil { // the first was taken whole
			t.Fatal(err)
		}
		c.Say("The station goes down.")
		c.Resize(40, 10)
		if _, err := io.WriteString(typed, "ell\r"); err != nil {
			t.Fatal(err)
		}
		if line := <-got; line != "j.bell\n<nil>" {
			t.Errorf("%s: %q", term, line)
		}
		if !strings.HasPrefix(w.text(), "Nothing is asked yet.\r\nName: ") || !strings.Contains(w.text(), want) {
			t.Errorf("%s: shown is %q", term, w.text())
		}
	}
}

// Whatever is sent, it is read to its end, and lines come of it.
func TestNoiseAtAConsoleIsReadToItsEnd(t *testing.T) {
	for seed := range uint64(40) {
		noise := make([]byte, 4000)
		r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // noise that comes again
		for i := range noise {
			if noise[i] = byte(r.Uint32()); seed%2 == 0 && r.IntN(3) == 0 {
				noise[i] = "\x1b[O20;~\r\n\xe2"[r.IntN(10)]
			}
			if noise[i] == 3 || noise[i] == 4 {
				noise[i] = '\r' // they end the input
			}
		}
		for _, term := range []string{"xterm", "dumb"} {
			lines, _ := reads(t, term, string(noise)+"\r\rdone\r")
			if len(lines) == 0 || lines[len(lines)-1] != "done" {
				t.Errorf("seed %d, %s: the last line is lost", seed, term)
			}
		}
	}
}
