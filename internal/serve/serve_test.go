package serve_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/serve"
)

func TestATerminalWithAccessWorksUntilItLeaves(t *testing.T) {
	h := open(t, nil)
	c := h.comes(h.shared)
	c.sees("name=bench-3.")
	c.sees("width=80.")
	c.types("abc")
	c.sees("abc")
	if err := c.sess.WindowChange(40, 132); err != nil {
		t.Fatal(err)
	}
	c.sees("132")
	c.types("q")
	if said, err := c.leaves(); err != nil || said != "" {
		t.Errorf("said %q, %v", said, err)
	}
	h.until("the end of the session", func() bool { return h.server.Sessions() == 0 })
	for _, want := range []string{"bench-3 came, from 127.0.0.1", "bench-3 left after"} {
		h.until(want, func() bool { return strings.Contains(h.heard(), want) })
	}
	if strings.Contains(h.heard(), "abc") {
		t.Error("what was typed is said")
	}
}

func TestNobodyComesInWithoutAKeyThatHasAccess(t *testing.T) {
	h := open(t, nil)
	stranger := newKey(t)
	if _, err := h.dial(stranger, gossh.Password("sheep month porch yacht")); err == nil {
		t.Error("a stranger is in")
	}
	if want := "refused 127.0.0.1: no such key"; !strings.Contains(h.heard(), want) {
		t.Errorf("%q is not said: %s", want, h.heard())
	}
	if _, err := gossh.Dial("tcp", h.addr, &gossh.ClientConfig{User: "bench", HostKeyCallback: gossh.InsecureIgnoreHostKey()}); err == nil { //nolint:gosec // who comes without a key looks at none
		t.Error("nobody is in")
	}
}

// A session is a screen and nothing else: no command, no file, no forwarded port.
func TestASessionIsAScreenAndNothingElse(t *testing.T) {
	h := open(t, nil)
	conn := h.calls(h.shared)
	for what, ask := range map[string]func(*gossh.Session) error{
		"a command": func(s *gossh.Session) error { return s.Run("id") },
		"two words": func(s *gossh.Session) error { return s.Run("plain; id") },
		"an upload": func(s *gossh.Session) error { return s.Run("scp -t /tmp") },
		"files":     func(s *gossh.Session) error { return s.RequestSubsystem("sftp") },
		"without a terminal": func(s *gossh.Session) error {
			if err := s.Shell(); err != nil {
				return err
			}
			return s.Wait()
		},
	} {
		s := h.session(conn)
		var said strings.Builder
		s.Stderr = &said
		if err := ask(s); err == nil {
			t.Errorf("%s: it is done", what)
		}
		want := map[string]string{"files": "", "without a terminal": "ssh -t"}
		if words, ok := want[what]; !ok && !strings.Contains(said.String(), "no command is run here") || !strings.Contains(said.String(), words) {
			t.Errorf("%s: said %q", what, said.String())
		}
		_ = s.Close()
	}
	if out, err := conn.Dial("tcp", h.addr); err == nil {
		_ = out.Close()
		t.Error("a port is forwarded")
	}
	if on, err := conn.Listen("tcp", "127.0.0.1:0"); err == nil {
		_ = on.Close()
		t.Error("a port is forwarded back")
	}
}

func TestNoMoreComeInThanThereIsRoomFor(t *testing.T) {
	h := open(t, func(cfg *serve.Config) { cfg.Most = 2 })
	first, second := h.comes(h.shared), h.comes(h.own)
	first.sees("name=bench-3.")
	second.sees("name=kim.")
	third := h.comes(h.shared)
	if said, err := third.leaves(); err == nil || !strings.Contains(said, "all 2 places") {
		t.Errorf("said %q, %v", said, err)
	}
	first.types("q")
	if _, err := first.leaves(); err != nil {
		t.Fatal(err)
	}
	h.until("a place", func() bool { return h.server.Sessions() == 1 })
	h.comes(h.shared).sees("name=bench-3.")
}

func TestTheOnePlaceOfAStationIsTakenByOne(t *testing.T) {
	h := open(t, func(cfg *serve.Config) { cfg.Most = 1 })
	h.comes(h.shared).sees("name=bench-3.")
	if said, err := h.comes(h.own).leaves(); err == nil || !strings.Contains(said, "the one place at this station is taken: try again later") {
		t.Errorf("said %q, %v", said, err)
	}
}

