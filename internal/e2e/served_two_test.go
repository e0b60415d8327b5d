package e2e_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"soprun/internal/serve"
)

// called is the dialogue at a terminal elsewhere that has nothing but lines.
type called struct {
	*heard
	conn *gossh.Client
	sess *gossh.Session
}

// signer is the key of a terminal.
func (d *department) signer(key string) gossh.Signer {
	d.t.Helper()
	pem, err := os.ReadFile(filepath.Join(d.dir, key))
	if err != nil {
		d.t.Fatal(err)
	}
	signer, err := gossh.ParsePrivateKey(pem)
	if err != nil {
		d.t.Fatal(err)
	}
	return signer
}

// calls comes to the station with the key of a terminal.
func (d *department) calls(key string) *called {
	d.t.Helper()
	c, err := &called{heard: newHeard(d.t, nil)}, error(nil)
	c.conn, err = gossh.Dial("tcp", "127.0.0.1:"+d.port, &gossh.ClientConfig{User: "bench", Auth: []gossh.AuthMethod{gossh.PublicKeys(d.signer(key))}, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience}) //nolint:gosec // it is this machine
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = c.conn.Close() }) // closing twice is harmless
	if c.sess, err = c.conn.NewSession(); err != nil {
		d.t.Fatal(err)
	}
	c.sess.Stdout, c.sess.Stderr = c.heard, c.heard
	if c.keys, err = c.sess.StdinPipe(); err != nil {
		d.t.Fatal(err)
	}
	if err := c.sess.RequestPty("dumb", 24, 200, gossh.TerminalModes{}); err != nil {
		d.t.Fatal(err)
	}
	if err := c.sess.Start(serve.Word); err != nil {
		d.t.Fatal(err)
	}
	return c
}

// does answers prompts, each by its end.
func (c *called) does(answers ...string) *called {
	c.t.Helper()
	for i := 0; i+1 < len(answers); i += 2 {
		c.answer(answers[i], answers[i+1]+"\r")
	}
	return c
}

// enrols adds a.khan, who is an assistant.
func (d *department) enrols() {
	d.t.Helper()
	d.run("soprun people enrol --as j.bell --name 'A. Khan' --person a.khan --role assistant --passphrase-file pass --new-passphrase-file pass2")
}

