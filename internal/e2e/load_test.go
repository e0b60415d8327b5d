package e2e_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	wishtea "charm.land/wish/v2/bubbletea"
	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/needs"
)

// terminals is how many sessions type at once: a few in a build, 200 in earnest:
//
//	go test ./internal/e2e -run TerminalsType -terminals 200 -v
var terminals = flag.Int("terminals", 8, "sessions that type at once")

// typist is one session that types.
type typist struct {
	conn *gossh.Client
	line net.Conn // under it
	keys io.Writer
	got  chan struct{} // something was drawn
	seen sync.Mutex
	out  bytes.Buffer
}

// Write takes what was drawn.
func (y *typist) Write(b []byte) (int, error) {
	y.seen.Lock()
	y.out.Write(b)
	if y.out.Len() > 1<<16 {
		y.out.Reset()
	}
	y.seen.Unlock()
	select {
	case y.got <- struct{}{}:
	default:
	}
	return len(b), nil
}

// sits opens a session: the screens.
func sits(addr string, key gossh.Signer) (*typist, error) { return sitsFor(addr, key, "") }

// sitsFor opens a session for a word, "" for the screens.
func sitsFor(addr string, key gossh.Signer, word string) (*typist, error) {
	line, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil, err
	}
	conn, channels, requests, err := gossh.NewClientConn(line, addr, &gossh.ClientConfig{User: "bench", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience}) //nolint:gosec // it is this machine
	if err != nil {
		return nil, err
	}
	y := &typist{conn: gossh.NewClient(conn, channels, requests), line: line, got: make(chan struct{}, 1)}
	s, err := y.conn.NewSession()
	if err != nil {
		return nil, err
	}
	s.Stdout = y
	if y.keys, err = s.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.RequestPty("xterm-256color", 24, 80, gossh.TerminalModes{}); err != nil {
		return nil, err
	}
	if word != "" {
		return y, s.Start(word)
	}
	return y, s.Shell()
}

// rests waits until nothing more is drawn for a while.
func (y *typist) rests() {
	for {
		select {
		case <-y.got:
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// types presses a key and returns how long it took until something was drawn.
func (y *typist) types(key string) (time.Duration, error) {
	select {
	case <-y.got: // what is left of the last
	default:
	}
	at := time.Now()
	if _, err := io.WriteString(y.keys, key); err != nil {
		return 0, err
	}
	select {
	case <-y.got:
		return time.Since(at), nil
	case <-time.After(patience):
		return 0, fmt.Errorf("%q shows nothing", key)
	}
}

// load is what sessions that all type cost.
type load struct {
	median, p99, worst time.Duration
}

// breaks cuts the line as a pulled cable, or a terminal that lost its power, seems to do.
func (y *typist) breaks() error {
	return errors.Join(y.line.(*net.TCPConn).SetLinger(0), y.line.Close())
}

// typing has every session press keys, a second apart on average, for as many rounds.
func typing(all []*typist, rounds int) (load, error) {
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var busy sync.WaitGroup
	for i, y := range all {
		busy.Go(func() {
			next := time.NewTimer(time.Duration(i) * time.Second / time.Duration(len(all)))
			for n := range rounds {
				<-next.C
				next.Reset(time.Second)
				d, err := y.types([]string{"a", "\x7f"}[n%2])
				mu.Lock()
				took = append(took, d)
				if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		})
	}
	busy.Wait()
	slices.Sort(took)
	return load{took[len(took)/2], took[len(took)*99/100], took[len(took)-1]}, failed
}

// bare is a program of Wish and Bubble Tea with nothing in it, on a port of this process.
func bare(t *testing.T) string {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := wish.NewServer(
		func(s *ssh.Server) error { s.AddHostKey(newKey(t)); return nil },
		wish.WithPublicKeyAuth(func(ssh.Context, ssh.PublicKey) bool { return true }),
		wish.WithMiddleware(wishtea.Middleware(func(ssh.Session) (tea.Model, []tea.ProgramOption) { return letters(""), nil })),
	)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(on) }() // it ends with the test
	t.Cleanup(func() { _ = server.Close() })
	return on.Addr().String()
}

// letters shows what was typed.
type letters string

// Init does nothing.
func (letters) Init() tea.Cmd { return nil }

// Update takes a letter.
func (l letters) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if l = letters(string(l) + key.Text); key.String() == "backspace" {
			l = ""
		}
	}
	return l, nil
}

// View shows what was typed.
func (l letters) View() tea.View {
	v := tea.NewView("typed: " + string(l))
	v.AltScreen = true
	return v
}

func newKey(t *testing.T) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// served starts the server on a department that is made up, and returns its address and process.
func served(t *testing.T, key gossh.Signer) (addr string, server *exec.Cmd) {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "demo")
	out, err := exec.Command(bin, "demo", dir, "--completions", "10").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	phrase := regexp.MustCompile(`j\.bell +J\. Bell +supervisor +([a-z ]+)`).FindSubmatch(out)
	if phrase == nil {
		t.Fatalf("whose passphrase is it? %s", out)
	}
	file := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(file, append(bytes.TrimSpace(phrase[1]), '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key.PublicKey()))) + " bench-3"
	if out, err := exec.Command(bin, "--data", dir, "people", "terminals", "add", line, "--as", "j.bell", "--passphrase-file", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	server = exec.Command(bin, "--data", dir, "serve", "--listen", "127.0.0.1:0", "--sessions", "300", "--per-terminal", "300", "--drain", "10ms")
	said, err := server.StderrPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = server.Process.Kill(), server.Wait() }) // it may have ended
	listening := regexp.MustCompile(`on (127\.0\.0\.1:\d+), host key`)
	var heard []byte
	for buf := make([]byte, 4096); listening.FindSubmatch(heard) == nil; {
		n, err := said.Read(buf)
		if heard = append(heard, buf[:n]...); err != nil {
			t.Fatalf("%v: %s", err, heard)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }() // so that it is never held up
	return string(listening.FindSubmatch(heard)[1]), server
}

// usage is what a process has used: its memory in bytes, and processor time.
func usage(t *testing.T, pid int) (resident int64, busy time.Duration) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	kb := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+2:]))
	if kb == nil || len(fields) < 13 {
		t.Fatalf("%s\n%s", status, stat)
	}
	n, _ := strconv.ParseInt(string(kb[1]), 10, 64)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return n << 10, time.Duration(user+system) * 10 * time.Millisecond
}

