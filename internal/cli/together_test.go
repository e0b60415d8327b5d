package cli_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"soprun/internal/cli"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station/stationtest"
)

// copied is a copy of the demo, with the passphrase of J. Bell in a file, and the newest
// completions that wait for a countersignature, the newest first.
func copied(t *testing.T) (dir, phrase string, waiting []model.Completion) {
	t.Helper()
	demo, err := demoDir()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := stationtest.Copy(dir, os.DirFS(demo)); err != nil {
		t.Fatal(err)
	}
	printed, err := os.ReadFile(filepath.Join(dir, "printed"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^j\.bell\s.*supervisor\s+(.*)$`).FindSubmatch(printed)
	if line == nil {
		t.Fatalf("no passphrase in %s", printed)
	}
	phrase = filepath.Join(dir, "phrase")
	if err := os.WriteFile(phrase, line[1], 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs := call(t, dir, "log", "--json")
	for line := range strings.Lines(out) {
		var c struct {
			Entry         int64
			Person        string
			Countersigned []string
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%s %s: %v", line, errs, err)
		}
		if len(c.Countersigned) == 0 && c.Person != "j.bell" {
			waiting = append(waiting, model.Completion{Entry: c.Entry, Person: model.Person{ID: c.Person}})
		}
	}
	if len(waiting) < 3 {
		t.Fatalf("%d wait", len(waiting))
	}
	return dir, phrase, waiting
}

// payloads are the last entries of a log as they were signed, without times, chance and
// what follows from them.
func payloads(t *testing.T, dir string, last int) (out []string) {
	t.Helper()
	checked, _ := call(t, dir, "verify", "--json")
	var verdict struct{ Entries int }
	if err := json.Unmarshal([]byte(checked), &verdict); err != nil || verdict.Entries < last {
		t.Fatalf("%s: %v", checked, err)
	}
	for i := verdict.Entries - last; i < verdict.Entries; i++ {
		text, errs := call(t, dir, "show", strconv.Itoa(i), "--json")
		var entry map[string]any
		if err := json.Unmarshal([]byte(text), &entry); err != nil {
			t.Fatalf("%s %s: %v", text, errs, err)
		}
		for _, varies := range []string{"at", "clock", "nonce", "prev"} {
			delete(entry, varies)
		}
		all, err := json.Marshal(entry)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, regexp.MustCompile(`\d\d:\d\d`).ReplaceAllString(string(all), "HH:MM"))
	}
	return out
}

func TestSeveralRecordsArePrintedAndSignedForLikeInTheDialogue(t *testing.T) {
	dir, phrase, waiting := copied(t)
	newest, older := strconv.FormatInt(waiting[0].Entry, 10), strconv.FormatInt(waiting[1].Entry, 10)
	out, errs := call(t, dir, "countersign", newest, older, newest, "--as", "j.bell", "--comment", "looked at both", "--passphrase-file", phrase)
	at := -1
	for _, want := range []string{"Entry " + older + "  ", "\nSteps\n", "Entry " + newest + "  ", "\nSteps\n", "reviewed entry " + older, "reviewed entry " + newest, "Countersigned. Signed: entries " + older + ", " + newest + ".\n"} {
		next := strings.Index(out[at+1:], want)
		if next < 0 {
			t.Fatalf("%q is not printed, or not in its place:\n%s\n%s", want, out, errs)
		}
		at += 1 + next
	}
	other, phrase, _ := copied(t)
	text, err := os.ReadFile(phrase)
	if err != nil {
		t.Fatal(err)
	}
	var said, wrong strings.Builder
	numbers := []string{}
	for _, c := range waiting[:2] { // every row of the demo is said at once
		numbers = append(numbers, strconv.Itoa(rowOf(t, other, c.Entry)))
	}
	in := strings.Join([]string{"log", numbers[0], "b", numbers[1], "b", "countersign " + strings.Join(numbers, " "), "j.bell", "looked at both", string(text), "b", "q", ""}, "\n")
	cli.Run([]string{"--data", other, "--plain"}, os.Environ(), strings.NewReader(in), &said, &wrong)
	if got, want := payloads(t, dir, 2), payloads(t, other, 2); !slices.Equal(got, want) || !strings.Contains(got[1], "looked at both") {
		t.Errorf("the command writes\n%s\nand the dialogue\n%s\nwhich says\n%s\n%s", got, want, &said, &wrong)
	}
}

// A rule of the site is loosened by nobody who says another one.
func TestARuleOfTheSiteThatIsNotSaidStaysAsItIs(t *testing.T) {
	dir, phrase, _ := copied(t)
	rules := func(args ...string) string {
		t.Helper()
		out, errs := call(t, dir, slices.Concat([]string{"calendar", "rules"}, args, []string{"--reason", "agreed last week", "--as", "j.bell", "--passphrase-file", phrase})...)
		if errs != "" {
			t.Fatal(errs)
		}
		return out
	}
	rules("--needs", "block", "--nation", "wales")
	rules("--past-review", "block")
	out, _ := call(t, dir, "calendar")
	for _, want := range []string{"block where a need is not met, block past review. Bank holidays of Wales."} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	rules("--nation", "")
	if out, _ := call(t, dir, "calendar"); !strings.Contains(out, "No bank holidays.") {
		t.Errorf("the holidays of a nation are not taken back:\n%s", out)
	}
}

// rowOf is under which number the dialogue says a completion first.
func rowOf(t *testing.T, dir string, entry int64) int {
	t.Helper()
	out, _ := call(t, dir, "log", "--json")
	n := 0
	for line := range strings.Lines(out) {
		if n++; strings.Contains(line, `"entry":`+strconv.FormatInt(entry, 10)+",") {
			return n
		}
	}
	t.Fatalf("entry %d is not listed", entry)
	return 0
}

func TestOwnWorkAmongSeveralRecordsIsNamedBeforeThePassphraseIsAsked(t *testing.T) {
	dir, _, waiting := copied(t)
	before := payloads(t, dir, 1)
	out, _ := call(t, dir, "log", "--json", "--person", "m.rossi") // a supervisor
	own := regexp.MustCompile(`"entry":(\d+),`).FindStringSubmatch(out)
	others := slices.IndexFunc(waiting, func(c model.Completion) bool { return c.Person.ID != "m.rossi" })
	if own == nil || others < 0 {
		t.Fatalf("they did %q, and these wait: %+v", out, waiting)
	}
	entry := own[1]
	_, errs := call(t, dir, "countersign", strconv.FormatInt(waiting[others].Entry, 10), entry, "--as", "m.rossi", "--comment", "discussed")
	if !strings.Contains(errs, "error: entry "+entry+": ") || !strings.Contains(errs, `"m.rossi" reviewed their own work; nothing is signed`) || strings.Contains(errs, "passphrase") {
		t.Errorf("own work: %s", errs)
	}
	if out, errs := call(t, dir, "countersign", entry, "1", "--as", "j.bell"); out != "" || !strings.Contains(errs, "entry 1 is of another kind: ") {
		t.Errorf("an entry that is no record: %s\n%s", out, errs)
	}
	if _, errs := call(t, dir, "countersign", "--as", "j.bell"); !strings.Contains(errs, "name the entries, like soprun countersign 12 13") {
		t.Errorf("no entry: %s", errs)
	}
	if after := payloads(t, dir, 1); !slices.Equal(before, after) {
		t.Errorf("something was written: %s", after)
	}
}

// desk takes one signature.
type desk struct {
	present.Desk
	present.Reader
	signed []string
}

func (d *desk) CheckKnown(model.Named) error { return nil }

func (d *desk) Staff() (model.Staff, error) { return model.Staff{}, nil }

func (d *desk) Prepare(by string, act model.Act) (model.Draft, error) {
	return model.Draft{Person: model.Person{ID: by}, Statement: "I reviewed " + strconv.FormatInt(act.(model.Countersign).Entry, 10) + "."}, nil
}

func (d *desk) Sign(draft model.Draft, _ []byte) (int64, error) {
	if len(d.signed) == 1 {
		return 0, errors.New("the disk is full")
	}
	d.signed = append(d.signed, draft.Statement)
	return 7, nil
}

func TestACommandThatFailsAmongSeveralSaysWhichWereSigned(t *testing.T) {
	_, phrase, _ := copied(t)
	var c present.Case
	for _, entry := range []int64{12, 13, 14} {
		c.Several = append(c.Several, present.Case{Row: "entry " + strconv.FormatInt(entry, 10), Record: model.Record{Completion: model.Completion{Entry: entry}}})
	}
	d, out := &desk{}, &strings.Builder{}
	err := cli.FillAbout(present.RecordForms(c)[0], present.Sources{Desk: d, Reader: d, Roll: d}, c, out, "--as", "j.bell", "--passphrase-file", phrase)
	if err == nil || err.Error() != "Signed: entry 12. NOT SIGNED: entries 13, 14, because of entry 13: the disk is full" {
		t.Errorf("it fails with %v", err)
	}
	if out.String() != "I reviewed 12.\nI reviewed 13.\nI reviewed 14.\n" || !slices.Equal(d.signed, []string{"I reviewed 12."}) {
		t.Errorf("it says %q, and signed %q", out, d.signed)
	}
}

func (d *desk) Enrolled() (model.Enrolled, error) { return model.Enrolled{}, nil }
