package serve_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/model"
	"soprun/internal/serve"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// told is what every program is sent.
type told string

// screen shows what was typed, how wide it is, and what it was told.
type screen struct {
	name, typed, told string
	width             int
}

func (m screen) Init() tea.Cmd { return nil }

func (m screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width = msg.Width
	case told:
		m.told = string(msg)
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q":
			return m, tea.Quit
		case "!":
			panic("a fault of the program")
		}
		m.typed += msg.String()
	}
	return m, nil
}

func (m screen) View() tea.View {
	v := tea.NewView(fmt.Sprintf("name=%s. typed=%s. width=%d. told=%s.", m.name, m.typed, m.width, m.told))
	v.AltScreen = true
	return v
}

func newKey(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// house is a server with two terminals that have access.
type house struct {
	t           testing.TB
	host        gossh.Signer
	shared, own gossh.Signer
	server      *serve.Server
	addr        string
	end         context.CancelFunc
	ended       chan error
	look        chan time.Time
	mu          sync.Mutex
	said        []string
	now         time.Time
	out         map[string]bool // fingerprints that lost their access
}

// open serves until the test ends; change changes what it serves by.
func open(t testing.TB, change func(*serve.Config)) *house {
	t.Helper()
	h := &house{
		t: t, host: newKey(t), shared: newKey(t), own: newKey(t), ended: make(chan error, 1), look: make(chan time.Time),
		now: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC), out: map[string]bool{},
	}
	cfg := serve.Config{
		Host: h.host, Admit: h.admit, Most: 3, Idle: time.Hour, Drain: time.Minute, Look: h.look, Now: h.clock, Down: told("the end is near"),
		Say: func(line string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.said = append(h.said, line)
		},
		Program: func(c serve.Client) serve.Program {
			return serve.Screens(tea.NewProgram(screen{name: c.Terminal.Name, width: c.Width}, tea.WithInput(c), tea.WithOutput(c), tea.WithEnvironment(c.Env), tea.WithWindowSize(c.Width, c.Height), tea.WithoutSignalHandler()))
		},
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if h.server, err = serve.New(cfg); err != nil {
		t.Fatal(err)
	}
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = on.Addr().String()
	ctx, end := context.WithCancel(context.Background())
	h.end = end
	go func() { h.ended <- h.server.Serve(ctx, on) }()
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) admit(fingerprint string) (model.Terminal, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, key := range map[string]gossh.Signer{"bench-3": h.shared, "kim": h.own} {
		if f := gossh.FingerprintSHA256(key.PublicKey()); f == fingerprint && !h.out[f] {
			return model.Terminal{Name: name, Key: f}, nil
		}
	}
	return model.Terminal{}, errors.New("no such key")
}

func (h *house) heard() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.said, "\n")
}

// until waits for something of the server.
func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-deadline:
			h.t.Fatalf("%s does not come; it said\n%s", what, h.heard())
		}
	}
}

// client is a terminal elsewhere.
type client struct {
	t     testing.TB
	conn  *gossh.Client
	sess  *gossh.Session
	keys  io.Writer
	ended chan error
	mu    sync.Mutex
	drawn strings.Builder
	wrote strings.Builder
}

func (h *house) dial(key gossh.Signer, more ...gossh.AuthMethod) (*gossh.Client, error) {
	return gossh.Dial("tcp", h.addr, &gossh.ClientConfig{
		User: "bench", Auth: append([]gossh.AuthMethod{gossh.PublicKeys(key)}, more...), HostKeyCallback: gossh.FixedHostKey(h.host.PublicKey()), Timeout: patience,
	})
}

// comes opens a session on a terminal of 80 cells.
func (h *house) comes(key gossh.Signer) *client {
	h.t.Helper()
	return h.shell(h.calls(key))
}

// calls opens a line, on which nothing is asked for yet.
func (h *house) calls(key gossh.Signer) *gossh.Client {
	h.t.Helper()
	conn, err := h.dial(key)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = conn.Close() }) // closing twice is harmless
	return conn
}

// session opens one on a line.
func (h *house) session(conn *gossh.Client) *gossh.Session {
	h.t.Helper()
	sess, err := conn.NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	return sess
}

func (h *house) shell(conn *gossh.Client) *client {
	h.t.Helper()
	sess := h.session(conn)
	c := &client{t: h.t, conn: conn, sess: sess, ended: make(chan error, 1)}
	sess.Stdout, sess.Stderr = into{c, &c.drawn}, into{c, &c.wrote}
	var err error
	if c.keys, err = sess.StdinPipe(); err != nil {
		h.t.Fatal(err)
	}
	if err := errors.Join(sess.RequestPty("xterm-256color", 24, 80, gossh.TerminalModes{}), sess.Shell()); err != nil {
		h.t.Fatal(err)
	}
	go func() { c.ended <- sess.Wait() }()
	return c
}

type into struct {
	c  *client
	to *strings.Builder
}

// Write keeps what the client was sent.
func (i into) Write(b []byte) (int, error) {
	i.c.mu.Lock()
	defer i.c.mu.Unlock()
	return i.to.Write(b)
}

func (c *client) read(b *strings.Builder) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return b.String()
}

// sees waits until something was drawn.
func (c *client) sees(text string) {
	c.t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(c.read(&c.drawn), text) {
		select {
		case <-tick.C:
		case <-deadline:
			c.t.Fatalf("%q was not drawn, but %q, and said was %q", text, c.read(&c.drawn), c.read(&c.wrote))
		}
	}
}

func (c *client) types(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.keys, text); err != nil {
		c.t.Fatal(err)
	}
}

// leaves waits for the end of the session and returns what was said at it.
func (c *client) leaves() (said string, err error) {
	c.t.Helper()
	select {
	case err = <-c.ended:
	case <-time.After(patience):
		c.t.Fatalf("the session goes on: %q", c.read(&c.drawn))
	}
	drawn := c.read(&c.drawn)
	_, said, _ = strings.Cut(drawn, "soprun: ")
	return said + c.read(&c.wrote), err
}
