package record_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/needs"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// shift is a log with two runs, one of them handed over, checked and reviewed, a
// clock that was moved, somebody who only signs, a role that was given later, and two more
// with rounds, items and an end.
func shift(t testing.TB) *recordtest.Log {
	l := recordtest.New(t)
	other := colleague(l)
	l.Append(l.Start(worker, "r-0001", recordtest.Done("clean")...)...)
	l.Append(l.Signed(other, sop.Assistant, "r-0001", sop.Event{Kind: sop.StepChecked, Step: "clean", Mark: string(sop.BySecondPerson), Value: "7.40"}))
	l.Append(l.Start(other, "r-0002", recordtest.Done("clean")...)...)
	before := record.At(l.State.Latest)
	l.Now = l.Now.Add(-time.Hour)
	l.Append(l.Fact("", &record.ClockBack{Before: before}))
	for _, run := range []string{"r-0001", "r-0002"} {
		person := map[string]string{"r-0001": worker, "r-0002": other}[run]
		doubt := l.State.Open[run].Doubt()
		l.Append(l.Event(person, run, sop.Event{Kind: sop.ClockDoubted, Value: doubt}))
		b := l.CompletionBody(run)
		b.Exceptions = []record.Exception{{Kind: record.ClockMoved, Text: "the clock was set back"}}
		l.Append(l.Act(person, sop.Assistant, b))
	}
	l.Append(l.Act(admin, sop.Administrator, &record.Assign{Person: other, Reason: "promoted", Roles: []sop.Role{sop.Assistant, sop.Supervisor}}))
	at := slices.IndexFunc(l.Stored, func(e record.Stored) bool { return bytes.Contains(e.Payload, []byte(`"type":"completion"`)) })
	l.Append(l.Act(other, sop.Supervisor, &record.Review{Leaf: l.Stored[at].Hashes[0], Position: int64(at)}))
	rounds(l, other)
	return l
}

// lone is the smallest log that a person can work in.
func lone(t testing.TB) *recordtest.Log {
	l := recordtest.Empty(t)
	l.Append(l.Act(admin, sop.Administrator, l.GenesisBody()))
	l.Append(l.Act(admin, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256)))
	l.Append(l.Start(admin, "r-0001", recordtest.Done("a")[1])...)
	l.Append(l.Act(admin, sop.Supervisor, l.CompletionBody("r-0001")))
	return l
}

// eachBit calls f side by side with every file of a bundle and each bit of it.
func eachBit(b fstest.MapFS, f func(name string, bit int)) {
	var all sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		all.Go(func() {
			for name, file := range b {
				for bit := w; bit < 8*len(file.Data); bit += workers {
					f(name, bit)
				}
			}
		})
	}
	all.Wait()
}

// judged returns what is wrong with a bundle.
func judged(t testing.TB, b fs.FS) []*record.Fault {
	t.Helper()
	report, err := record.VerifyBundle(context.Background(), b, record.BundleOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return report.Faults
}

// remade returns the bundle with another file and a manifest that fits, as
// somebody without a key can make it.
func remade(b fstest.MapFS, name string, content []byte) fstest.MapFS {
	return withManifest(changed(b, map[string][]byte{name: content}))
}

// withManifest returns the bundle with a manifest that fits.
func withManifest(b fstest.MapFS) fstest.MapFS {
	out := maps.Clone(b)
	var manifest strings.Builder
	for _, name := range slices.Sorted(maps.Keys(out)) {
		if !strings.HasPrefix(name, "MANIFEST") {
			fmt.Fprintf(&manifest, "%x  %s\n", sha256.Sum256(out[name].Data), name)
		}
	}
	out["MANIFEST"] = &fstest.MapFile{Data: []byte(manifest.String()), Mode: 0o644}
	return out
}

func flipped(content []byte, bit int) []byte {
	out := bytes.Clone(content)
	out[bit/8] ^= 1 << (bit % 8)
	return out
}

// written puts a bundle on disk.
func written(t testing.TB, dir string, b fs.FS) string {
	t.Helper()
	if err := os.CopyFS(dir, b); err != nil {
		t.Fatal(err)
	}
	return dir
}

// needTools skips a test where the inspector's tools are missing.
func needTools(t *testing.T) {
	for _, tool := range []string{"python3", "ssh-keygen", "openssl"} {
		needs.Tool(t, tool)
	}
}

// judgedInPython returns the verdicts of verify.py, each true where it found no fault.
func judgedInPython(t *testing.T, dirs []string) []bool {
	t.Helper()
	return judgedInPythonAs(t, dirs)
}

// judgedInPythonAs is judgedInPython where something is known of all bundles, as verify_bundles.py has it.
func judgedInPythonAs(t *testing.T, dirs []string, known ...string) []bool {
	t.Helper()
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte(strings.Join(dirs, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", append([]string{"-B", "testdata/verify_bundles.py", "bundle/verify.py", list}, known...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var verdicts []bool
	for line := range strings.Lines(string(out)) {
		verdicts = append(verdicts, strings.HasPrefix(line, "ok"))
	}
	if len(verdicts) != len(dirs) {
		t.Fatalf("%d verdicts on %d bundles: %s", len(verdicts), len(dirs), out)
	}
	return verdicts
}

// saidInPython returns what verify.py prints of a bundle.
func saidInPython(t *testing.T, b fs.FS) string {
	t.Helper()
	out, _ := exec.Command("python3", "-B", filepath.Join(written(t, filepath.Join(t.TempDir(), "b"), b), "verify.py")).CombinedOutput() // with a fault it fails
	return string(out)
}

// nameOf is the file of an entry's payload in a bundle.
func nameOf(position int64) string { return fmt.Sprintf("entries/%08d.json", position) }
