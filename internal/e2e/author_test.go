package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"soprun/internal/needs"
)

// draft is the page of an author with three errors: its figure is not named by its hash, a time
// is in a unit that there is none of, and an id stands twice.
const draft = `---
id: SOP-E2E-002
title: Spin a sample
version: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S7, S22]
mode: read-do
sign: performer
---

# Spin a sample

Spin it once.

1. Weigh opposite buckets. ` + "`#balance, S22`" + `

   ![Buckets that face each other are weighed with each other](figures/rotor.svg)

   - Difference: ` + "`difference: number g, at most 1.0, possible 0.0 to 50.0`" + `
2. Let it run. ` + "`#run, wait 10 minutes, S22`" + `
3. Unload it. ` + "`#run, S7`" + `
`

const rotor = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="18" fill="none" stroke="black"/></svg>`

// matched are the findings that an editor, or a forge, reads out of what was printed: their
// lines and codes.
func matched(t *testing.T, printed string) (found []string) {
	t.Helper()
	text, err := os.ReadFile("../../.github/soprun-matcher.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		ProblemMatcher []struct {
			Pattern []struct {
				Regexp     string
				Line, Code int
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil || len(file.ProblemMatcher) == 0 {
		t.Fatalf("no matchers, %v", err)
	}
	for line := range strings.Lines(printed) {
		for _, m := range file.ProblemMatcher {
			if g := regexp.MustCompile(m.Pattern[0].Regexp).FindStringSubmatch(strings.TrimSpace(line)); g != nil {
				found = append(found, g[m.Pattern[0].Line]+" "+g[m.Pattern[0].Code])
			}
		}
	}
	return found
}

// hook is a pre-commit hook of git that does what the hooks beside the program say: each on the
// files of a commit that it is for, and it fails where one fails or changes something.
func hook(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ Entry, Files, Exclude string }
	if err := yaml.Unmarshal(text, &hooks); err != nil || len(hooks) != 2 {
		t.Fatalf("%d hooks, %v", len(hooks), err)
	}
	out := "#!/bin/sh\nset -e\n"
	for _, h := range hooks {
		out += "files=$(git diff --cached --name-only --diff-filter=ACM | grep -E '" + h.Files + "' | grep -vE '" + h.Exclude + "' || true)\n" +
			"if [ -n \"$files\" ]; then " + h.Entry + " $files; git diff --exit-code; fi\n"
	}
	return out
}

// TestAnAuthorsDay goes from a new page to one that a supervisor approved: what is wrong is shown
// where an editor finds it, a commit with errors is refused, and a change is listed.
func TestAnAuthorsDay(t *testing.T) {
	needs.Tool(t, "git")
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	d := &department{t: t, dir: t.TempDir()}
	write := func(name, text string, mode os.FileMode) {
		t.Helper()
		name = filepath.Join(d.dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	fails := func(line string) string {
		t.Helper()
		out, err := d.shell(line).CombinedOutput()
		if err == nil {
			t.Fatalf("%s: it does not fail:\n%s", line, out)
		}
		return string(out)
	}
	write("pass", passphrase+"\n", 0o600)
	write("bin/soprun", "#!/bin/sh\nexec "+bin+" \"$@\"\n", 0o700)
	here, _ := blocks(t)
	d.run(here[0] + " --new-passphrase-file pass")
	d.run("git init -q sops && git -C sops config user.name J. && git -C sops config user.email j@example.org")
	write("sops/.git/hooks/pre-commit", hook(t), 0o700)

	d.run("soprun new SOP-E2E-002 --title 'Spin a sample' --pages sops && soprun lint sops")
	write("sops/sop-e2e-002.md", draft, 0o600)
	write("sops/figures/rotor.svg", rotor, 0o600)
	errors := strings.Join(matched(t, fails("soprun lint sops")), ", ")
	if want := "20 E040, 23 E007, 24 E003"; errors != want {
		t.Errorf("an editor finds %s, want %s", errors, want)
	}
	if refused := matched(t, fails("cd sops && git add . && git commit -q -m 'A page'")); len(refused) != 3 {
		t.Errorf("the commit is refused with %v", refused)
	}

	good := strings.NewReplacer("10 minutes", "10 min", "3. Unload it. `#run", "3. Unload it. `#unload").Replace(draft)
	write("sops/sop-e2e-002.md", good, 0o600)
	d.run("soprun fmt --write sops && cd sops && git add . && git commit -q -m 'A page'")

	d.run("cp sops/sop-e2e-002.md before.md && sed -i 's/at most 1.0/at most 2.0/; s/version: 1.0/version: 1.1/' sops/sop-e2e-002.md")
	if changes := d.run("soprun diff before.md sops/sop-e2e-002.md"); !strings.HasPrefix(changes, "#balance: difference limits: at most 2.0 g") || !strings.Contains(changes, "version: 1.1, was 1.0") {
		t.Errorf("it changes\n%s", changes)
	}
	d.run("cd sops && git commit -q -a -m 'A wider limit'")

	who := strings.Fields(d.run("soprun people"))[0]
	if said := d.run("soprun approve SOP-E2E-002 --pages sops --as " + who + " --passphrase-file pass"); !strings.Contains(said, `approved SOP-E2E-002 v1.1 "Spin a sample" with 1 figure on`) {
		t.Errorf("the supervisor signed\n%s", said)
	}
	if form := d.run("soprun paper SOP-E2E-002 --pages sops"); !strings.Contains(form, "Approved by") || !strings.Contains(form, "Figure: Buckets that face each other") {
		t.Errorf("the form is\n%s", form)
	}
	d.run("soprun verify --full")
}
