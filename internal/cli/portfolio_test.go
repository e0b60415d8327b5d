package cli_test

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"soprun/internal/cli"
	"soprun/internal/needs"
)

// phraseOf writes the passphrase of somebody of the demo into a file, and returns its name.
func phraseOf(t *testing.T, data, person string) string {
	t.Helper()
	printed, err := os.ReadFile(filepath.Join(data, "printed"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(printed)) {
		if fields := strings.Fields(line); len(fields) > 4 && fields[0] == person {
			file := filepath.Join(t.TempDir(), person)
			if err := os.WriteFile(file, []byte(strings.Join(fields[len(fields)-4:], " ")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return file
		}
	}
	t.Fatalf("nobody is called %s in the demo", person)
	return ""
}

var (
	sheets  = regexp.MustCompile(`(?s)<section.*?</section>`)
	entries = regexp.MustCompile(`entries/\d{8}\.json`)
	checks  = regexp.MustCompile(`<p class="l1 said"><bdi>((?:sha256sum|ssh-keygen|python3|soprun) [^<]*)</bdi></p>`)
)

// Every piece leads to a record of the bundle beside it, and what the portfolio says of how
// it is checked is what finds out.
func TestAPortfolioIsProvedByItsBundle(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	needs.Tool(t, "sha256sum")
	needs.Tool(t, "python3")
	data, work := ownDemo(t), t.TempDir()
	dir, page := filepath.Join(work, "green"), filepath.Join(work, "green.html")
	out, errs := call(t, data, "portfolio", "l.green", dir, "--html", page, "--pdf", filepath.Join(work, "green.pdf"), "--passphrase-file", phraseOf(t, data, "l.green"))
	if !strings.Contains(out, "l.green signed its manifest") || errs != "" {
		t.Fatalf("%q, %q", out, errs)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	pieces, proved := 0, map[string]bool{}
	for _, sheet := range sheets.FindAllString(string(text), -1) {
		if !strings.Contains(sheet, "<h2>Piece ") {
			continue
		}
		pieces++
		named := entries.FindAllString(sheet, -1)
		if len(named) == 0 {
			t.Errorf("a piece names no record: %s", sheet)
		}
		for _, e := range named {
			proved[e] = proved[e] || provedIn(t, dir, e)
		}
	}
	if pieces < 4 || len(proved) < 10 {
		t.Errorf("%d pieces with %d records: the test looks in the wrong place", pieces, len(proved))
	}
	run := checks.FindAllStringSubmatch(string(text), -1)
	if len(run) != 5 {
		t.Fatalf("%d commands", len(run))
	}
	for _, c := range run {
		line := html.UnescapeString(c[1])
		if line == "soprun verify ." {
			if out, errs := call(t, data, "verify", dir); !strings.Contains(out, "The bundle verifies") {
				t.Errorf("%s: %q %q", line, out, errs)
			}
			continue
		}
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
	isNamed(t, dir, string(text))
	for _, words := range []string{"they agree", "Piece 1: ", "watched as ", "Signed by M. Rossi (m.rossi)"} {
		if !strings.Contains(string(text), words) {
			t.Errorf("the portfolio of the demo has no %q", words)
		}
	}
	if strings.Contains(string(text), "practice.db") || strings.Contains(string(text), "Practice partner") {
		t.Error("practice is in it")
	}
	if again, errs := call(t, data, "portfolio", "l.green", dir, "--passphrase-file", phraseOf(t, data, "l.green")); !strings.Contains(errs, "exists already") {
		t.Errorf("over what is there: %q %q", again, errs)
	}
}

// A portfolio in lines has each piece that the page has, by its entries, and each gap.
func TestThePiecesAndGapsOfAPortfolioAreLines(t *testing.T) {
	data, work := ownDemo(t), t.TempDir()
	lines, page := filepath.Join(work, "green.json"), filepath.Join(work, "green.html")
	out, errs := call(t, data, "portfolio", "l.green", filepath.Join(work, "green"), "--json", lines, "--html", page, "--passphrase-file", phraseOf(t, data, "l.green"))
	if !strings.Contains(out, "green.html and ") || errs != "" {
		t.Fatalf("%q, %q", out, errs)
	}
	text, err := os.ReadFile(lines)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	pieces, coded, seen := 0, 0, 0
	for line := range strings.Lines(string(text)) {
		var one struct {
			Kind, Person, Title, Gap string
			Number                   int
			Codes                    []string
			Runs, Evidence           []int64
			Observed                 []struct {
				Run int64
				By  string
			}
			Demo bool
		}
		if err := json.Unmarshal([]byte(line), &one); err != nil || one.Person != "l.green" || !one.Demo || strings.Contains(line, "null") {
			t.Errorf("%v: %s", err, line)
		}
		if keys := keysOf(t, strings.TrimSpace(line)); !slices.Equal(keys, []string{"kind", "person", "number", "title", "gap", "codes", "sop", "versions", "runs", "observed", "evidence", "demo"}) {
			t.Errorf("a line has %q", keys)
		}
		if want := html.EscapeString(one.Title); !strings.Contains(string(shown), want) {
			t.Errorf("the page does not say %q", want)
		}
		switch {
		case one.Kind == "piece" && one.Gap == "":
			if pieces++; one.Number != pieces || len(one.Codes) == 0 || len(one.Runs)+len(one.Evidence) == 0 || (len(one.Runs) > 0) != (len(one.Observed) > 0) {
				t.Errorf("piece %d: %s", pieces, line)
			}
			for _, o := range one.Observed {
				seen++
				if !slices.Contains(one.Runs, o.Run) || o.By == "" {
					t.Errorf("piece %d was observed in another run: %s", pieces, line)
				}
			}
		case one.Kind == "gap" && one.Gap != "" && one.Number == 0:
			coded += len(one.Codes)
		default:
			t.Errorf("neither a piece nor a gap: %s", line)
		}
	}
	if want := fmt.Sprintf("%d pieces, and gaps in %d codes.", pieces, coded); !strings.Contains(out, want) || seen == 0 {
		t.Errorf("%d pieces, %d codes, %d observations; it said %q", pieces, coded, seen, out)
	}
}

// isNamed holds that the portfolio names what the bundle says of its owner, each by its entry.
func isNamed(t *testing.T, dir, text string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "entries", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	of := map[string]int{}
	for _, file := range files {
		payload, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var e struct {
			Type, Person string
			Body         struct{ Person string }
		}
		if err := json.Unmarshal(payload, &e); err != nil {
			t.Fatal(err)
		}
		if about := e.Body.Person; about != "l.green" && (about != "" || e.Person != "l.green") || !slices.Contains([]string{"completion", "competence", "assessed", "evidence", "statement"}, e.Type) {
			continue
		}
		of[e.Type]++
		number := strings.TrimLeft(strings.TrimSuffix(filepath.Base(file), ".json"), "0")
		if !regexp.MustCompile(`\b(?:entries/0*|[Ee]ntry )` + number + `\b`).MatchString(text) {
			t.Errorf("the portfolio does not name the %s in entry %s", e.Type, number)
		}
	}
	if len(of) != 5 {
		t.Errorf("the bundle has %v: the test looks in the wrong place", of)
	}
}

// provedIn reports whether ssh-keygen finds that an entry of a bundle was signed by whom it
// names.
func provedIn(t *testing.T, dir, entry string) bool {
	t.Helper()
	payload, err := os.ReadFile(filepath.Join(dir, entry))
	if err != nil {
		t.Errorf("the bundle has no %s: %v", entry, err)
		return false
	}
	var by struct{ Person string }
	if err := json.Unmarshal(payload, &by); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", by.Person, "-n", "soprun-record@v1", "-s", entry+".sig")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(string(payload))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", entry, err, out)
	}
	return err == nil
}

// Nobody shares what somebody has shown but they themself, and what is refused leaves
// nothing behind.
func TestAPortfolioIsSharedByItsOwnerAlone(t *testing.T) {
	data, work := ownDemo(t), t.TempDir()
	boss := phraseOf(t, data, "j.bell")
	before, _ := call(t, data, "log", "--json", "--limit", "1")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"by a supervisor":      {[]string{"l.green", "green", "--html", "green.html", "--passphrase-file", boss}, "passphrase"},
		"of nobody":            {[]string{"l.grene", "green", "--html", "green.html", "--passphrase-file", boss}, "l.grene"},
		"with no passphrase":   {[]string{"l.green", "green", "--html", "green.html"}, "no terminal"},
		"as another format":    {[]string{"l.green", "green", "--html", "green.pdf", "--passphrase-file", boss}, "does not end in .html"},
		"into a missing place": {[]string{"l.green", "no/such/green", "--passphrase-file", phraseOf(t, data, "l.green")}, "no/such"},
		"over a file":          {[]string{"l.green", "green", "--html", "there.html", "--passphrase-file", phraseOf(t, data, "l.green")}, "exists already"},
	} {
		if err := os.WriteFile(filepath.Join(work, "there.html"), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"portfolio"}, c.args...)
		for i, a := range args {
			if i > 1 && !strings.HasPrefix(a, "-") && !filepath.IsAbs(a) {
				args[i] = filepath.Join(work, a)
			}
		}
		out, errs := call(t, data, args...)
		if out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %q, %q", name, out, errs)
		}
		if left, err := os.ReadDir(work); err != nil || len(left) != 1 {
			t.Errorf("%s: it left %v, %v", name, left, err)
		}
	}
	if after, _ := call(t, data, "log", "--json", "--limit", "1"); after != before {
		t.Errorf("the log went on: %s", after)
	}
}

