package cli_test

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"soprun/internal/needs"
	"soprun/internal/present"
	"soprun/internal/station/stationtest"
)

const (
	root   = "../.."
	readme = root + "/README.md"
)

// line is one that somebody types, and in a block of which kind.
type line struct{ text, kind string }

// Blocks of sh are run as they stand. In one that signs, a passphrase is asked for, which a test has in a file. What is not
// run here begins a service of the system.
var shBlock = regexp.MustCompile("(?s)```sh([^\n]*)\n(.*?)```")

// typed returns what somebody types who reads a document.
func typed(t *testing.T, file string) (lines []line) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range shBlock.FindAllStringSubmatch(string(text), -1) {
		for l := range strings.SplitSeq(strings.TrimSpace(block[2]), "\n") {
			lines = append(lines, line{l, strings.TrimSpace(block[1])})
		}
	}
	return lines
}

// elsewhere are the documents whose commands need more than one machine, and have tests of their own.
var elsewhere = map[string]string{"serve.md": "internal/e2e"}

// documents are all that tell somebody what to type, and the lines of each.
func documents(t *testing.T) map[string][]line {
	t.Helper()
	out := map[string][]line{"README.md": typed(t, readme)}
	docs, err := filepath.Glob(root + "/.github/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range docs {
		if name := filepath.Base(file); elsewhere[name] == "" {
			out[name] = typed(t, file)
		}
	}
	for _, block := range regexp.MustCompile(`(?s)\.Bd -literal[^\n]*\n(.*?)\.Ed`).FindAllStringSubmatch(section(t, manPage(t), "EXAMPLES"), -1) {
		for l := range strings.SplitSeq(strings.TrimSpace(block[1]), "\n") {
			out["the manual"] = append(out["the manual"], line{text: l})
		}
	}
	for name, lines := range out {
		if len(lines) == 0 && strings.HasPrefix(name, "README") || name == "the manual" && len(lines) < 10 {
			t.Fatalf("%s has %d commands: the test looks in the wrong place", name, len(lines))
		}
	}
	return out
}

// learner types what documents say, in a folder for each.
type learner struct {
	t    *testing.T
	bin  string
	demo string // made once: a document that makes it gets a copy
	dir  string // of this document
}

func TestEveryCommandOfTheReadmeAndTheDocsWorks(t *testing.T) {
	for _, tool := range []string{"ssh-keygen", "python3"} {
		needs.Tool(t, tool)
	}
	makefile, err := os.ReadFile(root + "/Makefile")
	if err != nil {
		t.Fatal(err)
	}
	top := t.TempDir()
	r := &learner{t: t, bin: filepath.Join(top, "soprun"), demo: filepath.Join(top, "demo")}
	if out, err := exec.Command("go", "build", "-o", r.bin, "soprun/cmd/soprun").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, lines := range documents(t) {
		r.dir = filepath.Join(top, "of-"+strings.ReplaceAll(name, " ", "-"))
		if err := os.CopyFS(filepath.Join(r.dir, "procedures"), os.DirFS(root+"/procedures")); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(r.dir, "home"), 0o700); err != nil {
			t.Fatal(err)
		}
		for file, phrase := range map[string]string{"phrase": "maple kettle orbit lantern\n", "theirs": "garden table orange river\n"} {
			if err := os.WriteFile(filepath.Join(r.dir, file), []byte(phrase), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range lines {
			r.types(name, l, string(makefile))
		}
		if _, err := os.Stat(filepath.Join(r.dir, "demo")); err == nil {
			mustStandInTheManual(t, filepath.Join(r.dir, "demo"))
		}
	}
}

var (
	makesDemo  = regexp.MustCompile(`^(bin/)?soprun demo /tmp/soprun-demo --completions 50$`)
	setsUp     = regexp.MustCompile(`^soprun (set-up|people enrol|people key) `)
	beginsUnit = regexp.MustCompile(`^sudo systemctl enable --now ([a-z-]+@?)[a-z0-9]*(\.timer)?$`)
)

func (r *learner) types(name string, l line, makefile string) {
	r.t.Helper()
	own := filepath.Join(r.dir, "demo")
	switch verb, isMake := strings.CutPrefix(l.text, "make "); {
	case isMake:
		// A test cannot run the tests; that the verb is there is what can be shown here.
		if !strings.Contains(makefile, "\n"+verb+":") {
			r.t.Errorf("%s: the Makefile has no verb %q", name, verb)
		}
	case l.kind == "not run here":
		unit := beginsUnit.FindStringSubmatch(l.text)
		if unit == nil {
			r.t.Errorf("%s: %q begins no service, so it is to be run", name, l.text)
			return
		}
		if _, err := os.Stat(root + "/internal/release/linux/" + unit[1] + cmp.Or(unit[2], ".service")); err != nil {
			r.t.Errorf("%s: %s: %v", name, l.text, err)
		}
	case makesDemo.MatchString(l.text):
		if _, err := os.Stat(r.demo); err != nil {
			r.run(name, strings.ReplaceAll(l.text, "/tmp/soprun-demo", r.demo))
		}
		if err := stationtest.Copy(own, os.DirFS(r.demo)); err != nil {
			r.t.Fatal(err)
		}
	default:
		text := strings.ReplaceAll(l.text, "/tmp/soprun-demo", own)
		if l.kind == "signs" {
			text = withPhrases(text)
		} else if l.kind != "" {
			r.t.Errorf("%s: a block is marked %q", name, l.kind)
		}
		r.run(name, text)
	}
}

// withPhrases has a command take passphrases from a file instead of asking for them.
func withPhrases(text string) string {
	if setsUp.MatchString(text) {
		text += " --new-passphrase-file " + map[bool]string{true: "phrase", false: "theirs"}[strings.HasPrefix(text, "soprun set-up")]
	}
	if strings.Contains(text, " --as ") {
		text += " --passphrase-file phrase"
	}
	return text
}

func (r *learner) run(name, line string) {
	r.t.Helper()
	cmd := exec.Command("sh", "-c", strings.ReplaceAll(line, "bin/soprun", "soprun"))
	cmd.Dir = r.dir
	home := filepath.Join(r.dir, "home")
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(r.bin)+":"+os.Getenv("PATH"), "HOME="+home, "XDG_DATA_HOME="+filepath.Join(home, "data"), "TERM=dumb")
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Errorf("%s: %s\n%v: %s", name, line, err, out)
	}
}

