package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/cli"
	"soprun/internal/effects"
	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
)

// at runs a command of the owner of a hub, or of a reader.
func at(t *testing.T, url string, args ...string) ran {
	t.Helper()
	var out, errs strings.Builder
	code := cli.Run(append([]string{"--hub", url}, args...), []string{"TERM=dumb", "HOME=" + t.TempDir()}, strings.NewReader(""), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

// says fails a test where a command did not end so, or did not say all of this.
func (r ran) says(t *testing.T, code int, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.out+r.errors, text) {
			t.Errorf("it does not say %q:\n%s%s", text, r.out, r.errors)
		}
	}
	if r.code != code {
		t.Errorf("exit code %d, not %d:\n%s%s", r.code, code, r.out, r.errors)
	}
}

// logOf is the name of the log in a folder.
func logOf(t *testing.T, dir string) string {
	t.Helper()
	out, errs := call(t, dir, "checkpoint")
	if errs != "" {
		t.Fatal(errs)
	}
	return strings.SplitN(out, "\n", 2)[0]
}

// demoHub is a hub with an enrolled demo, and how its station uploads.
func demoHub(t *testing.T) (d *hubtest.Database, dir, log, station string) {
	t.Helper()
	d, dir = hubtest.New(t), ownDemo(t)
	log = logOf(t, dir)
	at(t, d.Owner(), "hub", "init", "--name", "St Elsewhere", "--without-standby").says(t, 0, "The hub is set up")
	at(t, d.Owner(), "hub", "station", "add", log, "--site", "elsewhere/haematology", "--role", d.Role("bench")).says(t, 0, log+" is enrolled")
	return d, dir, log, d.URL(d.Role("bench"))
}

func TestAHubIsSetUpAndAStationUploadsToIt(t *testing.T) {
	d := hubtest.New(t)
	at(t, d.Owner(), "hub", "status").says(t, 1, "there is no hub in this database", "soprun hub init")
	at(t, d.Owner(), "hub", "init").says(t, 1, "not fit for a hub", "no synchronous standby")
	at(t, "", "hub", "status").says(t, 2, "which hub?", "SOPRUN_HUB")

	d, dir, log, station := demoHub(t)
	at(t, d.Owner(), "hub", "status").says(t, 0, log, "never")
	at(t, d.Owner(), "hub", "check").says(t, 0, "ok      data checksums", "WITHOUT a synchronous standby", "accepted")
	out, errs := call(t, dir, "sync", station)
	if !strings.Contains(out, "The hub has all") || errs != "" {
		t.Fatalf("%s%s", out, errs)
	}
	out, errs = call(t, dir, "sync", station)
	if !strings.Contains(out, "0 of them are new there") || errs != "" {
		t.Errorf("again: %s%s", out, errs)
	}
	at(t, d.Owner(), "hub", "status").says(t, 0, "elsewhere/haematology", log, "just now")
	at(t, d.Owner(), "hub", "verify").says(t, 0, log+": sound", "The one log verifies.")
	if err := d.Exec(d.Name, "update soprun.entries set payload = set_byte(payload, 40, 1) where seq = 5"); err != nil {
		t.Fatal(err)
	}
	at(t, d.Owner(), "hub", "verify", log).says(t, 1, "FAULT", "entry 5", "Logs that do NOT verify: 1 of 1.")
	if err := d.Exec(d.Name, "grant insert on soprun.entries to "+d.Role("bench")); err != nil {
		t.Fatal(err)
	}
	at(t, d.Owner(), "hub", "check").says(t, 1, "NOT     roles", "may write to entries")
}

func TestAForkIsToldWithBothNotesAndOnTheScreens(t *testing.T) {
	_, dir, _, station := demoHub(t)
	other := t.TempDir()
	if err := stationtest.Copy(other, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if _, errs := call(t, dir, "sync", station); errs != "" {
		t.Fatal(errs)
	}
	for _, folder := range []string{dir, other} { // each goes on by itself
		if _, errs := call(t, folder, "export", filepath.Join(t.TempDir(), "whole")); errs != "" {
			t.Fatal(errs)
		}
	}
	if _, errs := call(t, dir, "sync", station); errs != "" {
		t.Fatal(errs)
	}
	r := runCLI(other, "sync", station)
	r.says(t, 1, "the hub has another log under this name", "both notes are in", "tell the quality lead")
	report, err := os.ReadFile(filepath.Join(other, "hub.fork.txt"))
	if err != nil || strings.Count(string(report), "\n— ") != 2 {
		t.Errorf("the report, %v:\n%s", err, report)
	}
	var out, errs strings.Builder
	cli.Run([]string{"--data", other, "--plain"}, []string{"TERM=dumb", "HOME=" + t.TempDir()}, strings.NewReader("q\n"), &out, &errs)
	if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), "ALARM: the hub has another log under the name of this one") {
		t.Errorf("the dialogue does not say so:\n%s%s", &out, &errs)
	}
}

// waiting reads nothing before something is so.
type waiting struct {
	is    func() bool
	lines *strings.Reader
}

func (w waiting) Read(p []byte) (int, error) {
	for !w.is() {
		runtime.Gosched()
	}
	return w.lines.Read(p)
}

func TestTheOpenProgramCopiesItsLogToTheHub(t *testing.T) {
	d, dir, log, station := demoHub(t)
	var out, errs strings.Builder
	arrived := func() bool {
		db, err := hub.Connect(t.Context(), station)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		head, err := db.Head(t.Context(), log)
		return err != nil || head.Size > 0 && head.Size == head.Signed.Size
	}
	code := cli.Run([]string{"--data", dir, "--plain"}, []string{"TERM=dumb", "HOME=" + t.TempDir(), "SOPRUN_HUB=" + station}, waiting{arrived, strings.NewReader("q\n")}, &out, &errs)
	if code != 0 {
		t.Errorf("it ended with %d: %s", code, &errs)
	}
	at(t, d.Owner(), "hub", "status").says(t, 0, log, "just now")
}

func TestAHubThatIsAwayForADayIsSaidOnTheScreensUntilItAnswers(t *testing.T) {
	s, err := station.Open(station.Config{Dir: ownDemo(t), Now: time.Now, Opening: station.ToRead})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	since := time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)
	away := hub.State{Err: errors.New("it does not answer")}
	for want, text := range map[string]string{
		"": cli.WaitsForHub(s, away, since.Add(23*time.Hour), since),
		"The hub has taken nothing since 28 Nov 09:30 (it does not answer). The log here is whole, its ": cli.WaitsForHub(s, away, since.Add(25*time.Hour), since),
	} {
		if !strings.HasPrefix(text, want) || want == "" && text != "" {
			t.Errorf("it says %q, not %q", text, want)
		}
	}
	if text := cli.WaitsForHub(s, hub.State{}, since.Add(25*time.Hour), since); text != "" {
		t.Errorf("a hub that answers: %q", text)
	}
	b := effects.New(s, time.Now)
	s.WaitsForHub("They wait.")
	if notes := b.Here().Notes; !slices.Contains(notes, "They wait.") {
		t.Errorf("the screens say %q", notes)
	}
	s.WaitsForHub("")
	if notes := b.Here().Notes; slices.Contains(notes, "They wait.") {
		t.Errorf("once they came the screens say %q", notes)
	}
}
