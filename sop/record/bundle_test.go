package record_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// bundles are what a test is made with: the runs that it holds, none for the whole log.
var bundles = map[string][]string{"whole": nil, "part": {"r-0001"}}

func TestABundleVerifiesByItself(t *testing.T) {
	needTools(t)
	l := shift(t)
	for name, runs := range bundles {
		for _, by := range []string{"", boss, worker} {
			b := l.Bundle(by, runs...)
			for _, f := range judged(t, b) {
				t.Errorf("%s by %q: %s %v", name, by, f.Code, f)
			}
			dir := written(t, filepath.Join(t.TempDir(), "b"), b)
			out, err := exec.Command("python3", filepath.Join(dir, "verify.py")).CombinedOutput()
			if err != nil || !strings.HasSuffix(string(out), ": no fault\n") || strings.Contains(string(out), "unsigned") != (by == "") {
				t.Errorf("%s by %q: %v: %s", name, by, err, out)
			}
		}
	}
}

func TestTheVerifierInPythonIsShort(t *testing.T) {
	if n := bytes.Count(record.BundleVerifier, []byte("\n")); n > 400 {
		t.Errorf("verify.py has %d lines, at most 400", n)
	}
}

// everyBit asks for minutes of work: each bit of a bundle instead of one in some.
var everyBit = os.Getenv("SOPRUN_EVERY_BIT") != ""

// atRest are files that rest on the manifest alone, as FORMAT.md says.
var atRest = []string{"README", "verify.py", "MANIFEST", "MANIFEST.sig", "bundle.json"}

// Nobody who can write a new manifest can change what a bundle records.
func TestEveryFlippedBitOfABundleIsFoundUnderANewManifest(t *testing.T) {
	t.Parallel()
	l := lone(t)
	for _, runs := range bundles {
		b := l.Bundle("", runs...)
		eachBit(b, func(name string, bit int) {
			if slices.Contains(atRest, name) || !everyBit && bit%step != 0 {
				return
			}
			if len(judged(t, remade(b, name, flipped(b[name].Data, bit)))) == 0 {
				t.Errorf("%d entries: bit %d of %s was missed", len(b), bit, name)
			}
		})
	}
}

// So it is for rounds, items and ends.
func TestEveryFlippedBitOfARunWithItemsIsFound(t *testing.T) {
	t.Parallel()
	b := shift(t).Bundle("", "r-0003")
	eachBit(b, func(name string, bit int) {
		if slices.Contains(atRest, name) || !everyBit && bit%(31*step) != 0 {
			return
		}
		if len(judged(t, remade(b, name, flipped(b[name].Data, bit)))) == 0 {
			t.Errorf("bit %d of %s was missed", bit, name)
		}
	})
}

// A manifest tells of every bit of what it lists, and its signature of its own.
func TestEveryFlippedBitOfAManifestIsFound(t *testing.T) {
	t.Parallel()
	b := lone(t).Bundle(admin)
	eachBit(b, func(name string, bit int) {
		if !everyBit && bit%step != 0 || name != "MANIFEST.sig" && bit%97 != 0 { // a hash has no bit that is like no other
			return
		}
		changed := maps.Clone(b)
		changed[name] = &fstest.MapFile{Data: flipped(b[name].Data, bit), Mode: 0o644}
		if len(judged(t, changed)) == 0 {
			t.Errorf("bit %d of %s was missed", bit, name)
		}
	})
}

func TestThePythonVerifierFindsFlippedBitsToo(t *testing.T) {
	needTools(t)
	l := shift(t)
	var dirs []string
	root := t.TempDir()
	add := func(b fs.FS) { dirs = append(dirs, written(t, filepath.Join(root, fmt.Sprint(len(dirs))), b)) }
	for _, runs := range bundles {
		unsigned, signed := l.Bundle("", runs...), l.Bundle(boss, runs...)
		for i, name := range slices.Sorted(maps.Keys(signed)) {
			content := signed[name].Data
			if len(content) == 0 || i%3 != len(runs) { // a part of the files is enough
				continue
			}
			bit := (i*7919 + 13) % (8 * len(content)) // anywhere, and the same each time
			changed := maps.Clone(signed)
			changed[name] = &fstest.MapFile{Data: flipped(content, bit), Mode: 0o644}
			add(changed)
			if !slices.Contains(atRest, name) {
				add(remade(unsigned, name, flipped(unsigned[name].Data, bit)))
			}
		}
	}
	for i, good := range judgedInPython(t, dirs) {
		if good {
			t.Errorf("%s was found sound", dirs[i])
		}
	}
}