// descriptors is how many files and lines a process has open.
func descriptors(t *testing.T, pid int) int {
	t.Helper()
	all, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// breakAll cuts all lines at once, and returns how long it took until the server had none of
// them any more: as many files and lines as before they came.
func breakAll(t *testing.T, all []*typist, pid, before int) time.Duration {
	t.Helper()
	if n := descriptors(t, pid); n < before+len(all) {
		t.Fatalf("%d files and lines with %d sessions, and %d before", n, len(all), before)
	}
	at := time.Now()
	for _, y := range all {
		if err := y.breaks(); err != nil {
			t.Fatal(err)
		}
	}
	for n := len(all); n > 0; n = descriptors(t, pid) - before {
		if time.Since(at) > patience {
			t.Fatalf("%d of %d lines that were cut are still held", n, len(all))
		}
		<-time.After(20 * time.Millisecond)
	}
	return time.Since(at)
}

// TestManyTerminalsType says what sessions that all type cost beside a program of Wish with
// nothing in it, and that each key of each of them shows.
func TestManyTerminalsType(t *testing.T) {
	if runtime.GOOS != "linux" {
		needs.Skip(t, "what a process uses is read from /proc")
	}
	key := newKey(t)
	addr, server := served(t, key)
	before, _ := usage(t, server.Process.Pid)
	open := descriptors(t, server.Process.Pid)
	table := func(addr string) (load, []*typist) {
		all := make([]*typist, *terminals)
		var coming sync.WaitGroup
		failed := make(chan error, len(all))
		for i := range all {
			coming.Go(func() {
				y, err := sits(addr, key)
				if err != nil {
					failed <- err
					return
				}
				y.rests()
				all[i] = y
			})
			if i%16 == 15 {
				coming.Wait()
			}
		}
		coming.Wait()
		select {
		case err := <-failed:
			t.Fatal(err)
		default:
		}
		got, err := typing(all, 3)
		if err != nil {
			t.Fatal(err)
		}
		return got, all
	}
	ours, all := table(addr)
	after, _ := usage(t, server.Process.Pid)
	idle := 500 * time.Millisecond
	if *terminals > 50 {
		idle = 12 * time.Second
		<-time.After(idle) // until nobody pressed a key for a while
	}
	_, began := usage(t, server.Process.Pid)
	<-time.After(idle)
	_, ended := usage(t, server.Process.Pid)
	gone := breakAll(t, all, server.Process.Pid, open)
	if again, err := sits(addr, key); err != nil {
		t.Errorf("after that nobody comes in: %v", err)
	} else {
		again.rests()
		_ = again.conn.Close()
	}
	theirs, others := table(bare(t))
	for _, y := range others {
		_ = y.conn.Close()
	}
	t.Logf("%d terminals: key to frame %v median, %v p99, %v worst (nothing but Wish: %v, %v, %v); %.1f MB a session; idle %.1f %% of a core; all lines cut at once: let go of after %v",
		*terminals, ours.median, ours.p99, ours.worst, theirs.median, theirs.p99, theirs.worst,
		float64(after-before)/float64(len(all))/(1<<20), 100*float64(ended-began)/float64(idle), gone)
}
