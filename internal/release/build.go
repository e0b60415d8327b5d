package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// compile builds the program for a system and returns its file, which is to if it was not built
// before: without C, paths or the time of day in it.
func (r *release) compile(ctx context.Context, s system, to string) (string, error) {
	if built := r.built[s]; built != "" {
		return built, nil
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid= -X soprun/internal/cli.linked="+r.version, "-o", to, "./cmd/soprun")
	cmd.Dir = r.source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+s.os, "GOARCH="+s.arch, "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=")
	if err := output(cmd); err != nil {
		return "", err
	}
	if r.built == nil {
		r.built = map[system]string{}
	}
	r.built[s] = to
	return to, nil
}

// output runs a command, and has what it says in its error.
func output(cmd *exec.Cmd) error {
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Args[0]), err, bytes.TrimSpace(text))
	}
	return nil
}

// texts are the files beside the program, the same for every system: what it is, how it is used,
// and under which terms it and all that is in it may be.
func (r *release) texts(ctx context.Context, work string) (map[string][]byte, error) {
	host := filepath.Join(work, "host")
	cmd := exec.CommandContext(ctx, "go", "env", "GOOS", "GOARCH")
	text, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	of := strings.Fields(string(text))
	if _, err := r.compile(ctx, system{of[0], of[1]}, host); err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name, args := range map[string][]string{
		"soprun.1": {"man"}, "completions/soprun.bash": {"completion", "bash"}, "completions/_soprun": {"completion", "zsh"}, "completions/soprun.fish": {"completion", "fish"},
	} {
		if out[name], err = exec.CommandContext(ctx, host, args...).Output(); err != nil {
			return nil, fmt.Errorf("%v: %w", args, err)
		}
	}
	out["soprun.1"] = dated(out["soprun.1"], r.when.Format("January 2, 2006"))
	for _, name := range []string{"LICENSE", "README.md"} {
		if out[name], err = os.ReadFile(filepath.Join(r.source, name)); err != nil {
			return nil, err
		}
	}
	out["LICENSES"], err = r.licences(ctx)
	return out, err
}

var manDate = regexp.MustCompile(`^\.Dd .*`)

// dated gives a manual page the date of the commit instead of today's.
func dated(page []byte, day string) []byte {
	return manDate.ReplaceAll(page, []byte(".Dd "+day))
}

// modules are those that are in the program of a system, by name and version, with their folders.
func (r *release) modules(ctx context.Context, s system) (map[string]string, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/soprun")
	cmd.Dir = r.source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+s.os, "GOARCH="+s.arch, "GOFLAGS=")
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the modules for %s: %w", s, err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out[name] = dir
		}
	}
	return out, nil
}

// licences are the terms of Go, and of every module that is in the program of any system, each
// after its name.
func (r *release) licences(ctx context.Context) ([]byte, error) {
	modules := map[string]string{}
	for _, s := range systems {
		of, err := r.modules(ctx, s)
		if err != nil {
			return nil, err
		}
		maps.Copy(modules, of)
	}
	cmd := exec.CommandContext(ctx, "go", "env", "GOVERSION", "GOROOT")
	cmd.Dir = r.source
	text, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	version, dir, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	modules[version+", the language, whose library is in every program"] = dir
	var out bytes.Buffer
	out.WriteString("soprun holds these modules, under these terms. Its own are in LICENSE; the fonts of its PDF bring theirs in the source.\n")
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		files, err := filepath.Glob(filepath.Join(modules[name], "[LlCcN][IiOo][CcPpTt][EeYyI]*"))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "\n%s\n%s\n", strings.Repeat("-", 78), name)
		found := false
		for _, file := range files {
			if !terms.MatchString(filepath.Base(file)) {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			found = true
			fmt.Fprintf(&out, "\n%s\n", bytes.TrimSpace(text))
		}
		if !found {
			return nil, fmt.Errorf("%s has no file that says under which terms it may be used", name)
		}
	}
	return out.Bytes(), nil
}

// terms are the names of files that say them.
var terms = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([.-].*)?$`)

// components writes the list of all that is in a program.
func (r *release) components(ctx context.Context, program string) error {
	if r.tools == "" {
		return nil
	}
	name := filepath.Join(r.out, "soprun_"+r.version+".cdx.json")
	out, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(r.tools, "cyclonedx-gomod"), "bin", "-json", "-licenses", "-std", "-noserial", "-version", r.version, "-output", out, program)
	if err := output(cmd); err != nil {
		return err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, madeAt.ReplaceAll(text, []byte(`${1}"`+r.when.Format("2006-01-02T15:04:05Z")+`"`)), 0o644)
}

var madeAt = regexp.MustCompile(`("timestamp": )"[^"]*"`)

// checksums writes SHA256SUMS, and signs it where there is a key.
func (r *release) checksums(ctx context.Context) error {
	files, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	var list bytes.Buffer
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(r.out, f.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(text), f.Name())
	}
	sums := filepath.Join(r.out, "SHA256SUMS")
	if err := os.WriteFile(sums, list.Bytes(), 0o644); err != nil || r.key == "" {
		return err
	}
	if _, err := os.Stat(r.key); err != nil {
		return errors.Join(errors.New("the key that is to sign the checksums cannot be read"), err)
	}
	return output(exec.CommandContext(ctx, "ssh-keygen", "-Y", "sign", "-f", r.key, "-n", "soprun-release", sums))
}
