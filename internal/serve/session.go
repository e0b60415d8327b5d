package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/model"
	"soprun/sop"
)

// session is one terminal that works.
type session struct {
	program  Program // set once it has a place
	terminal model.Terminal
	key      atomic.Int64 // when one was pressed last, in nanoseconds
	now      func() time.Time
	line     *line
	from     string
	came     time.Time
	nth      int // of those that found a place
	asked    bool
	run      string // that is open, "" for none; of the server's lock
	once     sync.Once
	why      string       // it was ended, "" where whoever was there ended it
	left     atomic.Int64 // when it was ended, in nanoseconds; 0 where it goes on
}

// grace is how long a client is given to take what it is sent when its session ends.
const grace = 5 * time.Second

// stuck reports whether the client takes nothing any more: then the session ends only with its line.
func (o *session) stuck() bool {
	left := o.left.Load()
	return left != 0 && o.now().Sub(time.Unix(0, left)) >= grace
}

func (o *session) lastKey() time.Time { return time.Unix(0, o.key.Load()) }

// leave ends the session, and says why once its screen is gone.
func (o *session) leave(why string) {
	o.once.Do(func() {
		o.why = why
		o.left.Store(o.now().UnixNano())
		go o.program.Quit()
	})
}

// typed notes when a key was pressed.
type typed struct {
	io.ReadWriter
	of *session
}

// Read reads what was typed.
func (t typed) Read(b []byte) (int, error) {
	n, err := t.ReadWriter.Read(b)
	if n > 0 {
		t.of.key.Store(t.of.now().UnixNano())
	}
	return n, err
}

// serves is the handler of every session: the last there is.
func (s *Server) serves(ssh.Handler) ssh.Handler {
	return func(conn ssh.Session) {
		one, err := s.begin(conn)
		go resizes(conn, one) // to its end, or the line would wait
		if err == nil {
			defer s.goes(one) // once whoever is there was told why
			err = s.work(conn, one)
		}
		if err != nil {
			if !errors.Is(err, ErrSaid) {
				_, _ = fmt.Fprintf(says(conn), "soprun: %v\r\n", err) // whoever it was for is gone where this fails
			}
			_ = conn.Exit(1)
			return
		}
		_ = conn.Exit(0) // before its place is free, and the server may end
	}
}

// says returns where a word for whoever is there is written: behind what was drawn, which a
// client may put on the screen later than what it is sent as an error.
func says(conn ssh.Session) io.Writer {
	if _, _, drawn := conn.Pty(); drawn {
		return conn
	}
	return conn.Stderr()
}

// Word is what is typed behind the address for questions and answers instead of screens.
const Word = "plain"

// begin makes a session for who has access, if there is a place for it.
func (s *Server) begin(conn ssh.Session) (one *session, err error) {
	c, err := s.client(conn)
	if err != nil {
		return nil, err
	}
	one = &session{terminal: c.Terminal, now: s.cfg.Now, line: lineOf(conn.Context()), from: host(conn.RemoteAddr()), came: s.cfg.Now(), asked: c.Asked}
	one.key.Store(s.cfg.Now().UnixNano())
	if err := s.enter(one); err != nil {
		return nil, err
	}
	begun := false
	defer func() {
		if !begun {
			s.goes(one)
		}
	}()
	c.ReadWriter, c.At, c.Elsewhere = typed{conn, one}, s.at(one), s.elsewhere(one)
	one.program = s.cfg.Program(c)
	if err := s.starts(one); err != nil {
		return nil, err
	}
	begun = true
	return one, nil
}

// client is who asks for a session, and what for.
func (s *Server) client(conn ssh.Session) (c Client, err error) {
	pty, _, drawn := conn.Pty()
	c.Env = environment(pty.Term, conn.Environ())
	c.Asked = conn.RawCommand() == Word || c.Dumb()
	if drawn {
		c.Width, c.Height = pty.Window.Width, pty.Window.Height
	}
	switch {
	case conn.RawCommand() != "" && conn.RawCommand() != Word:
		return c, fmt.Errorf("no command is run here: nothing behind the address opens the screens, and the word %s asks and answers line by line", Word)
	case !drawn && !c.Asked:
		return c, fmt.Errorf("this needs a terminal to draw on: ssh -t; or one for lines, with the word %s at the end", Word)
	}
	c.Terminal, err = s.cfg.Admit(gossh.FingerprintSHA256(conn.PublicKey()))
	return c, err
}

// resizes tells the program of a session what size its terminal has; of none, it takes note
// of nothing.
func resizes(conn ssh.Session, one *session) {
	_, resized, drawn := conn.Pty()
	if !drawn {
		return
	}
	for w := range resized {
		if one != nil {
			one.program.Send(tea.WindowSizeMsg{Width: w.Width, Height: w.Height})
		}
	}
}

// work runs the program of a session until it ends.
func (s *Server) work(conn ssh.Session, one *session) error {
	s.cfg.Say(fmt.Sprintf("%s came, from %s", one.terminal.Name, one.from))
	defer context.AfterFunc(conn.Context(), one.program.Quit)()
	err := one.program.Run()
	one.leave("") // from now on nobody is told why
	s.cfg.Say(fmt.Sprintf("%s left after %s", one.terminal.Name, s.cfg.Now().Sub(one.came).Round(time.Second)))
	if one.why != "" && (err == nil || errors.Is(err, ErrSaid)) {
		return errors.New(one.why)
	}
	return err
}

// enter takes a place for a session.
func (s *Server) enter(one *session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	same := 0
	for other := range s.sessions {
		if other.terminal.Key == one.terminal.Key {
			same++
		}
	}
	switch {
	case s.closing:
		return errClosing
	case s.cfg.Each > 0 && same >= s.cfg.Each:
		return fmt.Errorf("%s is open %s, and may be no more: leave one of them, and try again", one.terminal.Name, sop.Counted(same, "time", "times"))
	case len(s.sessions) >= s.cfg.Most:
		return fmt.Errorf("%s: try again later", full(s.cfg.Most))
	}
	s.placed++
	one.nth = s.placed
	s.sessions[one] = false
	one.line.working++
	return nil
}

var errClosing = errors.New("the station is going down: try again in a minute")

// starts has a session that has its program be one that is told what all are told.
func (s *Server) starts(one *session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return errClosing
	}
	s.sessions[one] = true
	return nil
}

func (s *Server) goes(one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, one)
	one.line.working--
	one.line.since = s.cfg.Now()
	s.left.Broadcast()
}

// drawnWith are the variables that a client may set: they say how it is drawn.
var drawnWith = []string{"COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"}

// environment is what a program knows of the terminal that it is drawn on, "" for none.
func environment(term string, sent []string) []string {
	out := []string{"TERM=" + term}
	for _, v := range sent {
		if name, _, _ := strings.Cut(v, "="); slices.Contains(drawnWith, name) {
			out = append(out, v)
		}
	}
	return out
}

// full says that all places are taken.
func full(places int) string {
	if places == 1 {
		return "the one place at this station is taken"
	}
	return "all " + sop.Counted(places, "place", "places") + " at this station are taken"
}
