package guest_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/guest"
)

// held returns a log that a host holds, which runs what f does.
func held(t *testing.T, f func(ctx context.Context, r guest.Request, s guest.Streams) int) (log string, h *guest.Host) {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	log = filepath.Join(t.TempDir(), "log.db")
	if err := os.WriteFile(log, []byte("a log"), 0o600); err != nil {
		t.Fatal(err)
	}
	h = &guest.Host{Version: "1.0", Run: f}
	if err := h.Listen(log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return log, h
}

// called is what a guest saw.
type called struct {
	out, errs string
	exit      int
	err       error
}

func call(log string, r guest.Request, ask func(guest.Question) ([]byte, error)) called {
	var out, errs bytes.Buffer
	exit, err := guest.Call(log, r, guest.Streams{Out: &out, Err: &errs, Ask: ask})
	return called{out.String(), errs.String(), exit, err}
}

func request(args ...string) guest.Request {
	return guest.Request{Version: "1.0", Args: args, Dir: "here", Env: []string{"A=B"}}
}

func TestAGuestGetsWhatItsCommandPrintsAndItsExitCode(t *testing.T) {
	log, _ := held(t, func(_ context.Context, r guest.Request, s guest.Streams) int {
		_, _ = s.Out.Write([]byte(strings.Join(r.Args, " ") + " in " + r.Dir + " with " + strings.Join(r.Env, " ")))
		_, _ = s.Err.Write(bytes.Repeat([]byte("e"), 3<<20)) // more than one frame holds
		return 3
	})
	got := call(log, request("log", "--json"), nil)
	if got.err != nil || got.exit != 3 || got.out != "log --json in here with A=B" || len(got.errs) != 3<<20 {
		t.Errorf("%q, %d bytes of errors, exit %d, %v", got.out, len(got.errs), got.exit, got.err)
	}
}

func TestTheSameLogIsFoundByAnotherPath(t *testing.T) {
	log, _ := held(t, func(context.Context, guest.Request, guest.Streams) int { return 0 })
	link := filepath.Join(t.TempDir(), "other.db")
	if err := os.Symlink(log, link); err != nil {
		t.Fatal(err)
	}
	if got := call(link, request(), nil); got.err != nil {
		t.Error(got.err)
	}
}

func TestAPassphraseIsAskedByTheGuestAndWiped(t *testing.T) {
	var seen string
	log, _ := held(t, func(_ context.Context, _ guest.Request, s guest.Streams) int {
		_, _ = s.Out.Write([]byte("the sentence\n"))
		phrase, err := s.Ask(guest.Question{Person: "j.bell", File: "its-file"})
		if err != nil {
			_, _ = s.Err.Write([]byte(err.Error()))
			return 1
		}
		seen = string(phrase)
		return 0
	})
	phrase := []byte("copper lantern")
	got := call(log, request("export"), func(q guest.Question) ([]byte, error) {
		if q != (guest.Question{Person: "j.bell", File: "its-file"}) {
			t.Errorf("asked %+v", q)
		}
		return phrase, nil
	})
	if got.err != nil || got.exit != 0 || seen != "copper lantern" || !bytes.Equal(phrase, make([]byte, len(phrase))) {
		t.Errorf("%+v, the holder saw %q, %q is in memory", got, seen, phrase)
	}
	got = call(log, request("export"), func(guest.Question) ([]byte, error) { return nil, errors.New("there is no terminal") })
	if got.exit != 1 || got.errs != "there is no terminal" {
		t.Errorf("%+v", got)
	}
}

func TestWhatBreaksInAGuestEndsThatGuestOnly(t *testing.T) {
	log, _ := held(t, func(_ context.Context, r guest.Request, _ guest.Streams) int {
		if r.Args[0] == "break" {
			panic("a mistake")
		}
		return 0
	})
	if got := call(log, request("break"), nil); got.exit != 1 || !strings.Contains(got.errs, "broke off: a mistake") || strings.Contains(got.errs, "goroutine") {
		t.Errorf("%+v", got)
	}
	if got := call(log, request("log"), nil); got.exit != 0 || got.err != nil {
		t.Errorf("the next guest: %+v", got)
	}
}

func TestAnotherVersionIsRefusedInASentence(t *testing.T) {
	log, _ := held(t, func(context.Context, guest.Request, guest.Streams) int { t.Error("it ran"); return 0 })
	r := request("log")
	r.Version = "0.9"
	if got := call(log, r, nil); got.err == nil || !strings.Contains(got.err.Error(), "soprun 1.0 has this log open and this is 0.9") {
		t.Errorf("%v", got.err)
	}
}

// mute is the socket of a log with nobody behind it who answers.
func mute(t *testing.T) (log string, at net.Listener) {
	t.Helper()
	log, h := held(t, nil)
	name := socket(t)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	at, err := net.Listen("unix", name)
	if err != nil {
		t.Fatal(err)
	}
	return log, at
}

func socket(t *testing.T) string {
	t.Helper()
	sockets, err := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "soprun", "*.sock"))
	if err != nil || len(sockets) != 1 {
		t.Fatalf("%v, %v", sockets, err)
	}
	return sockets[0]
}