// forgeries are what an insider could do to a bundle, with a new manifest.
func forgeries(t *testing.T, l *recordtest.Log) map[string]fstest.MapFS {
	whole, part := l.Bundle(""), l.Bundle("", "r-0001")
	without := func(b fstest.MapFS, names ...string) fstest.MapFS {
		files := map[string][]byte{}
		for _, name := range names {
			if unpacked(b)[name] == nil {
				t.Fatalf("there is no %s", name)
			}
			files[name] = nil
		}
		return withManifest(changed(b, files))
	}
	other := recordtest.New(t)
	other.Perform(worker, "r-0009")
	foreign := other.Bundle("")
	loose := recordtest.New(t)
	finished(loose)
	sealed := complete(loose)
	sealed.Signature = unreduced(t, sealed.Signature)
	loose.Force(sealed)
	unsigned := l.Bundle(boss)
	delete(unsigned, "MANIFEST.sig")
	return map[string]fstest.MapFS{
		"the last entry dropped":           without(whole, "entries/00000018.json", "entries/00000018.json.sig"),
		"an event of the run dropped":      without(part, "entries/00000006.json", "entries/00000006.tlog-proof"),
		"an enrolment dropped":             without(part, "entries/00000002.json", "entries/00000002.json.sig", "entries/00000002.tlog-proof"),
		"a signature dropped":              without(whole, "entries/00000001.json.sig"),
		"a proof dropped":                  without(part, "entries/00000001.tlog-proof"),
		"a text dropped":                   without(whole, "texts/"+recordtest.TextSHA256),
		"the earlier checkpoints dropped":  remade(whole, "checkpoints", whole["checkpoints"].Data[bytes.LastIndexByte(whole["checkpoints"].Data[:len(whole["checkpoints"].Data)-1], '\n')+1:]),
		"a line that does not end":         remade(whole, "log.jsonl", bytes.TrimSuffix(whole["log.jsonl"].Data, []byte("\n"))),
		"an empty line more":               remade(whole, "log.jsonl", append(slices.Clone(whole["log.jsonl"].Data), '\n')),
		"a signature of a fact":            remade(whole, "entries/00000005.json.sig", unpacked(whole)["entries/00000001.json.sig"].Data),
		"signatures in another order":      remade(whole, "signatures", turnedRound(whole["signatures"].Data)),
		"words behind the signatures":      remade(whole, "signatures", append(slices.Clone(whole["signatures"].Data), "and more\n"...)),
		"a checkpoint spelt otherwise":     remade(whole, "checkpoints", append([]byte("0"), whole["checkpoints"].Data...)),
		"a checkpoint twice":               remade(whole, "checkpoints", append(bytes.Clone(whole["checkpoints"].Data[:bytes.IndexByte(whole["checkpoints"].Data, '\n')+1]), whole["checkpoints"].Data...)),
		"files of a part in a whole":       remade(whole, "entries/00000001.tlog-proof", part["entries/00000001.tlog-proof"].Data),
		"files of a whole in a part":       remade(part, "log.jsonl", whole["log.jsonl"].Data),
		"the checkpoint of another log":    remade(whole, "checkpoint", foreign["checkpoint"].Data),
		"a signature moved":                remade(whole, "entries/00000001.json.sig", unpacked(whole)["entries/00000002.json.sig"].Data),
		"an entry of another log":          remade(whole, "entries/00000007.json", unpacked(foreign)["entries/00000007.json"].Data),
		"two entries that changed places":  remade(remade(whole, "entries/00000005.json", unpacked(whole)["entries/00000006.json"].Data), "entries/00000006.json", unpacked(whole)["entries/00000005.json"].Data),
		"a text swapped":                   remade(whole, "texts/"+recordtest.TextSHA256, []byte("# Anything goes\n")),
		"a signer more":                    remade(whole, "allowed_signers", append(slices.Clone(whole["allowed_signers"].Data), "* ssh-ed25519 AAAA\n"...)),
		"a key revoked":                    remade(whole, "revoked", []byte(recordtest.Public(worker)+"\n")),
		"other words":                      remade(whole, "record.txt", bytes.Replace(whole["record.txt"].Data, []byte("reviewed"), []byte("approved"), 1)),
		"a file too many":                  remade(whole, "entries/notes.txt", []byte("nothing\n")),
		"a part that says that it is all":  remade(part, "bundle.json", regexp.MustCompile(`"filter":\{[^}]*\},`).ReplaceAll(part["bundle.json"].Data, nil)),
		"a bundle of no format":            remade(whole, "bundle.json", []byte(`{"v":"soprun-bundle/5"}`)),
		"a signature that went missing":    unsigned,
		"a signature that is not reduced":  loose.Bundle(""),
		"a manifest with another line end": {"MANIFEST": {Data: []byte("\r\n")}},
	}
}