func TestEveryLinkOfTheReadmeLeadsSomewhere(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1)
	if len(links) == 0 {
		t.Fatal("the README has no links")
	}
	for _, l := range links {
		if strings.Contains(l[1], "://") {
			continue
		}
		if _, err := os.Stat(filepath.Join(root, l[1])); err != nil {
			t.Errorf("%s: %v", l[1], err)
		}
	}
}

// A picture is drawn by make pictures, which a test holds to what the program draws. Whoever does not see it hears what is in it.
func TestEveryPictureOfTheDocumentsIsOneThatIsDrawnAndIsSaidInWords(t *testing.T) {
	docs, err := filepath.Glob(root + "/.github/docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range append(docs, readme) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		shown := regexp.MustCompile("`[^`\n]*`").ReplaceAll(text, nil) // what is said of pages is code
		for _, m := range regexp.MustCompile(`!\[([^\]]*)\]\(([^)]+)\)`).FindAllStringSubmatch(string(shown), -1) {
			seen++
			name := filepath.Join(filepath.Dir(file), m[2])
			if _, err := os.Stat(name); err != nil || filepath.Dir(name) != filepath.Join(root, ".github", "pictures") || len(strings.Fields(m[1])) < 4 {
				t.Errorf("%s: %s: %q, %v", file, m[2], m[1], err)
			}
		}
	}
	if seen < 5 {
		t.Errorf("%d pictures: the test looks in the wrong place", seen)
	}
}

// Whoever reads it first reads it to its end.
func TestTheReadmeIsShort(t *testing.T) {
	text, err := os.ReadFile(readme)
	if lines := strings.Count(string(text), "\n"); err != nil || lines >= 120 {
		t.Errorf("%d lines, %v: what is not for the first ten minutes stands in the docs", lines, err)
	}
}

func TestTheDocsHaveEveryKeyOfARun(t *testing.T) {
	text, err := os.ReadFile(root + "/.github/docs/start.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z])` \\| ").FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = true
	}
	for _, key := range []string{"v", "w"} { // they ask nothing: they show
		if !rows[key] {
			t.Errorf("%s does not stand there", key)
		}
	}
	for _, q := range present.Questions {
		if !rows[q.Key] {
			t.Errorf("%s, %s, does not stand there", q.Key, q.Does)
		}
	}
}
