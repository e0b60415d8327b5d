package record_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestWhatASuspectKeySignedIsDisputedAndNeverVanishes(t *testing.T) {
	l := recordtest.New(t)
	at := suspected(l)
	report := verified(t, l, record.Options{})
	if !report.OK() || !slices.Equal(report.Disputed, []int64{at}) {
		t.Errorf("disputed %v, faults %v; want %d and none", report.Disputed, report.Faults, at)
	}
	for _, c := range []struct {
		person string
		at     int64
		want   bool
	}{{worker, at, true}, {worker, at - 1, false}, {worker, at + 2, false}, {boss, at, false}, {worker, l.Tree.Size() - 1, false}} {
		if got := l.State.Disputed(c.person, c.at); got != c.want {
			t.Errorf("entry %d by %s is disputed: %v", c.at, c.person, got)
		}
	}
}

// Both verifiers and both ways to ask know the same entries as disputed.
func TestDisputesFollowFromTheKeyThatSigned(t *testing.T) {
	for name, s := range keyed {
		if s.expect != "ok" {
			continue
		}
		l := s.made(t)
		var byPerson []int64
		for at, stored := range l.Stored {
			if e, err := record.Decode(stored.Payload); err == nil && e.Type.Act() && l.State.Disputed(e.Person, int64(at)) {
				byPerson = append(byPerson, int64(at))
			}
		}
		if report := verified(t, l, record.Options{}); !slices.Equal(report.Disputed, byPerson) {
			t.Errorf("%s: by key %v, by person %v", name, report.Disputed, byPerson)
		}
	}
}

func TestABundleNamesEveryKeyAndWhatIsDisputed(t *testing.T) {
	needTools(t)
	for name, s := range keyed {
		if s.expect != "ok" {
			continue
		}
		l := s.made(t)
		report := verified(t, l, record.Options{})
		for kind, runs := range bundles {
			if runs != nil && !bytes.Contains(l.Bundle("")["record.txt"].Data, []byte("run "+runs[0])) {
				continue // a log without a run
			}
			b := l.Bundle(admin, runs...)
			for _, f := range judged(t, b) {
				t.Errorf("%s, %s: %s %v", name, kind, f.Code, f)
			}
			dir := written(t, filepath.Join(t.TempDir(), "b"), b)
			out, err := exec.Command("python3", "-B", filepath.Join(dir, "verify.py")).CombinedOutput()
			marked := bytes.Count(b["record.txt"].Data, []byte(")  DISPUTED: I, "))
			if err != nil || !strings.Contains(string(out), fmt.Sprintf(", %d disputed,", marked)) {
				t.Errorf("%s, %s: %v: %s", name, kind, err, out)
			}
			if kind == "whole" && marked != len(report.Disputed) {
				t.Errorf("%s: %d entries are marked, %d are disputed", name, marked, len(report.Disputed))
			}
		}
	}
}

func TestSSHKeygenKnowsWhichKeysSignNoMore(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	at := suspected(l)
	dir := written(t, filepath.Join(t.TempDir(), "b"), unpacked(l.Bundle(worker)))
	for _, c := range []struct {
		what string
		more []string
		want bool
	}{{"without the list of ended keys", nil, true}, {"with it", []string{"-r", "revoked"}, false}} {
		args := append([]string{"-Y", "verify", "-f", "allowed_signers", "-I", worker, "-n", record.Namespace, "-s", fmt.Sprintf("entries/%08d.json.sig", at)}, c.more...)
		cmd := exec.Command("ssh-keygen", args...)
		cmd.Dir, cmd.Stdin = dir, bytes.NewReader(l.Stored[at].Payload)
		if out, err := cmd.CombinedOutput(); (err == nil) != c.want {
			t.Errorf("%s: %v: %s", c.what, err, out)
		}
	}
	cmd := exec.Command("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-r", "revoked", "-I", worker, "-n", record.ExportNamespace, "-s", "MANIFEST.sig")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(l.Bundle(worker)["MANIFEST"].Data)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the manifest: %v: %s", err, out)
	}
}

