package e2e_test

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"soprun/internal/needs"
)

// department is a station that is served, as its page in the docs says.
type department struct {
	t      *testing.T
	dir    string // the home of whoever keeps it
	port   string
	server *exec.Cmd
	said   chan string
}

// blocks returns the commands of the docs on it, each under where it is typed.
func blocks(t *testing.T) (here, there []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "docs", "serve.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range regexp.MustCompile("(?s)```sh([^\n]*)\n(.*?)\n```").FindAllStringSubmatch(string(text), -1) {
		switch strings.TrimSpace(b[1]) {
		case "":
			here = append(here, strings.Split(b[2], "\n")...)
		case "at the terminal":
			there = append(there, b[2])
		case "not run here":
		default:
			t.Errorf("a block is marked %q", b[1])
		}
	}
	return here, there
}

// run types a command as whoever keeps the station.
func (d *department) run(line string) string {
	d.t.Helper()
	cmd := d.shell(line)
	out, err := cmd.CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s: %v\n%s", line, err, out)
	}
	return string(out)
}

func (d *department) shell(line string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = d.dir
	cmd.Env = append(os.Environ(), "HOME="+d.dir, "PATH="+filepath.Join(d.dir, "bin")+":"+os.Getenv("PATH"), "SOPRUN_DATA="+filepath.Join(d.dir, "data"))
	return cmd
}

// serves starts the server, and waits until it listens.
func (d *department) serves(line string) {
	d.t.Helper()
	cmd := d.shell("exec " + strings.ReplaceAll(line, ":2222", "127.0.0.1:"+d.port) + " --drain 100ms --pages " + filepath.Join(d.dir, "pages"))
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	d.server, d.said = cmd, make(chan string, 100)
	go func(said chan<- string) {
		defer close(said)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said <- lines.Text()
		}
	}(d.said)
	d.t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended mostly
	d.hears("host key SHA256:")
}

// hears waits until the server says something.
func (d *department) hears(text string) string {
	d.t.Helper()
	enough := time.After(patience)
	for {
		select {
		case line, ok := <-d.said:
			if !ok {
				d.t.Fatalf("it ended, and did not say %q", text)
			}
			if strings.Contains(line, text) {
				return line
			}
		case <-enough:
			d.t.Fatalf("it does not say %q", text)
		}
	}
}

// another is a second terminal beside this one.
func (term *terminal) another() *terminal {
	next := *term
	next.socket, next.open = next.socket+"-2", false
	term.t.Cleanup(next.close)
	return &next
}

// leaves waits until the program has ended with a word. tmux scrolls its window by a line
// when it says that the program is gone.
func (term *terminal) leaves(saying string) {
	term.t.Helper()
	term.ends()
	if last := term.tmux("capture-pane", "-p", "-S", "-3"); !strings.Contains(flat(last), saying) {
		term.t.Errorf("it does not say %q:\n%s", saying, last)
	}
}

// logsIn comes to the station from a terminal, as the docs say.
func (d *department) logsIn(term *terminal, line, key string) {
	d.t.Helper()
	term.window("env TERM=xterm-256color " + d.comes(line, key))
}

// comes is a command of the docs that comes to the station, with the key of a terminal.
func (d *department) comes(line, key string) string {
	line = strings.ReplaceAll(line, "~/.ssh/soprun", filepath.Join(d.dir, key))
	line = strings.Replace(strings.Replace(line, "-p 2222", "-p "+d.port, 1), "@lab", "@127.0.0.1", 1)
	return strings.Replace(line, "ssh ", "ssh -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile="+filepath.Join(d.dir, "known")+" ", 1)
}

// found sets a department up by its docs, and gives two terminals access.
func found(t *testing.T) (d *department, ssh string) {
	t.Helper()
	d, there := foundAsked(t)
	return d, there[1]
}

// foundAsked is found, with all that is typed at a terminal.
func foundAsked(t *testing.T) (d *department, there []string) {
	t.Helper()
	needs.Tool(t, "ssh")
	needs.Tool(t, "ssh-keygen")
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(on.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := on.Close(); err != nil {
		t.Fatal(err)
	}
	d = &department{t: t, dir: t.TempDir(), port: port}
	for _, sub := range []string{"bin", ".ssh", "pages/equipment-preparation"} {
		if err := os.MkdirAll(filepath.Join(d.dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"pass": passphrase + "\n", "pages/equipment-preparation/fridge.md": page} {
		if err := os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(bin, filepath.Join(d.dir, "bin", "soprun")); err != nil {
		t.Fatal(err)
	}
	var here []string
	here, there = blocks(t)
	if len(here) != 4 || len(there) != 3 {
		t.Fatalf("the docs have %d and %d commands: the test looks in the wrong place", len(here), len(there))
	}
	d.run(here[0] + " --new-passphrase-file pass")
	d.run(there[0]) // at the terminal, whose home this is too
	d.run("cp .ssh/soprun bench-3 && cp .ssh/soprun.pub . && ssh-keygen -q -t ed25519 -N '' -C bench-4 -f bench-4")
	d.run(here[1] + " --passphrase-file pass")
	d.run(strings.Replace(here[1], "soprun.pub", "bench-4.pub", 1) + " --passphrase-file pass")
	if list := d.run(here[2]); !strings.Contains(list, "bench-3") || !strings.Contains(list, "bench-4") {
		t.Fatalf("the terminals are %s", list)
	}
	d.serves(here[3])
	return d, there
}

// A department is set up as its docs say; what is done at one terminal shows at the other,
// a power cut leaves every run where it was, and a server that is to end tells who works.
func TestADepartmentWorksOnOneStationFromTwoTerminals(t *testing.T) {
	first := open(t, 80, 24)
	second := first.another()
	d, ssh := found(t)
	d.logsIn(first, ssh, "bench-3")
	d.logsIn(second, ssh, "bench-4")
	first.sees("Blood sciences", "Find")
	second.sees("Blood sciences", "Find")
	first.approve()
	first.press("Enter", "Who performs it?")
	first.press("1", "1 of 4")
	second.sees("OPEN RUNS", "Check the bench fridge")
	second.press("Up", "enter open")
	second.press("Enter", "1 of 4")
	first.sees("open at bench-4 too")
	first.press("a", "y done")
	first.press("y", "2 of 4")
	second.sees("2 of 4", "another terminal", "who is it?", "open at bench-3 too")
	if status := flat(d.run("soprun serve status")); !strings.Contains(status, "bench-4 from 127.0.0.1") || strings.Count(status, "step 2 of 4 of Check the bench fridge") != 2 || !strings.Contains(status, "Places taken: 2 of 200.") {
		t.Error(status)
	}

	if err := d.server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	first.ends()
	second.ends()
	here, _ := blocks(t)
	d.serves(here[3])
	d.logsIn(second, ssh, "bench-4")
	second.sees("OPEN RUNS", "step 2 of 4")
	second.press("Up", "enter open")
	second.press("Enter", "WHERE THIS RUN STANDS")
	second.press("Enter", "esc other things")
	second.enters("4.2")
	second.press("Enter", "4 of 4")

	third := second.another() // its window was not left in the middle of a drawing
	d.logsIn(third, ssh, "bench-3")
	third.sees("OPEN RUNS", "step 4 of 4")
	d.run("soprun people terminals remove --name bench-3 --as j.bell --passphrase-file pass")
	third.leaves("no access any more")
	if err := d.server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	second.leaves("what was done is kept")
	if err := d.server.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if out := d.run("soprun verify"); !strings.Contains(out, "entries") {
		t.Error(out)
	}
}
