package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"soprun/internal/cli"
	"soprun/internal/present"
)

// Whatever can be filled in on a screen or in the dialogue is a command too, with a flag
// for each of its lines.
func TestEveryFormIsACommand(t *testing.T) {
	root := cli.Tree()
	for under, forms := range map[string][]present.Form{
		"people": slices.Concat(present.KeyForms, present.PeopleForms), "": slices.Concat(present.StationForms, present.LogForms, present.RecordForms(present.Case{}), present.PageForms(present.Case{})),
	} {
		for _, f := range forms {
			path := []string{f.Name}
			if under != "" {
				path = []string{under, f.Name}
			}
			if f.Under != "" {
				path = []string{f.Under, f.Name}
			}
			cmd, rest, err := root.Find(path)
			if err != nil || len(rest) != 0 || cmd.Name() != f.Name {
				t.Errorf("%q is no command: %v", path, err)
				continue
			}
			for _, a := range f.Asks {
				if a.Arg != "" {
					if !strings.Contains(cmd.Use, a.Arg) {
						t.Errorf("%s has no %s", cmd.CommandPath(), a.Arg)
					}
					continue
				}
				flag := a.Name
				if a.Kind == present.Secret || a.Kind == present.NewSecret {
					flag += "-file"
				}
				if cmd.Flags().Lookup(flag) == nil {
					t.Errorf("%s has no --%s", cmd.CommandPath(), flag)
				}
			}
		}
	}
}

// call runs a command on the demo's log and returns what it says.
func call(t *testing.T, dir string, args ...string) (out, errs string) {
	t.Helper()
	var o, e strings.Builder
	cli.Run(append([]string{"--data", dir}, args...), os.Environ(), strings.NewReader(""), &o, &e)
	return o.String(), e.String()
}

func TestARecordIsPrintedBeforeSomebodySignsForIt(t *testing.T) {
	own := ownDemo(t)
	out, errs := call(t, own, "log", "--json", "--limit", "1")
	var line struct {
		Entry  int64
		Person string
	}
	if err := json.Unmarshal([]byte(out), &line); err != nil {
		t.Fatalf("%q %q: %v", out, errs, err)
	}
	entry := strconv.FormatInt(line.Entry, 10)
	out, errs = call(t, own, "countersign", "--entry", entry, "--as", "j.bell", "--comment", "looked through")
	record, sentence := strings.Index(out, "Entry "+entry), strings.Index(out, "I, J. Bell (j.bell, supervisor), reviewed entry "+entry)
	if record != 0 || sentence < 0 || !strings.Contains(out[:sentence], "\nSteps\n") || !strings.Contains(errs, "no terminal to ask for the passphrase on") {
		t.Errorf("countersign says\n%s\n%s", out, errs)
	}
	if out, errs = call(t, own, "countersign", "--entry", "1", "--as", "j.bell"); out != "" || errs != "soprun: error: entry 1 is of another kind: it is no completion\n" {
		t.Errorf("an entry that is no record: %s\n%s", out, errs)
	}
	if out, errs = call(t, own, "return", "99999", "--as", "j.bell", "--reason", "which lot was it?"); out != "" || !strings.HasPrefix(errs, "soprun: error: entry 99999: not in the log: the log has ") {
		t.Errorf("an entry that is not there: %s\n%s", out, errs)
	}
	if _, errs = call(t, own, "return", entry, "--as", line.Person, "--reason", "which lot was it?"); !strings.Contains(errs, `"`+line.Person+`" is no supervisor, who signs this: that is j.bell`) {
		t.Errorf("an assistant sends back: %s", errs)
	}
	for _, args := range [][]string{{"return"}, {"return", "1", "--entry", "2"}} {
		if out, errs = call(t, own, append(args, "--as", "j.bell", "--reason", "which lot was it?")...); out != "" || !strings.Contains(errs, "name the entry, like soprun return 12") {
			t.Errorf("%v: %s\n%s", args, out, errs)
		}
	}
	if _, errs = call(t, own, "amend", "--entry", entry, "--as", line.Person, "--step", "99", "--value", "1", "--reason", "misread the display"); !strings.Contains(errs, "has no such value; it has: step ") && !strings.Contains(errs, "no recorded value to amend") {
		t.Errorf("a value that is not there: %s", errs)
	}
}

