package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"soprun/internal/needs"
	"soprun/internal/station/stationtest"
)

const (
	root   = "../.."
	readme = root + "/README.md"
)

// shBlock is what somebody types. A block that is marked otherwise says where, and is not run here.
var shBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// typed returns what somebody types who reads a document: the lines of its sh blocks.
func typed(t *testing.T, file string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range shBlock.FindAllStringSubmatch(string(text), -1) {
		lines = append(lines, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	return lines
}

// elsewhere are the documents whose commands need more than one machine, and have tests of their own.
var elsewhere = map[string]string{"serve.md": "internal/e2e"}

// documents are all that tell somebody what to type, and the lines of each.
func documents(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{"README.md": typed(t, readme)}
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
		out["the manual"] = append(out["the manual"], strings.Split(strings.TrimSpace(block[1]), "\n")...)
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
		for _, line := range lines {
			if verb, ok := strings.CutPrefix(line, "make "); ok {
				// A test cannot run the tests; that the verb is there is what can be shown here.
				if !strings.Contains(string(makefile), "\n"+verb+":") {
					t.Errorf("%s: the Makefile has no verb %q", name, verb)
				}
				continue
			}
			r.types(name, line)
		}
		if _, err := os.Stat(filepath.Join(r.dir, "demo")); err == nil {
			mustStandInTheManual(t, filepath.Join(r.dir, "demo"))
		}
	}
}

var makesDemo = regexp.MustCompile(`^(bin/)?soprun demo /tmp/soprun-demo --completions 50$`)

func (r *learner) types(name, line string) {
	r.t.Helper()
	own := filepath.Join(r.dir, "demo")
	if makesDemo.MatchString(line) {
		if _, err := os.Stat(r.demo); err != nil {
			r.run(name, strings.ReplaceAll(line, "/tmp/soprun-demo", r.demo))
		}
		if err := stationtest.Copy(own, os.DirFS(r.demo)); err != nil {
			r.t.Fatal(err)
		}
		return
	}
	r.run(name, strings.ReplaceAll(line, "/tmp/soprun-demo", own))
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

func TestTheReadmeShowsARealFrame(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"checklist-deviation", "library-today", "chart"} {
		pictured(t, string(text), name)
	}
}

// pictured fails unless the README shows a frame as the program draws it now.
func pictured(t *testing.T, text, name string) {
	t.Helper()
	frame, err := os.ReadFile(root + "/internal/tui/testdata/TestEverySurfaceLooksAsItDid/" + name + "-80x24.golden")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, strings.TrimRight(string(frame), "\n")) {
		t.Error("the README's picture " + name + " is not what the program draws now: copy the golden frame into it")
	}
}
