package record_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestALogThatLostWhatTwoPeopleDisposedOfVerifies(t *testing.T) {
	l := recordtest.New(t)
	_, list := buried(l)
	report := verified(t, l, record.Options{})
	for _, f := range report.Faults {
		t.Error(f)
	}
	if report.Destroyed != int64(len(list)) || report.Head != l.Head() || len(list) != 7 {
		t.Errorf("%d destroyed of %v", report.Destroyed, list)
	}
	if d := report.State.Disposals; len(d) != 1 || d[0].Confirmed == 0 || d[0].By != admin {
		t.Errorf("disposals = %+v", d)
	}
}

func TestOnlyReviewedRunsOfBeforeTheDayAreDisposedOf(t *testing.T) {
	l := recordtest.New(t)
	old(l)
	at := l.Tree.Size()
	if list := l.Past.Due(at, "2026-11-22"); len(list) != 0 {
		t.Errorf("on their own day: %v", list)
	}
	list := l.Past.Due(at, "2026-11-23")
	for n, e := range l.Stored {
		inRun := bytes.Contains(e.Payload, []byte(`"run":"r-0001"`)) || bytes.Contains(e.Payload, []byte(`"type":"review"`))
		if slices.Contains(list, int64(n)) != inRun {
			t.Errorf("entry %d goes: %v\n%s", n, !inRun, e.Payload)
		}
	}
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(completionOf(l, "r-0002"))))
	if more := l.Past.Due(at, "2026-11-23"); len(more) <= len(list) {
		t.Errorf("a second run that is reviewed does not go: %v", more)
	}
}

func TestABundleOfALogThatLostEntriesVerifiesAndSaysWhichTheyWere(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	at, list := buried(l)
	l.Perform(worker, "r-0003")
	whole, part := l.Bundle(boss), l.Bundle("", "r-0003")
	for name, b := range map[string]fstest.MapFS{"whole": whole, "part": part} {
		for _, f := range judged(t, b) {
			t.Errorf("%s: %s %v", name, f.Code, f)
		}
		if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "b"), b)}); !good[0] {
			t.Errorf("%s: verify.py finds a fault", name)
		}
	}
	if n := strings.Count(string(whole["record.txt"].Data), "destroyed by the disposal in entry"); n != len(list) {
		t.Errorf("%d lines say that an entry was destroyed, want %d", n, len(list))
	}
	last := list[len(list)-1]
	gone := unpacked(whole)[nameOf(last)].Data
	if !bytes.HasPrefix(gone, []byte(`{"disposal":19,"payload_sha256":"`)) || part[nameOf(last)] != nil || at != 19 {
		t.Errorf("entry %d of the disposal in %d: %s", last, at, gone)
	}
}

func TestBothVerifiersRefuseABundleThatLostMore(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	at, list := buried(l)
	b := l.Bundle("")
	lose := func(position int64) fstest.MapFS {
		e := l.Stored[position]
		line := fmt.Sprintf(`{"disposal":19,"payload_sha256":"%x"}`, sha256.Sum256(e.Payload))
		if len(e.Signature) > 0 {
			line = fmt.Sprintf(`{"disposal":19,"payload_sha256":"%x","signature_sha256":"%x"}`, sha256.Sum256(e.Payload), sha256.Sum256(e.Signature))
		}
		return withManifest(changed(b, map[string][]byte{nameOf(position): []byte(line), nameOf(position) + ".sig": nil}))
	}
	name := nameOf(list[0])
	was := unpacked(b)[name].Data
	for what, forged := range map[string]fstest.MapFS{
		"a completion that nobody reviewed": lose(completionOf(l, "r-0002")),
		"the approval":                      lose(3),
		"an enrolment":                      lose(2),
		"a leaf that was changed":           remade(b, name, flipped(was, 8*40)),
		"a disposal that is none":           remade(b, name, bytes.Replace(was, []byte(":19,"), []byte(":20,"), 1)),
		"a leaf spelt in another way":       remade(b, name, bytes.Replace(was, []byte(":19,"), []byte(":019,"), 1)),
		"a leaf with an empty member":       remade(b, name, bytes.Replace(was, []byte("}"), []byte(`,"signature_sha256":""}`), 1)),
		"a leaf in other letters":           remade(b, name, bytes.Replace(was, was[33:97], bytes.ToUpper(was[33:97]), 1)),
		"a signature of what is gone":       remade(b, name+".sig", unpacked(b)[nameOf(1)+".sig"].Data),
	} {
		if faults := judged(t, forged); len(faults) == 0 {
			t.Errorf("%s: soprun finds no fault", what)
		}
		if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "b"), forged)}); good[0] {
			t.Errorf("%s: verify.py finds no fault", what)
		}
	}
	if at != 19 {
		t.Errorf("the disposal stands in %d", at)
	}
}

func TestWhoDisposesAndWhoConfirmsReadItInOneSentence(t *testing.T) {
	l := recordtest.New(t)
	at, _ := listed(l)
	l.Append(l.Act(boss, sop.Supervisor, confirmBody(l, at)))
	for position, want := range map[int64]string{
		at:     "I, Ann Lee (ann.lee, administrator), disposed of 7 entries of runs completed before 1 Dec 2034, list ",
		at + 1: "I, Bo Ray (bo.ray, supervisor), confirmed the disposal in entry 19 by Ann Lee (ann.lee), of 7 entries, on ",
	} {
		e, err := record.Decode(l.Stored[position].Payload)
		if err != nil || !strings.HasPrefix(e.Statement, want) {
			t.Errorf("%v\n%s\nwant %s", err, e.Statement, want)
		}
	}
}