// writes puts a page into the department's folder and approves it.
func (d *department) writes(id, title, steps string) {
	d.t.Helper()
	text := strings.NewReplacer("SOP-E2E-001", id, "Check the bench fridge", title, "sign: performer, supervisor", "sign: performer", "mode: read-do", "mode: read-do\nlists: {bottles: [B-1, B-2, B-3]}").Replace(page[:strings.Index(page, "Once a day")]) + steps
	if err := os.WriteFile(filepath.Join(d.dir, "pages", "equipment-preparation", strings.ToLower(id)+".md"), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.run("soprun approve " + id + " --pages pages --as j.bell --passphrase-file pass")
}

// atRest waits until something is asked.
func (c *called) atRest() {
	c.t.Helper()
	c.until("a question", func(said string) bool { return strings.HasSuffix(said, ":") })
}

// kills ends the server as a power cut would, and starts it again.
func (d *department) kills(all ...*called) {
	d.t.Helper()
	if err := d.server.Process.Kill(); err != nil {
		d.t.Fatal(err)
	}
	_ = d.server.Wait() // it was killed
	for _, c := range all {
		_ = c.sess.Wait() // it was cut off
	}
	here, _ := blocks(d.t)
	d.serves(here[3])
}

const (
	second = "sheep month porch yacht" // the passphrase of a.khan
	others = "or ? for other things:"
	quits  = "q to quit:"
	starts = "? for help:"
	picks  = "b to go back:"
)

// opens is what opens a page, and starts it as a.khan.
func opens(title string) []string {
	return []string{quits, title, quits, "1", starts, "s", picks, "a.khan"}
}

// Two terminals are in one run, of every kind that a page asks for: what one does, the other is
// told, neither writes over the other, and nobody hears a reading that they are to take for themself.
// A server that is killed has every run, every timer and no half of a signature; one that is sent
// noise works on.
func TestTwoTerminalsInOneRunOfEachKind(t *testing.T) {
	t.Parallel()
	d, _ := foundAsked(t)
	if err := os.WriteFile(filepath.Join(d.dir, "pass2"), []byte(second+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.enrols()
	d.writes("SOP-E2E-002", "Read with others", "1. Read it. `#read, verify: second person, S16`\n   - Now: `now: number °C, 2.0 to 8.0, possible -30.0 to 50.0, tolerance 0.2`\n2. Put it back. `#back, S7`\n")
	d.writes("SOP-E2E-004", "Look at every bottle", "## 1. Each bottle `each: bottle of bottles`\n\n1. Take a bottle. `#which, S7`\n   - Bottle: `bottle: scan B-#`\n2. Look at its seal. `#look, S7`\n   - Seal: `seal: choice, whole | broken, expect whole`\n")
	d.writes("SOP-E2E-005", "Wet the lamp", "1. Wet it. `#wet, critical, wait 10 min, S7`\n2. Look at it. `#lamp, S7`\n")
	d.writes("SOP-E2E-006", "Begin the round", "1. Begin the round. `#round, do: SOP-E2E-005, S7`\n2. End it. `#end, S7`\n")
	one, two := d.calls("bench-3"), d.calls("bench-4")

	one.does(opens("read with others")...).does("8.0:", "5.0")
	one.hears("short name of who checks it")
	two.does(quits, "read with others", quits, "1", others, "yes", others, "j.bell", "8.0:", "5.1", "or leave:", "sign", "sign nothing:", passphrase)
	two.atRest()
	before, _, _ := strings.Cut(two.text(), "Signed by Josie Bell.")
	if strings.Contains(before, "5.0 °C") || !strings.Contains(before, "recorded, hidden until it is checked") {
		t.Errorf("who reads for themself has heard the first reading:\n%s", before[max(0, len(before)-2000):])
	}
	one.does(others, "j.bell")
	one.hears("went on at another terminal")
	one.does(others, "yes", others, "d", others, "q")
	two.does(others, "q")

	one.does(opens("look at every")...).does("1 digit:", "B-1", others, "d")
	one.atRest()
	two.does(quits, "look at every", quits, "1", others, "yes", "broken:", "whole")
	two.atRest()
	one.does("broken:", "broken")
	one.hears("Not stored, so not done: this run went on at another terminal")
	one.does(others, "q")
	two.does(others, "q")

	one.does(opens("begin the round")...)
	one.atRest()
	two.does(quits, "begin the round", quits, "1")
	two.atRest()
	one.does(others, "g") // both at the same moment
	two.does(others, "g")
	one.atRest()
	two.atRest()
	if all := d.run("soprun running --json"); strings.Count(all, `"SOP-E2E-005"`) != 1 {
		t.Errorf("the round has two runs of what its step names:\n%s", all)
	}
	one.does(others, "t")
	one.hears("over at ")
	over := regexp.MustCompile(`over at (\S+)\.`)
	ends := over.FindStringSubmatch(flat(one.text()[one.from:]))

	d.kills(one, two)
	one = d.calls("bench-3")
	one.does(quits, "wet the lamp", quits, "1", others, "yes")
	one.hears("over at ")
	if again := over.FindStringSubmatch(flat(one.text()[one.from:])); len(ends) != 2 || len(again) != 2 || again[1] != ends[1] {
		t.Errorf("the wait is over at %q, and was at %q", again, ends)
	}
	one.does(others, "q", quits, "read with others", quits, "1", others, "yes", others, "d", others, "sign")
	one.answer("sign nothing:", second+"\r")
	d.kills(one) // in the middle of the signature
	if out := d.run("soprun verify"); !strings.Contains(out, "The log verifies") {
		t.Error(out)
	}
	signed := strings.Contains(d.run("soprun log --json"), `"SOP-E2E-002"`)
	if open := strings.Contains(d.run("soprun running --json"), `"SOP-E2E-002"`); open == signed {
		t.Errorf("the run is signed: %t, and open: %t", signed, open)
	}
	d.takesNoise()
	if out := d.run("soprun verify"); !strings.Contains(out, "The log verifies") {
		t.Error(out)
	}
}
