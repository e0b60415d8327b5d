package cli_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"soprun/internal/cli"
	"soprun/sop/page"
)

const tidyPage = `---
id: SOP-T-001
title: Look at a fridge
version: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Look at a fridge

1. Look. ` + "`#look, S7`" + `
`

// written has pages of these texts, in a folder of their own.
func written(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Each time the pages change they are checked again, and it is said where that begins and ends.
func TestPagesAreCheckedAgainWhenTheyChange(t *testing.T) {
	dir := written(t, map[string]string{"fridge.md": tidyPage})
	ctx, end := context.WithCancel(t.Context())
	out, said := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- cli.LintAgain(ctx, said, func(time.Duration) <-chan time.Time {
			c := make(chan time.Time, 1)
			c <- time.Time{}
			return c
		}, dir)
	}()
	lines := make(chan string)
	go func() {
		for text := make([]byte, 4096); ; {
			n, err := out.Read(text)
			if err != nil {
				return
			}
			for line := range strings.Lines(string(text[:n])) {
				lines <- strings.TrimSuffix(line, "\n")
			}
		}
	}()
	// next returns what is said of the next check that ends as it should; one that came amid a
	// change may come before it.
	next := func(end, with string) (all []string) {
		t.Helper()
		for checks := 0; checks < 5; {
			select {
			case line := <-lines:
				all = append(all, line)
				if !strings.HasSuffix(line, "Waiting for a change; ctrl+c ends it.") {
					continue
				}
				if checks++; strings.HasPrefix(line, end) && strings.Contains(strings.Join(all, "\n"), with) {
					return all
				}
				all = nil
			case err := <-ended:
				t.Fatalf("it ended after %q: %v", all, err)
			}
		}
		t.Fatalf("no check with %q ends with %q", with, end)
		return nil
	}
	if first := next("0 errors, ", ""); first[0] != "Checking the pages ..." || !strings.Contains(first[len(first)-1], " in 1 page. ") {
		t.Errorf("it says %q", first)
	}
	if err := os.WriteFile(filepath.Join(dir, "fridge.md"), []byte(strings.Replace(tidyPage, "#look, S7", "#look, S7, hold: nobody", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	next("1 error, ", "fridge.md:16:")
	if err := os.Remove(filepath.Join(dir, "fridge.md")); err != nil {
		t.Fatal(err)
	}
	next("no page in", "")
	if err := os.WriteFile(filepath.Join(dir, "other.md"), []byte(tidyPage), 0o600); err != nil {
		t.Fatal(err)
	}
	next("0 errors, ", "")
	end()
	for {
		select {
		case <-lines: // of a check that a change behind the last one began
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
			return
		}
	}
}

// matcher is one pattern of an editor or of a forge: which group says what.
type matcher struct {
	Regexp                     string
	File, Line, Column         int
	Code, Severity, Message    int
	severity, begins, endsWith string
}

// matchersOf finds the patterns in what an editor or a forge reads.
func matchersOf(t *testing.T, v any, severity string) (all []matcher) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			all = append(all, matchersOf(t, one, severity)...)
		}
	case map[string]any:
		if s, is := v["severity"].(string); is {
			severity = s
		}
		if _, is := v["regexp"]; is {
			text, err := json.Marshal(v)
			m := matcher{severity: severity}
			if err != nil || json.Unmarshal(text, &m) != nil {
				t.Fatalf("%v, %v", v, err)
			}
			return []matcher{m}
		}
		background, _ := v["background"].(map[string]any)
		for _, one := range v {
			for _, m := range matchersOf(t, one, severity) {
				if background != nil {
					m.begins, m.endsWith = background["beginsPattern"].(string), background["endsPattern"].(string)
				}
				all = append(all, m)
			}
		}
	}
	return all
}

