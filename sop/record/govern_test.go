package record_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestWhoRetiresReviewsAccessOrAssessesReadsItInOneSentence(t *testing.T) {
	l := recordtest.New(t)
	when := "on 22 Nov 2026 at 09:00 (UTC+00:00)"
	plain, full := watched(""), watched("r-0001")
	full.Expires, full.Comment = "2028-11-22", "careful"
	access := &record.AccessReview{Keys: 3, People: 4, SHA256: hashOf("list")}
	said := *access
	said.Comment = "Zoe left"
	for want, b := range map[string]record.Body{
		"retired SOP-CEN-014 v2.1 " + when + ", because: the method changed":                                                                       retireBody("2.1", recordtest.TextSHA256),
		"reviewed access " + when + ": 4 enrolled, 3 with a live key, list " + hashOf("list") + ".":                                                access,
		"reviewed access " + when + ": 4 enrolled, 3 with a live key, list " + hashOf("list") + ". Comment: Zoe left":                              &said,
		"assessed Kim Oh (kim.oh) as competent in SOP-CEN-014 v2.1 " + when + ", method observed.":                                                 plain,
		"assessed Kim Oh (kim.oh) as competent in SOP-CEN-014 v2.1 " + when + ", method observed, run r-0001, until 22 Nov 2028. Comment: careful": full,
	} {
		entry := record.NewEntry(b)
		entry.Person, entry.Role, entry.At = boss, sop.Supervisor, record.At(l.Now)
		if got := l.State.Statement(entry, l.Past); got != "I, Bo Ray (bo.ray, supervisor), "+want {
			t.Errorf("%s\nwant I, Bo Ray (bo.ray, supervisor), %s", got, want)
		}
	}
}

func TestARetiredVersionLeavesNoneInForceUntilAnotherIsApproved(t *testing.T) {
	l := recordtest.New(t)
	approve(l, "3.0", "2026-11-24")
	retired(l)
	for day, want := range map[string]string{"2026-11-22": "", "2026-11-23": "", "2026-11-24": "3.0"} {
		got := ""
		if a := l.State.InForce(recordtest.SOP, day); a != nil {
			got = a.Version
		}
		if got != want {
			t.Errorf("on %s v%q is in force, want %q", day, got, want)
		}
	}
	if r := l.State.Approvals[recordtest.SOP][0].Retired; r == nil || r.By != boss || r.Reason != "the method changed" || r.Day != "2026-11-22" {
		t.Errorf("retired = %+v", r)
	}
}

func TestTheListOfAccessFollowsFromTheLog(t *testing.T) {
	l := recordtest.New(t)
	l.Append(l.Act(admin, sop.Administrator, recordtest.RevokeBody(colleague(l), mate, -1)))
	for n := 1; n <= record.MaxFailures; n++ {
		l.Append(l.Fact(worker, &record.UnlockFailed{Count: n}))
	}
	var states []record.Standing
	for _, a := range l.State.Access() {
		states = append(states, a.State)
		if (a.Key == "") != (a.State == record.Revoked) {
			t.Errorf("%+v", a)
		}
	}
	if want := []record.Standing{record.Live, record.Live, record.Locked, record.Revoked}; !slices.Equal(states, want) {
		t.Errorf("states %v, want %v", states, want)
	}
	l.Append(l.Act(admin, sop.Administrator, accessOf(l, "")))
	if r := l.State.Reviewed; r == nil || r.Keys != 2 || r.People != 4 || r.By != admin || r.Position != l.Tree.Size()-1 {
		t.Errorf("reviewed = %+v", r)
	}
}

func TestAPartBringsTheCompetenceOfWhoCarriedItOut(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	taught(l)
	b := l.Bundle("", "r-0001")
	words := b["record.txt"].Data
	for _, c := range []struct {
		words string
		want  bool
	}{
		{"assessed Kim Oh (kim.oh) as competent", true},
		{"assessed Zoe Ash (zoe.ash) as competent", true},
		{"assessed Ann Lee", false},
		{"retired SOP-CEN-014 v2.1", true},
		{"performed SOP-CEN-014 v2.1, run r-0002", false},
	} {
		if bytes.Contains(words, []byte(c.words)) != c.want {
			t.Errorf("%q is in it: %v\n%s", c.words, !c.want, words)
		}
	}
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
	dirs := []string{written(t, filepath.Join(t.TempDir(), "part"), b), written(t, filepath.Join(t.TempDir(), "whole"), l.Bundle(boss))}
	for i, good := range judgedInPython(t, dirs) {
		if !good {
			t.Errorf("verify.py finds a fault in %s", dirs[i])
		}
	}
}

