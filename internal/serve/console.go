package serve

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/term"
)

// Console is a terminal elsewhere at which questions are answered line by line. What is written
// behind the last end of a line is the prompt of the line that is read next: it is shown with it, and
// again when something was said meanwhile.
type Console struct {
	out  io.Writer // the client, with what its terminal knows
	dumb bool
	edit *term.Terminal

	mu     sync.Mutex
	prompt []byte // of the next line
	asking string // the prompt that is shown, "" for none
	secret bool   // the next line is not shown
	ended  bool   // a secret line has ended: its end is written once more by who hid it
	line   []byte // that was typed, of who reads
}

// NewConsole returns the console of a client that has a terminal.
func NewConsole(c Client) *Console {
	o := &Console{out: c, dumb: c.Dumb()}
	if o.dumb {
		o.out = unmoved{c}
	}
	o.edit = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{&keys{in: c, dumb: o.dumb}, o.out}, "")
	o.edit.History = forgetful{}
	o.Resize(c.Width, c.Height)
	return o
}

// unwrapped is the width of a line that the terminal wraps by itself.
const unwrapped = 1 << 20

// Resize says what size the terminal has.
func (o *Console) Resize(width, height int) {
	if o.dumb {
		width = unwrapped
	}
	_ = o.edit.SetSize(width, height) // who cannot be drawn for is gone
}

// Read reads one line with its end: of a secret one, nothing is shown. Ctrl+C ends the input, and so
// does Ctrl+D on an empty line.
func (o *Console) Read(b []byte) (int, error) {
	if len(o.line) == 0 && len(b) > 0 {
		line, err := o.readLine()
		if err != nil {
			return 0, err
		}
		o.line = []byte(line + "\n")
	}
	n := copy(b, o.line)
	clear(o.line[:n])
	o.line = o.line[n:]
	return n, nil
}

func (o *Console) readLine() (line string, err error) {
	o.mu.Lock()
	prompt, secret := string(o.prompt), o.secret
	o.prompt, o.asking = nil, prompt
	o.mu.Unlock()
	defer func() {
		if r := recover(); r != nil { // of what the line editor makes of hostile input
			err = fmt.Errorf("what was typed could not be read: %v", r)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		o.asking, o.ended = "", secret && err == nil
	}()
	if secret {
		return o.edit.ReadPassword(prompt)
	}
	o.edit.SetPrompt(prompt)
	return o.edit.ReadLine()
}

// Hide has the next lines not shown, until show is called.
func (o *Console) Hide() (show func() error, err error) {
	o.hide(true)
	return func() error { o.hide(false); return nil }, nil
}

func (o *Console) hide(secret bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.secret = secret
}

// Write shows whole lines, and keeps what stands behind them.
func (o *Console) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := append(o.prompt, b...)
	if o.ended && len(all) > 0 && all[0] == '\n' {
		all = all[1:]
	}
	whole := bytes.LastIndexByte(all, '\n') + 1
	if _, err := io.WriteString(o.out, lineEnds.Replace(string(all[:whole]))); err != nil {
		return 0, err
	}
	o.prompt, o.ended = all[whole:], false
	return len(b), nil
}

var lineEnds = strings.NewReplacer("\n", "\r\n")

// Say says a line of its own at any time; a prompt that is shown comes again below it.
func (o *Console) Say(text string) {
	o.mu.Lock()
	asking := o.asking
	o.mu.Unlock()
	switch {
	case asking == "":
		text += "\n"
	case o.dumb:
		text = "\n" + text + "\n" + asking
	default:
		_, _ = o.edit.Write([]byte(text + "\n")) // whoever it is for is gone where this fails
		return
	}
	_, _ = io.WriteString(o.out, lineEnds.Replace(text)) // as above
}

// forgetful keeps no line that was typed: some are passphrases that came too soon.
type forgetful struct{}

func (forgetful) Add(string)    {}
func (forgetful) Len() int      { return 0 }
func (forgetful) At(int) string { return "" }

// unmoved writes for a terminal that has nothing but lines: it goes back by one letter at most,
// and leaves out what it does not know.
type unmoved struct{ io.Writer }

var (
	sequence = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)
	goesBack = regexp.MustCompile(`^\x1b\[([0-9]*)D$`)
)

// Write writes what such a terminal knows.
func (u unmoved) Write(b []byte) (int, error) {
	text := sequence.ReplaceAllStringFunc(string(b), func(s string) string {
		at := goesBack.FindStringSubmatch(s)
		if at == nil {
			return ""
		}
		n, err := strconv.Atoi(at[1])
		if err != nil {
			n = 1
		}
		return strings.Repeat("\b", n)
	})
	if _, err := io.WriteString(u.Writer, text); err != nil {
		return 0, err
	}
	return len(b), nil
}
