package record_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestWhoAmendsReadsBothValuesInOneSentence(t *testing.T) {
	l := recordtest.New(t)
	at := measured(l)
	b := amendment(l, at, "5.2", `9.4" to "5.4`)
	b.Index, b.Mark = 2, "ABOVE 8.0 °C"
	entry := record.NewEntry(b)
	entry.Person, entry.Role, entry.At = boss, sop.Supervisor, record.At(l.Now)
	want := `I, Bo Ray (bo.ray, supervisor), amended t, reading 2, of step clean in entry 14, SOP-CEN-014 v2.1, run r-0001, ` +
		`performed by Kim Oh (kim.oh), on 22 Nov 2026 at 09:00 (UTC+00:00), from "5.2" to "9.4\" to \"5.4", marked "ABOVE 8.0 °C", because: the printout says otherwise`
	if got := l.State.Statement(entry, l.Past); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	b.Index, b.Mark, b.New = 1, "", "5.4"
	want = `from "5.2" to "5.4", because: the printout says otherwise`
	if got := l.State.Statement(entry, l.Past); !strings.HasSuffix(got, want) || !strings.Contains(got, "amended t of step clean in") {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestAValueIsWhatItsLastEventOrItsLastAmendmentSays(t *testing.T) {
	l := recordtest.New(t)
	at := measured(l)
	for id, want := range map[record.ValueID]string{
		{Step: "clean", Field: "t", Index: 1}: "5.2",
		{Step: "clean", Field: "t", Index: 2}: "6.0",
		{Step: "clean", Field: "t"}:           "",
		{Step: "spin", Field: "t", Index: 1}:  "", // it was done again
	} {
		if got, ok := l.Past.Value(at, id); got != want || ok != (want != "") {
			t.Errorf("%+v says %q, want %q", id, got, want)
		}
	}
	l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
	if got, _ := l.Past.Value(at, record.ValueID{Step: "clean", Field: "t", Index: 1}); got != "5.4" {
		t.Errorf("after the amendment it says %q", got)
	}
	if _, ok := l.Past.Value(3, record.ValueID{Step: "clean", Field: "t", Index: 1}); ok {
		t.Error("an approval has a value")
	}
}

// Both values stand in a part of the log too, with whoever amended them.
func TestABundleBringsTheAmendmentsOfItsRun(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	at := measured(l)
	l.Append(l.Act(admin, sop.Administrator, l.EnrolBody("pat.moe", "Pat Moe", sop.Supervisor)))
	l.Append(l.Act("pat.moe", sop.Supervisor, amendment(l, at, "5.2", "5.4")))
	l.Perform(worker, "r-0002")
	b := l.Bundle("", "r-0001")
	for _, words := range []string{`from "5.2" to "5.4"`, "value 5.1", "enrolled Pat Moe"} {
		if !bytes.Contains(b["record.txt"].Data, []byte(words)) {
			t.Errorf("%q is not in it:\n%s", words, b["record.txt"].Data)
		}
	}
	if bytes.Contains(b["record.txt"].Data, []byte("r-0002")) {
		t.Error("another run is in it")
	}
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
	if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "b"), b)}); !good[0] {
		t.Error("verify.py finds a fault")
	}
}

// record.txt is what people read: it must not show a value as it no longer stands, or
// a review that was put aside, as if nothing had followed.
func TestABundleSaysBesideEachEntryWhatFollowedIt(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	at := measured(l)
	for _, change := range [][2]string{{"5.2", "5.4"}, {"5.4", "5.6"}} {
		l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
		l.Append(l.Act(worker, sop.Assistant, amendment(l, at, change[0], change[1])))
	}
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	b := l.Bundle("")
	words := string(b["record.txt"].Data)
	for position, mark := range map[int64]string{
		at: fmt.Sprintf("AMENDED in entry %d: I, ", at+4), at + 1: fmt.Sprintf("SUPERSEDED by entry %d: I, ", at+2), at + 2: fmt.Sprintf("SUPERSEDED by entry %d: I, ", at+4),
		at + 3: fmt.Sprintf("SUPERSEDED by entry %d: I, ", at+4), at + 4: "I, ", at + 5: "I, ",
	} {
		line := regexp.MustCompile(fmt.Sprintf(`(?m)^%08d  \S+ \S+ \(UTC\S+\)  (.*)$`, position)).FindStringSubmatch(words)
		if line == nil || !strings.HasPrefix(line[1], mark) {
			t.Errorf("entry %d reads %q, want it to begin with %q", position, line, mark)
		}
	}
	dir := t.TempDir()
	good := judgedInPython(t, []string{written(t, filepath.Join(dir, "sound"), b), written(t, filepath.Join(dir, "hidden"), remade(b, "record.txt", bytes.Replace(b["record.txt"].Data, []byte("AMENDED in entry"), []byte("Amended in entry"), 1)))})
	if !good[0] || good[1] || len(judged(t, b)) > 0 {
		t.Errorf("verify.py finds the bundle %v and one that hides it %v; soprun finds %v", good[0], good[1], judged(t, b))
	}
}

func TestAnAmendmentPutsTheReviewsBeforeItAside(t *testing.T) {
	l := recordtest.New(t)
	at := measured(l)
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	l.Append(l.Act(worker, sop.Assistant, amendment(l, at, "5.2", "5.4")))
	done, _ := l.Past.Performed(at)
	if len(done.Reviewers) != 0 || !slices.Equal(done.Amenders, []string{worker}) {
		t.Errorf("reviewed by %v, amended by %v", done.Reviewers, done.Amenders)
	}
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	if done, _ = l.Past.Performed(at); !slices.Equal(done.Reviewers, []string{boss}) {
		t.Errorf("reviewed by %v", done.Reviewers)
	}
}

func TestValuesOfAnAttemptThatIsDoneAgainAreNoneOfTheStep(t *testing.T) {
	v := record.Values{}
	for _, e := range []sop.Event{
		{Kind: sop.ValueRecorded, Step: "a", Field: "t", Index: 1, Value: "5"},
		{Kind: sop.ValueRecorded, Step: "b", Field: "t", Index: 1, Value: "6"},
		{Kind: sop.StepReopened, Step: "a", Reason: "spilt"},
		{Kind: sop.CheckRecorded, Step: "b", Field: "t", Index: 1, Value: "7"},
	} {
		v.Add(e)
	}
	if len(v) != 1 || v[record.ValueID{Step: "b", Field: "t", Index: 1}] != "6" {
		t.Errorf("values = %v", v)
	}
}
