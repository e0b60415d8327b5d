package cli_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"soprun/internal/cli"
	"soprun/internal/hub/hubtest"
	"soprun/internal/station/stationtest"
)

func TestMain(m *testing.M) {
	testscript.Main(cleaner{m}, map[string]func(){
		"soprun": func() { os.Exit(cli.Run(os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// cleaner removes the demo after the tests.
type cleaner struct{ *testing.M }

func (c cleaner) Run() int {
	code := c.M.Run()
	if dir, err := demoDir(); err == nil {
		_ = os.RemoveAll(dir) // a leftover in the temporary folder harms nobody
	}
	return max(code, hubtest.End())
}

// demoDir makes one demo for all scripts; each works on a copy.
var demoDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "soprun-demo-*")
	if err != nil {
		return "", err
	}
	var out, errs strings.Builder
	if code := cli.Run([]string{"demo", dir, "--completions", "12", "--seed", "7"}, nil, nil, &out, &errs); code != 0 {
		return "", fmt.Errorf("soprun demo: exit code %d: %s", code, &errs)
	}
	phrases := map[string]string{}
	for _, line := range regexp.MustCompile(`(?m)^(\S+)\s.*(?:supervisor|assistant|trainee)\s+(.*)$`).FindAllStringSubmatch(out.String(), -1) {
		phrases[line[1]] = line[2]
	}
	quick := stationtest.Quick(dir, func(person string) string { return phrases[person] })
	return dir, errors.Join(quick, os.WriteFile(filepath.Join(dir, "printed"), []byte(out.String()), 0o600))
})

func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts were found: %v", err)
	}
	demo, err := demoDir()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SOPRUN_DATA", filepath.Join(env.WorkDir, "data"))
			env.Setenv("NO_COLOR", "1")
			env.Setenv("DEMO", filepath.Join(env.WorkDir, "demo"))
			return stationtest.Copy(filepath.Join(env.WorkDir, "demo"), os.DirFS(demo))
		},
		Condition: func(cond string) (bool, error) {
			_, err := exec.LookPath(cond)
			return err == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"flip": flip, "lines": lines, "cut": cut, "reviewed": reviewed},
	})
}

// flip changes one byte of a file: flip FILE TEXT changes the first byte of the
// first place where TEXT stands.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	at := strings.Index(string(data), args[1])
	if at < 0 {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(name, data, 0o600))
}

// reviewed sets RECORD and RUN to a completion of a log that somebody countersigned, and
// REVIEW to the entry with which they did: reviewed DIR.
func reviewed(ts *testscript.TestScript, _ bool, args []string) {
	say := func(args ...string) string {
		var out, errs strings.Builder
		if code := cli.Run(args, nil, nil, &out, &errs); code != 0 {
			ts.Fatalf("%v: exit code %d: %s", args, code, &errs)
		}
		return out.String()
	}
	dir := ts.MkAbs(args[0])
	of := regexp.MustCompile(`"entry":(\d+),.*"run":"([^"]+)",.*"countersigned":\["`).FindStringSubmatch(say("--data", dir, "log", "--json"))
	if of == nil {
		ts.Fatalf("nothing is countersigned in %s", dir)
	}
	by := regexp.MustCompile(`(?m)^Countersigned\n.* entry (\d+)`).FindStringSubmatch(say("--data", dir, "show", of[1]))
	if by == nil {
		ts.Fatalf("entry %s does not say who countersigned it", of[1])
	}
	ts.Setenv("RECORD", of[1])
	ts.Setenv("RUN", of[2])
	ts.Setenv("REVIEW", by[1])
}

// cut drops the last hundred bytes of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	data, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(os.WriteFile(name, data[:len(data)-100], 0o600))
}

// lines checks how many lines the last command printed: lines N.
func lines(ts *testscript.TestScript, _ bool, args []string) {
	n := strings.Count(ts.ReadFile("stdout"), "\n")
	if got := strings.Repeat("|", n); len(args) != 1 || strings.Repeat("|", atoi(ts, args[0])) != got {
		ts.Fatalf("%d lines were printed, want %s", n, args[0])
	}
}

func atoi(ts *testscript.TestScript, s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			ts.Fatalf("%q is no number", s)
		}
		n = n*10 + int(r-'0')
	}
	return n
}