// What stands in a line of the screen before anything is typed need not be given.
func TestACommandBeginsWithWhatStandsOnTheScreen(t *testing.T) {
	own := ownDemo(t)
	set := []string{"people", "schemes", "set", "--pages", "SOP-IC-001", "--observations", "3", "--reason", "agreed last week", "--as", "j.bell"}
	for want, more := range map[string][]string{
		": 3 observations by 2 assessors, methods observed, portfolio of 10 to 18 pieces, because: agreed last week":      nil,
		": 3 observations by 1 assessor, methods observed, questions, competent for 24 months, because: agreed last week": {"--assessors", "1", "--methods", "questions observed", "--months", "24", "--pieces", ""},
	} {
		if out, errs := call(t, own, append(set, more...)...); !strings.Contains(out, want) || !strings.Contains(errs, "no terminal to ask for the passphrase on") {
			t.Errorf("%q says\n%s\n%s", more, out, errs)
		}
	}
	if _, errs := call(t, own, "people", "schemes", "set", "--pages", "SOP-IC-001", "--reason", "agreed last week", "--as", "j.bell"); !strings.Contains(errs, "observations") {
		t.Errorf("how many runs is left out: %s", errs)
	}
	if out, _ := call(t, own, "people", "schemes", "ST0218-v1.1"); strings.Count(out, "Methods: to be set by the department.") != 76 || !strings.Contains(out, "plan of ST0218 was not read") {
		t.Errorf("the template says\n%s", out)
	}
}

