package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"soprun/internal/needs"
)

const (
	root   = "../.."
	readme = root + "/README.md"
)

// readmeCommands returns the lines of every sh block of the README.
func readmeCommands(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		out = append(out, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	if len(out) < 8 {
		t.Fatalf("the README has %d commands: the test looks in the wrong place", len(out))
	}
	return out
}

func TestEveryCommandOfTheReadmeWorks(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	makefile, err := os.ReadFile(root + "/Makefile")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "soprun")
	if out, err := exec.Command("go", "build", "-o", bin, "soprun/cmd/soprun").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.CopyFS(filepath.Join(dir, "procedures"), os.DirFS(root+"/procedures")); err != nil {
		t.Fatal(err)
	}
	for _, line := range readmeCommands(t) {
		if verb, ok := strings.CutPrefix(line, "make "); ok {
			// A test cannot run the tests; that the verb is there is what can be shown here.
			if !strings.Contains(string(makefile), "\n"+verb+":") {
				t.Errorf("the Makefile has no verb %q", verb)
			}
			continue
		}
		line = strings.ReplaceAll(line, "bin/soprun", bin)
		line = strings.ReplaceAll(line, "/tmp/soprun-demo", filepath.Join(dir, "demo"))
		cmd := exec.Command("sh", "-c", line)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s\n%v: %s", line, err, out)
		}
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
