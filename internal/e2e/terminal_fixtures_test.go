package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	_ "soprun/internal/cli" // so that a change of the program makes a cached result stale
	"soprun/internal/needs"
)

// patience is how long a scene waits for what must come.
const patience = 20 * time.Second

// built compiles the program once for all scenes; clocked is the same program
// on a clock that the test moves.
var (
	built   = sync.OnceValues(func() (string, error) { return compile("soprun/cmd/soprun") })
	clocked = sync.OnceValues(func() (string, error) { return compile("soprun/internal/e2e/testdata/clocked") })
)

// binaries is where the programs are compiled to.
var binaries = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "soprun-e2e-*") })

func compile(pkg string) (string, error) {
	dir, err := binaries()
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, filepath.Base(pkg))
	out, err := exec.Command("go", "build", "-o", bin, pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
}

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := binaries(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	os.Exit(code)
}

// terminal is one tmux window with the program in it.
type terminal struct {
	t      *testing.T
	socket string
	bin    string
	data   string
	pages  string
	width  int
	height int
	env    []string
	open   bool // the window is there and can take another program
}

// page is what the scenes walk: a critical step with an alert, a value, a choice.
const page = `---
id: SOP-E2E-001
title: Check the bench fridge
version: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S7, S16, S28]
mode: read-do
sign: performer, supervisor
---

# Check the bench fridge

Once a day, before the first sample goes in.

## 1. Check

> [!IMPORTANT]
> Gloves on.

1. Close the door. ` + "`#door, critical, S7`" + `
2. Read the display. ` + "`#read, S16`" + `
   - Temperature: ` + "`temp: number °C, 2.0 to 8.0, possible -40.0 to 60.0`" + `
3. **If** ` + "`temp out of limits`" + `: move the stock. ` + "`#move, S28`" + `
4. Wipe the handle. ` + "`#wipe, S7`" + `
`

