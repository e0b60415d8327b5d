package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"soprun/internal/cli"
	"soprun/internal/hub/hubtest"
	"soprun/internal/station/stationtest"
)

// trust is a hub with the demo and with another station, and how a reader of all connects.
func trust(t *testing.T) (d *hubtest.Database, demo, other, reader string) {
	t.Helper()
	d, dir, demo, station := demoHub(t)
	second := t.TempDir()
	stationtest.Long(t, second, 3)
	other = logOf(t, second)
	at(t, d.Owner(), "hub", "station", "add", other, "--site", "north", "--role", d.Role("second")).says(t, 0, "is enrolled at north")
	at(t, d.Owner(), "hub", "reader", "add", d.Role("lead"), "--site", "*").says(t, 0, "reads * now")
	for folder, url := range map[string]string{dir: station, second: d.URL(d.Role("second"))} {
		if _, errs := call(t, folder, "sync", url); errs != "" {
			t.Fatal(errs)
		}
	}
	return d, demo, other, d.URL(d.Role("lead"))
}

// reading runs a command of a reader, whose copies are in a folder.
func reading(dir, url, stdin string, args ...string) ran {
	var out, errs strings.Builder
	code := cli.Run(append([]string{"--hub", url, "--data", dir}, args...), []string{"TERM=dumb", "HOME=" + dir}, strings.NewReader(stdin), &out, &errs)
	return ran{code, out.String(), errs.String()}
}

func TestAReaderLooksAtManyStationsBySite(t *testing.T) {
	d, demo, other, url := trust(t)
	dir := t.TempDir()
	r := reading(dir, url, "", "stations")
	r.says(t, 0, "elsewhere/haematology\n", demo, "north\n", other, "heard just now")
	if strings.Index(r.out, demo) > strings.Index(r.out, "north\n") {
		t.Errorf("the sites are not in order:\n%s", r.out)
	}
	for _, line := range strings.Split(strings.TrimSpace(reading(dir, url, "", "stations", "--json").out), "\n") {
		var row struct {
			Site, Log string
			Entries   int64
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Site == "" || row.Entries == 0 {
			t.Errorf("%s: %+v, %v", line, row, err)
		}
	}

	reading(dir, url, "", "log").says(t, 0, "elsewhere/haematology  "+demo, "north  "+other)
	reading(dir, url, "", "log", "--station", "north").says(t, 0)
	if r := reading(dir, url, "", "log", "--station", "north"); strings.Contains(r.out, demo) || r.out == "" {
		t.Errorf("--station north shows\n%s", r.out)
	}
	reading(dir, url, "", "log", "--station", "west").says(t, 1, `--station "west"`)
	first := strings.SplitN(reading(dir, url, "", "log", "--json").out, "\n", 2)[0]
	if !strings.HasPrefix(first, `{"site":"elsewhere/haematology","log":"`+demo+`",`) || !json.Valid([]byte(first)) {
		t.Errorf("JSON: %s", first)
	}
	csv := strings.Split(reading(dir, url, "", "log", "--csv").out, "\n")
	if n := strings.Count(strings.Join(csv, "\n"), "site,log,"); !strings.HasPrefix(csv[0], "site,log,") || n != 1 || !strings.HasPrefix(csv[len(csv)-2], "north,"+other) {
		t.Errorf("CSV begins %q, ends %q, with %d headers", csv[0], csv[len(csv)-2], n)
	}
	reading(dir, url, "", "trace", "j.bell").says(t, 0, demo, other)
	reading(dir, url, "", "people").says(t, 0, demo, other)
	reading(dir, url, "", "verify").says(t, 0, "The log verifies")
	reading(dir, url, "", "matrix", "--csv").says(t, 0, "site,log,")
	reading(dir, url, "", "chart").says(t, 0, demo, other)
	reading(dir, url, "", "countersign", "--entry", "3", "--as", "j.bell").says(t, 1, "done at that station")
	at(t, d.Owner(), "hub", "destroyed").says(t, 0, "Nothing was destroyed.")
	at(t, d.Owner(), "hub", "archive", "2019", t.TempDir()).says(t, 0, "The hub has no log of 2019")
	at(t, d.Owner(), "hub", "archive", "2026", t.TempDir()).says(t, 1, "is not closed", "nothing of 2026 was taken out")
	at(t, d.Owner(), "hub", "archive", "last", t.TempDir()).says(t, 2, `"last" is no year`)
	at(t, d.Owner(), "hub", "dispose").says(t, 0, "There was nothing to destroy.")
}

func TestABlockedLogIsSaidAndOthersAreShown(t *testing.T) {
	d, demo, other, url := trust(t)
	dir := t.TempDir()
	if err := d.Exec(d.Name, `update soprun.entries set payload = set_byte(payload, 40, 1) where seq = 20 and log = (select id from soprun.logs where log = '`+demo+`')`); err != nil {
		t.Fatal(err)
	}
	r := reading(dir, url, "", "stations")
	r.says(t, 0, "warning: "+demo+" is BLOCKED", "entry 20", other)
	reading(dir, url, "", "log").says(t, 0, other, "BLOCKED")
	reading(dir, url, "1\n2\nq\nq\n").says(t, 0, "Nothing of "+demo+" can be shown", "INSPECTION, READ-ONLY", "Goodbye.")
}

func TestAHubThatIsAwayShowsTheCopiesAsTheyWere(t *testing.T) {
	_, demo, _, url := trust(t)
	dir := t.TempDir()
	reading(dir, url, "", "stations").says(t, 0, demo)
	away := "postgres://lead@127.0.0.1:1/hub?sslmode=disable"
	reading(dir, away, "", "stations").says(t, 0, "does not answer", "what is shown is as it was on", demo)
	reading(t.TempDir(), away, "", "stations").says(t, 1, "127.0.0.1")
	reading(t.TempDir(), "hub.trust.example", "", "stations").says(t, 1, "hub.trust.example", "looks like postgres://ROLE@HOST")
}

func TestAStationOfAHubIsOpenedToBeLookedAtInTheDialogue(t *testing.T) {
	_, demo, other, url := trust(t)
	r := reading(t.TempDir(), url, "9\n2\nl\nb\nq\n1\nq\nq\n")
	r.says(t, 0, "Stations: 2.", "1. ", "2. ", "9 is none of them", other, demo, "the copy of "+other+" from the hub", "It was verified as it came", "the copy of "+demo)
	reading(t.TempDir(), url, "t clean\nt kim.oh\nt zebra-that-is-not\nq\n").says(t, 0, "elsewhere/haematology, Bench 2 ("+demo+")", "north, Haematology bench 2 ("+other+")", "records at all stations.", "0 records at all stations.", "t and words to trace at all")
	reading(t.TempDir(), url, "m\nc\nq\n").says(t, 0, "m for the matrix of all, c for the exceptions of all", "Matrix.\n", "elsewhere/haematology, Bench 2 ("+demo+")\n", "L. Green, SOP-CO-047", "Exceptions by step.\n", "with those before it 100 %")
	reading(t.TempDir(), url, "", "run", "SOP-IC-001").says(t, 2, "leave out --hub")
}
