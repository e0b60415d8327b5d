package record_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// unjudged are the faults that verify.py leaves to soprun, and says so.
var unjudged = map[record.FaultCode]string{
	record.FaultSchema: "the form of each member", record.FaultProof: "proofs of keys", record.FaultStatement: "sentences",
	record.FaultTime: "the order of time", record.FaultControl: "the earlier values of controls",
}

// unbundled are the faults of logs of which no bundle is made: the writer reads what it copies.
var unbundled = []record.FaultCode{record.FaultForm, record.FaultSignature, record.FaultText, record.FaultCheckpoint, record.FaultEnd}

// forged returns a bundle of each log of a vector, by its name: of the whole log, and of the part that its first run is.
func forged(t *testing.T, names []string) map[string]fstest.MapFS {
	t.Helper()
	all := map[string]fstest.MapFS{}
	for _, name := range names {
		l := scenarios[name].made(t)
		all[name] = l.Bundle("")
		if !slices.ContainsFunc(l.Stored, func(e record.Stored) bool { return e.Erased != nil }) {
			if part, err := record.Part(l.Placed, &record.Filter{Run: "r-0001"}, ""); err == nil && len(part) > 0 {
				all[name+", the part of its first run"] = l.Bundle("", "r-0001")
			}
		}
	}
	return all
}

// ruled are the vectors that both verifiers judge by the rules of section 8.
func ruled() (names []string) {
	for name, s := range scenarios {
		if _, left := unjudged[s.expect]; !left && !slices.Contains(unbundled, s.expect) {
			names = append(names, name)
		}
	}
	return names
}

// Who may do what to whose record is judged without soprun too.
func TestBothVerifiersSayTheSameOfEveryRule(t *testing.T) {
	needTools(t)
	t.Parallel()
	saysTheSame(t, forged(t, ruled()), 200)
}

// saysTheSame asks both verifiers about bundles whose signatures are good, of which so many at least have to be refused.
func saysTheSame(t *testing.T, all map[string]fstest.MapFS, least int) {
	t.Helper()
	names := slices.Sorted(maps.Keys(all))
	var dirs []string
	for _, name := range names {
		dirs = append(dirs, written(t, filepath.Join(t.TempDir(), "b"), all[name]))
	}
	refused := 0
	for i, good := range judgedInPythonAs(t, dirs, "signed") {
		faults := judged(t, all[names[i]])
		ruledOut := slices.ContainsFunc(faults, func(f *record.Fault) bool { return unjudged[f.Code] == "" })
		if good && ruledOut || !good && len(faults) == 0 {
			t.Errorf("%s: sound for verify.py: %v; soprun finds %v", names[i], good, faults)
		}
		if !good {
			refused++
		}
	}
	t.Logf("%d bundles, %d refused", len(names), refused)
	if refused < least {
		t.Errorf("only %d of %d bundles are refused", refused, len(names))
	}
}

// What random people try is refused by both, in whatever order it comes.
func TestBothVerifiersSayTheSameOfRandomHistories(t *testing.T) {
	needTools(t)
	t.Parallel()
	all, histories := map[string]fstest.MapFS{}, 0
	rapid.Check(t, func(rt *rapid.T) {
		if histories++; histories > 8 {
			return
		}
		h := newHistory(t, rt)
		for range 60 {
			h.step()
		}
		all[fmt.Sprintf("history %d", histories)] = h.Bundle("")
		for i, r := range h.refused {
			if slices.ContainsFunc(r.breaks, func(c record.FaultCode) bool { return unjudged[c] != "" || slices.Contains(unbundled, c) }) {
				continue
			}
			l := recordtest.Empty(t)
			l.Texts = h.Texts
			for _, e := range h.Stored[:r.at] {
				l.Force(record.Sealed{Payload: e.Payload, Signature: e.Signature})
			}
			l.Force(r.sealed)
			all[fmt.Sprintf("history %d, attempt %d, %s %v", histories, i, r.kind, r.breaks)] = l.Bundle("")
		}
	})
	saysTheSame(t, all, 50)
}