// open makes a terminal and starts the program in it. Scenes wait more than they
// work, so they run side by side.
func open(t *testing.T, width, height int) *terminal {
	t.Helper()
	needs.Tool(t, "tmux")
	t.Parallel()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	term := &terminal{
		t: t, socket: filepath.Join(dir, "tmux"), bin: bin, data: filepath.Join(dir, "data"), pages: filepath.Join(dir, "pages"),
		width: width, height: height,
	}
	if err := os.MkdirAll(filepath.Join(term.pages, "equipment-preparation"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(term.pages, "equipment-preparation", "fridge.md"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.close)
	return term
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", term.socket, "-f", "/dev/null"}, args...)...).CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

// start runs the program in a new window.
func (term *terminal) start(args ...string) {
	term.t.Helper()
	argv := append([]string{term.bin, "--data", term.data, "--pages", term.pages}, args...)
	for i, a := range argv {
		argv[i] = "'" + a + "'"
	}
	term.window("env TERM=xterm-256color " + strings.Join(term.env, " ") + " " + strings.Join(argv, " "))
}

// window runs a command in a new window.
func (term *terminal) window(command string) {
	term.t.Helper()
	if term.open {
		term.tmux("respawn-pane", "-k", command)
		return
	}
	term.tmux("new-session", "-d", "-x", fmt.Sprint(term.width), "-y", fmt.Sprint(term.height), command)
	term.tmux("set-option", "-g", "remain-on-exit", "on")
	term.open = true
}

// ends waits until the program has ended.
func (term *terminal) ends() {
	term.t.Helper()
	dead := func(string) bool { return strings.TrimSpace(term.tmux("list-panes", "-F", "#{pane_dead}")) == "1" }
	if !term.until("the end", patience, dead) {
		term.t.Fatalf("the program goes on:\n%s", term.screen())
	}
}

// kill ends the program as a power cut would.
func (term *terminal) kill() {
	term.t.Helper()
	pid := strings.TrimSpace(term.tmux("list-panes", "-F", "#{pane_pid}"))
	if out, err := exec.Command("kill", "-9", pid).CombinedOutput(); err != nil {
		term.t.Fatalf("kill: %v: %s", err, out)
	}
	term.ends()
}

func (term *terminal) close() {
	_ = exec.Command("tmux", "-S", term.socket, "kill-server").Run() // it may be gone already
}

func (term *terminal) screen() string { return term.tmux("capture-pane", "-p") }

// until polls the screen until ok says so or patience ends.
func (term *terminal) until(what string, within time.Duration, ok func(screen string) bool) bool {
	deadline := time.After(within)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok(flat(term.screen())) {
			return true
		}
		select {
		case <-deadline:
			return false
		case <-tick.C:
		}
	}
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// sees waits until the screen holds every text.
func (term *terminal) sees(texts ...string) {
	term.t.Helper()
	for _, text := range texts {
		if !term.until(text, patience, func(s string) bool { return strings.Contains(s, flat(text)) }) {
			term.t.Fatalf("the screen does not show %q:\n%s", text, term.screen())
		}
	}
}

// press sends a key until the screen shows a text: a key that comes too soon
// after a step became current does nothing, and a person presses it again, but
// only while the screen is what it was.
func (term *terminal) press(key, shows string) {
	term.t.Helper()
	before := term.atRest()
	shown := func(s string) bool { return strings.Contains(s, flat(shows)) }
	for range 20 {
		term.tmux("send-keys", key)
		if term.until(shows, time.Second, shown) {
			return
		}
		if still(term.screen()) != before {
			term.sees(shows)
			return
		}
	}
	term.t.Fatalf("%s does not lead to %q:\n%s", key, shows, term.screen())
}

var (
	digits = regexp.MustCompile(`[0-9█░]`)
	footer = regexp.MustCompile(`[^\n]*\n*$`)
)

// atRest returns the screen as still does, once it is not half drawn: nothing but
// what changes by itself differs between one look and the next.
func (term *terminal) atRest() string {
	term.t.Helper()
	looked := ""
	term.until("a whole frame", time.Second, func(string) bool {
		before := looked
		looked = still(term.screen())
		return looked == before
	})
	return looked
}

// still returns a screen without what changes by itself: the time, timers, and why a
// key was not taken.
func still(screen string) string {
	return footer.ReplaceAllString(digits.ReplaceAllString(screen, ""), "")
}

// types pastes a text, as a person does from a password manager; a passphrase that
// comes too soon is not taken, and is pasted again.
func (term *terminal) types(text string) {
	term.t.Helper()
	shown := flat(text[max(0, len(text)-8):]) // of a long one the end is seen
	dots := strings.Count(term.screen(), "•")
	for range 20 {
		term.tmux("set-buffer", text)
		term.tmux("paste-buffer", "-p", "-d")
		if term.until(text, time.Second, func(s string) bool { return strings.Contains(s, shown) || strings.Count(s, "•") > dots }) {
			return
		}
	}
	term.t.Fatalf("%q is not on the screen:\n%s", text, term.screen())
}

// command runs the program outside the terminal and returns what it prints.
func (term *terminal) command(args ...string) (string, error) {
	out, err := exec.Command(term.bin, append([]string{"--data", term.data}, args...)...).CombinedOutput()
	return string(out), err
}

// The passphrases of the administrator and of everybody whom they enrol.
const (
	passphrase = "copper lantern violet harbour"
	theirs     = "garden table orange river"
)

// enrol adds an assistant; it begins and ends in the library.
func (term *terminal) enrol(name string) {
	term.t.Helper()
	term.press("C-e", "enrol somebody")
	term.press("n", "The new person signs:")
	term.types(name)
	term.press("Enter", "never used for anyone else")
	term.press("Enter", "5 trainee")
	term.press("Enter", "The new person types this")
	for _, next := range []string{"The same passphrase once more", "Short name of who signs"} {
		term.types(theirs)
		term.press("Enter", next)
	}
	term.press("Enter", "The administrator types this") // the only one is named already
	term.types(passphrase)
	term.press("Enter", name+" is enrolled")
	term.press("Escape", "Find")
}

// setUp fills in the first screen and waits for the library.
func (term *terminal) setUp() {
	term.t.Helper()
	term.sees("Set up this station")
	for _, f := range [][2]string{{"St Elsewhere", "A name for this terminal"}, {"Bench 2", "As it is printed"}, {"Josie Bell", "it is yours for ever"}} {
		term.types(f[0])
		term.press("Enter", f[1])
	}
	term.sees("j.bell")
	term.press("Enter", "known to nobody else")
	term.types(passphrase)
	term.press("Enter", "The same passphrase once more")
	term.types(passphrase)
	term.press("Enter", "Nothing is approved.")
}

// approve finds the page of the scenes and approves it.
func (term *terminal) approve() {
	term.t.Helper()
	term.approves("bench fridge", "Check the bench fridge")
}

// approves finds a page by some letters and approves it.
func (term *terminal) approves(find, title string) {
	term.t.Helper()
	term.types(find)
	term.sees(title)
	term.press("Enter", "A template, not approved.")
	term.press("a", "Short name of who approves")
	term.press("Enter", "You sign this sentence:")
	term.types(passphrase)
	term.press("Enter", "Approved and signed.")
}