// An inspector with an old key of somebody cannot make a bundle in their name.
func TestAKeyThatSignsNoMoreSignsNoManifest(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	suspected(l)
	l.Hold(worker, worker)
	b := l.Bundle(worker)
	if faults := judged(t, b); len(faults) == 0 {
		t.Error("soprun found no fault")
	}
	if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "b"), b)}); good[0] {
		t.Error("verify.py found no fault")
	}
}

func TestAPartBringsTheKeysOfItsPeople(t *testing.T) {
	l := recordtest.New(t)
	suspected(l)
	b := l.Bundle("", "r-0003")
	for _, words := range []string{"revoked the key SHA256:", "rotated the key of Kim Oh (kim.oh)"} {
		if !bytes.Contains(b["record.txt"].Data, []byte(words)) {
			t.Errorf("%q is not in it:\n%s", words, b["record.txt"].Data)
		}
	}
	if n := bytes.Count(b["allowed_signers"].Data, []byte(worker+" ")); n != 2 {
		t.Errorf("%d keys of %s are listed, want 2:\n%s", n, worker, b["allowed_signers"].Data)
	}
	if got, want := string(b["revoked"].Data), recordtest.Public(worker)+"\n"; got != want {
		t.Errorf("revoked holds %q, want %q", got, want)
	}
}

func TestAFingerprintIsTheOneThatSSHKeygenShows(t *testing.T) {
	needTools(t)
	cmd := exec.Command("ssh-keygen", "-l", "-f", "-")
	cmd.Stdin = strings.NewReader(recordtest.Public(worker) + "\n")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), " "+record.Fingerprint(recordtest.Public(worker))+" ") {
		t.Errorf("%v: %s, want %s", err, out, record.Fingerprint(recordtest.Public(worker)))
	}
}

// Whoever holds the station's key can log what they like; what an old key signed
// then is found by the inspector's tools too.
func TestTheVerifierInPythonKnowsWhoseKeyItWas(t *testing.T) {
	needTools(t)
	names := []string{
		"key-of-before-the-rotation", "key-after-its-revocation", "key-rotated-by-who-has-none", "key-rotated-to-a-colleagues",
		"key-rotated-back", "statement-of-another-key", "ok-key-rotated",
	}
	var dirs []string
	for _, name := range names {
		b := keyed[name].made(t).Bundle("")
		dirs = append(dirs, written(t, filepath.Join(t.TempDir(), "b"), b))
		if faults := judged(t, b); (len(faults) == 0) != (keyed[name].expect == "ok") {
			t.Errorf("%s: %v", name, faults)
		}
	}
	for i, good := range judgedInPython(t, dirs) {
		want := keyed[names[i]].expect == "ok" || keyed[names[i]].expect == record.FaultStatement // which it does not derive
		if good != want {
			t.Errorf("%s: sound for verify.py: %v", names[i], good)
		}
	}
}

func TestBothVerifiersRefuseABundleThatHidesADispute(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	suspected(l)
	b := l.Bundle("")
	for what, forged := range map[string]fstest.MapFS{
		"the mark":       remade(b, "record.txt", bytes.Replace(b["record.txt"].Data, []byte("DISPUTED: "), nil, 1)),
		"the ended key":  remade(b, "revoked", nil),
		"a key":          remade(b, "allowed_signers", bytes.Replace(b["allowed_signers"].Data, []byte(recordtest.Public(worker)), []byte(recordtest.Public(boss)), 1)),
		"another's mark": remade(b, "record.txt", bytes.Replace(b["record.txt"].Data, []byte("  I, "), []byte("  DISPUTED: I, "), 1)),
	} {
		if faults := judged(t, forged); len(faults) == 0 {
			t.Errorf("%s: soprun finds no fault", what)
		}
		if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "b"), forged)}); good[0] {
			t.Errorf("%s: verify.py finds no fault", what)
		}
	}
}