// The patterns beside the program read what it prints: each finding once, in all its parts.
func TestProblemMatchersReadWhatLintPrints(t *testing.T) {
	bad := strings.Replace(strings.Replace(tidyPage, "1.0", "one", 1), "Look. `", "Check the display `", 1)
	dir := written(t, map[string]string{"a b.md": bad})
	got := runCLI("", "lint", dir)
	findings := page.Lint([]byte(bad), page.Options{})
	printed := strings.Split(strings.TrimSpace(got.out), "\n")
	if got.code != 1 || len(printed) < 2 || len(findings) < 2 {
		t.Fatalf("%+v", got)
	}
	for file, want := range map[string]int{"../../.vscode/tasks.json": 2, "../../.github/soprun-matcher.json": 2} {
		text, err := os.ReadFile(file)
		var v any
		if err != nil || json.Unmarshal(text, &v) != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all := matchersOf(t, v, "")
		if len(all) != want {
			t.Fatalf("%s has %d patterns", file, len(all))
		}
		seen := map[string]bool{}
		for _, line := range printed {
			read := 0
			for _, m := range all {
				g := regexp.MustCompile(m.Regexp).FindStringSubmatch(line)
				if g == nil {
					continue
				}
				read++
				severity := m.severity
				if m.Severity > 0 {
					severity = map[string]string{"E": "error", "W": "warning"}[g[m.Severity]]
				}
				seen[severity] = true
				if g[m.File] != filepath.Join(dir, "a b.md") || g[m.Line] == "" || g[m.Column] == "" || severity[0] != strings.ToLower(g[m.Code])[0] || g[m.Message] == "" {
					t.Errorf("%s reads %q as %q, %s", file, line, g, severity)
				}
			}
			if whole := map[string]int{"../../.vscode/tasks.json": len(all)}[file]; read != max(1, whole) {
				t.Errorf("%s: %d patterns read %q", file, read, line)
			}
		}
		if !seen["error"] || !seen["warning"] {
			t.Errorf("%s: read were %v", file, seen)
		}
		for _, m := range all {
			if m.begins != "" && (!regexp.MustCompile(m.begins).MatchString("Checking the pages ...") || !regexp.MustCompile(m.endsWith).MatchString("1 error, 0 warnings in 1 page. Waiting for a change; ctrl+c ends it.")) {
				t.Errorf("%s does not know where a check begins and ends: %+v", file, m)
			}
		}
	}
}

// A hook of a commit takes the files that a library takes for pages, and calls what there is.
func TestTheHooksOfACommitTakePages(t *testing.T) {
	text, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	var hooks []struct{ ID, Entry, Files, Exclude, Language string }
	if err != nil || yaml.Unmarshal(text, &hooks) != nil || len(hooks) != 2 {
		t.Fatalf("%+v, %v", hooks, err)
	}
	dir := written(t, map[string]string{"page.md": tidyPage})
	for _, h := range hooks {
		for _, name := range []string{"page.md", "a/b/page.md", "README.md", "a/README.md", "SOURCES.md", "MYREADME.md", "page.txt", "a.md/x"} {
			takes := regexp.MustCompile(h.Files).MatchString(name) && !regexp.MustCompile(h.Exclude).MatchString(name)
			if takes != page.Named(name) {
				t.Errorf("%s takes %s: %v", h.ID, name, takes)
			}
		}
		args := strings.Fields(h.Entry)
		if got := runCLI("", append(args[1:], filepath.Join(dir, "page.md"))...); args[0] != "soprun" || got.code != 0 {
			t.Errorf("%s: %+v", h.ID, got)
		}
	}
}

func TestTheSchemaIsPrinted(t *testing.T) {
	got := runCLI("", "lint", "--schema")
	var v map[string]any
	if err := json.Unmarshal([]byte(got.out), &v); err != nil || got.code != 0 || v["additionalProperties"] != false {
		t.Errorf("%+v, %v", got, err)
	}
	for _, args := range [][]string{{"lint", "--watch", "-"}, {"lint", "--watch", "--format", "json", "."}, {"lint", "--watch"}} {
		if got := runCLI("", args...); got.code != 2 {
			t.Errorf("%v: %+v", args, got)
		}
	}
}
