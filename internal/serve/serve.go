// Package serve lets terminals elsewhere work on one station over SSH: each session is a
// front end of its own, on the log that this process owns. It knows keys, places and time;
// what is drawn is the caller's.
package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/model"
)

// Config is what a server needs from outside.
type Config struct {
	Host gossh.Signer // required: the key that the station shows
	// Admit returns the terminal that has access with the key of a fingerprint; the error
	// says why none has. It is asked again while somebody works there.
	Admit func(fingerprint string) (model.Terminal, error) // required
	// Program makes what a session runs, with the client as its input and output. Nobody is
	// asked for before there is a place for them.
	Program func(Client) Program // required
	Now     func() time.Time     // required
	Say     func(line string)    // required: what went on, for whoever keeps the server
	Most    int                  // sessions at once
	Each    int                  // of them with the key of one terminal; 0 for all
	Idle    time.Duration        // how long nobody presses a key before a session ends; 0 for never
	// Down is sent to every program when the server begins to end; nil for nothing.
	Down tea.Msg
	// Drain is how long sessions are left to end by themselves once the server is to.
	Drain time.Duration
	// Look says when it is looked who is idle, or has no access any more; nil for each second.
	Look <-chan time.Time
}

// Client is one session: a terminal with somebody at it.
type Client struct {
	io.ReadWriter
	Terminal      model.Terminal
	Width, Height int      // in cells; 0 where there is no terminal to draw on
	Env           []string // of what the client may say: TERM and what is drawn with
	// Asked is whether questions and answers are wanted, line by line, and no screens: by the
	// word for it, or by a terminal that has nothing but lines.
	Asked bool
	// At is told which run is open at it, "" for none; Elsewhere says at which other terminals
	// runs are open, by name. Nothing of it is kept.
	At        func(run string)
	Elsewhere func() map[string][]string
}

// Drawn reports whether there is a terminal to draw on. Where there is none, the client shows
// what is typed by itself.
func (c Client) Drawn() bool { return c.Width > 0 }

// Dumb reports whether its terminal has nothing but lines.
func (c Client) Dumb() bool { return slices.Contains(c.Env, "TERM="+dumb) }

// dumb is what a terminal calls itself that has nothing but lines.
const dumb = "dumb"

// Program is what a session runs.
type Program interface {
	// Run runs it to its end. The error is told whoever is there, but ErrSaid.
	Run() error
	// Quit has it end, and may be called at any time.
	Quit()
	// Send gives it a message, a tea.WindowSizeMsg for one.
	Send(tea.Msg)
}

// ErrSaid is returned by a program that ended early, and has said why.
var ErrSaid = errors.New("it was said why")

// Screens is a program that draws: one with no handler of signals.
func Screens(p *tea.Program) Program { return screens{p} }

type screens struct{ *tea.Program }

// Run draws until somebody leaves.
func (s screens) Run() error {
	_, err := s.Program.Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return nil // that ends it as q does
	}
	return err
}

// Server serves sessions.
type Server struct {
	cfg Config
	ssh *ssh.Server

	mu       sync.Mutex
	sessions map[*session]bool // that have a place; each has its program in a moment
	lines    []*line           // as they came
	placed   int               // sessions that found a place, ever
	closing  bool
	left     sync.Cond // a session ended
}

// New returns a server that does not listen yet.
func New(cfg Config) (*Server, error) {
	s := &Server{cfg: cfg, sessions: map[*session]bool{}}
	s.left.L = &s.mu
	server, err := wish.NewServer(
		func(server *ssh.Server) error {
			server.AddHostKey(cfg.Host)
			server.HandshakeTimeout = handshake
			server.ServerConfigCallback = func(ssh.Context) *gossh.ServerConfig { return &gossh.ServerConfig{MaxAuthTries: tries} }
			server.ConnCallback = s.comes
			server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.asks}
			server.SessionRequestCallback = func(_ ssh.Session, request string) bool { return request == "shell" || request == "exec" }
			server.SubsystemHandlers = map[string]ssh.SubsystemHandler{} // no files are sent
			return nil
		},
		wish.WithVersion("soprun"),
		wish.WithPublicKeyAuth(s.admits),
		wish.WithMiddleware(s.serves),
	)
	if err != nil {
		return nil, err
	}
	s.ssh = server
	return s, nil
}

// admits reports whether a key has access. A client asks for each key that it has, before it
// proves that it holds one: what is refused is said once a connection.
func (s *Server) admits(ctx ssh.Context, key ssh.PublicKey) bool {
	_, err := s.cfg.Admit(gossh.FingerprintSHA256(key))
	if err != nil {
		lineOf(ctx).told.Do(func() { s.cfg.Say(fmt.Sprintf("refused %s: %v", host(ctx.RemoteAddr()), err)) })
	}
	return err == nil
}

func host(addr net.Addr) string {
	if name, _, err := net.SplitHostPort(addr.String()); err == nil {
		return name
	}
	return addr.String()
}

// Serve serves a listener until a context ends; then nobody comes in any more, who works is
// told and left so long to end by themselves. It returns once no session is left.
func (s *Server) Serve(ctx context.Context, on net.Listener) error {
	looking, stop := context.WithCancel(context.Background())
	defer stop()
	go s.keepLooking(looking)
	failed := make(chan error, 1)
	go func() { failed <- s.ssh.Serve(on) }()
	select {
	case err := <-failed:
		return errors.Join(err, s.end())
	case <-ctx.Done():
	}
	return s.drain(on)
}

// drain ends every session.
func (s *Server) drain(on net.Listener) error {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	closed := on.Close()
	s.cfg.Say(fmt.Sprintf("going down: sessions that are told, and have %s: %d", s.cfg.Drain, s.Sessions()))
	if s.cfg.Down != nil {
		s.Send(s.cfg.Down)
	}
	enough := time.AfterFunc(s.cfg.Drain, func() { s.leaveAll("the station goes down; what was done is kept") })
	defer enough.Stop()
	s.mu.Lock()
	for len(s.sessions) > 0 {
		s.left.Wait()
	}
	s.mu.Unlock()
	return errors.Join(closed, s.end())
}

// end closes what is left.
func (s *Server) end() error {
	if err := s.ssh.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Sessions returns how many sessions there are.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// Send gives a message to the program of every session.
func (s *Server) Send(msg tea.Msg) {
	for _, one := range s.all() {
		go one.program.Send(msg) // one that is not drawn does not hold up the rest
	}
}

func (s *Server) all() []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*session, 0, len(s.sessions))
	for one, started := range s.sessions {
		if started {
			out = append(out, one)
		}
	}
	return out
}

func (s *Server) leaveAll(why string) {
	for _, one := range s.all() {
		one.leave(why)
	}
}

// keepLooking ends the sessions at which nobody pressed a key for long, and those whose
// terminal has no access any more; and the lines at which nobody works, or that take nothing.
func (s *Server) keepLooking(ctx context.Context) {
	look := s.cfg.Look
	if look == nil {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		look = tick.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-look:
		}
		for _, one := range s.all() {
			if _, err := s.cfg.Admit(one.terminal.Key); err != nil {
				one.leave("this terminal has no access any more")
			} else if s.cfg.Idle > 0 && s.cfg.Now().Sub(one.lastKey()) >= s.cfg.Idle {
				one.leave(fmt.Sprintf("nobody pressed a key for %s; what was done is kept", s.cfg.Idle))
			}
			if one.stuck() {
				_ = one.line.Close() // it goes either way
			}
		}
		for _, l := range s.unusedLines() {
			_ = l.Close() // it goes either way
		}
	}
}
