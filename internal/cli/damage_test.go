package cli_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"soprun/internal/station/stationtest"
)

// rounds is how many damages are tried: few, or as many as SOPRUN_ROUNDS says.
func rounds(few int) int {
	if n, err := strconv.Atoi(os.Getenv("SOPRUN_ROUNDS")); err == nil {
		return n
	}
	return few
}

// damaged changes one file in one of the ways in which disks and hands do.
func damaged(random *rand.Rand, b []byte) ([]byte, string) {
	b = bytes.Clone(b)
	if len(b) == 0 {
		return []byte{byte(random.Uint32())}, "a byte in an empty file"
	}
	at := random.IntN(len(b))
	page := at / 4096 * 4096
	block := b[page:min(page+4096, len(b))]
	switch random.IntN(8) {
	case 0:
		return b[:at], fmt.Sprintf("cut off at %d", at)
	case 1:
		clear(block)
		return b, fmt.Sprintf("zeros from %d", page)
	case 2:
		for i := range block {
			block[i] = byte(random.Uint32())
		}
		return b, fmt.Sprintf("random from %d", page)
	case 3:
		copy(block, b[random.IntN(len(b))/4096*4096:])
		return b, fmt.Sprintf("another page at %d", page)
	case 4:
		b[page+random.IntN(min(64, len(block)))] ^= 1 << random.IntN(8)
		return b, fmt.Sprintf("a bit near %d", page)
	case 5:
		return append(b, b[:at]...), fmt.Sprintf("%d bytes too many", at)
	case 6:
		return nil, "emptied"
	default:
		b[at] ^= byte(1 + random.IntN(255))
		return b, fmt.Sprintf("byte %d", at)
	}
}

func filesOf(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// readings are commands whose answer is known.
var readings = [][]string{
	{"verify", "--full"}, {"verify"}, {"log", "--json"}, {"log", "--person", "a.khan"}, {"show", "3"}, {"show", "--signers"}, {"people"},
}

// answer leaves out what says how much a verification had read before, and when.
func answer(out string) string {
	var kept strings.Builder
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "Entries before ") && !strings.HasPrefix(line, "The log verifies: ") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// Whatever becomes of a file in the data folder: an error in a sentence, or the answer
// as it was. Never a trace, a hang or all of the memory.
func TestDamageOfAnyFileIsASentenceOrARightAnswer(t *testing.T) {
	demo := ownDemo(t)
	if got := runCLI(demo); got.code != 0 { // a start, which leaves files of its own
		t.Fatalf("%+v", got)
	}
	var before []ran
	for _, args := range readings {
		before = append(before, runCLI(demo, args...))
		if got := before[len(before)-1]; got.code != 0 {
			t.Fatalf("%v: %+v", args, got)
		}
	}
	files := filesOf(t, demo)
	for _, name := range []string{"log.db", "log.db.checkpoints", "log.db.verified", "practice.db", "pages.list", "station.key"} {
		if !slices.Contains(files, filepath.Join(demo, name)) {
			t.Fatalf("no %s among %v", name, files)
		}
	}
	random, refused := rand.New(rand.NewPCG(1, uint64(rounds(0)))), 0
	for round := range rounds(12) {
		name := files[random.IntN(len(files))]
		if round%2 == 0 { // as often as all others
			name = filepath.Join(demo, "log.db")
		}
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		changed, what := damaged(random, whole)
		what = fmt.Sprintf("round %d, %s: %s", round, filepath.Base(name), what)
		dir := filepath.Join(t.TempDir(), "d")
		if err := stationtest.Copy(dir, os.DirFS(demo)); err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(demo, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, rel), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		for i, args := range readings {
			began := time.Now()
			got := runCLI(dir, args...)
			if got.code != 0 {
				refused++
			}
			said := got.out + got.errors
			switch {
			case strings.Contains(said, "goroutine") || strings.Contains(said, "panic") || strings.Contains(said, "runtime error"):
				t.Errorf("%s: soprun %v ends in a trace:\n%s", what, args, said)
			case got.code == 0 && answer(got.out) != answer(before[i].out):
				t.Errorf("%s: soprun %v says something else, and that it is well:\n%s\nit was\n%s", what, args, got.out, before[i].out)
			case got.code != 0 && (got.code != 1 || strings.TrimSpace(said) == ""):
				t.Errorf("%s: soprun %v ends with %d: %s", what, args, got.code, said)
			case time.Since(began) > 30*time.Second:
				t.Errorf("%s: soprun %v took %s", what, args, time.Since(began))
			}
		}
		if got := runCLI(dir); got.code > 1 || strings.Contains(got.out+got.errors, "goroutine") || got.out+got.errors == "" {
			t.Errorf("%s: a start ends with %d: %s%s", what, got.code, got.out, got.errors)
		}
		if err := os.RemoveAll(dir); err != nil { // a thousand would fill the disk
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d answers were errors", refused, rounds(12)*len(readings))
	if refused == 0 || refused == rounds(12)*len(readings) {
		t.Error("all answers were alike")
	}
	var memory runtime.MemStats
	if runtime.ReadMemStats(&memory); memory.Sys > 500<<20 {
		t.Errorf("it took %d MB", memory.Sys>>20)
	}
}