func TestAGuestSaysWhatItWaitsForWhenNobodyAnswers(t *testing.T) {
	log, at := mute(t)
	slow := make(chan time.Time, 1)
	slow <- time.Time{}
	said, errs := io.Pipe()
	done := make(chan error)
	go func() {
		_, err := guest.Call(log, request("log"), guest.Streams{Out: io.Discard, Err: errs, Slow: slow})
		done <- err
	}()
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil || !strings.Contains(line, "waiting for the soprun that has this log open") || !strings.Contains(line, "Ctrl+C") {
		t.Errorf("%q, %v", line, err)
	}
	conn, err := at.Accept()
	if err := errors.Join(err, conn.Close(), at.Close()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err == nil {
		t.Error("nobody answered and it worked")
	}
}

func TestAGuestThatIsAnsweredWaitsInSilence(t *testing.T) {
	log, _ := held(t, func(_ context.Context, _ guest.Request, s guest.Streams) int {
		_, err := s.Ask(guest.Question{Person: "j.bell"})
		if err != nil {
			return 1
		}
		return 0
	})
	slow := make(chan time.Time, 1)
	var errs bytes.Buffer
	exit, err := guest.Call(log, request("export"), guest.Streams{Out: io.Discard, Err: &errs, Slow: slow, Ask: func(guest.Question) ([]byte, error) {
		slow <- time.Time{} // a person takes their time
		return []byte("copper"), nil
	}})
	if exit != 0 || err != nil || errs.Len() > 0 {
		t.Errorf("exit %d, %v, said %q", exit, err, errs.String())
	}
}

func TestAGuestThatGoesAwayCancelsItsCommand(t *testing.T) {
	cancelled := make(chan struct{})
	began := make(chan struct{})
	_, _ = held(t, func(ctx context.Context, _ guest.Request, _ guest.Streams) int {
		close(began)
		<-ctx.Done()
		close(cancelled)
		return 1
	})
	conn, err := net.Dial("unix", socket(t))
	if err != nil {
		t.Fatal(err)
	}
	const asked = `{"Version":"1.0","Args":["verify"]}`
	if _, err := conn.Write(append([]byte{'r', 0, 0, 0, byte(len(asked))}, asked...)); err != nil {
		t.Fatal(err)
	}
	<-began
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	<-cancelled
}

func TestTheEndOfTheHolderCancelsItsGuests(t *testing.T) {
	began := make(chan struct{})
	log, h := held(t, func(ctx context.Context, _ guest.Request, _ guest.Streams) int {
		close(began)
		<-ctx.Done()
		return 1
	})
	done := make(chan called)
	go func() { done <- call(log, request("verify"), nil) }()
	<-began
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if got := <-done; got.err == nil && got.exit != 1 {
		t.Errorf("%+v", got)
	}
	if got := call(log, request("log"), nil); !errors.Is(got.err, guest.ErrNobody) {
		t.Errorf("after the end: %+v", got)
	}
}

func TestASocketThatWasLeftBehindIsReplacedByTheHolderOnly(t *testing.T) {
	log, h := held(t, func(context.Context, guest.Request, guest.Streams) int { return 0 })
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "soprun")
	h2 := &guest.Host{Version: "1.0", Run: h.Run}
	if err := h2.Listen(log); err != nil {
		t.Fatal(err)
	}
	sockets, _ := os.ReadDir(dir)
	if len(sockets) != 1 {
		t.Fatalf("%v", sockets)
	}
	name := filepath.Join(dir, sockets[0].Name())
	if err := h2.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, nil, 0o600); err != nil { // as a crash leaves it
		t.Fatal(err)
	}
	if got := call(log, request("log"), nil); !errors.Is(got.err, guest.ErrNobody) {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(name); err != nil {
		t.Error("a guest removed it")
	}
	h3 := &guest.Host{Version: "1.0", Run: h.Run}
	if err := h3.Listen(log); err != nil {
		t.Fatal(err)
	}
	if got := call(log, request("log"), nil); got.err != nil {
		t.Error(got.err)
	}
	if err := h3.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatOthersCanEnterHoldsNoSocket(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	dir := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "soprun")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log.db")
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := &guest.Host{Version: "1.0"}
	if err := h.Listen(log); err == nil || !strings.Contains(err.Error(), "only this user can enter") {
		t.Errorf("%v", err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}

func TestNonsenseOnTheSocketHurtsNobody(t *testing.T) {
	log, _ := held(t, func(context.Context, guest.Request, guest.Streams) int { return 0 })
	sockets, err := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "soprun", "*.sock"))
	if err != nil || len(sockets) != 1 {
		t.Fatal(sockets, err)
	}
	for _, text := range []string{"", "r", "r\xff\xff\xff\xff", "x\x00\x00\x00\x01a", "r\x00\x00\x00\x03{]}", strings.Repeat("z", 1<<16)} {
		conn, err := net.Dial("unix", sockets[0])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte(text)) // the holder may hang up in the middle
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got := call(log, request("log"), nil); got.err != nil {
		t.Error(got.err)
	}
}