// What was found of a colleague who took a run over is not given away with what is somebody's.
func TestAPartOfAPersonBringsTheirCompetenceAlone(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	taught(l)
	var dirs []string
	for person, want := range map[string][2]bool{worker: {true, false}, mate: {false, true}} {
		b := l.BundleOf("", &record.Filter{Person: person})
		for i, words := range []string{"assessed Kim Oh (kim.oh) as competent", "assessed Zoe Ash (zoe.ash) as competent"} {
			if bytes.Contains(b["record.txt"].Data, []byte(words)) != want[i] {
				t.Errorf("%s: %q is in it: %v\n%s", person, words, !want[i], b["record.txt"].Data)
			}
		}
		if faults := judged(t, b); len(faults) > 0 {
			t.Errorf("%s: %v", person, faults)
		}
		dirs = append(dirs, written(t, filepath.Join(t.TempDir(), person), b))
	}
	for i, good := range judgedInPython(t, dirs) {
		if !good {
			t.Errorf("verify.py finds a fault in %s", dirs[i])
		}
	}
}

func TestAPartBringsTheSchemeAndAllThatCountsByIt(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	planned["ok-scheme"].make(l)
	b := l.Bundle("", "r-0003")
	for _, want := range []string{"set the scheme of SOP-CEN-014", "run r-0001, independence helped", "run r-0002, independence alone", "run r-0003, independence teaches"} {
		if !bytes.Contains(b["record.txt"].Data, []byte(want)) {
			t.Errorf("%q is not in it:\n%s", want, b["record.txt"].Data)
		}
	}
	if bytes.Contains(b["record.txt"].Data, []byte("performed SOP-CEN-014 v2.1, run r-0001")) {
		t.Error("it has the run of another assessment")
	}
	if faults := judged(t, b); len(faults) > 0 {
		t.Error(faults)
	}
	if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), "part"), b)}); !good[0] {
		t.Error("verify.py finds a fault in it")
	}
}

func TestAPartBringsTheWordOfWhoWasAssessedAndSaysWhoDoesNotAgree(t *testing.T) {
	needTools(t)
	l := recordtest.New(t)
	assessedRuns["ok-not-agreed"].make(l)
	for run, want := range map[string][]string{
		"r-0001": {"NOT AGREED in entry 9: I, Bo Ray", "I, Kim Oh (kim.oh, assistant), do not agree with the assessment in entry 8 by Bo Ray (bo.ray), as not yet in SOP-CEN-014 v2.1, on 22 Nov 2026", ". Comment: " + differs + "\n"},
		"r-0002": {"NOT AGREED in entry 9: I, Bo Ray", "agree with the assessment in entry 14 by Ann Lee"},
	} {
		b := l.Bundle("", run)
		for _, words := range want {
			if !bytes.Contains(b["record.txt"].Data, []byte(words)) {
				t.Errorf("%s: %q is not in it:\n%s", run, words, b["record.txt"].Data)
			}
		}
		if faults := judged(t, b); len(faults) > 0 {
			t.Error(run, faults)
		}
		if good := judgedInPython(t, []string{written(t, filepath.Join(t.TempDir(), run), b)}); !good[0] {
			t.Errorf("verify.py finds a fault in the part of %s", run)
		}
	}
}

func TestACompetenceEndsOnTheLastDayOfAMonthThatIsTooShort(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{{"2026-11-22", 24, "2028-11-22"}, {"2026-01-31", 1, "2026-02-28"}, {"2024-02-29", 12, "2025-02-28"}, {"2026-08-31", 6, "2027-02-28"}, {"2026-12-31", 12, "2027-12-31"}} {
		b := record.Scheme{Months: c.months}
		if got := b.LastExpiry(c.from); got != c.want {
			t.Errorf("%d months after %s it ends on %s, want %s", c.months, c.from, got, c.want)
		}
	}
}