func TestAPageIsPrintedBeforeSomebodyApprovesIt(t *testing.T) {
	own, pages := ownDemo(t), t.TempDir()
	page := "---\nid: SOP-TM-900\ntitle: Look\nversion: 1.0\nstatus: ready\nowner: Q\nreview-every: 12 months\nstandard: ST0218 v1.1\n" +
		"codes: [S7]\nmode: read-do\nsign: performer\n---\n\n# Look\n\n1. Look at the lamp. `#lamp, S7`\n"
	if err := os.WriteFile(filepath.Join(pages, "look.md"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs := call(t, own, "approve", "SOP-TM-900", "--pages", pages, "--as", "j.bell")
	shown, sentence := strings.Index(out, "1. Look at the lamp."), strings.Index(out, "I, J. Bell (j.bell, supervisor), approved SOP-TM-900 v1.0")
	if shown < 0 || sentence < shown || !strings.Contains(errs, "no terminal to ask for the passphrase on") {
		t.Errorf("approve says\n%s\n%s", out, errs)
	}
	if _, errs := call(t, own, "approve", "SOP-NO-000", "--as", "j.bell"); !strings.Contains(errs, `"SOP-NO-000"`) {
		t.Errorf("a page that is not there: %s", errs)
	}
	if out, errs := call(t, own, "approve", "SOP-IC-001", "--as", "j.bell"); strings.Contains(out, "I, J. Bell") || !strings.Contains(errs, "there is nothing to approve") {
		t.Errorf("a page that is approved: %s\n%s", out, errs)
	}
}

// What one cannot sign about oneself says what was tried, and who can.
func TestWhoSignsAboutThemselvesIsToldWhoCan(t *testing.T) {
	own := ownDemo(t)
	for want, args := range map[string][]string{
		`the statement is about the evidence of "j.bell", who made it: another supervisor has to make it`: {"people", "statements", "make", "--person", "j.bell", "--first", "2025-11-22", "--as", "j.bell"},
		`the evidence is about "j.bell", who recorded it: another supervisor has to record it`: {
			"people", "evidence", "record", "--person", "j.bell", "--code", "K27", "--method", "question", "--asked", "why balance a rotor?", "--said", "or it shakes and breaks", "--as", "j.bell",
		},
		"by portfolio nobody is found competent, only in a run that was watched: say not yet here, and record what was answered right as evidence of its code": {
			"people", "assess", "--person", "a.khan", "--sop", "SOP-IC-001", "--method", "portfolio", "--outcome", "competent", "--as", "j.bell",
		},
	} {
		if out, errs := call(t, own, args...); out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q says\n%s\n%s\nwant %s", args, out, errs, want)
		}
	}
}

func TestAMistypedNameOfWhatThereIsIsSaidWithWhatIsMeant(t *testing.T) {
	own := ownDemo(t)
	why := []string{"--reason", "agreed with the lead", "--as", "j.bell"}
	for want, args := range map[string][]string{
		`no page stands in an area "infektion control" (did you mean infection control?)`:    {"people", "duties", "assign", "--person", "a.khan", "--area", "infektion control"},
		`"s.ali" does not have the duty of "SOP-CO-O37" (did you mean SOP-CO-037?)`:          {"people", "duties", "unassign", "--person", "s.ali", "--sop", "SOP-CO-O37"},
		`no procedure "SOP-IC-OO1" was ever approved here (did you mean SOP-IC-001?)`:        {"people", "assess", "--person", "a.khan", "--sop", "SOP-IC-OO1", "--method", "observed", "--outcome", "not yet"},
		`no procedure "SOP-IC-O01" was ever approved here (did you mean SOP-IC-001?)`:        {"people", "schemes", "set", "--pages", "SOP-IC-O01", "--observations", "2", "--assessors", "1"},
		`no procedure "SOP-EQ-O14" was ever approved here (did you mean SOP-EQ-014?)`:        {"due", "explain", "--sop", "SOP-EQ-O14", "--first", "2026-11-22"},
		`no record of SOP-EQ-014 is of an asset "FR-0O1" (did you mean FR-001?)`:             {"due", "explain", "--sop", "SOP-EQ-014", "--item", "FR-0O1", "--first", "2026-11-22"},
		`nobody with the short name "a.kahn" is enrolled here (did you mean a.khan?)`:        {"people", "unlock", "--person", "a.kahn"},
		`no terminal "bench-9" has access`:                                                   {"people", "terminals", "remove", "--name", "bench-9"},
		`no procedure "SOP-IC-OO1" was ever approved here (did you mean SOP-IC-001?)` + "\n": {"people", "retire", "--sop", "SOP-IC-OO1", "--version", "1.0"},
	} {
		args = append(args, why...)
		if args[1] == "assess" {
			args = append(args[:len(args)-4], "--comment", "it went well", "--as", "j.bell")
		}
		if out, errs := call(t, own, args...); out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q says\n%s\n%s\nwant %s", args, out, errs, want)
		}
	}
}

func TestAMistypedAssetIsNotTakenOut(t *testing.T) {
	own := ownDemo(t)
	for _, c := range []struct{ to, mark, want string }{
		{"out", "CEN-O012", `names an asset "CEN-O012" (did you mean CEN-0012?): type its mark as it stands on it, or "new CEN-O012"`},
		{"in", "CEN-OO12", `"CEN-OO12" is not out of service (did you mean CEN-0012?)`},
	} {
		if out, errs := call(t, own, "assets", c.to, "--asset", c.mark, "--reason", "the lid does not lock", "--as", "j.bell"); out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%s %s says\n%s\n%s", c.to, c.mark, out, errs)
		}
	}
	if out, errs := call(t, own, "assets", "out", "--asset", "new CEN-9", "--reason", "the lid does not lock", "--as", "j.bell"); !strings.Contains(out, `took "CEN-9" out of service`) {
		t.Errorf("a new one says\n%s\n%s", out, errs)
	}
}