// promises names a forged log for each rule of section 8, by the word that it begins with.
var promises = map[string]string{
	"Keys": "key-twice", "Rotation": "role-rotated-by-a-supervisor", "Revocation": "key-revoked-twice", "Close": "run-open-at-the-end",
	"Chain": "log-continues-itself", "People": "person-unknown", "Roles": "role-last-administrator", "prev": "prev-act-again",
	"Approval": "approval-not-yet", "Retirement": "approval-retired-twice", "Access": "access-miscounted", "Competence": "duties-found-by-who-checked",
	"Scheme": "standing-scheme-of-one-assessor", "Assessed": "standing-assessed-by-another", "Evidence": "duties-evidence-of-oneself",
	"Runs": "run-of-a-colleague", "Observations": "duties-observed-by-oneself", "Hand-over": "run-signed-while-offered", "Values": "amendment-of-another-value",
	"Amendments": "role-amended-by-a-colleague", "Separation of duties": "duties-own-review", "Returns": "duties-own-return", "Missed slots": "standing-missed-twice",
	"States": "role-asset-in-by-an-assistant", "Read": "standing-read-twice", "Notes": "duties-own-note", "Incidents": "duties-own-incident",
	"Unlocking": "duties-own-unlock", "Disposal": "duties-own-disposal", "Destroyed entries": "missing-destroyed-unconfirmed", "Copies": "copy-of-too-many",
}

// leftOut are the rules that verify.py does not judge, by what it says instead; a dispute is no fault.
var leftOut = map[string]string{
	"Controls": unjudged[record.FaultControl], "Time": unjudged[record.FaultTime], "Time in runs": unjudged[record.FaultTime], "Disputed entries": "disputed",
}

// apart are the rules that verify.py judges where it reads an entry, and not by its table.
var apart = []string{"Keys", "Destroyed entries"}

func TestEachRuleOfTheFormatHasAForgedLogThatBothVerifiersRefuse(t *testing.T) {
	needTools(t)
	format, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(format), "\n## 8. ")
	section, _, _ := strings.Cut(after, "\n## ")
	rules := regexp.MustCompile(`(?m)^- \*\*(.*?)\.\*\*`).FindAllStringSubmatch(section, -1)
	if len(rules) != len(promises)+len(leftOut) {
		t.Errorf("%d rules in FORMAT.md, %d promised and %d left out", len(rules), len(promises), len(leftOut))
	}
	var dirs, names []string
	for _, rule := range rules {
		name, judgedToo := promises[rule[1]]
		if !judgedToo {
			if leftOut[rule[1]] == "" || !strings.Contains(string(record.BundleVerifier), leftOut[rule[1]]) {
				t.Errorf("%q: verify.py neither judges it nor says that it does not", rule[1])
			}
			continue
		}
		word, _, _ := strings.Cut(rule[1], " of ")
		if row := strings.Contains(string(record.BundleVerifier), `("`+word+`", "`); row == slices.Contains(apart, rule[1]) {
			t.Errorf("%q has a row in the table of verify.py: %v", rule[1], row)
		}
		l := scenarios[name].made(t)
		b := l.Bundle("")
		if faults := judged(t, b); len(faults) == 0 {
			t.Errorf("%s: soprun finds no fault in %s", rule[1], name)
		}
		names, dirs = append(names, rule[1]+": "+name), append(dirs, written(t, filepath.Join(t.TempDir(), "b"), b))
	}
	for i, good := range judgedInPython(t, dirs) {
		if good {
			t.Errorf("%s: verify.py finds no fault", names[i])
		}
	}
}

// What decides may not be in a part of a log. Then it is not passed over in silence.
func TestThePythonVerifierSaysWhatItCouldNotJudge(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	planned["ok-scheme"].make(l)
	for what, c := range map[string]struct {
		bundle fstest.MapFS
		says   []string
		not    []string
	}{
		"a part": {l.Bundle("", "r-0003"), []string{
			"NOT JUDGED entries ", ": whether that run does not show it, or its signer had a part in it",
			"NOT JUDGED what each signer saw of the log",
		}, nil},
		"the whole log": {l.Bundle(""), []string{"NOT JUDGED the form of each member"}, []string{"NOT JUDGED entries", "what each signer saw"}},
	} {
		out := saidInPython(t, c.bundle)
		for _, want := range c.says {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %q is not in\n%s", what, want, out)
			}
		}
		for _, other := range c.not {
			if strings.Contains(out, other) {
				t.Errorf("%s: %q is in\n%s", what, other, out)
			}
		}
		for _, left := range unjudged {
			if !strings.Contains(out, left) {
				t.Errorf("%s: it does not say that it left out %q:\n%s", what, left, out)
			}
		}
		if !strings.HasSuffix(out, ": no fault\n") {
			t.Errorf("%s:\n%s", what, out)
		}
	}
}
