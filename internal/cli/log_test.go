package cli_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/internal/cli"
	"soprun/internal/station/stationtest"
)

// longLog makes a station with so many completions, of which the oldest cannot be read.
func longLog(t *testing.T, completions int) string {
	t.Helper()
	dir := t.TempDir()
	stationtest.Long(t, dir, completions)
	db, err := bbolt.Open(filepath.Join(dir, "log.db"), 0o600, &bbolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		b, key := tx.Bucket([]byte("entries")), binary.BigEndian.AppendUint64(nil, oldest)
		value := strings.Replace(string(b.Get(key)), "r-0000", "r-9999", 1)
		return b.Put(key, []byte(value))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// oldest is the entry of the first completion of a long log: three people, an approval,
// the start of the run and two events stand before it.
const oldest = 7

// Rows are printed as they are read: an entry that cannot be read ends the list where it
// stands, and a list that does not come to it is whole.
func TestTheLogIsPrintedAsItIsRead(t *testing.T) {
	dir := longLog(t, 130)
	for _, format := range [][]string{nil, {"--json"}} {
		got := runCLI(dir, append([]string{"log"}, format...)...)
		if n := strings.Count(got.out, "\n"); got.code != 1 || n != 100 || !strings.Contains(got.errors, "entry 7") {
			t.Errorf("%v: exit %d after %d rows: %s", format, got.code, n, got.errors)
		}
		got = runCLI(dir, append([]string{"log", "--limit", "110"}, format...)...)
		if n := strings.Count(got.out, "\n"); got.code != 0 || n != 110 || got.errors != "" {
			t.Errorf("%v: exit %d after %d rows: %s", format, got.code, n, got.errors)
		}
	}
}

func TestTheLogEndsWithWhoeverReadsIt(t *testing.T) {
	dir := longLog(t, 130)
	in, out := io.Pipe()
	code := make(chan int)
	go func() {
		code <- cli.Run([]string{"log"}, []string{"SOPRUN_DATA=" + dir}, strings.NewReader(""), out, io.Discard)
	}()
	if line, err := bufio.NewReader(in).ReadString('\n'); err != nil || !strings.Contains(line, "kim.oh") {
		t.Errorf("%q, %v", line, err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if got := <-code; got != 1 {
		t.Errorf("exit %d", got)
	}
}

func TestTheDayOfUntilIsInTheLog(t *testing.T) {
	dir := t.TempDir()
	stationtest.Long(t, dir, 3)
	for line, want := range map[string]int{
		"--until 2026-11-21": 0, "--until 2026-11-22": 3, "--since 2026-11-22 --until 2026-11-22": 3, "--since 2026-11-23": 0,
	} {
		got := runCLI(dir, append([]string{"log"}, strings.Fields(line)...)...)
		if n := strings.Count(got.out, "kim.oh"); got.code != 0 || n != want {
			t.Errorf("%s: exit %d with %d rows, want %d: %s", line, got.code, n, want, got.errors)
		}
	}
}

// Every tenth of them is countersigned, the first and the newest too.
func TestTheLogIsNarrowedByHowARunEndedAndStands(t *testing.T) {
	dir := t.TempDir()
	stationtest.Long(t, dir, 11)
	for line, want := range map[string]int{
		"--to-review": 9, "--countersigned-by bo.ray": 2, "--countersigned-by kim.oh": 0, "--exceptions": 0, "--sent-back": 0,
		"--outcome Complete": 11, "--outcome stopped": 0, "--outcome complete --to-review --limit 4": 4,
	} {
		got := runCLI(dir, append([]string{"log"}, strings.Fields(line)...)...)
		if n := strings.Count(got.out, "kim.oh"); got.code != 0 || n != want {
			t.Errorf("%s: exit %d with %d rows, want %d: %s", line, got.code, n, want, got.errors)
		}
	}
	for line, want := range map[string]string{
		"--outcome lost":             "write one of complete, complete-except, ended, stopped",
		"--countersigned-by no.body": "no.body",
	} {
		if got := runCLI(dir, append([]string{"log"}, strings.Fields(line)...)...); got.code == 0 || !strings.Contains(got.errors, want) {
			t.Errorf("%s: exit %d: %s", line, got.code, got.errors)
		}
	}
}

// What a trace finds stands between how it was read and how much there was to read.
func TestATraceSaysHowItWasReadAndThatAllWasRead(t *testing.T) {
	dir := t.TempDir()
	stationtest.Long(t, dir, 11)
	for words, want := range map[string][]string{
		"kim.oh -countersigned":    {"read as: kim.oh, person; not countersigned", "9 of 11 records, all read"},
		"cs:bo.ray complete":       {"read as: countersigned by bo.ray; complete", "2 of 11 records, all read"},
		"centrifuge kim --limit=4": {"read as: the word centrifuge; the word kim", "4 of 11 records, the newest that fit: more may, --limit ends here"},
		"zebra":                    {"read as: the word zebra", "No record fits."},
	} {
		args := []string{"trace", words}
		if words, limit, ok := strings.Cut(words, " --"); ok {
			args = []string{"trace", words, "--" + limit}
		}
		got := runCLI(dir, args...)
		lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
		if got.code != 0 || lines[0] != want[0] || lines[len(lines)-1] != want[1] {
			t.Errorf("%s: exit %d:\n%s%s", words, got.code, got.out, got.errors)
		}
	}
	got := runCLI(dir, "trace", "cs:bo.ray", "--json")
	if n := strings.Count(got.out, `"values":[]`); n != 2 || strings.Contains(got.out, "read as") || strings.Count(got.out, "\n") != 2 {
		t.Errorf("as JSON it is %d rows:\n%s", n, got.out)
	}
}

func TestATraceSaysWhatAWordIsTheNameOf(t *testing.T) {
	dir := t.TempDir()
	stationtest.Long(t, dir, 3)
	if got := runCLI(dir, "trace", "\x1b]0;mine\a\x1b[2Jfridge"); strings.ContainsAny(got.out+got.errors, "\x1b\a") || !strings.Contains(got.out, "read as: ") {
		t.Errorf("what was typed orders the terminal about: %q", got.out)
	}
	got := runCLI(dir, "trace", "kim.oh")
	lines := strings.Split(got.out, "\n")
	if got.code != 0 || len(lines) < 2 || lines[1] != "kim.oh, a person: soprun people kim.oh" {
		t.Errorf("exit %d:\n%s%s", got.code, got.out, got.errors)
	}
}
