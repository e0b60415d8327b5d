package serve_test

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/serve"
)

// Whoever connects and says nothing, as often as they like, keeps nobody out.
func TestConnectionsThatSayNothingKeepNobodyOut(t *testing.T) {
	h := open(t, nil)
	for range 150 {
		conn, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }() // the server may have closed it
	}
	h.comes(h.shared).sees("name=bench-3.")
}

func TestOneConnectionTakesNotEveryPlace(t *testing.T) {
	h := open(t, func(cfg *serve.Config) { cfg.Most = 100 })
	conn := h.calls(h.shared)
	for range 8 {
		h.shell(conn).sees("name=bench-3.")
	}
	if _, err := conn.NewSession(); err == nil || !strings.Contains(err.Error(), "too many sessions") {
		t.Errorf("a ninth: %v", err)
	}
}

func TestAConnectionAtWhichNobodyWorksIsClosed(t *testing.T) {
	h := open(t, nil)
	conn := h.calls(h.shared)
	works := h.comes(h.own)
	works.sees("name=kim.")
	gone := make(chan struct{})
	go func() {
		_ = conn.Wait() // however it ended
		close(gone)
	}()
	h.passes(time.Minute)
	h.look <- time.Time{}
	select {
	case <-gone:
	case <-time.After(patience):
		t.Fatal("it stays")
	}
	works.types("x")
	works.sees("x. width")
}

// A line would stand still for good if one of its sessions were sent what nobody takes.
func TestSizesWithoutEndHoldUpNoOtherSessionOfTheLine(t *testing.T) {
	h := open(t, nil)
	conn := h.calls(h.shared)
	sess := h.session(conn)
	if err := sess.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if err := sess.WindowChange(24, 80+i); err != nil {
			t.Fatal(err)
		}
	}
	c := h.shell(conn)
	c.sees("name=bench-3.")
	for i := range 200 {
		if err := c.sess.WindowChange(24, 100+i); err != nil {
			t.Fatal(err)
		}
	}
	c.sees("width=299.")
}

// What a client says of its size is memory at the server, and no more of it than a terminal has.
func TestATerminalIsAsLargeAsOneCanBe(t *testing.T) {
	for _, size := range []struct{ says, width, height int }{{1 << 30, 640, 200}, {0, 80, 24}, {20, 20, 20}} {
		got := make(chan serve.Client, 1)
		h := open(t, func(cfg *serve.Config) {
			program := cfg.Program
			cfg.Program = func(c serve.Client) serve.Program {
				got <- c
				return program(c)
			}
		})
		conn := h.calls(h.shared)
		sess := h.session(conn)
		if err := sess.RequestPty("xterm-256color", size.says, size.says, gossh.TerminalModes{}); err != nil {
			t.Fatal(err)
		}
		if err := sess.Shell(); err != nil {
			t.Fatal(err)
		}
		if c := <-got; c.Width != size.width || c.Height != size.height {
			t.Errorf("who says %d has %d x %d cells", size.says, c.Width, c.Height)
		}
	}
}

// noise draws another screen with each message.
type noise int

type again struct{}

func (n noise) Init() tea.Cmd { return func() tea.Msg { return again{} } }

func (n noise) Update(tea.Msg) (tea.Model, tea.Cmd) { return n + 1, n.Init() }

func (n noise) View() tea.View {
	return tea.NewView(strings.Repeat(strings.Repeat(string(rune('a'+n%26)), 600)+"\n", 180))
}

// sent counts what is sent, with what is under way.
type sent struct {
	io.ReadWriter
	n *atomic.Int64
}

func (s sent) Write(b []byte) (int, error) {
	s.n.Add(int64(len(b)))
	return s.ReadWriter.Write(b)
}

// A client that takes nothing of what is drawn has no say in when its session ends: its place
// is free a moment after it lost its access, and a server that is to end ends.
func TestAClientThatNeverReadsIsSentAwayAllTheSame(t *testing.T) {
	const window = 2 << 20 // what a client of this library takes before it is read
	var n atomic.Int64
	h := open(t, func(cfg *serve.Config) {
		cfg.Program = func(c serve.Client) serve.Program {
			return serve.Screens(tea.NewProgram(noise(0), tea.WithInput(c), tea.WithOutput(sent{c, &n}), tea.WithEnvironment(c.Env), tea.WithWindowSize(640, 200), tea.WithoutSignalHandler()))
		}
	})
	conn := h.calls(h.shared)
	sess := h.session(conn)
	if _, err := sess.StdoutPipe(); err != nil { // and nobody reads it
		t.Fatal(err)
	}
	if err := sess.RequestPty("xterm-256color", 200, 640, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := sess.Shell(); err != nil {
		t.Fatal(err)
	}
	h.until("more than the client takes", func() bool { return n.Load() > window })
	h.mu.Lock()
	h.out[gossh.FingerprintSHA256(h.shared.PublicKey())] = true
	h.mu.Unlock()
	h.look <- time.Time{}
	h.look <- time.Time{} // it has looked once
	h.passes(10 * time.Second)
	h.look <- time.Time{}
	h.until("the end of its session", func() bool { return h.server.Sessions() == 0 })
	h.end()
	if err := <-h.ended; err != nil {
		t.Error(err)
	}
}

func TestAClientThatTriesManyKeysIsToldOfOnce(t *testing.T) {
	h := open(t, nil)
	if _, err := gossh.Dial("tcp", h.addr, &gossh.ClientConfig{
		User: "bench", Auth: []gossh.AuthMethod{gossh.PublicKeys(newKey(t), newKey(t), newKey(t))}, HostKeyCallback: gossh.FixedHostKey(h.host.PublicKey()), Timeout: patience,
	}); err == nil {
		t.Fatal("it came in")
	}
	if n := strings.Count(h.heard(), "refused 127.0.0.1"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, h.heard())
	}
}