func TestOneTerminalTakesNoMoreThanItsShareOfThePlaces(t *testing.T) {
	made := 0
	h := open(t, func(cfg *serve.Config) {
		cfg.Each = 1
		program := cfg.Program
		cfg.Program = func(c serve.Client) serve.Program {
			made++
			return program(c)
		}
	})
	first := h.comes(h.shared)
	first.sees("name=bench-3.")
	if said, err := h.comes(h.shared).leaves(); err == nil || !strings.Contains(said, "bench-3 is open 1 time, and may be no more") {
		t.Errorf("said %q, %v", said, err)
	}
	h.comes(h.own).sees("name=kim.")
	if made != 2 {
		t.Errorf("%d programs were made, want none for who finds no place", made)
	}
	first.types("q")
	if _, err := first.leaves(); err != nil {
		t.Fatal(err)
	}
	h.until("a place", func() bool { return h.server.Sessions() == 1 })
	h.comes(h.shared).sees("name=bench-3.")
}

func TestAProgramThatCannotBeMadeLeavesItsPlace(t *testing.T) {
	h := open(t, func(cfg *serve.Config) {
		cfg.Most = 1
		program, broken := cfg.Program, true
		cfg.Program = func(c serve.Client) serve.Program {
			if broken {
				broken = false
				panic("a fault of the program")
			}
			return program(c)
		}
	})
	if _, err := h.comes(h.shared).leaves(); err == nil {
		t.Error("it ended as if nothing had been")
	}
	h.until("a place", func() bool { return h.server.Sessions() == 0 })
	h.comes(h.shared).sees("name=bench-3.")
}

// asks answers a session with what it was asked for.
type asks struct{ serve.Client }

func (a asks) Run() error {
	_, err := fmt.Fprintf(a, "asked=%t. drawn=%t. dumb=%t. width=%d.", a.Asked, a.Drawn(), a.Dumb(), a.Width)
	return errors.Join(err, serve.ErrSaid)
}

func (asks) Quit()        {}
func (asks) Send(tea.Msg) {}

// Questions and answers come by their word, or to a terminal that has nothing but lines, and
// without a terminal too.
func TestTheDialogueComesByItsWordOrToADumbTerminal(t *testing.T) {
	h := open(t, func(cfg *serve.Config) {
		cfg.Most = 10
		cfg.Program = func(c serve.Client) serve.Program { return asks{c} }
	})
	conn := h.calls(h.shared)
	for _, one := range []struct{ term, word, want string }{
		{"xterm", "", "asked=false. drawn=true. dumb=false. width=80."},
		{"xterm", serve.Word, "asked=true. drawn=true. dumb=false. width=80."},
		{"dumb", "", "asked=true. drawn=true. dumb=true. width=80."},
		{"", serve.Word, "asked=true. drawn=false. dumb=false. width=0."},
	} {
		s := h.session(conn)
		var got strings.Builder
		var err error
		s.Stdout = &got
		if one.term != "" {
			err = s.RequestPty(one.term, 24, 80, gossh.TerminalModes{})
		}
		if err == nil && one.word == "" {
			err = s.Shell()
		} else if err == nil {
			err = s.Start(one.word)
		}
		if err != nil {
			t.Fatal(err)
		}
		var exit *gossh.ExitError
		if err := s.Wait(); !errors.As(err, &exit) || exit.ExitStatus() != 1 || got.String() != one.want {
			t.Errorf("%+v: got %q, %v", one, got.String(), err)
		}
	}
}

func TestASessionEndsOnceNobodyPressedAKeyForLong(t *testing.T) {
	h := open(t, nil)
	busy, idle := h.comes(h.shared), h.comes(h.own)
	busy.sees("name=bench-3.")
	idle.sees("name=kim.")
	h.passes(59 * time.Minute)
	busy.types("z")
	busy.sees("z")
	h.passes(2 * time.Minute)
	h.look <- time.Time{}
	if said, err := idle.leaves(); err == nil || !strings.Contains(said, "nobody pressed a key for 1h0m0s") {
		t.Errorf("said %q, %v", said, err)
	}
	busy.types("y")
	busy.sees("y")
}

