package e2e_test

import (
	"strings"
	"syscall"
	"testing"

	"soprun/internal/needs"
)

// asks comes to the station with a command of the docs, for the dialogue.
func (d *department) asks(typed, term string) *line {
	d.t.Helper()
	l := &line{heard: newHeard(d.t, nil), bin: "sh", args: []string{"-c", "exec " + d.comes(typed, "bench-3")}, term: term}
	l.start()
	d.t.Cleanup(l.close)
	return l
}

// The dialogue is held over SSH by its word, or at a terminal that has nothing but lines: a
// run goes from one to the other, and whoever is sent away is told why, and where the run is.
func TestTheDialogueIsHeldOverSSH(t *testing.T) {
	needs.Tool(t, "ssh")
	t.Parallel()
	d, there := foundAsked(t)
	asked := d.asks(there[2], "xterm-256color")
	for _, a := range [][2]string{
		{"q to quit:", "bench fridge"},
		{"q to quit:", "1"},
		{"? for help:", "r"},
		{"? for help:", "a"},
		{"like j.bell:", "j.bekk\x7f\x7fll"},
		{"to sign nothing:", passphrase},
		{"? for help:", "s"},
		{"b to go back:", "1"},
		{"or ? for other things:", "a"},
		{"or ? for other things:", "yes"},
		{"Temperature, °C, 2.0 to 8.0:", "\x1b4.2"},
	} {
		asked.answer(a[0], a[1]+"\r")
	}
	asked.answer("or ? for other things:", "d")
	if err := d.server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	asked.hears("This station goes down in 0 s. What was done is kept.")
	asked.hears("is put away at step 2 of 4. It goes on there the next time. Nothing was signed.")
	asked.hears("the station goes down; what was done is kept")
	if code := asked.ends(); code != 1 {
		t.Errorf("it ends with %d", code)
	}

	here, _ := blocks(t)
	d.serves(here[3])
	shown := d.asks(strings.Replace(there[2], "-t ", "-T ", 1), "xterm") // its own terminal shows what is typed
	for _, a := range [][2]string{{"q to quit:", "1"}, {"or ? for other things:", "yes"}, {"or ? for other things:", "d"}, {"or ? for other things:", "d"}, {"How were these steps done?", "all was laid out"}, {"or ? for other things:", "sign"}} {
		shown.answer(a[0], a[1]+"\n")
	}
	shown.hears("no passphrase is asked for. Come with a terminal, and it is hidden: ssh -t. Nothing was signed.")
	shown.answer("or ? for other things:", "\x04")
	shown.hears("is put away before its signature.")
	if code := shown.ends(); code != 1 {
		t.Errorf("it ends with %d", code)
	}

	lines := d.asks(there[1], "dumb")
	for _, a := range [][2]string{
		{"q to quit:", "1"},
		{"or ? for other things:", "sign"},
		{"to sign nothing:", passphrase + "x\x7f"},
		{"? for help:", "b"},
		{"q to quit:", ""},
	} {
		lines.answer(a[0], a[1]+"\r")
	}
	lines.hears("Nothing was typed")
	d.run("soprun people terminals remove --name bench-3 --as j.bell --passphrase-file pass")
	lines.hears("this terminal has no access any more")
	if code := lines.ends(); code != 1 {
		t.Errorf("it ends with %d", code)
	}
	for _, said := range []string{asked.text(), lines.text()} {
		if strings.Contains(said, passphrase) || strings.Contains(said, "copper") {
			t.Errorf("a passphrase is shown:\n%s", said)
		}
	}
	if said := lines.text(); strings.Contains(said, "\x1b") || !strings.Contains(flat(said), "Signed. It is entry") {
		t.Errorf("a dumb terminal is told\n%q", said)
	}
}
