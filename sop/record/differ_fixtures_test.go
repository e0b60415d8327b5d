package record_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// change is what somebody did to a bundle: the files that are other than before,
// nil for those that are gone.
type change struct {
	what  string
	files map[string][]byte
}

// remanifested returns a change with a manifest that fits it.
func remanifested(b fstest.MapFS, what string, files map[string][]byte) change {
	after, out := withManifest(changed(b, files)), map[string][]byte{}
	for name := range b {
		if after[name] == nil {
			out[name] = nil
		}
	}
	for name, file := range after {
		if before := b[name]; before == nil || !bytes.Equal(before.Data, file.Data) {
			out[name] = file.Data
		}
	}
	return change{what, out}
}

// of returns the bundle after a change.
func (c change) of(b fstest.MapFS) fstest.MapFS {
	out := maps.Clone(b)
	for name, data := range c.files {
		if data == nil {
			delete(out, name)
		} else {
			out[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		}
	}
	return out
}

// verdicts are what both verifiers say of changed copies of one bundle.
type verdicts struct {
	tried, missed, missedInPython, apart int
}

// judgedByBoth asks both verifiers about every change, and calls fail where one
// of them finds nothing, or they do not agree.
func judgedByBoth(t *testing.T, b fstest.MapFS, changes iter.Seq[change], fail func(what string)) (v verdicts) {
	t.Helper()
	dir := written(t, filepath.Join(t.TempDir(), "b"), b)
	cmd := exec.Command("python3", "-B", "testdata/change_bundles.py", "bundle/verify.py", dir)
	in, inErr := cmd.StdinPipe()
	out, outErr := cmd.StdoutPipe()
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); inErr != nil || outErr != nil || err != nil {
		t.Fatal(inErr, outErr, err)
	}
	asked := make(chan change, 64)
	go ask(in, changes, asked)
	answers := bufio.NewScanner(out)
	for c := range asked {
		sound := len(judged(t, c.of(b))) == 0
		if !answers.Scan() {
			t.Fatalf("%s: verify.py says no more: %s", c.what, said.String())
		}
		v.tried++
		inPython := strings.HasPrefix(answers.Text(), "ok")
		if sound {
			v.missed++
		}
		if inPython {
			v.missedInPython++
		}
		if sound != inPython || strings.HasPrefix(answers.Text(), "broke") {
			v.apart++
		}
		if _, others, _ := strings.Cut(answers.Text(), " | FAULT "); strings.Contains(others, "Error(") {
			fail(fmt.Sprintf("%s: verify.py says what follows from the first fault only: %s", c.what, answers.Text()))
		}
		if sound || inPython || strings.HasPrefix(answers.Text(), "broke") {
			fail(fmt.Sprintf("%s: sound for soprun: %v; verify.py: %s", c.what, sound, answers.Text()))
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	return v
}

// ask writes every change down, and then passes it on.
func ask(in io.WriteCloser, changes iter.Seq[change], asked chan<- change) {
	defer close(asked)
	enc := json.NewEncoder(in)
	for c := range changes {
		if err := enc.Encode(c.files); err != nil {
			break // its reader says why
		}
		asked <- c
	}
	_ = in.Close() // so that the reader comes to an end
}