func (h *house) passes(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func TestWhoeverLosesAccessIsSentAway(t *testing.T) {
	h := open(t, nil)
	stays, goes := h.comes(h.shared), h.comes(h.own)
	stays.sees("name=bench-3.")
	goes.sees("name=kim.")
	h.mu.Lock()
	h.out[gossh.FingerprintSHA256(h.own.PublicKey())] = true
	h.mu.Unlock()
	h.look <- time.Time{}
	if said, err := goes.leaves(); err == nil || !strings.Contains(said, "no access any more") {
		t.Errorf("said %q, %v", said, err)
	}
	if _, err := h.dial(h.own); err == nil {
		t.Error("it comes in again")
	}
	stays.types("x")
	stays.sees("x")
}

// Whoever works when the server is to end is told, may end by themselves, and is sent away
// when the time is over; nobody comes in meanwhile.
func TestAServerThatIsToEndLetsThoseWhoWorkEnd(t *testing.T) {
	h := open(t, nil)
	c := h.comes(h.shared)
	c.sees("name=bench-3.")
	h.end()
	c.sees("the end is near")
	if _, err := h.dial(h.own); err == nil {
		t.Error("somebody comes in")
	}
	another := h.shell(c.conn) // over the connection that is there
	if said, err := another.leaves(); err == nil || !strings.Contains(said, "going down") {
		t.Errorf("said %q, %v", said, err)
	}
	select {
	case err := <-h.ended:
		t.Fatalf("it ended under whoever works: %v", err)
	default:
	}
	c.types("q")
	if _, err := c.leaves(); err != nil {
		t.Error(err)
	}
	if err := h.ends(); err != nil {
		t.Error(err)
	}
}

func (h *house) ends() error {
	h.t.Helper()
	select {
	case err := <-h.ended:
		return err
	case <-time.After(patience):
		h.t.Fatal("it does not end")
		return nil
	}
}

func TestAServerThatIsToEndDoesNotWaitForEver(t *testing.T) {
	h := open(t, func(cfg *serve.Config) { cfg.Drain = time.Millisecond })
	c := h.comes(h.shared)
	c.sees("name=bench-3.")
	h.end()
	if said, err := c.leaves(); err == nil || !strings.Contains(said, "what was done is kept") {
		t.Errorf("said %q, %v", said, err)
	}
	if err := h.ends(); err != nil {
		t.Error(err)
	}
}

func TestALineThatIsCutLeavesNothingBehind(t *testing.T) {
	h := open(t, func(cfg *serve.Config) { cfg.Most = 1 })
	for range 3 {
		c := h.comes(h.shared)
		c.sees("name=bench-3.")
		if err := c.conn.Close(); err != nil {
			t.Fatal(err)
		}
		h.until("the end of the session", func() bool { return h.server.Sessions() == 0 })
	}
}

// Which run is open where is known as long as the session is there, and kept nowhere.
func TestARunThatIsOpenIsKnownAtTheOtherTerminals(t *testing.T) {
	came := make(chan serve.Client, 3)
	h := open(t, func(cfg *serve.Config) {
		program := cfg.Program
		cfg.Program = func(c serve.Client) serve.Program {
			came <- c
			return program(c)
		}
	})
	one := h.comes(h.shared)
	first := <-came
	h.comes(h.own).sees("name=kim.")
	second := <-came
	first.At("r-1")
	second.At("r-2")
	if got := fmt.Sprint(first.Elsewhere(), second.Elsewhere()); got != "map[r-2:[kim]] map[r-1:[bench-3]]" {
		t.Errorf("they know %s", got)
	}
	if got := h.server.Working(); len(got) != 2 || got[0].Terminal+got[0].Run+got[1].Run != "bench-3r-1r-2" || got[0].From != "127.0.0.1" {
		t.Errorf("working are %+v", got)
	}
	first.At("r-2")
	first.At("r-2")
	if got := fmt.Sprint(second.Elsewhere()); got != "map[r-2:[bench-3]]" {
		t.Errorf("the second knows %s", got)
	}
	one.sees("name=bench-3.")
	if err := one.conn.Close(); err != nil {
		t.Fatal(err)
	}
	h.until("the end of the session", func() bool { return h.server.Sessions() == 1 })
	if got := second.Elsewhere(); len(got) != 0 {
		t.Errorf("a session that is gone has %v open", got)
	}
}

func TestAFaultOfOneProgramEndsOneSession(t *testing.T) {
	h := open(t, nil)
	faulty, other := h.comes(h.shared), h.comes(h.own)
	faulty.sees("name=bench-3.")
	other.sees("name=kim.")
	faulty.types("!")
	if _, err := faulty.leaves(); err == nil {
		t.Error("it ended as if nothing had been")
	}
	other.types("x")
	other.sees("x")
}

// A message reaches every program.
func TestWhatIsSentComesToEverySession(t *testing.T) {
	h := open(t, nil)
	all := []*client{h.comes(h.shared), h.comes(h.own)}
	for _, c := range all {
		c.sees("told=.")
	}
	h.server.Send(told("a page changed"))
	for i, c := range all {
		c.sees("a page changed")
		c.types(fmt.Sprint(i))
	}
}

func TestAClientSaysHowItIsDrawnAndNothingElse(t *testing.T) {
	env := make(chan []string, 1)
	h := open(t, func(cfg *serve.Config) {
		program := cfg.Program
		cfg.Program = func(c serve.Client) serve.Program {
			env <- c.Env
			return program(c)
		}
	})
	conn := h.calls(h.shared)
	s := h.session(conn)
	for name, value := range map[string]string{"COLORTERM": "truecolor", "LD_PRELOAD": "/tmp/x.so", "TEA_TRACE": "/tmp/trace", "TERM": "other"} {
		if err := s.Setenv(name, value); err != nil && name == "COLORTERM" {
			t.Fatal(err)
		}
	}
	if err := s.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(<-env, " "); got != "TERM=xterm COLORTERM=truecolor" {
		t.Errorf("it knows %q", got)
	}
}