// turnedRound are the signatures of a whole log, the last first.
func turnedRound(signatures []byte) []byte {
	all := signatureOf.FindAll(signatures, -1)
	slices.Reverse(all)
	return bytes.Join(all, nil)
}

// filters select what the run r-0001 of a shift is, and so a part that verifies.
var filters = []record.Filter{
	{Run: "r-0001"},
	{Run: "r-0001", Person: worker},
	{Person: worker, SOP: recordtest.SOP, Code: "S26"},
	{Person: worker, Since: "2026-11-22", Until: "2026-11-22"},
}

// misfits are parts that hold something else than their filter selects.
func misfits(t *testing.T, l *recordtest.Log) map[string]fstest.MapFS {
	part := func(filter record.Filter, others ...int64) fstest.MapFS { return l.BundleOf("", &filter, others...) }
	said := func(b fstest.MapFS, filter string) fstest.MapFS {
		old := regexp.MustCompile(`"filter":\{[^}]*\},`)
		if !old.Match(b["bundle.json"].Data) {
			t.Fatalf("no filter in %s", b["bundle.json"].Data)
		}
		return remade(b, "bundle.json", old.ReplaceAll(b["bundle.json"].Data, []byte(filter)))
	}
	one := part(record.Filter{Run: "r-0001"})
	two := part(record.Filter{SOP: recordtest.SOP})
	return map[string]fstest.MapFS{
		"the run of another":                said(one, `"filter":{"run":"r-0002"},`),
		"somebody else's work":              said(one, `"filter":{"person":"`+boss+`"},`),
		"another procedure":                 said(one, `"filter":{"sop":"SOP-X-1"},`),
		"another code":                      said(one, `"filter":{"code":"S1"},`),
		"a day before":                      said(one, `"filter":{"until":"2026-11-21"},`),
		"a day after":                       said(one, `"filter":{"since":"2026-11-23"},`),
		"a run beside the one named":        said(two, `"filter":{"run":"r-0001"},`),
		"a run by somebody else":            said(two, `"filter":{"person":"`+worker+`"},`),
		"no run at all":                     part(record.Filter{Run: "r-0099"}, 0),
		"a filter of a member too many":     said(one, `"filter":{"role":"assistant"},`),
		"a filter of nothing":               said(one, `"filter":{},`),
		"a filter with a day that is none":  said(one, `"filter":{"run":"r-0001","since":"2026-02-30"},`),
		"a filter with a code that is none": said(one, `"filter":{"code":"S0","run":"r-0001"},`),
	}
}

func TestAPartThatFitsItsFilterVerifies(t *testing.T) {
	needTools(t)
	l := shift(t)
	var dirs []string
	for i, filter := range filters {
		b := l.BundleOf("", &filter)
		if faults := judged(t, b); len(faults) > 0 {
			t.Errorf("%+v: %v", filter, faults)
		}
		dirs = append(dirs, written(t, filepath.Join(t.TempDir(), fmt.Sprint(i)), b))
	}
	for i, good := range judgedInPython(t, dirs) {
		if !good {
			t.Errorf("verify.py refuses the part for %+v", filters[i])
		}
	}
}