// Who has signed nothing can still read what is missing.
func TestAPortfolioOfNoRunIsWhatIsMissing(t *testing.T) {
	data, work := ownDemo(t), t.TempDir()
	pass := phraseOf(t, data, "j.bell") // who never runs anything
	dir, page := filepath.Join(work, "bell"), filepath.Join(work, "bell.html")
	if out, errs := call(t, data, "portfolio", "j.bell", dir, "--passphrase-file", pass); out != "" || !strings.Contains(errs, "there is nothing to show: j.bell has signed no run") {
		t.Errorf("%q, %q", out, errs)
	}
	out, errs := call(t, data, "portfolio", "j.bell", dir, "--html", page, "--passphrase-file", pass)
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "There is no bundle") || !strings.Contains(out, "was not made: j.bell has signed no run") || !strings.Contains(out, "gaps in 76 codes") {
		t.Errorf("%q, %q, %v", out, errs, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder was made")
	}
}

func TestTheHelpOfAPortfolioSaysWhoSharesIt(t *testing.T) {
	cmd, _, err := cli.Tree().Find([]string{"portfolio"})
	if err != nil || cmd.Use != "portfolio PERSON DIR" || !strings.Contains(cmd.Long, "Its owner shares it, and nobody for them") {
		t.Errorf("%v, %q, %q", err, cmd.Use, cmd.Long)
	}
}
