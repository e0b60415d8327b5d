package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// dropDerived deletes all that is derived from a log, as damage could.
func dropDerived(t *testing.T, data string) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(data, "log.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("derived")) })
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsDerivedComesBackFromTheLogAlone(t *testing.T) {
	for name, first := range map[string][]string{
		"built again on demand":    {"index", "--rebuild"},
		"missed by the next start": {"verify", "--full"},
	} {
		data := ownDemo(t)
		var before []ran
		reads := [][]string{{"log", "--json"}, {"log", "--person", "a.khan"}, {"show", "--signers"}, {"verify", "--full"}}
		for _, args := range reads {
			before = append(before, runCLI(data, args...))
		}
		dropDerived(t, data)
		if got := runCLI(data, first...); got.code != 0 || got.errors != "" {
			t.Errorf("%s: code %d, %s", name, got.code, got.errors)
		}
		for i, args := range reads {
			if got := runCLI(data, args...); got != before[i] {
				t.Errorf("%s: soprun %s now gives\n%+v, was\n%+v", name, strings.Join(args, " "), got, before[i])
			}
		}
	}
}

// madeUp is what two demos of one seed have in common: everything but keys,
// hashes and the minute in which they were made.
type madeUp struct {
	Person, Role, SOP, Version, Outcome string
	Codes                               []string
	Exceptions                          []any
	Countersigned                       []string
}

func demoOf(t *testing.T, seed string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	if got := runCLI(dir, "demo", dir, "--completions", "6", "--seed", seed); got.code != 0 {
		t.Fatalf("code %d: %s", got.code, got.errors)
	}
	var out []madeUp
	for line := range strings.Lines(runCLI(dir, "log", "--json").out) {
		var one madeUp
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		out = append(out, one)
	}
	if len(out) != 6 {
		t.Fatalf("%d completions", len(out))
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOneSeedMakesUpOneYear(t *testing.T) {
	first := demoOf(t, "5")
	if again := demoOf(t, "5"); again != first {
		t.Errorf("the same seed made up\n%s, and before\n%s", again, first)
	}
	if other := demoOf(t, "6"); other == first {
		t.Errorf("another seed made up the same year:\n%s", other)
	}
}

func TestEveryFilterOfTheLogKeepsWhatFitsAndNothingElse(t *testing.T) {
	data := ownDemo(t)
	type row struct {
		At, Person, SOP string
		Codes           []string
	}
	parse := func(text string) []row {
		var out []row
		for line := range strings.Lines(text) {
			var r row
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			out = append(out, r)
		}
		return out
	}
	all := parse(runCLI(data, "log", "--json").out)
	if !slices.IsSortedFunc(all, func(a, b row) int { return strings.Compare(b.At, a.At) }) {
		t.Error("the newest does not come first")
	}
	for i, r := range all {
		if len(r.Codes) == 0 {
			t.Fatalf("completion %d shows no code", i)
		}
		for flag, c := range map[string]struct {
			value string
			fits  func(row) bool
		}{
			"--person": {r.Person, func(o row) bool { return o.Person == r.Person }},
			"--sop":    {r.SOP, func(o row) bool { return o.SOP == r.SOP }},
			"--code":   {strings.ToLower(r.Codes[0]), func(o row) bool { return slices.Contains(o.Codes, r.Codes[0]) }},
		} {
			want := 0
			for _, o := range all {
				if c.fits(o) {
					want++
				}
			}
			got := parse(runCLI(data, "log", "--json", flag, c.value).out)
			if len(got) != want || slices.ContainsFunc(got, func(o row) bool { return !c.fits(o) }) {
				t.Errorf("log %s %s selects %d of %d: %+v", flag, c.value, len(got), want, got)
			}
		}
	}
}

func TestADataFolderThatIsAFileIsRefusedAndLeftAsItIs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notes")
	if err := os.WriteFile(file, []byte("notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"log", "show 0", "verify", "index --rebuild"} {
		got := runCLI(t.TempDir(), append([]string{"--data", file}, strings.Fields(args)...)...)
		if got.code != 1 || got.out != "" || !strings.HasPrefix(got.errors, "soprun: error: ") || !strings.Contains(got.errors, file) {
			t.Errorf("soprun %s: code %d, %q, %q", args, got.code, got.out, got.errors)
		}
	}
	if left, err := os.ReadFile(file); err != nil || string(left) != "notes\n" {
		t.Errorf("the file holds %q, %v", left, err)
	}
}