func TestBothVerifiersRefuseAPartThatDoesNotFitItsFilter(t *testing.T) {
	needTools(t)
	refusedByBoth(t, misfits(t, shift(t)))
}

// What belongs to no run of the part is no run itself: only the program tells.
func TestAPartHoldsNoEntryThatItsFilterHasNoUseFor(t *testing.T) {
	l := shift(t)
	kept := l.BundleOf("", &record.Filter{Run: "r-0001"})
	for at := range l.Tree.Size() {
		b := l.BundleOf("", &record.Filter{Run: "r-0001"}, at)
		faults := judged(t, b)
		if needed := kept[fmt.Sprintf("entries/%08d.tlog-proof", at)] != nil; needed != (len(faults) == 0) {
			t.Errorf("entry %d, which belongs to it: %v: %v", at, needed, faults)
		}
	}
}

// A scheme is of several procedures, and a part is of one of them.
func TestAPartWithASchemeOfOtherProceduresTooVerifies(t *testing.T) {
	l := recordtest.New(t)
	other := recordtest.ApproveBody("1.0", recordtest.TextSHA256)
	other.SOP = "SOP-CEN-015"
	l.Append(l.Act(boss, sop.Supervisor, other))
	scheme := schemeBody()
	scheme.Pages = append(scheme.Pages, other.SOP)
	l.Append(l.Act(boss, sop.Supervisor, scheme))
	observed(l, "r-0001", boss)
	l.Append(l.Act(boss, sop.Supervisor, found("r-0001", record.Alone, record.NotYet, l.State.Schemes[recordtest.SOP].Position)))
	b := l.BundleOf("", &record.Filter{Run: "r-0001"})
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
}

// Who only watched has signed nothing, and is named in the run.
func TestAPartHasTheEnrolmentOfWhoWatched(t *testing.T) {
	l := recordtest.New(t)
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("zoe.ash", "Zoe Ash", sop.Supervisor)))
	observed(l, "r-0001", "zoe.ash")
	b := l.BundleOf("", &record.Filter{Run: "r-0001"})
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestBothVerifiersRefuseABundleThatSaysItselfWrong(t *testing.T) {
	needTools(t)
	b := shift(t).Bundle("")
	bad := map[string]fstest.MapFS{}
	for old, replacements := range map[string][]string{
		`"app":"test",`: {
			``, `"app":"",`, `"app":" test",`, `"app":"a\u00a0",`, `"app":"` + strings.Repeat("é", 33) + `",`, `"app":7,`, `"app":"a\u200bb",`,
			`"app":"é",`, `"app":"\u0074est",`, `"also":"x","app":"test",`,
		},
		`"at":"2026-11-23T09:00:00.000Z",`: {
			``, `"at":"2026-11-23T09:00:00Z",`, `"at":"2026-11-31T09:00:00.000Z",`, `"at":"2026-11-23T24:00:00.000Z",`, `"at":"yesterday",`,
			`"at":"2026-11-23T09:00:00.000Z","by":"",`, `"at":"2026-11-23T09:00:00.000Z","by":"*",`, `"at":"2026-11-23T09:00:00.000Z","by":"Kim Oh",`,
		},
		`"entries":43,`:         {``, `"entries":42,`, `"entries":"43",`, `"entries":43.0,`, `"entries":true,`},
		`"size":43,`:            {``, `"size":44,`, `"size":"43",`},
		`"v":"soprun-bundle/4"`: {`"v":"soprun-bundle/4","w":""`, `"v":"soprun-bundle/4" `, `"v":"soprun-bundle/3"`, `"v":null`},
	} {
		for _, s := range replacements {
			if !bytes.Contains(b["bundle.json"].Data, []byte(old)) {
				t.Fatalf("no %s in %s", old, b["bundle.json"].Data)
			}
			bad[s+" for "+old] = remade(b, "bundle.json", bytes.Replace(b["bundle.json"].Data, []byte(old), []byte(s), 1))
		}
	}
	refusedByBoth(t, bad)
}

