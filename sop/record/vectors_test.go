package record_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"iter"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"soprun/internal/needs"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

var update = flag.Bool("update", false, "write the test vectors anew")

const vectorDir = "testdata/vectors"

// vector is one file of testdata/vectors. It is a record.Source.
type vector struct {
	expect, comment string
	stored          []record.Stored
	texts           map[string][]byte
}

func (v *vector) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		for _, e := range v.stored {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func (v *vector) Text(sum string) ([]byte, bool) {
	text, ok := v.texts[sum]
	return text, ok
}

func readVector(t testing.TB, file string) *vector {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v := &vector{texts: map[string][]byte{}}
	for line := range strings.Lines(string(b)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case ok && name == "expect":
			v.expect = value
		case ok && name == "comment":
			v.comment = value
		case ok && name == "text":
			sum, text, _ := strings.Cut(value, " ")
			v.texts[sum] = decode64(t, text)
		case ok && name == "entry":
			parts := append(strings.Fields(value), "-")
			v.stored = append(v.stored, record.Stored{
				Position: int64(len(v.stored)), Payload: decode64(t, parts[0]),
				Signature: decode64(t, parts[1]), Checkpoint: decode64(t, parts[2]),
			})
		case ok && name == "gone":
			parts := append(strings.Fields(value), "-")
			at, err := strconv.ParseInt(parts[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			v.stored = append(v.stored, record.Stored{
				Position: int64(len(v.stored)), Checkpoint: decode64(t, parts[2]), Erased: &record.Erased{Leaf: decode64(t, parts[0]), Disposal: at},
			})
		default:
			t.Fatalf("%s: line %q", file, line)
		}
	}
	return v
}

func decode64(t testing.TB, s string) []byte {
	t.Helper()
	if s == "-" {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func encode64(b []byte) string {
	if len(b) == 0 {
		return "-"
	}
	return base64.StdEncoding.EncodeToString(b)
}

func (s scenario) file(l *recordtest.Log) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "expect: %s\ncomment: %s\n", s.expect, s.comment)
	for _, sum := range slices.Sorted(maps.Keys(l.Texts)) {
		fmt.Fprintf(&b, "text: %s %s\n", sum, encode64(l.Texts[sum]))
	}
	for _, e := range l.Stored {
		if e.Erased != nil {
			fmt.Fprintf(&b, "gone: %s %d", encode64(e.Erased.Leaf), e.Erased.Disposal)
		} else {
			fmt.Fprintf(&b, "entry: %s %s", encode64(e.Payload), encode64(e.Signature))
		}
		if len(e.Checkpoint) > 0 {
			fmt.Fprintf(&b, " %s", encode64(e.Checkpoint))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func vectors(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(vectorDir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s holds no vectors (%v)", vectorDir, err)
	}
	return files
}

func TestEveryVectorIsJudgedAsItExpects(t *testing.T) {
	for _, file := range vectors(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			v := readVector(t, file)
			if _, known := record.FaultCodes[record.FaultCode(v.expect)]; !known && v.expect != "ok" || v.comment == "" {
				t.Fatalf("expect %q, comment %q", v.expect, v.comment)
			}
			report, err := record.Verify(t.Context(), v, record.Options{NoHashes: true})
			if err != nil {
				t.Fatal(err)
			}
			got := "ok"
			if !report.OK() {
				got = string(report.Faults[0].Code)
			}
			if got != v.expect {
				t.Errorf("judged %q, want %q: %v", got, v.expect, report.Faults)
			}
		})
	}
}

func TestEveryVectorIsTheScenarioOfItsName(t *testing.T) {
	if *update {
		for _, file := range vectorsIfAny() {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, s := range scenarios {
		file := filepath.Join(vectorDir, name+".txt")
		want := s.file(s.made(t))
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the program makes now (%v); -update writes it anew", file, err)
		}
	}
	if files := vectors(t); len(files) != len(scenarios) {
		t.Errorf("%d files for %d scenarios", len(files), len(scenarios))
	}
}

func vectorsIfAny() []string {
	files, _ := filepath.Glob(filepath.Join(vectorDir, "*.txt"))
	return files
}

func TestEveryFaultThatAnEntryCanHaveHasAVector(t *testing.T) {
	elsewhere := map[record.FaultCode]string{ // where other tests find them
		record.FaultStorage: "store", record.FaultLeaf: "store", record.FaultTree: "store", record.FaultRolledBack: "store",
		record.FaultWitness: "station", record.FaultChain: "chain",
		record.FaultManifest: "bundle", record.FaultInclusion: "bundle", record.FaultDerived: "bundle", record.FaultFilter: "bundle",
	}
	for code, do := range record.FaultCodes {
		found := slices.ContainsFunc(slices.Collect(maps.Values(scenarios)), func(s scenario) bool { return s.expect == code })
		if found == (elsewhere[code] != "") {
			t.Errorf("fault %q: has a vector: %v", code, found)
		}
		if do == "" {
			t.Errorf("fault %q does not say what to do", code)
		}
	}
}

// A second verifier, that shares no line with this one, has to agree.
func TestThePythonVerifierAgreesOnEveryVector(t *testing.T) {
	needs.Tool(t, "python3")
	needs.Tool(t, "ssh-keygen")
	out, err := exec.Command("python3", append([]string{"testdata/verify_vectors.py"}, vectors(t)...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