func TestBothVerifiersRefuseEveryForgery(t *testing.T) {
	needTools(t)
	refusedByBoth(t, forgeries(t, shift(t)))
}

// refusedByBoth tells of each bundle that a verifier finds sound.
func refusedByBoth(t *testing.T, all map[string]fstest.MapFS) {
	t.Helper()
	names := slices.Sorted(maps.Keys(all))
	var dirs []string
	for i, name := range names {
		dirs = append(dirs, written(t, filepath.Join(t.TempDir(), fmt.Sprint(i)), all[name]))
	}
	for i, good := range judgedInPython(t, dirs) {
		faults := judged(t, all[names[i]])
		if good || len(faults) == 0 {
			t.Errorf("%s: sound for verify.py: %v; for soprun: %v", names[i], good, len(faults) == 0)
		}
	}
}

// A part holds what FORMAT.md says, and nothing of other runs.
func TestAPartHoldsItsRunAndWhatItTakesToCheckIt(t *testing.T) {
	b := shift(t).Bundle("", "r-0001")
	var found []string
	for name := range b {
		if at, ok := strings.CutSuffix(name, ".tlog-proof"); ok {
			found = append(found, strings.TrimLeft(strings.TrimPrefix(at, "entries/"), "0"))
		}
	}
	slices.Sort(found)
	// The genesis, four enrolments, the approval, the run, the clock, the completion, the role, the review.
	if want := []string{"", "1", "12", "13", "14", "17", "18", "2", "3", "4", "5", "6", "7", "8"}; !slices.Equal(found, want) {
		t.Logf("%s", b["record.txt"].Data)
		t.Errorf("it holds %v, want %v", found, want)
	}
}

func TestALinkedRunComesWithTheRunThatNamesIt(t *testing.T) {
	l := recordtest.New(t)
	l.Perform(worker, "r-0001")
	l.Append(l.Start(worker, "r-0002", sop.Event{Kind: sop.LinkedDone, Step: "clean", Value: "r-0001", Mark: "complete"})...)
	b := l.Bundle("", "r-0002")
	if !bytes.Contains(b["record.txt"].Data, []byte("performed SOP-CEN-014 v2.1, run r-0001")) {
		t.Errorf("the linked run is not in it:\n%s", b["record.txt"].Data)
	}
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
}

// A person's words cannot pass for a line of their own, nor for a formula at the start of one.
func TestHostileWordsStayInTheirLine(t *testing.T) {
	l := recordtest.New(t)
	for _, words := range []string{`=HYPERLINK("x")`, "00000009  2026-11-22 09:00:00 (UTC+00:00)  I, nobody", "@SUM(1)", "; type genesis", "<script>", "%n%s"} {
		l.Append(l.Start(worker, fmt.Sprintf("r-%04d", l.Tree.Size()), sop.Event{Kind: sop.RunStopped, Reason: words})...)
	}
	for _, words := range []string{"\x1b[2J", "a\nb", "\u009b31m", "\u202egnp", "\u200b", "\r"} {
		e := l.Entry(worker, &record.RunEvent{Run: "r-0004", Event: sop.Event{Kind: sop.RunStopped, Reason: words}})
		if _, err := record.Encode(e); err == nil {
			t.Errorf("%q can be recorded", words)
		}
	}
	b := l.Bundle("")
	lines := strings.Split(strings.TrimSuffix(string(b["record.txt"].Data), "\n"), "\n")
	if int64(len(lines)) != l.Tree.Size()+1 {
		t.Errorf("%d lines for %d entries", len(lines), l.Tree.Size())
	}
	for i, line := range lines[1:] {
		if !strings.HasPrefix(line, fmt.Sprintf("%08d  2026-11-22 09:", i)) || strings.ContainsAny(line, "\x1b\u009b\u202e\r") {
			t.Errorf("line %d is %q", i, line)
		}
	}
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
}

// What the README says to type works, in a shell, with no more than it names.
func TestTheStepsOfABundlesReadmeWork(t *testing.T) {
	needTools(t)
	for kind, runs := range bundles {
		dir := written(t, filepath.Join(t.TempDir(), "b"), shift(t).Bundle(boss, runs...))
		readme, err := os.ReadFile(filepath.Join(dir, "README"))
		if err != nil || bytes.Contains(readme, []byte("@")) && !bytes.Contains(readme, []byte("@v1")) {
			t.Fatalf("%v\n%s", err, readme)
		}
		ran := 0
		for line := range strings.Lines(string(readme)) {
			command, ok := strings.CutPrefix(line, "    ")
			if !ok || strings.HasPrefix(command, "soprun ") {
				continue
			}
			ran++
			cmd := exec.Command("sh", "-c", command)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil || bytes.Contains(out, []byte("FAULT")) || len(out) == 0 {
				t.Errorf("%s: %s%v: %s", kind, command, err, out)
			}
		}
		if ran != 4 {
			t.Errorf("%s: %d commands were run, want 4", kind, ran)
		}
	}
}

const goldenDir = "testdata/bundles"

// goldens are bundles that were made once and have to verify for ever.
func goldens(t *testing.T) []string {
	t.Helper()
	made := map[string]fstest.MapFS{}
	for kind, runs := range bundles {
		made[kind+"-unsigned"], made[kind+"-signed"] = shift(t).Bundle("", runs...), shift(t).Bundle(boss, runs...)
	}
	made["every-kind"] = everyKind(t).Bundle(boss)
	var dirs []string
	for _, name := range slices.Sorted(maps.Keys(made)) {
		dir := filepath.Join(goldenDir, name)
		if _, err := os.Stat(dir); err != nil && *update { // one that is there is never written again
			written(t, dir, made[name])
		}
		dirs = append(dirs, dir)
	}
	return dirs
}

// readIn reads a bundle into memory.
func readIn(t *testing.T, dir string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFrozenBundlesVerifyForEver(t *testing.T) {
	for _, dir := range goldens(t) {
		for _, f := range judged(t, os.DirFS(dir)) {
			t.Errorf("%s: %s %v", dir, f.Code, f)
		}
	}
}

func TestFrozenBundlesVerifyWithoutSoprunNowAndInThirtyYears(t *testing.T) {
	needTools(t)
	for _, dir := range goldens(t) {
		if out, err := exec.Command("python3", "-B", filepath.Join(dir, "verify.py")).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", dir, err, out)
		}
		files := unpacked(readIn(t, dir))
		payload, signature := files["entries/00000003.json"].Data, filepath.Join(t.TempDir(), "sig")
		if err := os.WriteFile(signature, files["entries/00000003.json.sig"].Data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, clock := range []string{"20261123", "20271122", "20561122"} {
			cmd := exec.Command("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-r", "revoked", "-I", boss,
				"-n", record.Namespace, "-s", signature, "-O", "verify-time="+clock)
			cmd.Dir, cmd.Stdin = dir, bytes.NewReader(payload)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s on %s: %v: %s", dir, clock, err, out)
			}
		}
	}
}

// What has no clock cannot change its verdict with time.
func TestNothingThatVerifiesReadsTheClock(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, name := range append(files, "bundle/verify.py") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && regexp.MustCompile(`time\.(Now|Since|Until)\(|\.now\(|\.today\(|import time`).Match(text) {
			t.Errorf("%s reads the clock", name)
		}
	}
}

// A verifier in another country, or after the clocks changed, selects the same.
func TestAFiltersDaysAreThoseOfTheCompletionsOwnClock(t *testing.T) {
	e := record.NewEntry(&record.Completion{})
	e.At = record.At(time.Date(2026, 7, 31, 23, 30, 0, 0, time.UTC))
	e.Clock.Offset = 60
	for filter, want := range map[record.Filter]bool{
		{Since: "2026-08-01"}: true, {Until: "2026-08-01"}: true, {Until: "2026-07-31"}: false, {Since: "2026-08-02"}: false,
	} {
		if filter.Fits(e) != want {
			t.Errorf("%+v fits: %v", filter, !want)
		}
	}
}
